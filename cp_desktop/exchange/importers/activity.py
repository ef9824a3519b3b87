"""Imports what the coordinator knows councillors did, one line each."""

from typing import Any

from sqlalchemy import select

from cp_desktop.model import Activity, Item, table_of
from cp_desktop.model.values import key, quoted

from ..choices import LEAVE_OUT, Option
from ..headings import Heading, item_number
from ..importer import ImportContext
from ..kind import Kind
from ..menu_words import MenuWords, is_fraction
from ..plan import ADDED, LEFT
from ..readers import Row
from .item_columns import ITEMS

MOST_OFFERED = 4  # items that a wording may mean


def _item(context: ImportContext, words: MenuWords, row: Row) -> Any:
    """The item that a cell names, by number or wording; None while it is asked, and where the row is left out."""
    said = context.text(row, "item")
    found = words.one(said) if said else None
    if found and (found.certain or found.by != "wording"):
        return found.item
    if not said:
        context.missing(row, "item")
        return None
    near = [one.item for one in words.named(said)[:MOST_OFFERED]]
    numbered = item_number(said)
    if numbered and numbered[0] in words.items and not is_fraction(said):
        near = list(dict.fromkeys([words.items[numbered[0]], *near]))
    clear = (found is not None and found.item is near[0]) or (numbered is not None and len(near) == 1)
    answers = [Option(f"item:{item.number}", f"Item {item.number}, {item.wording}") for item in near]
    if not near:
        context.trouble(row, "item", f"“{quoted(said)}” is no item of the menu; expected one's number, such as 2")
        return None
    answer = context.ask(
        f"item: {said}",
        f"“{quoted(said)}” is no item's wording, but nearly; which item is meant?",
        [*answers, LEAVE_OUT],
        cause=ITEMS,
        row=row,
        column="item",
        proposed=answers[0].value,
        default=answers[0].value if clear else None,
    )
    return words.items[int(answer.partition(":")[2])] if answer else None


def plan(context: ImportContext) -> None:
    c, item = table_of(Activity).c, table_of(Item).c
    query = (
        select(c.councillor_id, c.item_id, c.done_on, c.what)
        .join_from(table_of(Activity), table_of(Item))
        .where(item.edition_id == context.edition.id)
    )
    known = {(who, what, day, key(text or "")) for who, what, day, text in context.session.execute(query)}
    words = MenuWords(context.items)
    for row in context.rows():
        said = context.values(row, Activity)
        what = _item(context, words, row)
        if "done_on" not in said and not context.stopped:
            context.missing(row, "activity.done_on")
        name = context.text(row, "councillor")
        who = context.councillor(row, name, context.text(row, "ward"), context.text(row, "email"), column="councillor")
        if context.stopped or what is None or who is None:
            continue
        mark = (who, what.id, said["done_on"], key(said.get("what") or ""))
        if context.draft.add_once(known, mark, Activity, councillor_id=who, item_id=what.id, **said):
            context.line(row, name, ADDED, f"Item {what.number}")
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
        Heading("item", ("Item", "Item no", "Menu item", "Item of the menu", "Commitment", "No")),
    ),
)
