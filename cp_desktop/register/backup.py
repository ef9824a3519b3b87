"""Copies of the register: one kept at each day's first opening, one whenever asked for, and the way back.

The last 14 daily copies stay. Copies that keep a lost state (made before an upgrade or a restore, or the bytes of a
damaged file) count apart, and their last 14 stay: a fortnight's work never pushes out the way back from a mistake.
"""

import hashlib
import os
import shutil
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError

from . import sqlite_file
from .file_errors import translate_errors
from .lock import LockHeld, WriterLock
from .store import COPIES_KEPT, Copy

BEFORE_UPGRADE = "before upgrade"
BEFORE_RESTORE = "before restoring"
DAMAGED = "damaged"
_NAMED = "2018-01-31 143000 "  # what stands before the reason in a copy's name


def folder(register: Path) -> Path:
    """Where the copies of a register are kept: in the user's own data, one folder for each register's path."""
    place = hashlib.sha256(os.fsencode(register.resolve())).hexdigest()[:8]
    # The name is for people to find it by, and shortened so that a long one still makes a folder.
    return private_files.own_place("data") / "copies" / f"{register.stem[:60]}-{place}"


def copies(register: Path) -> list[Copy]:
    """The kept copies of a register, the latest first."""
    found = []
    for path in folder(register).glob("*"):
        if path.suffix == register.suffix:
            state = path.stat()
            why = path.stem[len(_NAMED) :] or None
            found.append(Copy(path, datetime.fromtimestamp(state.st_mtime), state.st_size, why))
    return sorted(found, key=lambda copy: (copy.made, copy.path.name), reverse=True)


def write(register: Path, out: Path) -> None:
    """Copies a register to a file, whole or not at all, even while somebody writes it. Raises UserError.

    An earlier copy there is replaced. What is the register itself, a register that somebody has open, or no register
    at all stays as it is.
    """
    with translate_errors():
        if out.exists() and out.samefile(register):
            raise UserError(f"{out.name} is the register itself. Nothing was copied. Choose another name.")
        if not out.exists():
            _write(register, out)
            return
        sqlite_file.must_be_register(out)
        lock = _closed(out, "replaced")
        try:
            _write(register, out)
        finally:
            lock.release()


def _write(register: Path, out: Path) -> None:
    private_files.folder(out.parent)
    with private_files.replaced(out, keep_rights=True) as part:
        sqlite_file.copy_into(register, part)


def _closed(register: Path, purpose: str) -> WriterLock:
    """The lock of a register that must not be open anywhere. Raises UserError when it is."""
    try:
        return WriterLock.take(register)
    except LockHeld as held:
        raise UserError(
            f"{held.holder} has {register.name} open, so it was not {purpose}. Nothing was changed. "
            "Close it there first."
        ) from held


def keep(register: Path, why: str) -> Path:
    """Keeps a copy now, named by the moment and the reason, and returns where. Raises UserError."""
    out = _free(register, why)
    write(register, out)
    return out


def _free(register: Path, why: str) -> Path:
    start, number = f"{datetime.now():%Y-%m-%d %H%M%S} {why}", 1
    out = folder(register) / f"{start}{register.suffix}"
    while out.exists():
        number += 1
        out = out.with_name(f"{start} {number}{register.suffix}")
    return out


def keep_daily(register: Path) -> None:
    """Keeps the copy of the day's first opening, and lets the oldest go.

    A failure to copy never stops the day's work: the list of copies shows how old the last one is.
    """
    out = folder(register) / f"{date.today():%Y-%m-%d}{register.suffix}"
    if out.exists():
        return
    with suppress(OSError, UserError):
        write(register, out)
        daily = [copy for copy in copies(register) if copy.why is None]
        others = [copy for copy in copies(register) if copy.why is not None]
        for old in daily[COPIES_KEPT:] + others[COPIES_KEPT:]:
            old.path.unlink()


def restore(register: Path, copy: Path) -> None:
    """Puts a copy in a closed register's place, after keeping what was there.

    Raises UserError, and leaves the register as it was, for a copy that is none of ours or not sound, for a
    register that somebody has open, and when there is no room.
    """
    register = register.absolute()
    with translate_errors():
        if register.exists() and copy.samefile(register):
            raise UserError(f"{copy.name} is the register itself. Nothing was changed. Choose one of its copies.")
        sqlite_file.recognise(copy)
        sqlite_file.check(copy)
        private_files.folder(register.parent)
        lock = _closed(register, "restored")
        try:
            if register.exists():
                _keep_whatever(register)
            # A journal left beside the register belongs to what was there, and would be played back into the copy.
            sqlite_file.journal_of(register).unlink(missing_ok=True)
            _write(copy, register)
        finally:
            lock.release()


def _keep_whatever(register: Path) -> None:
    journal = sqlite_file.journal_of(register)
    try:
        sqlite_file.must_be_register(register)
        sqlite_file.recover_journal(register)
        sqlite_file.check(register)
    except UserError:
        # A damaged register cannot be copied page by page: its bytes are kept as they are.
        wreck = _free(register, DAMAGED)
        private_files.folder(wreck.parent)
        for lost in (register, journal):
            if lost.exists():
                with private_files.replaced(wreck.with_name(wreck.name + lost.name[len(register.name) :])) as part:
                    shutil.copyfile(lost, part)
    else:
        keep(register, BEFORE_RESTORE)
