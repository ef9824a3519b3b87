"""Names in the code: one meaning each, and no word that needs a glossary."""

import ast
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
