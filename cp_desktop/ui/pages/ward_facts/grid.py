"""The grid of wards and measures on the screen: typed in by keyboard as a spreadsheet is."""

from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cp_desktop.disclosure import INTERNAL
from cp_desktop.figures.ward_facts import MEASURES
from cp_desktop.ui import theme
from cp_desktop.ui.pages.ward_facts.grid_model import CellKind, FactsModel
from cp_desktop.ui.palette import Palette
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.records.listing_model import Index
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.accessibility import paint_focus

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LABEL = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Where the keys that end the typing of a number go next: rows down, columns right.
_STEPS = {
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
}
_SIDEWAYS = (Qt.Key.Key_Right, Qt.Key.Key_Left)


class Cells(QStyledItemDelegate):
    """Paints numbers: those that still hold slanted and quiet, those typed in the accent with a dot, sums strong."""

    def __init__(self, table: "FactsGrid") -> None:
        super().__init__(table)
        self._table = table
        self.editor: QLineEdit | None = None
        self._taken = True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, rect, model = theme.current(), option.rect, self._table.facts
        row, column = index.row(), index.column()
        district = model.ward(row) is None
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color("selected"))
        elif district:
            painter.fillRect(rect, palette.color("window"))
        elif row == self._table.currentIndex().row():
            painter.fillRect(rect, palette.color("hover"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(SPACE.small, 0, -SPACE.medium, 0)
        if column == 0:
            inner = inner.adjusted(0 if district else SPACE.small, 0, 0, 0)
            painter.setFont(theme.font(strong=district))
            painter.setPen(palette.color("text"))
            words = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, _LEFT, words)
        else:
            kind = model.count(row, column)[0]
            ink = {CellKind.STILL_HOLDS: "secondary", CellKind.TYPED: "accent"}.get(kind, "text")
            font = theme.font(strong=kind in (CellKind.SUM, CellKind.TYPED))
            font.setItalic(kind is CellKind.STILL_HOLDS)
            painter.setFont(font)
            painter.setPen(palette.color(ink))
            painter.drawText(inner, _RIGHT, str(index.data()))
            if kind is CellKind.TYPED:
                self._dot(painter, inner, palette)
        if self._table.hasFocus() and index == self._table.currentIndex():
            paint_focus(painter, rect, 4)

    def _dot(self, painter: QPainter, inner: QRect, palette: Palette) -> None:
        side = SPACE.tight + 1
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("accent"))
        painter.drawEllipse(inner.right() + SPACE.tight, inner.center().y() - side // 2 + 1, side, side)
        painter.restore()

    # -- typing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        self.editor = QLineEdit(parent)
        self.editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        facts = self._table.facts
        self.editor.setAccessibleName(f"{facts.rows[index.row()].name}, {facts.heading(index.column())}")
        return self.editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        self._taken = model.setData(index, editor.text())

    def finish(self) -> bool:
        """Takes what is being typed; False if it cannot be read."""
        self._taken = True
        if self.editor is not None:
            editor, self.editor = self.editor, None
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return self._taken

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.editor:
            key = Qt.Key(event.key())
            if key in _STEPS and (key not in _SIDEWAYS or self._table.overtyping):
                down, right = _STEPS[key]
                if key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    down = -down
                if self.finish():
                    self._table.step(down, right)
                return True
        return super().eventFilter(watched, event)


class MeasureHeader(QHeaderView):
    """The measures, each with what it comes to for the council below."""

    LINES = 3  # that a label may take

    def __init__(self, table: "FactsGrid") -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setAccessibleName("What is counted, and the totals")
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(super().sizeHint().width(), line * self.LINES + SPACE.small + theme.row_height())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        palette, model = theme.current(), self._table.facts
        current = column == self._table.currentIndex().column() and column > 0
        painter.fillRect(rect, palette.color("card"))
        line = theme.row_height()
        below = QRect(rect.left(), rect.bottom() - line + 1, rect.width(), line)
        painter.fillRect(below, palette.color("window"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(below.topLeft(), below.topRight())
        above = QRect(rect.left(), rect.top(), rect.width(), rect.height() - line)
        above, below = (part.adjusted(SPACE.small, 0, -SPACE.medium, 0) for part in (above, below))
        above.adjust(0, SPACE.tight, 0, -SPACE.tight)
        painter.setFont(theme.font(TYPE.secondary))
        painter.setPen(palette.color("accent" if current else "secondary"))
        side = _LABEL if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(above, side | Qt.TextFlag.TextWordWrap, model.heading(column))
        painter.setFont(theme.font(strong=True))
        painter.setPen(palette.color("text"))
        words = painter.fontMetrics().elidedText(model.total(column), Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, _RIGHT if column else _LEFT, words)


class FactsGrid(QTableView):
    """Wards under their districts. Arrows move, typing overwrites, Enter goes down, Delete clears, Ctrl+C, Ctrl+V."""

    pasted = Signal(str)
    went = Signal()  # to another cell

    def __init__(self, model: FactsModel) -> None:
        super().__init__()
        self.facts = model
        self.overtyping = False
        self.setModel(model)
        self.setHorizontalHeader(MeasureHeader(self))
        theme.style_table(self)
        self.setAccessibleName("Counts by ward")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.cells = Cells(self)
        self.setItemDelegate(self.cells)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 13)
        self.setColumnWidth(0, self.fontMetrics().averageCharWidth() * 34)
        for words, keys, do in (
            ("Copy", QKeySequence.StandardKey.Copy, self.copy),
            ("Paste", QKeySequence.StandardKey.Paste, self._paste),
        ):
            action = QAction(words, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, do=do: do())
            self.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    # -- where it is

    def stand_on(self, row: int, column: int) -> None:
        """Makes a place the current one."""
        index = self.facts.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def step(self, down: int, right: int) -> None:
        """Goes to the next place that can be typed in, in one direction; stays at the edge."""
        row, column = self.currentIndex().row() + down, self.currentIndex().column() + right
        while 0 <= row < self.facts.rowCount() and 1 <= column <= len(MEASURES):
            if self.facts.cell(row, column):
                self.stand_on(row, column)
                return
            row, column = row + down, column + right

    def chosen(self) -> list[tuple[int, int]]:
        """The selected places."""
        return [(index.row(), index.column()) for index in self.selectedIndexes()]

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if hasattr(self, "cells"):  # Qt calls this while the table is being made
            self.viewport().update()  # the row's tint
            self.horizontalHeader().viewport().update()
            self.went.emit()

    # -- keys

    def edit(self, index: Index, trigger: Any = None, event: Any = None) -> bool:  # type: ignore[override]
        if trigger is None:
            super().edit(index)
            return True
        if trigger == QAbstractItemView.EditTrigger.AnyKeyPressed:
            self.overtyping = True
        elif trigger in (QAbstractItemView.EditTrigger.EditKeyPressed, QAbstractItemView.EditTrigger.DoubleClicked):
            self.overtyping = False
        return bool(super().edit(index, trigger, event))

    def event(self, event: QEvent) -> bool:
        # What was typed and not saved is taken back here; only then does Undo mean what was saved.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self.facts.can_take_back
        ):
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: a number typed on a total, which takes none, must not jump to a ward and change that one's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) and self.facts.take_back():
            return
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.facts.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
                self.facts.blank(self.chosen())
        elif key == Qt.Key.Key_Escape:
            event.ignore()  # Qt would swallow it: it is for whatever the table stands in
        else:
            super().keyPressEvent(event)

    def finish(self) -> bool:
        """Takes what is being typed in a cell; False if it cannot be read."""
        return self.cells.finish()

    def _paste(self) -> None:
        self.pasted.emit(QGuiApplication.clipboard().text())

    def copy(self) -> None:
        """Copies the selected block with its headings, and the names of its wards."""
        places = self.chosen()
        if not places:
            return
        columns = sorted({column for _, column in places if column})
        rows = sorted({row for row, _ in places})
        headings = [self.facts.heading(column) for column in (0, *columns)]
        numbers = ([self.facts.index(row, column).data() for column in columns] for row in rows)
        from cp_desktop.services import disclosure  # brings every importer: only when somebody copies

        lines = [[self.facts.ward_name(row), *line] for row, line in zip(rows, numbers, strict=True)]
        put(disclosure.copied_rows(headings, lines, INTERNAL))
