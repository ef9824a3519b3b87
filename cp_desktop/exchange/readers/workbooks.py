"""Workbooks and the tables of web pages: read in a process of their own."""

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cp_desktop import sandbox
from cp_desktop.sandbox import web_page, workbook

from .sheets import ImportFile, Row, Sheet


def read(path: Path, modified: dt.date, waiting: Callable[[], None] | None, page: bool = False) -> ImportFile:
    """The sheets of a workbook, or the tables of a web `page`. Raises UserError, OSError and Overrun."""
    found = ImportFile(path, [], modified)
    reader = web_page.__name__ if page else workbook.__name__
    with closing(sandbox.read(reader, path, waiting, workbook.unpacked)) as said:
        for kind, value in said:
            match kind:
                case "rows":
                    found.sheets[-1].rows.extend(map(Row._make, value))
                case "sheet":
                    name, day_zero, hidden = value
                    found.sheets.append(Sheet(name, [], dt.datetime.fromisoformat(day_zero), hidden))
                case "modified" if value:
                    found.modified = dt.date.fromisoformat(value)
                case "notes":
                    found.notes = tuple(value)
    return found
