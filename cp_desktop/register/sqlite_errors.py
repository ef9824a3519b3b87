"""What SQLite complains of: troubles with the file as sentences, and broken rules as a `Violation`."""

import sqlite3

from .store import DISK_FULL, Violation

_BUSY = "Another program is using the register just now. Nothing was saved. Try again in a moment."

# By SQLite's own result codes: the wording of its messages is not promised.
_BY_NAME = {
    "SQLITE_READONLY_DBMOVED": (
        "The register's file was moved, renamed or replaced while it was open. Nothing was saved. "
        "Close it and open it where it is now."
    ),
    "SQLITE_READONLY_ROLLBACK": (
        "The register was left half written by a program that was stopped, and can only be read here. "
        "Nothing was changed. Open it once where it may be written: it mends itself."
    ),
}
_BY_CODE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: "This register can only be read here. Nothing was saved. Open a copy you may write to.",
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: "The register's file cannot be reached. Nothing was saved. Is its drive connected?",
    sqlite3.SQLITE_CANTOPEN: (
        "The register's file or its folder cannot be reached. Nothing was saved. Is its drive connected, "
        "may you write there, and is the path shorter than 500 letters?"
    ),
}
_DAMAGED = "The register's file is damaged. Nothing was saved. Restore the latest copy from File > Restore a copy."


def sentence_for(problem: BaseException) -> str | None:
    """The sentence for a trouble with the file that SQLite tells of; None for all other exceptions, bugs among them."""
    if not isinstance(problem, sqlite3.Error):
        return None
    if is_damage(problem):
        return _DAMAGED
    name, code = getattr(problem, "sqlite_errorname", ""), getattr(problem, "sqlite_errorcode", 0)
    return _BY_NAME.get(name) or _BY_CODE.get(code & 0xFF)


def is_damage(problem: sqlite3.Error) -> bool:
    """Whether SQLite found the file broken."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def violation_of(problem: BaseException) -> Violation | None:
    """Which rule a write broke, None for what is no complaint of SQLite's."""
    if not isinstance(problem, sqlite3.Error):
        return None
    kind, _, what = str(problem).partition(" constraint failed")
    what = what.removeprefix(": ")
    if kind == "FOREIGN KEY":
        return Violation("reference")
    if kind == "CHECK":
        return Violation("check", constraint=what)
    columns = [name.split(".") for name in what.split(", ")]
    if kind in ("UNIQUE", "NOT NULL") and all(len(column) == 2 for column in columns):
        [table] = {table for table, _ in columns}
        return Violation("unique" if kind == "UNIQUE" else "required", table, [name for _, name in columns])
    return Violation("other")


def safe_words(problem: BaseException) -> str | None:
    """What SQLite said, for the log: it names tables, columns and rules, never a value. None for other exceptions."""
    if not isinstance(problem, sqlite3.Error):
        return None
    return f"{getattr(problem, 'sqlite_errorname', '')} {problem}".strip()
