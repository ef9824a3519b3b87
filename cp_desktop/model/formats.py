"""How a value reads, on the screen, on paper and in a file that a person will open: one function for all."""

import datetime as dt
import re
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


# The hyphens, dashes and apostrophes that word processors and keyboards make of one key.
_MARKS = str.maketrans(dict.fromkeys("-‐‑‒–—", " ") | dict.fromkeys(".'’‘ʼ`´′"))


def normalise(text: str | None) -> str:
    """Text as a hurried person types it: lower case, no accents, no apostrophes, dots or hyphens, single spaces.

    "O'Hara-Łukasz" and "ohara lukasz" meet: hyphens become spaces, apostrophes and dots vanish.
    """
    if not text:
        return ""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_MARKS)).translate(_STROKES)
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    # Twice as fast as a table for plain ASCII, which nearly all text is.
    return " ".join(text.replace("'", "").replace(".", "").replace("-", " ").replace("`", "").split())


READABLE = 4.5  # to 1: the contrast that letters need (WCAG 2.2, 1.4.3)


def contrast(one: str, other: str) -> float:
    """How far apart in brightness two colours are, each as #RRGGBB: from 1 to 21 (WCAG 2.2)."""

    def brightness(colour: str) -> float:
        parts = (part / 255 for part in bytes.fromhex(colour[-6:]))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s]+(\d{1,2}|[A-Za-z]{3,9})[/.\-\s,]+(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
FIRST_DATE, LAST_DATE = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


def read_date(text: str) -> dt.date:
    """A date as people write it: 18 Oct 2017, 18/10/2017, 18.10.17, 2017-10-18; day before month always.

    Raises ValueError for anything else, for a day that does not exist, and outside 1900 to 2100 (a slip of the
    finger or a spreadsheet's day zero).
    """
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, year = int(match[1]), int(match[3])
        month = int(match[2]) if match[2].isdigit() else _month(match[2])
        if year < 100:
            year += 2000 if year < 70 else 1900
    else:
        raise ValueError(f"“{text}” is not a date")
    found = dt.date(year, month, day)
    if not FIRST_DATE <= found <= LAST_DATE:
        raise ValueError(f"“{text}” is outside the years 1900 to 2100")
    return found


def _month(word: str) -> int:
    for number, name in enumerate(_MONTHS, 1):
        if word[:3].casefold() == name.casefold():
            return number
    raise ValueError(f"“{word}” is not a month")
