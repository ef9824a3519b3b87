"""Reads the sheets of a workbook, Excel's (new or old) or OpenDocument's; runs in a process of its own.

The reading library takes memory for a sheet's whole rectangle before anybody can ask how large it is. What can be
seen beforehand is refused with its reason here; the limits of the process hold for what cannot.
"""

import datetime as dt
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from cp_desktop.errors import UserError

from .old_workbook import read_old
from .workbook_parts import SheetParts, WorkbookParts, parts_of

LARGEST_UNPACKED = 200_000_000  # bytes
LARGEST_SHEET = 6_000_000  # cells, empty ones between filled ones included
CHUNK = 500  # rows
OLD = b"\xd0\xcf\x11\xe0"  # how a file of Office before 2007 begins, and a locked one of later


def read(path: Path) -> Iterator[list[Any]]:
    """Says ["modified", the day on which the workbook was last changed or None]; then for each sheet ["sheet", [its
    name, the day from which it counts days, whether it is hidden]] and ["rows", some of its rows] to the end; last
    ["notes", sentences].

    Each row is [number, cells, name of the sheet, hidden, struck out], rows without anything left out and merged cells
    filled. Cells are what JSON holds, and what `packed` makes JSON hold; an error is the text that it shows ("#N/A").
    Raises UserError for a file that cannot be read.
    """
    with path.open("rb") as file:
        old = file.read(4) == OLD
    parts, sheets = read_old(path) if old else _read_packed(path)
    yield ["modified", parts.modified and parts.modified.isoformat()]
    notes = []
    for name, hidden, rows in sheets:
        said = parts.sheets.get(name) or SheetParts()
        yield ["sheet", [name, dt.datetime.combine(parts.day_zero, dt.time()).isoformat(), hidden]]
        _put_errors(rows, said)
        _fill_merged(rows, said)
        yield from _chunks(name, rows, said)
        notes += said.notes(name, rows)
    yield ["notes", notes]


def _read_packed(path: Path) -> tuple[WorkbookParts, Iterator[tuple[str, bool, list[list[Any]]]]]:
    parts = _unpacked_parts(path)
    return parts, _sheets(path)


def _sheets(path: Path) -> Iterator[tuple[str, bool, list[list[Any]]]]:
    """The name of each sheet, whether it is hidden, and its rows."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        # Of a path, the library would believe the name; of a file, it looks at the bytes.
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    yield sheet.name, sheet.visible != SheetVisibleEnum.Visible, rows
    # The library is written in Rust: a panic in it is not even an Exception.
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError | GeneratorExit | BrokenPipeError):
            raise
        raise UserError(
            f"{path.name} is damaged or not a workbook that can be read. Nothing was imported. "
            "Open it in a spreadsheet program and save it again as .xlsx."
        ) from problem


def _put_errors(rows: list[list[Any]], said: SheetParts) -> None:
    """Puts errors where they stand: the library gives a blank for one."""
    for (row, column), shown in said.errors.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = shown


def _fill_merged(rows: list[list[Any]], said: SheetParts) -> None:
    """Puts what merged cells say into each of them, and only once into a line that holds nothing else: a title."""
    for top, left, bottom, right in said.merged:
        if top >= len(rows) or left >= len(rows[top]) or (value := rows[top][left]) == "":
            continue
        for row in rows[top : bottom + 1]:
            alone = all(cell == "" for place, cell in enumerate(row) if place != left)
            for column in range(left, 1 + (left if alone else min(right, len(row) - 1))):
                if row[column : column + 1] == [""]:
                    row[column] = value


def _chunks(name: str, rows: Sequence[Sequence[Any]], said: SheetParts) -> Iterator[list[Any]]:
    hidden, struck = said.hidden, said.struck
    filled = (
        [number, row, name, number in hidden, number in struck]
        for number, row in enumerate(rows, 1)
        if row.count("") < len(row)
    )
    while some := list(islice(filled, CHUNK)):
        yield ["rows", some]


def packed(cell: Any) -> dict[str, Any]:
    """A cell that is no text or number as JSON holds it: {its kind: itself in writing}."""
    if isinstance(cell, dt.timedelta):
        return {"timedelta": cell.total_seconds()}
    return {type(cell).__name__: cell.isoformat()}


_KINDS: dict[str, Callable[[Any], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda seconds: dt.timedelta(seconds=seconds),
}


def unpacked(cell: Mapping[str, Any]) -> Any:
    """The cell again that `packed` was given."""
    ((kind, written),) = cell.items()
    return _KINDS[kind](written)


def _unpacked_parts(path: Path) -> WorkbookParts:
    """What the parts of a workbook say. Refuses a packed file that is none, or that would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise UserError(f"{path.name} is far too large once unpacked. Nothing was imported.")
            if "xl/workbook.bin" in names:
                raise UserError(
                    f"{path.name} is a binary workbook (.xlsb), whose formulas may have failed unseen. Nothing was "
                    "imported. Open it in a spreadsheet program and save it as .xlsx."
                )
            if not names & {"xl/workbook.xml", "content.xml"}:
                raise UserError(
                    f"{path.name} is not a workbook (a text document or another packed file). Nothing was imported. "
                    "Choose the spreadsheet itself."
                )
            # Reading a part proves that it is no larger than the archive says.
            parts = {name: archive.read(name) for name in names if name.endswith((".xml", ".rels", ".bin"))}
        for name, part in parts.items():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                _refuse_far_cells(path, part)
            elif name == "content.xml":
                _refuse_repeats(path, part)
        return parts_of(parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
        IndexError,
        expat.ExpatError,
        OSError,
    ) as problem:
        raise UserError(f"{path.name} is damaged and cannot be unpacked. Nothing was imported.") from problem


_CELL = re.compile(rb"""\s?r\s?=\s?["']([A-Z]{1,3})([0-9]{1,7})["']""")
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s+ref=["'][A-Z]+[0-9]+:([A-Z]{1,3})([0-9]{1,7})["']""")


def _refuse_far_cells(path: Path, sheet: bytes) -> None:
    """Looks at what the sheet says of itself, or else at the last cell of each row: the farthest out in all but hostile
    files.
    """
    columns, last = set(), 0
    said = _DIMENSION.search(sheet, 0, 5_000)
    rows = (_CELL.match(row, row.rfind(b"r=")) for row in sheet.split(b"row>")) if not said else [said]
    for found in rows:
        if found:
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
