"""The board of desks: what it shows, a step done, and reminders from the draft to the record that they were sent."""

import datetime as dt
import email
from email import policy
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from cp_desktop.figures import desks
from cp_desktop.model import (
    Council,
    Councillor,
    Holder,
    Home,
    Officer,
    Post,
    Reminder,
    Step,
    StepDone,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.drafts_folder import FOLDER
from cp_desktop.ui.pages.desks.page import DesksPage
from cp_desktop.ui.ui_settings import remember
from tests.ui.keyboard import Keyboard

AS_AT = dt.date(2018, 1, 31)


def fill(register: Register) -> None:
    """Oak House is late with its councillors, Elm House waits for three answers, Ash House for the coordinator."""
    with register.operation("A week") as session:
        session.get_one(Council, 1).coordinator = "Pat Doe"
        post = session.scalars(select(Post).where(Post.title == "Assistant Director")).one()
        post.officers = [Officer(name="Zoë Broom", email="zoe@example.org")]
        zed = Councillor(forename="Zed", surname="O'Lee", email="zed@example.org")
        zed.terms = [Term(ward=Ward(name="Abbey"), start=dt.date(2014, 5, 22))]
        steps = session.scalars(select(Step).order_by(Step.position)).all()
        for name, day, done in (
            ("Oak House", dt.date(2017, 12, 1), 0),
            ("Elm House", dt.date(2018, 1, 15), 3),
            ("Ash House", dt.date(2018, 1, 20), 1),
        ):
            visit = Visit(home=Home(name=name), visited_on=day, seen="The story", visitors=[Visitor(councillor=zed)])
            visit.steps = [StepDone(step=step, done_on=day + dt.timedelta(days=step.position)) for step in steps[:done]]
            session.add(visit)
        session.add(Visit(place="Hall", visited_on=dt.date(2018, 1, 5), status=VisitStatus.PLANNED))


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> DesksPage:
    fill(app.register)
    return shown(app, qtbot)


def shown(app: AppSession, qtbot: QtBot) -> DesksPage:
    made = DesksPage(app)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    wait_until_idle(made, qtbot)
    made.activateWindow()
    return made


def wait_until_idle(page: DesksPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.busy)
    QApplication.processEvents()


def board(page: DesksPage) -> list[tuple[str, str]]:
    """Place and desk of every row, from the top."""
    model = page.rows.model
    return [(model.index(row, 2).data(), model.index(row, 0).data()) for row in range(model.rowCount())]


def choose(page: DesksPage, *places: str) -> None:
    table, model = page.rows.table, page.rows.model
    table.clearSelection()
    table.setFocus()
    for row, (place, _) in enumerate(board(page)):
        if place in places:
            table.selectionModel().select(
                model.index(row, 0),
                table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
            )


def reminders(page: DesksPage) -> int:
    return page.app.read(lambda session: session.scalar(select(func.count()).select_from(Reminder)) or 0)


def test_what_is_latest_stands_first(page: DesksPage) -> None:
    assert [place for place, _ in board(page)] == ["Oak House", "Ash House", "Elm House", "Elm House", "Elm House"]
    assert page.sentence.text() == (
        "3 reports are on the way and wait for 5 steps, some for several at once: 2 steps are late."
    )
    counters = [button.text() for button in page.counters.buttons.values()]
    assert counters == [
        "All desks  5, 2 late",
        "Coordinator  1, 1 late",
        "Visiting councillors  1, 1 late",
        "Assistant Director  1",
        "Home managers  1",
        "Service Manager  1",
    ]


def test_a_counter_shows_one_desk(page: DesksPage, qtbot: QtBot) -> None:
    button = page.counters.buttons["Coordinator"]
    qtbot.keyClick(button, Qt.Key.Key_Space)
    wait_until_idle(page, qtbot)
    assert board(page) == [("Ash House", "Coordinator")]
    assert button.isChecked()
    assert not page.counters.buttons[""].isChecked()
    page.rows.chips.set_only({})
    wait_until_idle(page, qtbot)
    assert len(board(page)) == 5
    assert page.counters.buttons[""].isChecked()


def test_enter_opens_the_visit(page: DesksPage, qtbot: QtBot) -> None:
    choose(page, "Oak House")
    page.rows.table.go_to(page.rows.model.ids[0])
    with qtbot.waitSignal(page.wants_page) as asked:
        qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    visit = page.app.read(
        lambda session: session.scalars(select(Visit.id).join(Home).where(Home.name == "Oak House")).one()
    )
    assert asked.args == ["visits", visit]


def test_steps_done_in_one_go_and_taken_back(page: DesksPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    choose(page, "Oak House", "Ash House")
    page.done_on.line.setText("30 Jan 2018")
    with qtbot.waitSignal(page.app.message):
        keyboard.press(Qt.Key.Key_O, modifier=Qt.KeyboardModifier.AltModifier)
    wait_until_idle(page, qtbot)
    assert ("Oak House", "Coordinator") in board(page)
    assert ("Ash House", "Children's Commissioning") in board(page)
    rows = page.app.read(lambda session: desks.board(session, AS_AT))
    assert {row["since"] for row in rows if row["place"] != "Elm House"} == {"2018-01-30"}
    page.app.undo()
    wait_until_idle(page, qtbot)
    assert ("Oak House", "Visiting councillors") in board(page)
    assert ("Ash House", "Coordinator") in board(page)


def test_a_step_keeps_the_post_it_lay_with(page: DesksPage, qtbot: QtBot) -> None:
    page.rows.search.setText("broom")
    qtbot.waitUntil(lambda: len(board(page)) == 1)
    choose(page, "Elm House")
    page.step_done()
    wait_until_idle(page, qtbot)
    titles = page.app.read(
        lambda session: session.scalars(select(Post.title).join(StepDone, StepDone.post_id == Post.id)).all()
    )
    assert titles == ["Assistant Director"]


def test_no_step_before_its_visit(page: DesksPage, qtbot: QtBot) -> None:
    choose(page, "Oak House", "Ash House")
    page.done_on.line.setText("1 Jan 2018")
    with qtbot.waitSignal(page.app.message) as said:
        page.step_done()
    assert said.args[1] == "error"
    assert "before the visit on 20 Jan 2018" in said.args[0]
    wait_until_idle(page, qtbot)
    assert ("Oak House", "Visiting councillors") in board(page)


def test_reminders_are_drafted_and_kept_once_she_says_so(
    page: DesksPage, qtbot: QtBot, keyboard: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: asked.append(1) or str(tmp_path))
    page.with_report.setChecked(False)
    page.rows.table.setFocus()
    keyboard.press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    keyboard.press(Qt.Key.Key_M, modifier=Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(page.sent.isVisible)
    letters = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.glob("*.eml")]
    assert {str(letter["To"]) for letter in letters} == {
        "Cllr Zed O'Lee <zed@example.org>",
        "Zoë Broom <zoe@example.org>",
        "None",
    }
    assert len(letters) == 4
    assert "4 drafts are in" in page.sent.words.text()
    assert "No e-mail address is known for" in page.sent.words.text()
    assert reminders(page) == 0
    assert not page.can_close()
    page.activateWindow()  # no window manager gives it back after the progress dialog
    page.rows.table.setFocus()
    with qtbot.waitSignal(page.app.message):
        keyboard.press(Qt.Key.Key_T, modifier=Qt.KeyboardModifier.AltModifier)
    wait_until_idle(page, qtbot)
    assert not page.sent.isVisible()
    assert reminders(page) == 4
    assert page.can_close()
    page.app.undo()
    assert reminders(page) == 0
    page.draft()
    qtbot.waitUntil(page.sent.isVisible)
    page.sent.not_sent_button.click()
    assert reminders(page) == 0
    assert asked == [1]


def test_a_report_that_was_received_goes_along(page: DesksPage, qtbot: QtBot, tmp_path: Path) -> None:
    remember(FOLDER, str(tmp_path))
    page.rows.search.setText("broom")
    qtbot.waitUntil(lambda: len(board(page)) == 1)
    choose(page, "Elm House")
    page.draft()
    qtbot.waitUntil(page.sent.isVisible, timeout=20_000)
    [path] = tmp_path.glob("*.eml")
    letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    [enclosed] = letter.iter_attachments()  # type: ignore[attr-defined]
    assert enclosed.get_filename() == "Report visit to Elm House on 15 Jan 2018.pdf"
    assert enclosed.get_content().startswith(b"%PDF")
    assert "Not attached" not in page.sent.words.text()


def test_a_report_that_cannot_go_along_is_said(page: DesksPage, qtbot: QtBot, tmp_path: Path) -> None:
    remember(FOLDER, str(tmp_path))
    choose(page, "Oak House")
    page.draft()
    qtbot.waitUntil(page.sent.isVisible, timeout=20_000)
    [path] = tmp_path.glob("*.eml")
    letter = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert not list(letter.iter_attachments())  # type: ignore[attr-defined]
    assert "Not attached, as no report was received yet: Oak House, visit of " in page.sent.words.text()
    assert page.sent.accessibleName() == page.sent.words.text()  # and it is spoken
    page.sent.not_sent_button.click()
    page.with_report.setChecked(False)  # nothing was to go along: nothing is said of it
    page.draft()
    qtbot.waitUntil(page.sent.isVisible, timeout=20_000)
    assert "Not attached" not in page.sent.words.text()


def test_nobody_is_reminded_of_what_lies_with_the_coordinator(page: DesksPage, qtbot: QtBot, tmp_path: Path) -> None:
    remember(FOLDER, str(tmp_path))
    page.with_report.setChecked(False)
    choose(page, "Ash House")
    with qtbot.waitSignal(page.app.message) as said:
        page.draft()
    assert "your own desk" in said.args[0]
    assert list(tmp_path.glob("*.eml")) == []
    assert not page.sent.isVisible()


def test_the_board_of_another_day(page: DesksPage, qtbot: QtBot) -> None:
    page.app.choose_day(dt.date(2017, 12, 10))
    wait_until_idle(page, qtbot)
    assert board(page) == [("Oak House", "Visiting councillors")]
    assert page.sentence.text() == "1 report is on the way, 0 late on a desk."
    assert page.done_on.value() == dt.date(2017, 12, 10)


def test_without_a_report_it_says_what_it_is_for(app: AppSession, qtbot: QtBot) -> None:
    page = shown(app, qtbot)
    assert page.empty.isVisible()
    assert not page.done_button.isEnabled()
    with qtbot.waitSignal(page.wants_page) as asked:
        page.empty.buttons[0].click()
    assert asked.args == ["visits", None]


def test_a_register_that_may_only_be_read(register: Register, qtbot: QtBot, tmp_path: Path) -> None:
    fill(register)
    path = register.place.path
    register.close()
    with Register.open(path, write=False) as only:
        app = AppSession(only, AS_AT)
        page = shown(app, qtbot)
        assert len(board(page)) == 5
        assert not page.draft_button.isVisible()
        assert not page.done_button.isVisible()
        app.close()


def test_a_managers_step_keeps_the_managers_post(page: DesksPage, qtbot: QtBot) -> None:
    title = "Manager of the Elm"
    with page.app.register.operation("Name the manager") as session:
        session.scalars(select(Home).where(Home.name == "Elm House")).one().manager = Post(title=title)
    page.refresh()
    wait_until_idle(page, qtbot)
    assert ("Elm House", "Home managers") in board(page)
    choose(page, "Elm House")
    page.step_done()
    wait_until_idle(page, qtbot)
    query = select(Post.title).join(StepDone, StepDone.post_id == Post.id).join(Step, Step.id == StepDone.step_id)
    managers = query.where(Step.holder == Holder.MANAGER)
    assert page.app.read(lambda session: session.scalars(managers).all()) == [title]
