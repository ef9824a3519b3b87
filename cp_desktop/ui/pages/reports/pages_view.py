"""The pages as they will be printed: turned, zoomed and searched."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from cp_desktop.ui.background_job import BackgroundJob
from cp_desktop.ui.pages.reports.sheets import POINTS, Hit, OpenPdf
from cp_desktop.ui.pages.reports.sheets_view import LARGEST, SMALLEST, SheetsView
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce

ZOOM_STEP = 1.25
_NUMBER = re.compile(r"^[\d.]+ +")  # before a heading

# As with a marker on paper, which is white in the dark too.
MARKER, THIS_ONE = QColor("#FFE27A"), QColor("#FFB02E")


class PagesView(SheetsView):
    """The pages of a document. `at_page` follows the page in sight, counted from 1."""

    at_page = Signal(int, int)  # page, of how many
    zoomed = Signal(float)  # 1.0 is the size on paper
    found = Signal(int, int)  # which of the places found is shown, counted from 1, and how many there are

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._zoom: float | None = None  # None fits the width
        self._page, self._count = 0, 0
        self._words = ""
        self._hits: list[Hit] = []
        self._hit = 0
        self._searching: BackgroundJob[Any] | None = None
        super().__init__(name, parent)

    # -- what it shows

    def show_pdf(self, pdf: bytes | None) -> None:
        """Shows a document, at the same place if it is a later state of the one before; None shows nothing."""
        before, sheets = self.sheets, None if pdf is None else OpenPdf(pdf)
        self.show_sheets(sheets)
        if before is not None:
            before.close()
        self._describe()
        self._search(go=False)

    @property
    def page(self) -> int:
        """The page in sight, counted from 1; 0 while there is none."""
        return self._page

    def text(self) -> str:
        """The words of all pages."""
        return "" if self.sheets is None else "\n".join(map(self.sheets.text, range(len(self.sheets))))

    # -- zoom

    @property
    def zoom(self) -> float:
        """The size on the screen over the size on paper."""
        return max(super().zoom, SMALLEST) if self._zoom is None else self._zoom

    def zoom_by(self, factor: float) -> None:
        """Makes the pages larger or smaller by a factor."""
        self._set_zoom(min(max(self.zoom * factor, SMALLEST), LARGEST))

    def zoom_in(self) -> None:
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / ZOOM_STEP)

    def fit_width(self) -> None:
        """Makes the pages as wide as the view, and keeps them so."""
        self._set_zoom(None)

    def _set_zoom(self, zoom: float | None) -> None:
        bar = self.verticalScrollBar()
        middle = (bar.value() + self.viewport().height() / 2) / max(self.height_of_all(), 1)
        self._zoom = zoom
        self.arrange()
        bar.setValue(round(middle * self.height_of_all() - self.viewport().height() / 2))
        self.scrolled()

    def arrange(self) -> None:
        super().arrange()
        self.zoomed.emit(self.zoom)

    # -- where it is

    def go_to_page(self, page: int) -> None:
        """Scrolls to a page, counted from 1."""
        places = self.places()
        if 0 < page <= len(places):
            self.verticalScrollBar().setValue(places[page - 1].top() - SPACE.small)

    def go_to_heading(self, title: str) -> None:
        """Scrolls to the heading of these words, where there is one that is not in sight."""
        if self.sheets is None:
            return
        for words, place, top in self.sheets.headings():
            if _NUMBER.sub("", words) == title:
                y = self.places()[place].top() + round(top * self.zoom * self.inch() / POINTS)
                above, bar = SPACE.large * 2, self.verticalScrollBar()
                if not bar.value() <= y - above / 2 < bar.value() + self.viewport().height() * 2 // 3:
                    bar.setValue(y - above)
                return

    def scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = 0
        for place, rect in enumerate(self.places()):
            if rect.top() <= middle or not place:
                page = place + 1
        count = len(self.sheets) if self.sheets else 0
        if 0 < self.verticalScrollBar().maximum() == self.verticalScrollBar().value():
            page = count  # the last one may be too short to come further up
        if (page, count) != (self._page, self._count):
            turned = page != self._page
            self._page, self._count = page, count
            self.setAccessibleName(f"{self.name}, page {page} of {count}" if count else self.name)
            self._describe()
            if turned:
                announce(self, f"Page {page} of {count}")
            self.at_page.emit(page, count)
        super().scrolled()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.sheets.text(self._page - 1) if self.sheets and self._page else "")

    # -- finding

    def look_for(self, words: str) -> None:
        """Looks for words in all pages, marks them, and shows the first from the page in sight on."""
        self._words = words
        self._search(go=True)

    @property
    def searching(self) -> bool:
        """Whether words are being looked for."""
        return self._searching is not None

    def next_place(self, step: int = 1) -> None:
        """Shows the next place found, or with -1 the one before; after the last comes the first."""
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            self._show_hit()

    def _search(self, go: bool) -> None:
        if self._searching is not None:
            self._searching.cancelled = True
            self._searching = None
        sheets, words = self.sheets, self._words
        if sheets is None or not words.strip():
            self._hits = []
            self.viewport().update()
            self.found.emit(0, 0)
            return

        def arrived(hits: list[Hit]) -> None:
            self._searching, self._hits = None, hits
            here = self._page - 1
            if go:
                self._hit = next((number for number, hit in enumerate(hits) if hit.place >= here), 0)
            self._hit = min(self._hit, max(len(hits) - 1, 0))
            if go and hits:
                self._show_hit()
            else:
                self.viewport().update()
                self.found.emit(self._hit + 1 if hits else 0, len(hits))

        def look() -> list[Hit]:
            found: list[Hit] = []
            for place in range(len(sheets)):
                if self.sheets is not sheets or self._words != words:  # asked for anew meanwhile
                    break
                found += sheets.find(words, place)
            return found

        self._searching = self.send(look, arrived)

    def _show_hit(self) -> None:
        hit = self._hits[self._hit]
        place = self.places()[hit.place]
        scale = self.zoom * self.inch() / POINTS
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if hit.rects:
            rect = hit.rects[0]
            y, x = place.top() + round(rect.top() * scale), place.left() + across.value() + round(rect.left() * scale)
            tall = round(rect.height() * scale)
            if not bar.value() + SPACE.medium <= y <= bar.value() + self.viewport().height() - tall - SPACE.medium:
                bar.setValue(y - self.viewport().height() // 3)
            if not across.value() <= x <= across.value() + self.viewport().width() - round(rect.width() * scale):
                across.setValue(x - self.viewport().width() // 3)
        self.viewport().update()
        self.found.emit(self._hit + 1, len(self._hits))

    def paint_over(self, painter: QPainter, place: int, at: QRect) -> None:
        scale = self.zoom * self.inch() / POINTS
        for number, hit in enumerate(self._hits):
            if hit.place != place:
                continue
            this_one = number == self._hit
            for rect in hit.rects:
                spot = QRectF(
                    at.left() + rect.left() * scale,
                    at.top() + rect.top() * scale,
                    rect.width() * scale,
                    rect.height() * scale,
                ).adjusted(-1, -1.5, 1, 1.5)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.fillRect(spot, THIS_ONE if this_one else MARKER)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
                if this_one:  # told apart without colour too
                    painter.setPen(QPen(QColor("black"), 1))
                    painter.drawRect(spot)

    # -- use

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Home:
                self.verticalScrollBar().setValue(0)
            case Qt.Key.Key_End:
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            case Qt.Key.Key_Space:
                self.go_to_page(self._page + (-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))
            case _:
                super().keyPressEvent(event)
