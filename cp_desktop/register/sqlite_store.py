"""The store that is one SQLite file on a disk: connections, and the lock beside the file."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, event, func, select
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import normalise

from . import (
    backup,
    sqlite_check,
    sqlite_file,
    sqlite_history,
)
from .file_errors import translate_errors
from .lock import LockHeld, WriterLock
from .soundness import Cancelled, Progress, Soundness
from .sqlite_identity import identity_of
from .sqlite_open_file import OpenFile
from .sqlite_stored_file import StoredFile
from .store import (
    BUSY_SECONDS,
    DAMAGED,
    Image,
    RegisterReplacedError,
)

_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
_STATE = "state of the file"  # as the writing connection left it
_FOUND = "identity"  # of the register, as its transaction began


class SqliteStore(StoredFile):
    """A register as a file. It is closed when nothing stands beside the file any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._lock: WriterLock | None = None
        self._reader: Engine | None = None
        self._writer: Engine | None = None
        self._file: OpenFile | None = None
        self.trouble_listeners: list[Callable[[], None]] = []

    # -- what took its place

    @property
    def trouble(self) -> RegisterReplacedError | None:
        return self._file.trouble if self._file else None

    @property
    def followed(self) -> int:
        return self._file.followed if self._file else 0

    @property
    def rescued(self) -> Path | None:
        return self._file.rescued if self._file else None

    def can_keep_opened(self) -> bool:
        return self._file is not None and self._file.can_keep()

    def keep_opened(self, out: Path) -> None:
        assert self._file is not None, "the store is not open"
        self._file.keep(out)

    def _told(self) -> None:
        for listener in list(self.trouble_listeners):
            listener()

    # -- life

    def create(self, fill: Callable[[Self], None]) -> None:
        path = self.path
        with translate_errors(), ExitStack() as undone:
            private_files.require_file(path)
            if path.exists():
                raise UserError(f"{path.name} is there already and was left as it is. Choose another name.")
            if not os.path.isdir(path.parent):  # noqa: PTH112 - Path.is_dir() raises where a path is too long
                raise UserError(f"The folder {path.parent} is not there. Nothing was made. Choose another place.")
            lock = _locked(path)
            kept = undone.enter_context(ExitStack())
            kept.callback(lock.release)
            # Built beside its place and moved there whole: a half-made register is never seen.
            making = undone.enter_context(private_files.part(path))
            engine = sqlite_file.engine(lambda: _connect(making, write=True), _WRITE, poolclass=NullPool)
            with engine.begin() as connection:
                sqlite_file.create_tables(connection)
            half = type(self)(making)
            half.begin(_locked(making), None)
            try:
                fill(half)
            finally:
                half.close()
            making.rename(path)
            self.begin(lock, None)
            kept.pop_all()

    def open(self, write: bool) -> None:
        path = self.path
        if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file() raises where a path is too long
            raise UserError(f"There is no register at {path}. Nothing was changed. Open another or make a new one.")
        sqlite_file.must_be_register(path)  # before anything, even a lock, touches what is none of ours
        lock: WriterLock | None = None
        because: str | None = "it was opened to look at only"
        if write:
            lock, because = _lock_or_reason(path)
        with translate_errors(), ExitStack() as undone:
            if lock:
                undone.callback(lock.release)
                sqlite_file.recover_journal(path)
            self._bring_up_to_date(lock, because)
            sqlite_file.check(path)
            self.doubts = sqlite_check.quick(path)
            if lock:
                self.copy_problem = backup.keep_daily(path)
            undone.pop_all()
        self.begin(lock, because)

    def _bring_up_to_date(self, lock: WriterLock | None, because: str | None) -> None:
        path = self.path
        if self.is_up_to_date():
            return
        if lock is None:
            raise UserError(
                f"{path.name} was made by an older version of this program and must be brought up to date, "
                f"but cannot be written: {because}. Nothing was changed. Open it once where it can be written."
            )
        self.before_upgrade = backup.keep(path, backup.BEFORE_UPGRADE)
        sqlite_file.upgrade(path)

    def begin(self, lock: WriterLock | None, because: str | None) -> None:
        """Opens a file that is sound and up to date, for writing with its lock, or only to read `because` of something.

        The store lets go of the lock when it is closed.
        """
        path = self.path
        with translate_errors():
            # Held while it is written only: on Windows nobody else could restore what another one only looks at.
            self._file = OpenFile(path, lock is not None, self._told)
        self._lock, self.read_only_because = lock, because
        # Readers come and go with the threads that need them.
        self._reader = sqlite_file.engine(partial(self._connect, write=False), _READ, poolclass=NullPool)
        event.listen(self._reader, "begin", self._look)
        if lock:
            self._hold(lock)
            # One writing connection serves every operation.
            self._writer = sqlite_file.engine(
                partial(self._connect, write=True), _WRITE, poolclass=QueuePool, pool_size=1, max_overflow=0
            )
            event.listen(self._writer, "connect", self._connected)
            event.listen(self._writer, "checkout", self._checked_out)
            event.listen(self._writer, "begin", self._look)
            event.listen(self._writer, "commit", self._about_to_commit)
            event.listen(self._writer, "checkin", self._checked_in)

    def _connect(self, write: bool) -> sqlite3.Connection:
        self._opened.state()  # names better than SQLite what became of a file that is gone
        return _connect(self.path, write)

    def _look_now(self) -> None:
        """Raises what a transaction would, before a copy is made past them; of a store that is not open, nothing."""
        if self._reader is not None:
            with translate_errors(), self._reader.begin():
                pass

    @property
    def _opened(self) -> OpenFile:
        assert self._file is not None, "the store is not open"
        return self._file

    def _look(self, connection: Connection) -> None:
        connection.info[_FOUND] = self._opened.look(_raw(connection).execute)

    def _connected(self, raw: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        try:
            self._opened.look(raw.execute)  # not every file has the tables that are watched
            if self._lock:
                self._hold(self._lock)  # the file may be another one than when it was opened
            sqlite_history.watch(raw.execute)
        except BaseException:
            raw.close()
            raise

    def _hold(self, lock: WriterLock) -> None:
        try:
            lock.hold()
        except LockHeld as held:
            raise UserError(
                f"{held.holder} has {self.path.name} open. Nothing was saved. Close it there first."
            ) from held

    def _checked_out(self, _raw: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object) -> None:
        """Opens the file again where it was replaced, or written by others: pages kept from before may be wrong."""
        state = self._opened.state()
        if record.info.setdefault(_STATE, state) != state:
            raise DisconnectionError

    def _about_to_commit(self, connection: Connection) -> None:
        """What was begun in one file is saved neither to that one, once it is gone, nor into what was written over it.

        None of it has reached the file yet (`cache_spill`), and nobody else may write it now.
        """
        found = connection.info[_FOUND]
        there = self._opened.is_at_place(connection.info[_STATE])
        if not there or (found is not None and identity_of(self.path) != found):
            raise UserError(f"{self.path.name} was replaced while this was done. Nothing was saved. Do it again.")

    def _checked_in(self, raw: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        if raw is not None and self._file is not None:
            self._file.saved(raw.execute)
            with suppress(UserError):
                record.info[_STATE] = self._file.state()

    def close(self) -> None:
        if self._writer is not None:
            with suppress(UserError):  # what took its place since is found now: what was open is rescued
                self._look_now()
        if self._reader is not None:
            self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._file is not None:
            self._file.close()
        self._writer, self.read_only_because = None, "it was closed"
        if self._lock is not None:
            self._lock.release()

    def check(self, progress: Progress, cancelled: Cancelled) -> Soundness:
        self._look_now()
        sqlite_file.recognise(self.path)
        with translate_errors(), sqlite_check.snapshot(self.path) as copy:
            return sqlite_check.whole(copy, progress, cancelled)

    # -- reading and writing

    @property
    def reader(self) -> Engine:
        assert self._reader is not None, "the store is not open"
        return self._reader

    @property
    def writer(self) -> Engine | None:
        return self._writer

    def enter_operation(self, connection: Connection, number: int) -> None:
        sqlite_history.enter_operation(connection, number)

    def leave_operation(self, connection: Connection) -> None:
        sqlite_history.leave_operation(connection)

    def note_last_operation(self, connection: Connection, number: int) -> None:
        sqlite_history.note_last_operation(connection, number)

    def reserve_keys(self, connection: Connection, table: Table, count: int) -> range:
        # Who is in an operation is the only one to write: no other can take them.
        first = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
        return range(first, first + count)

    def insert_rows(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        # One statement and plain tuples, as fast as sqlite3 takes them; the types of the columns still apply.
        names = [column.name for column in table.columns]
        kept = [column.type.dialect_impl(connection.dialect) for column in table.columns]
        prepare = [one.bind_processor(connection.dialect) for one in kept]
        quoted = ", ".join(f'"{name}"' for name in names)
        sql = f"INSERT INTO {table.name} ({quoted}) VALUES ({', '.join('?' * len(names))})"
        across = zip(*map(itemgetter(*names), rows), strict=True)
        ready = [column if to is None else map(to, column) for column, to in zip(across, prepare, strict=True)]
        connection.exec_driver_sql(sql, list(zip(*ready, strict=True)))

    def failing(self, condition: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
        columns = ", ".join(f'"{name}"' for name in ["row key", *names])
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.execute(f"CREATE TABLE drafted ({columns})")
            memory.executemany(f"INSERT INTO drafted VALUES (?{', ?' * len(names)})", rows)
            return [key for (key,) in memory.execute(f'SELECT "row key" FROM drafted WHERE NOT ({condition})')]

    def damage(self, nothing: str) -> str | None:
        try:
            sqlite_file.check(self.path)
        except UserError:
            return DAMAGED.format(nothing=nothing)
        found = sqlite_check.first_unreadable(self.path)
        return found and (
            f"{found} {nothing} The register was changed outside this program: File > Check the register tells all "
            "that is wrong in it; File > Restore a copy has the copies."
        )

    # -- history

    def images(self, connection: Connection, table: Table, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
        return sqlite_history.images(connection, table, keys)

    def write_back(
        self, connection: Connection, table: Table, images: Sequence[tuple[int, Image]], missing: bool
    ) -> None:
        sqlite_history.write_back(connection, table, images, missing)

    def defer_references(self, connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    # -- erasing

    def unprotected(self, connection: Connection) -> AbstractContextManager[None]:
        return sqlite_history.unprotected(connection)

    def overwrite_deleted(self) -> None:
        assert self._writer is not None, "the store is not open for writing"
        with translate_errors():
            borrowed = self._writer.raw_connection()
            try:
                borrowed.cursor().execute("VACUUM")
            finally:
                borrowed.close()

    # -- copies

    def keep_copy(self, why: str) -> Path:
        return self.keep_own_copy(why)

    def keep_own_copy(self, why: str) -> Path:
        self._look_now()
        return backup.keep(self.path, why)

    def write_copy(self, out: Path) -> None:
        self._look_now()
        backup.write(self.path, out)


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    raw = sqlite3.connect(
        sqlite_file.address(path, "rw" if write else "ro"),
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _prepare(raw, write)
    except BaseException:  # even this reads the file; left open, it could not be replaced on Windows
        raw.close()
        raise
    return raw


def _prepare(raw: sqlite3.Connection, write: bool) -> None:
    raw.create_function("fold", 1, normalise, deterministic=True)
    raw.execute("PRAGMA foreign_keys = ON")
    # KiB at most. The writer may take more: its unsaved pages stay in memory in any case (below).
    raw.execute(f"PRAGMA cache_size = -{262144 if write else 65536}")
    if write:
        # What an erasure takes away is written over, and so is all else.
        raw.execute("PRAGMA secure_delete = ON")
        # Rows that INSERT OR REPLACE pushes out are audited too.
        raw.execute("PRAGMA recursive_triggers = ON")
        # A large import stays in memory until its commit: written early, it would lock every reader out.
        raw.execute("PRAGMA cache_spill = OFF")
        # Each audited row of a bulk opens a journal of its own: in a temporary file it would take twice the time.
        raw.execute("PRAGMA temp_store = MEMORY")


def _locked(path: Path) -> WriterLock:
    try:
        return WriterLock.take(path)
    except LockHeld as held:
        raise UserError(
            f"{held.holder} is working with {path.name}. Nothing was changed. Try again when it is closed there."
        ) from held


def _lock_or_reason(path: Path) -> tuple[WriterLock | None, str | None]:
    try:
        os.close(os.open(path, os.O_RDWR))  # tried, not asked: os.access knows nothing of rights on Windows
    except OSError:
        return None, "the file may only be read"
    try:
        lock = WriterLock.take(path)
        lock.hold()
        return lock, None
    except LockHeld as held:
        return None, f"{held.holder} has it open"
    except OSError:
        return None, "its folder may only be read"
