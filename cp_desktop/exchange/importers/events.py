"""Imports events and who attended: a row for each event, a row for each councillor, or a grid of names and events."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Attendance, Event, EventKind, show, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.rules import in_the_future
from cp_desktop.model.values import key, quoted

from ..choices import Option, some_named
from ..heading_days import heading_and_day
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .attendees import attendee, attendees, names_among, was_there
from .event_grids import HEADINGS, events_across, join_days, like_a_grid

NEW_EVENT, WITHOUT_THEM = Option("new", "It is another event"), Option("event", "Take the event without them")
_LIKE = 85  # out of 100: from here two names on one day may be one event
_KINDS_BY_NAME = (
    (EventKind.TRAINING, ("training",)),
    (EventKind.CELEBRATION, ("celebrat", "award")),
    (EventKind.RECRUITMENT, ("recruit", "fostering", "adoption")),
)


def plan(context: ImportContext) -> None:
    EventList(context).read()


@dataclass
class _Known:
    """An event of the register, or one that the file adds."""

    id: int
    name: str
    said: dict[str, Any]
    new: bool
    came: set[int] = field(default_factory=set)
    spoken_of: bool = False


class EventList:
    """The rows of a list as events and who attended. `only` is the one kind that is taken, its label the usual name."""

    def __init__(self, context: ImportContext, only: EventKind | None = None) -> None:
        self.context, self.only = context, only
        self.events: dict[dt.date, list[_Known]] = {}
        came: dict[int, set[int]] = {}
        there = table_of(Attendance).c
        for event_id, councillor_id in context.session.execute(select(there.event_id, there.councillor_id)):
            came.setdefault(event_id, set()).add(councillor_id)
        for row in context.session.execute(select(table_of(Event))).mappings():
            known = _Known(row["id"], row["name"], dict(row), False, came.get(row["id"], set()))
            self.events.setdefault(row["held_on"], []).append(known)
        self.stored = {row.id: row for row in context.session.execute(select(table_of(Event)))}

    def read(self) -> None:
        context = self.context
        others = list(context.table.others.items())
        across = {place: found for place, heading in others if (found := heading_and_day(heading))[1]}
        names = {} if context.has("councillors") else names_among(context, others)
        if context.has("event.held_on"):
            context.taken.update(names)
            for row in context.rows():
                self._event_row(row, names)
        elif across and context.has("councillors"):
            context.taken.update(across)
            for row in context.rows():
                self._councillor_row(row, across)
        else:
            raise UserError(
                f"{context.table.path.name} says of no event on which day it was: it has neither a column Date nor "
                "columns headed by an event and its day, such as “Awards evening 12/10/2017”. Nothing was imported. "
                "Add the days."
            )

    # -- a row for each event, or for each councillor who attended one

    def _event_row(self, row: Row, names: dict[int, int]) -> None:
        context = self.context
        said = self._said(row)
        people = [who for place, who in names.items() if was_there(context, row, place)]
        people += self._people(row)
        if said is None or context.stopped:
            return
        if self.only and not people:
            context.line(row, self._who(row) or said["name"], LEFT, "Nobody is named who was there")
            return
        if people and in_the_future(said["held_on"]):
            given = context.trouble(
                row,
                "event.held_on",
                f"{show(said['held_on'])} is still to come, and nobody can have attended yet",
                (WITHOUT_THEM,),
                proposed=WITHOUT_THEM.value,
            )
            people = []
            if given is None:
                return
        event, details = self._event(row, said)
        if event is not None:
            self._tell(row, event, details, people)

    def _said(self, row: Row) -> dict[str, Any] | None:
        """What a row says of its event; None for what is none, which is told."""
        context = self.context
        columns = [name for name in context.table.columns if name.startswith("event.") and name != "event.held_on"]
        said = {name.removeprefix("event."): context.value(row, name) for name in columns}
        said = {name: value for name, value in said.items() if value is not None}
        day = context.value(row, "event.held_on")
        if self.only and said.get("kind", self.only) is not self.only:
            context.leave_out(row, f"it is no {self.only.label.casefold()}, but: {said['kind'].label}")
            return None
        if day is None:
            if self.only and not context.stopped:
                context.line(row, self._who(row), LEFT, "No day is given")
            elif not context.stopped:
                context.missing(row, "event.held_on")
            return None
        said["held_on"] = day
        if self.only:
            said["kind"] = self.only
        if not said.get("name"):
            usual = said.get("kind")
            if usual is None:
                context.missing(row, "event.name")
                return None
            said["name"] = usual.label
        return said

    def _only_one(self, day: dt.date, name: str) -> _Known | None:
        """The one event of its kind on a day, where the name says no more than the kind."""
        kind = next((one for one in EventKind if key(name) in {key(said) for said in (one.label, *one.others)}), None)
        found = [one for one in self.events.get(day, []) if one.said["kind"] == kind]
        return found[0] if len(found) == 1 else None

    def _who(self, row: Row) -> str:
        return self.context.text(row, "councillors") or self.context.text(row, "email")

    def _people(self, row: Row) -> list[int]:
        """Who attended, by the column of names, unless another column says that they did not, or does not say it."""
        context = self.context
        text = context.lines(row, "councillors")
        if (place := context.place("attended")) is not None:
            said = context.text(row, "attended")
            there = int(said) > 0 if said.isdecimal() else was_there(context, row, place)  # a number may be a count
            if not there:
                return []
        ward, email = context.text(row, "ward"), context.text(row, "email")
        if ward or email:
            who = attendee(context, row, " ".join(text.split()), ward, email, "councillors")
            return [who] if who is not None else []
        return attendees(context, row, text, "councillors")

    # -- a row for each councillor, a column for each event

    def _councillor_row(self, row: Row, across: dict[int, tuple[str, dt.date | None]]) -> None:
        context = self.context
        came = [place for place in across if was_there(context, row, place)]
        name, ward, email = (context.text(row, said) for said in ("councillors", "ward", "email"))
        who = attendee(context, row, name, ward, email, "councillors")
        if who is None or context.stopped:
            return
        added = []
        for place in came:
            name, day = across[place]
            assert day is not None
            kind = self.only or _kind_by(name)
            if in_the_future(day):
                context.trouble(row, place, f"{show(day)} is still to come, and nobody can have attended yet")
                return
            event, _ = self._event(row, {"name": name or kind.label, "held_on": day, "kind": kind})
            if event is not None and self._attend(event, who):
                added.append(event.name)
        context.line(row, self._who(row), ADDED if added else LEFT, "attended " + listed(added) if added else "")

    # -- drafting

    def _event(self, row: Row, said: dict[str, Any]) -> tuple[_Known | None, list[str]]:
        """The event of which a row speaks, drafted where it is new or said to be otherwise; and what to say of it."""
        context, day, name = self.context, said["held_on"], said["name"]
        same = self.events.setdefault(day, [])
        found = next((one for one in same if key(one.name) == key(name)), None) or self._only_one(day, name)
        found = found or self._like(row, day, name)
        if context.stopped:
            return None, []
        if found is None:
            kind = _kind_by(name)
            values = {"kind": kind} | said
            found = _Known(context.draft.add(Event, **values), name, values, True, spoken_of=True)
            same.append(found)
            guessed = "kind" not in said and kind is not EventKind.OTHER
            return found, [f"Kind: {kind.label}, by its name"] if guessed else []
        if found.new or found.spoken_of:
            return (found, []) if self._agrees(row, found, said) else (None, [])
        found.spoken_of = True
        said = {column: value for column, value in said.items() if column != "name"}
        if self.only:
            said.pop("kind", None)
        found.said |= said
        return found, context.update(Event, self.stored[found.id], said)

    def _like(self, row: Row, day: dt.date, name: str) -> _Known | None:
        """The event of that day that may be the one of that name, if she says so."""
        from rapidfuzz import fuzz

        near = [one for one in self.events[day] if fuzz.token_set_ratio(key_words(one.name), key_words(name)) >= _LIKE]
        if not near:
            return None
        given = self.context.ask(
            f"event: {day.isoformat()} {name}",
            f"On {show(day)} there is an event called {listed([f'“{quoted(one.name)}”' for one in near])}. Is "
            f"“{quoted(name)}” the same?",
            (*(Option(f"event:{one.name}", f"The same as {one.name}") for one in near), NEW_EVENT),
            cause="Events that may be the same",
            row=row,
            column="event.name",
            proposed=f"event:{near[0].name}",
        )
        return next((one for one in near if f"event:{one.name}" == given), None)

    def _agrees(self, row: Row, found: _Known, said: dict[str, Any]) -> bool:
        """Whether a row says nothing else of an event than the rows before it."""
        for column, value in said.items():
            before = found.said.get(column)
            if column in ("place", "note", "kind") and before not in (None, value):
                self.context.trouble(
                    row,
                    f"event.{column}",
                    f"“{quoted(show(value))}” and “{quoted(show(before))}” are said of one event, {quoted(found.name)}",
                )
                return False
            if before is None:
                found.said[column] = value
                self.context.draft.change(Event, found.id, {column: value})
        return True

    def _attend(self, event: _Known, who: int) -> bool:
        return self.context.draft.add_once(event.came, who, Attendance, event_id=event.id, councillor_id=who)

    def _tell(self, row: Row, event: _Known, details: list[str], people: Iterable[int]) -> None:
        context = self.context
        new = event.new and not event.came and context.draft.origin[Event].get(event.id, ("",))[0] == context.draft.row
        came = [context.people.known[who].name for who in dict.fromkeys(people) if self._attend(event, who)]
        if came:
            details = [*details, f"attended: {some_named(came)}"]
        context.line(row, event.name, ADDED if new else CHANGED if details else LEFT, "; ".join(details))


def key_words(name: str) -> str:
    return " ".join(key(word) for word in name.split())


def _kind_by(name: str) -> EventKind:
    """The kind of an event by what it is called."""
    said = name.casefold()
    return next((kind for kind, words in _KINDS_BY_NAME if any(word in said for word in words)), EventKind.OTHER)


KIND = Kind(
    name="events",
    label="Events and who attended",
    what="events",
    plan=plan,
    needs=(("event.held_on",), ("event.name", "event.kind")),
    stands_for=events_across,
    shapes=like_a_grid,
    prepare=join_days,
    records=(Event,),
    headings=(
        *HEADINGS,
        Heading("event.held_on", ("Date", "Event date", "When", "Day")),
        Heading("event.name", ("Event", "Name of event", "Event name", "What")),
        Heading("event.kind", ("Kind", "Type of event", "Event type", "Category")),
        Heading("event.note", ("Note", "Notes", "Comments")),
    ),
)
