"""Messages have a place of their own: nothing moves when one comes or goes, and each ends when its cause does."""

import datetime as dt
import json

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.app_data import keep_draft
from cp_desktop.errors import UserError
from cp_desktop.model import Councillor
from cp_desktop.services import records
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.pages.ward_facts.page import WardFactsPage
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.widgets.labels import ErrorLabel
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle
from tests.ui.keyboard import Keyboard

LONG = "Nothing was saved: " + "the reason for it takes very many words to say. " * 12


def places(window: MainWindow) -> dict[int, tuple[str, QRect]]:
    """Where each widget on the screen stands, but for the banner's own."""
    found = {}
    for widget in window.findChildren(QWidget):
        own = widget is window.banner or window.banner.isAncestorOf(widget)
        if widget.isVisible() and widget.window() is window and not own:
            found[id(widget)] = (type(widget).__name__, QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size()))
    return found


def at_rest(window: MainWindow, qtbot: QtBot) -> dict[int, tuple[str, QRect]]:
    """Where everything stands once a page has been laid out to the end."""
    found = places(window)
    for _ in range(40):
        qtbot.wait(40)
        found, before = places(window), found
        if found == before:
            break
    return found


def save_something(window: MainWindow) -> None:
    """A good save, of something else."""
    assert window.app is not None
    id = window.app.read(lambda session: session.scalars(select(Councillor.id)).first())
    record = window.app.read(lambda session: records.load(session, Councillor, id))
    record.values["notes"] = f"{record.values['notes'] or ''}."
    records.save(window.app.register, record)


@pytest.mark.parametrize("size", [(1280, 800), (760, 500)])
def test_no_message_moves_anything_on_any_page(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        window.banner.dismiss()
        before = at_rest(window, qtbot)
        for sentence, kind, action in (("Saved.", "info", "Undo"), (LONG, "warning", ""), ("No.", "error", "Undo")):
            window.say(sentence, kind, action)
            QApplication.processEvents()
            assert window.banner.isVisible()
            assert places(window) == before, (entry.key, kind)
            box = QRect(window.banner.mapToGlobal(QPoint(0, 0)), window.banner.size())
            assert box.height() >= window.banner.heightForWidth(box.width())  # all of it can be read
            assert QRect(window.mapToGlobal(QPoint(0, 0)), window.size()).contains(box)
        window.banner.dismiss()
        QApplication.processEvents()
        assert places(window) == before, entry.key


def test_the_message_is_reached_by_a_key_and_the_keyboard_goes_back(
    window: MainWindow, qtbot: QtBot, keyboard: Keyboard
) -> None:
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    page.search()
    here = QApplication.focusWidget()
    save_something(window)
    window.say("Saved.", "info", "Undo")
    keyboard.press(Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Undo"
    keyboard.press(Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QToolButton)
    keyboard.press(Qt.Key.Key_Escape)
    assert window.banner.isHidden()
    assert QApplication.focusWidget() is here
    keyboard.press(Qt.Key.Key_F6)  # there is none any more
    assert QApplication.focusWidget() is here


# A message ends with its cause


@pytest.mark.parametrize("kind", ["warning", "error"])
def test_a_refusal_ends_with_the_next_thing_done(window: MainWindow, qtbot: QtBot, kind: str) -> None:
    assert window.app is not None
    for done in (
        lambda: save_something(window),
        window.app.undo,
        lambda: window.app.choose_day(dt.date(2018, 2, 1)),  # type: ignore[union-attr]
        lambda: window.show_page("homes"),
    ):
        window.say(LONG, kind)
        done()
        assert window.banner.isHidden() or window.banner.text() != LONG


def test_what_is_said_while_a_page_is_left_stays(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    page = window.page()
    assert page is not None

    def leave() -> bool:
        window.say("Saved, but its reference is missing.", "warning")
        return True

    monkeypatch.setattr(page, "commit_pending", leave)
    window.show_page("homes")
    assert window.banner.isVisible()


def test_a_refusal_stays_while_nothing_else_is_done(window: MainWindow) -> None:
    assert window.app is not None

    def refuse() -> None:
        raise UserError("Nothing was changed.")

    window.app.try_(refuse)
    window.app.over.emit("Something else.")
    window.show_page("overview")  # where she is
    assert window.banner.isVisible()
    window.app.over.emit("Nothing was changed.")
    assert window.banner.isHidden()


def test_a_number_refused_in_ward_facts_is_forgotten_once_a_good_one_stands_there(
    window: MainWindow, qtbot: QtBot, keyboard: Keyboard
) -> None:
    window.show_page("ward_facts")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, WardFactsPage)
    page.grid.setFocus()
    row = next(place for place in range(len(page.facts.rows)) if page.facts.ward(place))
    for good in ("7", None):  # another number, and the one that stood there
        page.grid.stand_on(row, 1)
        before = str(page.grid.currentIndex().data())
        keyboard.type("1x")
        keyboard.press(Qt.Key.Key_Return)
        assert window.banner.isVisible()
        assert window.banner.kind == "error"
        page.grid.stand_on(row, 1)
        keyboard.type(good or before)
        keyboard.press(Qt.Key.Key_Return)
        assert window.banner.isHidden(), good
    page.save()
    assert window.banner.isHidden() or window.banner.kind == "info"


@pytest.mark.parametrize("end", ["brought back and logged", "brought back and cleared"])
def test_the_word_of_a_recovered_visit_ends_with_it(window: MainWindow, qtbot: QtBot, end: str) -> None:
    assert window.app is not None
    kept = {"begun": "2018-01-30T16:00", "of": "Log a visit", "before": {"place": ""}, "typed": {"place": "Guildhall"}}
    keep_draft(f"{window.app.uid}/log-visit-new", json.dumps(kept))  # as a crash leaves it
    window.show_page("visits")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, VisitsPage)
    assert "never logged" in window.banner.text()
    assert window.banner.isVisible()
    page.new()
    assert window.banner.isHidden()
    assert page.log.draft is not None
    assert page.log.draft.banner.isVisible()
    if end.endswith("cleared"):
        page.log.clear()
    else:
        page.log.councillors.add(1)
        assert page.log.save()
    assert page.log.draft.banner.isHidden()
    assert "never logged" not in window.banner.text() or window.banner.isHidden()


def shown_errors(form: QWidget) -> list[str]:
    return [label.text() for label in form.findChildren(ErrorLabel) if label.isVisible() and label.text()]


@pytest.mark.parametrize("key", ["councillors", "homes", "events", "visits"])
def test_an_error_ends_when_what_was_wrong_is_typed_anew_and_no_field_moves(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    window.show_page(key)
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    page.rows.opened.emit(page.rows.model.ids[0])  # type: ignore[attr-defined]
    wait_until_idle(window, qtbot)
    form = page.list.front  # type: ignore[attr-defined]
    assert isinstance(form, RecordForm)
    dates = [one for one in form.findChildren(DateEditor) if one.isVisible()]
    assert dates
    for date in dates:
        was = date.line.text()
        date.line.selectAll()
        qtbot.keyClicks(date.line, "nonsense")
        assert not form.save()
        QApplication.processEvents()
        assert shown_errors(form), date.line.accessibleName()
        before = places(window)
        date.line.selectAll()
        qtbot.keyClicks(date.line, was or "1 May 2017")
        assert shown_errors(form) == [], date.line.accessibleName()
        QApplication.processEvents()
        if key != "visits":  # whose timeline follows each day that is typed, by its words
            assert places(window) == before
    form.discard()


def test_a_refusal_of_the_whole_record_ends_when_anything_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    page.new()
    form = page.list.front  # type: ignore[attr-defined]
    name = form.fields.boxes["forename"].editor.line
    qtbot.keyClicks(name, "A")
    assert not form.save()
    assert shown_errors(form)
    other = form.fields.boxes["surname"].editor.line
    qtbot.keyClicks(other, "Bexley")
    qtbot.keyClicks(name, "nn")
    assert shown_errors(form) == []
    form.discard()
