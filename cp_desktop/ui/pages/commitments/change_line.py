"""The line under the grid that says what was changed last, with Undo beside it.

It has its place whether it says anything or not: a message that pushed the grid would move the next cell away from
under the mouse.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import link_button
from cp_desktop.ui.widgets.labels import Secondary


class ChangeLine(QWidget):
    """Says what was done, until something else is done; `undone` when its Undo is chosen."""

    undone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = Secondary("")
        self.undo_button = link_button("Undo")
        self.undo_button.clicked.connect(lambda _: self.undone.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.words)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        self.setFixedHeight(max(self.undo_button.sizeHint().height(), self.words.sizeHint().height()))
        self.clear()

    def say(self, sentence: str) -> None:
        """Says what was done."""
        self.words.setText(sentence)
        self.undo_button.show()
        announce(self.words, self.words.text())

    def clear(self) -> None:
        """Says nothing any more: what it spoke of is undone, or something else was done since."""
        self.words.setText("")
        self.undo_button.hide()
