"""Visits: logged by keyboard alone, with their concern, their councillors and what is not saved yet."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Councillor, Home, Visit, VisitKind, Visitor, VisitStatus, show
from cp_desktop.model.concerns import ConcernKind
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.widgets.buttons import Chip
from cp_desktop.ui.window import MainWindow
from tests.ui.keyboard import Keyboard
from tests.ui.visiting import add_visit, make_page, visits_of


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> VisitsPage:
    return make_page(app, qtbot)


def test_a_visit_is_logged_by_keyboard_alone_and_the_next_keeps_the_day(
    page: VisitsPage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    page.new()
    keyboard.type("elm")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Tab)  # past the other place, which a home makes needless
    keyboard.press(Qt.Key.Key_Down)  # yesterday
    keyboard.press(Qt.Key.Key_Tab, times=3)  # past the time and the kind
    keyboard.type("ohara")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.type("ng")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.type("Warm and busy")
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    yesterday = dt.date.today() - dt.timedelta(days=1)
    [visit] = visits_of(page.app)
    assert (visit.visited_on, visit.kind, visit.seen) == (yesterday, VisitKind.MONITORING, "Warm and busy")
    with page.app.register.reading() as session:
        who = session.scalars(select(Councillor.name).join(Visitor, Visitor.councillor_id == Councillor.id))
        assert set(who) == {"Siân O'Hara", "Rhys Ng"}
        assert session.get_one(Home, visit.home_id).name == "Elm House"
    label = page.app.register.undoable()[0]
    assert label == f"Log visit: Elm House, {page.log.fields.boxes['visited_on'].editor.line.text()}"  # type: ignore[attr-defined]
    assert page.list.front is page.log
    assert page.log.fields.boxes["visited_on"].editor.value() == yesterday
    assert page.log.fields.boxes["home_id"].editor.value() is None
    assert page.log.councillors.collect() == []
    assert not page.log.dirty
    assert page.log.fields.boxes["home_id"].editor.focusProxy().hasFocus()  # type: ignore[union-attr]


def test_tab_takes_the_home_that_is_marked_in_the_list(page: VisitsPage, qtbot: QtBot) -> None:
    page.new()
    line = QApplication.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "oak")
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    with page.app.register.reading() as session:
        assert session.get_one(Home, page.log.value("home_id")).name == "Oak Lodge"
    assert not page.log.fields.boxes["place"].isEnabled()
    assert page.focusWidget() is page.log.fields.boxes["visited_on"].editor.focusProxy()


def test_backspace_in_the_empty_line_takes_the_last_councillor_away(page: VisitsPage, keyboard: Keyboard) -> None:
    page.new()
    page.log.councillors.setFocus()
    for letters in ("ohara", "ellis"):
        keyboard.type(letters)
        keyboard.press(Qt.Key.Key_Return)
    assert len(page.log.councillors.collect()) == 2
    keyboard.press(Qt.Key.Key_Backspace)
    [left] = page.log.councillors.collect()
    assert left.values["councillor_id"] == 1


def test_nobody_named_is_said_beside_the_councillors(page: VisitsPage, qtbot: QtBot) -> None:
    page.new(home_id=1)
    page.log.fields.edited.emit()
    page.save()
    assert visits_of(page.app) == []
    assert "who visited" in page.log.councillors.error.text()  # type: ignore[attr-defined]


def log_with_concern(page: VisitsPage, keyboard: Keyboard) -> None:
    page.new(home_id=1)
    page.log.councillors.setFocus()
    keyboard.type("ellis")
    keyboard.press(Qt.Key.Key_Return)
    box = page.log.fields.boxes["concern"].editor.focusProxy()
    assert isinstance(box, QCheckBox)
    box.setFocus()
    keyboard.press(Qt.Key.Key_Space)


def test_a_concern_is_loud_until_when_to_whom_by_whom_and_reference_are_filled(
    page: VisitsPage, keyboard: Keyboard
) -> None:
    page.new()
    strip = page.log.strip
    assert strip.isHidden()
    log_with_concern(page, keyboard)
    assert strip.isVisible()
    assert "999" in strip.duty.text()
    assert strip.clock.text() == f"It is to be reported today, {show(dt.date.today())}."
    assert strip.missing.text() == "Still to fill in: when, to whom, by whom it was reported and the outside reference."
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.press(Qt.Key.Key_Down)  # an adult's conduct
    assert "LADO" in strip.duty.text()
    assert strip.clock.text().startswith("It is to be reported by ")
    keyboard.press(Qt.Key.Key_Tab, times=2)  # past the day it was raised, which is the visit's
    keyboard.type("t")
    for words in ("Duty desk", "Cllr Ellis", "LADO 123"):
        assert strip.property("surface") == "error"
        keyboard.press(Qt.Key.Key_Tab)
        keyboard.type(words)
    assert strip.missing.text() == "Reported."
    assert strip.property("surface") == "card"
    page.save()
    [visit] = visits_of(page.app)
    today = dt.date.today()
    assert (visit.concern, visit.concern_kind, visit.concern_raised_on) == (True, ConcernKind.ADULT, today)
    assert (visit.concern_reported_on, visit.concern_reported_to) == (today, "Duty desk")
    assert visit.concern_reference == "LADO 123"


def test_a_concern_not_reported_yet_is_kept_and_said(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    log_with_concern(page, keyboard)
    with qtbot.waitSignal(page.app.message) as said:
        page.save()
    assert said.args is not None
    assert said.args[1] == "warning"
    assert "does not say yet when, to whom, by whom it was reported and the outside reference" in said.args[0]
    [visit] = visits_of(page.app)
    page.go_to(visit.id)
    qtbot.waitUntil(lambda: page.list.front is page.form)
    assert page.form.strip.isVisible()  # type: ignore[attr-defined]


def test_a_concern_is_in_no_table_and_no_search(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    log_with_concern(page, keyboard)
    page.log.fields.boxes["concern_reported_to"].editor.set_value("Duty desk")
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    assert not [column.label for column in page.listing().columns if "oncern" in column.label]
    with qtbot.waitSignal(page.rows.arrived):
        qtbot.keyClicks(page.rows.search, "duty")
    assert page.rows.model.ids == []


def test_what_was_typed_survives_escape_another_record_and_another_page(
    page: VisitsPage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    add_visit(page.app)
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == 1)
    page.new()
    page.log.fields.boxes["seen"].editor.setFocus()
    keyboard.type("Half a sentence")
    keyboard.press(Qt.Key.Key_Escape)
    page.go_to(page.rows.model.ids[0])
    assert page.list.front is page.form
    assert page.commit_pending()
    page.hide()
    page.show()
    page.new()
    assert page.log.fields.boxes["seen"].editor.value() == "Half a sentence"
    assert [visit.seen for visit in visits_of(page.app)] == [None]
    assert not page.can_close()  # closing the register would lose it
    page.log.clear()
    assert page.can_close()


def test_undo_removes_the_visit(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    page.new(home_id=1)
    page.log.councillors.setFocus()
    keyboard.type("ellis")
    keyboard.press(Qt.Key.Key_Return)
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    assert len(page.rows.model.ids) == 1
    with qtbot.waitSignal(page.rows.arrived):
        page.app.undo()
    assert page.rows.model.ids == []
    assert visits_of(page.app) == []


def test_a_day_to_come_makes_it_a_plan_that_needs_no_councillor(
    page: VisitsPage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    page.new(home_id=1)
    day = page.log.fields.boxes["visited_on"].editor
    day.setFocus()
    keyboard.press(Qt.Key.Key_Up, times=2)
    assert page.log.save_button.text() == "Plan vi&sit"
    assert page.log.fields.boxes["seen"].isHidden()
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    [visit] = visits_of(page.app)
    assert visit.status == VisitStatus.PLANNED
    assert visit.planned_on == dt.date.today()
    assert page.app.register.undoable()[0] == f"Plan visit: Oakfield, {show(visit.visited_on)}"
    page.log.clear()
    assert page.log.save_button.text() == "Log vi&sit"


def test_a_plan_asked_for_begins_without_a_day(page: VisitsPage, keyboard: Keyboard) -> None:
    page.plan_button.click()
    assert page.log.title.text() == "Plan a visit"
    keyboard.type("elm")
    keyboard.press(Qt.Key.Key_Return)
    page.save()
    assert "required" in page.log.fields.boxes["visited_on"].error.text()
    assert visits_of(page.app) == []


def test_twelve_councillors_can_all_be_read_and_taken_away(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    with window.app.register.operation("A visit of many") as session:
        visit = Visit(home_id=1, visited_on=dt.date(2018, 1, 5))
        session.add(visit)
        session.flush()
        session.add_all(Visitor(visit_id=visit.id, councillor_id=key) for key in range(1, 13))
        id = visit.id
    window.show_page("visits", id)
    page = window.page()
    assert isinstance(page, VisitsPage)
    qtbot.waitUntil(lambda: page.form.isVisible() and len(page.form.findChildren(Chip)) == 12)
    chips = page.form.findChildren(Chip)
    qtbot.waitUntil(lambda: all(chip.isVisible() for chip in chips))
    QApplication.processEvents()
    assert window.width() == 1280
    shown = page.form.area.viewport()
    for chip in chips:
        assert chip.width() >= chip.sizeHint().width(), chip.text()
        assert chip.mapTo(shown, chip.rect().topLeft()).x() >= 0
        assert chip.mapTo(shown, chip.rect().topRight()).x() < shown.width()
    places = [chip.geometry() for chip in chips]
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    lookup = page.form.councillors.lookup  # type: ignore[attr-defined]
    assert max(place.bottom() for place in places) < lookup.y()
    qtbot.mouseClick(chips[11], Qt.MouseButton.LeftButton)
    assert len(page.form.owned["visitors"].collect()) == 11


# A day still to come


def test_a_mistyped_year_is_said_and_nothing_hidden_is_saved(
    page: VisitsPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    today = dt.date.today()
    page.new(place="Town Hall")
    log = page.log
    log.councillors.add(1)
    seen, day = log.fields.boxes["seen"], log.fields.boxes["visited_on"]
    seen.editor.setFocus()
    keyboard.type("Warm and busy")
    assert not log.note.isVisible()
    day.editor.setFocus()
    day.editor.line.selectAll()  # type: ignore[attr-defined]
    keyboard.type("18/10/2071")
    keyboard.press(Qt.Key.Key_Tab)
    assert log.title.text() == "Plan a visit"
    assert log.note.text().startswith(
        "This day lies ahead: the visit is planned, not logged. What you wrote of it stays"
    )
    assert f"18 Oct 2071 is {2071 - today.year} years ahead: is the year right?" in log.note.text()
    assert log.note.isVisible()
    assert seen.isVisible()
    assert not log.save()
    assert day.error.isVisible()
    assert day.error.text().startswith("18 Oct 2071 lies ahead")
    assert visits_of(page.app) == []
    day.editor.line.selectAll()  # type: ignore[attr-defined]
    keyboard.type(today.strftime("%d/%m/%Y"))
    keyboard.press(Qt.Key.Key_Tab)
    assert (log.note.isVisible(), day.error.text(), log.title.text()) == (False, "", "Log a visit")
    assert log.save()
    assert [(visit.seen, visit.status) for visit in visits_of(page.app)] == [("Warm and busy", VisitStatus.MADE)]


def test_a_plan_far_ahead_is_asked_about_and_one_soon_is_not(page: VisitsPage, qtbot: QtBot) -> None:
    page.new(status=VisitStatus.PLANNED, place="Town Hall")
    log = page.log
    soon = dt.date.today() + dt.timedelta(days=20)
    for day, asked in ((soon, False), (soon.replace(year=soon.year + 40, day=1), True)):
        page.log.fields.boxes["place"].editor.set_value("Town Hall")
        log.fields.boxes["visited_on"].editor.set_value(day)
        log.fields.edited.emit()
        assert log.note.isVisible() == asked
        with qtbot.waitSignal(page.app.message) as said:
            assert log.save()
        assert said.args is not None
        assert said.args[1] == ("warning" if asked else "info")
        assert ("is the year right?" in said.args[0]) == asked


def test_a_day_ahead_hides_only_what_is_empty(page: VisitsPage) -> None:
    """Whatever is written keeps its place on the screen, whichever day is typed; and is said when it will not stay."""
    page.new(place="Town Hall")
    log, boxes = page.log, page.log.fields.boxes
    for day in (dt.date.today() + dt.timedelta(days=3), dt.date.today()):
        for seen, concern in ((None, False), ("Busy", False), (None, True), ("Busy", True)):
            boxes["seen"].editor.set_value(seen)
            boxes["concern"].editor.set_value(concern)
            boxes["visited_on"].editor.set_value(day)
            log.fields.edited.emit()
            ahead = day > dt.date.today()
            assert boxes["seen"].isVisibleTo(log) == (not ahead or seen is not None)
            assert boxes["concern"].isVisibleTo(log) == (not ahead or concern)
            assert log.note.isVisibleTo(log) == ahead
    boxes["concern"].editor.set_value(True)
    boxes["concern_reported_to"].editor.set_value("The designated officer")
    log.fields.edited.emit()
    assert not log.note.isVisibleTo(log)
    boxes["concern"].editor.set_value(False)
    log.fields.edited.emit()
    assert log.note.text() == "No concern is ticked: what was noted of one is not kept when you save."


def test_tab_takes_the_only_home_that_fits_and_goes_on_to_the_day(page: VisitsPage, keyboard: Keyboard) -> None:
    """Down went past the one match, Enter took nothing: Tab takes it, and the keyboard stays in the form."""
    page.new()
    keyboard.type("elm")
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Tab)
    assert page.log.value("home_id") is not None
    assert page.log.fields.boxes["visited_on"].editor.focusProxy().hasFocus()
