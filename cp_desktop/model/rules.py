"""Rules that rows keep and that no constraint of their table can say: they look at today, or at other rows.

A mapped class declares them beside its columns (`rules = (...)`), and nothing else repeats them. The register asks
them at the end of every operation, and an import of the rows it would write, so that no road to a table gets round.
A rule speaks of what is being written: a row that an old register holds already is only asked when one of the columns
that the rule is about is written, or one of the rows that it depends on.
"""

import datetime as dt
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

    `above` are columns that the rule reads of the rows it belongs to, as "visit.visited_on" or
    "survey.edition.year.first_day"; `below` are relationships that must not lose rows by which the rule is kept.
    `alone` is true of a rule that reads nothing but its row: what an undo brings back has kept it. `remedy` says what
    to do about it, where that is something else than to write it differently.

    A row that is given answers `others()` besides: all other rows of its class, for the few classes with few rows.
    """

    name: str
    at: str
    about: tuple[str, ...]
    broken: Callable[[Any], str | None]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    alone: bool = False
    remedy: str = "Correct it and save again."


def refusal(sentence: str, at: str, remedy: str = Rule.remedy) -> UserError:
    """What whoever wrote a row that breaks a rule is told."""
    return UserError(f"{sentence} Nothing was saved. {remedy}", at)


def required(label: str) -> str:
    """The sentence for a value that has to be there and is not."""
    return f"{label} is required."


def missing(label: str, at: str) -> UserError:
    """What whoever left out a value that has to be there is told."""
    return refusal(required(label), at, "Fill it in.")


def in_the_future(day: dt.date | None) -> bool:
    """Whether a day, or the day of a moment, is still to come: by the real day, whatever day the pages show."""
    return day is not None and (day.date() if isinstance(day, dt.datetime) else day) > dt.date.today()


def has_happened(label: str, column: str) -> Rule:
    """The rule of a column whose days say that something has happened: none of them is still to come."""

    def broken(row: Any) -> str | None:
        if in_the_future(getattr(row, column)):
            return f"“{label}” cannot be a day that is still to come: it says when something happened."
        return None

    return Rule(f"{column}_has_been", column, (column,), broken, alone=True)
