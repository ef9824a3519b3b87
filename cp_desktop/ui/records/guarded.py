"""Fields whose text stays in the register: what visits found, and facts of a concern.

Of a box with several lines, text can be moved within the program, to another such box; outside nothing can be pasted.
Of a line nothing is copied. Whoever tries is told, and where the text may be had.
"""

from PySide6.QtCore import QMimeData, QPoint, QRect
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolTip, QWidget

STAYS = "This text stays in the register: it is not copied to other programs. The visit's report gives it out."
_OURS = "application/x-cp-desktop-guarded-text"  # no other program reads it
_COPIES = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


class GuardedBox(QPlainTextEdit):
    """Lines of text that are cut, copied and dragged within the program alone."""

    def createMimeDataFromSelection(self) -> QMimeData:
        held = QMimeData()
        held.setData(_OURS, self.textCursor().selection().toPlainText().encode())
        return held

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasFormat(_OURS) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasFormat(_OURS):
            self.insertPlainText(bytes(source.data(_OURS).data()).decode())
        else:
            super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if any(map(event.matches, _COPIES)) and self.textCursor().hasSelection():
            _say(self, self.cursorRect())


class GuardedLine(QLineEdit):
    """A line whose text is neither cut nor copied."""

    def __init__(self) -> None:
        super().__init__()
        self.selectionChanged.connect(_forget_selection)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(map(event.matches, _COPIES)):
            _say(self, self.cursorRect())
        else:
            super().keyPressEvent(event)
            _forget_selection()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in ("edit-copy", "edit-cut"):
                action.setVisible(False)
        menu.exec(event.globalPos())
        menu.deleteLater()


def _forget_selection() -> None:
    """What is marked is there for the middle button on X11, without a copy."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def _say(field: QWidget, place: QRect) -> None:
    QToolTip.showText(field.mapToGlobal(place.bottomLeft() + QPoint(0, 2)), STAYS, field)
