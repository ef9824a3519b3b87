"""What a killed program had begun to write: gone at the next start, and nothing else with it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from cp_desktop import private_files, unfinished
from cp_desktop.cli import main
from cp_desktop.places import lock_of

BEGUN = """
import os, sys
from pathlib import Path
from cp_desktop import private_files
from cp_desktop.disclosure import INTERNAL, Released
place, last_words = Path(sys.argv[1]), sys.argv[2]
letters = {name: Released(b"new", INTERNAL) for name in ("a.eml", "b.eml", "c.eml")}
if last_words == "moving":
    moved = []
    replace = Path.replace
    def replaced(path, wanted):
        if len(moved) == 1:
            os._exit(1)
        moved.append(replace(path, wanted))
    Path.replace = replaced
    private_files.put_all(place / "letters", letters)
if last_words == "writing":
    os.fsync = lambda handle: os.path.exists(place / "letters") and os._exit(1)
    private_files.put_all(place / "letters", letters)
with private_files.part(place / "a.pdf") as file, private_files.part_folder(place / "b") as folder:
    Path(f"{file}-journal").write_bytes(b"of SQLite")
    (folder / "inside").write_bytes(b"half")
    with private_files.replaced(private_files.folder(place / "made" / "for it") / "c.xlsx") as part:
        part.write_bytes(b"half")
        with private_files.workspace():
            print("begun", flush=True)
            if last_words == "killed":
                os._exit(1)
            sys.stdin.read()
"""
Begin = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "hers"
    made.mkdir()
    return made


@pytest.fixture
def begin(place: Path) -> Begin:
    """Another program that begins to write into a place, and then does as it is told."""

    def begin(last_words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", BEGUN, str(place), last_words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    return begin


def next_start() -> None:
    main(["--register", "none.cpregister", "desks"])


def everything(*places: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for place in places for path in place.rglob("*")}


def test_what_a_killed_program_began_is_gone_at_the_next_start(place: Path, own_place: Path, begin: Begin) -> None:
    before = everything(own_place)
    with begin("killed") as killed:
        killed.wait()
    assert len(everything(place)) == 7
    next_start()
    assert everything(place) == set()
    left = everything(own_place) - before
    assert not [name for name in left if name.endswith((".part", ".journal"))], left


def test_what_a_running_program_has_begun_stays(place: Path, begin: Begin) -> None:
    with begin("waits") as running:
        assert running.stdout is not None
        assert running.stdin is not None
        running.stdout.readline()
        begun = everything(place)
        next_start()
        assert everything(place) == begun
        running.stdin.close()
        assert running.wait() == 0
    assert (place / "made" / "for it" / "c.xlsx").read_bytes() == b"half"
    assert everything(place) == {"made", "made/for it", "made/for it/c.xlsx"}


def test_nothing_is_taken_away_that_is_not_named_as_ours(place: Path, own_place: Path) -> None:
    """Whatever a journal says: somebody may have written into it, or a file system may have mixed it up."""
    hers = place / "hers.docx"
    hers.write_bytes(b"hers")
    named_alike = place / ".hers.docx.part"
    named_alike.write_bytes(b"hers")
    link = unfinished.name_for(hers)
    with suppress(OSError):  # Windows lets an administrator alone make such links
        link.symlink_to(hers)
    folder = place / "folder"
    folder.mkdir()
    (folder / "inside").write_bytes(b"hers")
    journals = private_files.folder(private_files.own_place("data") / "unfinished")
    lock = lock_of(hers)
    lock.write_bytes(b"hers")
    lines = [*(["part", str(one)] for one in (hers, named_alike, link, folder)), ["folder", str(folder)]]
    lines += [["lock", str(lock)], ["lock", str(hers)], ["part"], 7]
    (journals / "old.journal").write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '["part", "/cut')
    before = everything(place)
    next_start()
    assert everything(place) == before
    assert hers.read_bytes() == b"hers"


def test_the_lock_of_a_killed_program_goes_and_of_a_running_one_stays(
    place: Path, empty_file: Path, own_place: Path
) -> None:
    """Also beside a register that was never made, or that is never opened again."""
    code = """
import os, sys
from pathlib import Path
from cp_desktop.register.lock import WriterLock
for path in sys.argv[2:]:
    WriterLock.take(Path(path))
print("taken", flush=True)
if sys.argv[1] == "killed":
    os._exit(1)
sys.stdin.read()
"""
    never_made, register = place / "never made.cpregister", place / "a.cpregister"
    shutil.copy(empty_file, register)
    other = place / "b.cpregister"
    hers = lock_of(place / "of no register")
    hers.write_text("hers")
    subprocess.run([sys.executable, "-c", code, "killed", never_made, register], check=False)
    assert lock_of(never_made).exists()
    held = [sys.executable, "-c", code, "held", other]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        next_start()
        assert everything(place) == {register.name, hers.name, lock_of(other).name}
        running.kill()
    next_start()
    assert everything(place) == {register.name, hers.name}


def test_what_cannot_be_reached_now_goes_another_time(place: Path, begin: Begin) -> None:
    """A stick that is not there at the next start, but at the one after."""
    with begin("killed") as killed:
        killed.wait()
    stick = place.rename(place.with_name("pulled out"))
    next_start()
    stick.rename(place)
    next_start()
    assert [name for name in everything(place) if ".part" in name] == []


@pytest.mark.parametrize("there", [False, True], ids=["new folder", "folder with letters"])
def test_letters_of_a_killed_program_are_all_there_or_none(place: Path, begin: Begin, there: bool) -> None:
    letters = place / "letters"
    if there:
        letters.mkdir()
        for name in ("a.eml", "b.eml", "other.eml"):
            (letters / name).write_bytes(b"old")
    before = everything(place)
    with begin("writing") as killed:
        assert killed.wait() == 1
    next_start()
    assert everything(place) == before, "killed while they were written: none"
    with begin("moving") as killed:
        assert killed.wait() == 1
    assert [path.read_bytes() for path in sorted(letters.glob("*.eml"))].count(b"new") == 1
    if there:
        (letters / "b.eml").write_bytes(b"changed by her since")
    next_start()
    found = {path.name: path.read_bytes() for path in letters.iterdir()}
    expected = {"a.eml": b"new", "b.eml": b"changed by her since" if there else b"new", "c.eml": b"new"}
    assert found == expected | ({"other.eml": b"old"} if there else {})


def test_names_of_parts_cannot_be_guessed_and_lead_nowhere_else(place: Path) -> None:
    hers, names = place / "hers.txt", set()
    hers.write_bytes(b"hers")
    for _ in range(3):
        with private_files.part(place / "paper.pdf") as part:
            names.add(part.name)
            assert part.parent == place
    assert len(names) == 3
    if sys.platform == "win32":
        return

    def leads_elsewhere() -> None:
        with private_files.replaced(place / "paper.pdf") as part:
            part.unlink()
            part.symlink_to(hers)

    with pytest.raises(OSError, match="link"):
        leads_elsewhere()
    with pytest.raises(FileExistsError):
        private_files.empty(hers)
    (place / "log").symlink_to(hers)
    with pytest.raises(OSError, match="link"):
        private_files.append(place / "log")
    (place / "log").unlink()
    assert hers.read_bytes() == b"hers"
    assert not (place / "paper.pdf").exists()
