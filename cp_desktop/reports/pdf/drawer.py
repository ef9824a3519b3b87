"""A document's tree as the typesetter's blocks, and the file that comes of them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, assert_never
from xml.sax.saxutils import escape

from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate, PageBreak, Spacer

from cp_desktop.reports import blocks as tree
from cp_desktop.reports.blocks import plain
from cp_desktop.reports.progress import Cancelled, Progress
from cp_desktop.reports.text import folded

from . import boxes, charts, contents_index, form_fields, front, key_figures, style, tables, tagging
from .canvas import PageSetup
from .contents_index import ListedHeading
from .flowables import HeadingWords, Words
from .fold_card import FoldedSheet
from .layout import Part, lay_out
from .lettering import Lettering
from .markup import markup
from .style import Style
from .tagging import Element


def draw(
    document: tree.Document,
    appearance: tree.Appearance = tree.Appearance(),  # noqa: B008 -- frozen
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tree.DrawnDocument:
    """A document as a PDF, the same bytes for the same tree and looks. `progress(done, total, what)` is told of every
    page (total 0 while it is not known). Raises UserError when `cancelled()` says so, and for a logo that cannot be
    read."""
    look = style.edition(appearance.large, appearance.accent, appearance.logo)
    drawing = PdfDrawing(document, look)
    content = lay_out(drawing.parts, drawing.setup(), progress, cancelled)
    return tree.DrawnDocument(content, tuple(drawing.lettering.left_out))


class PdfDrawing:
    """The blocks of one document as `parts` to lay out; those that depend on where others stand are made then."""

    def __init__(self, document: tree.Document, look: Style) -> None:
        self.document, self.look, self.lettering = document, look, Lettering()
        self.parts: list[Part] = []
        self.headings: list[ListedHeading] = []
        self.terms: dict[str, str] = {}
        self.title, self.council, self.mark = map(
            self.lettering.words, (document.title, document.council, document.mark)
        )
        for block, after in pairwise([*document.blocks, None]):
            assert block is not None
            self._add(block, after)

    def setup(self) -> PageSetup:
        """What stands on every sheet, and in the description of the file."""
        document = self.document
        return PageSetup(
            title=self.title,
            council=self.council,
            as_at=document.as_at,
            subject=document.subject,
            author=document.author,
            mark=self.mark,
            language=document.language,
            cover=any(isinstance(block, tree.Cover) for block in document.blocks),
            terms=tuple(self.terms),
            expected_pages=document.expected_pages,
            look=self.look,
        )

    # -- what blocks are made of

    def words(self, text: tree.Text, name: str, element: Element | None = None, **more: Any) -> Words:
        """A text as a paragraph of a named style."""
        said = markup(self.lettering.text(text), self.look.accent_hex, bold=name.endswith("total"))
        return Words(said, self.look.styles[name], element, **more)

    def points(self, size: float) -> float:
        """A measure of the usual edition in this one."""
        return size * self.look.scale

    def _add(self, block: tree.Block, after: tree.Block | None) -> None:
        match block:
            case tree.TitleBlock():
                self.parts += front.title_block(block, self)
            case tree.Cover():
                self.parts += front.cover(block, self)
            case tree.SectionHeading():
                _keep_together(self.parts, *self._heading(block), self.look.large)
            case tree.Paragraph() | tree.ItemList():
                self.parts += self.texts([block])
            case tree.Quotation():
                self._quotation(block)
            case tree.Callout():
                blocks = self.texts(block.blocks, "box", "box list", holder := Element("Div"))
                self.parts += boxes.callout(block, blocks, holder, self)
            case tree.FoldCard():
                self.parts += self.texts(block.instructions, "small")
                panels = [self.texts(panel, "card", "card list") for panel in block.panels]
                self.parts.append(FoldedSheet(panels, self.look.scale))
            case tree.KeyFigures():
                self.parts += key_figures.strip(block, self)
            case tree.DataTable():
                self._table(block)
            case tree.Chart():
                self._chart(block)
            case tree.Note():
                self.parts.append(self.words(block.text, "note"))
            case tree.FormRow():
                self.parts += form_fields.fields(block.fields, self.look, self.words)
                if not isinstance(after, tree.FormRow):
                    self.parts.append(Spacer(0, self.points(7)))
            case tree.FormQuestion():
                self.parts.append(form_fields.question(block, self.look, self.words))
            case tree.Contents():
                self.parts.append(lambda found: contents_index.contents(self.headings, self.look, found))
            case tree.Index():
                self.terms = {folded(term): self.lettering.words(term) for term in block.terms}
                self.parts.append(lambda found: contents_index.index(self.headings, self.terms, self.look, found))
            case tree.PageBreak():
                self._page_break(block)
            case tree.RoomNeeded():
                self._room(block.points)
            case _:
                assert_never(block)

    # -- text

    def _heading(self, heading: tree.SectionHeading, holder: Element | None = None) -> tuple[Flowable, HeadingWords]:
        """A heading, and the room for its own lines and three of what follows: no heading ends a page."""
        text = self.lettering.text(heading.text)
        shown = self.look.styles[f"h{heading.look}"]
        element = tagging.heading(heading.level, holder)
        made = HeadingWords(markup(text, self.look.accent_hex, bold=True), shown, element)
        made.key, made.title = f"part-{len(self.headings) + 1}", plain(text)
        made.level, made.outlined = heading.level - 1, heading.listed
        self.headings.append(ListedHeading(heading.level if heading.listed else 0, made.title, made.key))
        lines = 4 * self.look.styles["body"].leading + 2 * shown.leading
        room = lines + shown.spaceBefore if self.look.large else (150, 84, 72)[heading.level - 1]
        return CondPageBreak(room), made

    def texts(
        self,
        blocks: Iterable[tree.SectionHeading | tree.Paragraph | tree.ItemList],
        body: str = "body",
        listed: str = "list",
        holder: Element | None = None,
    ) -> list[Flowable]:
        """Headings, paragraphs and lists, in named styles."""
        made: list[Flowable] = []
        for block in blocks:
            match block:
                case tree.SectionHeading():
                    _keep_together(made, *self._heading(block, holder), self.look.large)
                case tree.Paragraph():
                    made.append(self._paragraph(block, body, holder))
                case tree.ItemList():
                    made += self._list(block, f"numbered {listed}" if block.inset else listed, holder)
                    made.append(Spacer(0, self.points(4)))
        return made

    def _paragraph(self, block: tree.Paragraph, body: str, holder: Element | None) -> Words:
        if block.number:
            return self._marked(block.number, block.text, "numbered", Element("P", holder))
        return self.words(block.text, body if block.role == "body" else block.role, Element("P", holder))

    def _list(self, block: tree.ItemList, name: str, holder: Element | None) -> list[Words]:
        whole = Element("L", holder, numbering="Decimal" if block.ordered else "Disc")
        made = []
        for item in block.items:
            label, body = tagging.list_item(whole)
            made.append(self._marked(item.mark, item.text, name, body, label))
        return made

    def _marked(self, mark: str, text: tree.Text, name: str, element: Element, label: Element | None = None) -> Words:
        said = markup(self.lettering.text(text), self.look.accent_hex)
        return Words(f"<bullet>{escape(mark)}</bullet>{said}", self.look.styles[name], element, label)

    def _quotation(self, block: tree.Quotation) -> None:
        if said := self.lettering.quotation(block):
            self.parts += boxes.quotation(said, self)

    # -- numbers

    def _table(self, block: tree.DataTable) -> None:
        """A table below its caption and a remark between the two, which are told as the table's own."""
        element = Element("Table")
        if block.caption:
            self._room(block.room)
            caption = Element("Caption", element)
            self.parts.append(self.words(block.caption, "caption", caption))
            if block.remark:
                self.parts.append(self.words(block.remark, "note", Element("P", caption)))
        self.parts += tables.table(block, element, self.look, self.words)
        self.parts.append(Spacer(0, self.points(10)))

    def _chart(self, block: tree.Chart) -> None:
        tall = (17 if block.kind == "bars" else 20) * len(block.rows)
        self._room(min(60 + tall, 480))
        self.parts.append(self.words(block.caption, "caption"))
        self.parts += charts.chart(block, self.look, self.words, self.lettering)

    # -- pages

    def _room(self, points: float) -> None:
        """What follows begins a page unless so much is left of this one, and takes a heading before it along."""
        # In large print so much would mostly be a page.
        room = CondPageBreak(min(points * 1.2, 0.4 * style.LEAST_HEIGHT) if self.look.large else points)
        last: Sequence[Any] = self.parts[-2:]
        if len(last) == 2 and isinstance(last[0], CondPageBreak) and isinstance(last[1], HeadingWords):
            last[0].height = max(last[0].height, room.height + self.points(50))
        else:
            self.parts.append(room)

    def _page_break(self, block: tree.PageBreak) -> None:
        while self.parts and isinstance(self.parts[-1], Spacer):  # on a full page it would make an empty one
            self.parts.pop()
        if block.columns:
            self.parts.append(NextPageTemplate("columns"))
        self.parts.append(PageBreak())


def _keep_together(parts: list[Any], room: Any, heading: HeadingWords, large: bool) -> None:
    """Adds a heading and the room it needs; right after another, both go over to the next page together."""
    if len(parts) < 2 or not isinstance(parts[-1], HeadingWords) or not isinstance(parts[-2], CondPageBreak):
        parts += [room, heading]
    elif parts[-1].outlined and not heading.outlined:  # a chapter's, and the first one in its text: some white between
        if large:  # the chapter's own room is not enough for both
            parts[-2].height += room.height
        parts += [room, heading]
    else:
        parts[-2].height += room.height
        parts.append(heading)
