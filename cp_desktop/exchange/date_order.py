"""Whether months or days come first in a column of dates: decided by the column, or asked about, never by one cell.

`model.values` reads days as they are written in Britain. What comes from elsewhere is handed to it turned.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Date, DateTime

from cp_desktop.model.values import MONTHS, UnreadableError, quoted, read, read_day, read_month, show, visible

PREVAILS = 10  # times as many as contradict it are for an order that is taken; the others are slips
LAST_MONTH = 12
FEWEST_TURNED = 3  # days that are no later than the 12th may well be so, up to two

_WEEKDAY = r"(?:(?P<weekday>[a-z]+)\.?,? )?"
_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}}) ?(?P<sign>[-/.]) ?(?P<second>\d{{1,2}}) ?(?P=sign) ?"
    r"(?P<year>\d{4}|\d{2})(?!\d)(?P<rest>.*)",
    re.ASCII | re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<name>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.? "
    r"(?P<day>\d{1,2}(?:st|nd|rd|th)?),? (?P<year>\d{4})(?!\d)(?P<rest>.*)",
    re.ASCII | re.IGNORECASE,
)
# What a clock in America looks like: 1:10:31 PM, or seconds after a day without zeros as Google writes 8/2/2019.
_AMERICAN_CLOCK = re.compile(r",? \d{1,2}:\d{2}(?::\d{2})? ?[ap]\.?m\b.*", re.ASCII | re.IGNORECASE)
_SECONDS = re.compile(r" \d{1,2}:\d{2}:\d{2}", re.ASCII)
# A zone by its letters, after a clock: one that the program knows is left to it.
_ZONE = re.compile(r"(.*\d(?: ?[ap]\.?m\.?)?) (?!(?:am|pm|gmt|utc|bst|hrs?|hours|noon)\b)([a-z]{2,5})", re.I | re.S)
_SHORT_MONTH = re.compile(r"(?P<name>[a-z]{3,9})\.?[- /](?P<year>\d{2})", re.ASCII | re.IGNORECASE)

Day = TypeVar("Day", dt.date, dt.datetime)
_Either = tuple[str, dt.date, dt.date]  # a text, and the day that it is in each order: the day first, the month first


class ComesFirst(Enum):
    """What comes first in the dates of a column."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"
    UNDECIDED = ""


@dataclass(frozen=True)
class DateOrder:
    """How the dates of a column are read, and why, in words ("" where no date of it can be read in two ways).

    `kept_turned` says that its cells that are dates already look turned round, month for day: a program that expected
    the other order took those that it could for dates, and left the rest as text. `american` says that other things
    look American. `example` is a cell that reads otherwise in the other order, with what it is: the day first, the
    month first.
    """

    order: ComesFirst
    why: str = ""
    kept_turned: bool = False
    american: bool = False
    example: tuple[str, dt.date, dt.date] | None = None

    @property
    def month_first(self) -> bool:
        return self.order is ComesFirst.MONTH_FIRST


BRITISH = DateOrder(ComesFirst.DAY_FIRST)


def order_of(
    cells: Iterable[object], plausible: Callable[[dt.date], bool] | None = None, american: bool = False
) -> DateOrder:
    """What comes first in the dates of a column, from all its cells.

    A day that no month has decides (5/22/2014), or its weekday; else which days are `plausible` for such a list.
    Where nothing decides, days come first as in Britain; but it is undecided, and to be asked, where the column's
    clocks look American or the file does (`american`), and where its cells contradict one another.
    """
    written: dict[str, re.Match[str]] = {}
    kept: set[dt.date] = set()
    for cell in cells:
        if isinstance(cell, str):
            if cell and (found := _NUMBERS.fullmatch(_one_line(cell))):
                written.setdefault(found.string[: found.end("year")], found)
        elif isinstance(cell, dt.date):
            kept.add(cell.date() if isinstance(cell, dt.datetime) else cell)
    readings = {text: (_day(text), _day(_turned(text, found))) for text, found in written.items()}
    only_day = {text: day for text, (day, other) in readings.items() if day and not other}
    only_month = {text: day for text, (other, day) in readings.items() if day and not other}
    either = [(text, day, other) for text, (day, other) in readings.items() if day and other and day != other]
    turned = bool(only_day or only_month) and not either and _all_early(kept)
    example = either[0] if either else None
    for order, these, others in (
        (ComesFirst.DAY_FIRST, only_day, only_month),
        (ComesFirst.MONTH_FIRST, only_month, only_day),
    ):
        if _prevails(these, others):
            text, day = next(iter(these.items()))
            return DateOrder(order, f"“{quoted(text)}” can only be {show(day)}", turned, example=example)
    if only_day:  # and about as many the other way
        one, other = (quoted(next(iter(texts))) for texts in (only_day, only_month))
        return DateOrder(
            ComesFirst.UNDECIDED, f"“{one}” has the day first and “{other}” the month", turned, example=example
        )
    return _where_both_fit(either, plausible, american or any(map(_looks_american, written.values())))


def _where_both_fit(either: list[_Either], plausible: Callable[[dt.date], bool] | None, american: bool) -> DateOrder:
    """What comes first where each date of a column can be read in both orders."""
    if not either:
        return BRITISH
    if plausible:
        not_days = [one for one in either if not plausible(one[1])]
        not_months = [one for one in either if not plausible(one[2])]
        for order, against, others, place in (
            (ComesFirst.MONTH_FIRST, not_days, not_months, 1),
            (ComesFirst.DAY_FIRST, not_months, not_days, 2),
        ):
            if _prevails(against, others):
                why = f"“{quoted(against[0][0])}” would be {show(against[0][place])} in the other order"
                return DateOrder(order, f"{why}, which cannot be here", example=against[0])
    if american:
        return DateOrder(
            ComesFirst.UNDECIDED,
            "the file looks American, where the month comes first",
            american=True,
            example=either[0],
        )
    return DateOrder(ComesFirst.DAY_FIRST, "as in Britain", example=either[0])


def _prevails(these: Sized, others: Sized) -> bool:
    return bool(these) and len(others) * PREVAILS <= len(these)


def _all_early(kept: set[dt.date]) -> bool:
    """Whether dates are those alone that a program can read in both orders."""
    return len(kept) >= FEWEST_TURNED and all(day.day <= LAST_MONTH for day in kept)


def read_ordered(text: str, kind: Any, order: DateOrder = BRITISH) -> Any:
    """A text as a value of that type, a date in the order of its column.

    Where a month's name comes first, or a zone follows that the program does not know, it is read all the same: the
    clock as it is written. Raises UnreadableError, as `model.values.read`.
    """
    if not isinstance(kind, Date | DateTime):
        return read(text, kind)
    plain = without_zone(_one_line(visible(text)))[0]
    if named := _NAMED_FIRST.fullmatch(plain):
        weekday = f"{named['weekday']} " if named["weekday"] else ""
        return read(f"{weekday}{named['day']} {named['name']} {named['year']}{named['rest']}", kind)
    found = _NUMBERS.fullmatch(plain) if order.month_first else None
    if found is None:
        return read(plain if plain else text, kind)
    try:
        return read(_turned(plain, found), kind)
    except UnreadableError:
        said = "in this column the month comes before the day"
        raise UnreadableError(plain, "a date", said, "18 Oct 2017 or 10/18/2017") from None


def other_way(text: str, order: DateOrder = BRITISH) -> dt.date | None:
    """The day that a text is with day and month in the other order than its column's; None where it is none."""
    plain = _one_line(visible(text))
    found = _NUMBERS.fullmatch(plain)
    if found is None:
        return None
    return _day(plain[: found.end("year")] if order.month_first else _turned(plain[: found.end("year")], found))


def turned_round(kept: Day) -> Day | None:
    """A day with month and day changed for one another (a moment stays one); None where there is no such month."""
    return kept.replace(month=kept.day, day=kept.month) if kept.day <= LAST_MONTH else None


def without_zone(text: str) -> tuple[str, str]:
    """A moment without a zone that the program does not know, and that zone ("AST"), "" where there is none."""
    found = _ZONE.fullmatch(text) if ":" in text else None
    return (found[1], found[2]) if found else (text, "")


def month_of(text: str) -> dt.date | None:
    """The month, as its first day, of a text that is a month without a day: "May 2017", "Mar-16"; None of others."""
    plain = _one_line(visible(text))
    short = _SHORT_MONTH.fullmatch(plain)
    try:
        return read_month(f"{short['name']} '{short['year']}" if short else plain)
    except UnreadableError:
        return None


def days_of(text: str) -> list[dt.date]:
    """The days to offer for a month without a day: its first and its last. None for other texts."""
    first = month_of(text)
    if first is None:
        return []
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return [first, after - dt.timedelta(days=1)]


def _looks_american(found: re.Match[str]) -> bool:
    if _AMERICAN_CLOCK.fullmatch(found["rest"]):
        return True
    plain = found["sign"] == "/" and not found["first"].startswith("0") and not found["second"].startswith("0")
    short = min(len(found["first"]), len(found["second"])) == 1
    return bool(plain and short and _SECONDS.fullmatch(found["rest"]))


def _turned(text: str, found: re.Match[str]) -> str:
    """A date of numbers with the first two changed for one another."""
    before, between = text[: found.start("first")], text[found.end("first") : found.start("second")]
    return f"{before}{found['second']}{between}{found['first']}{text[found.end('second') :]}"


def _day(text: str) -> dt.date | None:
    try:
        return read_day(text)
    except UnreadableError:
        return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
