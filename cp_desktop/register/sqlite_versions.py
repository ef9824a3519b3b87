"""Other versions of a register beside it, as programs that synchronise files leave them when two people saved at once:
files of any name that are the same register by its own number. One of them is gone on with, the other is set aside.
"""

import datetime as dt
import os
import re
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.places import FilePlace

from . import sqlite_file
from .file_errors import translate_errors
from .lock import LockHeld, WriterLock
from .sqlite_identity import Identity, identity_of
from .store import VersionBeside

# What was chosen against, says so in its name: that is the only thing that every machine which sees the folder knows.
_SET_ASIDE = re.compile(r"\(set aside \d{4}-\d\d-\d\d \d{4}( \d+)?\)$")
_State = tuple[int, int, int]


class VersionsBeside:
    """Finds the other versions of a register in its folder; what has not changed is not read again."""

    def __init__(self, register: Path) -> None:
        self._register = register
        self._read: dict[Path, tuple[_State, Identity | None]] = {}

    def find(self, register_uid: str, set_aside: bool = False) -> list[VersionBeside]:
        """Those that have the register's own number, those `set_aside` only if asked for, by name. UserError."""
        with translate_errors():
            paths = sorted(self._register.parent.iterdir())
        found = []
        for path in paths:
            decided = _SET_ASIDE.search(path.stem) and not set_aside
            if path.suffix.lower() != self._register.suffix.lower() or decided:
                continue
            identity = self._identity(path)
            if identity is not None and identity.register_uid == register_uid and identity.last is not None:
                found.append(VersionBeside(FilePlace(path), identity.last.number, identity.last.at))
        return found

    def _identity(self, path: Path) -> Identity | None:
        """None for the register itself, under whichever name, and for what cannot be read or is none."""
        try:
            there = path.stat()
            if path.samefile(self._register):
                return None
        except OSError:
            return None
        state = there.st_ino, there.st_size, there.st_mtime_ns
        if path not in self._read or self._read[path][0] != state:
            identity = None
            with suppress(UserError):
                identity = identity_of(path)
            self._read[path] = state, identity
        return self._read[path][1]


def name_aside(path: Path) -> Path:
    """A free name for a version that is set aside."""
    words, number = f"set aside {dt.datetime.now():%Y-%m-%d %H%M}", 1
    while (aside := path.with_name(f"{path.stem} ({words}{f' {number}' if number > 1 else ''}){path.suffix}")).exists():
        number += 1
    return aside


def set_aside(path: Path) -> Path:
    """Gives a register that is open nowhere a name that says that it was set aside. Returns that. Raises UserError."""
    with translate_errors(), ExitStack() as held:
        held.callback(_closed(path).release)
        sqlite_file.recover_journal(path)
        return path.rename(name_aside(path))


def put_in_place(path: Path, other: Path) -> Path:
    """Sets a register aside and puts another version in its place; returns where the first is now.

    Neither may be open anywhere. Raises UserError, and leaves both as they were.
    """
    path = path.resolve()  # a link to it stays one
    with translate_errors(), ExitStack() as held:
        for one in (path, other):
            held.callback(_closed(one).release)
            sqlite_file.recover_journal(one)
        aside = name_aside(path)
        try:
            os.link(path, aside)  # so that there is a register at the place at every moment
            undo: Callable[[], object] = aside.unlink
        except OSError:  # a file system that knows no second name
            path.rename(aside)
            undo = partial(aside.rename, path)
        try:
            other.replace(path)
        except OSError:
            undo()
            raise
    return aside


def _closed(path: Path) -> WriterLock:
    sqlite_file.must_be_register(path)
    try:
        return WriterLock.take(path)
    except LockHeld as problem:
        raise UserError(
            f"{problem.holder} has {path.name} open. Nothing was changed. Close it there first."
        ) from problem
