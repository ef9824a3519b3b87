"""Where drafts of letters go: asked for once, then remembered, and the same for every kind of letter."""

from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtWidgets import QFileDialog, QWidget

from cp_desktop.ui.ui_settings import recall, remember

FOLDER = "drafts/folder"


def drafts_folder() -> Path | None:
    """The folder, None where it was not chosen yet or is no longer there."""
    name = str(recall(FOLDER, "") or "")
    return Path(name) if name and Path(name).is_dir() else None


def choose_drafts_folder(parent: QWidget) -> Path | None:
    """Asks for the folder and remembers it; None when none was chosen."""
    start = drafts_folder() or user_documents_path()
    name = QFileDialog.getExistingDirectory(parent, "Where to keep drafts of letters", str(start))
    if not name:
        return None
    remember(FOLDER, name)
    return Path(name)
