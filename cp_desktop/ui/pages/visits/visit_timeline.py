"""The timeline of a visit: planned, made, then the steps of its report, each with its day, its days and its desk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.figures.desk_holders import DeskHolders, desk_holders, route_steps
from cp_desktop.model import StepDone, VisitKind, VisitStatus, show
from cp_desktop.model.report_route import RouteStep, RouteStop, StepState, report_route
from cp_desktop.services import records
from cp_desktop.services.records import Record
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.records.owned import Owned
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading

ENDED = (VisitStatus.CANCELLED, VisitStatus.REFUSED)


@dataclass(frozen=True)
class VisitAsTyped:
    """What the timeline has to know of its visit, as it stands in the form."""

    kind: VisitKind | None
    status: VisitStatus
    visited_on: dt.date | None
    planned_on: dt.date | None = None
    starts_at: str | None = None
    home_id: int | None = None
    councillors: tuple[int, ...] = ()


class VisitTimeline(Owned):
    """The steps of a visit, one below the other on a line, each with its day to type: T is today, empty is not done."""

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self._visit = VisitAsTyped(None, VisitStatus.MADE, None)
        self._steps: list[RouteStep] = []
        self._holders = DeskHolders()
        self._saved: dict[int, Record] = {}
        self._read_only = False
        self._seated: tuple[Any, ...] = ()
        self.rows: dict[int, TimelineRow] = {}
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self._planned, self._made = TimelineRow("Planned"), TimelineRow("Made")
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(SubHeading("The way of the report"))
        stack.addWidget(self.summary)
        stack.addSpacing(SPACE.small)
        self._stack = QVBoxLayout()
        self._stack.setSpacing(0)
        stack.addLayout(self._stack)
        self._stack.addWidget(self._planned)
        self._stack.addWidget(self._made)

    # -- as what edits rows

    def fill(self, rows: Sequence[Record]) -> None:
        self._saved = {row.values["step_id"]: row for row in rows}
        steps = self._app.read(route_steps)
        if steps != self._steps:
            self._steps = steps
            self._make_rows()
        for id, row in self.rows.items():
            row.complain("")
            row.day.set_value(self._saved[id].values["done_on"] if id in self._saved else None)
        self._seated = ()
        self._show()

    def collect(self) -> list[Record]:
        kept = []
        first: UserError | None = None
        for id, row in self.rows.items():
            try:
                done_on = row.day.value()
                row.complain("")
            except UserError as problem:
                row.complain(str(problem))
                first = first or UserError(str(problem), "steps")
                continue
            if done_on is None:
                continue
            record = self._saved.get(id) or records.blank(StepDone, step_id=id)
            record.values["done_on"] = done_on
            kept.append(record)
        if first:
            raise first
        return kept

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only

    def typed(self) -> Any:
        return {str(id): row.day.line.text() for id, row in self.rows.items()}

    def retype(self, state: Any) -> None:
        for id, row in self.rows.items():
            row.day.line.setText(state.get(str(id), ""))
        self._show()

    # -- as the timeline of a visit

    def show_visit(self, visit: VisitAsTyped) -> None:
        """Shows what the visit is by now."""
        if visit != self._visit or not self._seated:
            self._visit = visit
            self._show()

    def first_open(self) -> DateEditor | None:
        """Where the day of the first open step is typed, None when none is open."""
        for stop in self._stops():
            if stop.open:
                return self.rows[stop.step.id].day
        return None

    def _make_rows(self) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}
        for step in self._steps:
            row = TimelineRow(step.label, dated=True)
            row.day.edited.connect(row.end_complaint)
            row.day.edited.connect(self._typed)
            self._stack.addWidget(row)
            self.rows[step.id] = row

    def _typed(self) -> None:
        self._show()
        self.edited.emit()

    def _stops(self) -> list[RouteStop]:
        done = {}
        for id, row in self.rows.items():
            day = row.typed_day()
            if day is not None:
                done[id] = day
        visit, as_at = self._visit, self._app.scope.as_at
        lay_with = {id: row.values["post_id"] for id, row in self._saved.items()}
        return report_route(
            self._steps,
            visit.kind,
            visit.status,
            visit.visited_on or as_at,
            done,
            as_at,
            self._holders.manager_id,
            lay_with,
        )

    def _show(self) -> None:
        visit = self._visit
        seated = (visit.home_id, visit.councillors, self._app.scope.as_at)
        if seated != self._seated:
            self._seated = seated
            self._holders = self._app.read(lambda session: desk_holders(session, *seated))
        stops, made = self._stops(), visit.status == VisitStatus.MADE
        ended = visit.status in ENDED
        self._planned.setVisible(visit.planned_on is not None or visit.status == VisitStatus.PLANNED)
        self._planned.say(show(visit.planned_on), "done" if visit.planned_on else "waiting")
        self._say_made()
        by_step = {stop.step.id: stop for stop in stops}
        shown = [row for id, row in self.rows.items() if id in by_step and (not ended or by_step[id].done_on)]
        for id, row in self.rows.items():
            row.setVisible(row in shown)
            if row in shown:
                self._say_stop(row, by_step[id], made)
        everything = [self._planned] * (not self._planned.isHidden()) + [self._made, *shown]
        for place, row in enumerate(everything):
            row.mark.join(place > 0, place < len(everything) - 1)
        self.summary.setText(self._sentence(stops))
        self.setAccessibleDescription(self.summary.text())

    def _say_made(self) -> None:
        visit, councillors = self._visit, self._holders.councillors
        when = " at ".join(filter(None, (show(visit.visited_on), visit.starts_at)))
        who = f"by {councillors}" if councillors else ""
        words = ", ".join(filter(None, (when, who)))
        match visit.status:
            case VisitStatus.PLANNED:
                self._made.say(words, "open", "To be made")
            case VisitStatus.CANCELLED:
                self._made.say(f"Was to be {words}", "ended", "Cancelled")
            case VisitStatus.REFUSED:
                self._made.say(words, "ended", "Entry refused")
            case _:
                self._made.say(words, "done", "Made")

    def _say_stop(self, row: "TimelineRow", stop: RouteStop, made: bool) -> None:
        step = stop.step
        desk = self._holders.named(stop)
        took = f"{stop.days} of {_days(step.days)}{f', {_days(stop.late)} late' if stop.late else ''}"
        row.day.setVisible(made or stop.done_on is not None)
        row.day.set_read_only(self._read_only)
        row.day.set_hint("T for today" if stop.open else "")
        sign = {
            StepState.DONE: "done",
            StepState.OPEN: "open",
            StepState.LATE: "late",
            StepState.WAITING: "waiting",
        }[stop.state]
        match stop.state:
            case StepState.DONE:
                words = f"{desk}: {took}"
                if stop.early:
                    words += ", before an earlier step"
                if not stop.needed:
                    words += ", not asked of this kind of visit"
            case StepState.WAITING:
                words = f"{desk}: {_days(step.days)}"
            case _:
                words = f"On the desk of {desk}: {took}"
        row.say(words, sign, late=bool(stop.late))

    def _sentence(self, stops: Sequence[RouteStop]) -> str:
        """Where the report is, in a sentence."""
        visit = self._visit
        if visit.status != VisitStatus.MADE:
            return {
                VisitStatus.PLANNED: "The visit is still to be made.",
                VisitStatus.CANCELLED: "The visit was cancelled: nothing more is to come.",
                VisitStatus.REFUSED: "Entry was refused: nothing more is to come.",
            }[visit.status]
        if not any(stop.needed for stop in stops):
            return "No report is asked of this kind of visit."
        waiting = [stop for stop in stops if stop.open]
        if not waiting:
            last = max(stop.done_on for stop in stops if stop.done_on)
            took = f", {_days((last - visit.visited_on).days)} after the visit" if visit.visited_on else ""
            return f"It has come to its end on {show(last)}{took}."
        late = max(stop.late for stop in waiting)
        where = "one desk" if len(waiting) == 1 else f"{len(waiting)} desks"
        day = show(self._app.scope.as_at)
        return f"It is on {where}, {f'{_days(late)} late' if late else 'in time'} as at {day}."


class TimelineRow(QWidget):
    """One stop on the timeline: its sign, what it is, what is to be said of it, and its day where that is typed."""

    def __init__(self, label: str, dated: bool = False) -> None:
        super().__init__()
        self.mark = TimelineMark()
        self.title = QLabel(label)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.words = Secondary("", wrap=True)
        self.error = ErrorLabel()
        self.day = DateEditor(self)
        self.day.setVisible(dated)
        self.day.setFixedWidth(self.fontMetrics().averageCharWidth() * 20)
        self.day.name_for(f"{label}: done on")
        said = QVBoxLayout()
        said.setContentsMargins(0, SPACE.tight, 0, SPACE.tight)
        said.setSpacing(0)
        said.addWidget(self.title)
        said.addWidget(self.words)
        said.addWidget(self.error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.mark)
        row.addLayout(said, 1)
        row.addWidget(self.day, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, words: str, sign: str, title: str = "", late: bool = False) -> None:
        """Says how it stands; `sign` is how it is drawn: done, open, late, waiting or ended."""
        if title:
            self.title.setText(title)
        self.words.setText(words)
        strong = sign in ("open", "late")
        self.title.setFont(theme.font(strong=strong))
        self._tone(self.words, "warning" if late else "secondary")
        self.mark.show_as(sign)
        self.setAccessibleName(f"{self.title.text()}: {words}")
        self.day.describe(words)

    def complain(self, sentence: str) -> None:
        """Shows what is wrong with its day, or nothing for ""."""
        self.error.say(sentence)

    def end_complaint(self) -> None:
        """What was wrong with its day is so no longer, or is being mended."""
        self.error.end()

    def typed_day(self) -> dt.date | None:
        """Its day, None where none can be read."""
        try:
            day: dt.date | None = self.day.value()
        except UserError:
            return None
        return day

    @staticmethod
    def _tone(label: QLabel, tone: str) -> None:
        if label.property("tone") != tone:
            label.setProperty("tone", tone)
            label.style().unpolish(label)
            label.style().polish(label)


class TimelineMark(QWidget):
    """The sign of one stop, and the line to its neighbours. Each has a shape of its own: colour only adds to it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._above, self._below = "waiting", False, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_as(self, sign: str) -> None:
        """Draws another sign."""
        self._sign = sign
        self.update()

    def join(self, above: bool, below: bool) -> None:
        """Draws the line to the stop above, and below."""
        self._above, self._below = above, below
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.icon_size().width() + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        palette = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self.sizeHint().width())
        middle = QPointF(side / 2, SPACE.tight + self.fontMetrics().height() / 2)
        painter.setPen(QPen(palette.color("border"), 1.5))
        reach = side / 2
        if self._above:
            painter.drawLine(QPointF(middle.x(), 0), QPointF(middle.x(), middle.y() - reach))
        if self._below:
            painter.drawLine(QPointF(middle.x(), middle.y() + reach), QPointF(middle.x(), self.height()))
        disc = QRectF(middle.x() - side / 2 + 1.5, middle.y() - side / 2 + 1.5, side - 3, side - 3)
        self._paint_sign(painter, disc)

    def _paint_sign(self, painter: QPainter, disc: QRectF) -> None:
        palette = theme.current()
        role = {"done": "accent", "open": "accent", "late": "not_yet", "ended": "secondary"}.get(self._sign, "border")
        colour, background = palette.color(role), palette.color("card")
        small = disc.adjusted(disc.width() * 0.22, disc.width() * 0.22, -disc.width() * 0.22, -disc.width() * 0.22)
        pen = QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

        def at(x: float, y: float) -> QPointF:
            return QPointF(disc.x() + x * disc.width(), disc.y() + y * disc.height())

        match self._sign:
            case "done":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(disc)
                pen.setColor(background)
                painter.setPen(pen)
                painter.drawPolyline([at(0.27, 0.52), at(0.44, 0.68), at(0.74, 0.34)])
            case "open":
                painter.setPen(pen)
                painter.setBrush(background)
                painter.drawEllipse(disc)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(small.adjusted(2, 2, -2, -2))
            case "late":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawPolygon([at(0.5, 0.0), at(1.0, 0.92), at(0.0, 0.92)])
                pen.setColor(background)
                painter.setPen(pen)
                painter.drawLine(at(0.5, 0.38), at(0.5, 0.60))
                painter.drawPoint(at(0.5, 0.77))
            case "ended":
                painter.setPen(pen)
                painter.drawLine(at(0.2, 0.2), at(0.8, 0.8))
                painter.drawLine(at(0.8, 0.2), at(0.2, 0.8))
            case _:
                painter.setPen(QPen(colour, 1.5))
                painter.setBrush(background)
                painter.drawEllipse(small)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
