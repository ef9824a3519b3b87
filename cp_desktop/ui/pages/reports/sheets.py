"""An open PDF: its pages drawn, read, searched and printed. Nothing here is a widget."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from cp_desktop.disclosure import Released, require_released
from cp_desktop.model import normalise

POINTS = 72
PRINT_DPI = 300  # finer than any office printer shows, and a page of it still fits in memory

# PDFium may be asked by one thread at a time, whatever document it is about.
_PDFIUM = threading.Lock()


@dataclass(frozen=True)
class Hit:
    """A place where words were found: the page, counted from 0, and rectangles on it, in points from its top left."""

    place: int
    rects: tuple[QRectF, ...]


class OpenPdf:
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

    def find(self, words: str, place: int) -> list[Hit]:
        """Where words stand on a page, whatever their case and accents, over the ends of lines too."""
        wanted, _ = _collapsed(words.strip())
        if not wanted:
            return []
        with _PDFIUM:
            page = self._document[place]
            text_page = page.get_textpage()
            text, at = _collapsed(text_page.get_text_range())
            found = []
            for start in _starts(text, wanted):
                first, last = at[start], at[start + len(wanted) - 1]
                parts = range(text_page.count_rects(first, last + 1 - first))
                found.append(Hit(place, tuple(self._rect(place, *text_page.get_rect(part)) for part in parts)))
            text_page.close()
            page.close()
        return found

    def _rect(self, place: int, left: float, bottom: float, right: float, top: float) -> QRectF:
        return QRectF(left, self.sizes[place][1] - top, right - left, top - bottom)

    def headings(self) -> list[tuple[str, int, float]]:
        """The headings of the outline: words, page counted from 0, and points from the page's top."""
        with _PDFIUM:
            found = []
            for mark in self._document.get_toc():
                target = mark.get_dest()
                place = target.get_index() if target else None
                if target and place is not None:
                    view = target.get_view()[1]
                    top = self.sizes[place][1] - view[1] if len(view) > 1 else 0.0
                    found.append((mark.get_title(), place, top))
        return found

    def close(self) -> None:
        with _PDFIUM:
            self._document.close()


def lines_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page of a document."""
    sheets = OpenPdf(pdf)
    try:
        return [sheets.text(place).splitlines() for place in range(len(sheets))]
    finally:
        sheets.close()


@cache
def _folded_letter(letter: str) -> str:
    return " " if letter.isspace() or letter in "-‐‑‒–—" else letter if letter == "." else normalise(letter)


def _collapsed(text: str) -> tuple[str, list[int]]:
    """A text without case and accents, blanks run together, and from which place of the text each letter comes."""
    letters: list[str] = []
    at: list[int] = []
    place = 0
    for letter in text:
        for one in _folded_letter(letter):
            if one != " " or (letters and letters[-1] != " "):
                letters.append(one)
                at.append(place)
        place += 1 if letter <= "\uffff" else 2  # as PDFium counts
    return "".join(letters), at


def _starts(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + len(wanted))


def print_pages(
    pages: Released,
    printer: Any,
    progress: Callable[[int, int, str], None],
    cancelled: Callable[[], bool],
) -> bool:
    """Prints a document at its real size on a QPrinter, off the window's thread if wished; False when cancelled.

    The printer's page range holds.
    """
    require_released(pages)
    sheets = OpenPdf(pages.octets)
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
