"""Visits: logged in under half a minute by keyboard, then followed until their report has come back."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.model import Home, Listing, Visit, VisitStatus, show, visits
from cp_desktop.register import records
from cp_desktop.register.records import Record
from cp_desktop.ui.desk import Desk, Scope
from cp_desktop.ui.looks import theme
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Secondary, SubHeading, push_button
from cp_desktop.ui.records.editors import LookupEditor
from cp_desktop.ui.records.fields import FieldBox, in_reading_order
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage

CONCERN = ("concern_reported_on", "concern_reported_to", "concern_reported_by", "concern_reference")
REPORT = ("report_received_on", "report_sent_on", "report_returned_on")
LATER = ("status", "announced", "went_well", "actions", *REPORT)  # what nobody knows yet when a visit is logged
NEEDED = {"concern_reported_on": "when", "concern_reported_to": "to whom", "concern_reported_by": "by whom"}


class VisitForm(RecordForm):
    """A visit: where, when, by whom, what was seen; the concern in a strip of its own; then its report."""

    leave_out: Sequence[str] = ()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Visit, self.leave_out)

    def lay_out(self, stack: QVBoxLayout) -> None:
        boxes = self.fields.boxes
        stack.addWidget(self.fields)
        self.fields.hide()  # its boxes stand in rows of our own
        self.councillors = self.owned["visitors"]
        self.strip = ConcernStrip([boxes[name] for name in CONCERN])
        order: list[QWidget] = []

        def row(*widgets: QWidget) -> None:
            line = QHBoxLayout()
            line.setSpacing(SPACE.small)
            for widget in widgets:
                line.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
            stack.addLayout(line)
            order.extend(widgets)

        row(boxes["home_id"], boxes["place"])
        row(boxes["visited_on"], boxes["kind"])
        row(self.councillors)
        row(boxes["seen"])
        row(boxes["concern"])
        row(self.strip)
        if "status" in boxes:
            stack.addWidget(SubHeading("The report"))
            for name in REPORT:  # one below the other: side by side their labels are cut on a small screen
                row(boxes[name])
            stack.addWidget(SubHeading("More of the visit"))
            row(boxes["status"], boxes["announced"])
            row(boxes["went_well"])
            row(boxes["actions"])
        in_reading_order(order)
        boxes["home_id"].editor.edited.connect(self._fit)
        boxes["concern"].editor.edited.connect(self._fit)
        boxes["concern"].editor.edited.connect(self._go_to_strip)
        for name in CONCERN:
            boxes[name].editor.edited.connect(self._fit)

    def _show(self, record: Record) -> None:
        super()._show(record)
        self._fit()

    def _fit(self) -> None:
        """Asks for another place only while no home is chosen, and about the concern only where there is one."""
        boxes = self.fields.boxes
        place = boxes["place"]
        place.setEnabled(self._home() is None or _typed(place) is not None)
        self.strip.setVisible(bool(_typed(boxes["concern"])))
        self.strip.say(self._unreported())

    def _home(self) -> int | None:
        """The home chosen, None while it is being typed."""
        editor = self.fields.boxes["home_id"].editor
        assert isinstance(editor, LookupEditor)
        return editor.key

    def _go_to_strip(self) -> None:
        if self.strip.isVisibleTo(self):
            # Once it has its place: all of it is to be seen.
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.strip))

    def _unreported(self) -> list[str]:
        return [word for name, word in NEEDED.items() if _typed(self.fields.boxes[name]) is None]

    def place(self, record: Record) -> str:
        """Where the visit was."""
        home = record.values.get("home_id")
        if home is None:
            return show(record.values.get("place"))
        return self._desk.read(lambda session: records.called(session, Home, home))

    def heading(self, record: Record) -> str:
        return f"{self.place(record)}, {show(record.values['visited_on'])}" if record.id else "Log a visit"

    def check(self, record: Record) -> None:
        if record.values.get("status") == VisitStatus.MADE and not record.owned["visitors"]:
            raise UserError("Say who visited: type a few letters of the councillor, then Enter.", "visitors")

    def label(self, record: Record) -> str | None:
        verb = "Log" if record.id is None else "Edit"
        return f"{verb} visit: {self.place(record)}, {show(record.values['visited_on'])}"

    def thanks(self, id: int) -> tuple[str, str]:
        record = self._desk.read(lambda session: records.load(session, Visit, id))
        said = f"Saved: {self.place(record)}, {show(record.values['visited_on'])}."
        missing = self._unreported() if record.values["concern"] else []
        if missing:
            return f"{said} Its safeguarding concern does not say yet {_listed(missing)} it was reported.", "warning"
        return said, "info"


class LogVisitForm(VisitForm):
    """The quick way in: after saving, the next blank one with the same day. What is typed stays until it is saved."""

    leave_out = LATER

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.save_button.setText("&Log visit")
        self.save_button.setAccessibleName("Log visit")
        self.clear_button = push_button("Clear")
        self.clear_button.setToolTip("Forget what is typed here and begin again")
        self.clear_button.clicked.connect(self.clear)
        self.foot.insertWidget(1, self.clear_button)

    def open_new(self, **values: Any) -> None:
        home = values.get("home_id")
        if not self.dirty:
            super().open_new(**({"visited_on": dt.date.today()} | values))
        elif home is not None and home != self._home():
            self._desk.said.emit(
                "The visit you had begun is still here. Log it or clear it, then log the next.", "warning", ""
            )
        self.focus_first()

    def clear(self) -> None:
        """Forgets what was typed."""
        self._dirty = False
        self.open_new()

    def go_on(self, id: int) -> None:
        assert self.record is not None
        day = self.record.values["visited_on"]
        self._dirty = False
        self.open_new(visited_on=day)

    def leave(self) -> bool:
        return True  # what is typed stays here, hidden or not

    def put_away(self) -> None:
        pass

    def focus_first(self) -> None:
        super().focus_first()
        self.area.verticalScrollBar().setValue(0)


class ConcernStrip(QFrame):
    """What the register keeps of a safeguarding concern: that it was reported, not the story."""

    def __init__(self, boxes: Sequence[FieldBox]) -> None:
        super().__init__()
        self._missing = QLabel()
        self._missing.setWordWrap(True)
        self._sign = QLabel()
        title = SubHeading("Safeguarding concern")
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self._sign)
        head.addWidget(title, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addLayout(head)
        stack.addWidget(self._missing)
        for pair in (boxes[:2], boxes[2:]):
            line = QHBoxLayout()
            line.setSpacing(SPACE.small)
            for box in pair:
                line.addWidget(box, 1, Qt.AlignmentFlag.AlignTop)
            stack.addLayout(line)
        stack.addWidget(Secondary("The story is not kept here, and never a name.", wrap=True))
        self._dress(True)

    def say(self, missing: Sequence[str]) -> None:
        """Says what is still to be filled in, and stands out until nothing is."""
        if missing:
            self._missing.setText(
                f"Report it at once, before anything else here. Still to fill in: {_listed(missing)} it was reported."
            )
        else:
            self._missing.setText("Reported.")
        self._dress(bool(missing))

    def _dress(self, loud: bool) -> None:
        self.setProperty("surface", "error" if loud else "card")
        ink = "error_ink" if loud else "concern"
        self._sign.setPixmap(theme.icon("concern", ink).pixmap(theme.icon_size(1.3), self.devicePixelRatioF()))
        for widget in (self, *self.findChildren(QLabel)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class VisitsPage(ListPage):
    """Every visit, and the quick form to log one."""

    kind = Visit
    purpose = (
        "Here stand the visits councillors made to homes and elsewhere, and where each report is. "
        "Log one as soon as you hear of it, or import a list."
    )
    shortcuts = (
        ("Ctrl+N", "Log a visit"),
        ("Ctrl+S", "Log it, and begin the next of the same day"),
        ("Enter after a few letters", "Take the home or councillor marked in the list"),
        ("Backspace in an empty line of councillors", "Take the last one away"),
        ("T in the date of a report", "Today"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.log = LogVisitForm(desk)
        self.list.add_form(self.log)
        self.list.new_form = self.log
        self.add_button.setText("&Log a visit")
        self.add_button.setAccessibleName("Log a visit")
        self.sentence.setText("The latest first, with the way of each report.")

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return visits()

    def make_form(self) -> RecordForm:
        return VisitForm(self.desk)

    def part(self) -> bool:
        if self.log.dirty:
            self.wants_page.emit("visits", None)
            self.list.show_form(self.log)
            self.desk.said.emit("A visit you began is not logged yet. Log it or clear it first.", "warning", "")
            return False
        return self.leave()

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        if not self.desk.can_write:
            return []
        return [("Log a visit", self.new), ("Import a list", lambda: self.wants_import.emit("visits"))]


def _typed(box: FieldBox) -> Any:
    try:
        return box.editor.value()
    except UserError:
        return None


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
