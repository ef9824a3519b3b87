"""Tab goes round the whole window, as one reads, and Shift+Tab the same way back: every page, form and dialog."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.model import VisitStatus
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import dialogs, first_row
from tests.ui.keyboard import focusable


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName() or getattr(widget, 'text', str)()}”"


def walk(qtbot: QtBot, window: QWidget, key: Qt.Key, limit: int) -> list[QWidget]:
    """Where the keyboard comes by, pressing a key until it is back where it was, or at a place for the second time."""
    start = window.focusWidget()
    assert start is not None
    way = [start]
    for _ in range(limit):
        qtbot.keyClick(window.focusWidget() or window, key)
        here = window.focusWidget()
        assert here is not None
        if here in way:
            assert here is start, f"a loop at {called(here)} after {called(way[-1])}"
            return way
        way.append(here)
    raise AssertionError(f"never back at {called(start)}")


def go_round(qtbot: QtBot, window: QWidget, where: str) -> None:
    qtbot.waitExposed(window)
    window.activateWindow()
    QApplication.processEvents()
    wanted = focusable(window)
    assert wanted, where
    wanted[0].setFocus()
    there = walk(qtbot, window, Qt.Key.Key_Tab, len(wanted) + 2)
    missing = [called(one) for one in wanted if one not in there]
    assert not missing, f"{where}: never reached: {missing}"
    assert [called(one) for one in there if one not in wanted] == [], where
    back = walk(qtbot, window, Qt.Key.Key_Backtab, len(wanted) + 2)
    assert [back[0], *reversed(back[1:])] == there, f"{where}: Shift+Tab is not the way back"


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy)
    QApplication.processEvents()


@pytest.fixture(params=["demo", "empty"])
def either(request: pytest.FixtureRequest) -> MainWindow:
    """The whole window on the demo year, and on a register with nothing in it."""
    made: MainWindow = request.getfixturevalue("window" if request.param == "demo" else "empty_window")
    return made


def sights(window: MainWindow, qtbot: QtBot, key: str) -> Iterator[str]:
    """What a page can show: as it opens, a record, a new record, each section of it."""
    window.show_page(key)
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    yield key
    if isinstance(page, SettingsPage):
        for place in range(page.names.count()):
            page.names.setCurrentRow(place)
            wait_until_idle(window, qtbot)
            yield f"{key}, {page.names.item(place).text()}"
            page.new()
            wait_until_idle(window, qtbot)
            yield f"{key}, {page.names.item(place).text()}, new"
        return
    rows = getattr(page, "rows", None)
    if isinstance(rows, RecordTable) and (first := first_row(window, rows, page.entry.title)) is not None:
        page.go_to(first)
        wait_until_idle(window, qtbot)
        yield f"{key}, a record"
    page.new()
    wait_until_idle(window, qtbot)
    yield f"{key}, a new one"
    if isinstance(page, VisitsPage):
        page.list.close_form()
        page.new(status=VisitStatus.PLANNED)
        wait_until_idle(window, qtbot)
        yield f"{key}, a plan"
    if isinstance(page, ListPage) and page.list.front is not None:
        page.list.close_form()


@pytest.mark.parametrize("size", [(1280, 800), (640, 420)], ids=["wide", "narrow"])
def test_tab_reaches_everything_and_comes_back(either: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    either.resize(*size)
    wrong: list[str] = []
    for key in (entry.key for entry in PAGES):
        try:
            for where in sights(either, qtbot, key):
                go_round(qtbot, either, where)
                if where == key:
                    either.say("Something was done.", "warning", "Undo")
                    go_round(qtbot, either, f"{where}, with a banner")
                    either.banner.dismiss()
        except AssertionError as error:  # the other pages are gone through all the same
            wrong.append(f"{key}: {error}")
    assert not wrong, "\n".join(wrong)


def test_tab_goes_round_every_dialog(either: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for where, dialog in dialogs(either, qtbot, tmp_path):
        go_round(qtbot, dialog, where)
