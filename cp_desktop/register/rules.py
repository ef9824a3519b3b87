"""Whether rows keep the rules that their mapped classes declare: asked of what is written, and of what is drafted."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, Connection, LargeBinary, inspect, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Choice, Paragraphs, records, table_of
from cp_desktop.model.base import rules_of
from cp_desktop.model.rules import Rule, refusal

from .history import CHANGE
from .store import Store, store_of

Kind = type[Base]
Values = Mapping[str, Any]
SOME = 500  # keys in one query


@dataclass
class Written:
    """What is written into the register, or would be.

    By class and key: the columns that change, None for a row that is new. `lost` are the images of rows that go.
    `drafted` are the new values, where they are not in the register yet.
    """

    columns: dict[Kind, dict[int, frozenset[str] | None]] = field(default_factory=lambda: defaultdict(dict))
    lost: dict[Kind, list[Values]] = field(default_factory=lambda: defaultdict(list))
    drafted: Mapping[Kind, Mapping[int, Values]] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """A rule that a row breaks: the sentence, and the column or relationship beside which it is said."""

    kind: Kind
    id: int
    sentence: str
    at: str
    remedy: str = Rule.remedy


def enforce(connection: Connection, operation: int) -> None:
    """Asks the rules of every row that an operation wrote. Raises UserError, and the operation is to be rolled back."""
    for one in broken(connection, _written_by(connection, operation)):
        raise refusal(one.sentence, one.at, one.remedy)


def enforce_on_undo(connection: Connection, operation: int, seen_before: Callable[[], bool]) -> None:
    """Asks the rules of every row that an undo or redo wrote back; otherwise as `enforce`.

    Rows come back as they were, which have kept the rules about themselves alone. The others are kept where the whole
    register comes back as it was, too: `seen_before` is asked for that, once a rule is broken.
    """
    rules = [(kind, rule) for kind, rule in _declared() if not rule.alone]
    for one in broken(connection, _written_by(connection, operation), rules):
        if seen_before():
            return
        raise UserError(
            f"This cannot be taken back by itself. {one.sentence} Nothing was changed. Undo the later operations first."
        )


def broken(
    connection: Connection, written: Written, rules: Iterable[tuple[Kind, Rule]] | None = None
) -> Iterator[Broken]:
    """Every rule that the rows written break, each once for a row."""
    rows = _WrittenRows(connection, written.drafted)
    for kind, rule in _declared() if rules is None else rules:
        asked = _asked(connection, kind, rule, written)
        for row in rows.get(kind, asked):
            sentence = rule.broken(row)
            if sentence:
                yield Broken(kind, row.id, sentence, rule.at, rule.remedy)


def broken_constraints(session: Session, drafted: Mapping[Kind, Mapping[int, Values]]) -> Iterator[Broken]:
    """Every constraint with a sentence that rows would break if they were written as drafted."""
    rows = _WrittenRows(session.connection(), drafted)
    for kind, values in drafted.items():
        constraints = [c for c in table_of(kind).constraints if isinstance(c, CheckConstraint) and "sentence" in c.info]
        for one in constraints:
            condition = str(one.sqltext.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
            names = [column.name for column in table_of(kind).columns if column.name in re.findall(r"\w+", condition)]
            for number in _failing(store_of(session), names, rows.get(kind, values), condition):
                yield Broken(kind, number, one.info["sentence"], one.info["field"])


# -- which rows are asked


def _declared() -> list[tuple[Kind, Rule]]:
    return [(kind, rule) for kind in records() for rule in rules_of(kind)]


@cache
def _link(kind: Kind, name: str) -> tuple[Kind, str, bool]:
    """The class that a relationship leads to; the column that holds the key, its own or, where many rows are below it,
    theirs; and whether many are."""
    link = inspect(kind).relationships[name]
    [(own, other)] = link.local_remote_pairs or ()
    return link.mapper.class_, str((other if link.uselist else own).name), bool(link.uselist)


def _road_up(kind: Kind, path: str) -> tuple[list[tuple[Kind, str, Kind]], str]:
    """The links of a path such as "item.edition.year.first_day", as (class, its column, class it leads to), and the
    column at its end."""
    *names, column = path.split(".")
    links = []
    for name in names:
        parent, key, _ = _link(kind, name)
        links.append((kind, key, parent))
        kind = parent
    return links, column


def _concerned() -> frozenset[str]:
    """The tables that a rule looks at when they are written."""
    declared = _declared()
    kinds = {kind for kind, _ in declared}
    for kind, rule in declared:
        kinds |= {parent for path in rule.above for _, _, parent in _road_up(kind, path)[0]}
    kinds |= {_link(kind, name)[0] for kind, rule in declared for name in rule.below}
    return frozenset(kind.__tablename__ for kind in kinds)


def _written_by(connection: Connection, operation: int) -> Written:
    written, kinds = Written(), {kind.__tablename__: kind for kind in records()}
    query = (
        select(CHANGE.c.table_name, CHANGE.c.row_id, CHANGE.c.before, CHANGE.c.after)
        .where(CHANGE.c.operation_id == operation, CHANGE.c.table_name.in_(_concerned()))
        .order_by(CHANGE.c.id)
    )
    for table, id, before, after in connection.execute(query):
        columns = written.columns[kinds[table]]
        if before is None:
            columns[id] = None
            continue
        then = json.loads(before)
        if after is None:
            if columns.pop(id, frozenset()) is not None:  # a row that came and went was never there
                written.lost[kinds[table]].append(then)
        elif columns.get(id, frozenset()) is not None:
            now = json.loads(after)
            changed = {name for name, value in now.items() if then.get(name) != value}
            columns[id] = frozenset(changed) | (columns.get(id) or frozenset())
            written.lost[kinds[table]].append(then)  # it may have left another row for this one
    return written


def _asked(connection: Connection, kind: Kind, rule: Rule, written: Written) -> set[int]:
    """The rows that a rule is asked of: new ones, those it is about that change, those whose others change."""
    about = frozenset(rule.about)
    asked = {id for id, columns in written.columns.get(kind, {}).items() if columns is None or columns & about}
    for path in rule.above:
        asked |= _below_changed(connection, kind, path, written)
    for name in rule.below:
        child, key, _ = _link(kind, name)
        asked.update(image[key] for image in written.lost.get(child, ()) if image[key] is not None)
    return asked


def _below_changed(connection: Connection, kind: Kind, path: str, written: Written) -> set[int]:
    """The rows of a class for which another value stands at the end of the path that leads up from them."""

    def changed(kind: Kind, column: str) -> set[int]:
        return {id for id, columns in written.columns.get(kind, {}).items() if columns and column in columns}

    links, column = _road_up(kind, path)
    found = changed(links[-1][2], column)
    for child, key, _ in reversed(links):
        below = changed(child, key)
        for some in _chunks(found):
            below.update(connection.scalars(select(table_of(child).c.id).where(table_of(child).c[key].in_(some))))
        found = below
    return found


# -- rows as they will be


class _RuleRow:
    """A row as rules see it: its columns, and the rows it is related to, by name."""

    __slots__ = ("_kind", "_rows", "_values")

    def __init__(self, rows: "_WrittenRows", kind: Kind, values: Values) -> None:
        self._rows, self._kind, self._values = rows, kind, values

    def column(self, name: str) -> Any:
        return self._values[name]

    def others(self) -> "list[_RuleRow]":
        """All other rows of its class."""
        return [row for row in self._rows.all(self._kind) if row.column("id") != self._values["id"]]

    def __getattr__(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name in table_of(self._kind).columns:
            return self._rows.long(self._kind, name, self._values["id"])
        other, key, many = _link(self._kind, name)
        if many:
            return self._rows.below(self._kind, other, key, self._values["id"])
        return self._rows.above(self._kind, other, key, self._values[key])


class _WrittenRows:
    """The rows of the register with those drafted over them, read as they are asked for."""

    def __init__(self, connection: Connection, drafted: Mapping[Kind, Mapping[int, Values]]) -> None:
        self._connection, self._drafted = connection, drafted
        self._known: dict[Kind, dict[int, _RuleRow | None]] = defaultdict(dict)
        self._below: dict[tuple[Kind, str], dict[int, list[_RuleRow]]] = defaultdict(dict)

    def get(self, kind: Kind, ids: Collection[int | None]) -> list[_RuleRow]:
        """The rows of these keys that there are, those of their class read at once."""
        known, drafted, table = self._known[kind], self._drafted.get(kind, {}), table_of(kind)
        wanted = [id for id in ids if id is not None and id not in known]
        stored: dict[int, Values] = {}
        # A row that is drafted as new brings all its values, with its key.
        for some in _chunks([id for id in wanted if "id" not in drafted.get(id, ())]):
            query = select(*_short(kind)).where(table.c.id.in_(some))
            stored.update({row.id: row._asdict() for row in self._connection.execute(query)})
        for id in wanted:
            values = stored.get(id)
            if id in drafted:
                values = {**values, **drafted[id]} if values else drafted[id]
            known[id] = _RuleRow(self, kind, values) if values and "id" in values else None
        return [row for id in ids if id is not None and (row := known[id]) is not None]

    def all(self, kind: Kind) -> list[_RuleRow]:
        """Every row of a class: for those that have few."""
        stored = self._connection.scalars(select(table_of(kind).c.id))
        return self.get(kind, sorted({*stored, *self._drafted.get(kind, ())}))

    def long(self, kind: Kind, name: str, id: int) -> Any:
        """A long text of a row, or its bytes, which are not read with the rest."""
        table = table_of(kind)
        return self._connection.scalar(select(table.c[name]).where(table.c.id == id))

    def above(self, kind: Kind, owner: Kind, key: str, id: int | None) -> _RuleRow | None:
        """The row of that key; those that all rows known by now belong to are read at once."""
        if id is None:
            return None
        if id not in self._known[owner]:
            self.get(owner, {row.column(key) for row in self._known[kind].values() if row is not None} | {id})
        return self._known[owner][id]

    def below(self, owner: Kind, kind: Kind, key: str, id: int) -> list[_RuleRow]:
        """The rows of a class that belong to the row of that key; those of all owners known by now are read at once."""
        known = self._below[kind, key]
        if id not in known:
            owners = {one for one in self._known[owner] if one not in known} | {id}
            known.update((one, []) for one in owners)
            column, found = table_of(kind).c[key], set[int]()
            for some in _chunks(owners):
                found.update(self._connection.scalars(select(table_of(kind).c.id).where(column.in_(some))))
            drafted = (one for one, said in self._drafted.get(kind, {}).items() if said.get(key) in owners)
            found.update(drafted)
            # New ones come after the others, as they will in the register: until then their keys are below zero.
            ordered = sorted(found, key=lambda one: (one < 0, abs(one)))
            for row in self.get(kind, ordered):
                if row.column(key) in owners:
                    known[row.column(key)].append(row)
        return known[id]


@cache
def _short(kind: Kind) -> tuple[Any, ...]:
    """The columns that rules may read: not the long texts, nor bytes."""
    return tuple(c for c in table_of(kind).columns if not isinstance(c.type, Paragraphs | LargeBinary))


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    all_ids = list(ids)
    for start in range(0, len(all_ids), SOME):
        yield all_ids[start : start + SOME]


def _failing(store: Store, names: list[str], rows: list[_RuleRow], condition: str) -> list[int]:
    """The keys of the rows for which a condition in SQL is false. As in the register, an unknown one passes."""
    # Only a condition that asks IS can be false of a row that leaves one of its columns empty.
    asks = " IS " in condition
    drafted = []
    for row in rows:
        values = [getattr(row, name) for name in names]
        if asks or None not in values:
            drafted.append((row.id, *map(_plain, values)))
    return store.failing(condition, names, drafted) if drafted else []


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Choice) else value
