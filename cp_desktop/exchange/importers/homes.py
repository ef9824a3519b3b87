"""Imports the homes, and how many of the council's children lived in each on a day."""

from typing import Any

from sqlalchemy import select

from cp_desktop.model import ChildrenCount, Home, show, table_of
from cp_desktop.model.homes import HomeKind
from cp_desktop.model.values import key, quoted

from ..choices import Option
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row

WITHHELD = "redacted"  # what Ofsted prints instead of the name of a private home
NEW_WARD = Option("new", "A new ward")
WARDS = "Which ward"


def plan(context: ImportContext) -> None:
    run, count = context.session.execute, table_of(ChildrenCount).c
    homes = Homes(list(run(select(table_of(Home)))))
    counts = {
        (row.home_id, row.counted_on): row
        for row in run(select(count.id, count.home_id, count.counted_on, count.children))
    }
    for row in context.rows():
        said = context.values(row, Home)
        name = str(said.get("name") or "")
        if key(name) == WITHHELD:
            name = said.pop("name") and ""
        if not name and not said.get("urn"):
            context.missing(row, "home.name", label="Name or URN")
        ward = _ward(context, row)
        if context.stopped:
            continue
        if ward:
            said["ward_id"] = ward
        number, verdict, details = _home(context, homes, row, said, name)
        if number is None:
            continue
        counted = _count(context, row, number, counts)
        details += [counted] if counted else []
        if counted and verdict == LEFT:
            verdict = CHANGED
        context.line(row, name or said["urn"], verdict, "; ".join(details))


KIND = Kind(
    name="homes",
    label="Homes",
    what="homes",
    plan=plan,
    needs=(("home.name", "home.urn"), ("home.provider", "home.places", "children", "home.kind")),
    records=(Home, ChildrenCount),
    dated="Children were counted on",
    dated_help="Where the file gives no day",
    headings=(
        Heading("children", ("Our children", "Children"), ending="children"),
        Heading("ward", ("Ward", "Ward name", "Division")),
        Heading("district", ("District", "Area")),
    ),
)


class Homes:
    """The homes known so far, by URN and by name, and the row of the file that spoke of each."""

    def __init__(self, rows: list[Any]) -> None:
        self.stored = {row.id: row for row in rows}
        self.urns = {key(row.urn): row.id for row in rows if row.urn}
        self.names: dict[str, list[int]] = {}
        for row in rows:
            self.names.setdefault(key(row.name), []).append(row.id)
        self.seen: dict[int, tuple[Row, dict[str, Any]]] = {}
        self.new_urn: dict[int, str | None] = {}

    def find(self, urn: str | None, name: str) -> list[int]:
        """The homes a URN and a name fit: by URN, else those of that name that have no other URN."""
        if urn and key(urn) in self.urns:
            return [self.urns[key(urn)]]
        same = self.names.get(key(name), []) if name else []
        return [one for one in same if not (urn and self._urn(one))]

    def _urn(self, number: int) -> str | None:
        return self.stored[number].urn if number in self.stored else self.new_urn.get(number)


def _home(
    context: ImportContext, homes: Homes, row: Row, said: dict[str, Any], name: str
) -> tuple[int | None, str, list[str]]:
    urn = said.get("urn")
    found = homes.find(urn, name)
    if len(found) > 1:
        context.trouble(
            row, "home.name", f"several homes are called “{quoted(name)}”; expected the URN of the one meant"
        )
        return None, LEFT, []
    if not found:
        values = {"kind": HomeKind.HOME, "name": name or urn} | said
        number = context.draft.add(Home, **values)
        homes.names.setdefault(key(name or urn or ""), []).append(number)
        homes.new_urn[number] = urn
        if urn:
            homes.urns[key(urn)] = number
        homes.seen[number] = row, said
        return number, ADDED, []
    [number] = found
    if number in homes.seen:
        first, before = homes.seen[number]
        if any(name in before and before[name] != value for name, value in said.items()):
            column = "home.urn" if urn else "home.name"
            context.trouble(row, column, f"row {first.number} says other things of the same home; expected it once")
            return None, LEFT, []
        return number, LEFT, []
    homes.seen[number] = row, said
    if urn:
        homes.urns[key(urn)] = number
    changed = context.update(Home, homes.stored[number], said, {"ward_id": f"Ward: {context.text(row, 'ward')}"})
    return number, CHANGED if changed else LEFT, changed


def _ward(context: ImportContext, row: Row) -> int | None:
    name = context.text(row, "ward")
    if not name:
        return None
    if not context.wards.knows(name) and (near := context.wards.similar(name)):
        asked = f"the register has no ward “{quoted(name)}”."
        answers = [*(Option(f"ward:{number}", label) for number, label in near), NEW_WARD]
        answer = context.ask(f"ward: {name}", asked, answers, cause=WARDS, row=row, column="ward")
        if answer is None:
            return None
        if answer != NEW_WARD.value:
            return int(answer.partition(":")[2])
    return context.wards.named(name, context.text(row, "district"), None)


def _count(context: ImportContext, row: Row, home: int, counts: dict[tuple[int, Any], Any]) -> str | None:
    """Adds or mends a count of children; returns what to say of it."""
    children = context.value(row, "children", table_of(ChildrenCount).c.children.type)
    day = context.value(row, "children_count.counted_on") or context.date
    if children is None or context.stopped:
        return None
    if day is None:
        column = "children_count.counted_on" if context.has("children_count.counted_on") else "children"
        context.missing(row, column, label="Counted on, or a date for the whole file,")
        return None
    known = counts.get((home, day))
    if known is None:
        number = context.draft.add(ChildrenCount, home_id=home, counted_on=day, children=children)
        counts[home, day] = _Counted(number, children)
        return f"children counted on {show(day)}"
    if known.children == children:
        context.draft.count_unchanged(ChildrenCount)
        return None
    context.draft.change(ChildrenCount, known.id, {"children": children})
    return f"children counted on {show(day)} put right"


class _Counted:
    def __init__(self, id: int, children: int) -> None:
        self.id, self.children = id, children
