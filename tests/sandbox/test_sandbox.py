"""Whatever a reader of somebody else's file does, it is the reader's process that ends, and the asker is told."""

import os
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from cp_desktop import sandbox
from cp_desktop.errors import UserError

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path / "asked"


def said(asked: Path, how: str) -> list[object]:
    asked.write_text(how)
    return list(sandbox.read("tests.sandbox.greedy", asked))


@pytest.mark.parametrize(
    "how",
    ["time", "memory", "a little at a time", "abort", "stop in the middle", "bug", "leave quietly"],
)
def test_a_reader_that_takes_too_much_or_breaks_down_ends_alone(asked: Path, how: str) -> None:
    with pytest.raises(sandbox.Overrun):
        said(asked, how)


def test_what_a_reader_says_and_what_it_refuses_arrives(asked: Path) -> None:
    assert said(asked, "behave") == ["begun", "done"]
    with pytest.raises(UserError, match=r"This is no list\."):
        said(asked, "refuse")


def test_a_reader_the_system_does_not_limit_is_ended_by_who_asked(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_held_by", lambda reader: nullcontext(lambda: 1_000_000_000))
    with pytest.raises(sandbox.Overrun, match="memory"):
        said(asked, "time")


@pytest.mark.skipif(sys.platform == "win32", reason="a job object of Windows limits no files")
def test_a_reader_writes_no_file(asked: Path) -> None:
    with pytest.raises(sandbox.Overrun):
        said(asked, "write")
    written = asked.with_name("written")
    assert not written.exists() or written.stat().st_size == 0


ASK = """
import sys
from pathlib import Path
from cp_desktop import sandbox
for value in sandbox.read("tests.sandbox.greedy", Path(sys.argv[1])):
    print(value, flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc which processes there are")
def test_a_reader_that_waits_ends_with_a_killed_asker(asked: Path) -> None:
    asked.write_text("wait")
    with subprocess.Popen([sys.executable, "-c", ASK, str(asked)], stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout is not None
        number = [asker.stdout.readline() for _ in range(2)][-1].strip()
        state = Path("/proc", number, "stat")
        assert state.exists()
        asker.kill()
    for _ in range(200):
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("it waits on")


def test_a_reader_nobody_listens_to_is_ended(asked: Path) -> None:
    asked.write_text("time")
    reading = sandbox.read("tests.sandbox.greedy", asked)
    assert next(reading) == "begun"
    reading.close()  # returns once the process has ended: it would compute for two seconds else


def test_somebody_who_no_longer_waits_ends_the_reader(asked: Path) -> None:
    asked.write_text("time")

    heard = []

    def waiting() -> None:
        if heard:
            raise UserError("Reading was stopped.")

    reading = sandbox.read("tests.sandbox.greedy", asked, waiting)
    heard.append(next(reading))
    with pytest.raises(UserError, match="stopped"):
        next(reading)


def test_what_is_no_file_is_refused_and_no_reader_waits_for_it(tmp_path: Path) -> None:
    places = [tmp_path]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.docx")
        places += [tmp_path / "pipe.docx", Path("/dev/zero")]
    for place in places:
        with pytest.raises(UserError, match="is a folder, a pipe or a device, and no file"):
            next(sandbox.read("tests.sandbox.greedy", place))
