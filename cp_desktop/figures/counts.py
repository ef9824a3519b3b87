"""Every count of members and items: in total, by part of the menu or of the council, for the grid, and over time.

Counted in SQL.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cp_desktop.model import Council, District, Done, Item, MunicipalYear, Reply, Survey, Ward, normalise
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.sql import count_where, day_of, running_total

from .measures import MEASURES, PAIR_MEASURES, Figure, figures
from .population import EVERYBODY, Population, evening, population

By = Literal["item", "group", "ward", "district", "party"]
BYS: tuple[By, ...] = ("item", "group", "ward", "district", "party")


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
    return figures(_added_up(_numbers(session, edition_id, as_at, None)), as_at)


def totals_and_items(session: Session, edition_id: int | None, as_at: dt.date) -> tuple[dict[str, Figure], list[Line]]:
    """`totals` and the `breakdown` by item in one reading, in half the time of asking twice."""
    numbers = _numbers(session, edition_id, as_at, None)
    return figures(_added_up(numbers), as_at), _item_lines(session, edition_id, as_at, numbers)


def _added_up(numbers: dict[Any, dict[str, int]]) -> dict[str, int]:
    return {key: sum(mine[key] for mine in numbers.values()) for key in MEASURES}


def breakdown(session: Session, edition_id: int | None, as_at: dt.date, by: By) -> list[Line]:
    """The figures of each part, in the order people expect: the menu's, or by name.

    By item and group come the measures of councillor and item (PAIR_MEASURES); by ward, district and party, where
    members sat on the day, all of MEASURES. Wards of the day without a member have their line.
    """
    numbers = _numbers(session, edition_id, as_at, by)
    if by == "item":
        return _item_lines(session, edition_id, as_at, numbers)
    keys = PAIR_MEASURES if by == "group" else tuple(MEASURES)
    named = parts(session, edition_id, as_at, by, numbers)
    return [Line(label, key, _of_part(numbers, key, keys, as_at)) for key, label in named]


def _of_part(
    numbers: dict[Any, dict[str, int]], key: Any, measures: Iterable[str], as_at: dt.date
) -> dict[str, Figure]:
    mine = numbers.get(key, {})
    return figures({measure: mine.get(measure, 0) for measure in measures}, as_at)


def _item_lines(
    session: Session, edition_id: int | None, as_at: dt.date, numbers: dict[Any, dict[str, int]]
) -> list[Line]:
    items = select(Item.id, Item.number, Item.wording).where(Item.edition_id == edition_id).order_by(Item.number)
    return [
        Line(f"{number} {wording}", id, _of_part(numbers, id, PAIR_MEASURES, as_at), number, wording)
        for id, number, wording in session.execute(items)
    ]


def parts(
    session: Session, edition_id: int | None, as_at: dt.date, by: str, found: Collection[Any]
) -> list[tuple[Any, str]]:
    """(key, label) of each part of the council or menu, in order; those of `found` at least."""
    if by == "group":
        groups = select(Item.group).where(Item.edition_id == edition_id).group_by(Item.group)
        return [(name, name or "No group") for name in session.scalars(groups.order_by(func.min(Item.number)))]
    if by == "party":
        named = [(name, name) for name in found if name is not None]
    elif by == "district":
        named = [(row.id, row.name) for row in session.execute(select(District.id, District.name))]
    else:
        wards = session.execute(select(Ward.id, Ward.name, valid_on(Ward.start, Ward.end, as_at)))
        named = [(id, name) for id, name, there in wards if there or id in found]
    named.sort(key=lambda pair: normalise(pair[1]))
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
    "replies_with_return",
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
        "undertaken_known_committed": said_committed + counts["known_only"] - counts["known_only_uncommitted"],
        "undertaken_known_uncommitted": counts["said_uncommitted"] + counts["known_only_uncommitted"],
        "not_yet_replies": not_yet,
        "not_yet_no_answer": not_yet - counts["not_yet_said"],
    }
    return {key: numbers[key] for key in MEASURES}


@cache
def _statement(by: By | None) -> Any:
    """Selects (key, *_COUNTED) in a few rows a key, to be added up. The whole is told by item too, to be added up."""
    of_pairs: By = by or "item"
    of_each = [_of_pairs(of_pairs, relation) for relation in (EVERYBODY.standing, EVERYBODY.answer, EVERYBODY.known)]
    return union_all(*of_each, *([] if by in ("item", "group") else [_of_members(by)]))


def _row(key: Any, **counts: Any) -> list[Any]:
    return [key.label("key"), *(counts.get(name, literal(0)).label(name) for name in _COUNTED)]


def _of_pairs(by: By, relation: Any) -> Select[Any]:
    g, pair = EVERYBODY, relation.c
    committed = g.committed(pair.councillor_id, pair.item_id)
    if relation is g.standing:
        counts: dict[str, Any] = {"commitments": func.count(), "repliers_commitments": func.count(pair.reply_id)}
    elif relation is g.answer:
        undertaken = pair.done == Done.UNDERTAKEN
        counts = {
            "said": count_where(undertaken),
            "said_uncommitted": count_where(and_(undertaken, ~committed)),
            "not_yet_said": count_where(and_(pair.done == Done.NOT_YET, committed)),
        }
    else:
        counts = {"known_only": func.count(), "known_only_uncommitted": count_where(~committed)}
    key, query = _keyed(by, relation)
    query = query.with_only_columns(*_row(key, **counts)).group_by(key)
    return query.where(~g.says(pair.reply_id, pair.item_id)) if relation is g.known else query


def _of_members(by: By | None) -> Select[Any]:
    g, member = EVERYBODY, EVERYBODY.member.c
    counts = {
        "members": func.count(),
        "menu_returns": count_where(g.committed(member.councillor_id)),
        "replies": func.count(member.reply_id),
        "replies_with_return": count_where(and_(member.reply_id.is_not(None), g.committed(member.councillor_id))),
        "active_members": count_where(or_(g.says(member.reply_id), g.recorded(member.councillor_id))),
    }
    key, query = _keyed(by, g.member)
    query = query.with_only_columns(*_row(key, **counts))
    return query if by is None else query.group_by(key)


def _keyed(by: By | None, relation: Any) -> tuple[Any, Select[Any]]:
    """The key of the part a row of `relation` belongs to, and the joins it needs."""
    query = select(literal(1)).select_from(relation)
    match by:
        case None:
            return literal(None), query
        case "item":
            return relation.c.item_id, query
        case "group":
            return Item.group, query.join(Item, Item.id == relation.c.item_id)
        case "district":
            return Ward.district_id, query.join(Ward, Ward.id == relation.c.ward_id)
        case "ward":
            return relation.c.ward_id, query
    return relation.c.party, query


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

    @property
    def promised(self) -> bool:
        """Whether the councillor's commitment to the item stands."""
        return self.state != "undertaken_uncommitted"


def grid(
    session: Session, edition_id: int | None, as_at: dt.date, councillor_ids: Sequence[int]
) -> dict[tuple[int, int], Pair]:
    """The state of each (councillor, item) of those councillors; a pair that has nothing to tell is not there."""
    if edition_id is None:
        return {}
    some = _some(councillor_ids)
    return {key: pair for ids in some for key, pair in _states(session, population(edition_id, as_at, ids))}


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _states(session: Session, g: Population) -> Iterable[tuple[tuple[int, int], Pair]]:
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


def row_totals(councillor_ids: Sequence[int], pairs: Mapping[tuple[int, int], Pair]) -> dict[int, tuple[int, int]]:
    """(commitments, undertaken as far as known) of each of those councillors in a `grid`: its last columns."""
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
    g = population(edition_id or 0, as_at)
    first = (
        select(day_of(func.min(Reply.answered_at)).label("day"))
        .join(Survey, Survey.id == Reply.survey_id)
        .where(
            Survey.edition_id == g.edition,
            Reply.councillor_id.in_(select(g.member.c.councillor_id)),
            Reply.answered_at <= g.evening,
        )
        .group_by(Reply.councillor_id)
        .subquery()
    )
    by_day = select(first.c.day, running_total(func.count(), first.c.day)).group_by(first.c.day)
    return [(day, number) for day, number in session.execute(by_day.order_by(first.c.day))]
