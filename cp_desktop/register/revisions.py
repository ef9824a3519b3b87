"""How often what others were told of a record has changed, counted from the history."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Base

from .history import CHANGE

Which = Mapping[str, int | None]  # rows by values of their columns


def revision(session: Session, record: Base, columns: Collection[str], *others: tuple[type[Base], Which, str]) -> int:
    """The number of operations since that which added a record which changed one of these columns of it, or one of
    other rows: of a class, the rows meant, and a column of theirs.

    Another row that comes or goes is a change too. The number only grows: to take something back is to change it.
    """
    changed = _changed(session, type(record), {"id": record.id}, columns)
    added = min(changed, default=0)
    for kind, which, column in others:
        changed |= _changed(session, kind, which, [column])
    return sum(number > added for number in changed)


def were_once(session: Session, kind: type[Base], which: Which, column: str) -> set[Any]:
    """The values that a column of some rows had before one of them went or got another, as the history has them."""
    images = session.scalars(select(CHANGE.c.before).where(CHANGE.c.table_name == kind.__tablename__))
    rows = (json.loads(image) for image in images if image)
    return {row.get(column) for row in rows if all(row.get(name) == value for name, value in which.items())}


def _changed(session: Session, kind: type[Base], which: Which, columns: Collection[str]) -> set[int]:
    """The operations in which rows came, went, or got other values in some columns."""
    query = select(CHANGE.c.operation_id, CHANGE.c.before, CHANGE.c.after)
    query = query.where(CHANGE.c.table_name == kind.__tablename__)
    if "id" in which:
        query = query.where(CHANGE.c.row_id == which["id"])
    found = set()
    for number, *images in session.execute(query):
        before, after = (json.loads(image) if image else {} for image in images)
        ours = any(all(image.get(name) == value for name, value in which.items()) for image in (before, after) if image)
        if ours and any(before.get(name) != after.get(name) for name in columns):
            found.add(number)
    return found
