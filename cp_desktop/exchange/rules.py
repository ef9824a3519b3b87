"""Whether the rows an import would write keep the rules that their tables declare."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Session

from cp_desktop.model import Base, Choice, table_of
from cp_desktop.register.store import Store, store_of

from .plan import Draft


def broken(session: Session, draft: Draft) -> Iterator[tuple[type[Base], int, str, str]]:
    """(kind, key, sentence, attribute it is about) for every row of a draft that breaks a rule of its table."""
    for kind in {*draft.added, *draft.changed}:
        table = table_of(kind)
        rules = [c for c in table.constraints if isinstance(c, CheckConstraint) and "sentence" in c.info]
        if not rules:
            continue
        rows = dict(draft.added[kind])
        changed = list(draft.changed[kind])
        for start in range(0, len(changed), 500):
            query = select(table).where(table.c.id.in_(changed[start : start + 500]))
            for row in session.execute(query):
                rows[row.id] = {**row._mapping, **draft.changed[kind][row.id]}
        for one in rules:
            condition = str(one.sqltext.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
            names = [column.name for column in table.columns if column.name in re.findall(r"\w+", condition)]
            for number in _failing(store_of(session), names, rows, condition):
                yield kind, number, one.info["sentence"], one.info["field"]


def _failing(store: Store, names: list[str], rows: Mapping[int, Mapping[str, Any]], condition: str) -> list[int]:
    """The keys of the rows for which a condition in SQL is false. As in the register, an unknown one passes."""
    # Only a condition that asks IS can be false of a row that leaves one of its columns empty.
    asks = " IS " in condition
    drafted = [
        (number, *(_plain(row[name]) for name in names))
        for number, row in rows.items()
        if asks or not any(row[name] is None for name in names)
    ]
    return store.failing(condition, names, drafted) if drafted else []


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, Choice) else value
