"""Imports the homes, and how many of the council's children lived in each on a day: from Ofsted's lists or our own."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from cp_desktop.model import ChildrenCount, Home, show, table_of
from cp_desktop.model.base import EmailAddress
from cp_desktop.model.homes import HomeKind
from cp_desktop.model.values import key, quoted

from ..cells import line
from ..choices import TAKE_AS_BLANK, Option
from ..heading_days import heading_and_day
from ..headings import Heading
from ..importer import ImportContext, describe_changes
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .days import ask_counted_on
from .home_closing import Closing
from .home_judgements import Judgements
from .known_homes import Homes
from .officers import VACANT, Posts
from .ofsted import kind_of, withheld
from .own_rows import OwnRows
from .which_ward import ward_of

_READ_HERE = {"home.places", "home.judgement", "home.judged_on"}  # columns of which more is known than their type
_TOLD = ("places", "provider", "judgement", "judged_on", "opened_on", "closed_on")  # of a new home
_NONE = {"nil", "none", "zero", "nochildren", "nocyp"}
_RANGE = re.compile(r"(\d{1,3}) ?(?:-|–|to) ?(\d{1,3})", re.IGNORECASE)
_ADDRESS = ("address_1", "address_2", "address_3", "town", "county", "postcode")
_CHILDREN = (
    "Our children",
    "Children",
    "CYP",
    "No. of CYP",
    "Number of CYP",
    "No. of children",
    "Number of children",
    "Number of our children",
    "Our CYP",
    "Children placed",
    "Children living there",
)
_JUDGEMENT = (
    "Ofsted's judgement",
    "Ofsted judgement",
    "Judgement",
    "Overall judgement",
    "Ofsted rating",
    "Ofsted grade",
    "Rating",
    "Grade",
    "Overall effectiveness",
    "Overall experiences and progress of children and young people",
)
_JUDGED_ON = ("Judged on", "Inspection date", "Date of inspection", "Last inspection", "Last inspected")


def plan(context: ImportContext) -> None:
    own = OwnRows(context)
    if own.known:
        _HomeList(context, own).read()
        own.tell()


class _HomeList:
    """The rows of a list, one after another, as what they say of homes."""

    def __init__(self, context: ImportContext, own: OwnRows) -> None:
        self.context, self.own = context, own
        run, count = context.session.execute, table_of(ChildrenCount).c
        self.homes = Homes(list(run(select(table_of(Home)))))
        self.counts = {
            (row.home_id, row.counted_on): (row.id, row.children)
            for row in run(select(count.id, count.home_id, count.counted_on, count.children))
        }
        self.judgements, self.closing = Judgements(context, own), Closing(context)
        self.children, self.counted_on = self._children_column()
        self.posts = Posts(context)

    def read(self) -> None:
        for row in self.context.rows():
            if self.own.takes(row):
                self._row(row)
        if self.context.complete or (self.own.of_england and not self.judgements.several):
            self.closing.ask_for_missing(self.homes, self.own.of_england)

    # -- what a row says

    def _row(self, row: Row) -> None:
        context = self.context
        said = self._said(row)
        name = str(said.get("name") or "")
        if not name and not said.get("urn"):
            context.missing(row, "home.name", label="Name or URN")
        said |= self.judgements.of(row, self.stored(said, name))
        counted = self._counted(row, self.stored(said, name))
        if ward := context.text(row, "ward"):
            said["ward_id"] = ward_of(context, row, ward, context.text(row, "district"), context.date, new=True)
        elif area := self.own.other_area(row):
            said.setdefault("other_area", area)
        said |= self.closing.said_by(row, said, self.stored(said, name))
        if context.stopped:
            return
        number, verdict, details = self._home(row, said, name)
        if number is None or context.stopped:
            return
        more = [*(self._count(number, *counted) if counted else ()), *self._managed(row, number, name, said)]
        if context.stopped:
            return
        verdict = CHANGED if more and verdict == LEFT else verdict
        details += more
        context.line(row, self._called(number, name, said), verdict, "; ".join(details))

    def _called(self, number: int, name: str, said: dict[str, Any]) -> str:
        stored = self.homes.stored.get(number)
        return name or (str(stored.name) if stored else str(said["urn"]))

    def _managed(self, row: Row, number: int, name: str, said: dict[str, Any]) -> list[str]:
        """Has a home's manager hold its post, which is made where it has none; returns what to say of it."""
        context, stored = self.context, self.homes.stored.get(number)
        manager, email = context.text(row, "manager"), context.value(row, "manager_email", EmailAddress())
        post = stored.manager_id if stored else None
        if key(manager) in VACANT and post:
            self.posts.vacate(row, self.posts.called[post])
        if not manager or key(manager) in VACANT or withheld(manager):
            return []
        title = self.posts.called[post] if post else f"Manager, {self._called(number, name, said)}"
        held = self.posts.put(row, title, {"name": manager} | ({"email": email} if email else {}))
        if held is None or (held.post == post and held.verdict == LEFT):
            return []
        if held.post != post:
            context.draft.change(Home, number, {"manager_id": held.post})
        return [f"Manager: {manager}", *held.details[held.verdict == ADDED :]]

    def stored(self, said: dict[str, Any], name: str) -> Any:
        """The one home of the register of which a row speaks, if it does."""
        found = self.homes.find(said.get("urn"), name)
        return self.homes.stored.get(found[0]) if len(found) == 1 else None

    def _said(self, row: Row) -> dict[str, Any]:
        """What a row says of the home itself, less what is withheld."""
        context = self.context
        columns = [name for name in context.table.columns if name.startswith("home.") and name not in _READ_HERE]
        said = {name.removeprefix("home."): context.value(row, name) for name in columns}
        said["places"] = self._places(row)
        parts = [context.text(row, name) for name in _ADDRESS]
        if not any(map(withheld, parts)):  # or what is left of an address would take the place of a whole one
            said["address"] = said.get("address") or "\n".join(filter(None, parts))
        place = context.place("short_breaks")
        short = context.ticked(row, place) if place is not None else None
        said["kind"] = said.get("kind") or kind_of(self.own.type_of(row), short is True)
        return {name: value for name, value in said.items() if value not in (None, "") and not _withheld(value)}

    def _places(self, row: Row) -> int | None:
        context = self.context
        if not context.has("home.places"):
            return None
        if not (several := _RANGE.fullmatch(context.text(row, "home.places"))):
            places: int | None = context.value(row, "home.places")
            return places
        given = context.trouble(
            row,
            "home.places",
            f"“{quoted(several[0])}” is not one number of places",
            (Option(several[2], several[2]), Option(several[1], several[1]), TAKE_AS_BLANK),
            proposed=TAKE_AS_BLANK.value,
        )
        return int(given) if given and given.isdigit() else None

    # -- joining

    def _home(self, row: Row, said: dict[str, Any], name: str) -> tuple[int | None, str, list[str]]:
        context, homes, urn = self.context, self.homes, said.get("urn")
        found = homes.find(urn, name)
        if len(found) > 1:
            context.trouble(
                row, "home.name", f"several homes are called “{quoted(name)}”; expected the URN of the one meant"
            )
            return None, LEFT, []
        if not found:
            number = context.draft.add(Home, **{"kind": HomeKind.HOME, "name": name or urn} | said)
            homes.take_in(number, name or urn or "", urn)
            homes.seen[number] = row, said
            told = {column: said[column] for column in _TOLD if column in said}
            return number, ADDED, describe_changes(Home, told)
        [number] = found
        if number in homes.seen:
            first, before = homes.seen[number]
            if any(name in before and before[name] != value for name, value in said.items()):
                column = "home.urn" if urn else "home.name"
                context.trouble(row, column, "an earlier row says other things of the same home; expected it once")
                return None, LEFT, []
            more = {column: value for column, value in said.items() if column not in before}
            homes.seen[number] = first, before | more
            if number in homes.stored:
                changed = context.update(Home, homes.stored[number], more) if more else []
            else:
                context.draft.change(Home, number, more)
                changed = describe_changes(Home, {one: more[one] for one in _TOLD if one in more})
            return number, CHANGED if changed else LEFT, [f"The home of row {first.number}", *changed]
        homes.seen[number] = row, said
        if urn:
            homes.urns[key(urn)] = number
        stored = homes.stored[number]
        if name and key(name) == key(stored.name):
            said = said | {"name": better_spelled(stored.name, name)}
        changed = context.update(Home, stored, said, {"ward_id": f"Ward: {context.text(row, 'ward')}"})
        return number, CHANGED if changed else LEFT, changed

    # -- children

    def _children_column(self) -> tuple[int | None, dt.date | None]:
        """The column that counts our children, and the day that its heading says."""
        context = self.context
        place = context.place("children")
        if place is not None:
            return place, heading_and_day(context.table.headings[place])[1]
        titles = {key(title) for title in _CHILDREN}
        for place, heading in context.table.others.items():
            without, day = heading_and_day(heading)
            if day and key(without) in titles:
                context.taken.add(place)
                return place, day
        return None, None

    def _counted(self, row: Row, stored: Any) -> tuple[int, dt.date] | None:
        """How many children a row counts, and on which day; None where it gives no day and the register knows the
        number: our own lists say it so, of whatever day they were."""
        context = self.context
        if self.children is None:
            return None
        nobody = key(line(row.cells[self.children])) in _NONE
        kind = table_of(ChildrenCount).c.children.type
        children = 0 if nobody else context.at(row, self.children, kind)
        day = context.value(row, "children_count.counted_on") or self.counted_on or context.date
        if children is None or context.stopped:
            return None
        if day is None and stored is not None:
            days = [(counted_on, known) for (home, counted_on), (_, known) in self.counts.items() if home == stored.id]
            if days and max(days)[1] == children:
                context.draft.count_unchanged(ChildrenCount)
                return None
        day = day or ask_counted_on(context, row, self.children)
        return (children, day) if day else None

    def _count(self, home: int, children: int, day: dt.date) -> Iterator[str]:
        """Adds or mends a count of children; gives what to say of it."""
        number, known = self.counts.get((home, day), (None, None))
        if number is None:
            number = self.context.draft.add(ChildrenCount, home_id=home, counted_on=day, children=children)
            self.counts[home, day] = number, children
            yield f"children counted on {show(day)}"
        elif known == children:
            self.context.draft.count_unchanged(ChildrenCount)
        else:
            self.context.draft.change(ChildrenCount, number, {"children": children})
            yield f"children counted on {show(day)} put right"


def better_spelled(kept: str, said: str) -> str:
    """Which of two spellings of one name stays: the register's, unless that is all capitals or all small letters."""
    return said if kept == kept.casefold() or kept == kept.upper() else kept


def _withheld(value: Any) -> bool:
    return isinstance(value, str) and withheld(value)


KIND = Kind(
    name="homes",
    label="Homes",
    what="homes",
    plan=plan,
    needs=(
        ("home.name", "home.urn"),
        ("home.provider", "home.places", "children", "home.kind", "provision", "home.judgement", "home.closed_on"),
    ),
    records=(Home, ChildrenCount),
    dated="Children were counted on",
    dated_help="Where the file gives no day",
    complete="These are all homes there were",
    headings=(
        Heading("children", _CHILDREN, ending="children"),
        Heading("ward", ("Ward", "Ward name", "Division")),
        Heading("district", ("District", "Area")),
        Heading("manager", ("Manager", "Home manager", "Registered manager", "Name of manager")),
        Heading("manager_email", ("Manager's e-mail", "E-mail", "E-mail address", "Manager e-mail")),
        Heading("authority", ("Local authority", "Local authority name", "LA", "LA name")),
        Heading("provision", ("Provision type", "Type of provision", "Provider type", "Setting type")),
        Heading("status", ("Registration status", "Provider status", "Status")),
        Heading("short_breaks", ("Short-break-only children's home", "Short break only", "Short breaks only")),
        *(Heading(name, (name.replace("_", " ").capitalize(),)) for name in _ADDRESS),
        Heading("home.urn", ("URN", "Ofsted URN", "Ofsted no", "Ofsted number", "Ofsted ref", "Registration number")),
        Heading("home.name", ("Home", "Name of home", "Name of the home", "Setting", "Setting name")),
        Heading(
            "home.places",
            ("Places", "Number of places", "No of places", "Reg beds", "Registered beds", "Beds", "Capacity"),
        ),
        Heading("home.provider", ("Provider", "Organisation which owns the provider", "Organisation name", "Owner")),
        Heading("home.opened_on", ("Opened on", "Registration date", "Date registered", "Registered")),
        Heading("home.closed_on", ("Closed on", "Date closed", "Closed date", "Closing date", "Date of closure")),
        Heading("home.judgement", _JUDGEMENT, ending="overall experiences and progress of children and young people"),
        Heading("home.judgement", ("Judgement",), ending="overall effectiveness"),
        Heading("home.judged_on", _JUDGED_ON, ending="full inspection date"),
    ),
)
