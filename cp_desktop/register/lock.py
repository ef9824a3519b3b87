"""One writer at a time: a lock file beside the register while somebody has it open for writing.

The operating system holds the lock, so a program that was killed leaves none behind, and the file says who
holds it, so that the second opener can be told a name instead of "locked".

A register may have other names: symbolic links lead to one lock file, and for hard links the writer also holds a byte
of the register itself, far beyond its end and beyond those that SQLite locks there. Other systems than Linux and
Windows know no lock that SQLite's own would survive: two hard links are two registers to them.
"""

import errno
import getpass
import json
import os
import socket
import stat
import struct
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from cp_desktop import system_lock
from cp_desktop.errors import UserError
from cp_desktop.places import lock_of
from cp_desktop.private_files import locks, named_as, rights_of

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BEYOND = 1 << 62  # where no register has a byte: SQLite's are below 2 ** 48, those it locks at 2 ** 30
_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)  # others say that the file system has no locks

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.LockFile.argtypes = [wintypes.HANDLE, *[wintypes.DWORD] * 4]

    def _take_byte(handle: int, _exclusive: bool) -> None:
        # Python's own reaches no further than 2 GB.
        where = _BEYOND & 0xFFFFFFFF, _BEYOND >> 32
        if not _KERNEL.LockFile(msvcrt.get_osfhandle(handle), *where, 1, 0):
            raise ctypes.WinError(ctypes.get_last_error())

    def _release(handle: int, path: Path) -> None:
        system_lock.let_go(handle)
        os.close(handle)
        try:
            path.unlink()  # fails while somebody else has it open, who then holds the lock or soon will
        except OSError:
            return

else:
    import fcntl

    def _take_byte(handle: int, exclusive: bool) -> None:
        # Of the open file, not of the process: SQLite's locks on the file come and go beside it.
        if sys.platform == "linux":
            kind = fcntl.F_WRLCK if exclusive else fcntl.F_RDLCK
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, struct.pack("hhqqi", kind, os.SEEK_SET, _BEYOND, 1, 0))

    def _release(handle: int, path: Path) -> None:
        path.unlink(missing_ok=True)  # before letting go, or we might remove the next writer's lock
        os.close(handle)


# Each round means that a holder let go just as we came: more than a few in a row, and something is wrong.
_ROUNDS = 50


_FileNumber = tuple[int, int]  # the device and the file's number there
_OWN: set[_FileNumber] = set()  # those that this process holds
_BY_ANOTHER_NAME = "somebody, under another name of this file,"


class LockHeld(Exception):  # noqa: N818 - a state to handle, not an error to show
    """Somebody else has the register open for writing. `holder` names them."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class WriterLock:
    """The right to write one register, until `release`."""

    def __init__(self, handle: int, path: Path, register: Path) -> None:
        self._handle: int | None = handle
        self._path, self._register = path, register
        self._byte: int | None = None
        self._file: _FileNumber | None = None

    @classmethod
    def take(cls, register: Path) -> Self:
        """Takes the lock of a register's path, under which it may be replaced, unless somebody writes it by any name.

        Raises LockHeld, OSError where no lock file can be made, and UserError where something else stands there.
        """
        path = lock_of(register)
        with ExitStack() as undone:
            locks.begin(path, lock=True)
            undone.callback(locks.end, path)
            handle = cls._take(register, path)
            lock = cls(handle, path, register)
            undone.callback(_release, handle, path)
            lock.hold()
            lock._let_go()  # Windows replaces no file that is open
            undone.pop_all()
        return lock

    @classmethod
    def _take(cls, register: Path, path: Path) -> int:
        for _ in range(_ROUNDS):
            with named_as(register, path):
                handle = _open(path, rights_of(register))
            try:
                system_lock.take(handle)
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
        return handle

    def hold(self) -> None:
        """Holds the file that the register is now, under whichever name others have it, until `release`.

        Raises LockHeld where somebody writes it under another name, and OSError.
        """
        try:
            there = self._register.stat()
        except FileNotFoundError:
            return self._let_go()
        number = there.st_dev, there.st_ino
        if number == self._file or not there.st_ino:
            return None
        self._let_go()
        # A process that closes a file lets go of all that it locked there: one that it writes is not opened again.
        if number in _OWN:
            raise LockHeld(_BY_ANOTHER_NAME)
        self._byte = _hold_byte(self._register)
        self._file = number
        _OWN.add(number)
        return None

    def _let_go(self) -> None:
        if self._byte is not None:
            os.close(self._byte)
        if self._file is not None:
            _OWN.discard(self._file)
        self._byte = self._file = None

    def release(self) -> None:
        """Lets go; a second call does nothing."""
        self._let_go()
        if self._handle is not None:
            _release(self._handle, self._path)
            locks.end(self._path)
            self._handle = None


def who() -> str:
    """The person and machine this program runs for, as the history keeps them."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no password database: a bare container, a service account
        person = "somebody"
    return f"{person} on {socket.gethostname()}"


def _hold_byte(register: Path) -> int:
    try:
        handle, exclusive = os.open(register, os.O_RDWR), True
    except PermissionError:
        handle, exclusive = os.open(register, os.O_RDONLY), False
    try:
        _take_byte(handle, exclusive)
    except OSError as problem:
        if problem.errno in _HELD:
            os.close(handle)
            raise LockHeld(_BY_ANOTHER_NAME) from None
    return handle


def _open(path: Path, mode: int) -> int:
    try:
        handle = _opened(path, mode)
    except OSError as problem:
        if problem.errno == errno.ELOOP:
            raise _no_lock(path) from problem
        raise
    except ValueError as problem:  # so Python says on Windows that a path has more than 32,767 letters
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), str(path)) from problem
    found = os.fstat(handle)
    # What is written into a second name of somebody's file would be written into that file.
    if path.is_symlink() or not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(handle)
        raise _no_lock(path)
    return handle


def _opened(path: Path, mode: int) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, mode)  # who may open the register may learn who has it
    except PermissionError:
        if not path.exists():
            raise
        # A colleague's lock file in a shared folder is hers to write, but can be read and locked.
        return os.open(path, os.O_RDONLY | _NO_LINK)


def _no_lock(path: Path) -> UserError:
    return UserError(
        f"{path} is a link or a device, where this program keeps a file that says who has the register open. Nothing "
        "was changed. Delete it, and try again."
    )


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
