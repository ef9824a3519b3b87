"""Draws the tree of a paper as a Word document: block by block, with the council's styles or the house's."""

import datetime as dt
import io
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, assert_never

from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.reports import blocks as tree
from cp_desktop.reports.blocks import plain
from cp_desktop.reports.logo import on_white
from cp_desktop.reports.palette import ACCENT, tint
from cp_desktop.reports.progress import STOPPED, Cancelled, Progress

from . import footers, forms, grids, package
from .body import TWIPS, Body
from .elements import OF_PARAGRAPHS, element, put
from .headings import Headings
from .inline import run
from .styles import Colours

ROLES = {"body": "Normal", "lead": "Subtitle", "small": "Small Text"}


LEAST_WIDTH = 170.0  # points of text, 6 cm: less holds no table
COVER = 150.0  # points above what stands on a cover
TALL, WIDE = 46.0, 150.0  # points: the most that the logo takes


# A chart as pictures, one below the other: none is higher than a page. And what could not be drawn in it.
Pictured = Callable[[tree.Chart, tree.Appearance], tuple[Sequence[tree.Picture], Sequence[str]]]


def draw(
    document: tree.Document,
    appearance: tree.Appearance,
    pictured: Pictured,
    template: bytes | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tree.DrawnDocument:
    """A document for Word (.docx), the same bytes for the same tree and looks, in the dress of a template where there
    is one. `pictured` makes pictures of its charts.

    Raises UserError when `cancelled()` says so, and for a template or a logo that cannot be read.
    """
    drawer = _WordDrawer(document, appearance, pictured, template)
    for done, block in enumerate(document.blocks):
        if cancelled is not None and cancelled():
            raise UserError(STOPPED)
        if progress is not None:
            progress(done, len(document.blocks), "Writing the document")
        drawer.add(block)
    return drawer.drawn()


def try_template(template: bytes) -> None:
    """Raises UserError where no paper can be drawn in the dress of a document."""
    document = tree.Document("Trial", "Council", dt.date(2000, 1, 1), (tree.TitleBlock(),), mark="Trial")
    trial = _WordDrawer(document, tree.Appearance(), lambda chart, appearance: ((), ()), template)
    trial.add(*document.blocks)
    trial.drawn()
    if trial.body.width < LEAST_WIDTH:
        raise UserError(
            "Between the margins of this document's first page there is no room for a paper's tables and charts: "
            "less than 6 cm. The template was not changed. Widen the page or narrow its margins in Word."
        )


class _WordDrawer:
    def __init__(
        self, document: tree.Document, appearance: tree.Appearance, pictured: Pictured, template: bytes | None
    ) -> None:
        self.document, self.appearance, self.pictured, self.template = document, appearance, pictured, template
        self.file = package.begun(template)
        package.speaks(self.file)
        accent = appearance.accent or ACCENT
        self.body = Body(self.file, Colours(accent[1:], tint(accent)[1:]), appearance.large)
        self.headings = Headings(document, self.body)
        self.form: list[tree.FormRow] = []  # rows that follow one another are one table
        self.new_page = False
        self.title = tree.Run(document.title)
        self.named = document.title  # the last heading or caption: what a table without a caption is called by
        self.left_out: list[str] = []

    def drawn(self) -> tree.DrawnDocument:
        """The file, when all blocks are added."""
        paper = self.document
        self._end_form()
        day = f"As at {show(paper.as_at)}"
        package.described(self.file, paper.title, paper.subject, paper.author, paper.as_at)
        footers.footed(self.file, self.body, paper.title, day, paper.mark, template=self.template is not None)
        return tree.DrawnDocument(package.written(self.file), tuple(self.left_out))

    def add(self, block: tree.Block) -> None:
        """Draws the next block."""
        if isinstance(block, tree.FormRow):
            self.form.append(block)
        else:
            self._end_form()
            self._block(block)

    def _end_form(self) -> None:
        if self.form:
            forms.rows(self.body, self.form, self.named)
            self.form = []

    def _block(self, block: tree.Block) -> None:
        match block:
            case tree.Cover():
                self._cover(block)
            case tree.TitleBlock():
                self._head()
                if block.rows:
                    grids.facts(self.body, block.rows, "About this paper")
            case tree.Callout():
                self._callout(block)
            case tree.FoldCard():
                for panel in block.panels:
                    self._flow(panel, ticks=True)
            case tree.SectionHeading() | tree.Paragraph() | tree.ItemList():
                self._flow([block])
            case tree.Quotation(words=""):
                pass
            case tree.Quotation():
                by = f" – {block.by}" if block.by else ""
                self.body.paragraph((tree.Run(f"“{block.words}”{by}"),), "Quote")
            case tree.KeyFigures():
                grids.key_figures(self.body, block)
            case tree.DataTable():
                self._table(block)
            case tree.Chart():
                self._chart(block)
            case tree.Note():
                self.body.paragraph(block.text, "Note")
            case tree.FormQuestion():
                forms.question(self.body, block)
            case tree.Contents():
                self.headings.contents()
            case tree.Index():
                self.headings.index(block)
            case tree.PageBreak():
                self.new_page = True
            case tree.RoomNeeded() | tree.FormRow():
                pass
            case _:
                assert_never(block)

    # -- the beginning

    def _head(self) -> None:
        """The council with its logo at the right, and the title below."""
        body, council = self.body, self.document.council
        tabs = element("w:tabs", element("w:tab", val="right", pos=round(body.width * TWIPS)))
        name = body.made("Council Name", [run(council)], tabs)
        if self.appearance.logo is not None and not footers.pictured(self.file):
            logo = self._logo(self.appearance.logo)
            name.append(element("w:r", element("w:tab")))
            body.draw(name, logo.png, logo.width, f"Logo of {council}")
        body.add(name)
        body.paragraph((self.title,), "Title")

    def _logo(self, image: bytes) -> tree.Picture:
        """The logo as large as its box allows. Raises UserError where it cannot be read."""
        picture, out = on_white(image), io.BytesIO()
        picture.save(out, "PNG")
        size = math.sqrt(self.body.points(1))
        return tree.Picture(
            out.getvalue(), picture.width * min(TALL * size / picture.height, WIDE * size / picture.width)
        )

    def _cover(self, cover: tree.Cover) -> None:
        self._head()
        put(self.file.element.body[0][0], element("w:spacing", before=self.body.twips(COVER)), OF_PARAGRAPHS)
        for line in cover.lines:
            self.body.paragraph(line, "Subtitle")
        self.body.paragraph(cover.foot)
        self.new_page = True

    # -- words

    def _flow(
        self, blocks: Sequence[tree.SectionHeading | tree.Paragraph | tree.ItemList], box: str = "", ticks: bool = False
    ) -> None:
        """Headings, paragraphs and lists; within a box in its styles, as lists to tick with boxes before the items."""
        for block in blocks:
            match block:
                case tree.SectionHeading():
                    self._heading(block, box)
                case tree.Paragraph(number=""):
                    self.body.paragraph(block.text, f"{box} Text" if box else ROLES[block.role], *self._page())
                case tree.Paragraph():
                    parts = [run(block.number), element("w:r", element("w:tab")), *self.body.runs(block.text)]
                    self.body.add(self.body.made("Numbered Paragraph", parts, *self._page()))
                case tree.ItemList():
                    self._list(block, box, ticks)

    def _heading(self, heading: tree.SectionHeading, box: str) -> None:
        self.named = plain(heading.text)
        new_page, self.new_page = self.new_page, False
        self.headings.add(heading, box, opens_page=new_page)

    def _page(self) -> list[Any]:
        """The setting of a paragraph that begins a page, where it is to."""
        new_page, self.new_page = self.new_page, False
        return [element("w:pageBreakBefore")] if new_page else []

    def _list(self, listed: tree.ItemList, box: str, ticks: bool) -> None:
        suffix = " 2" if listed.inset else ""
        if ticks:
            for item in listed.items:
                self.body.add(forms.tick(self.body, item.text))
        elif not listed.ordered:
            self.body.items([item.text for item in listed.items], f"{box} Bullet" if box else f"List Bullet{suffix}")
        else:
            numbers = [int(item.mark.strip(".)")) for item in listed.items]
            # One that does not count on from the last begins a list of its own: numbers are printed as they were typed.
            begins = [0, *(at for at, (one, next) in enumerate(pairwise(numbers), 1) if next != one + 1), len(numbers)]
            for start, end in pairwise(begins):
                texts = [item.text for item in listed.items[start:end]]
                self.body.items(texts, f"{box} Number" if box else f"List Number{suffix}", numbers[start])

    def _callout(self, callout: tree.Callout) -> None:
        kind, first = ("Warning" if callout.warning else "Box"), len(self.file.element.body) - 1
        if callout.title:
            self.body.paragraph(callout.title, f"{kind} Heading")
        self._flow(callout.blocks, kind)
        inside = [part[0] for part in list(self.file.element.body)[first:-1]]
        for look in inside[:-1]:
            put(look, element("w:keepNext"), OF_PARAGRAPHS)
        for look in inside:
            put(look, element("w:keepLines"), OF_PARAGRAPHS)
        put(inside[0], element("w:spacing", before=self.body.twips(8)), OF_PARAGRAPHS)
        put(inside[-1], element("w:spacing", after=self.body.twips(10)), OF_PARAGRAPHS)

    # -- numbers

    def _captioned(self, caption: tree.Text) -> None:
        if caption:
            self.named = plain(caption)
            self.body.paragraph(caption, "Caption", *self._page())

    def _table(self, table: tree.DataTable) -> None:
        self._captioned(table.caption)
        if table.remark:
            self.body.paragraph(table.remark, "Note", element("w:keepNext"))
        grids.data_table(self.body, table, self.named)

    def _chart(self, chart: tree.Chart) -> None:
        self._captioned(chart.caption)
        pictures, left_out = self.pictured(chart, self.appearance)
        self.left_out += left_out
        for place, picture in enumerate(pictures):
            described = chart.description if place == 0 else f"{self.named}, continued"
            paragraph = self.body.add(self.body.made("Normal", []))
            self.body.draw(paragraph, picture.png, min(picture.width, self.body.width), described)
