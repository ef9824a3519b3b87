"""Help > About: what support asks first, in one line to copy."""

import platform
from pathlib import Path

import PySide6
import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cp_desktop import __version__, bundled
from cp_desktop.register import schema
from cp_desktop.ui.dialogs.help import AboutDialog


def test_the_line_for_support_is_copied_and_names_nobody(qtbot: QtBot) -> None:
    dialog = AboutDialog(None, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    [copy] = [button for button in dialog.findChildren(QPushButton) if button.text() == "Copy for support"]
    copy.click()
    line = QApplication.clipboard().text()
    for fact in (__version__, platform.python_version(), PySide6.__version__, schema.revisions()[-1], "source"):
        assert fact in line
    for secret in (str(Path.home()), Path.home().name, platform.node()):
        assert secret not in line.split()
    assert "\n" not in line


def test_a_packaged_program_says_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "built.txt").write_text("1a2b3c4 of 2018-01-31", "utf-8")
    monkeypatch.setattr(bundled, "RESOURCES", tmp_path)
    assert bundled.made_from() == "packaged from 1a2b3c4 of 2018-01-31"
