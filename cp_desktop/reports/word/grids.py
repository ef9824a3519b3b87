"""What stands in rows and columns: tables of data, what a paper says of itself, key figures."""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from cp_desktop.reports.blocks import DataTable, KeyFigures, Run, TableColumn, TableRow, Text, plain

from . import forms, tables
from .body import Body
from .elements import element
from .inline import bookmark

LABEL = 100.0  # points of a column that only says what stands beside it
ACROSS = 4  # key figures side by side
WIDE, BOLD_WIDE, SMALL_WIDE = 0.55, 0.66, 0.5  # of a letter, in its size; of one in a long word of small ones
READ_WELL = 9  # sizes of its letters: a column of words that is narrower is hard to read


def facts(body: Body, rows: Sequence[tuple[Text, Text]], described: str) -> None:
    """A table of two columns: what something is called, and what it is."""
    label = body.points(LABEL)
    made = [[[body.words(name, "Table Label")], [body.words(value, "Table Text")]] for name, value in rows]
    body.table(made, [label, body.width - label], heads=0, names=True, described=described)


def key_figures(body: Body, figures: KeyFigures) -> None:
    """A strip of numbers, each with what it counts and its base."""
    across = ACROSS // 2 if body.large else ACROSS
    for start in range(0, len(figures.numbers), across):
        some = figures.numbers[start : start + across]
        cells = [
            [
                body.words(one.number, "Key Figure"),
                body.words(one.label, "Key Figure Label"),
                body.words(one.base, "Key Figure Base"),
            ]
            for one in some
        ]
        body.table([cells], [body.width / len(some)] * len(some), heads=0, described="Key figures", style="Key Figures")


def data_table(body: Body, table: DataTable, described: str) -> None:
    """A table with its headings on every page; where its columns have no room side by side, its rows one by one."""
    columns, filled = table.columns, [*table.rows, *([table.total] if table.total is not None else [])]
    needs = [_need(body, column, [row[at] for row in filled]) for at, column in enumerate(columns)]
    shares = [column.share for column in columns]
    whole = [max(need, _longest_word(body, [row[at] for row in filled])) for at, need in enumerate(needs)]
    widths = tables.shared(body.width, shares, whole) or tables.shared(body.width, shares, needs)
    if widths is None:
        _listed(body, table, filled, described)
        return

    def row(texts: Sequence[Text]) -> list[tables.Cell]:
        return [[_cell(body, column, text)] for column, text in zip(columns, texts, strict=True)]

    made = [row([column.title for column in columns]), *map(row, filled)]
    if table.row_heading is not None:
        _name_rows(body, made[0][table.row_heading][0])
    for number in range(1, table.blank + 1):
        made.append(
            [[forms.answered(body, f"{plain(column.title)}, row {number}", "Table Text")] for column in columns]
        )
    tall = [0] * (1 + len(filled)) + [body.twips(forms.HAND)] * table.blank
    total, names = table.total is not None, table.row_heading == 0
    body.table(made, widths, total=total, names=names, described=described, tall=tall)


def _cell(body: Body, column: TableColumn, text: Text, *layout: Any) -> Any:
    return body.made("Table Number" if column.number else "Table Text", body.runs(text), *layout)


def _name_rows(body: Body, heading: Any) -> None:
    """Marks the heading of the column whose cells say what their rows are about: screen readers go by the name."""
    key = body.keys.next()
    begin, end = bookmark(f"Title_{key}", key, [])
    heading.insert(1, begin)
    heading.append(end)


def _need(body: Body, column: TableColumn, texts: Sequence[Text]) -> float:
    """How many points a column takes at least: no number is broken, and no word of a heading."""
    size = body.styles.points(9)
    heading = max((len(word) for word in plain(column.title).split()), default=0) * size * BOLD_WIDE
    heading = min(heading, body.width / 4)  # a monster is broken
    longest = max((len(plain(text)) for text in texts), default=0)
    words = longest * size * (BOLD_WIDE if column.number else WIDE)
    return max(heading, words if column.number else min(words, READ_WELL * size)) + 9


def _longest_word(body: Body, texts: Sequence[Text]) -> float:
    """How many points a column needs for an e-mail address to stay in one piece, say; not for a monster."""
    longest = max((len(word) for text in texts for word in re.split(r"[\s-]+", plain(text))), default=0)
    return min(longest * body.styles.points(9) * SMALL_WIDE + 9, body.width * 0.45)


def _listed(body: Body, table: DataTable, rows: Sequence[TableRow], described: str) -> None:
    """Every row as lines of its own: what it is about over the whole width, then its other cells one by one."""
    names, columns = table.row_heading or 0, table.columns
    made: list[list[tables.Cell]] = []
    with_next = element("w:keepNext")  # a record stays on one page
    for row in rows:
        about = [part for text in row[: names + 1] if text for part in (*text, Run(" "))][:-1]
        made.append([[body.made("Table Text", body.runs(tuple(about), bold=True), deepcopy(with_next))]])
        cells = [(column, text) for column, text in list(zip(columns, row, strict=True))[names + 1 :] if plain(text)]
        for place, (column, text) in enumerate(cells, 1):
            layout = [deepcopy(with_next)] if place < len(cells) else []
            label = body.made("Table Label", body.runs(column.title), *deepcopy(layout))
            made.append([[label], [_cell(body, column, text, *layout)]])
    numbers = all(column.number for column in columns[names + 1 :])
    label_width = body.width * (0.7 if numbers else 0.4)
    body.table(made, [label_width, body.width - label_width], heads=0, names=True, described=described)
