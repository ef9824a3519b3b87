"""What the coordinator says of evidence: that a visit or event shows an item was done, or that it does not.

These write, and so stand on the register's floor: the figures above, which find the evidence, only ever read. Each is
given the session of an operation, so that one deed of the coordinator, of one row or of a thousand, is one undo.

A piece of evidence is a councillor at a visit or an event, and an item of the menu for which visits or events of that
kind are evidence. Its key is made of the keys of the two rows that it comes from, so that it stays the same from one
reading to the next.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from cp_desktop.model import (
    Activity,
    Attendance,
    Event,
    EventKind,
    Item,
    SetAside,
    Visit,
    Visitor,
    show,
)

# The item in the lowest bits but one, which is set for an event; the row of who was there in the bits above.
ITEM_BITS = 20
_WHAT = ("councillor_id", "item_id", "visit_id", "event_id")


def key_of(there: Any, item: Any, of_event: bool) -> Any:
    """The key of a piece of evidence, of numbers or in SQL: `there` is a visitor's key or an attendance's."""
    return there * (1 << (ITEM_BITS + 1)) + item * 2 + int(of_event)


def confirm(session: Session, keys: Iterable[int]) -> int:
    """Records that the items were done, on the day of the visit or event, and returns how many were recorded.

    Evidence that is confirmed already, or has gone meanwhile, is passed over. Nothing recorded names a home.
    """
    return _write(session, Activity, _read(session, keys))


def set_aside(session: Session, keys: Iterable[int]) -> int:
    """Says that these are no evidence after all, so that they are not offered again; returns how many."""
    return _write(session, SetAside, ({name: row[name] for name in _WHAT} for row in _read(session, keys)))


def withdraw(session: Session, activity_ids: Sequence[int]) -> int:
    """Takes back what was confirmed: the records go, and history keeps that they were there. Returns how many."""
    return _delete(session, Activity, activity_ids)


def bring_back(session: Session, set_aside_ids: Sequence[int]) -> int:
    """Lets what was set aside be offered again; returns how many."""
    return _delete(session, SetAside, set_aside_ids)


def source_of(session: Session, key: int) -> tuple[type[Visit] | type[Event], int] | None:
    """The visit or event that a piece of evidence comes from, and its key; None when it has gone."""
    for row in _read(session, [key]):
        return (Visit, row["visit_id"]) if row["visit_id"] is not None else (Event, row["event_id"])
    return None


def _read(session: Session, keys: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The values of an activity for each piece of evidence that is still there."""
    pieces = [(bool(key & 1), key >> (ITEM_BITS + 1), key >> 1 & (1 << ITEM_BITS) - 1) for key in keys]
    items = set(session.scalars(select(Item.id)))
    at_visits = select(Visitor.id, Visitor.councillor_id, Visit.id, Visit.visited_on, Visit.kind).join(Visitor.visit)
    at_events = select(Attendance.id, Attendance.councillor_id, Event.id, Event.held_on, Event.kind, Event.name).join(
        Attendance.event
    )
    visits = _by_key(session, at_visits, Visitor.id, [there for event, there, _ in pieces if not event])
    events = _by_key(session, at_events, Attendance.id, [there for event, there, _ in pieces if event])
    for of_event, there, item in pieces:
        found = (events if of_event else visits).get(there)
        if found is None or item not in items:
            continue
        councillor, source, day, kind, *name = found
        # The name of an event at a home may well be the home's.
        called = name[0] if name and kind != EventKind.HOME else kind.label
        yield {
            "councillor_id": councillor,
            "item_id": item,
            "visit_id": None if of_event else source,
            "event_id": source if of_event else None,
            "done_on": day,
            "what": f"{called} on {show(day)}",
        }


def _by_key(session: Session, query: Select[Any], key: Any, wanted: list[int]) -> dict[int, Sequence[Any]]:
    return {row[0]: row[1:] for row in session.execute(query.where(key.in_(_among(wanted))))}


def _write(session: Session, kind: type[Activity] | type[SetAside], rows: Iterable[dict[str, Any]]) -> int:
    """Inserts the rows that are not there yet, each once."""
    columns = [getattr(kind, name) for name in _WHAT]
    known = {tuple(row) for row in session.execute(select(*columns))}
    new: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        mark = tuple(row[name] for name in _WHAT)
        if mark not in known:
            new[mark] = row
    if new:
        session.execute(insert(kind), list(new.values()))
    return len(new)


def _delete(session: Session, kind: type[Activity] | type[SetAside], ids: Sequence[int]) -> int:
    there = list(session.scalars(select(kind.id).where(kind.id.in_(_among(ids)))))
    session.execute(delete(kind).where(kind.id.in_(_among(there))))
    return len(there)


def _among(keys: Sequence[int]) -> Any:
    # As one value, because SQLite takes no more than 32,766 of them.
    return select(func.json_each(json.dumps(list(keys))).table_valued("value").c.value)
