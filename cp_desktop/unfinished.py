"""What a program that was killed had begun to write, and how the next start takes it away.

Each running program keeps a journal in the user's own data, a line for each file or folder that it is about to begin
beside its place, and holds the journal's lock while it lives. At a start the journals that nobody holds are gone
through: their makers are dead. What they name is taken away if it has a name as only this program makes them; nothing
else is touched. What lies where it cannot be reached, on a drive that is away, is kept in mind for another start.
"""

import atexit
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from cp_desktop import system_lock

PART = ".part"
_OURS = re.compile(rf"\..*\.[0-9a-f]{{32}}{re.escape(PART)}", re.DOTALL)
_BESIDE = ("-journal", "-wal", "-shm", ".lock")  # of a register that was being made
_JOURNAL = ".journal"
# In a folder: files that are all written and go beside it, all or none, and what was there before them.
_READY, _THERE = "ready", "there.json"
_ROUNDS = 50
# For its owner alone, new, and through no link that somebody put there. Windows knows links by another way.
NEW = os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def name_for(path: Path) -> Path:
    """A name beside a path that nobody can guess and that `clear` knows again."""
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(16)}{PART}")


class Journal:
    """The journal of this program, in the folder that `place` gives; made when there is something to write down."""

    def __init__(self, place: Callable[[], Path]) -> None:
        self._place = place
        self._turn = threading.Lock()
        self._handle: int | None = None
        self._path: Path | None = None
        self._under_way: list[Path] = []  # one twice where two threads ask for one lock
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)
        atexit.register(self.close)

    def begin(self, path: Path, lock: bool = False) -> None:
        """Writes down what is about to be made: a file or folder on its way, or a `lock` file that stays until `end`.

        Where that cannot be kept, a kill may leave it.
        """
        with self._turn, suppress(OSError):
            self._write("lock" if lock else "part", path)
            self._under_way.append(path)

    def made(self, folder: Path) -> None:
        """Writes down a folder that was made for what follows: it goes again if nothing came into it."""
        with self._turn, suppress(OSError):
            self._write("folder", folder)

    def end(self, path: Path) -> None:
        """What `begin` wrote down is at its place or gone."""
        with self._turn, suppress(OSError):
            if path in self._under_way:  # not one that was begun before this process was forked off
                self._under_way.remove(path)
            if self._handle is not None and not self._under_way:
                os.ftruncate(self._handle, 0)

    def close(self) -> None:
        """Takes the journal away, if nothing is under way."""
        with self._turn:
            self._close()

    def _close(self) -> None:
        if self._handle is not None and self._path is not None and not self._under_way:
            handle, self._handle = self._handle, None
            with suppress(OSError):
                os.close(handle)
                self._path.unlink()

    def _write(self, kind: str, path: Path) -> None:
        if self._handle is None or self._path is None or self._path.parent != self._place():
            self._open()
        assert self._handle is not None
        line = json.dumps([kind, os.fsdecode(path.absolute())])
        os.write(self._handle, f"{line}\n".encode("ascii"))
        os.fsync(self._handle)  # the file must not outlive the line, when power is lost

    def _open(self) -> None:
        self._close()
        place = self._place()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in range(_ROUNDS):
            path = place / f"{secrets.token_hex(16)}{_JOURNAL}"
            handle = os.open(path, NEW | os.O_WRONLY | os.O_APPEND, 0o600)
            try:
                system_lock.take(handle)
                same = os.path.samestat(os.fstat(handle), path.stat())
            except OSError:  # somebody who is just clearing took it for one that is left
                same = False
            if same:
                self._handle, self._path = handle, path
                return
            os.close(handle)
            with suppress(OSError):
                path.unlink()
        raise OSError("no journal could be held")

    def _forked(self) -> None:
        """A process that was forked off keeps a journal of its own: this one is its parent's."""
        self._turn = threading.Lock()
        self._handle, self._path, self._under_way = None, None, []


def clear(place: Path) -> list[Path]:
    """Takes away what dead programs left half written, by their journals in a folder; returns what went."""
    gone: list[Path] = []
    with suppress(OSError):
        for journal in sorted(place.iterdir()):
            if journal.suffix == _JOURNAL:
                with suppress(OSError):
                    gone += _clear(journal)
    return gone


def _clear(journal: Path) -> list[Path]:
    handle = os.open(journal, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        system_lock.take(handle)  # or OSError: its maker lives, or somebody else clears
        gone, remain = [], False
        for kind, path in _lines(journal):
            try:
                if kind == "part" and _OURS.fullmatch(path.name):
                    _put_ready(path)
                    gone += take_away(path)
                    remain = remain or not path.parent.is_dir()  # its drive may be away
                elif kind == "folder":
                    path.rmdir()
                elif kind == "lock":
                    gone += _take_lock_away(path)
            except (OSError, ValueError):  # open elsewhere, or not as it was written
                remain = remain or kind == "part"
        system_lock.let_go(handle)
    finally:
        os.close(handle)
    if not remain:
        journal.unlink()
    return gone


def _lines(journal: Path) -> Iterator[tuple[str, Path]]:
    """What a journal names, what was made last first; a line that was not written whole is none."""
    for line in reversed(journal.read_text(encoding="ascii", errors="replace").splitlines()):
        try:
            kind, path = json.loads(line)
            yield str(kind), Path(path)
        except (ValueError, TypeError):
            continue


def _take_lock_away(path: Path) -> list[Path]:
    """Takes a lock file away that nobody holds by now, and that says so itself. Raises OSError."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        system_lock.take(handle)
        found = os.fstat(handle)
        ours = stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and os.read(handle, 7) in (b"", b'{"who":')
        if ours and sys.platform != "win32":  # while it is held, or it might be the next writer's
            path.unlink()
        system_lock.let_go(handle)
    finally:
        os.close(handle)
    if ours and sys.platform == "win32":
        path.unlink()  # fails where somebody has it open by now
    return [path] if ours else []


def make_ready(written: Path) -> Path:
    """Says of a folder in a part that all its files are written and go beside the part; returns where it is now.

    Noted is what they replace, so that a later start puts none over what somebody has changed since. Raises OSError.
    """
    place = written.parent.parent
    there = {name: _digest(place / name) for name in os.listdir(written)}  # noqa: PTH208 - as below
    handle = os.open(written.with_name(_THERE), NEW | os.O_WRONLY, 0o600)
    try:
        os.write(handle, json.dumps(there).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    return written.rename(written.with_name(_READY))


def _put_ready(part: Path) -> None:
    """Puts what was made ready in a part into the folder that the part is in. Raises OSError."""
    ready = part / _READY
    if not part.is_symlink() and ready.is_dir():
        for name, before in json.loads((part / _THERE).read_text(encoding="ascii")).items():
            wanted = part.with_name(name)
            if (ready / name).is_file() and _digest(wanted) == before:
                (ready / name).replace(wanted)


def _digest(path: Path) -> str | None:
    """A digest of what is at a place; None where there is nothing."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def take_away(part: Path) -> list[Path]:
    """Takes a part away, with what SQLite and a lock put beside it; returns what went. Raises OSError.

    A link or a device under its name is nothing that this program made, and stays.
    """
    gone = []
    for one in (part, *(part.with_name(part.name + ending) for ending in _BESIDE)):
        with suppress(FileNotFoundError):
            kind = one.lstat().st_mode
            if stat.S_ISDIR(kind) and one == part:
                shutil.rmtree(one)
            elif stat.S_ISREG(kind):
                one.unlink()
            else:
                continue
            gone.append(one)
    return gone
