"""The blocks a document is made of: each knows what it is, and how it goes over from one page to the next."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, FrameBreak, Paragraph, Table

from . import style
from .canvas import ARTIFACT, PaperCanvas
from .scripts import runs, said
from .tagged_text import Lines, TaggedParagraph
from .tagging import Element


def in_fonts(pieces: Iterable[Any]) -> Iterator[Any]:
    """The pieces of a paragraph, each in one font that has all its letters."""
    for piece in pieces:
        if hasattr(piece, "cbDefn") or piece.text.isascii():
            yield piece
        else:
            for font, text in runs(piece.text, piece.fontName):
                yield piece.clone(fontName=font, text=text)


class Words(Paragraph):  # type: ignore[misc]
    """A paragraph that knows what it is, and tells the index what it says."""

    def __init__(
        self,
        markup: str | None,
        look: ParagraphStyle,
        element: Element | None = None,
        label: Element | None = None,
        goes_on: bool = False,
        **more: Any,
    ) -> None:
        """A piece of a paragraph that is split has no markup. The rest says the paragraph's `TaggedParagraph`."""
        super().__init__(markup, look, **more)
        self.indexed = True
        if markup is not None:
            self.frags: list[Any] = list(in_fonts(self.frags))
            self.tagged = TaggedParagraph(self.frags, element or Element("P"), label, goes_on)

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = super().split(width, height)
        for half in halves:
            half.tagged, half.indexed = self.tagged, self.indexed
        return halves  # type: ignore[no-any-return]

    def beginText(self, x: float, y: float) -> Lines:
        return Lines(self.canv, x, y, self.tagged, self.blPara.link if self.blPara.kind == 0 else None)

    def draw(self) -> None:
        canvas: PaperCanvas = self.canv
        with canvas.paragraph(self.tagged):
            super().draw()
        if self.indexed:
            canvas._doctemplate.note_terms(said(self.getPlainText()))


class HeadingWords(Words):
    """A heading with its place in the outline. Its page is noted under its key."""

    def __init__(self, markup: str | None, look: ParagraphStyle, element: Element | None = None, **more: Any) -> None:
        super().__init__(markup, look, element, **more)
        self.key, self.title, self.level, self.outlined = "", "", 0, False

    def draw(self) -> None:
        canvas: PaperCanvas = self.canv
        if self.key:
            canvas.bookmarkHorizontal(self.key, 0, self.height + 12)
            canvas._doctemplate.learn(self.key, canvas.getPageNumber())
            if self.outlined:
                canvas.addOutlineEntry(self.title, self.key, self.level, closed=self.level > 0)
        super().draw()

    def split(self, width: float, height: float) -> list[Flowable]:
        halves = super().split(width, height)
        if halves and halves[0] is not self:
            first = halves[0]
            first.key, first.title, first.level, first.outlined = self.key, self.title, self.level, self.outlined
        return halves


class Grid(Table):  # type: ignore[misc]
    """Blocks in rows and columns, whose grounds and rules are artifacts: its cells' words know what they are.

    The headings that a table repeats on its later pages are artifacts too, for they were told once.
    """

    repeated = 0  # how many rows at its head are told elsewhere
    figure: Element | None = None  # what the whole of it shows

    def split(self, width: float, height: float) -> list[Flowable]:
        """Between rows wherever it can; within one only if that row is higher than a page."""
        self.splitInRow = 0
        halves = super().split(width, height)
        if not halves and sum(self._rowHeights[: self.repeatRows + 1]) > style.LEAST_HEIGHT:
            self.splitInRow = 24  # points: less of a row is not worth a page's foot
            halves = super().split(width, height)
        alone = len(halves) == 2 and halves[1]._nrows == self.repeatRows + 1 and halves[0]._nrows > self.repeatRows + 3
        if alone:  # a last row on a page of its own gets company
            halves = super().split(width, sum(self._rowHeights[:-2]) + 0.1)
        for half in halves:
            half.figure, half.repeated = self.figure, self.repeated
        if len(halves) == 2:
            halves[1].repeated = self.repeatRows
            if alone:  # both leave the room that there is before them
                halves.insert(1, FrameBreak())
        return halves  # type: ignore[no-any-return]

    def draw(self) -> None:
        if self.figure:
            self.canv.cover(self.figure, self._width, self._height)
        super().draw()

    def _drawCell(self, cell: Any, look: Any, at: tuple[float, float], size: tuple[float, float]) -> None:
        if at[1] >= self._rowpositions[self.repeated]:
            with self.canv.part(ARTIFACT):
                super()._drawCell(cell, look, at, size)
        else:
            super()._drawCell(cell, look, at, size)

    def _drawBkgrnd(self) -> None:
        with self.canv.part(ARTIFACT):
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.part(ARTIFACT):
            super()._drawLines()


class HorizontalRule(Flowable):  # type: ignore[misc]
    """A short line of the accent, to close a title."""

    def __init__(self, colour: Any, width: float = 46, thickness: float = 2.5, after: float = 14) -> None:
        super().__init__()
        self.colour = colour
        self.line, self.thickness, self.after = width, thickness, after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, self.thickness + self.after

    def draw(self) -> None:
        with self.canv.part(ARTIFACT):
            self.canv.setFillColor(self.colour)
            self.canv.rect(0, self.after, self.line, self.thickness, stroke=0, fill=1)


class Filler(Flowable):  # type: ignore[misc]
    """White down to a given height above the foot of the page."""

    def __init__(self, left: float) -> None:
        super().__init__()
        self.left = left

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, max(height - self.left, 0)

    def draw(self) -> None:
        """Nothing."""


def grid(
    rows: Sequence[Sequence[Any]], widths: Sequence[float], commands: Sequence[tuple[Any, ...]], **more: Any
) -> Grid:
    """A table of blocks. A row higher than a page goes on over the next: no cell is cut."""
    base = [
        ("FONTNAME", (0, 0), (-1, -1), style.FACE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    return Grid([list(row) for row in rows], colWidths=list(widths), style=[*base, *commands], hAlign="LEFT", **more)
