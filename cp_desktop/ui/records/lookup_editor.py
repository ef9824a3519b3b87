"""The editor of a reference: another record, found by typing a few letters of its name."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget
from sqlalchemy import ColumnElement

from cp_desktop.errors import UserError
from cp_desktop.model import Base, normalise
from cp_desktop.model.names import display_name, find_by_name
from cp_desktop.model.values import quoted
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import Editor


class LookupEditor(Editor):
    """Another record, found by typing a few letters of its name: "ohara" finds O'Hara.

    What is typed has to end as one record: the only one left is taken when the field is left.
    """

    SHOWN = 12
    chosen = Signal(int)

    def __init__(self, app: AppSession, kind: type[Base], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self.kind = app, kind
        self.only: Callable[[], ColumnElement[bool]] | None = None  # which of them may be chosen
        self._id: int | None = None
        self._found: list[tuple[int, str]] = []
        self.line = _LookupLine()
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.line)
        self._list = QListView()
        self._list.setAccessibleName(f"Matching {kind.many}")
        self._completer.setPopup(self._list)
        self._completer.activated.connect(self._take)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self._take_only_match)
        self.line.leaving.connect(self._take_marked)
        self.line.leaving.connect(self._take_only_match)  # now: what it changes decides where Tab goes
        self._hold(self.line)
        self.set_hint(app.terms.said(f"Type a few letters of the {kind.one}"))

    def value(self) -> Any:
        self._take_only_match()
        if self._id is None and self.line.text().strip():
            text = self.line.text().strip()
            if not self._found:
                raise UserError(f"No {self.kind.one} is called “{quoted(text)}”.")
            raise UserError(f"More than one {self.kind.one} fits “{quoted(text)}”: choose one from the list.")
        return self._id

    def set_value(self, value: Any) -> None:
        self._id = value
        self._found = []
        name = "" if value is None else self._app.read(lambda session: display_name(session, self.kind, value))
        self.line.setText(name)
        self.line.setCursorPosition(0)

    @property
    def key(self) -> int | None:
        """The record chosen, None while it is being typed."""
        return self._id

    def clear(self) -> None:
        """Makes it empty, ready for the next."""
        self.set_value(None)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def _typed(self, text: str) -> None:
        self._id = None
        self._search(text)
        self.edited.emit()
        if self._found and text.strip():
            self._completer.complete()
            self._list.setCurrentIndex(self._completer.completionModel().index(0, 0))
        else:
            self._list.hide()

    def _search(self, text: str) -> None:
        only = [self.only()] if self.only else []
        self._found = self._app.read(lambda session: find_by_name(session, self.kind, text, self.SHOWN, *only))
        self._names.setStringList([name for _, name in self._found])

    def _take(self, name: str) -> None:
        for key, called in self._found:
            if called == name:
                self._id = key
                self.line.setText(name)
                self.edited.emit()
                self.chosen.emit(key)
                return

    def _take_marked(self) -> None:
        index = self._list.currentIndex()
        if self._list.isVisible() and index.isValid():
            self._list.hide()
            self._take(index.data())

    def _take_only_match(self) -> None:
        if self._id is not None or not self.line.text().strip():
            return
        if not self._found:
            self._search(self.line.text())
        wanted = normalise(self.line.text())
        exact = [name for _, name in self._found if normalise(name) == wanted]
        if len(exact) == 1 or len(self._found) == 1:
            self._take((exact or [self._found[0][1]])[0])


class _LookupLine(QLineEdit):
    """A line that says when it is left, but not when only its list of matches opened; and first that Tab leaves it."""

    left = Signal()
    leaving = Signal()

    def focusNextPrevChild(self, next: bool) -> bool:
        self.leaving.emit()
        return super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, self, self.left.emit)
