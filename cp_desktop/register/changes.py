"""What one operation did, told as people would: which record, which field, from what to what."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, func, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column as SchemaColumn
from sqlalchemy.sql import visitors

from cp_desktop.disclosure import GUARDED
from cp_desktop.model import Base, fields, record_named, show, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.names import display_name

from .history import CHANGE, OPERATION, TOLD, OperationSummary
from .store import store_of

CHANGES_SHOWN = 200
# The same of every visit, with a concern or without: the history tells neither.
SAFEGUARDING = ("Safeguarding", "", "Not told here, whether there is a concern or none: see the visit")


@dataclass(frozen=True)
class RowChange:
    """One row that was added, changed, deleted, or noted as it is: what it is, and (field, before, after) of what
    differs. `guarded` has the places of what may not leave the register: 0 is what the row is called, 1 the first
    field."""

    verb: str
    what: str
    fields: list[tuple[str, str, str]]
    guarded: frozenset[int]


@dataclass(frozen=True)
class ChangeDescription(OperationSummary):
    """An operation in words. `turns` are (when in UTC, who, label) of its undoings and redoings, oldest first.

    `changes` are its first rows, of `total`.
    """

    turns: list[tuple[dt.datetime, str, str]]
    changes: list[RowChange]
    total: int


def describe_operation(session: Session, number: int, limit: int = CHANGES_SHOWN) -> ChangeDescription | None:
    """The story of an operation by its number, None if there is none. Not for an undoing: ask for what it undid."""
    op = session.execute(select(OPERATION).where(OPERATION.c.id == number)).first()
    if op is None:
        return None
    turns, last = [], number
    query = select(OPERATION).where(OPERATION.c.reverses_id > number - 1).order_by(OPERATION.c.id)
    for row in session.execute(query):
        if row.reverses_id == last:
            last = row.id
            turns.append((row.at, row.who, row.label))
    mine = select(CHANGE).where(CHANGE.c.operation_id == number, TOLD)
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    describer = Describer(session)
    rows = session.execute(mine.order_by(CHANGE.c.id).limit(limit))
    changes = [describer.describe(row.table_name, row.before, row.after) for row in rows]
    return ChangeDescription(op.id, op.label, op.who, op.at, op.reversible, len(turns) % 2 == 0, turns, changes, total)


def compared(session: Session, table: str, then: str | None, now: str | None) -> RowChange:
    """What a row of a table is called, and what in it differs between two images, None for a row that is not there."""
    return Describer(session).describe(table, then, now)


class Describer:
    """Tells rows from their images, and remembers the names it has looked up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[tuple[type[Base], int], str] = {}

    def describe(self, table: str, then: str | None, now: str | None) -> RowChange:
        """What differs between two images of a row, None for a row that is not there."""
        before: dict[str, Any] = json.loads(then) if then else {}
        after: dict[str, Any] = json.loads(now) if now else {}
        verb = "Added" if not before else "Deleted" if not after else "Noted" if before == after else "Changed"
        try:
            kind = record_named(table)
        except KeyError:  # a table of an older version
            older = [(name, show(before.get(name)), show(after.get(name))) for name in after]
            return RowChange(verb, table, older, frozenset(range(1, len(older) + 1)))
        lines: dict[tuple[str, str, str], bool] = {}
        for _, column, declared in fields(kind):
            old, new = before.get(column.name), after.get(column.name)
            if old != new and declared.safeguarding:
                # However many of them changed, it is said once, and neither which nor what.
                lines[SAFEGUARDING] = True
            elif old != new:
                line = declared.label, self.shown(column, old), self.shown(column, new)
                lines[line] = declared.disclosure is GUARDED
        guarded = {place for place, stays in enumerate(lines.values(), 1) if stays}
        if any(said.disclosure is GUARDED for name, _, said in fields(kind) if name == kind.display_attribute):
            guarded.add(0)
        return RowChange(verb, f"{kind.one}: {self.name(kind, after or before)}", list(lines), frozenset(guarded))

    def name(self, kind: type[Base], image: Mapping[str, Any]) -> str:
        """What a row was called when the image was made; one that is only a link or a day, by what it belongs to."""
        called = getattr(kind, kind.display_attribute)
        named = [part for part in visitors.iterate(called.expression) if isinstance(part, SchemaColumn)]
        name = " ".join(filter(None, (self.shown(column, image.get(column.name)) for column in named)))
        others = [column for _, column, _ in fields(kind) if column.foreign_keys and column not in named]
        if all(isinstance(column.type, Date | DateTime | ChoiceType) or column.foreign_keys for column in named):
            name = ", ".join(filter(None, (*(self.shown(column, image.get(column.name)) for column in others), name)))
        return name

    def shown(self, column: SchemaColumn[Any], value: Any) -> str:
        """A value of an image as people read it."""
        if value is None:
            return ""
        for key in column.foreign_keys:
            return self._display_name(record_named(key.column.table.name), value)
        match column.type:
            case ChoiceType(choices=choices):
                # An older version may have known other choices.
                return next((choice.label for choice in choices if choice == value), str(value))
            case Boolean():
                return show(bool(value))
            case Date() | DateTime():
                kind = dt.date if isinstance(column.type, Date) else dt.datetime
                try:
                    return show(kind.fromisoformat(value))
                except (ValueError, TypeError):  # a damaged register, of which this may be to be told
                    return str(value)
            case _:
                return show(value)

    def referred(self, column: SchemaColumn[Any], value: Any) -> str:
        """As `shown`; of a reference to what is called by a day alone, what that belongs to besides."""
        for key in column.foreign_keys:
            other = record_named(key.column.table.name)
            called = getattr(other, other.display_attribute).expression
            if isinstance(getattr(called, "type", None), Date | DateTime):  # a day alone says little
                images = store_of(self._session).images(self._session.connection(), table_of(other), [value])
                for _, image in images:
                    return self.name(other, json.loads(image))
        return self.shown(column, value)

    def _display_name(self, kind: type[Base], id: int) -> str:
        key = kind, id
        if key not in self._names:
            self._names[key] = display_name(self._session, kind, id) or f"{kind.one} {id}, since deleted"
        return self._names[key]
