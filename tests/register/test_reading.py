"""Reading fails as writing does: with a sentence, whatever became of the file, and works again when it is back."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Councillor, Visit, table_of
from cp_desktop.register import Register, sqlite_store
from cp_desktop.register.store import RegisterUnreadableError
from tests.conftest import as_made
from tests.spoiling import SPOILS, Spoil, damaged, locked, with_a_value_that_is_none


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0)
    made = as_made(Path(shutil.copy(demo_file, tmp_path / "demo.cpregister")))
    yield made
    made.close()


def counted(register: Register) -> int:
    with register.reading() as session:
        return session.scalar(select(func.count()).select_from(table_of(Councillor))) or 0


ROADS: tuple[Callable[[Register], Any], ...] = (counted, Register.undoable, Register.entries)


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_every_reading_says_a_sentence_and_reads_again(demo: Register, spoil: Spoil) -> None:
    before = [road(demo) for road in ROADS]
    with spoil(demo.place.path):
        for road in ROADS:
            with pytest.raises(UserError, match=r"Nothing was (changed|saved)\. [A-Z]"):
                road(demo)
    assert [road(demo) for road in ROADS] == before


def test_a_reading_says_nothing_of_saving(demo: Register) -> None:
    with locked(demo.place.path), pytest.raises(UserError, match=r"just now\. Nothing was changed\. Try again"):
        counted(demo)


def test_what_breaks_over_a_damaged_file_is_no_bug(demo: Register) -> None:
    """Pages that went wrong may give rows that are none: what the program makes of them says nothing of itself."""

    def stumble() -> None:
        with demo.reading():
            raise KeyError("a row that must be there")

    with pytest.raises(KeyError):
        stumble()
    with pytest.raises(UserError, match="is damaged"), damaged(demo.place.path):
        stumble()


def test_a_text_that_is_none_is_damage_and_is_quoted_nowhere(demo: Register) -> None:
    path = demo.place.path
    content = path.read_bytes()
    with demo.reading() as session:
        surname = session.scalar(select(Councillor.surname)) or ""
    assert content.count(surname.encode()), "the demo register has a councillor"
    path.write_bytes(content.replace(surname.encode(), b"\xff" * len(surname)))
    with pytest.raises(UserError, match="is damaged") as raised, demo.reading() as session:
        session.scalars(select(Councillor.surname)).all()
    assert "\\xff" not in str(raised.value)


def test_a_trouble_of_what_is_written_meanwhile_is_not_the_registers(demo: Register, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), demo.reading():
        (tmp_path / "nowhere" / "out.csv").write_text("")


def test_a_drive_that_fails(demo: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    really = Path.stat

    def fails(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == demo.place.path:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return really(path, follow_symlinks=follow_symlinks)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", fails)
        for road in (*ROADS, Register.undo):
            with pytest.raises(UserError, match=r"cannot be reached \(Input/output error\)\. Nothing was changed\."):
                road(demo)
    assert counted(demo)


def test_a_value_that_cannot_be_read_is_named_and_is_no_bug(demo: Register) -> None:
    wanted = r"“Date of visit” is “in spring”, which is no date\. Nothing was (changed|saved)\. The register was"

    def visits(session: Session) -> None:
        session.scalars(select(Visit)).all()

    with with_a_value_that_is_none(demo.place.path):
        with pytest.raises(RegisterUnreadableError, match=wanted), demo.reading() as session:
            visits(session)
        with pytest.raises(UserError, match=wanted), demo.operation("Look at them") as session:
            visits(session)
        assert counted(demo)
    with demo.reading() as session:
        visits(session)
