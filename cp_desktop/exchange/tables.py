"""The tables of a sheet: the rows under each row of headings, wherever those stand.

A sheet may hold several tables, one under another or side by side; the headings may take two rows, be repeated on
every page, or run down the first column.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cp_desktop.errors import UserError
from cp_desktop.model.values import key

from .cells import Cell, line
from .heading_rows import HeadingRows, guessed, headings_at, likeness, side_by_side, texts, visible
from .readers import Row, Sheet

HEADING_ROWS = 20  # of which one has the headings of the first table
MOST_FIELDS, MOST_TURNED = 400, 2_000  # down a column, and columns beside it
MOST_GAPS = 500  # after which the headings of something else are looked for
LEAST = 2.0  # what scores less is told by its form instead
LIKE_THE_BEST = 0.6  # of the best score, without a gap before it
SHARE = 1 / 3  # of a row's cells that have to score, of any row but the best
MOST_CELLS = 6_000_000  # of a table
MOST_TITLES = 3  # rows between two tables

Score = Callable[[Sequence[str]], float]


@dataclass
class RawTable:
    """The rows of one table, each as wide as its headings at least.

    `heading_rows` are the numbers of the rows that its headings stand in: none where nothing looks like headings. A
    column without a heading that holds something has its letter for one ("Column C"). `title` is what stands above.
    Of a table whose fields run down the first column, `turned`, the rows are columns of the sheet.
    """

    sheet: str
    heading_rows: tuple[int, ...]
    headings: list[str]
    rows: list[Row]
    day_zero: dt.datetime
    title: str = ""
    turned: bool = False


def tables_in(sheet: Sheet, score: Score) -> list[RawTable]:
    """The tables of a sheet. `score` says how much a row of texts looks like the headings of something known.

    Where no row does, the one table is returned under what looks most like headings by its place and form.
    """
    rows = [row for row in sheet.rows if visible(row.cells)]
    if not rows:
        return []
    search = _HeadingSearch(rows, score)
    if turned := _turned(sheet, rows, search.best, score):
        return [turned]
    found = search.headings()
    ends = [*(one.first for one in found[1:]), len(rows)]
    blocks: list[_SheetBlock] = []
    for headings, end in zip(found, ends, strict=True):
        data = rows[headings.after : end]
        if not blocks:
            blocks.append(_SheetBlock(headings, data, _said(rows[: headings.first])))
            continue
        above = blocks[-1]
        titles = _titles(above.rows, rows[headings.first].number)
        del above.rows[len(above.rows) - len(titles) :]
        if not titles and _alike(above.headings, headings):  # long lists repeat their headings on every page
            above.rows.extend(data)
        else:
            blocks.append(_SheetBlock(headings, data, _said(titles)))
    return [table for block in blocks for table in _tables(sheet, block)]


class _HeadingSearch:
    """Which rows of a sheet are headings."""

    def __init__(self, rows: Sequence[Row], score: Score) -> None:
        self._rows, self._score = rows, score
        self._scores = [self._scored(place) for place in range(min(len(rows), HEADING_ROWS))]
        self.best = max(self._scores)
        self._known: set[Cell] = set()

    def _known_alone(self, text: str) -> bool:
        return self._score([text]) > 0

    def _scored(self, place: int) -> float:
        """What a row scores, as far as it has the form of headings."""
        known = self._score(texts(self._rows[place].cells))
        return known * likeness(self._rows, place, days=True) if known else 0.0

    def headings(self) -> list[HeadingRows]:
        """Each, from the top, and one at least."""
        best = self._scores.index(self.best) if self.best >= LEAST else None
        found: list[HeadingRows] = []
        if best is None:
            found.append(guessed(self._rows[: HEADING_ROWS + 1], self._known_alone))
            best = found[0].after - 1
            if best < 0:  # none
                return found
        self._know(self._rows[best])
        after = found[0].after if found else 0
        for place, gap in self._candidates(best):
            if place >= after and (place == best or self._heads(place, gap)):
                found.append(headings_at(self._rows, place, self._known_alone))
                after = found[-1].after
                self._know(self._rows[place])
        return found

    def _candidates(self, best: int) -> Iterator[tuple[int, bool]]:
        """The rows that may be headings, and whether something else may begin there: below blank rows, or a title.

        Each row of the file is looked at here, so that it is not looked at long.
        """
        known = self._known
        first = next(place for place, cell in enumerate(self._rows[best].cells) if cell not in ("", None))
        gaps, above, titled = 0, 0, False
        for place, row in enumerate(self._rows):
            number, cells = row.number, row.cells
            gap = number > above + 1 or titled
            if gap and place >= HEADING_ROWS:
                gaps += 1
            if (
                place < HEADING_ROWS
                or (gap and gaps < MOST_GAPS)
                or not known.isdisjoint(cells)
                or (len(cells) > first and str(cells[first]).lower() in known)
            ):
                yield place, gap
            above, titled = number, len(cells) - cells.count("") == 1

    def _know(self, row: Row) -> None:
        self._known.update(text.lower() for text in texts(row.cells) if text)
        self._known.update(cell for cell in row.cells if isinstance(cell, str) and cell)

    def _heads(self, place: int, gap: bool) -> bool:
        row = self._rows[place]
        if place < HEADING_ROWS:
            score = self._scores[place]
            below = self._scores[place + 1] if place + 1 < len(self._scores) else 0
            if below > score and self._rows[place + 1].number == row.number + 1:
                return False  # a row that names groups of headings
        else:
            score = self._scored(place)
        said = texts(row.cells)
        filled = sum(cell not in ("", None) for cell in row.cells)
        if sum(map(bool, said)) < filled:
            return False
        if filled > 1 and all(text.lower() in self._known for text in said if text):
            return True
        return score >= max(LEAST, filled * SHARE, 0 if gap else self.best * LIKE_THE_BEST)


@dataclass
class _SheetBlock:
    headings: HeadingRows
    rows: list[Row]
    title: str


def _alike(one: HeadingRows, other: HeadingRows) -> bool:
    return [key(text) for text in one.texts if text] == [key(text) for text in other.texts if text]


def _words(row: Row) -> list[str]:
    """What a row says, what it says in several cells once."""
    return list(dict.fromkeys(text for cell in row.cells if (text := line(cell))))


def _said(titles: Sequence[Row]) -> str:
    return ", ".join(" ".join(_words(row)) for row in titles)


def _titles(rows: Sequence[Row], number: int) -> Sequence[Row]:
    """The last rows of a table as far as they belong to what follows in the row of that number: lines of one cell, not
    those that stand below the table and away from what follows, as footers do.
    """
    count, below = 0, number
    for row in reversed(rows[-MOST_TITLES:]):
        if len(_words(row)) > 1 or (count and below - row.number > 1):
            break
        count, below = count + 1, row.number
    if not count:
        return []
    away = number - rows[-1].number > 1
    alone = count == len(rows) or rows[-count].number - rows[-count - 1].number > 1
    if alone:
        return rows[-count:]
    return [] if away or len(_words(rows[-count - 1])) == 1 else rows[-1:]


def _tables(sheet: Sheet, block: _SheetBlock) -> Iterator[RawTable]:
    """The table of a block, or those that stand in it side by side."""
    said, groups = _lettered(block), block.headings.groups
    wide = len(said)
    if wide * len(block.rows) > MOST_CELLS:
        raise UserError(
            f"The headings in row {block.headings.numbers[-1]} go as far as column {_letters(wide - 1)}, over "
            f"{len(block.rows):,} rows: more than a list of ours has. Nothing was imported. Copy the table alone into "
            "a new file."
        )
    rows = [row if len(row.cells) >= wide else _widened(row, wide) for row in block.rows]
    parts = _parts(block.headings.texts, rows)
    if len(parts) == 1:
        title = ", ".join(filter(None, [block.title, *dict.fromkeys(groups)]))
        yield RawTable(sheet.name, block.headings.numbers, said, rows, sheet.day_zero, title)
        return
    for (start, end), parted in parts.items():
        title = ", ".join(filter(None, [block.title, groups[start] if groups else ""]))
        numbers = block.headings.numbers
        yield RawTable(sheet.name, numbers, said[start:end], parted, sheet.day_zero, title)


def _parts(headings: Sequence[str], rows: Sequence[Row]) -> dict[tuple[int, int], list[Row]]:
    """The rows of each table that stands beside another, by its columns. One that has nothing in it, or the same as the
    other, is none: then the columns are there twice.
    """
    places, parts = side_by_side(headings), {}
    for start, end in places if len(places) > 1 else []:
        parted = (row._replace(cells=row.cells[start:end]) for row in rows)
        parts[start, end] = [row for row in parted if visible(row.cells)]
    held = [[row.cells for row in parted] for parted in parts.values()]
    if held and all(held) and all(one != held[0] for one in held[1:]):
        return parts
    return {(0, len(headings)): list(rows)}


def _lettered(block: _SheetBlock) -> list[str]:
    """The headings of a block, letters over what has none and holds something."""
    said = list(block.headings.texts)
    blank = {column for column, text in enumerate(said) if not text}
    for row in block.rows:
        if blank or len(row.cells) > len(said):
            blank.update(range(len(said), len(row.cells)))
            said += [""] * (len(row.cells) - len(said))
            nearer = blank if len(blank) < len(row.cells) else blank.intersection(range(len(row.cells)))
            for column in [one for one in nearer if visible(row.cells[one : one + 1])]:
                blank.remove(column)
                said[column] = f"Column {_letters(column)}"
    while said and not said[-1]:
        said.pop()
    return said


def _widened(row: Row, wide: int) -> Row:
    return row._replace(cells=[*row.cells, *[""] * (wide - len(row.cells))])


def _letters(column: int) -> str:
    """The letters that spreadsheets show over a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _words_of(column: Sequence[Cell]) -> list[str]:
    """What of a column can be fields: a number down a column is a value, while across a row it may head an item."""
    return ["" if text.isdigit() else text for text in texts(column)]


def _turned(sheet: Sheet, rows: Sequence[Row], best: float, score: Score) -> RawTable | None:
    """The table of a sheet whose fields run down one of its first columns, where that looks more like headings than any
    row does.
    """
    if len(rows) > MOST_FIELDS:
        return None
    wide = max(len(row.cells) for row in rows)
    if not 1 < wide <= MOST_TURNED:
        return None
    columns = list(zip(*(_widened(row, wide).cells for row in rows), strict=True))
    fields_down = [Row(at, cells) for at, cells in enumerate(columns)]
    scores = [score(_words_of(column)) * likeness(fields_down, at) for at, column in enumerate(columns[:3])]
    if max(scores) <= max(best, LEAST, len(rows) * SHARE):
        return None
    place = scores.index(max(scores))
    if any(isinstance(cell, str) and cell for column in columns[:place] for cell in column):
        return None  # what stands before the fields would be lost; numbers do nothing but count them
    fields = [at for at, row in enumerate(rows) if visible(row.cells[place + 1 :])]
    said = [Row(at + 1, [cells[field] for field in fields], sheet.name) for at, cells in enumerate(columns)]
    return RawTable(
        sheet.name,
        (place + 1,),
        [line(cell) for cell in said[place].cells],
        [row for row in said[place + 1 :] if visible(row.cells)],
        sheet.day_zero,
        _said([row for at, row in enumerate(rows) if at not in fields]),
        turned=True,
    )
