"""What Python takes away ends on the window's thread, whichever thread asked for memory."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot


class Link:
    """One that holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def thresholds() -> Iterator[None]:
    """Python's own: what ran before in this process may have raised them, as mypy does."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("thresholds")
def test_garbage_of_a_reading_thread_is_taken_away_on_the_windows(qtbot: QtBot) -> None:
    ended_on: list[int] = []

    def make_garbage() -> None:
        for _ in range(20_000):
            weakref.finalize(Link(), lambda: ended_on.append(threading.get_ident()))

    reading = threading.Thread(target=make_garbage)
    reading.start()
    reading.join()
    assert ended_on == []
    qtbot.waitUntil(lambda: bool(ended_on))
    assert set(ended_on) == {threading.get_ident()}
