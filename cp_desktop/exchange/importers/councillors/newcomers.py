"""Newly elected councillors are trained in their first two weeks: a plan says by when, and a calendar has it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from cp_desktop.model import Event, EventKind, show, table_of

from ...choices import Option, some_named
from ...importer import ImportContext
from ...plan import ADDED

TRAINING = "Training of new councillors"
TWO_WEEKS = dt.timedelta(days=14)
_PLAN, _NOT = "plan", "not"


def plan_training(context: ImportContext, newcomers: Mapping[dt.date, Sequence[str]]) -> None:
    """Says of newcomers, by their first days, by when they are to be trained; where no training for councillors is in
    the calendar in those two weeks, asks whether to put one there, on their last day.
    """
    event = table_of(Event).c
    for first, names in sorted(newcomers.items()):
        last = first + TWO_WEEKS
        context.note(f"To be trained in their first two weeks, by {show(last)}: {some_named(names)}.")
        held = select(event.held_on).where(event.kind == EventKind.TRAINING, event.held_on.between(first, last))
        if context.session.scalar(held.limit(1)) is not None:
            continue
        answers = [
            Option(_PLAN, f"Put a training for new councillors into the calendar, on {show(last)} for now"),
            Option(_NOT, "Put none there"),
        ]
        said = f"{len(names):,} took office on {show(first)}, and are to be trained by {show(last)}; is it planned?"
        key = f"training: {first.isoformat()}"
        if context.ask(key, said, answers, cause=TRAINING, proposed=_PLAN, default=_PLAN) == _PLAN:
            context.draft.add(Event, name="Training for new councillors", held_on=last, kind=EventKind.TRAINING)
            context.line(None, "Training for new councillors", ADDED, f"On {show(last)}", group=TRAINING)
