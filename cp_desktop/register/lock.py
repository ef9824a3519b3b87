"""One writer at a time: a lock file beside the register while somebody has it open for writing.

The operating system holds the lock, so a program that was killed leaves none behind, and the file says who
holds it, so that the second opener can be told a name instead of "locked".
"""

import errno
import getpass
import json
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from cp_desktop.places import lock_of
from cp_desktop.private_files import named_as, rights_of

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes against reading too: one far beyond the text keeps the text readable.
    _FAR = 1 << 20

    def _take(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)  # also for who finds it locked, and reads there who has it

    def _release(handle: int, path: Path) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        try:
            path.unlink()  # fails while somebody else has it open, who then holds the lock or soon will
        except OSError:
            return

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int, path: Path) -> None:
        path.unlink(missing_ok=True)  # before letting go, or we might remove the next writer's lock
        os.close(handle)


# Each round means that a holder let go just as we came: more than a few in a row, and something is wrong.
_ROUNDS = 50


class LockHeld(Exception):  # noqa: N818 - a state to handle, not an error to show
    """Somebody else has the register open for writing. `holder` names them."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class WriterLock:
    """The right to write one register, until `release`."""

    def __init__(self, handle: int, path: Path) -> None:
        self._handle: int | None = handle
        self._path = path

    @classmethod
    def take(cls, register: Path) -> Self:
        """Takes the lock of a register's path. Raises LockHeld, or OSError where no lock file can be made."""
        path = lock_of(register)
        for _ in range(_ROUNDS):
            with named_as(register, path):
                handle = _open(path, rights_of(register))
            try:
                _take(handle)
            except OSError:
                holder = os.read(handle, 1000)
                os.close(handle)
                raise LockHeld(_name(holder)) from None
            if _same(handle, path):
                break
            os.close(handle)  # the last holder removed this file while we waited for it
            time.sleep(0.01)
        else:
            raise LockHeld(_name(b""))
        with suppress(OSError):  # a full disk, or a colleague's leftover file: the lock holds without a name in it
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps({"who": who(), "process": os.getpid()}).encode())
        return cls(handle, path)

    def release(self) -> None:
        """Lets go; a second call does nothing."""
        if self._handle is not None:
            _release(self._handle, self._path)
            self._handle = None


def who() -> str:
    """The person and machine this program runs for, as the history keeps them."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no password database: a bare container, a service account
        person = "somebody"
    return f"{person} on {socket.gethostname()}"


def _open(path: Path, mode: int) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, mode)  # who may open the register may learn who has it
    except PermissionError:
        if not path.exists():
            raise
        # A colleague's lock file in a shared folder is hers to write, but can be read and locked.
        return os.open(path, os.O_RDONLY)
    except ValueError as problem:  # so Python says on Windows that a path has more than 32,767 letters
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), str(path)) from problem


def _name(text: bytes) -> str:
    try:
        return str(json.loads(text)["who"])
    except (ValueError, KeyError, TypeError):
        return "somebody else"


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
