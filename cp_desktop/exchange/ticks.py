"""Ticks as people make them: signs, letters of sign fonts, words, a yes with a remark; and what stands for nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cp_desktop.model.formats import normalise
from cp_desktop.model.values import UnreadableError, read_yes_or_no

from .cells import says_nothing

# Letters that Wingdings and Wingdings 2 draw as a tick, and as a cross or an empty box: a workbook keeps the letter
# and the reader does not see the font.
TICK_LETTERS = frozenset("üþPR")
EMPTY_LETTERS = frozenset("ûý¨")
_REMARK = re.compile(r"(?P<head>[^\s\d,;:(–—-][^,;:(–—]{0,30}?)\s*(?:[,;:–—]|\s-+\s|-\s|\()\s*(?P<rest>.+)", re.S)
_YES_WORD = re.compile(r"(?P<head>yes|yep|yeah)\b[\s.!]+(?P<rest>\w.+)", re.I | re.S)


@dataclass(frozen=True)
class Tick:
    """What a cell says: `yes` is None where it says nothing; `remark` is what it says besides."""

    yes: bool | None
    remark: str = ""


def stands_for_nothing(text: str) -> bool:
    """Whether a cell says in words or signs that there is nothing to say: "N/A", "-", "none", "nil"."""
    return (says_nothing(text) and "*" not in text) or normalise(text) == "nil"  # a star may be a tick


def read_tick(text: str, letters: Iterable[str] = ()) -> Tick | None:
    """A cell as a tick; None where it says something else. `letters` are those that are drawn as signs here."""
    text = text.strip()
    if stands_for_nothing(text):
        return Tick(None)
    if text in letters:
        return Tick(text in TICK_LETTERS)
    try:
        return Tick(read_yes_or_no(text))
    except UnreadableError:
        pass
    return _with_remark(text)


def parted(text: str) -> tuple[str, str] | None:
    """A word and the remark behind it: "Yes - in March", "Done (twice)"; None where there is none."""
    found = _REMARK.fullmatch(text.strip()) or _YES_WORD.fullmatch(text.strip())
    if not found:
        return None
    rest = found["rest"].strip()
    if rest.endswith(")") and rest.count("(") < rest.count(")"):
        rest = rest[:-1].rstrip()
    return (found["head"].strip(), rest) if rest else None


def _with_remark(text: str) -> Tick | None:
    both = parted(text)
    if both is None:
        return None
    try:
        return Tick(read_yes_or_no(both[0]), both[1])
    except UnreadableError:
        return None


def letters_in(cells: Iterable[str]) -> set[str]:
    """The letters among cells that are signs: where nothing else stands beside them than blanks, ticks and figures.

    A column of P and D may say "planned" and "done"; one of P alone is ticked in another font.
    """
    found: set[str] = set()
    for cell in cells:
        text = cell.strip()
        if text in TICK_LETTERS or text in EMPTY_LETTERS:
            found.add(text)
        elif text and not text.isdigit() and read_tick(text) is None:
            return set()
    return found if found & TICK_LETTERS else set()
