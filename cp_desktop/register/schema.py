"""The shape of the file: made new, recognised, and brought up to date.

Alembic is imported only when a file is older than the program: importing it costs more than opening a window.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, text

from cp_desktop.bundled import DB
from cp_desktop.errors import UserError
from cp_desktop.model import Base

from . import history  # noqa: F401 - its two tables belong to the file too

MIGRATIONS = DB / "migrations"
APPLICATION_ID = 0x43504431  # "CPD1" in the file's header says that it is one of ours


def revisions() -> list[str]:
    """The numbers of all migrations this program has, oldest first: "0001", "0002" ..."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def create(connection: Connection) -> None:
    """Makes the tables of the newest version. A test holds this equal to running every migration."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    Base.metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": revisions()[-1]})


def recognise(path: Path) -> str:
    """The version of a register file. Raises UserError for anything that is not a sound register of ours."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise UserError(f"{path.name} is empty: it is not a register. Nothing was changed.")
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise UserError(f"{path.name} is not a register of this program. Nothing was changed. Choose another file.")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as problem:
        raise damaged(path) from problem
    if version is None:
        raise damaged(path)
    if version[0] not in revisions():
        raise UserError(
            f"{path.name} was made by a newer version of this program (its version is {version[0]}, "
            f"this program knows {revisions()[-1]}). Nothing was changed. Install the newer version to open it."
        )
    return str(version[0])


def damaged(path: Path) -> UserError:
    """What to say of a file that SQLite finds broken."""
    return UserError(
        f"{path.name} is damaged and was not opened. Nothing was changed. "
        "Restore the latest copy from File > Restore a copy."
    )


def check(connection: Connection) -> list[str]:
    """What is wrong with the file, as SQLite tells it: nothing for a sound one."""
    found = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check"))]
    broken = [
        f"{row[0]} row {row[1]} refers to a missing {row[2]}"
        for row in connection.execute(text("PRAGMA foreign_key_check"))
    ]
    return ([] if found == ["ok"] else found) + broken


def upgrade(path: Path) -> None:
    """Runs the migrations a file lacks, in one transaction. The caller has made a copy of it before."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["path"] = path
    command.upgrade(config, "head")
