"""A paper in the making: its author says what comes, and `made` lays it out until every page number is right."""

import datetime as dt
import io
import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import count, groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, NextPageTemplate, PageBreak, Spacer
from reportlab.platypus.doctemplate import LayoutError

from cp_desktop.errors import UserError
from cp_desktop.reports import markdown

from . import charts, contents_index, form_fields, logo, style, tables, tagging
from .canvas import TOTAL, Learned, PaperCanvas, PaperTemplate
from .charts import Rows
from .contents_index import Listed
from .flowables import Filler, Heading, Rule, Words, grid
from .fold_card import Pocket
from .style import WIDTH, State, Style
from .tables import Column as Column
from .tagging import Element

Progress = Callable[[int, int, str], object]
Cancelled = Callable[[], bool]

LAYINGS_OUT = 6
MOST_PAGES = 5000


# Where everything came to stand when a paper was last made: most of it will stand there again, and then one laying out
# is enough. It is only ever a guess that `made` puts to the test.
_settled: dict[tuple[str, float], dict[Hashable, Any]] = {}


class Paper:
    """The content of one document, block by block. All text is Markdown's inline subset unless it says otherwise."""

    def __init__(
        self,
        title: str,
        *,
        council: str,
        as_at: dt.date,
        subject: str = "",
        author: str = "",
        cover: bool = False,
        look: Style | None = None,
        expected_pages: int | None = None,
        mark: str = "",
    ) -> None:
        """`mark` stands at the foot of every page: who the paper is for, where it is not for everybody."""
        self._undrawable: dict[str, str] = {}  # letters without which nothing can be printed, each with where it stands
        self.left_out: list[str] = []  # what was left out because no font has it, and whose words it was
        self.title, self.council, self.as_at = self._check(title), self._check(council), as_at
        self.subject, self.author, self.has_cover = style.clean(subject), style.clean(author), cover
        self.mark = self._check(mark)
        self._look = look or style.edition()
        self._expected = expected_pages  # a right guess saves laying out twice for "page n of m"
        self._parts: list[Flowable | Callable[[Learned], list[Flowable]]] = []
        self._headings: list[Listed] = []
        self._terms: dict[str, str] = {}

    # -- what every block goes through

    def _check(self, text: str, whose: str = "") -> str:
        """A text as it can be set. A letter that no font has holds the paper up, for names must not be mutilated; a
        sign that is no letter (an emoji, say) is left out, and `left_out` tells it."""
        text = style.settable(text)
        missing = style.undrawable(text)
        for sign in missing:
            if style.is_letter(sign):
                self._undrawable.setdefault(sign, _around(sign, text))
        signs = [sign for sign in missing if not style.is_letter(sign)]
        if signs:
            self._leave_out(", ".join(f"“{sign}”" for sign in signs), signs[0], text, whose)
            text = style.without(text, signs)
        # A variation selector only asks for another look of the letter before it.
        return text if text.isascii() else re.sub("[\ufe00-\ufe0f]", "", text)

    def _leave_out(self, what: str, sign: str, text: str, whose: str) -> None:
        said = f"{what} (in “{_around(sign, text)}”{f', words of {whose}' if whose else ''})"
        if said not in self.left_out:
            self.left_out.append(said)

    def _words(self, text: str, look: str, element: Element | None = None, **more: Any) -> Words:
        markup = markdown.inline(self._check(text), look.endswith("total"), colour=self._look.accent_hex)
        return Words(markup, self._look.styles[look], element, **more)

    def _points(self, size: float) -> float:
        return size * self._look.scale

    def room(self, points: float) -> None:
        """What follows begins a page unless so much is left of this one, and takes a heading before it along."""
        # In large print so much would mostly be a page.
        room = CondPageBreak(min(points * 1.2, 0.4 * style.LEAST_HEIGHT) if self._look.large else points)
        last = self._parts[-2:]
        if len(last) == 2 and isinstance(last[0], CondPageBreak) and isinstance(last[1], Heading):
            last[0].height = max(last[0].height, room.height + self._points(50))
        else:
            self._parts.append(room)

    # -- text

    def heading(self, text: str, level: int = 1, *, contents: bool | None = None, opens: bool = False) -> str:
        """A heading of level 1 to 3, in the outline and (levels 1 and 2 unless told otherwise) in the contents.

        One that `opens` a page looks like a heading of the first level, whatever its own.
        Returns its key, to link to.
        """
        listed = level <= 2 if contents is None else contents
        room, made = self._heading(text, min(level, 3), listed, 1 if opens else level)
        _keep_together(self._parts, room, made)
        return made.key

    def _heading(
        self, text: str, level: int, listed: bool, look: int = 0, holder: Element | None = None
    ) -> tuple[Flowable, Heading]:
        text = self._check(text)
        shown = self._look.styles[f"h{min(look or level, 3)}"]
        made = Heading(markdown.inline(text, bold=True), shown, tagging.heading(level, holder))
        made.key, made.title = f"part-{len(self._headings) + 1}", markdown.plain(text)
        made.level, made.outlined = level - 1, listed
        self._headings.append(Listed(level if listed else 0, made.title, made.key))
        # Room for its own lines and three of what follows, so that no heading ends a page.
        lines = 4 * self._look.styles["body"].leading + 2 * shown.leading
        return CondPageBreak(lines + shown.spaceBefore if self._look.large else (150, 84, 72)[level - 1]), made

    def text(self, text: str, look: str = "body") -> None:
        """One paragraph."""
        if text.strip():
            self._parts.append(self._words(text, look))

    def numbered(self, number: str, text: str) -> None:
        """One paragraph with its number, by which people refer to it."""
        said = markdown.inline(self._check(text), colour=self._look.accent_hex)
        markup = f"<bullet>{escape(number)}</bullet>{said}"
        self._parts.append(Words(markup, self._look.styles["numbered"]))

    def numbered_text(self, chapter: int, text: str, level: int = 2) -> None:
        """A text in the Markdown subset whose paragraphs are numbered: 3.1, 3.2... Its lists belong to those."""
        numbers = count(1)
        runs = [list(run) for _, run in groupby(markdown.pieces(text), lambda piece: piece.kind == "paragraph")]
        for place, run in enumerate(runs, 1):
            if run[0].kind != "paragraph":
                written = "\n".join(piece.written for piece in run)
                self._parts.extend(self._pieces(written, level, "numbered", "numbered list"))
                continue
            for piece in run:
                if piece is run[-1] and place < len(runs):
                    self.room(76)  # what leads to a list does not end a page
                self.numbered(f"{chapter}.{next(numbers)}", piece.text)

    def plain(self, text: str) -> None:
        """Somebody's own words, each of their lines a paragraph; nothing in them is taken for Markdown."""
        for line in text.splitlines():
            if line.strip():
                self._parts.append(Words(escape(self._check(line.strip())), self._look.styles["body"]))

    def markdown(self, text: str, level: int = 2) -> None:
        """A text in the Markdown subset; its highest headings get the given level."""
        self._parts.extend(self._pieces(text, level, "body", "list"))

    def _pieces(self, text: str, level: int, body: str, listed: str, holder: Element | None = None) -> list[Flowable]:
        made: list[Flowable] = []
        items: Element | None = None
        for piece in [*markdown.pieces(text), None]:
            if items and (piece is None or piece.kind != "item"):
                made.append(Spacer(0, self._points(4)))
                items = None
            match piece:
                case markdown.Piece("heading", heading, depth):
                    _keep_together(
                        made, *self._heading(heading, min(level + max(depth - 2, 0), 3), False, holder=holder)
                    )
                case markdown.Piece("item", item, mark=mark):
                    numbering = "Decimal" if mark[0].isdigit() else "Disc"
                    if items is None or items.numbering != numbering:
                        items = Element("L", holder, numbering=numbering)
                    label, told = tagging.list_item(items)
                    said = markdown.inline(self._check(item), colour=self._look.accent_hex)
                    markup = f"<bullet>{escape(mark)}</bullet>{said}"
                    made.append(Words(markup, self._look.styles[listed], told, label))
                case markdown.Piece(text=paragraph):
                    made.append(self._words(paragraph, body, Element("P", holder)))
        return made

    def bullets(self, items: Iterable[str]) -> None:
        """A list whose order does not matter."""
        self.markdown("\n".join("- " + " ".join(item.split()) for item in items))

    def quotation(self, text: str, by: str = "", whose: str = "") -> None:
        """Somebody's own words, with their name (`by`) where they gave leave for it.

        Words with a letter that no font has, and words of nothing that a font has, are left out whole; `left_out`
        tells whose they are, and is not printed.
        """
        text = " ".join(text.split()).strip('“”"')
        shown = style.settable(text)
        missing = style.undrawable(shown)
        if any(style.is_letter(sign) for sign in missing) or not shown.strip("".join(missing) + " "):
            at = next((sign for sign in missing if sign in text), text[:1])
            self._leave_out("a whole example", at, text, whose)
            return
        # Not Markdown: whoever said it did not write for the typesetter.
        said = f"“{escape(self._check(text, whose).strip())}”" + (f" – {escape(self._check(by))}" if by else "")
        made = Words(said, self._look.styles["quote"], Element("P", Element("BlockQuote")))
        commands = [
            ("LINEBEFORE", (0, 0), (0, -1), 2, self._look.accent),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ]
        self._parts += [grid([[made]], [WIDTH], commands), Spacer(0, self._points(5))]

    def callout(self, title: str, text: str, *, warning: bool = False) -> None:
        """A box that stands out: a title and a text in the Markdown subset."""
        holder = Element("Div")
        head = self._words(title, "box head", Element("P", holder)) if title else None
        blocks = [*([head] if head else []), *self._pieces(text, 3, "box", "box list", holder)]
        rows = [[block] for block in blocks if not isinstance(block, CondPageBreak | Spacer)]
        commands = [
            ("BACKGROUND", (0, 0), (-1, -1), style.WARNING_GROUND if warning else self._look.ground),
            ("LINEBEFORE", (0, 0), (0, -1), 3, style.WARNING if warning else self._look.accent),
            ("LEFTPADDING", (0, 0), (-1, -1), self._points(14)),
            ("RIGHTPADDING", (0, 0), (-1, -1), self._points(14)),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ("TOPPADDING", (0, 0), (-1, 0), self._points(8)),
            ("BOTTOMPADDING", (0, -1), (-1, -1), self._points(9)),
        ]
        box = grid(rows, [WIDTH], commands)
        self._parts += [Spacer(0, self._points(6)), KeepTogether([box]), Spacer(0, self._points(12))]

    # -- the beginning of a paper

    def title_block(self, rows: Sequence[tuple[str, str]]) -> None:
        """The head of a paper: the council, the title, who reports what to whom and when (empty rows left out)."""
        table = Element("Table")
        lines = list[list[Words]]()
        for label, value in rows:
            if value:
                row = Element("TR", table)
                heads = self._words(label, "cell label", Element("TH", row, scope="Row"))
                lines.append([heads, self._words(value, "cell", Element("TD", row))])
        self._parts += [
            self._council(),
            self._top_heading(self.title, "title"),
            Rule(self._look.accent),
        ]
        if lines:
            below = [("LINEBELOW", (0, 0), (-1, -1), 0.5, style.HAIRLINE)]
            label = min(self._points(90), WIDTH / 3)
            widths = [label, WIDTH - label]
            self._parts += [grid(lines, widths, below), Spacer(0, self._points(14))]
        self._parts.append(NextPageTemplate("page"))

    def _council(self) -> Flowable:
        """The council's name, with its logo if it has one."""
        name = self._words(self.council, "council")
        if self._look.logo is None:
            return name
        shown = logo.Logo(self._look.logo, self.council, math.sqrt(self._look.scale), right=True)
        commands = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOTTOMPADDING", (0, 0), (-1, -1), self._points(8))]
        return grid([[name, shown]], [WIDTH - shown.wide - 14, shown.wide + 14], commands)

    def _top_heading(self, text: str, look: str) -> Heading:
        made = Heading(markdown.inline(self._check(text), bold=True), self._look.styles[look], tagging.heading(0))
        made.indexed = False
        return made

    def cover(self, lines: Sequence[str], foot: str) -> None:
        """A cover: the title on a ground of the accent, lines below it, and a foot on the white."""
        self._parts += [
            Spacer(0, 150),
            self._top_heading(self.title, "cover"),
            Spacer(0, self._points(10)),
            *(self._words(line, "cover line") for line in lines),
            NextPageTemplate("page"),
        ]
        self._parts.append(Filler(style.PAGE[1] * 0.42 - self._look.foot(bool(self.mark)) - 40))
        self._parts += [self._council(), self._words(foot, "small"), PageBreak()]

    def page_break(self) -> None:
        """What follows begins a page."""
        while self._parts and isinstance(self._parts[-1], Spacer):  # on a full page it would make an empty one
            self._parts.pop()
        self._parts.append(PageBreak())

    def columns(self) -> None:
        """What follows begins a page of two columns."""
        self.page_break()
        self._parts.insert(-1, NextPageTemplate("columns"))

    def pocket(self, text: str) -> None:
        """A page that folds to a card: a panel for each heading of a text in the Markdown subset, in the quarters of
        the sheet. What stands before the first heading says how to fold it."""
        how, *panels = re.split(r"(?m)^(?=#)", text.strip())
        self._parts += self._pieces(how, 2, "small", "list")
        cards = [self._pieces(panel, 2, "card", "card list") for panel in panels]
        self._parts.append(Pocket(cards, self._look.scale))

    # -- places to write by hand

    def prompt(self, label: str, beside: str | Sequence[str] = "", lines: int = 0) -> None:
        """A question with what helps to answer it, or squares to tick, beside it, and empty lines for the answer."""
        self._parts.append(form_fields.prompt(label, beside, lines, self._look, self._words))

    def blanks(self, *rows: Sequence[form_fields.Blank]) -> None:
        """Rows of labels with a line each to write on."""
        made = [blank for row in rows for blank in form_fields.blanks(row, self._look, self._words)]
        self._parts += [*made, Spacer(0, self._points(7))]

    # -- numbers

    def figures(self, items: Sequence[tuple[str, str, str]]) -> None:
        """A strip of key figures, each with its number, what it counts and its base."""
        cells = list[list[Words]]()
        strip = Element("L", numbering="None")
        for number, label, base in items:
            _, told = tagging.list_item(strip)
            cells.append(
                [
                    self._words(number, "figure", told, goes_on=True),
                    self._words(label, "figure label", told, goes_on=bool(base)),
                    self._words(base, "figure base", told),
                ]
            )
        gap, across = 14.0, 2 if self._look.large else 4
        for start in range(0, len(cells), across):
            some = cells[start : start + across]
            each = (WIDTH - gap * (across - 1)) / across if self._look.large else (WIDTH + gap) / len(some) - gap
            row = [part for cell in some for part in ("", cell)][1:]
            widths = [width for _ in some for width in (gap, each)][1:]
            commands = [("LINEABOVE", (at, 0), (at, 0), 1.5, self._look.accent) for at in range(0, len(row), 2)]
            self._parts += [grid([row], widths, commands), Spacer(0, self._points(12))]

    def caption(self, text: str, room: float = 110) -> None:
        """What the table or chart that follows shows."""
        self.room(room)
        self._parts.append(self._words(text, "caption"))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        total: Sequence[Any] | None = None,
        blank: int = 0,
    ) -> None:
        """A table with its headings on every page. A cell is text, a number, or words that link.

        `blank` rows at its end are left to be filled in by hand.
        """
        element = Element("Table")
        self._captioned(element)
        self._parts += tables.table(columns, rows, total, blank, element, self._look, self._words)
        self._parts.append(Spacer(0, self._points(10)))

    def _captioned(self, table: Element) -> None:
        """The caption right above a table, and a remark between the two, are told as the table's own."""
        above = [part for part in self._parts[-2:] if isinstance(part, Words)]
        looks = [words.style.name for words in above]
        if looks[-1:] == ["caption"]:
            above = above[-1:]
        elif looks != ["caption", "note"]:
            return
        caption = above[0].spoken.element
        caption.role, caption.holder = "Caption", table
        for remark in above[1:]:
            remark.spoken.element.holder = caption

    def note(self, text: str) -> None:
        """A small remark under a table or chart."""
        self._parts.append(self._words(text, "note"))

    # -- charts

    def bars(self, caption: str, rows: Rows, states: Sequence[State]) -> None:
        """Stacked bars: a label (of two lines at most), its parts, and what is written after the bar."""
        self._chart(caption, charts.bars(rows, states, self._look, self._words), 17 * len(rows))

    def squares(self, caption: str, rows: Rows, states: Sequence[State]) -> None:
        """A square for each one that is counted, in rows: a label, how many of each state, and what is written."""
        self._chart(caption, charts.squares(rows, states, self._look, self._words), 20 * len(rows))

    def _chart(self, caption: str, chart: list[Flowable], tall: float) -> None:
        self.caption(caption, min(60 + tall, 480))
        self._parts += chart

    # -- contents and index

    def contents(self) -> None:
        """The headings listed so far and later, each with its page, linked."""
        self._parts.append(lambda learned: contents_index.contents(self._headings, self._look, learned))

    def index(self, terms: Iterable[str]) -> None:
        """An index with linked page numbers: of the headings in the contents, and of the terms wherever they occur."""
        self._terms = {markdown.folded(term): " ".join(self._check(term).split()) for term in terms}
        self._parts.append(lambda learned: contents_index.index(self._headings, self._terms, self._look, learned))

    # -- laying out

    def made(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> bytes:
        """The finished PDF. Raises UserError when a letter cannot be drawn, and when it was stopped."""
        if self._undrawable:
            raise UserError(complaint(self._undrawable))
        found = _settled.get((self.title, self._look.scale)) or ({TOTAL: self._expected} if self._expected else {})
        for turn in range(LAYINGS_OUT):
            learned, out = Learned(found), io.BytesIO()

            def watch(page: int, turn: int = turn, expected: int = found.get(TOTAL, 0)) -> None:
                if cancelled is not None and cancelled():
                    raise UserError("Printing was stopped. No file was written.")
                if page > MOST_PAGES:
                    raise LayoutError(f"{self.title} goes on without end")
                if progress is not None:
                    what = f"Laying out page {page}" if turn == 0 else f"Page numbers: page {page}"
                    progress(min(page, expected or page), expected, what)

            template = self._template(out, learned, watch)
            edits: list[tuple[Any, ...]] = []
            template._multiBuildEdits = edits.append
            parts: list[Flowable] = []
            for part in self._parts:
                parts += part(learned) if callable(part) and not isinstance(part, Flowable) else [part]
            while parts and isinstance(parts[-1], Spacer):  # or it could make a page of its own
                parts.pop()
            template.build(parts, canvasmaker=PaperCanvas)
            for undo, *arguments in edits:  # what a laying out leaves behind would make the next give up too early
                undo(*arguments)
            found = template.found
            if template.settled:
                _settled[self.title, self._look.scale] = found
                return out.getvalue()
        raise LayoutError(f"The page numbers of {self.title} do not settle")

    def _template(self, out: io.BytesIO, learned: Learned, watch: Callable[[int], None]) -> PaperTemplate:
        return PaperTemplate(
            out,
            look=self._look,
            title=self.title,
            council=self.council,
            as_at=self.as_at,
            subject=self.subject,
            author=self.author,
            mark=self.mark,
            learned=learned,
            cover=self.has_cover,
            terms=self._terms,
            watch=watch,
        )


def undrawable(text: str) -> dict[str, str]:
    """The signs of a text that no font has, each with where it stands."""
    text = style.settable(text)
    return {sign: _around(sign, text) for sign in style.undrawable(text)}


def complaint(signs: Mapping[str, str]) -> str:
    """Why nothing can be printed: signs, each with where it stands."""
    shown = [f"“{sign}” (in “{where}”)" for sign, where in list(signs.items())[:5]]
    more = len(signs) - len(shown)
    return (
        f"The printed papers' font has no shape for {', '.join(shown)}{f' and {more} more' if more > 0 else ''}. "
        "Nothing was printed. Write it with other letters, then print again."
    )


def _around(sign: str, text: str) -> str:
    """Enough of a text to find a sign in it."""
    at = text.index(sign)
    return text[max(0, at - 30) : at + 30].strip()


def _keep_together(parts: list[Any], room: Any, heading: Heading) -> None:
    """Adds a heading and the room it needs; right after another, both go over to the next page together."""
    if len(parts) > 1 and isinstance(parts[-1], Heading) and isinstance(parts[-2], CondPageBreak):
        parts[-2].height += room.height
        parts.append(heading)
    else:
        parts += [room, heading]
