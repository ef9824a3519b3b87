"""Numbers that stand out, side by side."""

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, Spacer

from cp_desktop.reports.blocks import KeyFigures

from . import tagging
from .flowables import Words, grid
from .style import WIDTH
from .tagging import Element

if TYPE_CHECKING:
    from .drawer import PdfDrawing

GAP = 14.0


def strip(block: KeyFigures, drawing: "PdfDrawing") -> list[Flowable]:
    """A strip of key figures, each with its number, what it counts and its base; in large print, two in a row."""
    cells = list[list[Words]]()
    whole = Element("L", numbering="None")
    for each in block.numbers:
        _, body = tagging.list_item(whole)
        cells.append(
            [
                drawing.words(each.number, "figure", body, goes_on=True),
                drawing.words(each.label, "figure label", body, goes_on=bool(each.base)),
                drawing.words(each.base, "figure base", body),
            ]
        )
    large = drawing.look.large
    across = 2 if large else 4
    made: list[Flowable] = []
    for start in range(0, len(cells), across):
        some = cells[start : start + across]
        each_width = (WIDTH - GAP * (across - 1)) / across if large else (WIDTH + GAP) / len(some) - GAP
        row = [part for cell in some for part in ("", cell)][1:]
        widths = [width for _ in some for width in (GAP, each_width)][1:]
        commands = [("LINEABOVE", (at, 0), (at, 0), 1.5, drawing.look.accent) for at in range(0, len(row), 2)]
        made += [grid([row], widths, commands), Spacer(0, drawing.points(12))]
    return made
