"""The papers as a screen reader gets them: every rule holds on every document, and breaking it is seen."""

import dataclasses
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from hypothesis import given as given_cases
from hypothesis import settings
from hypothesis import strategies as some
from pikepdf import Array, Dictionary, Name, String
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Councillor, Edition, Home, Item, Visit, VisitAction, Ward
from cp_desktop.register import Register
from cp_desktop.reports.blocks import Document
from cp_desktop.reports.builder import DocumentBuilder, column, field
from cp_desktop.reports.documents import coverage, handbook, survey_summary, visit_form, visit_report
from cp_desktop.reports.palette import NOT_YET, UNDERTAKEN
from cp_desktop.reports.pdf import drawer, style
from cp_desktop.reports.pdf.drawer import PdfDrawing
from cp_desktop.reports.pdf.flowables import Words
from cp_desktop.reports.pdf.layout import lay_out

from .conftest import AS_AT, EVERY, LONG_NAME
from .drawing import begun, pdf_of
from .reading import HEADINGS, faults, read

LONG_TEXT = " ".join(f"w{number:04}" for number in range(1500))  # more than a page


def composed() -> DocumentBuilder:
    """A paper with every kind of block."""
    paper = DocumentBuilder("A paper", council="Council", as_at=AS_AT, subject="Every block", author="Ŵyn & Co")
    paper.title_block([("Report of", "Ŵyn & Co"), ("To", "a committee"), ("Empty", "")])
    paper.key_figures([("5", "councillors", "of 6"), ("1,742", "children", "")])
    paper.heading("Contents", contents=False)
    paper.contents()
    paper.heading("First chapter")
    paper.text("Words with **bold**, *italic* and [a link](https://example.org/a) that go on over a line. " * 4)
    paper.markdown("#### Far below\n\n- one item that is longer than a line of this paper can ever be, so it breaks"
                   "\n- two\n\n1. first\n2. second [mail](mailto:a@example.org)\n\nEnd.")  # fmt: skip
    paper.heading("A section", 2)
    paper.quotation("Somebody's own words, which take more than one line of the paper to be said in full. " * 2)
    paper.callout("Mind", "A **box**.\n\n- with a list\n- of two", warning=True)
    paper.table(
        [column("No.", 10, number=True), column("Item", 60), column("Count", 30, number=True)],
        [
            [number, f"Item {number} with a wording that is a good deal longer than its column", 7]
            for number in range(90)
        ],
        ["", "All", 630],
        caption="Table 1: figures",
    )
    paper.note("A remark.")
    columns = [column("Word", 50), column("Number", 50, number=True)]
    paper.table(columns, [["a", 1]], caption="Table 2: few", remark="Told before it.")
    states = [UNDERTAKEN, NOT_YET]
    paper.bars("Chart 1", [("Of **some**", [(UNDERTAKEN, 3), (NOT_YET, 0)], "3 of 3"), ("None", [], "")], states)
    paper.squares("Chart 2", [("Place", [(UNDERTAKEN, 3), (NOT_YET, 12)], "")], states)
    paper.question("A question", "which helps", lines=3)
    paper.question("Another question", choices=["Yes", "No"])
    paper.fields([field("Home", "Known already")], [field("Day"), field("Announced", choices=("Yes", "No"))])
    paper.table([column("What", 50), column("Who", 50)], [], blank=2)
    paper.page_break(columns=True)
    paper.heading("Index")
    paper.index(["remark", "helps"])
    return paper


@cache
def printed() -> bytes:
    return pdf_of(composed())


# -- every document


def test_a_paper_with_every_block_has_no_fault() -> None:
    assert faults(printed()) == []


@EVERY
def test_no_document_has_a_fault(year: Register, name: str) -> None:
    assert faults(reports.render(year, name, as_at=AS_AT)) == []


@EVERY
def test_an_empty_register_prints_no_fault(register: Register, name: str) -> None:
    with register.operation("An empty menu") as session:
        session.add(Edition(year_id=1, title="Menu"))
    try:
        pdf = reports.render(register, name, as_at=AS_AT)
    except UserError:
        assert name == "visit-report"
    else:
        assert faults(pdf) == []


@EVERY
def test_the_demo_year_prints_no_fault(demonstration: Register, name: str) -> None:
    assert faults(reports.render(demonstration, name, as_at=AS_AT)) == []


@EVERY
def test_monstrous_names_print_no_fault(year: Register, name: str) -> None:
    with year.operation("Monstrous names") as session:
        council = session.get_one(Council, 1)
        council.name = council.coordinator = council.children = council.committee = LONG_NAME
        council.ward_word = council.district_word = LONG_NAME.casefold()
        edition = session.scalar(select(Edition.id))
        wordings = ["x" * 240, LONG_TEXT, *(f"Ordinary item {number}" for number in range(60))]
        session.add_all(Item(edition_id=edition, number=10 + n, wording=text) for n, text in enumerate(wordings))
        for named in (*session.scalars(select(Home)), *session.scalars(select(Ward))):
            named.name = f"{LONG_NAME} {named.id}"
        for person in session.scalars(select(Councillor)):
            person.surname = LONG_NAME
        visit = session.scalars(select(Visit)).one()
        visit.seen, visit.culture, visit.capacity = LONG_TEXT, "x" * 5000, LONG_NAME * 3
        visit.actions = [VisitAction(what=LONG_TEXT, owner=LONG_NAME), VisitAction(what="x" * 300)]
    assert faults(reports.render(year, name, as_at=AS_AT)) == []


# -- what is told


def test_headings_lists_and_boxes_are_told_as_what_they_are() -> None:
    root = read(printed())
    headings = [(element.role, element.text) for element in root.all(*HEADINGS)]
    assert headings[:6] == [
        ("H1", "A paper"),
        ("H2", "Contents"),
        ("H2", "First chapter"),
        ("H3", "Far below"),  # not deeper than one below the chapter, whatever was typed
        ("H3", "A section"),
        ("H2", "A question"),
    ]
    lists = [[item.texts("Lbl", "LBody") for item in listed.all("LI")] for listed in root.all("L")]
    long = "one item that is longer than a line of this paper can ever be, so it breaks"
    assert lists[0] == [["5 councillors of 6"], ["1,742 children"]]
    assert lists[1:3] == [[["•", long], ["•", "two"]], [["1.", "first"], ["2.", "second mail"]]]
    assert [listed.attributes["ListNumbering"] for listed in root.all("L")][:3] == ["/None", "/Disc", "/Decimal"]
    assert root.texts("Div")[0] == "MindA box.• with a list• of two"
    assert root.texts("BlockQuote")[0].count("Somebody's own words, which take more than one line of the paper") == 2
    assert root.texts("P").count("Home Known already") == 1
    assert [["", "Yes"], ["", "No"]] in lists
    assert [figure.alternative for figure in root.all("Figure") if figure.within == "Lbl"] == ["A box to tick"] * 4


def test_a_table_is_told_once_cell_by_cell() -> None:
    tables = list(read(printed()).all("Table"))
    assert len(tables) == 4
    head, table, few, blank = ([row.texts("TH", "TD") for row in table.all("TR")] for table in tables)
    assert head == [["Report of", "Ŵyn & Co"], ["To", "a committee"]]
    wording = "with a wording that is a good deal longer than its column"
    rows = [[str(number), f"Item {number} {wording}", "7"] for number in range(90)]
    assert table == [["No.", "Item", "Count"], *rows, ["", "All", "630"]]
    assert tables[1].texts("Caption") == ["Table 1: figures"]
    assert tables[2].texts("Caption", "P") == ["Table 2: fewTold before it.", "Told before it."]
    assert few == [["Word", "Number"], ["a", "1"]]
    assert blank == [["What", "Who"], ["", ""], ["", ""]]
    scopes = [[cell.attributes.get("Scope", "") for cell in row.all("TH", "TD")] for row in tables[1].all("TR")]
    assert scopes == [["/Column"] * 3, *([["", "/Row", ""]] * 91)]


def test_charts_say_every_number() -> None:
    said = [figure.alternative for figure in read(printed()).all("Figure") if figure.within == "Document"]
    assert said == [
        "Bar chart. Of some: Undertaken 3; 3 of 3. None: none.",
        "Chart with a square for each one counted. Place: Undertaken 3, Not yet undertaken 12.",
    ]


def test_contents_and_index_are_told_with_their_links() -> None:
    root = read(printed())
    assert root.texts("TOCI") == ["First chapter 1", "A section 1", "Index 7"]
    assert [element.within for element in root.all("TOCI")] == ["TOC"] * 3
    links = {link.text: link.annotations for link in root.all("Link")}
    assert links["First chapter 1"] == 2
    index = [text for text in root.texts("LBody") if text.startswith(("Remark", "Helps"))]
    assert [re.sub(r"\d+", "n", text) for text in index] == ["Helps n", "Remark n"]
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        got = [str(note.Contents) for sheet in pdf.pages for note in sheet.get("/Annots", Array())]
    assert "a link (https://example.org/a)" in got
    assert "mail (mailto:a@example.org)" in got
    assert any(re.fullmatch(r"Page \d", contents) for contents in got)


def test_the_text_of_a_document_is_what_its_author_gave(demonstration: Register) -> None:
    for author in (survey_summary, coverage, visit_form, visit_report, handbook):
        with demonstration.reading() as session:
            document = author.compose(session, None, AS_AT)
        expected = given(document)
        root = read(drawer.draw(document).content)
        got = [element.own for element in root.all(*HEADINGS, "P", "LBody", "TH", "TD", "Caption")]
        assert len(expected) > 30
        assert got[: len(expected)] == expected  # what comes after them is the index


def given(document: Document) -> list[str]:
    """The texts of a paper as its author gave them, in order; without contents and index, which it makes itself."""
    kept: dict[Any, str] = {"mark": document.mark} if document.mark else {}
    for part in PdfDrawing(document, style.edition()).parts:
        for words in blocks(part):
            element = words.tagged.element
            if element.role != "Figure" and (words.tagged.text or element.role in ("TH", "TD")):
                marks = [mark.text for mark in words.bulletText or ()] if not words.tagged.label else []
                kept[element] = " ".join([kept.get(element, ""), *marks, words.tagged.text]).strip()
    return list(kept.values())


def blocks(part: Any) -> Iterator[Any]:
    """The paragraphs in a block."""
    if isinstance(part, Words):
        yield part
    within = part if isinstance(part, list) else getattr(part, "_cellvalues", None) or getattr(part, "_content", ())
    for one in within:
        yield from blocks(one)


@settings(max_examples=60, deadline=None)
@given_cases(some.text(some.sampled_from("aé .-b\u00a0—ŵfi W"), min_size=1, max_size=400))
def test_no_words_are_glued_or_torn(text: str) -> None:
    """Whatever the lines and pages, the words come out as they were given."""
    paper = begun("Words")
    paper.plain(text)
    paper.bullets([text, "x"])
    paper.table([column("a", 10), column("b", 5)], [[text, text]])
    paper.heading(f"x{text}")
    expected = given(paper.document())
    assert read(pdf_of(paper)).texts(*HEADINGS, "P", "LBody", "TH", "TD") == expected


# -- each rule broken once


def first(pdf: pikepdf.Pdf, role: str, number: int = 0) -> Any:
    """An element of a role, in reading order."""
    found = []

    def look(node: Any) -> None:
        if Name(f"/{role}") == node.S:
            found.append(node)
        kids = node.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and "/S" in kid:
                look(kid)

    look(pdf.Root.StructTreeRoot.K)
    return found[number]


def lose(node: Any, *names: str) -> None:
    for name in names:
        del node[name]


def put(node: Any, name: Any, value: Any) -> None:
    node[name] = value


def draw(pdf: pikepdf.Pdf, code: bytes) -> None:
    sheet = pdf.pages[0]
    sheet.contents_add(pdf.make_stream(code))


def replace(pdf: pikepdf.Pdf, before: bytes, after: bytes, once: bool = True) -> None:
    for sheet in pdf.pages:
        code = sheet.Contents.read_bytes()
        if before in code:
            sheet.Contents.write(code.replace(before, after, 1 if once else -1))
            return
    raise AssertionError(before)


def of_font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def describe(pdf: pikepdf.Pdf, before: bytes, after: bytes) -> None:
    got = pdf.Root.Metadata.read_bytes()
    assert before in got
    pdf.Root.Metadata.write(got.replace(before, after))


def mean(pdf: pikepdf.Pdf, before: bytes, after: bytes) -> None:
    font = of_font(pdf)
    font.ToUnicode.write(font.ToUnicode.read_bytes().replace(before, after))


BROKEN: dict[str, Callable[[pikepdf.Pdf], Any]] = {
    "no language": lambda pdf: lose(pdf.Root, "/Lang"),
    "not said to be tagged": lambda pdf: lose(pdf.Root, "/MarkInfo"),
    "no structure": lambda pdf: lose(pdf.Root, "/StructTreeRoot"),
    "the title is not shown": lambda pdf: put(pdf.Root.ViewerPreferences, "/DisplayDocTitle", False),
    "no description": lambda pdf: lose(pdf.Root, "/Metadata"),
    "not said to be PDF/UA": lambda pdf: describe(pdf, b"<pdfuaid:part>1", b"<pdfuaid:part>"),
    "not said to be PDF/A": lambda pdf: describe(pdf, b"<pdfaid:conformance>A", b"<pdfaid:conformance>"),
    "no title in the description": lambda pdf: describe(pdf, b">A paper<", b"><"),
    "no colours": lambda pdf: lose(pdf.Root, "/OutputIntents"),
    "a page without the order of its links": lambda pdf: lose(
        next(sheet for sheet in pdf.pages if "/Annots" in sheet), "/Tabs"
    ),
    "a page without its key": lambda pdf: lose(pdf.pages[0].obj, "/StructParents"),
    "a chart says nothing": lambda pdf: lose(first(pdf, "Figure"), "/Alt"),
    "a heading leaps": lambda pdf: put(first(pdf, "H2"), "/S", Name.H4),
    "no title": lambda pdf: put(first(pdf, "H1"), "/S", Name.P),
    "two titles": lambda pdf: put(first(pdf, "H2", 1), "/S", Name.H1),
    "a heading of a table of nothing": lambda pdf: lose(first(pdf, "TH", 5), "/A"),
    "a row lacks a cell": lambda pdf: put(first(pdf, "TR", 5), "/K", Array(list(first(pdf, "TR", 5).K)[:-1])),
    "a table without headings": lambda pdf: [put(first(pdf, "TH"), "/S", Name.TD) for _ in range(2)],
    "a caption in the middle": lambda pdf: put(first(pdf, "TR", 7), "/S", Name.Caption),
    "a cell outside a row": lambda pdf: put(first(pdf, "TR", 8), "/S", Name.Div),
    "an item outside a list": lambda pdf: put(first(pdf, "L"), "/S", Name.Div),
    "a list of no numbering": lambda pdf: lose(first(pdf, "L", 1), "/A"),
    "an entry outside contents": lambda pdf: put(first(pdf, "TOC"), "/S", Name.Sect),
    "an unknown role": lambda pdf: put(first(pdf, "P"), "/S", Name("/Paragraph")),
    "drawn outside of everything": lambda pdf: draw(pdf, b" 10 10 5 5 re f"),
    "an artifact in an element": lambda pdf: replace(pdf, b" BDC", b" BDC /Artifact BMC EMC"),
    "a piece in no element": lambda pdf: draw(pdf, b" /P <</MCID 900>> BDC 10 10 5 5 re f EMC"),
    "a piece in two elements": lambda pdf: put(first(pdf, "P", 1), "/K", first(pdf, "P").K),
    "a link says nothing": lambda pdf: [lose(note, "/Contents") for note in pdf.pages[0].Annots],
    "a link outside of everything": lambda pdf: put(
        first(pdf, "Link"), "/K", Array([kid for kid in first(pdf, "Link").K if isinstance(kid, int)])
    ),
    "a link that finds no element": lambda pdf: [lose(note, "/StructParent") for note in pdf.pages[0].Annots],
    "an element that is not found from its page": lambda pdf: put(
        pdf.Root.StructTreeRoot.ParentTree.Nums[1], 0, first(pdf, "Table")
    ),
    "a link that is not printed": lambda pdf: [lose(note, "/F") for note in pdf.pages[0].Annots],
    "glued words": lambda pdf: replace(pdf, b" that ) Tj T*", b" that) Tj T*"),
    "glued pieces": lambda pdf: replace(pdf, b"(5 ) Tj", b"(5) Tj"),
    "a letter of no meaning": lambda pdf: mean(pdf, b"<61>", b"<01>"),
    "a letter that means nought": lambda pdf: mean(pdf, b"<0061>", b"<0000>"),
    "letters of no meaning": lambda pdf: lose(of_font(pdf), "/ToUnicode"),
    "a font left out": lambda pdf: lose(of_font(pdf).FontDescriptor, "/FontFile2"),
    "a script": lambda pdf: put(pdf.Root, "/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
}


def changed(change: Callable[[pikepdf.Pdf], Any]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        change(pdf)
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def test_written_again_unchanged_it_has_no_fault() -> None:
    assert faults(changed(lambda pdf: None)) == []


@pytest.mark.parametrize("what", list(BROKEN))
def test_each_rule_broken_is_seen(what: str) -> None:
    assert faults(changed(BROKEN[what])) != []


# -- the file


def test_the_description_says_what_the_file_says() -> None:
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        described = pdf.open_metadata()
        assert described["dc:title"] == str(pdf.docinfo.Title) == "A paper"
        assert described["dc:creator"] == ["Ŵyn & Co"]
        assert str(pdf.docinfo.Author) == "Ŵyn & Co"
        assert described["dc:description"] == str(pdf.docinfo.Subject) == "Every block"
        assert described["xmp:CreateDate"] == "2018-01-31T00:00:00+00:00"
        assert str(pdf.docinfo.CreationDate) == "D:20180131000000+00'00'"
        assert pdf.pdf_version == "1.7"


def test_a_file_is_known_by_its_content() -> None:
    def mark(pdf: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            one, two = opened.trailer.ID
            assert bytes(one) == bytes(two)
            return bytes(one)

    assert pdf_of(composed()) == printed()
    other = composed()
    other.text("More.")
    assert mark(pdf_of(other)) != mark(printed())
    later = dataclasses.replace(composed().document(), as_at=AS_AT + dt.timedelta(days=1))
    assert mark(drawer.draw(later).content) != mark(printed())


def test_headers_and_footers_say_that_they_are_that() -> None:
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        for number, sheet in enumerate(pdf.pages):
            kinds = re.findall(rb"/Artifact <</Type /Pagination /Subtype /(\w+)>> BDC", sheet.Contents.read_bytes())
            assert kinds == ([b"Header"] if number else []) + [b"Footer"]


def test_the_number_of_a_paragraph_is_its_first_word() -> None:
    paper = composed()
    paper.numbered("3.1", "Numbered words.")
    pdf = pdf_of(paper)
    assert "3.1 Numbered words." in read(pdf).texts("P")
    assert faults(pdf) == []


def test_whom_a_paper_is_for_is_told_once(year: Register) -> None:
    got = [text for text in read(reports.render(year, "visit-form", as_at=AS_AT)).texts("P") if "Internal" in text]
    assert got == ["Internal. Never a child's name."]


def test_what_is_drawn_outside_of_everything_is_seen() -> None:
    from reportlab.platypus import Flowable

    class Stray(Flowable):  # type: ignore[misc]
        def wrap(self, width: float, height: float) -> tuple[float, float]:
            return width, 10

        def draw(self) -> None:
            self.canv.rect(0, 0, 10, 10)

    drawing = PdfDrawing(composed().document(), style.edition())
    pdf = lay_out([*drawing.parts, Stray()], drawing.setup())
    assert any("S draws outside of everything" in fault for fault in faults(pdf))
