"""Replies as survey tools export them: each file says the same, and what it does not say is asked or told."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.model import Answer, Edition, Reason, Reply, Survey, table_of
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
    answers,
    as_csv,
    as_workbook,
    made,
    menu_register,
    pairs,
    planned,
    undertaken,
)

__all__ = ["menu_register"]
Write = Callable[[Path, Table], Path]
AT = dt.datetime(2018, 1, 15, 9, 30)
NOT_YET = {(name, number) for name in NAMES for number in WORDINGS} - PAIRS


def microsoft_forms(headings: list[Any], cells: Callable[[str], list[Any]]) -> Table:
    system = ["ID", "Start time", "Completion time", "Email", "Name"]
    return [
        [*system, *headings],
        *([at, AT, AT + dt.timedelta(minutes=at), "anonymous", name, *cells(name)] for at, name in enumerate(NAMES, 1)),
    ]


def google_forms(stamp: str, sign: str) -> Table:
    rows = [[stamp, name, sign.join(WORDINGS[one] for one in TRUTH[name])] for name in NAMES]
    return [["Timestamp", "Your name", "Which of these have you undertaken?"], *rows]


def limesurvey(option: Callable[[int], str], yes: str, no: str, system: bool = True) -> Table:
    before = ["id. Response ID", "submitdate. Date submitted", "startdate. Date started", "G1. Your name"]
    plain = ["Response ID", "Date submitted", "Date started", "Your name"]
    rows = [
        [at, "2018-01-15 09:31:00", "2018-01-15 09:30:00", name, *(yes if n in TRUTH[name] else no for n in WORDINGS)]
        for at, name in enumerate(NAMES, 1)
    ]
    return [[*(before if system else plain), *map(option, WORDINGS)], *rows]


def survey_monkey(options_across: bool) -> Table:
    system = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "Your name"]
    if options_across:
        headings = [[*system, "Which have you undertaken?", *[""] * 5], [*[""] * 6, "Response", *WORDINGS.values()]]
    else:
        said = [
            part for number, text in WORDINGS.items() for part in (f"{number}. {text}: have you undertaken this?", "")
        ]
        below = ["Response", "Please give an example"] * len(WORDINGS)
        headings = [[*system, *said], [*[""] * 6, "Open-Ended Response", *below]]
    rows = []
    for at, name in enumerate(NAMES):
        cells: list[str] = []
        for number, said_there in WORDINGS.items():
            done = number in TRUTH[name]
            cells += (
                [said_there if done else ""] if options_across else ["Yes" if done else "No", "Sang" if done else ""]
            )
        rows.append([11_000 + at, 1, "01/15/2018 09:30:00 AM", "01/15/2018 09:31:00 AM", "", "", name, *cells])
    return [*headings, *rows]


def kobo() -> Table:
    question = "Which of these have you undertaken?"
    rows = [
        [
            "2018-01-15T09:30:00.000+00:00",
            "2018-01-15T09:31:00.000+00:00",
            name,
            " ".join(WORDINGS[one] for one in TRUTH[name]),
            *("1" if one in TRUTH[name] else "0" for one in WORDINGS),
            f"{at}",
            "2018-01-15T09:31:05",
        ]
        for at, name in enumerate(NAMES, 61)
    ]
    said = [f"{question}/{text}" for text in WORDINGS.values()]
    return [["start", "end", "Your name", question, *said, "_id", "_submission_time"], *rows]


def likert(name: str) -> list[str]:
    return ["Done" if number in TRUTH[name] else "Planned" for number in WORDINGS]


def yes_or_no(name: str) -> list[str]:
    return ["Yes" if number in TRUTH[name] else "No" for number in WORDINGS]


ASKED = [f"{number}. {said}: have you undertaken this?" for number, said in WORDINGS.items()]
CODED: Callable[[int], str] = lambda n: f"G3[SQ{n:03}]. Which of these have you undertaken? [{WORDINGS[n]}]"  # noqa: E731
# Each with whether it says of the others that they are not yet undertaken: a box that is not ticked says nothing.
TOOLS: dict[str, tuple[Table, bool]] = {
    "Microsoft Forms, a column an item": (microsoft_forms(ASKED, yes_or_no), True),
    "Microsoft Forms, wordings": (microsoft_forms(list(WORDINGS.values()), yes_or_no), True),
    "Microsoft Forms, one column": (
        microsoft_forms(
            ["Which of these have you undertaken?"],
            lambda name: ["".join(f"{one}. {WORDINGS[one]};" for one in TRUTH[name])],
        ),
        False,
    ),
    "Microsoft Forms, a scale": (microsoft_forms(list(WORDINGS.values()), likert), True),
    "Google Forms by its spreadsheet": (google_forms("1/15/2018 9:31:05", ", "), False),
    "Google Forms, downloaded": (google_forms("2018/01/15 9:31:05 AM GMT", ";"), False),
    "LimeSurvey, codes and texts": (limesurvey(CODED, "Yes", "No"), True),
    "LimeSurvey, unticked blank": (limesurvey(CODED, "Y", ""), False),
    "LimeSurvey, texts alone": (
        limesurvey(lambda n: f"Which of these have you undertaken? [{WORDINGS[n]}]", "Yes", "N/A", system=False),
        False,
    ),
    "SurveyMonkey, two rows of headings": (survey_monkey(options_across=False), True),
    "SurveyMonkey, options across": (survey_monkey(options_across=True), False),
    "Kobo": (kobo(), True),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_says_the_same(menu_register: Register, tmp_path: Path, tool: str) -> None:
    rows, tells_not_yet = TOOLS[tool]
    write: Write = as_workbook if tool.startswith("Microsoft") else as_csv
    path = write(tmp_path / ("replies.xlsx" if write is as_workbook else "replies.csv"), rows)
    for kind in ("survey", None):
        plan = planned(menu_register, kind, path, proposed=True)
        assert (plan.kind, plan.ready) == ("survey", True), plan.summary()
        said = answers(menu_register, plan)
        assert {pair for pair, done in said.items() if done == "undertaken"} == PAIRS
        assert {pair for pair, done in said.items() if done == "not_yet"} == (NOT_YET if tells_not_yet else set())
        assert {one["answered_at"].date() for one in plan.draft.added[Reply].values()} == {AT.date()}


def test_words_for_an_answer_are_asked_once_and_known_the_next_time(tmp_path: Path) -> None:
    path = as_workbook(tmp_path / "replies.xlsx", TOOLS["Microsoft Forms, a scale"][0])
    with made(tmp_path) as register:
        plan = planned(register, "survey", path)
        [asked] = plan.open
        assert (asked.key, asked.proposed, len(asked.rows)) == ("word: Planned", "not_yet", 4)
        assert next(one for one in plan.questions if one.key == "word: Done").given == "undertaken"
        imports.apply(register, planned(register, "survey", path, answers={asked.key: "not_yet"}))
        with register.reading() as session:
            reasons = set(session.scalars(select(Answer.reason)))
        assert reasons == {None, Reason.PLANNED}
        later = [
            [cell.replace(month=2) if isinstance(cell, dt.datetime) else cell for cell in row]
            for row in TOOLS["Microsoft Forms, a scale"][0]
        ]
        again = planned(register, "survey", as_workbook(tmp_path / "later.xlsx", later))
        assert again.ready, again.summary()
        assert undertaken(register, again) == PAIRS


CELLS = {
    "Yes": "undertaken",
    "Done": "undertaken",
    "✓": "undertaken",
    "No": "not_yet",
    "Not yet": "not_yet",
    "Not yet - postponed": "not_yet",
    "Yes - visited in May": "undertaken",
    "": None,
    "N/A": None,
    "none": None,
    "Not applicable": None,
    "-": None,
    "No answer": None,
}


def reply(*cells: str, heading: str = "1. Hear what young people say", name: str = ADA) -> Table:
    minutes = enumerate(cells)
    rows = [[f"2018-01-15 10:{at:02}", name, cell, "Yes"] for at, cell in minutes]
    return [["Timestamp", "Name", heading, "2. Call at the homes in your ward"], *rows]


@pytest.mark.parametrize("cell", CELLS)
def test_what_a_cell_says_of_an_item(menu_register: Register, tmp_path: Path, cell: str) -> None:
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", reply(cell)))
    assert plan.ready, plan.summary()
    assert answers(menu_register, plan).get((ADA, 1)) == CELLS[cell]
    one = next(iter(plan.draft.added[Answer].values()))
    if "-" in cell and len(cell) > 1:
        assert one["example"] == cell.partition(" - ")[2]
        assert one["reason"] == (Reason.POSTPONED if "postponed" in cell else None)


def test_a_word_that_may_mean_either_is_asked(menu_register: Register, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "replies.csv", reply("Partly", "Partly"))
    [asked] = planned(menu_register, "survey", path).open
    assert (asked.proposed, len(asked.rows)) == (None, 2)
    assert "“Partly” is not one of: Undertaken, Not yet, No answer." in asked.sentence
    plan = planned(menu_register, "survey", path, answers={asked.key: "undertaken"})
    assert answers(menu_register, plan)[ADA, 1] == "undertaken"


def test_sentences_where_an_answer_is_expected_are_one_question(menu_register: Register, tmp_path: Path) -> None:
    said = ["We met them twice in the autumn term", "I heard them at the summer fair"]
    path = as_csv(tmp_path / "replies.csv", reply(*said))
    [asked] = planned(menu_register, "survey", path).open
    assert (asked.key, len(asked.rows)) == ("prose", 2)
    plan = planned(menu_register, "survey", path, proposed=True)
    assert [one["example"] for one in plan.draft.added[Answer].values()][::2] == said


def test_examples_and_leave_to_quote_stand_behind_their_item(menu_register: Register, tmp_path: Path) -> None:
    rows = [
        [
            "Timestamp",
            "Name",
            "Hear what young people say",
            "What happened?",
            "May we quote you?",
            "Raise funds, gifts and prizes",
            "Please give an example2",
            "May we quote you?2",
        ],
        ["2018-01-15 10:00", ADA, "Yes", "They sang to us", "Yes", "Yes", "A raffle was held", "No"],
    ]
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", rows))
    told = [(one["example"], one["may_be_quoted"]) for one in plan.draft.added[Answer].values()]
    assert told == [("They sang to us", True), ("A raffle was held", False)]


def test_one_example_for_several_items_is_kept_as_is_answered(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*row] for row in google_forms("2018-01-15 10:00", ";")]
    for row, more in zip(
        rows, (["Please give an example", "May we quote you?"], *[["We sang", "Yes"]] * 4), strict=True
    ):
        row += more
    path = as_csv(tmp_path / "replies.csv", rows)
    kept = {}
    for answer in ("each", "first", "none"):
        plan = planned(menu_register, "survey", path, answers={"example: Please give an example": answer})
        added = plan.draft.added[Answer].values()
        kept[answer] = sum(one["example"] == "We sang" and one["may_be_quoted"] for one in added)
        assert len(added) == len(PAIRS)
    assert kept == {"each": len(PAIRS), "first": len(NAMES), "none": 0}


def test_what_was_not_undertaken_is_not(menu_register: Register, tmp_path: Path) -> None:
    rows = [["Timestamp", "Name", "Which of these have you not undertaken?"], ["2018-01-15 10:00", ADA, WORDINGS[2]]]
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", rows))
    assert answers(menu_register, plan) == {(ADA, 2): "not_yet"}


def test_replies_without_a_name_are_refused_in_one_sentence(menu_register: Register, tmp_path: Path) -> None:
    asked = ["Response ID", "Timestamp", *ASKED]
    rows: Table = [asked, *([at, "2018-01-15 10:00", *yes_or_no(name)] for at, name in enumerate(NAMES))]
    with pytest.raises(UserError) as caught:
        planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", rows))
    assert str(caught.value) == (
        "replies.csv has replies without a name: whose they are cannot be known. Nothing was imported. Have the survey "
        "ask for the name, or say which column has it."
    )
    anonymous = [[*row[:4], "" if at else row[4], *row[5:]] for at, row in enumerate(microsoft_forms(ASKED, yes_or_no))]
    with pytest.raises(UserError, match="replies without a name"):
        planned(menu_register, "survey", as_workbook(tmp_path / "replies.xlsx", anonymous))


def test_a_reply_that_was_never_sent_is_left_out_and_told(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*row] for row in limesurvey(CODED, "Yes", "No")]
    rows[2][1] = ""
    path = as_csv(tmp_path / "replies.csv", rows)
    plan = planned(menu_register, "survey", path)
    assert {name for name, _ in answers(menu_register, plan)} == {ADA, CAI, DOT}
    assert "Left out, row 3: the reply was begun and never sent." in plan.summary()
    plan = planned(menu_register, "survey", path, answers={"unfinished": "take"})
    assert undertaken(menu_register, plan) == PAIRS


def test_replies_of_other_days_are_asked_about_once(menu_register: Register, tmp_path: Path) -> None:
    rows = [["Completion time", "Name", ASKED[0]]]
    rows += [[day, name, "Yes"] for day, name in (("2015-12-04", ADA), ("2019-12-04", BEN), ("2020-01-04", CAI))]
    rows += [["2018-01-04", DOT, "Yes"]]
    path = as_csv(tmp_path / "replies.csv", rows)
    plan = planned(menu_register, "survey", path)
    assert [(one.key, one.rows) for one in plan.open] == [
        ("days: before the year", ["2"]),
        ("days: after the year", ["3", "4"]),
    ]
    assert set(answers(menu_register, planned(menu_register, "survey", path, proposed=True))) == {(DOT, 1)}
    plan = planned(menu_register, "survey", path, proposed=True, answers={"days: after the year": "take"})
    assert set(answers(menu_register, plan)) == {(BEN, 1), (CAI, 1), (DOT, 1)}


def test_a_survey_with_days_of_its_own_has_replies_of_those(tmp_path: Path) -> None:
    with made(tmp_path) as register:
        with register.operation("Survey") as session:
            edition = session.scalars(select(table_of(Edition).c.id)).one()
            days = {"opens_on": dt.date(2017, 12, 1), "closes_on": dt.date(2018, 1, 26)}
            session.add(Survey(edition_id=edition, title="Winter", **days))
        rows = [["Completion time", "Name", ASKED[0]], ["2018-01-15", ADA, "Yes"], ["2018-03-01", BEN, "Yes"]]
        path = as_csv(tmp_path / "replies.csv", rows)
        plan = planned(register, "survey", path)
        assert [(one.key, one.rows, one.proposed) for one in plan.open] == [("days: in the year", ["3"], "take")]
        assert "not open (1 Dec 2017 to 26 Jan 2018)" in plan.open[0].sentence
        imports.apply(register, planned(register, "survey", path, proposed=True))
        again = planned(register, "survey", path, proposed=True)
        assert (again.added, again.changed) == ({}, {})


def test_several_replies_of_one_councillor_are_all_kept_and_told(menu_register: Register, tmp_path: Path) -> None:
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", reply("No", "Yes")))
    assert plan.added["replies"] == 2
    assert "More than one reply of Ada Ashdown (2): all are kept, and the latest counts." in plan.notes


def test_a_day_that_was_not_kept_is_not_1980(menu_register: Register, tmp_path: Path) -> None:
    rows = [[*row] for row in limesurvey(CODED, "Yes", "No")]
    for row in rows[1:]:
        row[1] = "1980-01-01 00:00:00"
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", rows))
    assert {one["answered_at"] for one in plan.draft.added[Reply].values()} == {AT}


def test_a_survey_s_own_question_numbers_are_no_items(menu_register: Register, tmp_path: Path) -> None:
    rows = [
        ["Timestamp", "1. Your name", "2. Your ward", "3. Which of these have you undertaken?", "4. May we quote you?"],
        ["2018-01-15 10:00", ADA, "Mill", WORDINGS[3], "Yes"],
    ]
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", rows))
    assert plan.ready, plan.summary()
    assert answers(menu_register, plan) == {(ADA, 3): "undertaken"}


def test_pairs_are_only_commitments(menu_register: Register, tmp_path: Path) -> None:
    plan = planned(menu_register, "survey", as_csv(tmp_path / "replies.csv", reply("Yes")))
    assert pairs(menu_register, plan) == set()


def test_the_day_that_is_said_of_a_reply_without_one_is_its_day(menu_register: Register, tmp_path: Path) -> None:
    """The answer was thrown away, and the reply with it."""
    (path := tmp_path / "replies.csv").write_text(
        f"Completion time,Name,{next(iter(WORDINGS.values()))}\n,{next(iter(NAMES))},Yes\n", encoding="utf-8"
    )
    [question] = exchange.read(menu_register, "survey", path).open
    assert question.takes == "date"
    chosen = exchange.ImportChoices(answers={question.key: "16 January 2018"})
    plan = exchange.read(menu_register, "survey", path, chosen)
    assert plan.added["replies"] == 1
    chosen = exchange.ImportChoices(answers={question.key: "some day"})
    assert "some day" in exchange.read(menu_register, "survey", path, chosen).open[0].sentence


def test_what_stands_behind_an_item_by_its_place_alone_is_told(menu_register: Register, tmp_path: Path) -> None:
    """Feedback on something else became the example of the item before it, unsaid."""
    item, name = next(iter(WORDINGS.values())), next(iter(NAMES))
    path = tmp_path / "replies.csv"
    path.write_text(f"Completion time,Name,1. {item},Feedback on us\n2018-01-16,{name},Yes,Slow\n", encoding="utf-8")
    plan = exchange.read(menu_register, "survey", path)
    assert any("“Feedback on us” follows item 1" in note for note in plan.notes), plan.notes
    path.write_text(f"Name,1. {item},Comments\n{name},Yes,keen\n", encoding="utf-8")
    plan = exchange.read(menu_register, "commitments", path)
    assert any("“Comments”" in note for note in plan.notes), plan.notes
