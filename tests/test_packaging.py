"""The program that needs no Python: made once from its recipe, and asked for what freezing could have lost."""

import os
import runpy
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter
from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine

import dev
from cp_desktop import __version__
from cp_desktop.app_data import log_file
from cp_desktop.bundled import RESOURCES
from cp_desktop.places import place_at
from cp_desktop.register import schema, sqlite_file
from cp_desktop.ui.single_window import bring_to_front

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged program's folder."""
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        pytest.skip("PyInstaller needs binutils, which a machine that only runs the program may lack")
    out = tmp_path_factory.mktemp("a folder")
    where = ["--distpath", str(out), "--workpath", str(out / "work")]
    subprocess.run([sys.executable, *dev.PACKAGE, *where], cwd=dev.ROOT, check=True, capture_output=True)
    return out / "cp-desktop"


@pytest.fixture
def run(program: Path, tmp_path: Path) -> Run:
    """Runs it in an environment that knows of no Python."""
    got = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        start = program / ("cp-desktop.exe" if os.name == "nt" else "cp-desktop")
        done = subprocess.run(
            [start, *words], cwd=tmp_path, env=got, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done

    return run


def it_says_its_version(run: Run) -> None:
    assert run("--version").stdout == f"CP Desktop {__version__}\n"


def it_imports_a_workbook_and_prints(run: Run, tmp_path: Path) -> None:
    """The workbook is read by a second start of the program itself."""
    with xlsxwriter.Workbook(tmp_path / "menu.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["No", "Group", "Wording"])
        sheet.write_row(1, 0, [1, "City", "Visit a home"])
    run("new", "a.cpregister", "--council", "Northborough City Council", "--year", "2017/18")
    run("--register", "a.cpregister", "import", "menu", "menu.xlsx")
    run("--register", "a.cpregister", "print", "handbook", "--out", "handbook.pdf")
    assert (tmp_path / "handbook.pdf").read_bytes().startswith(b"%PDF")


def it_upgrades_an_old_register(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.cpregister"
    run("new", old, "--council", "Northborough City Council", "--year", "2017/18")
    old.unlink()
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.attributes["engine"] = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(old, isolation_level=None), poolclass=NullPool
    )
    with closing(sqlite3.connect(old)) as raw:
        raw.execute(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")
    command.upgrade(config, "0001")
    with closing(sqlite3.connect(old)) as raw:
        raw.execute(
            "INSERT INTO council VALUES (1, 'Northborough', 'our', 'ward', 'wards', 'district', 'districts', 5, "
            "NULL, NULL, NULL, NULL, 'a1b2')"
        )
        raw.commit()
    assert sqlite_file.recognise(old) == "0001"
    assert "was brought up to this version" in run("--register", old, "check").stderr
    assert sqlite_file.recognise(old) == schema.revisions()[-1]


def its_demo_prints_every_paper_and_each_format(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", "demo", "--no-window")
    assert len(list((tmp_path / "demo").glob("*.pdf"))) == 5
    for ending, begins in ((".docx", b"PK"), (".html", b"<!DOCTYPE html>")):
        paper = tmp_path / f"summary{ending}"
        run("--register", tmp_path / "demo" / "demo.cpregister", "print", "survey-summary", "--out", paper)
        assert paper.read_bytes().startswith(begins)


def its_window_shows_the_overview(program: Path, tmp_path: Path) -> None:
    """Bugs in the window end nothing: they stand in the log."""
    register = place_at(str(tmp_path / "demo" / "demo.cpregister"))
    before = log_file().read_text("utf-8") if log_file().exists() else ""
    name = "cp-desktop.exe" if sys.platform == "win32" else "cp-desktop"
    start = [program / name, str(register)]
    with subprocess.Popen(start, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}) as window:
        try:
            deadline = time.monotonic() + 60
            while not bring_to_front(register) and time.monotonic() < deadline:
                time.sleep(0.2)
            asked = bring_to_front(register)
            time.sleep(5)  # the overview counts its figures, working days among them
        finally:  # or a failure above would wait for the window for ever
            window.kill()
    assert asked
    assert (log_file().read_text("utf-8") if log_file().exists() else "") == before


def what_nobody_needs_is_left_out(program: Path) -> None:
    names = [path.relative_to(program).as_posix().lower() for path in program.rglob("*") if path.is_file()]
    for part in (
        "/translations/",
        "libgtk-3",
        "opengl32sw",
        "tkinter",
        "/readme/",
        "/packaging/",
        "make_demo",
        "write_migration",
    ):
        assert not [name for name in names if part in name], part
    assert [name for name in names if name.endswith("db/migrations/versions/0001_first.py")]


@pytest.mark.slow
def test_the_packaged_program_does_its_work(program: Path, run: Run, tmp_path: Path) -> None:
    """One test, so that tests side by side build the program once."""
    it_says_its_version(run)
    it_imports_a_workbook_and_prints(run, tmp_path)
    it_upgrades_an_old_register(run, tmp_path)
    its_demo_prints_every_paper_and_each_format(run, tmp_path)
    its_window_shows_the_overview(program, tmp_path)
    what_nobody_needs_is_left_out(program)


def test_the_icon_is_the_same_each_time_and_has_every_size(tmp_path: Path) -> None:
    icon = runpy.run_path(str(RESOURCES / "packaging" / "icon.py"))
    for name in ("one.ico", "two.ico"):
        icon["make"](RESOURCES / "icons" / "cp-desktop.svg", tmp_path / name)
    one = (tmp_path / "one.ico").read_bytes()
    assert one == (tmp_path / "two.ico").read_bytes()
    assert struct.unpack_from("<HHH", one) == (0, 1, len(icon["SIZES"]))
    for place, side in enumerate(icon["SIZES"]):
        width, length, start = struct.unpack_from("<B7xII", one, 6 + 16 * place)
        assert width == side % 256
        assert struct.unpack_from(">II", one, start + 16) == (side, side)
        assert one[start : start + 4] == b"\x89PNG"
        assert start + length <= len(one)
