"""Whether the statements that the program sends could be sent to PostgreSQL as well: listens while the tests run.

Whatever road a word takes into a statement (another name for `func`, text, an operator of one's own), it is in the
statement that is sent; so each one that the package sends from above its store is looked at, once.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Boolean, Cast, ColumnClause, Engine, Function, Over, TextClause, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import iterate

import cp_desktop

PACKAGE = Path(cp_desktop.__file__).parent
TESTS, MIGRATIONS = Path(__file__).parent, PACKAGE.parent / "db"
# The only modules that speak to one database alone, below the package.
STORE = re.compile(r"register/(sqlite_\w+|backup|schema)\.py")
# Functions of SQL that mean the same everywhere. `sum` does not: some databases make decimals of it.
EVERYWHERE = {"coalesce", "count", "max", "min", "row_number", "trim"}
# Those that `model/sql.py` says for others: by SQLAlchemy's own word for them, and with a cast around it.
CAST, ITS_OWN = {"sum"}, {"aggregate_strings"}
SQLALCHEMYS_OWN = {"*", "1"}  # count(*), and EXISTS (SELECT 1 ...) of a relationship
FOREIGN = re.compile(
    r"\b(json_each|json_object|julianday|group_concat|GLOB|PRAGMA|typeof|sqlite_master|rowid|AUTOINCREMENT|"
    r"INSERT OR|RAISE\(|BEGIN IMMEDIATE|strftime\()"
)


def foreign_parts(statement: Any) -> Iterator[str]:
    """What of a statement only one database would understand, or past what SQLAlchemy makes portable."""
    cast = {id(_counted(node.clause)) for node in iterate(statement) if isinstance(node, Cast)}
    for node in iterate(statement):
        match node:
            case TextClause():
                yield f"text: {node.text}"
            case ColumnClause(is_literal=True) if node.name not in SQLALCHEMYS_OWN:
                yield f"literal column: {node.name}"
            case Function(name="max" | "min"):
                if len(node.clauses) != 1 or isinstance(next(iter(node.clauses)).type, Boolean):
                    yield f"{node.name} of two values, or of a condition"
            case Function() if node.name in CAST and id(node) not in cast:
                yield f"{node.name} that is not cast"
            case Function() if node.name not in EVERYWHERE | CAST | ITS_OWN:
                yield f"function: {node.name}"
        if isinstance(operator := getattr(node, "operator", None), custom_op):
            yield f"operator: {operator.opstring}"
    words = str(statement.compile(dialect=postgresql.dialect()))
    yield from (f"word: {found[0]}" for found in FOREIGN.finditer(words))


def _counted(clause: Any) -> Any:
    return clause.element if isinstance(clause, Over) else clause


class SentStatements:
    """Listens to every engine; `unportable` are the statements that PostgreSQL would not take, and who sent them."""

    def __init__(self) -> None:
        self.unportable: list[str] = []
        self.looked_at: set[str] = set()
        event.listen(Engine, "before_cursor_execute", self._hear)

    def stop(self) -> None:
        event.remove(Engine, "before_cursor_execute", self._hear)

    def _hear(self, _: Any, cursor: Any, sql: str, parameters: Any, context: Any, many: bool) -> None:
        if sql in self.looked_at:
            return
        sender = _sender(sys._getframe())  # noqa: SLF001 - as `inspect` does, without reading the source
        if sender is None or STORE.fullmatch(sender):
            return
        compiled = getattr(context, "compiled", None)
        if compiled is None:
            self.unportable.append(f"{sender} sends plain SQL: {sql[:200]}")
            return
        self.looked_at.add(sql)
        if not context.isddl:
            self.unportable += [f"{sender}: {part}, in {sql[:300]}" for part in foreign_parts(compiled.statement)]


def _sender(frame: FrameType | None) -> str | None:
    """The module of the package that sends, by its path there; None where a test or a migration does."""
    while frame is not None:
        if (sender := _place(frame.f_code.co_filename)) is not None:
            return sender or None
        frame = frame.f_back
    return None


@cache
def _place(file: str) -> str | None:
    """Where in the package a file of source is; "" if it is a test or a migration, None if it is neither."""
    path = Path(file)
    if path == Path(__file__):
        return None
    if path.is_relative_to(PACKAGE):
        return path.relative_to(PACKAGE).as_posix()
    return "" if path.is_relative_to(TESTS) or path.is_relative_to(MIGRATIONS) else None
