"""How long a file and a function of the program may be: short enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import dev

FILE, FUNCTION = 400, 60  # lines, of which each has fewer


def too_long(folder: Path) -> Iterator[str]:
    """Each file and function of a folder that reaches its limit, with its place and its lines."""
    for path in sorted(folder.rglob("*.py")):
        source, where = path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix()
        if (lines := len(source.splitlines())) >= FILE:
            yield f"{where}: {lines}"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if (lines := node.end_lineno - node.lineno + 1) >= FUNCTION:
                    yield f"{where}:{node.lineno} {node.name}: {lines}"


def test_files_and_functions_are_short_enough_to_be_read_at_once() -> None:
    assert len(list((dev.ROOT / "cp_desktop").rglob("*.py"))) > 200
    assert list(too_long(dev.ROOT / "cp_desktop")) == [], "split what is too long by what its parts are about"


def test_what_reaches_a_limit_is_found(tmp_path: Path) -> None:
    def function(name: str, lines: int) -> str:
        return f"class A:\n    async def {name}(self):\n" + "        ...\n" * (lines - 1)

    (tmp_path / "functions.py").write_text(function("short", 59) + function("long", 60), encoding="utf-8")
    (tmp_path / "short.py").write_text("\n" * 399, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "long.py").write_text("\n" * 400, encoding="utf-8")
    assert list(too_long(tmp_path)) == ["folder/long.py: 400", "functions.py:62 long: 60"]
