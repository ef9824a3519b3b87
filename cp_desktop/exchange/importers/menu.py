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
    table_of,
)
from cp_desktop.model.values import UnreadableError, key, read_choice
from cp_desktop.register import edition_of

from ..choices import Option
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .item_columns import ITEMS, alike

EVIDENCE = {"visit_kinds": ItemVisitKind, "event_kinds": ItemEventKind}


def plan(context: ImportContext) -> None:
    items = _Items(context)
    seen: dict[int, int] = {}
    for row in context.rows():
        said = context.values(row, Item)
        missing = next((name for name in ("number", "wording") if name not in said), None)
        if missing:
            if not context.stopped:
                context.missing(row, f"item.{missing}")
            continue
        number = said["number"]
        if number in seen:
            context.trouble(row, "item.number", f"item {number} stands in row {seen[number]} already; expected another")
            continue
        seen[number] = row.number
        items.put(row, said)
    if missing_items := sorted(set(items.known) - set(seen)):
        numbers = ", ".join(map(str, missing_items))
        context.note(f"Items {numbers} of the menu are not in the file and stay as they are.")


class _Items:
    """The items of the year's menu with what belongs to each; a menu is drafted where the year has none."""

    def __init__(self, context: ImportContext) -> None:
        self.context, self.draft = context, context.draft
        year, edition = edition_of(context.session, context.choices.year)
        if edition is not None:
            self.edition_id, self.known = edition.id, dict(context.items)
        else:
            title = f"Menu of involvement {year.label}"
            self.edition_id, self.known = context.draft.add(Edition, year_id=year.id, title=title), {}
        run, item, contact = context.session.execute, table_of(Item).c, table_of(ItemContact).c
        self.stored = {row.id: row for row in run(select(table_of(Item)).where(item.edition_id == self.edition_id))}
        self.committed = set(run(select(table_of(Commitment).c.item_id).distinct()).scalars())
        self.posts = {key(post.title): post.id for post in run(select(table_of(Post)))}
        self.contacts = {(row.item_id, row.post_id) for row in run(select(contact.item_id, contact.post_id))}
        self.parts = {(row.item_id, key(row.wording)) for row in run(select(table_of(SubPoint)))}
        self.kinds = {(one, row.item_id, row.kind) for one in EVIDENCE.values() for row in run(select(table_of(one)))}

    def put(self, row: Row, said: dict[str, Any]) -> None:
        """Drafts what a row says of an item, which has not been met before in the file."""
        number, wording = said["number"], said["wording"]
        what = f"{number} {wording}"
        details: list[str] = []
        if number not in self.known:
            item_id, verdict = self.draft.add(Item, edition_id=self.edition_id, **said), ADDED
        else:
            item_id = self.known[number].id
            if not self._same(number, wording):
                self.draft.count_unchanged(Item)
                self.context.line(row, what, LEFT, "Left as it is")
                return
            details, verdict = self.context.update(Item, self.stored[item_id], said), LEFT
        details += [*self._add_contacts(row, item_id), *self._add_parts(row, item_id), *self._add_kinds(row, item_id)]
        self.context.line(row, what, CHANGED if details and verdict == LEFT else verdict, "; ".join(details))

    def _same(self, number: int, wording: str) -> bool:
        """Whether a number with these words is still the item it was: asked when they have nothing in common and
        people chose it."""
        item = self.known[number]
        if wording == self.stored[item.id].wording or item.id not in self.committed or alike(wording, item):
            return True
        question = (
            f"item {number} reads “{wording}”, and councillors have committed to “{item.wording}”. "
            "The file may be another year's menu."
        )
        answers = [Option("same", "It is the same item, reworded"), Option("keep", "Leave the item as it is")]
        return self.context.ask(f"reworded: {number} {wording}", question, answers, cause=ITEMS) == "same"

    def _add_contacts(self, row: Row, item: int) -> list[str]:
        added = []
        for title in _parts(self.context.lines(row, "contacts")):
            post = self.posts.get(key(title))
            if post is None:
                post = self.posts[key(title)] = self.draft.add(Post, title=title)
            if self.draft.add_once(self.contacts, (item, post), ItemContact, item_id=item, post_id=post):
                added.append(f"contact: {title}")
        return added

    def _add_parts(self, row: Row, item: int) -> list[str]:
        added = []
        for position, wording in enumerate(_parts(self.context.lines(row, "sub_points")), 1):
            if (item, key(wording)) not in self.parts:
                self.draft.add(SubPoint, item_id=item, position=position, wording=wording)
                added.append(f"sub-point: {wording}")
        return added

    def _add_kinds(self, row: Row, item: int) -> list[str]:
        """Drafts the kinds of visits and events that a row names as evidence."""
        added = []
        for name, record in EVIDENCE.items():
            for kind in _kinds(self.context, row, name, table_of(record).c.kind.type.choices):
                if self.draft.add_once(self.kinds, (record, item, kind), record, item_id=item, kind=kind):
                    added.append(f"evidence: {kind.label}")
        return added


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]


def _kinds(context: ImportContext, row: Row, name: str, choices: type[Choice]) -> list[Choice]:
    """The kinds of visit or event that a cell names, by their labels, several apart by semicolons, commas or lines."""
    found = []
    for words in (part.strip() for cell in _parts(context.lines(row, name)) for part in cell.split(",")):
        try:
            found += [read_choice(words, choices)] if words else []
        except UnreadableError as problem:
            context.trouble(row, name, str(problem))
    return list(dict.fromkeys(found))


KIND = Kind(
    name="menu",
    label="Menu of involvement",
    what="menu items",
    plan=plan,
    needs=(("item.number",), ("item.wording",)),
    records=(Item,),
    of_a_year=True,
    headings=(
        Heading("contacts", ("Contact", "Contacts", "Officer", "Post")),
        Heading("sub_points", ("Sub-points", "Sub-point", "Parts")),
        Heading("visit_kinds", ("Visits that are evidence", "Visits that are evidence for it", "Kinds of visit")),
        Heading("event_kinds", ("Events that are evidence", "Events that are evidence for it", "Kinds of event")),
    ),
)
