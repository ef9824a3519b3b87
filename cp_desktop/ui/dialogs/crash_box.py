"""The box that tells of a bug: what is safe, and the details, all of which are to be seen before they are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from cp_desktop.disclosure import PUBLIC
from cp_desktop.services import disclosure
from cp_desktop.ui.records.clipboard import put

if TYPE_CHECKING:
    from pathlib import Path


class CrashBox(QMessageBox):
    """Shows the details of a bug as they stand in the log; its button copies just these."""

    def __init__(self, text: str, log: Path | None, parent: QWidget) -> None:
        """`log` is where they were written down, None where they could not be."""
        super().__init__(parent)
        self._text = text
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("CP Desktop")
        self.setText("Something went wrong inside the program.")
        self.setInformativeText(
            "What you had saved is safe in the register. The last step may not have been done: look before you "
            "repeat it. The details below say where in the program it happened, and nothing that stands in the "
            f"register. They are {f'also in {log}' if log else 'nowhere else, and could not be written down'}; "
            "please send them to whoever looks after the program."
        )
        self.setDetailedText(text)
        for button in self.buttons():
            if self.buttonRole(button) == QMessageBox.ButtonRole.ActionRole:
                button.click()  # what would be sent is seen without asking for it
        copy = self.addButton("&Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # it would close the box
        copy.clicked.connect(self._copy)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Ok))

    def _copy(self) -> None:
        put(disclosure.words(self._text, PUBLIC))
