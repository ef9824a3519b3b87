"""Every count: in total, by part of the menu or of the council, for the grid, and over time. Counted in SQL."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Date, Integer, Select, and_, bindparam, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cp_desktop.model import Council, District, Done, Item, MunicipalYear, Reply, Survey, Ward
from cp_desktop.model.councillors import lasting

from .ground import GROUND, Ground, evening, ground, open_homes, twelve_months
from .measures import HOME_MEASURES, MEASURES, PAIR_MEASURES, Figure, figures

By = Literal["item", "group", "ward", "district", "party"]
BYS: tuple[By, ...] = ("item", "group", "ward", "district", "party")
HomesBy = Literal["ward", "district"]


@dataclass(frozen=True)
class Line:
    """One part of a breakdown: an item, a group of items, a ward, a district or a party.

    `key` is what `behind` takes: an item's, ward's or district's key in the register, a group's or party's name;
    None for what has none recorded. `number` and `wording` are an item's.
    """

    label: str
    key: int | str | None
    figures: dict[str, Figure]
    number: int | None = None
    wording: str | None = None


def default_as_at(year: MunicipalYear, today: dt.date) -> dt.date:
    """The day figures are as at unless somebody says another: today, or a past year's last day."""
    return min(today, year.last_day)


def totals(session: Session, edition_id: int | None, as_at: dt.date) -> dict[str, Figure]:
    """Every measure of MEASURES for the whole council; without an edition there are members and nothing else."""
    return figures(_numbers(session, edition_id, as_at, None).get(None, dict.fromkeys(MEASURES, 0)), as_at)


def breakdown(session: Session, edition_id: int | None, as_at: dt.date, by: By) -> list[Line]:
    """The figures of each part, in the order people expect: the menu's, or by name.

    By item and group come the measures of councillor and item (PAIR_MEASURES); by ward, district and party, where
    members sat on the day, all of MEASURES. Wards of the day without a member have their line.
    """
    numbers = _numbers(session, edition_id, as_at, by)
    keys = PAIR_MEASURES if by in ("item", "group") else tuple(MEASURES)
    nothing = dict.fromkeys(keys, 0)

    def line(key: Any, label: str, **more: Any) -> Line:
        mine = numbers.get(key, nothing)
        return Line(label, key, figures({name: mine[name] for name in keys}, as_at), **more)

    if by == "item":
        items = session.execute(select(Item.id, Item.number, Item.wording).where(Item.edition_id == edition_id))
        return [
            line(id, f"{number} {wording}", number=number, wording=wording)
            for id, number, wording in sorted(items, key=lambda row: row.number)
        ]
    return [line(key, label) for key, label in _parts(session, edition_id, as_at, by, numbers)]


def _parts(
    session: Session, edition_id: int | None, as_at: dt.date, by: str, found: Collection[Any]
) -> list[tuple[Any, str]]:
    """(key, label) of each part of the council or menu, in order; those of `found` at least."""
    if by == "group":
        groups = select(Item.group).where(Item.edition_id == edition_id).group_by(Item.group)
        return [(name, name or "No group") for name in session.scalars(groups.order_by(func.min(Item.number)))]
    if by == "party":
        named = [(name, name) for name in found if name is not None]
    elif by == "district":
        named = list(session.execute(select(District.id, District.name)).tuples())
    else:
        wards = session.execute(select(Ward.id, Ward.name, lasting(Ward.start, Ward.end, as_at)))
        named = [(id, name) for id, name, there in wards if there or id in found]
    named.sort(key=lambda pair: pair[1].casefold())
    return named + ([(None, f"No {_word(session, by)} recorded")] if None in found else [])


def _word(session: Session, by: str) -> str:
    """The council's own word for a ward or a district."""
    if by == "party":
        return by
    column = Council.ward_word if by == "ward" else Council.district_word
    return session.scalar(select(column)) or by


def _numbers(session: Session, edition_id: int | None, as_at: dt.date, by: By | None) -> dict[Any, dict[str, int]]:
    """By key of the part (None for the whole), the number of every measure that can be told of it."""
    parameters = {"edition": edition_id, "day": as_at, "evening": evening(as_at)}
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTED, 0))
    for key, *counts in session.execute(_statement(by), parameters):
        mine = sums[key]
        for name, count in zip(_COUNTED, counts, strict=True):
            mine[name] += count or 0
    return {key: _measured(mine) for key, mine in sums.items()}


# What is counted in SQL; `_measured` only adds and subtracts.
_COUNTED = (
    "members",
    "menu_returns",
    "replies",
    "active_members",
    "commitments",
    "repliers_commitments",
    "said",
    "said_uncommitted",
    "not_yet_said",
    "known_only",
    "known_only_uncommitted",
)


def _measured(counts: dict[str, int]) -> dict[str, int]:
    said_committed = counts["said"] - counts["said_uncommitted"]
    not_yet = counts["repliers_commitments"] - said_committed
    numbers = {
        **counts,
        "undertaken_replies": counts["said"],
        "undertaken_replies_committed": said_committed,
        "undertaken_replies_uncommitted": counts["said_uncommitted"],
        "undertaken_known": counts["said"] + counts["known_only"],
        "undertaken_known_uncommitted": counts["said_uncommitted"] + counts["known_only_uncommitted"],
        "not_yet_replies": not_yet,
        "not_yet_no_answer": not_yet - counts["not_yet_said"],
    }
    return {key: numbers[key] for key in MEASURES}


@cache
def _statement(by: By | None) -> Any:
    """Selects (key, *_COUNTED) in a few rows a key, to be added up."""
    g = GROUND
    parts = [_of_pairs(g, by, g.standing), _of_pairs(g, by, g.answer), _of_pairs(g, by, g.known)]
    if by not in ("item", "group"):
        parts.append(_of_members(g, by))
    return union_all(*parts)


def _row(key: Any, **counts: Any) -> list[Any]:
    return [key.label("key"), *(counts.get(name, literal(0)).label(name) for name in _COUNTED)]


def _of_pairs(g: Ground, by: By | None, relation: Any) -> Select[Any]:
    pair = relation.c
    committed = g.has(g.standing, pair.councillor_id, pair.item_id)
    if relation is g.standing:
        replied = g.has(g.reply, pair.councillor_id)
        counts: Any = {"commitments": func.count(), "repliers_commitments": _count(replied)}
    elif relation is g.answer:
        undertaken = pair.done == Done.UNDERTAKEN
        counts = {
            "said": _count(undertaken),
            "said_uncommitted": _count(and_(undertaken, ~committed)),
            "not_yet_said": _count(and_(pair.done == Done.NOT_YET, committed)),
        }
    else:
        counts = {"known_only": func.count(), "known_only_uncommitted": _count(~committed)}
    key, query = _keyed(g, by, relation)
    query = query.with_only_columns(*_row(key, **counts))
    if relation is g.known:
        query = query.where(~g.said(pair.councillor_id, pair.item_id))
    return query if by is None else query.group_by(key)


def _of_members(g: Ground, by: By | None) -> Select[Any]:
    key, query = _keyed(g, by, g.member)
    councillor = g.member.c.councillor_id
    active = or_(g.said(councillor), g.has(g.known, councillor))
    counts = {
        "members": func.count(),
        "menu_returns": _count(g.has(g.standing, councillor)),
        "replies": _count(g.has(g.reply, councillor)),
        "active_members": _count(active),
    }
    query = query.with_only_columns(*_row(key, **counts))
    return query if by is None else query.group_by(key)


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _keyed(g: Ground, by: By | None, relation: Any) -> tuple[Any, Select[Any]]:
    """The key of the part a row of `relation` belongs to, and the joins it needs."""
    query = select(literal(1)).select_from(relation)
    if by is None:
        return literal(None), query
    if by == "item":
        return relation.c.item_id, query
    if by == "group":
        return g.item.c.group, query.join(g.item, g.item.c.id == relation.c.item_id)
    if relation is not g.member:
        query = query.join(g.member, g.member.c.councillor_id == relation.c.councillor_id)
    if by == "district":
        return Ward.district_id, query.join(Ward, Ward.id == g.member.c.ward_id)
    return (g.member.c.ward_id if by == "ward" else g.member.c.party), query


# -- the grid of councillors and items

State = Literal["committed", "undertaken", "not_yet", "undertaken_uncommitted"]


@dataclass(frozen=True)
class Pair:
    """What the grid shows of a councillor and an item; `known` says that the coordinator recorded an activity.

    "undertaken": promised, and done by the reply or the record; "undertaken_uncommitted": done without a promise;
    "not_yet": promised, and the reply says not yet; "committed": promised, and nothing more is said.
    """

    state: State
    known: bool


def grid(
    session: Session, edition_id: int | None, as_at: dt.date, councillor_ids: Sequence[int]
) -> dict[tuple[int, int], Pair]:
    """The state of each (councillor, item) of those councillors; a pair that has nothing to tell is not there."""
    if edition_id is None:
        return {}
    some = _some(councillor_ids)
    return {key: pair for ids in some for key, pair in _states(session, ground(edition_id, as_at, ids))}


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _states(session: Session, g: Ground) -> Iterable[tuple[tuple[int, int], Pair]]:
    def of(relation: Any, *more: Any) -> Any:
        return session.execute(select(relation.c.councillor_id, relation.c.item_id, *more))

    committed = {(councillor, item) for councillor, item in of(g.standing)}
    said = {(councillor, item): done for councillor, item, done in of(g.answer, g.answer.c.done)}
    known = {(councillor, item) for councillor, item in of(g.known)}
    for key in committed | known | {key for key, done in said.items() if done == Done.UNDERTAKEN}:
        undertaken = key in known or said.get(key) == Done.UNDERTAKEN
        state: State = "undertaken" if undertaken else "not_yet" if said.get(key) == Done.NOT_YET else "committed"
        yield key, Pair(state if key in committed else "undertaken_uncommitted", key in known)


def grid_totals(session: Session, edition_id: int | None, as_at: dt.date) -> dict[int, dict[str, int]]:
    """By item, the numbers of PAIR_MEASURES: the grid's foot."""
    numbers = _numbers(session, edition_id, as_at, "item")
    items = session.scalars(select(Item.id).where(Item.edition_id == edition_id))
    return {item: numbers.get(item, dict.fromkeys(MEASURES, 0)) for item in items}


def councillor_totals(
    session: Session, edition_id: int | None, as_at: dt.date, councillor_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """(commitments, undertaken as far as known) of each of those councillors: the grid's last columns."""
    return row_totals(councillor_ids, grid(session, edition_id, as_at, councillor_ids))


def row_totals(councillor_ids: Sequence[int], pairs: Mapping[tuple[int, int], Pair]) -> dict[int, tuple[int, int]]:
    """The same from a grid that was read already."""
    sums = dict.fromkeys(councillor_ids, (0, 0))
    for (councillor, _), pair in pairs.items():
        commitments, undertaken = sums[councillor]
        sums[councillor] = (
            commitments + (pair.state != "undertaken_uncommitted"),
            undertaken + pair.state.startswith("undertaken"),
        )
    return sums


def reply_progress(session: Session, edition_id: int | None, as_at: dt.date) -> list[tuple[dt.date, int]]:
    """How many members had replied by the end of each day on which a first reply came, up to the day."""
    g = ground(edition_id or 0, as_at)
    first = (
        select(func.date(func.min(Reply.answered_at), type_=Date).label("day"))
        .join(Survey, Survey.id == Reply.survey_id)
        .where(Survey.edition_id == g.edition, Reply.councillor_id.in_(select(g.reply.c.councillor_id)))
        .group_by(Reply.councillor_id)
        .subquery()
    )
    by_day = select(first.c.day, func.sum(func.count()).over(order_by=first.c.day)).group_by(first.c.day)
    return [(day, number) for day, number in session.execute(by_day.order_by(first.c.day))]


# -- homes


def homes(session: Session, as_at: dt.date, since: dt.date | None = None) -> dict[str, Figure]:
    """Every measure of HOME_MEASURES; visits count from `since`, or in the twelve months to the day."""
    numbers = _home_numbers(session, as_at, since, None)
    return figures(numbers.get(None, dict.fromkeys(HOME_MEASURES, 0)), as_at)


def homes_breakdown(session: Session, as_at: dt.date, since: dt.date | None, by: HomesBy) -> list[Line]:
    """The homes' figures of each ward or district that has any, by name; the last line is for homes outside it."""
    numbers = _home_numbers(session, as_at, since, by)
    parts = [(key, label) for key, label in _parts(session, None, as_at, by, numbers) if key in numbers]
    return [Line(label, key, figures(numbers[key], as_at)) for key, label in parts]


def _home_numbers(
    session: Session, as_at: dt.date, since: dt.date | None, by: HomesBy | None
) -> dict[Any, dict[str, int]]:
    parameters = {"day": as_at, "since": since or twelve_months(as_at)}
    rows = session.execute(_home_statement(by), parameters)
    return {key: dict(zip(HOME_MEASURES, counts, strict=True)) for key, *counts in rows}


HOME_CONDITIONS: dict[str, Callable[[Any], Any]] = {
    "open": lambda home: home.id.is_not(None),
    "visited": lambda home: home.visited,
    "not_visited": lambda home: ~home.visited,
    "with_children": lambda home: func.coalesce(home.children, 0) > 0,
    "without_children": lambda home: func.coalesce(home.children, 0) == 0,
    "visited_with_children": lambda home: and_(home.visited, func.coalesce(home.children, 0) > 0),
    "not_visited_with_children": lambda home: and_(~home.visited, func.coalesce(home.children, 0) > 0),
    "not_visited_without_children": lambda home: and_(~home.visited, func.coalesce(home.children, 0) == 0),
}


@cache
def _home_statement(by: HomesBy | None) -> Any:
    home = open_homes(bindparam("day", type_=Date), bindparam("since", type_=Date)).subquery("open_home")
    key: Any = {None: literal(None, Integer), "ward": home.c.ward_id, "district": Ward.district_id}[by]
    query = select(key, *(_count(HOME_CONDITIONS[name](home.c)) for name in HOME_MEASURES)).select_from(home)
    if by == "district":
        query = query.join(Ward, Ward.id == home.c.ward_id, isouter=True)
    return query if by is None else query.group_by(key)
