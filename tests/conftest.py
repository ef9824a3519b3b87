"""What every test stands on: a place of its own for the program's data, and registers made once and copied."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

# Offscreen unless somebody wants to watch: set before Qt is imported anywhere.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from cp_desktop.bundled import RESOURCES
from cp_desktop.register import Register
from cp_desktop.register.lock import WriterLock
from cp_desktop.register.sqlite_store import SqliteStore
from cp_desktop.services import registers
from tests import OWN_PLACES, leaving_roads, writing_roads
from tests.old_registers import without_rules
from tests.portable_sql import SentStatements

# Offscreen, Qt asks the system for fonts on Linux alone; on Windows it looks in a folder, and warns if there is none.
os.environ.setdefault("QT_QPA_FONTDIR", str(RESOURCES / "fonts"))

writing_roads.watch()
leaving_roads.watch()

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
RegisterWith = Callable[[str, Callable[[Session], object]], Register]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: over several cores the run then does not end with one of them alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session", autouse=True)
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keeps what is made for many tests at once, before any has its own place, out of the tester's folders as well."""
    places = tmp_path_factory.mktemp("places")
    with pytest.MonkeyPatch.context() as patch:
        for name in OWN_PLACES:
            patch.setenv(name, str(places))
        yield places


@pytest.fixture(scope="session")
def _sent_statements() -> Iterator[SentStatements]:
    sent = SentStatements()
    yield sent
    sent.stop()


@pytest.fixture(autouse=True)
def sent_statements(_sent_statements: SentStatements) -> Iterator[SentStatements]:
    """Sees, in every test, that whatever the program sends from above its store could be sent to PostgreSQL."""
    yield _sent_statements
    unportable, _sent_statements.unportable = _sent_statements.unportable, []
    assert unportable == [], "say it by a word of model/sql.py, or let the register's store do it"


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count()


@pytest.fixture(autouse=True)
def own_place(_places: Path, _numbers: Iterator[int], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps copies, logs and settings of a test out of the tester's own folders."""
    place = _places / str(next(_numbers))
    place.mkdir()
    for name in OWN_PLACES:
        monkeypatch.setenv(name, str(place))
    return place


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> MadeOnce:
    """Makes the file of a name once for the whole run, by whichever worker needs it first. Nobody may write to it:
    a test that would takes a copy."""
    base = tmp_path_factory.getbasetemp()
    # Not by the environment: a pytest that a test starts inherits it, and would keep files from run to run.
    shared = (base.parent if hasattr(pytestconfig, "workerinput") else base) / "made-once"
    shared.mkdir(exist_ok=True)

    def made_once(name: str, make: Callable[[Path], object]) -> Path:
        path = shared / name
        # SQLite has a lock that works on every system, and that a killed worker lets go of.
        with closing(sqlite3.connect(shared / f"{name}.lock", timeout=600, isolation_level=None)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            if not path.exists():
                making = tmp_path_factory.mktemp("making") / name
                make(making)
                making.rename(path)
        return path

    return made_once


@pytest.fixture(scope="session")
def empty_file(made_once: MadeOnce) -> Path:
    """A register with its council and the municipal year 2017/18."""

    def make(path: Path) -> None:
        registers.create(
            path, "Northborough City Council", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)
        ).close()

    return made_once("empty.cpregister", make)


@pytest.fixture(scope="session")
def demo_file(made_once: MadeOnce) -> Path:
    """The demo register."""
    from cp_desktop.services import demo

    return made_once("demo.cpregister", demo.make)


@pytest.fixture(scope="session")
def planted_file(made_once: MadeOnce, demo_file: Path) -> Path:
    """The demo register with a mark in every text that is not public, and a file kept with a visit."""
    from tests.planting import plant

    def make(path: Path) -> None:
        with Register.open(Path(shutil.copyfile(demo_file, path))) as register:
            marked = plant(register)
        assert {"home.name", "visit.concern_reference", "event.place", "attachment.name"} <= marked

    return made_once("planted.cpregister", make)


def as_made(path: Path) -> Register:
    """A register open for writing as its maker has it: without the day's copy that opening it again would keep."""
    store = SqliteStore(path)
    store.begin(WriterLock.take(path), None)
    return Register(store)


@pytest.fixture
def register(empty_file: Path, tmp_path: Path) -> Iterator[Register]:
    """An empty register with its council and the municipal year 2017/18."""
    made = as_made(Path(shutil.copy(empty_file, tmp_path / "test.cpregister")))
    yield made
    made.close()


@pytest.fixture
def register_with(made_once: MadeOnce, empty_file: Path, tmp_path: Path) -> Iterator[RegisterWith]:
    """The empty register filled by `fill(session)` in one operation of that label. It is filled once for the whole
    run, so that `fill` is a function of a module and asks for nothing else; each test has a copy."""
    with ExitStack() as opened:

        def register_with(label: str, fill: Callable[[Session], object]) -> Register:
            def make(path: Path) -> None:
                register = as_made(Path(shutil.copy(empty_file, path)))
                with closing(register), register.operation(label) as session:
                    fill(session)

            made = made_once(f"{fill.__module__}.{fill.__qualname__}.cpregister", make)
            return opened.enter_context(closing(as_made(Path(shutil.copy(made, tmp_path / "test.cpregister")))))

        yield register_with


@pytest.fixture
def visits_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a test plant visits that were made by nobody it names, as registers of earlier versions may hold them."""
    without_rules(monkeypatch, "visit.made_by_somebody")
