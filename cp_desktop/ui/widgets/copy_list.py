"""The kept copies of a register, to choose one from."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from cp_desktop.model import show
from cp_desktop.register.store import Copy


class CopyList(QListWidget):
    """Copies with when and why each was made, and how large it is."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Kept copies, the latest first")

    def show_copies(self, copies: Iterable[Copy]) -> None:
        """Lists copies, in their order, and chooses the first."""
        self.clear()
        for copy in copies:
            item = QListWidgetItem(f"{show(copy.made)}   {copy.why}   {copy.size // 1024:,} KB")
            item.setData(Qt.ItemDataRole.UserRole, copy.path)
            self.addItem(item)
        self.setCurrentRow(0)

    def chosen_copy(self) -> Path | None:
        """Where the chosen copy is; None where there are none."""
        item = self.currentItem()
        path: Path | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return path
