"""The file that a store has open: whether the one at its place is still that register, with all that was seen of it.

Between two looks at it the file may have been renamed, restored, synchronised or swapped for another register. So each
transaction asks of what it is about to read or write: it is the same register, and its history holds the last
operation that was seen here. A newer history that does is taken up: somebody else did more, or a program that
synchronises brought it. Anything else is told, and nothing is written to it.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.places import FilePlace

from . import kept_copies, sqlite_file
from .file_errors import translate_errors
from .history import local
from .sqlite_identity import Identity, file_id, identity_in
from .store import RegisterReplacedError, RegisterUnreadableError, Replacement

REPLACED = "replaced while open"  # why a copy was made
_ROUNDS = 50  # a file that is replaced more often while it is opened is not to be had
_DONE_AT = "SELECT at FROM operation WHERE id = {:d}"
_COUNCIL = "SELECT name FROM council WHERE id = 1"
Execute = Callable[[str], Any]  # executes a statement in a transaction, as a connection does


class OpenFile:
    """A register's file from its opening to its closing.

    `trouble` says what is wrong with the one at its place, as the last look found it; None while nothing is.
    `followed` counts how often another file took its place that held all that was seen. `rescued` is the copy of what
    was open that was kept when something else was found at its place, None where none was or could be.
    """

    def __init__(self, path: Path, hold: bool, told: Callable[[], None]) -> None:
        """With `hold`, the file is kept open, so that it can still be read when another takes its place.

        `told` is called, from whichever thread, when `trouble` has changed.
        """
        self._path, self._hold, self._told = path, hold, told
        self._turn = threading.Lock()
        self._held: sqlite3.Connection | None = None
        self.trouble: RegisterReplacedError | None = None
        self.followed = 0
        self.rescued: Path | None = None
        self._rescued_as: Identity | None = None
        connection, self._file = self._connect()
        try:
            self._seen = identity_in(connection.execute)  # None in a register that is only being made
        except BaseException:
            connection.close()
            raise
        self._keep(connection)

    def close(self) -> None:
        """Lets go of the file."""
        with self._turn:
            held, self._held = self._held, None
            if held is not None:
                held.close()

    # -- before and after each transaction

    def state(self) -> tuple[int, ...]:
        """Which file is at the place, and how it was last written. Differs when it was replaced or written by others.

        Raises RegisterReplacedError where there is none, RegisterUnreadableError where that cannot be told.
        """
        try:
            there = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            missing = self._missing()
            self._tell(missing)
            raise missing from None
        except OSError as problem:  # a network drive that fails, a folder that may not be entered any more
            raise RegisterUnreadableError(
                f"{self._path} cannot be reached ({problem.strerror}). Nothing was changed. Is its drive connected, "
                "and may you open its folder?"
            ) from problem
        return there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns

    def is_at_place(self, state: tuple[int, ...]) -> bool:
        """Whether the file that was in that state is at the place still. Raises as `state` does."""
        return self.state()[:2] == state[:2]

    def look(self, execute: Execute) -> Identity | None:
        """Looks at the register that a transaction, which has just begun, reads or writes, and returns which it is;
        None while it is only being made.

        Raises RegisterReplacedError unless it is the one that was opened, with all that was seen of it.
        """
        seen = self._seen  # before it is read: what another thread saves meanwhile need not be in it
        found = identity_in(execute)
        trouble = self._wrong_with(found, seen, execute) if seen else None
        self._tell(trouble)
        if trouble:
            raise trouble
        self._saw(found)
        self._follow()
        return found

    def saved(self, execute: Execute) -> None:
        """Takes in what a transaction that has ended left behind: from now on it is missed where it is not."""
        with suppress(sqlite3.Error):
            found = identity_in(execute)
            if found and self._seen and found.register_uid == self._seen.register_uid:
                self._saw(found)

    def _saw(self, found: Identity | None) -> None:
        with self._turn:
            if found and (self._seen is None or _number(found) > _number(self._seen)):
                self._seen = found

    def _tell(self, trouble: RegisterReplacedError | None) -> None:
        changed = str(trouble) != str(self.trouble)
        self.trouble = trouble
        if changed and trouble is not None and trouble.by is not Replacement.RENAMED:
            self._rescue()
        if changed:
            self._told()

    # -- what is wrong

    def _wrong_with(self, found: Identity | None, seen: Identity, execute: Execute) -> RegisterReplacedError | None:
        name = self._path.name
        if found is None:
            return RegisterReplacedError(
                f"{name} is no register any more: it was emptied or written over. Nothing was saved. "
                "Restore the latest copy from File > Restore a copy.",
                Replacement.NO_REGISTER,
            )
        if found.register_uid != seen.register_uid:
            [council] = execute(_COUNCIL).fetchone()
            return RegisterReplacedError(
                f"{name} is another register now, of {council}: the one that was open here was replaced by it. "
                "Nothing was saved. Open it again to go on with what is there, or put the right file back.",
                Replacement.ANOTHER,
                FilePlace(self._path),
            )
        if _holds(found, seen, execute):
            if found.version == seen.version:
                return None
            return RegisterReplacedError(
                f"{name} was brought up to another version of the program meanwhile ({found.version}). Nothing was "
                "saved. Open it again, with that version.",
                Replacement.ANOTHER_VERSION,
                FilePlace(self._path),
            )
        assert seen.last is not None  # without one, it would be held
        done = show(local(seen.last.at))
        return RegisterReplacedError(
            f"{name} was replaced by an earlier or another state of this register: what was done on {done} is not in "
            "it. Nothing was saved. Open it again to go on with what is there, or put the right file back.",
            Replacement.ANOTHER_STATE,
            FilePlace(self._path),
        )

    def _missing(self) -> RegisterReplacedError:
        moved = self._moved_to()
        if moved is not None:
            return RegisterReplacedError(
                f"{self._path.name} was renamed while it was open: it is {moved.name} now. Nothing was saved. "
                "Open it under that name.",
                Replacement.RENAMED,
                FilePlace(moved),
            )
        return RegisterReplacedError(
            f"{self._path} cannot be reached: it was moved, renamed or deleted while it was open, or its drive is "
            "away. Nothing was saved. Put it back, or connect the drive, and go on.",
            Replacement.MISSING,
        )

    def _moved_to(self) -> Path | None:
        with suppress(OSError):
            for path in self._path.parent.iterdir():
                if path.suffix == self._path.suffix and self._file and file_id(path) == self._file:
                    return path
        return None

    # -- the file that is held

    def _connect(self) -> tuple[sqlite3.Connection, Any]:
        for _ in range(_ROUNDS):
            before = file_id(self._path)
            connection = sqlite3.connect(
                sqlite_file.address(self._path, "ro"), uri=True, isolation_level=None, check_same_thread=False
            )
            if file_id(self._path) == before:
                return connection, before
            connection.close()
        raise UserError(f"{self._path.name} is being replaced again and again. Nothing was changed. Try again later.")

    def _keep(self, connection: sqlite3.Connection) -> None:
        held, self._held = self._held, connection if self._hold else None
        if held is not None:
            held.close()
        if not self._hold:
            connection.close()

    def _follow(self) -> None:
        """Holds the file that took the place of the one that was held, if it holds all that was seen as well."""
        with suppress(OSError, sqlite3.Error), self._turn:
            if file_id(self._path) == self._file:
                return
            connection, file = self._connect()
            found = identity_in(connection.execute)
            if found and self._seen and _holds(found, self._seen, connection.execute):
                self._keep(connection)
                self._file = file
                self.followed += 1
            else:
                connection.close()

    def _rescue(self) -> None:
        """Keeps what was open among the copies: when this program lets go of the file, nobody can read it any more."""
        seen = self._seen
        if seen is None or seen == self._rescued_as or not self.can_keep():
            return
        self._rescued_as = seen
        out = kept_copies.place_for(seen.register_uid, REPLACED)
        with suppress(UserError, OSError):
            private_files.folder(out.parent)
            self.keep(out)
            self.rescued = out

    def can_keep(self) -> bool:
        """Whether what was open here can still be read, though another file is at its place."""
        with suppress(sqlite3.Error), self._turn:
            if self._held is not None and self._seen is not None:
                found = identity_in(self._held.execute)
                return found is not None and _holds(found, self._seen, self._held.execute)
        return False

    def keep(self, out: Path) -> None:
        """Writes what was open here to a new file, whole or not at all. Raises UserError."""
        with translate_errors():
            if not self.can_keep():
                raise UserError(
                    "What was open here cannot be read any more. Nothing was written. Restore the latest copy from "
                    "File > Restore a copy."
                )
            if out.exists():
                raise UserError(f"{out.name} is there already. Nothing was written. Choose another name.")
            with private_files.replaced(out) as part, closing(sqlite3.connect(part)) as target, self._turn:
                assert self._held is not None
                self._held.backup(target)


def _number(identity: Identity) -> int:
    return identity.last.number if identity.last else 0


def _holds(found: Identity, seen: Identity, execute: Execute) -> bool:
    """Whether a register that was read is the one that was seen, with its last operation."""
    if found.register_uid != seen.register_uid:
        return False
    if seen.last is None or found.last == seen.last:
        return True
    row = execute(_DONE_AT.format(seen.last.number)).fetchone()
    with suppress(TypeError, ValueError):
        return row is not None and dt.datetime.fromisoformat(row[0]) == seen.last.at
    return False
