"""Events that councillors attend besides visits, with who was there."""

import datetime as dt

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, Choice, field, owned, sort_columns, table_of
from .councillors import Councillor
from .listing import Column, Listing
from .rules import Rule, in_the_future
from .sql import joined, sort_keys
from .values import show


class EventKind(Choice):
    """What an event was. Who attended a training counts as trained for visits."""

    CELEBRATION = "celebration", "Celebration event", ("Celebration", "Awards")
    RECRUITMENT = (
        "recruitment",
        "Fostering or adoption recruitment event",
        ("Recruitment", "Recruitment event", "Fostering event", "Adoption event"),
    )
    HOME = "home", "Event of a home"
    TRAINING = "training", "Training for councillors", ("Training",)
    LISTENING = "listening", "Meeting with children in care or care leavers", ("Listening event",)
    OTHER = "other", "Other event", ("Other",)


class Event(Base):
    """One event on one day."""

    __tablename__ = "event"
    one, many = "event", "events"
    disambiguator = "held_on"

    name: Mapped[str] = field("Event", INTERNAL, headings=("name", "title"))
    held_on: Mapped[dt.date] = field("Date", PUBLIC, headings=("held on", "date of event"), index=True)
    kind: Mapped[EventKind] = field("Kind", PUBLIC, choices=EventKind, default=EventKind.OTHER, headings=("type",))
    place: Mapped[str | None] = field("Place", INTERNAL, headings=("where",))
    note: Mapped[str | None] = field("Note", INTERNAL, paragraphs=True)

    attendances: Mapped[list["Attendance"]] = owned(
        "Councillors who attended", back_populates="event", order_by="Attendance.id"
    )


def _not_held_yet(attendance: "Attendance") -> str | None:
    if in_the_future(held_on := attendance.event.held_on):
        return f"{show(held_on)} is still to come: who attended can be said once the event was held."
    return None


class Attendance(Base):
    """A councillor who attended an event."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("event_id", "councillor_id"),)
    rules = (Rule("attended_by_today", "held_on", ("event_id",), _not_held_yet, above=("event.held_on",)),)
    one, many = "attendance", "attendances"
    display_attribute = "councillor_id"

    event_id: Mapped[int] = field("Event", PUBLIC, references="event.id", index=None)
    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")

    event: Mapped[Event] = relationship(back_populates="attendances")
    councillor: Mapped[Councillor] = relationship()


def events() -> Listing:
    """Every event, the latest first, with who attended by name."""
    event = table_of(Event).c
    attended = select(func.count()).where(Attendance.event_id == Event.id).scalar_subquery()
    names = (
        select(Councillor.name)
        .join(Attendance, Attendance.councillor_id == Councillor.id)
        .where(Attendance.event_id == Event.id)
        .correlate(Event)
    )
    return Listing(
        key="events",
        title="Events",
        record=Event,
        id=event.id,
        source=select(Event.id),
        columns=(
            Column.of(Event.held_on),
            Column.of(Event.name),
            Column.of(Event.kind),
            Column.of(Event.place),
            Column("Attended", attended, "How many councillors were there", declared=PUBLIC),
            Column(
                "Councillors",
                joined(names, "; ", *sort_keys(*sort_columns(Councillor)), Attendance.councillor_id),
                listed=False,
            ),
        ),
        order=(event.held_on.desc(),),
        takes_place=Event.held_on,
    )


def training() -> Listing:
    """Who attended which training for councillors, the latest first."""
    event = table_of(Event).c
    there, people = table_of(Attendance).c, table_of(Councillor).c
    return Listing(
        key="training",
        title="Training of councillors",
        id=there.id,
        source=(
            select(Attendance.id)
            .join(Event, Attendance.event_id == Event.id)
            .join(Councillor, Attendance.councillor_id == Councillor.id)
            .where(event.kind == EventKind.TRAINING)
        ),
        columns=(
            Column("Councillor", Councillor.name.expression),
            Column("Ward", Councillor.latest_ward.expression),
            Column.of(Event.held_on),
            Column.of(Event.name),
            Column.of(Event.place),
        ),
        order=(event.held_on.desc(), people.surname, people.forename),
        takes_place=Event.held_on,
    )
