"""Turns what the register's database and the file system complain of into sentences the coordinator can act on."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from cp_desktop.errors import UserError
from cp_desktop.model import Base, fields, record_named
from cp_desktop.model.rules import missing, refusal

from . import sqlite_errors
from .store import DISK_FULL, NOTHING_SAVED, Violation

# The modules that know the complaints of one database each; all answer to the same three questions.
_DATABASES = (sqlite_errors,)


def explained(problem: BaseException, nothing: str = NOTHING_SAVED) -> UserError | None:
    """The sentence for a trouble with the file, or None when the exception is a bug. `nothing` is what was not done."""
    original = problem.orig if isinstance(problem, DBAPIError) and problem.orig is not None else problem
    for database in _DATABASES:
        sentence = database.sentence_for(original, nothing)
        if sentence is not None:
            return UserError(sentence)
    return _of_the_system(original) if isinstance(original, OSError) else None


def safe_words(problem: BaseException) -> str | None:
    """What a database said, if an exception is its complaint, in words that quote no value of the register."""
    return next(filter(None, (database.safe_words(problem) for database in _DATABASES)), None)


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


def violation_of(problem: IntegrityError) -> Violation:
    """Which rule of the register a write broke."""
    found = (database.violation_of(problem.orig or problem) for database in _DATABASES)
    return next(filter(None, found), Violation("other"))


def broken_rule(problem: IntegrityError) -> UserError:
    """The sentence for a write that breaks a rule of its table, with the field where there is one."""
    broken = violation_of(problem)
    if broken.kind == "reference":
        return UserError(
            "Other records of the register depend on this one, or one it names is gone. Nothing was saved. "
            "Change or delete those first."
        )
    if broken.kind == "check":
        for table in Base.metadata.tables.values():
            for constraint in table.constraints:
                if constraint.name == broken.constraint and constraint.info:
                    return refusal(constraint.info["sentence"], constraint.info["field"])
    if broken.columns:
        record = record_named(broken.table)
        labels = {column.name: (name, declared.label) for name, column, declared in fields(record)}
        labelled = [labels[name] for name in broken.columns if name in labels]
        if labelled:
            if broken.kind == "required":
                [(name, label)] = labelled
                return missing(label, name)
            named = " and ".join(f"“{label}”" for _, label in labelled)
            return UserError(
                f"There is another {record.one} with the same {named}. Nothing was saved. Change it, or edit that one.",
                labelled[-1][0],
            )
    return UserError(f"The register refused this: {problem.orig}. Nothing was saved. Correct it and try again.")


def _of_the_system(problem: OSError) -> UserError:
    place = problem.filename2 or problem.filename or "The file"
    match problem.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return UserError(DISK_FULL.format(nothing=NOTHING_SAVED))
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return UserError(f"{place} may not be used by you. Nothing was changed there. Choose another place.")
        case errno.ENOENT:
            return UserError(f"{place} is not there. Nothing was changed. Choose another place.")
        case code:
            why = os.strerror(code) if code else str(problem)
            return UserError(f"{place} cannot be used ({why}). Nothing was changed there. Choose another place.")
