"""The ground all figures stand on: who is a member, what stands, which reply counts, what is known to be done.

Each is defined here once, as a common table expression for one edition on one day; the counts, the grid and the
rows behind a figure are all built from these.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, Date, DateTime, FromClause, Integer, Select, and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Done,
    Home,
    Item,
    Reply,
    Survey,
    Term,
    Visit,
    Visitor,
    VisitStatus,
)
from cp_desktop.model.councillors import lasting
from cp_desktop.model.homes import is_open


@dataclass(frozen=True)
class Ground:
    """One edition on one day. `edition`, `day` and `evening` (the day's last moment) are values or bound parameters.

    `among` narrows it to these councillors, so that what a screenful shows is counted without the rest.
    """

    edition: Any
    day: Any
    evening: Any
    among: Any = None

    @cached_property
    def member(self) -> CTE:
        """(councillor_id, ward_id, party) of everybody in office on the day.

        If terms overlap against the rules, the one recorded last holds: nobody is counted twice.
        """
        newest = select(func.max(Term.id)).where(lasting(Term.start, Term.end, self.day)).group_by(Term.councillor_id)
        if self.among is not None:
            newest = newest.where(Term.councillor_id.in_(self.among))
        return (
            select(Term.councillor_id, Term.ward_id, Term.party)
            .where(Term.id.in_(newest))
            .cte("member")
            .prefix_with("MATERIALIZED")
        )

    @cached_property
    def item(self) -> CTE:
        """(id, group) of the edition's items."""
        return select(Item.id, Item.group).where(Item.edition_id == self.edition).cte("menu_item")

    @cached_property
    def standing(self) -> CTE:
        """(councillor_id, item_id, made_on) of the commitments that stand, each pair once."""
        return (
            select(Commitment.councillor_id, Commitment.item_id, func.min(Commitment.made_on).label("made_on"))
            .where(Commitment.item_id.in_(select(self.item.c.id)))
            .where(Commitment.councillor_id.in_(select(self.member.c.councillor_id)))
            .where(self.stands)
            .group_by(Commitment.item_id, Commitment.councillor_id)
            .cte("standing")
        )

    @property
    def stands(self) -> Any:
        """Whether a row of `commitment` stands on the day."""
        return and_(
            Commitment.made_on <= self.day, or_(Commitment.withdrawn_on.is_(None), Commitment.withdrawn_on > self.day)
        )

    @cached_property
    def reply(self) -> CTE:
        """(councillor_id, reply_id, answered_at) of the one reply of each member that counts: the latest by the day."""
        later = aliased(Reply)
        asked = select(Survey.id).where(Survey.edition_id == self.edition)
        overtaken = (
            select(later.id)
            .where(
                later.councillor_id == Reply.councillor_id,
                later.survey_id.in_(asked),
                later.answered_at <= self.evening,
                tuple_(later.answered_at, later.id) > tuple_(Reply.answered_at, Reply.id),
            )
            .exists()
        )
        return (
            select(Reply.councillor_id, Reply.id.label("reply_id"), Reply.answered_at)
            .where(Reply.survey_id.in_(asked), Reply.answered_at <= self.evening, ~overtaken)
            .where(Reply.councillor_id.in_(select(self.member.c.councillor_id)))
            .cte("counting_reply")
            .prefix_with("MATERIALIZED")
        )

    @cached_property
    def answer(self) -> CTE:
        """(councillor_id, item_id, done, reason, answered_at): of the replies that count, without blanks."""
        return (
            select(self.reply.c.councillor_id, Answer.item_id, Answer.done, Answer.reason, self.reply.c.answered_at)
            .join_from(self.reply, Answer, Answer.reply_id == self.reply.c.reply_id)
            .where(Answer.item_id.in_(select(self.item.c.id)), Answer.done != Done.NO_ANSWER)
            .cte("said")
        )

    @cached_property
    def known(self) -> CTE:
        """(councillor_id, item_id, done_on) of what the coordinator recorded by the day, each pair once, first date."""
        return (
            select(Activity.councillor_id, Activity.item_id, func.min(Activity.done_on).label("done_on"))
            .where(Activity.item_id.in_(select(self.item.c.id)), Activity.done_on <= self.day)
            .where(Activity.councillor_id.in_(select(self.member.c.councillor_id)))
            .group_by(Activity.item_id, Activity.councillor_id)
            .cte("known")
        )

    def has(self, relation: CTE, councillor_id: Any, item_id: Any = None) -> Any:
        """Whether `relation` has a row of that councillor, and of that item if one is given."""
        other = relation.alias()
        return select(1).where(*_match(other, councillor_id, item_id)).exists()

    def said(self, councillor_id: Any, item_id: Any = None) -> Any:
        """Whether the reply that counts says that the councillor has undertaken the item, or any if none is given."""
        other = self.answer.alias()
        undertaken = other.c.done == Done.UNDERTAKEN
        return select(1).where(*_match(other, councillor_id, item_id), undertaken).exists()


def _match(relation: FromClause, councillor_id: Any, item_id: Any) -> list[Any]:
    same = [relation.c.councillor_id == councillor_id]
    return same if item_id is None else [*same, relation.c.item_id == item_id]


def ground(edition_id: int, as_at: dt.date, among: Sequence[int] | None = None) -> Ground:
    """The ground for an edition and a day, with their values, of all councillors or `among` some."""
    return Ground(edition_id, as_at, evening(as_at), among)


def evening(day: dt.date) -> dt.datetime:
    """The last moment of a day: a reply of that day counts whatever its hour."""
    return dt.datetime.combine(day, dt.time.max)


# The same with parameters, so that a statement is put together once and run with any edition and day.
GROUND = Ground(bindparam("edition", type_=Integer), bindparam("day", type_=Date), bindparam("evening", type_=DateTime))


def open_homes(day: Any, since: Any) -> Select[Any]:
    """(id, ward_id, children, visited) of the homes open on a day.

    `children` is the latest count by the day (None if never counted), `visited` whether a councillor visited between
    `since` and the day, both included.
    """
    other = aliased(ChildrenCount)
    latest = (
        select(func.max(other.counted_on))
        .where(other.home_id == Home.id, other.counted_on <= day)
        .correlate(Home)
        .scalar_subquery()
    )
    visited = (
        select(Visit.id)
        .where(Visit.home_id == Home.id, Visit.status == VisitStatus.MADE, Visit.visited_on.between(since, day))
        .where(select(Visitor.id).where(Visitor.visit_id == Visit.id).exists())
        .exists()
    )
    return (
        select(Home.id, Home.ward_id, ChildrenCount.children, visited.label("visited"))
        .join(ChildrenCount, and_(ChildrenCount.home_id == Home.id, ChildrenCount.counted_on == latest), isouter=True)
        .where(is_open(day))
    )


def twelve_months(as_at: dt.date) -> dt.date:
    """The first day of the twelve months that end on a day: 1 Feb 2017 for 31 Jan 2018."""
    try:
        before = as_at.replace(year=as_at.year - 1)
    except ValueError:  # 29 February
        before = as_at.replace(year=as_at.year - 1, day=28)
    return before + dt.timedelta(days=1)
