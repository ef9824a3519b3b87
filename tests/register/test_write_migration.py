"""`dev.py migration` writes what the declarations ask for, and what it writes passes every check."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from cp_desktop.model import Home
from cp_desktop.register import Register, schema

COPIED = ("cp_desktop", "db", "tests", "pyproject.toml")
BATHROOMS = 'field("Places", PUBLIC)\n    bathrooms: Mapped[int | None] = field("Bathrooms")\n'
MORE = """field("Places", PUBLIC)
    bathrooms: Mapped[int] = field("Bathrooms", default=3)
    pets: Mapped[bool] = field("Pets", default=True)
    built_as: Mapped[HomeKind] = field("Built as", choices=HomeKind, default=HomeKind.SUPPORTED)
    motto: Mapped[str] = field("Motto", default="It's 5% \\"new\\"", paragraphs=True)
    opened_at_id: Mapped[int | None] = field("Opened at", references="event.id")
"""
IMPORTS = "from sqlalchemy import UniqueConstraint\nfrom .base import Base, Choice, field, in_order, rule\n"
TABLE = '''

class GoalStep(Base):
    """A step towards a goal."""

    __tablename__ = "goal_step"
    __table_args__ = (
        UniqueConstraint("goal_id", "position"),
        rule("position_positive", "position > 0", "The first step is 1.", "position"),
    )
    one, many = "goal step", "goal steps"

    goal_id: Mapped[int] = field("Goal", references="goal.id")
    position: Mapped[int] = field("Position")
    done_on: Mapped[dt.date | None] = field("Done on")
'''
READ = """
from pathlib import Path
from sqlalchemy import select
from cp_desktop.model import Home
from cp_desktop.register import Register
with Register.open(Path("old.cpregister")) as register, register.reading() as session:
    [home] = session.scalars(select(Home))
    print((home.name, home.bathrooms, home.pets, home.built_as.name, home.motto, home.opened_at_id))
"""
# Runs it on a disk that is full after so many bytes of a migration.
FULL_DISK = """
import builtins, errno, io, runpy, sys
from pathlib import Path
opened, room = io.open, int(sys.argv.pop(1))
def full(file, mode="r", *words, **more):
    stream = opened(file, mode, *words, **more)
    if "w" in mode and Path(str(file)).parent.name == "versions":
        write = stream.write
        def fails(text):
            write(text[:room])
            if len(text) > room:
                stream.flush()
                raise OSError(errno.ENOSPC, "No space left on device")
            return len(text)
        stream.write = fails
    return stream
io.open = builtins.open = full
sys.argv[0] = "db/write_migration.py"
runpy.run_path(sys.argv[0], run_name="__main__")
"""
NEXT = f"{int(schema.revisions()[-1]) + 1:04}"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program with its migrations, to declare something new in."""
    for name in COPIED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if (dev.ROOT / name).is_dir():
            shutil.copytree(dev.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(dev.ROOT / name, tmp_path / name)
    return tmp_path


def change(checkout: Path, file: str, old: str, new: str) -> None:
    path = checkout / "cp_desktop" / "model" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(checkout), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def migrate(checkout: Path, title: str) -> subprocess.CompletedProcess[str]:
    return run(checkout, *dev.MIGRATION, title)


def written(checkout: Path) -> list[str]:
    return sorted(path.name for path in (checkout / "db" / "migrations" / "versions").glob("*.py"))


def test_a_migration_holds_all_that_was_declared_and_passes_the_checks(checkout: Path, register: Register) -> None:
    with register.operation("Add") as session:
        session.add(Home(name="Oak House", places=4))
    register.close()
    shutil.copy(register.place.path, checkout / "old.cpregister")
    change(checkout, "homes.py", 'field("Places", PUBLIC)\n', MORE)
    change(checkout, "homes.py", '"places IS NULL OR places >= 0"', '"places IS NULL OR places > 0"')
    change(checkout, "goals.py", '"starts_on", "due_on", "The goal', '"due_on", "starts_on", "The goal')
    change(checkout, "goals.py", "from .base import Base, Choice, field, in_order\n", IMPORTS)
    with (checkout / "cp_desktop" / "model" / "goals.py").open("a", encoding="utf-8") as file:
        file.write(TABLE)
    done = migrate(checkout, "Bathrooms and steps")
    assert done.returncode == 0, done.stderr
    path = f"db/migrations/versions/{NEXT}_bathrooms_and_steps.py"
    assert str(Path(path)) in done.stdout
    assert "drops" not in done.stdout
    text = (checkout / path).read_text("utf-8")
    assert text.startswith('"""Bathrooms and steps."""\n')
    assert "cp_desktop" not in text
    for words in (["check"], ["format", "--check"]):
        checked = run(checkout, "-m", "ruff", *words, path)
        assert checked.returncode == 0, checked.stdout + text
    got = run(checkout, "-m", "pytest", "-q", "tests/register/test_migrations.py", "-k", "every or left or numbers")
    assert got.returncode == 0, got.stdout + text
    assert got.stdout.startswith("... "), got.stdout
    read = run(checkout, "-c", READ)
    assert read.stdout.strip() == str(("Oak House", 3, True, "SUPPORTED", 'It\'s 5% "new"', None)), read.stderr
    again = migrate(checkout, "Again")
    assert again.returncode == 0
    assert again.stdout.startswith("nothing to migrate")
    assert written(checkout)[-1] == Path(path).name


def test_a_rule_longer_than_a_line_is_written_and_passes_the_checks(checkout: Path) -> None:
    long = " AND ".join(f"places <> {number}" for number in range(1000, 1020))
    change(checkout, "homes.py", '"places IS NULL OR places >= 0"', f'"places >= 0 AND {long}"')
    done = migrate(checkout, "Bound places")
    assert done.returncode == 0, done.stderr
    path = checkout / "db" / "migrations" / "versions" / f"{NEXT}_bound_places.py"
    assert long in path.read_text("utf-8")
    for words in (["check"], ["format", "--check"]):
        checked = run(checkout, "-m", "ruff", *words, str(path))
        assert checked.returncode == 0, checked.stdout
    assert migrate(checkout, "Again").stdout.startswith("nothing to migrate")


def test_what_would_not_pass_the_checks_is_refused_and_nothing_is_written(checkout: Path) -> None:
    before = written(checkout)
    change(checkout, "homes.py", 'field("Places", PUBLIC)\n', BATHROOMS)
    project = checkout / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace('"SLF"]', '"SLF", "D103"]'), "utf-8")
    for _ in range(2):  # the second time too: nothing of the first is left that would count
        done = migrate(checkout, "Add bathrooms")
        assert done.returncode == 1, done.stdout
        assert done.stderr.startswith("Nothing was written. The migration would not pass the checks")
        assert "D103" in done.stderr
        assert written(checkout) == before


@pytest.mark.parametrize("room", [0, 100])
def test_a_full_disk_is_told_and_nothing_is_left(checkout: Path, room: int) -> None:
    before = written(checkout)
    change(checkout, "homes.py", 'field("Places", PUBLIC)\n', BATHROOMS)
    done = run(checkout, "-c", FULL_DISK, str(room), "Add bathrooms")
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("Nothing was written. "), done.stderr
    assert "No space left on device" in done.stderr
    assert written(checkout) == before
    assert migrate(checkout, "Add bathrooms").returncode == 0, "the same once there is room"


def test_what_is_taken_away_is_said(checkout: Path) -> None:
    change(
        checkout,
        "goals.py",
        '    title: Mapped[str] = field("Goal", PUBLIC, help',
        '    name: Mapped[str | None] = field("Goal", PUBLIC, help',
    )
    change(checkout, "goals.py", 'display_attribute = "title"', 'display_attribute = "name"')
    done = migrate(checkout, "Name goals")
    assert done.returncode == 0, done.stderr
    assert "It drops what a register may hold." in done.stdout


def test_a_required_column_without_a_default_is_refused_and_nothing_is_written(checkout: Path) -> None:
    before = written(checkout)
    change(checkout, "homes.py", 'field("Places", PUBLIC)\n', BATHROOMS.replace(" | None", ""))
    done = migrate(checkout, "Add bathrooms")
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was written. home.bathrooms is required")
    assert written(checkout) == before
    for title in (" ", "...", 'Add """ quotes', "Two\nlines", "--help"):
        assert migrate(checkout, title).returncode == 2
    assert written(checkout) == before
