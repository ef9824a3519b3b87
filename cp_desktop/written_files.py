"""Whether a file may be written where another one is: the one rule for what this program hands out.

Over what it wrote itself, and nobody has changed since, it may; over anything else only when somebody said so. So a
note is kept of each file written, among the program's own data: digests of its bytes and of its place, no word of it.
"""

import hashlib
import os
from contextlib import suppress
from enum import Enum
from pathlib import Path

from cp_desktop import private_files
from cp_desktop.errors import UserError

NOTED = 2_000  # files written last; what is forgotten counts as somebody else's


class FileOrigin(Enum):
    """Whose file is at a place."""

    MISSING = "there is none"
    OURS = "as this program wrote it"
    CHANGED = "was changed since this program wrote it"
    OTHERS = "may be somebody's own work"

    @property
    def precious(self) -> bool:
        """Whether something would be lost that this program cannot write again."""
        return self in (FileOrigin.CHANGED, FileOrigin.OTHERS)


def origin_of(path: Path) -> FileOrigin:
    """Whose file is at a place. What cannot be read there is left to the writing, which says why it cannot be done."""
    try:
        if not path.is_file():
            return FileOrigin.MISSING
        content = _digest(path)
    except OSError:
        return FileOrigin.MISSING
    notes = [line.split() for line in _read()]
    if any(note[0] == content for note in notes):
        return FileOrigin.OURS
    place = _place(path)
    return FileOrigin.CHANGED if any(note[-1] == place for note in notes) else FileOrigin.OTHERS


def require_replaceable(path: Path, replace: bool = False) -> None:
    """Raises UserError where a file is that may not be written over, unless `replace` says that somebody wants it."""
    if not replace and (origin := origin_of(path)).precious:
        raise UserError(
            f"{path.name} is there already, {origin.value}, and was left as it is. Nothing was written. Choose another "
            "name, or say --replace to write over it."
        )


def note(path: Path) -> None:
    """Remembers a file as this program has just written it. Where that cannot be kept, it counts as another's."""
    with suppress(OSError):
        private_files.folder(_notes().parent)
        lines = [*_read(), f"{_digest(path)} {_place(path)}"]
        if len(lines) > NOTED:
            private_files.write(_notes(), "".join(f"{line}\n" for line in lines[-NOTED // 2 :]).encode())
        else:
            with private_files.append(_notes()) as file:
                file.write(f"{lines[-1]}\n")


def _read() -> list[str]:
    try:
        return [line for line in _notes().read_text(encoding="ascii").splitlines() if line.strip()]
    except (OSError, ValueError):
        return []


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(path: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.normcase(path.resolve()))).hexdigest()


def _notes() -> Path:
    return private_files.own_place("data") / "written-files.txt"
