"""Visits by councillors: what was seen, what was agreed, and how far the report has come."""

import datetime as dt
from typing import Any

from sqlalchemy import Index, ScalarSelect, String, UniqueConstraint, column, func, or_, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import GUARDED, INTERNAL, PUBLIC

from .base import Base, Choice, TimeOfDay, field, in_order, owned, rule, sort_columns, table_of
from .concerns import ConcernKind
from .council import Post
from .councillors import Councillor
from .homes import Home
from .listing import Column, Listing
from .names import name_order
from .rules import Rule, in_the_future
from .sql import joined, like_pattern, sort_keys
from .steps import Stage, Step, VisitKind
from .values import show

ATTACHMENT_LIMIT = 20 * 1024 * 1024  # bytes


class VisitStatus(Choice):
    """How far a visit came."""

    PLANNED = "planned", "Planned", ("Booked", "Arranged")
    MADE = "made", "Made", ("Done", "Completed", "Visited")
    REFUSED = "refused", "Entry refused", ("Refused entry", "Turned away")
    CANCELLED = "cancelled", "Cancelled"


class NeedsMet(Choice):
    """How well the needs of the young people are met, in the councillors' judgement."""

    VERY_WELL = "very_well", "Very well"
    WELL = "well", "Well"
    PARTLY = "partly", "Partly"
    POORLY = "poorly", "Not well enough"


def _still_to_come(visit: "Visit") -> str | None:
    if visit.status == VisitStatus.MADE and in_the_future(visit.visited_on):
        return f"{show(visit.visited_on)} is still to come: the visit may be planned, and cannot be made yet."
    return None


def _made_by_nobody(visit: "Visit") -> str | None:
    if visit.status == VisitStatus.MADE and not visit.visitors:
        return "Nobody is named who visited: a visit that was made needs at least one councillor."
    return None


def _concern_not_raised(visit: "Visit") -> str | None:
    if not visit.concern and any(getattr(visit, name) is not None for name in CONCERN_FACTS):
        return "Facts of a safeguarding concern are kept only of a visit that raised one: tick it, or leave them out."
    return None


def _before_the_visit(step: "StepDone") -> str | None:
    if step.done_on < step.visit.visited_on:
        return f"A step of the report is dated before the visit on {show(step.visit.visited_on)}."
    return None


CONCERN_FACTS = (
    "concern_kind",
    "concern_raised_on",
    "concern_reported_on",
    "concern_reported_to",
    "concern_reported_by",
    "concern_reference",
)


class Visit(Base):
    """A visit by one or more councillors, with its report and the steps the report has taken.

    Of a safeguarding concern the register keeps that it was raised, when, to whom, by whom and the outside
    reference: not the story.
    """

    __tablename__ = "visit"
    __table_args__ = (
        rule(
            "somewhere", "home_id IS NOT NULL OR place IS NOT NULL", "A visit needs a home or another place.", "home_id"
        ),
        rule(
            "time_of_day",
            or_(
                column("starts_at").is_(None),
                like_pattern(column("starts_at"), "[01][0-9]:[0-5][0-9]", "2[0-3]:[0-5][0-9]"),
            ),
            "Write the time like 14:30.",
            "starts_at",
        ),
        in_order("planned_on", "visited_on", "The visit is before the day on which it was planned."),
        Index("ix_visit_home_day", "home_id", "visited_on"),
    )
    rules = (
        Rule("made_by_today", "visited_on", ("visited_on", "status"), _still_to_come, alone=True),
        Rule("made_by_somebody", "visitors", ("status",), _made_by_nobody, below=("visitors",)),
        Rule("concern_raised", "concern", ("concern", *CONCERN_FACTS), _concern_not_raised, alone=True),
    )
    one, many = "visit", "visits"
    display_attribute = "visited_on"

    home_id: Mapped[int | None] = field("Home", INTERNAL, references="home.id", index=None)
    place: Mapped[str | None] = field("Other place", INTERNAL, help="Where it was, if not at a home of this register")
    visited_on: Mapped[dt.date] = field(
        "Date of visit", PUBLIC, headings=("date", "visited on", "visit date"), index=True
    )
    starts_at: Mapped[str | None] = field("Time", PUBLIC, type=TimeOfDay(), help="For example 14:30", listed=False)
    kind: Mapped[VisitKind] = field(
        "Kind",
        PUBLIC,
        choices=VisitKind,
        default=VisitKind.MONITORING,
        headings=("type", "type of visit", "kind of visit", "visit type"),
    )
    status: Mapped[VisitStatus] = field("Status", PUBLIC, choices=VisitStatus, default=VisitStatus.MADE)
    reason: Mapped[str | None] = field("Reason", GUARDED, help="Why it was cancelled, or entry refused", listed=False)
    planned_on: Mapped[dt.date | None] = field(
        "Planned on", PUBLIC, help="The day on which it was arranged", happened=True, listed=False
    )
    announced: Mapped[bool | None] = field("Announced", PUBLIC, listed=False)
    capacity: Mapped[str | None] = field(
        "In what capacity", PUBLIC, help='For example "ward councillors" or "buddies"', listed=False
    )
    met: Mapped[str | None] = field(
        "Who was met", GUARDED, help='Roles and numbers: "manager, 2 staff, 3 young people"', listed=False
    )
    seen: Mapped[str | None] = field(
        "What it is like to live there",
        GUARDED,
        paragraphs=True,
        headings=("what was seen",),
        help="What was seen and heard: rooms, meals, garden, things to do",
    )
    running: Mapped[str | None] = field(
        "How the home is run", GUARDED, paragraphs=True, help="Staffing, routines, how things get mended"
    )
    culture: Mapped[str | None] = field(
        "Culture and atmosphere", GUARDED, paragraphs=True, help="How it feels, how people speak to each other"
    )
    experience: Mapped[str | None] = field(
        "Young people's experience", GUARDED, paragraphs=True, help="What they say of their life there"
    )
    staff_work: Mapped[str | None] = field(
        "How staff work with them", GUARDED, paragraphs=True, help="Listening, encouraging, setting limits"
    )
    agencies: Mapped[str | None] = field(
        "How others support them", GUARDED, paragraphs=True, help="School, health, social workers, the police"
    )
    went_well: Mapped[str | None] = field("What went well", GUARDED, paragraphs=True)
    needs_met: Mapped[NeedsMet | None] = field(
        "How well needs are met", GUARDED, choices=NeedsMet, listed=False, help="The councillors' judgement"
    )
    concern: Mapped[bool] = field("Safeguarding concern", GUARDED, default=False, listed=False, safeguarding=True)
    concern_kind: Mapped[ConcernKind | None] = field(
        "What the concern is about", GUARDED, choices=ConcernKind, listed=False, safeguarding=True
    )
    concern_raised_on: Mapped[dt.date | None] = field(
        "Concern raised on",
        GUARDED,
        help="The day of the visit unless another is given",
        happened=True,
        listed=False,
        safeguarding=True,
    )
    concern_reported_on: Mapped[dt.date | None] = field(
        "Concern reported on", GUARDED, happened=True, listed=False, safeguarding=True
    )
    concern_reported_to: Mapped[str | None] = field("Concern reported to", GUARDED, listed=False, safeguarding=True)
    concern_reported_by: Mapped[str | None] = field("Concern reported by", GUARDED, listed=False, safeguarding=True)
    concern_reference: Mapped[str | None] = field("Outside reference", GUARDED, listed=False, safeguarding=True)

    home: Mapped[Home | None] = relationship()
    visitors: Mapped[list["Visitor"]] = owned("Visiting councillors", back_populates="visit", order_by="Visitor.id")
    steps: Mapped[list["StepDone"]] = owned("Steps of the report", back_populates="visit", order_by="StepDone.done_on")
    actions: Mapped[list["VisitAction"]] = owned("Actions", back_populates="visit", order_by="VisitAction.id")
    # Not on the form's own road to the file: each is added and taken away by itself, see services/attachments.py.
    attachments: Mapped[list["Attachment"]] = relationship(cascade="all, delete-orphan", back_populates="visit")
    reminders: Mapped[list["Reminder"]] = relationship(cascade="all, delete-orphan", back_populates="visit")

    @property
    def where(self) -> str:
        """The home, or the other place, by name."""
        return self.home.name if self.home else show(self.place)

    @property
    def people(self) -> list[Councillor]:
        """Its councillors, in the order of names."""
        return sorted((visitor.councillor for visitor in self.visitors), key=name_order)

    def waits_with(self, step: Step) -> Post | None:
        """The post on whose desk the report of this visit lies until a step is done; see `Holder.waits_with`."""
        return step.holder.waits_with(step.post, self.home.manager if self.home else None)


class Visitor(Base):
    """A councillor who made a visit, or is to make it."""

    __tablename__ = "visitor"
    __table_args__ = (UniqueConstraint("visit_id", "councillor_id"),)
    one, many = "visiting councillor", "visiting councillors"
    display_attribute = "councillor_id"

    visit_id: Mapped[int] = field("Visit", PUBLIC, references="visit.id", index=None)
    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")

    visit: Mapped[Visit] = relationship(back_populates="visitors")
    councillor: Mapped[Councillor] = relationship()


class StepDone(Base):
    """A step that a visit's report has taken. `post_id` keeps with whom it lay, whatever the settings say later."""

    __tablename__ = "step_done"
    __table_args__ = (UniqueConstraint("visit_id", "step_id"),)
    rules = (
        Rule("after_the_visit", "done_on", ("visit_id", "done_on"), _before_the_visit, above=("visit.visited_on",)),
    )
    one, many = "step done", "steps done"
    display_attribute = "done_on"

    visit_id: Mapped[int] = field("Visit", PUBLIC, references="visit.id", index=None)
    step_id: Mapped[int] = field("Step", PUBLIC, references="step.id")
    done_on: Mapped[dt.date] = field("Done on", PUBLIC, happened=True)
    post_id: Mapped[int | None] = field("Post", PUBLIC, references="post.id")

    visit: Mapped[Visit] = relationship(back_populates="steps")
    step: Mapped[Step] = relationship()
    post: Mapped[Post | None] = relationship()


class VisitAction(Base):
    """Something agreed at a visit: who does it, and by when."""

    __tablename__ = "visit_action"
    one, many = "action", "actions"
    display_attribute = "what"

    visit_id: Mapped[int] = field("Visit", PUBLIC, references="visit.id")
    what: Mapped[str] = field("Action", GUARDED, help="Never a child's name")
    owner: Mapped[str | None] = field("Who", INTERNAL)
    due_on: Mapped[dt.date | None] = field("By", PUBLIC)
    done_on: Mapped[dt.date | None] = field("Done on", PUBLIC, happened=True)

    visit: Mapped[Visit] = relationship(back_populates="actions")


class Content(Base):
    """The bytes of an attachment, once for each different file. They are only ever added: so an undo can bring an
    attachment back, and the history need not hold a second copy of the bytes."""

    __tablename__ = "content"
    __table_args__ = ({"info": {"append_only": True}},)
    one, many = "content", "contents"
    display_attribute = "sha256"

    sha256: Mapped[str] = field("SHA-256", PUBLIC, unique=True)
    held: Mapped[bytes] = field("Bytes", GUARDED, deferred=True)


class Attachment(Base):
    """A file kept with a visit, such as the report as it was e-mailed. The program never opens it itself."""

    __tablename__ = "attachment"
    __table_args__ = (
        rule("not_too_large", f"size <= {ATTACHMENT_LIMIT}", "An attachment may have 20 MB at most.", "name"),
    )
    one, many = "attachment", "attachments"

    visit_id: Mapped[int] = field("Visit", PUBLIC, references="visit.id")
    name: Mapped[str] = field("File", GUARDED)
    size: Mapped[int] = field("Bytes", PUBLIC)
    added_on: Mapped[dt.date] = field("Added on", PUBLIC, happened=True)
    content_id: Mapped[int] = field("Content", PUBLIC, references="content.id")

    visit: Mapped[Visit] = relationship(back_populates="attachments")


class Reminder(Base):
    """A reminder that was sent to the desk on which a report lay."""

    __tablename__ = "chaser"
    one, many = "reminder", "reminders"
    display_attribute = "sent_on"

    visit_id: Mapped[int] = field("Visit", PUBLIC, references="visit.id")
    step_id: Mapped[int] = field("Step", PUBLIC, references="step.id")
    sent_on: Mapped[dt.date] = field("Sent on", PUBLIC, happened=True)
    sent_to: Mapped[str | None] = field("Sent to", INTERNAL)

    visit: Mapped[Visit] = relationship(back_populates="reminders")
    step: Mapped[Step] = relationship()


def stage_day(stage: Stage) -> ScalarSelect[Any]:
    """Selects the day on which the report of the visit at hand first passed a stage."""
    return (
        select(func.min(StepDone.done_on))
        .join(Step, Step.id == StepDone.step_id)
        .where(StepDone.visit_id == Visit.id, Step.stage == stage)
        .correlate(Visit)
        .scalar_subquery()
    )


def visitors_named(separator: str = "; ") -> ScalarSelect[str]:
    """Selects the councillors of the visit at hand by name, as one text."""
    names = (
        select(Councillor.name)
        .join(Visitor, Visitor.councillor_id == Councillor.id)
        .where(Visitor.visit_id == Visit.id)
        .correlate(Visit)
    )
    return joined(names, separator, *sort_keys(*sort_columns(Councillor)), Visitor.councillor_id)


def visits(home_id: int | None = None) -> Listing:
    """Every visit, or every one to a home, the latest first, with place and visiting councillors by name.

    Of a concern nothing is shown or searched: it is read on the visit itself.
    """
    visit = table_of(Visit).c
    source = select(Visit.id).join(Home, Visit.home_id == Home.id, isouter=True)
    return Listing(
        key="visits" if home_id is None else "visits of a home",
        title="Visits",
        record=Visit,
        id=visit.id,
        source=source if home_id is None else source.where(Visit.home_id == home_id),
        columns=(
            Column.of(Visit.visited_on),
            Column("Place", func.coalesce(Home.name, Visit.place, type_=String())),
            Column.of(Visit.kind),
            Column("Councillors", visitors_named()),
            Column.of(Visit.status),
            Column("Report received", stage_day(Stage.RECEIVED)),
            Column("Report sent on", stage_day(Stage.SENT), listed=False),
            Column("Report returned", stage_day(Stage.RETURNED)),
            Column.of(Visit.starts_at),
            Column.of(Visit.announced),
        ),
        order=(visit.visited_on.desc(),),
        takes_place=Visit.visited_on,
    )
