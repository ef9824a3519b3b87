"""Charts as blocks. Each state has a pattern and a number of its own, so that grey print and any eye can tell them."""

import math
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from cp_desktop.model import show
from cp_desktop.reports.blocks import Chart, ChartState, Run, Text, plain
from cp_desktop.reports.chart_scale import ticks

from . import style
from .canvas import shortened
from .flowables import Grid, Words, grid
from .lettering import Lettering
from .scripts import width as width_of
from .style import WIDTH
from .tagging import Element

Parts = Sequence[tuple[ChartState, int]]
LABEL_LINES = 2  # of a chart; the whole of a longer label stands in its alternative text
WordSetter = Callable[..., Words]  # a text, its look and its element as a block


def swatch(canvas: Any, state: ChartState, x: float, y: float, width: float, height: float) -> None:
    """A rectangle filled as a state is."""
    ink = style.ink(state)
    canvas.saveState()
    canvas.setStrokeColor(ink)
    canvas.setLineWidth(0.8)
    canvas.setFillColor(
        ink if state.pattern == "solid" else style.thinned(ink, 0.16) if state.pattern != "open" else style.WHITE
    )
    canvas.rect(x, y, width, height, stroke=1, fill=1)
    if state.pattern in ("slanted", "dotted"):
        edge = canvas.beginPath()
        edge.rect(x, y, width, height)
        canvas.clipPath(edge, stroke=0, fill=0)
    if state.pattern == "slanted":
        canvas.setLineWidth(1.1)
        at = x - height
        while at < x + width:
            canvas.line(at, y, at + height, y + height)
            at += 3.6
    elif state.pattern == "dotted":
        canvas.setFillColor(ink)
        at, odd = x + 1.6, False
        while at < x + width:
            for row in range(3):
                canvas.circle(at, y + height * (row + 0.5) / 3, 0.75, stroke=0, fill=1) if (
                    row % 2 == 1
                ) == odd else None
            at, odd = at + 2.2, not odd
    canvas.restoreState()


def centred(canvas: Any, text: str, x: float, y: float) -> None:
    """A number in the middle of a place, with a blank after it: or numbers side by side would be read as one."""
    canvas.drawString(x - canvas.stringWidth(text) / 2, y, f"{text} ")


class DrawnFlowable(Flowable):  # type: ignore[misc]
    """A drawn block, the whole of a figure or a part of it."""

    def __init__(self, height: float, figure: Element) -> None:
        super().__init__()
        self.tall, self.figure = height, figure

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.tall
        return width, self.tall

    def draw(self) -> None:
        self.canv.cover(self.figure, self.width, self.height)
        with self.canv.part(self.figure):
            self.canv.saveState()
            self.paint(self.canv)
            self.canv.restoreState()

    def paint(self, canvas: Any) -> None:
        raise NotImplementedError


class StackedBar(DrawnFlowable):
    """One stacked bar on a scale that its chart gives, with the faint lines of that scale behind it."""

    def __init__(self, parts: Parts, scale: list[int], look: style.Style, figure: Element, height: float = 14) -> None:
        super().__init__(height * look.scale, figure)
        self.parts, self.scale, self.look = parts, scale, look

    def paint(self, canvas: Any) -> None:
        unit = self.width / self.scale[-1]
        canvas.setStrokeColor(style.HAIRLINE)
        canvas.setLineWidth(0.4)
        for tick in self.scale:
            canvas.line(tick * unit, -0.5, tick * unit, self.height + 0.5)
        x, inset = 0.0, self.height * 0.14
        for state, number in self.parts:
            if number:
                swatch(canvas, state, x, inset, number * unit, self.height - 2 * inset)
                self._number(canvas, state, str(number), x, number * unit)
                x += number * unit

    def _number(self, canvas: Any, state: ChartState, text: str, x: float, width: float) -> None:
        size = self.look.letters(7.5)
        wide = stringWidth(text, style.BOLD, size)
        if wide + 5 > width:
            return
        middle, foot = x + width / 2, (self.height - size * 0.72) / 2
        if state.pattern in ("slanted", "dotted"):
            canvas.setFillColor(style.WHITE)
            canvas.rect(middle - wide / 2 - 1.5, self.height * 0.19, wide + 3, self.height * 0.62, stroke=0, fill=1)
        canvas.setFillColor(style.WHITE if state.pattern == "solid" else style.ink(state))
        canvas.setFont(style.BOLD, size)
        centred(canvas, text, middle, foot)


class Squares(DrawnFlowable):
    """A square for each one counted, in rows as long as there is room for; each tells its state by its filling."""

    def __init__(self, parts: Parts, size: float, figure: Element) -> None:
        super().__init__(0, figure)
        self.states = [state for state, number in parts for _ in range(number)]
        self.side, self.gap = 9.5 * size, 2.5 * size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.across = max(int((width + self.gap) // (self.side + self.gap)), 1)
        self.tall = max(-(-len(self.states) // self.across), 1) * (self.side + self.gap) - self.gap
        return super().wrap(width, height)

    def paint(self, canvas: Any) -> None:
        for place, state in enumerate(self.states):
            row, column = divmod(place, self.across)
            x, y = column * (self.side + self.gap), self.height - self.side - row * (self.side + self.gap)
            swatch(canvas, state, x, y, self.side, self.side)


class Axis(DrawnFlowable):
    """The numbers under bars."""

    def __init__(self, scale: list[int], look: style.Style, figure: Element) -> None:
        super().__init__(11 * look.scale, figure)
        self.scale, self.look = scale, look

    def paint(self, canvas: Any) -> None:
        canvas.setFillColor(style.QUIET)
        canvas.setFont(style.FACE, self.look.letters(7.5))
        for tick in self.scale:
            wide = canvas.stringWidth(show(tick)) / 2
            middle = tick * self.width / self.scale[-1]
            centred(canvas, show(tick), max(middle, wide), 1)


class Key(DrawnFlowable):
    """What the patterns mean, in as many lines as it takes."""

    def __init__(self, states: Sequence[ChartState], look: style.Style, figure: Element, words: WordSetter) -> None:
        super().__init__(0, figure)
        self.size, self.sign = look.scale, 15 * math.sqrt(look.scale)
        self.entries = [(state, words((Run(state.label),), "key", figure, goes_on=True)) for state in states]
        self.placed: list[tuple[ChartState, Words, float, float]] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.placed = []
        x = y = 0.0
        lowest = 0.0
        for state, label in self.entries:
            label.indexed = False
            leading = label.style.leading
            wide = min(width_of(state.label, label.style.fontName, label.style.fontSize), width - self.sign)
            if x and x + self.sign + wide > width:
                x, y = 0.0, lowest
            _, tall = label.wrap(wide + 0.5, height)
            self.placed.append((state, label, x, y))
            lowest = max(lowest, y + max(tall, leading) + 2 * self.size)
            x += self.sign + wide + 16
        self.tall = lowest + 5 * self.size
        return super().wrap(width, height)

    def paint(self, canvas: Any) -> None:
        for state, label, x, y in self.placed:
            size = label.style.fontSize
            swatch(canvas, state, x, self.height - y - size * 1.02, self.sign * 0.68, size * 0.88)
            label.drawOn(canvas, x + self.sign, self.height - y - label.height)


def chart(block: Chart, look: style.Style, words: WordSetter, lettering: Lettering) -> list[Flowable]:
    """Stacked bars on one scale, or rows of squares, one for each that is counted: a label (of two lines at most), its
    parts, and what is written after them; above it all, what the patterns mean."""
    figure = Element("Figure", alternative=block.description)
    rows: list[tuple[Text, DrawnFlowable, str]]
    if block.kind == "bars":
        highest = max((sum(number for _, number in row.parts) for row in block.rows), default=1) or 1
        scale = ticks(highest, 6)
        rows = [(row.label, StackedBar(row.parts, scale, look, figure), row.written) for row in block.rows]
        rows.append(((), Axis(scale, look, figure), ""))
    else:
        rows = [(row.label, Squares(row.parts, look.scale, figure), row.written) for row in block.rows]
    drawn = _labelled(rows, figure, look, words, lettering, 1 if block.kind == "bars" else 3)
    return [Key(block.states, look, figure, words), drawn]


def _labelled(
    rows: Sequence[tuple[Text, DrawnFlowable, str]],
    figure: Element,
    look: style.Style,
    words: WordSetter,
    lettering: Lettering,
    padding: float,
) -> Grid:
    def points(size: float) -> float:
        return size * look.scale

    after = points(92) if any(written for *_, written in rows) else points(8)
    label = points(210)
    above = WIDTH - label - after < WIDTH / 4  # no room for bars between the labels and what is written
    lines: list[list[Any]] = []
    commands: list[tuple[Any, ...]] = [
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (-1, 0), (-1, -1), points(8) if after > points(8) else 0),
    ]
    for text, drawing, written in rows:
        shown = look.styles["cell"]
        room = LABEL_LINES * 0.94 * ((WIDTH if above else label) - points(8))
        fitting = shortened(plain(lettering.text(text)), style.FACE, shown.fontSize, room)
        named: Any = Words(escape(fitting), shown, figure) if fitting else ""
        value: Any = words((Run(written),), "cell label", figure) if written else ""
        if not above:
            lines.append([named, drawing, value])
            continue
        if named:
            at = len(lines)
            lines.append([named, ""])
            commands += [
                ("SPAN", (0, at), (-1, at)),
                ("NOSPLIT", (0, at), (0, at + 1)),
                ("TOPPADDING", (0, at), (-1, at), points(5)),
            ]
        lines.append([drawing, value])
    if above:
        widths = [WIDTH - after, after]
    else:
        widths = [label, WIDTH - label - after, after]
        commands.append(("RIGHTPADDING", (0, 0), (0, -1), points(8)))
    made = grid(lines, widths, commands)
    made.figure = figure
    return made
