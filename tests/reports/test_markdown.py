"""Texts and their small Markdown: whatever is typed comes out, and none of it is taken for markup of the typesetter."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Paragraph

from cp_desktop.model import DocumentText, MunicipalYear
from cp_desktop.register import Register, texts
from cp_desktop.reports import palette
from cp_desktop.reports.blocks import ItemList, ListItem, Run, SectionHeading, Text, plain
from cp_desktop.reports.blocks import Paragraph as TextParagraph
from cp_desktop.reports.chart_scale import ticks
from cp_desktop.reports.markdown import TextBlock, blocks, inline
from cp_desktop.reports.pdf import style
from cp_desktop.reports.pdf.markup import markup
from cp_desktop.reports.pdf.style import edition
from cp_desktop.reports.text import clean


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("a **b** *c*", "a <b>b</b> <i>c</i>"),
        ("**b *and i***", "<b>b </b><b><i>and i</i></b>"),
        ("***both*** x", "<b><i>both</i></b> x"),
        ("**Lead:**text", "<b>Lead:</b>text"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("**open", "**open"),
        ("_a_ b_c_d `e` ![f](g) \\*h\\*", "_a_ b_c_d `e` !f (g) \\<i>h\\</i>"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("&amp; <https://x.example>", "&amp;amp; &lt;https://x.example&gt;"),
        ("[x](javascript:alert(1))", "x (javascript:alert(1))"),
        ("[x](ftp://y)", "x (ftp://y)"),
        (
            '[a&b](https://x.example/?a=1&b="2")',
            '<a href="https://x.example/?a=1&amp;b=&quot;2&quot;" color="#0b5c63" underline="1">a&amp;b</a>',
        ),
    ],
)
def test_inline_signs(typed: str, set_: str) -> None:
    assert markup(inline(typed), "#0b5c63") == set_


SIGNS = (*"*[]()<>&/\"'#-_ ab.1\n{}", "**", "](https://x.example)", "<b>", "</para>")
signs = st.lists(st.sampled_from(SIGNS)).map("".join)


@settings(max_examples=300, deadline=None)
@given(signs | st.text())
def test_nothing_typed_breaks_the_typesetter_or_is_lost(text: str) -> None:
    look = edition().styles["body"]
    read = [text_of for block in blocks(text) for text_of in texts_of(block)]
    shown = [Paragraph(markup(words, "#0b5c63"), look).getPlainText() for words in read]
    assert _bare(" ".join(shown)) == _bare(" ".join(map(clean, text.splitlines())))


def texts_of(block: TextBlock) -> list[Text]:
    return [item.text for item in block.items] if isinstance(block, ItemList) else [block.text]


def _bare(text: str) -> str:
    """A text without blanks and all signs that may mean something."""
    return re.sub(r"[\s*\[\]()#•.0-9-]|https://x\.example", "", text)


def test_pieces_of_a_text() -> None:
    text = "One\nline.\n\n## Head\n- a\n  more\n* b\n\n1. first\n2) second\nAfter it.\n\n# Top"
    dots = (ListItem((Run("a more"),)), ListItem((Run("b"),)))
    numbers = (ListItem((Run("first"),), "1."), ListItem((Run("second After it."),), "2."))
    assert blocks(text) == [
        TextParagraph((Run("One line."),)),
        SectionHeading((Run("Head"),), 2, 2, listed=False),
        ItemList(dots),
        ItemList(numbers, ordered=True),
        SectionHeading((Run("Top"),), 2, 2, listed=False),
    ]


def test_an_item_begins_where_its_line_does_and_other_lines_are_text() -> None:
    text = (
        "So:\n3. three\n4. four\n  - below\n    • pasted\n\n    indented\n\n2017. It was\n+ plus\n---\n#tag\n##### five"
    )
    found = [plain(words) for block in blocks(text) for words in texts_of(block)]
    assert found == ["So:", "three", "four", "below", "pasted", "indented", "2017. It was + plus --- #tag ##### five"]
    assert [type(block).__name__ for block in blocks(text)] == [
        "Paragraph",
        "ItemList",
        "ItemList",
        "Paragraph",
        "Paragraph",
    ]


def test_letters_are_composed_and_the_invisible_goes() -> None:
    assert clean("Sia\u0302n\u200b\tO\u00adK\ufeff\x00") == "Siân OK"
    assert style.undrawable("Łukasz ŵ Ṣabā – “£” … €") == []
    assert style.undrawable("a ✓ b 龍 李 龍") == ["龍", "李"]


@pytest.mark.parametrize("highest", [0, 1, 2, 7, 30, 67, 911, 4_321, 99_999, 5_000_000])
def test_the_scale_of_a_chart_reaches_the_highest(highest: int) -> None:
    scale = ticks(highest)
    assert scale[0] == 0
    assert scale[-1] >= max(highest, 1)
    assert len({b - a for a, b in pairwise(scale)}) == 1


def test_states_differ_in_pattern() -> None:
    states = (palette.UNDERTAKEN, palette.NOT_YET, palette.COMMITTED, palette.UNCOMMITTED)
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
