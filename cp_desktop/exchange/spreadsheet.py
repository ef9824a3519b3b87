"""Reads a table out of whatever file it comes in: CSV of any kind, Excel, OpenDocument.

The row of headings may stand anywhere among the first rows, the table anywhere on the sheet, the sheet
anywhere among the visible ones. Rows keep the numbers they have in the file.
"""

import codecs
import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.model.values import key, quoted
from cp_desktop.sandbox import workbook

from .cells import DAY_ZERO, Cell, line

HEADING_ROWS = 20
LARGEST_FILE = 200_000_000  # bytes
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # what Excel holds, blank ones included
MOST_CELLS = 6_000_000  # of all the rows that are kept
LONGEST_RECORD = 12_000_000  # letters of a row of text, over all its lines

Numbered = tuple[int, Sequence[Cell]]  # a row with its number in the file


class Sheet(NamedTuple):
    """The rows of a sheet that hold anything at all, and the day from which it counts days."""

    rows: Iterator[Numbered]
    day_zero: dt.datetime = DAY_ZERO


@dataclass(frozen=True)
class Heading:
    """A column that is looked for: by any of its titles, or by how its title ends. `titles[0]` is its label."""

    name: str
    titles: tuple[str, ...]
    ending: str | None = None


@dataclass(frozen=True)
class Row:
    number: int
    cells: Sequence[Cell]


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
    try:
        for sheet in _sheets(path, matcher, waiting):
            first = list(islice(sheet.rows, HEADING_ROWS))
            best = max(range(len(first)), key=lambda place: matcher.score(first[place][1]), default=None)
            if best is not None and matcher.enough(first[best][1]):
                return _table(path, matcher, first[best], chain(first[best + 1 :], sheet.rows), sheet.day_zero)
            matcher.seen = matcher.seen or [text for _, row in first[:1] for cell in row if (text := line(cell))]
    except sandbox.Overrun as problem:
        raise UserError(
            f"{path.name} is damaged, or too large to read in the time and memory of a list of ours. Nothing was "
            "imported. Open it in a spreadsheet program and copy the table alone into a new workbook."
        ) from problem
    except (csv.Error, UnicodeError) as problem:
        said = str(problem)
        why = "a quotation mark is out of place" if "expected after" in said else quoted(said)
        raise UserError(
            f"{path.name} cannot be read as a table: {why}. Nothing was imported. "
            "Open it in a spreadsheet program and save it as .xlsx."
        ) from problem
    except OSError as problem:
        raise UserError(f"{path.name} cannot be read ({problem.strerror}). Nothing was imported.") from problem
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


def _table(
    path: Path, matcher: _HeadingMatcher, heading: Numbered, rows: Iterable[Numbered], day_zero: dt.datetime
) -> Table:
    columns, others, repeats = matcher.match(heading[1])
    headings = [line(cell) for cell in heading[1]]
    width = len(headings)
    kept = []
    for number, cells in rows:
        if not any(cell not in ("", None) and line(cell) for cell in cells):
            continue
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        # Long lists repeat their headings on every page.
        if all(key(line(cells[place])) == key(headings[place]) for place in columns.values()):
            continue
        kept.append(Row(number, cells))
    return Table(path, heading[0], headings, columns, others, repeats, kept, day_zero)


# -- what kind of file it is, told by its bytes and never by its name


def _sheets(path: Path, matcher: _HeadingMatcher, waiting: Callable[[], None] | None) -> Iterator[Sheet]:
    """The sheets of a file; the rows of one are to be read before the next is asked for."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise UserError(
            f"{path.name} is too large to be a list of ours ({size // 1_000_000} MB). Nothing was imported."
        )
    with path.open("rb") as file:
        start = file.read(1000)
    if not start.strip() and not _holds_anything(path):
        raise UserError(f"{path.name} is empty. Nothing was imported.")
    if start.startswith(b"PK\x03\x04"):
        return _workbook(path, waiting)
    for sign, kind in _OTHER_KINDS.items():
        if start.startswith(sign):
            raise UserError(f"{path.name} is {kind}. Nothing was imported.")
    return _text(path, start, matcher)


def _holds_anything(path: Path) -> bool:
    with path.open("rb") as file:
        return any(part.strip() for part in iter(lambda: file.read(1 << 20), b""))


_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": (
        "an old Excel workbook (.xls) or one locked with a password. Open it in a spreadsheet program and save it "
        "as .xlsx without a password"
    ),
    b"%PDF": "a PDF, not a table. Ask for it as a spreadsheet",
    b"SQLite format 3": "a database, not a table",
    b"\x89PNG": "a picture, not a table",
    b"\xff\xd8\xff": "a picture, not a table",
    b"{\\rtf": "a text document, not a table. Copy its table into a spreadsheet and save it as .xlsx",
    b"<": "a web page or an XML file, not a table. Ask for it as a spreadsheet",
    b"\xef\xbb\xbf<": "a web page or an XML file, not a table. Ask for it as a spreadsheet",
}


# -- tables of text: read here, a row at a time, for nothing in them can ask for more than its own length


def _text(path: Path, start: bytes, matcher: _HeadingMatcher) -> Iterator[Sheet]:
    encoding = _encoding(path, start)
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(100_000)
    separators = [one for one in ",;\t|" if one in text] or [","]
    separator = max(separators, key=lambda one: _promise(text, one, matcher)) if len(separators) > 1 else separators[0]
    with path.open(encoding=encoding, newline="") as file:
        lines = _TextLines(path, file)
        yield Sheet(_filled(path, lines, csv.reader(lines, delimiter=separator, strict=True)))


class _TextLines:
    """The lines of a file, none of which, nor all lines of one row, can fill the memory."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self._path, self._file = path, file
        self.taken = 0  # letters of the row that is being read

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_RECORD)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken >= LONGEST_RECORD:
            raise _too_large(self._path, "a row longer than any list of ours")
        return line


def _too_large(path: Path, what: str) -> UserError:
    return UserError(f"{path.name} has {what}. Nothing was imported. Copy the table alone into a new file.")


def _filled(path: Path, lines: _TextLines, records: Iterable[Sequence[str]]) -> Iterator[Numbered]:
    cells = 0
    for number, record in enumerate(records, 1):
        lines.taken = 0
        if len(record) > MOST_COLUMNS:
            raise _too_large(path, f"more than {MOST_COLUMNS:,} columns")
        if number > MOST_ROWS:
            raise _too_large(path, f"more than {MOST_ROWS:,} rows, most of them blank perhaps")
        if any(record):
            cells += len(record)
            if cells > MOST_CELLS:
                raise _too_large(path, f"more than {MOST_CELLS:,} cells")
            # A line break inside a cell is one sign, whichever system wrote the file.
            yield number, [cell.replace("\r\n", "\n") if "\r" in cell else cell for cell in record]


def _promise(text: str, separator: str, matcher: _HeadingMatcher) -> tuple[float, int]:
    """How well the first rows read with a separator: headings found, then the widest row."""
    try:
        first = list(islice(csv.reader(text.splitlines(keepends=True), delimiter=separator), HEADING_ROWS))
    except csv.Error:
        return (0, 0)
    return max((matcher.score(row) for row in first), default=0), max(map(len, first), default=0)


_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")


def _encoding(path: Path, start: bytes) -> str:
    """The encoding in which the whole file reads as text without signs that no list has. Raises UserError."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in start:
        encodings = ["utf-16-le" if start[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            try:
                first = decoder.decode(file.read(100_000))
                for part in iter(lambda: file.read(1 << 20), b""):
                    decoder.decode(part)
                decoder.decode(b"", final=True)
            except UnicodeError:
                continue
        if not _CONTROLS.search(first):
            return encoding
    raise UserError(f"{path.name} is not a table of text that can be read. Nothing was imported. Save it as .xlsx.")


# -- workbooks: read in a process of their own


def _workbook(path: Path, waiting: Callable[[], None] | None) -> Iterator[Sheet]:
    with closing(sandbox.read(workbook.__name__, path, waiting)) as said:
        sheet = next(said, None)
        while sheet is not None:
            rows = _Rows(said)
            yield Sheet(iter(rows), dt.datetime.fromisoformat(sheet[1]))
            for _ in rows:  # what nobody wanted of this sheet
                pass
            sheet = rows.after


class _Rows:
    """The rows of one sheet, until what follows it begins; that is `after` then, or None at the end."""

    def __init__(self, said: Iterator[list[Any]]) -> None:
        self._said = said
        self._rows = self._read()
        self.after: list[Any] | None = None

    def __iter__(self) -> Iterator[Numbered]:
        return self._rows

    def _read(self) -> Iterator[Numbered]:
        for kind, value in self._said:
            if kind == "sheet":
                self.after = [kind, value]
                return
            for number, cells in value:
                yield number, [workbook.unpacked(cell) if isinstance(cell, list) else cell for cell in cells]
