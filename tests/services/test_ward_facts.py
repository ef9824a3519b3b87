"""The numbers of wards as they are kept: one a ward, measure and day, under the council's own word for a ward."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Council, Ward, WardCount, WardMeasure
from cp_desktop.register import Register
from cp_desktop.services import ward_facts

DAY = dt.date(2018, 1, 31)
CARE, LEAVERS = WardMeasure.IN_CARE, WardMeasure.CARE_LEAVERS


@pytest.fixture
def wards(register: Register) -> tuple[int, int]:
    with register.operation("Wards") as session:
        rows = [Ward(name="Abbey"), Ward(name="Elm")]
        session.add_all(rows)
        session.get_one(Council, 1).ward_word = "electoral division"
        session.flush()
        return rows[0].id, rows[1].id


def kept(register: Register) -> dict[tuple[int, WardMeasure, dt.date], int]:
    with register.reading() as session:
        return {(one.ward_id, one.measure, one.counted_on): one.number for one in session.scalars(select(WardCount))}


def test_numbers_are_added_changed_and_cleared_on_their_day_alone(register: Register, wards: tuple[int, int]) -> None:
    abbey, elm = wards
    later = DAY + dt.timedelta(days=28)
    ward_facts.save(register, DAY, {(abbey, CARE): 4, (elm, CARE): 7, (elm, LEAVERS): 2})
    done = ward_facts.save(register, later, {(abbey, CARE): 5, (elm, LEAVERS): None})
    assert done.label == register.undoable()[0] == "Electoral division facts of 28 Feb 2018"
    ward_facts.save(register, DAY, {(abbey, CARE): 6, (elm, LEAVERS): None})
    assert kept(register) == {(abbey, CARE, DAY): 6, (elm, CARE, DAY): 7, (abbey, CARE, later): 5}


def test_a_number_that_breaks_the_tables_rule_keeps_the_whole_day_as_it_was(
    register: Register, wards: tuple[int, int]
) -> None:
    abbey, elm = wards
    with pytest.raises(UserError, match="A count cannot be less than none"):
        ward_facts.save(register, DAY, {(abbey, CARE): 4, (elm, CARE): -1})
    assert kept(register) == {}
