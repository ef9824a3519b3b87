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


def defined(tree: ast.Module) -> set[str]:
    """The names a module gives to something: functions, classes, variables, and attributes of its own objects."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node):
            found.add(node.attr)
    return found


def read_of_others(tree: ast.Module) -> set[str]:
    """The attributes a module asks of what is not `self` or `cls`."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and not _is_own(node)}


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def test_what_is_defined_and_what_is_read_of_others_is_seen() -> None:
    tree = ast.parse(
        "class _A:\n    _b: int\n    _c = 1\n    def _d(self):\n        self._e, cls._f = one._g, self._h\n"
        "async def _i(): ...\none._j = 2\n"
    )
    assert {name for name in defined(tree) if name[0] == "_"} == {"_A", "_b", "_c", "_d", "_e", "_f", "_i"}
    assert read_of_others(tree) == {"_g", "_j"}


def test_private_names_that_may_be_read_are_other_peoples() -> None:
    """What ruff (SLF001) is told to let pass is defined nowhere here, or the rule would let ours pass too; and each
    of those names is needed."""
    ruff = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    others = set(ruff["flake8-self"]["extend-ignore-names"])
    given_to_a_library = {  # ReportLab reads them: a canvas its document, a container its parts
        ("cp_desktop/reports/pdf/canvas.py", "_doc"),
        ("cp_desktop/reports/pdf/fold_card.py", "_content"),
    }
    ours, read = set(), set()
    for path in [dev.ROOT / "dev.py", *(path for name in ("cp_desktop", "db", "tests") for path in modules(name))]:
        tree = ast.parse(path.read_text("utf-8"))
        ours |= {(path.relative_to(dev.ROOT).as_posix(), name) for name in defined(tree) & others}
        read |= read_of_others(tree)
    assert ours == given_to_a_library
    assert others <= read, "a name stands in pyproject.toml for nothing: take it out"


def modules(folder: str) -> list[Path]:
    return sorted((dev.ROOT / folder).rglob("*.py"))
