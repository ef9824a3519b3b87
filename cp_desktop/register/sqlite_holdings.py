"""What a register's file holds, told without opening it as a register: a copy of any version is read as it is."""

import datetime as dt
from pathlib import Path

from . import sqlite_file
from .sqlite_identity import identity_in, reading
from .store import Holdings, PastOperation

# Tables, as a stranger's view could take for ever.
_COUNTED = {"councillor": "councillors", "visit": "visits", "home": "others", "item": "others"}


def holdings_of(path: Path) -> Holdings:
    """What a register file holds. Raises UserError for what is missing, no register, damaged, or cannot be read."""
    with reading(path) as execute:
        identity = identity_in(execute)
        if identity is None:
            raise sqlite_file.damaged(path)
        here = {name for (name,) in execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")}
        counts = dict.fromkeys(_COUNTED.values(), 0)
        for table in _COUNTED.keys() & here:
            counts[_COUNTED[table]] += execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        [(council,)] = execute("SELECT name FROM council WHERE id = 1")
        [(operations,)] = execute("SELECT count(*) FROM operation")
        last = execute("SELECT label FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return Holdings(
        identity.register_uid,
        str(council),
        **counts,
        operations=operations,
        last=str(last[0]) if last else "",
        last_at=_on_the_wall(identity.last.at) if identity.last else None,
    )


def operations_of(path: Path) -> list[PastOperation]:
    """All that was ever done in a register file, the oldest first. Raises UserError, as `holdings_of`."""
    with reading(path) as execute:
        if identity_in(execute) is None:
            raise sqlite_file.damaged(path)
        rows = execute("SELECT id, at, label, who FROM operation ORDER BY id").fetchall()
    try:
        return [
            PastOperation(number, _on_the_wall(dt.datetime.fromisoformat(at)), str(label), str(who))
            for number, at, label, who in rows
        ]
    except (TypeError, ValueError) as problem:
        raise sqlite_file.damaged(path) from problem


def _on_the_wall(at: dt.datetime) -> dt.datetime:
    try:
        return at.replace(tzinfo=dt.UTC).astimezone().replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):  # a year that this system's clock does not know
        return at.replace(tzinfo=None)
