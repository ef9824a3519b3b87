"""Days, months and moments as a British officer writes them, read strictly and written in one way.

Nothing is guessed: the day comes before the month, a name is one of the calendar's, a weekday has to be that of its
date, and what is left over refuses the whole. The names are English on every machine, so nothing here or anywhere in
the program asks the machine's locale for one.

Own code, because libraries either guess (dateutil, dateparser) or pass over a weekday that is not the date's (arrow),
and strptime follows the machine's locale.
"""

import datetime as dt
import re
from calendar import monthrange

from .times import time_in, why_no_time, write_time
from .unreadable import UnreadableError, quoted

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2100, 12, 31)
LAST_OF_2000S = 69  # 00 to 69 are years from 2000 on, 70 to 99 of the century before

A_DAY, DAY_LIKE = "a date", "18 Oct 2017 or 18/10/2017"
A_MONTH, MONTH_LIKE = "a month", "Oct 2017 or 2017-10"

_MONTH_NUMBERS = {name: number for number, full in enumerate(MONTHS, 1) for name in (full.lower(), full[:3].lower())}
_MONTH_NUMBERS["sept"] = 9
_WEEKDAY_NUMBERS = {name: at for at, full in enumerate(WEEKDAYS) for name in (full.lower(), full[:3].lower())}
_WEEKDAY_NUMBERS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}

_FLAGS = re.ASCII | re.IGNORECASE
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})(?!\d)"
_NAME = r"(?P<name>(?!(?:st|nd|rd|th)\b)[a-z]+)\.?"
_WEEKDAY = r"(?:(?!the )(?P<weekday>[a-z]+)\.?,? )?(?:the )?"
# Blanks may stand round a sign ("18/ 10/2017"), and a blank for it; between numbers both signs are the same.
_SIGN, _SAME_SIGN = r"(?: ?(?P<sign>[-/.]) ?| )", r"(?(sign) ?(?P=sign) ?| )"
_DAY_FORMS = tuple(
    re.compile(_WEEKDAY + form + r"(?P<rest>.*)", _FLAGS)
    for form in (
        r"(?P<year>\d{4}) ?(?P<sign>[-/.]) ?(?P<month>\d{1,2}) ?(?P=sign) ?(?P<day>\d{1,2})(?!\d)",  # 2017-10-18
        rf"(?P<day>\d{{1,2}}){_SIGN}(?P<month>\d{{1,2}}){_SAME_SIGN}{_YEAR}",  # 18/10/2017, 18.10.17
        # 18 Oct 2017, 18th of October 2017, 18-Oct-17, 18 Oct '17
        rf"(?P<day>\d{{1,2}})(?P<nth>st|nd|rd|th)?(?: of)?(?: ?[-/.] ?| )?{_NAME},?(?: ?[-/] ?| )?{_YEAR}",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form, _FLAGS)
    for form in (
        r"(?P<name>[a-z]+)\.?,?(?: ?[-/] ?| )(?P<year>\d{4}|['’]\d{2})",  # Oct 2017, October '17
        r"(?P<month>\d{1,2}) ?[-/.] ?(?P<year>\d{4})",  # 10/2017
        r"(?P<year>\d{4}) ?[-/.] ?(?P<month>\d{1,2})",  # 2017-10
    )
)
_DAY_AND_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?: of)?[-/. ]?[a-z]+|\d{1,2} ?[-/.] ?\d{1,2}", _FLAGS)
_MONTH_FIRST = re.compile(r"(?P<name>[a-z]+)\.? \d{1,2}(?:st|nd|rd|th)?,? (?:\d{4}|\d{2})", _FLAGS)
_MONTH_OR_DAY = re.compile(r"[a-z]+\.?[-/ ]\d{2}", _FLAGS)
# A time after a date: apart by a blank, a comma or "at", or ISO 8601's T; the zone whose clock it is may follow.
_TIME = re.compile(
    r"(?:,? (?:at )?|(?P<iso>t))(?P<time>[^+]*?)"
    r"(?: ?(?P<utc>z|gmt|utc)|(?P<bst> bst))?(?:(?P<ahead>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?",
    _FLAGS,
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"’": "'"})


class _NoDateError(Exception):
    """Why a text is no date."""


def read_day(text: str) -> dt.date:
    """A day; midnight after it is the stamp that a database puts there.

    Raises UnreadableError for anything else: for a day with another time of day, which would be lost, for days that do
    not exist, and for those before 1900 or after 2100 (a slip of the finger, or a spreadsheet's day zero).
    """
    try:
        written, moment = _written_and_meant(_plain(text))
        # Midnight by a clock elsewhere is a stamp too, while it is the same day here.
        return written.date() if written == dt.datetime.combine(moment, dt.time()) else _alone(moment)
    except _NoDateError as problem:
        raise UnreadableError(text.strip(), A_DAY, str(problem), DAY_LIKE) from None


def read_moment(text: str) -> dt.datetime:
    """A day with its time of day, midnight where it has none; otherwise as `read_day`.

    A time that says its zone ("2017-07-01T13:00Z") is given as the clock in London showed it, to the second.
    """
    try:
        return _written_and_meant(_plain(text))[1]
    except _NoDateError as problem:
        raise UnreadableError(text.strip(), A_DAY, str(problem), DAY_LIKE) from None


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment that is to be nothing but a day: raises UnreadableError as `read_day` would of its text."""
    try:
        return _alone(_within(moment))
    except _NoDateError as problem:
        shown = write_moment(moment) if moment.time() else write_day(moment)
        raise UnreadableError(shown, A_DAY, str(problem), DAY_LIKE) from None


def read_month(text: str) -> dt.date:
    """A month of a year, as its first day: Oct 2017, October 2017, Oct ’17, 10/2017, 2017-10. Raises UnreadableError.

    "Oct 17" is refused: it may be the 17th of October.
    """
    plain = _plain(text)
    found = next((match for form in _MONTH_FORMS if (match := form.fullmatch(plain))), None)
    try:
        if found is None:
            either = _MONTH_OR_DAY.fullmatch(plain)
            raise _NoDateError("it may be a month of a year, or a day of a month" if either else "")
        parts = found.groupdict()
        month = _month(parts.get("month"), parts.get("name"))
        return _within(dt.datetime(_year(parts["year"]) or 1, month, 1)).date()
    except _NoDateError as problem:
        raise UnreadableError(text.strip(), A_MONTH, str(problem), MONTH_LIKE) from None


def write_day(day: dt.date) -> str:
    """A day as the whole program shows it: 18 Oct 2017."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def write_month(day: dt.date) -> str:
    """The month of a day: October 2017."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def write_weekday_and_day(day: dt.date) -> str:
    """A day with its weekday: Wednesday 18 Oct 2017."""
    return f"{WEEKDAYS[day.weekday()]} {write_day(day)}"


def write_moment(moment: dt.datetime) -> str:
    """A day with its time of day, to the minute: 18 Oct 2017 14:30."""
    return f"{write_day(moment.date())} {write_time(moment.time())}"


def _plain(text: str) -> str:
    """A text with single blanks and plain hyphens and apostrophes."""
    return " ".join(text.translate(_DASHES).split())


def _written_and_meant(plain: str) -> tuple[dt.datetime, dt.datetime]:
    """The moment as the clock of its own zone shows it, and as London's did."""
    for form in _DAY_FORMS:
        if found := form.fullmatch(plain):
            day, rest = _day(found), found["rest"]
            written, ahead = _time_and_zone(rest) if rest else (dt.time(), None)
            moment = dt.datetime.combine(day, written)
            return moment, _within(moment if ahead is None else _in_london(moment, ahead))
    raise _NoDateError(_why_no_day(plain))


def _alone(moment: dt.datetime) -> dt.date:
    if moment.time() != dt.time():
        raise _NoDateError(f"it has a time of day ({write_time(moment.time())}), and only the day is kept here")
    return moment.date()


def _day(found: re.Match[str]) -> dt.date:
    parts: dict[str, str | None] = {"month": None, "name": None, "nth": None} | found.groupdict()
    day_first = found.start("day") < found.start("year")
    year, month, day = _year(found["year"]), _month(parts["month"], parts["name"], day_first), int(found["day"])
    try:
        date = dt.date(year, month, day)
    except ValueError:
        if not day or not year:
            raise _NoDateError(f"there is no {'day' if year else 'year'} 0") from None
        raise _NoDateError(f"{MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days") from None
    if parts["nth"] and parts["nth"].lower() != _nth(day):
        raise _NoDateError(f"one writes {day}{_nth(day)}")
    weekday = parts["weekday"]
    if weekday:
        if weekday.lower() not in _WEEKDAY_NUMBERS:
            raise _NoDateError(f"“{quoted(weekday)}” is no weekday")
        if _WEEKDAY_NUMBERS[weekday.lower()] != date.weekday():
            raise _NoDateError(f"{write_day(date)} is a {WEEKDAYS[date.weekday()]}")
    return date


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= LAST_OF_2000S else 1900)


def _month(number: str | None, name: str | None, day_first: bool = False) -> int:
    if name is not None:
        if name.lower() not in _MONTH_NUMBERS:
            raise _NoDateError(f"there is no month “{quoted(name)}”")
        return _MONTH_NUMBERS[name.lower()]
    month = int(number or 0)
    if not 1 <= month <= 12:
        raise _NoDateError(f"there is no month {month}" + (", and the day comes before the month" if day_first else ""))
    return month


def _nth(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _within(moment: dt.datetime) -> dt.datetime:
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise _NoDateError("years are read between 1900 and 2100")
    return moment


def _why_no_day(plain: str) -> str:
    """What is amiss in a text that has the form of no date, "" where nothing can be said."""
    first = _MONTH_FIRST.fullmatch(plain)
    if first and first["name"].lower() in _MONTH_NUMBERS:
        return "the day comes before the month"
    if any(form.fullmatch(plain) for form in _MONTH_FORMS):
        return "the day is missing"
    if _DAY_AND_MONTH.fullmatch(plain):
        return "the year is missing"
    return ""


def _time_and_zone(rest: str) -> tuple[dt.time, dt.timedelta | None]:
    """The time of day after a date, and by how much its zone's clocks are before UTC, None where it says no zone."""
    found = _TIME.fullmatch(rest)
    said = found["time"].strip().lower() if found else ""
    time = time_in(said, alone=False)
    # After a bare time an hour may be its end ("10:00-11:00"): only a stamp says its offset so.
    stamp = found is not None and (found["iso"] or found["utc"] or found["time"].count(":") == 2)
    if found is None or time is None or (found["ahead"] and not stamp):
        shown = rest.strip(" ,")
        raise _NoDateError(why_no_time(said) or (f"“{quoted(shown)}” is no time of day" if shown else ""))
    return time, _offset(found) if found["utc"] or found["bst"] or found["ahead"] else None


def _offset(zone: re.Match[str]) -> dt.timedelta:
    """By how much the clocks of a zone are before UTC."""
    hours, minutes = int(zone["hours"] or 0), int(zone["minutes"] or 0)
    if hours > 14 or minutes not in (0, 30, 45):
        raise _NoDateError(f"no time zone is {zone['ahead']}{zone['hours']}:{minutes:02}")
    away = dt.timedelta(hours=1) if zone["bst"] else dt.timedelta(hours=hours, minutes=minutes)
    return -away if zone["ahead"] == "-" else away


def _in_london(written: dt.datetime, ahead: dt.timedelta) -> dt.datetime:
    """What clocks in London show when those of a zone show a moment, by the rules since 1996: summer is from the last
    Sunday of March to that of October.

    By hand, because Windows has no list of time zones of its own.
    """
    try:
        utc = written - ahead
        first, last = (_last_sunday(utc.year, month).replace(hour=1) for month in (3, 10))
        return utc + dt.timedelta(hours=1) if first <= utc < last else utc
    except OverflowError:  # on the first day of all years, or the last: out of bounds, whatever the zone
        return written


def _last_sunday(year: int, month: int) -> dt.datetime:
    end = dt.datetime(year, month, 31)
    return end - dt.timedelta(days=(end.weekday() + 1) % 7)
