"""Counts of wards: a column a measure, a row a count, a column a ward; small numbers that another office hides."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import WardCount, WardMeasure
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")
DAY = dt.date(2018, 3, 31)
WIDE = "Ward,Counted on,Children in care,Care leavers\nMill,31/3/2018,53,7\nQuay,31/3/2018,0,\nTotal,,53,7\n"
LONG = "Ward,Measure,Date,Number\nMill,Looked-after children,31/3/2018,53\nMill,Care leavers,31/3/2018,7\n" + (
    "Quay,Children in care,31/3/2018,0\n"
)
ACROSS = "What is counted,Mill Ward,Quay\nChildren in care,53,0\nCare leavers,7,\n"
DATED = "Ward,Children in care 31/3/18,Care leavers (31 Mar 2018)\nMill,53,7\nQuay,0,\n"


def facts(register: Register) -> dict[tuple[str, WardMeasure, dt.date], int]:
    with register.reading() as session:
        return {(one.ward.name, one.measure, one.counted_on): one.number for one in session.scalars(select(WardCount))}


@pytest.mark.parametrize("text", [WIDE, LONG, ACROSS, DATED], ids=["wide", "long", "wards across", "dated headings"])
def test_counts_in_whatever_shape(register: Register, bring: Bring, text: str) -> None:
    date = DAY if text == ACROSS else None
    assert bring("ward-facts", text, date=date).ready
    assert facts(register) == {
        ("Mill", WardMeasure.IN_CARE, DAY): 53,
        ("Mill", WardMeasure.CARE_LEAVERS, DAY): 7,
        ("Quay", WardMeasure.IN_CARE, DAY): 0,
    }
    again = bring("ward-facts", text, date=date)
    assert (again.added, again.changed, again.ready) == ({}, {}, True)
    assert register.undo()
    assert not facts(register)


def test_a_hidden_small_number_is_never_taken_for_a_count(register: Register, bring: Bring) -> None:
    text = WIDE.replace("Quay,31/3/2018,0,", "Quay,31/3/2018,<5,*")
    plan = bring("ward-facts", text)
    assert len(plan.open) == 2
    assert all("hides a small number" in one.sentence for one in plan.open)
    bring("ward-facts", text, proposed=True)
    assert {name for name, _, _ in facts(register)} == {"Mill"}


def test_a_changed_count_says_what_it_was(bring: Bring) -> None:
    bring("ward-facts", WIDE)
    plan = bring("ward-facts", WIDE.replace("53,7\nQ", "54,7\nQ"))
    assert plan.changed == {"ward facts": 1}
    assert plan.lines[0].detail == "Children in care on 31 Mar 2018: 53 is now 54"


def test_a_row_of_many_wards_tells_whose_each_count_is(bring: Bring) -> None:
    first = bring("ward-facts", ACROSS, date=DAY).lines[0]
    assert first.detail == ("Mill Ward: Children in care on 31 Mar 2018: 53; Quay: Children in care on 31 Mar 2018: 0")


def test_one_ward_with_two_counts_of_a_day_is_asked_about(bring: Bring) -> None:
    [question] = bring("ward-facts", LONG + "Mill,Care leavers,31/3/2018,8\n").open
    assert "7 and 8" in question.sentence


def test_the_day_is_asked_where_nothing_says_it(register: Register, bring: Bring) -> None:
    [question] = bring("ward-facts", ACROSS).open
    assert question.key == "counted-on"
    bring("ward-facts", ACROSS, answers={"counted-on": "31 March 2018"})
    assert len(facts(register)) == 3


def test_an_unknown_ward_is_asked_about_and_never_made(register: Register, bring: Bring) -> None:
    text = "Ward,Children in care 31/3/18\nMille,5\nNowhere,6\n"
    asked = {one.said: one for one in bring("ward-facts", text).open}
    assert {one.proposed for one in asked.values()} == {"leave-out", next(iter(asked.values())).answers[0].value}
    bring("ward-facts", text, proposed=True)
    assert facts(register) == {("Mill", WardMeasure.IN_CARE, DAY): 5}
