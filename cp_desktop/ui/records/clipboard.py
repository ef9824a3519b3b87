"""The one way to the clipboard, for what the gate let out, and the way of rows from it."""

import csv
import io

from PySide6.QtGui import QGuiApplication

from cp_desktop.disclosure import Released, is_notice, require_released


def put(released: Released) -> None:
    """Puts words that were let out on the clipboard."""
    require_released(released)
    QGuiApplication.clipboard().setText(released.words)


def cells_of(text: str) -> list[list[str]]:
    """The lines and cells of what a spreadsheet put on the clipboard, without empty lines at the end, and without the
    first that says for whom a copy of this program is."""
    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    if lines and is_notice(lines[0][0] if lines[0] else "") and not any(lines[0][1:]):
        del lines[0]
    return lines
