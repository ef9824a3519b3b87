"""Coverage of any window of dates: the figures against days that are lived through one by one, on random homes."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures import Window, reference_counts
from cp_desktop.model import (
    ChildrenCount,
    Councillor,
    District,
    Home,
    HomeKind,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.services import registers

RANDOM = settings(
    max_examples=150,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# A few days, so that things happen on the very first and last days, and on the days beside them.
FIRST = dt.date(2018, 2, 24)
day = st.integers(0, 8).map(lambda number: FIRST + dt.timedelta(days=number))
WINDOWS = st.tuples(day, day, day).map(lambda days: Window(min(days[:2]), max(days[:2]), days[2]))


def made_home(number: int, drawn: Any) -> dict[str, Any]:
    ward, first, second, counts, visits = drawn
    opened, closed = (first, second) if None in (first, second) or first <= second else (second, first)
    return {
        "home": {
            "id": number,
            "name": f"Home {number}",
            "kind": HomeKind.HOME,
            "ward_id": ward,
            "opened_on": opened,
            "closed_on": closed,
        },
        "counts": [{"home_id": number, "counted_on": on, "children": children} for on, children in counts.items()],
        "visits": [
            {"home_id": number, "visited_on": on, "status": status, "kind": kind} for on, status, kind, _ in visits
        ],
        "by": [by for *_, by in visits],
    }


MADE = st.one_of(st.just(VisitStatus.MADE), st.sampled_from(VisitStatus))  # most were made
HOMES = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, None]),
        st.none() | day,
        st.none() | day,
        st.dictionaries(day, st.integers(0, 2), max_size=4),
        st.lists(st.tuples(day, MADE, st.sampled_from(VisitKind), st.sets(st.integers(1, 2))), min_size=1, max_size=2),
    ),
    min_size=3,
    max_size=8,
).map(lambda drawn: [made_home(number, each) for number, each in enumerate(drawn, 1)])


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with three wards, the third of no district, and two councillors."""
    path = tmp_path_factory.mktemp("coverage") / "stage.cpregister"
    with registers.create(path, "Northborough", "2018/19", FIRST, FIRST + dt.timedelta(days=364)) as register:
        with register.operation("Set the stage") as session:
            session.add(District(id=1, name="North"))
            session.flush()
            session.add_all(Ward(id=id, name=f"Ward {id}", district_id=1 if id < 3 else None) for id in (1, 2, 3))
            session.add_all(Councillor(id=id, forename="Asha", surname=f"Member{id}") for id in (1, 2))
        yield register


class Discard(Exception):  # noqa: N818
    """Ends the operation of random homes, so that nothing of them stays."""


@contextmanager
def imagined(stage: Register, homes: list[dict[str, Any]]) -> Iterator[Session]:
    with suppress(Discard), stage.operation("Random homes") as session:
        visits = [
            ({"id": number, **visit}, by)
            for number, (visit, by) in enumerate(
                ((visit, by) for home in homes for visit, by in zip(home["visits"], home["by"], strict=True)), 1
            )
        ]
        for kind, rows in (
            (Home, [home["home"] for home in homes]),
            (ChildrenCount, [count for home in homes for count in home["counts"]]),
            (Visit, [visit for visit, _ in visits]),
            (Visitor, [{"visit_id": visit["id"], "councillor_id": id} for visit, by in visits for id in by]),
        ):
            if rows:
                session.execute(insert(kind), rows)
        yield session
        raise Discard


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UserError, match="ends on 24 Feb 2018, before it begins on 25 Feb 2018"):
        figures.window(FIRST, FIRST + dt.timedelta(days=1), FIRST)


@given(homes=HOMES, days=WINDOWS)
@RANDOM
def test_any_window_is_counted_as_its_days_are_lived_through(stage: Register, homes: Any, days: Window) -> None:
    with imagined(stage, homes) as session:
        assert not list(reference_counts.ReferenceCounts(session).home_differences(session, days))


@given(homes=HOMES, days=WINDOWS, by=st.sampled_from([None, *figures.HOMES_BYS]))
@settings(RANDOM, max_examples=30)
def test_the_homes_behind_a_figure_are_as_many_as_it_says(
    stage: Register, homes: Any, days: Window, by: figures.HomesBy | None
) -> None:
    since, until, as_at = days.since, days.until, days.as_at
    with imagined(stage, homes) as session:
        if by is None:
            whole = figures.homes(session, as_at, since, until) | figures.homes_changed(session, as_at, since, until)
            got = [(None, figure) for figure in whole.values()]
        else:
            lines = figures.homes_breakdown(session, as_at, since, by, until)
            got = [(line.key, figure) for line in lines for figure in line.figures.values()]
        for key, figure in got:
            measure = figure.measure.key
            ids = list(session.scalars(figures.drill_down(measure, None, as_at, by, key, since, until).ids()))
            assert len(ids) == len(set(ids)) == figure.numerator, (measure, by, key)
        due = figures.homes(session, as_at, since, until)
        for everything, measure in ((False, "not_visited_with_children"), (True, "not_visited")):
            assert len(list(session.scalars(figures.homes_due(days, everything).ids()))) == due[measure].numerator


@given(homes=HOMES, days=WINDOWS)
@settings(RANDOM, max_examples=40)
def test_what_changed_leads_from_the_day_before_to_the_day(stage: Register, homes: Any, days: Window) -> None:
    if days.since > days.as_at:
        return
    long_ago = FIRST - dt.timedelta(days=9)
    for home in homes:  # every home has been counted: else nobody knows what it came from
        home["counts"].append({"home_id": home["home"]["id"], "counted_on": long_ago, "children": 0})
    with imagined(stage, homes) as session:
        before = figures.homes(session, days.since - dt.timedelta(days=1))
        after = figures.homes(session, days.as_at, days.since, days.until)
        changed = figures.homes_changed(session, days.as_at, days.since, days.until)
        number = {key: figure.numerator for key, figure in changed.items()}
        assert after["open"].numerator == before["open"].numerator + number["opened"] - number["closed"]
        held, holds = before["with_children"].numerator, after["with_children"].numerator
        assert holds == held + number["came_to_hold"] - number["ceased_to_hold"]
        for figure in (*after.values(), *changed.values()):
            assert (figure.base is None) == (figure.measure.base is None)  # never a share without its base


def put(session: Session, id: int, children: int | None = None, **more: Any) -> None:
    counts = [] if children is None else [ChildrenCount(counted_on=FIRST, children=children)]
    session.add(Home(id=id, name=f"Home {id}", kind=HomeKind.HOME, counts=counts, **more))


def visit(session: Session, home_id: int, on: dt.date, status: VisitStatus = VisitStatus.MADE) -> None:
    session.add(Visit(home_id=home_id, visited_on=on, status=status, visitors=[Visitor(councillor_id=1)]))


def test_the_homes_due_stand_with_the_longest_unvisited_first(stage: Register) -> None:
    end = FIRST + dt.timedelta(days=10)
    days = figures.window(end, FIRST + dt.timedelta(days=5))
    with imagined(stage, []) as session:
        for id, children in ((1, 2), (2, 1), (3, 4), (4, 0), (5, 3)):
            put(session, id, children)
        visit(session, 1, FIRST + dt.timedelta(days=4))  # the day before the window
        visit(session, 2, FIRST + dt.timedelta(days=1))
        visit(session, 5, FIRST + dt.timedelta(days=5))
        visit(session, 3, end + dt.timedelta(days=2), VisitStatus.PLANNED)
        visit(session, 3, end + dt.timedelta(days=1), VisitStatus.PLANNED)
        visit(session, 2, end - dt.timedelta(days=1), VisitStatus.PLANNED)
        session.flush()
        listing = figures.homes_due(days)
        shown = [listing.column(label) for label in ("Home", "Our children", "Days since", "Planned for")]
        rows = [tuple(row)[1:] for row in session.execute(listing.rows(columns=shown))]
        assert rows == [
            ("Home 3", 4, None, end + dt.timedelta(days=1)),
            ("Home 2", 1, 9, end - dt.timedelta(days=1)),
            ("Home 1", 2, 6, None),
        ]


def test_how_a_figure_is_counted_names_its_days() -> None:
    measure = figures.HOME_MEASURES["visited"]
    figure = figures.Figure(measure, 36, 56, figures.HOME_MEASURES["open"], dt.date(2017, 11, 30))
    got = figures.how_counted(figure, "", dt.date(2017, 4, 4), dt.date(2017, 10, 18))
    assert "36 of 56 homes (64.3%), as at 30 Nov 2017, visits from 4 Apr 2017 to 18 Oct 2017." in got
    for rule in ("before the home opened", "first and last day included", "closed"):
        assert rule in figures.HOW_COVERAGE
