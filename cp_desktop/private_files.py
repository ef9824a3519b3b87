"""The one way in which this program makes a file or a folder: whole or not at all, and for its owner alone.

A file is filled under a name that nobody can guess, in the folder where it is wanted, and takes its name at the end.
It is made new and through no link, so that nobody who may write in that folder leads it elsewhere; `unfinished` takes
away what a killed program had begun.

What is in the register is nobody else's on the machine, whatever the umask: files are made with 0600 and folders with
0700. Folders that are there already stay as they are, but for the program's own, which older versions left open.
SQLite gives a register's journal the rights of the register. On Windows modes say little: what lies in a user's own
folders is closed to others by the rights it inherits there.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from cp_desktop import file_names, unfinished
from cp_desktop.disclosure import Released, require_released
from cp_desktop.errors import UserError

_FILE, _FOLDER = 0o600, 0o700


def own_place(kind: str) -> Path:
    """The program's own folder for its "data", "config" or "log", whether it is there or not."""
    import platformdirs

    place: Path = getattr(platformdirs, f"user_{kind}_path")("CP Desktop", appauthor=False)
    return place


def _journals() -> Path:
    return own_place("data") / "unfinished"


_journal = unfinished.Journal(_journals)
locks = unfinished.Journal(_journals)  # of registers; one of its own, as they stay for as long as a register is open


def clear_unfinished() -> list[Path]:
    """Takes away what programs that were killed left half written, and nothing of one that runs; returns what went."""
    return unfinished.clear(_journals())


def folder(path: Path) -> Path:
    """Makes a folder, with those above it that are missing, and returns it. Raises OSError, and UserError for one that
    may not be called so."""
    missing = []
    place = path
    while not place.is_dir() and place != place.parent:
        file_names.require_usable(place)
        missing.append(place)
        place = place.parent
    owned = [own_place(kind) for kind in ("data", "config", "log")]
    for place in reversed(missing):
        if not any(own == place or own in place.parents or place in own.parents for own in owned):
            _journal.made(place)
        place.mkdir(mode=_FOLDER, exist_ok=True)
    for own in owned:
        if own == path or own in path.parents:
            _close(own, _FOLDER)
    return path


def empty(path: Path) -> None:
    """Makes an empty file, for SQLite or Qt to fill. Raises OSError, FileExistsError where there is anything."""
    os.close(os.open(path, unfinished.NEW | os.O_WRONLY, _FILE))


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
def part(path: Path) -> Iterator[Path]:
    """An empty file beside `path`, to be filled in the block and moved to where it is wanted; gone if it is still there
    at the end. Raises OSError, which names `path`."""
    made = unfinished.name_for(path)
    _journal.begin(made)
    try:
        with named_as(path, made):
            empty(made)
        yield made
    finally:
        with suppress(OSError):
            unfinished.take_away(made)
        _journal.end(made)


@contextmanager
def part_folder(path: Path) -> Iterator[Path]:
    """A folder beside `path`, hidden and closed to others; gone, with what is in it, at the end. Raises OSError, which
    names `path`."""
    made = unfinished.name_for(path)
    _journal.begin(made)
    try:
        with named_as(path, made):
            made.mkdir(mode=_FOLDER)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        _journal.end(made)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder for what is needed in the block only, among the program's own data. Raises OSError."""
    with part_folder(folder(own_place("data")) / "workspace") as made:
        yield made


@contextmanager
def replaced(path: Path, keep_rights: bool = False) -> Iterator[Path]:
    """A file beside `path`, to be filled in the block, that takes its place at the end; gone if the block raises.

    `keep_rights` gives it the rights of what is there, if anything is: a register that several people share stays
    theirs. Raises OSError, which names `path`, and UserError for a place that is no file's.
    """
    require_file(path)
    with part(path) as filled:
        made = filled.lstat()
        yield filled
        _save_to_disk(filled, made)
        if keep_rights and path.exists():
            _take_rights(filled, path)
        with named_as(path, filled):
            filled.replace(path)


def _save_to_disk(filled: Path, made: os.stat_result) -> None:
    """Or a loss of power could leave the new name with nothing behind it. Raises OSError for another file than was made
    there: somebody put it, or a link, in its place."""
    handle = os.open(filled, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not os.path.samestat(os.fstat(handle), made):
            raise OSError(errno.ELOOP, "another file was put in its place", str(filled))
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, content: bytes) -> None:
    """Writes a file, in place of the one that is there. Raises OSError."""
    with replaced(path) as filled:
        filled.write_bytes(content)


def write_released(path: Path, released: Released) -> None:
    """Writes a file with what the gate let out, as `write`. Raises OSError, TypeError for anything else."""
    require_released(released)
    write(path, released.octets)


def put_all(place: Path, files: Mapping[str, Released]) -> None:
    """Puts files, by their names, into a folder: all or none. Those of the same name are replaced, others stay.

    They are written beside each other first. From then on a program that is killed leaves the rest of them for the
    next start to put there. Raises OSError, and TypeError for what did not come through the gate: then all is as it
    was.
    """
    with ExitStack() as cleared:
        if not place.is_dir():
            folder(place)
            cleared.callback(_remove_if_empty, place)
        beside = cleared.enter_context(part_folder(place / "files"))
        written, old = beside / "new", beside / "old"
        for made in (written, old):
            made.mkdir(mode=_FOLDER)
        for name, released in files.items():
            require_released(released)
            _write_new(written / name, released.octets)
        there = [name for name in files if os.path.lexists(place / name)]
        ready = unfinished.make_ready(written)
        with ExitStack() as undone:
            for name in files:
                if name in there:
                    _keep(place / name, old / name)
                    undone.callback((old / name).replace, place / name)
                else:
                    undone.callback((place / name).unlink, missing_ok=True)
                (ready / name).replace(place / name)
            undone.pop_all()


def _write_new(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, unfinished.NEW | os.O_WRONLY | getattr(os, "O_BINARY", 0), _FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep(path: Path, old: Path) -> None:
    """The same file under a second name, so that the first is never without one; a copy where there are no links."""
    try:
        os.link(path, old, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copyfile(path, old)


def _remove_if_empty(place: Path) -> None:
    with suppress(OSError):
        place.rmdir()


@contextmanager
def hands_out(path: Path) -> Iterator[Path]:
    """As `replaced`, for a file that somebody wants, in a folder that is made if need be. Raises UserError."""
    try:
        folder(path.parent)
        with replaced(path) as filled:
            yield filled
    except OSError as problem:
        raise UserError(
            f"{path} could not be written ({problem.strerror or problem}). Nothing was changed there. "
            "Close the file if it is open, or choose another place."
        ) from problem


def hand_out(path: Path, released: Released) -> None:
    """Writes a file of what the gate let out where somebody wants it, in a folder that is made if need be.

    Raises UserError where it cannot be written, TypeError for what did not come through the gate.
    """
    require_released(released)
    with hands_out(path) as filled:
        filled.write_bytes(released.octets)


def append(path: Path) -> TextIO:
    """A text file, opened to write at its end. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), _FILE)
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


def _take_rights(filled: Path, path: Path) -> None:
    there = path.stat()
    if hasattr(os, "chown"):
        with suppress(OSError):  # a group that this user is not in
            os.chown(filled, -1, there.st_gid)
    filled.chmod(stat.S_IMODE(there.st_mode))
