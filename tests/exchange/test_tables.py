"""Tables are found wherever they stand on a sheet, as many as there are, whichever way round they run."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cp_desktop.errors import UserError
from cp_desktop.exchange import tables
from cp_desktop.exchange.cells import Cell
from cp_desktop.exchange.readers import Row, Sheet
from cp_desktop.exchange.tables import RawTable, tables_in

KNOWN = {"councillor", "ward", "party", "date", "home", "urn", "email", "start date"}


def score(texts: Sequence[str]) -> float:
    """How many of the texts are headings that somebody knows, as a kind of list does."""
    found = len({text.lower() for text in texts} & KNOWN)
    return 2 * found + sum(text[:1].isdigit() for text in texts) * bool(found)


def sheet(*rows: Sequence[Cell], first: int = 1) -> Sheet:
    """A sheet of these rows; blank ones are left out, as readers do."""
    return Sheet("List", [Row(number, row, "List") for number, row in enumerate(rows, first) if any(row)])


def found(*rows: Sequence[Cell]) -> list[RawTable]:
    return tables_in(sheet(*rows), score)


def held(table: RawTable) -> list[tuple[int, list[Cell]]]:
    return [(row.number, list(row.cells)) for row in table.rows]


ADA, BEN, CEM = ["Ada", "Mill"], ["Ben", "Quay"], ["Cem", "Shore"]
HEADINGS = ["Councillor", "Ward"]


def test_a_table_below_titles_and_beside_blank_columns() -> None:
    [table] = found(["", "Our members"], ["", "as at 1 June"], [], ["", *HEADINGS], [], ["", *ADA], ["", *BEN])
    assert (table.heading_rows, table.headings, table.title) == ((4,), ["", *HEADINGS], "Our members, as at 1 June")
    assert held(table) == [(6, ["", *ADA]), (7, ["", *BEN])]


@pytest.mark.parametrize("between", [[[]], [[], ["Homes in the city"], []], [["Homes in the city"]]])
def test_tables_one_under_another(between: list[list[Cell]]) -> None:
    homes = [["Home", "URN", "Places"], ["Home 1", "SC1", 4.0]]
    members, found_homes = found(HEADINGS, ADA, BEN, *between, *homes)
    assert held(members) == [(2, ADA), (3, BEN)]
    assert (found_homes.headings, [row.cells for row in found_homes.rows]) == (homes[0], [homes[1]])
    assert found_homes.title == ("Homes in the city" if any(between) else "")


def test_headings_repeated_on_every_page_are_no_rows() -> None:
    pages = [HEADINGS, *[ADA] * 30, HEADINGS, *[BEN] * 30, [], HEADINGS, CEM]
    [table] = found(*pages)
    assert [row.cells for row in table.rows] == [*[ADA] * 30, *[BEN] * 30, CEM]


def test_the_last_row_of_a_page_is_a_row() -> None:
    """It was taken for what the headings below it are about."""
    headings = ["Councillor", "Ward", "Party", "Email"]
    rows: list[list[Cell]] = [
        ["Ada", "Mill", "Green", "a@x.example"],
        ["Ben", "Quay", "", "7/8"],
        ["Cem", "", "", "c@x"],
    ]
    for last in rows:
        [table] = found(headings, *rows, last, headings, *rows)
        assert [row.cells for row in table.rows] == [*rows, last, *rows]


def test_the_same_headings_under_titles_are_tables_of_their_own() -> None:
    first, second = found(["Mill"], ["Councillor", "Party"], ["Ada", "Green"], ["Quay"], ["Councillor", "Party"], BEN)
    assert [(first.title, held(first)), (second.title, held(second))] == [
        ("Mill", [(3, ["Ada", "Green"])]),
        ("Quay", [(6, BEN)]),
    ]


def test_a_footer_stays_with_the_table_that_it_stands_under() -> None:
    footer = ["Total: 2 members", ""]
    members, _ = found(HEADINGS, ADA, BEN, footer, [], ["Home", "URN"], ["Home 1", "SC1"])
    assert held(members) == [(2, ADA), (3, BEN), (4, footer)]


def test_tables_side_by_side() -> None:
    left, right = found(["Mill", "", "", "Quay"], [*HEADINGS, "", *HEADINGS], [*ADA, "", *BEN], ["", "", "", *CEM])
    assert (left.headings, held(left)) == ([*HEADINGS, ""], [(3, [*ADA, ""])])
    assert (right.headings, held(right)) == (HEADINGS, [(3, BEN), (4, CEM)])
    assert [one.title for one in (left, right)] == ["Mill", "Quay"]


def test_columns_that_are_there_twice_are_not_tables() -> None:
    """One half is blank, or says the same: then nothing stands beside anything."""
    for right in (["", ""], ADA):
        [table] = found([*HEADINGS, *HEADINGS], [*ADA, *right])
        assert table.headings == [*HEADINGS, *HEADINGS]


@pytest.mark.parametrize(
    ("rows", "headings"),
    [
        # What several columns are about stands above them: it is needed where two are called alike.
        ([["Provider", "", "Last visit", ""], ["Home", "Date", "Date", "URN"]], None),
        (
            [["Home", "Visits", "", ""], ["", "Date", "By", "Kind"]],
            ["Home", "Date", "Visits: By", "Visits: Kind"],
        ),
        # Merged cells, filled.
        ([["Home", "Visits", "Visits"], ["Home", "Date", "By"]], ["Home", "Date", "By"]),
        # SurveyMonkey.
        (
            [["Start Date", "Email", "1. Visit homes", "", "Your name"], ["", "", "Response", "Example", "Response"]],
            ["Start Date", "Email", "1. Visit homes", "1. Visit homes: Example", "Your name"],
        ),
        # Kobo's line of tags.
        ([["Councillor", "Ward"], ["#name", "#loc +ward"]], ["Councillor", "Ward"]),
    ],
)
def test_two_rows_of_headings_are_joined(rows: list[list[Cell]], headings: list[str] | None) -> None:
    data = [f"x{place}" for place in range(len(rows[0]))]
    [table] = found(*rows, data, data[::-1])
    expected = headings or ["Home", "Provider: Date", "Last visit: Date", "URN"]
    assert (table.heading_rows, table.headings) == ((1, 2), expected)
    assert [row.cells for row in table.rows] == [data, data[::-1]]


def test_a_first_row_of_data_is_no_second_row_of_headings() -> None:
    for row in (["Ada", "", "Green"], ["Ada", "Mill", "Green"]):
        [table] = found(["Councillor", "Ward", "Party"], row, ["Ben", "Quay", "Red"])
        assert table.rows[0].cells == row


def test_fields_down_the_first_column_are_turned() -> None:
    [table] = found(
        ["Members at a glance"],
        ["Councillor", "Ada", "Ben"],
        ["Ward", "Mill", "Quay"],
        ["1 Visit homes", "Yes", ""],
        ["2 Listen", "", "Yes"],
    )
    assert table.turned
    assert (table.headings, table.title) == (["Councillor", "Ward", "1 Visit homes", "2 Listen"], "Members at a glance")
    assert held(table) == [(2, ["Ada", "Mill", "Yes", ""]), (3, ["Ben", "Quay", "", "Yes"])]


@pytest.mark.parametrize(
    ("rows", "headings", "heading_rows"),
    [
        # Words that are there once head columns; words that come again below are values.
        ([["Ref", "Payee"], ["A1", "Northern Ltd"], ["A2", "Southern Ltd"]], ["Ref", "Payee"], (1,)),
        ([["Ada", "Green"], ["Ben", "Green"]], ["Column A", "Column B"], ()),
        ([[1.0, "Visit homes"], [2.0, "Listen"]], ["Column A", "Column B"], ()),
        ([["Ada", "ada@x.example"], ["Ben", "ben@x.example"]], ["Column A", "Column B"], ()),
        ([["Ada Dean"], ["Ben Twin"]], ["Column A"], ()),
        ([["Payments"], [], ["Ref", "Payee"], ["A1", "X"]], ["Ref", "Payee"], (3,)),
    ],
)
def test_headings_that_nobody_knows_are_told_by_their_form(
    rows: list[list[Cell]], headings: list[str], heading_rows: tuple[int, ...]
) -> None:
    [table] = found(*rows)
    assert (table.headings, table.heading_rows) == (headings, heading_rows)
    assert len(table.rows) == sum(map(bool, rows)) - len(heading_rows) - bool(table.title)


def test_rows_of_numbers_and_dates_are_no_headings() -> None:
    items = [["Councillor", *[float(number) for number in range(1, 8)]]]
    [table] = found(*items, ["Ada", *[""] * 6, "Yes"], ["Ben", *[1.0] * 7])
    assert table.headings == ["Councillor", *"1234567"]
    [table] = found(["Date", "Ward"], *([dt.date(2017, 5, day), "Mill"] for day in range(1, 31)))
    assert len(table.rows) == 30


def test_a_column_without_a_heading_that_holds_something_goes_by_its_letter() -> None:
    [table] = found(["Councillor", "", "Ward", ""], ["Ada", "a note", "Mill", ""], ["Ben", "", "Quay", "", "far out"])
    assert table.headings == ["Councillor", "Column B", "Ward", "", "Column E"]
    assert {len(row.cells) for row in table.rows} == {5}


def test_a_few_wide_rows_among_many_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 100)
    with pytest.raises(UserError, match=r"as far as column AD, over 5 rows.* Nothing was imported"):
        found([*HEADINGS, *[""] * 27, "Party"], *[[*ADA]] * 5)


def test_a_sheet_of_blanks_has_no_table() -> None:
    assert found(["\u200b ", ""], [None]) == []


WORDS = st.text("abcde", min_size=1, max_size=6)
TABLES = st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(TABLES, st.integers(0, 4), st.integers(0, 3), st.sampled_from([1, 25]))
def test_wherever_a_table_stands_its_rows_come_out(rows: list[list[str]], above: int, left: int, times: int) -> None:
    headings: list[Cell] = ["Councillor", "Ward", "Party"]
    data = rows * times
    [table] = found(*[[]] * above, *[[""] * left + row for row in [headings, *data]])
    assert [row.cells[left:] for row in table.rows] == data
    assert [row.number for row in table.rows] == list(range(above + 2, above + 2 + len(data)))
    assert table.headings[left:] == headings


@settings(max_examples=80, deadline=None)
@given(st.lists(TABLES, min_size=1, max_size=4))
def test_however_many_tables_there_are_no_row_is_lost(blocks: list[list[list[str]]]) -> None:
    layouts: list[list[Cell]] = [["Councillor", "Ward", "Party"], ["Home", "URN", "Date"]]
    rows: list[Sequence[Cell]] = []
    for at, block in enumerate(blocks):
        rows += [[], layouts[at % 2], *block]
    tables = found(*rows)
    assert [row.cells for table in tables for row in table.rows] == [row for block in blocks for row in block]
    assert [table.headings for table in tables] == [layouts[at % 2] for at in range(len(blocks))]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "Ward", "Home", "x", "y", 1.0, 2.0, None, "#a"]), max_size=5), max_size=8)
)
def test_whatever_stands_on_a_sheet_no_filled_cell_is_lost(rows: list[list[Cell]]) -> None:
    there = {cell for table in found(*rows) for row in table.rows for cell in row.cells}
    told = " ".join(f"{table.title} {' '.join(table.headings)}" for table in found(*rows))
    for row in rows:
        for cell in row:
            assert cell in ("", None, 1.0, 2.0, "#a") or cell in there or str(cell) in told
