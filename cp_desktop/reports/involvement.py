"""Members' involvement in words: what the register's records suggest to tell the committee of an item."""

import datetime as dt
from collections.abc import Mapping

from cp_desktop.figures.involvement import Involved
from cp_desktop.model import EventKind, VisitKind, show
from cp_desktop.model.formats import listed

from .documents.wording import plural


def suggested(found: Involved | None) -> str:
    """A text from what is recorded of an item, "" where nothing is. It names nobody, no home and no event."""
    if found is None:
        return ""
    visits, events = sum(found.visits.values()), sum(found.events.values())
    other = "other " if visits + events else ""
    counted = [
        f"{show(number)} {plural(number, one, many)}"
        for number, one, many in (
            (visits, "visit", "visits"),
            (events, "event", "events"),
            (found.others, f"{other}activity", f"{other}activities"),
        )
        if number
    ]
    kinds = ", ".join([*_kinds(found.visits), *_kinds(found.events)])
    return (
        f"{show(found.councillors)} {plural(found.councillors, 'councillor')} took part in {listed(counted)}"
        f"{f' ({kinds})' if kinds else ''}, {_when(found.first, found.last)}."
    )


def _kinds(kinds: Mapping[VisitKind, int] | Mapping[EventKind, int]) -> list[str]:
    """ "monitoring visit 3", the most first"""
    ordered = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0].label))
    return [f"{kind.label[:1].lower()}{kind.label[1:]} {show(number)}" for kind, number in ordered]


def _when(first: dt.date, last: dt.date) -> str:
    """ "in Sep 2017", "between Jun 2017 and Jan 2018" """
    months = [show(day).partition(" ")[2] for day in (first, last)]
    return f"in {months[0]}" if months[0] == months[1] else f"between {months[0]} and {months[1]}"
