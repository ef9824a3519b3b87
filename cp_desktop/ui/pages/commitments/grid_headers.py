"""What stands at the edges of the grid: the councillors' names, the items' numbers and totals."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from cp_desktop.model import show
from cp_desktop.ui import theme
from cp_desktop.ui.pages.commitments.grid_model import ITEM_TOTALS
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets import glyphs

if TYPE_CHECKING:
    from cp_desktop.ui.pages.commitments.grid import GridTable

LINES = ("Item", *ITEM_TOTALS.values())  # of the header, below the group
TOTAL_SIGNS = (glyphs.COMMITTED, glyphs.UNDERTAKEN)  # at the head of the columns of totals
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class NameHeader(QHeaderView):
    """The frozen names at the left, each with the ward; the edge can be dragged, a click opens the councillor."""

    def __init__(self, table: GridTable) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self._dragging = False
        self.setAccessibleName("Councillors")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(theme.row_height())
        self.setMouseTracking(True)
        letter = self.fontMetrics().averageCharWidth()
        self._narrowest = letter * 14
        self.setFixedWidth(max(int(recall("tables/grid/names", letter * 40)), self._narrowest))

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        palette, metrics = theme.current(), self.fontMetrics()
        current = row == self._table.currentIndex().row()
        painter.fillRect(rect, palette.color("selected" if current else "card"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        name, ward = self._table.grid.name(row)
        inner = rect.adjusted(SPACE.small, 0, -SPACE.small, 0)
        painter.setFont(theme.font())
        painter.setPen(palette.color("text"))
        painter.drawText(inner, _LEFT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, inner.width()))
        room = inner.width() - metrics.horizontalAdvance(name) - SPACE.medium
        if room > metrics.averageCharWidth() * 5:
            painter.setPen(palette.color("secondary"))
            painter.drawText(inner, _RIGHT, metrics.elidedText(ward, Qt.TextElideMode.ElideRight, room))

    def _at_edge(self, event: QMouseEvent) -> bool:
        return bool(abs(event.position().x() - self.width()) <= SPACE.tight + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragging = self._at_edge(event)
        if not self._dragging:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._dragging or self._at_edge(event)
        self.setCursor(Qt.CursorShape.SplitHCursor if over else Qt.CursorShape.PointingHandCursor)
        if self._dragging:
            width = min(max(int(event.position().x()), self._narrowest), self._table.width() * 2 // 3)
            self.setFixedWidth(width)
            self._table.updateGeometries()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            remember("tables/grid/names", self.width())
        else:
            super().mouseReleaseEvent(event)


class ItemHeader(QHeaderView):
    """The items' numbers, each with its totals below and its group above."""

    LINES = 4  # group, number, committed, undertaken

    def __init__(self, table: GridTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setAccessibleName("Items of the menu")
        self.setMinimumSectionSize(theme.row_height())
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def line(self) -> int:
        """The height of one of its lines."""
        return self.fontMetrics().height() + 2

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.line() * self.LINES + SPACE.small)

    def part(self, rect: QRect, line: int) -> QRect:
        """The place of a line in a section or in the corner."""
        return QRect(rect.left(), rect.top() + SPACE.tight + line * self.line(), rect.width(), self.line())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        palette, model = theme.current(), self._table.grid
        item = model.item(column)
        current = item is not None and column == self._table.currentIndex().column()
        painter.fillRect(rect, palette.color("card"))
        if current:
            painter.fillRect(rect.adjusted(0, self.line() + SPACE.tight, 0, 0), palette.color("selected"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if item is None:
            sign = self.part(rect, 1)
            sign.setWidth(rect.width() - SPACE.small)
            state = TOTAL_SIGNS[column - len(model.items)]
            glyphs.paint_state(painter, sign.adjusted(sign.width() - sign.height(), 0, 0, 0), state, palette)
            return
        totals = model.item_totals.get(item.id, {})
        painter.setFont(theme.font(strong=True))
        painter.setPen(palette.color("accent" if current else "text"))
        painter.drawText(self.part(rect, 1), _CENTRE, str(item.number))
        painter.setFont(theme.font(TYPE.secondary))
        painter.setPen(palette.color("secondary"))
        for line, key in enumerate(ITEM_TOTALS, 2):
            painter.drawText(self.part(rect, line), _CENTRE, show(totals.get(key)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        palette = theme.current()
        font = theme.font(TYPE.secondary)
        with QPainter(self.viewport()) as painter:
            painter.setFont(font)
            column = 0
            for group, items in groupby(self._table.grid.items, key=lambda item: item.group):
                first, column = column, column + len(list(items))
                left = self.sectionViewportPosition(first)
                right = self.sectionViewportPosition(column - 1) + self.sectionSize(column - 1)
                shown = self.part(QRect(max(left, 0), 0, right - max(left, 0), 0), 0).adjusted(SPACE.tight, 0, -2, 0)
                if group and shown.width() > self.fontMetrics().averageCharWidth() * 4:
                    painter.setPen(palette.color("secondary"))
                    words = painter.fontMetrics().elidedText(group, Qt.TextElideMode.ElideRight, shown.width())
                    painter.drawText(shown, _LEFT, words)
                    painter.setPen(palette.color("border"))
                    painter.drawLine(shown.left(), shown.bottom() + 1, right - SPACE.tight, shown.bottom() + 1)


class Corner(QWidget):
    """What the lines of the item header mean, over the names."""

    def __init__(self, table: GridTable, header: ItemHeader) -> None:
        super().__init__(table)
        self._header = header
        self.setAccessibleName("; ".join(LINES))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, rect = theme.current(), self.rect()
        with QPainter(self) as painter:
            painter.fillRect(rect, palette.color("card"))
            painter.setPen(palette.color("hairline"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            painter.drawLine(rect.topRight(), rect.bottomRight())
            painter.setPen(palette.color("secondary"))
            painter.setFont(theme.font(TYPE.secondary))
            for line, words in enumerate(LINES, 1):
                place = self._header.part(rect, line).adjusted(SPACE.small, 0, -SPACE.small, 0)
                painter.drawText(place, _RIGHT, words)
