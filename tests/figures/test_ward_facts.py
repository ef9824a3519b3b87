"""The facts of wards: the latest count by a day, sums that are sums, and small numbers hidden as one."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from cp_desktop.figures.ward_facts import (
    COUNCIL,
    Area,
    Count,
    HomeFact,
    days_counted,
    hidden,
    homes_of_wards,
    totals_of,
    ward_facts,
)
from cp_desktop.model import ChildrenCount, District, Home, HomeKind, Ward, WardCount, WardMeasure
from cp_desktop.register import Register

DECEMBER, JANUARY, MARCH = dt.date(2017, 12, 1), dt.date(2018, 1, 31), dt.date(2018, 3, 1)
IN_CARE, LEAVERS = WardMeasure.IN_CARE, WardMeasure.CARE_LEAVERS


@pytest.fixture
def counted(register: Register) -> Register:
    """Three wards of two districts and one of none; one was abolished, another is not there yet."""
    with register.operation("Count") as session:
        north, south = District(name="North"), District(name="South")
        wards = {
            "Acton": Ward(name="Acton", district=north),
            "Brook": Ward(name="Brook", district=north),
            "Coton": Ward(name="Coton", district=south),
            "Dell": Ward(name="Dell"),
            "Old": Ward(name="Old", district=north, end=dt.date(2017, 12, 31)),
            "New": Ward(name="New", district=north, start=dt.date(2018, 5, 3)),
        }
        session.add_all([north, south, *wards.values()])
        session.flush()

        def count(name: str, day: dt.date, number: int, measure: WardMeasure = IN_CARE) -> None:
            session.add(WardCount(ward_id=wards[name].id, measure=measure, counted_on=day, number=number))

        count("Acton", DECEMBER, 30)
        count("Acton", JANUARY, 31)
        count("Acton", MARCH, 99)
        count("Brook", DECEMBER, 12)
        count("Brook", JANUARY, 3, LEAVERS)
        count("Coton", JANUARY, 8)
        count("Dell", JANUARY, 6)
        count("Old", DECEMBER, 50)
    return register


def areas(session: Session, day: dt.date) -> dict[str, Area]:
    wards = ward_facts(session, day)
    return {area.name: area for area in (*wards, *totals_of(session, wards, "Northborough"))}


def test_the_latest_count_by_the_day_holds_for_each_ward_and_measure(counted: Register) -> None:
    with counted.reading() as session:
        found = areas(session, JANUARY)
        assert list(found) == ["Acton", "Brook", "Coton", "Dell", "North", "South", "Northborough"]
        assert found["Acton"].counts == {IN_CARE: Count(31, JANUARY, JANUARY)}
        assert found["Brook"].counts == {IN_CARE: Count(12, DECEMBER, DECEMBER), LEAVERS: Count(3, JANUARY, JANUARY)}
        assert found["Dell"].within == COUNCIL


def test_districts_and_the_council_add_up_and_say_from_when_the_counts_are(counted: Register) -> None:
    with counted.reading() as session:
        found = areas(session, JANUARY)
    assert found["North"].wards == 2
    assert found["North"].counts[IN_CARE] == Count(43, DECEMBER, JANUARY, wards=2)
    assert found["South"].counts == {IN_CARE: Count(8, JANUARY, JANUARY)}
    assert found["Northborough"].counts[IN_CARE].number == 31 + 12 + 8 + 6


def test_wards_are_those_of_the_day(counted: Register) -> None:
    with counted.reading() as session:
        assert areas(session, DECEMBER)["North"].counts[IN_CARE].number == 30 + 12 + 50
        assert "Old" in areas(session, DECEMBER)
        assert {"New", "Old"} & areas(session, dt.date(2018, 5, 3)).keys() == {"New"}


def test_small_numbers_are_hidden_across_wards_districts_and_the_council(counted: Register) -> None:
    with counted.reading() as session:
        found = areas(session, JANUARY)
    words = hidden(found.values(), [], 5).numbers
    brook, north = found["Brook"].key, found["North"].key
    # All there is of care leavers is Brook's, in every sum.
    assert words == {(brook, LEAVERS): "fewer than 5", (north, LEAVERS): "not shown", (COUNCIL, LEAVERS): "not shown"}
    assert hidden(found.values(), [], 1).numbers == {}


@pytest.mark.parametrize(
    ("in_ward", "shown"),
    [
        (9, {"Hive": "not shown", "Nest": "fewer than 5"}),  # of 9 in the ward, 7 shown would leave 2
        (20, {"Nest": "fewer than 5"}),  # others are counted in the ward besides
    ],
)
def test_a_wards_number_does_not_give_away_one_of_its_homes(in_ward: int, shown: dict[str, str]) -> None:
    count = Count(in_ward, JANUARY, JANUARY)
    ward = Area(("ward", 1), "Acton", COUNCIL, {WardMeasure.SUPPORTED: count})
    council = Area(COUNCIL, "Northborough", None, {WardMeasure.SUPPORTED: Count(200, JANUARY, JANUARY)})
    other = Area(("ward", 2), "Brook", COUNCIL, {WardMeasure.SUPPORTED: Count(200 - in_ward, JANUARY, JANUARY)})
    homes = [
        HomeFact(1, "Hive", HomeKind.SUPPORTED, 1, 7, JANUARY),
        HomeFact(2, "Nest", HomeKind.SUPPORTED, 1, 2, JANUARY),
        HomeFact(3, "Elm", HomeKind.HOME, 1, 8, JANUARY),
    ]
    found = hidden([ward, other, council], homes, 5)
    assert {home.name: found.homes[home.id] for home in homes if home.id in found.homes} == shown
    assert found.numbers == {}


def test_the_days_counted_are_told_with_how_much_was(counted: Register) -> None:
    with counted.reading() as session:
        assert list(days_counted(session).items()) == [(MARCH, 1), (JANUARY, 4), (DECEMBER, 3)]


def test_homes_of_wards_are_those_open_here_with_the_latest_count(counted: Register) -> None:
    with counted.operation("Homes") as session:
        acton = session.query(Ward).filter_by(name="Acton").one().id
        session.add_all(
            [
                Home(name="Elm", ward_id=acton, counts=[ChildrenCount(counted_on=DECEMBER, children=2)]),
                Home(
                    name="ash",
                    ward_id=acton,
                    counts=[ChildrenCount(counted_on=day, children=n) for day, n in ((DECEMBER, 2), (JANUARY, 0))],
                ),
                Home(name="Far", other_area="Elsewhere"),
                Home(name="Shut", ward_id=acton, closed_on=JANUARY),
            ]
        )
    with counted.reading() as session:
        homes = homes_of_wards(session, JANUARY)
    assert [(home.name, home.children, home.counted_on) for home in homes] == [
        ("ash", 0, JANUARY),
        ("Elm", 2, DECEMBER),
    ]
