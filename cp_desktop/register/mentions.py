"""Every text of the register that names a person: in its rows as they are, and in what the history keeps of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, false, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column

from cp_desktop.model import Base, Field, fields, normalise, records, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.sql import normalised, place_of

from .changes import Describer
from .history import CHANGE, OPERATION, Change, Operation
from .naming import Naming
from .people import Subject, people
from .store import store_of

Place = tuple[str, int, str]  # a table, the key of a row, a column


@dataclass(frozen=True)
class Mention:
    """A text that names a person. `what` its row is called and `label` is its column's.

    `fully` says that the full name stands in it, or a contact, which nobody else has; else it may be somebody of the
    same name. One in a `guarded` field (safeguarding) comes without its words. `earlier` ones stand in the history
    alone.
    """

    place: Place
    what: str
    label: str
    excerpt: str
    fully: bool
    guarded: bool
    earlier: bool


def texts_of(kind: type[Base]) -> list[tuple[Column[Any], Field]]:
    """The columns of a class that hold words, each with its declaration."""
    return [
        (column, said)
        for _, column, said in fields(kind)
        if isinstance(column.type, String) and not isinstance(column.type, ChoiceType)
    ]


class Mentions:
    """Finds where a person is named. `namesake` says that somebody else on the register has the same name."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._session, self._subject = session, subject
        self.naming = Naming(subject.names, subject.contacts)
        self.namesake = any(
            normalise(name) in map(normalise, subject.names)
            for one in people(session)
            if one.key != subject.key
            for name in one.names
        )
        self._describer = Describer(session)

    def all(self) -> list[Mention]:
        """Every text that names the person, but for what an erasure of the row writes; the surest first."""
        found = {one.place: one for one in self._in_history()}
        found |= {one.place: one for one in self._in_rows()}
        return sorted(found.values(), key=lambda one: (not one.fully, one.earlier, one.place))

    def changes(self) -> list[Any]:
        """The changes in the history whose images may name the person, in order."""
        held = [
            place_of(normalised(image), token) > 0
            for image in (CHANGE.c.before, CHANGE.c.after)
            for token in self.naming.tokens
        ]
        return list(self._session.execute(select(CHANGE).where(or_(false(), *held)).order_by(CHANGE.c.id)).all())

    def entries(self) -> list[Any]:
        """The entries of the history (id, label, who) whose own words have the full name."""
        query = select(OPERATION.c.id, OPERATION.c.label, OPERATION.c.who).order_by(OPERATION.c.id)
        named = self.naming.names_fully
        return [row for row in self._session.execute(query) if named(row.label) or named(row.who)]

    def _in_rows(self) -> Iterator[Mention]:
        for kind in records():
            texts = [] if kind in (Operation, Change) else texts_of(kind)
            if not texts:
                continue
            held = [place_of(normalised(column), token) > 0 for column, _ in texts for token in self.naming.tokens]
            table, connection = table_of(kind), self._session.connection()
            keys = list(self._session.scalars(select(table.c.id).where(or_(false(), *held))))
            for id, image in store_of(self._session).images(connection, table, keys):
                yield from self._in_image(kind, id, json.loads(image))

    def _in_history(self) -> Iterator[Mention]:
        by_table = {kind.__tablename__: kind for kind in records()}
        for change in self.changes():
            kind = by_table.get(change.table_name)  # None for a table of an older version
            for image in (change.before, change.after):
                if kind and image:
                    yield from self._in_image(kind, change.row_id, json.loads(image), earlier=True)

    def _in_image(
        self, kind: type[Base], id: int, image: Mapping[str, Any], earlier: bool = False
    ) -> Iterator[Mention]:
        for column, said in texts_of(kind):
            text = image.get(column.name)
            if isinstance(text, str) and not self._is_own(kind, id, column.name) and self.naming.may_name(text):
                yield Mention(
                    (kind.__tablename__, id, column.name),
                    f"{kind.one}: {self._describer.name(kind, image)}",
                    said.label,
                    "" if said.safeguarding else self.naming.excerpt(text),
                    self.naming.names_fully(text) and not self.namesake,
                    said.safeguarding,
                    earlier,
                )

    def _is_own(self, kind: type[Base], id: int, column: str) -> bool:
        """Whether a column is of the person's own row, or somebody else's name."""
        if kind.person is None:
            return False
        if kind is self._subject.kind and id == self._subject.id:
            return column in (*kind.person.name, *kind.person.emptied)
        return column in kind.person.name
