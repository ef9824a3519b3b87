"""Every write of the program is a service: nothing else begins an operation, or writes through a session of one.

A session outside an operation cannot write at all (`tests/register/test_operations.py`), so that this holds them all.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cp_desktop

PACKAGE = Path(cp_desktop.__file__).parent
MAKES_THE_FILE = "register/file.py"  # makes a new register, and defines what an operation is
WRITES = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
STATEMENTS = {"insert", "update", "delete"}


def breaches(source: str) -> Iterator[str]:
    """What of a module's source writes to a register: "line 3: operation"."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="operation")):
                yield f"line {node.lineno}: operation"
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id=whose) | ast.Attribute(attr=whose))) if (
                name in WRITES and whose.endswith("session")
            ):
                yield f"line {node.lineno}: session.{name}"
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in STATEMENTS and _is_table(value):
                yield f"line {node.lineno}: {name}"
            case ast.ImportFrom(module="sqlalchemy", names=names):
                for one in names:
                    if one.name in STATEMENTS:
                        yield f"line {node.lineno}: {one.name}"


def _is_table(node: ast.expr) -> bool:
    """Whether something is a table by the look of it: `table`, `table_of(Visit)`, `Visit.__table__`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return "table" in name
    return False


def modules(*but: str) -> list[str]:
    names = (path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py")))
    return [name for name in names if not name.startswith(("_bundled/", *but))]


@pytest.mark.parametrize("name", modules("services/", "register/"))
def test_nothing_above_or_below_the_services_writes(name: str) -> None:
    assert list(breaches((PACKAGE / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", [name for name in modules(MAKES_THE_FILE) if name.startswith("register/")])
def test_the_register_itself_begins_an_operation_only_to_make_a_file(name: str) -> None:
    found = breaches((PACKAGE / name).read_text(encoding="utf-8"))
    assert [one for one in found if one.endswith("operation")] == []


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("services/")])
def test_a_service_knows_no_window(name: str) -> None:
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        imported = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [one for one in imported if one.startswith(("PySide6", "shiboken6", "cp_desktop.ui"))]


@pytest.mark.parametrize(
    "source",
    [
        "with self._app.register.operation('Keep') as session: pass",
        "def keep(session): session.add(Visit())",
        "def drop(work): work.session.delete(row)",
        "from sqlalchemy import select, update",
        "connection.execute(table.update().values(name=None))",
        "connection.execute(table_of(Visit).delete())",
    ],
)
def test_a_write_planted_elsewhere_is_found(source: str) -> None:
    assert len(list(breaches(source))) == 1
