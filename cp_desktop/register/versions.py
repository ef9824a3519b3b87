"""Two versions of one register: their histories share a beginning, and then each has what the other has not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from .history import OPERATION
from .store import VersionBeside


@dataclass(frozen=True)
class VersionOperation:
    """An operation of one version. `turns` says that it undid or did again another one."""

    number: int
    at: dt.datetime
    who: str
    label: str
    turns: bool


@dataclass(frozen=True)
class Comparison:
    """What both histories begin with, and what only one of them has, oldest first."""

    both: Sequence[VersionOperation]
    here: Sequence[VersionOperation]
    there: Sequence[VersionOperation]


def compare(here: Session, there: Session) -> Comparison:
    """Compares two versions of one register, operation by operation.

    An operation is the same by its number and its moment: what it is called may have been made anew by an erasure.
    """
    mine, theirs = _operations(here), _operations(there)
    pairs = zip(mine, theirs, strict=False)
    both = [
        one for one, _ in takewhile(lambda pair: (pair[0].number, pair[0].at) == (pair[1].number, pair[1].at), pairs)
    ]
    return Comparison(both, mine[len(both) :], theirs[len(both) :])


def holds(session: Session, version: VersionBeside) -> bool:
    """Whether a register's history has all that another version has: that one is a copy from before."""
    at = session.scalar(select(OPERATION.c.at).where(OPERATION.c.id == version.number))
    return at == version.at


def _operations(session: Session) -> list[VersionOperation]:
    c = OPERATION.c
    rows = session.execute(select(c.id, c.at, c.who, c.label, c.reverses_id.is_not(None)).order_by(c.id))
    return [VersionOperation(*row) for row in rows]
