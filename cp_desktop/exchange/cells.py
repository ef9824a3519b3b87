"""What a cell of somebody's spreadsheet means: typed by the mapped column it is meant for.

What is written in a cell is read as in a form (`model.values`); here stands what only a spreadsheet knows: cells that
are typed already, and days kept as bare numbers.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, DateTime, String

from cp_desktop.model.base import TimeOfDay
from cp_desktop.model.values import (
    UnreadableError,
    day_of,
    key,
    read,
    read_yes_or_no,
    refuse_error,
    visible,
    write_time,
)

from .date_order import BRITISH, DateOrder, read_ordered, turned_round

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

DAY_ZERO = dt.datetime(1899, 12, 30)  # from which Excel counts, and LibreOffice; a workbook may say another
# A bare number that is one of these days is one: where a date's column has lost its format, its number is left.
FIRST_COUNTED, LAST_COUNTED = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
# Excel counts a 29 Feb 1900 that never was: what its dates before March 1900 mean, no two programs agree about.
FIRST_CERTAIN = dt.date(1900, 3, 1)
_DAY = dt.timedelta(days=1)
_WORDS = String()
# What some spreadsheet would take for the start of a formula, whatever blanks or line breaks stand before it: Japanese
# and Chinese ones take the wide signs too. Our own apostrophe before it is one of however many.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r]")
# What is written where there is nothing to say; folded as `key` does.
_PLACEHOLDER = re.compile(
    "na|nk|none|tb[acd]|anon(?:ymous)?|(?:not|no)(?:applicable|known|given|answer(?:ed)?|response|reply)|unknown|unnamed|"
    "nothing|noname|nobody|noone|null|blank|skipped|prefernottosay|dontknow|donotknow"
)
_LONGEST_PLACEHOLDER = 20
_DASHES = re.compile(r"[\s\-‐‑‒–—−_.…?/\\,*~]*")


def defused(text: str) -> str:
    """A text as a file of text may have it: an apostrophe before what would be a formula. `clean` takes it away."""
    return f"'{text}" if _FORMULA.match(text) else text


def clean(value: Cell) -> str:
    """A cell as text: odd and double spaces made plain, invisible letters gone, 1001.0 as 1001, line breaks kept."""
    match value:
        case None:
            return ""
        case str():
            text = visible(value)
            return visible(text[1:]) if text[:1] == "'" and _FORMULA.match(text) else text
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


def typed(value: Cell, kind: Any, day_zero: dt.datetime = DAY_ZERO, order: DateOrder = BRITISH) -> Any:
    """A cell as a value of that column type; None when it is blank. Raises UnreadableError, as a form does.

    Only a cell that holds a number, never a text, may be a day counted from `day_zero`, its fraction the time; a
    fraction of a day alone is a time. A day is read in the `order` of its column.
    """
    text = clean(value)
    if not text or isinstance(value, str):
        return read_ordered(text, kind, order)
    match kind:
        case TimeOfDay():
            time = _time(value)
            return read(text, kind) if time is None else write_time(time)
        case DateTime() | Date():
            moment = _moment(value, day_zero)
            if moment is None:
                return read(text, kind)
            if order.kept_turned and isinstance(value, dt.date):
                moment = turned_round(moment) or moment
            if isinstance(kind, Date):
                return day_of(moment)
            day_of(dt.datetime.combine(moment, dt.time()))  # refused where no day may be
            return moment
    return read(text, kind)


def _moment(value: Cell, day_zero: dt.datetime) -> dt.datetime | None:
    """The moment that a cell holds as such or as a number of days, to the second; None where it is to be read."""
    match value:
        case dt.datetime():
            moment = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None)
        case dt.date():
            moment = dt.datetime.combine(value, dt.time())
        case bool():
            return None
        case int() | float() if 0 <= value < 100_000:
            # To the second: a fraction of a day is rarely exact.
            counted = day_zero + dt.timedelta(seconds=round(value * 86_400))
            return counted if FIRST_COUNTED <= counted.date() <= LAST_COUNTED else None
        case _:
            return None
    if dt.date(1900, 1, 1) <= moment.date() < FIRST_CERTAIN:
        raise UnreadableError(
            clean(value), "a date that can be relied on", "spreadsheets do not agree on the days before March 1900"
        )
    return moment


def _time(value: Cell) -> dt.time | None:
    """The time of day that a cell holds as such or as a fraction of a day; None where it is to be read."""
    if isinstance(value, dt.time):
        return value
    if isinstance(value, dt.timedelta):
        value = value / _DAY
    if isinstance(value, float) and 0 < value < 1:
        return (DAY_ZERO + dt.timedelta(seconds=round(value * 86_400))).time()
    return None


@lru_cache(maxsize=1_024)
def tick(text: str) -> bool | str | None:
    """Whether a cell is ticked: yes, no, None for a blank, or its text when it says something else.

    Raises UnreadableError for what is no text either.
    """
    text = clean(text)
    refuse_error(text)
    try:
        return read_yes_or_no(text) if text else None
    except UnreadableError:
        return str(read(text, _WORDS))


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: NA, N/A, none, TBC, anonymous, a dash; or nothing at all.

    "nil" and 0 are numbers.
    """
    if len(text) > _LONGEST_PLACEHOLDER or text[:1] == "#":  # "#N/A" is a formula that went wrong
        return False
    return bool(_DASHES.fullmatch(text)) or bool(_PLACEHOLDER.fullmatch(key(text)))
