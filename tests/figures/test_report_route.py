"""The route of a report: what each step took, which are open, which came out of order or unasked; as SQL counts it."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.figures import desks
from cp_desktop.figures.desk_holders import route_steps
from cp_desktop.model import Holder, Stage, Step, StepDone, Visit, VisitKind, VisitStatus
from cp_desktop.model.report_route import RouteStep, RouteStop, StepState, report_route
from cp_desktop.register import Register
from cp_desktop.services import records

VISIT, TODAY = dt.date(2018, 1, 2), dt.date(2018, 1, 31)


def step(id: int, position: int, days: int = 5, *kinds: VisitKind) -> RouteStep:
    needed_by = frozenset(kinds or VisitKind)
    return RouteStep(id, position, f"Step {id}", Stage.SENT, Holder.COORDINATOR, None, days, needed_by)


def day(number: int) -> dt.date:
    return dt.date(2018, 1, number)


ROUTE = (step(1, 1, 14), step(2, 2, 2), step(3, 3), step(4, 3), step(5, 4))


def went(
    done: dict[int, int], steps: tuple[RouteStep, ...] = ROUTE, status: VisitStatus = VisitStatus.MADE
) -> dict[int, RouteStop]:
    days = {id: day(number) for id, number in done.items()}
    return {stop.step.id: stop for stop in report_route(steps, VisitKind.MONITORING, status, VISIT, days, TODAY)}


def test_the_first_undone_step_is_open_since_the_visit() -> None:
    route = went({})
    assert [stop.state for stop in route.values()] == [StepState.LATE] + [StepState.WAITING] * 4
    assert (route[1].since, route[1].days, route[1].late) == (VISIT, 29, 15)


def test_each_step_took_the_days_since_the_one_before() -> None:
    route = went({1: 10, 2: 13})
    assert [(stop.days, stop.late) for stop in (route[1], route[2])] == [(8, 0), (3, 1)]
    assert [route[id].state for id in (3, 4, 5)] == [StepState.LATE, StepState.LATE, StepState.WAITING]
    assert route[4].since == day(13)


def test_steps_of_one_position_go_side_by_side() -> None:
    route = went({1: 10, 2: 13, 3: 30})
    assert [route[id].state for id in (3, 4, 5)] == [StepState.DONE, StepState.LATE, StepState.WAITING]
    assert route[4].since == day(13)
    assert not route[3].early


def test_out_of_order_is_said_and_leaves_the_earlier_ones_open() -> None:
    route = went({3: 20})
    assert route[3].early
    assert [stop.step.id for stop in route.values() if stop.open] == [1]
    assert route[1].since == VISIT
    later = went({1: 25, 2: 26, 3: 20})
    assert later[3].early
    assert later[3].since == VISIT
    assert later[4].since == day(26)


def test_a_step_done_though_not_needed_is_shown_and_a_strange_one_not() -> None:
    route = went({1: 10}, (step(1, 1), step(2, 2, 5, VisitKind.SCHOOL), step(3, 3)))
    assert list(route) == [1, 3]
    route = went({1: 10, 2: 12}, (step(1, 1), step(2, 2, 5, VisitKind.SCHOOL), step(3, 3)))
    assert not route[2].needed
    assert route[3].since == day(12)


@pytest.mark.parametrize("status", [VisitStatus.PLANNED, VisitStatus.CANCELLED, VisitStatus.REFUSED])
def test_the_report_of_a_visit_that_was_not_made_lies_on_no_desk(status: VisitStatus) -> None:
    route = went({1: 10}, status=status)
    assert [stop.state for stop in route.values()] == [StepState.DONE] + [StepState.WAITING] * 4
    assert not any(stop.late for id, stop in route.items() if id != 1)


@pytest.mark.parametrize("done", [{}, {1: 10}, {1: 10, 2: 10}, {2: 9}, {1: 8, 2: 9, 3: 12, 5: 12}, {7: 9, 8: 30}])
def test_it_is_the_same_route_as_the_board_of_desks_counts(register: Register, done: dict[int, int]) -> None:
    id = records.save(register, records.blank(Visit, place="Elm House", visited_on=VISIT))
    with register.operation("Steps") as session:
        session.add_all(StepDone(visit_id=id, step_id=step, done_on=day(number)) for step, number in done.items())
    with register.reading() as session:
        days = {step: day(number) for step, number in done.items()}
        mine = report_route(route_steps(session), VisitKind.MONITORING, VisitStatus.MADE, VISIT, days, TODAY)
        open_here = {(stop.step.id, stop.since) for stop in mine if stop.open}
        board = {(row.step_id, row.since) for row in session.execute(desks.open_steps(TODAY))}
        assert board == open_here
        assert len(session.scalars(select(Step)).all()) == len(mine)
