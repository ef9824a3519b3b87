"""The shape of the file: made new, recognised, and brought up to date.

Alembic is imported only when a file is older than the program: importing it costs more than opening a window.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from cp_desktop.bundled import DB
from cp_desktop.errors import UserError
from cp_desktop.model import Base

from . import history  # noqa: F401 - its two tables belong to the file too
from .file_errors import explained, is_damage, translate_errors

MIGRATIONS = DB / "migrations"
APPLICATION_ID = 0x43504431  # "CPD1" in the file's header says that it is one of ours


def revisions() -> list[str]:
    """The numbers of all migrations this program has, oldest first: "0001", "0002" ..."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def engine(connect: Callable[[], sqlite3.Connection], **options: Any) -> Engine:
    """An engine on a register's file. Its complaints quote no values: they end in the log, and some are guarded."""
    return create_engine("sqlite://", creator=connect, hide_parameters=True, **options)


def create(connection: Connection) -> None:
    """Makes the tables of the newest version. A test holds this equal to running every migration."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    Base.metadata.create_all(connection)
    connection.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": revisions()[-1]})


def address(path: Path, mode: str) -> str:
    """A file as SQLite's URI, for `mode` "ro" or "rw": neither makes a file that is not there."""
    # By hand, because Path.as_uri() writes a Windows network share as a host, which SQLite refuses.
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(os.fsencode(place), safe='/:')}?mode={mode}"


def recognise_header(path: Path) -> None:
    """Raises UserError for a file that is none of ours, without touching it."""
    with translate_errors(), path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise UserError(f"{path.name} is empty: it is not a register. Nothing was changed. Choose another file.")
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise UserError(f"{path.name} is not a register of this program. Nothing was changed. Choose another file.")


def is_register(path: Path) -> bool:
    """Whether a file says in its header that it is one of ours."""
    try:
        recognise_header(path)
    except UserError:
        return False
    return True


def recognise(path: Path) -> str:
    """The version of a register file. Raises UserError for anything that is not a sound register of ours."""
    recognise_header(path)
    try:
        with closing(sqlite3.connect(address(path, "ro"), uri=True)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as problem:
        raise _unreadable(path, problem) from problem
    except UnicodeDecodeError as problem:  # SQLite's complaint quotes the broken letters
        raise damaged(path) from problem
    if version is None:
        raise damaged(path)
    if version[0] not in revisions():
        raise UserError(
            f"{path.name} was made by a newer version of this program (its version is {version[0]}, "
            f"this program knows {revisions()[-1]}). Nothing was changed. Install the newer version to open it."
        )
    return str(version[0])


def _unreadable(path: Path, problem: sqlite3.Error) -> UserError:
    return (None if is_damage(problem) else explained(problem)) or damaged(path)


def damaged(path: Path) -> UserError:
    """What to say of a file that SQLite finds broken."""
    return UserError(
        f"{path.name} is damaged and was not opened. Nothing was changed. "
        "Restore the latest copy from File > Restore a copy."
    )


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
        raise _unreadable(path, problem) from problem


def recover_journal(path: Path) -> None:
    """Lets SQLite roll back what a killed program left half done, before anybody opens the file to read only."""
    with closing(sqlite3.connect(address(path, "rw"), uri=True)) as connection, suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA schema_version").fetchone()  # what is no database, recognise() names better
        # A journal that was begun and never needed would stay beside the register: going through TRUNCATE removes it.
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA journal_mode = DELETE")


def upgrade(path: Path) -> None:
    """Runs the migrations a file lacks, in one transaction. The caller has made a copy of it before.

    Raises UserError when one fails: the file is then as it was.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    migrated = engine(lambda: sqlite3.connect(address(path, "rw"), uri=True, isolation_level=None), poolclass=NullPool)
    config.attributes["engine"] = migrated
    try:
        command.upgrade(config, "head")
    except Exception as problem:
        # Even a bug in a migration has to be told in a sentence: it stands between the coordinator and her register.
        raise explained(problem) or UserError(
            f"{path.name} could not be brought up to this version of the program "
            f"({getattr(problem, 'orig', problem)}). It was left as it was. "
            "Go on with the older version, and report this."
        ) from problem
