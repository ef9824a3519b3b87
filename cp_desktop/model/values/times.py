"""Times of day as a British officer writes them: 9:05, 9.05, 0905, 930, 1430, 14:30:00, 2:30 pm, 2.30pm, 2pm, noon."""

import datetime as dt
import re

from .unreadable import UnreadableError

A_TIME, LIKE = "a time of day", "14:30 or 2.30 pm"

# With `:` or `.` between, or three or four digits together; the half of the day, or "hrs", may follow.
_CLOCK = re.compile(
    r"(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?|(?P<together>\d{3,4})|(?P<alone>\d{1,2}))"
    r"(?: ?(?:(?P<half>[ap])\.?m\.?|(?P<hours>hrs?|hours)\.?))?",
    re.ASCII,
)
_NOON = {"noon", "12 noon", "12noon", "midday", "12 midday"}
_MIDNIGHT = {"midnight", "12 midnight", "12midnight"}


def read_time(text: str) -> dt.time:
    """A time of day. An hour alone is the full hour; without am or pm hours count from 0 to 23.

    Raises UnreadableError for anything else.
    """
    said = " ".join(text.split()).casefold()
    found = time_in(said, alone=True)
    if found is None:
        raise UnreadableError(text.strip(), A_TIME, why_no_time(said), LIKE)
    return found


def write_time(time: dt.time) -> str:
    """A time of day to the minute: 09:05."""
    return f"{time.hour:02}:{time.minute:02}"


def why_no_time(text: str) -> str:
    """What is amiss in a text in lower case that is no time, "" where nothing can be said."""
    return "midnight may be where the day begins or where it ends" if text in _MIDNIGHT else ""


def time_in(text: str, alone: bool) -> dt.time | None:
    """The time that a text in lower case is, None if it is none; `alone` lets a bare hour pass ("14")."""
    if text in _NOON:
        return dt.time(12)
    found = _CLOCK.fullmatch(text)
    if found is None or (found["alone"] and not (alone or found["half"])):
        return None
    if together := found["together"]:
        hour, minute = int(together[:-2]), int(together[-2:])
    else:
        hour, minute = int(found["hour"] or found["alone"]), int(found["minute"] or 0)
    if found["half"]:
        # Some people write 0:30 am and some programs 14:30 pm, which have one meaning. 14:30 am has none, nor 0:30 pm.
        if hour > 12 if found["half"] == "a" else hour == 0:
            return None
        hour = hour % 12 if found["half"] == "a" else hour if hour > 12 else hour % 12 + 12
    try:
        return dt.time(hour, minute, int(found["second"] or 0))
    except ValueError:
        return None
