"""The quick way in: a visit logged, or planned, in under half a minute by keyboard alone."""

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from cp_desktop.errors import UserError
from cp_desktop.model import Visit, VisitStatus, fields, show
from cp_desktop.model.visits import CONCERN_FACTS
from cp_desktop.services import records
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.form import BriefForm
from cp_desktop.ui.widgets.buttons import push_button

ASKED = ("home_id", "place", "visited_on", "starts_at", "kind", "status", "seen", "concern", *CONCERN_FACTS)
LATER = (
    *(name for name, _, _ in fields(Visit) if name not in ASKED),
    *(link.key for link in records.belongings(Visit) if link.key != "visitors"),
)  # what nobody knows yet when a visit is logged

STAYS = "What you wrote of it stays here: correct the day, or take it away."


class LogVisitForm(BriefForm):
    """After saving, the next blank one with the same day. What is typed stays until it is saved.

    A day that is still to come makes it a plan, which is said: that may do without councillors, and asks nothing of
    what was seen. What was written of it already stays in sight, and is not saved as part of a plan.
    """

    draft_name = "log-visit"

    def __init__(self, app: AppSession) -> None:
        self._planning = False
        super().__init__(app, LATER)
        self.clear_button = push_button("Clear")
        self.clear_button.setToolTip("Forget what is typed here and begin again")
        self.clear_button.clicked.connect(self.clear)
        self.foot.insertWidget(1, self.clear_button)

    def lay_out(self, stack: QVBoxLayout) -> None:
        self.begin()
        stack.addWidget(self.fields)  # the status stays hidden in it: it follows from the day
        self.line(stack, "home_id", "place")
        self.line(stack, "visited_on", "starts_at")
        self.line(stack, "kind")
        stack.addWidget(self.councillors)
        self.line(stack, "seen")
        self.line(stack, "concern")
        stack.addWidget(self.strip)

    def open_new(self, **values: Any) -> None:
        home = values.get("home_id")
        if not self.dirty:
            self._planning = values.get("status") == VisitStatus.PLANNED
            super().open_new(**({} if self._planning else {"visited_on": dt.date.today()}) | values)
        elif home is not None and home != self.value("home_id"):
            self._app.message.emit(
                "The visit you had begun is still here. Log it or clear it, then log the next.", "warning", ""
            )
        self.focus_first()

    def clear(self) -> None:
        """Forgets what was typed."""
        self.start_again()

    def after_save(self, id: int) -> None:
        assert self.record is not None
        day = self.record.values["visited_on"]
        if self._planning:
            self.open_new(status=VisitStatus.PLANNED)
        else:
            self.open_new(visited_on=day)

    def commit_pending(self) -> bool:
        return True  # what is typed stays here, hidden or not

    def discard(self) -> None:
        self.start_again()
        self.discarded.emit()

    def put_away(self) -> None:
        pass

    def focus_first(self) -> None:
        super().focus_first()
        self.area.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        day, status = self.value("visited_on"), self.fields.boxes["status"].editor
        if day is not None:
            planned = self._planning or day > dt.date.today()
            status.set_value(VisitStatus.PLANNED if planned else VisitStatus.MADE)
        super()._fit()
        planned = status.value() == VisitStatus.PLANNED
        self.fields.boxes["seen"].setVisible(not planned or self.value("seen") is not None)
        if planned and not self.value("concern"):
            self.fields.boxes["concern"].hide()
        words = "Plan vi&sit" if planned else "Log vi&sit"
        self.title.setText("Plan a visit" if planned else "Log a visit")
        self.save_button.setText(words)

    def remarks(self) -> list[str]:
        said = super().remarks()
        day = self.value("visited_on")
        if day is not None and day > dt.date.today() and not self._planning:
            ahead = "This day lies ahead: the visit is planned, not logged."
            said.insert(0, f"{ahead} {STAYS}" if self._written() else ahead)
        return said

    def _written(self) -> bool:
        """Whether something is written that nobody knows of a visit to come."""
        return self.value("seen") is not None or bool(self.value("concern"))

    def write(self, record: Record) -> int:
        if record.values["status"] == VisitStatus.PLANNED and self._written():
            raise UserError(
                f"{show(record.values['visited_on'])} lies ahead, and what was seen or raised there is written down. "
                "Nothing was saved. Correct the day, or take away what was written to plan the visit.",
                "visited_on",
            )
        return super().write(record)
