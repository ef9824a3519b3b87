"""Imports what the coordinator knows councillors did, one line each."""

import re

from sqlalchemy import select

from cp_desktop.model import Activity, Item, table_of
from cp_desktop.model.values import key, quoted

from ..headings import Heading, item_number
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, LEFT

_FRACTION = re.compile(r"\d+\.\d+|[\d.]+e[+-]?\d+", re.I)


def _item(said: str) -> tuple[int, str] | None:
    """The item that a cell names; none for a number that is not whole: 3.7 and 1e+20 are not items 3 and 1."""
    return None if _FRACTION.fullmatch(said) else item_number(said)


def plan(context: ImportContext) -> None:
    c, item = table_of(Activity).c, table_of(Item).c
    query = (
        select(c.councillor_id, c.item_id, c.done_on, c.what)
        .join_from(table_of(Activity), table_of(Item))
        .where(item.edition_id == context.edition.id)
    )
    known = {(who, what, day, key(text or "")) for who, what, day, text in context.session.execute(query)}
    for row in context.rows():
        said = context.values(row, Activity)
        number = _item(context.text(row, "item"))
        if "done_on" not in said and not context.stopped:
            context.missing(row, "activity.done_on")
        if number is None or number[0] not in context.items:
            context.trouble(
                row,
                "item",
                f"“{quoted(context.text(row, 'item'))}” is no item of the menu; expected one's number, such as 2",
            )
        name = context.text(row, "councillor")
        who = context.councillor(row, name, context.text(row, "ward"), context.text(row, "email"), column="councillor")
        if context.stopped or number is None or who is None:
            continue
        item_id = context.items[number[0]].id
        mark = (who, item_id, said["done_on"], key(said.get("what") or ""))
        if context.draft.add_once(known, mark, Activity, councillor_id=who, item_id=item_id, **said):
            context.line(row, name, ADDED, f"Item {number[0]}")
        else:
            context.line(row, name, LEFT, "There already")


KIND = Kind(
    name="activity",
    label="Known activities",
    what="known activities",
    plan=plan,
    needs=(("activity.done_on",), ("councillor", "email"), ("item",)),
    records=(Activity,),
    headings=(
        Heading("councillor", ("Councillor", "Name", "Councillor name", "Member")),
        Heading("ward", ("Ward", "Ward name", "Division")),
        Heading("email", ("E-mail", "Email address")),
        Heading("item", ("Item", "Item no", "Menu item", "No")),
    ),
)
