"""Listings on their way out, to Excel, CSV or the clipboard: the one gate that every table leaves by.

What is handed on holds no private column, and of the numbers of children no small one. What is for this office only
says so in its name and its first row. Guarded columns leave by neither way. What a cell holds is data, never a
formula.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.figures.suppression import suppress
from cp_desktop.model import Choice, Column, Council, Listing, show
from cp_desktop.register.file_errors import explained
from cp_desktop.register.store import store_of

from .plan import Progress

CHUNK = 5_000
EXCEL_ROWS = 1_048_575  # under the headings
NARROWEST, WIDEST = 8, 60
_INTERNAL = re.compile(r"\binternal\b", re.I)
_LEADERS = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_BEGINS = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_ALL = "all"  # the key of a column's sum, beside those of its rows


@dataclass(frozen=True)
class Exported:
    """What became of an export: where the file is, its rows, the headings of the columns that stayed inside, and
    below what a number of children is hidden in it (0 where none had to be)."""

    path: Path
    rows: int
    left_out: tuple[str, ...]
    hidden_below: int

    @property
    def sentence(self) -> str:
        """What was written, and what it does not hold."""
        said = f"Exported {self.rows:,} {'row' if self.rows == 1 else 'rows'} to {self.path}."
        if self.left_out:
            said += f" Left out, as private: {', '.join(self.left_out)}."
        if self.hidden_below:
            said += f" Numbers of children from 1 to {self.hidden_below - 1} are hidden, and what would tell them."
        return said


def private_columns(listing: Listing, columns: Iterable[Column]) -> list[Column]:
    """Those of the columns that leave whole only in a file for this office: without it not, or with gaps."""
    return [
        column for column in columns if (listing.stays_inside(column) or column.counts_children) and not column.guarded
    ]


def left_out(listing: Listing, columns: Iterable[Column]) -> tuple[str, ...]:
    """The headings of the columns that are not handed on."""
    return tuple(column.label for column in columns if listing.stays_inside(column) and not column.guarded)


def internal_name(path: Path) -> Path:
    """The path of a file for this office only: its name says "internal", which is added where it does not."""
    return path if _INTERNAL.search(path.stem) else path.with_name(f"{path.stem}-internal{path.suffix}")


def export(
    session: Session,
    listing: Listing,
    path: Path,
    ids: Sequence[int] | None = None,
    columns: Sequence[Column] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    internal: bool = False,
) -> Exported:
    """Writes a listing to an .xlsx or .csv file, whole or not at all.

    `ids` are the rows in their order (all, in the listing's own, without it), `columns` those wanted (without it
    the ones shown before anybody has chosen, and with `internal` every private one). Only a file that is `internal`
    holds the private ones among them, under a first row that says so, and is written as `internal_name` says.

    Raises UserError when no column is left, when the file cannot be written, is a register, or is there already
    under a name that nobody gave; and when `cancelled` says so.
    """
    path = _checked(session, Path(path), internal)
    if columns is None:
        columns = [column for column in listing.columns if column.listed or (internal and listing.stays_inside(column))]
    chosen = [column for column in columns if not column.guarded and (internal or not listing.stays_inside(column))]
    if not chosen:
        raise UserError(
            f"{path.name} was not written: every column asked for is private. Show another one, or export for this "
            "office only."
        )
    below = 0 if internal else session.scalar(select(Council.suppress_below)) or 0
    hidden = _hidden(session, listing, chosen, below)
    counting = [column for column in listing.columns if column.counts_children]
    if counting and below > 1:
        ids = _in_safe_order(session, listing, counting, ids)
    number = 0

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal number
        total = len(ids) if ids is not None else 0
        for number, (id, *row) in enumerate(_rows(session, listing, ids, chosen), 1):
            if number % 1000 == 1:
                if cancelled and cancelled():
                    raise UserError(f"The export was cancelled. {path.name} was not written.")
                if progress:
                    progress(number - 1, max(total, number - 1), f"Writing {path.name}")
            for place, words in hidden.items():
                row[place] = words.get(id, row[place])
            yield row

    with _replaced(path) as part:
        notice = _notice(listing, chosen) if internal else None
        _WRITERS[path.suffix.lower()](part, listing.title, notice, chosen, rows())
    return Exported(path, number, () if internal else left_out(listing, columns), below if any(hidden.values()) else 0)


def _checked(session: Session, named: Path, internal: bool) -> Path:
    private_files.require_file(named)
    path = internal_name(named) if internal else named
    if path.suffix.lower() not in _WRITERS:
        raise UserError(f"{path.name} was not written. Choose a name that ends in .xlsx or .csv.")
    if path != named and path.exists():
        raise UserError(
            f"The name of a file with private columns says “internal”, and {path.name} is there already: it was left "
            "as it is. Choose another name."
        )
    store_of(session).must_not_replace(path)
    return path


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """A file to write in place of another, as `private_files` has it; what keeps it from being written is said."""
    try:
        with private_files.replaced(path) as part:
            yield part
    except PermissionError as problem:
        raise UserError(
            f"{path.name} may not be written. Nothing was changed. Close it if it is open, or choose another place."
        ) from problem
    except OSError as problem:
        raise explained(problem) or UserError(f"{path.name} was not written: {problem.strerror}.") from problem


def _notice(listing: Listing, columns: Sequence[Column]) -> str:
    """The first row of a file for this office. It is one cell, so that importers pass it by."""
    kept = ", ".join(column.label for column in private_columns(listing, columns))
    return f"Internal: {f'holds private columns ({kept}), ' if kept else ''}for this office only. Do not hand it on."


# -- small numbers of children


def _hidden(session: Session, listing: Listing, columns: Sequence[Column], below: int) -> dict[int, dict[int, str]]:
    """What stands in place of numbers that must not be told: for each column of them (by its place) words by row.

    It goes by all rows, whichever are chosen, and as if their sum were known: papers tell it.
    """
    hidden: dict[int, dict[int, str]] = {}
    for place, column in enumerate(columns):
        if below > 1 and column.counts_children:
            rows = session.execute(listing.rows(None, [column]))
            counts: dict[int | str, int | None] = {row[0]: row[1] for row in rows}
            whole: dict[int | str, int | None] = {_ALL: sum(filter(None, counts.values()))}
            words = suppress(counts | whole, dict.fromkeys(counts, _ALL), below)
            hidden[place] = {key: said for key, said in words.items() if isinstance(key, int)}
    return hidden


def _in_safe_order(
    session: Session, listing: Listing, wanted: Sequence[Column], ids: Sequence[int] | None
) -> Sequence[int]:
    """The rows, in an order that does not tell hidden numbers: where they are sorted by such a column, as entered."""
    counts = {row[0]: row[1:] for row in session.execute(listing.rows(None, wanted))}
    ids = list(counts) if ids is None else [id for id in ids if id in counts]
    for place in range(len(wanted)):
        numbers = [counts[id][place] for id in ids if counts[id][place] is not None]
        if len(numbers) > 2 and numbers in (sorted(numbers), sorted(numbers, reverse=True)):
            return sorted(ids)
    return ids


# -- cells


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
    """The key and the values of each row."""
    if ids is None:
        yield from session.execute(listing.rows(None, columns)).yield_per(CHUNK)
        return
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {row[0]: row for row in session.execute(listing.rows(some, columns))}
        yield from (found[number] for number in some if number in found)


def _in_csv(value: Any) -> str:
    """A value for a program as much as for a person: whole numbers are plain digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _plain(value)


def _write_csv(
    part: Path, _title: str, notice: str | None, columns: Sequence[Column], rows: Iterator[Sequence[Any]]
) -> None:
    # The mark at the start is what makes Excel read UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        if notice:
            writer.writerow([notice])
        writer.writerow([_plain(column.label) for column in columns])
        for row in rows:
            writer.writerow([_in_csv(value) for value in row])


def _write_xlsx(
    part: Path, title: str, notice: str | None, columns: Sequence[Column], rows: Iterator[Sequence[Any]]
) -> None:
    import xlsxwriter

    # Rows are kept back only until the widths are known; after that each is written and forgotten.
    first = list(islice(rows, 200))
    # Cells go through write_string and its like, which take nothing for a formula, a link or a number.
    with part.open("wb") as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "d mmm yyyy", "align": "left"})
        moment = book.add_format({"num_format": "d mmm yyyy hh:mm", "align": "left"})
        head = 1 if notice else 0
        sheet.freeze_panes(head + 1, 0)
        for place, column in enumerate(columns):
            longest = max((len(show(row[place])) for row in first), default=0)
            sheet.set_column(place, place, min(max(longest, len(column.label), NARROWEST) + 2, WIDEST))
        if notice:
            sheet.write_string(0, 0, notice, book.add_format({"bold": True}))
        for place, column in enumerate(columns):
            sheet.write_string(head, place, column.label, bold)
        number = head
        for number, row in enumerate(chain(first, rows), head + 1):
            if number > EXCEL_ROWS:
                raise UserError(f"Excel holds {EXCEL_ROWS:,} rows and there are more. Export to .csv instead.")
            for place, value in enumerate(row):
                _write_cell(sheet, number, place, value, day, moment)
        if number > head:
            sheet.autofilter(head, 0, number, len(columns) - 1)


_WRITERS = {".xlsx": _write_xlsx, ".csv": _write_csv}


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
