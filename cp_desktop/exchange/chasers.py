"""Reminders about reports that lie on a desk: a letter for each desk, drafted here and sent by the coordinator.

A letter names the home, the day of the visit and the step that is waited for: nothing of what was seen, and never
that there is a concern. The report itself goes along only where the caller encloses it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.desks import open_steps, visit_and_step
from cp_desktop.model import Chaser, Council, Councillor, Holder, MunicipalYear, Officer, Step, Visit, show
from cp_desktop.model.councillors import valid_on
from cp_desktop.register import texts

from .mail import Enclosure, Message, address, save_beside

DOCUMENT, LETTER = "letters", "chaser"


@dataclass(frozen=True)
class Draft:
    """A letter to one desk. `reports` are the visits and steps it speaks of, `without` the people of the desk (or the
    post) whose e-mail address is not in the register."""

    desk: str
    message: Message
    reports: tuple[tuple[int, int], ...]
    sent_to: str
    without: tuple[str, ...]


@dataclass(frozen=True)
class _Person:
    name: str
    email: str | None


@dataclass(frozen=True)
class _Lying:
    """A report on a desk: since when, and the last day allowed."""

    visit: Visit
    step: Step
    since: dt.date
    due_on: dt.date

    @property
    def place(self) -> str:
        return self.visit.home.name if self.visit.home else show(self.visit.place)

    def line(self, as_at: dt.date) -> str:
        days = (as_at - self.since).days
        have = "1 day" if days == 1 else f"{days} days"
        return (
            f"- {self.place}, visit of {show(self.visit.visited_on)}. With you since {show(self.since)}: {have}, "
            f"{self.step.days} allowed. Next step: {self.step.label}."
        )


def drafts(
    session: Session, rows: Iterable[int], as_at: dt.date, enclosures: Mapping[int, Enclosure] | None = None
) -> list[Draft]:
    """A letter for each desk that rows of the board (by key) are on, with all of them; the longest late come first.

    Reports on the coordinator's own desk are left out: those are hers to do. Two councillors who made a visit
    together get one letter. `enclosures` are files to go along, by visit. Raises UserError for a text that is missing.
    """
    found: dict[tuple[str, tuple[_Person, ...]], list[_Lying]] = {}
    chosen = {visit_and_step(row) for row in rows}
    steps = open_steps(as_at, {visit for visit, _ in chosen}).subquery()
    for visit_id, step_id, since, due_on in session.execute(select(steps).order_by(steps.c.due_on, steps.c.visit_id)):
        if (visit_id, step_id) in chosen:
            lying = _Lying(session.get_one(Visit, visit_id), session.get_one(Step, step_id), since, due_on)
            if lying.step.holder != Holder.COORDINATOR:
                found.setdefault(_desk(session, lying, as_at), []).append(lying)
    return [
        _draft(session, desk, people, reports, as_at, enclosures or {}) for (desk, people), reports in found.items()
    ]


def _desk(session: Session, lying: _Lying, as_at: dt.date) -> tuple[str, tuple[_Person, ...]]:
    """Whom a report lies with on a day: what the desk is called, and its people."""
    visit, step = lying.visit, lying.step
    if step.holder == Holder.COUNCILLOR:
        people = sorted((visitor.councillor for visitor in visit.visitors), key=lambda councillor: councillor.id)
        named = tuple(_Person(_called(councillor), councillor.email) for councillor in people)
        return " and ".join(person.name for person in named) or f"The councillors who visited {lying.place}", named
    manager = step.holder == Holder.MANAGER
    post = (visit.home.manager if visit.home else None) if manager else step.post
    if post is None:
        return f"The manager of {lying.place}", ()
    officers = session.scalars(
        select(Officer)
        .where(Officer.post_id == post.id, valid_on(Officer.start, Officer.end, as_at))
        .order_by(Officer.id)
    )
    return post.title, tuple(_Person(officer.name, officer.email) for officer in officers)


def _called(councillor: Councillor) -> str:
    return f"{councillor.title or 'Cllr'} {councillor.name}"


def _draft(
    session: Session,
    desk: str,
    people: Sequence[_Person],
    reports: Sequence[_Lying],
    as_at: dt.date,
    enclosures: Mapping[int, Enclosure],
) -> Draft:
    first = reports[0]
    what = (
        f"the report of the visit to {first.place} on {show(first.visit.visited_on)}"
        if len({lying.visit.id for lying in reports}) == 1
        else f"{len(reports)} reports of visits"
    )
    subject, body = _text(session, as_at)
    year = session.scalar(_year(as_at)) or ""
    values = texts.placeholders(session.get_one(Council, 1), year) | {
        "name": " and ".join(person.name for person in people) or desk,
        "what": what,
        "reports": "\n".join(lying.line(as_at) for lying in reports),
        "desk": desk,
    }
    to = tuple(filter(None, (address(person.name, person.email) for person in people)))
    visits = dict.fromkeys(lying.visit.id for lying in reports)
    return Draft(
        desk,
        Message(
            to,
            " ".join(texts.filled(subject, values).split()),
            texts.filled(body, values).rstrip() + "\n",
            tuple(enclosures[id] for id in visits if id in enclosures),
        ),
        tuple((lying.visit.id, lying.step.id) for lying in reports),
        "; ".join(to) or desk,
        tuple(person.name for person in people if not address(person.name, person.email)) if people else (desk,),
    )


def _text(session: Session, as_at: dt.date) -> tuple[str, str]:
    """Subject and body of the letter, in the words of the day's municipal year."""
    for section in texts.sections(session, DOCUMENT, session.scalar(_year(as_at))):
        if section.subject == LETTER:
            return section.title, section.body
    raise UserError("The text of the reminder is missing. No letter was made. Install the program again.")


def _year(as_at: dt.date) -> Select[tuple[str]]:
    return select(MunicipalYear.label).where(MunicipalYear.first_day <= as_at, MunicipalYear.last_day >= as_at)


def save_all(drafted: Iterable[Draft], folder: Path, as_at: dt.date) -> list[Path]:
    """Writes each letter into a folder, beside what is there already; where they are. Raises UserError."""
    return [save_beside(draft.message, folder, f"Reminder {draft.desk} {show(as_at)}") for draft in drafted]


def record_sent(session: Session, drafted: Iterable[Draft], sent_on: dt.date) -> None:
    """Keeps that these letters were sent, inside an operation; a report in two of them was chased once."""
    told = {report: draft.sent_to for draft in drafted for report in draft.reports}
    for (visit, step), sent_to in told.items():
        session.add(Chaser(visit_id=visit, step_id=step, sent_on=sent_on, sent_to=sent_to))
