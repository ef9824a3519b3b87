"""Pages of a register that cannot be read: each says one sentence in its place, and reads again by itself."""

import datetime as dt
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.app_data import log_file
from cp_desktop.register import Register, sqlite_store
from cp_desktop.services import registers
from cp_desktop.ui import unread
from cp_desktop.ui.app import Crash
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.dialogs.search import SearchDialog
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.listing_model import BLOCK
from cp_desktop.ui.unread import READ_BEFORE, TOLD_ABOVE, TRY_AGAIN
from cp_desktop.ui.widgets.surfaces import Banner, EmptyState
from cp_desktop.ui.window import MainWindow
from tests.spoiling import SPOILS, Spoil, damaged, emptied, locked, truncated
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle

NEVER = 10**9  # milliseconds: what reads again by itself does not do so in the midst of a test


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0)
    monkeypatch.setattr(unread, "WAITS", (NEVER,))
    monkeypatch.setattr(unread, "SOON", 0)


@pytest.fixture
def window(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """As the program has it: what nobody caught ends in the crash box. There is none at the end."""
    monkeypatch.setattr(sys, "excepthook", Crash(window))
    yield window
    assert window.findChildren(QMessageBox) == []
    assert not log_file().exists(), log_file().read_text("utf-8")


def file_of(window: MainWindow) -> Path:
    assert window.app is not None
    return Path(str(window.app.register.place))


def look_at(window: MainWindow, key: str, qtbot: QtBot) -> Page:
    window.show_page(key)
    settle(window, qtbot)
    page = window.page()
    assert page is not None
    assert page.entry.key == key
    return page


def settle(window: MainWindow, qtbot: QtBot) -> None:
    wait_until_idle(window, qtbot)
    qtbot.wait(5)
    wait_until_idle(window, qtbot)


def sentences(place: QWidget) -> list[str]:
    """What stands on a page or a dialog about not being read, on lines and in place of it."""
    lines = [one.text() for one in place.findChildren(Banner) if one.isVisible()]
    return lines + [one.accessibleName() for one in place.findChildren(EmptyState) if is_cover(one)]


def is_cover(state: EmptyState) -> bool:
    return state.isVisible() and any(button.text() == TRY_AGAIN for button in state.buttons)


def content(page: Page) -> tuple[list[str], list[int]]:
    """The words of a page, and how many rows its tables have."""
    words = [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]
    return sorted(words), [table.model().rowCount() for table in page.findChildren(QTableView) if table.isVisible()]


def content_without_lines(page: Page) -> tuple[list[str], list[int]]:
    """The same, but for what a line says that it was not read."""
    words, rows = content(page)
    for said in sentences(page):
        words.remove(said)
    return words, rows


def try_again(place: QWidget) -> None:
    [button] = [one for one in place.findChildren(QPushButton) if one.text() == TRY_AGAIN and one.isVisible()]
    button.click()


def come_back() -> None:
    """As somebody does who worked with another program meanwhile."""
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def seen(window: MainWindow, qtbot: QtBot) -> dict[str, tuple[list[str], list[int]]]:
    """What stands on every page, which all can be read."""
    found = {}
    for entry in PAGES:
        page = look_at(window, entry.key, qtbot)
        assert sentences(page) == [], entry.key
        found[entry.key] = content(page)
    return found


def check_sentence(window: MainWindow, page: Page, covered: bool) -> None:
    """One sentence about why it cannot be read: on the page, or on the line above that says what else can be done."""
    [said] = sentences(page)
    said = said.removesuffix(f" {READ_BEFORE}")
    assert any(map(is_cover, page.findChildren(EmptyState))) == covered, page.entry.key
    assert said == TOLD_ABOVE or re.search(r"\. Nothing was changed\. [A-Z]", said), page.entry.key
    assert window.file_banners.trouble.isVisible() == (said == TOLD_ABOVE), page.entry.key


def test_no_page_stays_empty_and_none_shows_what_is_not_true(window: MainWindow, qtbot: QtBot) -> None:
    """Every page: first read while the file is empty, and later while it is something else."""
    path = file_of(window)
    front = window.page()
    with emptied(path):
        for entry in PAGES:
            page = look_at(window, entry.key, qtbot)
            if page is not front:  # which was read when the register was opened
                check_sentence(window, page, covered=True)
    come_back()
    settle(window, qtbot)
    last = window.page()
    assert last is not None
    assert sentences(last) == [], "it read again where it stood"
    once_back = seen(window, qtbot)
    assert window.app is not None
    with truncated(path):
        window.app.read_again()
        for entry in PAGES:
            page = look_at(window, entry.key, qtbot)
            check_sentence(window, page, covered=False)
            assert content_without_lines(page) == once_back[entry.key], "what was read before stays"
    window.app.read_again()
    assert seen(window, qtbot) == once_back, "nothing had been left out"


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_whatever_became_of_the_file_a_page_says_why(window: MainWindow, qtbot: QtBot, spoil: Spoil) -> None:
    with spoil(file_of(window)):
        page = look_at(window, "councillors", qtbot)
        check_sentence(window, page, covered=True)
        try_again(page)
        settle(window, qtbot)
        check_sentence(window, page, covered=True)
    try_again(page)
    settle(window, qtbot)
    assert sentences(page) == []
    assert content(page)[1][0] > 0


def test_it_is_read_again_by_itself(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "WAITS", (20,))
    with locked(file_of(window)):
        page = look_at(window, "councillors", qtbot)
        qtbot.wait(100)
        check_sentence(window, page, covered=True)
    qtbot.waitUntil(lambda: sentences(page) == [])
    assert content(page)[1][0] > 0


def test_another_day_is_not_shown_with_the_figures_of_the_one_before(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    page = look_at(window, "commitments", qtbot)
    with locked(file_of(window)):
        window.app.choose_day(window.app.scope.as_at.replace(day=1))
        settle(window, qtbot)
        check_sentence(window, page, covered=True)
    come_back()
    settle(window, qtbot)
    assert sentences(page) == []


def test_what_is_typed_stays_with_its_caret_and_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    page = look_at(window, "councillors", qtbot)
    assert isinstance(page, ListPage)
    page.list.rows.opened.emit(page.rows.model.ids[3])
    settle(window, qtbot)
    form = page.list.front
    assert form is not None
    assert window.app is not None
    line = form.fields.boxes["surname"].editor.findChild(QLineEdit) or form.fields.boxes["surname"].editor
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.setText("Hartington")
    line.textEdited.emit("Hartington")
    line.setSelection(2, 3)
    current = page.rows.table.current_id()
    with locked(file_of(window)):
        window.app.read_again()
        settle(window, qtbot)
        check_sentence(window, page, covered=False)
        assert line.hasFocus()
    come_back()
    settle(window, qtbot)
    assert sentences(page) == []
    assert (line.text(), line.selectedText(), line.hasFocus()) == ("Hartington", "rti", True)
    assert page.rows.table.current_id() == current
    assert form.save()


def test_the_keyboard_leaves_what_is_covered_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    page = look_at(window, "councillors", qtbot)
    assert isinstance(page, ListPage)
    assert window.app is not None
    page.rows.search.setFocus()
    with locked(file_of(window)):
        window.app.choose_day(window.app.scope.as_at.replace(day=1))
        settle(window, qtbot)
        focus = window.focusWidget()
        assert isinstance(focus, QPushButton)
        assert focus.text() == TRY_AGAIN
    try_again(page)
    settle(window, qtbot)
    assert page.rows.search.hasFocus()


def test_a_record_that_cannot_be_read_is_not_opened(window: MainWindow, qtbot: QtBot) -> None:
    page = look_at(window, "councillors", qtbot)
    assert isinstance(page, ListPage)
    with locked(file_of(window)):
        page.list.rows.opened.emit(page.rows.model.ids[0])
        settle(window, qtbot)
        assert page.list.front is None
        assert "Another program is using the register" in window.banner.text()
        assert sentences(page) == [], "one sentence"
    page.list.rows.opened.emit(page.rows.model.ids[0])
    assert page.list.front is not None


def test_rows_that_cannot_be_read_are_not_shown_as_empty(window: MainWindow, qtbot: QtBot) -> None:
    page = look_at(window, "councillors", qtbot)
    assert isinstance(page, ListPage)
    model = page.rows.model
    below = BLOCK * ((len(model.ids) - 1) // BLOCK)
    assert below, "more than one block of rows"
    with locked(file_of(window)):
        assert not any(model.values(below))
        settle(window, qtbot)
        check_sentence(window, page, covered=True)
    come_back()
    settle(window, qtbot)
    assert sentences(page) == []
    assert any(model.values(below))


def test_dialogs_say_it_and_read_again(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    page = look_at(window, "overview", qtbot)
    search = SearchDialog(window.app, window)
    search.open()
    with damaged(file_of(window)):
        figure = explain(window.app, page, "commitments")
        search.line.setText("Oak")
        search.line.textEdited.emit("Oak")
        qtbot.wait(200)
        settle(window, qtbot)
        for dialog in (search, figure):
            [said] = sentences(dialog)
            assert "is damaged. Nothing was changed. Restore" in said, dialog
    try_again(figure)
    settle(window, qtbot)
    for dialog in (search, figure):
        assert sentences(dialog) == [], dialog
        dialog.close()
    assert figure.rows.model.ids


def test_new_day_begins_while_the_register_is_away(window: MainWindow, qtbot: QtBot, register: Register) -> None:
    day = dt.date(2018, 1, 31)
    app = AppSession(register, calendar=lambda: day, parent=window)
    with locked(Path(str(register.place))):
        day = dt.date(2018, 2, 1)
        app.follow_calendar()
    app.follow_calendar()
    assert app.scope.as_at == dt.date(2018, 2, 1), "it is followed once it can be read"
    app.close()


def test_a_window_closes_though_the_register_is_gone(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, "councillors", qtbot)
    with emptied(file_of(window)):
        assert window.close_register()


def test_a_register_that_goes_while_it_is_opened(
    demo_file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(demo_file, tmp_path / "demo.cpregister"))
    window = opened(path, qtbot)
    really = registers.open_register

    def gone(place: Path) -> tuple[Register, str]:
        made = really(place)
        place.write_bytes(b"")
        return made

    monkeypatch.setattr(registers, "open_register", gone)
    assert not window.open_register(path)
    assert window.app is None
    assert "is no register any more" in window.banner.text()
    path.write_bytes(demo_file.read_bytes())
    monkeypatch.setattr(registers, "open_register", really)
    assert window.open_register(path)
    assert window.app is not None
    assert window.app.can_write, "the lock was let go"
    window.close_register()
