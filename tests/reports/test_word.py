"""Every kind of block as a Word document: real styles, tables that say what they are, links, fields, forms."""

import base64
import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from PIL import Image

from cp_desktop.errors import UserError
from cp_desktop.reports.blocks import (
    Appearance,
    Block,
    Callout,
    Chart,
    ChartRow,
    Contents,
    Cover,
    DataTable,
    Document,
    FoldCard,
    FormField,
    FormQuestion,
    FormRow,
    ItemList,
    KeyFigures,
    KeyNumber,
    ListItem,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Run,
    SectionHeading,
    TableColumn,
    Text,
    TitleBlock,
)
from cp_desktop.reports.palette import NOT_YET, UNDERTAKEN
from cp_desktop.reports.word.drawer import draw, try_template
from cp_desktop.sandbox import word_template
from tests.reports.word_rules import problems


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return out.getvalue()


PIXEL = picture()
ANOTHER = "#5A1478"


def words(text: str, **more: Any) -> Text:
    return (Run(text, **more),)


def heading(text: str, level: int, look: int = 0, listed: bool = True) -> SectionHeading:
    return SectionHeading(words(text), level, look or level, listed)


CHART = Chart(
    "bars",
    words("Chart 1: what was done"),
    (ChartRow(words("Visit a home"), ((UNDERTAKEN, 3), (NOT_YET, 2)), "3 of 5"),),
    (UNDERTAKEN, NOT_YET),
)
TABLE = DataTable(
    (TableColumn(words("No."), 10, number=True), TableColumn(words("Item"), 60), TableColumn(words("Times"), 30, True)),
    ((words("1"), words("Visit a home"), words("1,204")), (words("2"), words("Write a letter"), words("7"))),
    (words(""), words("All items"), words("1,211")),
    words("Table 1: items"),
    words("Counted to the day."),
)
WIDE = DataTable(
    (TableColumn(words("Ward"), 10), *(TableColumn(words(f"Commitments{at}"), 10, True) for at in range(9))),
    ((words("Quarry Edge"), *(words(str(at)) for at in range(9))),),
)
BLOCKS: tuple[Block, ...] = (
    TitleBlock(((words("Report of"), words("Siân O'Hara")), (words("To"), words("The <Committee> & others")))),
    KeyFigures(tuple(KeyNumber(words(str(at)), words(f"counted {at}"), words("of 99")) for at in range(6))),
    heading("Contents", 1, listed=False),
    Contents(),
    heading("Purpose", 1),
    Paragraph(words("What this is for."), "lead"),
    Paragraph((Run("Ask "), Run("the office", address="https://office.example/a?b=1&c=2"), Run(", "), *words("now"))),
    Paragraph((Run("Write to "), Run("us", address="mailto:us@winterbrook.example"), Run(" today.", bold=True))),
    Paragraph(words("Said in small."), "small"),
    Paragraph(words("Numbered by hand."), number="3.1"),
    ItemList((ListItem(words("first"), "1."), ListItem(words("second"), "2.")), ordered=True, inset=True),
    ItemList((ListItem(words("again"), "1."), ListItem(words("ninth"), "9.")), ordered=True),
    ItemList((ListItem(words("dot")), ListItem(words("dash", italic=True)))),
    heading("1. Visit a home", 2, look=1),
    heading("What it asks", 3, listed=False),
    heading("Aside", 2, listed=False),
    Quotation("I went twice", "Cllr Wren"),
    Callout(words("Never a name"), (Paragraph(words("Not one.")), ItemList((ListItem(words("ever")),)))),
    Callout((), (heading("In danger", 3, listed=False), Paragraph(words("Ring 999."))), warning=True),
    FoldCard((Paragraph(words("Fold it.")),), ((heading("Take along", 2), ItemList((ListItem(words("A pen")),))),)),
    PageBreak(),
    heading("Figures", 1),
    TABLE,
    Note(words("A remark below.")),
    WIDE,
    CHART,
    FormRow((FormField(words("Home"), words("Kestrel House")), FormField(words("Day")))),
    FormRow((FormField(words("Announced"), choices=(words("Yes"), words("No"))),)),
    FormQuestion(words("What it is like"), words("Rooms, meals"), lines=3),
    FormQuestion(words("How well needs are met"), choices=(words("Well"), words("Not well enough"))),
    DataTable((TableColumn(words("Action"), 60), TableColumn(words("By"), 40)), (), blank=2),
)


def paper(blocks: tuple[Block, ...] = BLOCKS, mark: str = "") -> Document:
    return Document(
        "A paper <of> blocks",
        "Winterbrook & Vale Council",
        dt.date(2018, 1, 31),
        blocks,
        subject="For a test",
        author="A. Coordinator",
        mark=mark,
    )


def drawn(document: Document, appearance: Appearance = Appearance(), template: bytes | None = None) -> bytes:  # noqa: B008
    looks = replace(appearance, logo=PIXEL)
    return draw(document, looks, lambda chart, look: ([Picture(PIXEL, 400)] * 2, []), template).content


@pytest.fixture(scope="module")
def held() -> bytes:
    return drawn(paper(mark="Internal: not for publication"))


@pytest.fixture(scope="module")
def made(held: bytes) -> Any:
    return docx.Document(io.BytesIO(held))


def styled(made: Any, text: str) -> str:
    return str(next(one.style.name for one in made.paragraphs if one.text == text))


@pytest.mark.parametrize("large", [False, True])
def test_word_has_nothing_to_stumble_over(large: bool) -> None:
    appearance = Appearance(accent=ANOTHER, large=large)
    held = drawn(paper(mark="Internal"), appearance)
    assert problems(held) == []
    assert drawn(paper(mark="Internal"), appearance) == held


def test_the_styles_are_words_own(made: Any) -> None:
    expected = {
        "A paper <of> blocks": "Title",
        "Purpose": "Heading 1",
        "What this is for.": "Subtitle",
        "3.1\tNumbered by hand.": "Numbered Paragraph",
        "first": "List Number 2",
        "again": "List Number",
        "dot": "List Bullet",
        "What it asks": "Heading 3",
        "Aside": "Heading 2 Not in Contents",
        "“I went twice” – Cllr Wren": "Quote",
        "Table 1: items": "Caption",
        "Chart 1: what was done": "Caption",
        "Never a name": "Box Heading",
        "Not one.": "Box Text",
        "Ring 999.": "Warning Text",
        "\tA pen": "Tick Item",
    }
    assert {text: styled(made, text) for text in expected} == expected


def level(made: Any, text: str) -> int:
    """The level of a heading as Word and screen readers see it: by its style, or what that is based on."""
    style = next(one.style for one in made.paragraphs if one.text == text)
    while style is not None:
        found = style.element.find(".//" + qn("w:outlineLvl"))
        if found is not None:
            return int(found.get(qn("w:val"))) + 1
        style = style.base_style
    return 0


def test_headings_keep_their_levels_however_they_look(made: Any) -> None:
    levels = {"Contents": 1, "Purpose": 1, "1. Visit a home": 2, "What it asks": 3, "Aside": 2, "In danger": 3}
    levels |= {"What it is like": 1, "Not one.": 0}
    assert {text: level(made, text) for text in levels} == levels


def test_the_contents_are_filled_and_word_would_find_the_same_again(made: Any) -> None:
    lines = [one for one in made.paragraphs if one.style.name.startswith("toc")]
    listed = [("toc 1", "Purpose"), ("toc 2", "1. Visit a home"), ("toc 2", "Take along"), ("toc 1", "Figures")]
    assert [(one.style.name, one.text.strip()) for one in lines] == listed
    asked = "".join(said.text for said in lines[0]._p.iter(qn("w:instrText")))
    styles = asked.split('"')[1].split(",")
    by_style = dict(zip(styles[::2], styles[1::2], strict=True))
    found = [(f"toc {by_style[one.style.name]}", one.text) for one in made.paragraphs if one.style.name in by_style]
    assert found == listed


def test_word_is_asked_for_the_pages_of_the_contents_and_for_nothing_where_there_are_none(made: Any) -> None:
    said = made.settings.element.find(qn("w:updateFields"))
    assert said is not None
    assert said.get(qn("w:val")) == "true"
    blocks = tuple(block for block in BLOCKS if not isinstance(block, Contents))
    other = docx.Document(io.BytesIO(drawn(paper(blocks))))
    assert other.settings.element.find(qn("w:updateFields")) is None


def test_lists_count_as_they_were_typed(made: Any) -> None:
    numbering = made.part.numbering_part.element
    starts = {
        num.get(qn("w:numId")): num.find(".//" + qn("w:startOverride")).get(qn("w:val"))
        for num in numbering.iter(qn("w:num"))
        if num.find(".//" + qn("w:startOverride")) is not None
    }

    def begins(text: str) -> tuple[str, str]:
        number = next(one for one in made.paragraphs if one.text == text)._p.pPr.numPr.numId.get(qn("w:val"))
        return number, starts[number]

    assert [begins(text)[1] for text in ("first", "again", "ninth")] == ["1", "1", "9"]
    assert begins("first")[0] == begins("second")[0]
    assert begins("again")[0] != begins("first")[0]


def test_a_table_repeats_its_headings_names_its_rows_and_breaks_none(made: Any) -> None:
    table = next(one for one in made.tables if one.cell(0, 0).text == "No.")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["No.", "Item", "Times"],
        ["1", "Visit a home", "1,204"],
        ["2", "Write a letter", "7"],
        ["", "All items", "1,211"],
    ]
    heads = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False, False]
    assert all(row._tr.find(".//" + qn("w:cantSplit")) is not None for row in table.rows)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:lastRow")), look.get(qn("w:firstColumn"))) == ("1", "1", "0")
    name = table.cell(0, 1)._tc.find(".//" + qn("w:bookmarkStart")).get(qn("w:name"))
    assert name.startswith("Title")  # by which screen readers know where rows have their headings
    assert table.cell(1, 2).paragraphs[0].style.name == "Table Number"
    assert made.styles["Table Number"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Table 1: items"


def test_a_table_too_wide_for_the_page_tells_its_rows_one_by_one(made: Any) -> None:
    table = next(one for one in made.tables if one.cell(0, 0).text == "Quarry Edge")
    got = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert got == [[f"Commitments{at}", str(at)] for at in range(9)]


def test_an_address_stays_in_one_piece_where_there_is_room() -> None:
    address = "deputy.fostering.adoption@council.example"
    shares = {"Post": 30, "Held by": 22, "E-mail": 28, "Telephone": 20}
    columns = tuple(TableColumn(words(title), share) for title, share in shares.items())
    row = tuple(map(words, ("Deputy Head of Fostering", "Marisol Venkataraman-Lodge", address, "0000 000 0102")))
    made = docx.Document(io.BytesIO(drawn(paper((DataTable(columns, (row,)),)))))
    table, page = made.tables[0], made.sections[0]
    wide = [int(one.get(qn("w:w"))) / 20 for one in table._tbl.iter(qn("w:gridCol"))]
    assert wide[2] > len(address) * 9 * 0.5 + 8  # half of its size is how wide a letter is, with the cell's margins
    assert sum(wide) == pytest.approx((page.page_width - page.left_margin - page.right_margin) / Pt(1), abs=1)


def test_links_lead_out_by_the_web_and_mail_alone(made: Any) -> None:
    addresses = [link.address for one in made.paragraphs for link in one.hyperlinks if link.address]
    assert addresses == ["https://office.example/a?b=1&c=2", "mailto:us@winterbrook.example"]


def test_pictures_say_their_numbers(made: Any) -> None:
    said = [drawn.get("descr") for drawn in made.element.body.iter(qn("wp:docPr"))]
    assert said == [
        "Logo of Winterbrook & Vale Council",
        "Bar chart. Visit a home: Undertaken 3, Not yet undertaken 2; 3 of 5.",
        "Chart 1: what was done, continued",
    ]


def test_a_form_asks_by_controls_that_say_what_for(made: Any) -> None:
    controls = list(made.element.body.iter(qn("w:sdt")))
    names = [one.find(".//" + qn("w:alias")).get(qn("w:val")) for one in controls]
    assert names == [
        "A pen",
        *("Home", "Day", "Yes", "No"),
        "What it is like",
        *("Well", "Not well enough"),
        *("Action, row 1", "By, row 1", "Action, row 2", "By, row 2"),
    ]
    said = {name: "".join(said.text for said in one.iter(qn("w:t"))) for name, one in zip(names, controls, strict=True)}
    assert (said["Home"], said["Day"], said["Yes"]) == ("Kestrel House", "Write here", "☐")


def test_the_file_says_what_it_is_and_no_clock_is_in_it(held: bytes, made: Any) -> None:
    said = made.core_properties
    assert (said.title, said.subject, said.author) == ("A paper <of> blocks", "For a test", "A. Coordinator")
    assert (said.language, said.created.date(), said.modified.date()) == ("en-GB", *[dt.date(2018, 1, 31)] * 2)
    language = made.styles.element.find(".//" + qn("w:docDefaults")).find(".//" + qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


def test_every_page_says_its_number_and_whom_it_is_for(made: Any) -> None:
    foot = made.sections[0].footer
    assert [one.text for one in foot.paragraphs] == [
        "Internal: not for publication",
        "A paper <of> blocks  ·  As at 31 Jan 2018\tPage 1 of 1",
    ]
    assert [said.text.strip() for said in foot._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("mark", ["", "Internal"])
def test_the_foot_of_a_page_keeps_off_its_text(large: bool, mark: str) -> None:
    made = docx.Document(io.BytesIO(drawn(paper(mark=mark), Appearance(large=large))))
    section, size = made.sections[0], made.styles["Footer"].font.size.pt
    foot = len(section.footer.paragraphs) * size * 1.3
    assert section.bottom_margin.pt - section.footer_distance.pt - foot > 8


def test_in_large_print_the_number_of_a_page_has_a_line_of_its_own_where_it_has_no_room() -> None:
    long = replace(paper(), title="A handbook for corporate parents of this council")
    for large, between in ((False, "\t"), (True, "\n")):
        foot = docx.Document(io.BytesIO(drawn(long, Appearance(large=large)))).sections[0].footer
        assert foot.paragraphs[-1].text == f"{long.title}  ·  As at 31 Jan 2018{between}Page 1 of 1"


def test_a_box_stays_on_its_page_in_one_piece(made: Any) -> None:
    inside = [one for one in made.paragraphs if one.text in ("Never a name", "Not one.", "ever", "Ring 999.")]
    assert [one.paragraph_format.keep_together for one in inside] == [True] * 4
    assert [one.paragraph_format.keep_with_next for one in inside] == [True, True, None, None]


def test_the_councils_colour_is_in_the_headings() -> None:
    made = docx.Document(io.BytesIO(drawn(paper(), Appearance(accent=ANOTHER))))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor.from_string(ANOTHER[1:])


def test_nothing_is_smaller_than_sixteen_points_in_large_print() -> None:
    made = docx.Document(io.BytesIO(drawn(paper(), Appearance(large=True))))
    sizes = {style.name: style.font.size for style in made.styles if style.type in (1, 2) and style.font.size}
    assert min(sizes.values()) >= Pt(16)
    assert made.styles["Normal"].font.size == Pt(18)
    small = docx.Document(io.BytesIO(drawn(paper(), Appearance())))
    assert small.styles["Normal"].font.size == Pt(10.5)


# -- in the dress of a council's own document


def template(change: Any = None) -> bytes:
    """What the sandbox makes of a council's own document."""
    made = docx.Document()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    made.styles["Normal"].font.size = Pt(12)
    made.styles["List Bullet"].element.pPr.remove(made.styles["List Bullet"].element.pPr.numPr)
    for name in ("Caption", "Heading 3"):
        made.styles.element.remove(made.styles[name].element)
    made.sections[0].header.paragraphs[0].text = "Winterbrook letterhead"
    made.sections[0].footer.paragraphs[0].text = "www.winterbrook.example"
    made.sections[0].left_margin = Pt(99)
    if change:
        change(made)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "Letterhead.docx"
        made.save(str(path))
        return base64.b64decode("".join(word_template.read(path)))


def test_a_template_gives_its_styles_and_what_it_lacks_is_added() -> None:
    held = drawn(paper(mark="Internal"), template=template())
    assert problems(held) == []
    made = docx.Document(io.BytesIO(held))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert made.styles["Normal"].font.size == Pt(12)
    assert round(made.sections[0].left_margin.pt) == 99
    assert made.sections[0].header.paragraphs[0].text == "Winterbrook letterhead"
    feet = [one.text for one in made.sections[0].footer.paragraphs]
    assert feet == ["www.winterbrook.example", "Internal"]  # for whom it is, it says on every page
    assert styled(made, "Table 1: items") == "Caption"
    assert styled(made, "What it asks") == "Heading 3"
    dot = next(one for one in made.paragraphs if one.text == "dot")
    assert dot._p.pPr.numPr is not None  # the template's style has no dots


def stays(made: Any, paragraph: Any) -> bool:
    """Whether a paragraph keeps with the next, by itself or by its style and what that is based on."""
    looks = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        looks.append(style.element.pPr)
        style = style.base_style
    return any(look is not None and look.find(qn("w:keepNext")) is not None for look in looks)


def test_no_caption_and_no_heading_ends_a_page_whatever_the_templates_styles_say() -> None:
    def change(made: Any) -> None:
        made.styles.add_style("Caption", 1)
        for style in made.styles:
            for kept in list(style.element.iter(qn("w:keepNext"))):
                kept.getparent().remove(kept)

    for of in (None, template(change)):
        held = drawn(paper(), template=of)
        assert problems(held) == []
        made = docx.Document(io.BytesIO(held))
        alone = [one for one in made.paragraphs if level(made, one.text) or one.style.name in ("Caption", "Title")]
        assert len(alone) > 12
        assert [one.text for one in alone if not stays(made, one)] == []
        table = next(one for one in made.tables if one.cell(0, 0).text == "No.")
        assert [[stays(made, cell.paragraphs[0]) for cell in row.cells] for row in table.rows[:2]] == [
            [True] * 3,
            [False] * 3,
        ]


def test_internal_is_said_on_the_first_page_and_on_even_ones_too() -> None:
    def change(made: Any) -> None:
        made.sections[0].different_first_page_header_footer = True
        made.settings.odd_and_even_pages_header_footer = True

    section = docx.Document(io.BytesIO(drawn(paper(mark="Internal"), template=template(change)))).sections[0]
    feet = (section.footer, section.first_page_footer, section.even_page_footer)
    assert [foot.paragraphs[-1].text for foot in feet] == ["Internal"] * 3


def test_a_template_without_a_foot_gets_the_papers_own() -> None:
    def change(made: Any) -> None:
        made.sections[0].footer.paragraphs[0].text = ""

    made = docx.Document(io.BytesIO(drawn(paper(), template=template(change))))
    assert [one.text.endswith("Page 1 of 1") for one in made.sections[0].footer.paragraphs] == [True]


def test_the_logo_stands_once_where_the_letterhead_has_a_picture() -> None:
    def change(made: Any) -> None:
        made.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))

    held = drawn(paper(), template=template(change))
    assert problems(held) == []
    body = docx.Document(io.BytesIO(held)).element.body
    assert not [said for said in body.iter(qn("wp:docPr")) if "Logo" in said.get("descr")]


def test_a_templates_letters_grow_in_large_print() -> None:
    held = drawn(paper(), Appearance(large=True), template())
    assert problems(held) == []
    made = docx.Document(io.BytesIO(held))
    assert made.styles["Normal"].font.size.pt == pytest.approx(19.5, abs=0.5)
    assert min(style.font.size for style in made.styles if style.type == 1 and style.font.size) >= Pt(16)


@pytest.mark.parametrize("held", [b"", b"PK\x03\x04", template()[:-900], template().replace(b"styles", b"stales")])
def test_a_damaged_template_is_a_sentence(held: bytes) -> None:
    for use in (lambda: try_template(held), lambda: drawn(paper(), template=held)):
        with pytest.raises(UserError, match=r"template cannot be read.*Settings"):
            use()
    try_template(template())


def test_a_template_without_room_for_text_is_refused() -> None:
    def change(made: Any) -> None:
        made.sections[0].left_margin = made.sections[0].right_margin = Pt(250)

    with pytest.raises(UserError, match=r"no room for a paper's tables and charts.*margins"):
        try_template(template(change))


def test_a_cover_has_the_title_its_lines_and_foot_and_the_rest_begins_a_page() -> None:
    cover = Cover((words("For councillors"),), words("As at 31 Jan 2018."))
    made = docx.Document(io.BytesIO(drawn(paper((cover, heading("One", 1))))))
    texts = [one.text for one in made.paragraphs if one.text.strip()]
    assert [text.strip() for text in texts] == [
        "Winterbrook & Vale Council",
        "A paper <of> blocks",
        *("For councillors", "As at 31 Jan 2018.", "One"),
    ]
    assert made.paragraphs[-1].paragraph_format.page_break_before


def test_no_file_of_the_paper_is_left_open(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "paper.docx"
    path.write_bytes(held)
    assert len(docx.Document(str(path)).paragraphs) > 20
