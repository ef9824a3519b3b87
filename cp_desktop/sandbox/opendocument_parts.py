"""What the reading library leaves unsaid of a workbook of OpenDocument.

OpenDocument 1.3 part 3: 9.4.2 (`table:null-date`), 19.749 (`table:visibility`), 20.382 (lines through a text). An error
is a cell of LibreOffice's own type, or known by what it shows.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from .workbook_parts import EXCEL_DAY_ZERO, LAST_COLUMN, SheetParts, WorkbookParts, day_in, parse

_SHOWN = re.compile(r"#[A-Z/0-9_]+[!?]?|Err:\d{3}", re.ASCII)
_UNNAMED = "#VALUE!"  # for an error that is shown in another language


def parts_of_opendocument(read: Mapping[str, bytes]) -> WorkbookParts:
    """What the parts of a workbook, by their names, say. Raises ValueError, KeyError and ExpatError where damaged."""
    styles = _StrikingStyles()
    if common := read.get("styles.xml"):
        parse(common, styles.begun)
    document = _SpreadsheetContent(styles)
    parse(read["content.xml"], document.begun, document.ended, document.text)
    if meta := read.get("meta.xml"):
        document.parts.modified = day_in(meta, "date")
    return document.parts


class _StrikingStyles:
    """Which styles strike a text through, by name: their own, or that of the style they come from."""

    def __init__(self) -> None:
        self._struck: dict[str, bool | None] = {}
        self._parents: dict[str, str] = {}
        self._last = ""

    def begun(self, tag: str, said: dict[str, str]) -> None:
        if tag == "style":
            self._last = said.get("name", "")
            self._parents[self._last] = said.get("parent-style-name", "")
        elif tag == "text-properties":
            line = said.get("text-line-through-style") or said.get("text-line-through-type")
            if line:
                self._struck[self._last] = line != "none"

    def strikes(self, name: str) -> bool:
        for _ in range(20):  # no chain is so long, and one that goes round has no end
            if name in self._struck or not name:
                break
            name = self._parents.get(name, "")
        return bool(self._struck.get(name))


class _SpreadsheetContent:
    """Reads the content; rows and cells may stand for many alike."""

    def __init__(self, styles: _StrikingStyles) -> None:
        self.parts = WorkbookParts()
        self._styles, self._sheet = styles, SheetParts()
        self._row, self._rows, self._column, self._cells = 0, 1, 0, 1
        self._cell: dict[str, str] = {}
        self._row_said: dict[str, str] = {}
        self._columns: list[tuple[int, str]] = []  # how many have which style
        self._filled: list[int] = []
        self._struck: list[int] = []
        self._spans: list[bool] = []  # whether what is open strikes through
        self._shown: list[str] = []
        self._plain = False  # whether any of the cell's text is not struck through by its own style

    def begun(self, tag: str, said: dict[str, str]) -> None:
        match tag:
            case "style" | "text-properties":
                self._styles.begun(tag, said)
            case "null-date":
                self.parts.day_zero = dt.date.fromisoformat(said.get("date-value", EXCEL_DAY_ZERO.isoformat()))
            case "table":
                self._sheet, self._row, self._columns = SheetParts(), 0, []
                self.parts.sheets[said.get("name", "")] = self._sheet
            case "table-column":
                many, before = int(said.get("number-columns-repeated", 1)), sum(one for one, _ in self._columns)
                self._columns.append((many, said.get("default-cell-style-name", "")))
                if said.get("visibility") in ("collapse", "filter"):
                    self._sheet.hidden_columns += range(before, min(before + many, LAST_COLUMN))
            case "table-row":
                self._row_said, self._column = said, 0
                self._rows = int(said.get("number-rows-repeated", 1))
                self._filled, self._struck = [], []
            case "table-cell" | "covered-table-cell":
                self._cell = said
                self._cells = int(said.get("number-columns-repeated", 1))
                self._plain = False
                self._shown.clear()
            case "span":
                self._spans.append(self._styles.strikes(said.get("style-name", "")))

    def text(self, part: str) -> None:
        self._shown.append(part)
        if part.strip() and not any(self._spans):
            self._plain = True

    def ended(self, tag: str) -> None:
        match tag:
            case "span":
                self._spans.pop()
            case "table-cell" | "covered-table-cell":
                self._cell_ended(covered=tag != "table-cell")
                self._column += self._cells
            case "table-row":
                self._row_ended()
                self._row += self._rows

    def _cell_ended(self, covered: bool) -> None:
        shown, wrong = "".join(self._shown).strip(), self._cell.get("value-type") == "error"
        if wrong or _SHOWN.fullmatch(shown):
            for place in self._places():
                self._sheet.errors[place] = shown if _SHOWN.fullmatch(shown) else _UNNAMED
        if covered or not (shown or wrong):
            return
        self._filled.append(self._column)
        if not self._plain or self._styles.strikes(self._cell.get("style-name") or self._default_style()):
            self._struck.append(self._column)
        wide, high = (int(self._cell.get(f"number-{one}-spanned", 1)) for one in ("columns", "rows"))
        if wide > 1 or high > 1:
            self._sheet.merged.append((self._row, self._column, self._row + high - 1, self._column + wide - 1))

    def _row_ended(self) -> None:
        if self._filled:
            # The repeats of filled rows that would be too many are refused before.
            for row in range(self._row, self._row + self._rows):
                if self._row_said.get("visibility") in ("collapse", "filter"):
                    self._sheet.hidden.add(row + 1)
                self._sheet.strike(row, self._filled, self._struck)

    def _default_style(self) -> str:
        if style := self._row_said.get("default-cell-style-name"):
            return style
        end = 0
        for many, style in self._columns:
            end += many
            if self._column < end:
                return style
        return ""

    def _places(self) -> Iterator[tuple[int, int]]:
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._cells):
                yield row, column
