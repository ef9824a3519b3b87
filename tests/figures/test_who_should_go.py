"""Who should go: a small council in which each criterion in turn decides."""

import datetime as dt
from typing import Any

import pytest

from cp_desktop.figures.who_should_go import Near, Suggestion, suggestions
from cp_desktop.model import (
    Attendance,
    Commitment,
    Council,
    Councillor,
    District,
    Edition,
    Event,
    EventKind,
    Home,
    HomeKind,
    Item,
    ItemVisitKind,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register

DAY = dt.date(2018, 1, 31)
ELM, OAK, YEW, FIR = 1, 2, 3, 4  # wards: Elm and Oak of the North, Yew of the South, Fir of no district
LARKRISE, FARAWAY, KEYSTONE = 1, 2, 3
VISIT, SUPPORTED, BUDDY, LISTEN = 1, 2, 3, 4


class Scene:
    """One home in Elm ward, and whoever a test needs."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._councillors = 0
        self.add(District(id=1, name="North"), District(id=2, name="South"))
        self.add(
            Ward(id=ELM, name="Elm", district_id=1),
            Ward(id=OAK, name="Oak", district_id=1),
            Ward(id=YEW, name="Yew", district_id=2),
            Ward(id=FIR, name="Fir"),
            Edition(id=1, year_id=1, title="Menu"),
        )
        self.add(
            Home(id=LARKRISE, name="Larkrise", ward_id=ELM),
            Home(id=FARAWAY, name="Faraway", other_area="Southborough"),
            Home(id=KEYSTONE, name="Keystone", ward_id=ELM, kind=HomeKind.SUPPORTED),
            self.item(VISIT, 2, VisitKind.MONITORING),
            self.item(SUPPORTED, 4, VisitKind.SUPPORTED),
            self.item(BUDDY, 20, VisitKind.BUDDY),
            self.item(LISTEN, 1),
        )

    @staticmethod
    def item(id: int, number: int, *kinds: VisitKind) -> Item:
        evidence = [ItemVisitKind(kind=kind) for kind in kinds]
        return Item(id=id, edition_id=1, number=number, wording=f"Item {number}", visit_kinds=evidence)

    def add(self, *rows: Any) -> None:
        with self.register.operation("Add") as session:
            session.add_all(rows)

    def councillor(self, surname: str, ward: int = YEW, end: dt.date | None = None, forename: str = "Asha") -> int:
        self._councillors += 1
        id = self._councillors
        self.add(Councillor(id=id, forename=forename, surname=surname))
        self.add(Term(councillor_id=id, ward_id=ward, start=dt.date(2014, 5, 22), end=end))
        return id

    def commits(self, who: int, item: int, withdrawn: dt.date | None = None) -> None:
        self.add(Commitment(councillor_id=who, item_id=item, made_on=dt.date(2017, 7, 1), withdrawn_on=withdrawn))

    def trained(self, who: int, on: dt.date = dt.date(2017, 6, 3), kind: EventKind = EventKind.TRAINING) -> None:
        self.add(Event(name="Event", held_on=on, kind=kind, attendances=[Attendance(councillor_id=who)]))

    def visits(self, *who: int, on: dt.date, home: int = LARKRISE, status: VisitStatus = VisitStatus.MADE) -> None:
        visitors = [Visitor(councillor_id=one) for one in who]
        self.add(Visit(home_id=home, visited_on=on, status=status, visitors=visitors))

    def who(self, home: int = LARKRISE, edition: int | None = 1, **asked: Any) -> list[Suggestion]:
        with self.register.reading() as session:
            return suggestions(session, home, edition, DAY, **asked)

    def names(self, home: int = LARKRISE, edition: int | None = 1) -> list[str]:
        return [one.name.removeprefix("Asha ") for one in self.who(home, edition)]


@pytest.fixture
def council(register: Register) -> Scene:
    return Scene(register)


def test_ward_then_district_then_committed_then_buddy_then_the_rest(council: Scene) -> None:
    council.councillor("Abel", FIR)
    buddy = council.councillor("Bond")
    committed = council.councillor("Cole")
    council.councillor("Dunn", OAK)
    council.councillor("Eves", ELM)
    council.commits(buddy, BUDDY)
    council.commits(committed, VISIT)
    found = council.who()
    assert [(one.name, one.near) for one in found] == [
        ("Asha Eves", Near.WARD),
        ("Asha Dunn", Near.DISTRICT),
        ("Asha Cole", Near.COMMITTED),
        ("Asha Bond", Near.BUDDY),
        ("Asha Abel", Near.OTHER),
    ]
    assert [one.reasons for one in found] == [
        ("Councillor of this ward, Elm", "Not trained yet", "No visits in twelve months"),
        ("Councillor of this district (Oak ward)", "Not trained yet", "No visits in twelve months"),
        ("Councillor of Yew ward", "Committed to item 2", "Not trained yet", "No visits in twelve months"),
        (
            "Councillor of Yew ward",
            "Committed to item 20, with no home in Yew",
            "Not trained yet",
            "No visits in twelve months",
        ),
        ("Councillor of Fir ward", "Not trained yet", "No visits in twelve months"),
    ]


def test_the_kind_of_home_says_which_commitment_counts(council: Scene) -> None:
    monitors, supports = council.councillor("Abel"), council.councillor("Bond")
    council.commits(monitors, VISIT)
    council.commits(supports, SUPPORTED)
    council.commits(supports, LISTEN)
    assert [one.near for one in council.who(LARKRISE)] == [Near.COMMITTED, Near.OTHER]
    assert council.names(LARKRISE) == ["Abel", "Bond"]
    assert council.names(KEYSTONE) == ["Bond", "Abel"]
    assert council.names(KEYSTONE, edition=None) == ["Abel", "Bond"]


def test_a_withdrawn_commitment_is_none(council: Scene) -> None:
    ended, stands = council.councillor("Abel"), council.councillor("Bond")
    council.commits(ended, VISIT, withdrawn=DAY)
    council.commits(stands, VISIT, withdrawn=DAY + dt.timedelta(days=1))
    assert [(one.name, one.near) for one in council.who()] == [
        ("Asha Bond", Near.COMMITTED),
        ("Asha Abel", Near.OTHER),
    ]


def test_a_buddy_comes_only_from_where_there_are_fewer_homes(council: Scene) -> None:
    for surname, ward in (("Abel", YEW), ("Bond", FIR)):
        council.commits(council.councillor(surname, ward), BUDDY)
    # Elm has two open homes, Yew as many, Fir one and one that is closed.
    council.add(
        Home(name="North Gate", ward_id=YEW),
        Home(name="South Gate", ward_id=YEW),
        Home(name="East Gate", ward_id=FIR),
        Home(name="West Gate", ward_id=FIR, closed_on=DAY),
    )
    bond, abel = council.who()
    assert (bond.name, bond.near, bond.reasons[1]) == (
        "Asha Bond",
        Near.BUDDY,
        "Committed to item 20, with fewer homes in Fir",
    )
    assert (abel.name, abel.near, abel.reasons[1]) == ("Asha Abel", Near.OTHER, "Not trained yet")


def test_a_home_outside_the_area_has_neither_ward_nor_district(council: Scene) -> None:
    council.councillor("Abel", FIR)  # of no district either, which makes no neighbour
    council.commits(council.councillor("Bond", ELM), BUDDY)  # where there is a home
    council.commits(council.councillor("Cole", OAK), BUDDY)
    council.commits(council.councillor("Dunn", ELM), VISIT)
    assert [(one.name, one.near) for one in council.who(FARAWAY)] == [
        ("Asha Dunn", Near.COMMITTED),
        ("Asha Cole", Near.BUDDY),
        ("Asha Abel", Near.OTHER),
        ("Asha Bond", Near.OTHER),
    ]


def test_the_trained_come_first_among_equals(council: Scene) -> None:
    council.councillor("Abel", ELM)
    trained = council.councillor("Bond", ELM)
    elsewhere = council.councillor("Cole", OAK)
    too_late = council.councillor("Dunn", ELM)
    celebrated = council.councillor("Eves", ELM)
    council.trained(trained)
    council.trained(trained, dt.date(2015, 1, 9))
    council.trained(elsewhere)
    council.trained(too_late, DAY + dt.timedelta(days=1))
    council.trained(celebrated, kind=EventKind.CELEBRATION)
    assert council.names() == ["Bond", "Abel", "Dunn", "Eves", "Cole"]
    assert council.who()[0].reasons[1] == "Trained on 3 Jun 2017"


def test_whoever_made_the_last_visit_lets_others_go(council: Scene) -> None:
    earlier, last, never = (council.councillor(name, ELM) for name in ("Abel", "Bond", "Cole"))
    council.visits(earlier, on=dt.date(2016, 3, 3))
    council.visits(last, on=dt.date(2016, 9, 12))
    council.visits(earlier, on=dt.date(2017, 1, 9), status=VisitStatus.REFUSED)
    council.visits(never, on=dt.date(2016, 12, 1), home=KEYSTONE)
    assert council.names() == ["Abel", "Cole", "Bond"]
    abel, _, bond = council.who()
    assert abel.reasons[2] == "Was here on 3 Mar 2016"
    assert bond.reasons[2] == "Visited last time (12 Sep 2016)"
    assert bond.last_visitor


def test_the_least_burdened_comes_first_and_ties_go_by_name(council: Scene) -> None:
    busy, booked, free, late = (council.councillor(name, ELM) for name in ("Abel", "Bond", "Cole", "Dunn"))
    council.councillor("Cole", ELM, forename="Amal")
    for day in (dt.date(2017, 2, 1), DAY):  # the first and the last day of the twelve months
        council.visits(busy, on=day, home=KEYSTONE)
    council.visits(late, on=dt.date(2017, 1, 31), home=KEYSTONE)  # the day before them
    council.visits(free, on=dt.date(2017, 9, 1), home=KEYSTONE, status=VisitStatus.CANCELLED)
    council.visits(booked, on=dt.date(2018, 2, 14), status=VisitStatus.PLANNED)
    found = council.who()
    assert [one.name for one in found] == ["Amal Cole", "Asha Cole", "Asha Dunn", "Asha Bond", "Asha Abel"]
    assert found[3].reasons[-2:] == ("Is to come here on 14 Feb 2018", "No visits in twelve months, 1 planned")
    assert found[4].reasons[-1] == "2 visits in twelve months"


def test_only_councillors_in_office_on_the_day_and_no_more_than_asked_for(council: Scene) -> None:
    council.councillor("Abel", ELM, end=DAY - dt.timedelta(days=1))
    council.councillor("Bond", ELM, end=DAY)
    for surname in ("Cole", "Dunn", "Eves"):
        council.councillor(surname)
    assert council.names() == ["Bond", "Cole", "Dunn", "Eves"]
    assert [one.name for one in council.who(limit=2)] == ["Asha Bond", "Asha Cole"]
    assert [one.name for one in council.who(among=[1, 5])] == ["Asha Eves"]


def test_the_councils_own_words(council: Scene) -> None:
    with council.register.operation("Rename") as session:
        session.get_one(Council, 1).ward_word = "electoral division"
    council.councillor("Abel", ELM)
    assert council.who()[0].reasons[0] == "Councillor of this electoral division, Elm"
