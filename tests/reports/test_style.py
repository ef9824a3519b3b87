"""One house style: colours that any eye and any printer can tell, numbers that align, pages that end well."""

import datetime as dt
import io
import random
import re
from itertools import combinations, pairwise
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import READABLE, Council, contrast
from cp_desktop.register import Register
from cp_desktop.reports import palette
from cp_desktop.reports.blocks import ChartState
from cp_desktop.reports.builder import column
from cp_desktop.reports.pdf import charts, logo, style
from cp_desktop.reports.pdf.drawer import PdfDrawing
from cp_desktop.reports.pdf.layout import lay_out
from cp_desktop.reports.pdf.tagging import Element
from cp_desktop.services import records

from .conftest import AS_AT, EVERY, LONG_NAME, outside
from .drawing import begun, pdf_of, png
from .reading import read
from .test_tagging import faults

STATES = (palette.UNDERTAKEN, palette.NOT_YET, palette.COMMITTED, palette.UNCOMMITTED)
DAY = dt.date(2018, 1, 31)


def picture(pdf: bytes, page: int = 0, scale: float = 2) -> Image.Image:
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return opened[page].render(scale=scale).to_pil().convert("RGB")
    finally:
        opened.close()


# -- colours


@pytest.mark.parametrize("accent", [None, "#0B5C63", "#5A1478", "#767676", "#000000", "#C8102E"])
def test_every_ink_is_read_on_every_background(accent: str | None) -> None:
    look = style.edition(accent=accent)
    assert contrast(look.accent.hexval(), "#FFFFFF") >= READABLE
    for ink in (style.INK, style.QUIET, look.accent):
        for tint in (style.WHITE, look.tint):
            assert contrast(ink.hexval(), tint.hexval()) >= READABLE, (ink, tint)
    assert contrast(style.INK.hexval(), style.WARNING_BACKGROUND.hexval()) >= READABLE
    assert contrast(style.WARNING.hexval(), "#FFFFFF") >= READABLE
    assert look.accent_hex == (accent or "#0b5c63").lower()


def test_the_states_are_read_on_white_and_carry_white_letters() -> None:
    for state in STATES:
        assert contrast(state.colour, "#FFFFFF") >= READABLE
        assert (
            contrast(state.colour, style.thinned(style.ink(state), 0.16).hexval()) >= 3
        )  # lines and dots on their ground


def filled(state: ChartState) -> Image.Image:
    """How a state looks where a chart shows it."""
    drawing = PdfDrawing(begun().document(), style.edition())
    bar = charts.StackedBar([(state, 1)], [0, 1], style.edition(), Element("Figure", alternative="A bar"), 60)
    shown = picture(lay_out([*drawing.parts, bar], drawing.setup()), scale=3)
    box = tuple(int(3 * at) for at in (style.LEFT + 20, 150, style.LEFT + 180, 154))
    return shown.crop(box)


def test_the_states_differ_in_grey_and_to_eyes_that_see_few_colours() -> None:
    fillings = {state.label: filled(state) for state in STATES}
    # Without any colour: by how dark they are on the whole, and by what is light and dark in them.
    for (one, first), (other, second) in combinations(fillings.items(), 2):
        grey = [list(image.convert("L").get_flattened_data()) for image in (first, second)]
        darkness = [sum(values) / len(values) for values in grey]
        spread = [max(values) - min(values) for values in grey]
        assert abs(darkness[0] - darkness[1]) > 12 or abs(spread[0] - spread[1]) > 60, (one, other, darkness, spread)
    assert len({state.pattern for state in STATES}) == len(STATES)
    # As seen without the cones for red, for green and for blue (Machado, Oliveira and Fernandes 2009).
    for sight in SIGHTS:
        seen = [_seen(state.colour, sight) for state in STATES]
        for one, other in combinations(seen, 2):
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.06


SIGHTS = (
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)


def _seen(colour: str, sight: Any) -> list[float]:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    return [sum(share * part for share, part in zip(row, parts, strict=True)) for row in sight]


def test_a_colour_too_light_is_refused_with_its_contrast(register: Register) -> None:
    with register.reading() as session:
        record = records.load(session, Council, 1)
    record.values["accent"] = "#8FD0C5"
    with pytest.raises(UserError, match=r"#8FD0C5 is too light.*1\.\d to 1"):
        records.save(register, record)
    record.values["accent"] = "#5A1478"
    records.save(register, record)
    pdf = reports.render(register, "visit-form", as_at=AS_AT)
    assert picture(pdf).getpixel((600, 6)) == (0x5A, 0x14, 0x78)


@given(st.integers(0, 0xFFFFFF))
def test_the_tint_of_a_colour_is_one_whatever_the_format(colour: int) -> None:
    accent = f"#{colour:06X}"
    for share in (0.01, 0.03, 0.05, 0.07):
        assert palette.thinned(accent, share) == style.hexadecimal(style.thinned(style.HexColor(accent), share))
    assert palette.tint(accent).casefold() == style.hexadecimal(style.tint(style.HexColor(accent))).casefold()


# -- numbers and pages


def test_figures_are_all_of_one_width_and_stand_at_the_right() -> None:
    for face in ("Regular", "Bold"):
        assert len({stringWidth(digit, style.face(face), 10) for digit in "0123456789"}) == 1
    made = begun()
    made.table([column("Ward", 70), column("Number", 30, number=True)], [["One", 7], ["Two", 1111], ["Three", 48]])
    ends = [round(end) for end, word in words_with_ends(pdf_of(made)) if word in ("7", "1111", "48", "Number")]
    assert ends == [ends[0]] * 4


def words_with_ends(pdf: bytes) -> list[tuple[float, str]]:
    """Every word with its right end."""
    opened = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for sheet in opened:
            text = sheet.get_textpage()
            whole = text.get_text_range()
            for match in re.finditer(r"\S+", whole):
                found.append((text.get_charbox(match.end() - 1, loose=True)[2], match[0]))
    finally:
        opened.close()
    return found


@pytest.mark.parametrize("large", [False, True])
def test_a_long_table_repeats_its_headings_and_leaves_no_row_alone(large: bool) -> None:
    for rows in range(18, 110, 7):
        made = begun()
        made.table(
            [column("Ward heading", 70), column("Number", 30, number=True)], [[f"Ward {n}", n] for n in range(rows)]
        )
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(made, large=large))).pages]
        assert len(pages) > 1 or rows < 45
        for text in pages:
            assert text.count("Ward heading") == 1
            assert len(re.findall(r"Ward \d+", text)) > 1


@pytest.mark.parametrize("large", [False, True])
def test_no_line_of_a_paragraph_stands_alone_on_a_page(large: bool) -> None:
    line = "word " * 200
    for before in range(0, 40):
        made = begun()
        for _ in range(before):
            made.text("A short one.")
        made.text(line)
        sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(made, large=large))).pages]
        pieces = [len([each for each in text.splitlines() if each.startswith("word word")]) for text in sheets]
        assert 1 not in pieces, (before, pieces)


@pytest.mark.parametrize("large", [False, True])
def test_a_heading_never_ends_a_page(large: bool) -> None:
    for before in range(0, 40, 2):
        for level in (1, 2, 3):
            made = begun()
            made.heading("Chapter")
            made.text("Of it.")
            made.heading("Section", 2)
            for _ in range(before):
                made.text("A short one.")
            made.heading("Here it begins", level)
            made.text("What follows. " * 12)
            for page in pypdf.PdfReader(io.BytesIO(pdf_of(made, large=large))).pages:
                text = page.extract_text()
                assert ("Here it begins" in text) == ("What follows" in text)


def test_a_chapter_and_the_first_heading_of_its_text_end_no_page_in_large_print() -> None:
    for before in range(0, 26):
        made = begun()
        for _ in range(before):
            made.text("A short one.")
        made.heading("The chapter")
        made.markdown(f"## Its first section\n\n{'What follows. ' * 12}")
        for page in pypdf.PdfReader(io.BytesIO(pdf_of(made, large=True))).pages:
            text = page.extract_text()
            assert ("The chapter" in text) == ("first section" in text) == ("What follows" in text), before


def test_every_foot_says_document_day_and_page() -> None:
    for large in (False, True):
        made = begun(mark="For nobody")
        made.page_break()
        made.text("More.")
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf_of(made, large=large))).pages, 1):
            text = page.extract_text()
            for said in ("A paper", "As at 31 Jan 2018", f"Page {number} of 2", "For nobody"):
                assert said in text


def test_tables_of_any_number_of_columns_keep_within_the_page() -> None:
    for large in (False, True):
        for count in (1, 2, 5, 9, 14, 30):
            made = begun()
            columns = [column("Ward", 30), *(column(f"Measurement {n}", 8, number=True) for n in range(count))]
            made.table(columns, [[LONG_NAME, *range(100_000, 100_000 + count)]] * 4, ["All", *range(count)])
            pdf = pdf_of(made, large=large)
            assert outside(pypdf.PdfReader(io.BytesIO(pdf))) == []
            got = read(pdf)
            assert faults(pdf) == []
            cells = " ".join(got.texts("TD"))
            for number in range(count):  # no number is broken
                assert f"{100_000 + number:,}" in cells


# -- the logo


@EVERY
@pytest.mark.parametrize("large", [False, True])
def test_the_logo_stands_on_every_paper_and_says_whose_it_is(year: Register, name: str, large: bool) -> None:
    with year.operation("Logo") as session:
        session.get_one(Council, 1).logo = png()
    pdf = reports.render(year, name, as_at=AS_AT, options=reports.Options(large=large))
    assert pdf == reports.render(year, name, as_at=AS_AT, options=reports.Options(large=large))
    logos = [figure for figure in read(pdf).all("Figure") if figure.alternative == "Logo of Northborough City Council"]
    assert len(logos) == 1
    assert faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert [len(sheet.get("/Resources", {}).get("/XObject", {})) > 0 for sheet in opened.pages].count(True) >= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_logo_of_any_kind_is_drawn_on_white(mode: str) -> None:
    assert faults(pdf_of(begun(), logo=png((60, 400), mode))) == []


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("L", (30, 10)).save(out, "GIF")
    return out.getvalue()


@pytest.mark.parametrize(
    "held",
    [b"no picture", gif(), png((5000, 10)), png()[:-40], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    ids=["no picture", "another kind", "too wide", "cut", "a start alone"],
)
def test_a_logo_that_cannot_be_read_is_told(register: Register, held: bytes) -> None:
    with register.operation("Logo") as session:
        session.get_one(Council, 1).logo = held
    with pytest.raises(UserError, match="logo cannot be read"):
        reports.render(register, "coverage")


def test_a_damaged_logo_is_drawn_or_told() -> None:
    """Whatever bytes change, no other error than the sentence leaves the drawing."""
    chance = random.Random(11)
    whole, outcomes = png((60, 20)), set()
    for _ in range(300):
        held = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            held[chance.randrange(len(held))] = chance.randrange(256)
        try:
            logo.Logo(bytes(held), "Northborough City Council")
            outcomes.add("drawn")
        except UserError:
            outcomes.add("told")
    assert outcomes == {"drawn", "told"}


def test_the_scale_of_letters_is_one(year: Register) -> None:
    sizes = sorted({look.fontSize for look in style.edition().styles.values()})
    assert len(sizes) <= 14
    assert all(b > a for a, b in pairwise(sizes))
