"""Whether a register's file is sound: the whole check, with progress, and the quick one of each opening.

**The whole check** looks at one state of the register, copied into a file of its own, so that nobody who wants to save
meanwhile waits for it. It covers: the file's length; SQLite's own test of every page, row and index; every reference;
the tables, indexes, triggers and views against those of a fresh register; every seal of the history, and that its last
entry is still there; every row against its last image, and every image that was not taken back against its row; every
value by the type and the limits of its column, and the constraints of its row; the bytes of attachments and tabled
papers against their SHA-256.

**The quick one** covers the length, SQLite's quick test (which does not compare indexes with rows) and the references,
as `sqlite_file.check`, then what is in the file beside its rows, and of the history the last entry and the seals of the
latest ones.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.disclosure import GUARDED
from cp_desktop.model import Content, TabledPaper, record_named, records, show, table_of

from . import chain, sqlite_file
from .changes import RowChange, compared
from .history import CHANGE, OPERATION, Change, watched
from .soundness import Cancelled, CheckStoppedError, Progress, Soundness, Tally
from .sqlite_rows import Unlike, unlike_history
from .sqlite_shape import strangers
from .sqlite_values import Amiss, amiss

Found = tuple[bool, Callable[[], str]]  # whether it is damage, and its sentence, which is made only if it is told

_LATEST = 2000  # changes of the latest 50 operations, whose seals the quick check makes
_STEPS_BETWEEN = 200_000  # of SQLite's machine, until somebody who wants to stop is heard: some milliseconds
_UNREADABLE = (SQLAlchemyError, sqlite3.Error, ValueError, TypeError, LookupError, OverflowError, AttributeError)


def quick(path: Path) -> list[str]:
    """What the quick check finds in a register that `sqlite_file.check` has passed."""
    with closing(_connect(path)) as raw:
        try:
            with _engine(raw).connect() as connection:
                return [*strangers(raw.execute), *_last_entry(connection), *map(_unfit, _latest_unfit(connection))]
        except _UNREADABLE as problem:
            return [_could_not("The history", problem)]


def first_unreadable(path: Path) -> str | None:
    """The first value that cannot be read, in a sentence; None where all of them can."""
    with closing(_connect(path)) as raw, _engine(raw).connect() as connection:
        for kind in records():
            if kind is not Change:
                for one in amiss(connection, table_of(kind)):
                    if one.damage:
                        return _amiss(connection, table_of(kind).name, one)
    return None


def _latest_unfit(connection: Connection) -> Iterator[int]:
    changes = select(OPERATION.c.id, func.count(CHANGE.c.id)).join(CHANGE, isouter=True).group_by(OPERATION.c.id)
    size, before = 0, 0  # the changes of those looked at, and the operation before them
    for place, (number, its) in enumerate(connection.execute(changes.order_by(OPERATION.c.id.desc()).limit(51))):
        size += its
        if place == 50 or (size > _LATEST and place):
            before = number
            break
    return chain.unfit(connection, before)


@contextmanager
def snapshot(path: Path) -> Iterator[Path]:
    """A copy of a register, page by page, for the time of a check. It is in the program's own folder, and goes after.

    Raises OSError and the complaints of SQLite, and UserError where the file is shorter than it says.
    """
    with private_files.workspace() as folder:
        copy = folder / path.name
        private_files.empty(copy)
        sqlite_file.copy_into(path, copy)
        yield copy


def whole(path: Path, progress: Progress, cancelled: Cancelled) -> Soundness:
    """The whole check of a register's file that nobody writes meanwhile: a copy. Raises CheckStoppedError."""
    return _WholeCheck(progress, cancelled).run(path)


class _WholeCheck:
    def __init__(self, progress: Progress, cancelled: Cancelled) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._tallies: dict[tuple[str, bool], Tally] = {}
        self._told: list[str] = []
        self._now = (0, 0, "")  # percent where the stage under way begins and ends, and what it is called

    def run(self, path: Path) -> Soundness:
        stages: tuple[tuple[int, str, Callable[[Connection], Iterator[Found]]], ...] = (
            (25, "Pages and indexes", self._pages),
            (30, "References", self._references),
            (32, "Tables", self._strangers),
            (55, "History", self._history),
            (75, "Rows against the history", self._rows),
            (95, "Values", self._values),
            (100, "Attachments and papers", self._contents),
        )
        with closing(_connect(path)) as raw:
            raw.set_progress_handler(self._cancelled, _STEPS_BETWEEN)
            for until, what, stage in stages:
                self._now = self._now[1], until, what
                self._moved(0, 1)
                try:
                    with _engine(raw).connect() as connection:
                        for damage, sentence in stage(connection):
                            self._tallies.setdefault((what, damage), Tally()).add(sentence)
                except _UNREADABLE as problem:
                    if self._cancelled():
                        raise CheckStoppedError from problem
                    self._tallies.setdefault((what, True), Tally()).add(partial(_could_not, what, problem))
        return Soundness(self._sentences(damage=True), self._sentences(damage=False), self._told)

    def _sentences(self, damage: bool) -> list[str]:
        return [one for (_, kind), tally in self._tallies.items() if kind is damage for one in tally.sentences()]

    def _moved(self, done: int, of: int) -> None:
        if self._cancelled():
            raise CheckStoppedError
        begins, ends, what = self._now
        self._progress(begins + (ends - begins) * done // max(of, 1), 100, what)

    # -- its stages

    def _pages(self, connection: Connection) -> Iterator[Found]:
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                yield True, partial("The file is damaged. SQLite says of it: {}.".format, said)

    def _references(self, connection: Connection) -> Iterator[Found]:
        for table, id, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield True, partial(_no_parent, connection, table, id, parent)

    def _strangers(self, connection: Connection) -> Iterator[Found]:
        for sentence in strangers(connection.exec_driver_sql):
            yield True, partial(str, sentence)

    def _history(self, connection: Connection) -> Iterator[Found]:
        for sentence in _last_entry(connection):
            yield True, partial(str, sentence)
        all_ = connection.scalar(select(func.count()).select_from(OPERATION)) or 0
        seen = iter(range(1, all_ + 1))
        for number in chain.unfit(connection, seen=lambda _: self._moved(next(seen, all_), all_)):
            yield True, partial(_unfit, number)
        self._told += _sealed(connection)

    def _rows(self, connection: Connection) -> Iterator[Found]:
        tables = watched()
        for one in unlike_history(connection, tables, lambda place: self._moved(place, len(tables))):
            yield True, partial(_unlike, connection, one)

    def _values(self, connection: Connection) -> Iterator[Found]:
        tables = [table_of(kind) for kind in records() if kind is not Change]
        for place, table in enumerate(tables):
            self._moved(place, len(tables))
            for one in amiss(connection, table):
                yield one.damage, partial(_amiss, connection, table.name, one)

    def _contents(self, connection: Connection) -> Iterator[Found]:
        rows = connection.exec_driver_sql("SELECT id, sha256, held FROM content").yield_per(1)
        for id, sha256, held in rows:
            self._moved(0, 1)
            # An attachment may be a text; SQLite keeps what was put in as bytes.
            if not isinstance(held, bytes) or hashlib.sha256(held).hexdigest() != sha256:
                yield True, partial(_other_bytes, connection, id)
        paper, content = table_of(TabledPaper).c, table_of(Content).c
        query = select(paper.id).join(content.id.table, content.id == paper.content_id)
        for id in connection.scalars(query.where(content.sha256 != paper.sha256)):
            yield True, partial(_other_paper, connection, id)


# -- how it is said


def _could_not(what: str, problem: BaseException) -> str:
    original = getattr(problem, "orig", None) or problem
    because = f" ({original})" if isinstance(original, sqlite3.Error) else ""
    return f"{what}: not everything could be read{because}. The file is damaged."


def _last_entry(connection: Connection) -> Iterator[str]:
    [(noted,)] = connection.exec_driver_sql("PRAGMA user_version").all()
    last = connection.scalar(select(func.max(OPERATION.c.id))) or 0
    if noted != last:
        yield (
            f"The last entry of the history should be {noted}, and is {last}: somebody has "
            f"{'taken entries out of it' if noted > last else 'added entries to it'} outside this program."
        )


def _unfit(number: int) -> str:
    return (
        f"Entry {number} of the history does not fit its seal: it, or one before it, was changed, added or deleted "
        "outside this program."
    )


def _sealed(connection: Connection) -> Iterator[str]:
    c = OPERATION.c
    anew = select(func.min(c.id), func.max(c.id), c.sealed_anew_at).where(c.sealed_anew_at.is_not(None))
    for first, last, at in connection.execute(anew.group_by(c.sealed_anew_at).order_by(c.sealed_anew_at)):
        which = f"Entry {first}" if first == last else f"Entries {first} to {last}"
        yield (
            f"{which} of the history {'was' if first == last else 'were'} sealed anew on {show(at)} (UTC), as an "
            "upgrade or an erasure left them, which the history names. From then on nothing was changed in them."
        )


def _compared(connection: Connection, table: str, id: Any, then: str | None, now: str | None) -> RowChange:
    """What a row is called, and how two of its images differ: by its key, where its name may not leave the register or
    the images say no more."""
    try:
        row = compared(Session(connection), table, then, now)
        if 0 not in row.guarded:
            return replace(row, what=row.what[:1].upper() + row.what[1:])
        fields, guarded = row.fields, row.guarded
    except _UNREADABLE:
        fields, guarded = [], frozenset()
    return RowChange("", _by_key(table, id), fields, guarded)


def _named(connection: Connection, table: str, id: Any) -> str:
    """What a row is called by the history's last image of it, or else by its key."""
    of_it = CHANGE.c.table_name == table, CHANGE.c.row_id == id, CHANGE.c.after.is_not(None)
    image = connection.scalar(select(CHANGE.c.after).where(*of_it).order_by(CHANGE.c.id.desc()).limit(1))
    return _compared(connection, table, id, None, image).what if image else _by_key(table, id)


def _by_key(table: str, id: Any) -> str:
    return f"{record_named(table).one.capitalize()} {id}"


def _unlike(connection: Connection, one: Unlike) -> str:
    if one.kept is None:
        what = _compared(connection, one.table, one.id, None, one.now).what
        return f"{what} is in no entry of the history: it was put in outside this program."
    if one.now is None:
        what = _compared(connection, one.table, one.id, None, one.kept).what
        return f"{what} is gone, and no entry of the history took it: it was removed outside this program."
    row = _compared(connection, one.table, one.id, one.kept, one.now)
    fields = [
        f"“{label}” is not what the history says"
        if place in row.guarded
        else f"“{label}” is “{now}”, and “{then}” in the history"
        for place, (label, then, now) in enumerate(row.fields, 1)
    ]
    what = "; ".join(fields) or "it is not as the history says"
    return f"{_named(connection, one.table, one.id)}: {what}. It was changed outside this program."


def _amiss(connection: Connection, table: str, one: Amiss) -> str:
    named = _named(connection, table, one.id)
    if one.column is None:
        return f"{named}: {one.why}"
    said = one.column.info.get("field")
    label = said.label if said else one.column.name
    if said and said.disclosure is GUARDED:
        return f"{named}: “{label}” {'cannot be read' if one.damage else 'would not be taken in today'}."
    return f"{named}: “{label}” {one.why}{'' if one.why.endswith('.') else '.'}"


def _no_parent(connection: Connection, table: str, id: Any, parent: str) -> str:
    try:
        called, wanted = _named(connection, table, id), record_named(parent).one
    except KeyError:  # a table that somebody else made
        called, wanted = f"{table} {id}", parent
    return f"{called}: the {wanted} that it belongs to is not there."


def _other_bytes(connection: Connection, id: int) -> str:
    used = (
        _named(connection, table.name, key)
        for table in watched()
        for column in table.columns
        if any(one.column.table.name == Content.__tablename__ for one in column.foreign_keys)
        for key in connection.scalars(select(table.c.id).where(column == id))
    )
    return (
        f"What is kept of “{', '.join(used) or 'a file that nothing names'}” is not what was put in: its SHA-256 is "
        "another one. It was changed outside this program."
    )


def _other_paper(connection: Connection, id: int) -> str:
    return f"{_named(connection, TabledPaper.__tablename__, id)}: its SHA-256 is not that of the paper kept."


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that reads whatever is in the file: also letters that are none."""
    raw = sqlite3.connect(sqlite_file.address(path, "ro"), uri=True, isolation_level=None, check_same_thread=False)
    raw.text_factory = lambda held: held.decode(errors="surrogateescape")
    raw.execute("PRAGMA trusted_schema = OFF")  # nothing runs that a stranger wrote into it
    raw.execute("PRAGMA cache_size = -65536")  # KiB
    return raw


def _engine(raw: sqlite3.Connection) -> Engine:
    return sqlite_file.engine(lambda: raw, "BEGIN", poolclass=StaticPool)
