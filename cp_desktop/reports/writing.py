"""Places to write by hand: ruled lines, and squares to tick. They are drawn, for the font has no square."""

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Spacer

from . import style
from .blocks import Grid, grid
from .canvas import ARTIFACT
from .charts import Said
from .style import WIDTH, Style
from .tagging import Element, heading, list_item

# A label, what stands beside it already (or choices: squares to tick), and its share of the width.
Blank = tuple[str, str | Sequence[str], float]

LINE = 18.5  # points from one line to the next: room for a hurried hand


class Ruled(Flowable):  # type: ignore[misc]
    """Empty lines over the whole width."""

    def __init__(self, lines: int, size: float) -> None:
        super().__init__()
        self.lines, self.gap = lines, LINE * size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.lines * self.gap
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.part(ARTIFACT):
            self.canv.setStrokeColor(style.QUIET)
            self.canv.setLineWidth(0.4)
            for line in range(self.lines):
                y = self.height - (line + 1) * self.gap + 0.5
                self.canv.line(0, y, self.width, y)


class Square(Flowable):  # type: ignore[misc]
    """An empty square to tick, the mark of an item of a list."""

    def __init__(self, side: float, label: Element) -> None:
        super().__init__()
        self.side = side
        self.element = Element("Figure", label, alternative="A box to tick")

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.side, self.side + 0.8

    def draw(self) -> None:
        self.canv.cover(self.element, self.side, self.side)
        with self.canv.part(self.element):
            self.canv.setStrokeColor(style.INK)
            self.canv.setLineWidth(0.8)
            self.canv.rect(0, 0, self.side, self.side, stroke=1, fill=0)


def prompt(label: str, beside: str | Sequence[str], lines: int, look: Style, words: Said) -> Flowable:
    """A question with what helps to answer it, or squares to tick, beside it, and empty lines, all on one page."""
    shown = words(label, "h2", heading(1))
    wide = stringWidth(style.clean(label), style.BOLD, shown.style.fontSize) + 12 * look.scale
    helping = words(beside, "small") if isinstance(beside, str) else boxes(beside, look, words)
    head = grid([[shown, helping]], [wide, WIDTH - wide], [("VALIGN", (0, 0), (-1, -1), "BOTTOM")])
    return KeepTogether([Spacer(0, 8 * look.scale), head, *([Ruled(lines, look.scale)] if lines else [])])


def boxes(labels: Sequence[str], look: Style, words: Said) -> Grid:
    """A square to tick before each label, in one row."""
    side, size = 9 * look.scale, look.styles["cell"].fontSize
    row: list[Any] = []
    widths: list[float] = []
    listed = Element("L", numbering="None")
    for label in labels:
        mark, body = list_item(listed)
        row += [Square(side, mark), words(label, "cell", body)]
        widths += [side + 5 * look.scale, stringWidth(style.clean(label), style.FACE, size) + 16 * look.scale]
    return grid([row], widths, [("VALIGN", (0, 0), (-1, -1), "MIDDLE")])


def blanks(row_of: Sequence[Blank], look: Style, words: Said) -> Grid:
    """Labels side by side, each with a line to write on or squares to tick."""
    whole, gap, size = sum(share for *_, share in row_of), 14 * look.scale, look.styles["cell label"].fontSize
    row: list[Any] = []
    widths: list[float] = []
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 9 * look.scale),
    ]
    for label, given, share in row_of:
        if row:
            row.append("")
            widths.append(gap)
        wide = stringWidth(style.clean(label), style.FACE, size) + 8 * look.scale
        both = Element("P")
        row.append(words(label, "cell label", both, goes_on=bool(given)))
        if isinstance(given, str):
            commands.append(("LINEBELOW", (len(row), 0), (len(row), 0), 0.4, style.QUIET))
            row.append(words(given, "cell", both))
        else:
            commands += [(f"{side}PADDING", (len(row), 0), (len(row), 0), 0) for side in ("TOP", "BOTTOM")]
            row.append(boxes(given, look, words))
        widths += [wide, (WIDTH - gap * (len(row_of) - 1)) * share / whole - wide]
    return grid([row], widths, commands)
