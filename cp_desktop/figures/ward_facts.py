"""The facts of each ward by a day, and what they come to by district and for the council.

Of each ward and measure the latest count by the day holds. Wards are those that stand on the day: what was counted
for one that was abolished since, or not yet made, is left out.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.model import ChildrenCount, District, Home, HomeKind, Ward, WardCount, WardMeasure, normalise
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.homes import is_open

from .suppression import suppress

Key = tuple[str, int]
COUNCIL: Key = ("council", 0)
CountCell = tuple[int, WardMeasure]  # the key of a ward, and what is counted in it
MEASURES = tuple(WardMeasure)


@dataclass(frozen=True)
class Count:
    """A number, from when to when what it is made of was counted (one day for a ward), and how many wards it is of."""

    number: int
    since: dt.date
    until: dt.date
    wards: int = 1


@dataclass(frozen=True)
class Area:
    """A ward, a district or the whole council, with its counts; measures that were never counted are missing.

    `within` is the key of the total that it is a part of, None for the council; `wards` how many wards it has.
    """

    key: Key
    name: str
    within: Key | None
    counts: Mapping[WardMeasure, Count] = field(default_factory=dict)
    wards: int = 1


@dataclass(frozen=True)
class HomeFact:
    """A home open on the day, with the latest count of the council's children there; None while none was made."""

    id: int
    name: str
    kind: HomeKind
    ward_id: int
    children: int | None
    counted_on: dt.date | None


@dataclass(frozen=True)
class Hidden:
    """What stands in place of hidden numbers: by area and measure, and by the key of a home."""

    numbers: Mapping[tuple[Key, WardMeasure], str]
    homes: Mapping[int, str]


def ward_facts(session: Session, day: dt.date) -> list[Area]:
    """The wards of a day by name, with the latest counts by then."""
    place = func.row_number().over(
        partition_by=(WardCount.ward_id, WardCount.measure), order_by=WardCount.counted_on.desc()
    )
    latest = (
        select(WardCount.ward_id, WardCount.measure, WardCount.counted_on, WardCount.number, place.label("place"))
        .where(WardCount.counted_on <= day)
        .subquery()
    )
    query = (
        select(Ward.id, Ward.name, Ward.district_id, latest.c.measure, latest.c.number, latest.c.counted_on)
        .join(latest, (latest.c.ward_id == Ward.id) & (latest.c.place == 1), isouter=True)
        .where(valid_on(Ward.start, Ward.end, day))
    )
    areas: dict[int, Area] = {}
    counts: dict[int, dict[WardMeasure, Count]] = {}
    for id, name, district_id, measure, number, counted_on in session.execute(query):
        mine = counts.setdefault(id, {})
        if id not in areas:
            within = COUNCIL if district_id is None else ("district", district_id)
            areas[id] = Area(("ward", id), name, within, mine)
        if measure is not None:
            mine[measure] = Count(number, counted_on, counted_on)
    return sorted(areas.values(), key=_by_name)


def totals_of(session: Session, wards: Sequence[Area], council: str) -> list[Area]:
    """What wards come to: each district that one of them is in, by name, and last the council."""
    keys = {ward.within[1] for ward in wards if ward.within is not None and ward.within != COUNCIL}
    named = session.execute(select(District.id, District.name).where(District.id.in_(keys)))
    districts = sorted((Area(("district", id), name, COUNCIL) for id, name in named), key=_by_name)
    return added_up(wards, [*districts, Area(COUNCIL, council, None)])


def added_up(wards: Sequence[Area], totals: Iterable[Area]) -> list[Area]:
    """The same totals over wards whose counts have changed."""
    found = []
    for total in totals:
        mine = [ward for ward in wards if total.key in (COUNCIL, ward.within)]
        found.append(replace(total, counts=_sums(mine), wards=len(mine)))
    return found


def _by_name(area: Area) -> str:
    return normalise(area.name)


def _sums(areas: Iterable[Area]) -> dict[WardMeasure, Count]:
    sums: dict[WardMeasure, Count] = {}
    for area in areas:
        for measure, count in area.counts.items():
            so_far = sums.get(measure)
            if so_far is None:
                sums[measure] = count
            else:
                since, until = min(so_far.since, count.since), max(so_far.until, count.until)
                sums[measure] = Count(so_far.number + count.number, since, until, so_far.wards + count.wards)
    return sums


def hidden(areas: Iterable[Area], homes: Iterable[HomeFact], below: int) -> Hidden:
    """What stands in place of each number that would tell of few children: wards, districts, council, homes as one.

    Where the supported accommodation of a ward has as many children as are counted in the ward's, whoever reads both
    can add and take away: there the homes are parts of the ward's number.
    """
    areas, homes = list(areas), list(homes)
    within = {area.key: area.within for area in areas if area.within is not None}
    numbers: dict[tuple[Key, WardMeasure], str] = {}
    children = {("home", home.id): home.children for home in homes}
    in_homes = suppress(children, {}, below)
    for measure in WardMeasure:
        counts: dict[Key, int | None] = {
            area.key: area.counts[measure].number for area in areas if measure in area.counts
        }
        parts = _parts(counts, homes) if measure is WardMeasure.SUPPORTED else {}
        counts |= {key: children[key] for key in parts}
        for key, words in suppress(counts, within | parts, below).items():
            if key in parts:
                in_homes[key] = words
            else:
                numbers[key, measure] = words
    return Hidden(numbers, {id: words for (_, id), words in in_homes.items()})


def _parts(counts: Mapping[Key, int | None], homes: Iterable[HomeFact]) -> dict[Key, Key]:
    """By the key of each home of supported accommodation, its ward's, where their children are all the ward counts."""
    of_wards: dict[Key, list[HomeFact]] = {}
    for home in homes:
        if home.kind is HomeKind.SUPPORTED:
            of_wards.setdefault(("ward", home.ward_id), []).append(home)
    return {
        ("home", home.id): ward
        for ward, mine in of_wards.items()
        if counts.get(ward) == sum(home.children or 0 for home in mine)
        for home in mine
    }


def days_counted(session: Session) -> dict[dt.date, int]:
    """The days on which wards were counted, the latest first, and how many numbers each has."""
    query = select(WardCount.counted_on, func.count().label("numbers")).group_by(WardCount.counted_on)
    rows = session.execute(query.order_by(WardCount.counted_on.desc()))
    return {row.counted_on: row.numbers for row in rows}


def homes_of_wards(session: Session, day: dt.date) -> list[HomeFact]:
    """The homes in the council's wards that are open on a day, by name, with the latest count of children by then."""
    latest = (
        select(func.max(ChildrenCount.counted_on))
        .where(ChildrenCount.home_id == Home.id, ChildrenCount.counted_on <= day)
        .correlate(Home)
        .scalar_subquery()
    )
    query = (
        select(Home.id, Home.name, Home.kind, Home.ward_id, ChildrenCount.children, ChildrenCount.counted_on)
        .join(ChildrenCount, (ChildrenCount.home_id == Home.id) & (ChildrenCount.counted_on == latest), isouter=True)
        .where(Home.ward_id.is_not(None), is_open(day))
    )
    rows: Iterable[Any] = session.execute(query)
    return sorted((HomeFact(*row) for row in rows), key=lambda home: normalise(home.name))
