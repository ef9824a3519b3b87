"""How the rules about rows are asked: with few readings, however many rows an operation wrote."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cp_desktop.model import Councillor, Home, Term, Visit, Visitor, VisitStatus, Ward
from cp_desktop.register import Register


@pytest.fixture
def read() -> Iterator[list[str]]:
    """What is read from any register, a statement each."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def write(register: Register, number: int) -> None:
    """Councillors in office, and a visit by each to a home of its own: rows with rules that look at other rows."""
    with register.operation("Add") as session:
        ward = Ward(name=f"Ward of {number}")
        session.add(ward)
        session.flush()
        for place in range(number):
            councillor = Councillor(
                forename="Ada", surname=f"Abel {place}", terms=[Term(ward=ward, start=dt.date(2014, 5, 22))]
            )
            visit = Visit(
                home=Home(name=f"House {number}, {place}"), visited_on=dt.date(2017, 9, 1), status=VisitStatus.MADE
            )
            visit.visitors = [Visitor(councillor=councillor)]
            session.add_all([councillor, visit])


def test_many_rows_are_asked_about_with_as_few_readings_as_few(register: Register, read: list[str]) -> None:
    write(register, 3)
    few = len(read)
    read.clear()
    write(register, 150)
    assert few <= len(read) <= few + 3
