"""The question before a file is written over: it names the file, and says where somebody's work would be lost."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from cp_desktop.ui.dialogs.confirm import may_go
from cp_desktop.written_files import origin_of


def may_replace(parent: QWidget, path: Path) -> bool:
    """Whether a file may be written there: nothing is in its place, or it may be lost. Esc and closing say no."""
    if not path.is_file():
        return True
    origin = origin_of(path)
    more = f"It {origin.value}. Replacing it cannot be undone." if origin.precious else ""
    there = f"{path.name} is there already."
    return may_go(parent, "Replace the file?", there, more, "&Replace it", warns=origin.precious)
