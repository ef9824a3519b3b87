"""How a value reads, on the screen, on paper and in a file that a person will open: one function for all."""

import datetime as dt
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .base import Choice

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show(value: Any) -> str:
    """A typed value as plain text: 18 Oct 2017, Yes, a choice's label, "" for nothing."""
    # English month names by hand: strftime would follow the machine's locale.
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case Choice():
            return value.label
        case dt.datetime():
            return f"{show(value.date())} {value:%H:%M}"
        case dt.date():
            return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
        case int() if abs(value) >= 10_000:
            return f"{value:,}"
        case _:
            return str(value)


def percent(numerator: int, denominator: int, places: int = 1) -> str:
    """A share rounded half up, as "87.5%"; "n/a" when there is nothing to divide by.

    Never shown without its two numbers: callers go through `figures.Figure`, which writes them beside it.
    """
    if denominator == 0:
        return "n/a"
    share = Decimal(numerator) * 100 / Decimal(denominator)
    return f"{share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)}%"


# Letters that carry a stroke or a ligature instead of a combining mark, so that decomposition leaves them whole.
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def fold(text: str | None) -> str:
    """Text as a hurried person types it: lower case, no accents, no apostrophes, dots or hyphens.

    "O'Hara-Łukasz" and "ohara lukasz" meet: hyphens become spaces, apostrophes and dots vanish.
    """
    if not text:
        return ""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_STROKES)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
        text = text.replace("’", "").replace("‘", "")
    return text.replace("'", "").replace(".", "").replace("-", " ")
