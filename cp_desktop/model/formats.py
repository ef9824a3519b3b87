"""Shares, lists in a sentence, the contrast of colours, and names as a hurried person types them."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def percent(numerator: int, denominator: int, places: int = 1) -> str:
    """A share rounded half up, as "87.5%"; "n/a" when there is nothing to divide by.

    Never shown without its two numbers: callers go through `figures.Figure`, which writes them beside it.
    """
    if denominator == 0:
        return "n/a"
    share = Decimal(numerator) * 100 / Decimal(denominator)
    return f"{share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)}%"


# Letters that carry a stroke or a ligature instead of a combining mark, so that decomposition leaves them whole.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ŧ": "t"}
    | {"ŋ": "n", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o"}
)


# The joiners of letters and the marks of their direction: who writes a name has them, who looks for it has not.
_UNSEEN = "\u200c\u200d\u200e\u200f\u061c"
_CONTROLS = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
# The hyphens, dashes and apostrophes that word processors and keyboards make of one key.
_MARKS = str.maketrans(dict.fromkeys("-‐‑‒–—", " ") | dict.fromkeys(".'’‘ʼʻ‛`´′" + _UNSEEN))


def normalise(text: str | None) -> str:
    """Text as a hurried person types it: lower case, no accents, no apostrophes, dots or hyphens, single spaces.

    "O'Hara-Łukasz" and "ohara lukasz" meet: hyphens become spaces, apostrophes and dots vanish, and so do controls and
    halves of letters, which a database would take for an end or not take at all.
    """
    if not text:
        return ""
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
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


def listed(words: Sequence[str]) -> str:
    """Words in a row, as a sentence has them: "Oak", "Oak and Elm", "Oak, Elm and Ash"; "" for none."""
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last
