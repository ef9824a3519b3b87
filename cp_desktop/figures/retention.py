"""What is kept longer than the register's periods say: who left and is not erased, what was written and is not cleared.

A period counts from the last day in office, the day of the visit, the day on which a reminder was sent or a file came,
or the day on which something was changed. What has no period is due on no day.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import (
    Attachment,
    Councillor,
    Officer,
    Paragraphs,
    Reminder,
    Retention,
    RetentionKind,
    Visit,
    fields,
    table_of,
)
from cp_desktop.register.history import CHANGE, OPERATION
from cp_desktop.register.people import Subject, people

PEOPLE = {RetentionKind.COUNCILLORS: Councillor, RetentionKind.OFFICERS: Officer}


@dataclass(frozen=True)
class Due:
    """How much of a kind is kept longer than its period: the last day that is past it, how many rows, and, of people,
    who they are."""

    kind: RetentionKind
    until: dt.date
    number: int
    people: tuple[Subject, ...] = ()


def narratives() -> list[str]:
    """The columns of a visit that tell what was found, but for what is kept of a safeguarding concern."""
    return [
        name for name, column, said in fields(Visit) if isinstance(column.type, Paragraphs) and not said.safeguarding
    ]


def past_periods(session: Session, today: dt.date) -> list[Due]:
    """What is due to be erased or cleared, by kind; a kind of which nothing is due is left out."""
    found = []
    everybody: list[Subject] | None = None
    for period in session.scalars(select(Retention).order_by(Retention.id)):
        first = period.kept_from(today)
        if period.kind in PEOPLE:
            everybody = people(session) if everybody is None else everybody
            theirs = tuple(_left(everybody, period.kind, first))
            one = Due(period.kind, first - dt.timedelta(days=1), len(theirs), theirs)
        else:
            one = Due(period.kind, first - dt.timedelta(days=1), _number(session, period.kind, first))
        if one.number:
            found.append(one)
    return found


def _left(everybody: list[Subject], kind: RetentionKind, first: dt.date) -> Iterator[Subject]:
    for one in everybody:
        if one.kind is PEOPLE[kind] and one.erased_on is None and one.left_on is not None and one.left_on < first:
            yield one


def _number(session: Session, kind: RetentionKind, first: dt.date) -> int:
    keys = earlier_values(first) if kind is RetentionKind.HISTORY else past(kind, first)
    return session.scalar(select(func.count()).select_from(keys.subquery())) or 0


def past(kind: RetentionKind, first: dt.date) -> Select[tuple[int]]:
    """Selects the rows with something that is older than a day: visits with a text, reminders with an addressee, or
    attachments."""
    visit, reminder, attachment = table_of(Visit).c, table_of(Reminder).c, table_of(Attachment).c
    match kind:
        case RetentionKind.NARRATIVES:
            written = or_(*(visit[name].is_not(None) for name in narratives()))
            return select(visit.id).where(visit.visited_on < first, written)
        case RetentionKind.MESSAGES:
            return select(reminder.id).where(reminder.sent_on < first, reminder.sent_to.is_not(None))
        case _:
            return select(attachment.id).where(attachment.added_on < first)


def last_changes() -> Select[tuple[int]]:
    """Selects the last change of every row."""
    return select(func.max(CHANGE.c.id)).group_by(CHANGE.c.table_name, CHANGE.c.row_id)


def earlier_values(first: dt.date) -> Select[tuple[int]]:
    """Selects the changes before a day that tell an earlier value: all but the last of each row that is there, which is
    what the row is checked against; and that too where it tells what was there before."""
    old = select(OPERATION.c.id).where(OPERATION.c.at < dt.datetime.combine(first, dt.time()))
    return select(CHANGE.c.id).where(
        CHANGE.c.operation_id.in_(old),
        or_(
            CHANGE.c.id.not_in(last_changes()),
            CHANGE.c.before.is_not(None) & CHANGE.c.before.is_distinct_from(CHANGE.c.after),
        ),
    )
