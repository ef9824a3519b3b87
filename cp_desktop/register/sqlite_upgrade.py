"""What an upgrade leaves in the history of a register: every row as it is by then, and a seal on every entry."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, inspect, select

from . import chain, sqlite_history
from .history import CHANGE, OPERATION, watched
from .lock import who
from .sqlite_rows import Unlike, unlike_history

LABEL = "Bring the register up to this version of the program"


@contextmanager
def keeping_history(connection: Connection) -> Iterator[None]:
    """Round the migrations of a register, in their transaction.

    What they change past the history is noted there, row by row, as an entry of its own that no undo takes back; and
    what has no seal is sealed: all there is where the register comes from before the seals, and what a migration
    rewrote of the history, which it says by taking the seals away (`UPDATE operation SET seal = NULL WHERE ...`).
    Rows that were not as the history says before, and entries that were not as they were sealed, are left as they are
    for `check` to tell.
    """
    sealed = _has_seals(connection)
    odd = {_key(one) for one in _unlike(connection)} if sealed else set()
    damaged = sealed and next(chain.unfit(connection), None) is not None
    yield
    if not _has_seals(connection):  # not brought up to the version that has them: as tests do
        return
    moved = [one for one in _unlike(connection) if _key(one) not in odd]
    if not damaged:
        chain.seal_anew(connection)
    if moved:
        _note(connection, moved)
    sqlite_history.note_last_operation(connection, connection.scalar(select(func.max(OPERATION.c.id))) or 0)


def _note(connection: Connection, rows: list[Unlike]) -> None:
    values = {"label": LABEL, "who": who(), "at": dt.datetime.now(dt.UTC).replace(tzinfo=None), "reversible": False}
    number = int(connection.execute(OPERATION.insert().values(**values)).inserted_primary_key[0])  # type: ignore[index]
    # Before and after are one: nothing that anybody did is to be taken back. A row that went has neither.
    noted = [
        {"operation_id": number, "table_name": one.table, "row_id": one.id, "before": one.now, "after": one.now}
        for one in rows
    ]
    connection.execute(CHANGE.insert(), noted)
    chain.seal(connection, number)


def _key(one: Unlike) -> tuple[str, Any]:
    return one.table, one.id


def _has_seals(connection: Connection) -> bool:
    found = inspect(connection)
    return found.has_table("operation") and any(one["name"] == "seal" for one in found.get_columns("operation"))


def _unlike(connection: Connection) -> Iterator[Unlike]:
    """Of the tables as they are in the file, which may be older than the mapped classes."""
    found, tables = inspect(connection), []
    for table in watched():
        if not found.has_table(table.name):
            continue
        there = {one["name"]: one["type"] for one in found.get_columns(table.name)}
        in_order = [*table.columns.keys(), *there].index  # as in the images: most are then compared as they are
        columns = (
            Column(name, there[name], default=getattr(getattr(table.columns.get(name), "default", None), "arg", None))
            for name in sorted(there, key=in_order)
        )
        tables.append(Table(table.name, MetaData(), *columns, info=table.info))
    return unlike_history(connection, tables)
