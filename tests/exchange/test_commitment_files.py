"""Commitments in every shape in which people send them: each says the same, and means it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.exchange.pasted_ticks import read_ticks
from cp_desktop.figures.commitment_grid import GridItem
from cp_desktop.model import Commitment, Councillor, Item, MenuReturn
from cp_desktop.register import Register
from cp_desktop.services import imports
from tests.exchange.council_with_menu import (
    ADA,
    BEN,
    CAI,
    DOT,
    NAMES,
    PAIRS,
    TRUTH,
    WORDINGS,
    Table,
    as_csv,
    as_workbook,
    made,
    menu_register,
    pairs,
    planned,
)

__all__ = ["menu_register"]
WRITTEN = "1/7/2017"


def grid(headings: dict[int, Any], yes: Any = "Yes", no: Any = "") -> Table:
    rows = [[name, *(yes if number in TRUTH[name] else no for number in WORDINGS)] for name in NAMES]
    return [["Councillor", *headings.values()], *rows]


def turned(corner: str, headings: dict[int, Any]) -> Table:
    return [
        [corner, *NAMES],
        *([said, *("x" if number in TRUTH[name] else "" for name in NAMES)] for number, said in headings.items()),
    ]


def chosen(sign: str, numbered: bool = False, behind: str = "") -> Table:
    said = {number: f"{number}. {text}" if numbered else text for number, text in WORDINGS.items()}
    rows = [[f"{WRITTEN} 09:30:05", name, sign.join(said[one] for one in TRUTH[name]) + behind] for name in NAMES]
    return [["Timestamp", "Your name", "Which of these will you commit to?"], *rows]


def long(names: dict[int, Any]) -> Table:
    return [["Councillor", "Item", "Date"], *([name, names[one], WRITTEN] for name in NAMES for one in TRUTH[name])]


def long_with_no(names: dict[int, Any]) -> Table:
    """One row for every item of every councillor, and beside it whether it was chosen."""
    rows = [[name, names[one], "Yes" if one in TRUTH[name] else "No"] for name in NAMES for one in WORDINGS]
    return [["Councillor", "Item", "Committed"], *rows]


NUMBERED = {number: f"{number} {said}" for number, said in WORDINGS.items()}
SHAPES: dict[str, Table] = {
    "numbers and wordings": grid(NUMBERED),
    "number cells": grid({number: number for number in WORDINGS}),
    "numbers as text": grid({number: f"Item {number}" for number in WORDINGS}),
    "question numbers": grid({number: f"Q{number}" for number in WORDINGS}),
    "wordings": grid(WORDINGS),
    "shortened wordings": grid({number: " ".join(said.split()[:4]) for number, said in WORDINGS.items()}),
    "wordings with slips": grid({number: said.replace("e", "ee", 1) for number, said in WORDINGS.items()}),
    "1 and 0": grid(NUMBERED, 1, 0),
    "true and false": grid(NUMBERED, True, False),
    "Y and N": grid(NUMBERED, "Y", "N"),
    "a check mark and a dash": grid(NUMBERED, "✔", "-"),
    "a root sign and n/a": grid(NUMBERED, "√", "n/a"),
    "bullets": grid(NUMBERED, "●", "○"),
    "Wingdings": grid(NUMBERED, "ü"),
    "Wingdings, empty boxes": grid(NUMBERED, "þ", "¨"),
    "Wingdings 2": grid(NUMBERED, "P"),
    "the wording again": grid(WORDINGS, "placeholder"),
    "turned, with numbers": turned("Item", NUMBERED),
    "turned, wordings alone": turned("Activity", WORDINGS),
    "turned, no corner": turned("", NUMBERED),
    "turned, councillors said": turned("Councillor", NUMBERED),
    "chosen, commas": chosen(", "),
    "chosen, semicolons": chosen(";", behind=";"),
    "chosen, numbered": chosen(";", numbered=True, behind=";"),
    "chosen, lines": chosen("\n"),
    "long, numbers": long({number: number for number in WORDINGS}),
    "a row an item, yes or no": long_with_no(NUMBERED),
    "long, wordings": long(WORDINGS),
    "long, both": long(NUMBERED),
}
SHAPES["the wording again"] = [
    SHAPES["wordings"][0],
    *([name, *(said if one in TRUTH[name] else "" for one, said in WORDINGS.items())] for name in NAMES),
]


@pytest.mark.parametrize("write", [as_csv, as_workbook])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_the_same(
    menu_register: Register, tmp_path: Path, shape: str, write: Callable[[Path, Table], Path]
) -> None:
    path = write(tmp_path / f"list.{'csv' if write is as_csv else 'xlsx'}", SHAPES[shape])
    plan = planned(menu_register, "commitments", path)
    assert plan.ready, plan.summary()
    assert pairs(menu_register, plan) == PAIRS
    assert {one["own_words"] for one in plan.draft.added[Commitment].values()} == {None}
    guessed = planned(menu_register, None, path)
    assert (guessed.kind, pairs(menu_register, guessed)) == ("commitments", PAIRS)


def test_a_day_of_each_row_is_that_of_its_commitments(menu_register: Register, tmp_path: Path) -> None:
    for shape in ("long, numbers", "chosen, commas"):
        plan = planned(menu_register, "commitments", as_csv(tmp_path / "list.csv", SHAPES[shape]))
        assert {one["made_on"] for one in plan.draft.added[Commitment].values()} == {dt.date(2017, 7, 1)}


def test_the_same_file_twice_adds_nothing_and_keeps_what_it_said(tmp_path: Path) -> None:
    rows = [[*cells] for cells in SHAPES["numbers and wordings"]]
    rows[1][1], rows[2][2], rows[4][6] = "Yes - March", "x (with Ada)", "Yes - sing with them"
    path = as_csv(tmp_path / "list.csv", rows)
    with made(tmp_path) as register:
        imports.apply(register, plan := planned(register, "commitments", path))
        assert "remark kept with the menu return: item 1: March" in plan.lines[0].detail
        again = planned(register, "commitments", path)
        assert (again.added, again.changed) == ({}, {}), again.summary()
        with register.reading() as session:
            notes = session.scalars(select(MenuReturn.note).order_by(MenuReturn.id)).all()
            own = session.scalars(select(Commitment.own_words).where(Commitment.own_words.is_not(None))).all()
    assert notes == ["item 1: March", "item 2: with Ada", None, None]
    assert own == ["sing with them"]


def test_what_is_ticked_otherwise_is_asked_once_for_the_whole_file(menu_register: Register, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "list.csv", grid(NUMBERED, "2"))
    plan = planned(menu_register, "commitments", path)
    [question] = plan.open
    assert (question.key, len(question.rows)) == ("word: 2", 4)
    assert pairs(menu_register, planned(menu_register, "commitments", path, answers={"word: 2": "yes"})) == PAIRS
    assert pairs(menu_register, planned(menu_register, "commitments", path, words={"2": "yes"})) == PAIRS
    assert not pairs(menu_register, planned(menu_register, "commitments", path, answers={"word: 2": "no"}))


def test_letters_of_a_sign_font_can_be_said_to_be_words(menu_register: Register, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "list.csv", grid(NUMBERED, "P"))
    [question] = [one for one in planned(menu_register, "commitments", path).questions if one.key == "letters"]
    assert (question.given, len(question.rows)) == ("signs", 4)
    plan = planned(menu_register, "commitments", path, answers={"letters": "words"})
    assert [one.key for one in plan.open] == ["word: P"]
    beside = [*grid(NUMBERED, "P")[:4], ["Dot Dyer", "D", "", "", "", "D", ""]]
    plan = planned(menu_register, "commitments", as_csv(tmp_path / "list.csv", beside))
    assert {one.key for one in plan.open} >= {"word: P", "word: D"}, "P may be planned, and D done"


def test_days_and_sentences_in_place_of_ticks_are_each_one_question(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*cells] for cells in grid(NUMBERED)]
    rows[1][1], rows[2][2], rows[3][3] = "3/6/2017", "14 June 2017", "I will do this with the help of my neighbours"
    rows[4][1] = "Only if somebody else comes along with me"
    path = as_csv(tmp_path / "list.csv", rows)
    plan = planned(menu_register, "commitments", path)
    assert [(one.key, len(one.rows)) for one in plan.open] == [("days for ticks", 2), ("prose", 2)]
    plan = planned(menu_register, "commitments", path, answers={"days for ticks": "day", "prose": "yes"})
    assert pairs(menu_register, plan) == PAIRS
    days = {one["made_on"] for one in plan.draft.added[Commitment].values()}
    assert days == {dt.date(2017, 6, 3), dt.date(2017, 6, 14), dt.date(2017, 5, 23)}
    assert "I will do this with the help" in plan.lines[2].detail


def test_days_in_place_of_ticks_are_read_in_the_order_of_their_column(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*cells] for cells in grid(NUMBERED)]
    rows[1][1], rows[4][1] = "6/3/2017", "6/14/2017"
    answers = {"days for ticks": "day"}
    plan = planned(menu_register, "commitments", as_csv(tmp_path / "list.csv", rows), answers=answers)
    assert plan.ready, plan.summary()
    days = {one["made_on"] for one in plan.draft.added[Commitment].values()}
    assert {dt.date(2017, 6, 3), dt.date(2017, 6, 14)} <= days


def test_what_else_was_written_is_own_words_or_asked(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*cells] for cells in chosen(", ")]
    rows[1][2] += ", Sing in the choir, with friends"
    rows[2][2] += ", Call at homes in a ward"
    path = as_csv(tmp_path / "list.csv", rows)
    plan = planned(menu_register, "commitments", path)
    [question] = plan.open
    assert question.proposed == "2"
    plan = planned(menu_register, "commitments", path, answers={question.key: "blank"})
    assert pairs(menu_register, plan) == PAIRS | {(ADA, 6)}
    own = {one["own_words"] for one in plan.draft.added[Commitment].values()}
    assert own == {None, "Sing in the choir, with friends"}


def test_a_number_that_the_menu_lacks_is_asked_about(menu_register: Register, tmp_path: Path) -> None:
    plan = planned(menu_register, "commitments", as_csv(tmp_path / "l.csv", [*long(NUMBERED), [ADA, 9, WRITTEN]]))
    assert [one.said for one in plan.open] == ["the menu of 2017/18 has no item “9”; its items are 1 to 6."]


def test_two_forms_of_one_councillor_are_told_and_the_later_one_counts(menu_register: Register, tmp_path: Path) -> None:
    headings = ["Councillor", "Date", *NUMBERED.values()]
    rows = [headings, [BEN, "20/6/2017", "", "", "", "x", "x", ""], [BEN, "1/6/2017", "x", "x", "", "", "", ""]]
    path = as_csv(tmp_path / "forms.csv", rows)
    plan = planned(menu_register, "commitments", path)
    assert plan.ready
    assert pairs(menu_register, plan) == {(BEN, 4), (BEN, 5)}, "the later by its day, not by its row"
    assert "The form of Ben Brook in row 2 takes the place of that in row 3." in plan.notes
    both = planned(menu_register, "commitments", path, answers={"forms twice": "both"})
    assert pairs(menu_register, both) == {(BEN, number) for number in (1, 2, 4, 5)}
    twice = [headings, *[[CAI, "1/6/2017", "x", "", "", "", "", ""]] * 2]
    assert not planned(menu_register, "commitments", as_csv(path, twice)).questions


def test_headings_whose_numbers_are_a_questions_are_asked_about_once(menu_register: Register, tmp_path: Path) -> None:
    path = as_csv(
        tmp_path / "list.csv", grid({number: f"{number % 6 + 1}. {said}" for number, said in WORDINGS.items()})
    )
    [question] = planned(menu_register, "commitments", path).open
    assert (question.key, question.proposed) == ("numbers", "words")
    plan = planned(menu_register, "commitments", path, proposed=True)
    assert pairs(menu_register, plan) == PAIRS
    plan = planned(menu_register, "commitments", path, answers={"numbers": "numbers"})
    assert (DOT, 2) in pairs(menu_register, plan)


def test_a_heading_that_is_only_like_an_item_is_asked_about(menu_register: Register, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "list.csv", grid({**WORDINGS, 2: "Homes in your area to call at"}))
    [question] = planned(menu_register, "commitments", path).open
    assert question.proposed == "2"
    assert pairs(menu_register, planned(menu_register, "commitments", path, proposed=True)) == PAIRS


def pasted(register: Register, *lines: str) -> dict[tuple[str, int], str | None]:
    """What lines pasted onto the grid ask for, at its first cell."""
    with register.reading() as session:
        people = {row.id: f"{row.forename} {row.surname}" for row in session.scalars(select(Councillor))}
        items = [
            GridItem(one.id, one.number, one.wording, None, one.own_words) for one in session.scalars(select(Item))
        ]
        read = read_ticks(session, [line.split("\t") for line in lines], items, list(people), items)
        numbers = {item.id: item.number for item in items}
        return {(people[who], numbers[item]): words for (who, item), words in read.items()}


@pytest.mark.parametrize("yes", ["x", "✔", "√", "●", "ü", "P", "1"])
def test_what_is_pasted_is_ticked_and_headed_as_in_a_file(menu_register: Register, yes: str) -> None:
    ticks = ["\t".join(yes if one in TRUTH[name] else "" for one in WORDINGS) for name in NAMES]
    assert pasted(menu_register, *ticks).keys() == PAIRS
    for headings in (WORDINGS, NUMBERED, {number: str(number) for number in WORDINGS}):
        lines = [f"{name}\t{cells}" for name, cells in zip(NAMES, ticks, strict=True)]
        assert pasted(menu_register, "\t".join(["Councillor", *headings.values()]), *lines).keys() == PAIRS


def test_own_words_are_pasted_without_the_yes_before_them_and_remarks_refused(menu_register: Register) -> None:
    assert pasted(menu_register, "x\t\t\t\t\tYes - sing") == {(ADA, 1): None, (ADA, 6): "sing"}
    assert pasted(menu_register, "\t\t\t\t\tn/a") == {}
    with pytest.raises(UserError, match=r"“Yes - March” is not Yes or No\. Nothing was changed\."):
        pasted(menu_register, "Yes - March")


def test_a_column_is_of_the_item_that_is_chosen_for_it_and_of_none_where_that_is(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "list.csv", grid({**WORDINGS, 2: "Visiting", 5: "Fostering", 1: WORDINGS[1]}))
    with made(tmp_path) as register:
        plan = planned(register, "commitments", path, columns={"Visiting": "item 2", WORDINGS[1]: ""})
        assert pairs(register, plan) == {pair for pair in PAIRS if pair[1] not in (1, 5)}
        assert plan.mapping is not None
        use = {one.heading: (one.field, one.label) for one in plan.mapping.columns}
        assert use["Visiting"] == ("item 2", "Item 2: Call at the homes in your ward")
        assert use[WORDINGS[1]] == use["Fostering"] == ("", "Not used")
        assert ("item 5", "Item 5: Speak well of fostering") in plan.mapping.fields
        imports.apply(register, plan)
        again = planned(register, "commitments", path)
        assert (again.added, again.left["commitments"]) == ({}, plan.added["commitments"]), "it is remembered"
    with pytest.raises(UserError, match="is nothing that a column of commitments may mean"):
        planned(register, "commitments", path, columns={"Visiting": "item seven"})


def test_activities_and_replies_are_no_commitments(menu_register: Register, tmp_path: Path) -> None:
    done: Table = [["Councillor", "Item", "Date", "What was done"], [ADA, 1, WRITTEN, "Came"]]
    asked: Table = [["Timestamp", "Your name", "Which of these have you undertaken?"], *chosen(", ")[1:]]
    for rows, other in ((done, "Import it as known activities."), (asked, "Import it as survey replies.")):
        with pytest.raises(UserError, match=f"Nothing was imported. {other}"):
            planned(menu_register, "commitments", as_csv(tmp_path / "list.csv", rows))
