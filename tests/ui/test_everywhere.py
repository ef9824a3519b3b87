"""A test that goes through all pages says which of them has no rows in the demo register, and sees no nothing."""

from collections.abc import Callable
from inspect import getmembers, ismethod, signature
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import delete

from cp_desktop.model import Attendance, Event
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.window import MainWindow
from tests.ui import everywhere, test_keyboard_ring, test_window
from tests.ui.conftest import PATIENCE

WALKS: dict[str, Callable[[MainWindow, QtBot, Path], object]] = {
    "every screen": lambda window, qtbot, place: list(everywhere.screens(window, qtbot, place)),
    "Tab's round": lambda window, qtbot, place: list(test_keyboard_ring.sights(window, qtbot, "events")),
    "Tab's order": lambda window, qtbot, place: test_window.test_tab_goes_the_way_one_reads(window, qtbot),
    "names": lambda window, qtbot, place: test_window.test_whatever_takes_the_keyboard_has_a_name(window, qtbot),
}


@pytest.mark.parametrize("walk", WALKS)
def test_a_page_without_rows_is_told_by_its_name(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walk: str
) -> None:
    assert window.app is not None
    with window.app.register.operation("Plant a page without rows") as session:
        session.execute(delete(Attendance))
        session.execute(delete(Event))
    events = tuple(entry for entry in PAGES if entry.key == "events")
    for module in (everywhere, test_window):
        monkeypatch.setattr(module, "PAGES", events)
    with pytest.raises(AssertionError, match="the demo register has nothing for 'Events'"):
        WALKS[walk](window, qtbot, tmp_path)


def test_no_wait_gives_up_because_the_machine_is_busy(qtbot: QtBot) -> None:
    """Where a test gives no time of its own, the time is long, whatever is waited for."""
    waits = [
        one for name, one in getmembers(qtbot, ismethod) if "_" not in name and "timeout" in signature(one).parameters
    ]
    assert {one.__name__ for one in waits} >= {"waitUntil", "waitSignal", "waitSignals", "waitExposed"}
    assert {one.__name__: signature(one).parameters["timeout"].default for one in waits} == {
        one.__name__: PATIENCE for one in waits
    }
