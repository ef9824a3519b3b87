"""Visits by councillors, and the way their reports go."""

import datetime as dt
import re

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, relationship

from .base import Base, Choice, field, in_order, owned, rule, table_of
from .councillors import Councillor
from .homes import Home
from .listing import Column, Listing


class VisitKind(Choice):
    """What a visit was. A monitoring visit is the councillors' own, never the monthly one of an independent person."""

    MONITORING = "monitoring", "Monitoring visit"
    INTRODUCTORY = "introductory", "Introductory visit", ("Intro", "Intro visit", "Introduction")
    EVENT = "event", "Event at a home"
    SUPPORTED = "supported", "Supported accommodation visit", ("Supported accommodation",)
    BUDDY = "buddy", "Buddy visit", ("Buddying",)
    SCHOOL = "school", "School visit"
    TEAM = "team", "Social work team visit", ("Social work team",)

    @classmethod
    def why_not(cls, text: str) -> str | None:
        if re.search(r"\br(eg(ulation)?s?)?\W*44\b", text, re.I):
            return (
                "a councillors' visit: under Regulation 44 an independent person visits every month, for Ofsted. "
                "Leave such visits out, and if councillors made this one, write"
            )
        return None


class VisitStatus(Choice):
    """How far a visit came."""

    PLANNED = "planned", "Planned", ("Booked", "Arranged")
    MADE = "made", "Made", ("Done", "Completed", "Visited")
    REFUSED = "refused", "Entry refused", ("Refused entry", "Turned away")
    CANCELLED = "cancelled", "Cancelled"


class Visit(Base):
    """A visit by one or more councillors, and where its report is.

    Of a safeguarding concern the register keeps that it was raised, when, to whom, by whom and the outside
    reference: not the story.
    """

    __tablename__ = "visit"
    __table_args__ = (
        rule(
            "somewhere", "home_id IS NOT NULL OR place IS NOT NULL", "A visit needs a home or another place.", "home_id"
        ),
        *(
            in_order("visited_on", day, "A report's day is before the visit.")
            for day in ("report_received_on", "report_sent_on", "report_returned_on")
        ),
    )
    one, many = "visit", "visits"
    called = "visited_on"

    home_id: Mapped[int | None] = field("Home", references="home.id")
    place: Mapped[str | None] = field("Other place", help="Where it was, if not at a home of this register")
    visited_on: Mapped[dt.date] = field("Date of visit", headings=("date", "visited on"), index=True)
    kind: Mapped[VisitKind] = field("Kind", choices=VisitKind, default=VisitKind.MONITORING, headings=("type",))
    status: Mapped[VisitStatus] = field("Status", choices=VisitStatus, default=VisitStatus.MADE)
    announced: Mapped[bool | None] = field("Announced", listed=False)
    seen: Mapped[str | None] = field(
        "What was seen", paragraphs=True, private=True, help="What it is like to live there"
    )
    went_well: Mapped[str | None] = field("What went well", paragraphs=True, private=True)
    actions: Mapped[str | None] = field("Actions", paragraphs=True, private=True)
    report_received_on: Mapped[dt.date | None] = field("Report received", headings=("report received on",))
    report_sent_on: Mapped[dt.date | None] = field("Report sent to Commissioning", listed=False)
    report_returned_on: Mapped[dt.date | None] = field("Report returned to councillor", listed=False)
    concern: Mapped[bool] = field("Safeguarding concern", default=False, private=True, listed=False)
    concern_reported_on: Mapped[dt.date | None] = field("Concern reported on", private=True, listed=False)
    concern_reported_to: Mapped[str | None] = field("Concern reported to", private=True, listed=False)
    concern_reported_by: Mapped[str | None] = field("Concern reported by", private=True, listed=False)
    concern_reference: Mapped[str | None] = field("Outside reference", private=True, listed=False)

    home: Mapped[Home | None] = relationship()
    visitors: Mapped[list["Visitor"]] = owned("Visiting councillors", back_populates="visit", order_by="Visitor.id")


class Visitor(Base):
    """A councillor who made a visit."""

    __tablename__ = "visitor"
    __table_args__ = (UniqueConstraint("visit_id", "councillor_id"),)
    one, many = "visiting councillor", "visiting councillors"
    called = "councillor_id"

    visit_id: Mapped[int] = field("Visit", references="visit.id", index=None)
    councillor_id: Mapped[int] = field("Councillor", references="councillor.id")

    visit: Mapped[Visit] = relationship(back_populates="visitors")
    councillor: Mapped[Councillor] = relationship()


def visits(home_id: int | None = None) -> Listing:
    """Every visit, or every one to a home, the latest first, with place and visiting councillors by name.

    Of a concern nothing is shown or searched: it is read on the visit itself.
    """
    visit = table_of(Visit).c
    names = (
        select(func.group_concat(Councillor.name.expression, "; ", type_=String()))
        .join(Visitor, Visitor.councillor_id == Councillor.id)
        .where(Visitor.visit_id == Visit.id)
        .scalar_subquery()
    )
    source = select(Visit.id).join(Home, Visit.home_id == Home.id, isouter=True)
    return Listing(
        key="visits" if home_id is None else "visits of a home",
        title="Visits",
        record=Visit,
        id=visit.id,
        source=source if home_id is None else source.where(Visit.home_id == home_id),
        columns=(
            Column.of(Visit.visited_on),
            Column("Place", func.coalesce(Home.name, Visit.place, type_=String()), private=True),
            Column.of(Visit.kind),
            Column("Councillors", names),
            Column.of(Visit.status),
            Column.of(Visit.report_received_on),
            Column.of(Visit.report_sent_on),
            Column.of(Visit.report_returned_on),
            Column.of(Visit.announced),
        ),
        order=(visit.visited_on.desc(),),
    )
