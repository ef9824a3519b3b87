"""Tables: columns as wide as they need, or, where a page has no room for them side by side, row after row as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from cp_desktop.model import show
from cp_desktop.reports import markdown

from . import form_fields, scripts, style
from .charts import Said
from .flowables import Words, grid
from .style import WIDTH, Style
from .tagging import Element

Row = Sequence[Any]

READ_WELL = 9  # sizes of its letters: a column of words that is narrower is hard to read


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether numbers stand in it."""

    title: str
    share: float
    number: bool = False


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    total: Row | None,
    blank: int,
    element: Element,
    look: Style,
    words: Said,
) -> list[Flowable]:
    """A table with its headings on every page, and `blank` rows at its end; or its rows as lists, one by one."""
    gap = 8 * look.scale
    wide = widths(columns, [*rows, *([total] if total is not None else [])], gap, look)
    if wide is None:
        return _listed(columns, rows, total, blank, element, look, words)
    lines = [_row(element, columns, [column.title for column in columns], "column", words, "Column")]
    lines += [_row(element, columns, row, "cell", words) for row in rows]
    if total is not None:
        lines.append(_row(element, columns, total, "cell total", words))
    commands: list[tuple[Any, ...]] = [
        ("LINEBELOW", (0, 0), (-1, 0), 1, look.accent),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, style.HAIRLINE),
        ("RIGHTPADDING", (0, 0), (-2, -1), gap),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    if total is not None:
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 1, look.accent))
    if blank:
        commands.append(("TOPPADDING", (0, len(lines)), (-1, -1), form_fields.LINE * look.scale))
        lines += [_row(element, columns, [""] * len(columns), "cell", words) for _ in range(blank)]
    return [grid(lines, wide, commands, repeatRows=1)]


def _row(
    table: Element, columns: Sequence[Column], values: Row, look: str, words: Said, scope: str = ""
) -> list[Words]:
    """A row of headings, or one whose first words are its heading."""
    row = Element("TR", table)
    names = _names(columns)
    made = []
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        text = show(value)
        heads = scope or ("Row" if at == names else "")
        cell = Element("TH", row, scope=heads) if heads and text.strip() else Element("TD", row)
        made.append(words(text, f"{look} number" if column.number else look, cell))
    return made


def _names(columns: Sequence[Column]) -> int | None:
    """Which column says what a row is about: the first one of words."""
    return next((at for at, column in enumerate(columns) if not column.number), None)


def widths(columns: Sequence[Column], rows: Sequence[Row], gap: float, look: Style) -> list[float] | None:
    """The columns' shares of the width, but each at least as wide as it needs; None where that is more than there is.

    What a column needs beyond its share comes from those with room to spare.
    """
    whole = sum(column.share for column in columns)
    wide = [WIDTH * column.share / whole for column in columns]
    needs = [_need(column, [row[at] for row in rows], look) + gap + 1 for at, column in enumerate(columns)]
    spare = [width - need for width, need in zip(wide, needs, strict=True)]
    lacking = sum(-more for more in spare if more < 0)
    room = sum(more for more in spare if more > 0)
    if len(columns) > 1 and lacking > room:
        return None
    given = lacking / room if lacking and room else 0
    return [width - (more if more < 0 else more * given) for width, more in zip(wide, spare, strict=True)]


def _need(column: Column, values: Sequence[Any], look: Style) -> float:
    """No number is broken, and no word of a heading; words get room to be read, if they take so much."""
    size: float = look.styles["cell"].fontSize
    most = READ_WELL * size
    bold = look.styles["column"].fontSize
    heading: float = max((scripts.width(word, style.BOLD, bold) for word in column.title.split()), default=0.0)
    heading = min(heading, WIDTH / 4)  # a monster is broken
    if column.number:
        numbers = sorted({show(value) for value in values})
        return max(heading, max((scripts.width(text, style.BOLD, size) for text in numbers), default=0.0))
    widest = 0.0
    for value in values:
        text = markdown.plain(show(value))
        widest = max(widest, most if len(text) > 3 * READ_WELL else scripts.width(text, style.FACE, size))
        if widest >= most:
            break
    least: float = max(heading, min(widest, most))
    return least


def _listed(
    columns: Sequence[Column],
    rows: Sequence[Row],
    total: Row | None,
    blank: int,
    element: Element,
    look: Style,
    words: Said,
) -> list[Flowable]:
    """Every row as a list of its own: its number and what it is about, then a line for each of its other cells."""
    names = _names(columns) or 0
    numbers = all(column.number for column in columns[names + 1 :])
    label = WIDTH * (0.7 if numbers else 0.4)
    commands = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, style.HAIRLINE),
        ("LINEABOVE", (0, 0), (-1, 0), 1, look.accent),
        ("RIGHTPADDING", (0, 0), (0, -1), 8 * look.scale),
        ("SPAN", (0, 0), (-1, 0)),
    ]
    made: list[Flowable] = []
    empty = [[""] * len(columns)] * blank
    for row in [*rows, *([total] if total is not None else []), *empty]:
        about, filled = " ".join(filter(None, map(show, row[: names + 1]))), row not in empty
        if row is not total and about and columns[names].title:
            *number, name = map(show, row[: names + 1])
            about = f"{' '.join(filter(None, [columns[names].title, *number]))}: {name}"
        head = Element("TR", element)
        cell = Element("TH", head, scope="Column", columns=2) if about.strip() else Element("TD", head, columns=2)
        lines: list[list[Any]] = [[words(about, "cell total", cell), ""]]
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            text = show(value)
            if place <= names or (filled and not text.strip()):
                continue
            line = Element("TR", element)
            heads = Element("TH", line, scope="Row") if column.title.strip() else Element("TD", line)
            look_of = "cell number" if column.number else "cell"
            lines.append([words(column.title, "cell label", heads), words(text, look_of, Element("TD", line))])
        room = ("TOPPADDING", (0, 0), (-1, 0 if filled else -1), (7 if filled else form_fields.LINE) * look.scale)
        made.append(KeepTogether([grid(lines, [label, WIDTH - label], [*commands, room])]))
    return made
