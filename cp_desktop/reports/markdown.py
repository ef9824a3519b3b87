"""Words on paper: the small Markdown the texts are written in, made into what the blocks set.

Whatever somebody types comes out: signs that do not pair up stay as they are, and nothing is ever taken for
markup of the typesetter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .pdf import style

_INLINE = re.compile(
    r"\*\*(?=\S)(?P<bold>(?:[^*]|\*(?!\*))+?)(?<=\S)\*\*"
    r"|\*(?=[^\s*])(?P<italic>[^*]+?)(?<=\S)\*"
    r"|\[(?P<words>[^\[\]]+)\]\((?P<address>[^()\s]+)\)"
)
_ADDRESSES = ("https://", "http://", "mailto:")
_BULLET = re.compile(r"\s*[-*•]\s+(.*)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(.*)")
_HEADING = re.compile(r"(#{1,4})\s+(.*?)\s*#*$")


def inline(text: str, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """A paragraph's **bold**, *italic* and [words](address) as the typesetter's markup, all else escaped."""
    out, at = [], 0
    for match in _INLINE.finditer(text):
        out.append(escape(text[at : match.start()]))
        at = match.end()
        if (inner := match["bold"]) is not None:
            style.face("BoldItalic" if italic else "Bold")
            out.append(inline(inner, True, italic, colour) if bold else f"<b>{inline(inner, True, italic, colour)}</b>")
        elif (inner := match["italic"]) is not None:
            style.face("BoldItalic" if bold else "Italic")
            out.append(inline(inner, bold, True, colour) if italic else f"<i>{inline(inner, bold, True, colour)}</i>")
        else:
            out.append(link(match["words"], match["address"], colour))
    out.append(escape(text[at:]))
    return "".join(out)


def html(text: str) -> str:
    """The same as HTML."""
    out, at = [], 0
    for match in _INLINE.finditer(text):
        out.append(escape(text[at : match.start()]))
        at = match.end()
        if (inner := match["bold"]) is not None:
            out.append(f"<strong>{html(inner)}</strong>")
        elif (inner := match["italic"]) is not None:
            out.append(f"<em>{html(inner)}</em>")
        elif (address := match["address"]).startswith(_ADDRESSES):
            quoted = escape(address, {chr(34): "&quot;"})
            out.append(f'<a href="{quoted}">{escape(match["words"])}</a>')
        else:
            out.append(escape(f"{match['words']} ({address})"))
    out.append(escape(text[at:]))
    return "".join(out)


def link(words: str, address: str, colour: str = "") -> str:
    """Linked words; an address of another kind than the web or mail is written out and goes nowhere."""
    if not address.startswith(_ADDRESSES):
        return escape(f"{words} ({address})")
    colour = colour or style.ACCENT.hexval().replace("0x", "#")
    return f'<a href="{escape(address, {chr(34): "&quot;"})}" color="{colour}" underline="1">{escape(words)}</a>'


def plain(text: str) -> str:
    """The text without its signs of bold, italic and links."""
    return _INLINE.sub(lambda match: plain(match["bold"] or match["italic"] or match["words"] or ""), text)


def folded(term: str) -> str:
    """A term of the index as it is looked for: capitals and breaks do not matter."""
    return " ".join(style.clean(term).split()).casefold()


@dataclass(frozen=True)
class Piece:
    """One piece of a text: kind "heading" (with its level), "paragraph" or "item" (of a list, with its mark)."""

    kind: str
    text: str
    level: int = 0
    mark: str = ""

    @property
    def written(self) -> str:
        """The piece as somebody writes it."""
        mark = "-" if self.mark == "•" else self.mark
        return f"{'#' * self.level or mark} {self.text}".lstrip()


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text in the Markdown subset: ## headings, paragraphs, - and 1. lists."""
    kind, mark, gathered = "", "", list[str]()

    def finished() -> Iterator[Piece]:
        if gathered:
            yield Piece(kind, " ".join(gathered), mark=mark)
            gathered.clear()

    for line in text.splitlines():
        if not line.strip():
            yield from finished()
            kind = ""
        elif match := _HEADING.match(line):
            yield from finished()
            kind = ""
            yield Piece("heading", match[2], level=len(match[1]))
        elif match := _BULLET.match(line):
            yield from finished()
            kind, mark = "item", "•"
            gathered.append(match[1].strip())
        elif match := _NUMBER.match(line):
            yield from finished()
            kind, mark = "item", f"{match[1]}."
            gathered.append(match[2].strip())
        else:
            if not kind:
                kind = "paragraph"
            gathered.append(line.strip())
    yield from finished()
