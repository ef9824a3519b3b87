"""What helps to find things in a paper: its contents and its index, from what the last laying out found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.platypus import CondPageBreak, Flowable

from cp_desktop.model import normalise
from cp_desktop.reports.text import capital, index_entry

from . import style
from .canvas import TOTAL, LayoutPass, page_key
from .flowables import Grid, Words, grid
from .style import WIDTH, Style
from .tagging import Element, list_item
from .tagging import heading as heading_of


@dataclass(frozen=True)
class ListedHeading:
    """A heading as contents and index know it; level 0 keeps it out of both."""

    level: int
    title: str
    key: str


def contents(headings: Sequence[ListedHeading], look: Style, layout: LayoutPass) -> list[Grid]:
    """The listed headings, each with its page, linked."""
    rows: list[list[Words]] = []
    whole = Element("TOC")
    below: Element | None = None  # the contents of a chapter
    commands: list[tuple[Any, ...]] = [("TOPPADDING", (0, 0), (-1, -1), 1.2), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2)]
    for heading in headings:
        if not heading.level:
            continue
        link = f'<a href="#{heading.key}">'
        name = f"contents {min(heading.level, 2)}"
        below = None if heading.level == 1 else below or Element("TOC", whole)
        within = Element("Reference", Element("TOCI", below or whole))
        entry = Words(f"{link}{escape(heading.title)}</a>", look.styles[name], within, goes_on=True)
        page = Words(f"{link}{layout.get(heading.key, '')}</a>", look.styles["contents page"], within, goes_on=True)
        page.tagged.links = entry.tagged.links  # one link in two places
        entry.indexed = page.indexed = False
        if heading.level == 1:
            row = len(rows)
            commands += [("TOPPADDING", (0, row), (-1, row), 3 * look.scale)]
            commands += [("LINEABOVE", (0, row), (-1, row), 0.4, style.HAIRLINE)]
        rows.append([entry, page])
    width = 40 * look.scale
    return [grid(rows, [WIDTH - width, width], commands)] if rows else []


def index(
    headings: Sequence[ListedHeading], terms: Mapping[str, str], look: Style, layout: LayoutPass
) -> list[Flowable]:
    """The listed headings by their subject, and the terms that were found, with linked pages, by letter."""
    entries: dict[str, tuple[str, set[int]]] = {}

    def enter(term: str, pages: Iterable[int]) -> None:
        entries.setdefault(term.casefold(), (capital(term), set()))[1].update(pages)

    # Before anything is known, three pages a term: an index as long as it will be saves laying out a third time.
    guess = () if layout.found.keys() - {TOTAL} else (1, 2, 3)
    for folded, term in terms.items():
        enter(term, layout.get(("term", folded), guess))
    for heading in headings:
        subject = index_entry(heading.title)
        page = layout.get(heading.key, next(iter(guess), None))
        if heading.level and page and subject:
            enter(subject, [page])
    made: list[Words | CondPageBreak] = []
    letter, listed = "", Element("L", numbering="None")
    for folded in sorted(entries, key=normalise):
        term, pages = entries[folded]
        if not pages:
            continue
        if normalise(term)[:1].upper() != letter:
            letter = normalise(term)[:1].upper()
            made += [CondPageBreak(50 * look.scale), Words(escape(letter), look.styles["index letter"], heading_of(2))]
            listed = Element("L", numbering="None")
        links = ", ".join(f'<a href="#{page_key(page)}" color="{look.accent_hex}">{page}</a>' for page in sorted(pages))
        made.append(Words(f"{escape(term)}  {links}", look.styles["index"], list_item(listed)[1]))
    for words in made:
        words.indexed = False
    return list(made)
