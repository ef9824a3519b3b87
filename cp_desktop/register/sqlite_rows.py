"""Rows against their history: whether each is what its last image says, and each that is gone was removed by it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from .sqlite_history import image_of

# Which change of each row was its last: sorted once, on disk where it is much, and asked for each table. Without their
# types SQLite would compare keys past the index, each row with every other.
LAST_CHANGES = (
    "CREATE TEMP TABLE IF NOT EXISTS last_change "
    "(table_name TEXT, row_id INTEGER, id INTEGER, PRIMARY KEY (table_name, row_id)) WITHOUT ROWID",
    "DELETE FROM last_change",
    "INSERT INTO last_change SELECT table_name, row_id, max(id) FROM change GROUP BY table_name, row_id",
)

Begun = Callable[[int], None]


@dataclass(frozen=True)
class Unlike:
    """A row that is not what the history says of it: its image as it is now, and the last one that was kept. None is
    for a row that is not there, or that the history does not know."""

    table: str
    id: Any
    now: str | None
    kept: str | None


def unlike_history(connection: Connection, tables: Sequence[Table], begun: Begun | None = None) -> Iterator[Unlike]:
    """Every row of the tables that is not equal to its last image, has none, or is gone though its last image is not.

    A column that the image does not know, as it came with a later version, has to be empty or have its default. `begun`
    is told of each table before it is looked at, by how many come before it.
    """
    for statement in LAST_CHANGES:
        connection.exec_driver_sql(statement)
    for place, table in enumerate(tables):
        if begun:
            begun(place)
        now = image_of(table)
        found = connection.exec_driver_sql(
            f"SELECT {table.name}.id, {now}, c.after FROM {table.name} "
            f"LEFT JOIN last_change AS l ON l.table_name = '{table.name}' AND l.row_id = {table.name}.id "
            f"LEFT JOIN change AS c ON c.id = l.id WHERE c.after IS NOT {now} "
            "UNION ALL SELECT l.row_id, NULL, c.after FROM last_change AS l JOIN change AS c ON c.id = l.id "
            f"WHERE l.table_name = '{table.name}' AND c.after IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM {table.name} AS t WHERE t.id = l.row_id)"
        )
        defaults = {column.name: getattr(column.default, "arg", None) for column in table.columns}
        for id, image, kept in found.yield_per(1000):
            if image is None or kept is None or not _same(image, kept, defaults):
                yield Unlike(table.name, id, image, kept)


def _same(now: str, kept: str, defaults: dict[str, Any]) -> bool:
    try:
        then = json.loads(kept)
        return all(
            value == then[name] if name in then else value in (None, defaults[name])
            for name, value in json.loads(now).items()
        )
    except (ValueError, TypeError):  # it is no image any more
        return False
