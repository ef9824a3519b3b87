"""A register as one SQLite file: recognised, checked, recovered, copied and upgraded, before and beside its opening."""

import math
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from cp_desktop.errors import UserError
from cp_desktop.places import real

from . import schema
from .file_errors import explained, translate_errors
from .sqlite_errors import is_damage

PAGES_A_STEP = 512  # a step of a copy: 2 MB
_BEGINNINGS = 5
APPLICATION_ID = 0x43504431  # "CPD1" in the file's header says that it is one of ours


def address(path: Path, mode: str) -> str:
    """A file as SQLite's URI, for `mode` "ro" or "rw": neither makes a file that is not there."""
    # By hand, because Path.as_uri() writes a Windows network share as a host, which SQLite refuses.
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place), safe='/:')}?mode={mode}"


def engine(connect: Callable[[], sqlite3.Connection], begin: str, **options: Any) -> Engine:
    """An engine on a register's file whose transactions start with `begin`.

    Its complaints quote no values: they end in the log, and some values are guarded.
    """
    made = create_engine("sqlite://", creator=connect, hide_parameters=True, **options)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        # By hand, because Python's sqlite3 would begin late and leave schema changes outside the transaction.
        connection.exec_driver_sql(begin)

    return made


def create_tables(connection: Connection) -> None:
    """Makes a file one of ours, with the tables of the newest version."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    schema.create(connection)


def must_be_register(path: Path) -> None:
    """Raises UserError for a file that is none of ours, without touching it."""
    if path.exists() and not (path.is_file() or path.is_dir()):  # to open a pipe would wait for ever
        raise UserError(f"{path.name} is a pipe or a device, not a register. Nothing was changed. Choose another file.")
    with translate_errors(), path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise UserError(f"{path.name} is empty: it is not a register. Nothing was changed. Choose another file.")
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise foreign(path)


def foreign(path: Path) -> UserError:
    """The sentence for a file that is none of ours."""
    return UserError(f"{path.name} is not a register of this program. Nothing was changed. Choose another file.")


def is_register(path: Path) -> bool:
    """Whether a file says in its header that it is one of ours."""
    try:
        must_be_register(path)
    except UserError:
        return False
    return True


def recognise(path: Path) -> str:
    """The version of a register file. Raises UserError for anything that is not a sound register of ours."""
    must_be_register(path)
    try:
        with closing(sqlite3.connect(address(path, "ro"), uri=True)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as problem:
        raise unreadable(path, problem) from problem
    except UnicodeDecodeError as problem:  # SQLite's complaint quotes the broken letters
        raise damaged(path) from problem
    if version is None:
        raise damaged(path)
    if version[0] not in schema.revisions():
        raise UserError(
            f"{path.name} was made by a newer version of this program (its version is {version[0]}, "
            f"this program knows {schema.revisions()[-1]}). Nothing was changed. Install the newer version to open it."
        )
    return str(version[0])


def check(path: Path) -> None:
    """Raises UserError unless SQLite finds every page, row and reference of a register sound."""
    try:
        with closing(sqlite3.connect(address(path, "ro"), uri=True)) as connection:
            connection.execute("BEGIN")
            sound = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            # SQLite takes bytes that are missing at the very end for zeros.
            [(pages,)], [(each,)] = (connection.execute(f"PRAGMA {size}") for size in ("page_count", "page_size"))
            sound = sound and path.stat().st_size >= pages * each
            if not sound or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise damaged(path)
    except sqlite3.DatabaseError as problem:
        raise unreadable(path, problem) from problem


def unreadable(path: Path, problem: Exception) -> UserError:
    """The sentence for a file of which SQLite, or Python reading its words, complains."""
    damage = isinstance(problem, sqlite3.Error) and is_damage(problem)
    return (None if damage else explained(problem)) or damaged(path)


def damaged(path: Path) -> UserError:
    """The sentence for a register that is not sound."""
    return UserError(
        f"{path.name} is damaged and was not opened. Nothing was changed. "
        "Restore the latest copy from File > Restore a copy."
    )


def recover_journal(path: Path) -> None:
    """Has SQLite roll back what a killed program left half done, before anybody opens the file to read only. Raises
    UserError where that can be done under another name of the file alone."""
    _must_be_left_by_no_other_name(path)
    with closing(sqlite3.connect(address(path, "rw"), uri=True)) as connection, suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA schema_version").fetchone()  # what is no database, recognise() names better
        # A journal that was begun and never needed would stay beside the register: going through TRUNCATE removes it.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA journal_mode = DELETE")


def journal_of(path: Path) -> Path:
    """The file in which SQLite keeps, beside a register, what a write under way replaces."""
    there = real(path)  # as SQLite goes by
    return there.with_name(there.name + "-journal")


def _must_be_left_by_no_other_name(path: Path) -> None:
    """Raises UserError where a write was broken off under another name of the file, a hard link in its folder: only
    under that name SQLite finds the journal that takes it back."""
    if path.stat().st_nlink > 1:
        for journal in path.parent.glob("*-journal"):
            other = journal.with_name(journal.name.removesuffix("-journal"))
            if other.name != path.name and other.exists() and other.samefile(path):
                raise UserError(
                    f"{path.name} is the same file as {other.name}, under which a change was broken off. Nothing was "
                    f"changed. Open {other.name} first, which takes back what was half done."
                )


def copy_into(path: Path, out: Path) -> None:
    """Copies a register into an empty file, one state of it even while somebody writes.

    A few pages at a time, so that whoever writes meanwhile never waits for all of it. SQLite begins anew after each
    write; where writes do not end, the rest is copied in one go.
    """
    with closing(sqlite3.connect(address(path, "ro"), uri=True)) as source, closing(sqlite3.connect(out)) as target:
        try:
            source.backup(target, pages=PAGES_A_STEP, progress=Patience().moved)
        except _BegunAnewError:
            source.backup(target)


class _BegunAnewError(Exception):
    """A copy was begun anew so often that it might never end."""


class Patience:
    """Counts how often a copy was begun anew, by the pages that remain."""

    def __init__(self) -> None:
        self._remaining = math.inf
        self._left = _BEGINNINGS

    def moved(self, _status: int, remaining: int, _total: int) -> None:
        """After each step: raises _BegunAnewError when there is no point in going on."""
        self._left -= remaining >= self._remaining
        self._remaining = remaining
        if not self._left:
            raise _BegunAnewError


def upgrade(path: Path) -> None:
    """Runs the migrations a file lacks, in one transaction. The caller has made a copy of it before.

    Raises UserError when one fails: the file is then as it was.
    """
    connect = lambda: sqlite3.connect(address(path, "rw"), uri=True, isolation_level=None)  # noqa: E731
    try:
        schema.upgrade(engine(connect, "BEGIN IMMEDIATE", poolclass=NullPool))
    except Exception as problem:
        # Even a bug in a migration has to be told in a sentence: it stands between the coordinator and her register.
        raise explained(problem) or UserError(
            f"{path.name} could not be brought up to this version of the program "
            f"({getattr(problem, 'orig', problem)}). It was left as it was. "
            "Go on with the older version, and report this."
        ) from problem
