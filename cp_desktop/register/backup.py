"""Copies of the register: one kept at each day's first opening, one whenever asked for, and the way back."""

import hashlib
import os
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from platformdirs import user_data_path

from cp_desktop.errors import UserError

from . import schema
from .trouble import explained

KEPT = 14
BEFORE_UPGRADE = "before upgrade"
BEFORE_RESTORE = "before restoring"


@dataclass(frozen=True)
class Copy:
    """A kept copy: where it is, when it was made, how large it is (bytes)."""

    path: Path
    made: datetime
    size: int


def folder(register: Path) -> Path:
    """Where the copies of a register are kept: in the user's own data, one folder for each register's path."""
    place = hashlib.sha256(str(register.resolve()).encode()).hexdigest()[:8]
    return user_data_path("CP Desktop", appauthor=False) / "copies" / f"{register.stem}-{place}"


def copies(register: Path) -> list[Copy]:
    """The kept copies of a register, the latest first."""
    found = []
    for path in folder(register).glob("*" + register.suffix):
        state = path.stat()
        found.append(Copy(path, datetime.fromtimestamp(state.st_mtime), state.st_size))
    return sorted(found, key=lambda copy: copy.made, reverse=True)


def write(register: Path, out: Path) -> None:
    """Copies a register to a new file, whole or not at all, even while somebody writes it. Raises UserError."""
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        source = sqlite3.connect(f"{register.absolute().as_uri()}?mode=ro", uri=True)
        target = sqlite3.connect(part)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(out)
    except (OSError, sqlite3.Error) as problem:
        part.unlink(missing_ok=True)
        raise explained(problem) or problem from problem


def keep(register: Path, why: str) -> Path:
    """Keeps a copy now, named by the moment and the reason; the oldest beyond the last 14 days' go."""
    out = folder(register) / f"{datetime.now():%Y-%m-%d %H%M%S} {why}{register.suffix}"
    write(register, out)
    return out


def keep_daily(register: Path) -> None:
    """Keeps the copy of the day's first opening. A failure to copy never stops the day's work: it is told by `age`."""
    out = folder(register) / f"{date.today():%Y-%m-%d}{register.suffix}"
    if out.exists():
        return
    try:
        write(register, out)
        for old in copies(register)[KEPT:]:
            old.path.unlink()
    except (OSError, UserError):
        return


def restore(register: Path, copy: Path) -> None:
    """Puts a copy in a closed register's place, after keeping a copy of what was there. Raises UserError."""
    schema.recognise(copy)
    if register.exists():
        try:
            keep(register, BEFORE_RESTORE)
        except UserError:
            # A damaged register cannot be copied page by page: its bytes are kept as they are.
            wreck = folder(register) / f"{datetime.now():%Y-%m-%d %H%M%S} damaged{register.suffix}"
            wreck.write_bytes(register.read_bytes())
    write(copy, register)
