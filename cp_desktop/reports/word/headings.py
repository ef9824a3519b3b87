"""Headings and what leads to them: the contents and the index."""

from typing import Any

from cp_desktop.model import normalise
from cp_desktop.reports.blocks import Contents, Document, Index, Run, SectionHeading, plain
from cp_desktop.reports.index_entries import entries, sections

from .body import TWIPS, Body
from .elements import element
from .inline import field, run


class Headings:
    """The headings of a document, each under a bookmark, those that are listed in a table of contents of Word's own.

    Word finds what it lists by style. So where there are contents, headings that are not listed get a style of their
    own if those of their level are; it is based on that of the level, and is heading of it for a screen reader too.
    """

    def __init__(self, document: Document, body: Body) -> None:
        self._document, self._body = document, body
        self._headings = [block for block in document.walk() if isinstance(block, SectionHeading)]
        self._drawn = 0
        self._styles: dict[str, int] = {}  # of listed headings, with their level
        if any(isinstance(block, Contents) for block in document.blocks):
            self._styles = {self._look(heading): heading.level for heading in self._headings if heading.listed}

    def add(self, heading: SectionHeading, box: str = "", *, opens_page: bool = False) -> None:
        """Adds the next heading; in a box it looks like the title of one."""
        self._drawn += 1
        style = self._look(heading)
        if box:
            style = self._body.styles.derived(f"Heading {heading.level} in a {box}", f"{box} Heading", heading.level)
        elif style in self._styles and not heading.listed:
            style = self._body.styles.derived(f"{style} Not in Contents", style)
        self._body.heading(heading.text, style, f"part_{self._drawn}", opens_page=opens_page)

    def _look(self, heading: SectionHeading) -> str:
        if heading.look == heading.level:
            return f"Heading {heading.level}"
        name = f"Heading {heading.level} Set as {heading.look}"
        return self._body.styles.derived(name, f"Heading {heading.look}", heading.level)

    def contents(self) -> None:
        """A table of contents that Word can bring up to date.

        It is filled but for the numbers of pages, which only Word can know: those of the PDF would be wrong, for its
        letters are others. So Word is asked to find them when it opens the document, and asks whether it may.
        """
        body = self._body
        body.update_on_opening()
        listed = [(place, heading) for place, heading in enumerate(self._headings, 1) if heading.listed]
        styles = ",".join(f"{style},{level}" for style, level in self._styles.items())
        begin, said, separate, end = field(f'TOC \\h \\z \\t "{styles}"')
        # No leader yet: until there are numbers it would lead nowhere. Word takes the style's then.
        tab = element("w:tab", val="right", leader="none", pos=round(body.width * TWIPS))
        for at, (place, heading) in enumerate(listed):
            name = f"part_{place}"
            page = [element("w:r", element("w:tab")), *field(f"PAGEREF {name} \\h")]
            parts = [body.link_to(name, [run(plain(heading.text)), *page])]
            if at == 0:
                parts = [begin, said, separate, *parts]
            if at == len(listed) - 1:
                parts.append(end)
            body.add(body.made(f"toc {heading.level}", parts, element("w:tabs", tab)))
            tab = element("w:tab", val="right", leader="none", pos=round(body.width * TWIPS))

    def index(self, index: Index) -> None:
        """The listed headings and the terms by letter, each linked to the parts in which it stands."""
        body, letter = self._body, ""
        for term, parts in entries(sections(self._document), index.terms):
            if (first := normalise(term)[:1].upper()) != letter:
                letter = first
                body.paragraph((Run(letter),), "Index Letter")
            links: list[Any] = [run(term)]
            for place, part in enumerate(parts):
                links.append(run("; " if place else ":  "))
                style = body.styles.of("character", "Hyperlink")
                links.append(body.link_to(part.key, [run(part.title, style=style)]))
            body.add(body.made("index 1", links))
