"""Another file at the place of an open register: nothing is written to a stranger, whichever way it came there."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Council, District
from cp_desktop.register import Register, kept_copies
from cp_desktop.register.sqlite_identity import identity_of
from cp_desktop.register.sqlite_open_file import REPLACED
from cp_desktop.register.store import RegisterReplacedError, Replacement
from cp_desktop.services import registers
from tests.conftest import MadeOnce, as_made

Place = Callable[[Path, Path], None]
ON_WINDOWS = os.name == "nt"


def in_its_place(new: Path, path: Path) -> None:
    """As a program that synchronises does: another file takes the name."""
    new.replace(path)


def over_it(new: Path, path: Path) -> None:
    """As one who copies does: the same file with other bytes."""
    path.write_bytes(new.read_bytes())


ROADS = [
    pytest.param(in_its_place, marks=pytest.mark.skipif(ON_WINDOWS, reason="Windows replaces no file that is open")),
    over_it,
]


@pytest.fixture
def stranger(made_once: MadeOnce, tmp_path: Path) -> Path:
    """The register of another council."""

    def make(path: Path) -> None:
        registers.create(path, "Weston Council", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)).close()

    return Path(shutil.copy(made_once("weston.cpregister", make), tmp_path / "arrived"))


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def districts(register: Register) -> list[str]:
    with register.reading() as session:
        return list(session.scalars(select(District.name).order_by(District.name)))


def every_road(register: Register) -> Iterator[Callable[[], object]]:
    """All that reads or writes the register, or makes a copy of it."""
    yield lambda: add(register, "East")
    yield register.undo
    yield register.redo
    yield lambda: districts(register)
    yield register.undoable
    yield register.entries
    yield lambda: registers.keep_copy(register)
    yield lambda: registers.back_up(register, register.place.path.with_name("copy"))


def refused(register: Register, by: Replacement, words: str) -> None:
    """Sees that every road is refused, and leaves every byte as it is."""
    path = register.place.path
    before = path.read_bytes() if path.exists() else None
    names = sorted(path.parent.iterdir())
    for road in every_road(register):
        with pytest.raises(RegisterReplacedError, match=words) as problem:
            road()
        assert problem.value.by is by
        assert "Nothing was saved." in str(problem.value)
    assert (path.read_bytes() if path.exists() else None) == before
    assert sorted(path.parent.iterdir()) == names
    assert {copy.why for copy in register.store.copies()} <= {REPLACED}


@pytest.mark.parametrize("replace", ROADS)
@pytest.mark.parametrize("written", [False, True])
def test_another_councils_register(register: Register, stranger: Path, replace: Place, written: bool) -> None:
    if written:
        add(register, "North")
    replace(stranger, register.place.path)
    refused(register, Replacement.ANOTHER, "is another register now, of Weston Council")


@pytest.mark.parametrize("replace", ROADS)
def test_an_earlier_copy_of_it(register: Register, tmp_path: Path, replace: Place) -> None:
    earlier = Path(shutil.copy(register.place.path, tmp_path / "earlier"))
    add(register, "North")
    replace(earlier, register.place.path)
    refused(register, Replacement.ANOTHER_STATE, "is not in it")


@pytest.mark.parametrize("replace", ROADS)
def test_what_a_colleague_made_of_the_same_beginning(register: Register, tmp_path: Path, replace: Place) -> None:
    """As long, as often written, and changed at the same rows: only the history tells it apart."""
    other = Path(shutil.copy(register.place.path, tmp_path / "other"))
    with closing(as_made(other)) as theirs:
        add(theirs, "South")
    add(register, "North")
    replace(other, register.place.path)
    refused(register, Replacement.ANOTHER_STATE, "is not in it")


@pytest.mark.parametrize("replace", ROADS)
def test_what_a_colleague_did_further_is_taken_up(register: Register, tmp_path: Path, replace: Place) -> None:
    add(register, "North")
    other = Path(shutil.copy(register.place.path, tmp_path / "other"))
    with closing(as_made(other)) as theirs:
        add(theirs, "South")
    replace(other, register.place.path)
    assert districts(register) == ["North", "South"]
    add(register, "West")
    register.close()
    with Register.open(register.place) as again:
        assert districts(again) == ["North", "South", "West"]
        assert [entry.label for entry in again.entries()][1:] == ["Add North", "Add South", "Add West"]


@pytest.mark.parametrize("replace", ROADS)
def test_what_a_newer_program_made_of_it(register: Register, tmp_path: Path, replace: Place) -> None:
    add(register, "North")
    newer = Path(shutil.copy(register.place.path, tmp_path / "newer"))
    with closing(sqlite3.connect(newer)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    replace(newer, register.place.path)
    refused(register, Replacement.ANOTHER_VERSION, r"another version of the program meanwhile \(9999\)")


def test_emptied(register: Register) -> None:
    add(register, "North")
    register.place.path.write_bytes(b"")
    refused(register, Replacement.NO_REGISTER, "is no register any more")


@pytest.mark.skipif(ON_WINDOWS, reason="Windows renames no file that is open")
def test_renamed_and_back(register: Register) -> None:
    path, other = register.place.path, register.place.path.with_name("Other name.cpregister")
    path.rename(other)
    refused(register, Replacement.RENAMED, r"it is Other name\.cpregister now")
    away = other.rename(other.parent / "away")
    refused(register, Replacement.MISSING, "cannot be reached")
    assert register.store.trouble is not None
    away.rename(path)
    add(register, "North")
    assert register.store.trouble is None


@pytest.mark.parametrize("replace", ROADS)
@pytest.mark.parametrize("what", ["another", "the same, further"])
def test_replaced_while_an_import_is_under_way(
    register: Register, stranger: Path, tmp_path: Path, replace: Place, what: str
) -> None:
    path, arrived = register.place.path, stranger
    aside = path.with_name("aside")
    if what != "another":
        arrived = Path(shutil.copy(path, tmp_path / "further"))
        with closing(as_made(arrived)) as theirs:
            add(theirs, "South")
    content = arrived.read_bytes()

    def imported() -> None:
        with register.operation("Import") as session:
            session.add(District(name="North"))
            session.flush()
            if replace is in_its_place:
                path.rename(aside)
            replace(arrived, path)

    with pytest.raises(UserError, match=r"replaced while this was done\. Nothing was saved"):
        imported()
    assert path.read_bytes() == content
    register.close()
    for one in {path, aside}:
        if one.exists():
            with closing(as_made(one)) as found:
                assert "North" not in districts(found)


@pytest.mark.skipif(ON_WINDOWS, reason="Windows replaces no file that is open")
def test_what_was_open_is_kept_as_another_file(register: Register, stranger: Path, tmp_path: Path) -> None:
    add(register, "North")
    in_its_place(stranger, register.place.path)
    assert register.store.can_keep_opened()
    kept = tmp_path / "kept.cpregister"
    register.store.keep_opened(kept)
    with Register.open(kept) as found:
        assert districts(found) == ["North"]
    with pytest.raises(UserError, match="is there already"):
        register.store.keep_opened(kept)


@pytest.mark.skipif(ON_WINDOWS, reason="Windows replaces no file that is open")
@pytest.mark.parametrize("noticed", [True, False])
def test_what_was_open_is_among_the_copies_whatever_she_does(
    register: Register, stranger: Path, tmp_path: Path, noticed: bool
) -> None:
    uid = identity_of(register.place.path).register_uid
    add(register, "North")
    in_its_place(stranger, register.place.path)
    if noticed:
        with pytest.raises(RegisterReplacedError):
            add(register, "South")
        assert register.rescued is not None
    register.close()
    [kept] = [copy for copy in kept_copies.copies_of(uid) if copy.why == REPLACED]
    with Register.open(kept.path, write=False) as found:
        assert districts(found) == ["North"]


def test_what_was_written_over_cannot_be_kept(register: Register, stranger: Path, tmp_path: Path) -> None:
    add(register, "North")
    over_it(stranger, register.place.path)
    assert not register.store.can_keep_opened()
    with pytest.raises(UserError, match=r"cannot be read any more.*Restore the latest copy"):
        register.store.keep_opened(tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_one_who_looks_on_follows_the_one_who_writes(register: Register) -> None:
    with Register.open(register.place, write=False) as reader:
        for name in ("East", "North"):
            add(register, name)
            assert districts(reader)[-1] == name
        register.undo()
        assert districts(reader) == ["East"]
        with reader.reading() as session:
            assert session.scalar(select(Council.name)) is not None


@pytest.mark.skipif(not ON_WINDOWS, reason="elsewhere a file that is open can be replaced")
def test_windows_lets_nobody_replace_what_is_written_here(register: Register, stranger: Path) -> None:
    path = register.place.path
    with pytest.raises(PermissionError):
        path.rename(path.with_name("aside"))
    with pytest.raises(PermissionError):
        stranger.replace(path)
    add(register, "North")
    assert districts(register) == ["North"]
    register.close()
    path.rename(path.with_name("aside"))
