"""The register file: made, opened by one writer, upgraded, copied, and every change of it kept and undoable."""

from .file import SUFFIX, Announcement, Register, edition_of
from .history import HistoryEntry, operations

__all__ = ["SUFFIX", "Announcement", "HistoryEntry", "Register", "edition_of", "operations"]
