"""Working days in England: Monday to Friday, bank holidays left out."""

import datetime as dt
from functools import cache
from typing import Any


@cache
def _bank_holidays() -> Any:
    # Imported on first use: it takes longer than everything else the model needs.
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open in England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def working_day_after(day: dt.date, number: int) -> dt.date:
    """The `number`th working day after a day: of a Friday the first is the Monday, unless that is a bank holiday."""
    while number:
        day += dt.timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days came after the first day, up to and with the last."""
    days = (first + dt.timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
