"""Homes: how many are open, hold the council's children and were visited in any window of dates, and what changed.

The rules stand in the definitions of HOME_MEASURES and CHANGE_MEASURES and in HOW_COVERAGE.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress
from typing import Any, Literal

from sqlalchemy import CTE, Date, Integer, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import (
    ChildrenCount,
    Column,
    District,
    Home,
    Listing,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
    show,
    table_of,
)
from cp_desktop.model.homes import is_open
from cp_desktop.model.sql import count_where, days_between, materialized, sort_keys

from .counts import Line, parts
from .measures import ALL_MEASURES, CHANGE_MEASURES, CHILDREN_RULE, HOME_MEASURES, VISITED_RULE, Figure, figures
from .population import twelve_months

HomesBy = Literal["ward", "district"]
HOMES_BYS: tuple[HomesBy, ...] = ("ward", "district")


HOW_COVERAGE = "\n\n".join(
    (
        "Which homes: those open on the day the figures are as at, which is the last day of the period unless another "
        "is chosen. A home is open on the day it opens, and no longer on the day it closes.",
        "A home that opened in the period counts in full, as if it had been there from the first day. One that has "
        "closed by the day is not counted, and no visit to it is. How many opened and closed is told beside the "
        "figures.",
        f"With the council's children: {CHILDREN_RULE} So a home that came to hold children in the period is due a "
        "visit, and one that ceased to hold them is not, whatever it held in between. How many changed since the day "
        "before the period is told beside the figures.",
        f"Visited: {VISITED_RULE} Planned and cancelled visits, and those where entry was refused, do not count. One "
        "visit is enough.",
        "Due: open homes with the council's children that were not visited. A visit to the others is encouraged, no "
        "duty; so each share is told of its own homes.",
        "A home belongs to the ward it stands in; those outside the area have a line of their own. A percentage is "
        "rounded half up and always stands beside the two numbers it comes from.",
    )
)


@dataclass(frozen=True)
class Window:
    """The days whose visits count, and the day on which homes and children are looked at."""

    since: dt.date
    until: dt.date
    as_at: dt.date

    @property
    def last(self) -> dt.date:
        """The last day of which a visit counts: nothing is known on a day of what comes after it."""
        return min(self.until, self.as_at)

    @property
    def eve(self) -> dt.date:
        """The day with which the as-at day is compared: the one before the window."""
        return min(self.since - dt.timedelta(days=1), self.as_at)


def window(as_at: dt.date, since: dt.date | None = None, until: dt.date | None = None) -> Window:
    """The window that figures of homes mean: to the as-at day unless it ends elsewhere, of twelve months unless it
    begins elsewhere. Raises UserError for one that ends before it begins."""
    until = until or as_at
    since = since or twelve_months(until)
    if until < since:
        raise UserError(
            f"The period ends on {show(until)}, before it begins on {show(since)}. Nothing was counted. "
            "Change one of the two dates.",
            "until",
        )
    return Window(since, until, as_at)


def visit_counts(home: Any, since: Any, last: Any) -> Any:
    """The condition that a visit counts for a home: made there by a councillor within the days, not before it
    opened."""
    return and_(
        Visit.home_id == home.id,
        Visit.status == VisitStatus.MADE,
        Visit.visited_on.between(since, last),
        or_(home.opened_on.is_(None), Visit.visited_on >= home.opened_on),
        select(Visitor.id).where(Visitor.visit_id == Visit.id).exists(),
    )


def homes_on(day: Any, since: Any, last: Any, eve: Any) -> CTE:
    """Every home of the register with what is to be known of it, for a `Window`'s days (as values or parameters).

    (id, ward_id, open, children, last_visit, was_open, had_children, opened, closed): `children` is the latest count
    by the day, 0 if never counted, `last_visit` the latest that counts, `was_open` and `had_children` (None if not
    counted by then) are of the eve, `opened` and `closed` whether it did so after the eve and by the day.
    """

    def children(by: Any) -> Any:
        latest = select(ChildrenCount.children).where(ChildrenCount.home_id == Home.id, ChildrenCount.counted_on <= by)
        return latest.order_by(ChildrenCount.counted_on.desc()).limit(1).scalar_subquery()

    last_visit = (
        select(Visit.visited_on)
        .where(visit_counts(Home, since, last))
        .order_by(Visit.visited_on.desc())
        .limit(1)
        .correlate(Home)
        .scalar_subquery()
    )

    def changed(on: Any) -> Any:
        return func.coalesce(on.between(since, day), False)

    # Materialized, so that each of the many conditions does not look up the visits for itself.
    return materialized(
        select(
            Home.id,
            Home.ward_id,
            is_open(day).label("open"),
            func.coalesce(children(day), 0).label("children"),
            last_visit.label("last_visit"),
            is_open(eve).label("was_open"),
            children(eve).label("had_children"),
            changed(Home.opened_on).label("opened"),
            changed(Home.closed_on).label("closed"),
        ),
        "home_on",
    )


def _visited(home: Any) -> Any:
    return and_(home.open, home.last_visit.is_not(None))


def _not_visited(home: Any) -> Any:
    return and_(home.open, home.last_visit.is_(None))


def _holds(home: Any) -> Any:
    return and_(home.open, home.children > 0)


def _held(home: Any) -> Any:
    return and_(home.was_open, func.coalesce(home.had_children, 0) > 0)


# By measure, the condition that a home of `homes_on` is counted.
CONDITIONS: dict[str, Callable[[Any], Any]] = {
    "open": lambda home: home.open,
    "visited": _visited,
    "not_visited": _not_visited,
    "with_children": _holds,
    "without_children": lambda home: and_(home.open, home.children == 0),
    "visited_with_children": lambda home: and_(_visited(home), home.children > 0),
    "not_visited_with_children": lambda home: and_(_not_visited(home), home.children > 0),
    "not_visited_without_children": lambda home: and_(_not_visited(home), home.children == 0),
    "opened": lambda home: home.opened,
    "closed": lambda home: home.closed,
    "came_to_hold": lambda home: and_(_holds(home), or_(~home.was_open, func.coalesce(home.had_children, -1) == 0)),
    "ceased_to_hold": lambda home: and_(_held(home), ~_holds(home)),
}


# -- the figures


def homes(
    session: Session, as_at: dt.date, since: dt.date | None = None, until: dt.date | None = None
) -> dict[str, Figure]:
    """Every measure of HOME_MEASURES on a day; visits count from `since` to `until`: the twelve months to the day
    unless told otherwise."""
    return _whole(session, window(as_at, since, until), tuple(HOME_MEASURES))


def homes_changed(
    session: Session, as_at: dt.date, since: dt.date | None = None, until: dt.date | None = None
) -> dict[str, Figure]:
    """Every measure of CHANGE_MEASURES: what changed among the homes from `since` to the day."""
    measures = tuple(CHANGE_MEASURES)
    measured = _whole(session, window(as_at, since, until), (*measures, "with_children"))
    return {key: measured[key] for key in measures}


def homes_breakdown(
    session: Session, as_at: dt.date, since: dt.date | None, by: HomesBy, until: dt.date | None = None
) -> list[Line]:
    """The homes' figures, HOME_MEASURES and CHANGE_MEASURES, of each ward or district that has any, by name; the last
    line is for homes outside the area."""
    numbers = {
        key: mine
        for key, mine in _numbers(session, window(as_at, since, until), by, tuple(CONDITIONS)).items()
        if any(mine.values())
    }
    named = ((key, label) for key, label in parts(session, None, as_at, by, numbers) if key in numbers)
    return [Line(label, key, figures(numbers[key], as_at)) for key, label in named]


def _whole(session: Session, days: Window, measures: Sequence[str]) -> dict[str, Figure]:
    return figures(_numbers(session, days, None, tuple(measures))[None], days.as_at)


def _numbers(
    session: Session, days: Window, by: HomesBy | None, measures: tuple[str, ...]
) -> dict[Any, dict[str, int]]:
    parameters = {"day": days.as_at, "since": days.since, "last": days.last, "eve": days.eve}
    rows = session.execute(_statement(by, measures), parameters)
    return {key: dict(zip(measures, counts, strict=True)) for key, *counts in rows}


@cache
def _statement(by: HomesBy | None, measures: tuple[str, ...]) -> Any:
    home = homes_on(*(bindparam(name, type_=Date) for name in ("day", "since", "last", "eve")))
    key: Any = {None: literal(None, Integer), "ward": home.c.ward_id, "district": Ward.district_id}[by]
    counts = (count_where(CONDITIONS[name](home.c)) for name in measures)
    query = select(key, *counts).select_from(home)
    if by == "district":
        query = query.join(Ward, Ward.id == home.c.ward_id, isouter=True)
    return query if by is None else query.group_by(key)


def named_homes(session: Session, days: Window, measures: Sequence[str]) -> dict[tuple[str, int | None], list[str]]:
    """The names of the homes that each measure counts, by measure and district (None outside the area)."""
    counted, source = _of(days)
    measured = (CONDITIONS[measure](counted.c) for measure in measures)
    query = source.with_only_columns(Ward.district_id, Home.name, *measured).order_by(*sort_keys(Home.name))
    found: dict[tuple[str, int | None], list[str]] = {}
    for district, name, *holds in session.execute(query):
        for measure in compress(measures, holds):
            found.setdefault((measure, district), []).append(name)
    return found


def coverage_json(session: Session, since: dt.date, until: dt.date, as_at: dt.date | None = None) -> dict[str, Any]:
    """The coverage of a window as plain data: its days, each measure's number, and the same by ward and district.

    These keys are a promise to other programs: new ones may join, none may go.
    """
    day = as_at or until
    measured = homes(session, day, since, until) | homes_changed(session, day, since, until)

    def numbers(of: dict[str, Figure]) -> dict[str, int]:
        return {key: figure.numerator for key, figure in of.items()}

    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "as_at": day.isoformat(),
        **numbers(measured),
        **{
            f"by_{by}": [
                {by: line.label, **numbers(line.figures)} for line in homes_breakdown(session, day, since, by, until)
            ]
            for by in HOMES_BYS
        },
    }


# -- the rows


def homes_drill_down(measure: str, days: Window, by: str | None = None, key: int | str | None = None) -> Listing:
    """The homes that a figure counts, exactly as many as its numerator. Raises ValueError for a part it cannot be
    told of."""
    if by not in (None, *HOMES_BYS):
        raise ValueError(f"{measure} cannot be told by {by}")
    home, ward = table_of(Home).c, table_of(Ward).c
    counted, source = _of(days)
    part = {None: True, "ward": home.ward_id.is_not_distinct_from(key)}.get(
        by, ward.district_id.is_not_distinct_from(key)
    )
    changed = measure in CHANGE_MEASURES
    return Listing(
        key=f"behind_{measure}",
        title=ALL_MEASURES[measure].title,
        record=Home,
        id=home.id,
        source=source.where(CONDITIONS[measure](counted.c), part),
        columns=(
            Column.of(Home.name),
            Column.of(Home.kind),
            *_where(),
            Column("Our children before", counted.c.had_children, listed=measure.endswith("_to_hold")),
            Column.of(ChildrenCount.children, expression=counted.c.children),
            Column("Last visit", counted.c.last_visit, "The latest that counts for the figure", listed=not changed),
            Column("Opened on", home.opened_on, listed=changed),
            Column("Closed on", home.closed_on, listed=changed),
        ),
        order=(home.name,),
    )


def homes_due(days: Window, everything: bool = False) -> Listing:
    """The open homes with the council's children that no councillor visited in the window, the longest unvisited
    first; with `everything`, those that hold none of the council's children too."""
    home, visit = table_of(Home).c, table_of(Visit).c
    counted, source = _of(days)
    known = visit_counts(Home, dt.date.min, days.as_at)
    last_visit = select(func.max(visit.visited_on)).where(known).correlate(Home).scalar_subquery()
    planned = select(visit.visited_on).where(visit.home_id == home.id, visit.status == VisitStatus.PLANNED)
    soonest = planned.where(visit.visited_on >= days.as_at).order_by(visit.visited_on).limit(1)
    lapsed = planned.where(visit.visited_on.between(days.since, days.as_at)).order_by(visit.visited_on.desc()).limit(1)
    in_ward, in_district, elsewhere = _where()
    ago = days_between(last_visit, days.as_at)
    return Listing(
        key="homes_due",
        title="Homes due",
        record=Home,
        id=home.id,
        source=source.where(CONDITIONS["not_visited" if everything else "not_visited_with_children"](counted.c)),
        columns=(
            Column.of(Home.name),
            in_ward,
            Column.of(ChildrenCount.children, expression=counted.c.children),
            Column("Last visit", last_visit, "By a councillor, on any date up to the day; empty where there was none"),
            Column("Days since", ago, "Days from the last visit to the day"),
            Column(
                "Planned for",
                func.coalesce(soonest.scalar_subquery(), lapsed.scalar_subquery(), type_=Date()),
                "The next visit that is planned; a past day where a planned one was not logged",
            ),
            in_district,
            replace(elsewhere, listed=False),
            replace(Column.of(Home.kind), listed=False),
        ),
        order=(last_visit.is_not(None), last_visit, home.name),
    )


def _of(days: Window) -> tuple[CTE, Any]:
    """The homes in a window's days, and the joined tables that their rows are shown from."""
    counted = homes_on(days.as_at, days.since, days.last, days.eve)
    source = (
        select(Home.id)
        .join(counted, counted.c.id == Home.id)
        .join(Ward, Ward.id == Home.ward_id, isouter=True)
        .join(District, District.id == Ward.district_id, isouter=True)
    )
    return counted, source


def _where() -> tuple[Column, Column, Column]:
    return (
        Column.of(Ward.name, filterable=True),
        Column.of(District.name, filterable=True),
        Column.of(Home.other_area, filterable=True),
    )
