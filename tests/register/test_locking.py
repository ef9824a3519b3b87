"""One writer at a time, whoever comes second and however the first one ended."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import District
from cp_desktop.register import Register, backup
from cp_desktop.register.lock import LockHeld, WriterLock, who
from cp_desktop.services import registers

HOLD = """
import sys
from pathlib import Path
from cp_desktop.register import Register
with Register.open(Path(sys.argv[1])) as register:
    print(register.read_only_because, flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_program(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A second program that has the register open until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().split() == [b"None"]
        yield other
        other.kill()


def test_the_second_opener_reads_and_is_told_who_writes(register: Register) -> None:
    register.close()
    with another_program(register.place.path), Register.open(register.place) as second:
        assert not second.can_write
        assert second.read_only_because == f"{who()} has it open"
        with (
            pytest.raises(UserError, match=r"cannot be changed here: .* has it open\. Nothing was saved"),
            second.operation("Add") as session,
        ):
            session.add(District(name="North"))
        with pytest.raises(UserError, match="cannot be changed here"):
            second.undo()
        assert len(second.entries()) == 1


def test_the_second_opener_sees_what_the_first_saves(register: Register) -> None:
    with Register.open(register.place) as second:
        assert second.read_only_because == f"{who()} has it open"
        with register.operation("Add") as session:
            session.add(District(name="North"))
        with second.reading() as session:
            assert session.scalars(select(District.name)).all() == ["North"]


def test_a_killed_program_holds_nothing(register: Register) -> None:
    register.close()
    with another_program(register.place.path) as other:
        other.kill()
        other.wait()
        assert register.place.path.with_name(register.place.path.name + ".lock").exists()
        with Register.open(register.place) as second:
            assert second.can_write
    assert list(register.place.path.parent.glob("*.lock")) == []


@pytest.mark.parametrize("leftover", [b"", b"{", b"\xff\xfe\0", b'{"who": "Pat on pc7", "process": 1}', b"x" * 5000])
def test_a_leftover_lock_file_stops_nobody(register: Register, leftover: bytes) -> None:
    register.close()
    lock = register.place.path.with_name(register.place.path.name + ".lock")
    lock.write_bytes(leftover)
    with Register.open(register.place) as again:
        assert again.can_write
        assert json.loads(lock.read_bytes())["who"] == who()
    assert not lock.exists()


def test_a_lock_whose_text_cannot_be_read_still_holds(register: Register) -> None:
    lock = register.place.path.with_name(register.place.path.name + ".lock")
    lock.write_bytes(b"not what was written there")
    with Register.open(register.place) as second:
        assert second.read_only_because == "somebody else has it open"


def test_the_lock_passes_from_hand_to_hand(tmp_path: Path) -> None:
    register = tmp_path / "a.cpregister"
    first = WriterLock.take(register)
    with pytest.raises(LockHeld) as held:
        WriterLock.take(register)
    assert held.value.holder == who()
    first.release()
    first.release()
    second = WriterLock.take(register)
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_making_a_register_whose_lock_is_held(tmp_path: Path) -> None:
    lock = WriterLock.take(tmp_path / "a.cpregister")
    with pytest.raises(UserError, match=r"is working with a\.cpregister\. Nothing was changed\. Try again"):
        registers.create(tmp_path / "a.cpregister", "C", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21))
    lock.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps such a file from being removed")
def test_a_lock_file_removed_while_somebody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first holder lets go just as the second has opened its file: the second must not hold a removed one."""
    register = tmp_path / "a.cpregister"
    first = WriterLock.take(register)
    opened = os.open

    def slow(path: Path, *arguments: int) -> int:
        handle = opened(path, *arguments)
        first.release()
        return handle

    monkeypatch.setattr("cp_desktop.register.lock.os.open", slow)
    second = WriterLock.take(register)
    with pytest.raises(LockHeld):
        WriterLock.take(register)
    second.release()


def test_a_lock_file_that_never_stays_ends_in_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder in which every file made is taken away at once (a cleaner, a sync program) must not hold us for ever."""
    monkeypatch.setattr("cp_desktop.register.lock._same", lambda handle, path: False)
    monkeypatch.setattr("cp_desktop.register.lock.time.sleep", lambda seconds: None)
    with pytest.raises(LockHeld) as held:
        WriterLock.take(tmp_path / "a.cpregister")
    assert held.value.holder == "somebody else"


def test_a_register_that_the_system_will_not_let_us_write(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights of Windows that no attribute shows: os.access says yes, opening says no."""
    register.close()
    opened = os.open

    def refuses(path: Path, flags: int, *mode: int) -> int:
        if Path(path) == register.place.path and flags & os.O_RDWR:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *mode)

    monkeypatch.setattr("cp_desktop.register.sqlite_store.os.open", refuses)
    monkeypatch.setattr("cp_desktop.register.sqlite_store.os.access", lambda *_: True)
    with Register.open(register.place) as again:
        assert again.read_only_because == "the file may only be read"


def test_a_colleagues_leftover_lock_file(open_place: Path, as_nobody: Callable[[str, Path], str]) -> None:
    """In a shared folder the lock file of a colleague whose program was killed may be readable only."""
    open_place.chmod(0o777)
    lock = open_place / "a.cpregister.lock"
    lock.write_text('{"who": "Pat on pc7"}')
    lock.chmod(0o644)
    code = "try:\n    WriterLock.take(path); print('taken')\nexcept LockHeld as held:\n    print(held.holder)"
    assert as_nobody(code, open_place / "a.cpregister") == "taken"
    held = WriterLock.take(open_place / "a.cpregister")
    assert as_nobody(code, open_place / "a.cpregister") == who()
    held.release()


def test_restoring_respects_who_has_it_open(register: Register, tmp_path: Path) -> None:
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    before = register.place.path.read_bytes()
    with pytest.raises(UserError, match=r"has test\.cpregister open, so it was not restored\. Nothing was changed"):
        backup.restore(register.place.path, kept)
    with pytest.raises(UserError, match=r"open, so it was not replaced\. Nothing was changed"):
        backup.write(kept, register.place.path)
    assert register.place.path.read_bytes() == before
    register.close()
    backup.restore(register.place.path, kept)
    assert list(tmp_path.glob("*.lock")) == []


def other_name(path: Path, how: str, tmp_path: Path) -> Path:
    """A second name of a register, in another folder."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    other = place / "by another name.cpregister"
    _link(other, path, how)
    return other


def _link(link: Path, path: Path, how: str) -> None:
    if how == "hard":
        os.link(path, link)
        return
    with suppress(OSError):
        link.symlink_to(path)
    if not link.is_symlink():
        pytest.skip("Windows lets an administrator alone make such links, and Wine nobody")


@pytest.mark.parametrize("how", ["hard", "symbolic"])
@pytest.mark.parametrize("first_by_link", [False, True], ids=["by its name first", "by the link first"])
def test_a_link_to_a_register_is_the_same_register(
    register: Register, tmp_path: Path, how: str, first_by_link: bool
) -> None:
    register.close()
    path = register.place.path
    first = path, other_name(path, how, tmp_path)
    one, two = reversed(first) if first_by_link else first
    with another_program(one), Register.open(two) as second:
        assert not second.can_write
        holder = "somebody, under another name of this file," if how == "hard" else who()
        assert second.read_only_because == f"{holder} has it open"
        kept = tmp_path / "kept.cpregister"
        backup.write(path, kept)
        with pytest.raises(UserError, match=r"open, so it was not restored\. Nothing was changed"):
            backup.restore(two, kept)
    with Register.open(one) as here, Register.open(two) as there:
        assert (here.can_write, there.can_write) == (True, False)
        with here.operation("Add") as session:  # looking at the second took no lock from the first
            session.add(District(name="North"))
            session.flush()
            with Register.open(two) as third:
                assert not third.can_write
    with Register.open(two) as again:
        assert again.can_write
        assert again.entries()[-1].label == "Add"


def test_a_link_is_restored_where_it_leads(register: Register, tmp_path: Path) -> None:
    register.close()
    kept = tmp_path / "kept.cpregister"
    backup.write(register.place.path, kept)
    link = other_name(register.place.path, "symbolic", tmp_path)
    with Register.open(link) as by_link, by_link.operation("Add") as session:
        session.add(District(name="North"))
    backup.restore(link, kept)
    assert link.is_symlink()
    with Register.open(register.place) as again:
        assert len(again.entries()) == 1


def test_a_write_broken_off_under_another_name_is_taken_back_there_first(register: Register, tmp_path: Path) -> None:
    """SQLite looks for its journal beside the name that it opens: under another one, half a write would count."""
    register.close()
    path = register.place.path
    other = tmp_path / "other.cpregister"
    os.link(path, other)
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"begun")
    with pytest.raises(UserError, match=r"same file as test\.cpregister.*Nothing was changed\. Open test\.cpregister"):
        Register.open(other)
    journal.unlink()
    with Register.open(other) as again:
        assert again.can_write


@pytest.mark.parametrize("how", ["hard", "symbolic"])
def test_a_lock_file_that_leads_elsewhere_is_not_written(register: Register, tmp_path: Path, how: str) -> None:
    register.close()
    hers = tmp_path / "hers.docx"
    hers.write_bytes(b"hers")
    lock = register.place.path.with_name(f"{register.place.path.name}.lock")
    _link(lock, hers, how)
    with pytest.raises(UserError, match=r"is a link or a device.*Nothing was changed\. Delete it"):
        Register.open(register.place)
    assert hers.read_bytes() == b"hers"
    assert lock.exists()
    with Register.open(register.place, write=False) as looked_at:
        assert not looked_at.can_write
