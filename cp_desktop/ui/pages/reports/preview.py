"""The pages of a PDF, one below the other: drawn off the window's thread as they come into sight, sharp at any zoom."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from cp_desktop.ui.looks import theme
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import announce

POINTS = 72
ZOOM_STEP, SMALLEST, LARGEST = 1.25, 0.2, 5.0
PRINT_DPI = 300  # finer than any office printer shows, and a page of it still fits in memory

# PDFium may be asked by one thread at a time, whatever document it is about.
_PDFIUM = threading.Lock()


class Sheets:
    """An open PDF; usable from any thread. `sizes` are the pages' widths and heights in points."""

    def __init__(self, pdf: bytes) -> None:
        import pypdfium2  # not before the first preview

        with _PDFIUM:
            self._document = pypdfium2.PdfDocument(pdf)
            self.sizes = [self._document.get_page_size(place) for place in range(len(self._document))]

    def __len__(self) -> int:
        return len(self.sizes)

    def image(self, place: int, scale: float) -> QImage:
        """A page drawn at so many pixels a point."""
        with _PDFIUM:
            page = self._document[place]
            bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
            page.close()
        return image

    def text(self, place: int) -> str:
        """The words of a page."""
        with _PDFIUM:
            page = self._document[place]
            words = page.get_textpage()
            text: str = words.get_text_bounded()
            words.close()
            page.close()
        return text

    def close(self) -> None:
        with _PDFIUM:
            self._document.close()


class _Drawing(QRunnable):
    """One page on its way to the screen. Python owns it: Qt deleting it under the signal's feet would crash."""

    class Courier(QObject):
        arrived = Signal(object, object)

    def __init__(self, work: Callable[[], QImage]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.courier = self.Courier()
        self._work = work

    def run(self) -> None:
        image: QImage | None = None
        problem: BaseException | None = None
        try:
            image = self._work()
        except BaseException as raised:  # belongs on the window's thread
            problem = raised
        with suppress(RuntimeError):  # the window closed meanwhile
            self.courier.arrived.emit(image, problem)


class PagesView(QAbstractScrollArea):
    """The pages of a document in one long scroll. `at_page` follows the page in sight, counted from 1."""

    at_page = Signal(int, int)  # page, of how many
    zoomed = Signal(float)  # 1.0 is the size on paper

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.sheets: Sheets | None = None
        self._zoom: float | None = None  # None fits the width
        self._images: dict[int, QImage] = {}
        self._drawings: dict[int, _Drawing] = {}
        self._scale = 0.0  # of the images at hand, in pixels a point
        self._page = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # PDFium draws one page at a time anyhow
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or fitting would swing to and fro
        self.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # -- what it shows

    def show_pdf(self, pdf: bytes | None) -> None:
        """Shows a document, at the same place if it is a later state of the one before; None shows nothing."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._forget()
        if self.sheets is not None:
            self.sheets.close()
        self.sheets = None if pdf is None else Sheets(pdf)
        self._page = 0
        self._arrange()
        bar.setValue(round(share * bar.maximum()))
        self._scrolled()

    def close_pdf(self) -> None:
        """Waits for the page being drawn and lets go of the document."""
        self._pool.clear()
        self._pool.waitForDone()
        self.show_pdf(None)

    @property
    def page(self) -> int:
        """The page in sight, counted from 1; 0 while there is none."""
        return self._page

    def text(self) -> str:
        """The words of all pages."""
        return "" if self.sheets is None else "\n".join(map(self.sheets.text, range(len(self.sheets))))

    def drawn(self) -> bool:
        """Whether every page in sight has been drawn."""
        return all(place in self._images for place, _ in self._in_sight())

    # -- zoom

    @property
    def zoom(self) -> float:
        """The size on the screen over the size on paper."""
        if self._zoom is not None or self.sheets is None:
            return self._zoom or 1.0
        widest: float = max((width for width, _ in self.sheets.sizes), default=1.0)
        room: int = self.viewport().width() - 2 * SPACE.medium
        return min(max(room / (widest * self._inch() / POINTS), SMALLEST), LARGEST)

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
        middle = (bar.value() + self.viewport().height() / 2) / max(self._height(), 1)
        self._zoom = zoom
        self._arrange()
        bar.setValue(round(middle * self._height() - self.viewport().height() / 2))
        self._scrolled()

    def go_to_page(self, page: int) -> None:
        """Scrolls to a page, counted from 1."""
        places = self._places()
        if 0 < page <= len(places):
            self.verticalScrollBar().setValue(places[page - 1].top() - SPACE.small)

    # -- where each page stands

    def _inch(self) -> float:
        return float(self.logicalDpiX())

    def _places(self) -> list[QRect]:
        """Where each page stands on the long sheet, its left edge as it is scrolled now."""
        if self.sheets is None:
            return []
        scale = self.zoom * self._inch() / POINTS
        places, y = [], SPACE.medium
        for width, height in self.sheets.sizes:
            size = QSize(round(width * scale), round(height * scale))
            left = max((self.viewport().width() - size.width()) // 2, SPACE.medium)
            places.append(QRect(left - self.horizontalScrollBar().value(), y, size.width(), size.height()))
            y += size.height() + SPACE.medium
        return places

    def _height(self) -> int:
        places = self._places()
        return places[-1].bottom() + 1 + SPACE.medium if places else 0

    def _arrange(self) -> None:
        view, bar = self.viewport().size(), self.verticalScrollBar()
        places = self._places()
        widest = max((place.width() for place in places), default=0) + 2 * SPACE.medium
        bar.setRange(0, max(self._height() - view.height(), 0))
        bar.setPageStep(max(view.height() - theme.row_height(), 1))
        bar.setSingleStep(theme.row_height() * 2)
        across = self.horizontalScrollBar()
        across.setRange(0, max(widest - view.width(), 0))
        across.setPageStep(view.width())
        across.setSingleStep(theme.row_height() * 2)
        self._need_scale()
        self.zoomed.emit(self.zoom)
        self.viewport().update()

    def _in_sight(self) -> list[tuple[int, QRect]]:
        top = self.verticalScrollBar().value()
        sight = QRect(-100_000, top, 200_000, self.viewport().height())
        return [(place, rect) for place, rect in enumerate(self._places()) if rect.intersects(sight)]

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = 0
        for place, rect in enumerate(self._places()):
            if rect.top() <= middle or not place:
                page = place + 1
        if page != self._page:
            self._page = page
            total = len(self.sheets) if self.sheets else 0
            self.setAccessibleName(f"{self._name}, page {page} of {total}" if total else self._name)
            self.setAccessibleDescription(self.sheets.text(page - 1) if self.sheets and page else "")
            announce(self, f"Page {page} of {total}")
            self.at_page.emit(page, total)
        self._ask()
        self.viewport().update()

    # -- drawing

    def _need_scale(self) -> None:
        scale = self.zoom * self._inch() / POINTS * self.devicePixelRatioF()
        if abs(scale - self._scale) > 1e-6:
            self._scale = scale
            self._pool.clear()
            self._drawings.clear()
            # The images of before stay until the sharp ones come, so that zooming does not flash.

    def _forget(self) -> None:
        self._pool.clear()
        self._pool.waitForDone()
        self._drawings.clear()
        self._images.clear()
        self._scale = 0.0

    def _ask(self) -> None:
        """Asks for the pages in sight and the next one, and lets the far ones go."""
        if self.sheets is None:
            return
        self._need_scale()
        wanted = [place for place, _ in self._in_sight()]
        if wanted and wanted[-1] + 1 < len(self.sheets):
            wanted.append(wanted[-1] + 1)
        for place in [place for place in self._images if wanted and not wanted[0] - 2 <= place <= wanted[-1] + 2]:
            del self._images[place]
        for place in wanted:
            if place not in self._drawings and not self._sharp(place):
                self._draw(place)

    def _sharp(self, place: int) -> bool:
        image = self._images.get(place)
        return image is not None and image.text("scale") == repr(self._scale)

    def _draw(self, place: int) -> None:
        sheets, scale, ratio = self.sheets, self._scale, self.devicePixelRatioF()
        assert sheets is not None

        def work() -> QImage:
            image = sheets.image(place, scale)
            image.setText("scale", repr(scale))
            image.setDevicePixelRatio(ratio)
            return image

        drawing = _Drawing(work)

        def arrived(image: QImage | None, problem: BaseException | None) -> None:
            if self._drawings.get(place) is not drawing or not shiboken6.isValid(self):
                return
            del self._drawings[place]
            if problem is not None:
                raise problem
            assert image is not None
            self._images[place] = image
            self.viewport().update()

        self._drawings[place] = drawing
        drawing.courier.arrived.connect(arrived, Qt.ConnectionType.QueuedConnection)
        self._pool.start(drawing)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        top = self.verticalScrollBar().value()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), palette.color("sidebar"))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for place, rect in self._in_sight():
                at = rect.translated(0, -top)
                painter.fillRect(at, Qt.GlobalColor.white)  # paper is white in the dark too
                image = self._images.get(place)
                if image is not None and self._sharp(place):
                    # Pixel by pixel: to stretch it by less than one would blur every letter.
                    painter.setClipRect(at)
                    painter.drawImage(at.topLeft(), image)
                    painter.setClipping(False)
                elif image is not None:
                    painter.drawImage(at, image)
                painter.setPen(palette.color("hairline"))
                painter.drawRect(at.adjusted(-1, -1, 0, 0))

    # -- use

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._arrange()
        bar.setValue(round(share * bar.maximum()))
        self._scrolled()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # moved to another screen
            self._scrolled()
        return done

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


def print_pages(
    pdf: bytes,
    printer: Any,
    progress: Callable[[int, int, str], None],
    cancelled: Callable[[], bool],
) -> bool:
    """Prints a document at its real size on a QPrinter, off the window's thread if wished; False when cancelled.

    The printer's page range holds.
    """
    sheets = Sheets(pdf)
    try:
        first = printer.fromPage() or 1
        last = min(printer.toPage() or len(sheets), len(sheets))
        printer.setFullPage(True)
        inch = printer.resolution()
        with QPainter(printer) as painter:
            for place in range(first - 1, last):
                if cancelled():
                    printer.abort()
                    return False
                progress(place + 1 - first, last + 1 - first, f"Printing page {place + 1}")
                if place >= first:
                    printer.newPage()
                width, height = sheets.sizes[place]
                image = sheets.image(place, min(inch, PRINT_DPI) / POINTS)
                painter.drawImage(QRectF(0, 0, width * inch / POINTS, height * inch / POINTS), image)
        return True
    finally:
        sheets.close()
