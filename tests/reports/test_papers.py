"""The printed papers, read back from the file: every number, every letter, nothing private, always the same bytes."""

import io
import re
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pypdf
import pytest
from sqlalchemy import select, update

from cp_desktop import figures, reports
from cp_desktop.errors import UserError
from cp_desktop.model import Council, DocumentText, Edition, Home, Item
from cp_desktop.register import Register
from cp_desktop.reports import documents
from cp_desktop.reports.blocks import Chart, Cover, SectionHeading, plain
from cp_desktop.reports.builder import column
from cp_desktop.reports.catalogue import PAPERS
from tests.reports.writing import write_paper

from .conftest import AS_AT, EVERY, LONG_NAME, PRIVATE, PUBLISHED, letters, outside, printed, tree, words
from .drawing import begun, pdf_of
from .reading import faults
from .said import of_tree

OF_THE_MENU = pytest.mark.parametrize("name", ["survey-summary", "handbook"])


def test_every_number_of_the_table_by_item_is_the_figure(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, "survey-summary", tmp_path))
    keys = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
    with year.reading() as session:
        edition = session.scalar(select(Edition.id))
        lines = figures.breakdown(session, edition, AS_AT, "item")
        totals = figures.totals(session, edition, AS_AT)
    assert [line.figures["commitments"].numerator for line in lines] == [3, 2, 1]
    for line in lines:
        cells = " ".join(str(line.figures[key].numerator) for key in keys)
        assert f" {line.number} {line.wording} {cells} " in text
    assert f" All items {' '.join(str(totals[key].numerator) for key in keys)} " in text


def test_every_figure_is_defined(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, "survey-summary", tmp_path))
    of_councillors = ("members", "menu_returns", "commitments", "replies", "active_members")
    of_items = ("undertaken_replies", "undertaken_known", "not_yet_replies")
    for key in (*of_councillors, *of_items, "visited", "with_children"):
        assert figures.ALL_MEASURES[key].definition in text


@OF_THE_MENU
def test_names_and_signs_survive(year: Register, tmp_path: Path, name: str) -> None:
    text = words(printed(year, name, tmp_path))
    assert "Siân O'Hara-Łukasz" in text
    assert "Visit <b>&</b> report" in text
    if name == "handbook":
        assert LONG_NAME in letters(text)
        assert "Earlier Holder" not in text
        assert "It means this: 1 < 2 & <b>3</b> > **2." in text
        assert "“Heard <em>them</em> & **acted**”" in text
        assert "Only for school governors." in text
        assert "Yearly <return>" in text
    else:
        assert "Children & <b>Families</b> Committee" in text


@PUBLISHED
def test_nothing_private_is_printed(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path)
    text = letters(words(paper) + str(paper.metadata)).casefold()
    for what, secret in PRIVATE.items():
        assert letters(secret).casefold() not in text, what
    for person in ("Ann Ash", "Ben Birch", "Cath Cedar"):
        assert letters(person).casefold() not in text
    assert "supersededwords" not in text


@EVERY
def test_the_same_register_prints_the_same_bytes(year: Register, tmp_path: Path, name: str) -> None:
    first = reports.render(year, name, as_at=AS_AT)
    assert reports.render(year, name, as_at=AS_AT) == first
    script = (
        "import sys, datetime, pathlib\nfrom cp_desktop import reports\nfrom cp_desktop.register import Register\n"
        "register = Register.open(pathlib.Path(sys.argv[1]), write=False)\n"
        f"sys.stdout.buffer.write(reports.render(register, {name!r}, as_at={AS_AT!r}))\n"
    )
    again = subprocess.run([sys.executable, "-c", script, str(year.place)], capture_output=True, check=True)
    assert again.stdout == first


@EVERY
def test_title_language_outline_and_embedded_fonts(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path)
    assert paper.metadata is not None
    document = tree(year, name)
    assert paper.metadata.title == document.title
    assert paper.root_object["/Lang"] == "en-GB"
    assert paper.root_object["/ViewerPreferences"]["/DisplayDocTitle"] == "true" or (
        paper.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    )
    assert outlined(paper.outline) == [
        plain(block.text) for block in document.walk() if isinstance(block, SectionHeading) and block.listed
    ]
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in paper.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    for called, font in fonts.items():
        assert "NotoSans" in called
        assert "/FontFile2" in font["/FontDescriptor"]


def outlined(entries: list[Any]) -> list[str]:
    """The titles of an outline, in order."""
    return [title for one in entries for title in (outlined(one) if isinstance(one, list) else [one.title])]


@EVERY
def test_every_page_says_which_it_is(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path)
    number, cover = len(paper.pages), any(isinstance(block, Cover) for block in tree(year, name).blocks)
    for at, page in enumerate(paper.pages, 1):
        if cover and at == 1:
            continue
        assert f"Page {at} of {number}" in page.extract_text()
        assert "As at 31 Jan 2018" in page.extract_text()


def test_contents_and_index_lead_to_the_right_pages(year: Register, tmp_path: Path) -> None:
    paper = printed(year, "handbook", tmp_path)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in paper.pages]
    outline = [entry for entry in paper.outline if not isinstance(entry, list)]
    assert [entry.title for entry in outline][-1] == "Index"
    for entry in outline:
        page = paper.get_destination_page_number(entry)
        assert entry.title in pages[page]
        assert f"{entry.title} {page + 1}" in pages[1]
    contents = _links(paper, 1)
    assert [contents.count(paper.get_destination_page_number(entry)) >= 2 for entry in outline]
    index = pages[-1]
    found = re.search(r"Virtual School Head ([\d, ]+\d)", index)
    assert found is not None
    for number in found[1].split(", "):
        assert "Virtual School Head" in pages[int(number) - 1]
    assert {int(number) - 1 for number in found[1].split(", ")} <= set(_links(paper, len(pages) - 1))


def _links(paper: pypdf.PdfReader, page: int) -> list[int]:
    """The pages to which the links of one page lead."""
    numbers = {other.indirect_reference.idnum: number for number, other in enumerate(paper.pages)}
    links = [link.get_object() for link in paper.pages[page].get("/Annots", [])]
    return [numbers[link["/Dest"][0].idnum] for link in links if "/Dest" in link]


def test_the_councils_own_text_replaces_the_built_in_one(year: Register, tmp_path: Path) -> None:
    with year.operation("Edit a text") as session:
        body = (
            "Ours: {council} and {unknown}, **bold *and* [odd](no where) <br/> </para> & {children}.\n\n- **one\n- two*"
        )
        session.add(DocumentText(year_id=1, document="survey-summary", section="50-next-steps", body=body))
    text = words(printed(year, "survey-summary", tmp_path))
    assert (
        "Next steps 9.1 Ours: Northborough City Council and {unknown}, **bold and [odd](no where) <br/> </para> &"
        in text
    )
    assert "& Northborough children." in text
    assert "• **one • two*" in text
    assert "If the committee agrees" not in text


@OF_THE_MENU
def test_a_year_without_figures_prints_sense(register: Register, tmp_path: Path, name: str) -> None:
    with register.operation("An empty menu") as session:
        session.add(Edition(year_id=1, title="Menu"))
    text = words(printed(register, name, tmp_path))
    if name == "survey-summary":
        assert "5.1 There were no councillors in office, so there is nothing to count." in text
        assert "The menu has no items yet." in text
        assert "The register held no homes" in text
        assert "n/a" not in text
    else:
        assert "The menu of 2017/18 is not in the register yet." in text
        assert "The coordinator has not entered any figures about our children yet." in text
    assert "mailto" not in text
    assert "the corporate parenting coordinator" in text


def test_a_year_without_a_menu(register: Register, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    with pytest.raises(UserError, match="has no menu yet"):
        write_paper(register, "survey-summary", out)
    assert not out.exists()
    assert "is not in the register yet" in words(printed(register, "handbook", tmp_path))


def test_an_unknown_document_is_refused(register: Register, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no document “poster”.*survey-summary, handbook"):
        write_paper(register, "poster", tmp_path / "poster.pdf")


@EVERY
@pytest.mark.parametrize("large", [False, True])
def test_names_that_no_font_has_stop_no_paper_and_are_told(year: Register, name: str, large: bool) -> None:
    with year.operation("Names in Gujarati") as session:
        session.execute(update(Council).values(name="આશા Council", coordinator="આશા Patel"))
        session.execute(update(Home).values(name="ઘર One"))
        session.execute(update(Item).values(wording="Visit ઘર"))
    options = reports.Options(visit=1, large=large)
    made = reports.make(year, name, as_at=AS_AT, options=options)
    assert made.left_out.startswith("Left out, because the printed papers' font has no shape for it: “")
    said = of_tree(tree(year, name, visit=1), tables_of_charts=False)
    texts = [text for _, text in (*said.front, *said.body)]
    on_paper = words(pypdf.PdfReader(io.BytesIO(made.content)))
    assert any("આશા Council" in text for text in texts), "a paper says whose it is"
    for lacking, told in (("આશા", "“આ”, “શ”, “ા” (in “"), ("ઘર", "“ઘ”, “ર” (in “")):
        for words_of_it in (f"{lacking} Council", f"{lacking} Patel", f"{lacking} One", f"Visit {lacking}"):
            if any(words_of_it in text for text in texts):
                assert told in made.left_out
                assert words_of_it.replace(lacking, "□□") in on_paper
    assert ", printed as □)" in made.left_out
    assert made.left_out.endswith("Word documents and web pages show it.")
    assert faults(made.content) == []


@EVERY
@pytest.mark.parametrize("ending", [".html", ".docx"])
def test_what_only_a_picture_lacks_is_told_of_the_pictures_alone(year: Register, name: str, ending: str) -> None:
    with year.operation("Names in Gujarati") as session:
        session.execute(update(Council).values(coordinator="આશા Patel"))
        session.execute(update(Item).values(wording="Visit ઘર \N{PARTY POPPER}"))
    made = reports.make(year, name, as_at=AS_AT, options=reports.Options(visit=1), ending=ending)
    charts = [block.description for block in tree(year, name, visit=1).blocks if isinstance(block, Chart)]
    assert name != "survey-summary" or any("Visit ઘર" in said for said in charts)
    if ending == ".docx" and any("Visit ઘર" in said for said in charts):
        assert made.left_out.startswith("Left out of the pictures of charts, and of nothing else, because")
        assert "“ઘ”, “ર” (in “" in made.left_out
    else:
        assert made.left_out == ""


def test_stopping_leaves_the_earlier_file_and_no_other(year: Register, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    out = folder / "handbook.pdf"
    out.write_bytes(b"%PDF-the earlier one")
    got: list[tuple[int, int, str]] = []
    with pytest.raises(UserError, match="stopped"):
        write_paper(
            year,
            "handbook",
            out,
            as_at=AS_AT,
            progress=lambda *step: got.append(step),
            cancelled=lambda: len(got) > 5,
            replace=True,
        )
    assert len(got) == 6
    assert out.read_bytes() == b"%PDF-the earlier one"
    assert list(folder.iterdir()) == [out]


def test_progress_never_passes_its_total(year: Register, tmp_path: Path) -> None:
    got: list[tuple[int, int, str]] = []
    write_paper(year, "handbook", tmp_path / "h.pdf", as_at=AS_AT, progress=lambda *step: got.append(step))
    assert all(0 < done <= total for done, total, _ in got if total)
    assert got[-1][0] == got[-1][1]


def test_a_file_that_cannot_be_written_is_told(year: Register, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_paper(year, "survey-summary", tmp_path / "test.cpregister" / "paper.pdf", as_at=AS_AT)


def test_printing_waits_for_the_typesetter_until_needed() -> None:
    script = "import sys; import cp_desktop.reports; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_monstrous_wordings_wrap_and_lose_nothing(year: Register, tmp_path: Path) -> None:
    endless = "".join(chr(ord("a") + n % 26) for n in range(240))
    numbered = " ".join(f"w{n:04}" for n in range(1500))  # a row higher than a page
    with year.operation("Monstrous wordings") as session:
        edition = session.scalar(select(Edition.id))
        session.add_all(
            Item(edition_id=edition, number=10 + n, wording=wording)
            for n, wording in enumerate([endless, numbered, *(f"Ordinary item {n}" for n in range(60))])
        )
    for name in ("survey-summary", "handbook"):
        paper = printed(year, name, tmp_path)
        text = words(paper)
        assert endless in letters(text)
        assert set(re.findall(r"w\d{4}", text)) == {f"w{n:04}" for n in range(1500)}
        assert outside(paper) == []
    summary = printed(year, "survey-summary", tmp_path)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in summary.pages]
    rows = [page for page in pages if re.search(r"\d Ordinary item \d+ 0 0 0 0", page)]
    assert len(rows) >= 2
    assert all("Commitments" in row and "Not yet" in row for row in rows)


@EVERY
def test_nothing_sticks_out_of_the_page(year: Register, tmp_path: Path, name: str) -> None:
    assert outside(printed(year, name, tmp_path)) == []


@EVERY
def test_no_heading_ends_a_page(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path)
    for page in paper.pages:
        operators = pypdf.generic.ContentStream(page.get_contents(), paper).operations
        roles = [str(operands[0]) for operands, operator in operators if operator == b"BDC"]
        assert roles
        assert roles[-1] not in ("/H1", "/H2", "/H3", "/H4", "/Caption")


@EVERY
def test_everything_drawn_belongs_to_a_part(year: Register, tmp_path: Path, name: str) -> None:
    paper = printed(year, name, tmp_path)
    drawing = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do"}
    for page in paper.pages:
        depth = 0
        for _, operator in pypdf.generic.ContentStream(page.get_contents(), paper).operations:
            depth += {b"BMC": 1, b"BDC": 1, b"EMC": -1}.get(operator, 0)
            assert operator not in drawing or depth == 1
        assert depth == 0


def test_the_headings_of_a_table_stand_once_on_a_page() -> None:
    # Rows of many heights, so that somewhere the last one would stand alone on a page.
    for rows in range(18, 40):
        paper = begun("Table")
        paper.heading("First")
        paper.table([column("Headword", 40), column("Said", 60)], [[n, "many words " * 30] for n in range(rows)])
        read = pypdf.PdfReader(io.BytesIO(pdf_of(paper)))
        assert [page.extract_text().count("Headword") for page in read.pages] == [1] * len(read.pages)


def test_every_module_that_writes_a_paper_is_in_the_list_and_takes_what_the_list_says() -> None:
    modules = {
        found.name: import_module(f"{documents.__name__}.{found.name}") for found in iter_modules(documents.__path__)
    }
    assert {name for name, module in modules.items() if hasattr(module, "compose")} == {
        paper.module for paper in PAPERS.values()
    }
    options = {field.name for field in fields(reports.Options)}
    for paper in PAPERS.values():
        session, year, as_at, *more = signature(modules[paper.module].compose).parameters
        assert (session, year, as_at) == ("session", "year", "as_at")
        assert tuple(more) == paper.takes
        assert {*more} <= options
