"""Another file takes the place of the register that the window has open: it is told, and she goes on with either."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import District
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.register_file.trouble_banner import KEEP, OPEN_NOW, OPEN_RENAMED, RESTORE
from cp_desktop.ui.window import MainWindow
from tests.conftest import as_made
from tests.ui.conftest import Answers, opened
from tests.ui.everywhere import wait_until_idle

posix = pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")


def file_of(window: MainWindow) -> Path:
    assert window.app is not None
    return Path(str(window.app.register.place))


def come_back(window: MainWindow, qtbot: QtBot) -> None:
    """As somebody does who worked with another program meanwhile."""
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    wait_until_idle(window, qtbot)


def offered(window: MainWindow, qtbot: QtBot, words: str) -> dict[str, QPushButton]:
    """What can be done about the trouble, once the window says it in these words."""
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: window.file_banners.trouble.isVisible() and words in window.file_banners.trouble.text())
    return {one.text(): one for one in window.file_banners.trouble.findChildren(QPushButton) if one.isVisible()}


def shown_on(page: QWidget) -> Iterator[str]:
    yield from (label.text() for label in page.findChildren(QLabel))
    for table in page.findChildren(QTableView):
        model = table.model()
        for row in range(min(model.rowCount(), 30)):
            yield from (str(model.index(row, column).data()) for column in range(model.columnCount()))


def choose(button: QPushButton, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.ready):
        button.click()
    wait_until_idle(window, qtbot)
    assert not window.file_banners.trouble.isVisible()


def add_district(path: Path, name: str) -> None:
    """What somebody else does who opens the file."""
    with closing(as_made(path)) as register, register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def district(name: str, window: MainWindow) -> bool:
    assert window.app is not None
    return window.app.read(lambda session: session.scalar(select(District).where(District.name == name))) is not None


@pytest.fixture
def stranger(demo_file: Path, tmp_path: Path) -> Path:
    """The register of another council, in which every row of this one could be written."""
    path = Path(shutil.copy(demo_file, tmp_path / "arrived"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE council SET name = 'Weston Council', register_uid = 'weston'")
        for table, column in (("councillor", "surname"), ("home", "name"), ("item", "wording"), ("event", "name")):
            raw.execute(f"UPDATE {table} SET {column} = 'Planted ' || id")
    return path


def test_written_over_by_another_councils_register(
    window: MainWindow, qtbot: QtBot, stranger: Path, answers: Answers
) -> None:
    path, content = file_of(window), stranger.read_bytes()
    window.show_page("councillors", 1)
    page = window.page()
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: page.list.front is not None)
    phone = page.list.front.fields.boxes["phone"].editor.focusProxy()
    phone.setFocus()
    qtbot.keyClicks(phone, "2")
    path.write_bytes(content)
    page.save()
    assert path.read_bytes() == content, "nothing is written to a stranger"
    for entry in PAGES:  # whatever she looks at, nothing breaks, and nothing of the stranger is shown
        answers.next = "Discard"
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None
        assert not [text for text in shown_on(page) if "Planted" in text], entry.key
    assert path.read_bytes() == content
    ways_on = offered(window, qtbot, "is another register now, of Weston Council")
    assert set(ways_on) == {OPEN_NOW, RESTORE}, "what was written over cannot be kept"
    choose(ways_on[OPEN_NOW], window, qtbot)
    assert "Weston Council" in window.windowTitle()
    assert len(answers.asked) == 1, "what becomes of what was typed for the other council"


@posix
def test_going_on_with_what_was_open(
    window: MainWindow, qtbot: QtBot, stranger: Path, monkeypatch: pytest.MonkeyPatch, answers: Answers
) -> None:
    assert window.app is not None
    path, council = file_of(window), window.app.terms.council
    content = stranger.read_bytes()
    stranger.replace(path)
    ways_on = offered(window, qtbot, "is another register now")
    assert set(ways_on) == {OPEN_NOW, KEEP}
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    ways_on[KEEP].click()  # and thinks better of it
    assert window.file_banners.trouble.isVisible()
    proposed: list[str] = []

    def save_as(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        proposed.append(name)
        return str(path.with_name("Mine")), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_as)
    choose(ways_on[KEEP], window, qtbot)
    assert Path(proposed[0]).parent == path.parent
    assert file_of(window) == path.with_name("Mine.cpregister")
    assert council in window.windowTitle()
    assert path.read_bytes() == content
    assert answers.asked == []


@posix
def test_renamed(window: MainWindow, qtbot: QtBot) -> None:
    path = file_of(window)
    path.rename(path.with_name("New name.cpregister"))
    ways_on = offered(window, qtbot, "it is New name.cpregister now")
    assert set(ways_on) == {OPEN_RENAMED}
    choose(ways_on[OPEN_RENAMED], window, qtbot)
    assert file_of(window).name == "New name.cpregister"


@posix
def test_gone_and_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, away = file_of(window), tmp_path / "away"
    path.rename(away)
    assert set(offered(window, qtbot, "cannot be reached")) == {KEEP}
    back = Path(shutil.copy(away, tmp_path / "back"))
    add_district(back, "Northmoor")
    back.rename(path)
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: not window.file_banners.trouble.isVisible())
    assert district("Northmoor", window)


def test_what_is_done_elsewhere_comes_to_the_pages(window: MainWindow, qtbot: QtBot) -> None:
    path = file_of(window)
    window.close_register()
    with closing(as_made(path)) as theirs:
        looking_on = opened(path, qtbot)
        assert looking_on.app is not None
        wait_until_idle(looking_on, qtbot)
        touched: list[frozenset[str]] = []
        looking_on.app.changed.connect(touched.append)
        come_back(looking_on, qtbot)
        assert touched == [], "nothing was done: nothing is read again"
        with theirs.operation("Add Northmoor") as session:
            session.add(District(name="Northmoor"))
        come_back(looking_on, qtbot)
        assert len(touched) == 1
        assert "district" in touched[0]
        assert looking_on.banner.text() == "One thing was done in this register elsewhere. The pages show it now."
        looking_on.close_register()


def test_what_is_done_here_is_not_told_as_done_elsewhere(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    with window.app.register.operation("Add Northmoor") as session:
        session.add(District(name="Northmoor"))
    window.app.undo()
    window.banner.dismiss()
    come_back(window, qtbot)
    assert not window.banner.isVisible()
