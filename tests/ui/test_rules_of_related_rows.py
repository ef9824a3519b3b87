"""Rules that look at other rows: asked when those change, too, of an old register's rows, and when work is undone."""

import datetime as dt

import pytest
from sqlalchemy import delete, update

from cp_desktop.model import (
    Answer,
    Base,
    Commitment,
    Councillor,
    Done,
    MunicipalYear,
    Reply,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    show,
    table_of,
)
from cp_desktop.register import Register
from cp_desktop.services import report_steps
from tests.old_registers import without_rules
from tests.ui.roads import FUTURE, VISITED, by_sql, changed, fill, refused
from tests.ui.rule_cases import CASES


@pytest.fixture
def council(register: Register) -> Register:
    with register.operation("Begin") as session:
        fill(session)
    return register


# -- rows that depend on others


def test_a_day_moved_behind_its_steps_is_refused(council: Register) -> None:
    report_steps.mark_done(council, [(1, 1)], dt.date(2018, 1, 10))
    said = refused(lambda: changed(Visit, visited_on=dt.date(2018, 1, 11))(council))
    assert said.startswith("A step of the report is dated before the visit on 11 Jan 2018.")


def test_a_year_that_moves_asks_what_was_dated_in_it(council: Register) -> None:
    september = dt.date(2017, 9, 2)  # the day after a commitment was made
    said = refused(lambda: changed(MunicipalYear, first_day=september)(council))
    assert said.startswith("The commitment lies before the municipal year: it is dated 1 Sep 2017")
    with council.operation("Delete") as session:
        session.execute(delete(table_of(Commitment)))
    later = {"label": "2018/19", "first_day": dt.date(2018, 1, 11), "last_day": dt.date(2019, 1, 10)}
    said = refused(lambda: changed(MunicipalYear, **later)(council))
    assert said.startswith("The reply lies before the municipal year: it is dated 10 Jan 2018")
    changed(MunicipalYear, first_day=dt.date(2017, 9, 2))(council)


def test_a_reply_that_loses_its_last_answer_is_refused(council: Register) -> None:
    assert refused(lambda: by_sql(delete(table_of(Answer)))(council)).startswith("Nothing is answered yet.")
    blank = update(table_of(Answer)).values(done=Done.NO_ANSWER)
    assert refused(lambda: by_sql(blank)(council)).startswith("Nothing is answered yet.")
    by_sql(blank.values(example="It rained"))(council)


def test_a_councillor_who_loses_the_last_term_is_refused(council: Register) -> None:
    said = refused(lambda: by_sql(delete(table_of(Term)).where(table_of(Term).c.id == 1))(council))
    assert said.startswith("Ann Ashdown has no term of office")


# -- old registers, and undoing


@pytest.fixture
def old(council: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register of an earlier version: a visit to come that was made, by nobody, and terms that overlap."""
    with monkeypatch.context() as earlier:
        without_rules(earlier, "visit.made_by_today", "visit.made_by_somebody", "term.terms_apart")
        with council.operation("As it was once") as session:
            session.execute(update(table_of(Visit)).values(visited_on=FUTURE))
            session.execute(delete(table_of(Visitor)))
            session.add(Term(councillor_id=1, ward_id=1, start=dt.date(2015, 5, 7)))
    return council


def test_other_fields_of_a_row_that_breaks_a_rule_already_are_edited(old: Register) -> None:
    with old.operation("Edit") as session:
        session.get_one(Visit, 1).capacity = "Buddies"
        session.get_one(Term, 1).party = "Green"
    assert refused(lambda: _move(old, FUTURE + dt.timedelta(days=1))).startswith(
        show(FUTURE + dt.timedelta(days=1)) + " is still to come"
    )
    _move(old, VISITED)
    assert CASES["visit.made_by_somebody"].sentence in refused(lambda: _cancel_and_make(old))


def _move(register: Register, day: dt.date) -> None:
    with register.operation("Move") as session:
        session.get_one(Visit, 1).visited_on = day


def _cancel_and_make(register: Register) -> None:
    for status in (VisitStatus.CANCELLED, VisitStatus.MADE):
        with register.operation("Turn") as session:
            session.get_one(Visit, 1).status = status


def test_undo_brings_back_a_row_as_it_was(old: Register) -> None:
    _move(old, VISITED)
    assert old.undo() == "Move"
    assert old.redo() == "Move"


@pytest.mark.parametrize("deleted", [Councillor, Reply, Commitment])
def test_a_row_that_broke_a_rule_before_it_was_deleted_comes_back(
    council: Register, monkeypatch: pytest.MonkeyPatch, deleted: type[Base]
) -> None:
    with monkeypatch.context() as earlier:
        without_rules(earlier, "councillor.has_a_seat", "reply.answers_something", "commitment.in_its_year")
        with council.operation("As it was once") as session:
            session.add(Councillor(id=9, forename="Cat", surname="Cole"))
            session.flush()
            session.add(Reply(id=9, survey_id=1, councillor_id=1, answered_at=dt.datetime(2018, 1, 11)))
            session.add(Commitment(id=9, councillor_id=2, item_id=1, made_on=dt.date(2017, 5, 1)))
    with council.operation("Delete") as session:
        session.delete(session.get_one(deleted, 9))
    for turn in (council.undo, council.redo, council.undo):
        assert turn() == "Delete"
    with council.reading() as session:
        assert session.get(deleted, 9) is not None


def test_undo_does_not_leave_what_never_was(council: Register) -> None:
    changed(Visit, status=VisitStatus.PLANNED)(council)
    by_sql(delete(table_of(Visitor)))(council)
    with council.operation("Ann goes") as session:
        session.add(Visitor(visit_id=1, councillor_id=1))
    first = council.entries()[-1].number
    changed(Visit, status=VisitStatus.MADE)(council)
    with council.operation("Bea goes") as session:
        session.add(Visitor(visit_id=1, councillor_id=2))
    assert council.undo(first) == "Ann goes"
    assert "Nobody is named who visited" in refused(council.undo)


def test_undo_does_not_put_rows_against_one_another(council: Register) -> None:
    with council.operation("End the term") as session:
        session.get_one(Term, 1).end = dt.date(2016, 5, 4)
    ended = council.entries()[-1].number
    with council.operation("Elect again") as session:
        session.add(Term(councillor_id=1, ward_id=1, start=dt.date(2016, 5, 5)))
    said = refused(lambda: council.undo(ended))
    assert "Two terms of office of Ann Ashdown overlap" in said
    assert "Undo the later operations first." in said
