"""What the README says a person can type works."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

import cp_desktop
import dev
from cp_desktop.cli import main

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cp_desktop"
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]


def test_its_cp_desktop_commands_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "db", tmp_path / "db")
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line)[1:] for line in LINES if line.startswith("cp-desktop ")]
    assert len(commands) >= 8
    assert len(set(LINES)) == len(LINES), "a line stands twice"
    said = {}
    for words in commands:
        assert main(words) == 0, words
        said[words[2]] = " ".join(capsys.readouterr().out.split())
    assert "Commitments 911 commitments Replies 30 of 105" in said["figures"]
    assert "Homes open 54 homes Visited by a councillor 42 of 54" in said["coverage"]
    assert re.search(r"\d+ reports, \d+ late", said["desks"])
    assert "54 rows" in said["export"]
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "copy.cpregister").is_file()


def test_its_dev_commands_are_ones_dev_knows() -> None:
    words = {line.split()[2] for line in LINES if line.startswith("python3 dev.py")}
    assert words >= {"run", "test"}
    words |= set(re.findall(r"`python3 dev.py (\w+)", README))
    assert words >= {"migration", "package", "lock", "screenshot"}
    assert all(callable(getattr(dev, word, None)) for word in words)
    named = {path for line in LINES for path in re.findall(r"\btests/\S+", line)}
    assert named
    assert all((ROOT / path).exists() for path in named)
    assert all(check in dev.CHECKS for line in LINES if "dev.py check " in line for check in line.split()[3:])


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?|\w+\.py)`", README))
    assert {"model/base.py", "services/demo.py", "reports/word/", "tests/test_imports.py"} <= named
    assert [path for path in sorted(named) if not any((root / path).exists() for root in (ROOT, PACKAGE))] == []


def test_the_newest_news_are_of_this_version() -> None:
    [latest, *_] = re.findall(r"^### (\d+\.\d+\.\d+)$", README, re.M)
    assert latest == cp_desktop.__version__
    assert f'version = "{latest}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_picture_and_the_folders_it_names_are_there() -> None:
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (ROOT / picture).is_file()
    named = set(re.findall(r"^  (\w+)/", README, re.M))
    assert named == {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}


def test_the_folders_of_tests_are_those_of_the_package() -> None:
    """What tests more than one package, or the whole from outside, is said by name in the README."""
    beside = {"bench", "end_to_end"}
    assert all(f"{name}/" in README for name in beside)
    holding = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")} - {Path()}
    assert {folder.as_posix() for folder in holding if not (PACKAGE / folder / "__init__.py").exists()} == beside
    packages = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
    assert {folder.parts[0] for folder in holding} == packages | beside
