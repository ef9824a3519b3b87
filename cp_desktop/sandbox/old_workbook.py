"""Reads a workbook of Excel 97 to 2003 (.xls), with what it says of its rows and cells.

[MS-XLS]: errors, rows that are hidden or struck out, merged cells and the day zero all come with the cells.
"""

import datetime as dt
import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cp_desktop.errors import UserError

from .workbook_parts import EXCEL_DAY_ZERO, MAC_DAY_ZERO, SheetParts, WorkbookParts

_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the part of a new workbook that is locked with a password
_AGAIN = "Nothing was imported. Open it in a spreadsheet program and save it as .xlsx"
_FILETIME_ZERO = dt.datetime(1601, 1, 1)


def read_old(path: Path) -> tuple[WorkbookParts, Iterator[tuple[str, bool, list[list[Any]]]]]:
    """What is said of the workbook, and the name of each sheet, whether it is hidden and its rows.

    Raises UserError for a file that cannot be read.
    """
    import xlrd

    content = path.read_bytes()
    if _LOCKED in content:
        raise UserError(f"{path.name} is locked with a password. {_AGAIN} without a password.")
    try:
        # It would print what it wonders at. What another program wrote a little wrong is read all the same.
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            ignore_workbook_corruption=True,
        )
    except xlrd.XLRDError as problem:
        if "encrypted" in str(problem):
            raise UserError(f"{path.name} is locked with a password. {_AGAIN} without a password.") from problem
        raise _damaged(path) from problem
    # A damaged file makes it stumble in every way.
    except Exception as problem:
        if isinstance(problem, MemoryError):
            raise
        raise _damaged(path) from problem
    parts = WorkbookParts(
        {sheet.name: _parts(book, sheet) for sheet in book.sheets()},
        MAC_DAY_ZERO if book.datemode else EXCEL_DAY_ZERO,
        _modified(content),
    )
    return parts, (
        (sheet.name, bool(sheet.visibility), [_cells(book, row) for row in sheet.get_rows()]) for sheet in book.sheets()
    )


def _damaged(path: Path) -> UserError:
    return UserError(
        f"{path.name} is a damaged old Excel workbook (.xls), or an old document of another kind. {_AGAIN}."
    )


def _cells(book: Any, row: Any) -> list[Any]:
    import xlrd

    cells: list[Any] = []
    for cell in row:
        value = cell.value
        match cell.ctype:
            case xlrd.XL_CELL_DATE:
                cells.append(_moment(value, book.datemode))
            case xlrd.XL_CELL_BOOLEAN:
                cells.append(bool(value))
            case xlrd.XL_CELL_ERROR:
                cells.append(xlrd.error_text_from_code.get(value, "#VALUE!"))
            case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
                cells.append("")
            case _:
                cells.append(value)
    return cells


def _moment(value: float, datemode: int) -> Any:
    """A number that is shown as a date or a time."""
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (OverflowError, ValueError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if value == int(value) else moment


def _parts(book: Any, sheet: Any) -> SheetParts:
    said = SheetParts()
    said.hidden = {number + 1 for number, row in sheet.rowinfo_map.items() if row.hidden}
    said.hidden_columns = [column for column, info in sorted(sheet.colinfo_map.items()) if info.hidden]
    said.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    if any(font.struck_out for font in book.font_list):
        for number in range(sheet.nrows):
            row = sheet.row(number)
            filled = [place for place, cell in enumerate(row) if cell.value != ""]
            struck = [place for place in filled if _struck(book, row[place])]
            said.strike(number, filled, struck)
    return said


def _struck(book: Any, cell: Any) -> bool:
    return bool(book.font_list[book.xf_list[cell.xf_index].font_index].struck_out)


def _modified(content: bytes) -> dt.date | None:
    """The day on which the workbook was last saved: [MS-OLEPS], the property 13 of the summary."""
    from xlrd.compdoc import CompDoc

    with suppress(Exception):  # it is a courtesy, and the file may be damaged in any way
        summary = CompDoc(content, logfile=io.StringIO()).get_named_stream("\x05SummaryInformation")
        start = struct.unpack_from("<I", summary, 44)[0]
        for number in range(struct.unpack_from("<I", summary, start + 4)[0]):
            name, offset = struct.unpack_from("<II", summary, start + 8 + 8 * number)
            if name == 13:
                ticks = struct.unpack_from("<Q", summary, start + offset + 4)[0]
                return (_FILETIME_ZERO + dt.timedelta(microseconds=ticks // 10)).date()
    return None
