"""Files as people have them: missing, foreign, damaged, read-only, on a full disk, under any name."""

import datetime as dt
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from cp_desktop.errors import UserError
from cp_desktop.model import Council, District, table_of
from cp_desktop.register import Register, backup
from cp_desktop.register.store import FIRST_OPENING
from cp_desktop.services import registers

AsNobody = Callable[[str, Path], str]

YEAR = ("2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21))


def make(path: Path) -> Path:
    """A closed register with some hundred districts."""
    with (
        registers.create(path, "Northborough City Council", *YEAR) as register,
        register.operation("Add districts") as session,
    ):
        session.execute(insert(table_of(District)), [{"name": f"District {n:04}"} for n in range(300)])
    return path


def sentence_of(problem: UserError) -> str:
    """The sentence, after checking that it says what happened, what was not changed, and what to do."""
    sentence = str(problem)
    assert any(words in sentence for words in ("Nothing was", "left as it was")), sentence
    assert len(sentence.split(". ")) >= 2, sentence
    assert sentence.endswith((".", "?")), sentence
    assert "sqlite" not in sentence.lower(), sentence
    assert "Error" not in sentence, sentence
    return sentence


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no register at") as problem:
        Register.open(tmp_path / "none.cpregister")
    sentence_of(problem.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UserError, match="There is no register at"):
        Register.open(tmp_path)


def foreign_text(path: Path) -> None:
    path.write_text("Name,Ward\nAnn Lee,Abbey\n" * 50)


def foreign_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE alembic_version (version_num TEXT)")


def nothing(path: Path) -> None:
    path.touch()


def one_line(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


@pytest.mark.parametrize("kind", [foreign_text, foreign_sqlite, nothing, one_line])
def test_a_file_that_is_no_register(tmp_path: Path, kind: Callable[[Path], None]) -> None:
    path = tmp_path / "report.cpregister"
    kind(path)
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(UserError, match=r"not a register") as problem:
            Register.open(path, write)
        assert "Choose another file" in sentence_of(problem.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_truncated_at_any_length(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.cpregister").read_bytes()
    path = tmp_path / "cut.cpregister"
    for length in (1, 50, 100, 1000, 4095, 4096, 5000, 8192, 20480, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(UserError) as problem:
            Register.open(path)
        sentence_of(problem.value)
        assert path.read_bytes() == whole[:length], "looking at a damaged file changed it"
        assert {one.name for one in tmp_path.iterdir()} == {"whole.cpregister", "cut.cpregister"}


def test_flipped_bits(tmp_path: Path) -> None:
    """Either it opens, because only somebody's text changed, or a sentence says that it is damaged."""
    whole = make(tmp_path / "whole.cpregister").read_bytes()
    path = tmp_path / "flipped.cpregister"
    chance = random.Random(1)
    damaged = 0
    for _ in range(150):
        flipped = bytearray(whole)
        for _ in range(chance.choice([1, 1, 20])):
            place = chance.choice([chance.randrange(200), chance.randrange(len(whole))])
            flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            with Register.open(path, write=False) as register:
                register.entries()
        except UserError as problem:
            damaged += 1
            sentence_of(problem)
    assert damaged > 20


def test_the_wrong_reference_is_found(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO ward (name, district_id) VALUES ('Abbey', 9999)")
    with pytest.raises(UserError, match=r"damaged.*Restore the latest copy"):
        Register.open(path)


def test_making_one_where_one_is(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"there already and was left as it is\. Choose another name"):
        registers.create(path, "Another", *YEAR)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("council", "first", "last", "field"),
    [
        (" ", dt.date(2017, 5, 23), dt.date(2018, 5, 21), "name"),
        ("C", dt.date(2018, 5, 23), dt.date(2018, 5, 21), "last_day"),
    ],
)
def test_making_one_with_a_wrong_value_leaves_nothing(
    tmp_path: Path, council: str, first: dt.date, last: dt.date, field: str
) -> None:
    with pytest.raises(UserError) as problem:
        registers.create(tmp_path / "a.cpregister", council, "2017/18", first, last)
    assert problem.value.field == field
    assert list(tmp_path.iterdir()) == []


def test_making_one_where_nobody_may(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "no such folder", tmp_path / "file"):
        with pytest.raises(UserError, match="is not there") as problem:
            registers.create(place / "a.cpregister", "Northborough", *YEAR)
        sentence_of(problem.value)
        assert str(problem.value).startswith(f"The folder {place} ")  # and not of a lock file nobody asked for


NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")


@pytest.mark.parametrize(
    "name",
    [
        "with space.cpregister",
        pytest.param("100% #1?mode=memory&x=y.cpregister", marks=NOT_ON_WINDOWS),
        "100% #1&mode=memory;x=y.cpregister",
        "Ünïcødé Łódź 😀.cpregister",
        "dots..and.'quotes'.cpregister",
        "no suffix",
        "-dash.cpregister",
        pytest.param('back\\slash"and:colon.cpregister', marks=NOT_ON_WINDOWS),
        "x" * (200 if os.name == "posix" else 80) + ".cpregister",  # Windows takes 260 letters for the whole path
    ],
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    place = tmp_path / ("a folder%20 #" if os.name == "nt" else "a folder%20 #?")
    place.mkdir()
    path = make(place / name)
    with Register.open(path) as register:
        assert register.can_write
        with register.operation("Rename") as session:
            session.get_one(Council, 1).name = "Another"
    assert [one.name for one in place.iterdir()] == [name]
    assert list(tmp_path.iterdir()) == [place]
    kept = [copy for copy in backup.copies(path) if copy.why == FIRST_OPENING]
    assert len(kept) == 1
    assert not set(kept[0].path.relative_to(kept[0].path.parent.parent).as_posix()) & set('<>:"|?*\\')
    backup.restore(path, kept[0].path)
    with Register.open(path) as register, register.reading() as session:
        assert session.scalars(select(Council.name)).one() == "Northborough City Council"


def test_a_path_given_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make(Path("here.cpregister"))
    with Register.open(Path("here.cpregister")) as register:
        assert register.place.path == tmp_path / "here.cpregister"
        monkeypatch.chdir("/")
        with register.operation("Add") as session:
            session.add(District(name="North"))


def test_a_path_longer_than_any_system_takes(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d" * 100] * 6)
    deep.mkdir(parents=True)
    places = [
        tmp_path / ("n" * 300),
        tmp_path.joinpath(*["d" * 200] * (30 if os.name == "posix" else 200)) / "a.cpregister",
    ]
    if os.name == "posix":  # where SQLite takes 512 letters; on Windows as many as the system does
        places.append(deep / "a.cpregister")
    for path in places:
        with pytest.raises(UserError) as problem:
            registers.create(path, "Northborough", *YEAR)
        sentence_of(problem.value)
        with pytest.raises(UserError):
            Register.open(path)
    assert list(deep.iterdir()) == []


def test_nothing_stays_beside_it(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with Register.open(path) as register, register.operation("Add") as session:
        session.add(District(name="North"))
    Register.open(path, write=False).close()
    assert list(tmp_path.iterdir()) == [path]


def test_a_journal_that_another_tool_asked_for(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    with Register.open(path) as register, register.operation("Add") as session:
        session.add(District(name="North"))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody rename a file that is open")
def test_moved_while_open(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with Register.open(path) as register:
        with register.operation("Add") as session:
            session.add(District(name="North"))
        path.rename(tmp_path / "b.cpregister")
        with (
            pytest.raises(
                UserError, match=r"renamed while it was open: it is b\.cpregister now.*Nothing was saved"
            ) as problem,
            register.operation("Add") as session,
        ):
            session.add(District(name="South"))
        sentence_of(problem.value)
    assert [one.name for one in tmp_path.iterdir()] == ["b.cpregister"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody delete a file that is open")
def test_gone_before_the_first_change(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with Register.open(path) as register:
        path.unlink()
        with pytest.raises(UserError, match="cannot be reached"), register.operation("Add") as session:
            session.add(District(name="South"))
    assert list(tmp_path.iterdir()) == [], "no empty register in its place"


# -- a full disk


def full(register: Register) -> None:
    """Lets the register's file grow no further, as a full disk would."""
    assert register.store.writer is not None
    with register.store.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_no_room_to_save(tmp_path: Path) -> None:
    path = make(tmp_path / "a.cpregister")
    with Register.open(path) as register:
        full(register)
        with (
            pytest.raises(UserError, match=r"disk is full\. Nothing was saved\. Free some space") as problem,
            register.operation("Import") as session,
        ):
            session.execute(insert(table_of(District)), [{"name": "x" * 500 + str(n)} for n in range(1000)])
        sentence_of(problem.value)
        assert [entry.label for entry in register.entries()] == ["Create the register", "Add districts"]
        with register.reading() as session:
            assert len(session.scalars(select(District)).all()) == 300


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of 1 MB, where this machine lets us make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = (
        sys.platform == "linux"
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("only root on Linux can make a small disk; the test before this one stands for it")
    return place


@pytest.fixture
def _unmounted(small_disk: Path):  # type: ignore[no-untyped-def]
    yield
    subprocess.run(["umount", str(small_disk)], check=True)


@pytest.mark.usefixtures("_unmounted")
def test_a_disk_that_fills_up(small_disk: Path, tmp_path: Path) -> None:
    path = make(small_disk / "a.cpregister")
    with Register.open(path) as register:
        with (
            pytest.raises(UserError, match=r"disk is full\. Nothing was saved") as problem,
            register.operation("Import") as session,
        ):
            session.execute(insert(table_of(District)), [{"name": "x" * 500 + str(n)} for n in range(3000)])
        sentence_of(problem.value)
        with register.operation("Add") as session:
            session.add(District(name="Small"))
        _fill(small_disk / "ballast")
        with pytest.raises(UserError, match="disk is full"):
            backup.write(path, small_disk / "copy.cpregister")
        assert {one.name for one in small_disk.iterdir()} == {"a.cpregister", "a.cpregister.lock", "ballast"}
    before = path.read_bytes()
    with Register.open(path) as register:
        assert register.can_write, "a full disk still lets a register be opened"
    with pytest.raises(UserError, match="disk is full"):
        registers.create(small_disk / "b.cpregister", "Northborough", *YEAR)
    kept = make(tmp_path / "another.cpregister")
    with pytest.raises(UserError, match="disk is full"):
        backup.restore(path, kept, another=True)
    assert path.read_bytes() == before
    assert {one.name for one in small_disk.iterdir()} == {"a.cpregister", "ballast"}


def _fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


# -- no right to write


OPEN = """
with Register.open(path) as register:
    print(register.can_write, register.read_only_because, len(register.entries()))
    try:
        register.undo()
    except Exception as problem:
        print(type(problem).__name__, problem)
"""


def test_a_file_that_may_only_be_read(open_place: Path, as_nobody: AsNobody) -> None:
    path = make(open_place / "a.cpregister")
    path.chmod(0o444)
    open_place.chmod(0o777)
    said = as_nobody(OPEN, path)
    assert said.startswith(
        "False the file may only be read 2\nUserError This register cannot be changed here: the file"
    )
    assert "Nothing was saved." in said
    assert list(open_place.iterdir()) == [path]


def test_a_folder_that_may_only_be_read(open_place: Path, as_nobody: AsNobody) -> None:
    path = make(open_place / "a.cpregister")
    path.chmod(0o666)
    assert as_nobody(OPEN, path).startswith("False its folder may only be read 2\nUserError")
    said = as_nobody(
        "try:\n"
        "    days = datetime.date(2017, 5, 1), datetime.date(2018, 5, 1)\n"
        "    registers.create(path.with_name('b'), 'C', '2017/18', *days)\n"
        "except Exception as problem:\n    print(type(problem).__name__, problem)",
        path,
    )
    assert said.startswith("UserError")
    assert "may not be used by you. Nothing was changed there. Choose another place." in said


def test_a_folder_that_may_not_be_written_is_told_by_the_name_asked_for(open_place: Path, as_nobody: AsNobody) -> None:
    path = open_place / "a.cpregister"
    make(path)
    path.chmod(0o644)
    attempt = "\ntry: {}\nexcept Exception as problem: print(type(problem).__name__, problem)"
    copy = as_nobody(attempt.format("backup.write(path, path.with_name('copy.cpregister'))"), path)
    new = as_nobody(attempt.format("Register.create(path.with_name('new.cpregister'), lambda _: None)"), path)
    for said, name in ((copy, "copy.cpregister"), (new, "new.cpregister")):
        assert said.startswith("UserError"), said
        assert str(path.with_name(name)) in said
        assert ".part" not in said
        assert ".lock" not in said


def test_a_file_that_may_not_be_read(open_place: Path, as_nobody: AsNobody) -> None:
    path = make(open_place / "a.cpregister")
    path.chmod(0o600)
    said = as_nobody(
        "try:\n    Register.open(path)\nexcept Exception as problem:\n    print(type(problem).__name__, problem)", path
    )
    assert said.startswith("UserError")
    assert "may not be used by you" in said
