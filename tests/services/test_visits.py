"""A visit is logged, planned and changed by one service, whichever form or panel asked for it."""

import datetime as dt

import pytest

from cp_desktop.errors import UserError
from cp_desktop.model import (
    ConcernKind,
    Councillor,
    Home,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.services import records, visits
from cp_desktop.services.records import Record

TODAY = dt.date(2018, 1, 31)
FACTS = {"concern_kind": ConcernKind.ADULT, "concern_reported_to": "The duty team", "concern_reference": "D-1"}


@pytest.fixture
def place(register: Register) -> Register:
    """A register with one home and one councillor."""
    with register.operation("Set up") as session:
        ann = Councillor(id=1, forename="Ann", surname="Ashdown")
        ann.terms.append(Term(ward=Ward(name="Mill"), start=dt.date(2014, 5, 22)))
        session.add_all([Home(id=1, name="Oak House"), ann])
    return register


def blank(**values: object) -> Record:
    visit = records.blank(Visit, home_id=1, visited_on=dt.date(2018, 1, 5), **values)
    visit.owned["visitors"] = [records.blank(Visitor, councillor_id=1)]
    return visit


def saved(register: Register, id: int) -> Record:
    with register.reading() as session:
        return records.load(session, Visit, id)


def labels(register: Register) -> list[str]:
    return [entry.label for entry in register.entries()][2:]


def test_the_history_says_the_same_whichever_way_a_visit_came(place: Register) -> None:
    id = visits.save(place, blank(), TODAY)
    record = saved(place, id)
    record.values["place"] = "The garden"
    visits.save(place, record, TODAY)
    visits.save(place, blank(status=VisitStatus.PLANNED), TODAY)
    visits.plan(place, 1, dt.date(2018, 2, 14), "14:00", VisitKind.MONITORING, [1], TODAY)
    assert labels(place) == [
        "Log visit: Oak House, 5 Jan 2018",
        "Edit visit: Oak House, 5 Jan 2018",
        "Plan visit: Oak House, 5 Jan 2018",
        "Plan visit: Oak House, 14 Feb 2018",
    ]


def test_no_facts_stay_of_a_concern_that_is_none(place: Register) -> None:
    id = visits.save(place, blank(concern=True, **FACTS), TODAY)
    record = saved(place, id)
    assert record.values["concern_raised_on"] == record.values["visited_on"]
    record.values["concern"] = False
    visits.save(place, record, TODAY)
    assert [saved(place, id).values[name] for name in visits.CONCERN_FACTS] == [None] * len(visits.CONCERN_FACTS)
    assert {*FACTS, "concern_raised_on"} < set(visits.CONCERN_FACTS)


@pytest.mark.parametrize(
    ("day", "planned_on"), [(TODAY, TODAY), (dt.date(2018, 2, 1), TODAY), (dt.date(2018, 1, 30), None)]
)
def test_a_visit_counts_as_planned_today_unless_it_is_past(
    place: Register, day: dt.date, planned_on: dt.date | None
) -> None:
    visit = blank(status=VisitStatus.PLANNED)
    visit.values["visited_on"] = day
    assert saved(place, visits.save(place, visit, TODAY)).values["planned_on"] == planned_on


def test_a_visit_planned_in_a_year_looked_at_afterwards_is_planned_on_its_day(place: Register) -> None:
    id = visits.plan(place, 1, dt.date(2018, 2, 14), None, VisitKind.BUDDY, [1], TODAY)
    values = saved(place, id).values
    assert (values["planned_on"], values["status"], values["starts_at"]) == (TODAY, VisitStatus.PLANNED, None)


def test_what_cannot_be_planned_leaves_nothing(place: Register) -> None:
    for day, who, said in ((TODAY, [], "Nobody is ticked"), (dt.date(2018, 1, 30), [1], "30 Jan 2018 is past")):
        with pytest.raises(UserError, match=said):
            visits.plan(place, 1, day, None, VisitKind.MONITORING, who, TODAY)
    assert labels(place) == []
