"""How SQLite keeps a register's history: triggers that write images, and the statements that put images back.

The triggers are made afresh from the mapped classes for each writing connection and live only in it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, text
from sqlalchemy.schema import Column

from .history import is_append_only, watched
from .store import Image

_OUTSIDE = "SELECT RAISE(ABORT, 'a write outside an operation') WHERE NOT EXISTS (SELECT 1 FROM current_operation); "


def watch(run: Any) -> None:
    """Sets up the triggers on a fresh writing connection; `run` executes one statement of SQL."""
    run("CREATE TEMP TABLE current_operation (id INTEGER PRIMARY KEY)")
    for table in watched():
        insert = "INSERT INTO change (operation_id, table_name, row_id, before, after) "
        run(_trigger(table, "INSERT", "AFTER", f"{_OUTSIDE}{insert}{_told(table, 'NEW', None, 'NEW')}"))
        for event, audited in _changing(table).items():
            if is_append_only(table):
                # An undo leaves them: what referred to them goes.
                refuse = f"SELECT RAISE(ABORT, 'the rows of {table.name} are only ever added')"
                run(_trigger(table, event, "BEFORE", refuse))
            else:
                run(audited)


def _changing(table: Table) -> dict[str, str]:
    """The triggers that audit the changes and deletions of a table's rows, by what sets them off."""
    insert = "INSERT INTO change (operation_id, table_name, row_id, before, after) "
    return {
        event: _trigger(table, event, "AFTER", f"{_OUTSIDE}{insert}{_told(table, row, before, after)}")
        for event, before, after, row in (("UPDATE", "OLD", "NEW", "NEW"), ("DELETE", "OLD", None, "OLD"))
    }


@contextmanager
def unprotected(connection: Connection) -> Iterator[None]:
    """Within the block, what is only ever added can be changed and deleted, audited as other rows are.

    Where the block raises, the transaction is to be rolled back, and the triggers with it.
    """
    kept = "SELECT name, sql FROM temp.sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
    refusing = {name: sql for name, sql in connection.exec_driver_sql(kept).all() if " BEFORE " in sql}
    for table in filter(is_append_only, watched()):
        for event, audited in _changing(table).items():
            connection.exec_driver_sql(f"DROP TRIGGER temp.audit_{table.name}_{event.lower()}")
            connection.exec_driver_sql(audited)
    yield
    for name, sql in refusing.items():
        connection.exec_driver_sql(f"DROP TRIGGER temp.{name}")
        connection.exec_driver_sql(sql.replace("CREATE TRIGGER", "CREATE TEMP TRIGGER", 1))


def _trigger(table: Table, event: str, when: str, body: str) -> str:
    return (
        f"CREATE TEMP TRIGGER audit_{table.name}_{event.lower()} {when} {event} ON main.{table.name} BEGIN {body}; END"
    )


def _told(table: Table, row: str, before: str | None, after: str | None) -> str:
    then, now = (image_of(table, one) if one else "NULL" for one in (before, after))
    return f"SELECT id, '{table.name}', {row}.id, {then}, {now} FROM current_operation"


def image_of(table: Table, row: str = "") -> str:
    """The image of a row of the table, in SQL; `row` is what it is called there.

    Bytes that are kept for good are not in it: the SHA-256 beside them is.
    """
    columns = (one for one in table.columns if not (is_append_only(table) and isinstance(one.type, LargeBinary)))
    return f"json_object({', '.join(_pair(column, row or table.name) for column in columns)})"


def _pair(column: Column[Any], row: str) -> str:
    value = f'{row}."{column.name}"'
    if isinstance(column.type, LargeBinary):  # JSON holds no bytes; hex() alone would turn NULL into ''
        value = f"CASE WHEN {value} IS NOT NULL THEN hex({value}) END"
    return f"'{column.name}', {value}"


def enter_operation(connection: Connection, number: int) -> None:
    """Says of which operation the writes of the connection are."""
    connection.execute(text("INSERT INTO current_operation VALUES (:id)"), {"id": number})


def leave_operation(connection: Connection) -> None:
    """Says that none is under way."""
    connection.execute(text("DELETE FROM current_operation"))


def note_last_operation(connection: Connection, number: int) -> None:
    """Keeps which entry of the history is the last, in the file's header."""
    connection.exec_driver_sql(f"PRAGMA user_version = {int(number)}")


def images(connection: Connection, table: Table, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(key, image) of the rows as they are now."""
    for start in range(0, len(keys), 500):
        some = ", ".join(str(int(key)) for key in keys[start : start + 500])
        query = f"SELECT id, {image_of(table)} AS image FROM {table.name} WHERE id IN ({some})"
        yield from ((row.id, row.image) for row in connection.execute(text(query)))


def write_back(connection: Connection, table: Table, images: Sequence[tuple[int, Image]], missing: bool) -> None:
    """Gives rows the values of images, or inserts them where they are `missing`."""
    known = images[0][1]
    columns = [column for column in table.columns if column.name in known]
    rows: list[list[Any]] = [[image[column.name] for column in columns] for _, image in images]
    for place, column in enumerate(columns):
        if isinstance(column.type, LargeBinary):
            for row in rows:
                row[place] = None if row[place] is None else bytes.fromhex(row[place])
    # Images hold what the file holds, so they go back as plain SQL, past the types of the mapped columns.
    names, marks = ", ".join(f'"{column.name}"' for column in columns), ", ".join("?" * len(columns))
    if missing:
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", [tuple(row) for row in rows])
    else:
        keyed = [(*row, key) for row, (key, _) in zip(rows, images, strict=True)]
        connection.exec_driver_sql(f"UPDATE {table.name} SET ({names}) = ({marks}) WHERE id = ?", keyed)
