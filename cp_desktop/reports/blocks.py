"""A paper as a tree of blocks: what stands in it, in order, and nothing of how any format draws it.

The modules in `documents` build a `Document`; `pdf`, `html` and `word` each draw the same tree. Texts are parsed
already (`markdown.py`): a `Text` is a row of `Run`s, and whatever is in a run is printed as it stands. All of it is
clean (`text.clean`): composed letters, nothing invisible. Texts may be empty; blocks without content are left out of
the tree.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cp_desktop.model import show


@dataclass(frozen=True)
class Run:
    """Words set alike. `address` is where they link to (https, http or mailto), "" where they do not."""

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""


Text = tuple[Run, ...]


def plain(text: Text) -> str:
    """The words of a text alone."""
    return "".join(run.text for run in text)


# -- the beginning of a paper


@dataclass(frozen=True)
class Cover:
    """A page of its own with the council, the document's title (the one heading of level 0), lines below it and a foot.

    A document has either this or a `TitleBlock`, as its first block.
    """

    lines: tuple[Text, ...]
    foot: Text


@dataclass(frozen=True)
class TitleBlock:
    """The head of a paper: the council, the document's title (the one heading of level 0), and who reports what to whom
    and when: a label and a value each. There may be no rows."""

    rows: tuple[tuple[Text, Text], ...] = ()


# -- text


@dataclass(frozen=True)
class SectionHeading:
    """A heading of level 1 to 3. No level is ever left out on the way down: a 3 right under a 1 became a 2.

    `look` is the level whose looks it has on paper, where they are not those of its own (an item's page opens like a
    chapter). `listed` says whether contents, index and outline name it.
    """

    text: Text
    level: int
    look: int
    listed: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `number` is what people refer to it by ("3.1"), "" without one.

    `role` says how it is meant: "lead" introduces, "small" stands back.
    """

    text: Text
    role: Literal["body", "lead", "small"] = "body"
    number: str = ""


@dataclass(frozen=True)
class ListItem:
    """An item of a list with the mark before it: "•", or its number as it was typed, "3."."""

    text: Text
    mark: str = "•"


@dataclass(frozen=True)
class ItemList:
    """A list whose items are `ordered` by number or marked with dots. One that is `inset` belongs to the numbered
    paragraph before it."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    inset: bool = False


@dataclass(frozen=True)
class Quotation:
    """Somebody's own words, without quotation marks around them; they were not written as Markdown.

    `by` is the name to print with leave, "" without; `whose` is never printed: it tells the coordinator whose words
    were left out, where a format cannot draw them.
    """

    words: str
    by: str = ""
    whose: str = ""


@dataclass(frozen=True)
class Callout:
    """A box that stands out: a title (which is no heading, and may be empty) and what stands in it: headings,
    paragraphs and lists. A `warning` has another colour."""

    title: Text
    blocks: "tuple[SectionHeading | Paragraph | ItemList, ...]"
    warning: bool = False


@dataclass(frozen=True)
class FoldCard:
    """A sheet that is folded to a card: `panels` in its quarters, each a heading with a list to tick. `instructions`
    say how to fold it: a matter of paper, left out where there is none."""

    instructions: tuple[SectionHeading | Paragraph | ItemList, ...]
    panels: tuple[tuple[SectionHeading | Paragraph | ItemList, ...], ...]


# -- numbers


@dataclass(frozen=True)
class KeyNumber:
    """A number that stands out, with what it counts and its base (which may be empty): 54, "homes visited",
    "85.2% of 64 homes"."""

    number: Text
    label: Text
    base: Text


@dataclass(frozen=True)
class KeyFigures:
    """A strip of numbers that stand out."""

    numbers: tuple[KeyNumber, ...]


@dataclass(frozen=True)
class TableColumn:
    """A column of a table: its heading (which may be empty), its share of the width, and whether numbers stand in it,
    which align at the right."""

    title: Text
    share: float
    number: bool = False


TableRow = tuple[Text, ...]


@dataclass(frozen=True)
class DataTable:
    """A table; `total` is a last row that stands out. `caption` and `remark` (a small one) stand above it, either may
    be empty. `blank` rows at its end are left to be filled in by hand. `room` is how many points of a page a captioned
    table should find, or it begins on the next one."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None = None
    caption: Text = ()
    remark: Text = ()
    blank: int = 0
    room: float = 110

    @property
    def row_heading(self) -> int | None:
        """Which column says what a row is about: the first of words. Cells there that are not empty are headings."""
        return next((at for at, column in enumerate(self.columns) if not column.number), None)


@dataclass(frozen=True)
class ChartState:
    """How one state of what a chart counts looks: never by colour alone, so each has a pattern of its own as well."""

    label: str
    colour: str  # #RRGGBB
    pattern: Literal["solid", "slanted", "dotted", "open"]


@dataclass(frozen=True)
class ChartRow:
    """A row of a chart: what it is about, how many of each state, and what is written after it (which may be empty)."""

    label: Text
    parts: tuple[tuple[ChartState, int], ...]
    written: str = ""


@dataclass(frozen=True)
class Chart:
    """Numbers as `bars`, stacked on one scale, or as `squares`, one for each that is counted."""

    kind: Literal["bars", "squares"]
    caption: Text
    rows: tuple[ChartRow, ...]
    states: tuple[ChartState, ...]

    @property
    def description(self) -> str:
        """What it shows, row by row, for who cannot see it: every number that is drawn or written in it."""
        lines = []
        for row in self.rows:
            numbers = ", ".join(f"{state.label} {show(number)}" for state, number in row.parts if number) or "none"
            label = " ".join(plain(row.label).split())
            lines.append(f"{label}: {numbers}{f'; {row.written}' if row.written else ''}.")
        what = "Bar chart" if self.kind == "bars" else "Chart with a square for each one counted"
        return " ".join([f"{what}.", *lines])

    @property
    def table(self) -> DataTable:
        """The numbers it is drawn from, under its caption."""
        in_words = any(row.written for row in self.rows)
        titles = [state.label for state in self.states]
        return DataTable(
            (
                TableColumn((Run("What"),), 40),
                *(TableColumn((Run(title),), 12, number=True) for title in titles),
                *([TableColumn((Run("In words"),), 20)] if in_words else []),
            ),
            tuple(
                (
                    row.label,
                    *((Run(show(dict(row.parts).get(state, 0))),) for state in self.states),
                    *([(Run(row.written),) if row.written else ()] if in_words else []),
                )
                for row in self.rows
            ),
            caption=self.caption,
        )


@dataclass(frozen=True)
class Note:
    """A small remark about the table or chart before it."""

    text: Text


# -- places to fill in


@dataclass(frozen=True)
class FormField:
    """A label with a line to write on, which may hold a `value` already; or with `choices`, a square to tick each.
    `share` is its part of the width of its row."""

    label: Text
    value: Text = ()
    choices: tuple[Text, ...] = ()
    share: float = 1


@dataclass(frozen=True)
class FormRow:
    """Fields side by side. Rows that follow one another are one group."""

    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class FormQuestion:
    """A question, which is a heading of level 1 that nothing lists, and room for its answer: `lines` to write on, or
    `choices` with a square to tick each. `help` may be empty."""

    label: Text
    help: Text = ()
    choices: tuple[Text, ...] = ()
    lines: int = 0


# -- finding one's way


@dataclass(frozen=True)
class Contents:
    """The listed headings of the document, in order, each linked to its place. Its own heading stands before it."""


@dataclass(frozen=True)
class Index:
    """Listed headings (those that say what they are about) and terms by letter, each linked to where it stands. Its own
    heading stands before it."""

    terms: tuple[str, ...]


# -- matters of paper, which a format without pages leaves out


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page, of two columns where it is to."""

    columns: bool = False


@dataclass(frozen=True)
class RoomNeeded:
    """What follows begins a page unless so many points are left of this one."""

    points: float


Block = (
    Cover
    | TitleBlock
    | SectionHeading
    | Paragraph
    | ItemList
    | Quotation
    | Callout
    | FoldCard
    | KeyFigures
    | DataTable
    | Chart
    | Note
    | FormRow
    | FormQuestion
    | Contents
    | Index
    | PageBreak
    | RoomNeeded
)


@dataclass(frozen=True)
class Document:
    """A paper. `mark` says on every page whom it is for, where it is not for everybody ("" where it is).

    `subject` and `author` describe the file. `expected_pages` is a guess that saves the printer of pages some work.
    """

    title: str
    council: str
    as_at: dt.date
    blocks: tuple[Block, ...]
    subject: str = ""
    author: str = ""
    mark: str = ""
    language: str = "en-GB"
    expected_pages: int | None = None

    def walk(self) -> Iterator[Block]:
        """All blocks in reading order: a box or a card, then what stands in it."""
        for block in self.blocks:
            yield block
            if isinstance(block, Callout):
                yield from block.blocks
            elif isinstance(block, FoldCard):
                yield from block.instructions
                for panel in block.panels:
                    yield from panel


@dataclass(frozen=True)
class Appearance:
    """In what looks a council's papers are drawn: its colour (#RRGGBB) and its logo (a PNG), if it has them; and
    whether it is the edition in `large` print: 18 points, and nothing below 16."""

    accent: str | None = None
    logo: bytes | None = None
    large: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, so many points wide."""

    png: bytes
    width: float


@dataclass(frozen=True)
class DrawnDocument:
    """A document as a file of some format, and what was left out of it because the format cannot show it, each said for
    people: `“🎉” (in “A lovely day”, words of Cllr Ann Ash)`."""

    content: bytes
    left_out: tuple[str, ...] = ()
