"""Imports the commitments: a grid of councillors and items, a list of one row a commitment, or a column of choices."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Date, DateTime

from cp_desktop.errors import UserError
from cp_desktop.model import Commitment
from cp_desktop.model.formats import listed

from ..cells import line
from ..choices import LEAVE_OUT, Option
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import LEFT, number_of
from ..readers import Row
from .commitments_stored import StoredCommitments
from .item_cells import TickCells
from .item_choices import ItemChoices
from .item_columns import ITEMS, ItemColumns, item_columns
from .item_tables import asks_what_was_done, like_commitments, prepare, tells_of_pairs, tells_what_was_done

COMMITTED = Option("committed", "It is a commitment all the same")
FORMS = "Forms that came twice"
LATER, BOTH = Option("later", "The later form takes the earlier one's place"), Option("both", "Both count together")


@dataclass
class Form:
    """What one row says that a councillor committed to: items by number, with own words; and remarks besides."""

    row: Row
    name: str
    councillor: int
    day: dt.date | None
    wanted: dict[int, str | None] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    days: dict[int, dt.date] = field(default_factory=dict)  # of single items, where they have another
    withdrawn: dt.date | None = None
    unticked: set[int] = field(default_factory=set)


def plan(context: ImportContext) -> None:
    columns = item_columns(context)
    headings = [context.table.headings[place] for place in [*columns.places, *columns.chosen]]
    if any(map(asks_what_was_done, headings)):
        raise UserError(
            f"{context.table.path.name} asks what was undertaken: it looks like replies to the survey, not "
            "commitments. Nothing was imported. Import it as survey replies."
        )
    if columns.chosen and tells_what_was_done(context.table.headings):
        raise UserError(
            f"{context.table.path.name} says what was done: it looks like known activities, not commitments. Nothing "
            "was imported. Import it as known activities."
        )
    if not columns and not context.plan.open:
        raise UserError(
            f"{context.table.path.name} has no columns for items: expected headings that begin with an item's number, "
            "like “2 Make monitoring visits”, or are an item's wording, or a column that names the items chosen. "
            "Nothing was imported."
        )
    # What is told of an item, or of all, has no place in a commitment: it is named among what is not read.
    context.taken -= {*columns.general.values()}
    context.taken -= {place for parts in columns.parts.values() for part, place in parts.items() if part != "done"}
    stored = StoredCommitments(context)
    for form in _counting(context, list(_forms(context, columns)), columns):
        stored.put(form)
    stored.note_untold()


def _forms(context: ImportContext, columns: ItemColumns) -> Iterator[Form]:
    """The rows as what they say."""
    cells = TickCells(context, [place for n, place in _done(columns) if not context.items[n].own_words])
    choices = ItemChoices(context)
    for row in context.rows():
        name = context.text(row, "councillor") or _name(context, row)
        ward, email, member_id = (context.text(row, column) for column in ("ward", "email", "member_id"))
        if not (name or email or member_id):
            context.missing(row, "councillor")
            continue
        councillor = context.councillor(row, name, ward, email, member_id, column="councillor")
        if councillor is None or context.stopped:
            continue
        form = Form(row, name or email or member_id, councillor, _day(context, row))
        if form.day is None and columns.chosen and tells_of_pairs(context.table.headings):
            _ask_whether_committed(context, row)
        if columns.chosen and not _says_yes(context, row):
            if not context.stopped:
                context.line(row, form.name, LEFT, "The list says no of this item")
            continue
        form.withdrawn = context.value(row, "commitment.withdrawn_on")
        for number, place in _done(columns):
            _read_tick(context, cells, form, number, place)
        for place in columns.chosen:
            for item, words in choices.read(row, place).items():
                form.wanted[item] = form.wanted.get(item) or words
        _add_own_words(context, form)
        if not context.stopped:
            yield form


def _says_yes(context: ImportContext, row: Row) -> bool:
    """Whether a row that names an item says that it was chosen: a column of yes and no may stand beside it."""
    place = context.place("chosen")
    if place is None:
        return True
    said = context.ticked(row, place)
    if isinstance(said, str):
        options = [Option("yes", "It was chosen"), Option("no", "It was not")]
        return context.decide_word(row, place, said, options) == "yes"
    return said is True


def _ask_whether_committed(context: ImportContext, row: Row) -> None:
    """A list of what was done as well has rows without a commitment: those without its day."""
    context.ask(
        "not committed",
        "the list says what was done as well, and this row gives no day on which the item was committed to",
        [LEAVE_OUT, COMMITTED],
        cause=ITEMS,
        row=row,
        column="commitment.made_on",
        proposed=LEAVE_OUT.value,
        default=LEAVE_OUT.value,
    )


def _day(context: ImportContext, row: Row) -> dt.date | None:
    """The day that a row gives; of a moment, as a form notes it, its day."""
    place = context.place("commitment.made_on")
    if place is None:
        return None
    cell = row.cells[place]
    timed = ":" in line(cell) or (isinstance(cell, float) and not cell.is_integer())
    found: dt.date | None = context.at(row, place, DateTime() if timed else Date())
    return found.date() if isinstance(found, dt.datetime) else found


def _done(columns: ItemColumns) -> list[tuple[int, int]]:
    return [(number, parts["done"]) for number, parts in columns.parts.items()]


def _name(context: ImportContext, row: Row) -> str:
    return " ".join(filter(None, (context.text(row, part) for part in ("forename", "surname"))))


def _read_tick(context: ImportContext, cells: TickCells, form: Form, number: int, place: int) -> None:
    """Takes what a row says of one item."""
    item = context.items[number]
    said = cells.ticked(form.row, place, item)
    if said is None or not said.value:
        if said is not None:
            form.unticked.add(number)
        return
    form.wanted[number] = said.remark or None if item.own_words else None
    if said.remark and not item.own_words:
        form.remarks[number] = said.remark
    if said.day:
        form.days[number] = said.day


def _add_own_words(context: ImportContext, form: Form) -> None:
    """Words in a column of their own are those of the one item that wants them, where it was chosen."""
    words = context.value(form.row, "commitment.own_words")
    wanting = [number for number in form.wanted if context.items[number].own_words]
    if words and len(wanting) == 1 and not form.wanted[wanting[0]]:
        form.wanted[wanting[0]] = words
    elif words and len(wanting) != 1 and len(form.wanted) == 1:
        form.remarks.setdefault(next(iter(form.wanted)), words)
    elif words:
        context.note(
            f"In row {context.mark(form.row)} it is not clear to which item the own words belong: they are not taken."
        )


def _counting(context: ImportContext, forms: list[Form], columns: ItemColumns) -> Iterator[Form]:
    """The forms that count: of two by one councillor that say two things, the later one or both, as is answered.

    In a list of one row a commitment the rows of a councillor belong together.
    """
    by_councillor: dict[int, list[Form]] = {}
    for form in forms:
        by_councillor.setdefault(form.councillor, []).append(form)
    long = bool(columns.chosen) and not columns.parts and all(len(form.wanted) <= 1 for form in forms)
    replaced: set[int] = set()
    for several in by_councillor.values():
        if long or all(form.wanted == several[0].wanted for form in several):
            continue
        several.sort(key=lambda form: form.day or dt.date.min)  # those of one day stay in the order of their rows
        last = several[-1]
        context.stopped = False
        answer = context.ask(
            "forms twice",
            "a councillor's form stands here again and says something else; what counts?",
            [LATER, BOTH],
            cause=FORMS,
            row=last.row,
            column="councillor",
            proposed=LATER.value,
            default=LATER.value,
        )
        if answer == LATER.value:
            replaced.update(id(form) for form in several[:-1])
            names = listed([f"row {context.mark(form.row)}" for form in several[:-1]])
            context.note(f"The form of {last.name} in row {context.mark(last.row)} takes the place of that in {names}.")
    for form in forms:
        if id(form) in replaced:
            stays = number_of(len(form.wanted), Commitment)
            context.line(form.row, form.name, LEFT, f"A later form takes its place: {stays} in this one")
        else:
            context.stopped = False
            context.draft.row = context.mark(form.row)
            yield form


KIND = Kind(
    name="commitments",
    label="Commitments",
    what="commitments",
    plan=plan,
    needs=(("councillor", "email", "member_id", "forename"),),
    records=(Commitment,),
    headings=(
        Heading("councillor", ("Councillor", "Name", "Your name", "Councillor name", "Full name", "Member")),
        Heading("ward", ("Ward", "Your ward", "Ward name", "Division")),
        Heading("email", ("E-mail", "Email address", "Your e-mail")),
        Heading("member_id", ("Member ID", "Councillor ID")),
        Heading("forename", ("First name", "Forename")),
        Heading("surname", ("Last name", "Surname")),
        Heading(
            "item",
            (
                "Item",
                "Wording",
                "Item wording",
                "Items",
                "Item no",
                "Item number",
                "Menu item",
                "Items chosen",
            ),
        ),
        Heading(
            "commitment.made_on",
            ("Made on", "Timestamp", "Completion time", "Date submitted", "End date", "Date chosen"),
        ),
        Heading(
            "chosen", ("Chosen", "Committed", "Committed to", "Yes/No", "Yes or No", "Will do", "Ticked", "Response")
        ),
        Heading("commitment.own_words", ("In own words", "Own words")),
    ),
    numbered=True,
    dated="Commitments count from",
    dated_help="Where the file gives no day; empty: the first day of the year",
    of_a_year=True,
    shapes=like_commitments,
    prepare=prepare,
)
