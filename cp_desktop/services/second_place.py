"""A second place for the copies of a register: a network drive or a stick, for the day on which this computer is gone.

Each user chooses it for each register, on each computer. Copies are brought there after they are kept here, on a
thread of their own: a drive that is away, or that does not answer, holds nobody up. What is known of the place is
written down, so that nobody has to look at it to say so.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from cp_desktop import file_names, private_files
from cp_desktop.errors import UserError
from cp_desktop.register import kept_copies
from cp_desktop.register.file_errors import explained
from cp_desktop.register.store import Copy

FOLDER = "CP Desktop copies"
ASKED_AGAIN = dt.timedelta(days=30)  # after "later"
AWAY_FOR = dt.timedelta(days=7)  # until it is told
AT_ONCE = 5  # copies that were made while it was away
SLOW = 60  # seconds without an answer, after which it is said to be away


@dataclass(frozen=True)
class SecondPlace:
    """What is known of the second place of one register's copies.

    `folder` is "" while none was chosen; `asked_again` is then the day on which it is asked for again ("later"), and
    `unwanted` says that it is never to be. `since` is when it was chosen, `reached` when it was reached last, in local
    time and ISO's words, and `problem` why it was not the last time it was tried.
    """

    folder: str = ""
    unwanted: bool = False
    asked_again: str = ""
    since: str = ""
    reached: str = ""
    problem: str = ""

    def wanted_on(self, today: dt.date) -> bool:
        """Whether it is to be asked for."""
        return not self.folder and not self.unwanted and self.asked_again <= today.isoformat()

    def away_since(self, today: dt.date) -> dt.date | None:
        """The day on which it was reached last, or was chosen, if that is too long ago; else None."""
        if not self.folder:
            return None
        last = dt.datetime.fromisoformat(self.reached or self.since).date()
        return last if today - last >= AWAY_FOR else None


# -- what is known, and what was answered


def known(register_uid: str) -> SecondPlace:
    """What is known of a register's second place, without looking at it."""
    try:
        return SecondPlace(**_read()[register_uid])
    except (KeyError, TypeError):
        return SecondPlace()


def choose(register_uid: str, folder: Path, council: str) -> str:
    """Makes a folder the second place, and says so, with what is to be minded. Raises UserError where it cannot be."""
    try:
        if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir() raises where a path is too long
            raise UserError(f"The folder {folder} is not there. Nothing was changed. Choose another.")
        own = private_files.own_place("data")
        if own.exists() and own.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise UserError(f"{folder} is where the copies are already. Nothing was changed. Choose another place.")
        private_files.folder(_folder_of(folder, register_uid) or folder / FOLDER / _name(register_uid, council))
        same_disk = own.exists() and own.stat().st_dev == folder.stat().st_dev
    except OSError as problem:
        raise _unreached(folder, problem) from problem
    _note(register_uid, SecondPlace(folder=str(folder), since=_now()))
    bring_soon(register_uid)
    minded = " It is on the same disk as the register's copies, and would be lost with it." if same_disk else ""
    return f"Copies are brought to {folder} too from now on.{minded}"


def later(register_uid: str, today: dt.date) -> str:
    """Asks again after a month, and says so."""
    day = today + ASKED_AGAIN
    _note(register_uid, SecondPlace(asked_again=day.isoformat()))
    return "Copies stay on this computer alone. You are asked again in a month."


def never(register_uid: str) -> str:
    """Wants no second place, and says so. What lies in one stays there."""
    _note(register_uid, SecondPlace(unwanted=True))
    return "Copies stay on this computer alone. Settings > Copies is where a second place is chosen."


# -- bringing copies there


_running: dict[str, tuple[threading.Thread, float]] = {}
_again: set[str] = set()
_turn = threading.RLock()


def bring_soon(register_uid: str) -> None:
    """Brings the copies that are not there yet, on a thread of their own; a try under way is let end, and repeated."""
    if not known(register_uid).folder:
        return
    with _turn:
        if register_uid in _running:
            _again.add(register_uid)
            return
        thread = threading.Thread(target=_bring_on_thread, args=(register_uid,), name="second place", daemon=True)
        _running[register_uid] = thread, time.monotonic()
        thread.start()


def _bring_on_thread(register_uid: str) -> None:
    try:
        bring(register_uid)
    finally:
        with _turn:
            del _running[register_uid]
            again = register_uid in _again
            _again.discard(register_uid)
        if again:
            bring_soon(register_uid)


def is_slow(register_uid: str) -> bool:
    """Whether a try has been under way for so long that the place must be away."""
    with _turn:
        return register_uid in _running and time.monotonic() - _running[register_uid][1] > SLOW


def finish(patience: float) -> None:
    """Waits for what is under way, so many seconds in all, before the program ends."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with _turn:
            threads = [thread for thread, _ in _running.values()]
        if not threads:
            return
        threads[0].join(max(0, end - time.monotonic()))


def bring(register_uid: str) -> None:
    """Brings the latest copy there, and a few that were made while the place was away; notes whether it was reached."""
    place = known(register_uid)
    if not place.folder:
        return
    try:
        to = _folder_of(Path(place.folder), register_uid)
        if to is None:
            # Not made anew: where a stick was, an empty folder of this computer may be.
            raise UserError(f"{place.folder} is not there, or is not the one that was chosen.")
        for copy in _missing(register_uid, to, place):
            _bring_one(copy, to)
        kept_copies.thin(list(kept_copies.copies_in(to)))
    except (OSError, UserError) as problem:
        sentence = str(problem if isinstance(problem, UserError) else _unreached(Path(place.folder), problem))
        outcome = replace(place, problem=sentence)
    else:
        outcome = replace(place, reached=_now(), problem="")
    with _turn:
        if known(register_uid).folder == place.folder:  # else another answer was given meanwhile
            _note(register_uid, outcome)


def _missing(register_uid: str, to: Path, place: SecondPlace) -> Iterable[Copy]:
    there = {copy.path.name for copy in kept_copies.copies_in(to)}
    here = kept_copies.copies_of(register_uid)
    since = dt.datetime.fromisoformat(place.reached) if place.reached else None
    made_since = [copy for copy in here if since is not None and copy.made > since][:AT_ONCE]
    return [copy for copy in (made_since or here[:1]) if copy.path.name not in there]


def _bring_one(copy: Copy, to: Path) -> None:
    out = to / copy.path.name
    with private_files.replaced(out) as part:
        shutil.copyfile(copy.path, part)
        if _sha256(part) != _sha256(copy.path):
            raise UserError(f"{out} could not be read again as it was written.")


def copies_there(register_uid: str) -> list[Copy]:
    """The copies in the second place, the latest first; none where there is none. UserError where it is away."""
    place = known(register_uid)
    if not place.folder:
        return []
    try:
        to = _folder_of(Path(place.folder), register_uid)
    except OSError as problem:
        raise _unreached(Path(place.folder), problem) from problem
    if to is None:
        raise UserError(f"The second place for copies, {place.folder}, is not there.")
    return sorted(kept_copies.copies_in(to), key=lambda copy: copy.made, reverse=True)


# -- how it is kept


def _folder_of(folder: Path, register_uid: str) -> Path | None:
    """The folder of a register's copies in a second place; None where it is not there. Raises OSError."""
    if not os.path.isdir(folder / FOLDER):  # noqa: PTH112 - as above
        return None
    own = kept_copies.folder(register_uid).name
    found = (one for one in sorted((folder / FOLDER).iterdir()) if one.name.endswith(own) and one.is_dir())
    return next(found, None)


def _name(register_uid: str, council: str) -> str:
    return file_names.safe(council, ending=f"-{kept_copies.folder(register_uid).name}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreached(folder: Path, problem: OSError) -> UserError:
    return explained(problem) or UserError(f"{folder} could not be reached ({problem.strerror or problem}).")


def _now() -> str:
    return dt.datetime.now().isoformat(" ", "seconds")


def _file() -> Path:
    return private_files.own_place("config") / "second-places.json"


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(register_uid: str, place: SecondPlace) -> None:
    with _turn, suppress(OSError):
        private_files.folder(_file().parent)
        private_files.write(_file(), json.dumps(_read() | {register_uid: asdict(place)}, indent=1).encode())
