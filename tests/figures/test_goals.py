"""Goals for visiting homes: how far they have come on a day, in numbers and in words."""

import datetime as dt
from typing import Any

import pytest

from cp_desktop.figures.goals import GoalProgress, goals
from cp_desktop.model import ChildrenCount, Councillor, Goal, GoalHomes, Home, HomeKind, Visit, Visitor
from cp_desktop.register import Register

START, DUE = dt.date(2017, 4, 1), dt.date(2017, 7, 31)


@pytest.fixture
def scene(register: Register) -> Register:
    """Four homes, three of them with children, and a goal for these by 31 July; visits on 1 April, 20 and 31 July,
    and the day after."""

    def home(id: int, children: int, *visited: dt.date, **more: Any) -> None:
        counts = [ChildrenCount(counted_on=dt.date(2017, 3, 31), children=children)]
        session.add(Home(id=id, name=f"Home {id}", kind=HomeKind.HOME, counts=counts, **more))
        for on in visited:
            session.add(Visit(home_id=id, visited_on=on, visitors=[Visitor(councillor_id=1)]))

    with register.operation("Set the scene") as session:
        session.add(Councillor(id=1, forename="Asha", surname="Ash"))
        session.flush()
        home(1, 2, START, dt.date(2017, 6, 1))
        home(2, 1, dt.date(2017, 7, 20))
        home(3, 3, DUE)
        home(4, 0, DUE + dt.timedelta(days=1))
        session.add(Goal(title="Our children's homes", starts_on=START, due_on=DUE))
    return register


def at(register: Register, as_at: dt.date, place: int = 0) -> GoalProgress:
    with register.reading() as session:
        return goals(session, as_at)[place]


def test_a_goal_grows_home_by_home_until_it_is_reached(scene: Register) -> None:
    steps = [(START, 1), (dt.date(2017, 7, 20), 2), (DUE, 3)]
    for as_at, done, left, words in (
        (dt.date(2017, 3, 1), 0, 0, "It begins on 1 Apr 2017 and is due on 31 Jul 2017."),
        (START, 1, 2, "121 days left, to 31 Jul 2017: 2 homes to go."),
        (dt.date(2017, 7, 30), 2, 1, "1 day left, to 31 Jul 2017: 1 home to go."),
        (DUE, 3, 0, "Reached on 31 Jul 2017, the day it was due."),
        (dt.date(2018, 1, 31), 3, 0, "Reached on 31 Jul 2017, the day it was due."),
    ):
        progress = at(scene, as_at)
        assert (progress.figure.numerator, progress.left.numerator) == (done, left)
        assert progress.words == words
        assert progress.steps == steps[:done]
    assert progress.figure.sentence() == "3 of 3 homes with the council's children (100.0%)"


def test_a_goal_that_was_missed_says_how_late_and_takes_no_later_visit(scene: Register) -> None:
    with scene.operation("A goal for all") as session:
        session.add(Goal(title="All", homes=GoalHomes.ALL, starts_on=START, due_on=DUE))
    as_at = DUE + dt.timedelta(days=10)
    progress = at(scene, as_at)
    assert progress.title == "All"
    assert progress.words == "Due on 31 Jul 2017, 10 days ago: 1 home was not visited by then."
    assert progress.figure.sentence() == "3 of 4 homes (75.0%)"
    assert progress.days.as_at == DUE


def test_the_homes_of_a_past_goal_are_those_of_its_day(scene: Register) -> None:
    with scene.operation("The year goes on") as session:
        session.get_one(Home, 3).closed_on = dt.date(2017, 9, 1)
        session.add(ChildrenCount(home_id=4, counted_on=dt.date(2017, 9, 1), children=5))
        session.add(Goal(title="The next", starts_on=DUE, due_on=dt.date(2018, 7, 31)))
        session.add(Goal(title="The soonest", starts_on=DUE, due_on=dt.date(2018, 3, 31)))
    as_at = dt.date(2018, 1, 31)
    assert [at(scene, as_at, place).title for place in range(3)] == ["The soonest", "The next", "Our children's homes"]
    assert at(scene, as_at, 2).figure.denominator == 3
    assert at(scene, as_at, 0).figure.sentence() == "1 of 3 homes with the council's children (33.3%)"


def test_a_goal_without_homes_is_not_reached(register: Register) -> None:
    with register.operation("A goal") as session:
        session.add(Goal(title="All", starts_on=START, due_on=DUE))
    assert not at(register, DUE).reached
    assert at(register, DUE).words == "There is no home to visit. It is due on 31 Jul 2017."
