"""Where the keyboard is: no ring after a click of the mouse, and it never goes to another part of the window by itself.

Clicks and keys are given to the window of the system, so that they take the road on which a person's come.
"""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.evidence import EvidencePage
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.widgets.buttons import PaintedButton
from cp_desktop.ui.widgets.focus_ring import has_ring
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle
from tests.ui.keyboard import focusable


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.windowHandle(), key)
    QApplication.processEvents()


def place_of(window: MainWindow, widget: QWidget) -> QPoint:
    return widget.mapTo(window, widget.rect().center())


def click(qtbot: QtBot, window: MainWindow, widget: QWidget) -> None:
    qtbot.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place_of(window, widget))
    QApplication.processEvents()


def touch(qtbot: QtBot, window: MainWindow, widget: QWidget) -> None:
    """Presses the mouse on a widget and lets it go elsewhere: it has the focus, and does nothing."""
    qtbot.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place_of(window, widget))
    qtbot.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(1, window.height() - 1))
    QApplication.processEvents()


def ringed(window: MainWindow) -> list[str]:
    """What shows the focus ring, and is no field that letters are typed in."""
    focus = QApplication.focusWidget()
    own = [focus] if isinstance(focus, PaintedButton) and has_ring(focus) else []
    return [type(one).__name__ for one in [*window.findChildren(QWidget), *own] if one.property("ring") or one in own]


def within(window: MainWindow) -> str:
    """In which part of the window the keyboard is."""
    focus = QApplication.focusWidget()
    parts = {"sidebar": window.sidebar, "bar": window.top, "page": window.stack}
    return next((name for name, part in parts.items() if focus is not None and part.isAncestorOf(focus)), "nowhere")


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_no_ring_after_a_click_and_one_with_the_first_key(window: MainWindow, qtbot: QtBot, key: str) -> None:
    window.show_page(key)
    wait_until_idle(window, qtbot)
    buttons = [one for one in focusable(window) if isinstance(one, QAbstractButton)]
    assert len(buttons) > 2
    seen = 0
    for button in buttons:
        if not button.visibleRegion().contains(button.rect().center()):
            continue
        touch(qtbot, window, button)
        assert ringed(window) == [], button.text()
        seen += 1
    assert seen > 2
    press(qtbot, window, Qt.Key.Key_Tab)
    assert within(window) != "nowhere"
    focus = QApplication.focusWidget()
    if isinstance(focus, QPushButton | QCheckBox | QAbstractItemView):
        assert ringed(window)
    table = next((one for one in focusable(window) if isinstance(one, QAbstractItemView) and one.height() > 80), None)
    if table is not None:
        touch(qtbot, window, table)
        assert ringed(window) == []


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
@pytest.mark.parametrize("how", ["hidden", "switched off"])
def test_the_keyboard_stays_on_its_page_when_what_has_it_is_gone(
    window: MainWindow, qtbot: QtBot, key: str, how: str
) -> None:
    window.show_page(key)
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    stops = [one for one in focusable(window) if page.isAncestorOf(one)]
    assert len(stops) > 1
    for one in stops:
        one.setFocus()
        assert QApplication.focusWidget() is one
        (one.hide if how == "hidden" else lambda one=one: one.setEnabled(False))()  # type: ignore[misc]
        focus = QApplication.focusWidget()
        assert focus is not None, one.accessibleName()
        assert page.isAncestorOf(focus), f"{type(one).__name__} {one.accessibleName()}: {type(focus).__name__}"
        one.setEnabled(True)
        one.show()


def test_after_saving_a_text_one_goes_on_writing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("reports")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, ReportsPage)
    click(qtbot, window, page.edit_button)
    page.texts.editor.setPlainText("# Purpose\n\nOur own words.")
    click(qtbot, window, page.texts.save_button)
    wait_until_idle(window, qtbot)
    assert not page.texts.dirty
    assert QApplication.focusWidget() is page.texts.editor
    assert ringed(window) == []


def test_after_the_last_suggestion_is_confirmed_the_keyboard_is_on_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("evidence")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, EvidencePage)
    click(qtbot, window, page.all_button)
    wait_until_idle(window, qtbot)
    QApplication.processEvents()
    assert not page.yes_button.isEnabled()
    assert within(window) == "page"
    assert ringed(window) == []


def test_in_settings_a_click_leaves_no_ring_and_the_keyboard_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("settings")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, SettingsPage)
    section = page.open_section("Copies")
    click(qtbot, window, section.now_button)  # type: ignore[attr-defined]
    wait_until_idle(window, qtbot)
    assert within(window) == "page"
    assert ringed(window) == []
