"""A bug in the window: the dialog, the log and standard error tell where it happened, and no value of the register."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from cp_desktop.app_data import log_file
from cp_desktop.exchange import importer
from cp_desktop.reports.documents import survey_summary
from cp_desktop.services import records
from cp_desktop.ui.app import Crash
from cp_desktop.ui.dialogs import search
from cp_desktop.ui.dialogs.crash_box import CrashBox
from cp_desktop.ui.dialogs.search import SearchDialog
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Incoming
from cp_desktop.ui.records import listing_model
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.window import MainWindow
from tests import OWN_PLACES
from tests.marking import MARKER, mark, stumbles
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle


def test_a_failed_write_of_a_concern_is_told_without_its_words(
    window: MainWindow, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert window.app is not None
    with pytest.raises(Exception) as raised, window.app.register.operation("Write") as session:  # noqa: PT011
        session.execute(text("UPDATE visit SET concern_reference = :words, nowhere = 1"), {"words": MARKER})
    Crash(window)(raised.type, raised.value, raised.tb)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    [box] = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    got = [box.text() + box.informativeText() + box.detailedText(), capsys.readouterr().err]
    got.append(log_file().read_text(encoding="utf-8"))
    box.reject()
    assert all("no such column: nowhere" in words for words in got)
    assert not any(MARKER in words for words in got)


def test_a_bug_is_told_where_no_log_can_be_written(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, own_place: Path
) -> None:
    """And without a console, as Windows starts the window."""
    no_folder = own_place / "a file"
    no_folder.touch()
    for name in OWN_PLACES:
        monkeypatch.setenv(name, str(no_folder))
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(ZeroDivisionError) as raised:
        raise ZeroDivisionError("planted")
    Crash(window)(raised.type, raised.value, raised.tb)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    [box] = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    box.reject()
    assert "could not be written down" in box.informativeText()
    assert "planted" in box.detailedText()


@pytest.fixture
def marked(demo_file: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The window on a register whose every text is marked, with the program's way of telling bugs."""
    path = Path(shutil.copy(demo_file, tmp_path / "demo.cpregister"))
    assert mark(path) > 20
    window = opened(path, qtbot)
    monkeypatch.setattr(sys, "excepthook", Crash(window))
    yield window
    window.close_register()


def list_rows(window: MainWindow, _: QtBot, __: Path) -> None:
    window.show_page("councillors")


def save_form(window: MainWindow, qtbot: QtBot, _: Path) -> None:
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, ListPage)
    page.list.rows.opened.emit(page.rows.model.ids[0])
    form = page.list.front
    assert form is not None
    form.fields.boxes["surname"].editor.set_value(f"{MARKER} anew")
    form.fields.boxes["surname"].editor.edited.emit()
    QTimer.singleShot(0, form.save)


def look_for(window: MainWindow, _: QtBot, __: Path) -> None:
    assert window.app is not None
    dialog = SearchDialog(window.app, window)
    dialog.open()
    dialog.line.setText(MARKER)
    dialog.line.textEdited.emit(MARKER)


def make_paper(window: MainWindow, _: QtBot, __: Path) -> None:
    window.show_document("survey-summary", {})


def take_in(window: MainWindow, _: QtBot, folder: Path) -> None:
    assert window.app is not None
    file = folder / f"{MARKER}.csv"
    file.write_text(f"Surname,Ward,Party\n{MARKER},Planted,Marked\n", "utf-8")
    ImportDialog(window.app, [Incoming(file, "councillors")], window).open()


ROADS: dict[str, tuple[object, str, Callable[[MainWindow, QtBot, Path], None]]] = {
    "listing": (listing_model, "show", list_rows),
    "form": (records, "save", save_form),
    "search": (search, "_records", look_for),
    "paper": (survey_summary, "compose", make_paper),
    "import": (importer.ImportContext, "__init__", take_in),
}


def boxes(window: MainWindow) -> list[CrashBox]:
    return [box for box in window.findChildren(CrashBox) if box.isVisible()]


@pytest.mark.parametrize("road", ROADS)
def test_no_text_of_the_register_is_told(
    road: str,
    marked: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    owner, name, go = ROADS[road]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, stumbles)
        go(marked, qtbot, tmp_path)
        qtbot.waitUntil(lambda: bool(boxes(marked)))
    [box] = boxes(marked)
    log = log_file().read_text("utf-8")
    assert "in stumbles" in log
    told = box.text() + box.informativeText() + box.detailedText()
    box.reject()
    assert MARKER not in told + log + "".join(capfd.readouterr())


def test_the_box_shows_what_its_button_copies_and_what_is_written_down(window: MainWindow, qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        raise ZeroDivisionError("planted")
    Crash(window)(raised.type, raised.value, raised.tb)
    qtbot.waitUntil(lambda: bool(boxes(window)))
    [box] = boxes(window)
    [shown] = [one.toPlainText() for one in box.findChildren(QTextEdit) if one.isVisible()]
    [copy] = [one for one in box.buttons() if one.text().replace("&", "") == "Copy details"]
    copy.click()
    assert box.isVisible(), "it is read on"
    copied = QGuiApplication.clipboard().text()
    box.reject()
    assert copied == shown == box.detailedText()
    assert shown in log_file().read_text("utf-8")
    assert "ZeroDivisionError: planted" in shown
    assert "CP Desktop 0." in shown, "which version it is"
    assert str(Path.home()) not in shown
    assert str(Path(__file__).parents[2]) not in shown, "folders may carry a name"
