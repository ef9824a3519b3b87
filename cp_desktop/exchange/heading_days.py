"""A heading that says a day besides what it heads: "Number of our children (as at 1/4/17)", "Awards evening 12 Oct"."""

import datetime as dt
import re

from cp_desktop.model.values import UnreadableError, read_day

_NUMBERS = r"\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}"
_NAMED = r"\d{1,2}(?:st|nd|rd|th)?(?: of)?[- /]?[a-z]{3,9}\.?,?[- /]?(?:\d{4}|['’]?\d{2})"
_DAY = re.compile(rf"(?<![\w/.-])({_NUMBERS}|{_NAMED})(?![\w/])", re.ASCII | re.IGNORECASE)
# What leads to the day, or is left of its brackets once it is taken out.
_BEFORE = re.compile(r"[\s,:;(\[–—-]*(?:\b(?:as )?(?:at|on|of|held on|counted on|dated)\b[\s:]*)?$", re.IGNORECASE)
_AFTER = re.compile(r"^[\s)\],:;–—-]*")


def heading_and_day(heading: str) -> tuple[str, dt.date | None]:
    """A heading without the day that it says, and that day; as it is where it says none, or several."""
    found = [(one, day) for one in _DAY.finditer(heading) if (day := _day(one[1]))]
    if len(found) != 1:
        return heading, None
    [(place, day)] = found
    before = _BEFORE.sub("", heading[: place.start()])
    after = _AFTER.sub("", heading[place.end() :])
    return " ".join(f"{before} {after}".split()), day


def _day(text: str) -> dt.date | None:
    try:
        return read_day(text)
    except UnreadableError:
        return None
