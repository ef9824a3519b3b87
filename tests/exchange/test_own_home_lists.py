"""Homes out of a coordinator's own list: its words, counts as at a day, places that are no one number."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.exchange.heading_days import heading_and_day
from cp_desktop.model import ChildrenCount, Home
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]


def counts(register: Register) -> dict[tuple[str, dt.date], int]:
    with register.reading() as session:
        query = select(Home.name, ChildrenCount.counted_on, ChildrenCount.children).join(ChildrenCount.home)
        return {(row.name, row.counted_on): row.children for row in session.execute(query)}


def test_the_day_in_a_heading_is_the_day_of_its_counts(register: Register, bring: Bring) -> None:
    """The column was not known, and its counts vanished without a word."""
    text = "Home,URN,Ward,Number of our children (as at 1/4/17),Places\nOak,SC1,Mill,3,4\nElm,SC2,Mill,nil,6\n"
    assert bring("homes", text).ready
    assert counts(register) == {("Oak", dt.date(2017, 4, 1)): 3, ("Elm", dt.date(2017, 4, 1)): 0}
    again = bring("homes", text)
    assert (again.added, again.changed) == ({}, {})


def test_counts_without_a_day_are_asked_about(register: Register, bring: Bring) -> None:
    text = "Home name,Ofsted no.,Ward,No. of CYP,Reg. beds\nOak,SC1,Mill,3,4\nElm,SC2,Mill,0,6\n"
    [question] = bring("homes", text).open
    assert (question.key, question.takes, question.rows) == ("counted-on", "date", ["2", "3"])
    bring("homes", text, answers={"counted-on": "1 April 2017"})
    assert counts(register) == {("Oak", dt.date(2017, 4, 1)): 3, ("Elm", dt.date(2017, 4, 1)): 0}
    with register.reading() as session:
        assert {one.urn: one.places for one in session.scalars(select(Home))} == {"SC1": 4, "SC2": 6}


def test_a_day_given_that_is_none_is_asked_again(register: Register, bring: Bring) -> None:
    plan = bring("homes", "Home,URN,Children,Places\nOak,SC1,3,4\n", answers={"counted-on": "spring"})
    assert [one.key for one in plan.open] == ["counted-on"]
    assert not counts(register)


def test_places_that_are_no_one_number_are_asked_about(register: Register, bring: Bring) -> None:
    text = "Home,URN,Places\nOak,SC1,4-6\nElm,SC2,4-6\nAsh,SC3,5\n"
    [question] = bring("homes", text).open
    assert [one.value for one in question.answers] == ["6", "4", "blank", "leave-out"]
    assert question.rows == ["2", "3"], "asked once for all like it"
    bring("homes", text, answers={question.key: "6"})
    with register.reading() as session:
        assert {one.name: one.places for one in session.scalars(select(Home))} == {"Oak": 6, "Elm": 6, "Ash": 5}


def test_a_poorer_spelling_of_a_home_changes_nothing(register: Register, bring: Bring) -> None:
    bring("homes", "Home,URN,Places\nSt Anne's Lodge,SC1,4\n")
    assert not bring("homes", "Home,URN,Places\nST ANNES LODGE,SC1,4\n").changed
    bring("homes", "Home,URN,Places\nELM HOUSE,SC2,4\n")
    assert bring("homes", "Home,URN,Places\nElm House,SC2,4\n").changed == {"homes": 1}


def test_the_manager_of_a_home_holds_its_post(register: Register, bring: Bring) -> None:
    """The column went unread; a report that goes to the manager waits with whoever holds the home's post."""
    text = "Home,URN,Places,Manager,E-mail\nOak,SC1,4,Jo Fry,jo@example.org\nElm,SC2,6,Vacant,\n"
    bring("homes", text)
    with register.reading() as session:
        kept = {one.name: one.manager for one in session.scalars(select(Home))}
        assert kept["Elm"] is None
        assert (kept["Oak"].title, [(one.name, one.email) for one in kept["Oak"].officers]) == (
            "Manager, Oak",
            [("Jo Fry", "jo@example.org")],
        )
    again = bring("homes", text)
    assert (again.added, again.changed) == ({}, {})
    [question] = bring("homes", text.replace("Jo Fry", "Al Best")).open
    assert question.cause == "Who holds a post"
    plan = bring("homes", text.replace("Jo Fry", "Al Best"), answers={question.key: "31/1/2018"})
    assert plan.lines[0].detail == "Manager: Al Best; Jo Fry until 31 Jan 2018"
    assert plan.added == {"officers": 1}


def test_a_complete_list_asks_about_the_homes_it_lacks(register: Register, bring: Bring) -> None:
    bring("homes", "Home,URN,Places,Outside the area\nOak,SC1,4,\nElm,SC2,6,\nFar,SC3,2,Southshire\n")
    plan = bring("homes", "Home,URN,Places\nOak,SC1,4\n", complete=True, date=dt.date(2018, 3, 31))
    assert {one.key: one.given for one in plan.questions} == {"missing: SC2": "left"}
    assert [one.value for one in plan.questions[0].answers] == ["left", "2018-03-31"]


@pytest.mark.parametrize(
    ("heading", "name", "day"),
    [
        ("Number of our children (as at 1/4/17)", "Number of our children", dt.date(2017, 4, 1)),
        ("CYP at 31.3.2018", "CYP", dt.date(2018, 3, 31)),
        ("Awards evening 12 Oct 2017", "Awards evening", dt.date(2017, 10, 12)),
        ("20th June 2017 - Training", "Training", dt.date(2017, 6, 20)),
        ("2017-06-20 Training", "Training", dt.date(2017, 6, 20)),
        ("12/10/2017", "", dt.date(2017, 10, 12)),
        ("Children 2017/18", "Children 2017/18", None),
        ("From 1/4/2017 to 31/3/2018", "From 1/4/2017 to 31/3/2018", None),
        ("Visited on 31/2/2017", "Visited on 31/2/2017", None),
        ("Item 12", "Item 12", None),
    ],
)
def test_a_heading_may_say_a_day(heading: str, name: str, day: dt.date | None) -> None:
    assert heading_and_day(heading) == (name, day)


def test_a_second_row_of_a_home_adds_what_the_first_left_blank(register: Register, bring: Bring) -> None:
    text = "Home,URN,Provider,Places\nYew House,SC77,,4\nYew House,SC77,Acorn,\n"
    assert bring("homes", text).ready
    with register.reading() as session:
        [home] = session.scalars(select(Home).where(Home.urn == "SC77"))
        assert (home.provider, home.places) == ("Acorn", 4)


def test_a_vacant_manager_is_asked_about(register: Register, bring: Bring) -> None:
    assert bring("homes", "Home,URN,Provider,Manager\nYew House,SC77,Acorn,Pat Poole\n").ready
    plan = bring("homes", "Home,URN,Provider,Manager\nYew House,SC77,Acorn,Vacant\n")
    [question] = plan.open
    assert "Pat Poole" in question.sentence
