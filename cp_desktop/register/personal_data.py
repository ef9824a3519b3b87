"""Everything the register holds about one person: the row, what refers to it, and what the history keeps of both."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import GUARDED
from cp_desktop.model import Base, Erasure, fields, record_named, records, table_of

from .changes import Describer, RowChange
from .history import CHANGE, OPERATION, Change, Operation, local
from .people import Subject, kinds
from .store import store_of

WITHHELD = "kept, and not printed here"
Row = Mapping[str, Any]  # a row's values by column name


@dataclass(frozen=True)
class Referring:
    """The rows of one class that are about a person: (label, value) of each, as people read it. `through` is the word
    for what stands between, such as a post; "" where they name the person's own row."""

    kind: type[Base]
    rows: list[list[tuple[str, str]]]
    through: str = ""


@dataclass(frozen=True)
class Happened:
    """An entry of the history about a person: when, by the clock of this machine, by whom, and what it changed. Not its
    words: they may be about others too."""

    when: Any
    who: str
    changes: list[RowChange]


class PersonalData:
    """What is held about one person, read from the register as a session sees it."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._session, self._subject = session, subject
        self._describer = Describer(session)
        self._rows: dict[type[Base], dict[int, Row]] = {}

    def record(self) -> list[tuple[str, str]]:
        """What the person's own row says; nothing where it is gone."""
        if self._subject.gone:
            return []
        [row] = self._images(self._subject.kind, [self._subject.id]).values()
        stays = self._subject.person.stays  # of a row that is about more than its person
        return self._said(self._subject.kind, {name: value for name, value in row.items() if name not in stays})

    def referring(self) -> list[Referring]:
        """The rows that refer to the person, and those that belong to them; by class."""
        found = []
        for kind in self._others():
            rows = self._naming(kind, self._subject.kind, self._subject.id)
            self._rows.setdefault(kind, {}).update(rows)
            for owned in self._owned(kind, list(rows)):
                self._rows.setdefault(owned[0], {}).update(owned[1])
        for kind, rows in self._rows.items():
            if rows:
                found.append(Referring(kind, [self._said(kind, row) for row in rows.values()]))
        return [*found, *self._through()]

    def history(self) -> list[Happened]:
        """What was done to the person's row and to those that refer to it, the latest first."""
        mine = [(self._subject.kind, [self._subject.id]), *((kind, list(rows)) for kind, rows in self._rows.items())]
        about = or_(*((CHANGE.c.table_name == kind.__tablename__) & CHANGE.c.row_id.in_(ids) for kind, ids in mine))
        query = (
            select(OPERATION.c.id, OPERATION.c.at, OPERATION.c.who)
            .add_columns(CHANGE.c.table_name, CHANGE.c.before, CHANGE.c.after)
            .join(CHANGE, CHANGE.c.operation_id == OPERATION.c.id)
            .where(about)
            .order_by(OPERATION.c.id.desc(), CHANGE.c.id)
        )
        found: dict[int, Happened] = {}
        for number, at, who, table, before, after in self._session.execute(query):
            entry = found.setdefault(number, Happened(local(at), who, []))
            entry.changes.append(self._describer.describe(table, before, after))
        return list(found.values())

    # -- which rows

    def _others(self) -> list[type[Base]]:
        return [kind for kind in records() if kind not in (Operation, Change, Erasure, self._subject.kind)]

    def _naming(self, kind: type[Base], other: type[Base], id: int) -> dict[int, Row]:
        """The rows of a class that refer to a row of another one."""
        keys = [column for column in table_of(kind).columns if column.references(table_of(other).c.id)]
        if not keys:
            return {}
        return self._images(kind, list(self._session.scalars(select(kind.id).where(or_(*(key == id for key in keys))))))

    def _owned(self, kind: type[Base], ids: list[int]) -> Iterator[tuple[type[Base], dict[int, Row]]]:
        """The rows that belong to some, such as the answers of a reply."""
        for link in inspect(kind).relationships if ids else ():
            if "label" in link.info:
                child: type[Base] = link.mapper.class_
                [key] = link.remote_side
                yield child, self._images(child, list(self._session.scalars(select(child.id).where(key.in_(ids)))))

    def _through(self) -> Iterator[Referring]:
        """What refers to what stands for the person, such as the post: not the others who stood there."""
        if self._subject.gone:
            return
        [row] = self._images(self._subject.kind, [self._subject.id]).values()
        for name in self._subject.person.through:
            [key] = table_of(self._subject.kind).c[name].foreign_keys
            other = record_named(key.column.table.name)
            for kind in (other, *(kind for kind in self._others() if kind is not other)):
                rows = self._images(kind, [row[name]]) if kind is other else self._naming(kind, other, row[name])
                if rows and kind not in kinds():
                    said = [[("Record", self._describer.name(kind, row))] for row in rows.values()]
                    yield Referring(kind, said, other.one)

    def _images(self, kind: type[Base], ids: list[int]) -> dict[int, Row]:
        images = store_of(self._session).images(self._session.connection(), table_of(kind), ids)
        return {id: json.loads(image) for id, image in images}

    # -- how they are read

    def _said(self, kind: type[Base], row: Row) -> list[tuple[str, str]]:
        said = []
        for _, column, declared in fields(kind):
            value = row.get(column.name)
            mine = column.references(table_of(self._subject.kind).c.id)
            if value is not None and value != "" and not mine:
                withheld = declared.disclosure is GUARDED and not column.foreign_keys
                said.append((declared.label, WITHHELD if withheld else self._describer.referred(column, value)))
        return said
