"""Bugs of commands over a register whose every text is marked: no mark reaches the log or standard error."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cp_desktop import sandbox
from cp_desktop.app_data import LOG_SIZE, LOGS_KEPT, log_file, write_log
from cp_desktop.cli import figures as figures_command
from cp_desktop.cli import main
from cp_desktop.exchange import importer
from cp_desktop.reports.documents import survey_summary
from cp_desktop.services import disclosure
from tests import OWN_PLACES
from tests.marking import MARKER, mark, stumbles


@pytest.fixture
def marked(demo_file: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copy(demo_file, tmp_path / "demo.cpregister"))
    assert mark(path) > 20
    return path


def import_file(path: Path) -> list[str]:
    file = path.with_name(f"{MARKER}.csv")
    file.write_text(f"Surname,Ward,Party\n{MARKER},Planted,Marked\n", "utf-8")
    return ["import", "councillors", str(file)]


ROADS: dict[str, tuple[object, str, Callable[[Path], list[str]]]] = {
    "figures": (figures_command, "show_figures", lambda _: ["figures"]),
    "export": (disclosure, "write_table", lambda path: ["export", "visits", "--out", str(path.with_name("out.csv"))]),
    "import": (importer.ImportContext, "__init__", import_file),
    "paper": (
        survey_summary,
        "compose",
        lambda path: ["print", "survey-summary", "--out", str(path.with_name("a.pdf"))],
    ),
}


@pytest.mark.parametrize("road", ROADS)
def test_a_command(road: str, marked: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    owner, name, words = ROADS[road]
    monkeypatch.setattr(owner, name, stumbles)
    assert main(["--register", str(marked), *words(marked)]) == 3
    log = log_file().read_text("utf-8")
    assert "in stumbles" in log
    assert MARKER not in log + "".join(capfd.readouterr())


def test_a_reader_of_other_peoples_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "list"
    file.write_text(f"first\n{MARKER}\n", "utf-8")
    rows = sandbox.read("tests.sandbox.stumbling", file)
    assert next(rows) == "first"
    with pytest.raises(sandbox.Overrun) as raised:
        next(rows)
    assert MARKER not in str(raised.value) + "".join(capfd.readouterr())


def test_a_log_is_begun_anew_once_it_is_large() -> None:
    for number in range(5):
        assert write_log(f"bug {number} " + "x" * LOG_SIZE)
    found = sorted(path.name for path in log_file().parent.iterdir())
    assert found == ["cp-desktop.1.log", "cp-desktop.2.log", "cp-desktop.log"]
    assert len(found) == 1 + LOGS_KEPT
    assert "bug 4" in log_file().read_text("utf-8")
    assert all(path.stat().st_size < 2 * LOG_SIZE for path in log_file().parent.iterdir())


def test_a_log_whose_folder_was_deleted_is_begun_again() -> None:
    assert write_log("one")
    shutil.rmtree(log_file().parent)
    assert write_log("two")
    assert "two" in log_file().read_text("utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_file().mkdir()
    assert write_log("a bug") is None
    log_file().rmdir()
    if os.name == "posix":
        os.mkfifo(log_file())
        assert write_log("a bug") is None, "nobody reads that pipe: it would be waited for"
    no_folder = own_place / "a file"
    no_folder.touch()
    for name in OWN_PLACES:
        monkeypatch.setenv(name, str(no_folder))
    assert write_log("a bug") is None


UNSEEN = """
import os, threading
from cp_desktop.cli import streams
streams.tell_unseen_bugs()
class Ends:
    def __del__(self): raise ValueError(os.environ["WORDS"])
def run(): raise KeyError(os.environ["WORDS"])
Ends()
thread = threading.Thread(target=run)
thread.start()
thread.join()
raise LookupError(os.environ["WORDS"])
"""


def test_bugs_that_nobody_catches_are_told_without_their_words() -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNSEEN], env=os.environ | {"WORDS": MARKER}, capture_output=True, text=True, check=False
    )
    log = log_file().read_text("utf-8")
    for kind in ("ValueError", "KeyError", "LookupError"):
        assert f"{kind}: (its message is left out" in log
        assert f"{kind}: (its message is left out" in done.stderr
    assert MARKER not in log + done.stdout + done.stderr
