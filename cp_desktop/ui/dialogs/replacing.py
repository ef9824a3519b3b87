"""The question before a file is written over: it names the file, and says where somebody's work would be lost."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from cp_desktop.written_files import origin_of


def may_replace(parent: QWidget, path: Path) -> bool:
    """Whether a file may be written there: nothing is in its place, or it may be lost. Esc and closing say no."""
    if not path.is_file():
        return True
    origin = origin_of(path)
    box = QMessageBox(parent)
    box.setWindowTitle("Replace the file?")
    box.setIcon(QMessageBox.Icon.Warning if origin.precious else QMessageBox.Icon.Question)
    box.setText(f"{path.name} is there already.")
    box.setInformativeText(f"It {origin.value}. Replacing it cannot be undone." if origin.precious else "")
    keep = box.addButton("&Keep it", QMessageBox.ButtonRole.RejectRole)
    replace = box.addButton("&Replace it", QMessageBox.ButtonRole.DestructiveRole)
    box.setEscapeButton(keep)
    box.setDefaultButton(keep)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked is replace
