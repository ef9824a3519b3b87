"""Imports a year's menu of involvement: its items, the posts to turn to about them, what is evidence for them."""

import re
from typing import Any

from sqlalchemy import select

from cp_desktop.model import (
    Choice,
    Commitment,
    Edition,
    Item,
    ItemContact,
    ItemEventKind,
    ItemVisitKind,
    Post,
    SubPoint,
    fields,
    table_of,
)
from cp_desktop.model.values import UnreadableError, key, read_choice
from cp_desktop.register import edition_of

from .importer import ImportContext, Kind, describe_changes, differing
from .item_columns import alike
from .plan import ADDED, CHANGED, LEFT
from .spreadsheet import Heading, Row

EVIDENCE = {"visit_kinds": ItemVisitKind, "event_kinds": ItemEventKind}


def plan(context: ImportContext) -> None:
    year, edition = edition_of(context.session, context.plan.year)
    if edition is not None:
        edition_id, items = edition.id, dict(context.items)
    else:
        edition_id = context.draft.add(Edition, year_id=year.id, title=f"Menu of involvement {year.label}")
        items = {}
    run, item, contact = context.session.execute, table_of(Item).c, table_of(ItemContact).c
    stored = {row.id: row for row in run(select(table_of(Item)).where(item.edition_id == edition_id))}
    posts = {key(post.title): post.id for post in run(select(table_of(Post)))}
    contacts = {(row.item_id, row.post_id) for row in run(select(contact.item_id, contact.post_id))}
    parts = {(row.item_id, key(row.wording)) for row in run(select(table_of(SubPoint)))}
    kinds = {(one, row.item_id, row.kind) for one in EVIDENCE.values() for row in run(select(table_of(one)))}
    required = [name for name, column, _ in fields(Item) if not column.nullable and column.default is None]
    seen: dict[int, int] = {}
    committed = set(run(select(table_of(Commitment).c.item_id).distinct()).scalars())
    for row in context.rows():
        said = context.values(row, Item)
        missing = [f"item.{name}" for name in required if name in ("number", "wording") and name not in said]
        if missing:
            if not context.plan.problems or context.plan.problems[-1].row != row.number:
                context.problem(row, missing[0], "nothing stands here; expected the item's number and its wording")
            continue
        number = said["number"]
        if number in seen:
            context.problem(row, "item.number", f"item {number} stands in row {seen[number]} already; expected another")
            continue
        seen[number] = row.number
        details: list[str] = []
        if number in items:
            item_id, verdict = items[number].id, LEFT
            changes = differing(stored[item_id], said)
            if "wording" in changes and item_id in committed and not _reworded(context, said["wording"], items[number]):
                context.draft.count_unchanged(Item)
                context.line(row, f"{number} {said['wording']}", LEFT, "Left as it is")
                continue
            if changes:
                context.draft.change(Item, item_id, changes)
                details.append(describe_changes(Item, changes))
                verdict = CHANGED
            else:
                context.draft.count_unchanged(Item)
        else:
            item_id, verdict = context.draft.add(Item, edition_id=edition_id, **said), ADDED
        for title in _parts(context.lines(row, "contacts")):
            post_id = posts.get(key(title))
            if post_id is None:
                post_id = posts[key(title)] = context.draft.add(Post, title=title)
            if (item_id, post_id) in contacts:
                context.draft.count_unchanged(ItemContact)
            else:
                contacts.add((item_id, post_id))
                context.draft.add(ItemContact, item_id=item_id, post_id=post_id)
                details.append(f"contact: {title}")
        for position, wording in enumerate(_parts(context.lines(row, "sub_points")), 1):
            if (item_id, key(wording)) not in parts:
                context.draft.add(SubPoint, item_id=item_id, position=position, wording=wording)
                details.append(f"sub-point: {wording}")
        for name, record in EVIDENCE.items():
            for kind in _kinds(context, row, name, table_of(record).c.kind.type.choices):
                if (record, item_id, kind) in kinds:
                    context.draft.count_unchanged(record)
                else:
                    kinds.add((record, item_id, kind))
                    context.draft.add(record, item_id=item_id, kind=kind)
                    details.append(f"evidence: {kind.label}")
        if details and verdict == LEFT:
            verdict = CHANGED
        context.line(row, f"{number} {said['wording']}", verdict, "; ".join(details))
    if missing_items := sorted(set(items) - set(seen)):
        numbers = ", ".join(map(str, missing_items))
        context.note(f"Items {numbers} of the menu are not in the file and stay as they are.")


def _reworded(context: ImportContext, wording: str, item: Any) -> bool:
    """Whether other words are still the same item: asked when they have nothing in common and people chose it."""
    question = (
        f"item {item.number} reads “{wording}”, and councillors have committed to “{item.wording}”. "
        "The file may be another year's menu."
    )
    candidates = [(item.id, "It is the same item, reworded"), (0, "Leave the item as it is")]
    return alike(wording, item) or bool(context.ask(f"reworded: {item.number} {wording}", None, question, candidates))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]


def _kinds(context: ImportContext, row: Row, name: str, choices: type[Choice]) -> list[Choice]:
    """The kinds of visit or event that a cell names, by their labels, several apart by semicolons, commas or lines."""
    found = []
    for words in (part.strip() for cell in _parts(context.lines(row, name)) for part in cell.split(",")):
        try:
            found += [read_choice(words, choices)] if words else []
        except UnreadableError as problem:
            context.problem(row, name, str(problem))
    return list(dict.fromkeys(found))


KIND = Kind(
    name="menu",
    label="Menu of involvement",
    what="menu items",
    plan=plan,
    needs=(("item.number",), ("item.wording",)),
    records=(Item,),
    headings=(
        Heading("contacts", ("Contact", "Contacts", "Officer", "Post")),
        Heading("sub_points", ("Sub-points", "Sub-point", "Parts")),
        Heading("visit_kinds", ("Visits that are evidence", "Visits that are evidence for it", "Kinds of visit")),
        Heading("event_kinds", ("Events that are evidence", "Events that are evidence for it", "Kinds of event")),
    ),
)
