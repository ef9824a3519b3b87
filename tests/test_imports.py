"""The import contracts bite: for each a module is planted that breaks it, and a module in no layer is found."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

PLANTED = {  # how a contract's name begins: the module that breaks it, and the import
    "Floors": ("model/planted.py", "import cp_desktop.register"),
    "Only the window knows Qt": ("services/planted.py", "import PySide6"),
    "Only the PDFs": ("reports/planted.py", "import reportlab"),
    "Alembic": ("register/planted.py", "import alembic"),
    "A paper's tree": ("reports/documents/planted.py", "import cp_desktop.reports.html"),
    "Only reports.word": ("services/planted_word.py", "import docx"),
    "Which database": ("figures/planted.py", "import sqlite3"),
    "Only the window knows the window": ("ui/pages/planted.py", "import cp_desktop.ui.window"),
    "The command line": ("cli/planted.py", "import cp_desktop.ui.page"),
}
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(dev.ROOT / "cp_desktop", root / "cp_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(dev.ROOT / "pyproject.toml", root)
    return root


def broken(root: Path) -> list[str]:
    """The names of the contracts that import-linter finds broken."""
    lint = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", lint], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    said = " ".join(done.stdout.split())
    states = {name: re.search(f"{re.escape(name)} (KEPT|BROKEN)", said) for name in CONTRACTS}
    assert all(states.values()), done.stdout + done.stderr
    return [name for name, state in states.items() if state is not None and state[1] == "BROKEN"]


def test_each_contract_bites(copy: Path) -> None:
    assert [sum(name.startswith(begin) for name in CONTRACTS) for begin in PLANTED] == [1] * len(CONTRACTS)
    for place, line in PLANTED.values():
        (copy / "cp_desktop" / place).write_text(f"{line}\n", "utf-8")
    try:
        assert broken(copy) == CONTRACTS
    finally:
        for place, _ in PLANTED.values():
            (copy / "cp_desktop" / place).unlink()


def test_a_new_package_has_to_be_given_its_floor(copy: Path) -> None:
    assert broken(copy) == []
    package = copy / "cp_desktop" / "planted"
    package.mkdir()
    (package / "__init__.py").touch()
    try:
        assert broken(copy) == CONTRACTS[:1]
    finally:
        shutil.rmtree(package)
