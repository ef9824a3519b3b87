"""Turns what SQLite and the file system complain of into sentences the coordinator can act on."""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError

from cp_desktop.errors import UserError

_KNOWN = (
    (("disk is full",), "The disk is full. Nothing was saved. Free some space, then try again."),
    (
        ("readonly", "read-only"),
        "This register can only be read here. Nothing was saved. Open a copy you may write to.",
    ),
    (("locked", "busy"), "Another program is using the register just now. Nothing was saved. Try again in a moment."),
    (
        ("malformed", "not a database", "disk image"),
        "The register's file is damaged. Nothing was saved. Restore the latest copy from File > Restore.",
    ),
    (
        ("disk i/o", "unable to open"),
        "The register's file cannot be reached. Nothing was saved. Is its drive connected?",
    ),
)


def explained(problem: BaseException) -> UserError | None:
    """The sentence for a trouble with the file, or None when the exception is a bug."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(original, sqlite3.Error):
        text = str(original).lower()
        for signs, sentence in _KNOWN:
            if any(sign in text for sign in signs):
                return UserError(sentence)
    if isinstance(original, OSError):
        if original.errno == errno.ENOSPC:
            return UserError(_KNOWN[0][1])
        if original.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return UserError(f"{original.filename or 'The file'} may not be written. Nothing was changed there.")
        if original.errno == errno.ENOENT:
            return UserError(f"{original.filename or 'The file'} is not there. Nothing was changed.")
    return None
