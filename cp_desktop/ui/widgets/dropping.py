"""Files that are dropped on something."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

TAKES_FILES = "takesFiles"  # the property of a widget on which files are dropped for something of its own


def files_of(event: QDropEvent) -> list[Path]:
    """The files of this computer that are dragged or dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
