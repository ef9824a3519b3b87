"""Imports what the coordinator knows councillors did, one line each."""

from sqlalchemy import select

from cp_desktop.model import Activity, Item, table_of
from cp_desktop.model.values import key

from .importer import Kind, Work
from .plan import ADDED, LEFT
from .spreadsheet import Heading, item_number


def plan(work: Work) -> None:
    c, item = table_of(Activity).c, table_of(Item).c
    query = (
        select(c.councillor_id, c.item_id, c.done_on, c.what)
        .join_from(table_of(Activity), table_of(Item))
        .where(item.edition_id == work.edition.id)
    )
    known = {(who, what, day, key(text or "")) for who, what, day, text in work.session.execute(query)}
    for row in work.rows():
        before = len(work.plan.problems)
        said = work.values(row, Activity)
        number = item_number(work.text(row, "item"))
        if "done_on" not in said and len(work.plan.problems) == before:
            work.problem(row, "activity.done_on", "the date is missing; expected the day it was done")
        if number is None or number[0] not in work.items:
            work.problem(
                row, "item", f"“{work.text(row, 'item')}” is no item of the menu; expected one's number, such as 2"
            )
        name = work.text(row, "councillor")
        who = work.councillor(row, name, work.text(row, "ward"), work.text(row, "email"), column="councillor")
        if len(work.plan.problems) > before or number is None:
            continue
        if who is None:
            work.line(row, name, LEFT, "Left out")
            continue
        item_id = work.items[number[0]].id
        mark = (who, item_id, said["done_on"], key(said.get("what") or ""))
        if mark in known:
            work.draft.leave(Activity)
            work.line(row, name, LEFT, "There already")
            continue
        known.add(mark)
        work.draft.add(Activity, councillor_id=who, item_id=item_id, **said)
        work.line(row, name, ADDED, f"Item {number[0]}")


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
