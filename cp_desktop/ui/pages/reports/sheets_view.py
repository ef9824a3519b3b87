"""Pages one below the other: drawn off the window's thread as they come into sight, sharp at any zoom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QRect, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.background_job import BackgroundJob
from cp_desktop.ui.pages.reports.sheets import POINTS, OpenPdf
from cp_desktop.ui.theme import SPACE

SMALLEST, LARGEST = 0.2, 5.0
T = TypeVar("T")


class SheetsView(QAbstractScrollArea):
    """The pages of a document in one long scroll, as wide as the view unless told otherwise."""

    redrawn = Signal(int)  # the page, counted from 1, that looks otherwise than before

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.sheets: OpenPdf | None = None
        self.below = 0  # the room under each page
        self._images: dict[int, QImage] = {}
        self._fresh: set[int] = set()  # those of the images that show the document as it is now
        self._drawings: dict[int, BackgroundJob[Any]] = {}
        self._jobs: set[BackgroundJob[Any]] = set()  # all that have not come back, cancelled ones too
        self._scale = 0.0  # of the images at hand, in pixels a point
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # PDFium draws one page at a time anyhow
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or fitting would swing to and fro
        self.verticalScrollBar().valueChanged.connect(lambda _: self.scrolled())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # -- what it shows

    def show_sheets(self, sheets: OpenPdf | None) -> None:
        """Shows a document, which stays the caller's to close; None shows nothing.

        It stays where it was scrolled to, and the pages of the document before stand there until those of this one
        are drawn: what has not changed does not flicker.
        """
        at = self.verticalScrollBar().value()
        self._forget()
        count = 0 if sheets is None else len(sheets)
        self._images = {place: image for place, image in self._images.items() if place < count}
        self.sheets = sheets
        self.arrange()
        self.verticalScrollBar().setValue(at)
        self.scrolled()

    def rest(self) -> None:
        """Draws nothing more of a document that is about to be closed; what is drawn stays."""
        self._forget()
        self.sheets = None

    def finish(self) -> None:
        """Waits for the page being drawn; the others are not drawn any more."""
        self._forget()
        for job in self._jobs:
            job.cancelled = True
        self._pool.waitForDone()

    def drawn(self) -> bool:
        """Whether every page in sight has been drawn as it is now."""
        return all(place in self._fresh for place, _ in self.in_sight())

    # -- where each page stands

    @property
    def zoom(self) -> float:
        """The size on the screen over the size on paper: as wide as the view."""
        if self.sheets is None:
            return 1.0
        widest: float = max((width for width, _ in self.sheets.sizes), default=1.0)
        room: int = self.viewport().width() - 2 * SPACE.medium
        return min(max(room / (widest * self.inch() / POINTS), SMALLEST / 4), LARGEST)

    def inch(self) -> float:
        """Pixels an inch."""
        return float(self.logicalDpiX())

    def places(self) -> list[QRect]:
        """Where each page stands on the long sheet, its left edge as it is scrolled now."""
        if self.sheets is None:
            return []
        scale = self.zoom * self.inch() / POINTS
        places, y = [], SPACE.medium
        for width, height in self.sheets.sizes:
            size = QSize(round(width * scale), round(height * scale))
            left = max((self.viewport().width() - size.width()) // 2, SPACE.medium)
            places.append(QRect(left - self.horizontalScrollBar().value(), y, size.width(), size.height()))
            y += size.height() + SPACE.medium + self.below
        return places

    def height_of_all(self) -> int:
        places = self.places()
        return places[-1].bottom() + 1 + SPACE.medium + self.below if places else 0

    def arrange(self) -> None:
        """Fits the scroll bars to the pages."""
        view, bar = self.viewport().size(), self.verticalScrollBar()
        widest = max((place.width() for place in self.places()), default=0) + 2 * SPACE.medium
        bar.setRange(0, max(self.height_of_all() - view.height(), 0))
        bar.setPageStep(max(view.height() - theme.row_height(), 1))
        bar.setSingleStep(theme.row_height() * 2)
        across = self.horizontalScrollBar()
        across.setRange(0, max(widest - view.width(), 0))
        across.setPageStep(view.width())
        across.setSingleStep(theme.row_height() * 2)
        self._need_scale()
        self.viewport().update()

    def in_sight(self) -> list[tuple[int, QRect]]:
        """The pages in sight and where they stand on the long sheet."""
        top = self.verticalScrollBar().value()
        sight = QRect(-100_000, top, 200_000, self.viewport().height())
        return [(place, rect) for place, rect in enumerate(self.places()) if rect.intersects(sight)]

    def scrolled(self) -> None:
        """Draws what has come into sight."""
        self._ask()
        self.viewport().update()

    # -- drawing

    def _need_scale(self) -> None:
        scale = self.zoom * self.inch() / POINTS * self.devicePixelRatioF()
        if scale != self._scale:  # the images at hand stand in, stretched, until sharp ones arrive
            self._forget()
            self._scale = scale

    def _forget(self) -> None:
        for drawing in self._drawings.values():
            drawing.cancelled = True
        self._drawings.clear()
        self._fresh.clear()

    def send(self, work: Callable[[], T], then: Callable[[T], None]) -> BackgroundJob[Any]:
        """Does work off the window's thread, after what was sent before, and hands its result to `then` on this one."""
        job: BackgroundJob[T | None] = BackgroundJob(lambda own: None if own.cancelled else work())

        def arrived(result: T, problem: BaseException | None) -> None:
            if not shiboken6.isValid(self):
                return
            self._jobs.discard(job)
            if job.cancelled:
                return
            if problem is not None:
                raise problem
            then(result)

        self._jobs.add(job)
        job.signals.arrived.connect(arrived, Qt.ConnectionType.QueuedConnection)
        self._pool.start(job)
        return job

    def _ask(self) -> None:
        """Asks for the pages in sight and the next one, and lets the far ones go."""
        if self.sheets is None:
            return
        self._need_scale()
        wanted = [place for place, _ in self.in_sight()]
        if wanted and wanted[-1] + 1 < len(self.sheets):
            wanted.append(wanted[-1] + 1)
        for place in [place for place in self._images if wanted and not wanted[0] - 2 <= place <= wanted[-1] + 2]:
            del self._images[place]
            self._fresh.discard(place)
        for place in wanted:
            if place not in self._drawings and place not in self._fresh:
                self._draw(place)

    def _draw(self, place: int) -> None:
        sheets, scale, ratio = self.sheets, self._scale, self.devicePixelRatioF()
        assert sheets is not None

        def work() -> QImage:
            image = sheets.image(place, scale)
            image.setDevicePixelRatio(ratio)
            return image

        def arrived(image: QImage) -> None:
            del self._drawings[place]
            self._fresh.add(place)
            if self._images.get(place) != image:
                self._images[place] = image
                self.viewport().update()
                self.redrawn.emit(place + 1)

        self._drawings[place] = self.send(work, arrived)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        top = self.verticalScrollBar().value()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), palette.color("sidebar"))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for place, rect in self.in_sight():
                at = rect.translated(0, -top)
                painter.fillRect(at, Qt.GlobalColor.white)  # paper is white in the dark too
                image = self._images.get(place)
                if image is not None and self._fits(image, place):
                    # Pixel by pixel: to stretch it by less than one would blur every letter.
                    painter.setClipRect(at)
                    painter.drawImage(at.topLeft(), image)
                    painter.setClipping(False)
                elif image is not None:
                    painter.drawImage(at, image)
                painter.setPen(palette.color("hairline"))
                painter.drawRect(at.adjusted(-1, -1, 0, 0))
                self.paint_over(painter, place, at)

    def _fits(self, image: QImage, place: int) -> bool:
        """Whether an image is of the size of the page now, be it of the document before."""
        assert self.sheets is not None
        width: float = self.sheets.sizes[place][0] * self._scale
        return abs(image.width() - width) <= 1

    def paint_over(self, painter: QPainter, place: int, at: QRect) -> None:
        """Paints what belongs on and under a page, which stands at a rectangle of the viewport."""

    # -- use

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self.arrange()
        bar.setValue(round(share * bar.maximum()))
        self.scrolled()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:  # moved to another screen
            self.scrolled()
        return done
