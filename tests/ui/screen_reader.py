"""What a widget shows, and what it says of itself to a screen reader."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QWidget,
)

from cp_desktop.ui.widgets.buttons import PaintedButton
from cp_desktop.ui.widgets.letters import plain

SAID = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def read(text: str) -> str:
    """A text without what nobody reads aloud: breaks, and the dots or commas between parts."""
    return re.sub(r"[\s·,]+", " ", text).strip()


def shown(widget: QWidget) -> Iterator[str]:
    """The texts that one of Qt's own widgets shows."""
    match widget:
        case QLabel():
            document = QTextDocument()
            document.setHtml(widget.text())
            rich = widget.textFormat() == Qt.TextFormat.RichText
            text = document.toPlainText() if rich else widget.text()
            yield plain(text) if widget.buddy() else text
        case QToolButton() if widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            pass
        case PaintedButton():
            yield widget.text()  # where an & marks nothing
        case QAbstractButton():
            yield plain(widget.text())
        case QGroupBox():
            yield plain(widget.title())
        case QTabBar():
            yield from (plain(widget.tabText(place)) for place in range(widget.count()))
        case QTextEdit() | QPlainTextEdit():
            yield widget.toPlainText() or widget.placeholderText()
        case QLineEdit():
            yield widget.displayText() or widget.placeholderText()
        case QComboBox():
            yield widget.currentText()


def parts(view: QAbstractItemView, whole: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What a table or list says of the cells and headings in sight."""
    seen = set()
    for y in (*range(4, view.height(), 8), view.height() - 2):
        for x in range(4, view.width(), 16):
            place = view.mapToGlobal(QPoint(x, y))
            part = whole.childAt(place.x(), place.y())
            if part is not None and part.isValid():
                key = tuple(part.rect().getRect())
                if key not in seen:
                    seen.add(key)
                    yield part


def headings(table: QTableView) -> Iterator[QAccessibleInterface]:
    """What a table says of the headings of its columns and rows: headers have no word of their own."""
    whole = QAccessible.queryAccessibleInterface(table)
    width = table.model().columnCount() + 1
    for place in [*range(width), *range(0, min(table.model().rowCount() + 1, 400) * width, width)]:
        part = whole.child(place)
        if part is not None and part.isValid():
            yield part


def heard(widget: QWidget) -> str:
    """All that a widget says of itself, and a table of what is in sight."""
    if isinstance(widget, QHeaderView) and isinstance(table := widget.parentWidget(), QTableView):
        said = [part.text(kind) for part in headings(table) for kind in SAID]
        return read(" ".join([widget.accessibleName(), widget.accessibleDescription(), *said]))
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    said = [found.text(kind) for kind in SAID]
    view = widget.parentWidget()
    if isinstance(widget, QAbstractItemView):
        said += [part.text(kind) for part in parts(widget, found) for kind in SAID]
    elif isinstance(widget, QTabBar):
        said += [found.child(place).text(QAccessible.Text.Name) for place in range(found.childCount())]
    elif isinstance(view, QAbstractItemView):
        said.append(heard(view))
    return read(" ".join(said))


def accessible_name(widget: QWidget) -> str:
    """Its name, as the system is given it."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return str(found.text(QAccessible.Text.Name))
