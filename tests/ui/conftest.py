"""Windows on real registers: an empty one, and a copy of the demo year."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.register import Register
from cp_desktop.ui import theme
from cp_desktop.ui.app import application
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records import leaving
from cp_desktop.ui.widgets import focus_ring
from cp_desktop.ui.window import MainWindow
from tests.ui.keyboard import Keyboard

AS_AT = dt.date(2018, 1, 31)
PATIENCE = 60_000  # milliseconds: for a machine that has much else to do


class PatientBot(QtBot):
    """Waits for what has to come until it has: how long that takes is the machine's, and no test is about it."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitCallback(self, *, timeout: int = PATIENCE, **more: Any) -> Any:
        return super().waitCallback(timeout=timeout, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with patience."""
    return PatientBot(request)


class Answers:
    """Answers the question before something typed is left, by its real buttons; `asked` keeps what it said."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.next = "Keep editing"

    def exec(self, box: QMessageBox) -> None:
        self.asked.append(f"{box.text()} {box.informativeText()}".strip())
        answer, self.next = self.next, "Keep editing"
        box.show()
        [button] = [one for one in box.buttons() if one.text().replace("&", "").startswith(answer)]
        button.click()


@pytest.fixture(scope="session")
def qapp() -> object:
    """The application as the program starts it, with its own looks."""
    app = application()
    theme.apply(app, "light")
    return app


@pytest.fixture(autouse=True)
def _by_keyboard(qapp: object) -> None:
    """Each test begins as one who used the keyboard, whatever the test before clicked."""
    focus_ring.used(keyboard=True)


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What a person answers when she is asked what becomes of something typed; unless told, she goes on with it."""
    given = Answers()
    monkeypatch.setattr(leaving.QMessageBox, "exec", lambda box: given.exec(box))
    return given


@pytest.fixture
def keyboard(qtbot: QtBot) -> Keyboard:
    """The keyboard."""
    return Keyboard(qtbot)


@pytest.fixture
def app(register: Register, qtbot: QtBot) -> Iterator[AppSession]:
    """A session with an empty register, as at 31 January 2018."""
    made = AppSession(register, AS_AT)
    yield made
    made.close()


@pytest.fixture
def demo_register(demo_file: Path, tmp_path: Path) -> Iterator[Register]:
    """A copy of the demo register, open for writing."""
    copy = tmp_path / "demo.cpregister"
    shutil.copyfile(demo_file, copy)
    opened = Register.open(copy)
    yield opened
    opened.close()


@pytest.fixture
def demo_app(demo_register: Register, qtbot: QtBot) -> Iterator[AppSession]:
    """A session with a copy of the demo register, as at 31 January 2018."""
    made = AppSession(demo_register, AS_AT)
    yield made
    made.close()


def opened(path: Path, qtbot: QtBot) -> MainWindow:
    """The whole window on a register, as at 31 January 2018."""
    made = MainWindow()
    qtbot.addWidget(made)
    made.build_ui()
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    with qtbot.waitSignal(made.ready):
        assert made.open_register(path, AS_AT)
    return made


@pytest.fixture
def window(demo_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window on a copy of the demo register, as at 31 January 2018."""
    copy = tmp_path / "demo.cpregister"
    shutil.copyfile(demo_file, copy)
    made = opened(copy, qtbot)
    yield made
    made.close_register()


@pytest.fixture
def empty_window(register: Register, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window on an empty register, as at 31 January 2018."""
    register.close()
    made = opened(register.place.path, qtbot)
    yield made
    made.close_register()
