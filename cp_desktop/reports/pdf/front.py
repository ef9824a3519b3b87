"""How a paper begins: its cover, or the head of its first page."""

import math
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, Spacer

from cp_desktop.reports.blocks import Cover, Run, TitleBlock

from . import style, tagging
from .flowables import Filler, HeadingWords, HorizontalRule, Words, grid
from .logo import Logo
from .markup import markup
from .style import WIDTH
from .tagging import Element

if TYPE_CHECKING:
    from .drawer import PdfDrawing


def title_block(block: TitleBlock, drawing: "PdfDrawing") -> list[Flowable]:
    """The head of a paper: the council, the title, and who reports what to whom and when."""
    table = Element("Table")
    lines = list[list[Words]]()
    for label, value in block.rows:
        row = Element("TR", table)
        heads = drawing.words(label, "cell label", Element("TH", row, scope="Row"))
        lines.append([heads, drawing.words(value, "cell", Element("TD", row))])
    made = [_council(drawing), _title(drawing, "title"), HorizontalRule(drawing.look.accent)]
    if lines:
        below = [("LINEBELOW", (0, 0), (-1, -1), 0.5, style.HAIRLINE)]
        label_width = min(drawing.points(90), WIDTH / 3)
        made += [grid(lines, [label_width, WIDTH - label_width], below), Spacer(0, drawing.points(14))]
    return [*made, NextPageTemplate("page")]


def cover(block: Cover, drawing: "PdfDrawing") -> list[Flowable]:
    """The title on the accent colour, lines below it, and a foot on the white."""
    return [
        Spacer(0, 150),
        _title(drawing, "cover"),
        Spacer(0, drawing.points(10)),
        *(drawing.words(line, "cover line") for line in block.lines),
        NextPageTemplate("page"),
        Filler(style.PAGE[1] * 0.42 - drawing.look.foot(bool(drawing.mark)) - 40),
        _council(drawing),
        drawing.words(block.foot, "small"),
        PageBreak(),
    ]


def _council(drawing: "PdfDrawing") -> Flowable:
    """The council's name, with its logo if it has one."""
    name = drawing.words((Run(drawing.document.council),), "council")
    if drawing.look.logo is None:
        return name
    shown = Logo(drawing.look.logo, drawing.council, math.sqrt(drawing.look.scale), right=True)
    commands = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOTTOMPADDING", (0, 0), (-1, -1), drawing.points(8))]
    return grid([[name, shown]], [WIDTH - shown.wide - 14, shown.wide + 14], commands)


def _title(drawing: "PdfDrawing", name: str) -> HeadingWords:
    said = markup((Run(drawing.title),), drawing.look.accent_hex, bold=True)
    made = HeadingWords(said, drawing.look.styles[name], tagging.heading(0))
    made.indexed = False
    return made
