"""Evidence: visits and events that show a councillor did an item of the menu, as far as the coordinator has not said.

A visit that was made, or an event, of a kind that the item names, is evidence for each councillor who was there and
is in office on the day. It counts from the first day of the menu's year up to the day. What the coordinator confirms
becomes a recorded activity, and so counts in "undertaken (all known)" at once; a councillor and an item count there
once, however many visits support them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, String, and_, exists, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import (
    Activity,
    Attendance,
    Column,
    Councillor,
    Edition,
    Event,
    EventKind,
    Home,
    Item,
    ItemEventKind,
    ItemVisitKind,
    Listing,
    MunicipalYear,
    SetAside,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
    show,
    table_of,
)
from cp_desktop.model.base import labelled
from cp_desktop.model.sql import keys_in, wide

from .population import Population, population

# The item in the lowest bits but one, which is set for an event; the row of who was there in the bits above.
ITEM_BITS = 20


@dataclass(frozen=True)
class EvidenceCounts:
    """How much evidence awaits the coordinator's word, from how many visits and events; how much she has confirmed
    and set aside; and whether any item of the menu names a kind of visit or event at all."""

    suggestions: int
    visits: int
    events: int
    confirmed: int
    set_aside: int
    mapped: bool


def evidence(edition_id: int | None, as_at: dt.date) -> Listing:
    """What may be confirmed: a row for each councillor, item, and visit or event, the latest first.

    `pieces_of` reads what its keys stand for.
    """
    g = population(edition_id or 0, as_at)
    found = _suggested(g).subquery("evidence")
    councillor, item = table_of(Councillor).c, table_of(Item).c
    known = or_(g.recorded(found.c.councillor_id, found.c.item_id), g.says(found.c.reply_id, found.c.item_id))
    return Listing(
        key="evidence",
        title="Evidence",
        id=found.c.id,
        source=(
            select(found.c.id)
            .join(Councillor, councillor.id == found.c.councillor_id)
            .join(Item, item.id == found.c.item_id)
            .join(Ward, table_of(Ward).c.id == found.c.ward_id)
        ),
        columns=(
            Column("Councillor", Councillor.name.expression),
            Column.of(Item.number, filterable=True),
            Column("Evidence", found.c.what, "What was made or attended", filterable=True),
            Column("Date", found.c.day),
            Column("Place or event", found.c.place),
            Column(
                "Committed",
                g.committed(found.c.councillor_id, found.c.item_id),
                "Whether a commitment to the item stands on the day",
                declared=PUBLIC,
                filterable=True,
            ),
            Column(
                "Already known",
                known,
                "Whether the item counts as undertaken already, by a reply or another record: it counts once",
                declared=PUBLIC,
                filterable=True,
            ),
            Column.of(Item.wording),
            replace(Column.of(Ward.name, filterable=True), listed=False),
        ),
        order=(found.c.day.desc(), councillor.surname, councillor.forename, item.number),
    )


def confirmed(edition_id: int | None, as_at: dt.date) -> Listing:
    """What was confirmed from a visit or an event, the latest first; its keys are the activities'."""
    activity, item = table_of(Activity).c, table_of(Item).c
    still = or_(
        exists().where(
            Visitor.visit_id == activity.visit_id,
            Visitor.councillor_id == activity.councillor_id,
            Visit.id == Visitor.visit_id,
            Visit.status == VisitStatus.MADE,
            Visit.visited_on == activity.done_on,
        ),
        exists().where(
            Attendance.event_id == activity.event_id,
            Attendance.councillor_id == activity.councillor_id,
            Event.id == Attendance.event_id,
            Event.held_on == activity.done_on,
        ),
    )
    return Listing(
        key="evidence confirmed",
        title="Confirmed evidence",
        record=Activity,
        id=activity.id,
        source=_of_sources(select(Activity.id), Activity)
        .where(item.edition_id == (edition_id or 0), activity.done_on <= as_at)
        .where(or_(activity.visit_id.is_not(None), activity.event_id.is_not(None))),
        columns=(
            Column("Councillor", Councillor.name.expression),
            Column.of(Item.number, filterable=True),
            Column.of(Item.wording),
            Column.of(Activity.what),
            Column.of(Activity.done_on),
            Column("Place or event", func.coalesce(Home.name, Visit.place, Event.name, type_=String())),
            Column(
                "Still so",
                still,
                "Whether the visit or event is still that day's and still names the councillor",
                declared=PUBLIC,
                filterable=True,
            ),
        ),
        order=(activity.done_on.desc(), table_of(Councillor).c.surname, table_of(Councillor).c.forename, item.number),
    )


def left_aside(edition_id: int | None) -> Listing:
    """What the coordinator set aside as no evidence, the latest first; its keys are the register's."""
    aside, item = table_of(SetAside).c, table_of(Item).c
    day = func.coalesce(Visit.visited_on, Event.held_on)
    return Listing(
        key="evidence set aside",
        title="Evidence set aside",
        record=SetAside,
        id=aside.id,
        source=_of_sources(select(SetAside.id), SetAside).where(item.edition_id == (edition_id or 0)),
        columns=(
            Column("Councillor", Councillor.name.expression),
            Column.of(Item.number, filterable=True),
            Column.of(Item.wording),
            Column("Evidence", func.coalesce(labelled(Visit.kind), labelled(Event.kind)), filterable=True),
            Column("Date", day),
            Column("Place or event", func.coalesce(Home.name, Visit.place, Event.name, type_=String())),
        ),
        order=(day.desc(), table_of(Councillor).c.surname, table_of(Councillor).c.forename, item.number),
    )


def evidence_counts(session: Session, edition_id: int | None, as_at: dt.date) -> EvidenceCounts:
    """How much there is of each."""
    found = _suggested(population(edition_id or 0, as_at)).subquery("evidence")
    of_visits, of_events = (func.count(found.c[name].distinct()) for name in ("visit_id", "event_id"))
    counted = select(func.count(), of_visits, of_events).select_from(found)
    suggestions, visits, events = session.execute(counted).one()

    def number(listing: Listing) -> int:
        return session.scalar(select(func.count()).select_from(listing.source.subquery())) or 0

    mapped = any(
        session.scalar(select(kind.id).join(kind.item).where(Item.edition_id == edition_id).limit(1))
        for kind in (ItemVisitKind, ItemEventKind)
    )
    done, aside = number(confirmed(edition_id, as_at)), number(left_aside(edition_id))
    return EvidenceCounts(suggestions, visits, events, done, aside, mapped)


def _suggested(g: Population) -> Any:
    """Selects what may be confirmed, with its key, the day, what it was and where, and the member's ward and reply."""
    member = g.member.c
    in_year = and_(Edition.id == g.edition, MunicipalYear.id == Edition.year_id)
    first, last = (
        select(day).where(in_year).scalar_subquery() for day in (MunicipalYear.first_day, MunicipalYear.last_day)
    )
    at_visits = (
        select(
            key_of(wide(Visitor.id), Item.id, of_event=False).label("id"),
            Visitor.councillor_id,
            Item.id.label("item_id"),
            Visit.id.label("visit_id"),
            null().cast(Integer).label("event_id"),
            Visit.visited_on.label("day"),
            labelled(Visit.kind).label("what"),
            func.coalesce(Home.name, Visit.place, type_=String()).label("place"),
            member.ward_id,
            member.reply_id,
        )
        .select_from(Visit)
        .join(Visitor, Visitor.visit_id == Visit.id)
        .join(g.member, member.councillor_id == Visitor.councillor_id)
        .join(ItemVisitKind, ItemVisitKind.kind == Visit.kind)
        .join(Item, Item.id == ItemVisitKind.item_id)
        .join(Home, Home.id == Visit.home_id, isouter=True)
        .where(Item.edition_id == g.edition, Visit.status == VisitStatus.MADE)
        .where(Visit.visited_on.between(first, last), Visit.visited_on <= g.day)
        .where(*_unsaid(Visitor, "visit_id"))
    )
    at_events = (
        select(
            key_of(wide(Attendance.id), Item.id, of_event=True).label("id"),
            Attendance.councillor_id,
            Item.id.label("item_id"),
            null().cast(Integer).label("visit_id"),
            Event.id.label("event_id"),
            Event.held_on.label("day"),
            labelled(Event.kind).label("what"),
            Event.name.label("place"),
            member.ward_id,
            member.reply_id,
        )
        .select_from(Event)
        .join(Attendance, Attendance.event_id == Event.id)
        .join(g.member, member.councillor_id == Attendance.councillor_id)
        .join(ItemEventKind, ItemEventKind.kind == Event.kind)
        .join(Item, Item.id == ItemEventKind.item_id)
        .where(Item.edition_id == g.edition)
        .where(Event.held_on.between(first, last), Event.held_on <= g.day)
        .where(*_unsaid(Attendance, "event_id"))
    )
    return union_all(at_visits, at_events)


def _unsaid(there: type[Visitor] | type[Attendance], source: str) -> Iterator[Any]:
    """That the coordinator has said nothing of it yet."""
    for said in (Activity, SetAside):
        same = said.councillor_id == there.councillor_id, said.item_id == Item.id
        yield ~exists().where(*same, getattr(said, source) == getattr(there, source))


def _of_sources(query: Any, said: type[Activity] | type[SetAside]) -> Any:
    """A query of activities or of what was set aside, with the councillor, the item, and the visit or event of each."""
    return (
        query.join(Councillor, table_of(Councillor).c.id == said.councillor_id)
        .join(Item, table_of(Item).c.id == said.item_id)
        .join(Visit, Visit.id == said.visit_id, isouter=True)
        .join(Home, Home.id == Visit.home_id, isouter=True)
        .join(Event, Event.id == said.event_id, isouter=True)
    )


# -- single pieces of evidence, by their keys


def key_of(there: Any, item: Any, of_event: bool) -> Any:
    """The key of a piece of evidence, of numbers or, with `wide` ones, in SQL: `there` is a visitor's or
    an attendance's.

    It is made of the keys of the two rows that it comes from, so that it stays the same from one reading to the next.
    """
    return there * (1 << (ITEM_BITS + 1)) + item * 2 + int(of_event)


def pieces_of(session: Session, keys: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The values of an activity for each piece of evidence that is still there."""
    pieces = [(bool(key & 1), key >> (ITEM_BITS + 1), key >> 1 & (1 << ITEM_BITS) - 1) for key in keys]
    items = set(session.scalars(select(Item.id)))
    at_visits = select(Visitor.id, Visitor.councillor_id, Visit.id, Visit.visited_on, Visit.kind).join(Visitor.visit)
    at_events = select(Attendance.id, Attendance.councillor_id, Event.id, Event.held_on, Event.kind, Event.name).join(
        Attendance.event
    )
    visits = _by_key(session, at_visits, Visitor.id, [there for event, there, _ in pieces if not event])
    events = _by_key(session, at_events, Attendance.id, [there for event, there, _ in pieces if event])
    for of_event, there, item in pieces:
        found = (events if of_event else visits).get(there)
        if found is None or item not in items:
            continue
        councillor, source, day, kind, *name = found
        # The name of an event at a home may well be the home's.
        called = name[0] if name and kind != EventKind.HOME else kind.label
        yield {
            "councillor_id": councillor,
            "item_id": item,
            "visit_id": None if of_event else source,
            "event_id": source if of_event else None,
            "done_on": day,
            "what": f"{called} on {show(day)}",
        }


def _by_key(session: Session, query: Any, key: Any, wanted: list[int]) -> dict[int, Sequence[Any]]:
    return {row[0]: row[1:] for row in session.execute(query.where(key.in_(keys_in(wanted))))}


def source_of(session: Session, key: int) -> tuple[type[Visit] | type[Event], int] | None:
    """The visit or event that a piece of evidence comes from, and its key; None when it has gone."""
    for row in pieces_of(session, [key]):
        return _source(row["visit_id"], row["event_id"])
    return None


def source_of_activity(session: Session, id: int) -> tuple[type[Visit] | type[Event], int] | None:
    """The visit or event that a confirmed activity comes from, and its key; None when the activity has gone."""
    row = session.get(Activity, id)
    return _source(row.visit_id, row.event_id) if row else None


def source_of_set_aside(session: Session, id: int) -> tuple[type[Visit] | type[Event], int] | None:
    """The visit or event that something set aside comes from, and its key; None when it has gone."""
    row = session.get(SetAside, id)
    return _source(row.visit_id, row.event_id) if row else None


def _source(visit_id: int | None, event_id: int | None) -> tuple[type[Visit] | type[Event], int] | None:
    if visit_id is not None:
        return Visit, visit_id
    return None if event_id is None else (Event, event_id)
