"""Whether two states of a paper say the same, and where they differ."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from cp_desktop.model import show

_NUMBER = re.compile(r"\d[\d,.]*%?")


def compared(tabled: bytes, today: bytes, lines_of: Callable[[bytes], list[list[str]]]) -> str:
    """A sentence: identical byte for byte, the same in its words, or on which pages how much differs.

    `lines_of` reads the lines of each page of a PDF.
    """
    if tabled == today:
        return "Identical: made from the register as it is now, the paper is the same byte for byte."
    then, now = lines_of(tabled), lines_of(today)
    if then == now:
        return (
            "The words and numbers are the same, but the file differs: its looks were changed, or another version of "
            "this program made it."
        )
    pages = [
        number
        for number in range(1, max(len(then), len(now)) + 1)
        if then[number - 1 : number] != now[number - 1 : number]
    ]
    where = f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]}"
    length = "" if len(then) == len(now) else f" It had {len(then)} pages then and has {len(now)} now."
    numbers = _numbers_changed([line for page in then for line in page], [line for page in now for line in page])
    figures = "no number" if not numbers else "1 number" if numbers == 1 else f"{show(numbers)} numbers"
    return f"It differs on {where}: {figures} changed.{length}"


def _numbers_changed(then: list[str], now: list[str]) -> int:
    """How many numbers stand in one and not in the other at the same place of the text; one put for another is one."""
    changed = 0
    for _, a, b, c, d in _differing(then, now):
        before, after = " ".join(then[a:b]).split(), " ".join(now[c:d]).split()
        for _, e, f, g, h in _differing(before, after):
            changed += max(_numbers(before[e:f]), _numbers(after[g:h]))
    return changed


def _differing(then: list[str], now: list[str]) -> list[tuple[str, int, int, int, int]]:
    found = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    return [part for part in found if part[0] != "equal"]


def _numbers(words: list[str]) -> int:
    return sum(1 for word in words if _NUMBER.search(word))
