"""The one way in which this program makes a file or a folder: whole or not at all, and for its owner alone.

What is in the register is nobody else's on the machine, whatever the umask: files are made with 0600 and folders with
0700. Folders that are there already stay as they are, but for the program's own, which older versions left open.
SQLite gives a register's journal the rights of the register. On Windows modes say little: what lies in a user's own
folders is closed to others by the rights it inherits there.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from cp_desktop import file_names
from cp_desktop.errors import UserError

_FILE, _FOLDER = 0o600, 0o700


def own_place(kind: str) -> Path:
    """The program's own folder for its "data", "config" or "log", whether it is there or not."""
    import platformdirs

    place: Path = getattr(platformdirs, f"user_{kind}_path")("CP Desktop", appauthor=False)
    return place


def folder(path: Path) -> Path:
    """Makes a folder, with those above it that are missing, and returns it. Raises OSError, and UserError for one that
    may not be called so."""
    missing = []
    place = path
    while not place.is_dir() and place != place.parent:
        file_names.require_usable(place)
        missing.append(place)
        place = place.parent
    for place in reversed(missing):
        place.mkdir(mode=_FOLDER, exist_ok=True)
    for own in map(own_place, ("data", "config", "log")):
        if own == path or own in path.parents:
            _close(own, _FOLDER)
    return path


def empty(path: Path) -> None:
    """Makes an empty file, for SQLite or Qt to fill. Raises OSError, FileExistsError where there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE))


def require_file(path: Path) -> None:
    """Raises UserError for a name that no file may have, and for a pipe or a device, which would be waited for. A
    folder is refused by the system."""
    file_names.require_usable(path)
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):  # noqa: PTH110, PTH112, PTH113 - Path's own raise where a path is too long
        raise UserError(f"{path} is a pipe or a device, not a file. Nothing was written. Choose another name.")


@contextmanager
def named_as(path: Path, own: Path) -> Iterator[None]:
    """An OSError of the block about `own`, a file that the program makes beside `path`, names the one asked for."""
    try:
        yield
    except OSError as problem:
        if problem.filename == str(own) or problem.filename == own:
            problem.filename = str(path)
        raise


@contextmanager
def replaced(path: Path, keep_rights: bool = False) -> Iterator[Path]:
    """A file beside `path`, to be filled in the block, that takes its place at the end; gone if the block raises.

    `keep_rights` gives it the rights of what is there, if anything is: a register that several people share stays
    theirs. Raises OSError, which names `path`, and UserError for a place that is no file's.
    """
    require_file(path)
    part = path.with_name(f".{path.name[:40]}.{os.getpid()}.part")
    with named_as(path, part):
        part.unlink(missing_ok=True)
    try:
        with named_as(path, part):
            empty(part)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())  # or a loss of power could leave the new name with nothing behind it
        if keep_rights and path.exists():
            _take_rights(part, path)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write(path: Path, content: bytes) -> None:
    """Writes a file, in place of the one that is there. Raises OSError."""
    with replaced(path) as part:
        part.write_bytes(content)


def hand_out(path: Path, content: bytes) -> None:
    """Writes a file where somebody wants it, in a folder that is made if need be. Raises UserError."""
    try:
        folder(path.parent)
        write(path, content)
    except OSError as problem:
        raise UserError(
            f"{path} could not be written ({problem.strerror or problem}). Nothing was changed there. "
            "Close the file if it is open, or choose another place."
        ) from problem


def append(path: Path) -> TextIO:
    """A text file, opened to write at its end. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _FILE)
    _close(path, _FILE)
    return os.fdopen(handle, "a", encoding="utf-8", buffering=1)


def rights_of(path: Path) -> int:
    """The mode for a file that goes with another: as that one's, or for its owner alone where it is not there yet."""
    try:
        return stat.S_IMODE(path.stat().st_mode) & 0o666
    except OSError:
        return _FILE


def _close(path: Path, mode: int) -> None:
    """Takes a file or folder of the program's own away from others, where it is there and is the user's."""
    with suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) & ~mode:
            path.chmod(mode)


def _take_rights(part: Path, path: Path) -> None:
    there = path.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):  # a group that this user is not in
            os.chown(part, -1, there.st_gid)
    part.chmod(stat.S_IMODE(there.st_mode))
