"""Turns what SQLite and the file system complain of into sentences the coordinator can act on."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from cp_desktop.errors import UserError
from cp_desktop.model import Base, fields, record_named

FULL = "The disk is full. Nothing was saved. Free some space, then try again."
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
    sqlite3.SQLITE_FULL: FULL,
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


def explained(problem: BaseException) -> UserError | None:
    """The sentence for a trouble with the file, or None when the exception is a bug."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(original, sqlite3.Error):
        if is_damage(original):
            return UserError(_DAMAGED)
        name, code = getattr(original, "sqlite_errorname", ""), getattr(original, "sqlite_errorcode", 0)
        sentence = _BY_NAME.get(name) or _BY_CODE.get(code & 0xFF)
        return UserError(sentence) if sentence else None
    if isinstance(original, OSError):
        return _of_the_system(original)
    return None


@contextmanager
def translate_errors(refused: Callable[[IntegrityError], UserError] | None = None) -> Iterator[None]:
    """Troubles with the file that come up inside leave as UserError, a broken rule in the words of `refused`.

    Bugs leave as they are.
    """
    try:
        yield
    except IntegrityError as problem:
        raise (refused or broken_rule)(problem) from problem
    except Exception as problem:
        sentence = explained(problem)
        if sentence is None:
            raise
        raise sentence from problem


def broken_rule(problem: IntegrityError) -> UserError:
    """The sentence for a write that breaks a rule of its table, with the field where there is one."""
    kind, _, what = str(problem.orig).partition(" constraint failed: ")
    if kind == "FOREIGN KEY constraint failed":
        return UserError(
            "Other records of the register depend on this one, or one it names is gone. Nothing was saved. "
            "Change or delete those first."
        )
    if kind == "CHECK":
        for table in Base.metadata.tables.values():
            for constraint in table.constraints:
                if constraint.name == what and constraint.info:
                    sentence = f"{constraint.info['sentence']} Nothing was saved. Correct it and save again."
                    return UserError(sentence, constraint.info["field"])
    columns = [name.split(".") for name in what.split(", ")]
    if kind in ("UNIQUE", "NOT NULL") and all(len(column) == 2 for column in columns):
        record = record_named(columns[0][0])
        labels = {column.name: (name, declared.label) for name, column, declared in fields(record)}
        told = [labels[name] for _, name in columns if name in labels]
        if told:
            named = " and ".join(f"“{label}”" for _, label in told)
            if kind == "NOT NULL":
                return UserError(f"{named} is required. Nothing was saved. Fill it in.", told[0][0])
            return UserError(
                f"There is another {record.one} with the same {named}. Nothing was saved. Change it, or edit that one.",
                told[-1][0],
            )
    return UserError(f"The register refused this: {problem.orig}. Nothing was saved. Correct it and try again.")


def is_damage(problem: sqlite3.Error) -> bool:
    """Whether SQLite found the file broken."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _of_the_system(problem: OSError) -> UserError:
    place = problem.filename2 or problem.filename or "The file"
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return UserError(FULL)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return UserError(f"{place} may not be used by you. Nothing was changed there. Choose another place.")
        case errno.ENOENT:
            return UserError(f"{place} is not there. Nothing was changed. Choose another place.")
        case code:
            why = os.strerror(code) if code else str(problem)
            return UserError(f"{place} cannot be used ({why}). Nothing was changed there. Choose another place.")
