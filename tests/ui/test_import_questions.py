"""What a file leaves open is answered beside it: for all rows alike, for one, by a typed value; then it goes in."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.exchange import Option, Question
from cp_desktop.exchange.choices import LEAVE_OUT, LEFT_OUT, TAKE_AS_BLANK
from cp_desktop.exchange.plan import WHY_LEFT_OUT, ColumnUse, Understood
from cp_desktop.model import Home
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.importing.answering import GivenAnswers, causes, shared_answers
from cp_desktop.ui.importing.columns_panel import ColumnsPanel
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Incoming
from tests.ui.conftest import Answers
from tests.ui.importing import choose_group

HOMES = "Home,URN,Places\nElm,SC000001,a few\nAsh,SC000002,a few\nYew,SC000003,many\nOak,SC000004,4\n"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    return made


@pytest.fixture
def dialog(app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot) -> ImportDialog:
    """A list of four homes, of which three do not say their places in a number."""
    path = tmp_path / "homes & more.csv"
    path.write_text(HOMES, "utf-8")
    made = ImportDialog(app, [Incoming(path, "homes")], parent)
    made.open()
    settle(made, qtbot)
    return made


def settle(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Waits until it is worked out with all that was answered, or waits for more answers."""
    qtbot.waitUntil(lambda: not dialog.busy and not (dialog.one.given.fresh and not dialog.one.given.open))


def offered(dialog: ImportDialog) -> list[str]:
    return [one.text() for one in dialog.questions.panel.buttons.buttons()]


def choose(dialog: ImportDialog, label: str) -> None:
    [button] = [one for one in dialog.questions.panel.buttons.buttons() if label in one.text()]
    assert isinstance(button, QRadioButton)
    button.click()


def places(app: AppSession) -> dict[str, int | None]:
    rows = app.read(lambda session: session.execute(select(Home.name, Home.places)).all())
    return {row.name: row.places for row in rows}


def take_in(dialog: ImportDialog, qtbot: QtBot) -> None:
    settle(dialog, qtbot)
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()


def test_questions_stand_under_what_they_are_asked_for_and_the_first_open_one_is_in_front(
    dialog: ImportDialog,
) -> None:
    rows = [row[0] for row in dialog.questions.list.texts()]
    assert rows[0].endswith("2 questions, 2 open")
    assert rows[1].startswith("?  “a few”")
    assert dialog.questions.list.hasFocus()
    assert dialog.questions.list.currentIndex().row() == 1
    assert any("Leave the row out" in text for text in offered(dialog))
    assert "2 questions are open" in dialog.summary.text()
    assert not dialog.import_button.isEnabled()


def test_one_answer_holds_for_all_rows_alike(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    choose(dialog, "blank")
    assert dialog.questions.list.currentIndex().row() == 2  # the next open one
    choose(dialog, "Leave the row out")
    take_in(dialog, qtbot)
    assert places(app) == {"Elm": None, "Ash": None, "Oak": 4}


def test_one_row_may_be_answered_otherwise(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    whom = dialog.questions.panel.whom
    assert whom is not None
    place = whom.findData("3")
    assert "Ash" in whom.itemText(place)
    whom.setCurrentIndex(place)
    whom.activated.emit(place)
    choose(dialog, "Leave the row out")
    assert len(dialog.one.given.open) == 2  # the other row of it is still open
    whom = dialog.questions.panel.whom
    assert whom is not None
    whom.setCurrentIndex(0)
    whom.activated.emit(0)
    choose(dialog, "blank")
    choose(dialog, "blank")
    take_in(dialog, qtbot)
    assert places(app) == {"Elm": None, "Yew": None, "Oak": 4}


def test_rows_answered_one_by_one_leave_nothing_open(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    question = dialog.one.given.questions[0]
    for row in question.rows:
        dialog.one.given.give(question, LEFT_OUT, row)
    dialog.questions.show_questions()
    choose(dialog, "blank")
    take_in(dialog, qtbot)
    assert places(app) == {"Yew": None, "Oak": 4}


def test_a_typed_value_is_an_answer_and_what_cannot_be_read_is_said(
    dialog: ImportDialog, app: AppSession, qtbot: QtBot
) -> None:
    panel = dialog.questions.panel
    assert panel.editor is not None
    panel.editor.line.setText("six")
    panel.take_typed()
    assert "six" in panel.error.text()
    assert not panel.error.visibleRegion().isEmpty()
    panel.editor.line.setText("6")
    qtbot.keyClick(panel.editor.line, Qt.Key.Key_Return)
    choose(dialog, "Leave the row out")
    take_in(dialog, qtbot)
    assert places(app) == {"Elm": 6, "Ash": 6, "Oak": 4}


def test_digits_answer_from_the_list(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    number = next(text.split()[0] for text in offered(dialog) if "Leave the row out" in text)
    for _ in range(2):
        qtbot.keyClicks(dialog.questions.list, number)
    take_in(dialog, qtbot)
    assert places(app) == {"Oak": 4}


def test_one_answer_for_all_that_is_asked_for_one_cause(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog.questions.list, Qt.Key.Key_Up)
    choose(dialog, "blank")
    take_in(dialog, qtbot)
    assert set(places(app)) == {"Elm", "Ash", "Yew", "Oak"}


def test_what_is_proposed_is_taken_and_can_be_changed_afterwards(
    dialog: ImportDialog, app: AppSession, qtbot: QtBot
) -> None:
    proposed = [one.proposed for one in dialog.one.given.questions]
    dialog.frame.proposed_button.click()
    settle(dialog, qtbot)
    assert [one.given for one in dialog.one.given.questions] == proposed
    assert dialog.import_button.isEnabled()
    dialog.tabs.setCurrentIndex(0)
    assert "✓" in dialog.questions.list.texts()[1][0]
    choose(dialog, "Leave the row out")
    take_in(dialog, qtbot)
    assert "Elm" not in places(app)


def test_not_sure_leaves_it_out_and_goes_on(dialog: ImportDialog, app: AppSession, qtbot: QtBot) -> None:
    dialog.frame.leave_button.click()
    settle(dialog, qtbot)
    choose_group(dialog.rows, "Left out")
    assert [row[0] for row in dialog.rows.file.texts()] == ["2", "3", "4"]
    take_in(dialog, qtbot)
    assert places(app) == {"Oak": 4}


def test_the_rows_left_out_are_saved_with_their_reasons(
    dialog: ImportDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.frame.leave_button.click()
    settle(dialog, qtbot)
    out = tmp_path / "left out.csv"
    bare = (str(out.with_suffix("")), "CSV for any program (*.csv)")  # without an ending: that of the chosen type
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: bare)
    dialog.rows.save_button.click()
    written = out.read_text("utf-8-sig").splitlines()
    assert written[0].startswith("Home,URN,Places,")
    assert written[1].startswith("Elm,SC000001,a few,")
    assert len(written) == 4
    assert "left out.csv" in dialog.banner.text()


def test_escape_asks_before_answers_are_lost(dialog: ImportDialog, answers: Answers, qtbot: QtBot) -> None:
    choose(dialog, "blank")
    answers.next = "Go on"
    qtbot.keyClick(dialog.questions.list, Qt.Key.Key_Escape)
    assert answers.asked == ["homes & more.csv is not imported yet. What you answered and chose would be lost."]
    assert dialog.isVisible()
    assert dialog.one.given.by_key
    answers.next = "Close without importing"
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.questions.list, Qt.Key.Key_Escape)


def test_a_question_with_an_answer_that_holds_anyway_stops_nothing_and_can_be_changed(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("Home,URN,Places\nElm,SC000001,4\nTotal,,4\n", "utf-8")
    dialog = ImportDialog(app, [Incoming(path, "homes")], parent)
    dialog.open()
    settle(dialog, qtbot)
    assert dialog.import_button.isEnabled()
    assert dialog.tabs.currentWidget() is dialog.rows
    dialog.tabs.setCurrentIndex(0)
    [_, (_, _, said)] = dialog.questions.list.texts()
    assert said == "By default: Leave the row out"
    choose(dialog, "Take it")
    settle(dialog, qtbot)
    assert dialog.one.plan is not None
    assert not dialog.one.plan.left_out


def question(key: str, *, given: str | None = None, proposed: str | None = None) -> Question:
    options = (TAKE_AS_BLANK, Option("6", "Six"), LEAVE_OUT) if key == "a" else (LEAVE_OUT, TAKE_AS_BLANK)
    return Question(key, "Cells", f"{key}?", options, given=given, proposed=proposed, rows=["2", "3"])


def test_what_this_program_wrote_beside_a_row_is_known_as_its_own(qtbot: QtBot) -> None:
    panel = ColumnsPanel()
    qtbot.addWidget(panel)
    panel.show_columns(Understood("homes", "", (), (ColumnUse(WHY_LEFT_OUT, 0, "", "Not used", "", ()),), (), ""))
    assert panel.table.texts()[0][3] == "This program's own remark"


def test_who_somebody_is_can_be_read_to_its_end(app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "people.csv"
    for name in ("Robert", "Bob"):
        row = f"{name},Featherstone-Hall,Upper Wharf,Independent,{name}@a-council-with-a-long-name.example,2014-05-22"
        path.write_text(f"Forename,Surname,Ward,Party,E-mail,Term start\n{row}\n", "utf-8")
        dialog = ImportDialog(app, [Incoming(path, "councillors")], parent)
        dialog.open()
        settle(dialog, qtbot)
        if name == "Robert":
            take_in(dialog, qtbot)
    panel = dialog.questions.panel
    assert "another e-mail address (Robert@a-council" in " ".join(offered(dialog)[0].split())
    assert max(one.sizeHint().width() for one in panel.buttons.buttons()) <= panel.viewport().width()


def test_answers_to_many_go_only_to_those_that_have_them() -> None:
    one, other, held = question("a", proposed="6"), question("b"), question("c", given="blank")
    given = GivenAnswers()
    given.ask([one, other, held])
    assert given.open == [one, other]
    given.give_all(given.questions, None)
    assert given.by_key == {"a": "6"}
    given.give_all(given.questions, "6")
    assert given.by_key == {"a": "6"}
    assert [answer.value for answer in shared_answers([one, other])] == ["blank", LEFT_OUT]
    assert list(causes(given.questions)) == ["Cells"]
    assert given.words(held) == "By default: Take it as blank"
