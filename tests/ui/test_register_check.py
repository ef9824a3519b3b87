"""Whether the register is sound: asked in the menu, once a week by the window itself, and told until it is."""

import datetime as dt
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cp_desktop.errors import UserError
from cp_desktop.register.soundness import Soundness
from cp_desktop.services import checking
from cp_desktop.ui.dialogs.check_dialog import CheckDialog
from cp_desktop.ui.pages.overview import OverviewPage
from cp_desktop.ui.register_file.check_banner import CheckBanner, last_check, remember_check
from cp_desktop.ui.ui_settings import remember
from cp_desktop.ui.window import MainWindow
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle

RENAMED = "UPDATE councillor SET surname = 'Other' WHERE id = 3"
NOT_SOUND = "This register is not sound: the check of "


@pytest.fixture
def window_on(demo_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """The window on a copy of the demo register on which this was run outside the program."""
    made: list[MainWindow] = []

    def window_on(statement: str = "") -> MainWindow:
        copy = tmp_path / "demo.cpregister"
        if not made:
            shutil.copyfile(demo_file, copy)
        with closing(sqlite3.connect(copy)) as raw:
            raw.executescript(statement)
        made.append(opened(copy, qtbot))
        return made[-1]

    yield window_on
    for window in made:
        window.close_register()


def banner(window: MainWindow) -> CheckBanner:
    return window.file_banners.check


def uid(window: MainWindow) -> str:
    assert window.app is not None
    return window.app.uid


def dialog(window: MainWindow, qtbot: QtBot) -> CheckDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(CheckDialog)))
    [found] = [one for one in window.findChildren(CheckDialog) if one.isVisible()]
    return found


def needs(window: MainWindow, qtbot: QtBot) -> list[str]:
    window.show_page("overview")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, OverviewPage)
    return [line.text() for line in page.needs]


def test_the_menu_checks_the_register_and_shows_that_it_is_sound(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.command("check").trigger()
    shown = dialog(window, qtbot)
    assert shown.heading.text() == "demo.cpregister is sound."
    assert not shown.findings.isVisible()
    assert any("Looked at: every page and index" in label.text() for label in shown.findChildren(QLabel))
    assert not banner(window).isVisible()
    assert last_check(uid(window)) == (dt.date.today(), 0)
    shown.reject()


def test_what_the_check_finds_stands_over_the_pages_until_the_register_is_sound(
    window_on: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = window_on(RENAMED)
    window.menus.command("check").trigger()
    shown = dialog(window, qtbot)
    assert shown.heading.text() == "demo.cpregister is not sound: one thing is amiss."
    assert "“Surname” is “Other”" in shown.findings.item(0).text()
    [copy] = [one for one in shown.findChildren(QPushButton) if one.text() == "Copy"]
    copy.click()
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    assert "“Surname” is “Other”" in application.clipboard().text()
    shown.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Close).click()
    assert banner(window).isVisible()
    assert banner(window).text().startswith(NOT_SOUND)
    assert [one for one in needs(window, qtbot) if one.startswith(NOT_SOUND)]
    # Opened again, it still says so, and what it found is found again.
    window.close_register()
    window = window_on()
    assert banner(window).isVisible()
    assert [one for one in needs(window, qtbot) if one.startswith(NOT_SOUND)]
    [action] = [one for one in banner(window).findChildren(QPushButton) if one.text() == "Check the register…"]
    action.click()
    assert "“Surname” is “Other”" in dialog(window, qtbot).findings.item(0).text()
    dialog(window, qtbot).reject()
    # Once it was put right, nothing stands there.
    assert window.app is not None
    path = Path(str(window.app.register.place))
    window.close_register()
    with closing(sqlite3.connect(path)) as raw, raw:
        [(image,)] = raw.execute(
            "SELECT json_extract(after, '$.surname') FROM change WHERE table_name = 'councillor' AND row_id = 3"
        ).fetchall()
        raw.execute("UPDATE councillor SET surname = ? WHERE id = 3", (image,))
    window = window_on()
    window.menus.command("check").trigger()
    dialog(window, qtbot).reject()
    assert not banner(window).isVisible()
    assert not [one for one in needs(window, qtbot) if one.startswith(NOT_SOUND)]


def test_what_the_opening_sees_is_told_at_once(window_on: Callable[..., MainWindow]) -> None:
    window = window_on("CREATE TRIGGER spy AFTER INSERT ON visit BEGIN DELETE FROM district; END")
    assert banner(window).isVisible()
    assert banner(window).text().startswith("demo.cpregister is not sound. The trigger “spy” is none of this program's")


def test_once_a_week_it_is_checked_in_the_background_with_progress(
    window_on: Callable[..., MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_on(RENAMED)
    said: list[str] = []
    banner(window).progressed.connect(said.append)
    with qtbot.waitSignal(window.app.checked):  # type: ignore[union-attr]
        banner(window).check_if_due()
    assert said[0] == "Checking the register: pages and indexes, 0 %"
    assert said[-1] == ""
    assert banner(window).isVisible()
    assert last_check(uid(window)) == (dt.date.today(), 1)
    # Not again before a week has gone, whichever window asks.
    asked: list[Any] = []
    monkeypatch.setattr(checking, "check", lambda *words: asked.append(words) or Soundness())
    window.close_register()
    window = window_on()
    banner(window).check_if_due()
    assert asked == []
    remember(f"registers/{uid(window)}/checked", (dt.date.today() - dt.timedelta(7)).isoformat())
    with qtbot.waitSignal(window.app.checked):  # type: ignore[union-attr]
        banner(window).check_if_due()
    assert len(asked) == 1
    banner(window).check_if_due()
    assert len(asked) == 1


def test_how_far_the_check_is_stands_in_the_line_under_the_pages(window: MainWindow) -> None:
    banner(window).progressed.emit("Checking the register: history, 40 %")
    assert [one.text() for one in window.findChildren(QLabel) if one.text().startswith("Checking")] == [
        "Checking the register: history, 40 %"
    ]


def test_closing_the_window_stops_the_check(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def check(_register: object, progress: Any, cancelled: Callable[[], bool]) -> Soundness:
        progress(1, 100, "History")
        begun.set()
        while not cancelled():
            stopped.wait(0.001)
        stopped.set()
        raise UserError("stopped")

    monkeypatch.setattr(checking, "check", check)
    banner(window).check_if_due()
    assert begun.wait(60)
    before = last_check(uid(window))
    number = uid(window)
    assert window.close_register()
    assert stopped.is_set()
    assert last_check(number) == before, "it was not checked"
    assert not banner(window).isVisible()


def test_a_check_that_cannot_be_done_is_told(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(*_: object) -> Soundness:
        raise UserError("The disk is full. Nothing was saved.")

    monkeypatch.setattr(checking, "check", check)
    banner(window).check_if_due()
    qtbot.waitUntil(lambda: window.banner.isVisible())
    assert window.banner.text() == (
        "The weekly check of the register could not be done. The disk is full. Nothing was saved."
    )
    assert last_check(uid(window)) is None


def test_what_was_remembered_of_a_check_is_no_more_than_a_day_and_a_number(window: MainWindow) -> None:
    remember_check(uid(window), 3)
    assert last_check(uid(window)) == (dt.date.today(), 3)
