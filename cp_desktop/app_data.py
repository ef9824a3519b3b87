"""The program's own files, outside every register: its log, the list of the registers opened last, and drafts."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.places import Place, place_at

RECENT = 8
LOG_SIZE, LOGS_KEPT = 256 * 1024, 2  # letters until one is begun anew; how many older ones there are


def recent_registers() -> list[Place]:
    """The registers opened last, the latest first, those that are still there."""
    try:
        lines = _list().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [place for place in map(place_at, lines) if place.is_there()]


def remember_register(place: Place) -> None:
    """Puts a register at the head of the recent ones. Where that cannot be kept, only comfort is lost."""
    places = [place, *(other for other in recent_registers() if other != place)][:RECENT]
    try:
        private_files.folder(_list().parent)
        private_files.write(_list(), "".join(f"{other}\n" for other in places).encode())
    except OSError:
        return


def log_file() -> Path:
    """Where bugs are written down. Raises OSError where its folder cannot be made."""
    return private_files.folder(private_files.own_place("log")) / "cp-desktop.log"


def messages_file() -> Path:
    """Where a command says what went wrong if it has no console: apart from the log, for it may quote the register.

    Raises OSError where its folder cannot be made.
    """
    return private_files.folder(private_files.own_place("data")) / "messages.txt"


def write_log(text: str) -> Path | None:
    """Appends a bug's details to the log and returns its path, or None where they could not be written down."""
    try:
        log = log_file()
        make_room(log)
        with private_files.append(log) as file:
            file.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}\n{text[:LOG_SIZE]}\n")
    except (OSError, UserError):
        return None
    return log


def make_room(log: Path) -> None:
    """Begins a log anew once it is large, and keeps the one before under another name, and one more.

    Raises UserError for a pipe or a device at its place, which would be waited for.
    """
    private_files.require_file(log)
    with suppress(OSError):  # it is not there yet; another program holds it, and it grows on
        if log.stat().st_size > LOG_SIZE:
            older = [log.with_stem(f"{log.stem}.{number}") for number in range(LOGS_KEPT, 0, -1)]
            for old, new in zip([*older[1:], log], older, strict=True):
                with suppress(FileNotFoundError):
                    old.replace(new)


def read_draft(name: str) -> str | None:
    """What was typed and never saved, as `keep_draft` kept it under that name; None when there is nothing."""
    try:
        return _draft(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def keep_draft(name: str, text: str) -> None:
    """Keeps what is being typed. Where that cannot be done, only comfort is lost."""
    with suppress(OSError):
        private_files.folder(_draft(name).parent)
        private_files.write(_draft(name), text.encode())


def forget_draft(name: str) -> None:
    """Takes a draft away."""
    with suppress(OSError):
        _draft(name).unlink(missing_ok=True)


def drafts_of(register_uid: str) -> Iterator[tuple[str, str]]:
    """(name, what was typed, as text) of every draft that is kept of a register."""
    own = private_files.own_place("data") / "drafts" / register_uid
    for path in sorted(own.glob("*.json")):
        with suppress(OSError, ValueError):
            text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
            yield f"{register_uid}/{path.stem}", text


def forget_registers(unwanted: Callable[[str], bool]) -> None:
    """Takes registers from the list of those opened last by what is said of where they are."""
    with suppress(OSError):
        lines = _list().read_text(encoding="utf-8").splitlines()
        if any(map(unwanted, lines)):
            private_files.write(_list(), "".join(f"{line}\n" for line in lines if not unwanted(line)).encode())


def _draft(name: str) -> Path:
    return private_files.own_place("data") / "drafts" / f"{name}.json"


def _list() -> Path:
    return private_files.own_place("config") / "recent-registers.txt"
