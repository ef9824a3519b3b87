"""Tables in a Word document: headings that come again on every page, rows that stay whole, numbers to the right."""

from collections.abc import Sequence
from typing import Any

from .elements import OF_PARAGRAPHS, element, put

Cell = Sequence[Any]  # the paragraphs in it


def table(
    style: str,
    widths: Sequence[int],
    rows: Sequence[Sequence[Cell]],
    *,
    heads: int = 1,
    total: bool = False,
    names: bool = False,
    described: str = "",
    tall: Sequence[int] = (),
) -> Any:
    """A table as wide as the text. Widths are twentieths of a point.

    The first rows (`heads`) are its column headings. `total`: the last row sums the others up. `names`: the first
    column says what each row is about. `described` is what a screen reader says of it. `tall` is the least height of
    each row, 0 where its text says it.
    """
    look = element(
        "w:tblLook",
        val=f"{0x0400 | 0x0200 | (0x20 if heads else 0) | (0x40 if total else 0) | (0x80 if names else 0):04X}",
        firstRow=int(bool(heads)),
        lastRow=int(total),
        firstColumn=int(names),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    about = element(
        "w:tblPr",
        element("w:tblStyle", val=style),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="autofit"),
        look,
    )
    if described:
        about.append(element("w:tblCaption", val=described[:250]))
    made = element("w:tbl", about, element("w:tblGrid", *(element("w:gridCol", w=wide) for wide in widths)))
    for at, row in enumerate(rows):
        made.append(_row(row, widths, heading=at < heads, tall=tall[at] if tall else 0))
    return made


def _row(cells: Sequence[Cell], widths: Sequence[int], *, heading: bool, tall: int) -> Any:
    about = element("w:trPr", element("w:cantSplit"))
    if tall:
        about.append(element("w:trHeight", val=tall, hRule="atLeast"))
    if heading:
        about.append(element("w:tblHeader"))
        for paragraph in (part for cell in cells for part in cell):  # headings never end a page
            put(paragraph.pPr, element("w:keepNext"), OF_PARAGRAPHS)
    row = element("w:tr", about)
    if len(cells) == 1 and len(widths) > 1:  # one cell over all columns
        about = element("w:tcPr", element("w:tcW", w=sum(widths), type="dxa"), element("w:gridSpan", val=len(widths)))
        row.append(element("w:tc", about, *cells[0]))
        return row
    for cell, wide in zip(cells, widths, strict=True):
        row.append(element("w:tc", element("w:tcPr", element("w:tcW", w=wide, type="dxa")), *cell))
    return row


def shared(whole: float, shares: Sequence[float], needs: Sequence[float]) -> list[float] | None:
    """A width for each column: its share, but at least what it needs; None where there is not so much.

    What a column needs beyond its share comes from those with room to spare.
    """
    wide = [whole * share / sum(shares) for share in shares]
    lacking = sum(max(need - width, 0) for need, width in zip(needs, wide, strict=True))
    room = sum(max(width - need, 0) for need, width in zip(needs, wide, strict=True))
    if lacking > room and len(shares) > 1:
        return None
    given = lacking / room if lacking else 0
    return [max(need, width - (width - need) * given) for need, width in zip(needs, wide, strict=True)]
