"""Which wards a list of everybody in office brings, keeps and no longer has: worked out from names and days alone."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .office import FRESH


@dataclass(frozen=True)
class KnownWard:
    """A ward as the register has it on the day of the list. `sat` is whether anybody had a seat there the day before;
    `key` is what its name is compared by.
    """

    id: int
    name: str
    key: str
    start: dt.date | None
    sat: bool


@dataclass(frozen=True)
class Boundaries:
    """The wards of a list beside those of the register."""

    new: tuple[str, ...]  # the keys of those that the register does not have on that day
    kept: tuple[KnownWard, ...]  # those of a name that both have
    gone: tuple[KnownWard, ...]  # those where somebody sat, and that the list does not name

    @property
    def redrawn(self) -> bool:
        """Whether this is a review of all boundaries: a quarter of the wards are new at once, and others are gone.

        Then a ward that keeps its name has other streets, and other figures, all the same.
        """
        return len(self.new) >= 2 and len(self.gone) >= 2 and 4 * len(self.new) >= len(self.new) + len(self.kept)


def compare_wards(listed: Iterable[str], known: Sequence[KnownWard], first_day: dt.date) -> Boundaries:
    """The wards of a list, by the keys of their names, beside those that the register has on the day of the list.

    A ward whose period begins on `first_day` of the new terms or later was taken from that list before.
    """
    keys = dict.fromkeys(listed)
    by_key = {ward.key: ward for ward in known}
    kept = tuple(ward for ward in known if ward.key in keys and not (ward.start and ward.start >= first_day))
    return Boundaries(
        tuple(one for one in keys if one not in by_key), kept, tuple(w for w in known if w.sat and w.key not in keys)
    )


def election_day(starts: Iterable[dt.date | None], day: dt.date) -> dt.date | None:
    """The first day of the terms that more than half of a list share, where it is the list's own or shortly before:
    the whole council was elected then. None where it was not.
    """
    every = list(starts)
    counted = Counter(start for start in every if start is not None and day - FRESH <= start <= day)
    start, count = counted.most_common(1)[0] if counted else (None, 0)
    return start if 2 * count > len(every) else None
