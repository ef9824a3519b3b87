"""Reads a table out of whatever file it comes in: CSV of any kind, Excel, OpenDocument.

The row of headings may stand anywhere among the first rows, the table anywhere on the sheet, the sheet
anywhere among the visible ones. Rows keep the numbers they have in the file.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cp_desktop.errors import UserError

from .values import Cell, key, line

HEADING_ROWS = 20
LARGEST_FILE = 200_000_000  # bytes, also once unpacked
LARGEST_SHEET = 6_000_000  # cells, empty ones between filled ones included


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
    """The rows under the headings. `columns` gives the place of each heading found, `others` what else is there."""

    path: Path
    heading_row: int
    headings: list[str]
    columns: dict[str, int]
    others: dict[int, str]
    rows: list[Row]


def letter(place: int) -> str:
    """The letter a spreadsheet gives a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_table(
    path: Path, what: str, headings: Sequence[Heading], needs: Sequence[tuple[str, ...]], numbered: bool = False
) -> Table:
    """The first table of a file that has the headings needed: one at least out of each group of `needs`.

    `numbered` means that columns headed by an item's number count as headings too. Raises UserError for a file
    that cannot be read or has no such table; `what` says in it what was looked for.
    """
    looked = _Looked(headings, needs, numbered)
    try:
        for sheet in _sheets(path, looked):
            first = list(islice(sheet, HEADING_ROWS))
            best = max(range(len(first)), key=lambda number: looked.score(first[number]), default=None)
            if best is not None and looked.enough(first[best]):
                return _table(path, looked, best, [*first, *sheet])
            looked.seen = looked.seen or [text for row in first[:1] for cell in row if (text := line(cell))]
    except csv.Error as problem:
        raise UserError(
            f"{path.name} cannot be read as a table: {problem}. Nothing was imported. "
            "Open it in a spreadsheet program and save it as .xlsx."
        ) from problem
    except OSError as problem:
        raise UserError(f"{path.name} cannot be read ({problem.strerror}). Nothing was imported.") from problem
    raise UserError(looked.refusal(path, what))


class _Looked:
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

    def match(self, row: Sequence[Cell]) -> tuple[dict[str, int], dict[int, str]]:
        columns: dict[str, int] = {}
        others: dict[int, str] = {}
        for place, cell in enumerate(row):
            text = line(cell) if isinstance(cell, str) else ""
            if not text:
                continue
            folded = key(text)
            name = self.titles.get(folded) or next(
                (name for ending, name in self.endings.items() if folded.endswith(ending)), None
            )
            if name and name not in columns:
                columns[name] = place
            else:
                others[place] = text
        return columns, others

    def score(self, row: Sequence[Cell]) -> float:
        columns, others = self.match(row)
        found = len(columns) + sum(any(name in columns for name in group) for group in self.needs)
        if self.numbered and found:
            found += sum(item_number(text) is not None for text in others.values())
        return found

    def enough(self, row: Sequence[Cell]) -> bool:
        columns, _ = self.match(row)
        return all(any(name in columns for name in group) for group in self.needs)

    def refusal(self, path: Path, what: str) -> str:
        wanted = " and ".join(" or ".join(self.headings[name].titles[0] for name in group) for group in self.needs)
        found = ", ".join(f"“{text[:40]}”" for text in self.seen[:6])
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


def _table(path: Path, looked: _Looked, best: int, rows: Sequence[Sequence[Cell]]) -> Table:
    columns, others = looked.match(rows[best])
    headings = [line(cell) for cell in rows[best]]
    width = len(headings)
    kept = []
    for number, cells in enumerate(rows[best + 1 :], best + 2):
        if not any(cell not in ("", None) and line(cell) for cell in cells):
            continue
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        # Long lists repeat their headings on every page.
        if all(key(line(cells[place])) == key(headings[place]) for place in columns.values()):
            continue
        kept.append(Row(number, cells))
    return Table(path, best + 1, headings, columns, others, kept)


# -- what kind of file it is, told by its bytes and never by its name


def _sheets(path: Path, looked: _Looked) -> Iterator[Iterator[Sequence[Cell]]]:
    size = path.stat().st_size
    if not path.is_file() or size > LARGEST_FILE:
        raise UserError(
            f"{path.name} is too large to be a list of ours ({size // 1_000_000} MB). Nothing was imported."
        )
    data = path.read_bytes()
    if not data.strip():
        raise UserError(f"{path.name} is empty. Nothing was imported.")
    if data.startswith(b"PK\x03\x04"):
        return _workbook(path, data)
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise UserError(f"{path.name} is {kind}. Nothing was imported.")
    return _text(path, data, looked)


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


def _text(path: Path, data: bytes, looked: _Looked) -> Iterator[Iterator[Sequence[Cell]]]:
    text = _decoded(path, data)
    separators = [one for one in ",;\t|" if one in text] or [","]
    separator = max(separators, key=lambda one: _promise(text, one, looked)) if len(separators) > 1 else separators[0]
    yield (record for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def _promise(text: str, separator: str, looked: _Looked) -> tuple[float, int]:
    """How well the first rows read with a separator: headings found, then the widest row."""
    try:
        first = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), HEADING_ROWS))
    except csv.Error:
        return (0, 0)
    return max((looked.score(row) for row in first), default=0), max(map(len, first), default=0)


_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:1000]:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text, 0, 100_000):
            return text
    raise UserError(f"{path.name} is not a table of text that can be read. Nothing was imported. Save it as .xlsx.")


# -- workbooks


def _workbook(path: Path, data: bytes) -> Iterator[Iterator[Sequence[Cell]]]:
    _refuse_monsters(path, data)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                    yield iter(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
    except (UserError, GeneratorExit, OSError):
        raise
    # The reader is written in Rust: a panic in it is not even an Exception.
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise UserError(
            f"{path.name} is damaged or not a workbook that can be read. Nothing was imported. "
            "Open it in a spreadsheet program and save it again as .xlsx."
        ) from problem


def _refuse_monsters(path: Path, data: bytes) -> None:
    """Refuses a packed file that is no workbook, or that would fill the memory once unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(part.file_size for part in archive.infolist()) > LARGEST_FILE:
                raise UserError(f"{path.name} is far too large once unpacked. Nothing was imported.")
            if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
                raise UserError(
                    f"{path.name} is not a workbook (a text document or another packed file). Nothing was imported. "
                    "Choose the spreadsheet itself."
                )
            for name in names:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    _refuse_far_cells(path, archive.read(name))
                elif name == "content.xml":
                    _refuse_repeats(path, archive.read(name))
                elif name.startswith("xl/") and name.endswith((".xml", ".bin")):
                    archive.read(name)  # proves that it is no larger than the archive says
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise UserError(f"{path.name} is damaged and cannot be unpacked. Nothing was imported.") from problem


_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


def _refuse_far_cells(path: Path, sheet: bytes) -> None:
    columns, last = set(), 0
    for found in _CELL.finditer(sheet):
        columns.add(found[1])
        last = max(last, int(found[2]))
    widest = max((len(name), name) for name in columns)[1] if columns else b""
    width = 0
    for code in widest:
        width = width * 26 + code - 64
    if width * last > LARGEST_SHEET:
        raise UserError(
            f"{path.name} has a cell as far out as {widest.decode()}{last}: its sheet is too large to read. "
            "Nothing was imported. Delete the empty rows and columns, or copy the table to a new sheet."
        )


_REPEAT = re.compile(rb"<table:(?:table-row|table-cell)[^>]*-repeated=\"([0-9]{4,})\"[^>]*>")


def _refuse_repeats(path: Path, content: bytes) -> None:
    for found in _REPEAT.finditer(content):
        filled = b"value" in found[0] or (b"table-row" in found[0] and _row_filled(content, found.end()))
        if filled:
            raise UserError(
                f"{path.name} repeats one row or cell {int(found[1]):,} times: its sheet is too large to read. "
                "Nothing was imported. Copy the table to a new sheet."
            )


def _row_filled(content: bytes, start: int) -> bool:
    return b"value-type" in content[start : content.find(b"</table:table-row>", start)]
