"""Chance for the demo year: seeded, and spent in a way that every version of Python keeps."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

HOLIDAYS = {(12, 24), (12, 25), (12, 26), (12, 27), (12, 28), (12, 29), (12, 30), (12, 31), (1, 1)}
EASTER = {date(2017, 4, 14), date(2017, 4, 17), date(2018, 3, 30), date(2018, 3, 31), date(2018, 4, 2)}


class Dice:
    """Chance with a memory: the same seed, the same year."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def below(self, n: int) -> int:
        return int(self.random() * n)

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def chance(self, percent: float) -> bool:
        return self.random() * 100 < percent

    def pick(self, things: Sequence):
        return things[self.below(len(things))]

    def shuffled(self, things: Iterable) -> list:
        return [thing for _, _, thing in sorted((self.random(), n, t) for n, t in enumerate(things))]

    def weighted(self, things: Sequence, weights: Sequence[float], count: int) -> list:
        """`count` different things, the heavier the likelier (the largest of random ** (1 / weight))."""
        keyed = [(self.random() ** (1 / w), n) for n, w in enumerate(weights) if w > 0]
        return [things[n] for _, n in sorted(keyed, reverse=True)[:count]]

    def day(self, first: date, last: date) -> date:
        """A day from first to last that is not a Sunday, and seldom a Saturday."""
        while True:
            day = first + timedelta(days=self.below((last - first).days + 1))
            holiday = (day.month, day.day) in HOLIDAYS or day in EASTER
            if not holiday and (day.weekday() < 5 or (day.weekday() == 5 and self.chance(30))):
                return day


def office_day(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
