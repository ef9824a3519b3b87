"""An open register: read, written by one operation at a time, and every change of it kept and undoable."""

from .file import SUFFIX, Announcement, Register, edition_of, store_at
from .history import HistoryEntry, operations
from .sqlite_file import is_register, must_be_register

__all__ = [
    "SUFFIX",
    "Announcement",
    "HistoryEntry",
    "Register",
    "edition_of",
    "is_register",
    "must_be_register",
    "operations",
    "store_at",
]
