"""What the reading library leaves unsaid of a workbook: errors, hidden and struck-out rows, merged cells, days.

All stand in the packed parts: ECMA-376 part 1, 18.2.28 (`date1904`), 18.3.1.73 (rows), 18.3.1.55 (merged cells),
18.8.22 (fonts) and 18.18.11 (cells of type `e`). OpenDocument's are in `opendocument_parts`.
"""

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

EXCEL_DAY_ZERO, MAC_DAY_ZERO = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
MOST_NAMED = 10  # cells, in a sentence
LAST_COLUMN = 16_384

Errors = dict[tuple[int, int], str]  # what a cell shows, by row and column from 0


@dataclass
class SheetParts:
    """What the parts say of one sheet; rows by their numbers, all else counted from 0."""

    errors: Errors = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    struck_alone: list[tuple[int, int]] = field(default_factory=list)  # cells struck out in rows that are not
    unworked: list[tuple[int, int]] = field(default_factory=list)  # cells whose formula has no result
    hidden_columns: list[int] = field(default_factory=list)

    def strike(self, row: int, filled: list[int], struck: list[int]) -> None:
        """Notes of a row which of its filled cells are struck out: the row is where most are, or the first."""
        if struck and (struck[0] == filled[0] or len(struck) * 2 > len(filled)):
            self.struck.add(row + 1)
        else:
            self.struck_alone += [(row, column) for column in struck]

    def notes(self, name: str, rows: Sequence[Sequence[Any]]) -> list[str]:
        """What is to be told of the sheet that has these rows."""
        said = []
        if self.struck_alone:
            said.append(f"Struck out on sheet {name} and read all the same: {_named(self.struck_alone)}.")
        if self.unworked:
            said.append(
                f"Formulas without a result on sheet {name} are read as blank: {_named(self.unworked)}. Open the file "
                "in a spreadsheet program and save it, and they have one."
            )
        filled = [one for one in self.hidden_columns if any(one < len(row) and row[one] != "" for row in rows)]
        if filled:
            columns = ", ".join(letters(column) for column in filled[:MOST_NAMED])
            said.append(f"Hidden columns of sheet {name} are read like the others: {columns}.")
        return said


def _named(cells: Sequence[tuple[int, int]]) -> str:
    """The names of cells, of many the first."""
    names = ", ".join(f"{letters(column)}{row + 1}" for row, column in cells[:MOST_NAMED])
    return f"{names} and {len(cells) - MOST_NAMED:,} more" if len(cells) > MOST_NAMED else names


@dataclass
class WorkbookParts:
    """What the parts say of a workbook: of each sheet by its name, and of all."""

    sheets: dict[str, SheetParts] = field(default_factory=dict)
    day_zero: dt.date = EXCEL_DAY_ZERO
    modified: dt.date | None = None


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    found = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        found, column = chr(65 + rest) + found, column - 1
    return found


def parts_of(read: Mapping[str, bytes]) -> WorkbookParts:
    """What the parts of a workbook, by their names, say. Raises ValueError, KeyError and ExpatError where damaged."""
    if "content.xml" in read:
        from .opendocument_parts import parts_of_opendocument

        return parts_of_opendocument(read)
    parts = WorkbookParts()
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

    parse(read["xl/workbook.xml"], workbook)
    if relationships := read.get("xl/_rels/workbook.xml.rels"):
        parse(relationships, relationship)
    if core := read.get("docProps/core.xml"):
        parts.modified = day_in(core, "modified")
    styles = _struck_styles(read.get("xl/styles.xml", b""))
    texts = _struck_texts(read.get("xl/sharedStrings.xml", b""))
    for name, key in sheets:
        sheet = read.get(targets.get(key, ""), b"")
        if sheet and (styles or texts or any(sign in sheet for sign in _SIGNS) or _merges(sheet)):
            parts.sheets[name] = _ExcelSheet(sheet, styles, texts).parts
    return parts


# A search through all cells takes its time: only where there is one of these.
_SIGNS = (b'"e"', b"'e'", b"hidden", b"strike", b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />")


def _merges(sheet: bytes) -> bool:
    return sheet.find(b"mergeCell", max(sheet.rfind(b"sheetData>"), 0)) >= 0


def day_in(xml: bytes, tag: str) -> dt.date | None:
    """The day that an element of a part says, None where it says none."""
    said: list[str] = []
    inside = False

    def begun(name: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = name == tag

    def text(part: str) -> None:
        if inside:
            said.append(part)

    parse(xml, begun, lambda _: begun("", {}), text)
    with suppress(ValueError):
        return dt.date.fromisoformat("".join(said).strip()[:10])
    return None


def _on(said: dict[str, str]) -> bool:
    return said.get("val", "1") not in ("0", "false", "off")


def _struck_styles(xml: bytes) -> set[str]:
    """The numbers of the cell formats whose font is struck through."""
    if b"strike" not in xml:
        return set()
    within: list[str] = []
    fonts: list[bool] = []
    formats: list[bool] = []

    def begun(tag: str, said: dict[str, str]) -> None:
        within.append(tag)
        match within[1:]:
            case ["fonts", "font"]:
                fonts.append(False)
            case ["fonts", "font", "strike"]:
                fonts[-1] = _on(said)
            case ["cellXfs", "xf"]:
                formats.append(fonts[int(said.get("fontId", 0))])

    parse(xml, begun, lambda _: within.pop())
    return {str(number) for number, struck in enumerate(formats) if struck}


def _struck_texts(xml: bytes) -> set[str]:
    """The numbers of the shared texts that are struck through from end to end."""
    if b"strike" not in xml:
        return set()
    found: set[str] = set()
    number, runs = -1, _Runs()

    def begun(tag: str, said: dict[str, str]) -> None:
        nonlocal number, runs
        if tag == "si":
            number, runs = number + 1, _Runs()
        runs.begun(tag, said)

    def ended(tag: str) -> None:
        if tag == "si" and runs.struck:
            found.add(str(number))

    parse(xml, begun, ended)
    return found


class _Runs:
    """The runs of a rich text."""

    def __init__(self) -> None:
        self._runs, self._struck = 0, 0

    def begun(self, tag: str, said: dict[str, str]) -> None:
        if tag == "r":
            self._runs += 1
        elif tag == "strike" and _on(said):
            self._struck += 1

    @property
    def struck(self) -> bool:
        return 0 < self._runs == self._struck


_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class _ExcelSheet:
    """Reads the part of one sheet."""

    def __init__(self, xml: bytes, styles: Container[str], texts: Container[str]) -> None:
        self.parts = SheetParts()
        self._styles, self._texts = styles, texts
        self._row, self._column, self._cell = -1, -1, dict[str, str]()
        self._hidden, self._formula = False, False
        self._filled: list[int] = []
        self._struck: list[int] = []
        self._runs = _Runs()
        self._shown: list[str] = []
        parse(xml, self._begun, self._ended, self._shown.append)

    def _begun(self, tag: str, said: dict[str, str]) -> None:
        if tag == "row":
            self._row, self._column = int(said["r"]) - 1 if "r" in said else self._row + 1, -1
            self._hidden = said.get("hidden") in ("1", "true", "on")
            self._filled, self._struck = [], []
        elif tag == "c":
            self._column = column_of(said["r"]) if "r" in said else self._column + 1
            self._cell, self._runs, self._formula = said, _Runs(), False
        elif tag == "f":
            self._formula = True
        elif tag == "col" and said.get("hidden") in ("1", "true", "on"):
            self.parts.hidden_columns += range(int(said["min"]) - 1, min(int(said["max"]), LAST_COLUMN))
        elif tag == "mergeCell" and (area := _AREA.fullmatch(said.get("ref", ""))):
            self.parts.merged.append((int(area[2]) - 1, column_of(area[1]), int(area[4]) - 1, column_of(area[3])))
        elif tag in ("r", "strike"):
            self._runs.begun(tag, said)
        self._shown.clear()

    def _ended(self, tag: str) -> None:
        if tag in ("v", "t") and self._shown and self._filled[-1:] != [self._column]:
            shown = "".join(self._shown)
            self._filled.append(self._column)
            kind = self._cell.get("t")
            if kind == "e":
                self.parts.errors[self._row, self._column] = shown
            if self._cell.get("s") in self._styles or (kind == "s" and shown in self._texts):
                self._struck.append(self._column)
        elif tag == "c":
            filled = self._filled[-1:] == [self._column]
            if filled and self._runs.struck:
                self._struck.append(self._column)
            elif self._formula and not filled and self._cell.get("t") != "str":  # a text of no letters is a result
                self.parts.unworked.append((self._row, self._column))
        elif tag == "row" and self._filled:
            if self._hidden:
                self.parts.hidden.add(self._row + 1)
            self.parts.strike(self._row, self._filled, self._struck)


def column_of(reference: str) -> int:
    """The column of a reference such as AB12, from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - 64
    return column - 1


def parse(
    xml: bytes,
    begun: Callable[[str, dict[str, str]], None],
    ended: Callable[[str], Any] | None = None,
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
