"""What stands round every page: the sidebar, and the bar with the year and the day that all pages speak of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.basic import nav_button, tool_button

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession


class Sidebar(QWidget):
    """The pages, icon and word; collapses to icons."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.small, SPACE.medium, SPACE.small, SPACE.small)
        stack.setSpacing(SPACE.tight // 2)
        for entry in PAGES:
            button = nav_button(entry.icon, entry.title)
            if entry.keys:
                button.setToolTip(f"{entry.title} ({entry.keys})")
            button.clicked.connect(lambda _=False, key=entry.key: self.chosen.emit(key))
            group.addButton(button)
            if entry.key == "settings":
                stack.addStretch(1)
            stack.addWidget(button)
            self.buttons[entry.key] = button
        self._collapsed = False
        fold = tool_button("sidebar", "Fold or unfold the sidebar")
        fold.clicked.connect(lambda: self.set_collapsed(not self._collapsed))
        stack.addWidget(fold)
        self.set_collapsed(recall("window/folded", "false") == "true")

    def set_collapsed(self, folded: bool) -> None:
        """Shows icons only, or icons and words."""
        self._collapsed = folded
        remember("window/folded", str(folded).lower())
        words = Qt.ToolButtonStyle.ToolButtonIconOnly if folded else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        width = 0
        for button in self.buttons.values():
            button.setToolButtonStyle(words)
            width = max(width, button.sizeHint().width())
        for button in self.buttons.values():
            button.setFixedWidth(width if folded else max(width, self.fontMetrics().averageCharWidth() * 24))

    def mark(self, key: str) -> None:
        """Marks a page as the one in front."""
        self.buttons[key].setChecked(True)


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
