"""What the history calls evidence that was confirmed, set aside, withdrawn and brought back."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.figures.evidence import evidence as listed
from cp_desktop.model import Activity, Home, ItemVisitKind, SetAside, Visit, VisitKind, Visitor
from cp_desktop.register import Register
from cp_desktop.services import evidence
from tests.services.conftest import Menu

DAY = dt.date(2018, 1, 31)


@pytest.fixture
def keys(register: Register, menu: Menu) -> list[int]:
    """The keys of two pieces of evidence: both councillors made a monitoring visit."""
    with register.operation("Visit") as session:
        session.add(ItemVisitKind(item_id=menu.items[0], kind=VisitKind.MONITORING))
        visitors = [Visitor(councillor_id=one) for one in menu.councillors]
        session.add(Visit(home=Home(name="Rose House"), visited_on=dt.date(2018, 1, 12), visitors=visitors))
    with register.reading() as session:
        return list(session.scalars(listed(menu.edition, DAY).ids()))


def ids(register: Register, kind: type[Activity] | type[SetAside]) -> list[int]:
    with register.reading() as session:
        return list(session.scalars(select(kind.id)))


def test_one_piece_is_named_and_several_are_counted(register: Register, keys: list[int]) -> None:
    done = [evidence.confirm(register, keys[:1]), evidence.set_aside(register, keys[1:])]
    done.append(evidence.withdraw(register, ids(register, Activity)))
    done.append(evidence.bring_back(register, ids(register, SetAside)))
    assert [(one.label, one.number) for one in done] == [
        ("Confirm: Ada Ashdown, item 1", 1),
        ("Set aside: Ben Ashdown, item 1", 1),
        ("Withdraw: Ada Ashdown, item 1", 1),
        ("Bring back: Ben Ashdown, item 1", 1),
    ]
    assert evidence.confirm(register, keys).label == "Confirm: 2 pieces of evidence"
    assert [entry.label for entry in register.entries()][-5:] == [
        *(one.label for one in done),
        "Confirm: 2 pieces of evidence",
    ]


def test_evidence_that_has_gone_meanwhile_is_passed_over_and_leaves_no_entry(
    register: Register, keys: list[int]
) -> None:
    with register.operation("Delete the visit") as session:
        session.delete(session.scalars(select(Visit)).one())
    before = len(register.entries())
    assert evidence.confirm(register, keys).number == 0
    assert evidence.set_aside(register, keys[:1]).number == 0
    assert evidence.withdraw(register, [999]).number == 0
    assert len(register.entries()) == before
