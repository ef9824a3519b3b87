"""Homes out of Ofsted's lists of all England: ours alone, by URN, with the grade of the latest full inspection."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.exchange.importers.authorities import like_council
from cp_desktop.exchange.importers.ofsted import grade_of, has_closed
from cp_desktop.model import Council, Home, Judgement
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]

GROUPS = ["Provider information", *[""] * 8, "Latest Full Inspection", "", ""]
HEADINGS = [
    "Web link",
    "URN",
    "Provision type",
    "Registration status",
    "Name",
    "Address 1",
    "Address 2",
    "Local authority",
    "Places",
    "Event type",
    "Inspection date",
    "Overall effectiveness",
]
OAK = ["page", "SC900001", "Children's home", "Active", "REDACTED", "REDACTED", " ", "Northborough", "4"]
ELM = ["page", "2900002", "Children's home", "Active", "Elm House", "1 Elm Way", "Northborough", "Northborough", "6"]
AGENCY = ["page", "SC900003", "Independent Fostering Agency", "Active", "Foster Well", "", "", "Northborough", ""]
ELSEWHERE = ["page", "SC900004", "Children's home", "Active", "REDACTED", "", "", "Southshire", "3"]
FULL, INTERIM = "Full inspection", "Interim inspection"


def a_list(*rows: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([GROUPS, HEADINGS, *rows])
    return text.getvalue()


PROVIDERS = a_list(
    [*OAK, FULL, "12/07/2017", "Good"],
    [*ELM, FULL, "03/10/2017", "Requires improvement"],
    [*AGENCY, FULL, "03/10/2016", "Outstanding"],
    *([*ELSEWHERE[:1], f"SC91{number:04}", *ELSEWHERE[2:], FULL, "03/10/2016", "Good"] for number in range(40)),
)


def homes(register: Register) -> dict[str, Any]:
    with register.reading() as session:
        return {home.urn or home.name: home for home in session.scalars(select(Home))}


def asked(plan: exchange.Plan) -> dict[str, str | None]:
    return {one.key: one.given for one in plan.questions}


def test_the_homes_of_our_own_authority_alone(register: Register, bring: Bring) -> None:
    """A list of England was read as homes of this council, every row of it."""
    plan = bring("homes", PROVIDERS)
    [question] = plan.open
    assert question.key == "authority"
    assert {one.value for one in question.answers} == {"Northborough", "Southshire", "all"}
    assert question.proposed == "Northborough"
    assert not homes(register)

    plan = bring("homes", PROVIDERS, proposed=True)
    assert plan.added == {"homes": 2}
    kept = homes(register)
    assert {urn: (home.name, home.places) for urn, home in kept.items()} == {
        "SC900001": ("SC900001", 4),
        "2900002": ("Elm House", 6),
    }, "a name that Ofsted withholds is none, and the URN serves"
    assert kept["SC900001"].address is None
    assert kept["2900002"].address == "1 Elm Way\nNorthborough"
    assert kept["SC900001"].judgement is Judgement.GOOD
    assert kept["2900002"].judgement is Judgement.REQUIRES_IMPROVEMENT
    assert kept["2900002"].judged_on == dt.date(2017, 10, 3)
    assert "40 of the 43 rows are not of Northborough: not read." in plan.notes
    assert any("1 Independent Fostering Agency" in note for note in plan.notes)
    assert len(plan.lines) == 2, "rows of others are counted, never told one by one"


def test_the_authority_is_asked_once_and_kept(register: Register, bring: Bring) -> None:
    bring("homes", PROVIDERS, answers={"authority": "Northborough"})
    with register.reading() as session:
        assert session.scalars(select(Council.ofsted_authority)).one() == "Northborough"
    again = bring("homes", PROVIDERS)
    assert again.ready
    assert (again.added, again.changed) == ({}, {})
    assert asked(again)["authority"] == "Northborough", "it is shown, and may be said otherwise"
    assert register.undo()
    assert not homes(register)
    with register.reading() as session:
        assert session.scalars(select(Council.ofsted_authority)).one() is None


def test_other_kinds_of_provision_are_taken_when_she_says_so(register: Register, bring: Bring) -> None:
    plan = bring("homes", PROVIDERS, proposed=True, answers={"provision: Independent Fostering Agency": "take"})
    assert plan.added == {"homes": 3}
    assert homes(register)["SC900003"].name == "Foster Well"
    again = bring("homes", PROVIDERS)
    assert asked(again)["provision: Independent Fostering Agency"] == "take", "known for the next list of the kind"
    assert (again.added, again.changed) == ({}, {})


def test_a_stored_name_stays_where_the_list_withholds_it(register: Register, bring: Bring) -> None:
    bring("homes", "Home,URN,Places\nOak House,sc 900001,4\n")
    bring("homes", PROVIDERS, proposed=True)
    assert homes(register)["SC900001"].name == "Oak House"


def test_the_latest_full_inspection_counts(register: Register, bring: Bring) -> None:
    """A list of inspections has many rows of a home, in any order; "Sustained effectiveness" is no grade."""
    plan = bring(
        "homes",
        a_list(
            [*OAK, FULL, "11/05/2017", "Good"],
            [*OAK, INTERIM, "14/03/2018", "Sustained effectiveness"],
            [*OAK, FULL, "01/09/2017", "Inadequate"],
            [*OAK, FULL, "01/04/2016", "Outstanding"],
            [*OAK, "Monitoring inspection", "01/02/2018", ""],
        ),
        proposed=True,
    )
    assert plan.added == {"homes": 1}
    home = homes(register)["SC900001"]
    assert (home.judgement, home.judged_on) == (Judgement.INADEQUATE, dt.date(2017, 9, 1))
    older = bring("homes", a_list([*OAK, FULL, "11/05/2017", "Good"]))
    assert not older.changed, "an older list overwrites no later judgement"
    newer = bring("homes", a_list([*OAK, FULL, "11/05/2018", "Good"]))
    assert newer.changed == {"homes": 1}
    assert homes(register)["SC900001"].judgement is Judgement.GOOD


def test_the_latest_inspection_is_found_in_the_order_of_its_column(register: Register, bring: Bring) -> None:
    oak = [[*OAK, FULL, "05/11/2017", "Good"], [*OAK, FULL, "08/10/2017", "Inadequate"]]
    plan = bring("homes", a_list(*oak, [*ELM, FULL, "10/25/2017", "Good"]), proposed=True)
    assert plan.ready, plan.summary()
    home = homes(register)["SC900001"]
    assert (home.judgement, home.judged_on) == (Judgement.INADEQUATE, dt.date(2017, 8, 10))


def test_a_grade_that_nobody_knows_is_asked_once(register: Register, bring: Bring) -> None:
    text = a_list([*OAK, FULL, "11/05/2017", "Gd"], [*ELM, FULL, "11/05/2017", "Gd"])
    [question] = bring("homes", text, answers={"authority": "Northborough"}).open
    bring("homes", text, answers={"authority": "Northborough", question.key: "good"})
    assert {home.judgement for home in homes(register).values()} == {Judgement.GOOD}


def test_a_home_that_a_list_lacks_is_asked_about_and_stays(register: Register, bring: Bring) -> None:
    bring("homes", PROVIDERS, proposed=True)
    without = a_list([*OAK, FULL, "12/07/2017", "Good"], [*ELSEWHERE, FULL, "12/07/2017", "Good"])
    plan = bring("homes", without)
    assert plan.ready
    assert asked(plan)["missing: 2900002"] == "left"
    assert homes(register)["2900002"].closed_on is None
    plan = bring("homes", without, answers={"missing: 2900002": "31/3/2018"})
    assert homes(register)["2900002"].closed_on == dt.date(2018, 3, 31)
    assert [line.group for line in plan.lines if line.what == "Elm House"] == ["Closed"]


def test_a_status_closes_a_home_only_with_a_day(register: Register, bring: Bring) -> None:
    bring("homes", PROVIDERS, proposed=True)
    closed = ["page", "2900002", "Children's home", "Resigned", *ELM[4:]]
    text = a_list([*closed, FULL, "03/10/2017", "Requires improvement"], [*OAK, FULL, "12/07/2017", "Good"])
    [question] = bring("homes", text).open
    assert question.cause == "Homes that have closed"
    bring("homes", text, answers={question.key: "1 February 2018"})
    assert homes(register)["2900002"].closed_on == dt.date(2018, 2, 1)
    again = bring("homes", PROVIDERS)
    assert asked(again)["open: 2900002"] == "left"
    assert homes(register)["2900002"].closed_on == dt.date(2018, 2, 1), "a list alone opens no home again"


def test_the_later_words_of_ofsted(register: Register, bring: Bring) -> None:
    plan = bring(
        "homes",
        "URN,Local authority,Provision type,Short-break-only children's home,Registration date,Date closed,"
        "Organisation which owns the provider,Places,"
        "Latest full inspection overall experiences and progress of children and young people,"
        "Latest full inspection date\n"
        "SC900001,Northborough,Children's home,Yes,01/02/2016,,Acorn Ltd,3,Requires improvement to be good,5/6/2017\n"
        "SC900002,Southshire,Children's home,No,01/02/2016,,Acorn Ltd,3,Good,5/6/2017\n",
        proposed=True,
    )
    assert plan.added == {"homes": 1}
    [home] = homes(register).values()
    assert (home.provider, home.opened_on, home.kind.label) == ("Acorn Ltd", dt.date(2016, 2, 1), "Short breaks home")
    assert (home.judgement, home.judged_on) == (Judgement.REQUIRES_IMPROVEMENT, dt.date(2017, 6, 5))


@pytest.mark.parametrize(
    ("council", "name"),
    [
        ("Bristol City Council", "Bristol"),
        ("Bristol City Council", "Bristol, City of"),
        ("Durham County Council", "County Durham"),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("City of London Corporation", "City of London"),
        ("London Borough of Barking and Dagenham", "Barking & Dagenham"),
    ],
)
def test_a_council_is_known_by_whatever_name_a_list_gives_it(council: str, name: str) -> None:
    assert like_council(["Southshire", name, "Kent"], council) == name
    assert like_council(["Southshire", "Kent"], council) is None


def test_grades_and_statuses_in_ofsteds_words() -> None:
    none = ("", "Sustained effectiveness", "Improved effectiveness", "Declined in effectiveness", "Not yet inspected")
    assert {grade_of(said) for said in none} == {None}
    assert grade_of("requires improvement") is grade_of("Requires improvement to be good")
    assert [has_closed(said) for said in ("Active", "Resigned", "Cancelled", "Suspended", "Hm")] == [
        False,
        True,
        True,
        False,
        None,
    ]
