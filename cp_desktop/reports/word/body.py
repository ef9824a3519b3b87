"""The body of a Word document while a paper is drawn into it: paragraphs, lists, tables, pictures."""

import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Emu, Pt

from cp_desktop.reports.blocks import Text

from . import tables
from .elements import OF_PARAGRAPHS, OF_SETTINGS, element, put
from .inline import Keys, bookmark, link, run
from .lists import Lists
from .package import taken
from .styles import Colours, Styles

TWIPS = 20  # in a point
AFTER_LIST = 6.5  # points
GROWTH = 18 / 10.5  # of spaces in large print


class Body:
    """Adds to the end of a document what a paper says. Styles are named as people see them."""

    def __init__(self, document: WordDocument, colours: Colours, large: bool) -> None:
        self._document, self.large = document, large
        self._lists = Lists(document)
        self.styles = Styles(document, colours, large, self._lists)
        self.keys = Keys(taken(document))
        section = document.sections[0]
        page, left, right = section.page_width, section.left_margin, section.right_margin
        assert page is not None
        self.width = (page - (left or 0) - (right or 0)) / Pt(1)  # points of text

    def points(self, space: float) -> float:
        """How large a space is in this edition that takes so much in the usual one."""
        return space * GROWTH if self.large else space

    def twips(self, space: float) -> int:
        """The same in twentieths of a point."""
        return round(TWIPS * self.points(space))

    # -- words

    def runs(self, text: Text, *, bold: bool = False) -> list[Any]:
        """The runs and links of one line."""
        made: list[Any] = []
        for part in text:
            style = self.styles.of("character", "Hyperlink") if part.address else ""
            letters = run(part.text, bold=part.bold or bold, italic=part.italic, style=style)
            made.append(link(self._document.part, part.address, [letters]) if part.address else letters)
        return made

    def link_to(self, name: str, runs: Sequence[Any]) -> Any:
        """Runs that lead to a bookmark."""
        return link(self._document.part, f"#{name}", runs)

    def made(self, style: str, parts: Sequence[Any], *layout: Any) -> Any:
        """A paragraph that is not in the document yet; `layout` overrides its style."""
        looks = element("w:pPr", element("w:pStyle", val=self.styles[style]), *layout)
        if self.styles.keeps_with_next(style):
            put(looks, element("w:keepNext"), OF_PARAGRAPHS)
        return element("w:p", looks, *parts)

    def words(self, text: Text, style: str) -> Any:
        """A paragraph of words that is not in the document yet."""
        return self.made(style, self.runs(text))

    def add(self, block: Any) -> Any:
        """Adds a paragraph or table at the end."""
        self._document.element.body.insert_element_before(block, "w:sectPr")
        return block

    def paragraph(self, text: Text, style: str = "Normal", *layout: Any) -> Any:
        """Adds a paragraph; `layout` overrides its style."""
        return self.add(self.made(style, self.runs(text), *layout))

    def heading(self, text: Text, style: str, name: str, *, opens_page: bool = False) -> None:
        """Adds a heading under a bookmark, to which links lead."""
        parts = bookmark(name, self.keys.next(), self.runs(text))
        self.add(self.made(style, parts, *([element("w:pageBreakBefore")] if opens_page else [])))

    def items(self, texts: Sequence[Text], style: str, first: int | None = None) -> list[Any]:
        """Adds the items of a list, one with numbers from its `first` on; returns their paragraphs."""
        own = self.styles.list_of(style)
        number = own
        if number is None:  # a style of the template that numbers nothing
            number = self._lists.add("bullet" if first is None else "number", self.twips(20), self.twips(20))
        if first is not None:
            number = self._lists.begun(number, first)
        made = []
        for text in texts:
            layout = element("w:numPr", element("w:ilvl", val=0), element("w:numId", val=number))
            made.append(self.paragraph(text, style, *([] if number == own else [layout])))
        put(made[-1][0], element("w:spacing", after=self.twips(AFTER_LIST)), OF_PARAGRAPHS)
        return made

    def space(self) -> None:
        """Adds what keeps two tables apart: Word would make one of them."""
        tiny = element("w:rPr", element("w:sz", val=8), element("w:szCs", val=8))
        layout = element("w:spacing", before=0, after=0, line=120, lineRule="exact"), tiny
        self.add(self.made("Normal", [], *layout))

    def update_on_opening(self) -> None:
        """Asks Word to find the numbers of pages when it opens the document."""
        put(self._document.settings.element, element("w:updateFields", val="true"), OF_SETTINGS)

    # -- tables and pictures

    def table(self, rows: Sequence[Sequence[tables.Cell]], widths: Sequence[float], **more: Any) -> None:
        """Adds a table of columns that are so many points wide; the rest as `tables.table` has it."""
        style = self.styles.of("table", more.pop("style", "Paper Table"))
        self.add(tables.table(style, [round(TWIPS * wide) for wide in widths], rows, **more))
        self.space()

    def draw(self, paragraph: Any, png: bytes, width: float, described: str) -> None:
        """Adds a picture so many points wide at the end of a paragraph, with what a screen reader says in its stead."""
        inline = self._document.part.new_pic_inline(io.BytesIO(png), Emu(Pt(width)), None)
        inline.docPr.set("descr", described)
        inline.docPr.set("id", str(self.keys.next()))
        paragraph.append(element("w:r", element("w:drawing", inline)))
