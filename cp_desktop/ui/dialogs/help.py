"""Help: the keys of the page in front, and what this program is."""

import platform
from collections.abc import Sequence

import PySide6
from PySide6.QtCore import QSysInfo, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop import __version__, bundled
from cp_desktop.disclosure import PUBLIC
from cp_desktop.services import disclosure
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.sidebar import ICONS_ONLY_KEYS
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import PageHeading, Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

EVERYWHERE = (
    ("Ctrl+1 to Ctrl+9", "Go to a page"),
    (ICONS_ONLY_KEYS, "Only icons in the sidebar, or words again"),
    ("In the sidebar: arrows, letters, Enter", "Go through the pages, open one; Left and Right fold a section"),
    ("F6", "To the message under the page or over it, and what it offers; Esc closes it"),
    ("Ctrl+K", "Search everything"),
    ("Ctrl+F", "Search on this page"),
    ("Ctrl+N", "Something new here"),
    ("Ctrl+S", "Save"),
    ("Ctrl+Z, Ctrl+Y", "Undo, redo: everything, even after closing the program"),
    ("Ctrl+C", "Copy the selected rows with their headings"),
    ("Ctrl+V", "Import the list, or the files, that were copied elsewhere; in a field, only paste"),
    ("In an import: digits, Ctrl+Enter", "Answer the question one stands on; import, or go on"),
    ("Enter", "Open the row"),
    ("Esc", "Step back; what was typed stays, unless you say Discard"),
    ("Ctrl+Q", "Close the program"),
    ("In a date: T, Up, Down, Alt+Down", "Today, a day later, a day earlier, the calendar"),
    ("In a form: Enter", "The next field"),
)


class ShortcutsDialog(ReadingOrder, QDialog):
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


class AboutDialog(ReadingOrder, QDialog):
    """Which version this is, on what it runs, and where the open register and its copies are."""

    def __init__(self, app: AppSession | None, parent: QWidget) -> None:
        super().__init__(parent)

        self.setWindowTitle("About CP Desktop")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addWidget(PageHeading("CP Desktop"))
        stack.addWidget(QLabel(f"Version {__version__}: the corporate parenting coordinator's register."))
        if app is not None:
            stack.addWidget(Secondary(f"This register: {app.register.place}", wrap=True))
            stack.addWidget(Secondary(f"Its copies: {app.register.store.copies_place}", wrap=True))
        self.facts = facts()
        line = Secondary(self.facts, wrap=True)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        stack.addWidget(line)
        copy = push_button("Copy for support", "copy")
        copy.setToolTip("Copies the line above: it names no person, council or folder.")
        copy.clicked.connect(self._copy)
        stack.addWidget(copy)
        close = push_button("Close", primary=True)
        close.clicked.connect(self.accept)
        stack.addWidget(close)

    def _copy(self) -> None:
        put(disclosure.words(self.facts, PUBLIC))


def facts() -> str:
    """What support asks first, in a line that names no person, council or folder."""
    from cp_desktop.register import schema

    system = f"{QSysInfo.prettyProductName()} ({QSysInfo.currentCpuArchitecture()})"
    return (
        f"CP Desktop {__version__} ({bundled.made_from()}), Python {platform.python_version()}, "
        f"Qt {PySide6.__version__}, {system}, register's version {schema.revisions()[-1]}"
    )
