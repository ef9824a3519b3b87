"""What the coordinator says of evidence: that a visit or event shows an item was done, or that it does not.

A piece of evidence is a councillor at a visit or an event, and an item of the menu for which visits or events of that
kind are evidence; `figures.evidence` finds it, and gives it its key. One service, of one row or of many, is one undo.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cp_desktop.figures.evidence import pieces_of
from cp_desktop.model import Activity, Councillor, Item, SetAside
from cp_desktop.model.sql import keys_in
from cp_desktop.register import Register

from .outcome import Outcome

_WHAT = ("councillor_id", "item_id", "visit_id", "event_id")


def confirm(register: Register, keys: Sequence[int]) -> Outcome:
    """Records that the items were done, on the day of the visit or event; the outcome counts what was recorded.

    Evidence that is confirmed already, or has gone meanwhile, is passed over. Nothing recorded names a home.
    """
    with register.operation("Confirm") as session:
        found = list(pieces_of(session, keys))
        return _done(session, "Confirm", keys, found, _insert(session, Activity, found))


def set_aside(register: Register, keys: Sequence[int]) -> Outcome:
    """Says that these are no evidence after all, so that they are not offered again."""
    with register.operation("Set aside") as session:
        found = list(pieces_of(session, keys))
        rows = ({name: piece[name] for name in _WHAT} for piece in found)
        return _done(session, "Set aside", keys, found, _insert(session, SetAside, rows))


def withdraw(register: Register, activity_ids: Sequence[int]) -> Outcome:
    """Takes back what was confirmed: the records go, and history keeps that they were there."""
    with register.operation("Withdraw") as session:
        found = _rows(session, Activity, activity_ids)
        return _done(session, "Withdraw", activity_ids, found, _delete(session, Activity, found))


def bring_back(register: Register, set_aside_ids: Sequence[int]) -> Outcome:
    """Lets what was set aside be offered again."""
    with register.operation("Bring back") as session:
        found = _rows(session, SetAside, set_aside_ids)
        return _done(session, "Bring back", set_aside_ids, found, _delete(session, SetAside, found))


def _done(session: Session, verb: str, wanted: Sequence[int], found: list[dict[str, Any]], number: int) -> Outcome:
    """The outcome, with a label that names a single piece of evidence and counts several."""
    what = f"{len(wanted):,} pieces of evidence"
    if len(wanted) == 1:
        what = "evidence that has gone" if not found else _name(session, found[0])
    label = session.info["label"] = f"{verb}: {what}"
    return Outcome(label, number)


def _name(session: Session, piece: dict[str, Any]) -> str:
    name = session.scalar(select(Councillor.name).where(Councillor.id == piece["councillor_id"]))
    number = session.scalar(select(Item.number).where(Item.id == piece["item_id"]))
    return f"{name}, item {number}"


def _insert(session: Session, kind: type[Activity] | type[SetAside], rows: Iterable[dict[str, Any]]) -> int:
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


def _rows(session: Session, kind: type[Activity] | type[SetAside], ids: Sequence[int]) -> list[dict[str, Any]]:
    query = select(kind.id, kind.councillor_id, kind.item_id).where(kind.id.in_(keys_in(ids)))
    return [dict(row) for row in session.execute(query).mappings()]


def _delete(session: Session, kind: type[Activity] | type[SetAside], rows: list[dict[str, Any]]) -> int:
    session.execute(delete(kind).where(kind.id.in_(keys_in([row["id"] for row in rows]))))
    return len(rows)
