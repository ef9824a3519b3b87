"""Visits over the years: how many a month, how long their reports took, who was never visited and who never went."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import (
    Column,
    Councillor,
    Home,
    Listing,
    Stage,
    Step,
    StepKind,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    councillors,
    homes,
    table_of,
)
from cp_desktop.model.sql import days_between, materialized, month_of, year_of
from cp_desktop.model.visits import stage_day

Every = Literal["quarter", "year"]
_WHOLE = 0  # where the keys of quarters and years stand

HOW_MONTHS = (
    "Visits of every kind, to homes and to other places, that were made by at least one councillor, by the day. "
    "Planned and cancelled visits, and those where entry was refused, do not count."
)
HOW_RETURNS = (
    "Visits made, of the kinds whose report goes back to the councillor, by the day of the visit; the days from it to "
    "the day on which its report was first returned. Half of the reports returned took no longer than the median, and "
    "nine in ten no longer than the number beside it: the slowest tenth took that long or longer. Both by nearest "
    "rank, so each is the days of a real report. Reports not returned by the day are in neither: while many are out, "
    "both numbers may still grow."
)
HOW_HOMES = "Homes open on the day to which no councillor has made a visit by then, of any kind."
HOW_MOST = "Councillors in office on the day who made a visit of any kind in these years, by the day."
HOW_NEVER = "Councillors in office on the day who have not made a visit of any kind by then, in this or another term."


@dataclass(frozen=True)
class Month:
    """The visits made in a month, by kind; kinds without a visit are left out."""

    first_day: dt.date
    kinds: dict[VisitKind, int]

    @property
    def visits(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Returns:
    """How long the reports of a quarter's or year's visits took to come back to the councillor.

    `visits` are those whose report is to come back, `returned` those of which it has. `median` and `slowest`, in
    days, are None where none has; nine in ten took no longer than `slowest`.
    """

    label: str
    visits: int
    returned: int
    median: int | None
    slowest: int | None

    @property
    def not_returned(self) -> int:
        return self.visits - self.returned


@dataclass(frozen=True)
class Never:
    """Homes never visited of the open ones, and councillors in office who never made a visit, of all."""

    homes: int
    homes_open: int
    councillors: int
    members: int


def first_visit(session: Session, as_at: dt.date) -> dt.date | None:
    """The day of the first visit made, None if none was by the day."""
    return session.scalar(select(func.min(Visit.visited_on)).where(_made(as_at)))


def visits_by_month(session: Session, first: dt.date, last: dt.date, as_at: dt.date) -> list[Month]:
    """The visits made from one day to another and by the day, for every month of it that has begun. See HOW_MONTHS."""
    last = min(last, as_at)
    month = year_of(Visit.visited_on), month_of(Visit.visited_on)
    query = (
        select(*month, Visit.kind, func.count())
        .where(_made(last), Visit.visited_on >= first)
        .group_by(*month, Visit.kind)
    )
    found: dict[tuple[int, int], dict[VisitKind, int]] = {}
    for in_year, in_month, kind, number in session.execute(query):
        found.setdefault((in_year, in_month), {})[kind] = number
    return [Month(day, found.get((day.year, day.month), {})) for day in _months(first, last)]


def returns(
    session: Session, first: dt.date, last: dt.date, as_at: dt.date, every: Every
) -> tuple[Returns, list[Returns]]:
    """How long reports took, in the whole span and for each quarter or year of it that has begun. See HOW_RETURNS."""
    last = min(last, as_at)
    year = year_of(Visit.visited_on)
    quarter = year * 4 + (month_of(Visit.visited_on) - 1) // 3
    day = stage_day(Stage.RETURNED)
    days = days_between(Visit.visited_on, day)
    go_back = select(StepKind.kind).join(Step).where(Step.stage == Stage.RETURNED)
    report = materialized(
        select(
            (year if every == "year" else quarter).label("part"),
            case((day <= as_at, days)).label("days"),
        ).where(_made(last), Visit.visited_on >= first, Visit.kind.in_(go_back)),
        "report",
    )
    every_report = union_all(select(report), select(literal(_WHOLE), report.c.days)).subquery()
    took, part = every_report.c.days, every_report.c.part
    ranked = select(
        part,
        took,
        func.row_number().over(partition_by=part, order_by=(took.is_(None), took)).label("rank"),
        func.count(took).over(partition_by=part).label("number"),
    ).subquery("ranked")
    rank, number = ranked.c.rank, ranked.c.number
    query = select(
        ranked.c.part,
        func.count(),
        func.max(number),
        func.max(case((rank == (number + 1) // 2, ranked.c.days))),
        func.max(case((rank == (number * 9 + 9) // 10, ranked.c.days))),
    ).group_by(ranked.c.part)
    found = {key: counts for key, *counts in session.execute(query)}
    whole, *parts = (
        Returns(label, *found.get(key, (0, 0, None, None)))
        for key, label in [(_WHOLE, "All"), *_parts(first, last, every)]
    )
    return whole, parts


def never(session: Session, as_at: dt.date) -> Never:
    """How many homes and councillors are in `homes_never_visited` and `councillors_never`, and of how many."""
    of_all = homes_never_visited(as_at), homes(as_at), councillors_never(as_at), councillors(as_at)
    # A councillor with two terms at once, against the rules, is one councillor.
    counts = (one.source.with_only_columns(func.count(one.id.distinct())) for one in of_all)
    return Never(*(session.scalars(count).one() for count in counts))


def homes_never_visited(as_at: dt.date) -> Listing:
    """Homes open on the day and never visited by then, those with the most of the council's children first."""
    listing = homes(as_at)
    visited = select(Visit.id).where(Visit.home_id == Home.id, _made(as_at)).correlate(Home).exists()
    shown = ("Home", "Our children", "Kind", "Ward", "District", "Outside the area", "Provider")
    children = listing.column("Our children").expression
    return replace(
        listing,
        key="homes never visited",
        title="Homes never visited",
        source=listing.source.where(~visited),
        columns=(*map(listing.column, shown), Column.of(Home.opened_on)),
        order=(func.coalesce(children, 0).desc(), *listing.order),
        hands_on_children=False,
    )


def councillors_most(first: dt.date, last: dt.date, as_at: dt.date) -> Listing:
    """Councillors in office on the day who made a visit from one day to another, those with the most first."""
    made = (
        select(Visitor.councillor_id, func.count().label("visits"), func.max(Visit.visited_on).label("last"))
        .join(Visit)
        .where(Visit.status == VisitStatus.MADE, Visit.visited_on.between(first, min(last, as_at)))
        .group_by(Visitor.councillor_id)
        .subquery("made")
    )
    listing = councillors(as_at)
    name, *others = (listing.column(label) for label in ("Councillor", "Ward", "District", "Party"))
    return replace(
        listing,
        key="councillors who visit",
        title="Councillors who visit most",
        source=listing.source.join(made, made.c.councillor_id == Councillor.id),
        columns=(
            name,
            Column("Visits", made.c.visits, "Visits made in these years", declared=PUBLIC),
            Column("Last visit", made.c.last),
            *others,
        ),
        order=(made.c.visits.desc(), *listing.order),
    )


def councillors_never(as_at: dt.date) -> Listing:
    """Councillors in office on the day who never made a visit by then, by name, with their term."""
    listing = councillors(as_at)
    went = (
        select(Visitor.id)
        .join(Visit)
        .where(Visitor.councillor_id == Councillor.id, Visit.status == VisitStatus.MADE, Visit.visited_on <= as_at)
        .correlate(Councillor)
        .exists()
    )
    shown = ("Councillor", "Ward", "District", "Party", "In office since")
    return replace(
        listing,
        key="councillors who never visited",
        title="Councillors who have never visited",
        source=listing.source.where(~went),
        columns=tuple(replace(listing.column(label), listed=True) for label in shown),
    )


def _made(by: dt.date) -> ColumnElement[bool]:
    """Whether the visit at hand was made by a day, by at least one councillor."""
    somebody = select(Visitor.id).where(Visitor.visit_id == table_of(Visit).c.id).exists()
    return and_(Visit.status == VisitStatus.MADE, Visit.visited_on <= by, somebody)


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first.replace(day=1)
    while max(day, first) <= last:
        yield day
        day = (day + dt.timedelta(days=31)).replace(day=1)


def _parts(first: dt.date, last: dt.date, every: Every) -> list[tuple[int, str]]:
    """Key and label of each quarter or year from one day to another."""
    if last < first:
        return []
    if every == "year":
        return [(year, str(year)) for year in range(first.year, last.year + 1)]
    keys = range(first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3 + 1)
    names = ("Jan to Mar", "Apr to Jun", "Jul to Sep", "Oct to Dec")
    return [(key, f"{names[key % 4]} {key // 4}") for key in keys]
