"""Where the copies of registers are kept, and which there are: by the register's own number, not by its path.

In the user's own data each register has a folder named by its number, so that one that is renamed or moved keeps its
copies, and one that is lost is found by them. Beside the copies stands where the register was last. Versions before
0.3.0 named the folder by the register's path: the copies in there are found by the number that each holds.
"""

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.places import Place, place_at

from . import sqlite_drill, sqlite_holdings
from .soundness import Cancelled
from .sqlite_identity import identity_of
from .store import FIRST_OPENING, SUFFIX, Copy, Holdings, PastOperation
from .thinning import superfluous

_NAMED = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d{6}))?(?: (.*?))?(?: \d+)?", re.DOTALL)
_NUMBER = re.compile(r"[0-9a-f]{32}")
_PLACE = "place.txt"
now = dt.datetime.now


@dataclass(frozen=True)
class KnownRegister:
    """A register that is known by its copies, the latest first: `place` is where it was last, as far as is known."""

    register_uid: str
    place: Place | None
    copies: list[Copy]

    @property
    def holdings(self) -> Holdings | None:
        """What the latest copy that can be read holds."""
        for copy in self.copies:
            with suppress(UserError):
                return sqlite_holdings.holdings_of(copy.path)
        return None


def folder(register_uid: str) -> Path:
    """Where the copies of a register are kept."""
    return _root() / _name(register_uid)


def uid_at(register: Path) -> str | None:
    """The own number of the register at a path; of one that is gone or unreadable, that of the one last there.

    None where nothing is known of any.
    """
    try:
        return identity_of(register).register_uid
    except UserError:
        return _last_at(register)


def copies_of(register_uid: str) -> list[Copy]:
    """The kept copies of a register, the latest first."""
    own = folder(register_uid)
    found = list(copies_in(own))
    for other in _folders():
        if other != own and not _NUMBER.fullmatch(other.name):
            found += [copy for copy, uid in _with_numbers(other) if uid == register_uid]
    return sorted(found, key=lambda copy: (copy.made, copy.path.name), reverse=True)


def known_registers() -> list[KnownRegister]:
    """All registers that are known by their copies, the one that was copied last first."""
    uids = set()
    for place in _folders():
        uids |= {uid for _, uid in _with_numbers(place) if uid is not None}
    known = [KnownRegister(uid, place_of(uid), copies_of(uid)) for uid in uids]
    return sorted(known, key=lambda one: one.copies[0].made, reverse=True)


def place_of(register_uid: str) -> Place | None:
    """Where a register was last; None where that is not known."""
    try:
        return place_at(os.fsdecode((folder(register_uid) / _PLACE).read_bytes()))
    except (OSError, ValueError):
        return None


def holdings_of(path: Path) -> Holdings:
    """What a copy, or any register's file, holds. Raises UserError where it cannot be read."""
    return sqlite_holdings.holdings_of(path)


def operations_of(path: Path) -> list[PastOperation]:
    """All that was done in what a copy, or any register's file, holds, the oldest first. Raises UserError."""
    return sqlite_holdings.operations_of(path)


def tried(path: Path, cancelled: Cancelled) -> Holdings:
    """What a copy holds, after it was opened as a restore would open it, and checked whole.

    Raises UserError for one that would not serve, and CheckStoppedError when `cancelled` says so.
    """
    return sqlite_drill.tried(path, cancelled)


def copies_in(place: Path) -> Iterator[Copy]:
    """The copies in a folder, by their names, in no order; none where there is no such folder."""
    try:
        names = sorted(os.listdir(place))  # noqa: PTH208 - Path.iterdir() raises late, at the first step
    except OSError:
        return
    for name in names:
        path = place / name
        found = _NAMED.fullmatch(name.removesuffix(path.suffix))
        if found is None or name.endswith("-journal"):
            continue
        try:
            state = path.stat()
            made = dt.datetime.fromisoformat(f"{found[1]}T{found[2] or '000000'}")
        except (OSError, ValueError):  # gone meanwhile, or only looks like one of ours
            continue
        # The name is told to the second, or, by older versions, to the day; the file knows better, if nobody copied it.
        written, unsure = _written(state.st_mtime), dt.timedelta(minutes=1) if found[2] else dt.timedelta(days=1)
        made = written if made <= written < made + unsure else made
        yield Copy(path, made, state.st_size, found[3] or FIRST_OPENING)


def _written(seconds: float) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(seconds)
    except (OverflowError, OSError, ValueError):  # a date that this system's clock does not know
        return dt.datetime.min


def place_for(register_uid: str, why: str) -> Path:
    """The path of a new copy, which nothing has yet."""
    start, number = f"{now():%Y-%m-%d %H%M%S} {why}", 1
    out = folder(register_uid) / f"{start}{SUFFIX}"
    while out.exists():
        number += 1
        out = out.with_name(f"{start} {number}{SUFFIX}")
    return out


def thin(kept: list[Copy]) -> None:
    """Removes the copies of one register that are no longer needed. What cannot be removed stays, for the next time."""
    for old in superfluous(kept, now(), _holds_anything):
        with suppress(OSError):
            old.path.unlink()


def _holds_anything(copy: Copy) -> bool:
    try:
        return sqlite_holdings.holdings_of(copy.path).anything
    except UserError:
        return False


def remember_place(register_uid: str, register: Path) -> None:
    """Notes where a register is, for the day on which it is gone. Where that cannot be kept, only comfort is lost."""
    note, words = folder(register_uid) / _PLACE, str(place_at(register)).encode(errors="surrogateescape")
    with suppress(OSError):
        if not note.exists() or note.read_bytes() != words:
            private_files.write(note, words)


# -- how they are found


def _root() -> Path:
    return private_files.own_place("data") / "copies"


def _name(register_uid: str) -> str:
    """A number that is none of ours, as a stranger's file may have, makes no path of its own."""
    if _NUMBER.fullmatch(register_uid):
        return register_uid
    return hashlib.sha256(register_uid.encode(errors="surrogatepass")).hexdigest()[:32]


def _folders() -> list[Path]:
    try:
        return sorted(place for place in _root().iterdir() if place.is_dir())
    except OSError:
        return []


def _with_numbers(place: Path) -> Iterator[tuple[Copy, str | None]]:
    """The copies in a folder with their registers' own numbers.

    What cannot be read belongs to the register whose folder it is, or whose copies alone are beside it.
    """
    copies = list(copies_in(place))
    uids = [_uid_of(copy.path, copy.made, copy.size) for copy in copies]
    certain = {uid for uid in uids if uid is not None}
    if not certain and _NUMBER.fullmatch(place.name):
        certain = {place.name}
    theirs = next(iter(certain)) if len(certain) == 1 else None
    return zip(copies, (uid or theirs for uid in uids), strict=True)


@lru_cache(maxsize=1024)
def _uid_of(path: Path, made: dt.datetime, size: int) -> str | None:
    """Remembered, as a copy that is kept never changes."""
    try:
        return identity_of(path).register_uid
    except UserError:
        return None


def _last_at(register: Path) -> str | None:
    wanted = place_at(register).identity
    notes = []
    for place in _folders():
        note = place / _PLACE
        with suppress(OSError):
            if place_at(os.fsdecode(note.read_bytes())).identity == wanted:
                uids = {uid for _, uid in _with_numbers(place) if uid is not None}
                notes += [(note.stat().st_mtime, uid) for uid in uids]
    if notes:
        return max(notes)[1]
    return _last_by_path(register)


def _last_by_path(register: Path) -> str | None:
    """As older versions found the folder of a register."""
    number = hashlib.sha256(os.fsencode(register.resolve())).hexdigest()[:8]
    copies = sorted(_with_numbers(_root() / f"{register.stem[:60]}-{number}"), key=lambda pair: pair[0].made)
    return next((uid for _, uid in reversed(copies) if uid is not None), None)
