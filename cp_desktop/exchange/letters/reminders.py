"""Reminders about reports that lie on a desk: a letter for each desk, drafted here and sent by the coordinator.

A letter names the home, the day of the visit and the step that is waited for: nothing of what was seen, and never
that there is a concern. The report itself goes along only where the caller encloses it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import INTERNAL
from cp_desktop.figures.desk_holders import DeskPerson, post_holders
from cp_desktop.figures.desks import open_steps
from cp_desktop.model import Council, Councillor, Holder, Step, Visit, show
from cp_desktop.register import texts

from .mail import Enclosure, Message, address
from .wording import letter_text, one_line, year_of

LETTER = "chaser"  # the key of its text, in registers too


@dataclass(frozen=True)
class ReminderDraft:
    """A letter to one desk. `reports` are the visits and steps it speaks of, `without` the people of the desk (or the
    post) whose e-mail address is not in the register, `not_enclosed` the visits whose report was to go along and does
    not: there is none yet."""

    desk: str
    message: Message
    reports: tuple[tuple[int, int], ...]
    sent_to: str
    without: tuple[str, ...]
    not_enclosed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _OpenReport:
    """A report on a desk: since when, and the last day allowed."""

    visit: Visit
    step: Step
    since: dt.date
    due_on: dt.date

    def line(self, as_at: dt.date) -> str:
        days = (as_at - self.since).days
        have = "1 day" if days == 1 else f"{days} days"
        return (
            f"- {self.visit.where}, visit of {show(self.visit.visited_on)}. With you since {show(self.since)}: {have}, "
            f"{self.step.days} allowed. Next step: {self.step.label}."
        )


def drafts(
    session: Session,
    steps: Iterable[tuple[int, int]],
    as_at: dt.date,
    enclosures: Mapping[int, Enclosure] | None = None,
) -> list[ReminderDraft]:
    """A letter for each desk that reports (by visit and open step) are on, with all of them; the longest late come
    first.

    Reports on the coordinator's own desk are left out: those are hers to do. Two councillors who made a visit
    together get one letter. `enclosures` are files to go along, by visit; None where none were asked for. Raises
    UserError for a text that is missing.
    """
    found: dict[tuple[str, tuple[DeskPerson, ...]], list[_OpenReport]] = {}
    chosen = set(steps)
    holders = post_holders(session, as_at)
    lies = open_steps(as_at, {visit for visit, _ in chosen}).subquery()
    for visit_id, step_id, since, due_on in session.execute(select(lies).order_by(lies.c.due_on, lies.c.visit_id)):
        if (visit_id, step_id) in chosen:
            lying = _OpenReport(session.get_one(Visit, visit_id), session.get_one(Step, step_id), since, due_on)
            if lying.step.holder != Holder.COORDINATOR:
                found.setdefault(_desk(lying, holders), []).append(lying)
    return [_draft(session, desk, people, reports, as_at, enclosures) for (desk, people), reports in found.items()]


def _desk(lying: _OpenReport, holders: Mapping[int, Sequence[DeskPerson]]) -> tuple[str, tuple[DeskPerson, ...]]:
    """Whom a report lies with: what the desk is called, and its people."""
    visit, step = lying.visit, lying.step
    if step.holder == Holder.COUNCILLOR:
        named = tuple(DeskPerson(_display_name(councillor), councillor.email) for councillor in visit.people)
        return " and ".join(person.name for person in named) or f"The councillors who visited {visit.where}", named
    post = visit.waits_with(step)
    if post is None:
        return f"The manager of {visit.where}", ()
    return post.title, tuple(holders.get(post.id, ()))


def _display_name(councillor: Councillor) -> str:
    return f"{councillor.title or 'Cllr'} {councillor.name}"


def _draft(
    session: Session,
    desk: str,
    people: Sequence[DeskPerson],
    reports: Sequence[_OpenReport],
    as_at: dt.date,
    enclosures: Mapping[int, Enclosure] | None,
) -> ReminderDraft:
    first = reports[0]
    what = (
        f"the report of the visit to {first.visit.where} on {show(first.visit.visited_on)}"
        if len({lying.visit.id for lying in reports}) == 1
        else f"{len(reports)} reports of visits"
    )
    year = year_of(session, as_at)
    subject, body = letter_text(session, LETTER, year)
    values = texts.placeholders(session.get_one(Council, 1), year or "") | {
        "name": " and ".join(person.name for person in people) or desk,
        "what": what,
        "reports": "\n".join(lying.line(as_at) for lying in reports),
        "desk": desk,
    }
    to = tuple(filter(None, (address(person.name, person.email) for person in people)))
    visits = {lying.visit.id: lying.visit for lying in reports}
    files = enclosures or {}
    return ReminderDraft(
        desk,
        Message(
            to,
            one_line(texts.filled(subject, values)),
            texts.filled(body, values).rstrip() + "\n",
            tuple(files[id] for id in visits if id in files),
            INTERNAL,
        ),
        tuple((lying.visit.id, lying.step.id) for lying in reports),
        "; ".join(to) or desk,
        tuple(person.name for person in people if not address(person.name, person.email)) if people else (desk,),
        tuple(
            f"{visit.where}, visit of {show(visit.visited_on)}"
            for id, visit in visits.items()
            if enclosures is not None and id not in enclosures
        ),
    )
