"""The way of rows to the clipboard and from it: the same for every table."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication


def copy_rows(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Puts rows under headings on the clipboard, as a spreadsheet takes them."""
    from cp_desktop import exchange  # brings every importer: only when somebody copies

    QGuiApplication.clipboard().setText(exchange.tsv(headings, rows))


def cells_of(text: str) -> list[list[str]]:
    """The lines and cells of what a spreadsheet put on the clipboard, without empty lines at the end."""
    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    return lines
