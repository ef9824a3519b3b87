"""What a cell of somebody's spreadsheet means: typed by the mapped column it is meant for.

What is written in a cell is read as in a form (`model.values`); here stands what only a spreadsheet knows: cells that
are typed already, and days kept as bare numbers.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, DateTime, String

from cp_desktop.model import Paragraphs
from cp_desktop.model.base import TimeOfDay
from cp_desktop.model.values import (
    FIRST_DAY,
    LAST_DAY,
    UnreadableError,
    read,
    read_text,
    read_yes_or_no,
    visible,
    write_time,
)

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

# Days of Excel's 1900 system, from 1 Jan 2000 to 31 Dec 2099.
FIRST_COUNTED, LAST_COUNTED = 36_526, 73_050
_DAY_ZERO = dt.datetime(1899, 12, 30)
_DAY_NUMBER = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_LEADERS = "=+-@\t\r"  # what a spreadsheet would take for the start of a formula


def clean(value: Cell) -> str:
    """A cell as text: odd and double spaces made plain, invisible letters gone, 1001.0 as 1001, line breaks kept."""
    match value:
        case None:
            return ""
        case str():
            text = visible(value)
            # An apostrophe before = + - @ is how a spreadsheet is told that no formula follows.
            return text[1:] if text[:1] == "'" and text[1:2] and text[1] in _LEADERS else text
        case bool():
            return "Yes" if value else "No"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case _:
            return str(value)


def line(value: Cell) -> str:
    """A cell as one line of text."""
    text = clean(value)
    return " ".join(text.split()) if "\n" in text else text


def typed(value: Cell, kind: Any) -> Any:
    """A cell as a value of that column type; None when it is blank. Raises UnreadableError.

    A number between 36526 (1 Jan 2000) and 73050 (31 Dec 2099) is a day of Excel's 1900 system, its fraction the
    time: what is left of a date where its column has lost its format. A fraction of a day alone is a time.
    """
    text = clean(value)
    if not text:
        return None
    match kind:
        case TimeOfDay():
            time = _time(value)
            return read(text, kind) if time is None else write_time(time)
        case String() if type(kind) in (String, Paragraphs):  # most cells
            text = read_text(text)
            return text if isinstance(kind, Paragraphs) or "\n" not in text else " ".join(text.split())
        case DateTime() | Date():
            moment = _moment(value, text)
            if moment is None:
                return read(text, kind)
            return moment if isinstance(kind, DateTime) else moment.date()
    return read(text, kind)


def _moment(value: Cell, text: str) -> dt.datetime | None:
    """The moment that a cell holds as such or as a number of days; None where it is to be read."""
    if isinstance(value, dt.datetime):
        found = value.replace(tzinfo=None)
    elif isinstance(value, dt.date):
        found = dt.datetime.combine(value, dt.time())
    elif _DAY_NUMBER.fullmatch(text) and FIRST_COUNTED <= float(text) < LAST_COUNTED + 1:
        # To the second: a fraction of a day is rarely exact.
        return _DAY_ZERO + dt.timedelta(seconds=round(float(text) * 86_400))
    else:
        return None
    return found if FIRST_DAY <= found.date() <= LAST_DAY else None


def _time(value: Cell) -> dt.time | None:
    """The time of day that a cell holds as such or as a fraction of a day; None where it is to be read."""
    if isinstance(value, dt.time):
        return value
    if isinstance(value, dt.timedelta):
        value = value / dt.timedelta(days=1)
    if isinstance(value, float) and 0 < value < 1:
        return (_DAY_ZERO + dt.timedelta(seconds=round(value * 86_400))).time()
    return None


@lru_cache(maxsize=1_024)
def tick(text: str) -> bool | str | None:
    """Whether a cell is ticked: yes, no, None for a blank, or its text when it says something else."""
    text = clean(text)
    try:
        return read_yes_or_no(text) if text else None
    except UnreadableError:
        return text
