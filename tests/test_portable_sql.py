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
import sqlalchemy
from sqlalchemy import Engine, event, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from cp_desktop import figures
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.figures import survey_replies
from cp_desktop.model import (
    Base,
    Councillor,
    Edition,
    Home,
    Item,
    Listing,
    MunicipalYear,
    Visit,
    plain,
    records,
)
from cp_desktop.model.names import display_name, find_by_name
from cp_desktop.model.sql import materialized
from cp_desktop.register import Register
from cp_desktop.register.history import Change, Operation
from cp_desktop.services import demo
from tests.portable_sql import EVERYWHERE, FOREIGN, PACKAGE, SentStatements, foreign_parts

DAY, FIRST = demo.AS_AT, dt.date(2015, 1, 1)

# -- the words

# Where they stand; everything else is looked through.
OF_THE_STORE = re.compile(r"model/sql\.py|register/sqlite_\w+\.py")
PAST_SQLALCHEMY = {"text", "literal_column", "create_engine", "custom_op", "quoted_name", "DDL"}
RAW_METHODS = {"exec_driver_sql", "op", "bool_op", "prefix_with", "suffix_with", "with_hint", "with_statement_hint"}
SENDING = {"execute", "executemany", "scalar", "scalars"}
STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP|PRAGMA|ATTACH|VACUUM)\s+\S")


def foreign_words(source: str) -> Iterator[str]:
    """What of a module only one database would understand, or past what SQLAlchemy makes portable."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    origins = dict(_origins(tree))
    called = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        origin = _origin(node, origins) if isinstance(node, ast.Name | ast.Attribute) else ""
        match origin.split("."):
            case ["sqlalchemy", *_, "func"] if id(node) not in called:
                yield "func, handed on: what is said by it cannot be seen"
            case ["sqlalchemy", *_, "func", name] if name not in EVERYWHERE:
                yield f"func.{name}"
            case ["sqlalchemy", *_, name] if name in PAST_SQLALCHEMY:
                yield name
            case ["sqlalchemy", "dialects", *_] | ["sqlite3", *_]:
                yield origin
        match node:
            case ast.Call(func=ast.Attribute() as function, args=arguments) if _is_extreme(function, origins):
                if len(arguments) != 1 or _is_condition(arguments[0]):
                    yield f"func.{function.attr} of two values, or of a condition"
            case ast.Call(func=ast.Attribute(attr=name)) if name in RAW_METHODS:
                yield name
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(str()) | ast.JoinedStr(), *_]) if (
                name in SENDING
            ):
                yield f"{name} of plain SQL"
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] in ("sqlalchemy", "sqlite3"):
                said = [f"{module}.{one.name}" for one in names]
                yield from (one for one in said if one.startswith(("sqlalchemy.dialects", "sqlite3")))
                yield from (one.name for one in names if one.name in {*PAST_SQLALCHEMY, "*"})
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.startswith(("sqlite3", "sqlalchemy.dialects")))
            case ast.keyword(arg=str(name)) if name.startswith(("sqlite_", "postgresql_")):
                yield name
            case ast.Constant(value=str(words)) if id(node) not in prose:
                if found := FOREIGN.search(words) or STATEMENT.match(words):
                    yield found[0]


def _origins(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What each imported name of a module stands for, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)
        elif isinstance(node, ast.Import):
            for one in node.names:
                yield (one.asname, one.name) if one.asname else (one.name.split(".")[0],) * 2


def _origin(node: ast.expr, origins: dict[str, str]) -> str:
    """The full name of what an expression names: "sqlalchemy.func.count", however it was imported; "" if nothing is."""
    match node:
        case ast.Name(name):
            return origins.get(name, "")
        case ast.Attribute(value=value, attr=name) if owner := _origin(value, origins):
            return f"{owner}.{name}"
    return ""


def _is_extreme(function: ast.Attribute, origins: dict[str, str]) -> bool:
    return _origin(function, origins).startswith("sqlalchemy.") and function.attr in ("max", "min")


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


FUNC, TABLE = "from sqlalchemy import func\n", "from sqlalchemy import func as f, select as pick\n"


@pytest.mark.parametrize(
    "planted",
    [
        FUNC + "select(func.json_each(keys).table_valued('value'))",
        FUNC + "cast(func.julianday(last) - func.julianday(first), Integer)",
        FUNC + "func.group_concat(Councillor.name, '; ')",
        FUNC + "func.date(Reply.answered_at)",
        FUNC + "func.datetime(op.at, 'localtime')",
        FUNC + "func.strftime('%Y', day)",
        FUNC + "func.typeof(column)",
        FUNC + "func.fold(name)",
        FUNC + "func.max(days, 0)",
        FUNC + "func.max(ItemVisitKind.kind == usual)",
        FUNC + "func.sum(number)",
        FUNC + "words = func\nwords.julianday(day)",
        FUNC + "getattr(func, 'julianday')(day)",
        TABLE + "pick(f.date(Reply.answered_at))",
        TABLE + "f.max(days, 0)",
        "import sqlalchemy as sa\nsa.func.julianday(day)",
        "import sqlalchemy.sql\nsqlalchemy.sql.func.julianday(day)",
        "from sqlalchemy.sql import functions\nfrom sqlalchemy.sql.functions import func as said\nsaid.date(day)",
        "import sqlalchemy\nsession.execute(sqlalchemy.text('x'))",
        "import sqlalchemy as sa\nsa.literal_column('x')",
        "from sqlalchemy import select, text",
        "from sqlalchemy import text as plain",
        "from sqlalchemy import *",
        "session.execute('SELECT name FROM councillor')",
        "session.scalars(f'SELECT {name} FROM councillor')",
        "words = 'SELECT name FROM councillor'",
        "Index('ix', 'a', unique=True, sqlite_where=condition)",
        "rule('time_of_day', \"starts_at GLOB '[0-9]'\", 'Write it like 14:30.', 'starts_at')",
        "Visit.starts_at.op('GLOB')(pattern)",
        "insert(table).prefix_with('OR REPLACE')",
        "session.connection().exec_driver_sql(words)",
        "from sqlalchemy import literal_column\nliteral_column('rowid')",
        "f'PRAGMA {name}'",
        "import sqlite3",
        "import sqlite3 as raw",
        "from sqlalchemy.dialects import sqlite",
        "from sqlalchemy import dialects\ndialects.sqlite.insert(table)",
        "from sqlalchemy.dialects.sqlite import insert",
    ],
)
def test_each_such_word_is_found(planted: str) -> None:
    assert list(foreign_words(planted))


def test_what_is_portable_is_let_by() -> None:
    source = (
        '"""A module that speaks of PRAGMA and GLOB. SELECT nothing."""\n'
        "from sqlalchemy import func as f\nf.max(Visit.visited_on)\nf.count()\nx.text(row)\nmax(1, 2)\n"
        "session.scalar(query)\nbox.setText('Select all')\n"
    )
    assert list(foreign_words(source)) == []


# -- what is sent, in every test


@pytest.mark.parametrize(
    "planted",
    [
        "func.julianday('2018-01-31')",
        "getattr(func, 'date')('2018-01-31')",
        "func.max(1, 2)",
        "func.max(Visit.visited_on == None)",
        "func.sum(Visit.id)",
        "sqlalchemy.text('1')",
        "sqlalchemy.literal_column('1 + 1')",
        "Visit.starts_at.op('GLOB')('1*')",
        "Visit.starts_at.bool_op('GLOB')('1*')",
        "func.count().filter(sqlalchemy.text('1 > 0'))",
    ],
)
def test_each_such_statement_is_heard(planted: str, register: Register, sent_statements: SentStatements) -> None:
    heard = _heard(f"session.execute(select({planted}))", register, sent_statements)
    assert heard
    assert all(one.startswith("figures/planted.py: ") for one in heard)


def test_plain_sql_is_heard(register: Register, sent_statements: SentStatements) -> None:
    heard = _heard("session.connection().exec_driver_sql('SELECT 1')", register, sent_statements)
    assert heard == ["figures/planted.py sends plain SQL: SELECT 1"]


@pytest.mark.parametrize(
    "portable",
    ["func.max(Visit.visited_on), func.count()", "Visit.id).where(Visit.home.has()", "materialized(one, 'x')"],
)
def test_a_portable_statement_is_let_by(portable: str, register: Register, sent_statements: SentStatements) -> None:
    assert _heard(f"one = select(Visit.id)\nsession.execute(select({portable}))", register, sent_statements) == []
    assert len(sent_statements.looked_at) == 1


def _heard(code: str, register: Register, sent: SentStatements) -> list[str]:
    """What is said against the statements of some code when a module of `figures` sends them."""
    sent.looked_at.clear()  # whatever has been sent before, these are looked at
    words = {"func": func, "materialized": materialized, "select": select, "sqlalchemy": sqlalchemy, "Visit": Visit}
    with register.reading() as session:
        exec(compile(code, PACKAGE / "figures" / "planted.py", "exec"), {**words, "session": session})
    heard, sent.unportable = sent.unportable, []
    return heard


def test_every_table_could_be_made_by_postgresql() -> None:
    """With its rules, and its partial indexes partial there too."""
    for table in Base.metadata.sorted_tables:
        assert not FOREIGN.search(_made_by_postgresql(CreateTable(table)))
        for index in table.indexes:
            words = _made_by_postgresql(CreateIndex(index))
            assert not FOREIGN.search(words)
            partial = index.dialect_options["sqlite"]["where"] is not None
            assert partial == (" WHERE " in words), f"{index.name} is unique of other rows there"


def _made_by_postgresql(made: DDLElement) -> str:
    return str(made.compile(dialect=postgresql.dialect()))


# -- the statements


@pytest.fixture(scope="module")
def looked_at(demo_file: Path) -> Iterator[Register]:
    with Register.open(demo_file, write=False) as register:
        yield register


def asked_of(register: Register, ask: Callable[[Session], object]) -> None:
    """Asks a register: everything that is sent by that could be sent to PostgreSQL, whoever of us sends it."""
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
    assert [part for statement in sent for part in foreign_parts(statement)] == []


KINDS = [kind for kind in records() if kind not in (Operation, Change)]
ALL: dict[str, Callable[[int], Listing]] = {
    **{name: lambda edition, make=make: make(edition, DAY) for name, make in LISTINGS.items()},
    **{f"plain {kind.__name__}": lambda _, kind=kind: plain(kind) for kind in KINDS},
}


def test_the_register_itself_asks_what_is_portable(looked_at: Register) -> None:
    def ask(session: Session) -> None:
        looked_at.entries()
        for kind in KINDS:
            find_by_name(session, kind, "an o")
            display_name(session, kind, 1)

    asked_of(looked_at, ask)


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

    asked_of(looked_at, ask)


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

    asked_of(looked_at, ask)
