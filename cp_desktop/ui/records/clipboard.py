"""The one way to the clipboard, for what the gate let out, and the way of rows from it."""

import csv
import io

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from cp_desktop.disclosure import INTERNAL, Released, is_notice, require_released


def put(released: Released) -> None:
    """Puts words that were let out on the clipboard."""
    require_released(released)
    QGuiApplication.clipboard().setText(released.words)


class ListCopying(QObject):
    """What Ctrl+C does in lists that say nothing of it: Qt would put the words of the current row on the clipboard by
    itself, by no gate. Made once, with the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(new, QAbstractItemView):
            new.installEventFilter(self)  # once: Qt puts a filter that is there already only to the front

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Tables with a copy of their own never come here: it is a shortcut.
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Copy):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QAbstractItemView):
            from cp_desktop.services import disclosure  # brings every importer: only when somebody copies

            put(disclosure.words(str(watched.currentIndex().data() or ""), INTERNAL))
            return True
        return False


def cells_of(text: str) -> list[list[str]]:
    """The lines and cells of what a spreadsheet put on the clipboard, without empty lines at the end, and without the
    first that says for whom a copy of this program is."""
    lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    if lines and is_notice(lines[0][0] if lines[0] else "") and not any(lines[0][1:]):
        del lines[0]
    return lines
