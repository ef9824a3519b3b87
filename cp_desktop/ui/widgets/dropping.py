"""Files that are dropped on something, or were copied in a file manager."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent, QGuiApplication

TAKES_FILES = "takesFiles"  # the property of a widget on which files are dropped for something of its own


def files_of(event: QDropEvent) -> list[Path]:
    """The files of this computer that are dragged or dropped."""
    return _files(event.mimeData())


def copied_files() -> list[Path]:
    """The files of this computer that were copied."""
    return _files(QGuiApplication.clipboard().mimeData())


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
