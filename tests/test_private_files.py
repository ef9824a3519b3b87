"""What the program writes is its owner's alone, with the umask that most machines have."""

import argparse
import ast
import datetime as dt
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import cp_desktop
from cp_desktop import private_files
from cp_desktop.app_data import keep_draft, log_file, write_log
from cp_desktop.cli import figures, main
from cp_desktop.cli.parser import COMMANDS
from cp_desktop.model import Council
from cp_desktop.register import Register, backup
from cp_desktop.services import registers

PACKAGE = Path(cp_desktop.__file__).parent
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="modes say nothing there: rights are inherited")


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(*places: Path) -> list[str]:
    """All files and folders below that somebody else could read."""
    found = [path for place in places for path in place.rglob("*")]
    assert found
    return [f"{path} {mode(path):o}" for path in found if mode(path) & 0o077]


@on_posix
@pytest.mark.usefixtures("usual_umask")
def test_whatever_a_command_writes_is_its_owners_alone(
    tmp_path: Path, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command there is, and the log of one that fails as a bug does."""
    out = tmp_path / "a new folder"
    demo, copy = out / "demo" / "demo.cpregister", out / "copies" / "copy.cpregister"
    day = ("--as-at", "2018-01-31")
    lines = (
        ("new", str(tmp_path / "new.cpregister"), "--council", "Northborough City Council", "--year", "2017/18"),
        ("demo", "--no-window", "--out", str(demo.parent)),
        ("export", "homes", *day, "--out", str(out / "demo" / "homes.xlsx")),
        ("export", "visits", *day, "--internal", "--out", str(out / "demo" / "visits.csv")),
        ("import", "menu", str(out / "demo" / "none.csv")),
        ("figures", *day),
        ("coverage", "--from", "2017-05-23", "--to", "2018-01-31"),
        ("desks", *day),
        ("letters", "--month", "2018-01", "--out", str(out / "letters" / "january")),
        ("print", "handbook", *day, "--out", str(out / "web" / "handbook.html")),
        ("print", "visit-form", *day, "--table", "--out", str(out / "papers" / "form.pdf")),
        ("merge", "councillor:1", "councillor:2"),
        ("about", "councillor:1", "--out", str(out / "about" / "councillor.docx")),
        ("erase", "councillor:1"),
        ("backup", "--out", str(copy)),
        ("restore", str(copy), "--out", str(out / "restored" / "demo.cpregister")),
        ("check",),
        ("associate",),
    )
    names: list[str] = []

    def add(name: str, *_: object) -> argparse.ArgumentParser:
        names.append(name)
        return argparse.ArgumentParser()

    for add_command in COMMANDS:
        add_command(add)
    assert {line[0] for line in lines} == set(names), "a new command is to be tried here as well"
    for line in lines:
        expected = 1 if line[0] in ("import", "erase") else 0  # no such file; in office still
        assert main(list(line)) == expected, line

    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(figures, "show_desks", broken)
    assert main(["desks"]) == 3
    assert log_file().is_file()
    assert list(out.rglob("*.eml"))
    assert open_to_others(tmp_path, own_place) == []


@on_posix
@pytest.mark.usefixtures("usual_umask")
def test_what_lies_beside_an_open_register_is_closed_too(tmp_path: Path, own_place: Path) -> None:
    """The lock, the journal while something is written, the copies, and what is kept of a damaged register."""
    path = tmp_path / "a.cpregister"
    registers.create(path, "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)).close()
    with Register.open(path) as register, register.operation("Rename") as session:
        session.scalars(select(Council)).one().name = "Other"
        session.flush()
        assert {one.name for one in tmp_path.iterdir()} == {path.name, f"{path.name}.lock", f"{path.name}-journal"}
        assert open_to_others(tmp_path, own_place) == []
    kept, _ = backup.copies(path)
    os.truncate(path, path.stat().st_size // 2)
    backup.restore(path, kept.path)
    assert any(backup.DAMAGED in one.path.name for one in backup.copies(path))
    keep_draft("a-register/visit-new", "{}")
    assert open_to_others(own_place) == []


@on_posix
@pytest.mark.usefixtures("usual_umask")
def test_a_register_that_is_shared_stays_so(register: Register, tmp_path: Path) -> None:
    """Opening, restoring and copying over one leave its rights; its lock says to the same people who has it."""
    register.close()
    register.place.path.chmod(0o664)
    with Register.open(register.place):
        assert mode(register.place.path.with_name(f"{register.place.path.name}.lock")) == 0o644, (
            "what the umask leaves of 664"
        )
    assert mode(register.place.path) == 0o664
    [kept] = backup.copies(register.place.path)
    assert mode(kept.path) == 0o600
    backup.restore(register.place.path, kept.path)
    assert mode(register.place.path) == 0o664
    shared = tmp_path / "shared.cpregister"
    backup.write(register.place.path, shared)
    shared.chmod(0o640)
    backup.write(register.place.path, shared)
    assert mode(shared) == 0o640


@on_posix
@pytest.mark.usefixtures("usual_umask")
def test_the_programs_own_folders_of_older_versions_are_closed(own_place: Path) -> None:
    old = private_files.own_place("log")
    old.mkdir(parents=True)
    (old / "cp-desktop.log").write_text("of an older version\n")
    write_log("a bug")
    assert (mode(old), mode(log_file())) == (0o700, 0o600)
    assert log_file().read_text().startswith("of an older version")


@on_posix
def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    hers = tmp_path / "hers"
    hers.mkdir()
    hers.chmod(0o755)
    private_files.folder(hers / "new" / "deeper")
    assert (mode(hers), mode(hers / "new"), mode(hers / "new" / "deeper")) == (0o755, 0o700, 0o700)


def test_what_cannot_be_filled_leaves_what_was_there(tmp_path: Path) -> None:
    there = tmp_path / "paper.pdf"
    there.write_bytes(b"before")
    with pytest.raises(TypeError):
        private_files.write(there, "no bytes")  # type: ignore[arg-type]
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("paper.pdf", b"before")]


_WRITERS = ("write_bytes", "write_text", "touch", "mkdir", "makedirs", "copy2", "copyfile", "copytree")
_MAKERS = ("private_files.py", "unfinished.py")
_MODES = {f"{how}{kind}{also}" for how in "wax" for kind in ("", "b", "t") for also in ("", "+")}
_TEMPORARY = re.compile(r"\.(part|tmp|temp|new|bak|making)\b|\w~$", re.I)  # endings of files that are on their way
# Whoever may open a register may learn who has it: its lock has the register's rights.
_LOCK = "register/lock.py: os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, mode)"


_CALLED = {*_WRITERS, "open", "copy"}


def _last(called: ast.Name | ast.Attribute) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr


def other_makers(source: str) -> Iterator[str]:
    """What makes a file, a folder or a temporary name in a source, past `private_files`."""
    tree = ast.parse(source)
    documented = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import(names) if any(one.name.partition(".")[0] == "tempfile" for one in names):
                yield ast.unparse(node)
            case ast.ImportFrom(module="tempfile"):
                yield ast.unparse(node)
            case ast.ImportFrom(names=names) if any(one.name in ("QTemporaryFile", "QSaveFile") for one in names):
                yield ast.unparse(node)
            case ast.Constant(str(words)) if node not in documented and _TEMPORARY.search(words):
                yield ast.unparse(node)
            case ast.Call():
                if not isinstance(node.func, ast.Name | ast.Attribute) or _last(node.func) not in _CALLED:
                    continue  # to write out every call would take seconds
                called = ast.unparse(node.func)
                words = [ast.unparse(one) for one in (*node.args, *(word.value for word in node.keywords))]
                opened = called.rpartition(".")[2] == "open" and any(word.strip("'") in _MODES for word in words)
                by_path = called.rpartition(".")[2] in _WRITERS or called == "shutil.copy"
                made = by_path or any("O_CREAT" in word for word in words)
                within = called.startswith(("part.", "filled.")) or {"part", "filled"} & {*words}  # what it gave
                if (opened or made) and not within and "os.devnull" not in words:
                    yield ast.unparse(node)


def test_no_file_is_made_by_another_way() -> None:
    """A new road that writes a file, on its way or at its place, gets its name and its rights from `private_files`."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name not in _MAKERS:
            source = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(PACKAGE).as_posix()}: {made[:80]}" for made in other_makers(source)]
    assert found == [_LOCK], "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "from tempfile import TemporaryDirectory",
        "import tempfile",
        "from PySide6.QtCore import QSaveFile",
        "making = path.with_name(path.name + '.new')",
        "making = out / f'.{os.getpid()}.part'",
        "open(path, 'w')",
        "path.open('xb')",
        "path.write_text('')",
        "os.open(path, os.O_CREAT | os.O_WRONLY)",
    ],
)
def test_another_way_is_found(source: str) -> None:
    assert [*other_makers(source)]
