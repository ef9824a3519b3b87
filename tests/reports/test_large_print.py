"""Large print: every document in 18 points, with nothing smaller than 16 and nothing cut off or left out."""

import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.model import Council, Councillor, District, Home, Item, Visit, Ward
from cp_desktop.register import Register
from cp_desktop.reports.blocks import Block, Document, ItemList, Paragraph, Quotation
from cp_desktop.reports.builder import column
from cp_desktop.reports.index_entries import sections
from cp_desktop.reports.pdf import style

from .conftest import AS_AT, EVERY, LONG_NAME, letters, outside, printed, tree, words
from .drawing import begun, pdf_of
from .reading import read
from .test_tagging import faults


def sizes(paper: pypdf.PdfReader) -> Counter[float]:
    """How many letters of a paper are of which size."""
    found: Counter[float] = Counter()
    for page in paper.pages:

        def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
            found[round(size * tm[3] * cm[3], 2)] += len("".join(text.split()))

        page.extract_text(visitor_text=visit)
    return +found


def said(block: Block) -> list[str]:
    """The texts of a block."""
    found = sections(Document("", "", AS_AT, (block,)))
    return [words for one in found for words in (one.title, *one.words)]


def length(blocks: Iterable[Block]) -> int:
    """How many letters stand in some blocks."""
    return sum(len(letters(words)) for block in blocks for words in said(block))


@EVERY
def test_its_letters_are_of_18_points_and_none_smaller_than_16(year: Register, tmp_path: Path, name: str) -> None:
    found = sizes(printed(year, name, tmp_path, large=True))
    assert min(found) >= style.LEAST_LARGE
    assert found[style.LARGE] > 20
    blocks = tree(year, name).blocks
    if length(block for block in blocks if isinstance(block, Paragraph | ItemList)) > length(blocks) / 2:
        assert max(found, key=lambda size: found[size]) == style.LARGE
    usual = sizes(printed(year, name, tmp_path))
    assert min(usual) < 9


@EVERY
def test_it_says_what_the_usual_edition_says(year: Register, tmp_path: Path, name: str) -> None:
    """Every paragraph and cell; only the numbers of pages differ, and what a table of lists leaves out as empty."""

    def got(large: bool) -> set[str]:
        printed(year, name, tmp_path, large=large)
        root = read((tmp_path / f"{name}.pdf").read_bytes())
        texts = {text for role in ("P", "LBody", "TD", "TH", "H1", "H2", "H3", "H4") for text in root.texts(role)}
        pieces = {re.sub(r"\d+(, \d+)*$", "n", text) if name == "handbook" else text for text in texts}
        return {word for piece in pieces for word in re.findall(r"[^\W\d_]+", piece)}

    missing = got(False) - got(True)
    assert missing <= {"No"}  # the heading of the numbers that stand before the items in a table of lists


@EVERY
def test_nothing_sticks_out_and_no_fault_is_found(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path, large=True)
    assert outside(paper) == []
    assert faults((tmp_path / f"{name}.pdf").read_bytes()) == []


@EVERY
def test_the_same_register_prints_the_same_large_bytes(year: Register, name: str) -> None:
    options = reports.Options(large=True)
    first = reports.render(year, name, as_at=AS_AT, options=options)
    assert reports.render(year, name, as_at=AS_AT) != first
    assert reports.render(year, name, as_at=AS_AT, options=options) == first


@EVERY
@pytest.mark.parametrize("large", [False, True])
def test_names_of_60_letters_without_a_space(year: Register, tmp_path: Path, name: str, large: bool) -> None:
    long = LONG_NAME[:60]
    with year.operation("Monstrous names") as session:
        council = session.get_one(Council, 1)
        council.name = council.coordinator = council.children = council.committee = long
        council.ward_word = council.district_word = long.casefold()
        district = District(name=f"{long}d")
        session.add(district)
        for ward in session.scalars(select(Ward)):
            ward.name, ward.district = f"{long}w{ward.id}", district
        for home in session.scalars(select(Home)):
            home.name, home.ward_id = f"{long}h{home.id}", 1
        for person in session.scalars(select(Councillor)):
            person.surname = f"{long}c{person.id}"
        for item in session.scalars(select(Item)):
            item.wording = f"{long}i{item.number}"
        visit = session.scalars(select(Visit)).one()
        visit.capacity = long
    paper = printed(year, name, tmp_path, large=large, visit=1)
    assert outside(paper) == []
    text = letters(words(paper))
    blocks = [block for block in tree(year, name, visit=1).blocks if not isinstance(block, Quotation)]
    there = {word for block in blocks for text in said(block) for word in re.findall(rf"{long}\w*", text)}
    named = {"survey-summary": "i1 i2 i3", "handbook": "i1 i2 i3", "visit-form": "h1 c1", "visit-report": "h1 c1"}
    named["coverage"] = "d w1"
    for one in there | {f"{long}{ending}" for ending in named.get(name, "").split()}:
        assert one in text
    assert faults((tmp_path / f"{name}.pdf").read_bytes()) == []


def test_a_table_without_room_becomes_lists_that_are_told_as_a_table() -> None:
    made = begun()
    columns = [column("No.", 5, number=True), column("Item", 50), *(column(f"Undertaken {n}", 9, True) for n in "abcd")]
    made.table(columns, [[1, "Listen", 2, 3, 4, 5], [2, "Visit", 6, 7, 8, 9]], ["", "All items", 8, 10, 12, 14])
    pdf = pdf_of(made, large=True)
    root = read(pdf)
    assert root.texts("TH")[:5] == ["Item 1: Listen", "Undertaken a", "Undertaken b", "Undertaken c", "Undertaken d"]
    assert root.texts("TD") == [str(number) for number in (2, 3, 4, 5, 6, 7, 8, 9, 8, 10, 12, 14)]
    assert len(list(root.all("Table"))) == 1
    assert faults(pdf) == []
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_rows_to_fill_in_by_hand_stay(year: Register, tmp_path: Path) -> None:
    printed(year, "visit-form", tmp_path, large=True)
    root = read((tmp_path / "visit-form.pdf").read_bytes())
    usual = read(reports.render(year, "visit-form", as_at=AS_AT))
    assert len(list(root.all("TR"))) == len(list(usual.all("TR")))
    assert [box.alternative for box in root.all("Figure")] == [box.alternative for box in usual.all("Figure")]
