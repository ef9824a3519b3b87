"""Two versions of one register, as a program that synchronises leaves them: found, compared, one gone on with."""

import datetime as dt
import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import Council, District
from cp_desktop.places import place_at
from cp_desktop.register import Register, schema, sqlite_file, store_at
from cp_desktop.services import registers, versions
from tests.conftest import as_made

NAMES = (
    "test (conflicted copy 2018-03-04).cpregister",
    "test-PC2.cpregister",
    "test (PC2's conflicted copy 2018-03-04).cpregister",
    "Copy of test.cpregister",
    "test.sync-conflict-20180304-101500-ABCDEFG.cpregister",
    "Nothing alike.CPREGISTER",
)


def add(register: Register, *names: str) -> None:
    for name in names:
        with register.operation(f"Add {name}") as session:
            session.add(District(name=name))


def add_elsewhere(path: Path, *names: str) -> None:
    with closing(as_made(path)) as register:
        add(register, *names)


def districts(path: Path) -> list[str]:
    with Register.open(path, write=False) as register, register.reading() as session:
        return list(session.scalars(select(District.name).order_by(District.name)))


def found_beside(register: Register) -> list[str]:
    with register.reading() as session:
        uid = session.get_one(Council, 1).register_uid
        return [one.place.name for one in versions.beside(register, uid, session)]


def path_of(register: Register) -> Path:
    return Path(str(register.place))


@pytest.fixture
def other(register: Register) -> Path:
    """What a colleague made of the same beginning, beside the register, in which something else was done meanwhile."""
    add(register, "Both")
    path = Path(shutil.copy(path_of(register), path_of(register).with_name(NAMES[0])))
    add_elsewhere(path, "Theirs", "Theirs too")
    add(register, "Ours")
    return path


def test_another_version_is_found_whatever_it_is_called(register: Register, other: Path) -> None:
    for name in NAMES[1:]:
        shutil.copy(other, other.with_name(name))
    assert sorted(found_beside(register)) == sorted(NAMES)


def test_one_that_goes_on_where_this_one_ends_is_found_too(register: Register) -> None:
    ahead = Path(shutil.copy(path_of(register), path_of(register).with_name("ahead.cpregister")))
    assert found_beside(register) == []
    add_elsewhere(ahead, "Theirs")
    assert found_beside(register) == ["ahead.cpregister"]


def test_what_is_no_other_version_is_not_told(register: Register, tmp_path: Path) -> None:
    add(register, "North")
    path = path_of(register)
    registers.back_up(register, path.with_name("test 2018-01-31.cpregister"))  # a copy of how it was once
    registers.create(
        path.with_name("other.cpregister"), "Weston Council", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)
    ).close()
    path.with_name("test (conflicted copy).cpregister").write_text("Dear Ada", encoding="utf-8")
    path.with_name("empty.cpregister").touch()
    path.with_name("folder.cpregister").mkdir()
    os.link(path, path.with_name("test-PC2.cpregister"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(path.with_name("pipe.cpregister"))
    add(register, "South")
    assert found_beside(register) == []


def test_each_operation_that_only_one_of_them_has_is_listed(register: Register, other: Path) -> None:
    register.undo()
    with versions.opened(place_at(other)) as theirs:
        comparison = versions.compare(register, theirs)
    assert [one.label for one in comparison.both] == ["Create the register", "Add Both"]
    assert [one.label for one in comparison.here] == ["Add Ours", "Undo: Add Ours"]
    assert [one.turns for one in comparison.here] == [False, True]
    assert [one.label for one in comparison.there] == ["Add Theirs", "Add Theirs too"]
    assert all(one.who for one in (*comparison.here, *comparison.there))


def test_one_of_an_older_program_is_compared_as_it_will_be(
    register: Register, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.close()
    before = other.read_bytes()
    newer = shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (newer / "versions" / "9999_newer.py").write_text(
        '"""A later version."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f'revision = "9999"\ndown_revision = "{schema.revisions()[-1]}"\n\n\ndef upgrade() -> None:\n'
        '    op.create_table("later", sa.Column("id", sa.Integer))\n'
    )
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    with Register.open(register.place) as ours, versions.opened(place_at(other)) as theirs:
        assert sqlite_file.recognise(path_of(theirs)) == "9999"
        assert [one.label for one in versions.compare(ours, theirs).there] == ["Add Theirs", "Add Theirs too"]
        assert path_of(theirs).exists()
    assert not path_of(theirs).parent.exists()
    assert other.read_bytes() == before


def test_check_tells_of_another_version(register: Register, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register.close()
    assert main(["--register", str(path_of(register)), "check"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"Beside it, {other.name} is another version of this register." in out
    assert "Both begin with the same 2 operations. Only here: 1 operation. Only there: 2 operations (the last" in out
    other.unlink()
    assert main(["--register", str(path_of(register)), "check"]) == 0
    assert "Beside it" not in capsys.readouterr().out


def test_check_of_one_that_is_not_sound_tells_of_another_version(
    register: Register, other: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = path_of(register)
    register.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE council SET name = 'Changed by a stranger'")
    assert main(["--register", str(path), "check"]) == 1
    out, problem = capsys.readouterr()
    assert "The register is not sound." in problem
    assert f"Beside it, {other.name} is another version of this register, last changed on" in out


def test_going_on_with_this_one(register: Register, other: Path) -> None:
    before = other.read_bytes()
    said = versions.go_on_with_this(register, place_at(other))
    [aside] = [one for one in other.parent.iterdir() if "(set aside " in one.name]
    assert aside.name.startswith(f"{other.stem} (set aside {dt.date.today():%Y-%m-%d} ")
    assert aside.name.endswith(").cpregister")
    assert said == f"You go on with this version. The other one is kept as {aside.name}."
    assert aside.read_bytes() == before
    assert not other.exists()
    assert found_beside(register) == [], "it has been decided"
    assert register.entries()[-1].label == f"Go on with this version; {other.name} was set aside as {aside.name}"
    assert register.undoable()[0] == "Add Ours"


def test_going_on_with_the_other_one(register: Register, other: Path) -> None:
    here = path_of(register)
    register.close()
    before = here.read_bytes()
    said = versions.go_on_with_other(register.place, place_at(other))
    [aside] = [one for one in other.parent.iterdir() if "(set aside " in one.name]
    assert said == f"You go on with what was in {other.name}. What was open is kept as {aside.name}."
    assert aside.read_bytes() == before
    assert not other.exists()
    assert districts(here) == ["Both", "Theirs", "Theirs too"]
    with Register.open(here) as now:
        assert found_beside(now) == []
        assert now.entries()[-1].label.startswith(
            f"Go on with this version, {other.name}; the one before was set aside"
        )


@pytest.mark.parametrize("links", [True, False])
def test_where_it_cannot_be_put_in_place_both_stay(
    register: Register, other: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.close()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use", str(other))

    monkeypatch.setattr(Path, "replace", refuse)
    if not links:
        monkeypatch.setattr(os, "link", refuse)
    contents = {one.name: one.read_bytes() for one in other.parent.iterdir()}
    with pytest.raises(UserError, match="may not be used"):
        store_at(place_at(other)).put_in_place_of(register.place)
    assert {one.name: one.read_bytes() for one in other.parent.iterdir()} == contents


def test_twice_in_one_minute_nothing_is_written_over(register: Register, other: Path) -> None:
    kept = other.read_bytes()
    versions.go_on_with_this(register, place_at(other))
    other.write_bytes(kept)
    versions.go_on_with_this(register, place_at(other))
    assert len([one for one in other.parent.iterdir() if "(set aside " in one.name]) == 2
    assert found_beside(register) == []


@pytest.mark.parametrize("chosen", ["this", "other"])
def test_one_that_somebody_has_open_stays(register: Register, other: Path, chosen: str) -> None:
    with Register.open(other):
        names = sorted(other.parent.iterdir())
        if chosen == "this":
            with pytest.raises(UserError, match=r"has .* open\. Nothing was changed"):
                versions.go_on_with_this(register, place_at(other))
        else:
            register.close()
            names = sorted(other.parent.iterdir())
            with pytest.raises(UserError, match=r"has it open\. Nothing was changed"):
                versions.go_on_with_other(register.place, place_at(other))
        assert sorted(other.parent.iterdir()) == names


def test_a_damaged_one_takes_nobodys_place(register: Register, other: Path) -> None:
    register.close()
    with closing(sqlite3.connect(other)) as raw:
        [(size,)] = raw.execute("PRAGMA page_size")
    other.write_bytes(other.read_bytes()[: -4 * size])
    names, before = sorted(other.parent.iterdir()), path_of(register).read_bytes()
    with pytest.raises(UserError, match="damaged"):
        versions.go_on_with_other(register.place, place_at(other))
    assert sorted(other.parent.iterdir()) == names
    assert path_of(register).read_bytes() == before
