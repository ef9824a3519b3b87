"""A form that is open while its record changes: it shows what is new, and asks where both sides changed one field."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cp_desktop.model import Council, Councillor, Term, Ward
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.councillors import CouncillorsPage
from cp_desktop.ui.pages.reports.document_texts import TextPanel
from cp_desktop.ui.pages.settings import CouncilSection
from tests.ui.keyboard import Keyboard


def change(app: AppSession, kind: type, id: int, **values: object) -> None:
    record = app.read(lambda session: records.load(session, kind, id))
    record.values |= values
    records.save(app.register, record)


def stored(app: AppSession, id: int) -> tuple[str | None, str | None]:
    values = app.read(lambda session: records.load(session, Councillor, id)).values
    return values["email"], values["phone"]


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> CouncillorsPage:
    ward = records.save(app.register, records.blank(Ward, name="Elm"))
    one = records.blank(Councillor, forename="Bob", surname="Łukasz", email="bob@old.example", phone="1")
    one.owned["terms"] = [records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22))]
    id = records.save(app.register, one)
    made = CouncillorsPage(app)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    made.go_to(id)
    qtbot.waitUntil(lambda: made.list.front is made.form)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def line(page: CouncillorsPage, name: str) -> QLineEdit:
    found = page.form.fields.boxes[name].editor.focusProxy()
    assert isinstance(found, QLineEdit)
    return found


def retype(page: CouncillorsPage, qtbot: QtBot, name: str, text: str) -> None:
    line(page, name).setFocus()
    line(page, name).selectAll()
    qtbot.keyClicks(line(page, name), text)


def test_fields_nobody_typed_in_show_what_is_new_and_what_was_typed_stays(page: CouncillorsPage, qtbot: QtBot) -> None:
    retype(page, qtbot, "phone", "2")
    change(page.app, Councillor, 1, email="bob@new.example")
    page.refresh()
    assert (line(page, "email").text(), line(page, "phone").text()) == ("bob@new.example", "2")
    assert page.form.save()
    assert stored(page.app, 1) == ("bob@new.example", "2")


def test_what_undo_takes_back_does_not_come_again(page: CouncillorsPage, qtbot: QtBot) -> None:
    change(page.app, Councillor, 1, email="bob@new.example")
    page.refresh()
    retype(page, qtbot, "phone", "2")
    page.app.register.undo()
    page.refresh()
    assert line(page, "email").text() == "bob@old.example"
    assert page.form.save()
    assert stored(page.app, 1) == ("bob@old.example", "2")


@pytest.mark.parametrize(("whose", "kept"), [("Yours: 2", "2"), ("Theirs: 3", "3")])
def test_one_field_on_both_sides_is_asked_for_and_chosen_by_keyboard(
    page: CouncillorsPage, qtbot: QtBot, keyboard: Keyboard, whose: str, kept: str
) -> None:
    retype(page, qtbot, "phone", "2")
    retype(page, qtbot, "email", "bob@mine.example")
    change(page.app, Councillor, 1, phone="3")
    page.refresh()
    assert "changed in the register meanwhile" in page.form.fields.boxes["phone"].error.text()
    assert not page.form.save()
    choice = page.form.meanwhile.choice
    assert choice.isVisible()
    assert "Private telephone" in choice.accessibleName()
    assert stored(page.app, 1) == ("bob@old.example", "3"), "nothing is saved before she has chosen"
    buttons = {button.text(): button for button in choice.findChildren(QPushButton)}
    assert list(buttons) == ["Yours: 2", "Theirs: 3"]
    assert buttons["Yours: 2"].hasFocus()
    buttons[whose].setFocus()
    keyboard.press(Qt.Key.Key_Space)
    assert stored(page.app, 1) == ("bob@mine.example", kept)
    assert not choice.isVisible()
    assert not page.form.dirty


def test_a_record_deleted_meanwhile_is_said_and_what_was_typed_is_still_there(
    page: CouncillorsPage, qtbot: QtBot
) -> None:
    retype(page, qtbot, "phone", "2")
    records.delete(page.app.register, Councillor, 1)
    page.refresh()
    assert "was deleted meanwhile" in page.form.error.text()
    assert not page.form.save()
    page.app.register.undo()
    assert page.form.save()
    assert stored(page.app, 1) == ("bob@old.example", "2")


def test_the_councils_own_row_too(app: AppSession, qtbot: QtBot) -> None:
    section = CouncilSection(app)
    qtbot.addWidget(section)
    section.refresh()
    name = section.form.fields.boxes["name"].editor.focusProxy()
    assert isinstance(name, QLineEdit)
    name.end(False)
    qtbot.keyClicks(name, " and Bay")
    change(app, Council, 1, children="Northshire children")
    section.refresh()
    children = section.form.fields.boxes["children"].editor.focusProxy()
    assert isinstance(children, QLineEdit)
    assert children.text() == "Northshire children"
    assert section.form.save()
    values = app.read(lambda session: records.load(session, Council, 1)).values
    assert values["children"] == "Northshire children"
    assert str(values["name"]).endswith(" and Bay")


def test_a_text_changed_while_she_types_is_shown_beside_hers(app: AppSession, qtbot: QtBot) -> None:
    panel = TextPanel(app)
    qtbot.addWidget(panel)
    panel.show_document("handbook")
    panel.show()
    one = panel.open_text
    assert one is not None
    panel.editor.appendPlainText("Mine.")
    one.save(app.register, app.scope.year_id, "# Welcome\n\nTheirs.")
    panel.show_document("handbook")
    assert panel.editor.toPlainText().endswith("Mine.")
    assert "In the register stands now" in panel.notice.text()
    assert "Theirs." in panel.notice.text()
    qtbot.mouseClick(panel.theirs_button, Qt.MouseButton.LeftButton)
    assert panel.editor.toPlainText() == "# Welcome\n\nTheirs."
    assert not panel.theirs_button.isVisible()
    assert not panel.dirty


def test_a_text_changed_by_no_announcement_is_refused_and_shown(app: AppSession, qtbot: QtBot) -> None:
    panel = TextPanel(app)
    qtbot.addWidget(panel)
    panel.show_document("handbook")
    panel.show()
    one = panel.open_text
    assert one is not None
    panel.editor.appendPlainText("Mine.")
    one.save(app.register, app.scope.year_id, "# Welcome\n\nTheirs.")
    assert not panel.save()
    assert "Theirs." in panel.notice.text()
    assert panel.save(), "she has seen it, and keeps hers"
    assert panel.open_text is not None
    assert "Mine." in panel.open_text.text
