"""Every paper says the same in every format as its tree does, and a difference planted in any of them is seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.register import Register
from cp_desktop.reports.blocks import (
    Appearance,
    Contents,
    Cover,
    DataTable,
    Document,
    DrawnDocument,
    Index,
    ItemList,
    PageBreak,
    Paragraph,
    RoomNeeded,
    Run,
    SectionHeading,
    TitleBlock,
)
from cp_desktop.reports.html import page
from cp_desktop.reports.pdf import drawer
from cp_desktop.reports.pdf.pictures import chart_pictures
from cp_desktop.reports.word import drawer as word_drawer

from .conftest import AS_AT, EVERY
from .said import Said, of_html, of_pdf, of_tree
from .said_word import of_word


@dataclass(frozen=True)
class Format:
    """How a document is drawn in a format and read back, and what the format is expected to say of its tree."""

    draw: Callable[[Document], DrawnDocument]
    read: Callable[[bytes, Document], Said]
    tree: Callable[[Document], Said]


def word(document: Document) -> DrawnDocument:
    return word_drawer.draw(document, Appearance(), chart_pictures)


FORMATS = {
    "pdf": Format(drawer.draw, of_pdf, partial(of_tree, folds=True, tables_of_charts=False)),
    "html": Format(page.draw, of_html, of_tree),
    "word": Format(word, of_word, partial(of_tree, tables_of_charts=False)),
}
OUTSIDE_THE_BODY = (Contents, Cover, Index, PageBreak, RoomNeeded, TitleBlock)
EVERY_FORMAT = pytest.mark.parametrize("format", list(FORMATS))


def composed(session: Session, name: str) -> Document:
    return reports.composed(session, name, None, AS_AT, reports.USUAL)[0]


def read_back(document: Document, format: str) -> Said:
    made = FORMATS[format]
    said = made.read(made.draw(document).content, document)
    # After the body of a PDF comes the index, if there is one.
    return Said(said.front, said.body[: len(made.tree(document).body)] if format == "pdf" else said.body)


@EVERY_FORMAT
@EVERY
@pytest.mark.parametrize("register_of", ["year", "demonstration"])
def test_every_format_says_what_the_tree_says(
    request: pytest.FixtureRequest, name: str, format: str, register_of: str
) -> None:
    register: Register = request.getfixturevalue(register_of)
    with register.reading() as session:
        document = composed(session, name)
    expected, said = FORMATS[format].tree(document), read_back(document, format)
    blocks = [block for block in document.blocks if not isinstance(block, OUTSIDE_THE_BODY)]
    assert len(expected.body) >= len(blocks) > 0, "a block says nothing"
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
    assert planted != FORMATS[format].tree(document)
    assert read_back(document, format) == FORMATS[format].tree(document)
