"""Reads what was typed or pasted into the grid of wards and measures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer

from cp_desktop.errors import UserError
from cp_desktop.figures.ward_facts import MEASURES, Area, CountCell
from cp_desktop.model import WardMeasure, normalise
from cp_desktop.model.values import UnreadableError, quoted, read_choice
from cp_desktop.model.ward_counts import NOT_NEGATIVE

from .cells import typed
from .people import ward_key

_COUNT = Integer()
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_TOTALS = {"total", "totals", "grand total", "all", "all wards", "sum", "council"}


@dataclass(frozen=True)
class Block:
    """What a block from a spreadsheet says, and the rows and columns of it that are none of the grid's."""

    numbers: dict[CountCell, int]
    left_out: list[str]


def read_number(text: str, where: str, done: str = "changed") -> int | None:
    """A count as people type it, None for a blank. Raises UserError, which says where the cell is and what was not
    `done`."""
    try:
        number: int | None = typed(text, _COUNT)
    except UnreadableError as problem:
        raise UserError(f"{where}: {problem} Nothing was {done}. Write a count, such as 31.") from None
    if number is not None and number < 0:
        raise UserError(f"{where}: {NOT_NEGATIVE.info['sentence']} Nothing was {done}. Write a count, such as 31.")
    return number


def read_block(
    lines: list[list[str]], wards: Sequence[Area], totals: Sequence[Area], below: Sequence[Area], first: int
) -> Block:
    """What a block says. Blank cells leave what is there.

    With headings its columns are the measures they name, else those from the `first` on. With names of wards (of
    `wards`) in its first column its rows are theirs, in any order; rows for totals are left out. Without, they are
    the wards `below` the cursor. Raises UserError for a cell that cannot be read, a name that is no ward's, and a
    block that reaches out of the grid.
    """
    headed = _headed(lines)
    rows = lines[1:] if headed else lines
    named = min(headed) > 0 if headed else _names(rows)
    columns = headed or _columns(rows, first, named)
    left_out = [lines[0][place].strip() for place in range(1, len(lines[0])) if headed and place not in headed]
    left_out = [f"the column “{quoted(name)}”" for name in left_out if name]
    known, sums = _by_name(wards), {normalise(_BRACKETS.sub("", area.name)) for area in totals} | _TOTALS
    numbers: dict[CountCell, int] = {}
    for at, line in enumerate(rows):
        row = at + 1 + bool(headed)
        if not any(cell.strip() for cell in line):
            continue
        if named:
            name = " ".join(line[0].split())
            ward = _find(known, name)
            if ward is None:
                if not name or normalise(_BRACKETS.sub("", name)) in sums:
                    left_out.append(f"row {row}{f' (“{quoted(name)}”)' if name else ''}")
                    continue
                raise UserError(f"Row {row}: no ward is called “{quoted(name)}”. Nothing was pasted. Mend the name.")
        elif at < len(below):
            ward = below[at]
        else:
            raise UserError(
                f"The block has {len(rows)} rows, and only {len(below)} wards stand from here down. Nothing was "
                "pasted. Start further up, or take the words out of the search."
            )
        for place, measure in columns.items():
            text = line[place] if place < len(line) else ""
            number = read_number(text, f"Row {row} ({ward.name}), {measure.label}", "pasted")
            if number is not None:
                if numbers.get((ward.key[1], measure), number) != number:
                    raise UserError(f"Row {row}: {ward.name} stands there twice. Nothing was pasted. Take one out.")
                numbers[ward.key[1], measure] = number
    return Block(numbers, left_out)


def _headed(lines: list[list[str]]) -> dict[int, WardMeasure]:
    """The measures by column, if the first row is a heading that names one; else nothing."""
    found: dict[int, WardMeasure] = {}
    for place, cell in enumerate(lines[0]):
        try:
            measure = read_choice(" ".join(cell.split()), WardMeasure)
        except UnreadableError:
            continue
        assert isinstance(measure, WardMeasure)
        if measure in found.values():
            raise UserError(f"Two columns are headed “{measure.label}”. Nothing was pasted. Take one out.")
        found[place] = measure
    return found


def _columns(rows: list[list[str]], first: int, named: bool) -> dict[int, WardMeasure]:
    """The measures by column of a block without headings."""
    width = max((place + 1 for line in rows for place, cell in enumerate(line) if cell.strip()), default=0) - named
    if width == len(MEASURES):
        first = 0
    if width > len(MEASURES) - first:
        raise UserError(
            f"The block has {width} columns of numbers, and only {len(MEASURES) - first} stand from here on. Nothing "
            "was pasted. Start further to the left, or copy the headings too."
        )
    return {place + named: MEASURES[first + place] for place in range(width)}


def _names(rows: list[list[str]]) -> bool:
    """Whether names stand in the first column: one odd word among numbers is a slip of the finger."""
    first = [line[0] for line in rows if line and line[0].strip()]
    return sum(any(sign.isalpha() for sign in cell) for cell in first) * 2 > len(first)


def _by_name(wards: Sequence[Area]) -> dict[str, Area]:
    return {ward_key(ward.name): ward for ward in wards}


def _find(known: Mapping[str, Area], name: str) -> Area | None:
    return known.get(ward_key(name))
