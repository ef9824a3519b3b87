"""The program's own files, outside every register: its log, and the list of the registers opened last."""

import datetime as dt
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


def write_log(text: str) -> Path:
    """Appends a bug's details to the log and returns its path."""
    from platformdirs import user_log_path

    log = user_log_path("CP Desktop", appauthor=False, ensure_exists=True) / "cp-desktop.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    return log


def _list() -> Path:
    from platformdirs import user_config_path

    return user_config_path("CP Desktop", appauthor=False) / "recent-registers.txt"
