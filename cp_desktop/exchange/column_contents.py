"""What a column is by what its cells hold: councillors or wards or homes of the register, addresses, days."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Date, DateTime, select
from sqlalchemy.orm import Session

from cp_desktop.model import Home, Ward, table_of
from cp_desktop.model.base import EmailAddress
from cp_desktop.model.values import UnreadableError, key

from .cells import Cell, line, typed
from .headings import Table
from .kind import Kind
from .people import People, ward_key

LOOKED_AT = 60  # cells
ENOUGH = 0.6  # of them
_URN = re.compile(r"SC\d{6}|\d{7}", re.I)
PEOPLE, WARDS, HOMES = {"councillor", "name", "visitors"}, {"ward"}, {"home", "home.name"}


def named_by_contents(session: Session, kind: Kind, table: Table, group: Sequence[str]) -> tuple[str, int, str] | None:
    """Which of a group of columns an unknown column is, its place and why; None where none is by what it holds."""
    for name in group:
        for holds, what in _tests(session, kind, name):
            best = max(((_share(table, place, holds), -place) for place in table.others), default=(0, 0))
            if best[0] >= ENOUGH:
                return name, -best[1], f"its cells are {what}"
    return None


def _tests(session: Session, kind: Kind, name: str) -> Iterator[tuple[Callable[[Cell], bool], str]]:
    declared = kind.columns.get(name)
    if name in PEOPLE:
        people = People(session)
        yield lambda cell: bool(people.with_name(line(cell))), "councillors of the register"
    elif name in WARDS:
        wards = {ward_key(one) for one in session.scalars(select(table_of(Ward).c.name))}
        yield lambda cell: ward_key(line(cell)) in wards, "wards of the register"
    elif name in HOMES:
        homes = {key(one) for one in session.scalars(select(table_of(Home).c.name))}
        yield lambda cell: key(line(cell)) in homes, "homes of the register"
    elif name in {"urn", "home.urn"}:
        yield lambda cell: bool(_URN.fullmatch(line(cell))), "Ofsted's numbers"
    elif name == "email" or isinstance(declared, EmailAddress):
        yield lambda cell: "@" in line(cell), "e-mail addresses"
    elif isinstance(declared, Date | DateTime):
        yield partial(_is_day, declared), "days"


def _is_day(kind: Any, cell: Cell) -> bool:
    try:
        return typed(cell, kind) is not None
    except UnreadableError:
        return False


def _share(table: Table, place: int, holds: Callable[[Cell], bool]) -> float:
    cells = [cell for row in table.rows[:LOOKED_AT] if line(cell := row.cells[place])]
    return sum(map(holds, cells)) / len(cells) if cells else 0
