"""Tables: columns as wide as they need, or, where a page has no room for them side by side, row after row as lists."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from cp_desktop.reports.blocks import DataTable, Run, TableColumn, TableRow, Text, plain

from . import form_fields, scripts, style
from .charts import WordSetter
from .flowables import Words, grid
from .style import WIDTH, Style
from .tagging import Element

READ_WELL = 9  # sizes of its letters: a column of words that is narrower is hard to read


def table(block: DataTable, element: Element, look: Style, words: WordSetter) -> list[Flowable]:
    """A table with its headings on every page, and blank rows at its end; or its rows as lists, one by one."""
    gap = 8 * look.scale
    columns, total = block.columns, block.total
    wide = widths(columns, [*block.rows, *([total] if total is not None else [])], gap, look)
    if wide is None:
        return _listed(block, element, look, words)
    names = block.row_heading
    lines = [_row(element, columns, [column.title for column in columns], "column", words, names, "Column")]
    lines += [_row(element, columns, row, "cell", words, names) for row in block.rows]
    if total is not None:
        lines.append(_row(element, columns, total, "cell total", words, names))
    commands: list[tuple[Any, ...]] = [
        ("LINEBELOW", (0, 0), (-1, 0), 1, look.accent),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, style.HAIRLINE),
        ("RIGHTPADDING", (0, 0), (-2, -1), gap),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    if total is not None:
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 1, look.accent))
    if block.blank:
        commands.append(("TOPPADDING", (0, len(lines)), (-1, -1), form_fields.LINE * look.scale))
        lines += [_row(element, columns, [()] * len(columns), "cell", words, names) for _ in range(block.blank)]
    return [grid(lines, wide, commands, repeatRows=1)]


def _row(
    table: Element,
    columns: Sequence[TableColumn],
    cells: Sequence[Text],
    look: str,
    words: WordSetter,
    names: int | None,
    scope: str = "",
) -> list[Words]:
    """A row of headings, or one whose first words (in the column that `names` it) are its heading."""
    row = Element("TR", table)
    made = []
    for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        heads = scope or ("Row" if at == names else "")
        element = Element("TH", row, scope=heads) if heads and plain(cell).strip() else Element("TD", row)
        made.append(words(cell, f"{look} number" if column.number else look, element))
    return made


def widths(columns: Sequence[TableColumn], rows: Sequence[TableRow], gap: float, look: Style) -> list[float] | None:
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


def _need(column: TableColumn, cells: Sequence[Text], look: Style) -> float:
    """No number is broken, and no word of a heading; words get room to be read, if they take so much."""
    size: float = look.styles["cell"].fontSize
    most = READ_WELL * size
    bold = look.styles["column"].fontSize
    heading: float = max((scripts.width(word, style.BOLD, bold) for word in plain(column.title).split()), default=0.0)
    heading = min(heading, WIDTH / 4)  # a monster is broken
    if column.number:
        numbers = sorted(set(map(plain, cells)))
        return max(heading, max((scripts.width(text, style.BOLD, size) for text in numbers), default=0.0))
    widest = 0.0
    for text in map(plain, cells):
        widest = max(widest, most if len(text) > 3 * READ_WELL else scripts.width(text, style.FACE, size))
        if widest >= most:
            break
    least: float = max(heading, min(widest, most))
    return least


def _listed(block: DataTable, element: Element, look: Style, words: WordSetter) -> list[Flowable]:
    """Every row as a list of its own: its number and what it is about, then a line for each of its other cells."""
    columns, total, names = block.columns, block.total, block.row_heading or 0
    numbers = all(column.number for column in columns[names + 1 :])
    label = WIDTH * (0.7 if numbers else 0.4)
    commands = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, style.HAIRLINE),
        ("LINEABOVE", (0, 0), (-1, 0), 1, look.accent),
        ("RIGHTPADDING", (0, 0), (0, -1), 8 * look.scale),
        ("SPAN", (0, 0), (-1, 0)),
    ]
    made: list[Flowable] = []
    empty: list[TableRow] = [((),) * len(columns)] * block.blank
    for row in [*block.rows, *([total] if total is not None else []), *empty]:
        filled = row not in empty
        about = _about(row[: names + 1], columns[names].title if row is not total else ())
        head = Element("TR", element)
        named = plain(about).strip()
        cell = Element("TH", head, scope="Column", columns=2) if named else Element("TD", head, columns=2)
        lines: list[list[Any]] = [[words(about, "cell total", cell), ""]]
        for place, (column, text) in enumerate(zip(columns, row, strict=True)):
            if place <= names or (filled and not plain(text).strip()):
                continue
            line = Element("TR", element)
            heads = Element("TH", line, scope="Row") if plain(column.title).strip() else Element("TD", line)
            name = "cell number" if column.number else "cell"
            lines.append([words(column.title, "cell label", heads), words(text, name, Element("TD", line))])
        room = ("TOPPADDING", (0, 0), (-1, 0 if filled else -1), (7 if filled else form_fields.LINE) * look.scale)
        made.append(KeepTogether([grid(lines, [label, WIDTH - label], [*commands, room])]))
    return made


def _about(cells: Sequence[Text], column: Text) -> Text:
    """What a row is about: "Item 3: Listen to children", from its number and its words under their heading."""
    if not any(cells):
        return ()
    *numbers, name = cells
    before = [*([column] if column else []), *filter(None, numbers)]
    parts = before if column else [*before, name]
    joined = tuple(run for at, part in enumerate(parts) for run in (*([Run(" ")] if at else []), *part))
    return (*joined, Run(": "), *name) if column else joined
