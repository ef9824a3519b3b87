"""One editor for each type of value a column may hold; `fields.py` chooses by the column's declaration.

Every editor has `value()` (typed; raises UserError with a sentence for what cannot be read), `set_value`, and
the signal `edited`, sent when a person, not the program, changed something.
"""

import datetime as dt
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)
from sqlalchemy import Date, Integer, String
from sqlalchemy.types import TypeEngine

from cp_desktop.errors import UserError
from cp_desktop.model import Paragraphs, show
from cp_desktop.model.values import read
from cp_desktop.ui import theme
from cp_desktop.ui.records.guarded import GuardedBox, GuardedLine
from cp_desktop.ui.widgets.buttons import tool_button


class Editor(QWidget):
    """A field's editor; the widget that takes the keyboard is its focus proxy."""

    edited = Signal()
    _described = _hint = ""

    def value(self) -> Any:
        """The typed value, None when empty. Raises UserError when what was typed cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value, without `edited`."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)

    def name_for(self, label: str, help: str = "") -> None:
        """Gives the keyboard's widget its accessible name."""
        (self.focusProxy() or self).setAccessibleName(label)
        self.describe(help)

    def describe(self, words: str) -> None:
        """What is said after its name: its help, or what is wrong with it."""
        self._described = words
        said = (words.rstrip(".") if self._hint else words, self._hint)
        (self.focusProxy() or self).setAccessibleDescription(". ".join(filter(None, said)))

    def set_hint(self, words: str, spoken: str = "") -> None:
        """Shows words while its line is empty; `spoken` is what is said of them, where it is not the same."""
        line = self.focusProxy()
        assert isinstance(line, QLineEdit)
        line.setPlaceholderText(words)
        self._hint = spoken or words
        self.describe(self._described)

    def _hold(self, widget: QWidget, *others: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE.tight)
        row.addWidget(widget, 1)
        for other in others:
            row.addWidget(other)
        self.setFocusProxy(widget)


class TextEditor(Editor):
    """A line of text, read as a column of type `kind` is; once left it shows how what was typed was read. A `guarded`
    one is not copied."""

    def __init__(
        self, kind: TypeEngine[Any] | None = None, parent: QWidget | None = None, *, guarded: bool = False
    ) -> None:
        super().__init__(parent)
        self.kind = kind or String()
        self._given: tuple[str, Any] = ("", None)
        self.line = GuardedLine() if guarded else QLineEdit()
        self.line.setMaxLength(2**24)  # what is too long is refused, never cut off
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._tidy)
        self.hold_line()

    def hold_line(self) -> None:
        """Lays out the line."""
        self._hold(self.line)

    def value(self) -> Any:
        # What was given stays as it is, though it be more than is shown (the seconds of a moment), or none that could
        # be typed today (in an old register).
        shown, given = self._given
        return given if self.line.text() == shown else read(self.line.text(), self.kind)

    def set_value(self, value: Any) -> None:
        self.line.setText(show(value))
        self.line.setCursorPosition(0)
        self._given = self.line.text(), value

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def _tidy(self) -> None:
        try:
            value = self.value()
        except UserError:
            return
        if self.line.text() != show(value):
            self.line.setText(show(value))


class NumberEditor(TextEditor):
    """A whole number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Integer(), parent)


class DateEditor(TextEditor):
    """A date, typed as people write it or picked from a calendar.

    T types today, Up and Down move by a day, Alt+Down opens the calendar: so Tab passes its button by.
    """

    def __init__(self, parent: QWidget | None = None, *, guarded: bool = False) -> None:
        super().__init__(Date(), parent, guarded=guarded)

    def hold_line(self) -> None:
        self.line.installEventFilter(self)
        self._pick = tool_button("calendar", "Pick a date")
        self._pick.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._pick.clicked.connect(self._open_calendar)
        self._hold(self.line, self._pick)
        self.set_hint("18 Oct 2017", "such as 18 Oct 2017")

    def name_for(self, label: str, help: str = "") -> None:
        super().name_for(label, help)
        self._pick.setAccessibleName(f"Pick a date for {label}")

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self._pick.setEnabled(not read_only)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.line.isReadOnly():
            if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._open_calendar()
                return True
            steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
            if event.key() in steps:
                self._set_day((self._day() or dt.date.today()) + dt.timedelta(days=steps[Qt.Key(event.key())]))
                return True
            if event.text().lower() == "t" and not self.line.text():
                self._set_day(dt.date.today())
                return True
        return super().eventFilter(watched, event)

    def _day(self) -> dt.date | None:
        try:
            day: dt.date | None = self.value()
        except UserError:
            return None
        return day

    def _set_day(self, day: dt.date) -> None:
        self.line.setText(show(day))
        self.edited.emit()

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))  # its names, everywhere
        calendar.setGridVisible(False)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(self._day() or dt.date.today())  # type: ignore[arg-type]
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def picked() -> None:
            chosen = calendar.selectedDate()
            self._set_day(dt.date(chosen.year(), chosen.month(), chosen.day()))
            menu.close()

        calendar.clicked.connect(picked)
        calendar.activated.connect(picked)
        menu.aboutToShow.connect(calendar.setFocus)
        menu.exec(self._pick.mapToGlobal(QPoint(0, self._pick.height())))
        menu.deleteLater()


class ParagraphsEditor(Editor):
    """Text of several lines; Tab leaves it. That of a `guarded` one is copied within the program alone."""

    def __init__(self, parent: QWidget | None = None, *, guarded: bool = False) -> None:
        super().__init__(parent)
        self.box = GuardedBox() if guarded else QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(QFontMetrics(theme.font()).lineSpacing() * 5 + 12)
        self.kind = Paragraphs()
        self._given: tuple[str, Any] = ("", None)
        self._loading = False
        self.box.textChanged.connect(self._changed)
        self._hold(self.box)

    def _changed(self) -> None:
        if not self._loading:
            self.edited.emit()

    def value(self) -> Any:
        shown, given = self._given
        text = self.box.toPlainText()
        return given if text == shown else read(text, self.kind)

    def set_value(self, value: Any) -> None:
        self._loading = True
        self.box.setPlainText(value or "")
        self._given = self.box.toPlainText(), value
        self._loading = False

    def set_read_only(self, read_only: bool) -> None:
        self.box.setReadOnly(read_only)


class YesNoEditor(Editor):
    """A box to tick, its label beside it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(label)
        self.box.clicked.connect(lambda _: self.edited.emit())
        self._hold(self.box)

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of a closed list; an empty first line where nothing may be chosen."""

    def __init__(self, choices: list[tuple[Any, str]], optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        # Kept here too: the box hands a choice back as plain text, which is found in no set or dictionary of choices.
        self._choices = [(None, ""), *choices] if optional else choices
        for value, label in self._choices:
            self.box.addItem(label, value)
        self.box.activated.connect(lambda _: self.edited.emit())
        self._hold(self.box)
        # The wheel over a closed list changes answers unseen.
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.installEventFilter(self)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def value(self) -> Any:
        return self._choices[self.box.currentIndex()][0]

    def set_value(self, value: Any) -> None:
        self.box.setCurrentIndex(max(0, self.box.findData(value)))
