"""Copies of a register: by the service, the command and the window alike, and never over what is no register."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.register import Register
from cp_desktop.services import registers
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs import register_dialogs

BackUp = Callable[[Register, Path], str]


@pytest.fixture
def by_service() -> BackUp:
    def back_up(register: Register, path: Path) -> str:
        try:
            registers.back_up(register, path)
        except UserError as problem:
            return str(problem)
        return ""

    return back_up


@pytest.fixture
def by_command(capsys: pytest.CaptureFixture[str]) -> BackUp:
    def back_up(register: Register, path: Path) -> str:
        main(["--register", str(register.place), "backup", "--out", str(path)])
        return capsys.readouterr().err.strip()

    return back_up


@pytest.fixture
def by_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> BackUp:
    def back_up(register: Register, path: Path) -> str:
        app, parent = AppSession(register), QWidget()
        qtbot.addWidget(parent)
        said: list[tuple[str, str]] = []
        app.message.connect(lambda sentence, kind, _: said.append((sentence, kind)))
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        register_dialogs.back_up(app, parent)
        qtbot.waitUntil(lambda: bool(said) and not app.busy)
        [(sentence, kind)] = said
        return sentence if kind == "error" else ""

    return back_up


@pytest.mark.parametrize("road", ["by_service", "by_command", "by_window"])
def test_a_copy_spares_what_is_no_register(
    register: Register, tmp_path: Path, road: str, request: pytest.FixtureRequest
) -> None:
    back_up: BackUp = request.getfixturevalue(road)
    copy, letter = tmp_path / "copy.cpregister", tmp_path / "letter.cpregister"
    letter.write_text("Dear Ada", encoding="utf-8")
    for _ in range(2):  # an earlier copy is replaced
        assert back_up(register, copy) == ""
        Register.open(copy, write=False).close()
    assert "is not a register" in back_up(register, letter)
    assert letter.read_text(encoding="utf-8") == "Dear Ada"
    assert "is the register itself. Nothing was copied." in back_up(register, register.place.path)
