"""Grids of names and events: how much a table looks like one, and which day each of its events was on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Date
from sqlalchemy.orm import Session

from cp_desktop.model import show
from cp_desktop.model.values import UnreadableError, key

from ..cells import line, typed
from ..choices import ImportChoices
from ..heading_days import heading_and_day
from ..headings import Heading, Table
from ..readers import Row
from ..tables import RawTable

if TYPE_CHECKING:
    from ..kind import Kind

_WHEN = {"date", "dates", "day", "when", "heldon"}
_FIRST_ROWS = 2  # among which one may say the days of the events above it
_PEOPLE = ("Councillors", "Councillor", "Councillor name", "Attendees", "Attended by", "Members present", "Member")
HEADINGS = (
    Heading("councillors", (*_PEOPLE, "Cllr", "Cllrs", "Elected member", "Elected members", "Who attended")),
    Heading("attended", ("Attended", "Attended?", "Attendance", "Present", "Present?")),
    Heading("ward", ("Ward", "Ward name", "Division")),
    Heading("email", ("E-mail", "Email address")),
    Heading("event.place", ("Place", "Venue", "Location")),
)
_CALLED = {key(title) for heading in HEADINGS if heading.name == "councillors" for title in heading.titles}


def _has_councillors(headings: Sequence[str]) -> bool:
    return any(key(heading) in _CALLED for heading in headings)


def events_across(headings: Sequence[str]) -> frozenset[str]:
    """That columns under the names of councillors are headed by events and their days, in place of columns of these."""
    if _has_councillors(headings) and any(heading_and_day(heading)[1] for heading in headings):
        return frozenset({"event.held_on", "event.name"})
    return frozenset()


def like_a_grid(table: RawTable) -> float:
    """How much a table looks like councillors and the events that they attended: how many it has with their days."""
    if not _has_councillors(table.headings):
        return 0.0
    days = _row_of_days(table.rows, len(table.headings))
    return float(len(days[1]) if days else sum(bool(heading_and_day(heading)[1]) for heading in table.headings))


def join_days(kind: "Kind", session: Session, table: Table, choices: ImportChoices) -> None:
    """Joins a row of days to the names of events that stand above them."""
    if "event.held_on" in table.columns or "councillors" not in table.columns:
        return
    if days := _row_of_days(table.rows, len(table.headings)):
        row, there = days
        table.rows.remove(row)
        for place, day in there.items():
            if place not in table.columns.values():
                table.headings[place] = table.others[place] = f"{table.headings[place]} {day}".strip()


def _row_of_days(rows: Sequence[Row], width: int) -> tuple[Row, dict[int, str]] | None:
    """The row among the first that says nothing but days, with them by their places."""
    for row in rows[:_FIRST_ROWS]:
        said = {place: cell for place, cell in enumerate(row.cells[:width]) if line(cell)}
        try:
            days = {place: show(typed(cell, Date())) for place, cell in said.items() if key(line(cell)) not in _WHEN}
        except UnreadableError:
            continue
        if days and 0 not in days:
            return row, days
    return None
