"""Whatever column a list lacks, leaves blank, has twice or has in another order: a plan or a sentence, never a bug."""

import csv
import io
from collections.abc import Callable

import pytest

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.register import Register
from tests.exchange.conftest import COUNCILLORS, HOMES, MENU
from tests.exchange.settling import settled

QUESTION = "1. Listen to children in care"
LISTS = {
    "councillors": COUNCILLORS,
    "menu": MENU,
    "homes": HOMES,
    "commitments": "Councillor,Ward,Email,Date,1 Listen,3 Any other,Own words\n"
    "Ada O'Brien-Łuk,Mill,,1/7/2017,Yes,Yes,Sing\n",
    "survey": (
        f"ID,Start time,Completion time,Email,Name,Ward,{QUESTION}: have you undertaken this?,{QUESTION}: an example,"
        f"{QUESTION}: may we quote this?,{QUESTION}: may we name you?\n"
        "1,2018-01-04 18:48,2018-01-04 19:04,ada@example.org,Ada O'Brien-Łuk,Mill,Yes,Sang with them,Yes,No\n"
        "2,2018-01-05 18:48,2018-01-05 19:04,zoe@example.org,Zoë Price,Quay,Not yet,It was postponed,,\n"
    ),
    "activity": "Date,Councillor,Ward,Item,What was done\n09/06/2017,Ada O'Brien-Łuk,Mill,1,Came to listen\n",
    "visits": (
        "Date of visit,Time,Home,URN,Councillors,Type,Status,Report received,Safeguarding concern,Announced,"
        "What was seen\n"
        "2017-11-30,15:30,Oak House,SC1,Ada O'Brien-Łuk; Zoë Price,Monitoring visit,Made,2017-12-05,No,Yes,All well\n"
    ),
    "wards": "Ward,ONS code,District,From,Until\nWeir,E05900001,North,2014-05-22,2018-05-02\nMill,E05900002,East,,\n",
    "events": (
        "Date,Event,Kind,Place,Note,Councillors\n"
        "2017-10-12,Celebrating success,Celebration event,Hall,Full,Ada O'Brien-Łuk; Zoë Price\n"
    ),
    "training": "Councillor,Ward,Trained on,Training,Place\nAda O'Brien-Łuk,Mill,2017-06-20,A first evening,Hall\n",
    "ward-facts": (
        "Ward,What is counted,Counted on,Number\nMill,Children in care,2018-03-31,53\nQuay,Care leavers,2018-03-31,7\n"
    ),
    "officers": (
        "Post,Name,E-mail,Telephone,From,Until\nHead of Fostering,Jo Fry,jo@example.org,0121 1,2015-01-01,2018-01-31\n"
    ),
}


def absent(rows: list[list[str]], place: int) -> list[list[str]]:
    return [row[:place] + row[place + 1 :] for row in rows]


def blank(rows: list[list[str]], place: int) -> list[list[str]]:
    return [rows[0], *([*row[:place], "", *row[place + 1 :]] for row in rows[1:])]


def doubled(rows: list[list[str]], place: int) -> list[list[str]]:
    return [[*row, row[place]] for row in rows]


def last(rows: list[list[str]], place: int) -> list[list[str]]:
    return [[*row[:place], *row[place + 1 :], row[place]] for row in rows]


def nonsense(rows: list[list[str]], place: int) -> list[list[str]]:
    return [rows[0], *([*row[:place], "?!", *row[place + 1 :]] for row in rows[1:])]


@pytest.mark.parametrize("change", [absent, blank, doubled, last, nonsense])
@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.usefixtures("council")
def test_any_column_may_be_missing_blank_doubled_moved_or_nonsense(
    register: Register,
    bring: Callable[..., exchange.Plan],
    kind: str,
    change: Callable[[list[list[str]], int], list[list[str]]],
) -> None:
    """What is open has answers, and those that are proposed let the rest go in."""
    assert set(LISTS) == set(exchange.KINDS)
    rows = list(csv.reader(io.StringIO(LISTS[kind])))
    for place, heading in enumerate(rows[0]):
        text = io.StringIO()
        csv.writer(text).writerows(change(rows, place))
        refusal = ""
        try:
            plan = bring(kind, text.getvalue())
        except UserError as problem:
            refusal = str(problem)
        if refusal:
            assert "Nothing was imported" in refusal, heading
        elif not plan.ready:
            path, file = plan.path, plan.file
            settled(lambda choices, p=path, f=file: exchange.read(register, kind, p, choices, f), (kind, heading))


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.usefixtures("council")
def test_a_column_that_is_there_twice_and_says_two_things_is_told(
    register: Register, bring: Callable[..., exchange.Plan], kind: str
) -> None:
    """The first was taken, and the other forgotten without a word."""
    rows = list(csv.reader(io.StringIO(LISTS[kind])))
    before = len(register.entries())
    for place, heading in enumerate(rows[0]):
        text = io.StringIO()
        csv.writer(text).writerows([[*rows[0], heading], *([*row, f"{row[place]}7"] for row in rows[1:])])
        if any(row[place] for row in rows[1:]):
            plan = bring(kind, text.getvalue())
            assert any("of the same; expected one column" in one.sentence for one in plan.open), heading
    assert len(register.entries()) == before


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.usefixtures("council")
def test_where_one_of_two_columns_is_blank_the_other_is_read(bring: Callable[..., exchange.Plan], kind: str) -> None:
    rows = list(csv.reader(io.StringIO(LISTS[kind])))
    blank_first = [[*rows[0], *rows[0]], *([*([""] * len(row)), *row] for row in rows[1:])]
    text = io.StringIO()
    csv.writer(text).writerows(blank_first)
    twice = bring(kind, text.getvalue())
    once = bring(kind, LISTS[kind])
    assert not twice.open
    assert not once.added, "the register holds from the one what stands in the other"


@pytest.mark.usefixtures("council")
def test_columns_that_are_not_read_are_named(bring: Callable[..., exchange.Plan]) -> None:
    plan = bring("councillors", COUNCILLORS.replace("Title", "Title,Shoe size,Hat").replace("Cllr", "Cllr,9,7"))
    assert "Not read, for no such column is known: “Shoe size” and “Hat”." in plan.notes


@pytest.mark.parametrize("completed", [None, ""], ids=["absent", "blank"])
@pytest.mark.usefixtures("council")
def test_the_start_time_serves_where_the_completion_time_is_missing(
    bring: Callable[..., exchange.Plan], completed: str | None
) -> None:
    rows = list(csv.reader(io.StringIO(LISTS["survey"])))
    text = io.StringIO()
    csv.writer(text).writerows(absent(rows, 2) if completed is None else blank(rows, 2))
    plan = bring("survey", text.getvalue())
    assert plan.ready, plan.open
    again = bring("survey", text.getvalue())
    assert [line.detail for line in again.lines] == [
        "The reply of 4 Jan 2018 18:48 is there already",
        "The reply of 5 Jan 2018 18:48 is there already",
    ]


@pytest.mark.usefixtures("council")
def test_no_heading_turns_a_sentence_round_or_breaks_it(bring: Callable[..., exchange.Plan]) -> None:
    odd = "Ward\u2066\u202e\nsdraW"
    asked = bring("councillors", f"{odd},B\n1,2\n")
    plan = bring("councillors", COUNCILLORS.replace("Title", f'"{odd}",Title').replace(",Cllr", ",x,Cllr"))
    said = [*(one.sentence for one in [*asked.open, *plan.questions]), *plan.notes]
    assert len(said) > 1
    assert all(sentence.isprintable() for sentence in said)
