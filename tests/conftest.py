"""What every test stands on: a place of its own for the program's data, and a fresh register."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Offscreen unless somebody wants to watch: set before Qt is imported anywhere.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cp_desktop.bundled import RESOURCES
from cp_desktop.register import Register
from tests import OWN_PLACES

# Offscreen, Qt asks the system for fonts on Linux alone; on Windows it looks in a folder, and warns if there is none.
os.environ.setdefault("QT_QPA_FONTDIR", str(RESOURCES / "fonts"))


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps copies, logs and settings of a test out of the tester's own folders."""
    place = tmp_path_factory.mktemp("place")
    for name in OWN_PLACES:
        monkeypatch.setenv(name, str(place))
    return place


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """An empty register with its council and the municipal year 2017/18."""
    made = Register.create(
        tmp_path / "test.cpregister",
        "Northborough City Council",
        "2017/18",
        dt.date(2017, 5, 23),
        dt.date(2018, 5, 21),
    )
    yield made
    made.close()
