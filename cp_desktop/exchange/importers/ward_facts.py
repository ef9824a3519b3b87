"""Imports the dated counts of wards: a column for each measure, a row for each count, or a column for each ward."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import WardCount, WardMeasure, show, table_of
from cp_desktop.model.values import UnreadableError, key, quoted, read_choice

from ..cells import line
from ..choices import BLANK, Option
from ..heading_days import heading_and_day
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .days import ask_counted_on
from .which_ward import ward_of

_COUNT = table_of(WardCount).c.number.type
_HIDDEN = re.compile(r"(?:<|less than|under|fewer than) ?\d{1,2}|[*cx~]|\[[cx*]\]|suppressed|hidden", re.IGNORECASE)
_NO_COUNT = re.compile(r"-|–|—|n/?a|none|not known|tbc|\.\.?", re.IGNORECASE)
_Mark = tuple[int, WardMeasure, dt.date]  # the ward, what was counted, the day
_LEAVE, _NIL = Option(BLANK, "No count: leave what the register has"), Option("0", "None: 0")


@dataclass(frozen=True)
class _Cell:
    """A count as it stands in a row: whose ward, of what, where, and on which day if its heading says one."""

    ward: str
    measure: WardMeasure
    place: int
    day: dt.date | None


class _CountColumns:
    """Which columns hold counts."""

    def __init__(self, context: ImportContext) -> None:
        self.measures: dict[int, tuple[WardMeasure, dt.date | None]] = {}
        self.wards: dict[int, str] = {}
        self.long = context.has("ward_count.measure") and context.has("ward_count.number")
        for place, heading in context.table.others.items():
            name, day = heading_and_day(heading)
            if (measure := _measure(name)) is not None:
                self.measures[place] = measure, day
            elif context.wards.knows(name):
                self.wards[place] = name
        if not self.long:
            across = self.wards if context.has("ward_count.measure") else self.measures
            context.taken.update(across)
            if not across:
                raise UserError(
                    f"{context.table.path.name} has no column headed by what is counted, such as "
                    f"“{WardMeasure.IN_CARE.label}”, nor by a ward. Nothing was imported. Give its columns these "
                    "headings."
                )


def plan(context: ImportContext) -> None:
    columns, counts = _CountColumns(context), _Counts(context)
    for row in context.rows():
        cells = list(_cells(context, row, columns))
        numbers = {cell: number for cell in cells if (number := _number(context, row, cell.place)) is not None}
        day = context.value(row, "ward_count.counted_on") or context.date
        wards = {
            name: ward_of(context, row, name, context.text(row, "district"), day)
            for name in dict.fromkeys(cell.ward for cell in numbers)
        }
        said: dict[_Mark, tuple[_Cell, int, str]] = {}
        for cell, number in numbers.items():
            unknown = not cell.day and not day and not context.stopped  # and not asked about, or left out, already
            counted_on = ask_counted_on(context, row, cell.place) if unknown else cell.day or day
            if (ward := wards[cell.ward]) is not None and counted_on is not None:
                mark = ward, cell.measure, counted_on
                counts.check(row, cell, mark, number)
                # Of a row of many wards each is told by its name.
                said[mark] = cell, number, "" if context.has("ward") else f"{cell.ward}: "
        if not context.stopped:
            told = [one for mark, counted in said.items() for one in counts.put(mark, *counted)]
            verdict = CHANGED if any(one == CHANGED for one, _ in told) else ADDED if told else LEFT
            name = context.text(row, "ward") or context.text(row, "ward_count.measure")
            context.line(row, name, verdict, "; ".join(detail for _, detail in told))


class _Counts:
    """The counts of the register, with those that the file adds and changes."""

    def __init__(self, context: ImportContext) -> None:
        self.draft, self.context = context.draft, context
        query = select(table_of(WardCount))
        self.known: dict[_Mark, tuple[int, int]] = {}
        self.said: dict[_Mark, int] = {}  # by this file
        for row in context.session.execute(query):
            self.known[row.ward_id, row.measure, row.counted_on] = row.id, row.number

    def check(self, row: Row, cell: _Cell, mark: _Mark, number: int) -> None:
        """Asks where the file counts the same twice, and otherwise."""
        before = self.said.setdefault(mark, number)
        if before != number:
            what = f"{quoted(cell.ward)}, {cell.measure.label}, {show(mark[2])}"
            self.context.trouble(
                row, cell.place, f"the file has two counts of one day: {show(before)} and {show(number)} ({what})"
            )

    def put(self, mark: _Mark, cell: _Cell, number: int, whose: str) -> Iterator[tuple[str, str]]:
        """Adds or mends a count; gives the verdict and what to say of it."""
        ward, measure, day = mark
        self.draft.place = cell.place
        what = f"{whose}{measure.label} on {show(day)}: "
        if mark not in self.known:
            added = self.draft.add(WardCount, ward_id=ward, measure=measure, counted_on=day, number=number)
            self.known[mark] = added, number
            yield ADDED, what + show(number)
            return
        stored, before = self.known[mark]
        if before == number:
            self.draft.count_unchanged(WardCount)
            return
        self.draft.change(WardCount, stored, {"number": number})
        self.known[mark] = stored, number
        yield CHANGED, f"{what}{show(before)} is now {show(number)}"


def _measure(said: str) -> WardMeasure | None:
    try:
        found = read_choice(said, WardMeasure)
    except UnreadableError:
        return None
    assert isinstance(found, WardMeasure)
    return found


def _cells(context: ImportContext, row: Row, columns: _CountColumns) -> Iterator[_Cell]:
    """The counts that a row may hold."""
    ward = context.text(row, "ward")
    measure = context.value(row, "ward_count.measure")
    if context.has("ward_count.measure"):
        if measure is None:
            context.missing(row, "ward_count.measure")
            return
        for place, name in columns.wards.items() if not columns.long else ():
            yield _Cell(name, measure, place, None)
    if not context.has("ward"):
        return
    if not ward:
        context.missing(row, "ward")
        return
    if columns.long:
        number = context.place("ward_count.number")
        assert number is not None
        yield _Cell(ward, measure, number, None)
        return
    for place, (counted, day) in columns.measures.items():
        yield _Cell(ward, counted, place, day)


def _number(context: ImportContext, row: Row, place: int) -> int | None:
    """The count in a cell, None for a blank; what hides a small number is asked about, and is never taken for one."""
    said = line(row.cells[place])
    if _HIDDEN.fullmatch(said):
        given = context.trouble(
            row,
            place,
            f"“{quoted(said)}” hides a small number; the register keeps the count itself and hides it in papers",
            [_LEAVE],
            proposed=_LEAVE.value,
        )
    elif _NO_COUNT.fullmatch(said):
        given = context.decide_word(row, place, said, [_NIL], proposed=_LEAVE.value)
    else:
        count: int | None = context.at(row, place, _COUNT)
        return count
    return 0 if given == _NIL.value else None


_HEADED = ("What is counted", "Measure", "What", "Indicator")


def _counts_across(headings: Sequence[str]) -> frozenset[str]:
    """What the headings of counts say: of what each is, or whose ward's in a list with a row for each measure."""
    if any(_measure(heading_and_day(heading)[0]) is not None for heading in headings):
        return frozenset({"ward_count.measure", "ward_count.number"})
    if any(key(heading) in set(map(key, _HEADED)) for heading in headings):
        return frozenset({"ward", "ward_count.number"})
    return frozenset()


KIND = Kind(
    name="ward-facts",
    label="Ward facts",
    what="ward facts",
    plan=plan,
    needs=(("ward",), ("ward_count.measure",), ("ward_count.number",)),
    stands_for=_counts_across,
    records=(WardCount,),
    headings=(
        Heading("ward", ("Ward", "Ward name", "Division", "Electoral division", "Area")),
        Heading("district", ("District", "Constituency")),
        Heading("ward_count.measure", _HEADED),
        Heading("ward_count.counted_on", ("Counted on", "As at", "Date", "On", "Snapshot date")),
        Heading("ward_count.number", ("Number", "Count", "No", "Value", "How many")),
    ),
    dated="Counted on",
    dated_help="Where the file gives no day",
)
