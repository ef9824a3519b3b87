"""Names in the code: one meaning each, and no word that needs a glossary."""

import ast
import tomllib
from collections import defaultdict
from pathlib import Path

import dev

PACKAGE = dev.ROOT / "cp_desktop"


def classes(package: Path) -> dict[str, list[str]]:
    """Where each name of a class stands; a private one counts without its underscores, for it reads the same."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name.strip("_")].append(f"{path.relative_to(package).as_posix()}:{node.lineno}")
    return found


def test_a_class_name_is_once_in_the_package(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Held: ...\n", "utf-8")
    (tmp_path / "two.py").write_text("def f():\n    class _Held: ...\n", "utf-8")
    assert classes(tmp_path) == {"Held": ["one.py:1", "two.py:2"]}
    found = classes(PACKAGE)
    assert len(found) > 300
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_private_names_that_may_be_read_are_other_peoples() -> None:
    """What ruff (SLF001) is told to let pass is defined nowhere here, or the rule would let ours pass too."""
    ruff = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    others = set(ruff["flake8-self"]["extend-ignore-names"])
    given_to_a_library = {  # ReportLab reads them: a canvas its document, a container its parts
        ("reports/pdf/canvas.py", "_doc"),
        ("reports/pdf/fold_card.py", "_content"),
    }
    ours = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = ""
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                name = node.name
            elif (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and ast.unparse(node.value) == "self"
            ):
                name = node.attr
            if name in others:
                ours.add((path.relative_to(PACKAGE).as_posix(), name))
    assert ours == given_to_a_library
