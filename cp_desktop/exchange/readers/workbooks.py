"""Workbooks: read in a process of their own."""

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cp_desktop import sandbox
from cp_desktop.sandbox import workbook

from .sheets import ImportFile, Row, Sheet


def read(path: Path, modified: dt.date, waiting: Callable[[], None] | None) -> ImportFile:
    """The sheets of a workbook. Raises UserError, OSError and Overrun."""
    sheets: list[Sheet] = []
    with closing(sandbox.read(workbook.__name__, path, waiting)) as said:
        for kind, value in said:
            if kind == "sheet":
                name, day_zero, hidden = value
                rows: list[Row] = []
                sheets.append(Sheet(name, rows, dt.datetime.fromisoformat(day_zero), hidden))
            else:
                rows.extend(
                    Row(number, [workbook.unpacked(cell) if isinstance(cell, list) else cell for cell in cells], name)
                    for number, cells in value
                )
    return ImportFile(path, sheets, modified)
