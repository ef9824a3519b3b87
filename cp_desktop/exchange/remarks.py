"""What somebody wrote beside a name: that a member left, joined or died, when, or that the seat is vacant."""

import datetime as dt
import re
from dataclasses import dataclass

from cp_desktop.model.values import UnreadableError, read_day, read_month

_LEFT = (
    r"resign(?:ed|s|ation)?|died|deceased|passed away|retire[ds]?|retiring|stood down|stepp?ed down|standing down|"
    r"disqualified|removed|no longer|not re-?elected|defeated|term ended|ceased|until|left (?:on|in|the|council|\d)|"
    r"former(?:ly)?|rip|ex[- ]?cllr|ex[- ]?councillor"
)
_JOINED = r"co-?opted|by-?election|(?:re-?)?elected|joined|since|from \d|from [a-z]+ \d"
_SUSPENDED = r"suspended"
# What begins a remark behind a name without a bracket or a dash.
REMARK_WORDS = rf"{_LEFT}|{_JOINED}|{_SUSPENDED}|vacan(?:t|cy)"
_IS_LEFT = re.compile(rf"\b(?:{_LEFT}|late)\b", re.I)
_IS_JOINED = re.compile(rf"\b(?:{_JOINED})", re.I)
_IS_VACANT = re.compile(r"\b(?:vacan(?:t|cy|cies)|unfilled)\b", re.I)
_YEAR = r"(?:\d{4}|['’]?\d{2})"
_DAYS = re.compile(
    rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}(?!\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -][a-z]{{3,9}}\.?,?[ -]{_YEAR}(?!\d)",
    re.I,
)
_MONTHS = re.compile(r"\b[a-z]{3,9}\.? (?:\d{4}|['’]\d{2})(?!\d)|(?<![\d/])\d{1,2}/\d{4}(?!\d)", re.I)


@dataclass(frozen=True)
class NameRemark:
    """What a remark says: `kind` is "left", "joined", "vacant" or "other".

    `day` is the day it names; `month` the first day of the month where it names no more than that.
    """

    kind: str
    text: str
    day: dt.date | None = None
    month: dt.date | None = None


def read_remark(text: str) -> NameRemark:
    """A remark, with the first day or month that stands in it."""
    kind = "other"
    for name, said in (("vacant", _IS_VACANT), ("left", _IS_LEFT), ("joined", _IS_JOINED)):
        if said.search(text):
            kind = name
            break
    for found in _DAYS.finditer(text):
        try:
            return NameRemark(kind, text, day=read_day(found[0]))
        except UnreadableError:
            continue
    for found in _MONTHS.finditer(text):
        try:
            return NameRemark(kind, text, month=read_month(found[0]))
        except UnreadableError:
            continue
    return NameRemark(kind, text)
