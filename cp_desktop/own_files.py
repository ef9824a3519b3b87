"""The program's own files, outside every register: its log, the list of the registers opened last, and drafts."""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

RECENT = 8


def recent_registers() -> list[Path]:
    """The registers opened last, the latest first, those that are still there."""
    try:
        paths = _list().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [Path(path) for path in paths if Path(path).is_file()]


def remember_register(path: Path) -> None:
    """Puts a register at the head of the recent ones. Where that cannot be kept, only comfort is lost."""
    path = path.absolute()
    paths = [path, *(other for other in recent_registers() if other != path)][:RECENT]
    try:
        _list().parent.mkdir(parents=True, exist_ok=True)
        _list().write_text("".join(f"{other}\n" for other in paths), encoding="utf-8")
    except OSError:
        return


def log_file() -> Path:
    """Where bugs are written down. Raises OSError where its folder cannot be made."""
    from platformdirs import user_log_path

    return user_log_path("CP Desktop", appauthor=False, ensure_exists=True) / "cp-desktop.log"


def write_log(text: str) -> Path | None:
    """Appends a bug's details to the log and returns its path, or None where they could not be written down."""
    try:
        log = log_file()
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    except OSError:
        return None
    return log


def read_draft(name: str) -> str | None:
    """What was typed and never saved, as `keep_draft` kept it under that name; None when there is nothing."""
    try:
        return _draft(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def keep_draft(name: str, text: str) -> None:
    """Keeps what is being typed, readable by its owner alone. Where that cannot be done, only comfort is lost."""
    part = _draft(name).with_suffix(".part")
    with suppress(OSError):
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(_draft(name))  # whole or not at all, whenever the program is stopped


def forget_draft(name: str) -> None:
    """Takes a draft away."""
    with suppress(OSError):
        _draft(name).unlink(missing_ok=True)


def _draft(name: str) -> Path:
    from platformdirs import user_data_path

    return user_data_path("CP Desktop", appauthor=False) / "drafts" / f"{name}.json"


def _list() -> Path:
    from platformdirs import user_config_path

    return user_config_path("CP Desktop", appauthor=False) / "recent-registers.txt"
