"""Kept copies: found by the register's own number, dense where they are young, and never none that holds anything."""

import datetime as dt
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Councillor, Term, Ward
from cp_desktop.private_files import own_place
from cp_desktop.register import Register, backup, kept_copies, store
from cp_desktop.register.sqlite_holdings import holdings_of
from cp_desktop.register.store import Copy
from cp_desktop.register.thinning import superfluous


class Clock:
    """Now, as a test wants it."""

    at = dt.datetime(2018, 1, 2, 9)

    @classmethod
    def now(cls) -> dt.datetime:
        return cls.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(kept_copies, "now", Clock.now)
    monkeypatch.setattr(Clock, "at", Clock.at)
    return Clock


def elect(register: Register, name: str) -> None:
    with register.operation(f"New councillor: {name}") as session:
        seat = Term(ward=Ward(name=f"{name}'s ward"), start=dt.date(2014, 5, 22))
        session.add(Councillor(forename=name, surname="Okonjo-Hale", terms=[seat]))


def as_older_versions_kept(register: Path) -> Path:
    """A copy where versions before 0.3.0 kept it: in a folder of the path's, with a name of the day alone."""
    number = hashlib.sha256(os.fsencode(register.resolve())).hexdigest()[:8]
    folder = own_place("data") / "copies" / f"{register.stem}-{number}"
    folder.mkdir(parents=True)
    return Path(shutil.copy(register, folder / f"2018-01-02{register.suffix}"))


def test_one_copy_at_each_days_first_opening(register: Register, clock: type[Clock]) -> None:
    register.close()
    for expected, name in enumerate(("Ada", "Bea", "Cyn")):
        clock.at += dt.timedelta(days=1)
        with Register.open(register.place) as again:
            elect(again, name)
        with Register.open(register.place):
            pass
        kept = [copy for copy in backup.copies(register.place.path) if copy.why == store.FIRST_OPENING]
        assert len(kept) == expected + 1
        assert holdings_of(kept[0].path).councillors == expected
        assert (kept[0].made, kept[0].size) == (clock.at, kept[0].path.stat().st_size)


def test_a_copy_that_fails_does_not_stop_the_day_and_is_told(register: Register, own_place: Path) -> None:
    register.close()
    (own_place / "CP Desktop" / "copies").write_text("a file where the copies would go")
    with Register.open(register.place) as again:
        assert again.can_write
        assert "Nothing was changed there" in str(again.store.copy_problem)
    assert backup.copies(register.place.path) == []


def test_only_looking_keeps_no_copy(register: Register) -> None:
    register.close()
    Register.open(register.place, write=False).close()
    assert backup.copies(register.place.path) == []


# -- by its own number


def test_a_renamed_register_keeps_its_copies(register: Register, tmp_path: Path) -> None:
    register.close()
    kept = backup.keep(register.place.path, "by hand")
    old = as_older_versions_kept(register.place.path)
    (tmp_path / "elsewhere").mkdir()
    renamed = register.place.path.rename(tmp_path / "elsewhere" / "renamed.cpregister")
    assert {copy.path for copy in backup.copies(renamed)} == {kept, old}


def test_another_register_in_its_place_has_copies_of_its_own(register: Register, tmp_path: Path) -> None:
    path = register.place.path
    backup.keep(path, "by hand")
    as_older_versions_kept(path)
    register.close()
    renumber(path, "d" * 32)
    assert backup.copies(path) == []
    own = backup.keep(path, "by hand")
    assert [copy.path for copy in backup.copies(path)] == [own]


def renumber(path: Path, number: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE council SET register_uid = ?, name = 'Southmere Council'", (number,))


def test_a_lost_register_is_known_by_its_copies(register: Register, tmp_path: Path) -> None:
    path = register.place.path
    elect(register, "Ada")
    register.close()
    kept = backup.keep(path, "by hand")
    other = Path(shutil.copy(path, tmp_path / "south.cpregister"))
    renumber(other, "d" * 32)
    old = as_older_versions_kept(other)
    path.unlink()
    other.unlink()
    north, south = sorted(kept_copies.known_registers(), key=lambda known: known.copies[0].path != kept)
    assert (str(north.place), [copy.path for copy in north.copies]) == (str(path), [kept])
    assert (south.register_uid, south.place, [copy.path for copy in south.copies]) == ("d" * 32, None, [old])
    held = south.holdings
    assert held is not None
    assert (held.council, held.councillors, held.visits, held.last) == (
        "Southmere Council",
        1,
        0,
        "New councillor: Ada",
    )
    assert [copy.path for copy in backup.copies(path)] == [kept], "found by where it was"
    assert [copy.path for copy in backup.copies(other)] == [old], "found by where it was, as older versions did"


@pytest.mark.parametrize("number", ["", "../../outside", "a/b", "x" * 5000, "C:\\nul", "ünï\ud800code"])
def test_a_strangers_number_makes_no_path_of_its_own(number: str) -> None:
    place = kept_copies.folder(number)
    assert place.parent == own_place("data") / "copies"
    assert place.name.isalnum()
    assert len(place.name) == 32


def test_the_copies_of_a_damaged_register_are_found(register: Register) -> None:
    path = register.place.path
    kept = backup.keep(path, "by hand")
    register.close()
    path.write_bytes(path.read_bytes()[:9000])
    assert [copy.path for copy in backup.copies(path)] == [kept]


# -- thinned


def at(moment: dt.datetime, why: str = store.HOUR_OF_WORK) -> Copy:
    return Copy(Path(f"{moment:%Y-%m-%d %H%M%S} {why}.cpregister"), moment, 1, why)


NOW = dt.datetime(2018, 6, 15, 12)
TWO_YEARS = [at(NOW - dt.timedelta(hours=hours)) for hours in range(0, 24 * 730, 6)]


def stay(copies: list[Copy], holds: Callable[[Copy], bool] = lambda _: True) -> list[dt.datetime]:
    going = set(superfluous(copies, NOW, holds))
    return [copy.made for copy in copies if copy not in going]


def test_copies_are_dense_where_they_are_young_and_thin_where_they_are_old() -> None:
    kept = stay(TWO_YEARS)
    assert kept[:9] == [NOW - dt.timedelta(hours=6 * number) for number in range(9)], "all of two days"
    days = [moment.date() for moment in kept[9:]]
    assert days == sorted(set(days), reverse=True), "then one a day or less"
    assert [moment.hour for moment in kept[9:]] == [18] * len(days), "the last of it"
    month = [NOW.date() - dt.timedelta(days=number) for number in range(3, 31)]
    assert set(month) <= set(days)
    assert [(day.year, day.month) for day in days if day not in month][1:] == [
        *((2018, number) for number in (4, 3, 2, 1)),
        *((2017, number) for number in (12, 11, 10, 9, 8, 7, 6)),
    ]
    assert stay([copy for copy in TWO_YEARS if copy.made in kept]) == kept, "thinning twice takes no more"


def test_a_thousand_commands_in_an_hour_leave_no_thousand_copies() -> None:
    assert len(stay([at(NOW - dt.timedelta(seconds=number)) for number in range(1000)])) == 48


def test_the_only_copy_that_holds_anything_stays() -> None:
    old, older = at(NOW - dt.timedelta(days=800)), at(NOW - dt.timedelta(days=900))
    empty = [at(NOW - dt.timedelta(hours=number)) for number in range(5)]
    assert stay([*empty, old, older], lambda copy: copy in (old, older))[5:] == [old.made]
    assert stay([*empty, old, older])[5:] == []


def test_those_made_for_a_reason_count_apart() -> None:
    by_hand = [at(NOW - dt.timedelta(days=500 + number), "by hand") for number in range(20)]
    assert stay([*TWO_YEARS, *by_hand])[-14:] == [copy.made for copy in by_hand[:14]]
    assert len(stay([*TWO_YEARS, *by_hand])) == len(stay(TWO_YEARS)) + 14


def test_what_is_no_longer_needed_goes(register: Register, clock: type[Clock]) -> None:
    path = register.place.path
    backup.keep(path, "first change")
    elect(register, "Ada")
    for number in range(3):
        clock.at += dt.timedelta(days=400)
        if number == 2:
            with register.operation("Delete") as session:
                for councillor in session.scalars(select(Councillor)):
                    session.delete(councillor)
        backup.keep(path, "first change")
    assert [(copy.made.year, holdings_of(copy.path).councillors) for copy in backup.copies(path)] == [
        (2021, 0),
        (2020, 1),
    ]


# -- what a copy holds


def test_what_a_stranger_wrote_in_a_copy_does_not_run(register: Register) -> None:
    register.close()
    with closing(sqlite3.connect(register.place.path)) as raw, raw:
        raw.execute("ALTER TABLE home RENAME TO rooms")
        raw.execute(
            "CREATE VIEW home AS WITH RECURSIVE n(id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM n) SELECT id FROM n"
        )
    assert holdings_of(register.place.path).others == 0


def test_a_copy_that_cannot_be_read_again_is_none(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(_: Path, out: Path) -> None:
        out.write_bytes(register.place.path.read_bytes()[:20000] + b"\xff" * 9000)

    monkeypatch.setattr(backup.sqlite_file, "copy_into", torn)
    with pytest.raises(UserError, match="could not be read again after it was written, and was not kept"):
        backup.keep(register.place.path, "by hand")
    assert backup.copies(register.place.path) == []
