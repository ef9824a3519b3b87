"""The tables of a sheet: the rows under each row of headings."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .cells import Cell, line
from .readers import Row, Sheet

HEADING_ROWS = 20

Score = Callable[[Sequence[str]], float]


@dataclass
class RawTable:
    """The rows of one table, as wide as its headings at least, and the numbers of the rows that have those."""

    sheet: str
    heading_rows: tuple[int, ...]
    headings: list[str]
    rows: list[Row]
    day_zero: dt.datetime


def tables_in(sheet: Sheet, score: Score) -> list[RawTable]:
    """The tables of a sheet. `score` says how much a row of texts looks like the headings of something known."""
    first = sheet.rows[:HEADING_ROWS]
    scores = [score(_texts(row.cells)) for row in first]
    best = max(range(len(first)), key=scores.__getitem__, default=None)
    if best is None or not scores[best]:
        return []
    heading = first[best]
    headings = [line(cell) for cell in heading.cells]
    rows = []
    for row in sheet.rows[best + 1 :]:
        if not _visible(row.cells):
            continue
        if len(row.cells) < len(headings):
            row = row._replace(cells=[*row.cells, *[""] * (len(headings) - len(row.cells))])
        rows.append(row)
    return [RawTable(sheet.name, (heading.number,), headings, rows, sheet.day_zero)]


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [line(cell) if isinstance(cell, str) else "" for cell in cells]


def _visible(cells: Sequence[Cell]) -> bool:
    """Whether a row holds anything that can be seen."""
    return any(
        cell[:1].isalnum() or line(cell) if isinstance(cell, str) else cell is not None for cell in cells if cell != ""
    )
