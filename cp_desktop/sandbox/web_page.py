"""Reads the tables of a web page, as it was saved or as a program names it .xls; runs in a process of its own.

A page that is built to be slow takes the time that a process of its own is given, and no more.
"""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from cp_desktop.errors import UserError

from .workbook_parts import EXCEL_DAY_ZERO

LARGEST_TABLE = 2_000_000  # cells
WIDEST = 1_000  # columns
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.I)
_UNSEEN = {"script", "style", "template", "noscript"}
_STRUCK = {"s", "strike", "del"}
_BREAKS = {"br", "p", "div", "li"}


def read(path: Path) -> Iterator[list[Any]]:
    """Says of each table of two rows and columns at least what the reader of workbooks says of a sheet.

    Raises UserError for a page that has none.
    """
    page = _WebPage()
    page.feed(_text(path.read_bytes()))
    page.close()
    tables = [one for one in page.tables if len(one.rows) > 1 and max(len(row.cells) for row in one.rows) > 1]
    if not tables:
        raise UserError(
            f"{path.name} is a web page, not a table, and has none in it. Nothing was imported. Ask for the list as a "
            "spreadsheet, or copy it into one and save it as .xlsx."
        )
    day_zero = f"{EXCEL_DAY_ZERO.isoformat()}T00:00:00"
    for number, table in enumerate(tables, 1):
        name = table.caption or f"Table {number}"
        yield ["sheet", [name, day_zero, False]]
        yield ["rows", [[at, row.cells, name, row.hidden, row.struck] for at, row in enumerate(table.rows, 1)]]


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    said = _CHARSET.search(content, 0, 5_000)
    for encoding in [said[1].decode() if said else "utf-8-sig", "utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    return content.decode("latin-1")


class _PageRow:
    def __init__(self, hidden: bool) -> None:
        self.hidden = hidden
        self.cells: list[str] = []
        self.struck = False


class _PageTable:
    """A table that is being read; cells that span others stand in each of them."""

    def __init__(self) -> None:
        self.rows: list[_PageRow] = []
        self.caption = ""
        self._down: dict[int, tuple[int, str]] = {}  # by column: how many rows more, and what
        self._held = 0

    def begin_row(self, hidden: bool) -> None:
        self.rows.append(_PageRow(hidden))

    def take(self, text: str, wide: int, high: int, struck: bool) -> None:
        if not self.rows:
            self.begin_row(hidden=False)
        row = self.rows[-1]
        self._fill(row)
        row.struck = row.struck or (struck and not any(row.cells))
        for _ in range(min(wide, WIDEST - len(row.cells))):
            if high > 1:
                self._down[len(row.cells)] = (high - 1, text)
            row.cells.append(text)
        self._held += wide
        if self._held > LARGEST_TABLE:
            raise MemoryError

    def end_row(self) -> None:
        if self.rows:
            self._fill(self.rows[-1])

    def _fill(self, row: _PageRow) -> None:
        while (place := len(row.cells)) in self._down:
            more, text = self._down.pop(place)
            if more > 1:
                self._down[place] = (more - 1, text)
            row.cells.append(text)


class _WebPage(HTMLParser):
    """Reads a page; what stands in a table within a table belongs to that alone."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_PageTable] = []
        self._open: list[_PageTable] = []
        self._cell: dict[str, str | None] | None = None
        self._shown: list[str] = []
        self._unseen, self._struck, self._plain = 0, 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _STRUCK:
            self._struck += 1
        elif tag == "table":
            self._end_cell()
            self._open.append(_PageTable())
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._end_cell()
            self._open[-1].end_row()
            self._open[-1].begin_row("display:none" in (said.get("style") or "").replace(" ", "") or "hidden" in said)
        elif self._open and tag in ("td", "th", "caption"):
            self._end_cell()
            self._cell = said | {"tag": tag}
            self._shown, self._plain = [], False
        elif tag in _BREAKS:
            self._shown.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in _STRUCK:
            self._struck = max(self._struck - 1, 0)
        elif tag in ("td", "th", "caption", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop().end_row()
        elif tag in _BREAKS:
            self._shown.append("\n")

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._shown.append(data.replace("\n", " ").replace("\r", " "))
            self._plain = self._plain or (not self._struck and bool(data.strip()))

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        lines = (" ".join(line.split()) for line in "".join(self._shown).split("\n"))
        text = "\n".join(filter(None, lines))
        if self._cell["tag"] == "caption":
            self._open[-1].caption = text.replace("\n", " ")[:80]
        else:
            wide, high = (_span(self._cell.get(one)) for one in ("colspan", "rowspan"))
            self._open[-1].take(text, wide, high, bool(text) and not self._plain)
        self._cell = None


def _span(said: str | None) -> int:
    return max(int(said), 1) if said and said.isdecimal() and len(said) < 5 else 1
