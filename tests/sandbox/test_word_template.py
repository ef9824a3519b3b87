"""Of a council's Word document its dress is kept and its text is not; whatever hides in it, a sentence comes of it."""

import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt, RGBColor

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.sandbox.word_template import DAY, LARGEST_FILE, LARGEST_KEPT, harmless

READER = "cp_desktop.sandbox.word_template"
REFUSED = "The template was not changed."
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

Parts = dict[str, bytes]


def letterhead() -> Any:
    """A document as a council has one, with words in it that are nobody else's business."""
    made = Document()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x5A, 0x14, 0x78)
    made.styles["Normal"].font.size = Pt(12)
    first = made.sections[0]
    first.header.paragraphs[0].text = "Winterbrook Borough Council"
    first.header.paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))
    first.footer.paragraphs[0].text = "www.winterbrook.example"
    first.page_width, first.page_height = Mm(210), Mm(297)
    made.add_paragraph("What the last committee was told in private")
    made.add_section()
    made.sections[1].left_margin = Mm(31)
    made.core_properties.author = "A clerk"
    made.core_properties.comments = "Draft for the leader only"
    return made


def saved(path: Path, change: Callable[[Parts], None] | None = None) -> Path:
    """The letterhead as a file, its parts changed first."""
    out = io.BytesIO()
    letterhead().save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if change:
        change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def taken(path: Path) -> bytes:
    return base64.b64decode("".join(sandbox.read(READER, path)))


def replaced(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def related(part: str, kind: str, target: str, outside: bool = False) -> Callable[[Parts], None]:
    """A part that refers to something, by the name rId99."""

    def change(parts: Parts) -> None:
        folder, name = part.rsplit("/", 1)
        place = f"{folder}/_rels/{name}.rels"
        mode = ' TargetMode="External"' if outside else ""
        said = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        parts[place] = parts.get(place, empty).replace(b"</Relationships>", said.encode())

    return change


def in_header(xml: str, *more: Callable[[Parts], None]) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts["word/header1.xml"] = parts["word/header1.xml"].replace(b"</w:hdr>", f"{xml}</w:hdr>".encode())
        for other in more:
            other(parts)

    return change


def test_the_styles_of_a_document_are_kept_and_its_words_are_not(tmp_path: Path) -> None:
    kept = taken(saved(tmp_path / "Letterhead.docx"))
    assert harmless(kept)
    made = Document(io.BytesIO(kept))
    assert [len(made.paragraphs), len(made.tables), len(made.sections)] == [0, 0, 1]
    section = made.sections[0]
    assert round(section.left_margin.mm) == 31  # of the last section, as when all text is deleted in Word,
    assert section.header.paragraphs[0].text == "Winterbrook Borough Council"  # which takes the header over
    assert section.footer.paragraphs[0].text == "www.winterbrook.example"
    assert section.orientation == WD_ORIENT.PORTRAIT
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x5A, 0x14, 0x78)
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {DAY}
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert PIXEL in whole
        for secret in (b"in private", b"A clerk", b"for the leader"):
            assert secret not in whole
    assert taken(saved(tmp_path / "Letterhead.docx")) == kept


def test_settings_that_would_lock_track_or_fetch_are_left_behind(tmp_path: Path) -> None:
    def change(parts: Parts) -> None:
        more = (
            '<w:attachedTemplate r:id="rId99"/><w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
            "<w:trackRevisions/><w:updateFields/><w:mailMerge/><w:evenAndOddHeaders/></w:settings>"
        )
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"</w:settings>", more.encode())
        related("word/settings.xml", "attachedTemplate", "file:///C:/Templates/Committee.dotm", outside=True)(parts)

    kept = taken(saved(tmp_path / "Letterhead.docx", change))
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        settings = archive.read("word/settings.xml").decode()
        assert "word/_rels/settings.xml.rels" not in archive.namelist()
    assert "evenAndOddHeaders" in settings
    for left in ("attachedTemplate", "documentProtection", "trackRevisions", "updateFields", "mailMerge", "rsid"):
        assert left not in settings
    assert Document(io.BytesIO(kept)).settings.odd_and_even_pages_header_footer


def hidden(part: str) -> Callable[[Parts], None]:
    """A part that is no picture, whatever it is called by."""

    def change(parts: Parts) -> None:
        parts[part] = b"MZ"

    return change


def many(number: int, kind: str) -> str:
    return "".join(f'<w:{kind} w:{kind}Id="a{at}"/>' for at in range(number))


def test_links_to_the_web_to_a_letter_and_within_stay(tmp_path: Path) -> None:
    link = f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rId99"><w:r><w:t>Write to us</w:t></w:r></w:hyperlink></w:p>'
    for address in ("https://winterbrook.example", "HTTP://winterbrook.example", "mailto:us@winterbrook.example"):
        change = in_header(link, related("word/header1.xml", "hyperlink", address, outside=True))
        kept = taken(saved(tmp_path / "a.docx", change))
        with zipfile.ZipFile(io.BytesIO(kept)) as archive:
            assert address in archive.read("word/_rels/header1.xml.rels").decode()
    fields = (r' HYPERLINK "https://winterbrook.example" \o "See" ', r' HYPERLINK \l "top" ', r' DATE \@ "d:m" ')
    for said in fields:
        taken(saved(tmp_path / "a.docx", in_header(FIELD.format(said) + FIELD.format(" NUMPAGES "))))


MAIN = "wordprocessingml.document.main+xml"
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r></w:p>'


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (replaced("[Content_Types].xml", MAIN, "wordprocessingml.template.main+xml"), r"\.dotx"),
        (
            replaced(
                "[Content_Types].xml",
                f"application/vnd.openxmlformats-officedocument.{MAIN}",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
            "holds macros",
        ),
        (lambda parts: parts.update({"word/vbaProject.bin": b"program"}), "holds macros"),
        (replaced("[Content_Types].xml", MAIN, "spreadsheetml.sheet.main+xml"), "not a Word document"),
        (replaced("_rels/.rels", f"{OFFICE}/officeDocument", "http://purl.oclc.org/x/officeDocument"), "Strict"),
        (lambda parts: parts.pop("[Content_Types].xml"), "not a Word document"),
        (lambda parts: parts.pop("word/document.xml"), "damaged"),
        (replaced("word/document.xml", "<w:body>", "<w:body"), "damaged"),
        (replaced("word/styles.xml", "?>", '?><!DOCTYPE a [<!ENTITY b "c">]>'), "damaged"),
        (in_header(FIELD.format(' INCLUDEPICTURE "https://winterbrook.example/logo.png" ')), "in another file"),
        (
            in_header(
                f'<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{OFFICE}" '
                'r:href="rId99"/></w:pict></w:r></w:p>',
                related("word/header1.xml", "image", "https://winterbrook.example/logo.png", outside=True),
            ),
            "in another file",
        ),
        (
            in_header(
                f'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
                f'xmlns:r="{OFFICE}" r:id="rId99"/></w:object></w:r></w:p>',
                related("word/header1.xml", "oleObject", "embeddings/a.bin"),
            ),
            "embedded object",
        ),
        *(
            (in_header("", related("word/header1.xml", "hyperlink", address, outside=True)), "leads neither to the web")
            for address in (
                "javascript:alert(1)",
                "file:///C:/a.exe",
                r"\\\\server\a.docm",
                "ms-word:ofe|u|https://a.b/c",
            )
        ),
        (in_header(FIELD.format(' HYPERLINK \\o "See" "javascript:alert(1)" ')), "leads neither to the web"),
        (in_header(FIELD.format(' HYPERLINK "C:\\\\a.exe" ')), "leads neither to the web"),
        (
            in_header('<w:p><w:r><w:pict><v:shape xmlns:v="urn:v" href="javascript:alert(1)"/></w:pict></w:r></w:p>'),
            "leads neither to the web",
        ),
        (
            in_header('<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:v" src="http://a.b/c.png"/></w:pict></w:r></w:p>'),
            "in another file",
        ),
        (
            in_header(
                f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rId99"/></w:p>',
                related("word/header1.xml", "hyperlink", "embeddings/a.exe"),
            ),
            "leads neither to the web",
        ),
        (
            in_header("", related("word/header1.xml", "image", "embeddings/a.bin"), hidden("word/embeddings/a.bin")),
            "embedded object",
        ),
        (replaced("word/styles.xml", "</w:styles>", f"{many(5_001, 'style')}</w:styles>"), r"has 5,\d\d\d styles"),
        (replaced("word/numbering.xml", "</w:numbering>", f"{many(260_000, 'num')}</w:numbering>"), "far more parts"),
    ],
)
def test_what_is_no_plain_word_document_is_refused(tmp_path: Path, change: Callable[[Parts], None], why: str) -> None:
    path = saved(tmp_path / "Committee.docx", change)
    with pytest.raises(UserError, match=why) as got:
        taken(path)
    assert REFUSED in str(got.value)
    assert "Committee.docx" in str(got.value)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"", "damaged"),
        (b"{\\rtf1 words}", "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Word, or is protected by a password"),
        (bytes(LARGEST_FILE + 1), "larger than 20 MB"),
    ],
)
def test_what_is_no_packed_document_is_refused(tmp_path: Path, held: bytes, why: str) -> None:
    path = tmp_path / "Committee.docx"
    path.write_bytes(held)
    with pytest.raises(UserError, match=why) as got:
        taken(path)
    assert REFUSED in str(got.value)


def test_a_document_that_is_small_packed_and_monstrous_unpacked_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.docx", lambda parts: parts.update({"word/media/a.bin": bytes(80_000_000)}))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="far too large once unpacked"):
        taken(path)


def test_a_part_that_says_it_is_small_and_is_not_ends_in_a_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.docx", lambda parts: parts.update({"word/styles.xml": b"<a>" + bytes(20_000_000)}))
    held = path.read_bytes()
    assert (20_000_003).to_bytes(4, "little") in held
    path.write_bytes(held.replace((20_000_003).to_bytes(4, "little"), (900).to_bytes(4, "little")))
    with pytest.raises(UserError, match="damaged"):
        taken(path)


def test_deeply_nested_or_entity_laden_parts_do_not_end_the_program(tmp_path: Path) -> None:
    deep = b"<a>" * 300_000 + b"</a>" * 300_000
    path = saved(tmp_path / "a.docx", lambda parts: parts.update({"word/header1.xml": deep}))
    with pytest.raises((UserError, sandbox.Overrun)):
        taken(path)


def test_large_pictures_of_headers_are_refused_and_of_the_text_are_not(tmp_path: Path) -> None:
    import random

    noise = random.Random(1).randbytes(LARGEST_KEPT + 1000)
    kept = taken(saved(tmp_path / "a.docx", lambda parts: parts.update({"word/media/text.png": noise})))
    assert len(kept) < 100_000
    path = saved(tmp_path / "b.docx", lambda parts: parts.update({"word/media/image1.png": noise}))
    with pytest.raises(UserError, match=r"take more than 4 MB"):
        taken(path)


def test_only_what_the_sandbox_hands_back_may_be_unpacked_outside_it(tmp_path: Path) -> None:
    kept = taken(saved(tmp_path / "a.docx"))
    assert harmless(kept)
    assert not harmless(kept[: len(kept) // 2])
    assert not harmless(kept + bytes(LARGEST_KEPT))
    assert not harmless(b"")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(70_000_000))
        archive.writestr("_rels/.rels", b"")
    assert not harmless(out.getvalue())
