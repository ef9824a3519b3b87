"""A strip of small pages beside the large ones: where one is in the document, and the way to any page of it."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from cp_desktop.ui import theme
from cp_desktop.ui.pages.reports.sheets_view import SheetsView
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.focus_ring import has_ring


class PageStrip(SheetsView):
    """Small pages with their numbers; a click or the arrow keys go to one. `chosen` tells which, counted from 1."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._page = 0
        self.below = self.fontMetrics().height()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 18 + self.verticalScrollBar().sizeHint().width())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def at_page(self, page: int, count: int) -> None:
        """Marks the page that is in sight, and keeps it in sight here too."""
        self._page = page
        self.setAccessibleName(f"{self.name}, page {page} of {count}" if count else self.name)
        places = self.places()
        if 0 < page <= len(places):
            rect, bar = places[page - 1], self.verticalScrollBar()
            if rect.top() - SPACE.medium < bar.value():
                bar.setValue(rect.top() - SPACE.medium)
            elif rect.bottom() + self.below > bar.value() + self.viewport().height():
                bar.setValue(rect.bottom() + self.below - self.viewport().height())
        self.viewport().update()

    def paint_over(self, painter: QPainter, place: int, at: QRect) -> None:
        palette, here = theme.current(), place + 1 == self._page
        if here:
            ring = has_ring(self)
            painter.setPen(QPen(palette.color("focus" if ring else "accent"), 3 if ring else 2))
            painter.drawRect(at.adjusted(-3, -3, 2, 2))
        painter.setPen(palette.color("text" if here else "secondary"))
        under = QRect(at.left(), at.bottom() + SPACE.tight, at.width(), self.below)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, str(place + 1))

    def _choose(self, page: int) -> None:
        if self.sheets is not None and 0 < page <= len(self.sheets):
            announce(self, f"Page {page} of {len(self.sheets)}")
            self.chosen.emit(page)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = round(event.position().y()) + self.verticalScrollBar().value()
        for place, rect in self.in_sight():
            if rect.top() <= y <= rect.bottom() + self.below:
                self._choose(place + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Right | Qt.Key.Key_Space:
                self._choose(self._page + 1)
            case Qt.Key.Key_Up | Qt.Key.Key_Left:
                self._choose(self._page - 1)
            case Qt.Key.Key_Home:
                self._choose(1)
            case Qt.Key.Key_End:
                self._choose(len(self.sheets) if self.sheets else 0)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                step = max(len(self.in_sight()) - 1, 1) * (1 if event.key() == Qt.Key.Key_PageDown else -1)
                self._choose(min(max(self._page + step, 1), len(self.sheets) if self.sheets else 0))
            case _:
                super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.at_page(self._page, len(self.sheets) if self.sheets else 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
