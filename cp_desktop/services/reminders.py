"""Reminders to the desks on which reports lie: drafted, with the report where it was received, and noted once sent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import file_names, reports
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters import reminders
from cp_desktop.exchange.letters.mail import Enclosure
from cp_desktop.exchange.letters.reminders import ReminderDraft
from cp_desktop.model import Reminder, Stage, Step, StepDone, Visit, show
from cp_desktop.register import Register
from cp_desktop.reports.progress import Cancelled, Progress

from .drafts import save_beside
from .outcome import Outcome
from .report_steps import VisitStep


def draft(
    register: Register,
    steps: Sequence[VisitStep],
    as_at: dt.date,
    folder: Path,
    with_reports: bool = True,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[ReminderDraft]:
    """Writes a letter to each desk that these reports are on into a folder, beside what is there; returns the letters.

    `with_reports` encloses those that were received, as PDF and never with a concern; what comes back says which were
    not (`not_enclosed`). None comes back for reports on the coordinator's own desk. Raises UserError, also when
    `cancelled` says so: then no letter was made.
    """
    enclosures = _received_reports(register, steps, as_at, progress, cancelled) if with_reports else None
    with register.reading() as session:
        drafts = reminders.drafts(session, steps, as_at, enclosures)
    for one in drafts:
        save_beside(one.message, folder, f"Reminder {one.desk} {show(as_at)}")
    return drafts


def note_sent(register: Register, drafts: Iterable[ReminderDraft], sent_on: dt.date) -> Outcome:
    """Notes that these letters were sent; a report in two of them was chased once."""
    drafts = list(drafts)
    label = "Sent: 1 reminder" if len(drafts) == 1 else f"Sent: {len(drafts)} reminders"
    sent_to = {report: one.sent_to for one in drafts for report in one.reports}
    with register.operation(label) as session:
        session.add_all(
            Reminder(visit_id=visit, step_id=step, sent_on=sent_on, sent_to=whom)
            for (visit, step), whom in sent_to.items()
        )
    return Outcome(label, len(drafts))


def _received_reports(
    register: Register,
    steps: Sequence[VisitStep],
    as_at: dt.date,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> dict[int, Enclosure]:
    """The reports of those visits whose report was received by the day, by visit."""
    with register.reading() as session:
        received = _received(session, {visit for visit, _ in steps}, as_at)
    made = {}
    for number, (visit, name) in enumerate(received.items()):
        if cancelled and cancelled():
            raise UserError("Drafting was cancelled. No letter was made.")
        if progress:
            progress(number, len(received), f"The report of the {name}")
        content = reports.render(register, "visit-report", as_at=as_at, options=reports.Options(visit=visit))
        made[visit] = Enclosure(f"{file_names.safe('Report', name)}.pdf", "application/pdf", content)
    return made


def _received(session: Session, visits: set[int], day: dt.date) -> dict[int, str]:
    """Those of the visits whose report was received by a day, with what they are called."""
    received = (
        select(StepDone.id)
        .join(Step, Step.id == StepDone.step_id)
        .where(StepDone.visit_id == Visit.id, Step.stage == Stage.RECEIVED, StepDone.done_on <= day)
    )
    found = session.scalars(select(Visit).where(Visit.id.in_(visits), received.exists()).order_by(Visit.id))
    return {visit.id: f"visit to {visit.where} on {show(visit.visited_on)}" for visit in found}
