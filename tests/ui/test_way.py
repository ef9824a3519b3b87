"""The way of a report as it is typed: what each step took, which are open, which came out of order or unasked."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.figures import desks
from cp_desktop.model import Holder, Step, StepDone, Visit, VisitKind
from cp_desktop.register import Register, records
from cp_desktop.ui.pages.visits.way import State, Stop, WayStep, steps_of, stops

VISIT, TODAY = dt.date(2018, 1, 2), dt.date(2018, 1, 31)


def step(id: int, position: int, days: int = 5, *kinds: VisitKind) -> WayStep:
    return WayStep(id, position, f"Step {id}", Holder.COORDINATOR, None, days, frozenset(kinds or VisitKind))


def day(number: int) -> dt.date:
    return dt.date(2018, 1, number)


WAY = (step(1, 1, 14), step(2, 2, 2), step(3, 3), step(4, 3), step(5, 4))


def went(done: dict[int, int], steps: tuple[WayStep, ...] = WAY) -> dict[int, Stop]:
    days = {id: day(number) for id, number in done.items()}
    return {stop.step.id: stop for stop in stops(steps, VisitKind.MONITORING, VISIT, days, TODAY)}


def test_the_first_undone_step_is_open_since_the_visit() -> None:
    way = went({})
    assert [stop.state for stop in way.values()] == [State.LATE] + [State.WAITING] * 4
    assert (way[1].since, way[1].days, way[1].late) == (VISIT, 29, 15)


def test_each_step_took_the_days_since_the_one_before() -> None:
    way = went({1: 10, 2: 13})
    assert [(stop.days, stop.late) for stop in (way[1], way[2])] == [(8, 0), (3, 1)]
    assert [way[id].state for id in (3, 4, 5)] == [State.LATE, State.LATE, State.WAITING]
    assert way[4].since == day(13)


def test_steps_of_one_position_go_side_by_side() -> None:
    way = went({1: 10, 2: 13, 3: 30})
    assert [way[id].state for id in (3, 4, 5)] == [State.DONE, State.LATE, State.WAITING]
    assert way[4].since == day(13)
    assert not way[3].early


def test_out_of_order_is_said_and_leaves_the_earlier_ones_open() -> None:
    way = went({3: 20})
    assert way[3].early
    assert [stop.step.id for stop in way.values() if stop.state in (State.OPEN, State.LATE)] == [1]
    assert way[1].since == VISIT
    later = went({1: 25, 2: 26, 3: 20})
    assert later[3].early
    assert later[3].since == VISIT
    assert later[4].since == day(26)


def test_a_step_done_though_not_needed_is_shown_and_a_strange_one_not() -> None:
    way = went({1: 10}, (step(1, 1), step(2, 2, 5, VisitKind.SCHOOL), step(3, 3)))
    assert list(way) == [1, 3]
    way = went({1: 10, 2: 12}, (step(1, 1), step(2, 2, 5, VisitKind.SCHOOL), step(3, 3)))
    assert not way[2].needed
    assert way[3].since == day(12)


@pytest.mark.parametrize("done", [{}, {1: 10}, {1: 10, 2: 10}, {2: 9}, {1: 8, 2: 9, 3: 12, 5: 12}, {7: 9, 8: 30}])
def test_it_is_the_same_way_as_the_board_of_desks_counts(register: Register, done: dict[int, int]) -> None:
    id = records.save(register, records.blank(Visit, place="Elm House", visited_on=VISIT))
    with register.operation("Steps") as session:
        session.add_all(StepDone(visit_id=id, step_id=step, done_on=day(number)) for step, number in done.items())
    with register.reading() as session:
        days = {step: day(number) for step, number in done.items()}
        mine = stops(steps_of(session), VisitKind.MONITORING, VISIT, days, TODAY)
        open_here = {(stop.step.id, stop.since) for stop in mine if stop.state in (State.OPEN, State.LATE)}
        board = {(row.step_id, row.since) for row in session.execute(desks.open_steps(TODAY))}
        assert board == open_here
        assert len(session.scalars(select(Step)).all()) == len(mine)
