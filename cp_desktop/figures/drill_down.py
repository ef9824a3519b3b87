"""The rows behind every figure: who, what, and on what evidence."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select, union_all

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import (
    Activity,
    Answer,
    Column,
    Councillor,
    District,
    Done,
    Item,
    Listing,
    Reply,
    Term,
    Ward,
    table_of,
)
from cp_desktop.model.base import labelled
from cp_desktop.model.councillors import valid_on

from .coverage import CONDITIONS, homes_drill_down, window
from .measures import ALL_MEASURES, PAIR_MEASURES
from .population import Population, population


def drill_down(
    measure: str,
    edition_id: int | None,
    as_at: dt.date,
    by: str | None = None,
    key: int | str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Listing:
    """The rows that a figure counts, exactly as many as its numerator.

    `by` and `key` name the part (a Line's), None for the whole; `since` and `until` are for homes, as in `homes`.
    Rows of homes open as homes, all others as their councillor. Raises KeyError for an unknown measure, ValueError
    for a part it cannot be told of.
    """
    title = ALL_MEASURES[measure].title
    if measure in CONDITIONS:
        return homes_drill_down(measure, window(as_at, since, until), by, key)
    if by in ("item", "group") and measure not in PAIR_MEASURES:
        raise ValueError(f"{measure} cannot be told by {by}")
    g = population(edition_id or 0, as_at)
    if measure in PAIR_MEASURES:
        return _pairs(measure, title, g, by, key)
    return _members(measure, title, g, by, key)


def _part(seat: Any, by: str | None, key: int | str | None) -> Any:
    """The condition that a row belongs to the part; `seat` has the columns ward_id and party."""
    columns = {
        "item": table_of(Item).c.id,
        "group": table_of(Item).c.group,
        "ward": seat.ward_id,
        "district": table_of(Ward).c.district_id,
        "party": seat.party,
    }
    return True if by is None else columns[by].is_not_distinct_from(key)


def _members(measure: str, title: str, g: Population, by: str | None, key: int | str | None) -> Listing:
    councillor = table_of(Councillor).c
    conditions: dict[str, Callable[[], Any]] = {
        "members": lambda: True,
        "menu_returns": lambda: g.committed(councillor.id),
        "replies": lambda: g.member.c.reply_id.is_not(None),
        "replies_with_return": lambda: g.member.c.reply_id.is_not(None) & g.committed(councillor.id),
        "active_members": lambda: g.says(g.member.c.reply_id) | g.recorded(councillor.id),
    }
    commitments = select(func.count()).where(g.standing.c.councillor_id == councillor.id).scalar_subquery()
    source = (
        select(Councillor.id)
        .join(g.member, g.member.c.councillor_id == councillor.id)
        .join(Ward, Ward.id == g.member.c.ward_id)
        .join(District, District.id == Ward.district_id, isouter=True)
        .join(Reply, table_of(Reply).c.id == g.member.c.reply_id, isouter=True)
        .where(conditions[measure](), _part(g.member.c, by, key))
    )
    since = (
        select(func.min(Term.start))
        .where(Term.councillor_id == councillor.id, valid_on(Term.start, Term.end, g.day))
        .scalar_subquery()
    )
    return Listing(
        key=f"behind_{measure}",
        title=title,
        record=Councillor,
        id=councillor.id,
        source=source,
        columns=(
            *_who(g.member.c),
            Column("In office since", since, listed=measure == "members"),
            Column("Commitments", commitments, declared=PUBLIC),
            Column("Replied", table_of(Reply).c.answered_at),
        ),
        order=(councillor.surname, councillor.forename),
    )


def _who(seat: Any) -> tuple[Column, ...]:
    return (
        Column("Councillor", Councillor.name.expression),
        Column.of(Ward.name, filterable=True),
        Column.of(District.name, filterable=True),
        Column.of(Term.party, expression=seat.party),
    )


def _counted_pairs(g: Population, measure: str) -> Any:
    """Selects what a measure of councillor and item counts: the pair, the member's seat, the id of the row that tells.

    What only the coordinator knows has the activity's id with a minus, to be no answer's.
    """

    def of(relation: Any, sign: int = 1) -> Select[Any]:
        columns = relation.c
        id = columns.id if sign > 0 else -columns.id
        return select(
            id.label("id"), columns.councillor_id, columns.item_id, columns.ward_id, columns.party, columns.reply_id
        )

    standing, answer, known = g.standing.c, g.answer.c, g.known.c
    promised_by_replier = of(g.standing).where(standing.reply_id.is_not(None))
    said = of(g.answer).where(answer.done == Done.UNDERTAKEN)
    said_committed = g.committed(answer.councillor_id, answer.item_id)
    only_known = of(g.known, -1).where(~g.says(known.reply_id, known.item_id))
    known_committed = g.committed(known.councillor_id, known.item_id)
    not_yet = promised_by_replier.where(~g.says(standing.reply_id, standing.item_id))
    said_not_yet = g.says(standing.reply_id, standing.item_id, Done.NOT_YET)
    match measure:
        case "commitments":
            return of(g.standing)
        case "repliers_commitments":
            return promised_by_replier
        case "undertaken_replies":
            return said
        case "undertaken_replies_committed":
            return said.where(said_committed)
        case "undertaken_replies_uncommitted":
            return said.where(~said_committed)
        case "undertaken_known":
            return union_all(said, only_known)
        case "undertaken_known_committed":
            return union_all(said.where(said_committed), only_known.where(known_committed))
        case "undertaken_known_uncommitted":
            return union_all(said.where(~said_committed), only_known.where(~known_committed))
        case "not_yet_replies":
            return not_yet
        case "not_yet_said":
            return not_yet.where(said_not_yet)
        case "not_yet_no_answer":
            return not_yet.where(~said_not_yet)
    raise KeyError(measure)


def _pairs(measure: str, title: str, g: Population, by: str | None, key: int | str | None) -> Listing:
    counted = _counted_pairs(g, measure).subquery("pair")
    pair = counted.c
    councillor, item = table_of(Councillor).c, table_of(Item).c

    # Looked up row by row, so that only the rows on the screen are.
    def promised(what: Any) -> Any:
        row = g.standing.c
        same = row.councillor_id == pair.councillor_id, row.item_id == pair.item_id
        return select(what).where(*same).scalar_subquery()

    def answered(what: Any) -> Any:
        same = Answer.reply_id == pair.reply_id, Answer.item_id == pair.item_id
        return select(what).where(*same).scalar_subquery()

    recorded = (
        select(func.min(Activity.done_on))
        .where(Activity.councillor_id == pair.councillor_id, Activity.item_id == pair.item_id)
        .where(Activity.done_on <= g.day)
        .scalar_subquery()
    )
    source = (
        select(Councillor.id)
        .join(counted, pair.councillor_id == councillor.id)
        .join(Item, item.id == pair.item_id)
        .join(Ward, table_of(Ward).c.id == pair.ward_id)
        .join(District, table_of(District).c.id == table_of(Ward).c.district_id, isouter=True)
        .join(Reply, table_of(Reply).c.id == pair.reply_id, isouter=True)
        .where(_part(pair, by, key))
    )
    replied = measure != "commitments"
    done = measure.startswith("undertaken")
    return Listing(
        # The rows of one item need not name it, and their columns are remembered apart.
        key=f"behind_{measure}" + ("_of_item" if by == "item" else ""),
        title=title,
        record=Councillor,
        id=pair.id,
        leads_to=pair.councillor_id,
        source=source,
        columns=(
            *_who(pair),
            *(replace(Column.of(shown), listed=by != "item", filterable=True) for shown in (Item.number, Item.wording)),
            Column("Committed on", promised(g.standing.c.made_on)),
            Column("Reply says", answered(labelled(Answer.done)), listed=replied, filterable=True),
            Column("Why not yet", answered(labelled(Answer.reason)), listed=measure.startswith("not_yet")),
            Column("Replied", table_of(Reply).c.answered_at, listed=replied),
            Column("Recorded activity", recorded, listed=done or not replied),
        ),
        order=(councillor.surname, councillor.forename, councillor.id, item.number),
    )
