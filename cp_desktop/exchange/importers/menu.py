"""Imports a year's menu of involvement: its items, the posts to turn to about them, what is evidence for them."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

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
from cp_desktop.model.values import UnreadableError, key, quoted, read_choice
from cp_desktop.register import edition_of

from ..cells import line
from ..choices import BLANK, LEAVE_OUT, ImportChoices, Option
from ..headings import Heading, Table, item_number
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from ..tables import RawTable
from .item_columns import ITEMS, alike

LEAST_ITEMS, LEAST_LETTERS = 3, 10  # of a menu, and of a wording, where only what they hold says what they are
EVIDENCE = {"visit_kinds": ItemVisitKind, "event_kinds": ItemEventKind}


def plan(context: ImportContext) -> None:
    items = _Items(context)
    seen: dict[int, int] = {}
    group = ""
    for row in context.rows():
        if not context.has("item.group") and (heading := _heads_items(context, row)):
            group = heading
            continue
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
        if number not in items.known and (stands_under := group or said.get("group") or items.ask_for_group(row)):
            said["group"] = stands_under
        items.put(row, said)
    if missing_items := sorted(set(items.known) - set(seen)):
        numbers = ", ".join(map(str, missing_items))
        context.note(f"Items {numbers} of the menu are not in the file and stay as they are.")


def _heads_items(context: ImportContext, row: Row) -> str:
    """The group that a row alone names above its items, "" for another row: that it is one is told."""
    filled = [text for cell in row.cells if (text := line(cell))]
    if len(filled) != 1 or len(row.cells) < 2 or item_number(filled[0]):
        return ""
    said = f"“{quoted(filled[0])}” stands alone, above items; is it their group on the menu?"
    answers = [Option("group", "Yes, the items below it are of that group"), LEAVE_OUT]
    answer = context.ask(f"group: {filled[0]}", said, answers, cause=ITEMS, row=row, proposed="group", default="group")
    return filled[0] if answer else ""


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

    def ask_for_group(self, row: Row) -> str:
        """Under which group of the menu items stand of which the list does not say it: of one without headings it has
        to be said."""
        if self.context.has("item.group"):
            return ""
        groups = dict.fromkeys(filter(None, (stored.group for stored in self.stored.values())))
        answer = self.context.ask(
            "group",
            "the list does not say which group of the menu its items stand under; which is it?",
            [Option(BLANK, "None"), *(Option(group, group) for group in groups)],
            cause=ITEMS,
            row=row,
            proposed=BLANK,
            default=None if self.context.table.heading_row == 0 else BLANK,
            takes="text",
        )
        return "" if answer in (None, BLANK) else answer

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
        key = f"reworded: {number} {wording}"
        return self.context.ask(key, question, answers, cause=ITEMS, proposed="keep") == "same"

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


def _by_contents(rows: Sequence[Row]) -> dict[str, int]:
    """The columns of numbers that go up by one and of wordings, by what they hold; none where there is no such pair."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = [[line(row.cells[place]) for row in rows if place < len(row.cells)] for place in range(width)]
    for place, texts in enumerate(columns):
        numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
        if len(numbers) < LEAST_ITEMS or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            continue
        words = {other: sum(len(text) for text in columns[other]) for other in range(width) if other != place}
        longest = max(words, key=words.__getitem__, default=None)
        if longest is not None and words[longest] >= LEAST_LETTERS * len(numbers):
            return {"item.number": place, "item.wording": longest}
    return {}


def _prepare(kind: Kind, _: Session, table: Table, choices: ImportChoices) -> None:
    """Takes the columns of a menu without headings for what they hold."""
    if kind.missing(tuple(table.columns), table.headings) and not choices.columns:
        reasons = {"item.number": "its cells are numbers that go up by one", "item.wording": "it has the longest texts"}
        for name, place in _by_contents(table.rows).items():
            if name not in table.columns and place in table.others:
                table.use(place, name, reasons[name])


def _shape(raw: RawTable) -> float:
    return len(_by_contents(raw.rows)) if not raw.heading_rows else 0.0


KIND = Kind(
    name="menu",
    label="Menu of involvement",
    what="menu items",
    plan=plan,
    needs=(("item.number",), ("item.wording",)),
    records=(Item,),
    of_a_year=True,
    shapes=_shape,
    prepare=_prepare,
    headings=(
        Heading("contacts", ("Contact", "Contacts", "Officer", "Post")),
        Heading("sub_points", ("Sub-points", "Sub-point", "Parts")),
        Heading("visit_kinds", ("Visits that are evidence", "Visits that are evidence for it", "Kinds of visit")),
        Heading("event_kinds", ("Events that are evidence", "Events that are evidence for it", "Kinds of event")),
    ),
)
