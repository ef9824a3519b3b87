"""Pages: the sheet with its header and footer, and the canvas on which every block says what it is.

Whatever is drawn is drawn inside a `part`: the blocks carry their elements, and header, footer, rules and grounds are
artifacts.
"""

import datetime as dt
import io
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from cp_desktop.model import show
from cp_desktop.reports.text import folded

from . import scripts, style
from .archival import File
from .scripts import Shaping
from .style import Style
from .tagged_text import ListMark, TaggedParagraph
from .tagging import Element, Tree

# What is no part of the document, as the operator that begins it; headers and footers have to say that they are that.
ARTIFACT = "/Artifact BMC"
HEADER = "/Artifact <</Type /Pagination /Subtype /Header>> BDC"
FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
TOTAL = "pages in all"

# Binary streams: a third smaller and quicker to write than the text form, which no printer has needed for decades.
rl_config.useA85 = 0


class PaperCanvas(Canvas):  # type: ignore[misc]
    """A canvas on which everything drawn is a part of an element of the document, or an artifact."""

    def __init__(self, filename: Any, lang: str = "en-GB", **more: Any) -> None:
        super().__init__(filename, **more)
        self.file = self._doc = File(lang, invariant=more.get("invariant"), filename=filename)
        self.setPageCompression(more.get("pageCompression"))
        self.tree = Tree()
        self.drawn_letters: dict[TaggedParagraph, int] = {}  # how many letters of a paragraph were drawn
        self.drawn_links: list[int] = []
        self.marking = False
        self._tagged: TaggedParagraph | None = None

    @contextmanager
    def part(self, what: Element | str) -> Iterator[None]:
        """Everything drawn in this block belongs to one element, or is an artifact; what is in it belongs to it too."""
        if self.marking:
            yield
            return
        self._code.append(self.begun(what) if isinstance(what, Element) else what)
        self.marking = True
        yield
        self._code.append("EMC")
        self.marking = False

    def begun(self, element: Element) -> str:
        """The operator that begins a piece of an element here."""
        return self.tree.begun(self.tree.node(element), self._pageNumber)

    @contextmanager
    def paragraph(self, tagged: TaggedParagraph) -> Iterator[None]:
        """In this block a paragraph is written: its lines, which belong to its element, and its mark before them."""
        if not self.marking:
            if tagged.label:  # or the body would stand before it
                self.tree.node(tagged.label)
            if tagged.element.role in ("TH", "TD"):  # a cell even if nothing is drawn in it
                self.tree.node(tagged.element)
            self._tagged = tagged
        yield
        self._tagged = None

    def write(self, text: str, x: float, y: float, font: str, size: float) -> None:
        """Writes a line of text from a point on, each letter in a font that has it."""
        if text:
            line = Shaping(self, x, y)
            for name, piece in scripts.runs(text, font):
                line.setFont(name, size)
                line.textOut(piece)
            self.drawText(line)

    def cover(self, element: Element, width: float, height: float) -> None:
        """A figure takes this much of the page, to the right of and above where the canvas is."""
        (left, foot), (right, top) = self.absolutePosition(0, 0), self.absolutePosition(width, height)
        boxes = self.tree.node(element).boxes
        before = boxes.get(self._pageNumber, (left, foot, right, top))
        lower, upper = map(min, before[:2], (left, foot)), map(max, before[2:], (right, top))
        boxes[self._pageNumber] = (*lower, *upper)

    # -- what the typesetter draws of a paragraph besides its lines

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> Any:
        return ListMark(self, x, y) if self._tagged else super().beginText(x, y, direction)

    def drawText(self, text: Any) -> None:
        if self._tagged and isinstance(text, ListMark):
            with self.part(self._tagged.label or self._tagged.element):
                super().drawText(text)
        else:
            super().drawText(text)

    def line(self, *ends: float) -> None:
        if self._tagged:  # it underlines
            with self.part(ARTIFACT):
                super().line(*ends)
        else:
            super().line(*ends)

    def _addAnnotation(self, annotation: Any, name: str | None = None, addtopage: int = 1) -> None:
        """A link belongs to an element and says where it leads. In an artifact it would lead nobody."""
        if self._tagged is None:
            return
        links = self._tagged.links
        element, words = links[self.drawn_links.pop(0) if self.drawn_links else next(iter(links))]
        if not isinstance(annotation, PDFDictionary):
            annotation = annotation.Dict()
        name = f"link-{self._annotationCount}"
        where = annotation["A"]["URI"].s if "A" in annotation else ""
        says = (
            f"{words} ({where})"
            if where and not where.endswith(words)
            else f"Page {words}"
            if words.isdigit()
            else words
        )
        annotation["Contents"] = PDFString(says if len(says) <= 200 else f"{says[:199]}…")
        annotation["F"] = 4  # printed with the page, as such files must be
        annotation["StructParent"] = self.tree.linked(
            self.tree.node(element), self._pageNumber, self._doc.annotationName(name)
        )
        super()._addAnnotation(annotation, name, addtopage)

    # -- what is written of a page, and of it all

    def _setAnnotations(self, page: Any) -> None:
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = self.tree.page_over(), "/S"
        self.file.fingerprint.update(page.stream.encode())

    def save(self) -> None:
        if self._code:
            self.showPage()
        self.file.finish(self.tree.write(self.file))
        super().save()


class LayoutPass:
    """On which pages things came to stand: what one laying out finds, the next one prints.

    Asking is noted, because only what was asked for has to be right.
    """

    def __init__(self, found: dict[Hashable, Any]) -> None:
        self.found = found
        self.asked: set[Hashable] = set()

    def get(self, key: Hashable, default: Any = None) -> Any:
        """What was found under a key in the last laying out, `default` before there was one."""
        self.asked.add(key)
        return self.found.get(key, default)


@dataclass(frozen=True)
class PageSetup:
    """What stands on every sheet of a paper and in the description of its file. `terms` are those of the index, folded;
    `expected_pages` is a guess: a right one saves laying out twice for "page n of m"."""

    title: str
    council: str
    as_at: dt.date
    subject: str
    author: str
    mark: str
    language: str
    cover: bool
    terms: tuple[str, ...]
    expected_pages: int | None
    look: Style


class PaperTemplate(BaseDocTemplate):  # type: ignore[misc]
    """One laying out of a paper. `found` holds afterwards on which page each heading and term came to stand."""

    def __init__(self, out: io.BytesIO, setup: PageSetup, layout: LayoutPass, watch: Callable[[int], None]) -> None:
        super().__init__(
            out,
            pagesize=style.PAGE,
            leftMargin=style.LEFT,
            rightMargin=style.RIGHT,
            topMargin=style.TOP,
            bottomMargin=setup.look.foot(bool(setup.mark)),
            title=setup.title,
            author=setup.author,
            subject=setup.subject,
            creator="CP Desktop",
            producer="CP Desktop",
            lang=setup.language,
            displayDocTitle=True,
            invariant=1,
            initialFontName=style.FACE,
        )
        self.found: dict[Hashable, Any] = {}
        self._setup, self._look = setup, setup.look
        self._layout = layout
        self._watch = watch
        # The longest first, so that "Independent visitor" is not found as "visitor".
        longest = sorted(setup.terms, key=len, reverse=True)
        self._terms = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.I) if longest else None
        self._add_templates()

    def _add_templates(self) -> None:
        """The cover or the first page, the pages after it, and those of two columns."""

        def frame(left: float, width: float, name: str, top: float = style.TOP) -> Frame:
            height = style.PAGE[1] - top - self.bottomMargin
            return Frame(left, self.bottomMargin, width, height, 0, 0, 0, 0, id=name)

        gap = 24.0
        half = (style.WIDTH - gap) / 2
        whole = frame(style.LEFT, style.WIDTH, "whole")
        columns = [frame(style.LEFT, half, "left"), frame(style.LEFT + half + gap, half, "right")]
        first = PageTemplate("first", [frame(style.LEFT, style.WIDTH, "first", top=54)], onPage=self._first_page)
        self.addPageTemplates(
            [
                *([PageTemplate("cover", [whole], onPage=self._cover)] if self._setup.cover else [first]),
                PageTemplate("page", [whole], onPage=self._page),
                PageTemplate("columns", columns, onPage=self._page),
            ]
        )

    def note_terms(self, text: str) -> None:
        """Notes the page for every term of the index in a block's text."""
        if self._terms is not None:
            for match in self._terms.finditer(folded(text)):
                self.found.setdefault(("term", match[0]), set()).add(self.page)

    def learn(self, key: Hashable, page: int) -> None:
        self.found.setdefault(key, page)

    @property
    def settled(self) -> bool:
        """Whether the pages say of themselves what is true."""
        return all(self.found.get(key) == self._layout.found.get(key) for key in self._layout.asked)

    @property
    def _doSave(self) -> bool:
        """The typesetter asks whether to write the file; what is to be laid out again need not be."""
        return self.settled

    def beforeDocument(self) -> None:
        self.canv.file.day = self._setup.as_at  # the typesetter would take today

    def handle_pageBegin(self) -> None:
        super().handle_pageBegin()
        self._watch(self.page)

    def _cover(self, canvas: PaperCanvas, _: Any) -> None:
        self._mark(canvas)
        with canvas.part(ARTIFACT):
            canvas.saveState()
            canvas.setFillColor(self._look.accent)
            canvas.rect(0, style.PAGE[1] * 0.42, style.PAGE[0], style.PAGE[1] * 0.58, stroke=0, fill=1)
            canvas.restoreState()

    def _first_page(self, canvas: PaperCanvas, _: Any) -> None:
        self._mark(canvas)
        with canvas.part(ARTIFACT):
            canvas.saveState()
            canvas.setFillColor(self._look.accent)
            canvas.rect(0, style.PAGE[1] - 10, style.PAGE[0], 10, stroke=0, fill=1)
            canvas.restoreState()
        self._foot(canvas)

    def _page(self, canvas: PaperCanvas, _: Any) -> None:
        self._mark(canvas)
        with canvas.part(HEADER):
            canvas.saveState()
            y = style.PAGE[1] - 40
            self._line(canvas, y, self._setup.council, "")
            self._rule(canvas, y - 7)
            canvas.restoreState()
        self._foot(canvas)

    def _mark(self, canvas: PaperCanvas) -> None:
        page = canvas.getPageNumber()
        if page == 1:  # the index may still point at a page that this laying out no longer has
            for other in range(2, self._layout.found.get(TOTAL, 1) + 1):
                canvas.bookmarkPage(page_key(other))
        canvas.bookmarkPage(page_key(page))
        self.found[TOTAL] = page

    def _foot(self, canvas: PaperCanvas) -> None:
        """Which document this is, of which day, which page of how many, and for whom it is if not for everybody."""
        title, day = self._setup.title, show(self._setup.as_at)
        here = canvas.getPageNumber()
        page = f"Page {here} of {self._layout.get(TOTAL, here)}"
        lines = self._look.foot_lines(title, f"As at {day}", page)
        y = style.FOOT + (len(lines) - (0 if self._setup.mark else 1)) * self._look.foot_step
        with canvas.part(FOOTER):
            canvas.saveState()
            self._rule(canvas, y + self._look.foot_step)
            for left, right in lines:
                self._line(canvas, y, left, right)
                y -= self._look.foot_step
            canvas.restoreState()
        if self._setup.mark:
            # Whom the paper is for is told once, before all else; from then on it is a footer.
            with canvas.part(Element("P") if here == 1 else FOOTER):
                canvas.saveState()
                self._line(canvas, y, self._setup.mark, "", strong=True)
                canvas.restoreState()

    def _line(self, canvas: PaperCanvas, y: float, left: str, right: str, strong: bool = False) -> None:
        size, font = self._look.letters(8.5), style.BOLD if strong else style.FACE
        canvas.setFillColor(style.INK if strong else style.QUIET)
        wide = scripts.width(right, font, size)
        canvas.write(shortened(left, font, size, style.WIDTH - wide - 20), style.LEFT, y, font, size)
        canvas.write(right, style.LEFT + style.WIDTH - wide, y, font, size)

    def _rule(self, canvas: PaperCanvas, y: float) -> None:
        canvas.setStrokeColor(style.HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(style.LEFT, y, style.PAGE[0] - style.RIGHT, y)


def page_key(page: int) -> str:
    """The name of the place in the file that is the top of a page."""
    return f"page-{page}"


def shortened(text: str, font: str, size: float, width: float) -> str:
    """A line of text that fits a width; what is left out at its end shows as an ellipsis."""
    if scripts.width(text, font, size) <= width:
        return text
    while text and scripts.width(text + "…", font, size) > width:
        text = text[:-1]
    whole_words = text.rpartition(" ")[0]
    if len(whole_words) > len(text) / 2:
        text = whole_words
    return text.rstrip(" ,;:-") + "…"
