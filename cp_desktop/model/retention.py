"""How long what is held about people is kept, and that somebody was erased."""

import datetime as dt

from sqlalchemy.orm import Mapped

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, Choice, field, rule


class RetentionKind(Choice):
    """What is kept for a time: people, and what is written about them."""

    COUNCILLORS = "councillors", "Councillors who left"
    OFFICERS = "officers", "Officers who left"
    NARRATIVES = "narratives", "What was written of a visit"
    MESSAGES = "messages", "To whom reminders were sent"
    ATTACHMENTS = "attachments", "Files kept with visits"
    HISTORY = "history", "Earlier values in the history"


class Retention(Base):
    """For how long one kind is kept. What has no row of its own is kept until somebody takes it away."""

    __tablename__ = "retention"
    __table_args__ = (rule("months_positive", "months > 0", "Keep it for one month at least.", "months"),)
    one, many = "retention period", "retention periods"
    display_attribute = "kind"

    kind: Mapped[RetentionKind] = field("What", PUBLIC, choices=RetentionKind, unique=True)
    months: Mapped[int] = field(
        "Months", PUBLIC, help="From the last day in office, the visit, or the day it was written"
    )

    def kept_from(self, today: dt.date) -> dt.date:
        """The first day that is still within the period: what is older is due to be erased."""
        years, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        if years < 1:
            return dt.date.min
        for day in (today.day, 30, 29, 28):
            try:
                return dt.date(years, month + 1, day)
            except ValueError:  # a day that this month does not have
                continue
        raise AssertionError("every month has 28 days")


class Erasure(Base):
    """That the person of a row was erased, and when: not what was erased. By whom, the history says.

    `entries` are the numbers of the entries of the history that held something of it, between commas: they cannot be
    taken back any more.
    """

    __tablename__ = "erasure"
    one, many = "erasure", "erasures"
    display_attribute = "erased_on"

    table_name: Mapped[str] = field("Kind", INTERNAL)
    row_key: Mapped[int] = field("Number", INTERNAL)
    erased_on: Mapped[dt.date] = field("Erased on", INTERNAL, happened=True)
    entries: Mapped[str] = field("Entries of the history", INTERNAL, listed=False)
