"""What a paper says, read back from its Word document: by the styles, as Word and a screen reader take it."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from cp_desktop.reports.blocks import Document

from .said import Piece, Said, divided

PASSED_BY = ("toc", "index")


class _WordReader:
    def __init__(self, held: bytes) -> None:
        self.document = docx.Document(io.BytesIO(held))
        self.counted: dict[str, int] = {}
        numbering = self.document.part.numbering_part.element
        starts = {
            num.get(qn("w:numId")): int(num.find(".//" + qn("w:startOverride")).get(qn("w:val")))
            for num in numbering.iter(qn("w:num"))
            if num.find(".//" + qn("w:startOverride")) is not None
        }
        self.starts = starts

    def pieces(self) -> Iterator[Piece]:
        """The whole, the mark at the foot of the pages first."""
        marks = [one.text for one in self.document.sections[0].footer.paragraphs[:-1]]
        yield from (("p", mark) for mark in marks)
        blocks = list(self.document.element.body)
        for block, *after in (blocks[at : at + 3] for at in range(len(blocks))):
            if block.tag == qn("w:p"):
                yield from self.paragraph(block, [one.tag for one in after])
            elif block.tag == qn("w:tbl"):
                yield from self.table(block)

    def style(self, paragraph: Any) -> Any:
        key = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        return next(one for one in self.document.styles if one.style_id == key)

    def level(self, style: Any) -> int:
        while style is not None:
            found = style.element.find(".//" + qn("w:outlineLvl"))
            if found is not None:
                return int(found.get(qn("w:val"))) + 1
            style = style.base_style
        return 0

    def paragraph(self, paragraph: Any, after: list[str]) -> Iterator[Piece]:
        style, words = self.style(paragraph), text(paragraph)
        name = style.name.lower()
        for drawn in paragraph.iter(qn("wp:docPr")):
            if not drawn.get("descr").startswith("Logo of") and not drawn.get("descr").endswith(", continued"):
                yield "figure", drawn.get("descr")
        if not words.strip() or name.startswith(PASSED_BY):
            return
        if name == "title":
            yield "h0", words
        elif self.level(style):
            yield f"h{self.level(style)}", words
        elif name == "caption":  # with a remark between, or none
            yield "caption" if qn("w:tbl") in after else "p", words
        elif name == "form answer":
            yield from (("item", choice) for choice in choices(paragraph))
        elif name == "tick item":
            yield "item", words.strip("☐ ")
        elif "bullet" in name or "number" in name.split():
            yield "item", f"{self.number(paragraph)} {words}"
        else:
            yield "p", words

    def number(self, paragraph: Any) -> str:
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        key = None if found is None else found.get(qn("w:val"))
        if key not in self.starts:
            return ""
        self.counted[key] = self.counted.get(key, self.starts[key] - 1) + 1
        return f"{self.counted[key]}."

    def table(self, table: Any) -> Iterator[Piece]:
        style = table.tblPr.find(qn("w:tblStyle")).get(qn("w:val"))
        for row in table.iter(qn("w:tr")):
            cells = list(row.iter(qn("w:tc")))
            labels = [self.style(one).name for cell in cells for one in cell.iter(qn("w:p"))]
            if style == "KeyFigures":
                yield from (("item", " ".join(map(text, cell.iter(qn("w:p"))))) for cell in cells)
            elif labels == ["Form Answer"]:  # room for an answer
                continue
            elif "Form Answer" in labels:
                chosen = choices(cells[1])
                yield "p", f"{text(cells[0])} {'' if chosen else text(cells[1])}"
                yield from (("item", choice) for choice in chosen)
            else:
                yield from (("cell", text(cell)) for cell in cells)


def text(part: Any) -> str:
    """The words of a paragraph or cell, without what only says where to write."""
    found = []
    for run in part.iter(qn("w:t"), qn("w:tab")):
        control = next(run.iterancestors(qn("w:sdt")), None)
        if control is None or control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is None:
            found.append(" " if run.tag == qn("w:tab") else run.text or "")
    return "".join(found)


def choices(part: Any) -> list[str]:
    """What stands after each box to tick."""
    return [one.strip() for one in text(part).split("☐")[1:]] if "☐" in text(part) else []


def of_word(held: bytes, document: Document) -> Said:
    """What is read of a Word document."""
    return divided(list(_WordReader(held).pieces()), document)
