"""Wards and districts as lists of their own, each ward in the period in which it stood."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Ward
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]
OLD = """WD17CD,WD17NM,PCON17CD,PCON17NM,LAD17CD,LAD17NM,FID
E05900001,Mill,E14900001,"Northborough, North",E08900001,Northborough,1
E05900002,St Mary's and Quay,E14900002,"Northborough, South",E08900001,Northborough,2
E05900003,Castle,E14900002,"Northborough, South",E08900001,Northborough,3
E05900009,Elsewhere,E14900009,South Southshire,E08900002,Southshire,4
"""
NEW = """WD18CD,WD18NM,LAD18CD,LAD18NM
E05900011,Mill,E08900001,Northborough
E05900012,St Mary's & Quay,E08900001,Northborough
E05900013,Weir,E08900001,Northborough
E05900019,Elsewhere,E08900002,Southshire
"""
ELECTION = dt.date(2018, 5, 3)
EVE = dt.date(2018, 5, 2)


def wards(register: Register) -> set[tuple[str, str | None, str | None, dt.date | None, dt.date | None]]:
    with register.reading() as session:
        return {
            (ward.name, ward.code, ward.district and ward.district.name, ward.start, ward.end)
            for ward in session.scalars(select(Ward))
        }


def test_a_lookup_gives_the_wards_of_our_council_with_codes_and_districts(register: Register, bring: Bring) -> None:
    plan = bring("wards", OLD)
    assert [one.key for one in plan.open] == ["authority", "constituencies"][: len(plan.open)]
    assert bring("wards", OLD, proposed=True).added == {"districts": 2, "wards": 3}
    assert wards(register) == {
        ("Mill", "E05900001", "North", None, None),
        ("St Mary's and Quay", "E05900002", "South", None, None),
        ("Castle", "E05900003", "South", None, None),
    }
    again = bring("wards", OLD, proposed=True)
    assert (again.added, again.changed) == ({}, {})
    assert register.undo()
    assert not wards(register)


def test_a_complete_list_of_a_day_begins_new_wards_and_ends_the_old(register: Register, bring: Bring) -> None:
    """Wards of one name before and after a boundary review are two, apart by their periods."""
    bring("wards", OLD, proposed=True)
    plan = bring("wards", NEW, proposed=True, complete=True, date=ELECTION)
    after = {
        ("Mill", "E05900001", "North", None, EVE),
        ("St Mary's and Quay", "E05900002", "South", None, EVE),
        ("Castle", "E05900003", "South", None, EVE),
        ("Mill", "E05900011", None, ELECTION, None),
        ("St Mary's & Quay", "E05900012", None, ELECTION, None),
        ("Weir", "E05900013", None, ELECTION, None),
    }
    assert wards(register) == after
    assert {line.what for line in plan.lines if line.group == "Wards that end"} == {
        "Mill",
        "St Mary's and Quay",
        "Castle",
    }
    again = bring("wards", NEW, proposed=True, complete=True, date=ELECTION)
    assert (again.added, again.changed) == ({}, {})
    assert wards(register) == after


def test_a_ward_that_a_complete_list_lacks_may_stand(register: Register, bring: Bring) -> None:
    bring("wards", "Ward,District\nMill,North\nCastle,South\n")
    text = "Ward,District\nMill,North\n"
    assert bring("wards", text).ready
    assert ("Castle", None, "South", None, None) in wards(register), "what is not complete ends nothing"
    bring("wards", text, complete=True, date=ELECTION, answers={"gone: Castle": "left"})
    assert ("Castle", None, "South", None, None) in wards(register)
    bring("wards", text, complete=True, date=ELECTION)
    assert ("Castle", None, "South", None, EVE) in wards(register)


def test_wards_without_a_code_take_it_or_begin_anew_by_answer(register: Register, bring: Bring) -> None:
    bring("wards", "Ward,District\nMill,North\nSt Mary's & Quay,South\nCastle,South\n")
    text = NEW.replace("E05900013,Weir", "E05900013,Castle")
    asked = {one.key: one for one in bring("wards", text, complete=True, date=ELECTION, proposed=True).questions}
    assert asked["same wards"].proposed == "same", "none of them is gone"
    assert ("St Mary's & Quay", "E05900012", "South", None, None) in wards(register)
    assert register.undo()
    bring("wards", text, complete=True, date=ELECTION, proposed=True, answers={"same wards": "new"})
    assert len(wards(register)) == 6


@pytest.mark.usefixtures("council")
def test_own_words_change_the_district_alone(register: Register, bring: Bring) -> None:
    plan = bring("wards", "Ward,District\nMill Ward,North\nQUAY,East\n")
    assert [(line.what, line.verdict, line.detail) for line in plan.lines] == [
        ("Mill", "left", ""),
        ("Quay", "changed", "District: East"),
    ]
    assert plan.added == {"districts": 1}


@pytest.mark.usefixtures("council")
def test_seats_of_wards_that_end_are_told(bring: Bring) -> None:
    plan = bring("wards", "Ward,District\nMill,North\n", complete=True, date=ELECTION)
    assert any("2 councillors hold seats of wards that end" in note for note in plan.notes)


def test_a_lookup_of_smaller_areas_names_a_ward_many_times(register: Register, bring: Bring) -> None:
    rows = "".join(f"L{number},{line}\n" for line in NEW.splitlines()[1:3] for number in range(30))
    plan = bring("wards", "LSOA11CD,WD18CD,WD18NM,LAD18CD,LAD18NM\n" + rows, proposed=True)
    assert plan.added == {"wards": 2}
    assert len(plan.lines) == 2
    assert any("58 rows name a ward once more" in note for note in plan.notes)


def test_one_code_is_one_ward(register: Register, bring: Bring) -> None:
    bring("wards", OLD, proposed=True)
    answers = {"authority": "Northborough"}
    twice = bring("wards", NEW.replace("E05900013", "E05900011"), answers=answers).open
    assert any("is said of two wards, Mill and Weir" in one.sentence for one in twice)
    renamed = "Ward code,Ward\nE05900003,Castle Vale\n"
    [question] = bring("wards", renamed).open
    bring("wards", renamed, answers={question.key: "rename"})
    assert ("Castle Vale", "E05900003", "South", None, None) in wards(register)


def test_a_list_of_nothing_but_wards(register: Register, bring: Bring) -> None:
    assert bring("wards", "Ward\nMill\nCastle\n").added == {"wards": 2}
    assert not bring("wards", "Ward\nMILL WARD\nCastle\n").added
