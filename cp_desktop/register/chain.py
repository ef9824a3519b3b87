"""The history as a chain of seals: each made as its operation ends, asked for by `check`, and made anew where the
history had to be rewritten. What a seal is: `seals`."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError

from . import seals
from .history import CHANGE, OPERATION
from .store import Store

Seen = Callable[[int], None]

# What is sealed of each operation, as the database keeps it, in their order; the seal comes last.
_OPERATIONS = select(
    OPERATION.c.id,
    OPERATION.c.label,
    OPERATION.c.who,
    type_coerce(OPERATION.c.at, String),
    type_coerce(OPERATION.c.reversible, Integer),
    OPERATION.c.reverses_id,
    type_coerce(OPERATION.c.sealed_anew_at, String),
    OPERATION.c.seal,
).order_by(OPERATION.c.id)
_LAST_TWO = _OPERATIONS.order_by(None).order_by(OPERATION.c.id.desc()).limit(2)
_SEAL = OPERATION.update().where(OPERATION.c.id == bindparam("number")).values(seal=bindparam("made"))
# What is sealed of each change of an operation, in their order.
_CHANGES = (
    select(CHANGE.c.table_name, CHANGE.c.row_id, CHANGE.c.before, CHANGE.c.after)
    .where(CHANGE.c.operation_id == bindparam("number"))
    .order_by(CHANGE.c.id)
    .execution_options(yield_per=1000)
)


def finish(store: Store, connection: Connection, number: int, keep_empty: bool = False) -> frozenset[str]:
    """Ends an operation before its commit, sealed, and returns the tables it touched. One that changed nothing goes."""
    tables = seal(connection, number)
    if tables or keep_empty:
        store.note_last_operation(connection, number)
    else:
        connection.execute(OPERATION.delete().where(OPERATION.c.id == number))
    store.leave_operation(connection)
    return tables


def seal(connection: Connection, number: int) -> frozenset[str]:
    """Seals the last operation, and returns the tables it touched."""
    tables: set[str] = set()

    def changes() -> Iterator[Sequence[Any]]:
        for change in connection.execute(_CHANGES, {"number": number}):
            tables.add(change.table_name)
            yield change

    (*told, _), *before = connection.execute(_LAST_TWO).all()
    made = seals.seal(before[0].seal if before else None, told, changes())
    connection.execute(_SEAL, {"number": number, "made": made})
    return frozenset(tables)


def unfit(connection: Connection, after: int = 0, seen: Seen | None = None) -> Iterator[int]:
    """The numbers of the operations whose seal is not that of what is kept of them and of the seal before.

    An operation that was deleted shows in the next one. Only those `after` a number are looked at; `seen` is told each.
    """
    before = connection.scalar(select(OPERATION.c.seal).where(OPERATION.c.id == after))
    for *told, sealed in connection.execute(_OPERATIONS.where(OPERATION.c.id > after)).all():
        number = told[0]
        if sealed != seals.seal(before, told, connection.execute(_CHANGES, {"number": number})):
            yield number
        before = sealed
        if seen:
            seen(number)


def seal_anew(connection: Connection, until: int | None = None) -> None:
    """Seals the operations (up to a number) anew from the first one on whose seal does not fit, and marks each so."""
    first = next(unfit(connection), None)
    if first is None:
        return
    those = OPERATION.c.id >= first if until is None else OPERATION.c.id.between(first, until)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    connection.execute(OPERATION.update().where(those).values(sealed_anew_at=now))
    earlier = select(OPERATION.c.seal).where(OPERATION.c.id < first).order_by(OPERATION.c.id.desc()).limit(1)
    before = connection.scalar(earlier)
    for *told, _ in connection.execute(_OPERATIONS.where(those)).all():
        before = seals.seal(before, told, connection.execute(_CHANGES, {"number": told[0]}))
        connection.execute(_SEAL, {"number": told[0], "made": before})


@contextmanager
def rewriting_history(session: Session) -> Iterator[None]:
    """For an erasure, the one thing that may rewrite what the history keeps; inside its operation, round the rewriting:

        with register.operation("Erase ...", reversible=False) as session:
            ...  # the rows themselves are changed or deleted
            with chain.rewriting_history(session):
                ...  # UPDATE of `change` (before, after) and `operation` (label, who), this operation's own as well

    At its end, every operation from the first one on that was rewritten is sealed anew and marked with the moment
    (`operation.sealed_anew_at`), which `check` tells; the operation under way is sealed as ever, when it ends. What is
    in the session is flushed first. Each row that there is must still be equal to its last image, and each that there
    is not must have a last one without `after`.

    Raises UserError, before anything is rewritten, where a seal does not fit: sealing anew would hide that somebody has
    changed the history. Whatever the block raises goes through, and the operation is to be rolled back.
    """
    session.flush()
    connection = session.connection()
    under_way = connection.scalar(select(func.max(OPERATION.c.id))) or 0
    broken = next((number for number in unfit(connection) if number != under_way), None)
    if broken is not None:
        raise UserError(
            f"Entry {broken} of the history is not as it was sealed: somebody has changed the register outside this "
            "program, and to go on would hide that. Nothing was changed. File > Check the register says more."
        )
    yield
    session.flush()
    seal_anew(connection, under_way - 1)
