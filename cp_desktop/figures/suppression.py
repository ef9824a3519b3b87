"""Small counts of children, hidden so that neither a number nor a sum of numbers points at one child.

A nought is shown: it is about nobody, and whether a home or a ward has none at all is what its councillors must know.
"""

import math
import re
from collections.abc import Hashable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Range = tuple[float, float]

NOT_SHOWN, _FEWER_THAN = "not shown", "fewer than"
_ANYTHING: Range = (0, math.inf)


def suppress(counts: Mapping[K, int | None], within: Mapping[K, K], below: int) -> dict[K, str]:
    """What is to stand in place of a number, for each key whose number must be hidden.

    `counts` holds what would be shown: wards, and the totals over them; `within` says of each the total it is a part
    of (ward within district within council), and a total is the sum of those of its parts that have a number. A
    total that is not among the counts is shown nowhere.

    Hidden are the numbers from 1 to `below` - 1 ("fewer than 5"), and then as many others ("not shown"), the
    smallest first, as it takes until nobody can work out a hidden one: not from the sums, not from what the words
    themselves say, and not from knowing that the smallest go first. Totals are only ever "not shown". A `below` of
    0 or 1 hides nothing.
    """
    if below <= 1:
        return {}
    table = _CountTable(counts, within, below)
    while (key := table.given_away()) is not None:
        table.hidden.add(table.next_to_hide(key))
    return {key: table.words(key) for key in counts if key in table.hidden}


class _CountTable(Generic[K]):
    """The counts as somebody reads them who knows the rules and can calculate."""

    def __init__(self, counts: Mapping[K, int | None], within: Mapping[K, K], below: int) -> None:
        self._counts, self._within, self._below = counts, within, below
        self._parts: dict[K, list[K]] = {}
        for key, whole in within.items():
            self._parts.setdefault(whole, []).append(key)
        self.hidden = {key for key, number in counts.items() if number and number < below}

    def words(self, key: K) -> str:
        """What is said of a hidden one. "Fewer than 2" would say 1, and of a total tell too much of its parts."""
        small = (self._counts[key] or 0) < self._below and key not in self._parts and self._below > 2
        return fewer_than(self._below) if small else NOT_SHOWN

    def given_away(self) -> K | None:
        """A hidden one that only one number fits, None when there is none; first a total that its parts give away,
        for it may be what gives the others away."""
        found = self._ranges()
        given = [key for key in self._counts if key in self.hidden and found[key][0] == found[key][1]]
        return next(filter(self._parts_give_away, given), given[0] if given else None)

    def next_to_hide(self, key: K) -> K:
        """What to hide so that less can be told of one given away: beside it, above it, within it, at last anywhere."""
        place: K | None = key
        if self._parts_give_away(key):
            for part in self._shown(self._parts[key]):
                return part
        while place is not None:
            whole = self._within.get(place)
            if whole is not None:
                for other in self._shown(self._parts[whole]):
                    return other
                if whole not in self.hidden and self._counts.get(whole):
                    return whole
            place = whole
        return next(self._shown(list(self._counts)))

    def _shown(self, keys: list[K]) -> Iterator[K]:
        """Those whose number is shown and no nought, the smallest first."""
        numbers = {key: self._counts.get(key) or 0 for key in keys if key not in self.hidden}
        return (key for key in sorted(numbers, key=numbers.__getitem__) if numbers[key])

    def _parts_give_away(self, key: K) -> bool:
        ranges = [self._upwards(part) for part in self._parts.get(key, ())]
        return bool(ranges) and all(low == high for low, high in ranges)

    # -- what can be calculated: exact, because the sums form a tree

    def _ranges(self) -> dict[K, Range]:
        """Between which numbers each can be, from all that is shown."""
        found: dict[K, Range] = {}
        pending = [key for key in {*self._counts, *self._parts} if key not in self._within]
        for key in pending:
            found[key] = self._upwards(key)
        while pending:
            whole = pending.pop()
            parts = {part: self._upwards(part) for part in self._parts.get(whole, ())}
            lows, highs = [low for low, _ in parts.values()], [high for _, high in parts.values()]
            for place, (part, (low, high)) in enumerate(parts.items()):
                others_low = sum(lows[:place]) + sum(lows[place + 1 :])
                others_high = sum(highs[:place]) + sum(highs[place + 1 :])
                found[part] = max(low, found[whole][0] - others_high), min(high, found[whole][1] - others_low)
            pending += parts
        return found

    def _upwards(self, key: K) -> Range:
        """Between which numbers one can be, from its own words and from its parts."""
        low, high = self._range(key)
        if key in self._parts:
            parts = [self._upwards(part) for part in self._parts[key]]
            low, high = max(low, sum(one for one, _ in parts)), min(high, sum(one for _, one in parts))
        return low, high

    def _range(self, key: K) -> Range:
        """Between which numbers one can be, from what stands in its place."""
        number = self._counts.get(key)
        if key in self.hidden:
            return self._range_of_words(key)
        if key in self._parts and key not in self._counts:
            return _ANYTHING
        return number or 0, number or 0

    def _range_of_words(self, key: K) -> Range:
        if key in self._parts:
            return _ANYTHING
        if self.words(key) != NOT_SHOWN:
            return 1, self._below - 1
        beside = self._parts.get(self._within[key], []) if key in self._within else []
        smallest = next(self._shown(beside), None)
        # None that is shown beside it is smaller; and where small ones have words of their own, it is none of them.
        at_most = math.inf if smallest is None else self._counts[smallest] or 0
        return (self._below if self._below > 2 else 1), at_most


def fewer_than(below: int) -> str:
    """The words for a small number."""
    return f"{_FEWER_THAN} {below}"


def hides_number(said: str) -> bool:
    """Whether a text stands in place of a number that was hidden: here, or by others in the same words."""
    said = said.casefold().strip()
    return said == NOT_SHOWN or re.fullmatch(rf"(?:{_FEWER_THAN}|less than|under) \d+|< ?\d+", said) is not None
