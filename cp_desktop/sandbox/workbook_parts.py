"""What the reading library leaves unsaid of a workbook: which cells hold errors, and from which day days are counted.

Both stand in the packed parts: ECMA-376 part 1, 18.2.28 (`date1904`) and 18.18.11 (cells of type `e`); OpenDocument
1.3 part 3, 9.4.2 (`table:null-date`), where an error is a cell of LibreOffice's own type, or known by what it shows.
"""

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

EXCEL_DAY_ZERO, MAC_DAY_ZERO = dt.date(1899, 12, 30), dt.date(1904, 1, 1)

Errors = dict[tuple[int, int], str]  # what a cell shows, by row and column from 0

_SHOWN = re.compile(r"#[A-Z/0-9_]+[!?]?|Err:\d{3}", re.ASCII)
_UNNAMED = "#VALUE!"  # for an error that is shown in another language


@dataclass
class Parts:
    """The errors of each sheet by its name, and the day zero of all."""

    errors: dict[str, Errors] = field(default_factory=dict)
    day_zero: dt.date = EXCEL_DAY_ZERO


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """What the parts of a packed workbook say. Raises ValueError, KeyError and ExpatError where they are damaged."""
    names = set(archive.namelist())
    if "content.xml" in names:
        return _open_document(archive.read("content.xml"))
    parts = Parts()
    sheets: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def workbook(tag: str, said: dict[str, str]) -> None:
        if tag == "workbookPr" and said.get("date1904") in ("1", "true", "on"):
            parts.day_zero = MAC_DAY_ZERO
        elif tag == "sheet":
            sheets.append((said["name"], said["id"]))

    def relationship(tag: str, said: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[said["Id"]] = posixpath.normpath(posixpath.join("/xl", said["Target"])).lstrip("/")

    _parse(archive.read("xl/workbook.xml"), workbook)
    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive.read("xl/_rels/workbook.xml.rels"), relationship)
    for name, key in sheets:
        if targets.get(key) in names:
            sheet = archive.read(targets[key])
            if (
                b'"e"' in sheet or b"'e'" in sheet
            ):  # a search through all cells takes its time: only where there are any
                parts.errors[name] = _excel_errors(sheet)
    return parts


def _excel_errors(sheet: bytes) -> Errors:
    found: Errors = {}
    row, column, wrong = -1, -1, False
    shown: list[str] = []

    def begun(tag: str, said: dict[str, str]) -> None:
        nonlocal row, column, wrong
        if tag == "row":
            row, column = int(said["r"]) - 1 if "r" in said else row + 1, -1
        elif tag == "c":
            column = _column(said["r"]) if "r" in said else column + 1
            wrong = said.get("t") == "e"
        shown.clear()

    def ended(tag: str) -> None:
        if tag == "v" and wrong:
            found[row, column] = "".join(shown)

    _parse(sheet, begun, ended, shown.append)
    return found


def _column(reference: str) -> int:
    """The column of a reference such as AB12, from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1


class _SheetPosition:
    """Where in a sheet of OpenDocument the reading is; rows and cells may stand for many alike."""

    def __init__(self) -> None:
        self.row, self.column, self.rows, self.cells = 0, 0, 1, 1
        self.wrong = False
        self.errors: Errors = {}

    def note(self, shown: str) -> None:
        if self.wrong or _SHOWN.fullmatch(shown):
            for row, column in self._places():
                self.errors[row, column] = shown if _SHOWN.fullmatch(shown) else _UNNAMED

    def _places(self) -> Iterator[tuple[int, int]]:
        # The repeats of filled cells that would be too many are refused before.
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.cells):
                yield row, column


def _open_document(content: bytes) -> Parts:
    parts = Parts()
    sheet = _SheetPosition()
    shown: list[str] = []

    def begun(tag: str, said: dict[str, str]) -> None:
        nonlocal sheet
        match tag:
            case "null-date":
                parts.day_zero = dt.date.fromisoformat(said.get("date-value", EXCEL_DAY_ZERO.isoformat()))
            case "table":
                sheet = _SheetPosition()
                parts.errors[said.get("name", "")] = sheet.errors
            case "table-row":
                sheet.column, sheet.rows = 0, int(said.get("number-rows-repeated", 1))
            case "table-cell" | "covered-table-cell":
                sheet.cells = int(said.get("number-columns-repeated", 1))
                sheet.wrong = said.get("value-type") == "error"
                shown.clear()

    def ended(tag: str) -> None:
        match tag:
            case "table-cell" | "covered-table-cell":
                if shown or sheet.wrong:
                    sheet.note("".join(shown).strip())
                sheet.column += sheet.cells
            case "table-row":
                sheet.row += sheet.rows

    _parse(content, begun, ended, shown.append)
    return parts


def _parse(
    xml: bytes,
    begun: Callable[[str, dict[str, str]], None],
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """Tells what stands in an XML part; names without their prefixes, of two alike the last."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise ValueError("a workbook has no document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, said: begun(
        tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in said.items()}
    )
    if ended is not None:
        parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(xml, True)
