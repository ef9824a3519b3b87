"""Whether each value of a register's rows can be read as what its column keeps, and would be taken in today."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Connection, Date, DateTime, Integer, LargeBinary, Table
from sqlalchemy.schema import Column

from cp_desktop.errors import UserError
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.values import FIRST_DAY, LAST_DAY, read, show

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?", re.ASCII)
_YEARS = f"years are read between {FIRST_DAY.year} and {LAST_DAY.year}"
_BROKEN_LETTERS = re.compile("[\ud800-\udfff]")  # what stands for bytes that are no letters


@dataclass(frozen=True)
class Amiss:
    """A value, or with no column a row, that is not as it should be: why, and whether it is damage or only odd."""

    id: Any
    column: Column[Any] | None
    why: str
    damage: bool


def amiss(connection: Connection, table: Table) -> Iterator[Amiss]:
    """Every value of a table that cannot be read, or would not be taken in, and every row that breaks its rules."""
    there = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
    columns = [one for one in table.columns if one.name in there and not isinstance(one.type, LargeBinary)]
    if not columns:
        return
    names = ", ".join(f'"{one.name}"' for one in columns)
    rows = connection.exec_driver_sql(f"SELECT id, {names} FROM {table.name}")
    for id, *values in rows.yield_per(1000):
        for column, value in zip(columns, values, strict=True):
            if value is None:
                if not column.nullable:
                    yield Amiss(id, column, "is empty, and must not be", True)
            elif found := _why(column.type, value):
                yield Amiss(id, column, *found)
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint) and "sentence" in constraint.info:
            condition = constraint.sqltext.compile(connection, compile_kwargs={"literal_binds": True})
            for (id,) in connection.exec_driver_sql(f"SELECT id FROM {table.name} WHERE NOT ({condition})"):
                yield Amiss(id, None, constraint.info["sentence"], True)


def _why(kind: Any, value: Any) -> tuple[str, bool] | None:
    """What is amiss with a value, and whether it is damage; None where nothing is."""
    if isinstance(kind, Integer):
        return _number(value)
    if isinstance(kind, Boolean):
        return None if type(value) is int and value in (0, 1) else ("is neither yes nor no", True)
    return _day(kind, value) if isinstance(kind, Date | DateTime) and isinstance(value, str) else _text(kind, value)


def _text(kind: Any, value: Any) -> tuple[str, bool] | None:
    if not isinstance(value, str) or _BROKEN_LETTERS.search(value):
        return "holds what this program does not keep there", True
    if isinstance(kind, ChoiceType):
        known = any(one.value == value for one in kind.choices)
        return None if known else (f"is “{value}”, which this program does not know", True)
    try:
        read(value, kind)
    except UserError as problem:
        return f"would not be taken in today: {problem}", False
    return None


def _number(value: Any) -> tuple[str, bool] | None:
    if type(value) is not int:
        return f"is “{value}”, which is not a whole number", True
    return None if abs(value) < 10**9 else (f"is {value}, which is too large", False)


@lru_cache(maxsize=32_768)
def _day(kind: Any, value: str) -> tuple[str, bool] | None:
    try:
        if isinstance(kind, Date):
            if len(value) != 10:  # fromisoformat reads other forms of a day
                raise ValueError
            day = dt.date.fromisoformat(value)
        else:
            if not _MOMENT.fullmatch(value):
                raise ValueError
            day = dt.datetime.fromisoformat(value).date()
    except ValueError:
        return f"is “{value}”, which is no date", True
    return None if FIRST_DAY <= day <= LAST_DAY else (f"is {show(day)}: {_YEARS}", False)
