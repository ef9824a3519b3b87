"""Whom what is in the register is for, and what was let out of it.

Each column of the model declares its class; a column that declares none leaves by no road at all. The classes follow
what may be published of a council's children: nothing of one child, of a safeguarding concern or of a visit's
narrative, no address and by default no name of a home, no councillor's private contact details.

Only the gate (`services/disclosure.py`) makes what is `Released`, and only that is written to files outside, to the
clipboard, a printer or the terminal.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any


class Disclosure(IntEnum):
    """Whom a value may be told, the least guarded first."""

    PUBLIC = 0  # anybody: published papers, exports to hand on
    INTERNAL = 1  # this office and those who deal with it: what names a home, and numbers of children
    PRIVATE = 2  # this office alone, and in no paper or letter: people's own contact details, notes about them
    GUARDED = 3  # nobody by an export or a copy: visit narratives, safeguarding, files kept with a visit


PUBLIC, INTERNAL, PRIVATE, GUARDED = Disclosure

_NOTICE, _END = "Internal: ", "for this office only. Do not hand it on."
_INTERNAL = re.compile(r"\binternal\b", re.I)


@dataclass(frozen=True)
class Released:
    """Something that was let out: its bytes, or its words, and the most guarded class of what is in it."""

    content: bytes | str
    disclosure: Disclosure

    @property
    def octets(self) -> bytes:
        """What a file of it holds."""
        return self.content.encode() if isinstance(self.content, str) else self.content

    @property
    def words(self) -> str:
        """What is put on the clipboard or printed on a terminal. Raises TypeError for what is no text."""
        if not isinstance(self.content, str):
            raise TypeError("bytes were let out, not words")
        return self.content


@dataclass(frozen=True)
class ReleasedTable:
    """A table that was let out: its title, the first row of one for this office, headings and rows."""

    title: str
    notice: str | None
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    disclosure: Disclosure


def require_released(released: object) -> None:
    """Raises TypeError for what did not come through the gate: a bug of this program, not the user's."""
    if not isinstance(released, Released | ReleasedTable):
        raise TypeError(f"{type(released).__name__} did not come through the gate for what leaves the register")


def notice(holds: str = "") -> str:
    """The first line of what is for this office only, with what it holds ("holds ..., ") where that is told."""
    return f"{_NOTICE}{holds}{_END}"


def is_notice(line: str) -> bool:
    """Whether a line is such a first one: who takes in what this program gave out passes it by."""
    return line.startswith(_NOTICE) and line.endswith(_END)


def says_internal(name: str) -> bool:
    """Whether a name carries the word."""
    return _INTERNAL.search(name) is not None


def internal_name(path: Path) -> Path:
    """The path of a file for this office only: its name says "internal", which is added where it does not."""
    return path if says_internal(path.stem) else path.with_name(f"{path.stem}-internal{path.suffix}")
