"""Help: the keys of the page in front, and what this program is."""

import platform
from collections.abc import Sequence

import PySide6
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop import __version__
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.looks import theme
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Heading, Secondary, SubHeading, push_button
from cp_desktop.ui.page import Page

EVERYWHERE = (
    ("Ctrl+1 to Ctrl+9", "Go to a page"),
    ("Ctrl+K", "Search everything"),
    ("Ctrl+F", "Search on this page"),
    ("Ctrl+N", "Something new here"),
    ("Ctrl+S", "Save"),
    ("Ctrl+Z, Ctrl+Y", "Undo, redo: everything, even after closing the program"),
    ("Ctrl+C", "Copy the selected rows with their headings"),
    ("Enter", "Open the row"),
    ("Esc", "Step back; nothing typed is lost"),
    ("In a date: T, Up, Down, Alt+Down", "Today, a day later, a day earlier, the calendar"),
    ("In a form: Enter", "The next field"),
)


class ShortcutsDialog(QDialog):
    """The keys that work on a page, and those that work everywhere."""

    def __init__(self, page: Page | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        if page is not None and page.shortcuts:
            stack.addWidget(SubHeading(f"On the page {page.entry.title}"))
            stack.addLayout(_grid(page.shortcuts))
        stack.addWidget(SubHeading("Everywhere"))
        stack.addLayout(_grid(EVERYWHERE))
        close = push_button("Close", primary=True)
        close.clicked.connect(self.accept)
        stack.addWidget(close)


def _grid(keys: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE.large)
    for row, (key, what) in enumerate(keys):
        label = QLabel(key)
        label.setFont(theme.font(strong=True))
        grid.addWidget(label, row, 0)
        grid.addWidget(QLabel(what), row, 1)
    grid.setColumnStretch(1, 1)
    return grid


class AboutDialog(QDialog):
    """Which version this is, on what it runs, and where the open register and its copies are."""

    def __init__(self, desk: Desk | None, parent: QWidget) -> None:
        super().__init__(parent)
        from cp_desktop.register import backup

        self.setWindowTitle("About CP Desktop")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addWidget(Heading("CP Desktop"))
        stack.addWidget(QLabel(f"Version {__version__}: the corporate parenting coordinator's register."))
        if desk is not None:
            stack.addWidget(Secondary(f"This register: {desk.register.path}", wrap=True))
            stack.addWidget(Secondary(f"Its daily copies: {backup.folder(desk.register.path)}", wrap=True))
        stack.addWidget(Secondary(f"Python {platform.python_version()}, Qt {PySide6.__version__}"))
        close = push_button("Close", primary=True)
        close.clicked.connect(self.accept)
        stack.addWidget(close)
