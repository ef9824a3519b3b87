"""What stands out from the text around it: a box with a message, and somebody's own words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from cp_desktop.reports.blocks import Callout, Text

from . import style
from .flowables import grid
from .style import WIDTH
from .tagging import Element

if TYPE_CHECKING:
    from .drawer import PdfDrawing


def callout(block: Callout, blocks: Iterable[Flowable], holder: Element, drawing: "PdfDrawing") -> list[Flowable]:
    """A box with a title; what stands in it is drawn already and belongs to its holder."""
    points, look = drawing.points, drawing.look
    head = [drawing.words(block.title, "box head", Element("P", holder))] if block.title else []
    rows = [[each] for each in (*head, *blocks) if not isinstance(each, CondPageBreak | Spacer)]
    commands = [
        ("BACKGROUND", (0, 0), (-1, -1), style.WARNING_BACKGROUND if block.warning else look.tint),
        ("LINEBEFORE", (0, 0), (0, -1), 3, style.WARNING if block.warning else look.accent),
        ("LEFTPADDING", (0, 0), (-1, -1), points(14)),
        ("RIGHTPADDING", (0, 0), (-1, -1), points(14)),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 0), (-1, 0), points(8)),
        ("BOTTOMPADDING", (0, -1), (-1, -1), points(9)),
    ]
    return [Spacer(0, points(6)), KeepTogether([grid(rows, [WIDTH], commands)]), Spacer(0, points(12))]


def quotation(said: Text, drawing: "PdfDrawing") -> list[Flowable]:
    """Words beside a line of the accent."""
    words = drawing.words(said, "quote", Element("P", Element("BlockQuote")))
    commands = [
        ("LINEBEFORE", (0, 0), (0, -1), 2, drawing.look.accent),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ]
    return [grid([[words]], [WIDTH], commands), Spacer(0, drawing.points(5))]
