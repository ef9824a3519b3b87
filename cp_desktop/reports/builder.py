"""How a paper is written down: its author says what comes, and the builder keeps it as a tree of blocks.

Every text is in the small Markdown of `markdown.py` unless it says otherwise.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, Literal

from cp_desktop.model import show

from .blocks import (
    Block,
    Callout,
    Chart,
    ChartRow,
    ChartState,
    Contents,
    Cover,
    DataTable,
    Document,
    FoldCard,
    FormField,
    FormQuestion,
    FormRow,
    Index,
    ItemList,
    KeyFigures,
    KeyNumber,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    Quotation,
    RoomNeeded,
    SectionHeading,
    TableColumn,
    TableRow,
    TitleBlock,
)
from .markdown import TextBlock, blocks, inline, verbatim
from .text import clean

# A row of a chart: what it is about, how many of each state, and what is written after it.
Parts = Sequence[tuple[ChartState, int]]
Row = tuple[str, Parts, str]


def column(title: str, share: float, number: bool = False) -> TableColumn:
    """A column of a table: its heading, its share of the width, and whether numbers stand in it."""
    return TableColumn(inline(title), share, number)


def field(label: str, value: str = "", choices: Sequence[str] = (), share: float = 1) -> FormField:
    """A place to write on: what stands there already, or choices to tick; and its share of its row."""
    return FormField(inline(label), inline(value), tuple(map(inline, choices)), share)


class DocumentBuilder:
    """The content of one document, block by block, in the order in which it is read."""

    def __init__(
        self,
        title: str,
        *,
        council: str,
        as_at: dt.date,
        subject: str = "",
        author: str = "",
        mark: str = "",
        expected_pages: int | None = None,
    ) -> None:
        """What is said here stands in `Document` (see there)."""
        self._document = Document(
            clean(title), clean(council), as_at, (), clean(subject), clean(author), clean(mark), "en-GB", expected_pages
        )
        self._blocks: list[Block] = []
        self._level = 0  # of the last heading

    def document(self) -> Document:
        """What was said so far, as a document."""
        return replace(self._document, blocks=tuple(self._blocks))

    # -- the beginning

    def title_block(self, rows: Sequence[tuple[str, str]]) -> None:
        """The head of a paper: the council, the title, who reports what to whom and when (empty rows left out)."""
        self._blocks.append(TitleBlock(tuple((inline(label), inline(value)) for label, value in rows if value)))

    def cover(self, lines: Sequence[str], foot: str) -> None:
        """A cover with the council, the title, lines below it, and a foot."""
        self._blocks.append(Cover(tuple(map(inline, lines)), inline(foot)))

    # -- text

    def heading(self, text: str, level: int = 1, *, contents: bool | None = None, opens: bool = False) -> None:
        """A heading of level 1 to 3, in the contents, the outline and the index if it is of level 1 or 2, unless
        `contents` says otherwise. One that `opens` a page looks like a heading of the first level, whatever its own."""
        listed = level <= 2 if contents is None else contents
        level = min(level, 3)
        self._blocks.append(self._heading(SectionHeading(inline(text), level, 1 if opens else level, listed)))

    def _heading(self, heading: SectionHeading) -> SectionHeading:
        """A heading at most one level below the one before it."""
        self._level = min(heading.level, self._level + 1)
        return replace(heading, level=self._level)

    def _read(self, text: str, level: int) -> list[TextBlock]:
        """A whole text, its headings in their place below those before them."""
        read = blocks(text, level)
        return [self._heading(block) if isinstance(block, SectionHeading) else block for block in read]

    def text(self, text: str, role: Literal["body", "lead", "small"] = "body") -> None:
        """One paragraph; nothing where there are no words."""
        if text.strip():
            self._blocks.append(Paragraph(inline(text), role))

    def numbered(self, number: str, text: str) -> None:
        """One paragraph with its number, by which people refer to it."""
        self._blocks.append(Paragraph(inline(text), number=clean(number)))

    def numbered_text(self, chapter: int, text: str, level: int = 2) -> None:
        """A whole text whose paragraphs are numbered: 3.1, 3.2... Its lists belong to those."""
        numbers, read = count(1), self._read(text, level)
        for at, block in enumerate(read):
            if isinstance(block, Paragraph):
                if at + 1 < len(read) and not isinstance(read[at + 1], Paragraph):
                    self.room(76)  # what leads to a list does not end a page
                block = replace(block, number=f"{chapter}.{next(numbers)}")
            elif isinstance(block, ItemList):
                block = replace(block, inset=True)
            self._blocks.append(block)

    def plain(self, text: str) -> None:
        """Somebody's own words, each of their lines a paragraph; nothing in them is taken for Markdown."""
        self._blocks += [Paragraph(verbatim(line.strip())) for line in text.splitlines() if line.strip()]

    def markdown(self, text: str, level: int = 2) -> None:
        """A whole text; its highest headings get the given level."""
        self._blocks += self._read(text, level)

    def bullets(self, items: Iterable[str]) -> None:
        """A list whose order does not matter; empty items are left out."""
        listed = tuple(ListItem(text) for item in items if (text := inline(" ".join(item.split()))))
        if listed:
            self._blocks.append(ItemList(listed))

    def quotation(self, text: str, by: str = "", whose: str = "") -> None:
        """Somebody's own words, with their name (`by`) where they gave leave for it. `whose` they are is told to who
        prints the paper, where they cannot be printed."""
        self._blocks.append(Quotation(clean(" ".join(text.split()).strip('“”"')), clean(by), whose))

    def callout(self, title: str, text: str, *, warning: bool = False) -> None:
        """A box that stands out: a title and a whole text."""
        self._blocks.append(Callout(inline(title), tuple(self._read(text, 3)), warning))

    def fold_card(self, text: str) -> None:
        """A page that folds to a card: a panel for each heading of a text. What stands before the first heading says
        how to fold it."""
        panels: list[list[TextBlock]] = [[]]
        for block in self._read(text, 2):
            if isinstance(block, SectionHeading):
                panels.append([])
            panels[-1].append(block)
        instructions, *others = map(tuple, panels)
        self._blocks.append(FoldCard(instructions, tuple(others)))

    # -- numbers

    def key_figures(self, items: Sequence[tuple[str, str, str]]) -> None:
        """A strip of numbers that stand out, each with what it counts and its base."""
        numbers = (KeyNumber(inline(number), inline(label), inline(base)) for number, label, base in items)
        self._blocks.append(KeyFigures(tuple(numbers)))

    def table(
        self,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[Any]],
        total: Sequence[Any] | None = None,
        *,
        caption: str = "",
        remark: str = "",
        blank: int = 0,
        room: float = 110,
    ) -> None:
        """A table (see `DataTable`). A cell is text, or any value that `show` makes readable."""
        self._blocks.append(
            DataTable(
                tuple(columns),
                tuple(map(_cells, rows)),
                None if total is None else _cells(total),
                inline(caption),
                inline(remark),
                blank,
                room,
            )
        )

    def note(self, text: str) -> None:
        """A small remark about the table or chart before it."""
        self._blocks.append(Note(inline(text)))

    def bars(self, caption: str, rows: Iterable[Row], states: Sequence[ChartState]) -> None:
        """Stacked bars: a label, its parts, and what is written after the bar."""
        self._chart("bars", caption, rows, states)

    def squares(self, caption: str, rows: Iterable[Row], states: Sequence[ChartState]) -> None:
        """A square for each one that is counted, in rows: a label, how many of each state, and what is written."""
        self._chart("squares", caption, rows, states)

    def _chart(
        self, kind: Literal["bars", "squares"], caption: str, rows: Iterable[Row], states: Sequence[ChartState]
    ) -> None:
        made = (ChartRow(inline(label), tuple(parts), clean(written)) for label, parts, written in rows)
        self._blocks.append(Chart(kind, inline(caption), tuple(made), tuple(states)))

    # -- places to fill in

    def fields(self, *rows: Sequence[FormField]) -> None:
        """Rows of places to write on."""
        self._blocks += [FormRow(tuple(row)) for row in rows]

    def question(self, label: str, help: str = "", *, choices: Sequence[str] = (), lines: int = 0) -> None:
        """A question with what helps to answer it, and either choices to tick or lines for the answer."""
        self._level = 1
        self._blocks.append(FormQuestion(inline(label), inline(help), tuple(map(inline, choices)), lines))

    # -- finding one's way

    def contents(self) -> None:
        """The listed headings, each linked to its place."""
        self._blocks.append(Contents())

    def index(self, terms: Iterable[str]) -> None:
        """An index: of the listed headings, and of the terms wherever they occur."""
        self._blocks.append(Index(tuple(" ".join(clean(term).split()) for term in terms)))

    # -- matters of paper

    def room(self, points: float) -> None:
        """What follows begins a page unless so much is left of this one, and takes a heading before it along."""
        self._blocks.append(RoomNeeded(points))

    def page_break(self, *, columns: bool = False) -> None:
        """What follows begins a page, of two columns if it is to."""
        self._blocks.append(PageBreak(columns))


def _cells(values: Sequence[Any]) -> TableRow:
    return tuple(inline(show(value)) for value in values)
