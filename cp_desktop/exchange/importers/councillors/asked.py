"""Answers about days, and the ones that many questions about a list of councillors share."""

import datetime as dt

from sqlalchemy import Date

from cp_desktop.model.values import UnreadableError, read

from ...importer import ImportContext

STAY = "stay"


def day_answered(context: ImportContext, key: str, answer: str | None) -> dt.date | None:
    """The day that an answer is; None for another answer, and for one that is no day: that is asked again."""
    if answer is None or (context.offers(key, answer) and not answer[:1].isdigit()):
        return None
    try:
        day = read(answer, Date())
    except UnreadableError as problem:
        context.reopen(key, str(problem))
        return None
    assert isinstance(day, dt.date)
    return day
