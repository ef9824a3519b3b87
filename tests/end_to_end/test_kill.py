"""kill -9 at random moments of saves and bulk imports: every operation is whole or absent, and nothing is damaged.

Twelve rounds of these as a rule, and a few of all else that the program writes (`killing`); CP_KILL_ROUNDS=200 runs
more and prints what was met. The same file is the program that gets killed: it saves, imports, undoes and redoes
without end, and tells each beginning and end on its standard output.
"""

import contextlib
import datetime as dt
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import insert

from cp_desktop.model import Fact, table_of
from cp_desktop.register import Register
from cp_desktop.services import registers

ROUNDS = int(os.environ.get("CP_KILL_ROUNDS", "12"))
ROUNDS_A_REGISTER = 4
LONGEST_LIFE = 0.4  # seconds: a few operations


def work(path: Path, seed: int) -> None:
    """Changes the register until killed. An operation labelled "n/rows" writes that many rows carrying n."""
    chance = random.Random(seed)
    with Register.open(path) as register:
        number = max((int(entry.label.split("/")[0]) for entry in register.entries()[1:]), default=0)
        print("ready", flush=True)
        while True:
            number += 1
            what = chance.choice(["save", "save", "bulk", "bulk", "undo", "redo"])
            print("begin", what, flush=True)
            if what == "undo":
                register.undo()
            elif what == "redo":
                register.redo()
            else:
                rows = 1 if what == "save" else chance.randint(500, 2500)
                with register.operation(f"{number}/{rows}") as session:
                    values = [{"position": n, "label": str(number), "value": "x" * 40} for n in range(rows)]
                    session.execute(insert(table_of(Fact)), values)
            print("end", what, flush=True)


def check(path: Path) -> None:
    """Holds a register that was killed to everything it promises."""
    with Register.open(path) as register:
        assert register.can_write, register.read_only_because
        entries = register.entries()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        found = dict(raw.execute("SELECT label, count(*) FROM fact GROUP BY label"))
        for entry in entries[1:]:
            number, rows = entry.label.split("/")
            wanted = int(rows) if entry.stands else 0
            assert found.pop(number, 0) == wanted, f"{entry.label} is neither whole nor absent"
        assert found == {}, "rows of an operation that is not in the history"
        kept: dict[int, str] = {}
        for row, before, after in raw.execute(
            "SELECT row_id, before, after FROM change WHERE table_name = 'fact' ORDER BY id"
        ):
            assert kept.pop(row, None) == before, "the history does not follow on"
            if after is not None:
                kept[row] = after
        columns = [name for _, name, *_ in raw.execute("PRAGMA table_info(fact)")]
        rows = raw.execute("SELECT * FROM fact ORDER BY id").fetchall()
        assert [json.loads(kept[key]) for key in sorted(kept)] == [dict(zip(columns, row, strict=True)) for row in rows]
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random()
    met: Counter[str] = Counter()
    for number in range(ROUNDS):
        path = tmp_path / str(number // ROUNDS_A_REGISTER) / "kill.cpregister"
        if not path.exists():
            path.parent.mkdir()
            registers.create(path, "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)).close()
        seed = chance.randrange(10**9)
        life = chance.uniform(0, LONGEST_LIFE)
        with subprocess.Popen([sys.executable, __file__, str(path), str(seed)], stdout=subprocess.PIPE) as victim:
            assert victim.stdout is not None
            assert victim.stdout.readline() == b"ready\n"
            with contextlib.suppress(subprocess.TimeoutExpired):
                victim.wait(life)
            victim.kill()
            got = victim.stdout.read().decode().splitlines()
        met["rounds"] += 1
        met["operations ended"] += sum(line.startswith("end") for line in got)
        if got and got[-1].startswith("begin"):
            met[f"killed inside: {got[-1].removeprefix('begin ')}"] += 1
        journal = path.with_name(path.name + "-journal")
        if journal.exists():
            # SQLite writes the journal's first bytes just before it touches the register itself.
            hot = journal.read_bytes()[:1] not in (b"", b"\0")
            met["register half written, to be rolled back" if hot else "journal left, register untouched"] += 1
        try:
            check(path)
        except BaseException:
            print(f"round {number}, seed {seed}, killed after {life:.3f} s, told {got[-3:]}, register kept at {path}")
            raise
    if "CP_KILL_ROUNDS" in os.environ:
        with capsys.disabled():
            print("", *(f"{what}: {count}" for what, count in met.items()), sep="\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9, and forks no process")
@pytest.mark.slow
def test_killed_while_anything_is_written(
    tmp_path: Path, demo_file: Path, own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letters, papers, exports, copies, restoring, erasing and the rest: nothing damaged, lost, half done or left."""
    rounds, seed = os.environ.get("CP_KILL_ROUNDS", "3"), str(random.randrange(10**9))
    command = [sys.executable, "-m", "tests.end_to_end.killing", str(tmp_path), rounds, seed, str(demo_file)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *found, met = done.stdout.splitlines()
    assert found == [], f"seed {seed}"
    if "CP_KILL_ROUNDS" in os.environ:
        with capsys.disabled():
            print("", *(f"{what}: {count}" for what, count in json.loads(met).items()), sep="\n")


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
