"""Importing from the window: what a file would do, what is wrong with it, what it leaves open; and all of it undone."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressDialog, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from cp_desktop.model import Commitment, Councillor, Edition, Home, Item, Term, Ward
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Incoming
from tests.ui.importing import choose_group

HOMES = "Home,URN,Provider,Ward,Places\nOakfield,SC000001,Acorn Care,Aston,4\nElm House,SC000002,Acorn Care,Soho,3\n"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def dialog_for(app: AppSession, kind: str, path: Path, parent: QWidget, qtbot: QtBot) -> ImportDialog:
    made = ImportDialog(app, [Incoming(path, kind)], parent)
    made.open()
    settled(made, qtbot)
    return made


def settled(dialog: ImportDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.busy)


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def homes_of(app: AppSession) -> int:
    return app.read(lambda session: session.scalar(select(func.count()).select_from(Home)) or 0)


def test_a_file_is_shown_then_taken_in_and_undone_as_one(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = dialog_for(app, "homes", write(tmp_path, "homes.csv", HOMES), parent, qtbot)
    assert "Added: " in dialog.summary.text()
    assert "2 homes" in dialog.summary.text()
    assert [row[:2] for row in dialog.rows.becomes.texts()] == [("Added", "Oakfield"), ("Added", "Elm House")]
    assert homes_of(app) == 0
    assert dialog.import_button.isEnabled()
    with qtbot.waitSignal(app.message) as said:
        dialog.import_button.click()
    assert said.args is not None
    assert said.args[0].startswith("Import homes from homes.csv.")
    assert said.args[2] == "Undo"
    assert homes_of(app) == 2
    app.undo()
    assert homes_of(app) == 0


def test_the_same_file_again_adds_nothing(app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    path = write(tmp_path, "homes.csv", HOMES)
    dialog = dialog_for(app, "homes", path, parent, qtbot)
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    again = dialog_for(app, "homes", path, parent, qtbot)
    assert "left as they are: 2 homes" in again.summary.text().replace("Left", "left")
    assert not again.import_button.isEnabled()
    assert again.summary.text().endswith("Nothing in it is new: the window can be closed.")


def test_what_is_said_afterwards_is_what_was_done_and_not_what_was_planned(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = dialog_for(app, "homes", write(tmp_path, "homes.csv", HOMES), parent, qtbot)
    assert "2 homes" in dialog.summary.text()
    records.save(app.register, records.blank(Home, name="Elm House", urn="SC000002"))
    with qtbot.waitSignal(app.message) as said:
        dialog.import_button.click()
    assert said.args is not None
    assert "1 home; changed: 1 home" in said.args[0]
    assert homes_of(app) == 2


def chosen(dialog: ImportDialog, label: str) -> QRadioButton:
    """The button of the answer that begins so, in the panel beside the questions."""
    found = [one for one in dialog.questions.panel.buttons.buttons() if label in one.text()]
    assert len(found) == 1, [one.text() for one in dialog.questions.panel.buttons.buttons()]
    assert isinstance(found[0], QRadioButton)
    return found[0]


def test_one_wrong_row_is_asked_about_and_may_be_left_out(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    path = write(tmp_path, "homes.csv", HOMES + "Ash Court,SC000003,Acorn Care,Soho,a few\n")
    dialog = dialog_for(app, "homes", path, parent, qtbot)
    assert not dialog.import_button.isEnabled()
    assert dialog.one.plan
    [question] = dialog.one.plan.open
    assert (question.rows, question.column) == (["4"], "Places")
    assert "a few" in question.sentence
    assert dialog.questions.isVisible()
    chosen(dialog, "Leave the row out").click()
    qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
    choose_group(dialog.rows, "Left out")
    assert [row[:3] for row in dialog.rows.file.texts()] == [("4", "Ash Court", "SC000003")]
    dialog.rows.becomes.setFocus()
    dialog.rows.becomes.selectAll()
    qtbot.keyClick(dialog.rows.becomes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "What becomes of it\tWhat it is\tDetail" in QGuiApplication.clipboard().text()
    assert homes_of(app) == 0
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    assert homes_of(app) == 2


def test_a_file_of_another_kind_is_refused_with_a_sentence(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = dialog_for(app, "homes", write(tmp_path, "notes.csv", "Colour,Size\nred,4\n"), parent, qtbot)
    assert "Nothing was imported" in dialog.banner.text()
    assert not dialog.import_button.isEnabled()


def add_menu_and_two_of_one_name(app: AppSession) -> list[int]:
    register = app.register
    edition = records.save(register, records.blank(Edition, year_id=1, title="Menu"))
    for number, wording in ((1, "Listen"), (2, "Visit")):
        records.save(register, records.blank(Item, edition_id=edition, number=number, wording=wording))
    keys = []
    for name in ("Aston", "Soho"):
        ward = records.save(register, records.blank(Ward, name=name))
        councillor = records.blank(Councillor, forename="Rhys", surname="Ng")
        councillor.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22)))
        keys.append(records.save(register, councillor))
    return keys


def test_two_of_one_name_are_asked_about_never_guessed(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    keys = add_menu_and_two_of_one_name(app)
    path = write(tmp_path, "commitments.csv", "Councillor,1 Listen,2 Visit\nRhys Ng,Yes,Yes\n")
    dialog = dialog_for(app, "commitments", path, parent, qtbot)
    assert not dialog.import_button.isEnabled()
    assert dialog.one.plan
    [question] = dialog.one.plan.open
    assert f"councillor:{keys[1]}" in [one.value for one in question.answers]
    chosen(dialog, "Soho").click()
    qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
    assert dialog.import_button.text() == "&Import"
    assert "2 commitments" in dialog.summary.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    who = app.read(lambda session: session.scalars(select(Commitment.councillor_id)).all())
    assert who == [keys[1], keys[1]]


def test_commitments_count_from_the_day_that_was_typed(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    add_menu_and_two_of_one_name(app)
    path = write(tmp_path, "commitments.csv", "Councillor,Ward,1 Listen,2 Visit\nRhys Ng,Soho,Yes,\n")
    dialog = dialog_for(app, "commitments", path, parent, qtbot)
    dialog.understood.date.line.setText("3 Jul 2017")
    dialog.understood.date.line.editingFinished.emit()
    settled(dialog, qtbot)
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    assert app.read(lambda session: session.scalars(select(Commitment.made_on)).all()) == [dt.date(2017, 7, 3)]


def test_the_rows_shown_can_be_narrowed_to_what_becomes_of_them(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    records.save(app.register, records.blank(Home, name="Oakfield", urn="SC000001", provider="Acorn Care", places=9))
    dialog = dialog_for(app, "homes", write(tmp_path, "homes.csv", HOMES), parent, qtbot)
    choose_group(dialog.rows, "Changed")
    assert [row[1] for row in dialog.rows.becomes.texts()] == ["Oakfield"]
    assert [row[:2] for row in dialog.rows.file.texts()] == [("2", "Oakfield")]


def test_a_cancelled_import_leaves_the_register_as_it_was(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = dialog_for(app, "homes", write(tmp_path, "homes.csv", HOMES), parent, qtbot)
    with app.register.operation("Something that takes a while"):
        dialog.import_button.click()
        progress = dialog.findChildren(QProgressDialog)[-1]
        progress.canceled.emit()
    settled(dialog, qtbot)
    assert "cancelled. Nothing was imported." in dialog.banner.text()
    assert homes_of(app) == 0
    assert dialog.import_button.isEnabled()


def test_escape_before_importing_changes_nothing(
    app: AppSession, parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = dialog_for(app, "homes", write(tmp_path, "homes.csv", HOMES), parent, qtbot)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert homes_of(app) == 0
