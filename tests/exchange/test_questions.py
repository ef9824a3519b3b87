"""What a list leaves open is asked, once for all rows alike, and every answer is carried out."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.exchange import ImportChoices, answers_in
from cp_desktop.exchange.choices import Option, Question, rows_named
from cp_desktop.exchange.footers import looks_like_footer
from cp_desktop.exchange.readers import ImportFile, Row, Sheet
from cp_desktop.model import Home, RememberedChoice
from cp_desktop.register import Register
from cp_desktop.services import disclosure

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")

LIST = "URN,Name,Provider,Places\nSC7,Ash House,Acme,a few\nSC8,Fir House,Acme,4\nSC9,Yew House,Acme,a few\n"
KEY = "word: Places: a few"


def homes(register: Register) -> dict[str | None, int | None]:
    with register.reading() as session:
        return {home.urn: home.places for home in session.scalars(select(Home))}


def test_rows_alike_are_one_question_with_answers(bring: Bring) -> None:
    plan = bring("homes", LIST)
    [question] = plan.open
    assert question.key == KEY
    assert question.rows == ["2", "4"]
    assert question.sentence.startswith("homes.csv, rows 2 and 4, column Places: “a few” is not")
    assert [one.value for one in question.answers] == ["blank", "leave-out"]
    assert (question.takes, question.proposed) == ("number", "blank")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("blank", {"SC7": None, "SC8": 4, "SC9": None}),
        ("Take it as blank", {"SC7": None, "SC8": 4, "SC9": None}),
        ("leave-out", {"SC8": 4}),
        ("3", {"SC7": 3, "SC8": 4, "SC9": 3}),
    ],
)
def test_an_answer_holds_for_all_like_it(
    register: Register, bring: Bring, answer: str, found: dict[str, int | None]
) -> None:
    assert bring("homes", LIST, answers={KEY: answer}).ready
    assert homes(register).items() >= found.items()
    assert len(homes(register)) == 2 + len(found)


def test_one_row_may_be_answered_otherwise(register: Register, bring: Bring) -> None:
    assert bring("homes", LIST, answers={KEY: "blank", f"{KEY} @4": "6"}).ready
    assert homes(register).items() >= {"SC7": None, "SC9": 6}.items()


def test_single_answers_for_every_row_leave_nothing_open(register: Register, bring: Bring) -> None:
    plan = bring("homes", LIST, answers={f"{KEY} @2": "5", f"{KEY} @4": "6"})
    assert plan.ready, plan.summary()
    assert homes(register).items() >= {"SC7": 5, "SC9": 6}.items()


def test_an_answer_that_does_not_do_is_asked_again(bring: Bring) -> None:
    plan = bring("homes", LIST, answers={KEY: "many"})
    [question] = plan.open
    assert "“a few” is not" in question.sentence
    assert "“many” is not" in question.sentence


def test_what_is_proposed_is_taken_where_that_is_wanted(register: Register, bring: Bring) -> None:
    assert bring("homes", LIST, proposed=True).ready
    assert homes(register)["SC7"] is None


def test_a_word_may_be_said_beforehand_and_is_remembered(register: Register, bring: Bring) -> None:
    assert bring("homes", LIST, words={"a few": "3"}).ready
    assert homes(register)["SC9"] == 3
    assert bring("homes", LIST.replace("SC7", "SC5")).ready


def test_a_word_that_is_nowhere_is_told_and_one_with_a_colon_can_be_said(register: Register, bring: Bring) -> None:
    plan = bring("homes", LIST, words={"a few": "3", "Places: many": "4", "Nonsense": "5"})
    assert "Said to mean something, and nowhere in it: “Places: many” and “Nonsense”." in plan.notes
    text = LIST.replace("a few", "some: two").replace("SC7", "SC5").replace("SC9", "SC6")
    assert bring("homes", text, words={"some: two": "2"}).ready
    assert homes(register)["SC5"] == 2


def test_answers_for_single_rows_come_back_from_a_file(tmp_path: Path, bring: Bring) -> None:
    plan = bring("homes", LIST, answers={KEY: "7", f"{KEY} @4": "5"})
    (said := tmp_path / "said.json").write_text(json.dumps(plan.to_json()), encoding="utf-8")
    assert answers_in(said) == {KEY: "7", f"{KEY} @4": "5"}


def test_a_withheld_address_does_not_take_the_place_of_a_whole_one(register: Register, bring: Bring) -> None:
    heading = "URN,Name,Provider,Address 1,Town,Postcode\n"
    bring("homes", f"{heading}SC7,Ash House,Acme,1 High Street,Northborough,NB1 1AA\n")
    plan = bring("homes", f"{heading}SC7,REDACTED,Acme,REDACTED,Northborough,REDACTED\n")
    assert (plan.ready, plan.changed) == (True, {}), plan.summary()


def test_the_next_file_with_these_headings_is_not_asked_about_again(register: Register, bring: Bring) -> None:
    bring("homes", LIST, answers={KEY: "3"})
    with register.reading() as session:
        [known] = session.scalars(select(RememberedChoice))
        assert (known.kind, known.subject, known.said, known.means) == ("homes", "word: Places", "a few", "3")
    assert bring("homes", LIST.replace("SC7", "SC5").replace("SC9", "SC6")).ready
    assert homes(register).items() >= {"SC5": 3, "SC6": 3}.items()
    other = LIST.replace("Provider", "Closed").replace("Acme", "")
    assert [one.key for one in bring("homes", other).open] == [KEY], "other headings are another file"


def test_what_is_undone_is_not_remembered(register: Register, bring: Bring) -> None:
    bring("homes", LIST, answers={KEY: "3"})
    assert register.undo()
    assert not bring("homes", LIST).ready


def test_a_row_left_out_after_something_of_it_was_drafted_leaves_nothing(register: Register, bring: Bring) -> None:
    """A rule is broken by what was drafted: with the proposed answer nothing of the row may go in."""
    text = "URN,Name,Provider,Places,Opened,Closed\nSC7,Ash House,Acme,4,2017-04-01,2016-04-01\nSC8,Fir,Acme,2,,\n"
    plan = bring("homes", text)
    [question] = plan.open
    assert question.rows == ["2"]
    plan = bring("homes", text, proposed=True)
    assert plan.ready
    assert {"SC8"} == set(homes(register)) - {"SC1", "SC2"}
    assert [one.row for one in plan.left_out] == ["2"]
    assert question.key in {one.key for one in plan.questions}, "it can still be answered otherwise"


def test_any_row_can_be_left_out_by_its_number(register: Register, bring: Bring) -> None:
    plan = bring("homes", LIST, answers={"row 2": "leave-out", "row 4": "leave-out"})
    assert plan.ready, plan.summary()
    assert "Left out, rows 2 and 4: left out by choice." in plan.summary()
    assert "SC7" not in homes(register)


def test_rows_left_out_go_to_a_file_that_comes_back_mended(register: Register, bring: Bring, tmp_path: Path) -> None:
    plan = bring("homes", LIST, answers={KEY: "leave-out"})
    for name in ("left.csv", "left.xlsx"):
        with register.reading() as session:
            path = disclosure.rows_left_out(session, plan, tmp_path / name)
        back = exchange.read(register, "homes", path)
        assert [one.rows for one in back.open] == [["2", "3"]]
        assert not any("not read" in note.lower() for note in back.notes), "the reasons are passed by"
    mended = (tmp_path / "left.csv").read_text(encoding="utf-8-sig").replace("a few", "7")
    assert "Why it was left out" in mended
    assert bring("homes", mended.encode()).ready
    assert homes(register).items() >= {"SC7": 7, "SC9": 7}.items()


# -- columns and kinds


def test_a_column_can_be_said_to_mean_something_and_is_remembered(register: Register, bring: Bring) -> None:
    text = "Reg,House,Run by,Beds\nSC7,Ash House,Acme,4\n"
    assert not bring("homes", text).ready
    columns = {"Reg": "home.urn", "House": "home.name", "Run by": "home.provider", "Beds": "home.places"}
    plan = bring("homes", text, columns=columns)
    assert plan.ready, plan.summary()
    assert plan.mapping
    assert {one.reason for one in plan.mapping.columns} == {"chosen"}
    assert homes(register)["SC7"] == 4
    assert bring("homes", text.replace("SC7", "SC8").replace("Ash", "Fir")).ready


def test_a_column_can_be_set_aside(register: Register, bring: Bring) -> None:
    plan = bring("homes", LIST, columns={"Places": ""})
    assert plan.ready
    assert "Not read, by choice: “Places”." in plan.notes
    assert homes(register)["SC7"] is None


def test_a_field_or_a_column_that_is_not_there_is_told(bring: Bring) -> None:
    with pytest.raises(UserError, match=r"no column “Rooms”.*Nothing was imported"):
        bring("homes", LIST, columns={"Rooms": "home.places"})
    with pytest.raises(UserError, match=r"“beds” is nothing that a column of homes may mean.*Nothing was imported"):
        bring("homes", LIST, columns={"Places": "beds"})


@pytest.mark.parametrize("kind", ["councillors", "menu", "homes"])
def test_the_kind_of_a_list_is_guessed_with_its_reason(register: Register, tmp_path: Path, kind: str) -> None:
    from .test_any_column import LISTS

    path = tmp_path / "list.csv"
    path.write_text(LISTS[kind], encoding="utf-8")
    plan = exchange.read(register, None, path)
    assert plan.kind == kind
    assert plan.mapping
    assert plan.mapping.reason.startswith("it has the headings “")


def test_what_is_no_list_names_those_that_are_known(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "shopping.csv"
    path.write_text("Bread,Milk\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"none of the lists that are known: councillors.*Nothing was imported"):
        exchange.read(register, None, path)


def test_a_column_is_known_by_what_it_holds(register: Register, bring: Bring) -> None:
    plan = bring("commitments", "Reply of,1 Listen to children in care\nAda O'Brien-Łuk,x\nZoë Price,x\n")
    assert plan.added["commitments"] == 2
    assert plan.mapping
    assert plan.mapping.columns[0].reason == "its cells are councillors of the register"


# -- rows that may not belong


def file_of(*rows: Row) -> ImportFile:
    headings = Row(1, ["URN", "Name", "Provider", "Places"])
    return ImportFile(Path("homes.xlsx"), [Sheet("Homes", [headings, *rows])])


def planned(register: Register, file: ImportFile, **chosen: object) -> exchange.Plan:
    return exchange.read(register, "homes", file.path, ImportChoices(**chosen), file=file)  # type: ignore[arg-type]


def test_hidden_and_struck_rows_are_told_and_may_be_taken_or_left(register: Register) -> None:
    file = file_of(
        Row(2, ["SC7", "Ash", "Acme", 4], hidden=True),
        Row(3, ["SC8", "Fir", "Acme", 4], struck=True),
        Row(4, ["Total", "", "", 8]),
    )
    plan = planned(register, file)
    held = {one.key: (one.given, one.rows) for one in plan.questions}
    assert held == {
        "hidden rows": ("take", ["2"]),
        "struck rows": ("leave-out", ["3"]),
        "footers rows": ("leave-out", ["4"]),
    }
    assert plan.added == {"homes": 1}
    assert "Row 2: hidden in the file, by a filter perhaps (taken: Take it like the other rows)." in plan.summary()
    assert "Left out, row 3: struck out in the file." in plan.summary()
    plan = planned(register, file, answers={"hidden rows": "leave-out", "struck rows": "take"})
    assert plan.added == {"homes": 1}
    assert [one.row for one in plan.left_out] == ["2", "4"]


@pytest.mark.parametrize(
    ("cells", "footer"),
    [
        (["Total: 4 members", "", ""], True),
        (["Grand total", "", 12], True),
        (["Total", 3, 4], True),
        (["Prepared by Democratic Services", "", ""], True),
        (["Source: council website", None, None], True),
        (["Page 2 of 3", "", ""], True),
        (["Totally Fine House", "Acme", 4], False),
        (["Notes Cottage", "Acme", 4], False),
        (["Ann Archer", "Mill", "Labour"], False),
        (["Total Care", "Acme", 4], False),
        (["Ann Archer", "", ""], False),
        (["", "", ""], False),
    ],
)
def test_totals_and_notes_are_no_rows(cells: list[object], footer: bool) -> None:
    assert looks_like_footer(cells) is footer  # type: ignore[arg-type]


# -- days that the file does not give


def test_the_day_that_is_assumed_can_be_said_otherwise(register: Register, bring: Bring) -> None:
    text = "Councillor,Ward,1 Listen to children in care\nAda O'Brien-Łuk,Mill,x\n"
    plan = bring("commitments", text, answers={"day": "1 July 2017"})
    assert "counted from 1 Jul 2017, the day given for the whole file" in plan.summary()
    asked = next(one for one in plan.questions if one.key == "day")
    assert asked.takes == "date"


def test_the_day_of_the_file_counts_where_it_lies_in_the_year(register: Register) -> None:
    rows = [Row(1, ["Councillor", "1 Listen to children in care"]), Row(2, ["Ada O'Brien-Łuk", "x"])]
    file = ImportFile(Path("ticks.csv"), [Sheet("", rows)], modified=dt.date(2017, 9, 1))
    plan = exchange.read(register, "commitments", file.path, file=file)
    assert "counted from 1 Sep 2017, the day of the file itself" in plan.summary()
    file.modified = dt.date(2019, 9, 1)
    plan = exchange.read(register, "commitments", file.path, file=file)
    assert "the first day of 2017/18" in plan.summary()
    asked = next(one for one in plan.questions if one.key == "day")
    assert "2019-09-01" in [one.value for one in asked.answers], "the file's own day is offered"


# -- the pieces


def test_answers_may_stand_in_a_file(tmp_path: Path, register: Register, bring: Bring) -> None:
    plain, said = tmp_path / "plain.json", tmp_path / "said.json"
    plain.write_text(json.dumps({KEY: "3"}), encoding="utf-8")
    assert answers_in(plain) == {KEY: "3"}
    plan = bring("homes", LIST).to_json()
    [question] = plan["questions"]
    question["given"] = "4"
    said.write_text(json.dumps(plan), encoding="utf-8-sig")
    assert answers_in(said) == {KEY: "4"}
    for odd in ("[1]", "{", '{"a": 1}', '{"questions": [1]}', "[" * 5_000):
        plain.write_text(odd, encoding="utf-8")
        with pytest.raises(UserError, match="holds no answers"):
            answers_in(plain)


def test_rows_are_named_in_words_and_not_by_the_thousand() -> None:
    assert rows_named([]) == ""
    assert rows_named(["3"]) == "row 3"
    assert rows_named(["3", "7"]) == "rows 3 and 7"
    assert rows_named(map(str, range(2, 2002))).endswith("11 and 1,990 more")


def test_an_answer_is_given_by_its_value_or_its_words() -> None:
    question = Question("k", "c", "s?", (Option("blank", "Take it as blank"),))
    assert question.accepts("blank") == "blank"
    assert question.accepts("take it as  Blank") == "blank"
    assert question.accepts("7") is None
    question.takes = "number"
    assert question.accepts("7") == "7"
