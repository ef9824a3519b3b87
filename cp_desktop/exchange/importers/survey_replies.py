"""The surveys of a menu and the replies that the register has: which is new, to which survey it belongs, and when."""

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import DateTime, select

from cp_desktop.model import Reply, Survey, show, survey_of, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.rules import required
from cp_desktop.model.values import UnreadableError, key

from ..cells import typed
from ..choices import LEAVE_OUT, LEFT_OUT, Option, some_named
from ..importer import ImportContext
from ..readers import Row

WHEN, UNFINISHED = "Replies of other days", "Replies that were not finished"
TAKE = Option("take", "Take it all the same")
# What LimeSurvey gives for the day of a reply where it was told to keep none.
NO_DAY = dt.date(1980, 1, 1)


class Replies:
    """The edition's surveys, and the replies that are there."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        survey, reply = table_of(Survey).c, table_of(Reply).c
        query = select(table_of(Survey)).where(survey.edition_id == context.edition.id).order_by(survey.id)
        self.surveys: list[Any] = list(context.session.execute(query))
        known = select(reply.councillor_id, reply.answered_at).where(
            reply.survey_id.in_([one.id for one in self.surveys])
        )
        self.known = {(row.councillor_id, row.answered_at) for row in context.session.execute(known)}
        self.new: int | None = None
        self.names: Counter[str] = Counter()

    def answered_at(self, row: Row) -> dt.datetime | None:
        """When a reply was given: when it was finished, else begun or kept. None where it is asked, or left out.

        A survey tool that leaves the day of sending blank says so that the reply was never sent.
        """
        context = self.context
        at: dt.datetime | None = context.value(row, "reply.answered_at")
        if at is not None and at.date() == NO_DAY:
            at = None
        elif at is None and self._is_unfinished(row) and not context.stopped:
            said = "the reply was begun and never sent"
            context.ask(
                "unfinished",
                said,
                [LEAVE_OUT, TAKE],
                cause=UNFINISHED,
                row=row,
                column="reply.answered_at",
                proposed=LEFT_OUT,
                default=LEFT_OUT,
            )
        found: dt.datetime | None = at
        for name in ("started", "sent"):
            found = found or context.value(row, name, DateTime())
        if found is None and not context.stopped:
            place = context.place("reply.answered_at")
            heading, said = "the row" if place is None else context.table.headings[place], required("Answered")
            given = context.missing(row, "reply.answered_at", label="Answered", takes="date")
            try:
                found = typed(given, DateTime()) if given else None
            except UnreadableError as problem:
                context.reopen(f"{heading}: {said}", str(problem))
        if found is None or context.stopped or not self._in_its_days(row, found):
            return None
        return found

    def _is_unfinished(self, row: Row) -> bool:
        place = self.context.place("reply.answered_at")
        return place is not None and "submit" in key(self.context.table.headings[place])

    def _in_its_days(self, row: Row, at: dt.datetime) -> bool:
        """Whether a reply is of the survey's days, or of the year where it has none; asked once where it is not."""
        context, year = self.context, self.context.year
        days = [(one.opens_on, one.closes_on) for one in self.surveys if one.opens_on and one.closes_on]
        if any(first <= at.date() <= last for first, last in days):
            return True
        in_year = year.first_day <= at.date() <= year.last_day
        if in_year and not days:
            return True
        early = at.date() < year.first_day
        if in_year:
            when = listed([f"{show(first)} to {show(last)}" for first, last in days])
            said = f"the reply was given on a day on which the survey was not open ({when})"
        elif early:
            said = f"the reply was given before {year.label} began, on {show(year.first_day)}"
        else:
            said = f"the reply was given after {year.label} had ended, on {show(year.last_day)}"
        answer = context.ask(
            f"days: {'before the year' if early else 'in the year' if in_year else 'after the year'}",
            said,
            [LEAVE_OUT] if early else [LEAVE_OUT, TAKE],  # the register holds none from before the year
            cause=WHEN,
            row=row,
            column=next((name for name in ("reply.answered_at", "started", "sent") if context.has(name)), None),
            proposed=TAKE.value if in_year else LEFT_OUT,
        )
        return answer == TAKE.value

    def fresh(self, councillor: int, at: dt.datetime) -> bool:
        """Whether this reply is not there yet; it is from now on."""
        if (councillor, at) in self.known:
            return False
        self.known.add((councillor, at))
        return True

    def survey(self, at: dt.datetime) -> int:
        """The survey that was open then, else the latest, else a new one."""
        found = survey_of(self.surveys, at.date())
        if found is not None:
            return int(found.id)
        if self.new is None:
            title = Survey.usual_title(self.context.year.label)
            self.new = self.context.draft.add(Survey, edition_id=self.context.edition.id, title=title)
        return self.new

    def note_several(self) -> None:
        """Says who replied more than once in the file."""
        several = [f"{name} ({count})" for name, count in self.names.items() if count > 1]
        if several:
            self.context.note(f"More than one reply of {some_named(several)}: all are kept, and the latest counts.")
