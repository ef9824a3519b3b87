"""What stands on every page: the house's own foot, or the template's with what it must not lack."""

from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Length, Pt

from cp_desktop.reports.blocks import Run

from .body import TWIPS, Body
from .elements import element
from .inline import field, run

WIDE = 0.45  # of a letter, in its size
FIRST = "1"  # what stands in a field of pages until Word counts them


def footed(document: WordDocument, body: Body, title: str, day: str, mark: str, *, template: bool) -> None:
    """Gives every page its foot. A template's stays as it is, and says for whom the paper is where that is not
    everybody; one without a footer gets the house's."""
    section = document.sections[0]
    feet = [section.footer]
    if section.different_first_page_header_footer:
        feet.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        feet.append(section.even_page_footer)
    own = not (template and any(_filled(foot) for foot in feet))
    if not template:
        lines = 1 + bool(mark) + _needs_two_lines(body, title, day)
        section.bottom_margin = max(section.bottom_margin or 0, (section.footer_distance or 0) + _high(body, lines))
    for foot in feet if own or mark else []:
        if foot.is_linked_to_previous:
            foot.is_linked_to_previous = False
            _emptied(foot)
        if own:
            _emptied(foot)
        if mark:
            foot._element.append(body.made("Footer", body.runs((Run(mark, bold=True),))))
        if own:
            foot._element.append(_own(body, title, day))


def pictured(document: WordDocument) -> bool:
    """Whether a template's headers have a picture: the council's own logo, as a rule."""
    section = document.sections[0]
    heads = [section.header, section.first_page_header, section.even_page_header]
    there = [head._element for head in heads if not head.is_linked_to_previous]
    return any(True for head in there for name in ("w:drawing", "w:pict") for _ in head.iter(element(name).tag))


def _high(body: Body, lines: int) -> Length:
    """How much a foot of some lines takes, with white above it."""
    return Pt(round(lines * body.styles.points(8.5) * 1.3 + body.points(10)))


def _emptied(foot: Any) -> None:
    for part in list(foot._element):
        foot._element.remove(part)


def _filled(foot: Any) -> bool:
    """Whether anything is seen of a footer."""
    shown = ("w:t", "w:drawing", "w:pict", "w:fldSimple", "w:instrText", "w:tbl")
    return not foot.is_linked_to_previous and any(True for name in shown for _ in foot._element.iter(element(name).tag))


def _needs_two_lines(body: Body, title: str, day: str) -> bool:
    """Whether the number of a page has no room beside the paper's title."""
    return len(f"{title}  ·  {day}   Page 99 of 99") * body.styles.points(8.5) * WIDE > body.width


def _own(body: Body, title: str, day: str) -> Any:
    tabs = element("w:tabs", element("w:tab", val="right", pos=round(body.width * TWIPS)))
    between = "w:br" if _needs_two_lines(body, title, day) else "w:tab"
    parts = [run(f"{title}  ·  {day}"), element("w:r", element(between)), run("Page ")]
    parts += [*field("PAGE", [run(FIRST)]), run(" of "), *field("NUMPAGES", [run(FIRST)])]
    return body.made("Footer", parts, tabs)
