"""Copies: made while others work, whole or not at all, read again, and the way back."""

import sqlite3
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from cp_desktop.errors import UserError
from cp_desktop.model import District, table_of
from cp_desktop.register import Register, backup, sqlite_file
from cp_desktop.register.lock import who


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [name for (name,) in raw.execute("SELECT name FROM district ORDER BY id")]


@pytest.mark.parametrize(("pages", "copies"), [(1, 2), (10_000, 10)])
def test_a_copy_made_while_somebody_writes_is_one_state(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, copies: int
) -> None:
    monkeypatch.setattr(sqlite_file, "PAGES_A_STEP", pages)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with register.operation("Pair") as session:
                session.execute(insert(table_of(District)), [{"name": f"{number} a"}, {"name": f"{number} b"}])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(copies):
            out = tmp_path / f"{number}.cpregister"
            backup.write(register.place.path, out)
            assert len(names(out)) % 2 == 0
            with Register.open(out, write=False) as copy:
                assert len(copy.entries()) == len(names(out)) // 2 + 1
    finally:
        stop.set()
        writer.join()
    assert not list(tmp_path.glob("*.part*"))


def test_who_writes_does_not_wait_for_all_of_a_copy(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two steps of a copy a write goes through, and the copy holds it."""
    monkeypatch.setattr(sqlite_file, "PAGES_A_STEP", 1)
    moved, written = sqlite_file.Patience.moved, []

    def write_after_a_step(patience: sqlite_file.Patience, *pages: int) -> None:
        moved(patience, *pages)
        if not written:
            written.append(True)
            add(register, "North")

    monkeypatch.setattr(sqlite_file.Patience, "moved", write_after_a_step)
    backup.write(register.place.path, tmp_path / "copy.cpregister")
    assert names(tmp_path / "copy.cpregister") == ["North"]


def test_a_copy_is_whole_or_absent(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "copy.cpregister"
    backup.write(register.place.path, out)
    before = out.read_bytes()
    add(register, "North")

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cp_desktop.private_files.os.fsync", no_room)
    for place in (out, tmp_path / "new.cpregister"):
        with pytest.raises(UserError, match="disk is full"):
            backup.write(register.place.path, place)
    assert out.read_bytes() == before
    assert {one.name for one in tmp_path.glob("*.cpregister*")} == {
        "copy.cpregister",
        "test.cpregister",
        "test.cpregister.lock",
    }


def test_a_copy_onto_the_register_itself_is_refused(register: Register, tmp_path: Path) -> None:
    before = register.place.path.read_bytes()
    hard, soft = tmp_path / "hard.cpregister", tmp_path / "soft.cpregister"
    hard.hardlink_to(register.place.path)
    with suppress(OSError):  # Windows gives symbolic links to few
        soft.symlink_to(register.place.path)
    names = [register.place.path, hard, *([soft] if soft.exists() and soft.samefile(register.place.path) else [])]
    assert len(names) == 3 or sys.platform == "win32"
    for out in names:
        with pytest.raises(UserError, match=r"is the register itself\. Nothing was copied"):
            backup.write(register.place.path, out)
    assert register.place.path.read_bytes() == before


def test_a_copy_to_where_nothing_can_be(register: Register, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="Nothing was changed there"):
        backup.write(register.place.path, tmp_path / "file" / "copy.cpregister")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="Nothing was changed there"):
        backup.write(register.place.path, tmp_path / "folder")
    with pytest.raises(UserError, match="cannot be reached"):
        backup.write(tmp_path / "none.cpregister", tmp_path / "copy.cpregister")


def test_restoring_brings_a_state_back_and_keeps_the_other(register: Register, tmp_path: Path) -> None:
    add(register, "North")
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    add(register, "South")
    register.close()
    backup.restore(register.place.path, kept)
    assert names(register.place.path) == ["North"]
    assert names(kept) == ["North"]
    previous = backup.copies(register.place.path)[0]
    assert backup.BEFORE_RESTORE in previous.path.stem
    assert names(previous.path) == ["North", "South"]
    backup.restore(register.place.path, previous.path)
    assert names(register.place.path) == ["North", "South"]
    assert len([copy for copy in backup.copies(register.place.path) if backup.BEFORE_RESTORE in copy.path.stem]) == 2
    with Register.open(register.place) as again:
        assert again.undoable()[0] == "Add South"


def test_restoring_keeps_the_bytes_of_a_damaged_register(register: Register, tmp_path: Path) -> None:
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    register.close()
    wreck = register.place.path.read_bytes()[:9000]
    register.place.path.write_bytes(wreck)
    with pytest.raises(UserError, match="damaged"):
        Register.open(register.place)
    backup.restore(register.place.path, kept)
    assert names(register.place.path) == []
    [damaged] = [copy for copy in backup.copies(register.place.path) if backup.DAMAGED in copy.path.stem]
    assert damaged.path.read_bytes() == wreck


def test_restoring_where_the_register_is_gone(register: Register, tmp_path: Path) -> None:
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    register.close()
    register.place.path.unlink()
    backup.restore(register.place.path, kept)
    assert names(register.place.path) == []


@pytest.mark.parametrize("whole", [True, False])
def test_a_journal_of_what_was_there_is_not_played_into_the_copy(
    register: Register, tmp_path: Path, whole: bool
) -> None:
    """A killed program's journal beside the register belongs to the old pages only."""
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    add(register, "North")
    register.close()
    with closing(sqlite3.connect(register.place.path, isolation_level=None)) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO post (title) VALUES (?)", [(f"{n:>500}",) for n in range(500)])
        half, journal = register.place.path.read_bytes(), Path(f"{register.place.path}-journal").read_bytes()
        assert journal[:1] != b"\0", "the journal is not one that SQLite would play back"
    register.place.path.write_bytes(half if whole else b"no longer a register" * 500)
    Path(f"{register.place.path}-journal").write_bytes(journal)
    backup.restore(register.place.path, kept)
    assert [one.name for one in tmp_path.glob("test*")] == ["test.cpregister"]
    assert names(register.place.path) == []
    assert register.place.path.read_bytes() == kept.read_bytes()
    with Register.open(register.place) as again:
        assert again.entries()
    if not whole:
        return
    [previous] = [copy for copy in backup.copies(register.place.path) if backup.BEFORE_RESTORE in copy.path.stem]
    assert names(previous.path) == ["North"], "what the killed program left was mended before it was kept"


def test_only_a_sound_register_is_restored(register: Register, tmp_path: Path) -> None:
    foreign, cut = tmp_path / "foreign.cpregister", tmp_path / "cut.cpregister"
    foreign.write_text("Name,Ward\n" * 50)
    add(register, "North")
    register.close()
    cut.write_bytes(register.place.path.read_bytes()[:12288])
    before = register.place.path.read_bytes()
    for copy, why in ((foreign, "not a register"), (cut, "damaged"), (tmp_path / "none", "is not there")):
        with pytest.raises(UserError, match=why):
            backup.restore(register.place.path, copy)
    with pytest.raises(UserError, match="is the register itself"):
        backup.restore(register.place.path, register.place.path)
    assert register.place.path.read_bytes() == before
    assert backup.copies(register.place.path) == []


def test_what_was_restored_is_the_users_again(register: Register, tmp_path: Path) -> None:
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    register.close()
    backup.restore(register.place.path, kept)
    with Register.open(register.place) as again:
        add(again, "North")
        assert again.entries()[-1].who == who()
        with again.reading() as session:
            assert session.scalars(select(District.name)).all() == ["North"]
