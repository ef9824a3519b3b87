"""Who should go to a home: the councillors stand with their reasons, and a visit is planned by keyboard alone."""

import datetime as dt
import email
import email.policy
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.figures.who_should_go import suggestions
from cp_desktop.model import Councillor, Home, HomeKind, Term, Visit, VisitKind, VisitStatus, Ward
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.drafts_folder import FOLDER
from cp_desktop.ui.pages.coverage.who_should_go import WhoShouldGo
from cp_desktop.ui.ui_settings import remember
from tests.old_registers import without_rules
from tests.ui.keyboard import Keyboard

LARKRISE, KEYSTONE = 1, 2


@pytest.fixture
def panel(app: AppSession, qtbot: QtBot, tmp_path: Path) -> WhoShouldGo:
    wards = [records.save(app.register, records.blank(Ward, name=name)) for name in ("Elm", "Oak")]
    for forename, surname, ward, mail in (
        ("Zoe", "Ellis", 0, "zoe@example.org"),
        ("Rhys", "Ng", 1, None),
        ("Siân", "O'Hara", 1, "sian@example.org"),
    ):
        councillor = records.blank(Councillor, forename=forename, surname=surname, email=mail)
        councillor.owned["terms"].append(records.blank(Term, ward_id=wards[ward], start=dt.date(2014, 5, 22)))
        records.save(app.register, councillor)
    records.save(app.register, records.blank(Home, name="Larkrise", ward_id=wards[0]))
    records.save(app.register, records.blank(Home, name="Keystone", kind=HomeKind.SUPPORTED))
    remember(FOLDER, str(tmp_path))
    made = WhoShouldGo(app)
    qtbot.addWidget(made)
    made.resize(460, 760)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    turn(made, qtbot, LARKRISE)
    return made


def turn(panel: WhoShouldGo, qtbot: QtBot, home: int) -> None:
    with qtbot.waitSignal(panel.arrived):
        panel.show_home(home)


def names(panel: WhoShouldGo) -> list[str]:
    return [panel.people.item(row).text() for row in range(panel.people.count())]


def visits(app: AppSession) -> list[tuple[object, ...]]:
    def query(session: Session) -> list[tuple[object, ...]]:
        found = session.scalars(select(Visit).order_by(Visit.id))
        return [
            (
                one.home_id,
                one.visited_on,
                one.starts_at,
                one.kind,
                one.status,
                one.planned_on,
                [visitor.councillor.surname for visitor in one.visitors],
            )
            for one in found
        ]

    return app.read(query)


def test_a_visit_is_planned_and_the_invitation_drafted_by_keyboard_alone(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, keyboard: Keyboard, tmp_path: Path
) -> None:
    said: list[tuple[str, str]] = []
    app.message.connect(lambda sentence, _, action: said.append((sentence, action)))
    panel.people.setFocus()
    keyboard.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.planned), qtbot.waitSignal(panel.arrived):
        keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    ahead = dt.date(2018, 2, 14)  # a fortnight after the day looked at, a Wednesday
    assert visits(app) == [
        (
            LARKRISE,
            ahead,
            "14:00",
            VisitKind.MONITORING,
            VisitStatus.PLANNED,
            dt.date(2018, 1, 31),
            ["Ellis", "Ng"],
        )
    ]
    path = tmp_path / "Invitation Larkrise 14 Feb 2018-internal.eml"
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert str(letter["To"]) == "Zoe Ellis <zoe@example.org>"
    assert len(list(letter.iter_attachments())) == 1
    [(sentence, action)] = said
    assert str(path) in sentence
    assert "No e-mail address is known of Cllr Rhys Ng." in sentence
    assert action == "Undo"
    assert "planned for 14 Feb 2018: Zoe Ellis, Rhys Ng" in panel.state.text()
    assert panel.people.chosen() == []
    with qtbot.waitSignal(panel.arrived):
        app.undo()
    assert visits(app) == []
    assert panel.state.isHidden()


def test_the_list_is_the_suggestions_with_their_reasons(panel: WhoShouldGo, app: AppSession) -> None:
    got = app.read(lambda session: suggestions(session, LARKRISE, None, app.scope.as_at))
    assert names(panel) == [one.name for one in got] == ["Zoe Ellis", "Rhys Ng", "Siân O'Hara"]
    accessible_name = panel.people.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert accessible_name == f"Zoe Ellis: {', '.join(got[0].reasons)}"
    assert "Councillor of this ward, Elm" in accessible_name


def test_somebody_else_is_looked_up_ticked_and_stands_in_the_list(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, keyboard: Keyboard
) -> None:
    panel.limit = 1
    with qtbot.waitSignal(panel.arrived):
        panel.refresh()
    assert names(panel) == ["Zoe Ellis"]
    assert panel.more.isVisible()
    panel.other.setFocus()
    keyboard.type("ohara")
    with qtbot.waitSignal(panel.arrived):
        keyboard.press(Qt.Key.Key_Return)
    assert names(panel) == ["Zoe Ellis", "Siân O'Hara"]
    with qtbot.waitSignal(panel.planned):
        qtbot.mouseClick(panel.plan_button, Qt.MouseButton.LeftButton)
    assert [row[-1] for row in visits(app)] == [["O'Hara"]]
    qtbot.waitUntil(lambda: not app.busy)


def test_plan_only_writes_no_letter(panel: WhoShouldGo, app: AppSession, qtbot: QtBot, tmp_path: Path) -> None:
    assert not panel.plan_button.isEnabled()
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    assert panel.plan_button.isEnabled()
    panel.time.line.setText("9.30")
    with qtbot.waitSignal(panel.planned), qtbot.waitSignal(panel.arrived):
        qtbot.mouseClick(panel.plan_button, Qt.MouseButton.LeftButton)
    assert [row[2] for row in visits(app)] == ["09:30"]
    assert not list(tmp_path.glob("*.eml"))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day", "30 Jan 2018", "30 Jan 2018 is past"),
        ("day", "", "Day is required. Nothing was saved."),
        ("day", "31 Feb", "is not a date"),
        ("time", "half past two", "Write it like 14:30"),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_is_lost(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, tmp_path: Path, field: str, typed: str, sentence: str
) -> None:
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    getattr(panel, field).line.setText(typed)
    qtbot.mouseClick(panel.draft_button, Qt.MouseButton.LeftButton)
    assert sentence in panel.error.text()
    assert panel.error.isVisible()
    assert visits(app) == []
    assert not list(tmp_path.glob("*.eml"))
    assert len(panel.people.chosen()) == 1


def test_the_kind_goes_with_the_home(panel: WhoShouldGo, qtbot: QtBot) -> None:
    assert panel.kind.value() is VisitKind.MONITORING
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    turn(panel, qtbot, KEYSTONE)
    assert panel.kind.value() is VisitKind.SUPPORTED
    assert panel.people.chosen() == []  # ticks are for one home


def test_without_a_home_there_is_nothing_to_plan(panel: WhoShouldGo) -> None:
    panel.show_home(None)
    assert "Choose a home" in panel.state.text()
    assert not panel.people.isVisible()
    assert not panel.plan_parts.isVisible()
    assert panel.plan_and_draft() is None


def test_a_folder_is_asked_for_once(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(FOLDER, None)
    answers = ["", str(tmp_path / "drafts")]
    (tmp_path / "drafts").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answers.pop(0))
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    assert panel.plan_and_draft() is None  # she thought better of it
    assert visits(app) == []
    with qtbot.waitSignal(panel.arrived):
        assert panel.plan_and_draft() is not None
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == ["Invitation Larkrise 14 Feb 2018-internal.eml"]
    assert panel.folder.text() == f"Drafts go to {tmp_path / 'drafts'}"


def test_a_letter_that_cannot_be_made_does_not_lose_the_visit(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, tmp_path: Path
) -> None:
    said: list[str] = []
    app.message.connect(lambda sentence, *_: said.append(sentence))
    (tmp_path / "Invitation Larkrise 14 Feb 2018-internal.eml").mkdir()  # where the draft would be written
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.planned), qtbot.waitSignal(panel.arrived):
        panel.plan_and_draft()
    assert len(visits(app)) == 1
    assert "is planned" in said[0]
    assert "could not be written" in said[0]


def test_what_is_no_address_leaves_the_draft_without_one_and_is_said(
    panel: WhoShouldGo, app: AppSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    app.message.connect(lambda sentence, *_: said.append(sentence))
    without_rules(monkeypatch, "councillor.email_is_an_address")
    with app.register.operation("Spoil") as session:
        session.scalars(select(Councillor).where(Councillor.surname == "Ellis")).one().email = "no address"
    qtbot.keyClick(panel.people, Qt.Key.Key_Space)
    with qtbot.waitSignal(panel.planned), qtbot.waitSignal(panel.arrived):
        panel.plan_and_draft()
    assert "No e-mail address is known of Cllr Zoe Ellis." in said[0]
    [letter] = tmp_path.glob("Invitation*.eml")
    assert b"\nTo:" not in letter.read_bytes()
