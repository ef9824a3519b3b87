"""The copies that an open register has made of it by itself: after the first change, each hour of work, at closing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cp_desktop.errors import UserError
from cp_desktop.model import District
from cp_desktop.register import Register, kept_copies
from cp_desktop.register.own_copies import OwnCopies
from cp_desktop.register.sqlite_holdings import holdings_of
from cp_desktop.register.store import CLOSING, FIRST_CHANGE, FIRST_OPENING, HOUR_OF_WORK


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worked_on(register: Register, clock: Clock) -> Iterator[Register]:
    """A register on which somebody works."""
    register.close()
    with Register.open(register.place) as opened:
        opened.own_copies = OwnCopies(opened.store, clock)
        yield opened


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def kept(register: Register) -> list[tuple[str, str]]:
    """Why each copy was made and the last operation that it holds, the oldest first."""
    uid = kept_copies.uid_at(register.place.path)
    assert uid is not None
    return [(copy.why, holdings_of(copy.path).last) for copy in reversed(kept_copies.copies_of(uid))]


OPENED = (FIRST_OPENING, "Create the register")


def test_a_copy_after_the_first_change_and_each_hour_of_work(worked_on: Register, clock: Clock) -> None:
    own = worked_on.own_copies
    assert own is not None
    own.keep_due()
    assert kept(worked_on) == [OPENED]
    add(worked_on, "North")
    own.keep_due()
    assert kept(worked_on) == [OPENED, (FIRST_CHANGE, "Add North")]
    add(worked_on, "South")
    clock.seconds += 3599
    own.keep_due()
    assert kept(worked_on) == [OPENED, (FIRST_CHANGE, "Add North")]
    clock.seconds += 1
    own.keep_due()
    assert kept(worked_on) == [OPENED, (FIRST_CHANGE, "Add North"), (HOUR_OF_WORK, "Add South")]
    clock.seconds += 9000
    own.keep_due()
    assert len(kept(worked_on)) == 3, "nothing was changed since"
    worked_on.undo()
    own.keep_due()
    assert kept(worked_on)[3:] == [(HOUR_OF_WORK, "Undo: Add South")]


def test_what_was_done_is_copied_at_closing(register: Register) -> None:
    register.close()
    with Register.open(register.place) as opened:
        add(opened, "North")
    assert kept(register) == [OPENED, (CLOSING, "Add North")]
    with Register.open(register.place) as opened, opened.operation("Nothing"):
        pass
    with Register.open(register.place, write=False):
        pass
    assert kept(register) == [OPENED, (CLOSING, "Add North")], "nothing was done"


def test_a_copy_that_cannot_be_kept_is_told_and_tried_again(worked_on: Register, clock: Clock, own_place: Path) -> None:
    own = worked_on.own_copies
    assert own is not None
    told: list[str] = []
    own.told = told.append
    folder = own_place / "CP Desktop" / "copies"
    folder.rename(own_place / "away")
    folder.write_text("a file where the copies would go")
    add(worked_on, "North")
    own.keep_due()
    assert [sentence.startswith("No copy of the register could be kept. ") for sentence in told] == [True]
    assert own.problem == told[0]
    own.keep_due()
    assert len(told) == 1, "not at once again"
    folder.unlink()
    (own_place / "away").rename(folder)
    clock.seconds += 3600
    own.keep_due()
    assert own.problem is None
    assert kept(worked_on)[1:] == [(HOUR_OF_WORK, "Add North")]


def test_a_register_is_closed_whatever_becomes_of_its_copy(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register.close()

    def full(*_: object) -> None:
        raise UserError("The disk is full.")

    opened = Register.open(register.place)
    monkeypatch.setattr(type(opened.store), "keep_own_copy", full)
    add(opened, "North")
    opened.close()
    assert list(register.place.path.parent.glob("*.lock")) == []
