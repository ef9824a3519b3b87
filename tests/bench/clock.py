"""Taking two costs in turn and comparing them pair by pair, so that a machine whose speed drifts is no judge."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

# Whether everything is only to be gone through once, on small registers, to see that it still can be measured.
SMALL = bool(os.environ.get("CP_BENCH_SMALL"))


class Ratio(NamedTuple):
    """The medians of both costs (seconds) and of their ratios, pair by pair."""

    ours: float
    other: float
    ratio: float

    def line(self, what: str, aim: float | None = None) -> str:
        goal = "" if aim is None else f"  (aim <= {aim})"
        return f"{what:<58} {self.ours * 1000:9.1f} ms / {self.other * 1000:9.1f} ms = {self.ratio:6.2f}{goal}"


def timed(work: Callable[[], object]) -> float:
    """The seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pairs(ours: Callable[[], float], other: Callable[[], float], rounds: int = 7) -> Ratio:
    """Takes both costs in turn, after one round that is not counted. Each callable returns its seconds."""
    if not SMALL:
        ours(), other()
    taken = [(ours(), other()) for _ in range(1 if SMALL else rounds)]
    return Ratio(
        statistics.median(a for a, _ in taken),
        statistics.median(b for _, b in taken),
        statistics.median(a / b for a, b in taken),
    )


LONGEST = 120  # seconds: what takes longer hangs, and that is an error


def command(words: Sequence[str]) -> float:
    """The seconds a whole command takes. Raises CalledProcessError when it fails."""
    return timed(lambda: subprocess.run(words, check=True, capture_output=True, timeout=LONGEST))


def python(code: str, *words: str) -> float:
    """The seconds a new Python takes to run some code."""
    return command([sys.executable, "-c", code, *words])
