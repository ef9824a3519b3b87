"""Which of a register's copies may go: kept dense where they are young, and thin where they are old.

Of the copies that the program makes by itself stay all of the last two days (the newest 48 of them), then the last of
each day for a month, then the last of each month for a year. Those made for a reason (by hand, before an upgrade or a
restore, the bytes of a damaged file) count apart, and their last 14 stay: a fortnight's work never pushes out the way
back from a mistake. Whatever these rules say, the newest copy that holds anything stays.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from .store import Copy

ALL_FOR = dt.timedelta(days=2)
ALL_AT_MOST = 48
DAILY_FOR = dt.timedelta(days=31)
MONTHLY_FOR = dt.timedelta(days=366)
FOR_A_REASON = 14
RULE = (
    "All copies of the last two days are kept, then the last of each day for a month and the last of each month for a "
    f"year; of those made by hand, before a restore or an upgrade, the last {FOR_A_REASON}."
)


def superfluous(copies: Iterable[Copy], now: dt.datetime, holds_anything: Callable[[Copy], bool]) -> list[Copy]:
    """The copies of one register that may go, the oldest first.

    `holds_anything` is asked of as few as possible, as it opens the file. What was made after `now`, by a clock that
    was wrong, counts as made just now.
    """
    by_age = sorted(copies, key=lambda copy: (copy.made, copy.path.name), reverse=True)
    kept = _spread([copy for copy in by_age if copy.automatic], now)
    kept += [copy for copy in by_age if not copy.automatic][:FOR_A_REASON]
    stays = set(kept)
    going = [copy for copy in by_age if copy not in stays]
    if going and not any(map(holds_anything, kept)):
        last = next(filter(holds_anything, going), None)
        going = [copy for copy in going if copy is not last]
    return going[::-1]


def _spread(newest_first: Sequence[Copy], now: dt.datetime) -> list[Copy]:
    kept: list[Copy] = []
    days: set[dt.date] = set()
    months: set[tuple[int, int]] = set()
    for copy in newest_first:
        age, day = now - copy.made, copy.made.date()
        month = day.year, day.month
        young = age <= ALL_FOR and len(kept) < ALL_AT_MOST
        if young or (age <= DAILY_FOR and day not in days) or (age <= MONTHLY_FOR and month not in months):
            kept.append(copy)
            days.add(day)
            months.add(month)
    return kept
