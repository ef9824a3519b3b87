"""The population that figures count: who is a member, what stands, which reply counts, what is done.

Each is defined here once, for one edition on one day; the counts, the grid and the
rows behind a figure are all built from these.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, Date, DateTime, Integer, Subquery, and_, bindparam, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from cp_desktop.model import (
    Activity,
    Answer,
    Commitment,
    Done,
    Item,
    Reply,
    Survey,
    Term,
)
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.sql import materialized


@dataclass(frozen=True)
class Population:
    """One edition on one day. `edition`, `day` and `evening` (the day's last moment) are values or bound parameters.

    `standing`, `answer` and `known` have each pair of councillor_id and item_id once, and carry the id of the row that
    tells of it and the member's ward_id, party and reply_id.
    """

    edition: Any
    day: Any
    evening: Any
    among: Sequence[int] | None = None  # only these councillors: for the rows on a screen

    @cached_property
    def member(self) -> CTE:
        """(councillor_id, ward_id, party, reply_id) of everybody in office on the day.

        If terms overlap against the rules, the one recorded last holds: nobody is counted twice. `reply_id` is the
        one reply that counts, the latest by the day in any of the edition's surveys; None for those without.
        """
        newer = aliased(Term)
        overtaken = select(newer.id).where(
            newer.councillor_id == Term.councillor_id, newer.id > Term.id, valid_on(newer.start, newer.end, self.day)
        )
        reply = (
            select(Reply.id)
            .where(
                Reply.councillor_id == Term.councillor_id,
                Reply.survey_id.in_(select(Survey.id).where(Survey.edition_id == self.edition)),
                Reply.answered_at <= self.evening,
            )
            .order_by(Reply.answered_at.desc(), Reply.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        member = select(Term.councillor_id, Term.ward_id, Term.party, reply.label("reply_id")).where(
            valid_on(Term.start, Term.end, self.day), ~overtaken.exists(), self._among(Term.councillor_id)
        )
        return materialized(member, "member")

    @cached_property
    def standing(self) -> Subquery:
        """Commitments of members that stand, with made_on."""
        other = aliased(Commitment)
        # Two rows of a pair stand at once only if one was made again before the other's withdrawal took effect.
        doubled = select(other.id).where(
            other.item_id == Commitment.item_id,
            other.councillor_id == Commitment.councillor_id,
            self._stands(other),
            or_(other.withdrawn_on.is_(None), other.id > Commitment.id),
        )
        return self._pairs(
            select(Commitment.id, Commitment.councillor_id, Commitment.item_id, Commitment.made_on)
            .join(self.member, self.member.c.councillor_id == Commitment.councillor_id)
            .where(self._of_edition(Commitment.item_id), self._among(Commitment.councillor_id))
            .where(Commitment.made_on <= self.day)
            .where(
                or_(
                    Commitment.withdrawn_on.is_(None),
                    and_(Commitment.withdrawn_on > self.day, ~doubled.exists()),
                )
            )
        )

    @cached_property
    def answer(self) -> Subquery:
        """What the replies that count say of the edition's items, blanks left out, with done."""
        return self._pairs(
            select(Answer.id, self.member.c.councillor_id, Answer.item_id, Answer.done)
            .join(self.member, self.member.c.reply_id == Answer.reply_id)
            # "+ 0" keeps SQLite from starting at the items and reading every answer ever given.
            .where(self._of_edition(Answer.item_id + 0), Answer.done != Done.NO_ANSWER)
        )

    @cached_property
    def known(self) -> Subquery:
        """What the coordinator recorded of members by the day, with done_on, the first date."""
        earlier = aliased(Activity)
        repeated = select(earlier.id).where(
            earlier.item_id == Activity.item_id,
            earlier.councillor_id == Activity.councillor_id,
            tuple_(earlier.done_on, earlier.id) < tuple_(Activity.done_on, Activity.id),
        )
        return self._pairs(
            select(Activity.id, Activity.councillor_id, Activity.item_id, Activity.done_on)
            .join(self.member, self.member.c.councillor_id == Activity.councillor_id)
            .where(self._of_edition(Activity.item_id), self._among(Activity.councillor_id))
            .where(Activity.done_on <= self.day, ~repeated.exists())
        )

    # Each of the next three asks of one item, or of any of the edition if none is given.

    def committed(self, councillor_id: Any, item_id: Any = None) -> Any:
        """Whether a member has a standing commitment."""
        row = aliased(Commitment)
        which = row.councillor_id == councillor_id, self._of(row, item_id), self._stands(row)
        return select(row.id).where(*which).exists()

    def says(self, reply_id: Any, item_id: Any = None, done: Done = Done.UNDERTAKEN) -> Any:
        """Whether a reply says `done`."""
        row = aliased(Answer)
        return select(row.id).where(row.reply_id == reply_id, self._of(row, item_id), row.done == done).exists()

    def recorded(self, councillor_id: Any, item_id: Any = None) -> Any:
        """Whether the coordinator recorded by the day that a member did it."""
        row = aliased(Activity)
        which = row.councillor_id == councillor_id, self._of(row, item_id), row.done_on <= self.day
        return select(row.id).where(*which).exists()

    def _stands(self, row: Any) -> Any:
        return and_(row.made_on <= self.day, or_(row.withdrawn_on.is_(None), row.withdrawn_on > self.day))

    def _among(self, councillor_id: Any) -> Any:
        return true() if self.among is None else councillor_id.in_(self.among)

    def _of(self, row: Any, item_id: Any) -> Any:
        return self._of_edition(row.item_id + 0) if item_id is None else row.item_id == item_id

    def _of_edition(self, item_id: Any) -> Any:
        return item_id.in_(select(Item.id).where(Item.edition_id == self.edition))

    def _pairs(self, pairs: Any) -> Subquery:
        member = self.member.c
        selected: Subquery = pairs.add_columns(member.ward_id, member.party, member.reply_id).subquery()
        return selected


def population(edition_id: int, as_at: dt.date, among: Sequence[int] | None = None) -> Population:
    """The population for an edition and a day, with their values, of all councillors or `among` some."""
    return Population(edition_id, as_at, evening(as_at), among)


def evening(day: dt.date) -> dt.datetime:
    """The last moment of a day: a reply of that day counts whatever its hour."""
    return dt.datetime.combine(day, dt.time.max)


# The same with parameters, so that a statement is put together once and run with any edition and day.
EVERYBODY = Population(
    bindparam("edition", type_=Integer), bindparam("day", type_=Date), bindparam("evening", type_=DateTime)
)


def twelve_months(as_at: dt.date) -> dt.date:
    """The first day of the twelve months that end on a day: 1 Feb 2017 for 31 Jan 2018."""
    try:
        before = as_at.replace(year=as_at.year - 1)
    except ValueError:  # 29 February
        before = as_at.replace(year=as_at.year - 1, day=28)
    return before + dt.timedelta(days=1)
