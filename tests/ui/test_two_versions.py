"""Another version of the open register beside it: the window says so, compares them, and goes on with either."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from cp_desktop.model import District
from cp_desktop.places import Place
from cp_desktop.register import Register
from cp_desktop.services import records, versions
from cp_desktop.ui.dialogs.versions_dialog import VersionsDialog
from cp_desktop.ui.register_file.versions_banner import COMPARE
from cp_desktop.ui.window import MainWindow
from tests.conftest import as_made
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle
from tests.ui.keyboard import Keyboard

CONFLICT = "demo (PC2's conflicted copy 2018-03-04).cpregister"


def add(register: Register, name: str) -> None:
    records.save(register, records.blank(District, name=name))


def path_of(window: MainWindow) -> Path:
    assert window.app is not None
    return Path(str(window.app.register.place))


def names_of_districts(window: MainWindow) -> set[str]:
    assert window.app is not None
    return set(window.app.read(lambda session: [one.name for one in session.query(District)]))


@pytest.fixture
def other(window: MainWindow) -> Path:
    """What was saved elsewhere at the same time, and lies beside the open register now."""
    assert window.app is not None
    path = Path(shutil.copy(path_of(window), path_of(window).with_name(CONFLICT)))
    with closing(as_made(path)) as register:
        add(register, "Theirs")
        add(register, "Theirs too")
    add(window.app.register, "Ours")
    return path


def come_back(window: MainWindow, qtbot: QtBot) -> None:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    wait_until_idle(window, qtbot)


def told(window: MainWindow, qtbot: QtBot) -> bool:
    come_back(window, qtbot)
    return window.file_banners.versions.isVisible()


def compared(window: MainWindow, qtbot: QtBot) -> VersionsDialog:
    assert told(window, qtbot)
    [link] = [one for one in window.file_banners.versions.findChildren(QPushButton) if one.text() == COMPARE]
    link.click()
    qtbot.waitUntil(lambda: len(window.findChildren(VersionsDialog)) == 1)
    [dialog] = window.findChildren(VersionsDialog)
    return dialog


def set_aside(path: Path) -> list[str]:
    return [one.name for one in path.parent.iterdir() if "(set aside " in one.name]


def test_what_only_one_of_them_has_is_shown_and_the_open_one_gone_on_with(
    window: MainWindow, qtbot: QtBot, other: Path
) -> None:
    dialog = compared(window, qtbot)
    assert [row[1] for row in dialog.here.texts()] == ["Add district: Ours"]
    assert [row[1] for row in dialog.there.texts()] == ["Add district: Theirs", "Add district: Theirs too"]
    assert ("District", "", "Theirs") in dialog.changes.texts()
    dialog.there.selectRow(1)
    assert ("District", "", "Theirs too") in dialog.changes.texts()
    dialog.here.selectRow(0)
    assert ("District", "", "Ours") in dialog.changes.texts()
    dialog.this_button.click()
    wait_until_idle(window, qtbot)
    [name] = set_aside(other)
    assert window.banner.text() == f"You go on with this version. The other one is kept as {name}."
    assert not told(window, qtbot)
    assert {"Ours"} <= names_of_districts(window)
    assert window.app is not None
    assert window.app.can_write


def test_the_other_one_is_gone_on_with(window: MainWindow, qtbot: QtBot, other: Path) -> None:
    dialog, here = compared(window, qtbot), path_of(window)
    with qtbot.waitSignal(window.ready):
        dialog.other_button.click()
    wait_until_idle(window, qtbot)
    assert path_of(window) == here
    assert {"Theirs", "Theirs too"} <= names_of_districts(window)
    assert "Ours" not in names_of_districts(window)
    [name] = set_aside(other)
    assert name.startswith("demo (set aside ")
    assert name in window.banner.text()
    assert not told(window, qtbot)


def test_it_is_told_at_opening_and_left_until_there_is_more_in_it(
    window: MainWindow, qtbot: QtBot, other: Path
) -> None:
    path = path_of(window)
    window.close_register()
    again = opened(path, qtbot)
    qtbot.waitUntil(again.file_banners.versions.isVisible)
    assert CONFLICT in again.file_banners.versions.text()
    again.file_banners.versions.dismiss()
    assert not told(again, qtbot), "she has seen it"
    with closing(as_made(other)) as register:
        add(register, "Theirs at last")
    assert told(again, qtbot)
    again.close_register()


def test_a_comparison_that_is_stopped_shows_nothing_and_lets_go_of_the_other(
    window: MainWindow, qtbot: QtBot, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, stopped, let_go = Event(), Event(), Event()
    opens = versions.opened

    @contextmanager
    def opened_slowly(place: Place) -> Iterator[Register]:
        with opens(place) as register:
            started.set()
            assert stopped.wait(60)
            yield register
        let_go.set()

    monkeypatch.setattr(versions, "opened", opened_slowly)
    assert told(window, qtbot)
    window.file_banners.versions.acted.emit()
    qtbot.waitUntil(started.is_set)
    [dialog] = window.findChildren(QProgressDialog)
    dialog.canceled.emit()
    stopped.set()
    qtbot.waitUntil(lambda: "as you stopped it" in window.banner.text())
    assert let_go.is_set()
    assert window.findChildren(VersionsDialog) == []


def test_f6_goes_from_message_to_message(window: MainWindow, qtbot: QtBot, other: Path, keyboard: Keyboard) -> None:
    assert told(window, qtbot)
    window.say("Something else", "warning")
    for banner in (window.banner, window.file_banners.versions, window.banner):
        keyboard.press(Qt.Key.Key_F6)
        focus = window.focusWidget()
        assert focus is not None
        assert banner.isAncestorOf(focus)


def test_a_copy_of_how_it_was_is_not_told(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    shutil.copy(path_of(window), path_of(window).with_name("Copy of demo.cpregister"))
    add(window.app.register, "Ours")
    assert not told(window, qtbot)


def test_one_that_somebody_has_open_stays_and_it_is_said(window: MainWindow, qtbot: QtBot, other: Path) -> None:
    dialog = compared(window, qtbot)
    with Register.open(other):
        dialog.this_button.click()
        wait_until_idle(window, qtbot)
        assert "has demo (PC2's conflicted copy 2018-03-04).cpregister open" in window.banner.text()
    assert set_aside(other) == []
    assert told(window, qtbot)
