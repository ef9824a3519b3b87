"""One record as a form holds it: typed values by attribute name, and the rows that belong to it.

Forms, and whatever else edits single records, load and save through here; mapped objects stay inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty, Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, fields, records, show, table_of
from cp_desktop.model.rules import missing
from cp_desktop.register import Register


@dataclass
class Record:
    """Values of one row of `kind`; `id` is None until it is saved. `owned` holds the rows that belong to it, by
    the name of the relationship, in their order."""

    kind: type[Base]
    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    owned: dict[str, list["Record"]] = field(default_factory=dict)

    @property
    def display_name(self) -> str:
        """What people call this row, from the values at hand."""
        return show(self.values.get(self.kind.display_attribute)) or self.kind.one


def belongings(kind: type[Base]) -> list[RelationshipProperty[Any]]:
    """The relationships whose rows are edited on the record's own form, in the order of declaration."""
    return [link for link in inspect(kind).relationships if "label" in link.info]


def blank(kind: type[Base], /, **values: Any) -> Record:
    """A new record with the declared defaults, and `values` over them."""
    defaults = {name: getattr(column.default, "arg", None) for name, column, _ in fields(kind)}
    return Record(kind, None, defaults | values, {link.key: [] for link in belongings(kind)})


def load(session: Session, kind: type[Base], id: int) -> Record:
    """A saved record with all that belongs to it. Raises UserError when it is gone."""
    row = session.get(kind, id)
    if row is None:
        raise UserError(
            f"This {kind.one} is no longer in the register. Nothing was changed. Was it deleted? See History."
        )
    return _record(row)


def _record(row: Base) -> Record:
    kind = type(row)
    values = {name: getattr(row, name) for name, _, _ in fields(kind)}
    called = kind.display_attribute
    values.setdefault(called, getattr(row, called))
    owned = {link.key: [_record(child) for child in getattr(row, link.key)] for link in belongings(kind)}
    return Record(kind, row.id, values, owned)


def save(register: Register, record: Record, label: str | None = None) -> int:
    """Saves a record and its belongings as one operation and returns its key; `label` is the history's word for it.

    Raises UserError, with the field where there is one, for a value that is missing or breaks a rule.
    """
    verb = "Add" if record.id is None else "Edit"
    with register.operation(label or f"{verb} {record.kind.one}") as session:
        row = write(session, record)
        if label is None:
            session.refresh(row)
            session.info["label"] = f"{verb} {record.kind.one}: {show(getattr(row, record.kind.display_attribute))}"
        return row.id


def write(session: Session, record: Record) -> Base:
    """Saves a record and its belongings within an operation of the caller and returns its row; otherwise as `save`."""
    row = _write(session, record)
    session.flush()
    return row


def following(session: Session, column: InstrumentedAttribute[int], *only: ColumnElement[bool]) -> int:
    """The number after the highest of a column, among the rows that hold the conditions: 1 where there is none."""
    return (session.scalar(select(func.max(column)).where(*only)) or 0) + 1


def _write(session: Session, record: Record, owner: tuple[Any, str] | None = None) -> Base:
    kind = record.kind
    if record.id is None:
        row = kind()
    else:
        found = session.get(kind, record.id)
        if found is None:
            raise UserError(
                f"This {kind.one} is no longer in the register. Nothing was saved. Was it deleted? See History."
            )
        row = found
    owner_key = owner[1] if owner else None
    for name, column, declared in fields(kind):
        if name not in record.values or name == owner_key:
            continue
        value = record.values[name]
        if isinstance(value, str):
            value = value.strip() or None
        if value is None and not column.nullable:
            if record.id is None and column.default is not None:
                continue
            raise missing(declared.label, name)
        if getattr(row, name) != value:
            setattr(row, name, value)
    if owner is None:
        session.add(row)
    for link in belongings(kind):
        if link.key in record.owned:
            [key] = link.remote_side
            owner_of = (row, key.key or "")
            kept = [_write(session, child, owner_of) for child in record.owned[link.key] if child.id is not None]
            if len(kept) < len(getattr(row, link.key)):
                setattr(row, link.key, kept)
                session.flush()  # what goes goes first: it may come again as new
            new = [_write(session, child, owner_of) for child in record.owned[link.key] if child.id is None]
            setattr(row, link.key, kept + new)
    return row


def delete(register: Register, kind: type[Base], id: int) -> None:
    """Deletes a record and what belongs to it, undoably. Raises UserError, which names them, if others need it."""
    with register.reading() as session:
        label = f"Delete {kind.one}: {load(session, kind, id).display_name}"
        needed = list(_needed_by(session, kind, id))
    if needed:
        raise UserError(
            f"This {kind.one} is needed by {', '.join(needed)}. Nothing was deleted. Change or delete those first."
        )
    with register.operation(label) as session:
        session.delete(session.get_one(kind, id))


def _needed_by(session: Session, kind: type[Base], id: int) -> Iterator[str]:
    """The rows that refer to a record and do not go with it: "2 activities"."""
    goes = {link.mapper.class_ for link in inspect(kind).relationships if link.cascade.delete}
    for other in records():
        for column in table_of(other).columns:
            if other in goes or not column.references(table_of(kind).c.id):
                continue
            number = session.scalar(select(func.count()).where(column == id)) or 0
            if number:
                yield f"1 {other.one}" if number == 1 else f"{show(number)} {other.many}"
