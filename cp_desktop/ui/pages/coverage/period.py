"""The period whose visits count: one that is often asked for, or two dates of one's own."""

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.figures import Window, twelve_months, window
from cp_desktop.model import show
from cp_desktop.ui.app_session import Scope
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.labels import Secondary

OWN = "Dates of your own"


class PeriodChooser(QWidget):
    """From, To, and the periods that are often asked for. `chosen` comes when another period is to be shown."""

    chosen = Signal()

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._goals: list[tuple[str, dt.date, dt.date]] = []
        self.quick = QComboBox()
        name_choice(self.quick, "Period")
        self.quick.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.quick.setMaximumWidth(self.fontMetrics().averageCharWidth() * 44)
        self.quick.activated.connect(self._picked)
        self.first, self.last = DateEditor(), DateEditor()
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        for words, box in (("&Period", self.quick), ("F&rom", self.first), ("&To", self.last)):
            before = QLabel(words)
            before.setBuddy(box.focusProxy() or box)
            row.addWidget(before)
            row.addWidget(box)
        for label, editor in (("From", self.first), ("To", self.last)):
            editor.name_for(label, "T types today, Up and Down move by a day, Alt+Down opens the calendar")
            editor.setFixedWidth(self.fontMetrics().averageCharWidth() * 22)
            editor.edited.connect(self._typed)
            editor.line.editingFinished.connect(self._apply_typed)
        row.addStretch(1)
        self.tools = row
        self.note = Secondary("", wrap=True)
        self.problem = QLabel()
        self.problem.setProperty("tone", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addLayout(row)
        stack.addWidget(self.problem)
        stack.addWidget(self.note)
        self._typing = QTimer(self, singleShot=True, interval=500)
        self._typing.timeout.connect(lambda: self._apply_typed(quietly=True))
        self._fill()
        self._pick(0)

    # -- what it says

    @property
    def days(self) -> Window:
        """The window chosen last, as at the scope's day or the period's last if that is earlier."""
        since, until = self._chosen
        return window(min(self._scope.as_at, until), since, until)

    def turn_to(self, scope: Scope) -> None:
        """Follows the pages to another day: a period named in words moves with it, dates of one's own stay."""
        if scope != self._scope:
            self._scope = scope
            self._refill()

    def offer(self, goals: Sequence[tuple[str, dt.date, dt.date]]) -> None:
        """Offers the windows of goals: (title, first day, last day)."""
        if list(goals) != self._goals:
            self._goals = list(goals)
            self._refill()

    def show_dates(self, since: dt.date, until: dt.date) -> None:
        """Chooses dates of one's own."""
        self.quick.setCurrentIndex(self.quick.count() - 1)
        self._choose(since, until)

    # -- how it comes to it

    def _periods(self) -> list[tuple[str, dt.date, dt.date]]:
        scope = self._scope
        day = min(max(scope.as_at, scope.first_day), scope.last_day)
        april = dt.date(scope.as_at.year - ((scope.as_at.month, scope.as_at.day) < (4, 1)), 4, 1)
        return [
            (f"Twelve months to {show(scope.as_at)}", twelve_months(scope.as_at), scope.as_at),
            (f"Municipal year {scope.year} so far", scope.first_day, day),
            (f"Since {show(april)}", april, scope.as_at),
            *((f"Goal: {title}", since, until) for title, since, until in self._goals),
        ]

    def _fill(self) -> None:
        self.quick.clear()
        for title, *_ in self._periods():
            self.quick.addItem(title)
        self.quick.addItem(OWN)

    def _refill(self) -> None:
        place, own = self.quick.currentIndex(), self.quick.currentText() == OWN
        was = self.quick.currentText()
        self._fill()
        found = self.quick.findText(was)
        if own or place >= self.quick.count() - 1:
            self.quick.setCurrentIndex(self.quick.count() - 1)
            self._explain()
        else:
            self._pick(found if found >= 0 else place)

    def _picked(self, place: int) -> None:
        if place == self.quick.count() - 1:
            self.first.line.setFocus()
            self.first.line.selectAll()
        else:
            self._pick(place)
            self.chosen.emit()

    def _pick(self, place: int) -> None:
        self.quick.setCurrentIndex(place)
        _, since, until = self._periods()[place]
        self._choose(since, until)

    def _choose(self, since: dt.date, until: dt.date) -> None:
        self._chosen = since, until
        self.first.set_value(since)
        self.last.set_value(until)
        self._complain("")
        self._explain()

    def _typed(self) -> None:
        self.quick.setCurrentIndex(self.quick.count() - 1)
        self._typing.start()

    def _apply_typed(self, quietly: bool = False) -> None:
        """Takes in the dates as they are typed; what cannot be read is said once the field is left."""
        self._typing.stop()
        try:
            since, until = self.first.value(), self.last.value()
            if since is None or until is None:
                raise UserError("A period needs its first and its last day.")
            window(until, since, until)
        except UserError as problem:
            if not quietly:
                self._complain(f"{problem} The figures are still those of the period before.")
            return
        self._complain("")
        if (since, until) != self._chosen:
            self._chosen = since, until
            self._explain()
            self.chosen.emit()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _explain(self) -> None:
        _, until = self._chosen
        day = self._scope.as_at
        if until < day:
            words = (
                f"Homes and children are those of {show(until)}, the period's last day, though the other pages are "
                f"as at {show(day)}."
            )
        elif until > day:
            words = f"The pages are as at {show(day)}: no visit after that day is counted."
        else:
            words = ""
        self.note.setText(words)
        self.note.setVisible(bool(words))
