"""Every write of the program is a service: nothing else begins an operation, makes a file, or writes through either.

Two looks at it. `tests/writing_roads.py` watches all that the tests do, and sees who really writes, under whatever
name; here that look is tried. The other reads the source, also of what no test runs.
"""

import ast
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

import cp_desktop
from cp_desktop import reports
from cp_desktop.model import Council, Home
from cp_desktop.register import Register, store_at
from tests.writing_roads import NotAServiceError

PACKAGE = Path(cp_desktop.__file__).parent
WRITES = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
STATEMENTS = {"insert", "update", "delete"}
OF_THE_REGISTER = {"operation", "undo", "redo"}
OF_THE_REPORTS = {"make", "write", "save", "render"}  # papers are made by a service, which knows what is to be noted
OF_THE_STORE = {"write_copy", "keep_copy", "restore", "enter_operation", "writer"}


# -- as it is written


def breaches(source: str) -> Iterator[str]:
    """What of a module's source writes to a register, or gets hold of what does: "line 3: operation"."""
    tree = ast.parse(source)
    alchemy = set(_called(tree, "sqlalchemy"))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, value=value) if name in OF_THE_REGISTER and _ends(value, "register"):
                yield f"line {node.lineno}: {name}"
            case ast.Attribute(attr="operation"):
                yield f"line {node.lineno}: operation"
            case ast.Attribute(attr=name, value=value) if name in OF_THE_STORE and _ends(value, "store", "store_at"):
                yield f"line {node.lineno}: {name}"
            case ast.Attribute(attr=name, value=ast.Name(id="reports")) if name in OF_THE_REPORTS:
                yield f"line {node.lineno}: reports.{name}"
            case ast.Attribute(attr=("create" | "open") as name, value=ast.Name(id="Register")):
                yield f"line {node.lineno}: Register.{name}"
            case ast.Attribute(attr=name, value=value) if name in WRITES and _ends(value, "session"):
                yield f"line {node.lineno}: session.{name}"
            case ast.Attribute(attr=name, value=value) if name in STATEMENTS and (
                _is_table(value) or (isinstance(value, ast.Name) and value.id in alchemy)
            ):
                yield f"line {node.lineno}: {name}"
            case ast.ImportFrom(module=str(module), names=names) if module.partition(".")[0] == "sqlalchemy":
                for one in names:
                    if one.name in STATEMENTS:
                        yield f"line {node.lineno}: {one.name}"
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=name), *_]) if name == "operation":
                yield f"line {node.lineno}: operation"


def _called(tree: ast.AST, package: str) -> Iterator[str]:
    """The names under which a module knows a package, or one of its modules."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.asname or package for one in names if one.name.partition(".")[0] == package)
            case ast.ImportFrom(module=str(module), names=names) if module.partition(".")[0] == package:
                yield from (one.asname or one.name for one in names if one.name[0].islower())


def _ends(node: ast.expr, *ends: str) -> bool:
    """Whether something is called so, by its last word: `register`, `self._app.register`, `store_at(place)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return name.endswith(ends)
    return False


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


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("register/")])
def test_the_register_itself_begins_no_operation(name: str) -> None:
    found = breaches((PACKAGE / name).read_text(encoding="utf-8"))
    assert [one for one in found if one.endswith((": operation", ": undo", ": redo"))] == []


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
        "begin = register.operation",
        "begin = getattr(register, 'operation')",
        "label = self.app.try_(self.app.register.undo)",
        "label = register.redo(number)",
        "Register.create(path, fill)",
        "with Register.open(path) as opened: pass",
        "store_at(place).restore(copy)",
        "self.app.register.store.keep_copy('by hand')",
        "engine = register.store.writer",
        "made = reports.make(register, name, options=options)",
        "render = reports.render",
        "def keep(session): session.add(Visit())",
        "add = session.add",
        "def drop(work): work.session.delete(row)",
        "from sqlalchemy import select, update",
        "from sqlalchemy.sql import delete",
        "from sqlalchemy.dialects.sqlite import insert",
        "import sqlalchemy as sa\nsession.execute(sa.update(Visit).values(place='A hut'))",
        "import sqlalchemy.orm\nsession.execute(sqlalchemy.delete(Visit))",
        "from sqlalchemy import sql\nsession.execute(sql.insert(Visit))",
        "connection.execute(table.update().values(name=None))",
        "connection.execute(table_of(Visit).delete())",
    ],
)
def test_a_write_planted_elsewhere_is_found(source: str) -> None:
    assert len(list(breaches(source))) == 1


# -- as it is done

# A part of the program that writes by some road; `register`, `place` and `copy` are there for it.
ROADS = {
    "an operation": "with register.operation('Keep') as session:\n    session.get_one(Council, 1).name = 'Keepers'",
    "its alias": "begin = register.operation\nwith begin('Keep'):\n    pass",
    "its name put together": "with getattr(register, 'oper' + 'ation')('Keep'):\n    pass",
    "a stack of blocks": (
        "from contextlib import ExitStack\nwith ExitStack() as blocks:\n"
        "    blocks.enter_context(register.operation('Keep'))"
    ),
    "undo": "register.undo()",
    "redo under another name": "again = register.redo\nregister_undone()\nagain()",
    "undo of one entry": "register.undo(number)",
    "a statement": (
        "import sqlalchemy as sa\nwith operation_of_a_service() as session:\n"
        "    session.execute(sa.update(Council).values(name='Keepers'))"
    ),
    "plain SQL": (
        "with operation_of_a_service() as session:\n"
        "    session.connection().exec_driver_sql('  update council set name = 1')"
    ),
    "a value of a row": "with operation_of_a_service() as session:\n    session.get_one(Council, 1).name = 'Keepers'",
    "a value of a row that is only read": (
        "with register.reading() as session:\n    session.get_one(Council, 1).name = 'Keepers'"
    ),
    "a new row": "with operation_of_a_service() as session:\n    session.add(Home(name='A hut'))",
    "a row that goes": (
        "with operation_of_a_service() as session:\n"
        "    session.delete(session.get_one(Council, 1))\n    session.flush()"
    ),
    "the history's own tables": (
        "with register.store.writer.begin() as connection:\n    connection.exec_driver_sql('delete from change')"
    ),
    "an operation begun past the register": (
        "with register.store.writer.begin() as connection:\n    register.store.enter_operation(connection, 1)"
    ),
    "a new register": "Register.create(copy, lambda empty: None)",
    "a register opened": "Register.open(place)",
    "a copy": "register.store.write_copy(copy)",
    "a copy kept": "register.store.keep_copy('by hand')",
    "a copy restored": "store_at(place).restore(copy)",
    "safeguarding facts": ("reports.make(register, 'visit-report', options=reports.Options(visit=1, concern=True))"),
}
FLOORS = ("ui.pages.planted", "cli.planted", "exchange.planted", "figures.planted", "reports.documents.planted")


@pytest.fixture
def planted(register: Register, tmp_path: Path) -> Callable[[str, str], None]:
    """Runs a source as if it stood in a module of the program."""
    with register.operation("Something to undo") as session:
        session.get_one(Council, 1).name = "Southborough"
    number = register.entries()[-1].number
    copy = tmp_path / "copy.cpregister"

    def run(module: str, source: str) -> None:
        there: dict[str, Any] = {"__name__": f"cp_desktop.{module}", "register": register, "number": number}
        there |= {"Register": Register, "store_at": store_at, "reports": reports, "Council": Council, "Home": Home}
        there |= {"place": register.place, "copy": copy, "register_undone": register_undone}
        there["operation_of_a_service"] = lambda: register.operation("As a service would")
        exec(compile(source, "planted.py", "exec"), there)

    def register_undone() -> None:
        register.undo()

    return run


@pytest.mark.parametrize(
    ("floor", "road"),
    # Reports make papers with safeguarding facts for whoever asks: it is he who is looked at.
    [pair for pair in product(FLOORS, ROADS) if pair != ("reports.documents.planted", "safeguarding facts")],
)
def test_whoever_writes_and_is_no_service_is_caught(
    planted: Callable[[str, str], None], floor: str, road: str, register: Register
) -> None:
    with pytest.raises(NotAServiceError):
        planted(floor, ROADS[road])
    assert [entry.label for entry in register.entries()] == ["Create the register", "Something to undo"]
    with register.reading() as session:
        assert session.scalar(select(Council.name)) != "Keepers"


@pytest.mark.parametrize("road", ["an operation", "its alias", "undo", "a statement", "a value of a row", "a new row"])
def test_a_service_may_write_by_any_road(planted: Callable[[str, str], None], road: str, register: Register) -> None:
    planted("services.planted", ROADS[road])


def test_a_page_writes_when_a_service_does_it_for_it(planted: Callable[[str, str], None], register: Register) -> None:
    planted(
        "ui.pages.planted",
        "from cp_desktop.services import history, records\nfrom cp_desktop.model import Home\n"
        "records.save(register, records.blank(Home, name='A hut'))\nhistory.undo(register)",
    )
    assert [entry.stands for entry in register.entries()][-1] is False


def test_a_write_outside_an_operation_is_refused_whoever_asks(register: Register) -> None:
    engine = register.store.writer
    assert engine is not None
    with pytest.raises(DatabaseError, match="a write outside an operation"), engine.begin() as connection:
        connection.exec_driver_sql("update council set name = 'Keepers'")
    with register.reading() as session, pytest.raises(DatabaseError, match="readonly"):
        session.connection().exec_driver_sql("update council set name = 'Keepers'")
