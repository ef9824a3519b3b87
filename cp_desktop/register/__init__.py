"""An open register: read, written by one operation at a time, and every change of it kept and undoable."""

from .file import Announcement, Register, edition_of, store_at
from .history import HistoryEntry, operations
from .store import SUFFIX

__all__ = [
    "SUFFIX",
    "Announcement",
    "HistoryEntry",
    "Register",
    "edition_of",
    "operations",
    "store_at",
]
