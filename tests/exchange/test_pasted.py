"""What is pasted is read like a file: a block of cells, or a list of addresses."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cp_desktop.errors import UserError
from cp_desktop.exchange.readers import read_pasted


def cells(text: str) -> list[list[object]]:
    [sheet] = read_pasted(text).sheets
    return [list(row.cells) for row in sheet.rows]


@pytest.mark.parametrize(
    "text",
    [
        "Bell, Ann <ann@x.example>; Twin, Ben <ben@x.example>",
        "Bell, Ann <ann@x.example>;\r\nTwin, Ben <ben@x.example>;\r\n",
        '"Bell, Ann" <ann@x.example>, "Twin, Ben" <ben@x.example>',
        "'Bell, Ann' <ann@x.example>\nTwin, Ben <ben@x.example>\n",
    ],
)
def test_a_list_of_addresses_has_a_row_for_each(text: str) -> None:
    assert cells(text) == [["Name", "E-mail"], ["Bell, Ann", "ann@x.example"], ["Twin, Ben", "ben@x.example"]]


def test_addresses_without_names() -> None:
    assert cells("ann@x.example; ben@x.example") == [["Name", "E-mail"], ["", "ann@x.example"], ["", "ben@x.example"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Name\tWard\r\nAda\tMill\r\n\r\nBen\tQuay", [["Name", "Ward"], ["Ada", "Mill"], ["Ben", "Quay"]]),
        ('Name\tSaid\nAda\t"one\ntwo"', [["Name", "Said"], ["Ada", "one\ntwo"]]),
        ('Name\tSaid\n"Ada" Bell\t5" long', [["Name", "Said"], ['"Ada" Bell', '5" long']]),
        ("Name\tNote\nAda\tmail me: ada@x.example", [["Name", "Note"], ["Ada", "mail me: ada@x.example"]]),
        ("Name;Ward\nAda;Mill", [["Name", "Ward"], ["Ada", "Mill"]]),
        ("Ada Bell\nBen Twin", [["Ada Bell"], ["Ben Twin"]]),
    ],
)
def test_a_pasted_block_is_its_cells(text: str, rows: list[list[str]]) -> None:
    assert cells(text) == rows


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_pasted_gets_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="Nothing was pasted"):
        read_pasted(text)


WORDS = st.text("abÓ '-.", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_whatever_block_is_copied_its_cells_come_back(rows: list[list[str]]) -> None:
    assert cells("\n".join("\t".join(row) for row in rows)) == rows


@settings(max_examples=100, deadline=None)
@given(st.text("ab@<>;,\"'\t\n.-", max_size=40))
def test_whatever_is_pasted_is_read_or_gets_a_sentence(text: str) -> None:
    with suppress(UserError):
        assert len(read_pasted(text).sheets) == 1
