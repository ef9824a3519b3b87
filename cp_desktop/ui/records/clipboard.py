"""The way of rows to the clipboard: the same for every table."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication


def copy_rows(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Puts rows under headings on the clipboard, as a spreadsheet takes them."""
    from cp_desktop import exchange  # brings every importer: only when somebody copies

    QGuiApplication.clipboard().setText(exchange.tsv(headings, rows))
