"""What SQLite complains of: troubles with the file as sentences, and broken rules as a `Violation`."""

import sqlite3

from .store import DAMAGED, DISK_FULL, Violation

_BUSY = "Another program is using the register just now. {nothing} Try again in a moment."

# By SQLite's own result codes: the wording of its messages is not promised. `nothing` is what was not done.
_BY_NAME = {
    "SQLITE_READONLY_DBMOVED": (
        "The register's file was moved, renamed or replaced while it was open. {nothing} "
        "Close it and open it where it is now."
    ),
    "SQLITE_READONLY_ROLLBACK": (
        "The register was left half written by a program that was stopped, and can only be read here. "
        "{nothing} Open it once where it may be written: it mends itself."
    ),
}
_BY_CODE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: "This register can only be read here. {nothing} Open a copy you may write to.",
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: "The register's file cannot be reached. {nothing} Is its drive connected?",
    sqlite3.SQLITE_CANTOPEN: (
        "The register's file or its folder cannot be reached. {nothing} Is its drive connected, "
        "may you write there, and is the path shorter than 500 letters?"
    ),
}


def sentence_for(problem: BaseException, nothing: str) -> str | None:
    """The sentence for a trouble with the file that SQLite tells of; None for all other exceptions, bugs among them.

    `nothing` is the part of it that says what was not done.
    """
    if not isinstance(problem, sqlite3.Error):
        return None
    if is_damage(problem):
        return DAMAGED.format(nothing=nothing)
    name, code = getattr(problem, "sqlite_errorname", ""), getattr(problem, "sqlite_errorcode", 0)
    found = _BY_NAME.get(name) or _BY_CODE.get(code & 0xFF)
    return found and found.format(nothing=nothing)


def is_damage(problem: sqlite3.Error) -> bool:
    """Whether SQLite found the file broken, or Python a text in it that is none."""
    # Python's own complaint has no code; it quotes the broken letters, and nobody may hand it on.
    undecodable = isinstance(problem, sqlite3.OperationalError) and str(problem).startswith("Could not decode")
    code = getattr(problem, "sqlite_errorcode", 0)
    return undecodable or code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


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
    if is_damage(problem):
        return f"{getattr(problem, 'sqlite_errorname', '')} the file is damaged".strip()
    return f"{getattr(problem, 'sqlite_errorname', '')} {problem}".strip()
