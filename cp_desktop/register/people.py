"""The people on the register: whoever a mapped class says is a person, those too whose row is gone.

A name stays in the history when it was changed or its row deleted: who is meant is therefore read from both.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Erasure, PersonColumns, fields, normalise, records
from cp_desktop.model.base import EmailAddress
from cp_desktop.model.names import name_order

from .history import CHANGE, OPERATION


@dataclass(frozen=True)
class Subject:
    """One person on the register: the class and key of the row, and what is known of it by now.

    `name` is what the row says, or said last; `names` are all it ever said, that one first, and `contacts` e-mail
    addresses and telephone numbers that nobody else has. `left_on` is the last day in office, or the day on which the
    row was deleted (`gone`), None for who is still in office. `erased_on` is when it was erased, None if it was not.
    """

    kind: type[Base]
    id: int
    name: str
    names: tuple[str, ...]
    contacts: tuple[str, ...]
    left_on: dt.date | None
    gone: bool
    erased_on: dt.date | None

    @property
    def key(self) -> str:
        """What names it on the command line, and in an order for a paper: "councillor:7"."""
        return f"{self.kind.__tablename__}:{self.id}"

    @property
    def person(self) -> PersonColumns:
        """How its class holds people."""
        assert self.kind.person is not None
        return self.kind.person

    @property
    def one(self) -> str:
        """What kind of person it is."""
        return "coordinator" if self.kind.__tablename__ == "council" else self.kind.one

    @property
    def pseudonym(self) -> str:
        """What an erasure calls it."""
        return self.person.called(self.person.erased(self.id))


def kinds() -> list[type[Base]]:
    """The mapped classes whose rows are people."""
    return [kind for kind in records() if kind.person is not None]


def people(session: Session) -> list[Subject]:
    """Everybody whom the register names or named in a row of their own, by kind and in people's order."""
    said, gone = _said(session)
    owners = defaultdict(set)
    for key, (_, contacts) in said.items():
        for contact in contacts:
            owners[normalise(contact)].add(key)
    erased = {(row.table_name, row.row_key): row.erased_on for row in session.scalars(select(Erasure))}
    found = []
    for (kind, id), (names, contacts) in said.items():
        if names:
            mine = tuple(one for one in contacts if len(owners[normalise(one)]) == 1)
            deleted, row = gone.get((kind.__tablename__, id)), session.get(kind, id)
            left = deleted if row is None or kind.person is None else kind.person.left_on(row)
            subject = Subject(
                kind, id, names[0], tuple(names), mine, left, row is None, erased.get((kind.__tablename__, id))
            )
            found.append((kind.__tablename__, (normalise(names[0]),) if row is None else name_order(row), id, subject))
    return [subject for *_, subject in sorted(found, key=lambda one: one[:3])]


def subject_of(session: Session, key: str) -> Subject:
    """The person of that key ("councillor:7"), or the one of that name. Raises UserError for none and for several."""
    everybody = people(session)
    found = [one for one in everybody if one.key == key]
    found = found or [one for one in everybody if normalise(key) in map(normalise, one.names)]
    if len(found) == 1:
        return found[0]
    if found:
        which = ", ".join(f"{one.key} ({one.name})" for one in found)
        raise UserError(f"Several people are called {key}: {which}. Nothing was done. Name the one that is meant so.")
    raise UserError(
        f"The register names nobody as {key}. Nothing was done. Write the name as it stands in the register, or the "
        "kind and number, as councillor:7."
    )


def _said(
    session: Session,
) -> tuple[dict[tuple[type[Base], int], tuple[list[str], list[str]]], dict[tuple[str, int], dt.date]]:
    """By class and key of every row that is or was a person: its names and contacts, the latest first; and by table
    and key the day on which a row was deleted."""
    said: dict[tuple[type[Base], int], tuple[list[str], list[str]]] = {}
    by_table = {kind.__tablename__: kind for kind in kinds()}
    for kind in by_table.values():
        for row in session.scalars(select(kind)):
            _note(said, kind, row.id, {name: getattr(row, name) for name, _, _ in fields(kind)})
    for table, id, image in _images(session, list(by_table)):
        _note(said, by_table[table], id, image)
    last = (
        select(func.max(CHANGE.c.id))
        .where(CHANGE.c.table_name.in_(by_table))
        .group_by(CHANGE.c.table_name, CHANGE.c.row_id)
    )
    deleted = (
        select(CHANGE.c.table_name, CHANGE.c.row_id, OPERATION.c.at)
        .join(OPERATION, OPERATION.c.id == CHANGE.c.operation_id)
        .where(CHANGE.c.id.in_(last), CHANGE.c.after.is_(None))
    )
    return said, {(table, id): at.date() for table, id, at in session.execute(deleted)}


def _images(session: Session, tables: list[str]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    query = (
        select(CHANGE.c.table_name, CHANGE.c.row_id, CHANGE.c.before, CHANGE.c.after)
        .where(CHANGE.c.table_name.in_(tables))
        .order_by(CHANGE.c.id.desc())
    )
    for table, id, before, after in session.execute(query):
        for image in (after, before):
            if image is not None:
                yield table, id, json.loads(image)


def _note(
    said: dict[tuple[type[Base], int], tuple[list[str], list[str]]], kind: type[Base], id: int, row: dict[str, Any]
) -> None:
    assert kind.person is not None
    names, contacts = said.setdefault((kind, id), ([], []))
    name = kind.person.called(row)
    if (name and name not in names and name != kind.person.called(kind.person.erased(id))) or (name and not names):
        names.append(name)
    for attribute, column, _ in fields(kind):
        contact = row.get(attribute)
        reaches = attribute in kind.person.emptied and (isinstance(column.type, EmailAddress) or attribute == "phone")
        if contact and reaches and contact not in contacts:
            contacts.append(contact)
