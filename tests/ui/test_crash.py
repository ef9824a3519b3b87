"""A bug in the window: the dialog, the log and standard error tell where it happened, and no value of the register."""

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from cp_desktop.app_data import log_file
from cp_desktop.ui.app import Crash
from cp_desktop.ui.window import MainWindow
from tests import OWN_PLACES

MARKER = "Planted-7431"


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
    problem = ZeroDivisionError("planted")
    Crash(window)(type(problem), problem, None)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    [box] = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    box.reject()
    assert "could not be written down" in box.informativeText()
    assert "planted" in box.detailedText()
