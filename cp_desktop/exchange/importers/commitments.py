"""Imports the commitments: councillors down, items across, a tick where a councillor chose an item."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import Boolean, select

from cp_desktop.errors import UserError
from cp_desktop.model import Commitment, Item, MenuReturn, show, table_of

from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, LEFT, number_of
from ..readers import Row
from .item_columns import item_columns, same_item


def plan(context: ImportContext) -> None:
    found = item_columns(context)
    if any(re.search(r"\b(have|did) you\b", said, re.I) for places in found.values() for _, said in places):
        raise UserError(
            f"{context.table.path.name} asks what was undertaken: it looks like replies to the survey, not "
            "commitments. Nothing was imported. Import it as survey replies."
        )
    columns = {
        number: places[0][0]
        for number, places in found.items()
        if same_item(context, *places[0], context.items[number])
    }
    if not columns and not context.plan.open:
        raise UserError(
            f"{context.table.path.name} has no columns for items: expected headings that begin with an item's number, "
            "like “2 Make monitoring visits”. Nothing was imported."
        )
    stored = _Stored(context)
    for row in context.rows():
        name = context.text(row, "councillor")
        ward, email, member_id = (context.text(row, column) for column in ("ward", "email", "member_id"))
        if not (name or email or member_id):
            context.missing(row, "councillor")
            continue
        councillor = context.councillor(row, name, ward, email, member_id, column="councillor")
        if councillor is None or context.stopped:
            continue
        _row(context, stored, row, name or email or member_id, councillor, columns)
    if stored.standing_untold:
        context.note(
            f"Left standing though not ticked in the file: {number_of(stored.standing_untold, Commitment)}. "
            "An import withdraws nothing."
        )


KIND = Kind(
    name="commitments",
    label="Commitments",
    what="commitments",
    plan=plan,
    needs=(("councillor", "email", "member_id"),),
    records=(Commitment,),
    headings=(
        Heading("councillor", ("Councillor", "Name", "Councillor name", "Full name", "Member")),
        Heading("ward", ("Ward", "Ward name", "Division")),
        Heading("email", ("E-mail", "Email address")),
        Heading("member_id", ("Member ID", "Councillor ID")),
    ),
    numbered=True,
    dated="Commitments count from",
    dated_help="Where the file gives no day; empty: the first day of the year",
    of_a_year=True,
)


_YES_OR_NO = Boolean()


class _Stored:
    """The edition's commitments and menu returns in the register, with those the file adds."""

    def __init__(self, context: ImportContext) -> None:
        c, item, back = table_of(Commitment).c, table_of(Item).c, table_of(MenuReturn).c
        query = (
            select(c.councillor_id, c.item_id, c.withdrawn_on)
            .join_from(table_of(Commitment), table_of(Item))
            .where(item.edition_id == context.edition.id)
        )
        # When a pair was promised more than once, the latest says how it stands: None for a standing one.
        self.pairs: dict[tuple[int, int], dt.date | None] = {}
        for councillor, item_id, withdrawn_on in context.session.execute(query):
            earlier = self.pairs.get((councillor, item_id), dt.date.min)
            if earlier is not None:
                self.pairs[councillor, item_id] = None if withdrawn_on is None else max(earlier, withdrawn_on)
        returns = select(back.councillor_id).where(back.edition_id == context.edition.id)
        self.returns = set(context.session.scalars(returns))
        self.before = bool(self.pairs)
        self.standing_untold = 0


def _row(
    context: ImportContext,
    stored: _Stored,
    row: Row,
    name: str,
    councillor: int,
    columns: dict[int, int],
) -> None:
    added, standing, details = 0, 0, []
    given = context.value(row, "commitment.made_on")
    made_on = given or context.assumed_day
    for number, place in columns.items():
        item = context.items[number]
        said = context.ticked(row, place) if item.own_words else context.at(row, place, _YES_OR_NO)
        if said is None and not stored.before:
            continue
        own_words = None
        if isinstance(said, str):
            own_words, said = said, True
        pair = councillor, item.id
        if not said:
            stored.standing_untold += stored.pairs.get(pair, dt.date.min) is None
            continue
        if pair in stored.pairs:
            withdrawn_on = stored.pairs[pair]
            if withdrawn_on is None or made_on <= withdrawn_on:
                context.draft.count_unchanged(Commitment)
                standing += withdrawn_on is None
                if withdrawn_on is not None:
                    details.append(f"item {number} was withdrawn on {show(withdrawn_on)} and stays so")
                continue
        values: dict[str, Any] = {"councillor_id": councillor, "item_id": item.id, "made_on": made_on}
        context.draft.add(Commitment, **values, own_words=own_words)
        stored.pairs[pair] = None
        added += 1
    returned = bool(added or standing) and councillor not in stored.returns
    if (added or returned) and given is None:
        context.assume_day(name)
    if returned:
        stored.returns.add(councillor)
        back = {"edition_id": context.edition.id, "councillor_id": councillor, "received_on": made_on}
        context.draft.add(MenuReturn, **back)
    if added:
        details.insert(0, number_of(added, Commitment) + (f", {standing} there already" if standing else ""))
    elif not standing and not details:
        details.append("Nothing chosen")
    context.line(row, name, ADDED if added else LEFT, "; ".join(details))
