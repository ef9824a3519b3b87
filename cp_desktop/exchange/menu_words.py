"""Items of a menu in other people's words: by number, by wording whole, shortened or nearly, or by both."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cp_desktop.model.formats import normalise
from cp_desktop.model.values import key

from .headings import item_number

CERTAIN = 100.0
SURE = 88.0  # of 100: from here words are taken for an item's, and said to be
LIKELY = 62.0  # from here an item is proposed
AHEAD = 6.0  # by which the best has to be before the next

_TOKEN = re.compile(r"\w+")
_NUMBER_ALONE = re.compile(r"(?:(?:menu )?items?|nos?\.?|q|#)? ?(\d{1,3})[.):]?", re.I)
_FRACTION = re.compile(r"\d+\.\d+|[\d.]+e[+-]?\d+", re.I)  # 3.7 and 1e+20 are not items 3 and 1
_LIST_OF_NUMBERS = re.compile(
    r"(?:(?:menu )?items?|nos?\.?)? ?\d{1,3}(?:(?: ?[,;/&+\n] ?|\s+(?:and )?)\d{1,3})*\.?", re.I
)
_NUMBER_BEFORE = re.compile(r"(?:^|[\s,;|/•·(])(?:(?:item|no\.?|q) ?)?(\d{1,3})\s*[.):–—-]?\s*$", re.I)
_ENDS = ",;\n|/•·"  # what stands between two that were chosen
_TAIL = re.compile(r"\W*\b(?:have|has|did|do|were|was|are) (?:you|it|they|this|the councillor)\b.*$", re.I | re.S)
_OTHER = re.compile(r"(?:other|something else|others?,? please (?:say|specify|state|describe))\s*[:(–—-]\s*", re.I)


def is_fraction(text: str) -> bool:
    """Whether a text is a number that is not whole, and so of no item."""
    return bool(_FRACTION.fullmatch(text.strip()))


@dataclass(frozen=True)
class NamedItem:
    """An item that was meant, and why it is taken for it: by its "number", its "wording" or "both". `score` is how
    near the words are, out of 100; `said` what was written."""

    item: Any
    by: str
    score: float
    said: str

    @property
    def certain(self) -> bool:
        return self.score >= CERTAIN

    @property
    def why(self) -> str:
        """The reason in words."""
        if self.by == "both":
            return "by its number and wording"
        if self.by == "number":
            return "by its number"
        return "by its wording" if self.certain else f"its words are like the item's, {self.score:.0f} of 100"


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str


class MenuWords:
    """The items of one menu, by number: what is written is taken for one of them, or split into several."""

    def __init__(self, items: Mapping[int, Any]) -> None:
        self.items = items
        self._tokens = {number: [one.text for one in _tokens(item.wording)] for number, item in items.items()}
        # The longest first: one wording may begin another.
        self._longest = sorted(self._tokens.items(), key=lambda one: -len(one[1]))
        self._named: dict[str, list[NamedItem]] = {}

    def number(self, text: str) -> int | None:
        """The number that is all a text says of an item: "7", "7.", "Item 7", "Q7"; None for other texts."""
        found = _NUMBER_ALONE.fullmatch(text.strip())
        return int(found[1]) if found else None

    def named(self, text: str) -> list[NamedItem]:
        """The items that a text may mean, the nearest first: one where it is clear, none where it is like none."""
        if text not in self._named:
            self._named[text] = self._find(text)
        return self._named[text]

    def one(self, text: str) -> NamedItem | None:
        """The item that a text means for certain or all but."""
        found = self.named(text)
        if not found or found[0].score < SURE or (len(found) > 1 and found[0].score - found[1].score < AHEAD):
            return None
        return found[0]

    def _find(self, text: str) -> list[NamedItem]:
        number = self.number(text)
        if number is not None:
            return [NamedItem(self.items[number], "number", CERTAIN, text)] if number in self.items else []
        if is_fraction(text):
            return []
        said = item_number(text)
        by_words = self._by_wording(said[1] if said else text)
        if said and said[0] in self.items:
            there = next((one for one in by_words if one.item.number == said[0]), None)
            if there and there.score >= by_words[0].score - AHEAD:
                return [NamedItem(there.item, "both", CERTAIN, text)]
        return by_words

    def _by_wording(self, text: str) -> list[NamedItem]:
        whole = [item for item in self.items.values() if key(item.wording) == key(text)]
        if whole:
            return [NamedItem(item, "wording", CERTAIN, text) for item in whole]
        plain = _TAIL.sub("", text).rstrip(" .…?:;,–—-")
        tokens = [one.text for one in _tokens(plain)]
        begun = any(wording[: len(tokens)] == tokens for wording in self._tokens.values())  # then it is a shortened one
        inside = [] if begun else self.contained(text)
        if inside:
            return [NamedItem(item, "wording", CERTAIN, text) for item in inside]
        if len(key(plain)) < 4:
            return []
        scored = [
            NamedItem(item, "wording", self._nearness(tokens, number), text) for number, item in self.items.items()
        ]
        near = [one for one in scored if one.score >= LIKELY]
        return sorted(near, key=lambda one: (-one.score, one.item.number))

    def contained(self, text: str) -> list[Any]:
        """The items whose whole wording stands in a text, if it is that of one alone or of the longest."""
        said = [one.text for one in _tokens(text)]
        found: list[tuple[int, Any]] = [
            (len(wording), self.items[number])
            for number, wording in self._longest
            if len("".join(wording)) > 3 and _stands_in(wording, said)
        ]
        longest = max((length for length, _ in found), default=0)
        return [item for length, item in found if length == longest]

    def _nearness(self, tokens: Sequence[str], number: int) -> float:
        """How near words are to an item's, out of 100: as a spelling of them, their beginning or a part of them."""
        from rapidfuzz import fuzz

        wording = self._tokens[number]
        said, whole = " ".join(tokens), " ".join(wording)
        near = max(fuzz.ratio(said, whole), fuzz.token_sort_ratio(said, whole))
        if len(tokens) > 1 and whole.startswith(said):
            near = max(near, 96.0)
        elif len(tokens) > 1 and _stands_in(tokens, wording):
            near = max(near, 90.0)
        elif len(tokens) > 1 and set(tokens) <= set(wording):
            near = max(near, 84.0)
        return float(min(near, 99.0))

    # -- several in a cell

    def split(self, text: str) -> tuple[list[NamedItem], list[str]]:
        """The items that a cell names, each once, and what else it says.

        Wordings that stand there whole go first, so that their own commas and semicolons survive; what is left is taken
        apart at semicolons and line breaks, at commas only where that makes items of it.
        """
        if _LIST_OF_NUMBERS.fullmatch(text.strip()) and not is_fraction(text):
            numbers = [int(one) for one in re.findall(r"\d+", text)]
            if all(number in self.items for number in numbers):
                return [NamedItem(self.items[one], "number", CERTAIN, str(one)) for one in dict.fromkeys(numbers)], []
        found: dict[int, NamedItem] = {}
        others: list[str] = []
        last = 0
        for start, end, named in self._whole_wordings(text):
            self._rest(text[last:start], found, others)
            found.setdefault(named.item.number, named)
            last = end
        self._rest(text[last:], found, others)
        return list(found.values()), others

    def _whole_wordings(self, text: str) -> Iterator[tuple[int, int, NamedItem]]:
        """Where wordings stand whole and alone between separators, with the numbers before them."""
        tokens = _tokens(text)
        at = 0
        while at < len(tokens):
            match = self._longest_at(text, tokens, at)
            if match is None:
                at += 1
                continue
            start, item, by, length = match
            end = tokens[at + length - 1].end
            yield start, end, NamedItem(item, by, CERTAIN, text[start:end])
            at += length

    def _longest_at(self, text: str, tokens: Sequence[_Token], at: int) -> tuple[int, Any, str, int] | None:
        before = text[: tokens[at].start]
        number = _NUMBER_BEFORE.search(before)
        start = number.start(1) if number else tokens[at].start
        if number:
            start = len(before[: number.start()]) + (len(number[0]) - len(number[0].lstrip(" ,;|/•·(\n")))
        if not _ends(text[:start].rstrip(" \t([\"'“”‘’")):
            return None
        for candidate, wording in self._longest:
            length = len(wording)
            if length and [one.text for one in tokens[at : at + length]] == wording:
                after = text[tokens[at + length - 1].end :].lstrip(" \t)]\"'“”‘’.!?…")
                if not after or after[0] in _ENDS:
                    item = self.items[candidate]
                    if number and int(number[1]) in self.items and len(self._same(item)) > 1:
                        item = self.items[int(number[1])]  # two items of one wording are told apart by it
                    return start, item, "both" if number and int(number[1]) == item.number else "wording", length
        return None

    def _same(self, item: Any) -> list[Any]:
        return [one for one in self.items.values() if key(one.wording) == key(item.wording)]

    def _rest(self, text: str, found: dict[int, NamedItem], others: list[str]) -> None:
        """Takes apart what stands between whole wordings."""
        for piece in (one.strip(" \t,.|/•·") for one in re.split(r"[;\n|]", text)):
            if not piece:
                continue
            if (named := self._chosen(piece)) is not None:
                found.setdefault(named.item.number, named)
                continue
            parts = [part.strip() for part in piece.split(",")]
            kept: list[str] = []
            for part in parts:
                named = self._chosen(part) if part and len(parts) > 1 else None
                if named is None:
                    kept.append(part)
                else:
                    found.setdefault(named.item.number, named)
            if other := _OTHER.sub("", ", ".join(kept), count=1).strip(" ,"):
                others.append(other)

    def _chosen(self, piece: str) -> NamedItem | None:
        """The item that a piece of a cell names; what merely has a wording in it is somebody's own words."""
        named = self.one(piece)
        if named and named.by == "wording" and named.certain and key(named.item.wording) != key(piece):
            return None
        return named


def _tokens(text: str) -> list[_Token]:
    return [_Token(one.start(), one.end(), normalise(one[0])) for one in _TOKEN.finditer(text)]


def _stands_in(some: Sequence[str], whole: Sequence[str]) -> bool:
    size = len(some)
    return any(list(whole[at : at + size]) == list(some) for at in range(len(whole) - size + 1))


def _ends(text: str) -> bool:
    return not text or text[-1] in _ENDS
