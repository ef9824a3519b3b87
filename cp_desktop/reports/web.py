"""A paper as one self-contained HTML page: it answers to the same calls as `Paper`, so that no text is written twice.

It has no scripts and fetches nothing. Headings go down in order from the title, tables have their headings named,
everything flows anew at any width and size, and every colour stands out from its ground as WCAG 2.2 AA asks.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from cp_desktop.bundled import RESOURCES
from cp_desktop.errors import UserError
from cp_desktop.model import normalise, show

from . import markdown
from .pdf import style
from .pdf.charts import Rows
from .pdf.contents_index import NOT_SOUGHT
from .pdf.drawer import Cancelled, Column, Progress
from .pdf.style import State

STYLE = RESOURCES / "page.css"
LOOKS = {"lead": ' class="lead"', "council": ' class="council"', "small": ' class="small"'}


@dataclass
class _Part:
    """A heading and what stands under it, up to the next heading; `words` is what the index is made from."""

    level: int = 0
    title: str = ""
    key: str = ""
    listed: bool = False
    blocks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


class HtmlPaper:
    """The content of one document, block by block, as `Paper` takes it. What is a matter of sheets is left out."""

    def __init__(
        self,
        title: str,
        *,
        council: str,
        as_at: dt.date,
        subject: str = "",
        author: str = "",
        cover: bool = False,
        expected_pages: int | None = None,
        mark: str = "",
        look: style.Style | None = None,
    ) -> None:
        self._look = look or style.edition()
        self.title, self.council, self.as_at = style.clean(title), style.clean(council), as_at
        self.subject, self.author, self.mark = style.clean(subject), style.clean(author), style.clean(mark)
        self._head: list[str] = []
        self._front: list[_Part] = []  # up to the contents
        self._parts = [_Part()]
        self._contents = ""  # the heading of the contents, where there are any
        self._caption = ""
        self._terms: dict[str, str] | None = None
        self._keys: set[str] = set()
        self._tables = 0

    # -- what every block goes through

    def _add(self, block: str) -> None:
        self._parts[-1].blocks.append(block)

    def _said(self, text: str) -> str:
        text = style.clean(text)
        self._parts[-1].words.append(markdown.plain(text))
        return markdown.html(text)

    def room(self, points: float) -> None:
        """Nothing: a matter of sheets."""

    def page_break(self) -> None:
        """Nothing: a matter of sheets."""

    def columns(self) -> None:
        """Nothing: a matter of sheets."""

    # -- text

    def heading(self, text: str, level: int = 1, *, contents: bool | None = None, opens: bool = False) -> str:
        """A heading under the page's title. Returns its key, to link to."""
        self._flush()
        title = markdown.plain(style.clean(text))
        name = re.sub(r"[^a-z0-9]+", "-", normalise(title)).strip("-") or "part"
        key, number = name, 1
        while key in self._keys or key == "main":
            number += 1
            key = f"{name}-{number}"
        self._keys.add(key)
        # No level is ever left out, whatever the texts do: 1, then 3, becomes 1, then 2.
        level = min(level, 3, 1 + max((part.level for part in self._parts[-1:]), default=0))
        self._parts.append(_Part(level, title, key, level <= 2 if contents is None else contents))
        self._parts[-1].blocks.append(f'<h{level + 1} id="{key}">{markdown.html(style.clean(text))}</h{level + 1}>')
        return key

    def text(self, text: str, look: str = "body") -> None:
        """One paragraph."""
        if text.strip():
            self._add(f"<p{LOOKS.get(look, '')}>{self._said(text)}</p>")

    def plain(self, text: str) -> None:
        """Somebody's own words, each of their lines a paragraph; nothing in them is taken for Markdown."""
        for line in text.splitlines():
            if line.strip():
                self._add(f"<p>{escape(style.clean(line.strip()))}</p>")

    def markdown(self, text: str, level: int = 2) -> None:
        """A text in the Markdown subset; its highest headings get the given level."""
        opened = ""
        for piece in [*markdown.pieces(text), None]:
            tag = "" if piece is None or piece.kind != "item" else "ul" if piece.mark == "•" else "ol"
            if tag != opened:
                if opened:
                    self._add(f"</{opened}>")
                if tag:
                    first = piece.mark.rstrip(".") if piece and tag == "ol" else "1"
                    self._add(f"<{tag}>" if first == "1" else f'<{tag} start="{first}">')
                opened = tag
            match piece:
                case markdown.Piece("heading", heading, depth):
                    self.heading(heading, min(level + max(depth - 2, 0), 3), contents=False)
                case markdown.Piece("item", item):
                    self._add(f"<li>{self._said(item)}</li>")
                case markdown.Piece(text=paragraph):
                    self._add(f"<p>{self._said(paragraph)}</p>")

    def bullets(self, items: Iterable[str]) -> None:
        """A list whose order does not matter."""
        self.markdown("\n".join("- " + " ".join(item.split()) for item in items))

    def quotation(self, text: str, by: str = "", whose: str = "") -> None:
        """Somebody's own words, with their name (`by`) where they gave leave for it. A browser draws every sign."""
        words = escape(style.clean("“" + " ".join(text.split()).strip('“”"') + "”"))
        named = f"<figcaption>{escape(style.clean(by))}</figcaption>" if by else ""
        self._add(f'<figure class="quote"><blockquote><p>{words}</p></blockquote>{named}</figure>')

    def callout(self, title: str, text: str, *, warning: bool = False) -> None:
        """A box that stands out: a title and a text in the Markdown subset."""
        self._add(f'<div class="box{" warning" if warning else ""}">')
        if title:
            self._add(f'<p class="box-head">{self._said(title)}</p>')
        self.markdown(re.sub(r"(?m)^#+\s+(.*)$", r"**\1**", text))  # a box has no headings of its own
        self._add("</div>")

    def pocket(self, text: str) -> None:
        """A list to tick for each heading of a text in the Markdown subset. How to fold it is a matter of sheets."""
        _, *panels = re.split(r"(?m)^(?=#)", text.strip())
        self._add('<div class="ticks">')
        self.markdown("\n\n".join(panels))
        self._add("</div>")

    # -- the beginning of a paper

    def cover(self, lines: Sequence[str], foot: str) -> None:
        """The head of the page: the council, the title, lines below it and a foot."""
        self.title_block([])
        self._head += [f'<p class="lead">{markdown.html(style.clean(line))}</p>' for line in lines]
        self._head.append(f"<p>{markdown.html(style.clean(foot))}</p>")

    def title_block(self, rows: Sequence[tuple[str, str]]) -> None:
        """The head of a paper: the council, the title, who reports what to whom and when (empty rows left out)."""
        self._head += [f'<p class="council">{escape(self.council)}</p>', f"<h1>{escape(self.title)}</h1>"]
        told = [
            f"<div><dt>{markdown.html(style.clean(label))}</dt><dd>{markdown.html(style.clean(value))}</dd></div>"
            for label, value in rows
            if value
        ]
        if told:
            self._head.append(f"<dl>{''.join(told)}</dl>")

    # -- numbers

    def figures(self, items: Sequence[tuple[str, str, str]]) -> None:
        """A strip of key figures, each with its number, what it counts and its base."""
        self._add('<ul class="figures">')
        for number, label, base in items:
            self._add(
                f"<li><strong>{self._said(number)}</strong> {self._said(label)} <small>{self._said(base)}</small></li>"
            )
        self._add("</ul>")

    def caption(self, text: str, room: float = 110) -> None:
        """What the table or chart that follows shows."""
        self._flush()
        self._caption = text

    def _flush(self) -> None:
        """A caption that no table came for is a paragraph."""
        caption, self._caption = self._caption, ""
        self.text(caption)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        total: Sequence[Any] | None = None,
        blank: int = 0,
    ) -> None:
        """A table; the first words of a row are its heading. `blank` rows to write on are a matter of sheets."""
        self._tables += 1
        name = f"table-{self._tables}"
        caption, self._caption = self._caption or self._parts[-1].title or self.title, ""
        self._add(f'<div class="table" role="region" aria-labelledby="{name}" tabindex="0"><table>')
        self._add(f'<caption id="{name}">{self._said(caption)}</caption>')
        heads = "".join(
            f'<th scope="col"{_number(column)}>{self._said(column.title)}</th>' if column.title else "<td></td>"
            for column in columns
        )
        self._add(f"<thead><tr>{heads}</tr></thead><tbody>")
        for row in rows:
            self._row(columns, row)
        if total is not None:
            self._add("</tbody><tfoot>")
            self._row(columns, total)
        self._add(f"</{'tfoot' if total is not None else 'tbody'}></table></div>")

    def _row(self, columns: Sequence[Column], values: Sequence[Any]) -> None:
        names = next((at for at, column in enumerate(columns) if not column.number), None)
        cells = []
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            text = show(value)
            tag = 'th scope="row"' if at == names and text.strip() else "td"
            cells.append(f"<{tag}{_number(column)}>{self._said(text)}</{tag[:2]}>")
        self._add(f"<tr>{''.join(cells)}</tr>")

    def note(self, text: str) -> None:
        """A small remark about a table or chart."""
        self._add(f'<p class="small">{self._said(text)}</p>')

    # -- charts: the numbers they are drawn from

    def bars(self, caption: str, rows: Rows, states: Sequence[State]) -> None:
        """A table of the parts of each bar."""
        self.caption(caption)
        words = [Column("In words", 0)] if any(written for *_, written in rows) else []
        self.table(
            [Column("What", 0), *(Column(state.label, 0, number=True) for state in states), *words],
            [
                [label, *(dict(parts).get(state, 0) for state in states), *([written] if words else [])]
                for label, parts, written in rows
            ],
        )

    def squares(self, caption: str, rows: Rows, states: Sequence[State]) -> None:
        """A table of how many squares of each state there are in a row."""
        self.bars(caption, rows, states)

    # -- contents and index

    def contents(self) -> None:
        """The headings listed later, linked. The heading before is theirs."""
        self._contents = self._parts.pop().title if self._parts[-1].level else "Contents"
        self._front, self._parts = self._parts, [_Part()]

    def index(self, terms: Iterable[str]) -> None:
        """An index: of the headings in the contents, and of the terms, each with the parts in which it occurs."""
        self._terms = {markdown.folded(term): " ".join(style.clean(term).split()) for term in terms}

    # -- the whole

    def made(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> bytes:
        """The finished page. Raises UserError when it was stopped."""
        if cancelled is not None and cancelled():
            raise UserError("Printing was stopped. No file was written.")
        self._flush()
        front = "\n".join(block for part in self._front for block in part.blocks)
        whole = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(f"{self.title} – {self.council}")}</title>
{_meta("description", self.subject)}{_meta("author", self.author)}<style>
{_colours(self._look)}
{STYLE.read_text(encoding="utf-8").strip()}
</style>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>
{chr(10).join(self._head)}
</header>
{front}{self._listed()}<main id="main" tabindex="-1">
{chr(10).join(block for part in self._parts for block in part.blocks)}
{self._indexed()}</main>
<footer>
<p>{escape(" · ".join(part for part in (self.council, f"As at {show(self.as_at)}", self.mark) if part))}</p>
</footer>
</body>
</html>
"""
        if progress is not None:
            progress(1, 1, "Writing the page")
        return whole.encode()

    def _listed(self) -> str:
        if not self._contents:
            return ""
        lines, depth = [f'<nav aria-labelledby="contents"><h2 id="contents">{escape(self._contents)}</h2>'], 0
        for part in self._parts:
            if part.listed:
                lines.append(("<ul>" * (part.level - depth) or "</li>" + "</ul></li>" * (depth - part.level)) + "<li>")
                lines.append(_link(part))
                depth = part.level
        return "\n".join([*lines, "</li></ul>" * depth, "</nav>", ""])

    def _indexed(self) -> str:
        if self._terms is None:
            return ""
        longest = sorted(self._terms, key=len, reverse=True)
        looked_for = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest)) or '(?!)'})\b")
        found: dict[str, tuple[str, dict[str, _Part]]] = {}
        home = _Part()
        for part in self._parts:
            if part.listed:
                home = part
                subject = re.sub(r"^\d+\.\s+", "", part.title)
                if not subject.casefold().startswith(NOT_SOUGHT):
                    found.setdefault(subject.casefold(), (_capital(subject), {}))[1][part.key] = part
            if home.key:
                for match in looked_for.finditer(markdown.folded(" ".join([part.title, *part.words]))):
                    term = _capital(self._terms[match[0]])
                    found.setdefault(term.casefold(), (term, {}))[1][home.key] = home
        lines = [
            f"<div><dt>{escape(term)}</dt>{''.join(f'<dd>{_link(part)}</dd>' for part in parts.values())}</div>"
            for _, (term, parts) in sorted(found.items(), key=lambda entry: normalise(entry[0]))
        ]
        return "\n".join(['<dl class="index">', *lines, "</dl>", ""])


def _number(column: Column) -> str:
    return ' class="number"' if column.number else ""


def _meta(name: str, content: str) -> str:
    quoted = escape(content, {'"': "&quot;"})
    return f'<meta name="{name}" content="{quoted}">\n' if content else ""


def _link(part: _Part) -> str:
    return f'<a href="#{part.key}">{escape(part.title)}</a>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _colours(look: style.Style) -> str:
    """The inks of the papers as the style sheet names them, the council's own accent among them."""
    names = ("INK", "QUIET", "HAIRLINE", "WARNING", "WARNING_GROUND", "WHITE")
    inks = {name.lower().replace("_", "-"): getattr(style, name) for name in names}
    inks |= {"accent": look.accent, "ground": look.ground}
    told = (f"--{name}: #{ink.hexval()[2:]}" for name, ink in inks.items())
    return f":root {{ {'; '.join(told)}; }}"
