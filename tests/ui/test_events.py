"""Events: added by the keyboard, with who was there from a pasted list, found again by the search over everything."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Councillor, Event, EventKind, Term, Ward
from cp_desktop.register import Register
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.paste_names import PasteNamesDialog
from cp_desktop.ui.pages.events import Attendees, EventsPage
from tests.ui.keyboard import Keyboard

PASTED = "Full Name\tEmail\nDean, Cllr Ada\tada@example.org\nBen Twin\t\nZoey Pryce\t\nHead of Service\t"


@pytest.fixture
def events(app: AppSession, qtbot: QtBot) -> EventsPage:
    """The page of a council of four, two of one name."""
    with app.register.operation("Add") as session:
        session.add_all([Ward(id=1, name="Mill"), Ward(id=2, name="Quay")])
        for id, (forename, surname, ward) in enumerate(
            [("Ada", "Dean", 1), ("Ben", "Twin", 1), ("Ben", "Twin", 2), ("Zoë", "Price", 2)], 1
        ):
            term = Term(ward_id=ward, start=dt.date(2015, 5, 7))
            session.add(Councillor(id=id, forename=forename, surname=surname, terms=[term]))
    page = EventsPage(app)
    qtbot.addWidget(page)
    page.resize(1000, 760)
    with qtbot.waitSignal(page.rows.arrived):
        page.show()
    return page


def attended(register: Register) -> list[int]:
    with register.reading() as session:
        return [one.councillor_id for one in session.scalars(select(Event)).one().attendances]


def pasting(page: EventsPage, qtbot: QtBot) -> PasteNamesDialog:
    chips = page.form.owned["attendances"]
    assert isinstance(chips, Attendees)
    chips.paste_button.click()
    dialog = page.findChild(PasteNamesDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_an_event_is_added_with_the_keyboard(events: EventsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    assert events.list.empty is not None
    events.new()
    keyboard.type("Awards")
    keyboard.press(Qt.Key.Key_Enter)
    keyboard.type("1/12/17")
    keyboard.press(Qt.Key.Key_Enter)
    keyboard.type("c")  # Celebration
    events.form.owned["attendances"].setFocus()
    keyboard.type("dean")
    keyboard.press(Qt.Key.Key_Enter)
    with qtbot.waitSignal(events.rows.arrived):
        events.save()
    with events.app.register.reading() as session:
        event = session.scalars(select(Event)).one()
        assert (event.name, event.held_on, event.kind) == ("Awards", dt.date(2017, 12, 1), EventKind.CELEBRATION)
    assert attended(events.app.register) == [1]
    assert [events.rows.model.index(0, place).data() for place in (0, 1, 4)] == ["1 Dec 2017", "Awards", "1"]


def test_names_are_pasted_chosen_where_unclear_and_kept_where_unknown(
    events: EventsPage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    events.new(name="Awards")
    dialog = pasting(events, qtbot)
    dialog.box.setPlainText(PASTED)
    qtbot.waitUntil(lambda: bool(dialog.named))
    assert dialog.said.text() == (
        "1 councillor found; 2 to choose; 1 not in the register: they stay in the box, to be corrected."
    )
    assert list(dialog.choices) == ["Ben Twin", "Zoey Pryce"]
    got = {row[0]: row[1] for row in dialog.rows.texts()}
    assert got["Dean, Cllr Ada <ada@example.org>"] == "Ada Dean (Mill)"
    assert got["Head of Service"] == "Nobody of that name is in the register"
    dialog.box.setFocus()
    keyboard.press(Qt.Key.Key_Tab)
    assert dialog.choices["Ben Twin"].hasFocus()
    keyboard.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert dialog.add_button.text() == "&Add 2"
    keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert dialog.box.toPlainText() == "Zoey Pryce\nHead of Service"
    assert dialog.said.text().startswith("Added 2. 1 to choose; 1 not in the register")
    dialog.box.setPlainText("Zoe Price; ada dean")
    keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not events.findChildren(PasteNamesDialog))  # nothing is left to correct
    assert events.form.dirty
    assert events.form.save()
    assert attended(events.app.register) == [1, 3, 4]
    events.app.undo()
    with events.app.register.reading() as session:
        assert session.scalars(select(Event)).all() == []


def test_nothing_is_added_of_a_list_that_is_closed(events: EventsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    events.new(name="Awards")
    dialog = pasting(events, qtbot)
    dialog.box.setPlainText("Ada Dean")
    qtbot.waitUntil(dialog.add_button.isEnabled)
    dialog.box.setFocus()
    keyboard.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not events.findChildren(PasteNamesDialog))
    assert events.form.save()
    assert attended(events.app.register) == []


def test_the_search_over_everything_finds_an_event_by_its_name_and_place(events: EventsPage) -> None:
    event = records.blank(Event, name="Summer fair", held_on=dt.date(2017, 7, 1), place="Town hall")
    id = records.save(events.app.register, event)
    listing = EventsPage.searched(events.app.scope)
    for words in ("summer", "town hall fair"):
        assert events.app.read(lambda session, words=words: list(session.scalars(listing.ids(words)))) == [id]
    events.go_to(id)
    QApplication.processEvents()
    assert events.form.record is not None
