"""The whole record of a visit: its timeline, its concern, where and when, what was seen, what follows."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import RelationshipProperty

from cp_desktop.errors import UserError
from cp_desktop.model import Visit, VisitStatus, show
from cp_desktop.model.formats import listed
from cp_desktop.model.visits import CONCERN_FACTS
from cp_desktop.services import invitations, records, visits
from cp_desktop.services.concerns import note_opening
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.drafts_folder import choose_drafts_folder, drafts_folder
from cp_desktop.ui.pages.visits.actions import ActionRows
from cp_desktop.ui.pages.visits.attachment_box import AttachmentBox
from cp_desktop.ui.pages.visits.concern import NEEDED, ConcernStrip
from cp_desktop.ui.pages.visits.visit_timeline import ENDED, VisitAsTyped, VisitTimeline
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.records.fields import FieldBox
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.records.owned import Owned, OwnedChips
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.collapsible import CollapsibleSection
from cp_desktop.ui.widgets.labels import NoteLabel

SEEN = ("seen", "running", "culture", "experience", "staff_work", "agencies", "went_well", "needs_met")


YEARS_AHEAD = 2  # within which visits are planned; a day beyond is more often a mistyped year


def far_ahead(day: dt.date | None) -> str:
    """What is asked of a day so far ahead that its year may be mistyped, "" of any other."""
    years = day.year - dt.date.today().year if day is not None else 0
    return f"{show(day)} is {years} years ahead: is the year right?" if years > YEARS_AHEAD else ""


class BriefForm(RecordForm):
    """What the quick log and the whole record of a visit share: place, day, councillors and the concern."""

    def __init__(self, app: AppSession, leave_out: Sequence[str] = ()) -> None:
        super().__init__(app, Visit, leave_out)
        boxes = self.fields.boxes
        boxes["concern"].editor.edited.connect(self._go_to_strip)
        self.strip.wanted.connect(self._open_concern)

    def _make_messages(self) -> QVBoxLayout:
        messages = super()._make_messages()
        self.note = NoteLabel()
        messages.insertWidget(0, self.note)
        return messages

    def begin(self) -> None:
        """Makes what every form of a visit has, before it is laid out."""
        self.fields.hide()  # its boxes stand in lines of our own
        councillors = self.owned["visitors"]
        assert isinstance(councillors, OwnedChips)
        self.councillors = councillors
        self.strip = ConcernStrip(self.fields.boxes)
        self._opened: int | None = None  # the visit whose concern somebody opened
        self._complete = False  # whether the concern was, when it was last saved

    def line(self, stack: QVBoxLayout, *names: str) -> None:
        """Puts fields side by side."""
        boxes = [self.fields.boxes[name] for name in names]
        if len(boxes) == 1:
            stack.addWidget(boxes[0])
            return
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        for box in boxes:
            row.addWidget(box, 1, Qt.AlignmentFlag.AlignTop)
        stack.addLayout(row)

    def value(self, name: str) -> Any:
        """What is typed in a field, None while it cannot be read."""
        editor = self.fields.boxes[name].editor
        if isinstance(editor, LookupEditor):
            return editor.key  # to ask for its value would settle what is still being typed
        try:
            return editor.value()
        except UserError:
            return None

    # -- as it is typed

    def _show(self, record: Record) -> None:
        self._opened = self._opened if record.id is not None and record.id == self._opened else None
        self._complete = bool(record.values["concern"]) and all(record.values[name] for name in NEEDED)
        super()._show(record)
        self._fit()

    def _edited(self) -> None:
        super()._edited()
        self._fit()

    def taken_in(self) -> None:
        super().taken_in()
        self._fit()

    def _fit(self) -> None:
        """Asks only for what there is to say: of another place while no home is chosen, of a concern if any."""
        place = self.fields.boxes["place"]
        place.setEnabled(self.value("home_id") is None or self.value("place") is not None)
        concern, closed = bool(self.value("concern")), self.concern_closed
        self.fields.boxes["concern"].setVisible(not closed)
        self.strip.setVisible(concern)
        if concern and closed:
            self.strip.show_closed(self._app.can_write)
        elif concern:
            as_at = self._app.scope.as_at  # the day that every page counts to
            day = self.value("visited_on") or as_at
            raised = self.value("concern_raised_on") or day
            on = self.fields.boxes["concern_raised_on"].editor
            assert isinstance(on, DateEditor)
            on.set_hint(show(day))
            # One that was raised after the day shown is looked at from today: it lies in no past.
            seen_from = as_at if raised <= as_at else max(dt.date.today(), as_at)
            self.strip.show_open(self.value("concern_kind"), raised, seen_from, self._unreported())
        self.note.say(" ".join(self.remarks()))

    def remarks(self) -> list[str]:
        """What is to be said, before it is saved, of what saving would do."""
        said = [far_ahead(self.value("visited_on"))]
        if not self.value("concern") and any(self.value(name) is not None for name in CONCERN_FACTS):
            said.append("No concern is ticked: what was noted of one is not kept when you save.")
        return [sentence for sentence in said if sentence]

    @property
    def concern_closed(self) -> bool:
        """Whether the visit has a concern of which nothing is shown: one that is complete, and nobody opened."""
        return self._complete and (self.record is None or self.record.id is None or self._opened != self.record.id)

    def _open_concern(self) -> None:
        record = self.record
        if record is None or record.id is None:
            return
        if self._app.try_(partial(note_opening, self._app.register, record.id)):
            self._opened = record.id
            self._fit()
            self._go_to_strip()

    def _go_to_strip(self) -> None:
        if self.strip.isVisibleTo(self):
            # Once it has its place: all of it is to be seen.
            QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.strip))

    def _unreported(self) -> list[str]:
        return [word for name, word in NEEDED.items() if self.value(name) is None]

    # -- saving

    def heading(self, record: Record) -> str:
        return self._title(record) if record.id else "Log a visit"

    def _title(self, record: Record) -> str:
        return self._app.read(lambda session: visits.visit_name(session, record))

    def write(self, record: Record) -> int:
        return visits.save(self._app.register, record)

    def success_message(self, id: int) -> tuple[str, str]:
        record = self._app.read(lambda session: records.load(session, Visit, id))
        said = f"Saved: {self._title(record)}."
        if far := far_ahead(record.values["visited_on"]):
            return f"{said} {far}", "warning"
        missing = self._unreported() if record.values["concern"] else []
        if missing:
            return f"{said} Its safeguarding concern does not say yet {listed(missing)}.", "warning"
        return said, "info"


# By whether the visit is only planned: the document there is to print, and the words of the button.
PAPERS = {False: ("visit-report", "&Print report"), True: ("visit-form", "&Print form to take along")}


LETTERS = {VisitStatus.PLANNED: "Draft in&vitation", VisitStatus.CANCELLED: "Draft cance&llation"}


class VisitForm(BriefForm):
    """A visit as a whole. `paper_wanted` comes with the document and its key when one is to be printed: its report,
    or, while it is only planned, the form to take along."""

    draft_name = "visit"
    paper_wanted = Signal(str, int)

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._paper, words = PAPERS[False]
        self.print_button = push_button(words, "print")
        self.print_button.clicked.connect(self._print)
        self.foot.insertWidget(1, self.print_button)
        self.letter_button = push_button("", "calendar")
        self.letter_button.clicked.connect(self._draft_letter)
        self.foot.insertWidget(2, self.letter_button)
        self.fields.boxes["status"].editor.edited.connect(self._status_chosen)

    def make_owned(self, link: RelationshipProperty[Any]) -> Owned:
        match link.key:
            case "steps":
                return VisitTimeline(self._app)
            case "actions":
                return ActionRows(self._app, link)
        return super().make_owned(link)

    def lay_out(self, stack: QVBoxLayout) -> None:
        self.begin()
        stack.addWidget(self.fields)
        steps = self.owned["steps"]
        assert isinstance(steps, VisitTimeline)
        self.visit_timeline = steps
        self.visit, self.form = CollapsibleSection("The visit"), CollapsibleSection("The councillors' report")
        self.attachments = AttachmentBox(self._app)
        stack.addWidget(self.strip)  # first: it cannot be overlooked there
        stack.addWidget(self.visit_timeline)
        stack.addWidget(self.visit)
        self.line(self.visit.body, "home_id", "place")
        self.line(self.visit.body, "visited_on", "starts_at")
        self.line(self.visit.body, "kind", "status")
        self.line(self.visit.body, "reason")
        self.line(self.visit.body, "planned_on", "announced")
        self.visit.body.addWidget(self.councillors)
        self.line(self.visit.body, "capacity")
        self.line(self.visit.body, "met")
        self.line(self.visit.body, "concern")
        stack.addWidget(self.form)
        for name in SEEN:
            self.line(self.form.body, name)
        stack.addWidget(self.owned["actions"])
        stack.addWidget(self.attachments)

    def focus_first(self) -> None:
        """To the day of the first open step, which is what most often is still to be typed."""
        step = self.visit_timeline.first_open() if self.record and self.record.id is not None else None
        if step is None:
            self.visit.set_open(True)
            super().focus_first()
        else:
            step.setFocus()

    def _go_to_strip(self) -> None:
        super()._go_to_strip()
        if self.strip.fields.isVisibleTo(self):
            self.fields.boxes[CONCERN_FACTS[0]].editor.setFocus()

    def put_away(self) -> None:
        super().put_away()
        self._opened = None

    def _show(self, record: Record) -> None:
        super()._show(record)
        self.attachments.show_visit(record.id)
        self._paper, words = PAPERS[record.values["status"] == VisitStatus.PLANNED]
        self.print_button.setText(words)
        self.print_button.setVisible(record.id is not None)
        self.letter_button.setText(LETTERS.get(record.values["status"], ""))
        self.letter_button.setVisible(record.id is not None and record.values["status"] in LETTERS)
        written = sum(record.values[name] is not None for name in SEEN)
        for section, filled in ((self.visit, True), (self.form, written > 0)):
            section.set_open(filled if section.by_hand is None else section.by_hand)
        if not self.form.is_open and not written:
            self.form.set_open(False, "nothing written yet")

    def _fit(self) -> None:
        super()._fit()
        status: VisitStatus = self.value("status")
        self.fields.boxes["reason"].setVisible(status in ENDED or self.value("reason") is not None)
        self.visit_timeline.show_visit(
            VisitAsTyped(
                self.value("kind"),
                status,
                self.value("visited_on"),
                self.value("planned_on"),
                self.value("starts_at"),
                self.value("home_id"),
                tuple(self.councillors.typed()["names"]),
            )
        )

    def _status_chosen(self) -> None:
        if self.value("status") == VisitStatus.PLANNED and self.value("planned_on") is None:
            day = visits.usual_planned_on(self.value("visited_on"))
            if day is not None:
                self.fields.boxes["planned_on"].editor.set_value(day)
                self._fit()

    def _show_problem(self, problem: UserError) -> None:
        box: FieldBox | Owned | None = self.fields.boxes.get(problem.field or "") or self.owned.get(problem.field or "")
        for section in (self.visit, self.form):
            if box is not None and section.isAncestorOf(box):
                section.set_open(True)
        super()._show_problem(problem)

    def _draft_letter(self) -> None:
        """Drafts the invitation to the visit, or what calls it off, asking for a folder the first time."""
        if not self.commit_pending() or self.record is None or self.record.id is None:
            return
        folder, id = drafts_folder() or choose_drafts_folder(self), self.record.id
        if folder is None:
            return
        draft = partial(invitations.draft, self._app.register, id, folder, self._app.scope.year)
        if drafted := self._app.try_(draft):
            self._app.message.emit(drafted.sentence, "info", "")

    def _print(self) -> None:
        if self.commit_pending() and self.record is not None and self.record.id is not None:
            self.paper_wanted.emit(self._paper, self.record.id)
