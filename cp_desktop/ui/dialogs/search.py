"""Search over everything: a few letters find pages, and the records that pages let be searched."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from cp_desktop.model import Listing, normalise, show
from cp_desktop.model.sql import match_rank
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.reading_order import ReadingOrder

EACH = 8
# People first, then as their keys: who looks for a councillor wants the person before what she did.
_IN_ORDER = sorted(PAGES, key=lambda entry: (entry.key != "councillors", entry.digit or 10))
Hit = tuple[str, str, int | None]  # what it says, the key of its page, the key of its record


class SearchDialog(ReadingOrder, QDialog):
    """A line to type in and what was found below; Enter chooses it."""

    chosen = Signal(str, object)  # the key of a page, and of a record on it or None

    def __init__(self, app: AppSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self.setWindowTitle("Search everything")
        self.resize(theme.row_height() * 22, theme.row_height() * 15)
        self.line = QLineEdit()
        self._sources = [
            (entry.key, listing)
            for entry in _IN_ORDER
            if (listing := entry.kind.searched(app.scope)) is not None  # the scope stays while a dialog is open
        ]
        kinds = [listing.record.one for _, listing in self._sources if listing.record]
        self.line.setPlaceholderText(app.terms.said(f"{', '.join(kinds)} or page".capitalize()))
        self.line.setAccessibleName("Search everything")
        self.line.setClearButtonEnabled(True)
        self.found = QListWidget()
        self.found.setAccessibleName("Found")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, SPACE.medium, SPACE.medium, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.line)
        stack.addWidget(self.found, 1)
        self._typing = QTimer(self, singleShot=True, interval=120)
        self._typing.timeout.connect(self._search)
        self.line.textEdited.connect(lambda _: self._typing.start())
        self.found.itemActivated.connect(self._go)
        self._search()

    def _search(self) -> None:
        words = self.line.text()
        if not normalise(words):
            self._show([(entry.title, entry.key, None) for entry in PAGES])
            return

        def query(session: Session) -> list[Hit]:
            found = list(_pages(session, words))
            for page, listing in self._sources:
                found += _records(session, page, listing, words)
            return [hit for _, hit in sorted(found, key=lambda one: one[0])]  # of one rank they stay as they came

        self._app.ask(self, query, self._show)

    def _show(self, hits: list[Hit]) -> None:
        icons = {entry.key: entry.icon for entry in PAGES}
        self.found.clear()
        for words, page, id in hits:
            item = QListWidgetItem(theme.icon(icons[page], "secondary"), words)
            item.setData(Qt.ItemDataRole.UserRole, (page, id))
            self.found.addItem(item)
        if not hits:
            item = QListWidgetItem("Nothing found. Fewer letters find more.")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    def _go(self, item: QListWidgetItem | None) -> None:
        target: Any = item.data(Qt.ItemDataRole.UserRole) if item else None
        if target:
            self.accept()
            self.chosen.emit(*target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self.found.currentRow() + steps[Qt.Key(event.key())]
            self.found.setCurrentRow(max(0, min(row, self.found.count() - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._typing.isActive():
                self._typing.stop()
                self._search()
            self._go(self.found.currentItem())
        else:
            super().keyPressEvent(event)


def _pages(session: Session, words: str) -> Iterator[tuple[int, Hit]]:
    """The pages whose title holds the words, with how well it answers to them."""
    for entry in PAGES:
        if normalise(words) in normalise(entry.title):
            rank = session.scalar(select(match_rank(literal(entry.title), words)))
            yield rank or 0, (entry.title, entry.key, None)


def _records(session: Session, page: str, listing: Listing, words: str) -> Iterator[tuple[int, Hit]]:
    """The rows of a listing that answer best to the words, each as its first columns read, with how well it does."""
    found = session.execute(listing.best_matches(words, EACH)).all()
    columns = [column for column in listing.columns if column.listed][:4]
    rows = {row[0]: row[1:] for row in session.execute(listing.rows([id for id, _ in found], columns))}
    for id, rank in found:
        yield rank, (" · ".join(filter(None, map(show, rows[id]))), page, id)
