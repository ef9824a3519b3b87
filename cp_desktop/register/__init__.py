"""An open register: read, written by one operation at a time, and every change of it kept and undoable."""

from .file import SUFFIX, Announcement, Register, edition_of, store_at
from .history import HistoryEntry, operations

__all__ = [
    "SUFFIX",
    "Announcement",
    "HistoryEntry",
    "Register",
    "edition_of",
    "operations",
    "store_at",
]
