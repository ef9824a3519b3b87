"""The invitation to a planned visit: a letter to the councillors who are to go, with the appointment enclosed.

One that has moved since is the same appointment in their diaries, and of a cancelled one the letter takes it out.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import file_names
from cp_desktop.disclosure import INTERNAL
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Home, Stage, Step, StepKind, Visit, Visitor, VisitStatus, show
from cp_desktop.model.formats import listed
from cp_desktop.model.values import write_weekday_and_day
from cp_desktop.register import texts
from cp_desktop.register.revisions import revision

from .calendar import Appointment, calendar_file
from .mail import Enclosure, Message, address
from .wording import letter_text, one_line

# The letter about a visit as it stands: there is none about one that was made, or refused.
LETTERS = {VisitStatus.PLANNED: "invitation", VisitStatus.CANCELLED: "cancellation"}
MINUTES = 90  # what a visit takes in a calendar


@dataclass(frozen=True)
class Invitation:
    """A letter ready to be saved as a draft, and what its file may be called, without its ending.

    `without_address` names those it cannot be sent to. The appointment `moves` in their diaries with the visit
    where the coordinator's own address is known.
    """

    message: Message
    file_name: str
    without_address: tuple[str, ...]
    moves: bool


def invitation(session: Session, visit_id: int, made: dt.datetime, year: str | None = None) -> Invitation:
    """The letter that invites a visit's councillors, or calls it off, in the words for a municipal year (the latest
    without one).

    It is internal: it names the home, never its address. `made` is the moment the calendar file is made. Raises
    UserError when the visit is gone or was made, or nobody is to go.
    """
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise UserError("This visit is no longer in the register. No letter was made. See History.")
    if visit.status not in LETTERS:
        raise UserError("Only a visit that is planned or cancelled has an invitation. No letter was made.")
    people = visit.people
    if not people:
        raise UserError("No councillor is to make this visit yet. No letter was made. Choose who goes.")
    council = session.get_one(Council, 1)
    names = [" ".join(filter(None, (one.title, one.name))) for one in people]
    values = texts.placeholders(council, year or "") | {
        "councillors": listed(names),
        "home": visit.where,
        "day": write_weekday_and_day(visit.visited_on),
        "time": visit.starts_at or "a time to be agreed",
        "kind": visit.kind.label.lower(),
    }
    if visit.status == VisitStatus.PLANNED:
        values["report"] = _report(session, visit)
    subject, body = (texts.filled(text, values) for text in letter_text(session, LETTERS[visit.status], year))
    appointment = Appointment(
        f"visit-{visit.id}@{council.register_uid}",
        _sequence(session, visit),
        visit.visited_on,
        visit.starts_at,
        MINUTES,
        f"{visit.kind.label}: {visit.where}",
        visit.where,
        "",
        (council.coordinator or council.name, council.email),
        tuple((name, one.email) for name, one in zip(names, people, strict=True)),
        visit.status == VisitStatus.CANCELLED,
    )
    calendar = Enclosure("visit.ics", f"text/calendar; method={appointment.method}", calendar_file(appointment, made))
    addresses = [address(one.name, one.email) for one in people]
    return Invitation(
        Message(
            tuple(to for to in addresses if to),
            one_line(subject),
            _tidy(body),
            (calendar,),
            INTERNAL,
        ),
        file_names.safe(LETTERS[visit.status].capitalize(), visit.where, show(visit.visited_on)),
        tuple(name for name, to in zip(names, addresses, strict=True) if not to),
        address("", council.email) is not None,
    )


def _sequence(session: Session, visit: Visit) -> int:
    """How often the appointment has changed (RFC 5545, 3.8.7.4): its day, time, place, kind or state, or who goes."""
    told = ("visited_on", "starts_at", "home_id", "place", "kind", "status")
    goes, home = (Visitor, {"visit_id": visit.id}, "councillor_id"), (Home, {"id": visit.home_id}, "name")
    return revision(session, visit, told, goes, home)


def _report(session: Session, visit: Visit) -> str:
    """What is asked of the report, "" for a kind of visit whose report takes no step."""
    days = session.scalar(
        select(Step.days)
        .join(StepKind)
        .where(Step.stage == Stage.RECEIVED, StepKind.kind == visit.kind)
        .order_by(Step.position)
    )
    return "" if days is None else f"Please let me have your report within {days} days of the visit."


def _tidy(body: str) -> str:
    """The body without the blanks that empty placeholders leave at the ends of lines."""
    return "\n".join(line.rstrip() for line in body.split("\n")).strip() + "\n"
