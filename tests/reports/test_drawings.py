"""Every paper says the same in every format as its tree does, and a difference planted in any of them is seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.register import Register
from cp_desktop.reports.blocks import (
    DataTable,
    Document,
    DrawnDocument,
    ItemList,
    Paragraph,
    Run,
    SectionHeading,
)
from cp_desktop.reports.html import page
from cp_desktop.reports.pdf import drawer

from .conftest import AS_AT
from .said import Said, of_html, of_pdf, of_tree


@dataclass(frozen=True)
class Format:
    """How a document is drawn in a format and read back, and whether it is one of sheets of paper."""

    draw: Callable[[Document], DrawnDocument]
    read: Callable[[bytes, Document], Said]
    paper: bool = False


FORMATS = {"pdf": Format(drawer.draw, of_pdf, paper=True), "html": Format(page.draw, of_html)}
EVERY_FORMAT = pytest.mark.parametrize("format", list(FORMATS))
EVERY = pytest.mark.parametrize("name", list(reports.DOCUMENTS))


def composed(session: Session, name: str) -> Document:
    return reports.composed(session, name, None, AS_AT, reports.USUAL)[0]


def read_back(document: Document, format: str) -> Said:
    made = FORMATS[format]
    said = made.read(made.draw(document).content, document)
    expected = of_tree(document, paper=made.paper)
    # After the body comes the index, if there is one.
    return Said(said.front, said.body[: len(expected.body)] if made.paper else said.body)


@EVERY_FORMAT
@EVERY
@pytest.mark.parametrize("register_of", ["year", "demonstration"])
def test_every_format_says_what_the_tree_says(
    request: pytest.FixtureRequest, name: str, format: str, register_of: str
) -> None:
    register: Register = request.getfixturevalue(register_of)
    with register.reading() as session:
        document = composed(session, name)
    expected, said = of_tree(document, paper=FORMATS[format].paper), read_back(document, format)
    assert len(expected.body) > 8
    assert said.front == expected.front
    assert said.body == expected.body


def other_sentence(block: Any) -> Any:
    return replace(block, text=(*block.text, Run(" And more.")))


def other_level(block: SectionHeading) -> SectionHeading:
    return replace(block, level=3 - block.level % 2)


def other_cell(block: DataTable) -> DataTable:
    return replace(block, rows=((*block.rows[0][:-1], (Run("0815"),)), *block.rows[1:]))


def one_item_less(block: ItemList) -> ItemList:
    return replace(block, items=block.items[:-1])


PLANTED: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "a sentence": (Paragraph, other_sentence),
    "a heading": (SectionHeading, other_sentence),
    "the level of a heading": (SectionHeading, other_level),
    "a cell": (DataTable, other_cell),
    "an item": (ItemList, one_item_less),
}


@EVERY_FORMAT
@pytest.mark.parametrize("what", list(PLANTED))
def test_a_difference_in_one_format_is_seen(year: Register, format: str, what: str) -> None:
    with year.reading() as session:
        document = composed(session, "survey-summary")
    kind, change = PLANTED[what]
    at = max(at for at, block in enumerate(document.blocks) if isinstance(block, kind))
    blocks = [change(block) if place == at else block for place, block in enumerate(document.blocks)]
    planted = read_back(replace(document, blocks=tuple(blocks)), format)
    assert planted != of_tree(document, paper=FORMATS[format].paper)
    assert read_back(document, format) == of_tree(document, paper=FORMATS[format].paper)
