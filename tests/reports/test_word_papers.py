"""Every paper of the demo as a Word document, from the register and in the dress of the council's own template."""

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register
from cp_desktop.reports import Options
from cp_desktop.sandbox import word_template
from cp_desktop.services.council import set_word_template
from tests.reports.word_rules import problems
from tests.reports.writing import write_paper

from .conftest import EVERY

AS_AT = dt.date(2018, 1, 31)
EVERYTHING = Options(by=("group", "district", "ward"))


@pytest.fixture(scope="module")
def year(demo_file: Path) -> Iterator[Register]:
    with Register.open(demo_file, write=False) as register:
        yield register


def word(register: Register, name: str, options: Options = EVERYTHING) -> bytes:
    return reports.make(register, name, as_at=AS_AT, options=options, ending=".docx").content


@EVERY
def test_every_paper_is_sound_and_the_same_twice(year: Register, name: str) -> None:
    held = word(year, name)
    assert problems(held) == []
    assert word(year, name) == held


@EVERY
def test_large_print_is_sound_too(year: Register, name: str) -> None:
    assert problems(word(year, name, Options(large=True))) == []


def test_charts_are_pictures_that_say_their_numbers(year: Register) -> None:
    made = docx.Document(io.BytesIO(word(year, "coverage")))
    said = [drawn.get("descr") for drawn in made.element.body.iter(qn("wp:docPr"))]
    assert len(said) == 2
    assert all("Visited" in one for one in said)
    assert [shape.width.pt > 400 for shape in made.inline_shapes] == [True, True]


def template(path: Path) -> bytes:
    made = docx.Document()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    made.sections[0].header.paragraphs[0].text = "Northborough letterhead"
    made.save(str(path))
    return base64.b64decode("".join(word_template.read(path)))


def test_papers_use_the_councils_own_template_until_it_is_removed(register: Register, tmp_path: Path) -> None:
    plain = word(register, "handbook", Options())
    set_word_template(register, "Committee.docx", template(tmp_path / "Committee.docx"))
    held = word(register, "handbook", Options())
    assert problems(held) == []
    made = docx.Document(io.BytesIO(held))
    assert made.sections[0].header.paragraphs[0].text == "Northborough letterhead"
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert any(one.style.name == "Heading 1" for one in made.paragraphs)
    set_word_template(register, "", None)
    assert word(register, "handbook", Options()) == plain


def test_a_template_in_which_no_paper_can_be_drawn_is_not_kept(register: Register) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "")
    with pytest.raises(UserError, match="template cannot be read"):
        set_word_template(register, "Committee.docx", out.getvalue())
    with register.reading() as session:
        assert session.get_one(Council, 1).word_template_id is None


@pytest.mark.parametrize("name", ["paper", "paper.txt", "paper.doc", "paper.pdf.zip"])
def test_a_name_that_says_no_format_is_refused_and_the_three_are_named(
    register: Register, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UserError, match=r"\.pdf, \.html or \.docx"):
        write_paper(register, "handbook", tmp_path / name)
    assert list(tmp_path.glob("paper*")) == []


@pytest.mark.parametrize(
    ("name", "begin"), [("a.PDF", b"%PDF"), ("a.html", b"<!DOCTYPE html"), ("a.htm", b"<!DOCTYPE"), ("a.docx", b"PK")]
)
@pytest.mark.parametrize("document", ["visit-form", "coverage"])
def test_the_ending_decides_for_every_paper(
    register: Register, tmp_path: Path, name: str, begin: bytes, document: str
) -> None:
    write_paper(register, document, tmp_path / name, as_at=AS_AT)
    assert (tmp_path / name).read_bytes().startswith(begin)


def test_a_word_paper_replaces_a_word_document_and_nothing_else_that_is_packed(
    register: Register, tmp_path: Path
) -> None:
    docx.Document().save(str(tmp_path / "paper.docx"))
    write_paper(register, "visit-form", tmp_path / "paper.docx", as_at=AS_AT, replace=True)
    assert b"Visit to" in zipfile.ZipFile(tmp_path / "paper.docx").read("word/document.xml")
    for name, inside in (("list.docx", "xl/workbook.xml"), ("damaged.docx", "")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(inside or "a", b"figures")
        if not inside:
            (tmp_path / name).write_bytes(b"PK\x03\x04 and no more")
        held = (tmp_path / name).read_bytes()
        with pytest.raises(UserError, match="is no paper, and was left as it is"):
            write_paper(register, "visit-form", tmp_path / name, as_at=AS_AT, replace=True)
        assert (tmp_path / name).read_bytes() == held


def test_stopping_writes_nothing(register: Register, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="stopped"):
        write_paper(register, "handbook", tmp_path / "a.docx", cancelled=lambda: True)
    assert not (tmp_path / "a.docx").exists()
