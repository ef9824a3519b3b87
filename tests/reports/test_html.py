"""A paper as an HTML page: what a screen reader, a narrow screen and a careful eye meet, and nothing private."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from cp_desktop import reports
from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import Answer, Council, DocumentText
from cp_desktop.model.formats import contrast
from cp_desktop.register import Register
from cp_desktop.reports.builder import DocumentBuilder, Parts, column
from cp_desktop.reports.html.markup import markup
from cp_desktop.reports.html.page import STYLE
from cp_desktop.reports.markdown import inline
from cp_desktop.reports.palette import NOT_YET, UNDERTAKEN
from tests.reports.writing import write_paper

from .conftest import AS_AT, EVERY, PRIVATE, PUBLISHED, letters, printed, tree, words
from .drawing import begun, html_of, png

VOID = ("meta", "br", "hr", "img", "link", "input")


class Page(HTMLParser):
    """A page as it was read: its elements in order, each with its attributes, its own place and its words."""

    def __init__(self, made: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.said: list[list[str]] = []
        self.open: list[int] = []
        self.feed(made.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.elements[one][0] for one in self.open)))
        self.said.append([])
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for one in self.open:
            self.said[one].append(data)

    def of(self, *tags: str) -> list[tuple[dict[str, str | None], str]]:
        """The elements of these kinds in order: their attributes and their words."""
        return [
            (attributes, " ".join("".join(said).split()))
            for (tag, attributes, _), said in zip(self.elements, self.said, strict=True)
            if tag in tags
        ]

    @property
    def text(self) -> str:
        return self.of("body")[0][1]


def made_as(register: Register, name: str, ending: str, **more: Any) -> bytes:
    return reports.make(register, name, ending=ending, **more).content


LABELS = ("for", "aria-label", "aria-labelledby")


@EVERY
def test_every_paper_is_a_page_for_everybody(year: Register, name: str) -> None:
    with year.operation("Logo") as session:
        session.get_one(Council, 1).logo = png()
    made = made_as(year, name, ".html", as_at=AS_AT, options=reports.Options(visit=1, by=("ward",)))
    assert made_as(year, name, ".html", as_at=AS_AT, options=reports.Options(visit=1, by=("ward",))) == made
    page = Page(made)
    levels = [int(tag[1]) for tag, *_ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    keys = [str(attributes["id"]) for _, attributes, _ in page.elements if "id" in attributes]
    assert len(keys) == len(set(keys))
    named = {key for _, attributes, _ in page.elements for key in str(attributes.get("aria-labelledby", "")).split()}
    described = {
        str(attributes["aria-describedby"]) for _, attributes, _ in page.elements if "aria-describedby" in attributes
    }
    assert named | described <= set(keys)
    labelled = {attributes.get("for") for attributes, _ in page.of("label")}
    for tag, attributes, within in page.elements:
        if tag in ("input", "textarea"):
            assert "label" in within or attributes.get("id") in labelled or {*LABELS} & attributes.keys(), attributes
        assert tag not in ("script", "link", "iframe", "object", "form")
        assert not any(attribute.startswith("on") or attribute == "style" for attribute in attributes)
    assert all(said for _, said in page.of("caption"))
    assert [(attributes["alt"], str(attributes["src"])[:22]) for attributes, _ in page.of("img")] == [
        ("Logo of Northborough City Council", "data:image/png;base64,")
    ]
    assert b"url(" not in made
    mark = tree(year, name, visit=1).mark
    assert (mark.encode() in made) if mark else (b"Internal" not in made)


@PUBLISHED
def test_no_published_page_says_anything_private(year: Register, name: str) -> None:
    text = letters(made_as(year, name, ".html", as_at=AS_AT).decode()).casefold()
    for what, secret in PRIVATE.items():
        assert letters(secret).casefold() not in text, what


@pytest.fixture
def page(year: Register) -> Page:
    return Page(made_as(year, "handbook", ".html", as_at=AS_AT))


def test_headings_go_down_in_order_from_one_title(page: Page) -> None:
    levels = [int(tag[1]) for tag, *_ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(next <= level + 1 for level, next in pairwise(levels))
    assert set(levels) == {1, 2, 3, 4}
    assert page.of("h1")[0][1] == "A handbook for corporate parents"
    assert page.of("title")[0][1] == "A handbook for corporate parents – Northborough City Council"
    assert page.of("html")[0][0]["lang"] == "en-GB"


def test_everything_linked_is_there(page: Page) -> None:
    keys = [str(attributes["id"]) for _, attributes, _ in page.elements if "id" in attributes]
    assert len(keys) == len(set(keys))
    links = [str(attributes["href"]) for attributes, _ in page.of("a")]
    assert links[0] == "#main"
    assert {link[1:] for link in links if link.startswith("#")} <= set(keys)
    assert all(link.startswith(("#", "https://", "mailto:")) for link in links)
    for attributes, _ in [one for tag in page.elements for one in [(tag[1], "")]]:
        assert str(attributes.get("aria-labelledby", keys[0])) in keys
    listed = [
        said for (tag, _, within), said in zip(page.elements, page.said, strict=True) if tag == "a" and "nav" in within
    ]
    assert ["".join(one) for one in listed][:5] == [
        "How to use this handbook",
        "What a corporate parent is",
        "Our pledge",
        "How to use the menu",
        "1. Listen to children",
    ]


def test_tables_and_lists_say_what_they_are(page: Page) -> None:
    inside: dict[str, set[str]] = {"li": set(), "th": set(), "td": set(), "dt": set(), "dd": set()}
    for tag, attributes, within in page.elements:
        if tag in inside:
            inside[tag].add(within[-1])
        if tag == "th":
            assert attributes["scope"] in ("col", "row")
        if tag in ("ul", "ol"):
            assert within[-1] not in ("ul", "ol", "p")
    assert inside["li"] == {"ul", "ol"}
    assert inside["th"] | inside["td"] == {"tr"}
    assert len(page.of("caption")) == len(page.of("table")) >= 6
    assert all(said for _, said in page.of("caption"))
    assert all(said for attributes, said in page.of("th"))


def test_the_page_is_whole_in_itself(year: Register, page: Page) -> None:
    made = made_as(year, "handbook", ".html", as_at=AS_AT)
    assert not {"script", "img", "link", "iframe", "object"} & {tag for tag, *_ in page.elements}
    assert not any(
        name.startswith("on") or name in ("src", "style") for _, attributes, _ in page.elements for name in attributes
    )
    assert b"url(" not in made
    assert b"@import" not in made
    assert made_as(year, "handbook", ".html", as_at=AS_AT) == made


def test_what_was_typed_is_text(year: Register) -> None:
    with year.operation("Typed") as session:
        session.add(
            DocumentText(
                year_id=1,
                document="handbook",
                section="25-pledge",
                body='# A "pledge" <script>\n\n<img src=x onerror=alert(1)> [go](javascript:alert) '
                '[a"b](https://x.example/?"onclick=1) &amp; **bold *both* so**',
            )
        )
    page = Page(made_as(year, "handbook", ".html", as_at=AS_AT))
    assert 'A "pledge" <script>' in [said for _, said in page.of("h2")]
    assert '<img src=x onerror=alert(1)> go (javascript:alert) a"b &amp; bold both so' in page.text
    assert "Visit <b>&</b> report" in page.text
    assert "“Heard <em>them</em> & **acted**”" in page.text
    assert not {"script", "img"} & {tag for tag, *_ in page.elements}
    assert all(set(attributes) <= {"href", "class"} for attributes, _ in page.of("a"))


def test_nothing_private_is_on_the_page(year: Register, page: Page) -> None:
    text = letters(made_as(year, "handbook", ".html", as_at=AS_AT).decode()).casefold()
    for what, secret in PRIVATE.items():
        assert letters(secret).casefold() not in text, what
    for absent in ("Ann Ash", "Ben Birch", "Cath Cedar", "Superseded words", "Zitherwood"):
        assert letters(absent).casefold() not in text
    with year.operation("Leave for the name") as session:
        session.execute(update(Answer).where(Answer.example.like("Heard%")).values(may_be_named=True))
    page = Page(made_as(year, "handbook", ".html", as_at=AS_AT))
    assert [said for _, said in page.of("figcaption")] == ["Cllr Ann Ash"]


def test_the_page_says_what_the_pages_say(year: Register, page: Page, tmp_path: Path) -> None:
    paper = printed(year, "handbook", tmp_path)
    body = " ".join(sheet.extract_text() for sheet in paper.pages[2:])
    of_sheets = {
        "page",
        "checklist",
        "print",
        "fold",
        "lower",
        "behind",
        "along",
        "dashed",
        "panels",
        "turned",
        "bottom",
    }
    on_paper = set(re.findall(r"[a-z]{4,}", body.casefold())) - of_sheets
    on_page = set(re.findall(r"[a-z]+", page.text.casefold()))
    missing = {word for word in on_paper - on_page if word not in letters(page.text).casefold()}
    assert len(on_paper) > 900
    assert missing <= {"close", "card", "like", "inside", "meet", "half", "sheet", "side"}


@pytest.mark.parametrize("accent", [None, "#7A1F5C"])
def test_letters_stand_out_from_their_background_in_the_councils_colour_too(
    register: Register, accent: str | None
) -> None:
    with register.operation("Choose a colour") as session:
        session.get_one(Council, 1).accent = accent
    got = dict(re.findall(r"--([\w-]+): (#\w{6})", made_as(register, "handbook", ".html").decode()))
    assert got["accent"].upper() == (accent or "#0B5C63")
    pairs = [(ink, tint) for ink in ("ink", "quiet", "accent") for tint in ("white", "tint")]
    for ink, tint in [*pairs, ("ink", "warning-background"), ("accent", "warning-background"), ("white", "accent")]:
        assert contrast(got[ink], got[tint]) >= 4.5, (ink, tint)


def test_the_page_flows_at_any_width() -> None:
    """No width is fixed: 400% of a screen of 1280 is one of 320, and text may be made as large as anybody likes."""
    sheet = STYLE.read_text(encoding="utf-8")
    assert not re.search(r"(?<!max-)(?<!min-)width:\s*\d+(px|rem|em|pt)", sheet)
    assert not re.search(r"font(-size)?:[^;]*\dpx", sheet)
    assert "overflow-x: auto" in sheet
    assert "overflow-wrap" in sheet


# -- the paper itself


def _made(paper: DocumentBuilder) -> Page:
    return Page(html_of(paper))


def test_no_level_of_heading_is_left_out_whatever_the_text() -> None:
    paper = DocumentBuilder("Title", council="Northborough", as_at=AS_AT)
    paper.title_block([("To", "All"), ("Empty", "")])
    paper.heading("One")
    paper.markdown("### Deep first\n\nText\n\n## Higher\n\n#### Deepest", 2)
    page = _made(paper)
    assert [tag for tag, *_ in page.elements if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h3", "h3", "h4"]
    assert [said for _, said in page.of("dt")] == ["To"]


def test_a_chart_is_the_table_of_its_numbers() -> None:
    paper = begun("Title")
    parts: Parts = [(UNDERTAKEN, 3), (NOT_YET, 1)]
    paper.bars("What became of them", [("Listen", parts, "3 of 4")], [UNDERTAKEN, NOT_YET])
    page = _made(paper)
    assert [said for _, said in page.of("caption")] == ["What became of them"]
    heads = [("col", name) for name in ("What", "Undertaken", "Not yet undertaken", "In words")]
    assert [(attributes["scope"], said) for attributes, said in page.of("th")] == [*heads, ("row", "Listen")]
    assert [said for _, said in page.of("td")] == ["3", "1", "3 of 4"]


def test_a_table_without_caption_takes_its_heading() -> None:
    paper = begun("Title")
    paper.heading("Posts")
    paper.table([column("", 1, number=True), column("Post", 1)], [[1, "Head"]], ["", "All"])
    page = _made(paper)
    assert [said for _, said in page.of("caption")] == ["Posts"]
    assert [said for _, said in page.of("th")] == ["Post", "Head", "All"]


def test_numbered_lists_keep_their_numbers() -> None:
    paper = begun("Title")
    paper.markdown("3. Three\n4. Four\n\nBetween\n\n- Dot")
    page = _made(paper)
    assert [attributes.get("start") for attributes, _ in page.of("ol")] == ["3"]
    assert [said for _, said in page.of("li")] == ["Three", "Four", "Dot"]


def test_inline_marks() -> None:
    assert markup(inline("**a *b* c** [d](mailto:e@f.example) 2 * 3 < 4")) == (
        '<strong>a <em>b</em> c</strong> <a href="mailto:e@f.example">d</a> 2 * 3 &lt; 4'
    )


# -- writing it


def test_the_name_of_the_file_decides(year: Register, tmp_path: Path) -> None:
    out = tmp_path / "handbook.html"
    assert main(["--register", str(year.place), "print", "handbook", "--out", str(out), "--as-at", "2018-01-31"]) == 0
    assert out.read_bytes() == made_as(year, "handbook", ".html", as_at=AS_AT)
    with pytest.raises(UserError, match=r"“form\.odt”.*\.pdf, \.html or \.docx"):
        write_paper(year, "visit-form", tmp_path / "form.odt", as_at=AS_AT)
    assert not (tmp_path / "form.odt").exists()
    with pytest.raises(UserError, match="stopped"):
        write_paper(year, "handbook", tmp_path / "stopped.html", as_at=AS_AT, cancelled=lambda: True)
    assert not (tmp_path / "stopped.html").exists()


def test_an_empty_register_makes_a_page(register: Register, tmp_path: Path) -> None:
    page = Page(made_as(register, "handbook", ".html", as_at=AS_AT))
    assert "The menu of 2017/18 is not in the register yet." in page.text
    assert page.of("h2")[-1][1] == "Index"
    assert words(printed(register, "handbook", tmp_path))
