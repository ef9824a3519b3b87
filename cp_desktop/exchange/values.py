"""What a cell of somebody's spreadsheet means: typed by the mapped column it is meant for."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, String

from cp_desktop.model import Choice, normalise
from cp_desktop.model.base import ChoiceType, Paragraphs

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

LONGEST = 32_767  # what one cell of Excel holds
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
FIRST_COUNTED, LAST_COUNTED = 36_526, 73_050  # days of Excel's 1900 system, from 2000 to 2099

YES = frozenset({"yes", "y", "x", "1", "true", "tick", "ticked", "committed", "✓", "✔", "☑", "☒", "✅"})
NO = frozenset({"no", "n", "0", "false", "not committed", "none", "na", "n/a", "-", "–", "—", "☐", "✗", "✘"})

_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_SIGNS = re.compile(r"[\W_]+")
_SPACES = re.compile(r"[^\S\n]+")
_LEADERS = "=+-@\t\r"  # what a spreadsheet would take for the start of a formula

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_DAY_ZERO = dt.datetime(1899, 12, 30)
_DAY_NUMBER = re.compile(r"\d{5}(\.\d+)?")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_WORDS = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})")
_TIME = re.compile(r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)? ?(am|pm)?(?:z|[+-]\d\d:?\d\d| [a-z]{2,4})?", re.I)

A_DATE = "a date, like 18 Oct 2017 or 18/10/2017"


class UnreadableError(Exception):
    """A cell that does not hold what its column keeps; says in the program's words what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        found = found if len(found) <= 60 else found[:57] + "..."
        super().__init__(f"“{found}” is not {expected}")


def clean(value: Cell) -> str:
    """A cell as text: odd and double spaces made plain, invisible letters gone, 1001.0 as 1001, line breaks kept."""
    match value:
        case None:
            return ""
        case str():
            if value.isascii() and value.isprintable() and "  " not in value and value[:1] != "'":
                return value.strip()
            text = _UNSEEN.sub("", value)
            if not text.isprintable():
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = _SPACES.sub(" ", text).strip()
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


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What headings, labels and names of wards are compared by: no case, accents, spaces or punctuation."""
    folded = normalise(text)
    return folded if folded.isalnum() else _SIGNS.sub("", folded)


def typed(value: Cell, kind: Any) -> Any:
    """A cell as a value of that column type; None when it is blank. Raises UnreadableError."""
    text = clean(value)
    if not text:
        return None
    if isinstance(kind, String):
        if len(text) > LONGEST:
            raise UnreadableError(text, f"a text of at most {LONGEST:,} letters")
        return text if isinstance(kind, Paragraphs) or "\n" not in text else line(text)
    match kind:
        case ChoiceType():
            return choice(text, kind.choices)
        case Boolean():
            return yes_or_no(text)
        case Integer():
            return whole_number(text)
        case DateTime():
            return moment(value)
        case Date():
            return moment(value).date()
    raise TypeError(f"no cell is read as {kind!r}")


def choice(text: str, choices: type[Choice]) -> Choice:
    """The choice of that label, value or other spelling. Raises UnreadableError, listing the labels."""
    wanted = key(text)
    for one in choices:
        if any(wanted == key(said) for said in (one.label, one.value, *one.others)):
            return one
    because = choices.why_not(text)
    expected = f"{because} one of: " if because else "one of: "
    raise UnreadableError(text, expected + ", ".join(one.label for one in choices))


@lru_cache(maxsize=1_024)
def tick(text: str) -> bool | str | None:
    """Whether a cell is ticked: yes, no, None for a blank, or its text when it says something else."""
    text = clean(text)
    try:
        return yes_or_no(text) if text else None
    except UnreadableError:
        return text


def yes_or_no(text: str) -> bool:
    """Whether a cell is ticked or says yes. Raises UnreadableError for anything that says neither yes nor no."""
    said = normalise(text)
    if said in YES:
        return True
    if said in NO:
        return False
    raise UnreadableError(text, "Yes or No")


def whole_number(text: str) -> int:
    """A number without decimals; "1,800" is read as people write it. Raises UnreadableError."""
    if re.fullmatch(r"-?(\d{1,9}|\d{1,3}(,\d{3}){1,2})", text):
        return int(text.replace(",", ""))
    raise UnreadableError(text, "a whole number")


def moment(value: Cell) -> dt.datetime:
    """A date, with its time if it has one, day before month as the British write it. Raises UnreadableError.

    A number between 36526 (1 Jan 2000) and 73050 (31 Dec 2099) is a day of Excel's 1900 system, its fraction the
    time: what is left of a date where its column has lost its format.
    """
    if isinstance(value, dt.datetime):
        found: dt.datetime | None = value.replace(tzinfo=None)
    elif isinstance(value, dt.date):
        found = dt.datetime.combine(value, dt.time())
    else:
        text = clean(value)
        found = _counted(text) if _DAY_NUMBER.fullmatch(text) else _written(text)
    if found is None:
        raise UnreadableError(clean(value), A_DATE)
    if not FIRST <= found.date() <= LAST:
        raise UnreadableError(clean(value), "a date between 1900 and 2100")
    return found


def _counted(text: str) -> dt.datetime | None:
    days = float(text)
    if not FIRST_COUNTED <= days < LAST_COUNTED + 1:
        return None
    # To the second: a fraction of a day is rarely exact.
    return _DAY_ZERO + dt.timedelta(seconds=round(days * 86_400))


def _written(text: str) -> dt.datetime | None:
    low = text.lower()
    if found := _ISO.match(low):
        year, month, day = found.groups()
    elif found := _NUMBERS.match(low):
        day, month, year = found.groups()
    elif found := _WORDS.match(low):
        day, name, year = found.groups()
        month = str(_MONTHS.get(name[:3], 0))
    else:
        return None
    # Two digits as people born in either century mean them: 99 is 1999, 17 is 2017.
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 69 else 2000)
    hour = minute = second = 0
    if rest := low[found.end() :]:
        time = _TIME.fullmatch(rest)
        if time is None:
            return None
        hour, minute, second = (int(part or 0) for part in time.groups()[:3])
        if time[4]:
            hour = hour % 12 + (12 if time[4] == "pm" else 0)
    try:
        return dt.datetime(full, int(month), int(day), hour, minute, second)
    except ValueError:
        return None
