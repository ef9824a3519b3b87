"""The bar over every page: search, the year and the day that all figures count to, undo and redo."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from cp_desktop.ui.menu_bar import TURNS, turn_words
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import tool_button

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession


class TopBar(QWidget):
    """Search, the year and the day that all pages speak of, undo and redo."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        row.setSpacing(SPACE.small)
        self.search = tool_button("search", "Search everything  Ctrl+K", words=True)
        row.addWidget(self.search)
        row.addStretch(1)
        self.year = QComboBox()
        self.year.setMinimumContentsLength(9)  # else the arrow stands on the last figure
        self.year.setAccessibleName("Municipal year")
        self._year_label = QLabel("&Year")
        self._year_label.setBuddy(self.year)
        self._day_label = QLabel("as at")  # no letter of its own: pages need theirs, and Tab comes here from the year
        self._day: Any = None
        self._place = QHBoxLayout()
        row.addWidget(self._year_label)
        row.addWidget(self.year)
        row.addWidget(self._day_label)
        row.addLayout(self._place)
        self.undo = tool_button("undo", "Undo")
        self.redo = tool_button("redo", "Redo")
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        self._scoped = (self._year_label, self.year, self._day_label)
        self._app: AppSession | None = None
        self.year.activated.connect(self._year_chosen)
        self.serve(None)

    def serve(self, app: AppSession | None) -> None:
        """Shows the year and day of a desk, or nothing while no register is open."""
        self._app = app
        if self._day is not None:
            self._place.removeWidget(self._day)
            self._day.deleteLater()
            self._day = None
        for widget in (*self._scoped, self.undo, self.redo, self.search):
            widget.setVisible(app is not None)
        if app is None:
            return
        from cp_desktop.ui.records.editors import DateEditor

        self._day = DateEditor()
        self._day.name_for("As at", "The day all figures speak of")
        self._day.setFixedWidth(self.fontMetrics().averageCharWidth() * 22)
        self._day_label.setBuddy(self._day.line)
        self._day.line.editingFinished.connect(self._day_chosen)
        self._day.edited.connect(self._day_picked)
        self._place.addWidget(self._day)
        self.show_scope()

    def show_undoable(self, undo: str | None, redo: str | None) -> None:
        """Says what undo and redo would do, and offers only what there is; None for nothing."""
        for command, what, button in zip(TURNS, (undo, redo), (self.undo, self.redo), strict=True):
            words = turn_words(command.key, what)
            button.setEnabled(what is not None)
            button.setToolTip(f"{words} ({QKeySequence(command.keys).toString()})")
            button.setAccessibleName(words)

    def show_scope(self) -> None:
        """Reads the years and the day again."""
        if self._app:
            self.year.clear()
            self.year.addItems(self._app.years())
            self.year.setCurrentText(self._app.scope.year)
            self._day.set_value(self._app.scope.as_at)

    def _year_chosen(self) -> None:
        if self._app:
            self._app.choose_year(self.year.currentText())

    def _day_picked(self) -> None:
        if not self._day.line.hasFocus():
            self._day_chosen()

    def _day_chosen(self) -> None:
        from cp_desktop.errors import UserError

        if self._app is None:
            return
        try:
            day: dt.date | None = self._day.value()
        except UserError as problem:
            self._app.message.emit(str(problem), "warning", "")
            day = None
        if day is None:
            self._day.set_value(self._app.scope.as_at)
        else:
            self._app.choose_day(day)
