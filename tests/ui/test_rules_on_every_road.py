"""Each rule about rows, on every road to its table: the form, an import, the same by command, a service, bulk SQL.

All say the same sentence, and nothing is written.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, insert, update

from cp_desktop import cli, exchange
from cp_desktop.errors import UserError
from cp_desktop.model import (
    Council,
    Councillor,
    Done,
    Edition,
    Home,
    Item,
    Reply,
    StepDone,
    Survey,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
    records,
    show,
    table_of,
)
from cp_desktop.register import Register
from cp_desktop.services import records as saved
from cp_desktop.services import replies, report_steps
from cp_desktop.services.replies import ItemAnswer
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.form import VisitForm
from cp_desktop.ui.records.form import RecordForm

ELECTED, VISITED = dt.date(2014, 5, 22), dt.date(2018, 1, 5)
FUTURE = dt.date.today() + dt.timedelta(days=400)
VISITS = "Date of visit,URN,Councillors,Status,Planned on,Report received,Safeguarding concern,Concern reported to\n"
MEMBERS = "Forename,Surname,Ward,Term start,Term end\n"
HOMES = "URN,Name,Provider,Places,Opened on,Closed on\n"
SURVEY = "Completion time,Name,1. Listen: have you undertaken this?\n"

STILL_TO_COME = f"{show(FUTURE)} is still to come: the visit may be planned, and cannot be made yet."
BY_NOBODY = "Nobody is named who visited: a visit that was made needs at least one councillor."
NO_CONCERN = "Facts of a safeguarding concern are kept only of a visit that raised one: tick it, or leave them out."
EARLY_STEP = "A step of the report is dated before the visit on 5 Jan 2018."
OVERLAP = "Two terms of office of Ann Ashdown overlap: one starts on 22 May 2014, before the other has ended."
TOO_LIGHT = "The colour #8FD0C5 is too light"
BEFORE_THE_YEAR = "The day of the answer is before the municipal year, which began on 23 May 2017."
PLANNED_LATE = "The visit is before the day on which it was planned."
FEWER_THAN_NONE = "Places cannot be fewer than none."
CLOSED_EARLY = "The home closes before it opens."
ENDED_EARLY = "The last day is before the first."


@pytest.fixture
def council(register: Register) -> Register:
    """A councillor in office, a home that she visited, a menu of one item with its survey."""
    with register.operation("Begin") as session:
        ann = Councillor(forename="Ann", surname="Ashdown", terms=[Term(ward=Ward(name="Mill"), start=ELECTED)])
        home = Home(name="Oak House", urn="SC1")
        edition = Edition(year_id=1, title="Menu", items=[Item(number=1, wording="Listen")])
        session.add(Visit(home=home, visited_on=VISITED, visitors=[Visitor(councillor=ann)]))
        session.add(Survey(edition=edition, title="Survey"))
    return register


# -- the roads


def refused(write: Callable[[], object]) -> str:
    """What a road says instead of writing."""
    with pytest.raises(UserError) as problem:
        write()
    return str(problem.value)


def said_by(form: RecordForm) -> str:
    """What a form shows after saving was tried."""
    form.fields.edited.emit()
    assert not form.save()
    said = " ".join(label.text() for label in form.findChildren(QLabel) if label.isVisibleTo(form))
    form.start_again()  # or its draft would be kept, for the next test too
    return said


def by_form(kind: Any, id: int | None, typed: dict[str, Any]) -> Callable[[AppSession, QtBot], str]:
    """The form of a record, with other values typed in; a callable is given the form and types by itself."""

    def road(app: AppSession, qtbot: QtBot) -> str:
        form = VisitForm(app) if kind is Visit else RecordForm(app, kind)
        qtbot.addWidget(form)
        form.show()
        form.open(id) if id else form.open_new()
        for name, value in typed.items():
            if callable(value):
                value(form)
            elif isinstance(value, str):
                form.fields.boxes[name].editor.line.setText(value)
            else:
                form.fields.boxes[name].editor.set_value(value)
        return said_by(form)

    return road


def by_import(kind: str, text: str) -> Callable[[Register, Path], str]:
    def road(register: Register, folder: Path) -> str:
        (path := folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        return exchange.read(register, kind, path).refusal()

    return road


def by_sql(*statements: Any) -> Callable[[Register], str]:
    """Past the mapper, as bulks of rows go in."""

    def road(register: Register) -> str:
        def write() -> None:
            with register.operation("In bulk") as session:
                for statement in statements:
                    session.execute(statement)

        return refused(write)

    return road


def a_step_before(form: Any) -> None:
    row = form.visit_timeline.rows[1]
    row.day.line.setText("1 Jan 2018")
    row.day.edited.emit()


def no_visitor(form: Any) -> None:
    form.councillors.fill([])


def an_earlier_term(form: Any) -> None:
    form.record.owned["terms"].append(saved.blank(Term, ward_id=1, start=dt.date(2010, 5, 6)))
    form.owned["terms"].fill(form.record.owned["terms"])


def of_visit(**values: Any) -> Any:
    return update(table_of(Visit)).where(table_of(Visit).c.id == 1).values(**values)


LIST = "2018-01-05,SC1,Ann Ashdown,Made,,,,\n"
# By rule: the sentence, the form with what is typed, the list with a broken row, and the SQL.
ROADS: dict[str, tuple[str, Any, Any, Any]] = {
    "visit.made_by_today": (
        STILL_TO_COME,
        by_form(Visit, 1, {"visited_on": show(FUTURE)}),
        by_import("visits", f"{VISITS}{LIST}{FUTURE},SC1,Ann Ashdown,Made,,,,\n"),
        by_sql(of_visit(visited_on=FUTURE)),
    ),
    "visit.made_by_somebody": (
        BY_NOBODY,
        by_form(Visit, 1, {"visitors": no_visitor}),
        by_import("visits", f"{VISITS}{LIST}2018-01-06,SC1,,Made,,,,\n"),
        by_sql(delete(table_of(Visitor))),
    ),
    "visit.concern_raised": (
        NO_CONCERN,
        None,  # the form asks for the facts of a concern only where there is one
        by_import("visits", f"{VISITS}2018-01-05,SC1,Ann Ashdown,Made,,,No,The duty team\n"),
        by_sql(of_visit(concern_reported_to="The duty team")),
    ),
    "step_done.after_the_visit": (
        EARLY_STEP,
        by_form(Visit, 1, {"steps": a_step_before}),
        by_import("visits", f"{VISITS}2018-01-05,SC1,Ann Ashdown,Made,,2018-01-01,,\n"),
        by_sql(insert(table_of(StepDone)).values(visit_id=1, step_id=1, done_on=dt.date(2018, 1, 1))),
    ),
    "term.terms_apart": (
        OVERLAP,
        by_form(Councillor, 1, {"terms": an_earlier_term}),
        by_import("councillors", f"{MEMBERS}Ann,Ashdown,Mill,2010-05-06,2014-05-22\n"),
        by_sql(insert(table_of(Term)).values(councillor_id=1, ward_id=1, start=dt.date(2010, 5, 6))),
    ),
    "council.accent_carries_white": (
        TOO_LIGHT,
        by_form(Council, 1, {"accent": "#8FD0C5"}),
        None,
        by_sql(update(table_of(Council)).values(accent="#8FD0C5")),
    ),
    "reply.in_its_year": (
        BEFORE_THE_YEAR,
        None,  # its form is the service's, below
        by_import("survey", f"{SURVEY}2017-05-22 10:00,Ann Ashdown,Yes\n"),
        by_sql(insert(table_of(Reply)).values(survey_id=1, councillor_id=1, answered_at=dt.datetime(2017, 5, 22))),
    ),
    "visit.visited_on_in_order": (
        PLANNED_LATE,
        by_form(Visit, 1, {"planned_on": "6 Jan 2018"}),
        by_import("visits", f"{VISITS}2018-01-05,SC1,Ann Ashdown,Made,2018-01-06,,,\n"),
        by_sql(of_visit(planned_on=dt.date(2018, 1, 6))),
    ),
    "home.places_not_negative": (
        FEWER_THAN_NONE,
        by_form(Home, 1, {"places": "-1"}),
        by_import("homes", f"{HOMES}SC1,Oak House,,-1,,\n"),
        by_sql(update(table_of(Home)).values(places=-1)),
    ),
    "home.closed_on_in_order": (
        CLOSED_EARLY,
        by_form(Home, 1, {"opened_on": "2 Jan 2018", "closed_on": "1 Jan 2018"}),
        by_import("homes", f"{HOMES}SC1,Oak House,,,2018-01-02,2018-01-01\n"),
        by_sql(update(table_of(Home)).values(opened_on=dt.date(2018, 1, 2), closed_on=dt.date(2018, 1, 1))),
    ),
    "term.end_in_order": (
        ENDED_EARLY,
        None,
        by_import("councillors", f"{MEMBERS}Bea,Bell,Mill,2010-05-06,2010-05-05\n"),
        by_sql(update(table_of(Term)).values(end=dt.date(2010, 5, 6))),
    ),
}


def test_every_rule_is_walked() -> None:
    declared = {f"{kind.__tablename__}.{rule.name}" for kind in records() for rule in kind.rules}
    assert declared
    assert declared <= set(ROADS)


@pytest.mark.parametrize("rule", [rule for rule, roads in ROADS.items() if roads[1]])
def test_the_form_refuses(council: Register, app: AppSession, qtbot: QtBot, rule: str) -> None:
    sentence, form, *_ = ROADS[rule]
    before = council.entries()
    assert sentence in form(app, qtbot)
    assert council.entries() == before


@pytest.mark.parametrize("rule", [rule for rule, roads in ROADS.items() if roads[2]])
def test_an_import_refuses_and_names_the_row(council: Register, tmp_path: Path, rule: str) -> None:
    sentence, _, road, _ = ROADS[rule]
    said = road(council, tmp_path)
    assert sentence in said
    row = 3 if rule in ("visit.made_by_today", "visit.made_by_somebody") else 2
    assert f".csv, row {row}, column " in said


@pytest.mark.parametrize("rule", [rule for rule, roads in ROADS.items() if roads[2]])
def test_the_command_refuses(council: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str) -> None:
    sentence, _, road, _ = ROADS[rule]
    road(council, tmp_path)
    [file] = tmp_path.glob("*.csv")
    council.close()
    assert cli.main(["--register", str(council.place), "import", file.stem, str(file)]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("rule", ROADS)
def test_sql_in_bulk_is_refused(council: Register, rule: str) -> None:
    sentence, *_, road = ROADS[rule]
    before = council.entries()
    assert road(council).startswith(sentence)
    assert council.entries() == before


def test_the_services_refuse(council: Register) -> None:
    assert EARLY_STEP in refused(lambda: report_steps.mark_done(council, [(1, 1)], dt.date(2018, 1, 1)))
    answers = {1: ItemAnswer(Done.UNDERTAKEN)}
    assert BEFORE_THE_YEAR in refused(lambda: replies.save(council, 1, 1, answers, dt.date(2017, 5, 22), None))


def test_a_day_moved_behind_its_steps_is_refused(council: Register) -> None:
    report_steps.mark_done(council, [(1, 1)], dt.date(2018, 1, 10))
    said = by_sql(of_visit(visited_on=dt.date(2018, 1, 11)))(council)
    assert said.startswith("A step of the report is dated before the visit on 11 Jan 2018.")


# -- old registers, and undoing


@pytest.fixture
def old(council: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register of an earlier version: a visit to come that was made, by nobody, and terms that overlap."""
    with monkeypatch.context() as earlier:
        for kind in (Visit, Term):
            earlier.setattr(kind, "rules", ())
        with council.operation("As it was once") as session:
            session.execute(of_visit(visited_on=FUTURE))
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
    assert BY_NOBODY in refused(lambda: _cancel_and_make(old))


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


def test_undo_does_not_put_rows_against_one_another(council: Register) -> None:
    with council.operation("End the term") as session:
        session.get_one(Term, 1).end = dt.date(2016, 5, 4)
    ended = council.entries()[-1].number
    with council.operation("Elect again") as session:
        session.add(Term(councillor_id=1, ward_id=1, start=dt.date(2016, 5, 5)))
    said = refused(lambda: council.undo(ended))
    assert "Two terms of office of Ann Ashdown overlap" in said
    assert "Undo the later operations first." in said
