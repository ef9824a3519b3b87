"""The Evidence page: suggestions confirmed by the keyboard, set aside, withdrawn, taken back; and its empty states."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, func, select

from cp_desktop import figures
from cp_desktop.model import (
    Activity,
    Attendance,
    Councillor,
    Edition,
    Event,
    EventKind,
    Item,
    ItemEventKind,
    ItemVisitKind,
    SetAside,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.evidence import ASIDE, CONFIRMED, OFFERED, EvidencePage
from tests.ui.keyboard import Keyboard

DAY = dt.date(2018, 1, 31)
SURNAMES = ("Ash", "Beck", "Cole", "Dale")


def add_world(register: Register) -> None:
    """Four councillors, each at a visit of her own for item 2, and the first at a celebration for item 16."""
    visits, events = [ItemVisitKind(kind=VisitKind.MONITORING)], [ItemEventKind(kind=EventKind.CELEBRATION)]
    items = [
        Item(number=2, wording="Visit", visit_kinds=visits),
        Item(number=16, wording="Celebrate", event_kinds=events),
    ]
    with register.operation("Add") as session:
        session.add_all([Ward(id=1, name="Elm"), Edition(id=1, year_id=1, title="Menu", items=items)])
        for id, surname in enumerate(SURNAMES, 1):
            term = Term(ward_id=1, start=dt.date(2015, 5, 7))
            session.add(Councillor(id=id, forename="Asha", surname=surname, terms=[term]))
            visitor = Visitor(councillor_id=id)
            session.add(Visit(place="A flat", visited_on=dt.date(2018, 1, 20 - id), visitors=[visitor]))
        attendance = Attendance(councillor_id=1)
        kind = EventKind.CELEBRATION
        session.add(Event(name="Awards", held_on=dt.date(2017, 12, 1), kind=kind, attendances=[attendance]))


def show_page(app: AppSession, qtbot: QtBot) -> EvidencePage:
    page = EvidencePage(app)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitUntil(lambda: page.rows.model.loaded and not app.busy)
    return page


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> EvidencePage:
    add_world(app.register)
    qtbot.waitUntil(lambda: app.scope.edition_id is not None)
    return show_page(app, qtbot)


def wait(page: EvidencePage, qtbot: QtBot, rows: int) -> None:
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == rows and not page.app.busy)


def current(page: EvidencePage) -> str:
    index = page.rows.table.currentIndex()
    return str(index.siblingAtColumn(0).data()) if index.isValid() else ""


def kept(page: EvidencePage, kind: type[Activity] | type[SetAside]) -> list[tuple[int, int]]:
    with page.app.register.reading() as session:
        return sorted((one.councillor_id, one.item_id) for one in session.scalars(select(kind)))


def test_the_row_under_the_cursor_is_confirmed_and_the_next_one_comes(
    page: EvidencePage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    assert page.sentence.text() == "5 suggestions from 4 visits and 1 event; as at 31 Jan 2018."
    assert (page.rows.table.hasFocus(), current(page)) == (True, "Asha Ash")
    said: list[tuple[str, ...]] = []
    page.app.message.connect(lambda *words: said.append(words))
    keyboard.press(Qt.Key.Key_Return)
    assert said == [("Confirmed: Asha Ash, item 2.", "info", "Undo")]
    assert current(page) == "Asha Beck"
    wait(page, qtbot, 4)
    assert current(page) == "Asha Beck"
    keyboard.press(Qt.Key.Key_Space)
    wait(page, qtbot, 3)
    assert (kept(page, Activity), current(page)) == ([(1, 1), (2, 1)], "Asha Cole")
    assert page.views[CONFIRMED].text() == "Confirmed (2)"
    with page.app.register.reading() as session:
        assert figures.totals(session, 1, DAY)["undertaken_known"].numerator == 2
    page.app.undo()
    wait(page, qtbot, 4)
    assert (kept(page, Activity), current(page)) == ([(1, 1)], "Asha Cole")


def test_keys_pressed_faster_than_the_list_is_read_again_are_each_for_a_row_of_their_own(
    page: EvidencePage, qtbot: QtBot
) -> None:
    for _ in range(2):  # no event is handled in between
        page.yes()
    page.no()
    page.yes()
    wait(page, qtbot, 1)
    assert kept(page, Activity) == [(1, 1), (2, 1), (4, 1)]
    assert (kept(page, SetAside), current(page)) == ([(3, 1)], "Asha Ash")


def test_several_are_marked_and_confirmed_as_one_operation(
    page: EvidencePage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    keyboard.press(Qt.Key.Key_Down, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert page.yes_button.text() == "&Confirm 3"
    keyboard.press(Qt.Key.Key_Return)
    wait(page, qtbot, 2)
    assert (kept(page, Activity), current(page)) == ([(1, 1), (2, 1), (3, 1)], "Asha Dale")
    assert page.app.register.entries()[-1].label == "Confirm: 3 pieces of evidence"
    page.app.undo()
    wait(page, qtbot, 5)
    keyboard.press(Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    keyboard.press(Qt.Key.Key_Return)
    wait(page, qtbot, 0)
    assert len(kept(page, Activity)) == 5


def test_confirm_all_is_for_all_that_are_shown(page: EvidencePage, qtbot: QtBot, keyboard: Keyboard) -> None:
    page.rows.search.setText("celebration")
    wait(page, qtbot, 1)
    assert page.all_button.text() == "Confirm a&ll 1"
    page.all_button.click()
    wait(page, qtbot, 0)
    assert page.stack.currentWidget() is page.rows  # it is a search that finds nothing, not an empty page
    page.rows.search.clear()
    wait(page, qtbot, 4)
    page.rows.table.setFocus()
    keyboard.press(Qt.Key.Key_L, modifier=Qt.KeyboardModifier.AltModifier)
    wait(page, qtbot, 0)
    assert len(kept(page, Activity)) == 5
    assert page.empty is not None
    assert "Nothing waits to be confirmed as at 31 Jan 2018." in page.empty.accessibleName()
    assert page.sentence.text() == "No suggestions; as at 31 Jan 2018."


def test_what_was_confirmed_is_withdrawn_and_offered_again(
    page: EvidencePage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    page.confirm_all()
    wait(page, qtbot, 0)
    page.rows.chips.set_only({"Committed": {False}})
    page.views[CONFIRMED].click()
    wait(page, qtbot, 5)
    assert (page.all_button.isHidden(), page.yes_button.isHidden(), page.no_button.text()) == (True, True, "Withdraw")
    page.rows.table.setFocus()
    keyboard.press(Qt.Key.Key_Return)  # nothing is confirmed here
    keyboard.press(Qt.Key.Key_Delete)
    wait(page, qtbot, 4)
    page.views[OFFERED].click()
    wait(page, qtbot, 1)
    assert current(page) == "Asha Ash"
    page.app.undo()
    wait(page, qtbot, 0)


def test_what_was_set_aside_is_brought_back(page: EvidencePage, qtbot: QtBot, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_Delete)
    wait(page, qtbot, 4)
    page.views[ASIDE].click()
    wait(page, qtbot, 1)
    assert page.yes_button.text() == "Bring &back"
    page.rows.table.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    wait(page, qtbot, 0)
    assert kept(page, SetAside) == []
    page.views[OFFERED].click()
    wait(page, qtbot, 5)


def test_a_list_sorted_by_a_column_gives_way_to_one_without_it(page: EvidencePage, qtbot: QtBot) -> None:
    labels = [column.label for column in page.rows.model.columns]
    page.rows.table.sortByColumn(labels.index("Already known"), Qt.SortOrder.AscendingOrder)
    wait(page, qtbot, 5)
    page.views[ASIDE].click()
    wait(page, qtbot, 0)
    page.views[OFFERED].click()
    wait(page, qtbot, 5)


def test_the_visit_or_event_is_opened(page: EvidencePage, qtbot: QtBot) -> None:
    asked: list[tuple[str, int]] = []
    page.wants_page.connect(lambda key, id: asked.append((key, id)))
    page.open_button.click()
    page.rows.table.go_to(page.rows.model.ids[-1])
    page.open_button.click()
    page.confirm_all()
    wait(page, qtbot, 0)
    page.views[CONFIRMED].click()
    wait(page, qtbot, 5)
    page.open_button.click()
    assert asked == [("visits", 1), ("events", 1), ("visits", 1)]


def test_a_visit_that_is_logged_comes_up(page: EvidencePage, qtbot: QtBot) -> None:
    with page.app.register.operation("Log") as session:
        visitors = [Visitor(councillor_id=4)]
        session.add(Visit(place="A flat", visited_on=dt.date(2018, 1, 30), visitors=visitors))
    wait(page, qtbot, 6)
    assert page.rows.model.index(0, 0).data() == "Asha Dale"


def test_without_a_menu_or_kinds_the_page_says_what_to_do(app: AppSession, qtbot: QtBot) -> None:
    page = show_page(app, qtbot)
    qtbot.waitUntil(lambda: page.empty is not None)
    assert page.empty is not None
    assert "2017/18 has no menu yet" in page.empty.accessibleName()
    add_world(app.register)
    with app.register.operation("No kinds") as session:
        for kind in (ItemVisitKind, ItemEventKind):
            session.execute(delete(kind))
    qtbot.waitUntil(lambda: page.empty is not None and "does not say yet" in page.empty.accessibleName())
    asked: list[str] = []
    page.wants_page.connect(lambda key, _: asked.append(key))
    page.empty.buttons[0].click()
    assert asked == ["menu"]
    assert page.stack.currentWidget() is page.empty


def test_where_nothing_may_be_written_there_is_nothing_to_confirm_with(page: EvidencePage, qtbot: QtBot) -> None:
    path = page.app.register.place.path
    with Register.open(path, write=False) as register:
        app = AppSession(register, DAY)
        reading = show_page(app, qtbot)
        wait(reading, qtbot, 5)
        assert all(button.isHidden() for button in (reading.yes_button, reading.no_button, reading.all_button))
        assert not reading.open_button.isHidden()
        reading.yes()
        with register.reading() as session:
            assert session.scalar(select(func.count(Activity.id))) == 0
        reading.deleteLater()
        app.close()
