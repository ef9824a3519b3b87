"""Lists that have each term of a councillor in a row of its own, and the ends that they give to the last ones."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise

from cp_desktop.model import show

from ...choices import LEAVE_OUT, Option, some_named
from ...importer import ImportContext
from .entries import TERMS, Entry
from .office import DAY

_PART, _IN_OFFICE, _LEFT, _TAKE = "part", "in-office", "left", "take"


def part_terms(context: ImportContext, rows_of_each: Iterable[Sequence[Entry]]) -> None:
    """Asks about terms of one councillor that overlap, in the order of their first days: the earlier one ends on the
    day before the next begins, unless somebody leaves it out. Many sources have both on the day of the election.
    """
    pairs = [
        (one, then)
        for rows in rows_of_each
        for one, then in pairwise(rows)
        if one.start and then.start and one.start < then.start and (one.end is None or one.end >= then.start)
    ]
    names = some_named(
        f"{one.name} ({show(one.end) if one.end else 'open'}, and {show(then.start)})" for one, then in pairs
    )
    said = f"terms of one councillor overlap, so that one ends after the next begins: {names}; how is it?"
    answers = [Option(_PART, "The earlier ends on the day before the next begins"), LEAVE_OUT]
    for one, then in pairs:
        context.begin(one.row)
        answer = context.ask(
            "terms overlap", said, answers, cause=TERMS, row=one.row, column="term.end", proposed=_PART, default=_PART
        )
        if answer == _PART and then.start:
            one.end = then.start - DAY


def ask_about_ends(context: ImportContext, last: Sequence[Entry], day: dt.date, complete: bool) -> None:
    """Asks what the ends of the last terms mean in a list of who is in office: those before the day of the list, and
    those that ModernGov schedules, after which nobody would be in office without a word.
    """
    by_format = bool(context.plan.file and context.plan.file.complete)
    over = [entry for entry in last if entry.end and entry.end < day] if complete or by_format else []
    # Where most are over, they are the days of an election that the list does not know of yet.
    held = _IN_OFFICE if by_format or 2 * len(over) > len(last) else _LEFT
    said = f"in the list of who is in office, and their terms have ended: {_named(over)}; have they left?"
    answers = [
        Option(_IN_OFFICE, "They are in office: the end is not taken"),
        Option(_LEFT, "They left on that day"),
        LEAVE_OUT,
    ]
    _each(context, "terms that are over", said, answers, over, held)
    to_come = [entry for entry in last if entry.end and entry.end >= day and entry not in over] if by_format else []
    said = f"ends of terms that are scheduled, and to come: {_named(to_come)}; are they the last days in office?"
    answers = [
        Option(_IN_OFFICE, "They are not taken: a later list says who has left"),
        Option(_TAKE, "They are, and nobody of them is in office from then on"),
    ]
    _each(context, "terms to come to an end", said, answers, to_come, _IN_OFFICE)


def _each(
    context: ImportContext, key: str, said: str, answers: Sequence[Option], entries: Sequence[Entry], held: str
) -> None:
    for entry in entries:
        context.begin(entry.row)
        answer = context.ask(
            key, said, answers, cause=TERMS, row=entry.row, column="term.end", proposed=held, default=held
        )
        if answer == _IN_OFFICE:
            entry.end = None


def _named(entries: Iterable[Entry]) -> str:
    return some_named(f"{entry.name} (until {show(entry.end)})" for entry in entries)
