"""What the grid of councillors and items is made of: its rows and columns, and what is known of one cell."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, case, select, type_coerce
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import (
    Activity,
    Answer,
    Choice,
    Column,
    Commitment,
    Councillor,
    Item,
    Listing,
    Reply,
    councillors,
    show,
    table_of,
)
from cp_desktop.model.base import ChoiceType

from .population import population

CouncillorItem = tuple[int, int]  # the keys of a councillor and of an item


@dataclass(frozen=True)
class GridItem:
    """An item as the grid's column."""

    id: int
    number: int
    wording: str
    group: str | None
    own_words: bool


class MenuStanding(Choice):
    """Whether a councillor has committed to anything yet."""

    SOME = "some", "Committed to something"
    NONE = "none", "None yet"


STANDING = "Commitments"  # the label of that column, for its filter


def standing_column(edition_id: int | None, as_at: dt.date) -> Column:
    """A column to filter councillors by: whether any commitment to the edition's items stands on the day."""
    g = population(edition_id or 0, as_at)
    stands = case((g.committed(Councillor.id), MenuStanding.SOME.value), else_=MenuStanding.NONE.value)
    return Column(
        STANDING, type_coerce(stands, ChoiceType(MenuStanding)), listed=False, declared=PUBLIC, filterable=True
    )


def grid_rows(edition_id: int | None, as_at: dt.date) -> Listing:
    """The councillors of the grid, with a column to filter by whether any commitment of theirs stands."""
    listing = councillors(as_at)
    columns = (*listing.columns, standing_column(edition_id, as_at))
    return replace(listing, key="grid", title="Commitments", columns=columns)


def tick_columns(edition_id: int | None, as_at: dt.date, items: Sequence[GridItem]) -> list[Column]:
    """For each item a column of a listing of councillors: Yes where a commitment stands on the day."""
    g = population(edition_id or 0, as_at)

    def ticks(id: int) -> ColumnElement[Any]:
        return case((g.committed(Councillor.id, id), "Yes"), else_=None)

    return [Column(f"{item.number} {item.wording}", ticks(item.id), declared=PUBLIC) for item in items]


def items_of(session: Session, edition_id: int | None) -> list[GridItem]:
    """The items of an edition in the menu's order."""
    c = table_of(Item).c
    query = select(c.id, c.number, c.wording, c.group, c.own_words).where(c.edition_id == edition_id)
    return [GridItem(*row) for row in session.execute(query.order_by(c.number))]


def own_words_of(session: Session, pair: CouncillorItem) -> str | None:
    """The own words of the commitment that stands, if it has any."""
    c = table_of(Commitment).c
    query = select(c.own_words).where(c.councillor_id == pair[0], c.item_id == pair[1], c.withdrawn_on.is_(None))
    return session.scalar(query)


def cell_facts(session: Session, pair: CouncillorItem, edition_id: int | None, as_at: dt.date) -> list[str]:
    """What the register knows of a councillor and an item by a day, in short phrases."""
    councillor_id, item_id = pair
    g = population(edition_id or 0, as_at, [councillor_id])
    c, a = table_of(Commitment).c, table_of(Activity).c
    facts = []
    made = select(c.made_on, c.withdrawn_on, c.own_words).where(
        c.councillor_id == councillor_id, c.item_id == item_id, c.made_on <= as_at
    )
    for made_on, withdrawn_on, own_words in session.execute(made.order_by(c.made_on, c.id)):
        gone = f", withdrawn on {show(withdrawn_on)}" if withdrawn_on and withdrawn_on <= as_at else ""
        facts.append(f"committed on {show(made_on)}{gone}" + (f" (“{own_words}”)" if own_words else ""))
    answers = (
        select(Answer.done, Answer.reason, Reply.answered_at)
        .join(Answer.reply)
        .where(Answer.reply_id == select(g.member.c.reply_id).scalar_subquery(), Answer.item_id == item_id)
    )
    for done, reason, answered_at in session.execute(answers):
        why = f" ({show(reason).lower()})" if reason else ""
        facts.append(f"the reply of {show(answered_at.date())} says {show(done).lower()}{why}")
    known = select(a.done_on, a.what).where(a.councillor_id == councillor_id, a.item_id == item_id, a.done_on <= as_at)
    for done_on, what in session.execute(known.order_by(a.done_on)):
        facts.append(f"recorded for {show(done_on)}" + (f": {what}" if what else ""))
    return facts
