"""What a paper says, in order and without its looks: by its tree, and read back from its PDF and its web page.

A piece is what it is and its words: ("h2", "Visits"), ("p", ...), ("item", "3. third"), ("caption", ...), ("cell",
...), ("figure", what a picture shows). To read another format back, write a function that gives the same pieces.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from cp_desktop.reports.blocks import (
    Block,
    Callout,
    Chart,
    Contents,
    Cover,
    DataTable,
    Document,
    FoldCard,
    FormQuestion,
    FormRow,
    Index,
    ItemList,
    KeyFigures,
    Note,
    Paragraph,
    Quotation,
    SectionHeading,
    TitleBlock,
    plain,
)

from .reading import HEADINGS, read

Piece = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """The pieces of a paper. `front` is what stands before its body, the title among it; in no order, for each format
    has its own. The entries of contents and index are left out: each format makes them of the rest."""

    front: frozenset[Piece]
    body: list[Piece]

    @classmethod
    def of(cls, front: Iterable[Piece], body: Iterable[Piece]) -> "Said":
        return cls(frozenset(map(_bare, front)), [_bare(piece) for piece in body])


def _bare(piece: Piece) -> Piece:
    return piece[0], " ".join(piece[1].split())


# -- by the tree


def of_tree(document: Document, *, folds: bool = False, tables_of_charts: bool = True) -> Said:
    """What a document says. A format that `folds` a card says how; one may have no tables of its charts' numbers."""
    front: list[Piece] = [("h0", document.title), ("p", document.council)]
    if document.mark:
        front.append(("p", document.mark))
    body: list[Piece] = []
    for block in document.blocks:
        if isinstance(block, TitleBlock):
            front += [("cell", plain(text)) for row in block.rows for text in row]
        elif isinstance(block, Cover):
            front += [("p", plain(text)) for text in (*block.lines, block.foot)]
        else:
            body += _pieces(block, folds, tables_of_charts)
    return Said.of(front, body)


def _pieces(block: Block, folds: bool, tables_of_charts: bool) -> Iterator[Piece]:
    match block:
        case SectionHeading():
            yield f"h{block.level}", plain(block.text)
        case Paragraph():
            yield "p", f"{block.number} {plain(block.text)}"
        case Note():
            yield "p", plain(block.text)
        case ItemList():
            yield from (("item", f"{item.mark.strip('•')} {plain(item.text)}") for item in block.items)
        case Quotation():
            yield "p", f"“{block.words}”" + (f" – {block.by}" if block.by else "")
        case Callout():
            if block.title:
                yield "p", plain(block.title)
            yield from (piece for one in block.blocks for piece in _pieces(one, folds, tables_of_charts))
        case FoldCard():
            blocks = [*(block.instructions if folds else ()), *(one for panel in block.panels for one in panel)]
            yield from (piece for one in blocks for piece in _pieces(one, folds, tables_of_charts))
        case KeyFigures():
            yield from (("item", " ".join(map(plain, (one.number, one.label, one.base)))) for one in block.numbers)
        case DataTable():
            yield from _table(block)
        case Chart():
            yield "p", plain(block.caption)
            yield "figure", block.description
            if tables_of_charts:
                yield from _table(block.table)
        case FormRow():
            for field in block.fields:
                yield "p", f"{plain(field.label)} {plain(field.value)}"
                yield from (("item", plain(choice)) for choice in field.choices)
        case FormQuestion():
            yield "h1", plain(block.label)
            if block.help:
                yield "p", plain(block.help)
            yield from (("item", plain(choice)) for choice in block.choices)
        case Contents() | Index():
            pass


def _table(table: DataTable) -> Iterator[Piece]:
    if table.caption:
        yield "caption", plain(table.caption)
    if table.remark:
        yield "p", plain(table.remark)
    blank = [((),) * len(table.columns)] * table.blank
    total = [table.total] if table.total is not None else []
    for row in ([column.title for column in table.columns], *table.rows, *total, *blank):
        yield from (("cell", plain(cell)) for cell in row)


# -- by the structure of a PDF


def of_pdf(pdf: bytes, document: Document) -> Said:
    """What a screen reader is told of a PDF."""
    pieces: list[Piece] = []
    for element in read(pdf).all(*HEADINGS, "P", "LI", "TH", "TD", "Caption", "Figure"):
        match element.role:
            case "LI":
                mark = " ".join(element.texts("Lbl")).strip("• ")
                pieces.append(("item", f"{mark} {' '.join(element.texts('LBody'))}"))
            case "Figure":
                if not re.match("Logo of |A box to tick", element.alternative):
                    pieces.append(("figure", element.alternative))
            case "TH" | "TD":
                pieces.append(("cell", element.text))
            case "P" | "Caption":
                pieces.append((element.role.lower() if element.role == "P" else "caption", element.own))
            case heading:
                pieces.append((f"h{HEADINGS.index(heading)}", element.text))
    return divided(pieces, document)


# -- by the elements of a page


class _Page(HTMLParser):
    """The pieces of a page; those of contents and index, and what only names a table, are passed by."""

    ROLES = {"p": "p", "figcaption": "p", "legend": "p", "li": "item", "th": "cell", "td": "cell", "caption": "caption"}
    VOID = ("meta", "br", "img", "input", "path", "rect", "text", "svg")

    def __init__(self, made: bytes) -> None:
        super().__init__()
        self.pieces: list[list[str]] = []
        self.open: list[tuple[str, list[str] | None, bool]] = []  # a tag, the piece that takes its words, unheard
        self.number = 0  # of the next item of an ordered list, 0 in another
        self.feed(made.decode())

    @property
    def unheard(self) -> bool:
        return any(unheard for *_, unheard in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        piece: list[str] | None = None
        unheard = tag in ("style", "title", "summary", "footer", "svg", "head") or given.get("aria-hidden") == "true"
        unheard = unheard or given.get("class") in ("unseen", "skip", "index")
        if "aria-label" in given and given.get("role") == "img":
            self.pieces.append(["figure", given["aria-label"]])
        if tag in ("ul", "ol"):
            self.number = 0 if tag == "ul" else int(given.get("start", 1))
        if tag == "input" and given.get("type") == "text" and self.pieces:
            self.pieces[-1][1] += f" {given.get('value', '')}"
        if not self.unheard and not unheard:
            piece = self._piece(tag, given)
        if tag not in ("meta", "br", "img", "input"):
            self.open.append((tag, piece, unheard))

    def _piece(self, tag: str, given: dict[str, str]) -> list[str] | None:
        within = [one for one, *_ in self.open]
        if re.fullmatch("h[1-4]", tag):
            piece = [f"h{int(tag[1]) - 1}", ""]
        elif tag == "label" and given.get("class") == "choice":
            piece = ["item", ""]
        elif tag == "span" and "caption" in within and given.get("class") == "small":
            piece = ["p", ""]
        elif tag in ("dt", "dd") and "header" in within:
            piece = ["cell", ""]
        elif tag == "figcaption" and self.pieces and self.pieces[-1][1].startswith("“"):  # who said it
            self.pieces[-1][1] += " – "
            return self.pieces[-1]
        elif tag in self.ROLES and not (tag == "li" and "nav" in within):
            piece = [self.ROLES[tag], ""]
            if tag == "li" and self.number:
                self.number = int(given.get("value", self.number))
                piece[1] = f"{self.number}. "
                self.number += 1
        else:
            return None
        self.pieces.append(piece)
        return piece

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.unheard:
            return
        taking = next((piece for _, piece, _ in reversed(self.open) if piece is not None), None)
        if taking is not None:
            taking[1] += data


def of_html(page: bytes, document: Document) -> Said:
    """What is read of a web page."""
    pieces = [(kind, words) for kind, words in _Page(page).pieces if words or kind == "cell"]
    return divided([piece for piece in pieces if piece != ("caption", "")], document)


def divided(pieces: list[Piece], document: Document) -> Said:
    """Pieces as front and body: as many belong to the front as the tree has there."""
    tree = of_tree(document)
    bare = [_bare(piece) for piece in pieces]
    at = 0
    while at < len(bare) and bare[at] in tree.front:
        at += 1
    return Said.of(bare[:at], bare[at:])
