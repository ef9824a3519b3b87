"""The register: one SQLite file, opened by one writer at a time.

Reading goes through connections that cannot write; writing goes through `operation`, which is one
transaction with one entry in the history, and announces afterwards what it touched.
"""

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Edition, MunicipalYear, normalise, usual_steps

from . import backup, history, schema
from .file_errors import translate_errors
from .lock import Held, WriterLock

SUFFIX = ".cpregister"
BUSY_SECONDS = 5


@dataclass(frozen=True)
class Announcement:
    """What an operation touched: its label and the names of the tables."""

    label: str
    tables: frozenset[str]


class Register:
    """An open register. `read_only_because` says why it cannot be written, or is None when it can.

    `before_upgrade` is the copy of what was there when opening it brought it up to date, None when it was so already.
    """

    def __init__(self, path: Path, lock: WriterLock | None, read_only_because: str | None) -> None:
        self.path = path
        self.read_only_because = read_only_because
        self.before_upgrade: Path | None = None
        self.listeners: list[Callable[[Announcement], None]] = []
        self._lock = lock
        self._reader = _engine(path, write=False)
        self._writer = _engine(path, write=True) if lock else None
        self._turn_to_write = threading.Lock()
        self._under_way: tuple[int, str] | None = None  # the thread and the label of the operation that has the turn
        self._readings = threading.local()

    # -- making, opening, closing

    @classmethod
    def create(cls, path: Path, council: str, year: str, first_day: date, last_day: date) -> Self:
        """Makes a new register with its council and first year, and opens it.

        Raises UserError, and leaves nothing behind, if the file exists, cannot be made, or a value is wrong.
        """
        path = path.absolute()
        if not council.strip():
            raise UserError("A register needs the name of its council. Nothing was made.", "name")
        with translate_errors(), ExitStack() as undone:
            if path.exists():
                raise UserError(f"{path.name} is there already and was left as it is. Choose another name.")
            if not os.path.isdir(path.parent):  # noqa: PTH112 - Path.is_dir() raises where a path is too long
                raise UserError(f"The folder {path.parent} is not there. Nothing was made. Choose another place.")
            lock = _locked(path)
            undone.callback(lock.release)
            # Built beside its place and moved there whole: a half-made register is never seen.
            making = path.with_name(path.name + ".new")
            making.unlink(missing_ok=True)
            undone.callback(making.unlink, missing_ok=True)
            private_files.empty(making)
            engine = _engine(making, write=True, watched=False)
            try:
                with engine.begin() as connection:
                    schema.create(connection)
            finally:
                engine.dispose()
            with (
                cls(making, _locked(making), None) as register,
                register.operation("Create the register", reversible=False) as session,
            ):
                children = f"{council.split()[0]} children"
                session.add(Council(name=council.strip(), children=children, register_uid=uuid.uuid4().hex))
                session.add(MunicipalYear(label=year, first_day=first_day, last_day=last_day))
                session.add_all(usual_steps({}))
            making.rename(path)
            undone.pop_all()
        return cls(path, lock, None)

    @classmethod
    def open(cls, path: Path, write: bool = True) -> Self:
        """Opens a register, after checking that it is sound, upgrading it and keeping the day's copy.

        Falls back to reading only, and says why, when somebody else has it open or it may not be written.
        Raises UserError for a file that is missing, foreign, damaged, newer than the program, or old and unwritable.
        """
        path = path.absolute()
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file() raises where a path is too long
            raise UserError(f"There is no register at {path}. Nothing was changed. Open another or make a new one.")
        schema.recognise_header(path)  # before anything, even a lock, touches what is none of ours
        lock: WriterLock | None = None
        because: str | None = "it was opened to look at only"
        if write:
            lock, because = _lock_or_reason(path)
        with translate_errors(), ExitStack() as undone:
            if lock:
                undone.callback(lock.release)
            register = cls._opened(path, lock, because)
            undone.pop_all()
        return register

    @classmethod
    def _opened(cls, path: Path, lock: WriterLock | None, because: str | None) -> Self:
        if lock:
            schema.recover_journal(path)
        version, kept = schema.recognise(path), None
        if version != schema.revisions()[-1]:
            if lock is None:
                raise UserError(
                    f"{path.name} was made by an older version of this program and must be brought up to date, "
                    f"but cannot be written: {because}. Nothing was changed. Open it once where it can be written."
                )
            kept = backup.keep(path, backup.BEFORE_UPGRADE)
            schema.upgrade(path)
        schema.check(path)
        if lock:
            backup.keep_daily(path)
        register = cls(path, lock, because)
        register.before_upgrade = kept
        return register

    def close(self) -> None:
        """Lets go of the file, after the operation under way: nothing stays beside it. A second call does nothing."""
        with self._writing("Close", None):
            self._reader.dispose()
            if self._writer is not None:
                self._writer.dispose()
            self._writer, self.read_only_because = None, "it was closed"
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def can_write(self) -> bool:
        return self._writer is not None

    # -- reading

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the register and cannot write. Usable from any thread.

        An operation of the same thread waits until the block has ended, so it must not stand inside.
        """
        with Session(self._reader) as session:
            mine = self._readings.__dict__.setdefault("sessions", [])
            mine.append(session)
            try:
                yield session
            finally:
                mine.remove(session)

    # -- writing

    @contextmanager
    def operation(self, label: str, *, reversible: bool = True, keep_empty: bool = False) -> Iterator[Session]:
        """A session whose whole work is one labelled, audited, undoable operation.

        Commits when the block ends, rolls back when it raises; troubles with the file come out as UserError.
        `keep_empty` leaves an entry in the history even if no row changed; if that one is not `reversible`, it only
        notes that something was looked at, and Undo and Redo pass it by. A block that knows the right label
        only after its work puts it into `session.info["label"]`. Many rows go in fastest past the mapper:
        `session.execute(insert(table_of(Commitment)), rows)`.

        Another thread's operation is waited for, a while. An operation inside another, or inside a reading of
        the same thread, could never commit: RuntimeError.
        """
        with self._transaction(label) as (connection, announce):
            number = history.begin(connection, label, reversible)
            with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
                yield session
                session.flush()
            if "label" in session.info:
                label = session.info["label"]
                history.rename(connection, number, label)
            tables = history.finish(connection, number, keep_empty)
            if tables or keep_empty:
                announce.append(Announcement(label, tables))

    def undo(self, number: int | None = None) -> str | None:
        """Takes back the latest operation, or the one of that number; returns its label, None if there is none.

        Raises UserError when what it changed was changed again since.
        """
        return self._turn(history.next_undo, number, "Undo")

    def redo(self, number: int | None = None) -> str | None:
        """Does again what was undone last, or the undone operation of that number; otherwise as `undo`."""
        return self._turn(history.next_redo, number, "Redo")

    def undoable(self) -> tuple[str | None, str | None]:
        """The labels of what Undo and Redo would do now."""
        with self._reader.connect() as connection:
            undo, redo = history.next_undo(connection), history.next_redo(connection)
        return undo.label if undo else None, redo.label if redo else None

    def entries(self) -> list[history.HistoryEntry]:
        """Everything that was done, oldest first."""
        with self._reader.connect() as connection:
            return history.entries(connection)

    def _turn(
        self, choose: Callable[[Connection], history.HistoryEntry | None], number: int | None, word: str
    ) -> str | None:
        with self._transaction(word, history.in_the_way) as (connection, announce):
            if number is None:
                entry = choose(connection)
            else:
                entry = next((entry for entry in history.entries(connection) if entry.number == number), None)
            if entry is None:
                if number is None:
                    return None
                raise UserError(f"The history has no entry {number}. Nothing was changed. Choose one from the list.")
            if not entry.reversible:
                raise UserError(
                    f"“{entry.label}” cannot be taken back. Nothing was changed. Restore an earlier copy instead."
                )
            if entry.stands != (word == "Undo"):
                state = "undone" if word == "Undo" else "done"
                raise UserError(f"“{entry.label}” is {state} already. Nothing was changed.")
            label = f"{word}: {entry.label}"
            begun = history.begin(connection, label, reverses=entry.last)
            history.reverse(connection, entry.last)
            # Kept even where there was nothing to write back: an entry without rows is taken back all the same.
            announce.append(Announcement(label, history.finish(connection, begun, keep_empty=True)))
        return entry.label

    @contextmanager
    def _transaction(
        self, label: str, refused: Callable[[IntegrityError], UserError] | None = None
    ) -> Iterator[tuple[Connection, list[Announcement]]]:
        announcements: list[Announcement] = []
        with self._writing(label, BUSY_SECONDS):
            if self._writer is None:
                raise UserError(
                    f"This register cannot be changed here: {self.read_only_because}. Nothing was saved. "
                    "Open it where it can be written."
                )
            with translate_errors(refused), self._writer.begin() as connection:
                yield connection, announcements
        self._announce(announcements)

    @contextmanager
    def _writing(self, label: str, patience: float | None) -> Iterator[None]:
        """The turn to write, among this program's threads."""
        me = threading.get_ident()
        under_way = self._under_way
        if under_way and under_way[0] == me:
            raise RuntimeError(f"“{label}” was begun inside “{under_way[1]}”: an operation cannot hold another")
        if patience and any(session.in_transaction() for session in self._readings.__dict__.get("sessions", ())):
            raise RuntimeError(f"“{label}” was begun inside a reading: its commit would wait for it for ever")
        if not self._turn_to_write.acquire(timeout=-1 if patience is None else patience):
            name = under_way[1] if under_way else "Something else"
            raise UserError(f"“{name}” is still under way. Nothing was saved. Try again when it has finished.")
        self._under_way = me, label
        try:
            yield
        finally:
            self._under_way = None
            self._turn_to_write.release()

    def _announce(self, announcements: list[Announcement]) -> None:
        """Tells every listener, whatever one of them makes of it: all is saved by now. Their bugs come out after."""
        bugs = []
        for announcement in announcements:
            for listener in list(self.listeners):
                try:
                    listener(announcement)
                except Exception as bug:
                    bugs.append(bug)
        if bugs:
            raise bugs[0]


def _engine(path: Path, write: bool, watched: bool = True) -> Engine:
    engine = schema.engine(
        lambda: _connect(path, write),
        # One writing connection serves every operation; readers come and go with the threads that need them.
        poolclass=QueuePool if write else NullPool,
        **({"pool_size": 1, "max_overflow": 0} if write else {}),
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # By hand, because Python's sqlite3 would begin late and leave schema changes outside the transaction.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    if write and watched:

        @event.listens_for(engine, "connect")
        def _watch(raw: sqlite3.Connection, _: object) -> None:
            history.watch(raw.execute)

    return engine


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(
        schema.address(path, "rw" if write else "ro"),
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    raw.create_function("fold", 1, normalise, deterministic=True)
    raw.execute("PRAGMA foreign_keys = ON")
    # KiB at most. The writer may take more: its unsaved pages stay in memory in any case (below).
    raw.execute(f"PRAGMA cache_size = -{262144 if write else 65536}")
    if write:
        # Rows that INSERT OR REPLACE pushes out are audited too.
        raw.execute("PRAGMA recursive_triggers = ON")
        # A large import stays in memory until its commit: written early, it would lock every reader out.
        raw.execute("PRAGMA cache_spill = OFF")
        # Each audited row of a bulk opens a journal of its own: in a temporary file it would take twice the time.
        raw.execute("PRAGMA temp_store = MEMORY")
    return raw


def _locked(path: Path) -> WriterLock:
    try:
        return WriterLock.take(path)
    except Held as held:
        raise UserError(
            f"{held.holder} is working with {path.name}. Nothing was changed. Try again when it is closed there."
        ) from held


def _lock_or_reason(path: Path) -> tuple[WriterLock | None, str | None]:
    try:
        os.close(os.open(path, os.O_RDWR))  # tried, not asked: os.access knows nothing of rights on Windows
    except OSError:
        return None, "the file may only be read"
    try:
        return WriterLock.take(path), None
    except Held as held:
        return None, f"{held.holder} has it open"
    except OSError:
        return None, "its folder may only be read"


def edition_of(session: Session, year: str | None = None) -> tuple[MunicipalYear, Edition | None]:
    """The municipal year of that label (the latest without one) and its menu. Raises UserError for an unknown year."""
    query = select(MunicipalYear).order_by(MunicipalYear.first_day.desc())
    if year is not None:
        query = query.where(MunicipalYear.label == year)
    found = session.scalars(query.limit(1)).first()
    if found is None:
        raise UserError(
            f"The register has no municipal year {year}. Nothing was changed. Add it under Settings > Years."
        )
    return found, session.scalars(select(Edition).where(Edition.year_id == found.id)).first()
