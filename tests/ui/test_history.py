"""The history on its page: what each operation changed, and undoing any of them from there."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from cp_desktop.model import Commitment, Councillor, District, Edition, Item, Reason, Reply, Survey, Term, Ward, show
from cp_desktop.model.survey import Answer, Done
from cp_desktop.register.changes import describe_operation
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.history import HistoryPage
from tests.changing import change


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> HistoryPage:
    with app.register.operation("Add councillors") as session:
        ward = Ward(name="Abbey", district=District(name="North"))
        for forename in ("Zoë", "Una"):
            councillor = Councillor(forename=forename, surname="Abara", email=f"{forename[0]}@council.example")
            councillor.terms.append(Term(ward=ward, start=dt.date(2014, 5, 22)))
            session.add(councillor)
    with app.register.operation("Rename Una") as session:
        session.get_one(Councillor, 2).surname = "Quill"
        session.get_one(Councillor, 2).email = None
    with app.register.operation("Rename the ward") as session:
        session.get_one(Ward, 1).name = "Abbey Gate"
    made = HistoryPage(app)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    qtbot.waitUntil(lambda: made.shown is not None)
    return made


def listed(page: HistoryPage) -> list[tuple[str, str]]:
    model = page.rows.model
    return [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(model.rowCount())]


def stand_on(page: HistoryPage, label: str, qtbot: QtBot) -> None:
    row = [label for label, _ in listed(page)].index(label)
    page.go_to(page.rows.model.ids[row])
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.label == label)


def cells(page: HistoryPage) -> list[str]:
    page.changes.clearSelection()
    model = page.changes.model()
    return [
        " | ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_the_latest_operation_is_told_first(page: HistoryPage) -> None:
    assert [label for label, _ in listed(page)] == [
        "Rename the ward",
        "Rename Una",
        "Add councillors",
        "Create the register",
    ]
    assert page.what.text() == "Rename the ward"
    assert cells(page) == ["Changed ward: Abbey Gate |  | ", "Ward | Abbey | Abbey Gate"]


def test_before_and_after_read_as_on_the_forms(page: HistoryPage, qtbot: QtBot) -> None:
    stand_on(page, "Rename Una", qtbot)
    assert cells(page) == [
        "Changed councillor: Una Quill |  | ",
        "Surname | Abara | Quill",
        "E-mail | U@council.example | ",
    ]
    stand_on(page, "Add councillors", qtbot)
    got = cells(page)
    assert "Added councillor: Zoë Abara |  | " in got
    assert "Councillor |  | Zoë Abara (Abbey Gate)" in got
    assert "From |  | 22 May 2014" in got


def test_an_older_operation_is_undone_and_done_again_from_here(page: HistoryPage, qtbot: QtBot) -> None:
    stand_on(page, "Rename Una", qtbot)
    assert not page.redo_button.isVisible()
    qtbot.keyClick(page.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ("Rename Una", "Undone") in listed(page))
    assert ("Rename the ward", "") in listed(page)
    with page.app.register.reading() as session:
        assert session.get_one(Councillor, 2).name == "Una Abara"
    qtbot.waitUntil(lambda: page.redo_button.isVisible())
    assert page.what.text() == "Rename Una"  # it stays the one in front
    assert "Undone by" in page.when.text()
    assert len(listed(page)) == 4  # the undoing is folded into what it undid
    qtbot.keyClick(page.redo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: ("Rename Una", "Done again") in listed(page))
    with page.app.register.reading() as session:
        assert session.get_one(Councillor, 2).name == "Una Quill"


def test_what_later_operations_need_is_refused_with_a_sentence(page: HistoryPage, qtbot: QtBot) -> None:
    stand_on(page, "Add councillors", qtbot)
    with qtbot.waitSignal(page.app.message) as said:
        page.undo_button.click()
    assert said.args is not None
    sentence, kind, _ = said.args
    assert kind == "error"
    assert "changed again by “Rename" in sentence
    assert "Nothing was changed" in sentence
    assert ("Add councillors", "") in listed(page)


def test_what_cannot_be_undone_offers_no_button(page: HistoryPage, qtbot: QtBot) -> None:
    stand_on(page, "Create the register", qtbot)
    assert not page.undo_button.isVisible()
    assert "cannot be undone" in page.when.text()


def test_that_something_was_looked_at_is_told_as_no_more_than_that(page: HistoryPage, qtbot: QtBot) -> None:
    with (
        qtbot.waitSignal(page.rows.arrived),
        page.app.register.operation("Open the concern", reversible=False, keep_empty=True),
    ):
        pass
    stand_on(page, "Open the concern", qtbot)
    assert "It changed nothing" in page.when.text()
    assert not page.undo_button.isVisible()
    assert page.app.register.undoable()[0] == "Rename the ward"


def test_of_a_large_operation_the_first_rows_are_told_and_how_many_more(page: HistoryPage, qtbot: QtBot) -> None:
    def work(session: object) -> None:
        for number in range(230):
            session.add(District(name=f"District {number}"))  # type: ignore[attr-defined]

    change(page.app.register, "Add districts", work)
    qtbot.waitUntil(lambda: listed(page)[0] == ("Add districts", ""))
    stand_on(page, "Add districts", qtbot)
    assert page.more.text() == "These are the first 200 records; 30 more were changed."


def test_when_is_the_clock_on_the_wall(page: HistoryPage) -> None:
    today = show(dt.datetime.now().date())
    assert page.rows.model.index(0, 0).data().startswith(today)
    assert today in page.when.text()


def test_answers_and_links_are_told_by_what_they_belong_to(app: AppSession) -> None:
    with app.register.operation("Set up") as session:
        edition = Edition(year_id=1, title="Menu")
        edition.items.append(Item(number=3, wording="Listen"))
        councillor = Councillor(forename="Una", surname="Ellis")
        councillor.terms.append(Term(ward=Ward(name="Abbey"), start=dt.date(2014, 5, 22)))
        survey = Survey(edition=edition, title="Spring survey")
        session.add_all((edition, councillor, survey))
        session.flush()
        reply = Reply(survey=survey, councillor=councillor, answered_at=dt.datetime(2018, 1, 4, 9, 5))
        reply.answers.append(Answer(item=edition.items[0], done=Done.NOT_YET, reason=Reason.PLANNED))
        session.add(reply)
        session.add(Commitment(councillor=councillor, item=edition.items[0], made_on=dt.date(2017, 6, 1)))
    with app.register.operation("Withdraw") as session:
        session.get_one(Commitment, 1).withdrawn_on = dt.date(2018, 1, 9)
    with app.register.reading() as session:
        added, withdrawn = describe_operation(session, 2), describe_operation(session, 3)
    assert added is not None
    assert withdrawn is not None
    [change] = withdrawn.changes
    assert change.what.startswith("commitment: Una Ellis (Abbey), Listen")
    assert change.fields == [("Withdrawn on", "", "9 Jan 2018")]
    got = {change.what.split(":")[0]: {label: after for label, _, after in change.fields} for change in added.changes}
    assert got["answer"]["Undertaken?"] == "Not yet"
    assert got["answer"]["Why not yet"] == "Planned"
    assert got["answer"]["May be quoted"] == "No"
    assert got["reply"]["Answered"] == "4 Jan 2018 09:05"


def test_it_opens_at_the_newest_and_keeps_an_older_one_that_was_chosen(page: HistoryPage, qtbot: QtBot) -> None:
    def opened_again(*done: int) -> str:
        page.hide()
        for number in done:
            change(page.app.register, f"Add district {number}", add_district(number))
        with qtbot.waitSignal(page.rows.arrived):
            page.show()
        qtbot.waitUntil(lambda: not page.app.busy)
        return str(page.rows.model.index(page.rows.table.currentIndex().row(), 1).data())

    assert opened_again(*range(40)) == "Add district 39"
    assert page.rows.table.verticalScrollBar().value() == 0
    stand_on(page, "Rename the ward", qtbot)
    assert opened_again(*range(40, 50)) == "Rename the ward"


@pytest.mark.parametrize("size", [(1042, 700), (786, 700)])  # what a window of 1280 and of 1024 leaves to a page
def test_the_state_of_an_operation_is_seen_whole(app: AppSession, qtbot: QtBot, size: tuple[int, int]) -> None:
    for number in range(3):
        change(app.register, f"Follow the reports, note events, goals and ward facts {number}", add_district(number))
    made = HistoryPage(app)
    qtbot.addWidget(made)
    made.resize(*size)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    qtbot.waitUntil(lambda: made.shown is not None)
    for _ in range(2):  # the columns were fitted before there was a state
        with qtbot.waitSignal(made.rows.arrived):
            app.undo()
    with qtbot.waitSignal(made.rows.arrived):
        app.redo()
    table, header = made.rows.table, made.rows.table.horizontalHeader()
    state = next(place for place, one in enumerate(made.rows.model.columns) if one.label == "State")
    assert header.sectionViewportPosition(state) + header.sectionSize(state) <= table.viewport().width()
    assert header.sectionSize(state) >= table.fontMetrics().horizontalAdvance("Done again")


def add_district(number: int) -> Callable[[Session], None]:
    return lambda session: session.add(District(name=f"District {number}"))
