"""The bar over every page: search, the year and the day that all figures count to, undo and redo."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QWidget

from cp_desktop.ui.menu_bar import TURNS, turn_words
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.buttons import tool_button
from cp_desktop.ui.widgets.letters import literal

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession

LEVELS: Final = 4  # of room: all of it, without search's words, without labels, without undo and redo, without the year


class TopBar(QWidget):
    """Search, the year and the day that all pages speak of, undo and redo.

    Where there is too little room, the words go first, then undo and redo, then the year: what has no place of its own
    stands in the menu of a last button. The day stays: every figure speaks of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        row.setSpacing(SPACE.small)
        self.search = tool_button("search", "Search everything  Ctrl+K", words=True)
        row.addWidget(self.search)
        row.addStretch(1)
        self.year = QComboBox()
        self.year.setMinimumContentsLength(9)  # else the arrow stands on the last figure
        name_choice(self.year, "Municipal year")
        self._year_label = QLabel("&Year")
        self._year_label.setBuddy(self.year)
        self._day_label = QLabel("as at")  # no letter of its own: pages need theirs, and Tab comes here from the year
        self._day: Any = None
        self._fitting, self._level = False, 0
        row.addWidget(self._year_label)
        row.addWidget(self.year)
        row.addWidget(self._day_label)
        self.undo = tool_button("undo", "Undo")
        self.redo = tool_button("redo", "Redo")
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        self.more = tool_button("more", "More")
        self.more.clicked.connect(self._open_more)
        self.more.hide()
        row.addWidget(self.more)
        self._scoped = (self._year_label, self.year, self._day_label)
        self._app: AppSession | None = None
        self.year.activated.connect(self._year_chosen)
        self.serve(None)

    def serve(self, app: AppSession | None) -> None:
        """Shows the year and day of a desk, or nothing while no register is open."""
        self._app = app
        if self._day is not None:
            self._row.removeWidget(self._day)
            self._day.deleteLater()
            self._day = None
        if app is None:
            for widget in (*self._scoped, self.undo, self.redo, self.search, self.more):
                widget.hide()
            return
        from cp_desktop.ui.records.editors import DateEditor

        self._day = DateEditor()
        self._day.name_for("As at", "The day all figures speak of")
        self._day_label.setBuddy(self._day.line)
        self._day.line.editingFinished.connect(self._day_chosen)
        self._day.edited.connect(self._day_picked)
        self._row.insertWidget(self._row.indexOf(self.undo), self._day)
        self.show_scope()
        self._fit()

    # -- where there is too little room

    def _fit(self, least: int = 0) -> None:
        """Shows as much as there is room for, but no more than at that level."""
        if self._app is None or self._fitting:  # to show a button lays out the bar, which comes here again
            return
        self._fitting = True
        for level in range(least, LEVELS + 1):
            self._collapse(level)
            if self.sizeHint().width() <= self.width():
                break
        self._row.activate()
        self._fitting = False

    def _collapse(self, level: int) -> None:
        self._level = level
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if level < 1 else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.search.show()
        self.search.setToolButtonStyle(words)
        self.search.setToolTip("" if level < 1 else self.search.text())
        for label in (self._year_label, self._day_label):
            label.setVisible(level < 2)
        self._day.setFixedWidth(self.fontMetrics().averageCharWidth() * (22 if level < 2 else 19))
        self.undo.setVisible(level < 3)
        self.redo.setVisible(level < 3)
        self.year.setVisible(level < LEVELS)
        self.more.setVisible(level >= 3)

    def more_menu(self) -> QMenu:
        """What the bar has no room for."""
        menu = QMenu(self)
        for button in (self.undo, self.redo):
            action = menu.addAction(button.icon(), literal(button.accessibleName()), button.click)
            action.setEnabled(button.isEnabled())
        if self.year.isHidden():
            years = menu.addMenu("&Year")
            for place in range(self.year.count()):
                action = years.addAction(literal(self.year.itemText(place)), partial(self._choose_year, place))
                action.setCheckable(True)
                action.setChecked(place == self.year.currentIndex())
        return menu

    def _open_more(self) -> None:
        menu = self.more_menu()
        menu.exec(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        menu.deleteLater()

    def _choose_year(self, place: int) -> None:
        self.year.setCurrentIndex(place)
        self._year_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.sizeHint().width() > self.width():
            self._fit(min(self._level + 1, LEVELS))  # years came, or letters grew; never back: it would swing
        elif event.type() == QEvent.Type.ApplicationFontChange:
            QTimer.singleShot(0, self, self._fit)  # once its buttons have the font too
        return done

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # it finds its own way down

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
