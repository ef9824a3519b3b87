"""The SQL against the plain-Python reference on random registers, and every figure against the rows behind it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import reference_counts
from cp_desktop.figures.attention import item_states
from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Councillor,
    District,
    Done,
    Edition,
    Home,
    HomeKind,
    Item,
    MunicipalYear,
    Reply,
    Survey,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.services import registers

RANDOM = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

# Few days, so that the edges (made, withdrawn, counted on the very day) come up all the time.
DAYS = [dt.date(2017, 1, 1) + dt.timedelta(days=61 * step) for step in range(8)]
day = st.sampled_from(DAYS)
maybe_day = st.none() | day
councillor = st.integers(1, 5)
item = st.integers(1, 6)  # 1-3 of one menu, 4-6 of another
home = st.integers(1, 4)


def rows(unique_by: Any = None, most: int = 12, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.fixed_dictionaries(values), max_size=most, unique_by=unique_by)


def in_order(first: str, second: str) -> Any:
    return lambda found: [row for row in found if None in (row[first], row[second]) or row[first] <= row[second]]


def once_standing(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = {(row["councillor_id"], row["item_id"]): row for row in found if row["withdrawn_on"] is None}
    return [row for row in found if row["withdrawn_on"] is not None] + list(kept.values())


WORLDS = st.fixed_dictionaries(
    {
        Term: rows(
            most=8,
            councillor_id=councillor,
            ward_id=st.integers(1, 3),
            party=st.sampled_from(["Green", "Labour", None]),
            start=day,
            end=maybe_day,
        ).map(in_order("start", "end")),
        Commitment: rows(councillor_id=councillor, item_id=item, made_on=day, withdrawn_on=maybe_day)
        .map(in_order("made_on", "withdrawn_on"))
        .map(once_standing),
        Reply: rows(
            lambda row: (row["survey_id"], row["councillor_id"], row["answered_at"]),
            survey_id=st.integers(1, 3),  # two of one menu, the third of the other
            councillor_id=councillor,
            answered_at=st.builds(dt.datetime.combine, day, st.sampled_from([dt.time.min, dt.time(23, 59, 59, 5)])),
        ),
        Answer: rows(
            lambda row: (row["reply_id"], row["item_id"]),
            most=30,
            reply_id=st.integers(1, 12),
            item_id=item,
            done=st.sampled_from(Done),
        ),
        Activity: rows(councillor_id=councillor, item_id=item, done_on=day),
        Home: rows(
            most=4,
            name=st.just("Larkrise"),
            kind=st.just(HomeKind.HOME),
            ward_id=st.sampled_from([1, 3, None]),
            opened_on=maybe_day,
            closed_on=maybe_day,
        ).map(in_order("opened_on", "closed_on")),
        ChildrenCount: rows(
            lambda row: (row["home_id"], row["counted_on"]), home_id=home, counted_on=day, children=st.integers(0, 2)
        ),
        Visit: rows(home_id=home, visited_on=day, kind=st.sampled_from(VisitKind), status=st.sampled_from(VisitStatus)),
        Visitor: rows(
            lambda row: (row["visit_id"], row["councillor_id"]), visit_id=st.integers(1, 12), councillor_id=councillor
        ),
    }
)
KINDS = (Term, Commitment, Reply, Answer, Activity, Home, ChildrenCount, Visit, Visitor)
LINKS: dict[Any, tuple[str, Any]] = {
    Answer: ("reply_id", Reply),
    ChildrenCount: ("home_id", Home),
    Visit: ("home_id", Home),
    Visitor: ("visit_id", Visit),
}


class Discard(Exception):  # noqa: N818
    """Ends the operation of a random world, so that nothing of it stays."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with two menus, three surveys, three wards (one of no district) and five people."""
    path = tmp_path_factory.mktemp("stage") / "stage.cpregister"
    with registers.create(path, "Northborough", "2017/18", DAYS[2], DAYS[-1]) as register:
        with register.operation("Set the stage") as session:
            session.add(MunicipalYear(id=2, label="2016/17", first_day=dt.date(2016, 5, 24), last_day=DAYS[1]))
            session.add(District(id=1, name="North"))
            session.flush()
            session.add_all(Ward(id=id, name=f"Ward {id}", district_id=1 if id < 3 else None) for id in (1, 2, 3))
            session.add_all(Councillor(id=id, forename="Asha", surname=f"Member{id}") for id in range(1, 6))
            session.add_all(Edition(id=id, year_id=id, title="Menu") for id in (1, 2))
            session.flush()
            for id in range(1, 7):
                group = "Ward" if id in (1, 2) else None
                session.add(Item(id=id, edition_id=1 if id < 4 else 2, number=id, group=group, wording=f"Do {id}"))
            session.add_all(Survey(id=id, edition_id=1 if id < 3 else 2, title=f"Survey {id}") for id in (1, 2, 3))
        yield register


@contextmanager
def imagined(stage: Register, world: Any) -> Iterator[Session]:
    """The stage with a random world on it, of which nothing stays."""
    with suppress(Discard), stage.operation("A random world") as session:
        put(session, world)
        yield session
        raise Discard


def put(session: Session, world: dict[Any, list[dict[str, Any]]]) -> None:
    size: dict[Any, int] = {}
    for kind in KINDS:
        link, parent = LINKS.get(kind, (None, None))
        found = [row for row in world[kind] if link is None or row[link] <= size[parent]]
        size[kind] = len(found)
        if found:
            session.execute(insert(kind), [{"id": number, **row} for number, row in enumerate(found, 1)])


@given(world=WORLDS, as_at=day)
@RANDOM
def test_figures_agree_with_the_reference_counts(stage: Register, world: Any, as_at: dt.date) -> None:
    with imagined(stage, world) as session:
        counted = reference_counts.ReferenceCounts(session)
        for edition in (1, 2, None):
            assert not list(counted.differences(session, edition, as_at, "a random year"))
        assert not list(counted.home_differences(session, figures.window(as_at)))


@given(world=WORLDS, as_at=day, by=st.sampled_from([None, *figures.BYS]), edition=st.sampled_from([1, 1, 2]))
@settings(RANDOM, max_examples=12)
def test_the_rows_behind_a_figure_are_as_many_as_it_says(
    stage: Register, world: Any, as_at: dt.date, by: Any, edition: int
) -> None:
    with imagined(stage, world) as session:
        lines = [] if by is None else figures.breakdown(session, edition, as_at, by)
        got = [(line.key, figure) for line in lines for figure in line.figures.values()]
        if by is None:
            got += [(None, figure) for figure in figures.totals(session, edition, as_at).values()]
            got += [(None, figure) for figure in figures.homes(session, as_at).values()]
        if by in ("ward", "district"):
            lines = figures.homes_breakdown(session, as_at, None, by)
            got += [(line.key, figure) for line in lines for figure in line.figures.values()]
        for key, figure in got:
            listing = figures.drill_down(figure.measure.key, edition, as_at, by, key)
            ids = list(session.scalars(listing.ids()))
            assert len(ids) == len(set(ids)) == figure.numerator, (figure.measure.key, by, key)


@given(world=WORLDS, as_at=day)
@RANDOM
def test_the_grid_adds_up_to_the_figures(stage: Register, world: Any, as_at: dt.date) -> None:
    with imagined(stage, world) as session:
        totals = {key: figure.numerator for key, figure in figures.totals(session, 1, as_at).items()}
        pairs = figures.grid(session, 1, as_at, range(1, 6))
        states = [pair.state for pair in pairs.values()]
        assert len(states) - states.count("undertaken_uncommitted") == totals["commitments"]
        assert states.count("undertaken") + states.count("undertaken_uncommitted") == totals["undertaken_known"]
        assert states.count("undertaken") == totals["undertaken_known_committed"]
        assert states.count("undertaken_uncommitted") == totals["undertaken_known_uncommitted"]
        bars = item_states(session, 1, as_at)
        for line in figures.breakdown(session, 1, as_at, "item"):
            shown = bars.get(int(line.key or 0), {})
            for state, measure in (("undertaken", "committed"), ("undertaken_uncommitted", "uncommitted")):
                assert shown.get(state, 0) == line.figures[f"undertaken_known_{measure}"].numerator
        foot = figures.grid_totals(session, 1, as_at)
        assert sum(item["commitments"] for item in foot.values()) == totals["commitments"]
        edge = figures.row_totals(range(1, 6), figures.grid(session, 1, as_at, range(1, 6)))
        assert sum(commitments for commitments, _ in edge.values()) == totals["commitments"]
        assert sum(undertaken for _, undertaken in edge.values()) == totals["undertaken_known"]
        progress = figures.reply_progress(session, 1, as_at)
        assert (progress[-1][1] if progress else 0) == totals["replies"]


def test_a_register_that_counts_right_passes_the_check(stage: Register) -> None:
    with stage.reading() as session:
        assert reference_counts.check(session) == []
        assert session.scalar(select(func.count()).select_from(Councillor)) == 5
