"""How a value reads, on the screen, on paper and in a file that a person will open: one function for all."""

import datetime as dt
from typing import Any

from cp_desktop.model.base import Choice

from .dates import write_day, write_moment


def show(value: Any) -> str:
    """A typed value as plain text: 18 Oct 2017, Yes, a choice's label, "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case Choice():
            return value.label
        case dt.datetime():
            return write_moment(value)
        case dt.date():
            return write_day(value)
        case int() if abs(value) >= 10_000:
            return f"{value:,}"
        case _:
            return str(value)
