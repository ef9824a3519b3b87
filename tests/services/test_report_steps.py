"""A step of a report that is done: with whom the report lay is noted the same by every road."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.figures import desks
from cp_desktop.model import (
    Councillor,
    Home,
    Post,
    Stage,
    Step,
    StepDone,
    Term,
    Visit,
    Visitor,
    Ward,
    show,
)
from cp_desktop.register import Register
from cp_desktop.services import imports, records, report_steps, visits

VISITED, DONE = dt.date(2018, 1, 2), dt.date(2018, 1, 20)
STAGES = (Stage.RECEIVED, Stage.SENT, Stage.ANSWERED, Stage.RETURNED)
LAY_WITH = {
    "Report received": None,
    "Sent to Children's Commissioning": None,
    "Sent to the managers": "Children's Commissioning",
    "Home Manager answered": "Manager, Oak House",
    "Service Manager answered": "Service Manager",
    "Assistant Director answered": "Assistant Director",
    "Returned to the councillor": None,
    "Closed": None,
}


@pytest.fixture
def visit(register: Register) -> int:
    """A monitoring visit to a home whose manager's post is known."""
    with register.operation("Set up") as session:
        home = Home(name="Oak House", urn="SC1", manager=Post(title="Manager, Oak House"))
        ann = Councillor(
            forename="Ann", surname="Ashdown", terms=[Term(ward=Ward(name="Mill"), start=dt.date(2014, 5, 22))]
        )
        made = Visit(home=home, visited_on=VISITED, visitors=[Visitor(councillor=ann)])
        session.add(made)
        session.flush()
        return made.id


def by_form(register: Register, visit: int, _: Path) -> None:
    with register.reading() as session:
        record = records.load(session, Visit, visit)
        steps = session.scalars(select(Step.id)).all()
    record.owned["steps"] = [records.blank(StepDone, step_id=step, done_on=DONE) for step in steps]
    visits.save(register, record)


def by_board(register: Register, visit: int, _: Path) -> None:
    with register.reading() as session:
        steps = session.scalars(select(Step.id)).all()
    report_steps.mark_done(register, [(visit, step) for step in steps], DONE)


def by_import(register: Register, visit: int, folder: Path) -> None:
    file = folder / "visits.csv"
    file.write_text(
        f"Date of visit,URN,Councillors,Report returned\n{VISITED.isoformat()},SC1,Ann Ashdown,{DONE.isoformat()}\n",
        encoding="utf-8",
    )
    imports.apply(register, exchange.read(register, "visits", file))


@pytest.mark.parametrize("road", [by_form, by_board, by_import])
def test_with_whom_the_report_lay_is_noted_by_every_road(
    register: Register, visit: int, tmp_path: Path, road: Callable[[Register, int, Path], None]
) -> None:
    road(register, visit, tmp_path)
    with register.reading() as session:
        noted = {done.step.label: done.post.title if done.post else None for done in session.scalars(select(StepDone))}
    assert noted == LAY_WITH


def test_it_stays_noted_when_the_settings_change(register: Register, visit: int) -> None:
    with register.reading() as session:
        answered = session.scalars(select(Step).where(Step.label == "Service Manager answered")).one().id
    report_steps.mark_done(register, [(visit, answered)], DONE)
    with register.operation("Another post") as session:
        session.get_one(Step, answered).post = Post(title="Head of Service")
    outcome = report_steps.mark_done(register, [(visit, answered)], DONE + dt.timedelta(days=1))
    assert outcome.label == f"Step done: Service Manager answered, Oak House, {show(VISITED)}"
    with register.reading() as session:
        [done] = session.scalars(select(StepDone))
        assert done.post is not None
        assert (done.post.title, done.done_on) == ("Service Manager", DONE + dt.timedelta(days=1))


def test_a_day_before_the_visit_and_a_report_that_is_gone_change_nothing(register: Register, visit: int) -> None:
    with register.reading() as session:
        first, second = [desks.visit_and_step(key) for key in session.scalars(desks.desks(DONE).ids())] * 2
    with pytest.raises(UserError, match="dated before the visit"):
        report_steps.mark_done(register, [first], VISITED - dt.timedelta(days=1))
    with pytest.raises(UserError, match="no longer in the register"):
        report_steps.mark_done(register, [second, (visit + 1, second[1])], DONE)
    with register.reading() as session:
        assert session.scalars(select(StepDone)).all() == []
