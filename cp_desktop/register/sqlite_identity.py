"""Which register a file is: the register's own number and how far its history goes, and which file of the system it is.

A path says neither: files are renamed, replaced, restored, and synchronised by other programs.
"""

import datetime as dt
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import sqlite_file
from .file_errors import translate_errors

Execute = Callable[[str], Any]
_PATIENCE = 1  # seconds: whoever commits there is done by then, or is left alone
# Tables, and neither views nor virtual tables, which could run whatever a stranger wrote into them.
_TABLES = (
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 "
    "AND name IN ('alembic_version', 'council', 'operation')"
)
_IDENTITY = (
    "SELECT version_num, register_uid, operation.id, at FROM alembic_version, council "
    "LEFT JOIN operation ON operation.id = (SELECT max(id) FROM operation) WHERE council.id = 1"
)


@dataclass(frozen=True)
class LastOperation:
    """How far a history goes: the number of its last operation, and when that was done, in UTC."""

    number: int
    at: dt.datetime


@dataclass(frozen=True)
class Identity:
    """Which register it is, of which version of the program, and its last operation; None in one that has none."""

    version: str
    register_uid: str
    last: LastOperation | None


@dataclass(frozen=True)
class FileId:
    """A file as the file system knows it, under whichever name: the device and the file's number there."""

    device: int
    number: int


def file_id(path: Path) -> FileId | None:
    """The file that is at a path now, followed through links; None where the file system numbers none (FAT).

    Raises OSError where nothing is there. The file is not opened: closing it would let go of this program's own locks.
    """
    there = os.stat(path)  # noqa: PTH116 - Path.stat() is the same, and this is asked before every reading
    return FileId(there.st_dev, there.st_ino) if there.st_ino else None


def identity_of(path: Path) -> Identity:
    """The identity of any register file, of any version and whoever has it open.

    Raises UserError for what is missing, no register, damaged, or cannot be read.
    """
    with reading(path) as execute:
        found = identity_in(execute)
    if found is None:
        raise sqlite_file.damaged(path)
    return found


@contextmanager
def reading(path: Path) -> Iterator[Execute]:
    """What executes statements in a transaction on a register file, of any version and whoever has it open.

    The file is opened to read only, and nothing that is stored in it runs. Raises UserError for what is missing, no
    register, damaged, or cannot be read.
    """
    with translate_errors():
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for ever
            raise sqlite_file.foreign(path)
        try:
            with closing(sqlite3.connect(sqlite_file.address(path, "ro"), uri=True, timeout=_PATIENCE)) as connection:
                connection.execute("PRAGMA trusted_schema = OFF")
                [(application,)] = connection.execute("PRAGMA application_id")
                if application != sqlite_file.APPLICATION_ID:
                    raise sqlite_file.foreign(path)
                connection.execute("BEGIN")
                yield connection.execute
        except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                raise sqlite_file.foreign(path) from problem
            raise sqlite_file.unreadable(path, problem) from problem


def identity_in(execute: Execute) -> Identity | None:
    """The identity of the register that a transaction reads, by what executes a statement in it.

    None where there is no register: tables are missing, or what should stand in them.
    """
    if execute(_TABLES).fetchone()[0] != 3:
        return None
    row = execute(_IDENTITY).fetchone()
    try:
        last = LastOperation(row[2], dt.datetime.fromisoformat(row[3])) if row and row[2] else None
    except (TypeError, ValueError):
        return None
    return Identity(str(row[0]), str(row[1]), last) if row else None
