"""Rules that rows keep and that no constraint of their table can say: they look at today, or at other rows.

A mapped class declares them beside its columns (`rules = (...)`), and nothing else repeats them. The register asks
them at the end of every operation, and an import of the rows it would write, so that no road to a table gets round.
A rule speaks of what is being written: a row that an old register holds already is only asked when one of the columns
that the rule is about is written, or one of the rows that it depends on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cp_desktop.errors import UserError


@dataclass(frozen=True)
class Rule:
    """One rule of a mapped class.

    `broken` is given a row, with its columns and relationships by name, and returns the sentence for one that breaks
    the rule, None for one that keeps it. `at` is the column or relationship beside which the sentence is said, and
    `about` are the row's own columns that the rule reads.

    `above` are columns of the row it belongs to that the rule reads, as "visit.visited_on"; `below` are relationships
    that must not lose rows by which the rule is kept. `alone` is true of a rule that reads nothing but its row: what
    an undo brings back has kept it.
    """

    name: str
    at: str
    about: tuple[str, ...]
    broken: Callable[[Any], str | None]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    alone: bool = False


def refusal(sentence: str, at: str) -> UserError:
    """What whoever wrote a row that breaks a rule is told."""
    return UserError(f"{sentence} Nothing was saved. Correct it and save again.", at)
