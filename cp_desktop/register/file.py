"""The register: one SQLite file, opened by one writer at a time.

Reading goes through connections that cannot write; writing goes through `operation`, which is one
transaction with one entry in the history, and announces afterwards what it touched.
"""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from cp_desktop.errors import UserError
from cp_desktop.model import Council, Edition, MunicipalYear, fold

from . import backup, history, schema
from .lock import Held, WriterLock
from .trouble import explained

SUFFIX = ".cpregister"
BUSY_SECONDS = 5


@dataclass(frozen=True)
class Announcement:
    """What an operation touched: its label and the names of the tables."""

    label: str
    tables: frozenset[str]


class Register:
    """An open register. `read_only_because` says why it cannot be written, or is None when it can."""

    def __init__(self, path: Path, lock: WriterLock | None, read_only_because: str | None) -> None:
        self.path = path
        self.read_only_because = read_only_because
        self.listeners: list[Callable[[Announcement], None]] = []
        self._lock = lock
        self._reader = _engine(path, write=False)
        self._writer = _engine(path, write=True) if lock else None

    # -- making, opening, closing

    @classmethod
    def create(cls, path: Path, council: str, year: str, first_day: date, last_day: date) -> Self:
        """Makes a new register with its council and first year, and opens it. Raises UserError if the file exists."""
        path = path.absolute()
        if path.exists():
            raise UserError(f"{path.name} is there already and was left as it is. Choose another name.")
        lock = _locked(path)
        # Built beside its place and moved there whole: a half-made register is never seen.
        making = path.with_name(path.name + ".new")
        making.unlink(missing_ok=True)
        try:
            engine = _engine(making, write=True, watched=False)
            with engine.begin() as connection:
                schema.create(connection)
            engine.dispose()
            making.rename(path)
        except (OSError, DatabaseError) as problem:
            making.unlink(missing_ok=True)
            lock.release()
            raise explained(problem) or problem from problem
        register = cls(path, lock, None)
        with register.operation("Create the register", reversible=False) as session:
            session.add(Council(name=council, children=f"{council.split()[0]} children", register_uid=uuid.uuid4().hex))
            session.add(MunicipalYear(label=year, first_day=first_day, last_day=last_day))
        return register

    @classmethod
    def open(cls, path: Path, write: bool = True) -> Self:
        """Opens a register, after checking that it is sound, upgrading it and keeping the day's copy.

        Falls back to reading only, and says why, when somebody else has it open or it may not be written.
        Raises UserError for a file that is missing, foreign, damaged, newer than the program, or old and unwritable.
        """
        path = path.absolute()
        if not path.is_file():
            raise UserError(f"There is no register at {path}. Nothing was changed. Open another or make a new one.")
        lock: WriterLock | None = None
        because: str | None = "it was opened to look at only"
        if write:
            lock, because = _lock_or_reason(path)
        try:
            return cls._opened(path, lock, because)
        except BaseException as problem:
            if lock:
                lock.release()
            raise explained(problem) or problem from problem

    @classmethod
    def _opened(cls, path: Path, lock: WriterLock | None, because: str | None) -> Self:
        if lock:
            _settle(path)
        version = schema.recognise(path)
        if version != schema.revisions()[-1]:
            if lock is None:
                raise UserError(
                    f"{path.name} was made by an older version of this program and must be upgraded, "
                    f"but cannot be written: {because}. Nothing was changed."
                )
            backup.keep(path, backup.BEFORE_UPGRADE)
            schema.upgrade(path)
        register = cls(path, lock, because)
        try:
            with register._reader.connect() as connection:
                if schema.check(connection):
                    raise schema.damaged(path)
        except DatabaseError as problem:
            register.close()
            raise explained(problem) or schema.damaged(path) from problem
        except UserError:
            register.close()
            raise
        if lock:
            backup.keep_daily(path)
        return register

    def close(self) -> None:
        """Lets go of the file: nothing stays beside it. A second call does nothing."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
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
        """A session that sees one state of the register and cannot write. Usable from any thread."""
        with Session(self._reader) as session:
            yield session

    # -- writing

    @contextmanager
    def operation(self, label: str, *, reversible: bool = True, keep_empty: bool = False) -> Iterator[Session]:
        """A session whose whole work is one labelled, audited, undoable operation.

        Commits when the block ends, rolls back when it raises; troubles with the file come out as UserError.
        `keep_empty` leaves an entry in the history even if no row changed. A block that knows the right label
        only after its work puts it into `session.info["label"]`.
        """
        with self._transaction() as (connection, announce):
            number = history.begin(connection, label, reversible)
            with Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False) as session:
                yield session
                session.flush()
            if "label" in session.info:
                label = session.info["label"]
                history.rename(connection, number, label)
            announce.append(Announcement(label, history.finish(connection, number, keep_empty)))

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
        done = self.deeds()
        undo, redo = history.next_undo(done), history.next_redo(done)
        return undo.label if undo else None, redo.label if redo else None

    def deeds(self) -> list[history.Deed]:
        """Everything that was done, oldest first."""
        with self._reader.connect() as connection:
            return history.deeds(connection)

    def _turn(
        self, choose: Callable[[list[history.Deed]], history.Deed | None], number: int | None, word: str
    ) -> str | None:
        with self._transaction() as (connection, announce):
            done = history.deeds(connection)
            deed = choose(done) if number is None else next(deed for deed in done if deed.number == number)
            if deed is None:
                return None
            if not deed.reversible:
                raise UserError(f"“{deed.label}” began this register and cannot be taken back. Nothing was changed.")
            if deed.stands != (word == "Undo"):
                raise UserError(f"“{deed.label}” is {'not done' if word == 'Undo' else 'done'} already.")
            label = f"{word}: {deed.label}"
            begun = history.begin(connection, label, reverses=deed.last)
            history.reverse(connection, deed.last)
            announce.append(Announcement(label, history.finish(connection, begun)))
        return deed.label

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, list[Announcement]]]:
        if self._writer is None:
            raise UserError(f"This register cannot be changed here: {self.read_only_because}. Nothing was saved.")
        announcements: list[Announcement] = []
        try:
            with self._writer.begin() as connection:
                yield connection, announcements
        except IntegrityError as problem:
            raise _refused(problem) from problem
        except Exception as problem:
            raise explained(problem) or problem from problem
        for announcement in announcements:
            if announcement.tables:
                for listener in list(self.listeners):
                    listener(announcement)


def _engine(path: Path, write: bool, watched: bool = True) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, write),
        # One writing connection serves every operation; readers come and go with the threads that need them.
        poolclass=QueuePool if write else NullPool,
        **({"pool_size": 1, "max_overflow": 0, "pool_timeout": BUSY_SECONDS} if write else {}),
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
        f"{path.as_uri()}?mode={'rwc' if write else 'ro'}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    raw.create_function("fold", 1, fold, deterministic=True)
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA cache_size = -65536")
    return raw


def _locked(path: Path) -> WriterLock:
    try:
        return WriterLock.take(path)
    except Held as held:
        raise UserError(f"{held.holder} is working with {path.name}. Nothing was changed.") from held
    except OSError as problem:
        raise UserError(f"{path.parent} may not be written. Nothing was changed. Choose another folder.") from problem


def _lock_or_reason(path: Path) -> tuple[WriterLock | None, str | None]:
    if not os.access(path, os.W_OK):
        return None, "the file may only be read"
    try:
        return WriterLock.take(path), None
    except Held as held:
        return None, f"{held.holder} has it open"
    except OSError:
        return None, "its folder may only be read"


def _settle(path: Path) -> None:
    """Lets SQLite roll back what a killed program left half done, before anybody opens the file to read only."""
    raw = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        raw.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError:
        return  # not a database: recognise() says so in better words
    finally:
        raw.close()


def _refused(problem: IntegrityError) -> UserError:
    text = str(problem.orig)
    if "FOREIGN KEY" in text:
        return history.depends(problem)
    if "UNIQUE" in text:
        return UserError(f"That is in the register already ({text.partition(': ')[2]}). Nothing was saved.")
    if "NOT NULL" in text:
        return UserError(f"Something required is missing ({text.partition(': ')[2]}). Nothing was saved.")
    return UserError(f"The register refused this: {text}. Nothing was saved.")


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
