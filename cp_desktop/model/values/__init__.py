"""Typed values: how days, times, numbers, choices and words are read and written, once for the whole program.

Readers take what a person wrote and raise `UnreadableError`, whose sentence is the same in a form, an import and a
command; writers give the text that the program shows, and the readers read it back. `read` chooses by a column's type.
"""

from .columns import read
from .dates import (
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    WEEKDAYS,
    day_of,
    read_day,
    read_moment,
    read_month,
    write_day,
    write_moment,
    write_month,
    write_weekday_and_day,
)
from .display import show
from .plain import (
    key,
    read_choice,
    read_email,
    read_number,
    read_reference,
    read_text,
    read_year_label,
    read_yes_or_no,
    refuse_error,
)
from .signs import visible
from .times import read_time, write_time
from .unreadable import UnreadableError, quoted

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MONTHS",
    "WEEKDAYS",
    "UnreadableError",
    "day_of",
    "key",
    "quoted",
    "read",
    "read_choice",
    "read_day",
    "read_email",
    "read_moment",
    "read_month",
    "read_number",
    "read_reference",
    "read_text",
    "read_time",
    "read_year_label",
    "read_yes_or_no",
    "refuse_error",
    "show",
    "visible",
    "write_day",
    "write_moment",
    "write_month",
    "write_time",
    "write_weekday_and_day",
]
