"""Names of every script that the papers can set, drawn as they are written and told as they are read."""

import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from shutil import which

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, features
from reportlab.pdfbase import pdfmetrics
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.bundled import RESOURCES
from cp_desktop.model import Council, Councillor, Home, Item, Visit, Ward
from cp_desktop.register import Register
from cp_desktop.reports.pdf import scripts, style
from cp_desktop.reports.text import JOINERS, clean

from .conftest import AS_AT, EVERY
from .drawing import begun, pdf_of
from .reading import read
from .test_tagging import faults

URDU, BENGALI, PUNJABI = "محمد علی جناح", "শ্রীকৃষ্ণ গৌতম বন্দ্যোপাধ্যায়", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ"
POLISH, WELSH, YORUBA = "Łukasz Żółć-Święcicki", "Siân Ŵŷn Gwyndŵr", "Ọlábí Ẹ́kùn"
LATIN = (
    POLISH,
    WELSH,
    YORUBA,
    "Þórður Ævar",
    "Đặng Thị Hồng",
    "Ștefan Țurcanu",
    "Čeněk Řehoř",
    "Gülşah Iğdır",
    "Ēriks Ģirts Ņikita",
    "Őrsi Űr",
    "Zoë Çağlar Ñuñez",
    "Jürgen Weiß",
)
NAMES = (URDU, "فاطمہ ٹھاکر", BENGALI, PUNJABI, "ਹਰਜਿੰਦਰ ਕੌਰ", *LATIN, "Αθηνά Γιώργος", "Сергій Їжак")


def composed(text: str) -> str:
    """A text as it is compared: some letters of two parts are told as these."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.replace("\u2060", "")))


def paper(*texts: str, large: bool = False) -> bytes:
    made = begun("Names")
    for text in texts:
        made.text(text)
    return pdf_of(made, large=large)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_told_as_it_is_written(name: str) -> None:
    pdf = paper(f"Councillor {name} (Ward 7), **{name}**, *{name}*.")
    assert [composed(text) for text in read(pdf).texts("P")][-1] == composed(
        f"Councillor {name} (Ward 7), {name}, {name}."
    )
    assert faults(pdf) == []


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("name", [URDU, BENGALI, PUNJABI, POLISH, WELSH])
def test_a_name_can_be_found_in_the_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper(name))
    found = subprocess.run(["pdftotext", tmp_path / "paper.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert composed(name) in composed(re.sub("[\u202a-\u202e\u2066-\u2069]", "", found))


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow cannot shape here")
@pytest.mark.parametrize(("name", "font"), [(URDU, "Arabic"), (BENGALI, "Bengali"), (PUNJABI, "Gurmukhi")])
def test_a_name_looks_as_another_program_draws_it(name: str, font: str) -> None:
    scale, size = 6, style.edition().styles["body"].fontSize
    opened = pypdfium2.PdfDocument(paper(name))
    page = opened[0].render(scale=scale).to_pil().convert("L")
    opened.close()
    drawn = page.crop((0, 122 * scale, page.width, 200 * scale))
    drawn = drawn.crop(ImageChops.invert(drawn).getbbox())
    face = ImageFont.truetype(RESOURCES / "fonts" / f"NotoSans{font}-Regular.ttf", size * scale)
    wanted = Image.new("L", (drawn.width + 200, 200), 255)
    ImageDraw.Draw(wanted).text((50, 50), name, 30, face)
    wanted = wanted.crop(ImageChops.invert(wanted).getbbox()).resize(drawn.size)
    differing = sum(1 for value in ImageChops.difference(drawn, wanted).get_flattened_data() if value > 128)
    inked = sum(1 for value in wanted.get_flattened_data() if value < 128)
    assert differing < inked / 4, (differing, inked)


def test_letters_join_and_take_other_shapes() -> None:
    arabic, bengali, gurmukhi = (scripts.face(script, False) for script in scripts.SCRIPTS[:3])

    def glyphs(text: str, font: scripts.Shaped) -> list[int]:
        [(name, set_)] = scripts.runs(text, style.FACE)
        assert name == font.fontName
        return [font.placed(letter).number for letter in set_]

    alone = glyphs("ب ", arabic)[0] if len(scripts.runs("ب ", style.FACE)) == 1 else glyphs("ب", arabic)[0]
    first, middle, last = glyphs("ببب", arabic)
    assert len({alone, first, middle, last}) == 4
    assert len(glyphs("ক্ষ", bengali)) < 3  # one letter of three
    assert glyphs("কি", bengali) == glyphs("কি", bengali)
    assert len(glyphs("ਪ੍ਰ", gurmukhi)) == 2  # what is joined stands below


def test_from_right_to_left_words_and_letters_stand_in_their_order() -> None:
    """The first word stands furthest to the right, and in it the first letter; around it all goes on from the left."""
    pdf = pypdfium2.PdfDocument(paper("Cllr اب جد (Ward)"))
    text = pdf[0].get_textpage()
    at = {}
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        at.setdefault(letter, text.get_charbox(place)[0])
    assert at["C"] < at["د"] < at["ج"] < at["ب"] < at["ا"] < at["W"]
    pdf.close()


def test_a_line_breaks_where_it_is_read() -> None:
    words = " ".join(["محمد علی جناح فاطمہ"] * 20)
    pdf = pypdfium2.PdfDocument(paper(words))
    text = pdf[0].get_textpage()
    heights = [
        round(text.get_charbox(place, loose=True)[1])
        for place in range(text.count_chars())
        if "\u0600" <= text.get_text_range(place, 1) <= "\u06ff"
    ]
    pdf.close()
    assert heights == sorted(heights, reverse=True)  # no word of the second line is told before one of the first
    assert len(set(heights)) > 1


def test_numbers_in_a_name_from_the_right_keep_their_order() -> None:
    assert scripts.said("".join(text for _, text in scripts.runs("وارڈ ۱۲۳", style.FACE))) == "وارڈ ۳۲۱"
    pdf = pypdfium2.PdfDocument(paper("وارڈ ۱۲۳"))
    text = pdf[0].get_textpage()
    at = {text.get_text_range(n, 1): text.get_charbox(n)[0] for n in range(text.count_chars())}
    pdf.close()
    assert at["۱"] < at["۲"] < at["۳"] < at["و"]


def test_marks_stand_on_their_letters() -> None:
    pdf = paper("Ẹ́ x̂ J̌ M̄")
    assert faults(pdf) == []
    [*_, text] = read(pdf).texts("P")
    assert composed(text) == composed("Ẹ́ x̂ J̌ M̄")


def test_ticks_and_boxes_are_drawn() -> None:
    pdf = paper("✓ done, ☐ to do, ☑ both, → on, ≥ 5, ★")
    assert read(pdf).texts("P")[-1] == "✓ done, ☐ to do, ☑ both, → on, ≥ 5, ★"
    assert faults(pdf) == []


def test_every_character_that_is_not_refused_has_a_shape() -> None:
    for code in range(0x20, 0x2FFFF):
        letter = clean(chr(code))
        if not letter.strip() or style.undrawable(letter) or letter in JOINERS:
            continue
        for name, text in scripts.runs(letter, style.FACE):
            font = pdfmetrics.getFont(name)
            for each in text:
                assert font.face.charToGlyph.get(ord(each), 0) > 0 or 0xFE00 <= code <= 0xFE0F, hex(code)


def test_what_no_font_has_is_named_and_a_box_stands_for_each_letter(register: Register) -> None:
    with register.operation("Names") as session:
        session.get_one(Council, 1).coordinator = "李 明 नेहा 😀"
    made = reports.make(register, "coverage")
    assert "“李”, “明”, “न”" in made.left_out
    assert "“😀” (in “李 明" in made.left_out
    assert "□ □ □□" in " ".join(read(made.content).texts("TD"))


def test_what_joins_letters_is_kept_and_all_else_invisible_goes() -> None:
    assert clean("র‍্যাব") == "র‍্যাব"
    assert clean("A‍nn‌ \u200fش") == "A‍nn‌ ش"
    assert clean("A‍nn‌") == "Ann"
    assert style.undrawable(clean("র‍্যাব")) == []


@EVERY
@pytest.mark.parametrize("large", [False, True])
def test_every_document_takes_every_script(year: Register, name: str, large: bool) -> None:
    with year.operation("Names") as session:
        council = session.get_one(Council, 1)
        council.name, council.coordinator = f"بلدیہ {BENGALI}", PUNJABI
        council.children, council.ward_word = f"{BENGALI} children", "وارڈ"
        for ward, said in zip(session.scalars(select(Ward)), NAMES, strict=False):
            ward.name = said
        for home, said in zip(session.scalars(select(Home)), (URDU, BENGALI, PUNJABI), strict=True):
            home.name = said
        for person, said in zip(session.scalars(select(Councillor)), NAMES, strict=False):
            person.surname = said
        for item, said in zip(session.scalars(select(Item)), (URDU, BENGALI, PUNJABI), strict=True):
            item.wording = said
        session.scalars(select(Visit)).one().seen = " ".join(NAMES)
    options = reports.Options(large=large, visit=1)
    pdf = reports.render(year, name, as_at=AS_AT, options=options)
    assert faults(pdf) == []
    assert pdf == reports.render(year, name, as_at=AS_AT, options=options)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "بلدیہ" in str(opened.docinfo.get("/Author", "")) + str(opened.docinfo.get("/Title", "")) + composed(
            " ".join(read(pdf).texts("P"))
        )


ORDER = """
import sys, hashlib, datetime as dt
sys.path.insert(0, "")
from cp_desktop.reports.builder import DocumentBuilder
from cp_desktop.reports.pdf.drawer import draw
names = sys.argv[1:]
def made(text):
    paper = DocumentBuilder("Names", council="Northborough", as_at=dt.date(2018, 1, 31))
    paper.title_block([])
    paper.text(text)
    return draw(paper.document()).content
for name in names:
    made(name)
print(hashlib.sha256(made(names[0])).hexdigest())
"""


def test_bytes_do_not_depend_on_what_was_printed_before() -> None:
    def printed(*names: str) -> str:
        run = [sys.executable, "-c", ORDER, *names]
        root = Path(__file__).parents[2]
        return subprocess.run(run, capture_output=True, check=True, text=True, cwd=root).stdout

    assert printed(URDU, BENGALI, PUNJABI) == printed(URDU) == printed(URDU, "فاطمہ", "علی محمد", YORUBA)


def test_fonts_are_read_when_they_are_used() -> None:
    code = (
        "import sys, datetime as dt; sys.path.insert(0, '');"
        "from cp_desktop.reports.builder import DocumentBuilder as Builder;"
        "from cp_desktop.reports.pdf.drawer import draw;"
        "from reportlab.pdfbase import pdfmetrics;"
        "p = Builder('Names', council='Ŵ', as_at=dt.date(2018, 1, 31)); p.title_block([]); p.text('Żółć');"
        "draw(p.document());"
        "print([name for name in pdfmetrics.getRegisteredFontNames() if name.startswith('NotoSans')])"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=root)
    assert run.stdout.strip() == "['NotoSans', 'NotoSans-Bold']"


def test_the_bundled_fonts_are_small_and_their_licence_is_there() -> None:
    fonts = RESOURCES / "fonts"
    extra = [font for script in scripts.SCRIPTS for font in fonts.glob(f"{script.face}-*.ttf")]
    assert len(extra) == 8
    assert sum(font.stat().st_size for font in extra) < 600_000
    licence = (fonts / "OFL.txt").read_text("utf-8")
    for script in scripts.SCRIPTS:
        assert re.sub(r"(?<=[a-z])(?=[A-Z])", " ", script.face) in licence
