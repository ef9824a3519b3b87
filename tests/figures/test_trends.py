"""Visits over the years: the SQL against plain Python on random visits, and the cases that people ask about."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cp_desktop.figures import trends
from cp_desktop.model import (
    ChildrenCount,
    Councillor,
    District,
    Home,
    Listing,
    Stage,
    Step,
    StepDone,
    StepKind,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register

RANDOM = settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Few days, two months apart, so that the edges come up all the time.
DAYS = st.sampled_from([dt.date(2016, 11, 1) + dt.timedelta(days=60 * number) for number in range(9)])
VISITS = st.lists(
    st.fixed_dictionaries(
        {
            "visited_on": DAYS,
            "kind": st.sampled_from([VisitKind.MONITORING, *VisitKind]),
            "status": st.sampled_from([*[VisitStatus.MADE] * 6, *VisitStatus]),
            "visitors": st.integers(0, 2),
            "returned_after": st.none() | st.integers(0, 5).map(lambda number: number * 20),
        }
    ),
    max_size=60,
)


class Discard(Exception):  # noqa: N818
    """Ends an operation so that nothing of it stays."""


@pytest.fixture
def council(register: Register) -> Register:
    """Two councillors in office, one who has left, and two homes."""
    with register.operation("Set up") as session:
        session.add(District(id=1, name="North"))
        session.flush()
        session.add(Ward(id=1, name="Elm", district_id=1))
        session.add_all(Councillor(id=id, forename="Asha", surname=f"Member {id}") for id in (1, 2, 3))
        session.flush()
        for id in (1, 2, 3):
            end = dt.date(2017, 12, 31) if id == 3 else None
            session.add(Term(councillor_id=id, ward_id=1, start=dt.date(2014, 5, 22), end=end))
        session.add_all(Home(id=id, name=name) for id, name in ((1, "Larkrise"), (2, "Keystone")))
    return register


def returning(session: Session) -> Step:
    return session.scalars(select(Step).where(Step.stage == Stage.RETURNED)).one()


def visit(
    session: Session, day: dt.date, *who: int, home: int | None = 1, returned: dt.date | None = None, **values: Any
) -> None:
    steps = [StepDone(step=returning(session), done_on=returned)] if returned else []
    place = None if home else "Town Hall"
    visitors = [Visitor(councillor_id=one) for one in who]
    session.add(Visit(home_id=home, place=place, visited_on=day, visitors=visitors, steps=steps, **values))


def rows(session: Session, listing: Listing, *columns: str) -> list[tuple[Any, ...]]:
    found = session.execute(listing.rows(columns=[listing.column(label) for label in columns]))
    return [tuple(row)[1:] for row in found]


@given(found=VISITS, first=DAYS, last=DAYS, as_at=DAYS, every=st.sampled_from(["quarter", "year"]))
@RANDOM
def test_months_and_days_agree_with_plain_python(
    council: Register, found: list[dict[str, Any]], first: dt.date, last: dt.date, as_at: dt.date, every: Any
) -> None:
    with suppress(Discard), council.operation("Random visits") as session:
        put(session, found)
        agree(session, found, first, last, as_at, every)
        raise Discard


def put(session: Session, found: list[dict[str, Any]]) -> None:
    step = returning(session).id
    for id, one in enumerate(found, 1):
        values = {name: one[name] for name in ("visited_on", "kind", "status")}
        session.execute(insert(Visit), [{"id": id, "home_id": 1, **values}])
        for who in range(1, one["visitors"] + 1):
            session.execute(insert(Visitor), [{"visit_id": id, "councillor_id": who}])
        if one["returned_after"] is not None:
            done_on = one["visited_on"] + dt.timedelta(days=one["returned_after"])
            session.execute(insert(StepDone), [{"visit_id": id, "step_id": step, "done_on": done_on}])


def agree(
    session: Session, found: list[dict[str, Any]], first: dt.date, last: dt.date, as_at: dt.date, every: Any
) -> None:
    made = [
        one
        for one in found
        if one["status"] is VisitStatus.MADE and one["visitors"] and first <= one["visited_on"] <= min(last, as_at)
    ]
    months = trends.visits_by_month(session, first, last, as_at)
    days = (first + dt.timedelta(days=number) for number in range((min(last, as_at) - first).days + 1))
    assert [month.first_day for month in months] == sorted({day.replace(day=1) for day in days})
    for month in months:
        mine = [one for one in made if one["visited_on"].replace(day=1) == month.first_day]
        assert month.kinds == Counter(one["kind"] for one in mine)
        assert month.visits == len(mine)
    whole, got = trends.returns(session, first, last, as_at, every)
    due = [one for one in made if one["kind"] in (VisitKind.MONITORING, VisitKind.SUPPORTED)]
    parts = {line.label: [one for one in due if label_of(one["visited_on"], every) == line.label] for line in got}
    assert sum(map(len, parts.values())) == len(due)
    parts["All"] = due
    for line in (whole, *got):
        after = [
            one["returned_after"]
            for one in parts[line.label]
            if one["returned_after"] is not None
            and one["visited_on"] + dt.timedelta(days=one["returned_after"]) <= as_at
        ]
        assert (line.visits, line.returned) == (len(parts[line.label]), len(after))
        assert line.not_returned == len(parts[line.label]) - len(after)
        assert (line.median, line.slowest) == (nearest_rank(after, 0.5), nearest_rank(after, 0.9))


def label_of(day: dt.date, every: str) -> str:
    quarter = ["Jan to Mar", "Apr to Jun", "Jul to Sep", "Oct to Dec"][(day.month - 1) // 3]
    return str(day.year) if every == "year" else f"{quarter} {day.year}"


def nearest_rank(numbers: list[int], share: float) -> int | None:
    """The smallest of the numbers than which at least that share of them is no greater."""
    return sorted(numbers)[math.ceil(round(share * len(numbers), 9)) - 1] if numbers else None


def test_nine_in_ten_took_no_longer(council: Register) -> None:
    day = dt.date(2017, 7, 3)
    with council.operation("Visits") as session:
        for days in (*range(1, 10), 90):
            visit(session, day, 1, returned=day + dt.timedelta(days=days))
        visit(session, day, 1)
    with council.reading() as session:
        whole, [line] = trends.returns(session, day, day, dt.date(2018, 1, 31), "quarter")
    assert replace(whole, label=line.label) == line == trends.Returns("Jul to Sep 2017", 11, 10, 5, 9)
    assert line.not_returned == 1


def test_a_report_is_returned_from_the_day_on_which_it_is(council: Register) -> None:
    day, returned = dt.date(2017, 7, 3), dt.date(2017, 8, 1)
    with council.operation("Visits") as session:
        visit(session, day, 1, returned=returned)
    with council.reading() as session:
        got = [trends.returns(session, day, day, at, "year")[0] for at in (returned - dt.timedelta(days=1), returned)]
    assert got == [trends.Returns("All", 1, 0, None, None), trends.Returns("All", 1, 1, 29, 29)]


def test_a_kind_whose_report_does_not_go_back_is_not_waited_for(council: Register) -> None:
    day = dt.date(2017, 7, 3)
    with council.operation("Visits") as session:
        visit(session, day, 1)
        visit(session, day, 1, kind=VisitKind.BUDDY)
        session.execute(delete(StepKind).where(StepKind.step_id == returning(session).id))
        session.add(StepKind(step_id=returning(session).id, kind=VisitKind.BUDDY))
    with council.reading() as session:
        whole, _ = trends.returns(session, day, day, day, "year")
    assert whole == trends.Returns("All", 1, 0, None, None)


def test_the_span_ends_with_the_day(council: Register) -> None:
    with council.operation("Visits") as session:
        visit(session, dt.date(2016, 12, 31), 1)
        visit(session, dt.date(2017, 3, 9), 1, home=None)
        visit(session, dt.date(2018, 1, 31), 1, 2)
        visit(session, dt.date(2018, 2, 1), 1)
    with council.reading() as session:
        day = dt.date(2018, 1, 31)
        months = trends.visits_by_month(session, dt.date(2017, 1, 1), dt.date(2018, 12, 31), day)
        assert [month.visits for month in months] == [0, 0, 1, *[0] * 9, 1]
        assert trends.first_visit(session, day) == dt.date(2016, 12, 31)
        assert trends.first_visit(session, dt.date(2016, 12, 30)) is None


@pytest.fixture
def visited(council: Register) -> Iterator[Session]:
    """Member 1 went twice, member 2 once long ago and once in vain, member 3 often, before leaving."""
    with council.operation("Visits") as session:
        session.add(Home(id=3, name="Closed", closed_on=dt.date(2017, 6, 1)))
        session.add(Home(id=4, name="Abbey"))
        session.add(ChildrenCount(home_id=2, counted_on=dt.date(2017, 6, 1), children=2))
        visit(session, dt.date(2017, 7, 3), 1, 3)
        visit(session, dt.date(2017, 8, 3), 1, 3)
        visit(session, dt.date(2016, 8, 3), 2, 3, home=None)
        visit(session, dt.date(2017, 9, 3), 2, home=2, status=VisitStatus.REFUSED)
        visit(session, dt.date(2017, 9, 4), home=4)  # by nobody known
    with council.reading() as session:
        yield session


def test_homes_never_visited_those_with_children_first(visited: Session) -> None:
    day = dt.date(2018, 1, 31)
    assert rows(visited, trends.homes_never_visited(day), "Home") == [("Keystone",), ("Abbey",)]
    before = trends.homes_never_visited(dt.date(2017, 7, 2))
    assert rows(visited, before, "Home") == [("Keystone",), ("Abbey",), ("Larkrise",)]


def test_who_visits_most_and_who_never(visited: Session) -> None:
    day = dt.date(2018, 1, 31)
    most = trends.councillors_most(dt.date(2017, 1, 1), dt.date(2018, 12, 31), day)
    assert rows(visited, most, "Councillor", "Visits", "Last visit") == [("Asha Member 1", 2, dt.date(2017, 8, 3))]
    longer = trends.councillors_most(dt.date(2016, 1, 1), dt.date(2018, 12, 31), day)
    assert rows(visited, longer, "Councillor", "Visits") == [("Asha Member 1", 2), ("Asha Member 2", 1)]
    assert rows(visited, trends.councillors_never(day), "Councillor") == []
    early = trends.councillors_never(dt.date(2017, 7, 2))
    assert rows(visited, early, "Councillor", "Ward") == [("Asha Member 1", "Elm")]


@pytest.mark.parametrize("day", [dt.date(2016, 1, 1), dt.date(2017, 7, 2), dt.date(2018, 1, 31)])
def test_the_counts_are_those_of_the_lists(visited: Session, day: dt.date) -> None:
    counted = trends.never(visited, day)
    assert counted.homes == len(rows(visited, trends.homes_never_visited(day), "Home"))
    assert counted.councillors == len(rows(visited, trends.councillors_never(day), "Councillor"))
    assert (counted.homes_open, counted.members) == (
        (4, 3) if day.year < 2017 else (3, 2) if day.year > 2017 else (3, 3)
    )
