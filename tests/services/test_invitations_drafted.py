"""What is said where an invitation is drafted."""

import datetime as dt
from pathlib import Path

from cp_desktop.model import Councillor, Home, Term, Visit, Visitor, VisitStatus, Ward
from cp_desktop.register import Register
from cp_desktop.services import invitations


def test_who_was_taken_off_is_told(register: Register, tmp_path: Path) -> None:
    with register.operation("Plan") as session:
        mill = Ward(name="Mill")
        pair = [Councillor(forename="Ann", surname="Ashdown"), Councillor(forename="Bea", surname="Brook")]
        for one in pair:
            one.terms = [Term(ward=mill, start=dt.date(2016, 5, 5))]
        visit = Visit(home=Home(name="Oak House"), visited_on=dt.date(2018, 3, 1), status=VisitStatus.PLANNED)
        visit.visitors = [Visitor(councillor=one) for one in pair]
        session.add(visit)
        session.flush()
        key = visit.id
    assert "taken off" not in invitations.draft(register, key, tmp_path).sentence
    with register.operation("Take off") as session:
        planned = session.get_one(Visit, key)
        planned.visitors = [one for one in planned.visitors if one.councillor.surname == "Ashdown"]
    said = invitations.draft(register, key, tmp_path).sentence
    assert "Bea Brook was taken off this visit, and nothing is drafted to them" in said
    assert "Ann Ashdown was taken off" not in said
