"""Taking a list from a file into the register, once it is planned and has no open questions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.exchange import KINDS
from cp_desktop.exchange.choices import LEAVE_OUT, LEFT_OUT, TAKE_AS_BLANK
from cp_desktop.exchange.importing import as_it_is_now
from cp_desktop.exchange.plan import Draft, Plan, Progress
from cp_desktop.model import Base, Choice, RememberedChoice, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.values import quoted
from cp_desktop.register import Register
from cp_desktop.register.naming import Naming
from cp_desktop.register.people import kinds
from cp_desktop.register.store import store_of

from .outcome import Outcome
from .records import belongings

CHUNK = 5_000  # rows


def apply(
    register: Register,
    plan: Plan,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Does what a plan says, as one operation, and returns the plan that was done.

    That is another one where the register has changed since: it is then planned afresh.
    Raises UserError when something stands in the way, or when `cancelled` says so: then nothing went in.
    """
    plan.refuse()

    def step(done: int, total: int) -> None:
        if cancelled and cancelled():
            raise UserError(f"{plan.label} was cancelled. Nothing was imported.")
        if progress:
            progress(done, total, plan.label)

    with register.operation(plan.label) as session:
        applied = as_it_is_now(session, plan)
        applied.refuse()
        _write(session, applied.draft, step)
        _remember(session, applied)
    return applied


def _remember(session: Session, plan: Plan) -> None:
    """Keeps what was chosen for columns and words of this file, for the next one with its headings: nothing that names
    a person or is somebody's address.
    """
    if plan.mapping is None or not plan.learned:
        return
    kind, shape = plan.kind, plan.mapping.shape
    before = {
        (row.subject, row.said): row
        for row in session.scalars(select(RememberedChoice).filter_by(kind=kind, shape=shape))
    }
    named = [kind.person.called(vars(row)) for kind in kinds() if kind.person for row in session.scalars(select(kind))]
    naming = Naming(list(filter(None, named)))
    for (subject, said), means in plan.learned.items():
        if any("@" in text or naming.names_fully(text) for text in (subject, said, means)):
            continue
        known = before.get((subject, said))
        if known is None:
            session.add(RememberedChoice(kind=kind, shape=shape, subject=subject, said=said, means=means))
        elif known.means != means:
            known.means = means


def forget(register: Register, ids: Sequence[int]) -> Outcome:
    """Forgets what was chosen in earlier imports, by the keys of what was kept: it is guessed or asked again."""
    with register.operation("Forget choices of imports") as session:
        rows = session.scalars(select(RememberedChoice).where(RememberedChoice.id.in_(ids))).all()
        label = "Forget a choice of imports" if len(rows) == 1 else f"Forget {len(rows):,} choices of imports"
        session.info["label"] = label
        for row in rows:
            session.delete(row)
        return Outcome(label, len(rows))


def in_words(choice: RememberedChoice) -> tuple[str, str, str, str]:
    """What was chosen, as people read it: the kind of list, what it is about, what the file says, what that is."""
    subject, _, column = choice.subject.partition(": ")
    about = f"{subject.capitalize()} in “{quoted(column)}”" if column else subject.capitalize()
    known = {"": TAKE_AS_BLANK.label, LEFT_OUT: LEAVE_OUT.label}
    kind = KINDS.get(choice.kind)  # None of a later version
    if kind and subject == "column":
        known = {heading.name: heading.titles[0] for heading in kind.all_headings()} | {"": "Not used"}
    elif kind:
        owned = [link.mapper.class_ for record in kind.records for link in belongings(record)]
        known |= {one.value: one.label for record in (*kind.records, *owned) for one in _choices(record)}
    return kind.label if kind else choice.kind, about, choice.said, known.get(choice.means, choice.means)


def _choices(record: type[Base]) -> Iterator[Choice]:
    for column in table_of(record).columns:
        if isinstance(column.type, ChoiceType):
            yield from column.type.choices


def _write(session: Session, draft: Draft, step: Callable[[int, int], None]) -> None:
    """Writes all rows of a draft; `step` hears (rows done, of how many) before each bulk."""
    connection, store = session.connection(), store_of(session)
    drafted = {table_of(kind): kind for kind in (*draft.added, *draft.changed)}
    keys = {table: store.reserve_keys(connection, table, len(draft.added[kind])) for table, kind in drafted.items()}
    total = sum(map(len, draft.added.values())) + sum(map(len, draft.changed.values()))
    done = 0
    for table in Base.metadata.sorted_tables:
        if table not in drafted:
            continue
        added, changed = draft.added[drafted[table]], draft.changed[drafted[table]]
        rows = list(_with_keys(table, added.values(), keys))
        for start in range(0, len(rows), CHUNK):
            step(done, total)
            some = rows[start : start + CHUNK]
            store.insert_rows(connection, table, some)
            done += len(some)
        alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for number, values in zip(changed, _with_keys(table, changed.values(), keys), strict=True):
            alike[tuple(sorted(values))].append(values | {"row_id": number})
        for names, changes in alike.items():
            step(done, total)
            setting: dict[str, Any] = {name: bindparam(name) for name in names}
            connection.execute(table.update().where(table.c.id == bindparam("row_id")).values(setting), changes)
            done += len(changes)
    step(done, total)


def _with_keys(
    table: Table, rows: Iterable[dict[str, Any]], keys: Mapping[Table, Sequence[int]]
) -> Iterator[dict[str, Any]]:
    """Drafted rows with the keys that they and those they refer to are to have."""
    owners = {column.name: other.column.table for column in table.columns for other in column.foreign_keys}
    owners["id"] = table
    for row in rows:
        new = {name: key for name in owners if (key := row.get(name)) is not None and key < 0}
        yield row | {name: keys[owners[name]][-key - 1] for name, key in new.items()}
