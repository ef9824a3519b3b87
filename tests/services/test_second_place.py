"""A second place for copies: each copy is brought there, and one that is away holds nobody up and is told."""

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cp_desktop.errors import UserError
from cp_desktop.model import District
from cp_desktop.register import Register, kept_copies, store
from cp_desktop.services import registers, second_place

UID = "0123456789abcdef" * 2


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A drive that can be taken away."""
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def opened(register: Register) -> Iterator[Register]:
    register.close()
    with registers.open_register(register.place)[0] as opened:
        yield opened
    second_place.finish(60)


def uid_of(register: Register) -> str:
    uid = kept_copies.uid_at(register.place.path)
    assert uid is not None
    return uid


def there(stick: Path) -> list[str]:
    return sorted(path.name.split(" ", 2)[2] for path in stick.rglob("*.cpregister"))


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def test_each_copy_is_brought_there(opened: Register, stick: Path) -> None:
    uid = uid_of(opened)
    said = second_place.choose(uid, stick, "Northborough City Council")
    assert f"Copies are brought to {stick} too from now on." in said
    assert "It is on the same disk" in said
    second_place.finish(60)
    [folder] = (stick / "CP Desktop copies").iterdir()
    assert folder.name == f"Northborough City Council-{uid}"
    assert there(stick) == ["first opening of the day.cpregister"], "the latest, at once"
    assert registers.keep_copy(opened)
    second_place.finish(60)
    add(opened, "North")
    opened.close()
    second_place.finish(60)
    assert there(stick) == ["by hand.cpregister", "closing.cpregister", "first opening of the day.cpregister"]
    for copy in second_place.copies_there(uid):
        here = kept_copies.folder(uid) / copy.path.name
        assert copy.path.read_bytes() == here.read_bytes()
    assert second_place.known(uid).problem == ""
    assert second_place.known(uid).reached


def test_a_place_that_is_away_is_told_and_gets_what_it_missed(opened: Register, stick: Path) -> None:
    uid = uid_of(opened)
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(60)
    stick.rename(stick.with_name("pulled out"))
    for name in ("one", "two"):
        opened.store.keep_copy(name)
    second_place.bring(uid)
    away = second_place.known(uid)
    assert away.problem == f"{stick} is not there, or is not the one that was chosen."
    stick.mkdir()  # the empty folder where a drive is mounted
    second_place.bring(uid)
    assert second_place.known(uid).problem
    assert list(stick.iterdir()) == [], "nothing is written where the drive is not"
    stick.rmdir()
    stick.with_name("pulled out").rename(stick)
    second_place.bring(uid)
    assert second_place.known(uid).problem == ""
    assert there(stick) == ["first opening of the day.cpregister", "one.cpregister", "two.cpregister"]
    opened.close()


def test_after_a_week_it_needs_attention() -> None:
    place = second_place.SecondPlace(folder="E:\\", since="2018-01-01 09:00:00")
    day = dt.date(2018, 1, 1)
    assert place.away_since(day + dt.timedelta(days=6)) is None
    assert place.away_since(day + dt.timedelta(days=7)) == day
    reached = second_place.SecondPlace(folder="E:\\", since="2018-01-01 09:00:00", reached="2018-02-01 17:00:00")
    assert reached.away_since(dt.date(2018, 2, 7)) is None
    assert reached.away_since(dt.date(2018, 2, 8)) == dt.date(2018, 2, 1)


def test_it_is_asked_for_until_it_is_answered(stick: Path) -> None:
    day = dt.date(2018, 1, 1)
    assert second_place.known(UID).wanted_on(day)
    second_place.later(UID, day)
    assert not second_place.known(UID).wanted_on(day + dt.timedelta(days=29))
    assert second_place.known(UID).wanted_on(day + dt.timedelta(days=30))
    second_place.never(UID)
    assert not second_place.known(UID).wanted_on(day + dt.timedelta(days=3000))
    assert second_place.known("another").wanted_on(day), "each register has its own"
    second_place.choose(UID, stick, "Northborough")
    second_place.finish(60)
    assert not second_place.known(UID).wanted_on(day)
    assert second_place.known(UID).folder == str(stick)


def test_a_drive_that_does_not_answer_holds_nobody_up(
    opened: Register, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = uid_of(opened)
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(60)
    asked, answer = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        asked.set()
        answer.wait()

    with monkeypatch.context() as patch:
        patch.setattr(second_place, "_folder_of", hang)
        add(opened, "North")
        opened.close()  # comes back
        assert asked.wait(60)
        assert not second_place.is_slow(uid)
        patch.setattr(second_place, "SLOW", 0)
        assert second_place.is_slow(uid)
        second_place.finish(0)
        for _ in range(20):
            second_place.bring_soon(uid)
        assert sum(one.name == "second place" for one in threading.enumerate()) == 1, "no thread for each try"
        answer.set()
        second_place.finish(60)
    assert second_place.known(uid).problem


def test_what_cannot_be_a_second_place(stick: Path, own_place: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        second_place.choose(UID, tmp_path / "none", "Northborough")
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="is not there"):
        second_place.choose(UID, tmp_path / "file", "Northborough")
    inside = own_place / "CP Desktop" / "copies"
    inside.mkdir(parents=True)
    with pytest.raises(UserError, match="is where the copies are already"):
        second_place.choose(UID, inside, "Northborough")
    (stick / "CP Desktop copies").touch()
    with pytest.raises(UserError):
        second_place.choose(UID, stick, "Northborough")
    assert second_place.known(UID) == second_place.SecondPlace()


def test_what_is_written_down_may_be_damaged(own_place: Path) -> None:
    second_place.never(UID)
    notes = own_place / "CP Desktop" / "second-places.json"
    for content in ("", "[]", "{", f'{{"{UID}": 1}}', f'{{"{UID}": {{"fold": 1}}}}'):
        notes.write_text(content)
        assert second_place.known(UID) == second_place.SecondPlace()
    second_place.never(UID)
    assert second_place.known(UID).unwanted


def test_copies_there_are_thinned_too(opened: Register, stick: Path) -> None:
    uid = uid_of(opened)
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(60)
    [folder] = (stick / "CP Desktop copies").iterdir()
    old = folder / f"2001-01-31 120000 {store.CLOSING}.cpregister"
    old.write_bytes(next(folder.glob("*.cpregister")).read_bytes())
    add(opened, "North")
    opened.close()
    second_place.finish(60)
    assert not old.exists()


def test_what_cannot_be_read_again_as_it_was_written_is_no_copy(
    opened: Register, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that is broken takes everything and keeps something else."""

    def spoiled(_from: Path, to: Path) -> None:
        to.write_bytes(b"something else")

    monkeypatch.setattr(shutil, "copyfile", spoiled)
    uid = uid_of(opened)
    second_place.choose(uid, stick, "Northborough City Council")
    second_place.finish(60)
    assert there(stick) == []
    assert "could not be read again as it was written" in second_place.known(uid).problem
