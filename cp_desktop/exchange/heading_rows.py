"""Rows of headings: which of two belong together, and what they say of a column when they are joined."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cp_desktop.model.values import key

from .cells import Cell, line
from .heading_days import heading_and_day
from .readers import Row

# What SurveyMonkey writes under a question that has one answer.
_WHOLE_ANSWER = {"response", "openendedresponse"}
_TAG = re.compile(r"#[a-z][\w+\s-]*", re.I)  # of the Humanitarian Exchange Language: Kobo writes a row of them
_VALUE = re.compile(r"[£$€]?-?\d[\d.,:/ -]*%?(?: ?[ap]m)?", re.I)  # a number, a date or a time
_ITEM = re.compile(r"[1-9]\d{0,2}")  # heads a column all the same


@dataclass(frozen=True)
class HeadingRows:
    """The headings of a table: the places of its first row and of what follows them, and the numbers of their rows.

    `groups` is what stands above them, where that says what several of them are about.
    """

    first: int
    after: int
    numbers: tuple[int, ...]
    texts: list[str]
    groups: list[str] = field(default_factory=list)


def visible(cells: Sequence[Cell]) -> bool:
    """Whether a row holds anything that can be seen."""
    for cell in cells:
        if cell.__class__ is str:
            if cell and (cell[0].isalnum() or line(cell)):
                return True
        elif cell is not None:
            return True
    return False


def texts(cells: Sequence[Cell]) -> list[str]:
    """What of a row can head a column: its words and small whole numbers, "" in the place of what is a value."""
    return [_heading(cell) for cell in cells]


def _heading(cell: Cell) -> str:
    if not isinstance(cell, str) and (isinstance(cell, bool) or not isinstance(cell, int | float)):
        return ""
    text = line(cell)
    return "" if _VALUE.fullmatch(text) and not _ITEM.fullmatch(text) else text


def likeness(rows: Sequence[Row], place: int, days: bool = False) -> float:
    """How much a row has the form of headings, from 0 to 1: words in most of its cells, no two of them the same, and no
    number that goes on from row to row. With `days` its days are passed by: in a row with headings that are known, they
    head columns of what was on them.
    """
    said = texts(rows[place].cells)
    if any(
        text.isdigit() and 0 <= place + step < len(rows) and _number(rows[place + step], column) == int(text) + step
        for step in (-1, 1)
        for column, text in enumerate(said)
    ):
        return 0.0
    start, end = side_by_side(said)[0]
    filled = sum(cell not in ("", None) and not (days and _is_day(cell)) for cell in rows[place].cells[start:end])
    return len({text for text in said[start:end] if text}) / max(filled, 1)


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, dt.date) or (
        isinstance(cell, str) and not _heading(cell) and bool(heading_and_day(cell)[1])
    )


def _number(row: Row, column: int) -> int | None:
    text = line(row.cells[column]) if column < len(row.cells) else ""
    return int(text) if _ITEM.fullmatch(text) else None


def headings_at(rows: Sequence[Row], place: int, known: Callable[[str], bool]) -> HeadingRows:
    """The headings of a table whose best row of headings that is: of that row alone, or of two rows joined.

    `known` says whether a text alone is a heading that somebody knows.
    """
    row, first, after = rows[place], place, place + 1
    said = [line(cell) for cell in row.cells]
    below = rows[place + 1] if place + 1 < len(rows) and rows[place + 1].number == row.number + 1 else None
    groups: list[str] = []
    if _names_groups(said, rows, place - 1):
        first -= 1
        groups = _filled_right(texts(rows[first].cells), said)
        if len(side_by_side(said)) == 1:
            said = _under_groups(groups, said)
    elif below is not None and _divides(said, rows, place + 1):
        after += 1
        upper, said = said, _divided(said, texts(below.cells), known)
        groups = [text if text and not any(text in one for one in said) else "" for text in upper]
    if after < len(rows) and all(_TAG.fullmatch(text) for cell in rows[after].cells if (text := line(cell))):
        after += 1
    return HeadingRows(first, after, tuple(one.number for one in rows[first:after]), said, groups)


def _names_groups(headings: Sequence[str], rows: Sequence[Row], place: int) -> bool:
    """Whether the row above says of several headings together what they are about: words over several columns, which
    do not follow upon rows of data.
    """
    if place < 0 or rows[place].number < rows[place + 1].number - 1:
        return False
    said = texts(rows[place].cells)
    words = {text for text in said if text}
    values = sum(cell not in ("", None) for cell in rows[place].cells) > sum(map(bool, said))
    if values or not 1 < len(words) < sum(map(bool, headings)):
        return False
    follows = place > 0 and rows[place - 1].number == rows[place].number - 1
    return not follows or len({text for cell in rows[place - 1].cells if (text := line(cell))}) == 1


def _under_groups(groups: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Headings of which those that are there more than once have their group's name before them."""
    often = Counter(key(text) for text in headings if text)
    return [
        f"{group}: {text}" if often[key(text)] > 1 and group and key(group) != key(text) else text or group
        for group, text in zip(groups, headings, strict=False)
    ]


def side_by_side(headings: Sequence[str]) -> list[tuple[int, int]]:
    """From which to which column tables stand beside each other: those whose headings are the same, in their order."""
    filled = [(column, key(text)) for column, text in enumerate(headings) if text]
    for wide in range(2, len(filled) // 2 + 1):
        times, rest = divmod(len(filled), wide)
        if not rest and [text for _, text in filled] == [text for _, text in filled[:wide]] * times:
            starts = [column for column, _ in filled[::wide]]
            return list(zip(starts, [*starts[1:], len(headings)], strict=True))
    return [(0, len(headings))]


def _divides(headings: Sequence[str], rows: Sequence[Row], place: int) -> bool:
    """Whether the row below divides headings: it stands under their blanks, and is no row of data itself."""
    below = texts(rows[place].cells)
    if any(cell not in ("", None) and not text for cell, text in zip(rows[place].cells, below, strict=True)):
        return False
    first = next((column for column, text in enumerate(headings) if text), None)
    if first is None:
        return False
    # Merged cells that were filled say the same in both rows.
    repeated = [text and key(text) == key(under) for text, under in zip(headings, below, strict=False)]
    if any(repeated):
        return bool(repeated[first]) and any(
            text and not same and under for text, under, same in zip(headings, below, repeated, strict=False)
        )
    blanks = [column for column, text in enumerate(headings) if not text and column > first]
    filled = sum(bool(below[column]) for column in blanks if column < len(below))
    data = rows[place + 1 : place + 6]
    return (
        first < len(below)
        and not below[first]
        and filled * 2 >= len(blanks) > 0
        and any(first < len(row.cells) and row.cells[first] not in ("", None) for row in data)
    )


def _divided(headings: Sequence[str], below: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """Headings with what divides them behind them, "Question: Option"; alone where it is known and there once."""
    width = max(len(headings), len(below))
    above = _filled_right([*headings, *[""] * (width - len(headings))], below)
    often = Counter(map(key, below))
    joined = []
    for text, under in zip(above, [*below, *[""] * (width - len(below))], strict=True):
        if not under or key(under) == key(text) or (text and key(under) in _WHOLE_ANSWER):
            joined.append(text)
        elif not text or (often[key(under)] == 1 and not text[0].isdigit() and known(under)):
            joined.append(under)
        else:
            joined.append(f"{text}: {under}")
    return joined


def _filled_right(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """The upper row, in which a text stands over all that is below it until the next."""
    filled, last = [], ""
    for place, under in enumerate(below):
        text = above[place] if place < len(above) else ""
        last = text or last
        filled.append(text or (last if under else ""))
    return [*filled, *above[len(below) :]]


def guessed(rows: Sequence[Row], known: Callable[[str], bool]) -> HeadingRows:
    """What looks most like headings among the first rows, where none is known: a row of texts as wide as the others,
    none of which is there again below it. No row at all where none looks so.
    """
    # A single column that nobody knows has no heading: a list of names, say.
    wide = Counter(sum(map(bool, map(line, row.cells))) for row in rows).most_common(1)[0][0]
    for place, row in enumerate(rows):
        filled = [(column, cell) for column, cell in enumerate(row.cells) if cell not in ("", None) and line(cell)]
        if len(filled) * 10 < wide * 6:
            continue  # a title
        below = rows[place + 1 :]
        words = likeness(rows, place) > 0 and all(texts([cell for _, cell in filled]))
        if below and wide > 1 and words and not any(_again(below, column, cell) for column, cell in filled):
            return headings_at(rows, place, known)
        return HeadingRows(place, place, (), [""] * len(row.cells))
    return HeadingRows(0, 0, (), [])


def _again(rows: Sequence[Row], column: int, cell: Cell) -> bool:
    """Whether a column says the same below; or the cell says what no heading does."""
    return "@" in line(cell) or any(column < len(row.cells) and row.cells[column] == cell for row in rows)
