"""Places to write by hand: ruled lines, and squares to tick. They are drawn, for the font has no square."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from cp_desktop.reports.blocks import FormField, FormQuestion, Text, plain

from . import scripts, style
from .canvas import ARTIFACT
from .charts import WordSetter
from .flowables import Grid, grid
from .style import WIDTH, Style
from .tagging import Element, heading, list_item

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


def question(block: FormQuestion, look: Style, words: WordSetter) -> Flowable:
    """A question with what helps to answer it, or squares to tick, beside it, and empty lines, all on one page."""
    shown = words(block.label, "h2", heading(1))
    wide = scripts.width(plain(block.label), style.BOLD, shown.style.fontSize) + 12 * look.scale
    above = look.large or wide > WIDTH * 0.8  # no room beside it
    room = WIDTH if above else WIDTH - wide
    helping = boxes(block.choices, look, words, room) if block.choices else words(block.help, "small")
    rows = [[shown], [helping]] if above else [[shown, helping]]
    head = grid(rows, [WIDTH] if above else [wide, room], [("VALIGN", (0, 0), (-1, -1), "BOTTOM")])
    lines = [Ruled(block.lines, look.scale)] if block.lines else []
    return KeepTogether([Spacer(0, 8 * look.scale), head, *lines])


def boxes(labels: Sequence[Text], look: Style, words: WordSetter, room: float) -> Grid:
    """A square to tick before each label, in one row; one below the other where there is no room for that."""
    side, listed = 9 * look.scale, Element("L", numbering="None")
    pairs = []
    for label in labels:
        mark, body = list_item(listed)
        pairs.append([Square(side, mark), words(label, "cell", body)])
    mark_width, widths = side + 5 * look.scale, [_box(label, look) for label in labels]
    middle = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    if sum(widths) + mark_width * len(labels) > room:
        return grid(pairs, [mark_width, room - mark_width], middle)
    return grid(
        [[part for pair in pairs for part in pair]], [part for wide in widths for part in (mark_width, wide)], middle
    )


def _box(label: Text, look: Style) -> float:
    """How wide the label of a square is."""
    return scripts.width(plain(label), style.FACE, look.styles["cell"].fontSize) + 16 * look.scale


def fields(row_of: Sequence[FormField], look: Style, words: WordSetter) -> list[Grid]:
    """Labels side by side, each with a line to write on or squares to tick; in large print each in a row of its own."""
    if look.large and len(row_of) > 1:
        return [made for one in row_of for made in fields([one], look, words)]
    whole, gap = sum(one.share for one in row_of), 14 * look.scale
    size = look.styles["cell label"].fontSize
    row: list[Any] = []
    widths: list[float] = []
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 9 * look.scale),
    ]
    for one in row_of:
        if row:
            row.append("")
            widths.append(gap)
        room = (WIDTH - gap * (len(row_of) - 1)) * one.share / whole
        wide = min(scripts.width(plain(one.label), style.FACE, size) + 8 * look.scale, room * 0.6)
        both = Element("P")
        row.append(words(one.label, "cell label", both, goes_on=bool(one.value or one.choices)))
        if one.choices:
            commands += [(f"{side}PADDING", (len(row), 0), (len(row), 0), 0) for side in ("TOP", "BOTTOM")]
            row.append(boxes(one.choices, look, words, room - wide))
        else:
            commands.append(("LINEBELOW", (len(row), 0), (len(row), 0), 0.4, style.QUIET))
            row.append(words(one.value, "cell", both))
        widths += [wide, room - wide]
    return [grid([row], widths, commands)]
