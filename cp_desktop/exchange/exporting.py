"""Listings on their way out: to Excel, to CSV, to the clipboard. What a cell holds is data, never a formula."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Choice, Column, Listing, show
from cp_desktop.register.file_errors import explained

from .plan import Progress

CHUNK = 5_000
EXCEL_ROWS = 1_048_575  # under the headings
NARROWEST, WIDEST = 8, 60
_LEADERS = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_BEGINS = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was


def export(
    session: Session,
    listing: Listing,
    path: Path,
    ids: Sequence[int] | None = None,
    columns: Sequence[Column] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Writes a listing to an .xlsx or .csv file, whole or not at all.

    `ids` are the rows in their order (all, in the listing's own, without it), `columns` those wanted (without it
    the ones shown before anybody has chosen, less the private). Raises UserError when the file cannot be written
    or `cancelled` says so.
    """
    path = Path(path)
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    if path.suffix.lower() not in writers:
        raise UserError(f"{path.name} was not written. Choose a name that ends in .xlsx or .csv.")
    if columns is None:
        columns = [column for column in listing.columns if column.listed and not column.private]

    def rows() -> Iterator[Sequence[Any]]:
        total = len(ids) if ids is not None else 0
        for done, row in enumerate(_rows(session, listing, ids, columns)):
            if done % 1000 == 0:
                if cancelled and cancelled():
                    raise UserError(f"The export was cancelled. {path.name} was not written.")
                if progress:
                    progress(done, max(total, done), f"Writing {path.name}")
            yield row

    part = path.with_name(path.name + ".part")
    try:
        writers[path.suffix.lower()](part, listing.title, columns, rows())
        part.replace(path)
    except PermissionError as problem:
        raise UserError(f"{path.name} may not be written. Is it open in another program? Close it there.") from problem
    except OSError as problem:
        raise explained(problem) or UserError(f"{path.name} was not written: {problem.strerror}.") from problem
    finally:
        part.unlink(missing_ok=True)


def tsv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as tab-separated text, as spreadsheets paste it; line breaks and tabs stay inside their cells."""
    lines = ["\t".join(map(_pasted, headings))]
    lines += ["\t".join(_pasted(value) for value in row) for row in rows]
    return "\n".join(lines) + "\n"


def _pasted(value: Any) -> str:
    text = _plain(value)
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n\r"') else text


def _plain(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    text = show(value)
    return f"'{text}" if text.startswith(_LEADERS) and not isinstance(value, int | float) else text


def _rows(
    session: Session, listing: Listing, ids: Sequence[int] | None, columns: Sequence[Column]
) -> Iterator[Sequence[Any]]:
    if ids is None:
        for row in session.execute(listing.rows(None, columns)).yield_per(CHUNK):
            yield row[1:]
        return
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {row[0]: row[1:] for row in session.execute(listing.rows(some, columns))}
        yield from (found[number] for number in some if number in found)


def _in_csv(value: Any) -> str:
    """A value for a program as much as for a person: whole numbers are plain digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _write_csv(path: Path, _title: str, columns: Sequence[Column], rows: Iterator[Sequence[Any]]) -> None:
    # The mark at the start is what makes Excel read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([_plain(column.label) for column in columns])
        for row in rows:
            writer.writerow([_in_csv(value) for value in row])


def _write_xlsx(path: Path, title: str, columns: Sequence[Column], rows: Iterator[Sequence[Any]]) -> None:
    import xlsxwriter

    # Rows are kept back only until the widths are known; after that each is written and forgotten.
    first = list(islice(rows, 200))
    # Cells go through write_string and its like, which take nothing for a formula, a link or a number.
    with path.open("wb") as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "d mmm yyyy", "align": "left"})
        moment = book.add_format({"num_format": "d mmm yyyy hh:mm", "align": "left"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            longest = max((len(show(row[place])) for row in first), default=0)
            sheet.set_column(place, place, min(max(longest, len(column.label), NARROWEST) + 2, WIDEST))
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.label, bold)
        number = 0
        for number, row in enumerate(chain(first, rows), 1):
            if number > EXCEL_ROWS:
                raise UserError(f"Excel holds {EXCEL_ROWS:,} rows and there are more. Export to .csv instead.")
            for place, value in enumerate(row):
                _write_cell(sheet, number, place, value, day, moment)
        if number and columns:
            sheet.autofilter(0, 0, number, len(columns) - 1)


def _write_cell(sheet: Any, row: int, place: int, value: Any, day: Any, moment: Any) -> None:
    match value:
        case None | "":
            return
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
            sheet.write_string(row, place, show(value)[:32_767])


def _sheet_name(title: str) -> str:
    """A title without the signs Excel forbids in the name of a sheet, and no longer than it allows."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip("' ")[:31] or "Sheet1"
