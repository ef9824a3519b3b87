"""The audit trail, and undo and redo on top of it.

Every write belongs to an operation with a label. The store keeps each row's image before and after in the same
transaction: no road to the tables, be it the ORM, a bulk insert or plain SQL, gets round that, and a write outside an
operation is refused. Undoing writes the images back as an operation of its own, so it is audited, survives
closing the program, and can be undone in turn.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from cp_desktop.disclosure import INTERNAL, PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.model import Base, Column, Erasure, Listing, show, table_of
from cp_desktop.model.sql import local_time

from .file_errors import violation_of
from .lock import who
from .store import Image, Store


class Operation(Base):
    """One thing that was done to the register, whole or not at all. `reverses_id` names the one it takes back.

    `seal` is the hash over it, its changes and the seal before (`seals`), `sealed_anew_at` when a seal was put in the
    place of the first one (UTC): as an older register was brought up to date, or after an erasure.
    """

    __tablename__ = "operation"
    one, many = "operation", "operations"

    label: Mapped[str] = mapped_column(String)
    who: Mapped[str] = mapped_column(String)
    at: Mapped[dt.datetime] = mapped_column(DateTime)
    reversible: Mapped[bool] = mapped_column(default=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("operation.id"))
    seal: Mapped[str | None] = mapped_column(String)
    sealed_anew_at: Mapped[dt.datetime | None] = mapped_column(DateTime)


class Change(Base):
    """One row's image before and after, as JSON by column name: a new row has no `before`, a lost one no `after`."""

    __tablename__ = "change"
    one, many = "change", "changes"

    operation_id: Mapped[int] = mapped_column(ForeignKey("operation.id"), index=True)
    table_name: Mapped[str] = mapped_column(String)
    row_id: Mapped[int] = mapped_column(Integer)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


def local(moment: dt.datetime) -> dt.datetime:
    """The moment of an operation, by the clock of this machine."""
    return moment.replace(tzinfo=dt.UTC).astimezone()


OPERATION, CHANGE, ERASURE = table_of(Operation), table_of(Change), table_of(Erasure)


def watched() -> list[Table]:
    """The tables whose rows are audited: all but the audit's own."""
    return [table for table in Base.metadata.sorted_tables if table not in (OPERATION, CHANGE)]


def is_append_only(table: Table) -> bool:
    """Whether the rows of a table are only ever added: the history keeps that they were, and no undo takes them."""
    return bool(table.info.get("append_only"))


# What people are told of an operation: not that bytes were kept, nor papers, which have their own list.
TOLD = CHANGE.c.table_name.not_in([table.name for table in watched() if is_append_only(table)])
# What an undo takes back: not what is kept for good, nor rows that were only noted, as they are, at an upgrade.
UNDOABLE = and_(TOLD, CHANGE.c.before.is_distinct_from(CHANGE.c.after))


def begin(
    store: Store, connection: Connection, label: str, reversible: bool = True, reverses: int | None = None
) -> int:
    """Starts an operation inside the connection's transaction and returns its number."""
    values = {"label": label, "who": who(), "at": dt.datetime.now(dt.UTC).replace(tzinfo=None)}
    result = connection.execute(insert(OPERATION).values(**values, reversible=reversible, reverses_id=reverses))
    number = int(result.inserted_primary_key[0])  # type: ignore[index]
    store.enter_operation(connection, number)
    return number


def rename(connection: Connection, number: int, label: str) -> None:
    """Gives the operation under way another label."""
    connection.execute(OPERATION.update().where(OPERATION.c.id == number).values(label=label))


@dataclass(frozen=True)
class OperationSummary:
    """An operation as people think of it: what was done, and whether it stands after all undoing and redoing."""

    number: int
    label: str
    who: str
    at: dt.datetime
    reversible: bool
    stands: bool


@dataclass(frozen=True)
class HistoryEntry(OperationSummary):
    """`last` is the number of the operation that did, undid or redid it last."""

    last: int


def entries(connection: Connection) -> list[HistoryEntry]:
    """All that was done, oldest first, with undoing and redoing folded into what they undid."""
    last: dict[int, int] = {}
    stands: dict[int, bool] = {}
    root: dict[int, int] = {}
    rows = connection.execute(select(OPERATION).order_by(OPERATION.c.id)).all()
    for row in rows:
        root[row.id] = row.id if row.reverses_id is None else root[row.reverses_id]
        stands[root[row.id]] = row.reverses_id is None or not stands[root[row.id]]
        last[root[row.id]] = row.id
    return [_entry(row, stands[row.id], last[row.id]) for row in rows if row.reverses_id is None]


def seen_before(connection: Connection, entry: HistoryEntry) -> bool:
    """Whether the register, with this entry taken back or done again just now, is as it was at some time before: all
    that was done before it stands, and nothing that was done after it does."""
    others = (one for one in entries(connection) if one.number != entry.number)
    return all(one.stands == (one.number < entry.number) for one in others)


def next_undo(connection: Connection) -> HistoryEntry | None:
    """What Undo takes back: the latest operation that stands and changed something. Reads no further back than that."""
    turned: dict[int, tuple[int, bool]] = {}  # by what was reversed: the last operation of the chain, and if it stands
    for row in _latest_first(connection):
        last, stands = turned.pop(row.id, (row.id, True))
        if row.reverses_id is not None:
            turned[row.reverses_id] = last, not stands
        elif stands and not _only_noted(connection, row):
            return _entry(row, stands, last) if row.reversible else None
    return None


def next_redo(connection: Connection) -> HistoryEntry | None:
    """What Redo does again: the last one undone, as long as nothing new was done since. Reads what came since."""
    turned: dict[int, tuple[int, bool]] = {}
    for row in _latest_first(connection):
        if row.reverses_id is None:
            if _only_noted(connection, row):
                continue
            break
        last, stands = turned.pop(row.id, (row.id, True))
        turned[row.reverses_id] = last, not stands
    for number, (last, stands) in sorted(turned.items(), key=lambda entry: entry[1], reverse=True):
        row = connection.execute(select(OPERATION).where(OPERATION.c.id == number)).one()
        while row.reverses_id is not None:
            row, stands = (
                connection.execute(select(OPERATION).where(OPERATION.c.id == row.reverses_id)).one(),
                not stands,
            )
        if not stands:
            return _entry(row, stands, last)
    return None


def _latest_first(connection: Connection) -> Iterator[Any]:
    query = select(OPERATION).order_by(OPERATION.c.id.desc()).execution_options(yield_per=20)
    with connection.execute(query) as rows:
        yield from rows


def _only_noted(connection: Connection, row: Any) -> bool:
    """Whether an entry says that something was looked at, and changed nothing: Undo and Redo pass it by."""
    if row.reversible or row.reverses_id is not None:
        return False
    changed = select(CHANGE.c.id).where(CHANGE.c.operation_id == row.id, UNDOABLE)
    return connection.execute(changed.limit(1)).first() is None


def _entry(row: Any, stands: bool, last: int) -> HistoryEntry:
    return HistoryEntry(row.id, row.label, row.who, row.at, row.reversible, stands, last)


def why_not_reversible(connection: Connection, entry: HistoryEntry) -> str:
    """The sentence for who would take back, or do again, an entry that cannot be."""
    erasures = connection.execute(select(ERASURE.c.erased_on, ERASURE.c.entries).order_by(ERASURE.c.id)).all()
    for erased_on, entries in erasures:
        if str(entry.number) in entries.split(","):
            return (
                f"“{entry.label}” cannot be taken back: something of it was erased on {show(erased_on)}, and would "
                "come back. Nothing was changed. Put right by hand what is to be otherwise."
            )
    return f"“{entry.label}” cannot be taken back. Nothing was changed. Restore an earlier copy instead."


def reverse(store: Store, connection: Connection, number: int) -> None:
    """Writes an operation's images back, inside a new operation that `begin` has started.

    Raises UserError, and leaves the transaction to be rolled back, when a row has changed since.
    """
    query = select(CHANGE).where(CHANGE.c.operation_id == number, UNDOABLE).order_by(CHANGE.c.id)
    changes = connection.execute(query).all()
    if any(change.table_name not in Base.metadata.tables for change in changes):
        raise UserError(
            "This cannot be taken back: it was done with an older version of the program, which kept it otherwise. "
            "Nothing was changed. Put it right by hand."
        )
    _refuse_if_changed_since(store, connection, changes)
    # Rows come back in the reverse order, yet parents and children of one operation may cross.
    store.defer_references(connection)
    for (name, kind), group in groupby(reversed(changes), key=lambda change: (change.table_name, _kind(change))):
        table = Base.metadata.tables[name]
        if kind == "delete":
            statement: Any = table.delete().where(table.c.id == bindparam("row"))
            connection.execute(statement, [{"row": change.row_id} for change in group])
        else:
            store.write_back(connection, table, list(_images(table, kind, group)), missing=kind == "insert")


def _kind(change: Any) -> str:
    return "delete" if change.before is None else "insert" if change.after is None else "update"


def _images(table: Table, kind: str, changes: Iterable[Any]) -> Iterator[tuple[int, Image]]:
    # A column that an upgrade added since takes its default in a row that comes back.
    blank = {column.name: getattr(column.default, "arg", None) for column in table.columns} if kind == "insert" else {}
    for change in changes:
        yield change.row_id, blank | json.loads(change.before)


def _refuse_if_changed_since(store: Store, connection: Connection, changes: Iterable[Any]) -> None:
    left: dict[str, dict[int, str | None]] = defaultdict(dict)
    for change in changes:
        left[change.table_name][change.row_id] = change.after
    for name, images in left.items():
        table = Base.metadata.tables[name]
        current = dict(store.images(connection, table, list(images)))
        for row_id, image in images.items():
            if not _same(current.get(row_id), image):
                raise UserError(_changed_since(connection, name, row_id))


def _same(current: str | None, image: str | None) -> bool:
    if current == image or current is None or image is None:
        return current == image
    # An upgrade may have added columns since: what the image knows has to agree.
    now, then = json.loads(current), json.loads(image)
    return all(now.get(name) == value for name, value in then.items() if name in now)


def _changed_since(connection: Connection, table: str, row_id: int) -> str:
    query = (
        select(OPERATION.c.label)
        .join(CHANGE, CHANGE.c.operation_id == OPERATION.c.id)
        .where(CHANGE.c.table_name == table, CHANGE.c.row_id == row_id)
        .order_by(CHANGE.c.id.desc())
        .limit(1)
    )
    label = connection.execute(query).scalar()
    return (
        f"This cannot be taken back by itself: what it changed was changed again by “{label}”. "
        "Nothing was changed. Undo the later operation first."
    )


def in_the_way(problem: IntegrityError) -> UserError:
    """The sentence for an undo or redo that breaks a rule of the register as it is by now."""
    depend = violation_of(problem).kind == "reference"
    why = "later records depend on it" if depend else "later records are in its way"
    return UserError(
        f"This cannot be taken back by itself: {why}. Nothing was changed. Undo the later operations first."
    )


def _unnamed(label: ColumnElement[str]) -> ColumnElement[str]:
    """A label as it leaves the register: names of files kept with visits, which often name somebody, stay inside."""
    return case(
        (label.like("Attach % to the visit on %"), "Attach a file to a visit"),
        (label.like("Remove % from the visit on %"), "Remove a file from a visit"),
        else_=label,
    )


def operations() -> Listing:
    """What was done, the latest first; undoing and redoing are folded into what they undid, as its state."""
    op, other = OPERATION.c, OPERATION.alias()
    chain = (
        select(op.id, op.id.label("root"), literal(0).label("turns"))
        .where(op.reverses_id.is_(None))
        .cte(recursive=True)
    )
    chain = chain.union_all(
        select(other.c.id, chain.c.root, chain.c.turns + 1).join(chain, other.c.reverses_id == chain.c.id)
    )
    turned = select(chain.c.root, func.max(chain.c.turns).label("turns")).group_by(chain.c.root).subquery("turned")
    rows = select(func.count()).where(CHANGE.c.operation_id == op.id, TOLD).scalar_subquery()
    return Listing(
        key="history",
        title="History",
        id=op.id,
        source=select(op.id).select_from(OPERATION).join(turned, turned.c.root == op.id),
        columns=(
            Column("When", local_time(op.at), declared=PUBLIC),
            # "Edit home: ..." names it.
            Column("What was done", op.label, declared=INTERNAL, leaving=_unnamed(op.label)),
            Column(
                "State",
                case((turned.c.turns % 2 == 1, "Undone"), (turned.c.turns > 0, "Done again")),
                declared=PUBLIC,
                filterable=True,
            ),
            Column("Who", op.who, declared=PUBLIC, filterable=True),
            Column("Rows", rows, declared=PUBLIC),
        ),
        order=(op.id.desc(),),
    )
