"""What the register knows councillors took part in for each item of the menu, in numbers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.model import Activity, Event, EventKind, Item, Visit, VisitKind

from .population import population


@dataclass
class Involved:
    """What is recorded of an item: how many councillors, at how many visits and events of each kind, how many records
    that are of neither, and from which day to which."""

    councillors: int
    first: dt.date
    last: dt.date
    visits: Mapping[VisitKind, int] = field(default_factory=dict)
    events: Mapping[EventKind, int] = field(default_factory=dict)
    others: int = 0


def involved(session: Session, edition_id: int | None, as_at: dt.date) -> dict[int, Involved]:
    """By item of an edition, what is recorded of it; items of which nothing is are left out.

    Counted is what the coordinator confirmed from visits and events, and what was recorded otherwise, of councillors in
    office on the day and by the day. A visit or an event at which several councillors were counts once.
    """
    member = population(edition_id or 0, as_at).member
    there = (
        select(Activity.item_id)
        .join(Item, Item.id == Activity.item_id)
        .join(member, member.c.councillor_id == Activity.councillor_id)
        .where(Item.edition_id == (edition_id or 0), Activity.done_on <= as_at)
    )
    whole = there.add_columns(
        func.count(Activity.councillor_id.distinct()), func.min(Activity.done_on), func.max(Activity.done_on)
    ).group_by(Activity.item_id)
    found = {item: Involved(*counts) for item, *counts in session.execute(whole)}
    visits = there.join(Visit, Visit.id == Activity.visit_id).add_columns(Visit.kind, func.count(Visit.id.distinct()))
    events = there.join(Event, Event.id == Activity.event_id).add_columns(Event.kind, func.count(Event.id.distinct()))
    neither = there.where(Activity.visit_id.is_(None), Activity.event_id.is_(None)).add_columns(func.count())
    for item, kind, number in session.execute(visits.group_by(Activity.item_id, Visit.kind)):
        found[item].visits = {**found[item].visits, kind: number}
    for item, kind, number in session.execute(events.group_by(Activity.item_id, Event.kind)):
        found[item].events = {**found[item].events, kind: number}
    for item, number in session.execute(neither.group_by(Activity.item_id)):
        found[item].others = number
    return found
