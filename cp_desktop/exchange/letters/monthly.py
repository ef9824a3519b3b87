"""The monthly letter to every councillor: the homes and the numbers of her ward, as drafts to look at and send.

The letters are internal, and marked so whatever their text says. Small numbers are hidden once for the whole
council, so that councillors who lay their letters side by side learn no more than from one.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import INTERNAL
from cp_desktop.figures.population import population
from cp_desktop.figures.ward_facts import (
    COUNCIL,
    Area,
    Count,
    Hidden,
    HomeFact,
    Key,
    hidden,
    homes_of_wards,
    totals_of,
    ward_facts,
)
from cp_desktop.model import Council, Councillor, Ward, WardMeasure, normalise, show
from cp_desktop.model.values import write_month
from cp_desktop.register import texts

from . import mail
from .wording import letter_text, one_line, year_of

LETTER = "monthly-letter"
MARKED = "INTERNAL: for the councillor it is addressed to. Not for publication."


@dataclass(frozen=True)
class Addressee:
    """A councillor to whom a letter goes."""

    title: str | None
    name: str
    surname: str
    email: str | None
    ward_id: int
    ward: str


@dataclass(frozen=True)
class MonthlyFacts:
    """What the letters of a month tell, read once for all of them."""

    below: int  # the setting
    values: Mapping[str, str]
    subject: str
    body: str
    areas: Mapping[Key, Area]
    homes: Mapping[int, Sequence[HomeFact]]
    hidden: Hidden


def month_end(month: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def in_office(session: Session, day: dt.date) -> list[Addressee]:
    """The councillors in office on a day, by ward and name."""
    member = population(0, day).member
    query = (
        select(Councillor.title, Councillor.name, Councillor.surname, Councillor.email, Ward.id, Ward.name)
        .join(member, member.c.councillor_id == Councillor.id)
        .join(Ward, Ward.id == member.c.ward_id)
        .order_by(Councillor.id)
    )
    found = [Addressee(*row) for row in session.execute(query)]
    return sorted(found, key=lambda one: tuple(map(normalise, (one.ward, one.surname, one.name))))


def read_month(session: Session, day: dt.date) -> MonthlyFacts:
    """What the letters as at a day, the last of its month, are made of. Raises UserError where the text is missing."""
    council = session.get_one(Council, 1)
    year = year_of(session, day)
    subject, body = letter_text(session, LETTER, year)
    wards = ward_facts(session, day)
    areas = [*wards, *totals_of(session, wards, council.name)]
    homes: dict[int, list[HomeFact]] = {}
    everywhere = homes_of_wards(session, day)
    for home in everywhere:
        homes.setdefault(home.ward_id, []).append(home)
    return MonthlyFacts(
        council.suppress_below,
        {
            **texts.placeholders(council, year or ""),
            "month": write_month(day),
            "day": show(day),
        },
        subject,
        body,
        {area.key: area for area in areas},
        homes,
        hidden(areas, everywhere, council.suppress_below),
    )


def draft(facts: MonthlyFacts, one: Addressee) -> tuple[mail.Message, bool]:
    """The letter to a councillor, and whether it has her address."""
    keys, homes = _keys(facts, one), facts.homes.get(one.ward_id, ())
    hides = any(key in keys for key, _ in facts.hidden.numbers) or any(home.id in facts.hidden.homes for home in homes)
    values = {
        **facts.values,
        "councillor": f"{one.title or 'Councillor'} {one.surname}",
        "ward_name": one.ward,
        "homes": "\n".join(_homes(facts, one)),
        "facts": "\n".join(_facts(facts, one)),
        "small_numbers": _why_hidden(facts.below) if hides else "",
    }
    subject = one_line(texts.filled(facts.subject, values))
    paragraphs = [part.strip() for part in texts.filled(facts.body, values).split("\n\n")]
    text = "\n\n".join([MARKED, *filter(None, paragraphs)]) + "\n"
    to = mail.address(f"{one.title or ''} {one.name}".strip(), one.email)
    return mail.Message((to,) if to else (), subject, text, disclosure=INTERNAL), to is not None


def _keys(facts: MonthlyFacts, one: Addressee) -> tuple[Key, ...]:
    """Her ward, and the district it is in."""
    ward = facts.areas.get(("ward", one.ward_id))
    if ward is None:
        return ()
    return (ward.key,) if ward.within in (None, COUNCIL) else (ward.key, ward.within)


def _homes(facts: MonthlyFacts, one: Addressee) -> Iterator[str]:
    homes = facts.homes.get(one.ward_id, ())
    if not homes:
        yield f"There is no children's home or supported accommodation on record in {one.ward}."
        return
    yield f"Homes in {one.ward}, and how many {facts.values['children']} lived there:"
    for home in homes:
        if home.children is None or home.counted_on is None:
            number = "not counted yet"
        else:
            number = f"{facts.hidden.homes.get(home.id, show(home.children))} (as at {show(home.counted_on)})"
        yield f"- {home.name}, {home.kind.label.lower()}: {number}"


def _facts(facts: MonthlyFacts, one: Addressee) -> Iterator[str]:
    areas = [facts.areas[key] for key in _keys(facts, one)]
    measures = [measure for measure in WardMeasure if any(measure in area.counts for area in areas)]
    if not measures:
        yield f"No numbers have been recorded for {one.ward} yet."
        return
    word, wider = facts.values["ward"], facts.values["district"]
    beside = f", and in the whole {wider} of {areas[1].name}" if len(areas) > 1 else ""
    yield f"Numbers for {one.ward}{beside}:"
    for measure in measures:
        parts = [(area, area.counts.get(measure)) for area in areas]
        said = [
            facts.hidden.numbers.get((area.key, measure), show(count.number) if count else "not counted yet")
            for area, count in parts
        ]
        dates = [_dates(area, count, facts.values["wards"]) for area, count in parts]
        label = measure.label.replace("ward", word)
        if len(parts) == 1:
            yield f"- {label}: {said[0]}{dates[0]}"
        elif dates[0] == dates[1]:
            yield f"- {label}: {said[0]}; {wider} {said[1]}{dates[1]}"
        else:
            yield f"- {label}: {said[0]}{dates[0]}; {wider} {said[1]}{dates[1]}"


def _dates(area: Area, count: Count | None, wards: str) -> str:
    """When a number was counted, and of how many wards where some are missing."""
    if count is None:
        return ""
    days = f"as at {show(count.since)}"
    if count.since != count.until:
        days = f"counted {show(count.since)} to {show(count.until)}"
    missing = f", {count.wards} of {area.wards} {wards}" if count.wards < area.wards else ""
    return f" ({days}{missing})"


def _why_hidden(below: int) -> str:
    small = f"Numbers from 1 to {below - 1} are" if below > 2 else "A single child is"
    return (
        f"{small} not given, so that nobody can be recognised; a number that would give one of them away is not shown "
        "either."
    )
