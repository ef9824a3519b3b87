"""What is in a register's file beside its rows: tables, indexes and rules as this program makes them, nothing else."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import StaticPool

from . import schema, sqlite_file

Execute = Callable[[str], Any]
_OWN = "sqlite_"  # SQLite's own: what it knows of an index's use, for one
_KINDS = {"table": "table", "index": "index", "trigger": "trigger", "view": "view"}


def strangers(execute: Execute) -> Iterator[str]:
    """A sentence for each thing that a register of this version has not, or has otherwise, in the file asked by SQL."""
    found, fresh = _shape(execute), _fresh()
    for (kind, name), one in found.items():
        if (kind, name) not in fresh:
            what = "virtual table" if one == "virtual" else _KINDS.get(kind, kind)
            yield f"The {what} “{name}” is none of this program's: somebody else has put it into the file."
        elif one != fresh[kind, name]:
            yield f"The {_KINDS[kind]} “{name}” is not as this program makes it: somebody else has changed it."
    for kind, name in fresh:
        if (kind, name) not in found:
            yield f"The {_KINDS[kind]} “{name}” is missing."


def _shape(execute: Execute) -> dict[tuple[str, str], Any]:
    """By kind and name: what a table holds, refers to and is ruled by, or the words of anything else."""
    shape: dict[tuple[str, str], Any] = {}
    for kind, name, sql in list(execute("SELECT type, name, sql FROM sqlite_schema")):
        if name.startswith(_OWN) and kind != "trigger":
            continue
        if kind != "table":
            shape[kind, name] = sql
        elif sql.upper().startswith("CREATE VIRTUAL"):
            shape[kind, name] = "virtual"
        else:
            quoted = name.replace("'", "''")
            shape[kind, name] = (
                sorted(tuple(row)[1:] for row in execute(f"PRAGMA table_xinfo('{quoted}')")),
                sorted(tuple(row)[2:] for row in execute(f"PRAGMA foreign_key_list('{quoted}')")),
                sorted(one.rstrip(" ,)") for one in re.findall(r"CONSTRAINT .*", sql)),
            )
    return shape


@cache
def _fresh() -> dict[tuple[str, str], Any]:
    with closing(sqlite3.connect(":memory:")) as memory:
        with sqlite_file.engine(lambda: memory, "BEGIN", poolclass=StaticPool).begin() as connection:
            schema.create(connection)
        return _shape(memory.execute)
