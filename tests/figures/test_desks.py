"""Whose desk a report is on: the SQL against a plain-Python reference, and what the board says of an ordinary week."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, delete, select
from sqlalchemy.orm import Session

from cp_desktop.figures import desks
from cp_desktop.model import (
    Council,
    Councillor,
    Holder,
    Home,
    Officer,
    Post,
    Reminder,
    Stage,
    Step,
    StepDone,
    StepKind,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
)
from cp_desktop.register import Register
from cp_desktop.services import registers

RANDOM = settings(
    max_examples=80,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Few days, so that steps done on the very day, and after it, come up all the time.
DAYS = [dt.date(2017, 12, 1) + dt.timedelta(days=9 * number) for number in range(8)]
KINDS = [VisitKind.MONITORING, VisitKind.EVENT]
day = st.sampled_from(DAYS)


STEPS = st.lists(
    st.fixed_dictionaries(
        {
            "position": st.integers(1, 3),
            "days": st.sampled_from([0, 9, 12]),
            "holder": st.sampled_from(list(Holder)[:3]),
            "kinds": st.sampled_from([KINDS, KINDS[:1], []]),
        }
    ),
    min_size=1,
    max_size=4,
)
VISITS = st.lists(
    st.fixed_dictionaries(
        {
            "visited_on": day,
            "kind": st.sampled_from(KINDS),
            "status": st.sampled_from([VisitStatus.MADE, VisitStatus.MADE, VisitStatus.PLANNED]),
            "done": st.lists(st.none() | day | day, min_size=4, max_size=4),  # by step
        }
    ),
    min_size=1,
    max_size=4,
)


class Discard(Exception):  # noqa: N818
    """Ends the operation of a random world, so that nothing of it stays."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    path = tmp_path_factory.mktemp("stage") / "stage.cpregister"
    with registers.create(path, "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)) as register:
        yield register


@contextmanager
def imagined(stage: Register, steps: list[dict[str, Any]], visits: list[dict[str, Any]]) -> Iterator[Session]:
    """The stage with a random way of reports and random visits on it, of which nothing stays."""
    with suppress(Discard), stage.operation("A random world") as session:
        session.execute(delete(StepKind))
        session.execute(delete(Step))
        for number, step in enumerate(steps, 1):
            kinds = [StepKind(kind=kind) for kind in step["kinds"]]
            session.add(Step(**(step | {"id": number, "label": "A step", "stage": Stage.SENT, "kinds": kinds})))
        for visit in visits:
            done = [StepDone(step_id=step, done_on=on) for step, on in enumerate(visit["done"], 1) if on]
            values = {name: value for name, value in visit.items() if name != "done"}
            session.add(Visit(place="Somewhere", steps=[row for row in done if row.step_id <= len(steps)], **values))
        session.flush()
        yield session
        raise Discard


def reference_counts(session: Session, day: dt.date) -> set[tuple[int, int, dt.date, dt.date]]:
    """Where every open report lies, counted by hand."""
    steps = session.scalars(select(Step)).all()
    found = set()
    for visit in session.scalars(select(Visit)):
        if visit.status != VisitStatus.MADE or visit.visited_on > day:
            continue
        done = {done.step_id: done.done_on for done in visit.steps if done.done_on <= day}
        needed = [step for step in steps if visit.kind in [kind.kind for kind in step.kinds]]
        undone = [step for step in needed if step.id not in done]
        for step in undone:
            if step.position == min(other.position for other in undone):
                before = [done[other.id] for other in steps if other.position < step.position and other.id in done]
                since = max(before, default=visit.visited_on)
                found.add((visit.id, step.id, since, since + dt.timedelta(days=step.days)))
    return found


@given(steps=STEPS, visits=VISITS, as_at=day)
@RANDOM
def test_where_a_report_lies_agree_with_the_reference_counts(
    stage: Register, steps: Any, visits: Any, as_at: dt.date
) -> None:
    with imagined(stage, steps, visits) as session:
        expected = reference_counts(session, as_at)
        assert {tuple(row) for row in session.execute(desks.open_steps(as_at))} == expected
        keys = list(session.scalars(desks.desks(as_at).ids()))
        assert len(keys) == len(expected)
        assert {desks.visit_and_step(key) for key in keys} == {row[:2] for row in expected}
        board = desks.board(session, as_at)
        assert [(row["over"], row["days"]) for row in board] == sorted(
            ((max((as_at - due).days, 0), (as_at - since).days) for _, _, since, due in expected), reverse=True
        )
        counts, whole = desks.desk_counts(session, as_at)
        assert sum(count.steps for count in counts) == whole.steps == len(expected)
        late = [row for row in expected if row[3] < as_at]
        assert sum(count.late for count in counts) == whole.late == len(late)
        assert whole.reports == len({row[0] for row in expected})
        listing = desks.desks(as_at)
        everything = {row[0]: tuple(row) for row in session.execute(listing.rows())}
        for some in (keys[:2], keys[1:]):
            assert {tuple(row) for row in session.execute(listing.rows(some))} == {everything[key] for key in some}


@pytest.fixture
def week(register: Register) -> Register:
    """Maple House with a manager, visited by two; its report has been to Commissioning, and waits for three answers."""
    with register.operation("A week") as session:
        session.get_one(Council, 1).coordinator = "Pat Doe"
        posts = {post.title: post for post in session.scalars(select(Post))}
        manager = Post(title="Manager of Maple House")
        manager.officers.append(Officer(name="Mo Hill"))
        director = posts["Assistant Director"]
        director.officers = [
            Officer(name="Old Hand", end=dt.date(2017, 12, 31)),
            Officer(name="New Broom", start=dt.date(2018, 1, 1)),
        ]
        home = Home(name="Maple House", manager=manager)
        visit = Visit(home=home, visited_on=dt.date(2017, 12, 1), seen="A story", concern=True)
        for name in ("Ann", "Bo"):
            visit.visitors.append(Visitor(councillor=Councillor(forename=name, surname="Lee")))
        for position, done_on in ((1, dt.date(2017, 12, 5)), (2, dt.date(2017, 12, 6)), (3, dt.date(2017, 12, 20))):
            step = session.scalars(select(Step).where(Step.position == position)).one()
            visit.steps.append(StepDone(step=step, done_on=done_on))
        answer = session.scalars(select(Step).where(Step.post == director)).one()
        visit.reminders += [
            Reminder(step=answer, sent_on=dt.date(2018, 1, 10)),
            Reminder(step=answer, sent_on=dt.date(2018, 2, 1)),
        ]
        session.add(visit)
        session.add(Visit(place="Town Hall", visited_on=dt.date(2018, 1, 20), kind=VisitKind.SUPPORTED))
        session.add(Visit(home=home, visited_on=dt.date(2017, 6, 1), status=VisitStatus.CANCELLED))
    return register


def read(register: Register, as_at: dt.date) -> list[dict[str, Any]]:
    with register.reading() as session:
        return desks.board(session, as_at)


def test_the_board_names_who_has_it_on_the_day(week: Register) -> None:
    found = {row["desk"]: row for row in read(week, dt.date(2018, 1, 31))}
    assert {desk: row["with"] for desk, row in found.items()} == {
        "Home managers": "Mo Hill",
        "Service Manager": None,
        "Assistant Director": "New Broom",
        "Visiting councillors": None,
    }
    assert found["Assistant Director"] | {"visit": 0} == {
        "visit": 0,
        "place": "Maple House",
        "visited_on": "2017-12-01",
        "kind": "monitoring",
        "councillors": "Ann Lee; Bo Lee",
        "step": "Assistant Director answered",
        "desk": "Assistant Director",
        "with": "New Broom",
        "since": "2017-12-20",
        "days": 42,
        "allowed": 14,
        "over": 28,
        "chased": 1,
        "last_chased": "2018-01-10",
    }


def test_a_day_ago_things_lay_elsewhere(week: Register) -> None:
    [row] = read(week, dt.date(2017, 12, 19))
    assert (row["desk"], row["since"], row["days"], row["over"]) == ("Children's Commissioning", "2017-12-06", 13, 8)
    [row] = read(week, dt.date(2017, 12, 4))
    assert (row["desk"], row["with"], row["since"], row["over"]) == (
        "Visiting councillors",
        "Ann Lee; Bo Lee",
        "2017-12-01",
        0,
    )
    [row] = read(week, dt.date(2017, 12, 5))
    assert (row["desk"], row["with"], row["days"]) == ("Coordinator", "Pat Doe", 0)
    officers = {row["desk"]: row["with"] for row in read(week, dt.date(2017, 12, 31))}
    assert officers["Assistant Director"] == "Old Hand"


def test_the_counts_of_each_desk(week: Register) -> None:
    with week.reading() as session:
        counts, whole = desks.desk_counts(session, dt.date(2018, 1, 31))
    assert (whole.reports, whole.steps, whole.late) == (2, 4, 3)
    assert [(count.desk, count.reports, count.late) for count in counts] == [
        ("Assistant Director", 1, 1),
        ("Home managers", 1, 1),
        ("Service Manager", 1, 1),
        ("Visiting councillors", 1, 0),
    ]


def test_the_board_in_plain_text(week: Register) -> None:
    with week.reading() as session:
        lines = list(desks.lines(session, dt.date(2018, 1, 31)))
        assert list(desks.lines(session, dt.date(2017, 5, 1))) == ["No report is on its way on 1 May 2017."]
    assert lines[:2] == [
        "Assistant Director: 1 report, 1 late",
        "  Maple House, 1 Dec 2017 (New Broom): Assistant Director answered; since 20 Dec 2017, "
        "42 of 14 days, 28 late; chased once, on 10 Jan 2018",
    ]
    assert lines[-1] == "  Town Hall, 20 Jan 2018: Report received; since 20 Jan 2018, 11 of 14 days"


def test_nothing_of_a_concern_or_of_the_story_is_on_the_board(week: Register) -> None:
    listing = desks.desks(dt.date(2018, 1, 31))
    assert not any("concern" in column.label.lower() for column in listing.columns)
    with week.reading() as session:
        assert list(session.scalars(listing.ids("story"))) == []
        assert len(list(session.scalars(listing.ids("maple broom")))) == 1


def test_a_board_of_many_years_opens_and_pages_by_wide_keys(register: Register) -> None:
    """A row's key holds its visit's: at visit 32,768 it leaves 32 bits, and another database would refuse it."""
    with register.operation("Add") as session:
        session.add(Visit(id=70_000, place="A hut", visited_on=dt.date(2017, 12, 1), kind=VisitKind.MONITORING))
    listing = desks.desks(dt.date(2018, 1, 31))
    assert isinstance(listing.id.type, BigInteger)
    with register.reading() as session:
        [key] = session.scalars(listing.ids()).all()
        assert key > 2**32
        assert desks.visit_and_step(key)[0] == 70_000
        assert session.scalar(listing.record_of(key)) == 70_000
        [row] = session.execute(listing.rows([key], [listing.column("Place")])).all()
    assert tuple(row) == (key, "A hut")
