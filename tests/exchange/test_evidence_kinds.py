"""Which visits and events are evidence for an item: in a menu's file, and in the menu that comes with the program."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import exchange
from cp_desktop.model import EventKind, Item, VisitKind
from cp_desktop.register import Register, edition_of
from cp_desktop.services import demo
from tests.exchange.conftest import MENU

Bring = Callable[..., exchange.Plan]
HEADING, FIRST, SECOND, THIRD = MENU.splitlines()
MAPPED = f"""{HEADING},Visits that are evidence,Events that are evidence
{FIRST},,listening event
{SECOND},Monitoring visit; Intro visit;monitoring,
{THIRD},,
"""
EXPECTED = {
    1: ([], [EventKind.LISTENING]),
    2: ([VisitKind.MONITORING, VisitKind.INTRODUCTORY], []),
    3: ([], []),
}


def kinds(session: Session) -> dict[int, tuple[list[VisitKind], list[EventKind]]]:
    return {
        item.number: ([one.kind for one in item.visit_kinds], [one.kind for one in item.event_kinds])
        for item in session.scalars(select(Item).order_by(Item.number))
    }


def test_a_menu_says_what_is_evidence_for_its_items(register: Register, bring: Bring) -> None:
    assert bring("menu", MENU).ready
    with register.reading() as session:
        assert kinds(session) == dict.fromkeys((1, 2, 3), ([], []))
    plan = bring("menu", MAPPED)
    assert plan.added == {"kinds of visit": 2, "kinds of event": 1}
    assert plan.lines[0].detail == "evidence: Meeting with children in care or care leavers"
    with register.reading() as session:
        assert kinds(session) == EXPECTED
    for text in (MAPPED, MENU):  # the same again, and a file that says nothing of it
        plan = bring("menu", text)
        assert (plan.added, plan.changed) == ({}, {})
    register.undo()
    with register.reading() as session:
        assert kinds(session) == dict.fromkeys((1, 2, 3), ([], []))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("Home visit", "“Home visit” is not one of: Monitoring visit, "), ("Reg 44", "an independent person visits")],
)
def test_what_is_no_kind_of_visit_keeps_the_file_out(register: Register, bring: Bring, wrong: str, said: str) -> None:
    plan = bring("menu", MAPPED.replace("Intro visit", wrong))
    [problem] = plan.open
    assert "row 3, column Visits that are evidence" in problem.sentence
    assert said in problem.sentence


def test_the_menu_that_comes_with_the_program_says_it_for_the_items_that_visits_and_events_fulfil(
    register: Register,
) -> None:
    with register.operation("Menu") as session:
        demo.add_menu(session, edition_of(session)[0])
    with register.reading() as session:
        said = {number: one for number, one in kinds(session).items() if one != ([], [])}
    assert said == {
        1: ([], [EventKind.LISTENING]),
        2: ([VisitKind.MONITORING], []),
        3: ([VisitKind.EVENT], [EventKind.HOME]),
        4: ([VisitKind.SUPPORTED], []),
        16: ([], [EventKind.CELEBRATION]),
        17: ([], [EventKind.RECRUITMENT]),
        20: ([VisitKind.BUDDY], []),
    }
