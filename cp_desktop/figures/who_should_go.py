"""Who should visit a home: councillors in the order in which they should be asked, each with what speaks for and
against it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Case, ColumnElement, Row, ScalarSelect, Subquery, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import (
    Attendance,
    Council,
    Councillor,
    Event,
    EventKind,
    Home,
    HomeKind,
    Item,
    ItemVisitKind,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
    show,
)
from cp_desktop.model.homes import is_open
from cp_desktop.model.sql import any_row, sort_keys
from cp_desktop.model.visits import visitors_named

from .population import population, twelve_months

HOW = (
    "First come the councillors of the home's ward, then those of its district, then those with a standing commitment "
    "to an item of the year's menu of which such a visit is evidence, then those committed to visit as a buddy whose "
    "own ward has fewer open homes, then everybody else in office on the day. Among each of these come first those "
    "who have attended a training, then those who did not make the last visit to this home, then those with the "
    "fewest visits (made in the twelve months to the day, or planned), then by name."
)


class Near(IntEnum):
    """Why a councillor is asked before others, the nearest first."""

    WARD = 0
    DISTRICT = 1
    COMMITTED = 2
    BUDDY = 3
    OTHER = 4


@dataclass(frozen=True)
class Suggestion:
    """A councillor who could go. `reasons` are short sentences for and against; the order is that of `near`, whether
    `trained_on` is known, `last_visitor`, and how many visits were `made` and are `planned` together."""

    councillor_id: int
    name: str
    near: Near
    trained_on: dt.date | None
    last_visitor: bool
    made: int
    planned: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _HomeToVisit:
    """The home, as far as it decides who should go. `homes` is what another ward must have fewer of."""

    ward_id: int | None
    district_id: int | None
    kind: HomeKind
    homes: int
    ward_word: str
    district_word: str


def usual_kind(home: HomeKind) -> VisitKind:
    """What a visit to such a home usually is."""
    return VisitKind.SUPPORTED if home is HomeKind.SUPPORTED else VisitKind.MONITORING


def suggestions(
    session: Session,
    home_id: int,
    edition_id: int | None,
    as_at: dt.date,
    limit: int = 12,
    among: Sequence[int] | None = None,
) -> list[Suggestion]:
    """The first councillors in office on the day who should visit a home, in the order that HOW tells.

    Visits of every kind count. Planned are those not made, refused or cancelled yet, from the beginning of the
    twelve months on. A home outside the area has neither ward nor district; for it a buddy's own ward has no open
    home. Without an edition nobody is committed. `among` looks at these councillors only.
    """
    place = _place(session, home_id, as_at)
    items = _items(session, edition_id, usual_kind(place.kind))
    rows = session.execute(_statement(place, items, home_id, edition_id, as_at, among).limit(limit))
    return [_suggestion(row, place, items) for row in rows]


def coming(session: Session, home_id: int, as_at: dt.date) -> list[tuple[dt.date, str]]:
    """The visits planned to a home from the day on, the next first, with the names of who is to go."""
    planned = Visit.home_id == home_id, Visit.status == VisitStatus.PLANNED, Visit.visited_on >= as_at
    query = (
        select(Visit.visited_on, func.coalesce(visitors_named(", "), ""))
        .where(*planned)
        .order_by(Visit.visited_on, Visit.id)
    )
    return [(day, names) for day, names in session.execute(query)]


def _place(session: Session, home_id: int, as_at: dt.date) -> _HomeToVisit:
    query = select(Home.ward_id, Ward.district_id, Home.kind).join(Ward, isouter=True).where(Home.id == home_id)
    ward_id, district_id, kind = session.execute(query).one()
    # Of a home outside the area: fewer than one is none.
    number = select(func.count()).where(Home.ward_id == ward_id, is_open(as_at))
    homes = 1 if ward_id is None else session.scalars(number).one()
    words = session.execute(select(Council.ward_word, Council.district_word)).one()
    return _HomeToVisit(ward_id, district_id, kind, homes, *words)


def _items(session: Session, edition_id: int | None, usual: VisitKind) -> dict[int, tuple[int, bool]]:
    """Number of each item that a visit is evidence for, by its key, and whether it is so as this `usual` visit: if
    not, it is as a buddy's."""
    query = (
        select(Item.id, Item.number, any_row(ItemVisitKind.kind == usual))
        .join(ItemVisitKind)
        .where(Item.edition_id == edition_id, ItemVisitKind.kind.in_((usual, VisitKind.BUDDY)))
        .group_by(Item.id)
        .order_by(Item.number)
    )
    return {id: (number, bool(is_usual)) for id, number, is_usual in session.execute(query)}


def _statement(
    place: _HomeToVisit,
    items: dict[int, tuple[int, bool]],
    home_id: int,
    edition_id: int | None,
    as_at: dt.date,
    among: Sequence[int] | None,
) -> Any:
    stand = population(edition_id or 0, as_at, among)
    member = stand.member.c
    trained, visits, own = _last_trainings(as_at), _visits_by_councillor(home_id, as_at), _homes_by_ward(as_at)
    own_homes = func.coalesce(own.c.homes, 0)
    committed = [stand.committed(member.councillor_id, id).label(f"item_{number}") for id, (number, _) in items.items()]
    near = _nearness(place, member.ward_id, own_homes, committed, [is_usual for _, is_usual in items.values()])
    last_visitor = func.coalesce(visits.c.was_here == _last_visit(home_id, as_at), literal(False))
    burden = func.coalesce(visits.c.made, 0), func.coalesce(visits.c.planned, 0)
    return (
        select(
            member.councillor_id.label("id"),
            Councillor.name.expression.label("name"),
            Ward.name.label("ward"),
            near.label("near"),
            trained.c.day.label("trained_on"),
            last_visitor.label("last_visitor"),
            burden[0].label("made"),
            burden[1].label("planned"),
            visits.c.was_here,
            visits.c.comes_here,
            own_homes.label("own_homes"),
            *committed,
        )
        .join(Councillor, Councillor.id == member.councillor_id)
        .join(Ward, Ward.id == member.ward_id)
        .join(trained, trained.c.councillor_id == member.councillor_id, isouter=True)
        .join(visits, visits.c.councillor_id == member.councillor_id, isouter=True)
        .join(own, own.c.ward_id == member.ward_id, isouter=True)
        .order_by(
            near,
            trained.c.day.is_(None),
            last_visitor,
            burden[0] + burden[1],
            *sort_keys(Councillor.surname, Councillor.forename),
            member.councillor_id,
        )
    )


def _last_trainings(as_at: dt.date) -> Subquery:
    """The day of each councillor's last training."""
    return (
        select(Attendance.councillor_id, func.max(Event.held_on).label("day"))
        .join(Event)
        .where(Event.kind == EventKind.TRAINING, Event.held_on <= as_at)
        .group_by(Attendance.councillor_id)
        .subquery("trained")
    )


def _made(as_at: dt.date) -> ColumnElement[bool]:
    return and_(Visit.status == VisitStatus.MADE, Visit.visited_on <= as_at)


def _visits_by_councillor(home_id: int, as_at: dt.date) -> Subquery:
    """The visits each made and plans within twelve months; when each was at the home last, and comes there next."""
    since = twelve_months(as_at)
    made, planned, here = _made(as_at), Visit.status == VisitStatus.PLANNED, Visit.home_id == home_id
    return (
        select(
            Visitor.councillor_id,
            func.count(case((and_(made, Visit.visited_on >= since), 1))).label("made"),
            func.count(case((and_(planned, Visit.visited_on >= since), 1))).label("planned"),
            func.max(case((and_(made, here), Visit.visited_on))).label("was_here"),
            func.min(case((and_(planned, here, Visit.visited_on >= since), Visit.visited_on))).label("comes_here"),
        )
        .join(Visit)
        .where(or_(Visit.visited_on >= since, here))
        .group_by(Visitor.councillor_id)
        .subquery("visits")
    )


def _last_visit(home_id: int, as_at: dt.date) -> ScalarSelect[Any]:
    """The day on which anybody was at the home last."""
    last = select(func.max(Visit.visited_on)).join(Visitor)
    return last.where(Visit.home_id == home_id, _made(as_at)).scalar_subquery()


def _homes_by_ward(as_at: dt.date) -> Subquery:
    return select(Home.ward_id, func.count().label("homes")).where(is_open(as_at)).group_by(Home.ward_id).subquery()


def _nearness(
    place: _HomeToVisit,
    ward_id: ColumnElement[int],
    own_homes: ColumnElement[int],
    committed: Sequence[ColumnElement[bool]],
    usual: Sequence[bool],
) -> Case[int]:
    """Why somebody of a ward should go: the first reason that holds. `usual` says of each item in `committed` whether
    it is that of visiting homes, or of being the buddy of another ward."""
    visiting, buddy = (
        or_(false(), *(one for one, is_usual in zip(committed, usual, strict=True) if is_usual is wanted))
        for wanted in (True, False)
    )
    return case(
        (false() if place.ward_id is None else ward_id == place.ward_id, int(Near.WARD)),
        (false() if place.district_id is None else Ward.district_id == place.district_id, int(Near.DISTRICT)),
        (visiting, int(Near.COMMITTED)),
        (and_(buddy, own_homes < place.homes), int(Near.BUDDY)),
        else_=int(Near.OTHER),
    )


def _suggestion(row: Row[Any], place: _HomeToVisit, items: dict[int, tuple[int, bool]]) -> Suggestion:
    return Suggestion(
        row.id,
        row.name,
        Near(row.near),
        row.trained_on,
        bool(row.last_visitor),
        row.made,
        row.planned,
        tuple(_reasons(row, place, items)),
    )


def _reasons(row: Row[Any], place: _HomeToVisit, items: dict[int, tuple[int, bool]]) -> Iterator[str]:
    ward, district = place.ward_word, place.district_word
    yield {
        Near.WARD: f"Councillor of this {ward}, {row.ward}",
        Near.DISTRICT: f"Councillor of this {district} ({row.ward} {ward})",
    }.get(row.near, f"Councillor of {row.ward} {ward}")
    said = row._mapping
    numbers = {
        want: [n for n, usual in items.values() if usual is want and said[f"item_{n}"]] for want in (True, False)
    }
    if numbers[True]:
        yield f"Committed to {_numbered(numbers[True])}"
    if numbers[False] and row.own_homes < place.homes:
        fewer = "fewer homes" if row.own_homes else "no home"
        yield f"Committed to {_numbered(numbers[False])}, with {fewer} in {row.ward}"
    yield f"Trained on {show(row.trained_on)}" if row.trained_on else "Not trained yet"
    if row.last_visitor:
        yield f"Visited last time ({show(row.was_here)})"
    elif row.was_here:
        yield f"Was here on {show(row.was_here)}"
    if row.comes_here:
        yield f"Is to come here on {show(row.comes_here)}"
    visits = "visit" if row.made == 1 else "visits"
    yield f"{row.made or 'No'} {visits} in twelve months" + (f", {row.planned} planned" if row.planned else "")


def _numbered(numbers: Sequence[int]) -> str:
    words = [str(number) for number in numbers]
    return f"item {words[0]}" if len(words) == 1 else f"items {', '.join(words[:-1])} and {words[-1]}"
