"""Tables as spreadsheets, CSV files and what is pasted, as they were let out: every cell data, never a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from cp_desktop import private_files
from cp_desktop.disclosure import ReleasedTable, require_released
from cp_desktop.errors import UserError
from cp_desktop.model import Choice, show

from .cells import defused

EXCEL_ROWS = 1_048_575  # under the headings
NARROWEST, WIDEST = 8, 60
EXCEL_LETTERS = 32_767  # in a cell, one outside Unicode's first plane counting for two
_EXCEL_BEGINS = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was


Cut = tuple[int, str]  # a cell by the row of the file and the heading


def write_table(table: ReleasedTable, part: Path, ending: str) -> list[Cut]:
    """Fills a file with a table that was let out, in the format that `ending` (one of ENDINGS) says.

    Returns the cells whose text is longer than the format holds: there it ends with "…".

    Raises UserError where it is more than the format holds, OSError where it cannot be written.
    """
    require_released(table)
    return _WRITERS[ending](part, table)


# -- cells


def tsv(headings: Sequence[str], rows: Iterable[Sequence[Any]], notice: str | None = None) -> str:
    """Rows as tab-separated text, as spreadsheets paste it, under a notice if there is one; line breaks and tabs stay
    inside their cells."""
    lines = [_pasted(notice)] if notice else []
    lines.append("\t".join(map(_pasted, headings)))
    lines += ["\t".join(_pasted(value) for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def _pasted(value: Any) -> str:
    text = _plain(value)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n\r"') else text


def _plain(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = show(value)
    return text if isinstance(value, int | float) else defused(text)


def _in_csv(value: Any) -> str:
    """A value for a program as much as for a person: whole numbers are plain digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _write_csv(part: Path, table: ReleasedTable) -> list[Cut]:
    # The mark at the start is what makes Excel read UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        if table.notice:
            writer.writerow([table.notice])
        writer.writerow([_plain(heading) for heading in table.headings])
        for row in table.rows:
            writer.writerow([_in_csv(value) for value in row])
    return []


def _write_xlsx(part: Path, table: ReleasedTable) -> list[Cut]:
    import xlsxwriter

    # Rows are kept back only until the widths are known; after that each is written and forgotten.
    rows = iter(table.rows)
    first = list(islice(rows, 200))
    # Put together in memory: on a full disk the library would say so once more, of an object that ends later.
    packed = io.BytesIO()
    # Cells go through write_string and its like, which take nothing for a formula, a link or a number.
    with (
        private_files.workspace() as own,  # each row is kept there until the sheet is put together
        xlsxwriter.Workbook(packed, {"constant_memory": True, "tmpdir": str(own)}) as book,
    ):
        sheet = book.add_worksheet(_sheet_name(table.title))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "d mmm yyyy", "align": "left"})
        moment = book.add_format({"num_format": "d mmm yyyy hh:mm", "align": "left"})
        head = 1 if table.notice else 0
        cut: list[Cut] = []
        sheet.freeze_panes(head + 1, 0)
        for place, heading in enumerate(table.headings):
            longest = max((len(show(row[place])) for row in first), default=0)
            sheet.set_column(place, place, min(max(longest, len(heading), NARROWEST) + 2, WIDEST))
        if table.notice:
            sheet.write_string(0, 0, table.notice, book.add_format({"bold": True}))
        for place, heading in enumerate(table.headings):
            sheet.write_string(head, place, heading, bold)
        number = head
        for number, row in enumerate(chain(first, rows), head + 1):
            if number > EXCEL_ROWS:
                raise UserError(f"Excel holds {EXCEL_ROWS:,} rows and there are more. Export to .csv instead.")
            for place, value in enumerate(row):
                if not _write_cell(sheet, number, place, value, day, moment):
                    cut.append((number + 1, table.headings[place]))
        if number > head:
            sheet.autofilter(head, 0, number, len(table.headings) - 1)
    part.write_bytes(packed.getvalue())
    return cut


_WRITERS = {".xlsx": _write_xlsx, ".csv": _write_csv}
ENDINGS = tuple(_WRITERS)


def _write_cell(sheet: Any, row: int, place: int, value: Any, day: Any, moment: Any) -> bool:
    """Writes a value into a cell; whether all of it is there."""
    match value:
        case None | "":
            pass
        case bool() | Choice():
            sheet.write_string(row, place, show(value))
        case int() | float():
            sheet.write_number(row, place, value)
        case dt.datetime() if value.date() >= _EXCEL_BEGINS:
            sheet.write_datetime(row, place, value, moment)
        case dt.datetime():
            sheet.write_string(row, place, show(value))
        case dt.date() if value >= _EXCEL_BEGINS:
            sheet.write_datetime(row, place, value, day)
        case _:
            text = show(value)
            whole = defused(text) if text[:1] == "'" else text  # or the next import would take the apostrophe for ours
            kept = _cell_text(whole)
            sheet.write_string(row, place, kept)
            return kept == whole
    return True


def _cell_text(text: str) -> str:
    """A text as far as a cell of Excel holds it, and a sign that it goes on."""
    if len(text) * 2 <= EXCEL_LETTERS or len(units := text.encode("utf-16-le", "replace")) <= EXCEL_LETTERS * 2:
        return text
    return units[: EXCEL_LETTERS * 2 - 2].decode("utf-16-le", "ignore") + "…"


def _sheet_name(title: str) -> str:
    """A title without the signs Excel forbids in the name of a sheet, and no longer than it allows."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip("' ")[:31] or "Sheet1"
