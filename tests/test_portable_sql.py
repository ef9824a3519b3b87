"""Above the store nothing is said that only SQLite understands, and all that is asked could be asked of PostgreSQL."""

import ast
import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

import cp_desktop
from cp_desktop import figures
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.figures import survey_replies
from cp_desktop.model import (
    Councillor,
    Edition,
    Home,
    Item,
    Listing,
    MunicipalYear,
    plain,
    records,
)
from cp_desktop.model.names import display_name, find_by_name
from cp_desktop.register import Register
from cp_desktop.register.history import Change, Operation
from cp_desktop.services import demo

PACKAGE = Path(cp_desktop.__file__).parent
DAY, FIRST = demo.AS_AT, dt.date(2015, 1, 1)

# -- the words

# Where they stand; everything else is looked through.
OF_THE_STORE = re.compile(r"model/sql\.py|register/sqlite_\w+\.py")
# Functions of SQL that mean the same everywhere. `sum` is none: some databases make decimals of it.
EVERYWHERE = {"coalesce", "count", "max", "min", "row_number", "trim"}
FOREIGN = re.compile(
    r"\b(json_each|json_object|julianday|group_concat|GLOB|PRAGMA|typeof|sqlite_master|rowid|AUTOINCREMENT|"
    r"INSERT OR|RAISE\(|BEGIN IMMEDIATE|strftime\()"
)
RAW = {"exec_driver_sql", "literal_column", "op", "create_engine"}


def foreign_words(source: str) -> Iterator[str]:
    """What of a module only one database would understand, or past what SQLAlchemy makes portable."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("func"), attr=name), args=arguments):
                if name not in EVERYWHERE:
                    yield f"func.{name}"
                elif name in ("max", "min") and (len(arguments) != 1 or _is_condition(arguments[0])):
                    yield f"func.{name} of two values, or of a condition"
            case ast.Call(func=ast.Attribute(attr=name)) if name in RAW:
                yield name
            case ast.ImportFrom(module="sqlalchemy", names=names):
                yield from (one.name for one in names if one.name in ("text", "literal_column", "create_engine"))
            case ast.ImportFrom(module=str(module)) if module.startswith(("sqlalchemy.dialects", "sqlite3")):
                yield module
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.startswith(("sqlite3", "sqlalchemy.dialects")))
            case ast.keyword(arg=str(name)) if name.startswith(("sqlite_", "postgresql_")):
                yield name
            case ast.Constant(value=str(words)) if id(node) not in prose and (found := FOREIGN.search(words)):
                yield found[0]


def _is_condition(value: ast.expr) -> bool:
    return isinstance(value, ast.Compare | ast.BoolOp) or (
        isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Invert | ast.Not)
    )


def test_no_word_of_one_database_stands_above_its_store() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): words
        for path in PACKAGE.rglob("*.py")
        if not OF_THE_STORE.fullmatch(path.relative_to(PACKAGE).as_posix())
        and (words := list(foreign_words(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "say it by a word of model/sql.py, or let the register's store do it"


@pytest.mark.parametrize(
    "planted",
    [
        "select(func.json_each(keys).table_valued('value'))",
        "cast(func.julianday(last) - func.julianday(first), Integer)",
        "func.group_concat(Councillor.name, '; ')",
        "func.date(Reply.answered_at)",
        "func.datetime(op.at, 'localtime')",
        "func.strftime('%Y', day)",
        "func.typeof(column)",
        "func.fold(name)",
        "func.max(days, 0)",
        "func.max(ItemVisitKind.kind == usual)",
        "func.sum(number)",
        "from sqlalchemy import select, text",
        "Index('ix', 'a', unique=True, sqlite_where=condition)",
        "rule('time_of_day', \"starts_at GLOB '[0-9]'\", 'Write it like 14:30.', 'starts_at')",
        "Visit.starts_at.op('GLOB')(pattern)",
        "session.connection().exec_driver_sql(words)",
        "literal_column('rowid')",
        "f'PRAGMA {name}'",
        "import sqlite3",
        "from sqlalchemy.dialects import sqlite",
        "from sqlalchemy.dialects.sqlite import insert",
    ],
)
def test_each_such_word_is_found(planted: str) -> None:
    assert list(foreign_words(planted))


def test_what_is_portable_is_let_by() -> None:
    source = (
        '''"""A module that speaks of PRAGMA and GLOB."""\nfunc.max(Visit.visited_on)\nfunc.count()\nx.text(row)\n'''
    )
    assert list(foreign_words(source)) == []


# -- the statements


@pytest.fixture(scope="module")
def looked_at(demo_file: Path) -> Iterator[Register]:
    with Register.open(demo_file, write=False) as register:
        yield register


def asked_of(register: Register, ask: Callable[[Session], object]) -> list[Any]:
    """Every statement that is sent while a question is asked."""
    sent: list[Any] = []

    def hear(_: Any, statement: Any, *more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_execute", hear)
    try:
        with register.reading() as session:
            ask(session)
    finally:
        event.remove(Engine, "before_execute", hear)
    assert sent, "nothing was asked"
    return sent


def passes(statements: list[Any]) -> None:
    for statement in statements:
        assert not isinstance(statement, str), f"plain text: {statement}"
        assert str(statement.compile(dialect=postgresql.dialect()))


KINDS = [kind for kind in records() if kind not in (Operation, Change)]
ALL: dict[str, Callable[[int], Listing]] = {
    **{name: lambda edition, make=make: make(edition, DAY) for name, make in LISTINGS.items()},
    **{f"plain {kind.__name__}": lambda _, kind=kind: plain(kind) for kind in KINDS},
}


def test_the_register_itself_asks_what_is_portable(looked_at: Register) -> None:
    passes(asked_of(looked_at, lambda session: (find_by_name(session, Councillor, "an"), looked_at.entries())))
    for kind in KINDS:
        passes(asked_of(looked_at, lambda session, kind=kind: find_by_name(session, kind, "an o")))  # type: ignore[misc]
        passes(asked_of(looked_at, lambda session, kind=kind: display_name(session, kind, 1)))  # type: ignore[misc]


@pytest.mark.parametrize("name", ALL)
def test_every_listing_could_be_asked_of_postgresql(name: str, looked_at: Register) -> None:
    """Searched, filtered, sorted by each column, paged through, and opened."""

    def ask(session: Session) -> None:
        listing = ALL[name](session.scalars(select(Edition.id)).one())
        ids = session.scalars(listing.ids("an o")).all() or session.scalars(listing.ids()).all()
        session.execute(listing.rows()).all()
        session.execute(listing.rows(ids[:3])).all()
        session.execute(listing.record_of(next(iter(ids), 0))).all()
        for column in listing.columns:
            session.execute(listing.ids(sort=column.label, descending=True)).all()
            if column.filterable:
                values = session.scalars(listing.values(column.label)).all()
                session.execute(listing.ids(filters={column.label: [*values[:2], None]})).all()

    passes(asked_of(looked_at, ask))


def _given(session: Session) -> dict[str, Any]:
    """What the questions of `figures` are asked with, by the names of their parameters."""
    edition, year = session.scalars(select(Edition.id)).one(), session.scalars(select(MunicipalYear)).one()
    councillors = session.scalars(select(Councillor.id).order_by(Councillor.id).limit(3)).all()
    evidence = session.scalars(LISTINGS["evidence"](edition, DAY).ids()).all()[:3]
    return {
        "as_at": DAY,
        "by": "ward",
        "council": "Northborough",
        "councillor_ids": councillors,
        "day": DAY,
        "days": figures.window(DAY),
        "edition_id": edition,
        "every": "quarter",
        "filters": {},
        "first": FIRST,
        "found": (),
        "home_id": session.scalars(select(Home.id).order_by(Home.id)).first(),
        "homes": figures.homes(session, DAY),
        "id": 1,
        "key": evidence[0],
        "keys": evidence,
        "last": DAY,
        "last_copy": None,
        "listing": survey_replies.survey_rows(edition, DAY),
        "measures": tuple(figures.HOME_MEASURES),
        "pair": (councillors[0], session.scalars(select(Item.id).order_by(Item.id)).first()),
        "session": session,
        "since": FIRST,
        "today": DAY,
        "totals": figures.totals(session, edition, DAY),
        "until": DAY,
        "wards": import_module("cp_desktop.figures.ward_facts").ward_facts(session, DAY),
        "words": "an",
        "year": year,
        "year_id": year.id,
    }


def _questions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function of `figures` that reads a register, by its module and name."""
    for module in iter_modules(figures.__path__):
        found = import_module(f"{figures.__name__}.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            own = function.__module__ == found.__name__ and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), None) == "session":
                yield f"{module.name}.{name}", function


@pytest.mark.parametrize("name", dict(_questions()))
def test_every_figure_could_be_asked_of_postgresql(name: str, looked_at: Register) -> None:
    """A new question is found by itself; a parameter with a new name has to be given a value in `_given`."""
    question = dict(_questions())[name]
    with looked_at.reading() as session:
        given = _given(session)
        wanted = {
            word: given[word]
            for word, parameter in inspect.signature(question).parameters.items()
            if parameter.default is parameter.empty
        }

    def ask(session: Session) -> None:
        answer = question(**wanted | {"session": session})
        if isinstance(answer, Iterator):
            list(answer)

    passes(asked_of(looked_at, ask))
