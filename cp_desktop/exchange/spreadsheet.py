"""The table of a file that has the headings an importer looks for."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.model.values import key, quoted

from .cells import DAY_ZERO, Cell, line
from .readers import Row, read_file
from .tables import HEADING_ROWS, RawTable, tables_in

__all__ = ["Heading", "Row", "Table", "item_number", "read_table"]


@dataclass(frozen=True)
class Heading:
    """A column that is looked for: by any of its titles, or by how its title ends. `titles[0]` is its label."""

    name: str
    titles: tuple[str, ...]
    ending: str | None = None


@dataclass
class Table:
    """The rows under the headings. `columns` gives the place of each heading found, `others` what else is there, and
    `repeats` for a column that says again what an earlier one says the place of that."""

    path: Path
    heading_row: int
    headings: list[str]
    columns: dict[str, int]
    others: dict[int, str]
    repeats: dict[int, int]
    rows: list[Row]
    day_zero: dt.datetime = DAY_ZERO  # from which its days are counted


def read_table(
    path: Path,
    what: str,
    headings: Sequence[Heading],
    needs: Sequence[tuple[str, ...]],
    numbered: bool = False,
    waiting: Callable[[], None] | None = None,
) -> Table:
    """The first table of a file that has the headings needed: one at least out of each group of `needs`.

    `numbered` means that columns headed by an item's number count as headings too. `waiting` is called now and then
    while a workbook is opened; what it raises ends the reading. Raises UserError for a file that cannot be read or has
    no such table; `what` says in it what was looked for.
    """
    matcher = _HeadingMatcher(headings, needs, numbered)
    for sheet in read_file(path, waiting).sheets:
        if sheet.hidden:
            continue
        tables = [found for found in tables_in(sheet, matcher.score) if matcher.enough(found.headings)]
        if tables:
            for more in tables[1:]:
                if more.headings == tables[0].headings:
                    tables[0].rows.extend(more.rows)
            return _table(path, matcher, tables[0])
        matcher.seen = matcher.seen or [text for row in sheet.rows[:1] for cell in row.cells if (text := line(cell))]
    raise UserError(matcher.refusal(path, what))


class _HeadingMatcher:
    """What is looked for in a row of headings."""

    def __init__(self, headings: Sequence[Heading], needs: Sequence[tuple[str, ...]], numbered: bool) -> None:
        self.headings = {heading.name: heading for heading in headings}
        self.needs, self.numbered = needs, numbered
        self.titles: dict[str, str] = {}
        for heading in headings:
            for title in heading.titles:
                self.titles.setdefault(key(title), heading.name)
        self.endings = {key(h.ending): h.name for h in headings if h.ending}
        self.seen: list[str] = []

    def match(self, row: Sequence[Cell]) -> tuple[dict[str, int], dict[int, str], dict[int, int]]:
        columns: dict[str, int] = {}
        others: dict[int, str] = {}
        repeats: dict[int, int] = {}
        items: dict[str, int] = {}  # columns of an item's number, by heading: others may have the same one each
        for place, cell in enumerate(row):
            text = line(cell) if isinstance(cell, str) else ""
            if not text:
                continue
            folded = key(text)
            name = self.titles.get(folded) or next(
                (name for ending, name in self.endings.items() if folded.endswith(ending)), None
            )
            if name in columns:
                repeats[place] = columns[name]
            elif name:
                columns[name] = place
            elif folded in items:
                repeats[place] = items[folded]
            else:
                others[place] = text
                if self.numbered and item_number(text) is not None:
                    items[folded] = place
        return columns, others, repeats

    def score(self, row: Sequence[Cell]) -> float:
        columns, others, _ = self.match(row)
        found = len(columns) + sum(any(name in columns for name in group) for group in self.needs)
        if self.numbered and found:
            found += sum(item_number(text) is not None for text in others.values())
        return found

    def enough(self, row: Sequence[Cell]) -> bool:
        columns = self.match(row)[0]
        return all(any(name in columns for name in group) for group in self.needs)

    def refusal(self, path: Path, what: str) -> str:
        wanted = " and ".join(" or ".join(self.headings[name].titles[0] for name in group) for group in self.needs)
        found = ", ".join(f"“{quoted(text[:40])}”" for text in self.seen[:6])
        return (
            f"{path.name} has no table of {what}: none of its first {HEADING_ROWS} rows has the headings {wanted}. "
            + (f"Its first row says {found}. " if found else "It is empty. ")
            + "Nothing was imported. Choose the right file, or give the columns these headings."
        )


_NUMBER = re.compile(r"(?:item|no\.?|q)? ?(\d{1,3})(?:\b|(?=[a-z]))[ .):–-]*(.*)", re.I | re.S)


def item_number(heading: str) -> tuple[int, str] | None:
    """The item a heading begins with and what it says after the number; None for other headings."""
    found = _NUMBER.fullmatch(heading)
    return (int(found[1]), found[2].strip()) if found else None


def _table(path: Path, matcher: _HeadingMatcher, found: RawTable) -> Table:
    columns, others, repeats = matcher.match(found.headings)
    # Long lists repeat their headings on every page.
    rows = [
        row
        for row in found.rows
        if not all(key(line(row.cells[place])) == key(found.headings[place]) for place in columns.values())
    ]
    return Table(
        path, max(found.heading_rows, default=0), found.headings, columns, others, repeats, rows, found.day_zero
    )
