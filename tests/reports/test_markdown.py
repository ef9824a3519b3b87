"""Texts and their small Markdown: whatever is typed comes out, and none of it is taken for markup of the typesetter."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Paragraph

from cp_desktop.model import DocumentText, MunicipalYear
from cp_desktop.register import Register, texts
from cp_desktop.reports import markdown
from cp_desktop.reports.pdf import style
from cp_desktop.reports.pdf.charts import ticks
from cp_desktop.reports.pdf.style import edition


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("a **b** *c*", "a <b>b</b> <i>c</i>"),
        ("**b *and i***", "<b>b *and i</b>*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**open", "**open"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](ftp://y)", "x (ftp://y)"),
        (
            '[a&b](https://x.example/?a=1&b="2")',
            '<a href="https://x.example/?a=1&amp;b=&quot;2&quot;" color="#0b5c63" underline="1">a&amp;b</a>',
        ),
    ],
)
def test_inline_signs(typed: str, set_: str) -> None:
    assert markdown.inline(typed) == set_


SIGNS = (*"*[]()<>&/\"'#-_ ab.1\n{}", "**", "](https://x.example)", "<b>", "</para>")
signs = st.lists(st.sampled_from(SIGNS)).map("".join)


@settings(max_examples=300, deadline=None)
@given(signs | st.text())
def test_nothing_typed_breaks_the_typesetter(text: str) -> None:
    look = edition().styles["body"]
    for piece in markdown.pieces(text):
        made = Paragraph(markdown.inline(style.clean(piece.text)), look)
        shown = made.getPlainText()
        assert _bare(shown) == _bare(style.clean(piece.text))


def _bare(text: str) -> str:
    return re.sub(r"[\s*\[\]()]|https://x\.example", "", text)


def test_pieces_of_a_text() -> None:
    text = "One\nline.\n\n## Head\n- a\n  more\n- b\n\n1. first\n2) second\nAfter it.\n\n# Top"
    assert list(markdown.pieces(text)) == [
        markdown.Piece("paragraph", "One line."),
        markdown.Piece("heading", "Head", level=2),
        markdown.Piece("item", "a more", mark="•"),
        markdown.Piece("item", "b", mark="•"),
        markdown.Piece("item", "first", mark="1."),
        markdown.Piece("item", "second After it.", mark="2."),
        markdown.Piece("heading", "Top", level=1),
    ]


def test_letters_are_composed_and_the_invisible_goes() -> None:
    assert style.clean("Sia\u0302n\u200b\tO\u00adK\ufeff\x00") == "Siân OK"
    assert style.undrawable("Łukasz ŵ Ṣabā – “£” … €") == []
    assert style.undrawable("a ✓ b 龍 李 龍") == ["龍", "李"]


@pytest.mark.parametrize("highest", [0, 1, 2, 7, 30, 67, 911, 4_321, 99_999, 5_000_000])
def test_the_scale_of_a_chart_reaches_the_highest(highest: int) -> None:
    scale = ticks(highest)
    assert scale[0] == 0
    assert scale[-1] >= max(highest, 1)
    assert len({b - a for a, b in pairwise(scale)}) == 1


def test_states_differ_in_pattern() -> None:
    states = (style.UNDERTAKEN, style.NOT_YET, style.COMMITTED, style.UNCOMMITTED)
    assert len({state.pattern for state in states}) == len(states)


def test_sections_stand_in_order_and_know_who_wrote_them(register: Register) -> None:
    with register.operation("Edit texts") as session:
        for section, body in (
            ("50-next-steps", "# What next\n\nOurs."),
            ("10-purpose", "Only the body."),
            ("55-added", "New."),
        ):
            session.add(DocumentText(year_id=1, document="survey-summary", section=section, body=body))
    with register.reading() as session:
        found = texts.sections(session, "survey-summary", "2017/18")
        assert texts.sections(session, "survey-summary") == found
    assert [section.key for section in found] == sorted(section.key for section in found)
    by_key = {section.key: section for section in found}
    assert by_key["50-next-steps"] == texts.Section("50-next-steps", "What next", "Ours.", True)
    assert by_key["10-purpose"] == texts.Section("10-purpose", "Purpose", "Only the body.", True)
    assert by_key["55-added"].title == "Added"
    assert not by_key["20-background"].edited
    assert by_key["20-background"].body


def test_another_years_text_is_not_this_years(register: Register) -> None:
    with register.operation("Another year") as session:
        year = session.get_one(MunicipalYear, 1)
        later = MunicipalYear(
            label="2018/19",
            first_day=year.first_day.replace(year=2018),
            last_day=year.last_day.replace(year=2019),
        )
        session.add(later)
        session.flush()
        session.add(DocumentText(year_id=later.id, document="survey-summary", section="10-purpose", body="Later."))
    with register.reading() as session:
        assert not texts.sections(session, "survey-summary", "2017/18")[0].edited
        assert texts.sections(session, "survey-summary")[0].body == "Later."


def test_placeholders() -> None:
    values = {"council": "Ash & Co", "email": ""}
    assert texts.filled("{council} {other} {", values) == "Ash & Co {other} {"
    assert texts.filled("Ask {council}, [{email}](mailto:{email}).", values) == "Ask Ash & Co."
    assert texts.filled("[{email}](mailto:{email})", {"email": "a@b.example"}) == "[a@b.example](mailto:a@b.example)"
