"""What may become of a register's file while somebody has it open, each as a block after which it is as it was."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

Spoil = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def _put_back(path: Path) -> Iterator[bytes]:
    """Its content, which it has again after the block. The same file: on Windows an open one cannot be replaced."""
    content = path.read_bytes()
    try:
        yield content
    finally:
        path.write_bytes(content)


@contextmanager
def emptied(path: Path) -> Iterator[None]:
    with _put_back(path):
        path.write_bytes(b"")
        yield


@contextmanager
def truncated(path: Path) -> Iterator[None]:
    with _put_back(path) as content:
        path.write_bytes(content[: len(content) // 2])
        yield


@contextmanager
def cut_within_the_first_page(path: Path) -> Iterator[None]:
    with _put_back(path) as content:
        path.write_bytes(content[:1000])
        yield


@contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Every page but the first has noise in its header."""
    with _put_back(path) as content:
        noisy = bytearray(content)
        for place in range(4096, len(noisy), 4096):
            noisy[place : place + 16] = b"\xa5" * 16
        path.write_bytes(noisy)
        yield


@contextmanager
def overwritten(path: Path) -> Iterator[None]:
    with _put_back(path) as content:
        path.write_bytes(b"Not a register. " * (len(content) // 16))
        yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def renamed(path: Path) -> Iterator[None]:
    other = path.rename(path.with_name("renamed.cpregister"))
    try:
        yield
    finally:
        other.rename(path)


@contextmanager
def deleted(path: Path) -> Iterator[None]:
    """And another one comes in its place, as from a program that synchronises."""
    kept = Path(shutil.copy(path, path.with_name("kept")))
    path.unlink()
    try:
        yield
    finally:
        kept.rename(path)


@contextmanager
def drive_away(path: Path) -> Iterator[None]:
    """The whole folder is gone."""
    folder = path.parent
    away = folder.rename(folder.with_name(folder.name + " away"))
    try:
        yield
    finally:
        away.rename(folder)


@contextmanager
def forbidden(path: Path) -> Iterator[None]:
    mode = path.stat().st_mode
    path.chmod(0o000)
    try:
        yield
    finally:
        path.chmod(mode)


@contextmanager
def with_a_value_that_is_none(path: Path) -> Iterator[None]:
    """A day of a visit is a word: put in by another program, past every rule, in a file that is otherwise sound."""
    with _put_back(path):
        with closing(sqlite3.connect(path)) as raw:
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {name}")
            raw.execute("PRAGMA ignore_check_constraints = ON")
            raw.execute("UPDATE visit SET visited_on = 'in spring' WHERE id = 3")
            raw.commit()
        yield


# Windows renames and deletes no file that is open; the superuser may read everything.
_ON_POSIX = (renamed, deleted, drive_away)
_FOR_OTHERS = () if os.name == "nt" or os.geteuid() == 0 else (forbidden,)
SPOILS: tuple[Spoil, ...] = (
    emptied,
    truncated,
    cut_within_the_first_page,
    damaged,
    overwritten,
    locked,
    *(_ON_POSIX if os.name == "posix" else ()),
    *_FOR_OTHERS,
)
