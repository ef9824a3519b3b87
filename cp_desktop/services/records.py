"""One record as a form holds it: typed values by attribute name, and the rows that belong to it.

Forms, and whatever else edits single records, load and save through here; mapped objects stay inside. A record knows
how it was when it was read: saving writes what differs from that, and nothing else. What somebody else changed in the
meantime stays; where both changed the same field, nothing is saved until one of the two is chosen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, func, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty, Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Field, fields, record_named, records, show, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.names import display_name
from cp_desktop.model.rules import missing
from cp_desktop.register import Register

TAKEN_AWAY = "taken away"


@dataclass
class AsRead:
    """How a record was when it was read: its values, and by relationship those of the rows that belonged to it."""

    values: dict[str, Any] = field(default_factory=dict)
    owned: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Record:
    """Values of one row of `kind`; `id` is None until it is saved. `owned` holds the rows that belong to it, by
    the name of the relationship, in their order. `as_read` is None of one that never was in the register."""

    kind: type[Base]
    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    owned: dict[str, list["Record"]] = field(default_factory=dict)
    as_read: AsRead | None = None

    @property
    def display_name(self) -> str:
        """What people call this row, from the values at hand."""
        return show(self.values.get(self.kind.display_attribute)) or self.kind.one


@dataclass(frozen=True)
class Conflict:
    """Something that was changed both here and in the register since it was read, with what stands on both sides.

    `at` names the field, or the relationship of the rows it is about. `keep_mine` lets the next saving write what
    was typed over what the register has by now.
    """

    at: str
    label: str
    mine: str
    theirs: str
    keep_mine: Callable[[], None]


class ChangedMeanwhileError(UserError):
    """Some fields were changed by somebody else while they were changed here: nothing was saved."""

    def __init__(self, one: str, conflicts: list[Conflict]) -> None:
        labels = list(dict.fromkeys(conflict.label for conflict in conflicts))
        super().__init__(
            f"This {one} was changed meanwhile, in what you changed too: {listed(labels)}. Nothing was saved. "
            "Choose for each which value stands.",
            conflicts[0].at,
        )
        self.conflicts = conflicts


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
    rows = {name: {child.id or 0: dict(child.values) for child in children} for name, children in owned.items()}
    return Record(kind, row.id, values, owned, AsRead(dict(values), rows))


def save(register: Register, record: Record, label: str | None = None) -> int:
    """Saves a record and its belongings as one operation and returns its key; `label` is the history's word for it.

    Raises UserError, with the field where there is one, for a value that is missing or breaks a rule, and
    ChangedMeanwhileError for what was changed on both sides since the record was read.
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
    conflicts: list[Conflict] = []
    with session.no_autoflush:  # to name what stands on both sides is no reason to write half of it
        row = _write(session, record, conflicts)
    if conflicts:
        raise ChangedMeanwhileError(record.kind.one, conflicts)
    session.flush()
    return row


def following(session: Session, column: InstrumentedAttribute[int], *only: ColumnElement[bool]) -> int:
    """The number after the highest of a column, among the rows that hold the conditions: 1 where there is none."""
    return (session.scalar(select(func.max(column)).where(*only)) or 0) + 1


def _write(
    session: Session, record: Record, conflicts: list[Conflict], owner: tuple[Any, str, str] | None = None
) -> Base:
    """Writes what differs from how a record was read; `owner` is the row it belongs to, by which relationship, and
    the attribute that holds its key."""
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
    owned_by, owner_key = (owner[1], owner[2]) if owner else (None, None)
    before = record.as_read.values if record.as_read else {}
    for name, column, declared in fields(kind):
        if name not in record.values or name == owner_key:
            continue
        value = _tidied(record.values[name])
        if name in before and value == _tidied(before[name]):
            continue  # not touched here: whatever stands there by now stays
        if value is None and not column.nullable:
            if record.id is None and column.default is not None:
                continue
            raise missing(declared.label, name)
        now = getattr(row, name)
        if now == value:
            continue
        if name in before and now != before[name]:
            conflicts.append(_of_field(session, record, name, column, declared, now, owned_by))
        else:
            setattr(row, name, value)
    if owner is None:
        session.add(row)
    for link in belongings(kind):
        if link.key in record.owned:
            _write_owned(session, record, row, link, conflicts)
    return row


def _of_field(
    session: Session, record: Record, name: str, column: Any, declared: Field, now: Any, owned_by: str | None
) -> Conflict:
    assert record.as_read is not None
    return Conflict(
        owned_by or name,
        declared.label,
        shown(session, column, record.values[name]),
        shown(session, column, now),
        partial(record.as_read.values.__setitem__, name, now),
    )


def shown(session: Session, column: Any, value: Any) -> str:
    """A value of a column as people read it: of a key, the name of what it leads to."""
    if value is not None:
        for key in column.foreign_keys:
            return display_name(session, record_named(key.column.table.name), value)
    return show(value)


def _in_words(session: Session, record: Record, owner_key: str) -> str:
    said = (
        shown(session, column, record.values.get(name)) for name, column, _ in fields(record.kind) if name != owner_key
    )
    return ", ".join(filter(None, said))


def _add_again(record: Record) -> None:
    record.id, record.as_read = None, None


def _tidied(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _write_owned(
    session: Session, record: Record, row: Any, link: RelationshipProperty[Any], conflicts: list[Conflict]
) -> None:
    """Writes the rows that belong to one: those taken away here go, those that came meanwhile stay."""
    [key] = link.remote_side
    owner = (row, link.key, key.key or "")
    there = {child.id: child for child in getattr(row, link.key)}
    before = record.as_read.owned.get(link.key, {}) if record.as_read else {id: {} for id in there}
    came = [child for id, child in there.items() if id not in before]
    wanted = record.owned[link.key]
    for child in wanted:
        if child.id is None and (same := _same_row(child, came, owner[2])) is not None:
            child.id, child.as_read = same.id, AsRead(dict.fromkeys(child.values, _UNREAD))
    kept = []
    for child in (child for child in wanted if child.id is not None):
        if child.id in there:
            kept.append(_write(session, child, conflicts, owner))
        elif child.as_read is None or child.values != child.as_read.values:
            again = partial(_add_again, child)
            conflicts.append(
                Conflict(link.key, link.info["label"], _in_words(session, child, owner[2]), TAKEN_AWAY, again)
            )
    mine = {child.id for child in wanted}
    for id in before.keys() & there.keys() - mine:
        now = _record(there[id])
        if now.values != before[id] and record.as_read is not None:
            keep = partial(record.as_read.owned[link.key].__setitem__, id, now.values)
            conflicts.append(
                Conflict(link.key, link.info["label"], TAKEN_AWAY, _in_words(session, now, owner[2]), keep)
            )
    kept += [child for child in came if child.id not in mine]
    if len(kept) < len(there):
        setattr(row, link.key, kept)
        session.flush()  # what goes goes first: it may come again as new
    new = [_write(session, child, conflicts, owner) for child in wanted if child.id is None]
    setattr(row, link.key, kept + new)


_UNREAD = object()  # equals nothing that stands in a register


def _same_row(child: Record, rows: list[Any], owner_key: str) -> Any:
    """The row among some that a new one may not stand beside: by what the register holds only once."""
    table = table_of(child.kind)
    unique = [set(one.columns.keys()) for one in (*table.constraints, *table.indexes) if _only_once(one)]
    for names in (names - {owner_key} for names in unique if owner_key in names):
        for row in rows:
            if all(getattr(row, name) == child.values.get(name) for name in names):
                return row
    return None


def _only_once(rule: Any) -> bool:
    return isinstance(rule, UniqueConstraint) or bool(isinstance(rule, Index) and rule.unique)


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
