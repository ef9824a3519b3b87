"""Trying whether a copy would serve: opened as a restore would open it, with all of it checked and counted."""

from pathlib import Path

from cp_desktop.errors import UserError

from . import schema, sqlite_check, sqlite_file
from .file_errors import translate_errors
from .soundness import Cancelled
from .sqlite_holdings import holdings_of
from .store import Holdings


def tried(copy: Path, cancelled: Cancelled) -> Holdings:
    """What a copy holds, after the whole check of it; one of an older version is brought up to date in another file.

    Raises UserError for one that could not be restored, or not whole, and CheckStoppedError when `cancelled` says so.
    """
    with translate_errors():
        if sqlite_file.recognise(copy) == schema.revisions()[-1]:
            return _checked(copy, cancelled)
        with sqlite_check.snapshot(copy) as own:
            sqlite_file.upgrade(own)
            return _checked(own, cancelled)


def _checked(path: Path, cancelled: Cancelled) -> Holdings:
    sqlite_file.check(path)
    found = sqlite_check.whole(path, lambda *_: None, cancelled)
    if not found.sound:
        raise UserError(f"{path.name} is not sound: {' '.join(found.damage[:3])}")
    return holdings_of(path)
