"""One window a register: a second start brings the first window to the front, and ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cp_desktop.places import lock_of, place_at
from cp_desktop.register import Register
from cp_desktop.ui.single_window import WindowServer, bring_to_front
from cp_desktop.ui.window import MainWindow


def test_who_listens_is_asked_and_nobody_else_answers(tmp_path: Path, qtbot: QtBot) -> None:
    paths = tmp_path / "Łódź of Ó Briain.cpregister", tmp_path / "b.cpregister"
    for path in paths:
        path.touch()
        lock_of(path).touch()
    one, other = map(place_at, paths)
    server = WindowServer()
    assert not bring_to_front(one)
    server.listen(one)
    assert not bring_to_front(other)
    with qtbot.waitSignal(server.asked):
        assert bring_to_front(one)
    if sys.platform != "win32":
        (tmp_path / "link.cpregister").symlink_to(paths[0])
        with qtbot.waitSignal(server.asked):
            assert bring_to_front(place_at(tmp_path / "link.cpregister"))
    server.listen(other)  # the window turned to another register
    assert not bring_to_front(one)
    with qtbot.waitSignal(server.asked):
        assert bring_to_front(other)
    server.close()
    assert not bring_to_front(other)


def test_the_window_comes_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    window.showMinimized()
    window.come_to_front()
    assert not window.isMinimized()
    assert window.isVisible()


@contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-m", "cp_desktop", *words], stderr=subprocess.PIPE) as program:
        yield program
        program.kill()


@pytest.mark.parametrize("road", ["named", "by a double click", "the one used last"])
def test_a_second_start_ends_and_a_killed_one_stands_in_nobodys_way(
    register: Register, road: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    register.close()
    path = str(register.place)
    words = {"named": ["--register", path], "by a double click": [path], "the one used last": []}[road]
    with started(path) as first:
        qtbot.waitUntil(lambda: bring_to_front(register.place), timeout=30_000)
        second = subprocess.run([sys.executable, "-m", "cp_desktop", *words], timeout=30, check=False)
        assert second.returncode == 0
        assert first.poll() is None
        if sys.platform == "win32":
            first.kill()
        else:
            os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert not bring_to_front(register.place)
    with started(path) as third:  # the dead socket of the first is taken away
        qtbot.waitUntil(lambda: bring_to_front(register.place), timeout=30_000)
        assert third.poll() is None
