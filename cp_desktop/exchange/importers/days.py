"""Questions that a day is an answer to."""

import datetime as dt
from collections.abc import Sequence

from cp_desktop.model import show
from cp_desktop.model.values import UnreadableError, read_day

from ..choices import Option
from ..importer import DAYS, ImportContext
from ..readers import Row


def ask_day(
    context: ImportContext,
    key: str,
    said: str,
    answers: Sequence[Option],
    *,
    cause: str,
    row: Row | None = None,
    column: int | str | None = None,
    proposed: str | None = None,
    default: str | None = None,
) -> dt.date | None:
    """The day that was given as an answer; None for another of the answers, and while the question is open."""
    given = context.ask(
        key, said, answers, cause=cause, row=row, column=column, proposed=proposed, default=default, takes="date"
    )
    return day_answered(context, key, given)


def day_answered(context: ImportContext, key: str, answer: str | None) -> dt.date | None:
    """The day that an answer is; None for another of those offered, and for one that is no day: that is asked again."""
    if answer is None or (context.offers(key, answer) and not answer[:1].isdigit()):
        return None
    try:
        return read_day(answer)
    except UnreadableError as problem:
        context.reopen(key, str(problem))
        return None


def on_the_day(day: dt.date | None, said: str) -> list[Option]:
    """A day as an answer, if there is one."""
    return [Option(day.isoformat(), f"{said} {show(day)}")] if day else []


def ask_counted_on(context: ImportContext, row: Row, column: int | str | None) -> dt.date | None:
    """The day on which were counted what a file counts without saying when."""
    own = context.plan.file.modified if context.plan.file else None
    return ask_day(
        context,
        "counted-on",
        "the file does not say on which day its numbers were counted; when was it?",
        on_the_day(own, "The day of the file itself,"),
        cause=DAYS,
        row=row,
        column=column,
        proposed=own.isoformat() if own else None,
    )
