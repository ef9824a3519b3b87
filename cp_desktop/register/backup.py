"""Copying a register, for whatever reason, and the way back.

A copy is one state of the register, whole or not at all, and opened after it was written: one that could not be read
again is none.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.places import real

from . import kept_copies, sqlite_file
from .file_errors import translate_errors
from .lock import LockHeld, WriterLock
from .sqlite_holdings import holdings_of
from .store import AUTOMATIC, FIRST_OPENING, Copy

BEFORE_UPGRADE = "before upgrade"
BEFORE_RESTORE = "before restoring"
DAMAGED = "damaged"


def copies(register: Path) -> list[Copy]:
    """The kept copies of the register at a path, or of the one that was there, the latest first."""
    uid = kept_copies.uid_at(register)
    return [] if uid is None else kept_copies.copies_of(uid)


def write(register: Path, out: Path) -> None:
    """Copies a register to a file, whole or not at all, even while somebody writes it. Raises UserError.

    An earlier copy there is replaced. What is the register itself, a register that somebody has open, or no register
    at all stays as it is.
    """
    with translate_errors():
        out = real(out)
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
        _must_be_readable(part, out)


def _must_be_readable(part: Path, out: Path) -> None:
    """Opens a copy that was just written, before it counts as one."""
    try:
        sqlite_file.check(part)
        holdings_of(part)
    except UserError as problem:
        raise UserError(
            f"The copy {out.name} could not be read again after it was written, and was not kept. The register is as "
            "it was. Check the register, and the disk that the copy was for."
        ) from problem


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
    """Keeps a copy now, named by the moment and the reason, and returns where. Raises UserError.

    After one that the program makes by itself, those go that are no longer needed.
    """
    with translate_errors():
        uid = kept_copies.uid_at(register)
        if uid is None:
            raise sqlite_file.damaged(register)
        out = kept_copies.place_for(uid, why)
        write(register, out)
        kept_copies.remember_place(uid, register)
        if why in AUTOMATIC:
            kept_copies.thin(kept_copies.copies_of(uid))
    return out


def remove(unwanted: Sequence[Copy]) -> None:
    """Deletes copies. Raises UserError for the first that cannot be deleted; those before it are gone."""
    with translate_errors():
        for copy in unwanted:
            copy.path.unlink(missing_ok=True)


def keep_daily(register: Path) -> str | None:
    """Keeps the copy of the day's first opening, if there is none yet.

    A failure to copy never stops the day's work: the sentence that says so comes back.
    """
    today = kept_copies.now().date()
    if any(copy.why == FIRST_OPENING and copy.made.date() == today for copy in copies(register)):
        return None
    try:
        keep(register, FIRST_OPENING)
    except UserError as problem:
        return str(problem)
    return None


def restore(register: Path, copy: Path, another: bool = False) -> None:
    """Puts a copy in a closed register's place, after keeping what was there.

    Raises UserError, and leaves the register as it was, for a copy that is none of ours or not sound, for one of
    another register unless `another` is wanted, for a register that somebody has open, and when there is no room.
    """
    with translate_errors():
        register = real(register.absolute())
        if register.exists() and copy.samefile(register):
            raise UserError(f"{copy.name} is the register itself. Nothing was changed. Choose one of its copies.")
        sqlite_file.recognise(copy)
        sqlite_file.check(copy)
        uid = holdings_of(copy).register_uid
        there = kept_copies.uid_at(register) if register.exists() else None
        if there not in (None, uid) and not another:
            raise UserError(
                f"{copy.name} is a copy of another register than {register.name}. Nothing was changed. Restore it to "
                "a file of its own, or say that the other one is meant to take its place."
            )
        private_files.folder(register.parent)
        lock = _closed(register, "restored")
        try:
            if register.exists():
                _keep_whatever(register, there or uid)
            # A journal left beside the register belongs to what was there, and would be played back into the copy.
            sqlite_file.journal_of(register).unlink(missing_ok=True)
            _write(copy, register)
            kept_copies.remember_place(uid, register)
        finally:
            lock.release()


def _keep_whatever(register: Path, uid: str) -> None:
    """Keeps what stands in a register's place; `uid` is whose copies it goes to, where it does not say so itself."""
    journal = sqlite_file.journal_of(register)
    try:
        sqlite_file.must_be_register(register)
        sqlite_file.recover_journal(register)
        sqlite_file.check(register)
    except UserError:
        # A damaged register cannot be copied page by page: its bytes are kept as they are.
        wreck = kept_copies.place_for(uid, DAMAGED)
        private_files.folder(wreck.parent)
        for lost in (register, journal):
            if lost.exists():
                with private_files.replaced(wreck.with_name(wreck.name + lost.name[len(register.name) :])) as part:
                    shutil.copyfile(lost, part)
    else:
        keep(register, BEFORE_RESTORE)
