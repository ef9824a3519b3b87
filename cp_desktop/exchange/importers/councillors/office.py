"""What a list changes in one person's terms of office: worked out from values alone, nothing is read or written here.

A list is true on one day. What it says of a seat holds from that day on, or from the day that it names itself; days
before are changed only where somebody said so (`Past`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Any

DAY = dt.timedelta(days=1)
# A term that the file begins within so many days before its own day began at the election that the file is about.
FRESH = dt.timedelta(days=62)


@dataclass(frozen=True)
class HeldTerm:
    """A term of office, from the first to the last day. `number` is its key; `party` None is one that nobody said."""

    number: int
    ward: int
    party: str | None
    start: dt.date
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day)


@dataclass(frozen=True)
class Listed:
    """What a list says of somebody's seat; None is what it does not say."""

    ward: int
    party: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None


class Became(StrEnum):
    """What became of somebody, as the groups of a plan are headed."""

    JOINED = "Joined"
    RETURNED = "Returned"
    STAYED = "Stayed"
    ELECTED_AGAIN = "Elected again"
    MOVED = "Moved ward"
    PARTY = "Changed party"
    LEFT = "Left"
    CORRECTED = "Corrected"


class Past(Enum):
    """What has to be said before days of the past are changed, or a day is taken that no file gave."""

    EARLIER = "the file begins the term earlier than the register"  # bool: take the file's day
    SINCE = "the seat is another, and the file does not say since when"  # a day; None: as long as the term
    NEVER_LEFT = "the register has an end that the file does not know"  # bool: take the end away
    OTHER_END = "the file ends a term of the past on another day"  # bool: take the file's day
    BEGAN = "the file gives an end, and no start"  # a day


@dataclass(frozen=True)
class Asked:
    """A question about the past, with the answer that is likely: a day, or whether to take the file's word."""

    past: Past
    seat: HeldTerm | None  # the term of the register that it is about
    likely: dt.date | bool | None = None
    sure: bool = False  # whether the likely answer holds until somebody says otherwise


@dataclass(frozen=True)
class TermOutcome:
    """What becomes of one person's terms: some changed, one new. Nothing yet where something is `asked`."""

    became: Became
    changes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)  # by the number of the term
    new: Listed | None = None  # its start is a day
    before: HeldTerm | None = None  # the seat on the day before the change
    asked: Asked | None = None


Answers = Mapping[Past, dt.date | bool | None]


def seat_on(terms: Sequence[HeldTerm], day: dt.date) -> HeldTerm | None:
    """The seat held on a day; the one that began last, if the terms overlap."""
    held = [term for term in terms if term.holds(day)]
    return max(held, key=lambda term: term.start) if held else None


def settle(
    terms: Sequence[HeldTerm], said: Listed, day: dt.date, sure: bool, answers: Answers | None = None
) -> TermOutcome:
    """What a list that is true on a day changes in somebody's terms.

    `sure` is whether somebody said that day, and it may date a change; `answers` are those to what earlier outcomes
    asked. A term that the list begins in the future is one that begins on that day.
    """
    answers = answers or {}
    terms = sorted(terms, key=lambda term: term.start)
    if said.end is not None and said.end < day:
        return _ended(terms, said, answers)
    if said.start is not None and said.start > day:
        day = said.start
    now = seat_on(terms, day)
    if now is None:
        return _enters(terms, said, day, answers)
    return _goes_on(terms, now, said, day, sure, answers)


def leave(terms: Sequence[HeldTerm], day: dt.date, last: dt.date | None = None) -> TermOutcome | None:
    """What ends when somebody is no longer in office on a day: the seat held then, on `last` or the day before.

    None where no seat is held, or where it began later than that.
    """
    now, last = seat_on(terms, day), last or day - DAY
    if now is None or now.start > last or now.end == last:
        return None
    return TermOutcome(Became.LEFT, {now.number: {"end": last}}, before=now)


def _ended(terms: list[HeldTerm], said: Listed, answers: Answers) -> TermOutcome:
    """Somebody whose term the list ends before its own day."""
    last = said.end
    assert last is not None
    begun = [term for term in terms if term.start <= last and (said.start is None or term.start >= said.start)]
    begun = begun or [term for term in terms if term.holds(last)]
    if not begun:
        start = said.start or answers.get(Past.BEGAN)
        if not isinstance(start, dt.date):
            return TermOutcome(Became.LEFT, asked=Asked(Past.BEGAN, None))
        later = [term for term in terms if term.start > start]
        last = min([last, *(term.start - DAY for term in later)])
        return TermOutcome(Became.LEFT, new=replace(said, start=start, end=last))
    term = begun[-1]
    if term.end == last or term is not terms[-1]:  # what began afterwards tells more than an end that is past
        return TermOutcome(Became.STAYED, before=term)
    if term.end is not None and term.end < last:
        if Past.OTHER_END not in answers:
            return TermOutcome(Became.LEFT, asked=Asked(Past.OTHER_END, term, True))
        if not answers[Past.OTHER_END]:
            return TermOutcome(Became.STAYED, before=term)
    return TermOutcome(Became.LEFT, {term.number: {"end": last}}, before=term)


def _enters(terms: list[HeldTerm], said: Listed, day: dt.date, answers: Answers) -> TermOutcome:
    """Somebody whom the list has in office, and the register has not on that day."""
    start = said.start or day
    former = [term for term in terms if term.start <= day]
    last = former[-1] if former else None
    became = Became.RETURNED if former else Became.JOINED
    if last and said.start and last.end and last.end < said.start <= last.end + FRESH:
        became = (
            Became.MOVED if last.ward != said.ward else Became.ELECTED_AGAIN
        )  # no more than the days of an election
    if last and last.end and last.start < start <= last.end <= start + FRESH:
        # The old term's own end, a few days after the election.
        became = Became.MOVED if last.ward != said.ward else Became.ELECTED_AGAIN
        return TermOutcome(became, {last.number: {"end": start - DAY}}, replace(said, start=start), last)
    if last and last.end and last.end >= start:
        # The file never saw them leave.
        if Past.NEVER_LEFT not in answers:
            return TermOutcome(became, asked=Asked(Past.NEVER_LEFT, last, False, sure=True))
        if answers[Past.NEVER_LEFT]:
            open_again = replace(last, end=None)
            terms = [open_again if term is last else term for term in terms]
            found = _goes_on(terms, open_again, replace(said, start=None), day, True, answers)
            changes = {number: dict(values) for number, values in found.changes.items()}
            changes.setdefault(open_again.number, {}).setdefault("end", said.end)
            return replace(found, became=Became.CORRECTED, changes=changes)
        start = day
    later = next((term for term in terms if term.start > day), None)
    if later is None:
        return TermOutcome(became, new=replace(said, start=start), before=last)
    # A list older than what the register knows: it tells of the days until then.
    if Past.EARLIER not in answers:
        return TermOutcome(became, asked=Asked(Past.EARLIER, later, True))
    if not answers[Past.EARLIER]:
        return TermOutcome(Became.STAYED)
    if _same(later, said):
        return TermOutcome(Became.CORRECTED, {later.number: {"start": start}}, before=later)
    return TermOutcome(became, new=replace(said, start=start, end=later.start - DAY))


def _same(seat: HeldTerm, said: Listed) -> bool:
    return seat.ward == said.ward and (None in (seat.party, said.party) or seat.party == said.party)


def _service(terms: list[HeldTerm], now: HeldTerm) -> list[HeldTerm]:
    """The terms without a break up to this one."""
    service = [now]
    for term in reversed(terms):
        if term.end is not None and term.end + DAY == service[0].start:
            service.insert(0, term)
    return service


def _goes_on(
    terms: list[HeldTerm], now: HeldTerm, said: Listed, day: dt.date, sure: bool, answers: Answers
) -> TermOutcome:
    """Somebody whom both the list and the register have in office."""
    service, changes = _service(terms, now), dict[int, dict[str, Any]]()
    if said.start is not None and said.start < service[0].start:
        if Past.EARLIER not in answers:
            # Somebody who left and came back is known to have been away: that stands until somebody says otherwise.
            away = any(term.end and term.end >= said.start for term in terms if term.start < service[0].start)
            return TermOutcome(Became.CORRECTED, asked=Asked(Past.EARLIER, service[0], not away, sure=away))
        if answers[Past.EARLIER]:
            ends = [term.end + DAY for term in terms if term.end and term.start < service[0].start]
            changes[service[0].number] = {"start": max([said.start, *ends])}
    again = said.start is not None and said.start > now.start
    if not _same(now, said):
        return _changes_seat(terms, now, said, day, sure, answers, changes)
    if now.party is None and said.party is not None:
        changes.setdefault(now.number, {})["party"] = said.party
    if again:
        assert said.start is not None
        changes.setdefault(now.number, {})["end"] = said.start - DAY
        new = Listed(said.ward, said.party or now.party, said.start, _until(now, said, said.start))
        return TermOutcome(Became.ELECTED_AGAIN, changes, new, now)
    if said.end is not None and said.end != now.end:
        later = [term.start - DAY for term in terms if term.start > now.start]
        if (end := min([said.end, *later])) != now.end:
            changes.setdefault(now.number, {})["end"] = end
    return TermOutcome(Became.CORRECTED if changes else Became.STAYED, changes, before=now)


def _until(now: HeldTerm, said: Listed, start: dt.date) -> dt.date | None:
    """The end of a term that follows another: the list's, else the one the register has, unless that was the old
    term's own, which runs out a few days after the election.
    """
    if said.end is not None or now.end is None:
        return said.end
    return None if now.end - start <= FRESH and said.start == start else now.end


def _changes_seat(
    terms: list[HeldTerm],
    now: HeldTerm,
    said: Listed,
    day: dt.date,
    sure: bool,
    answers: Answers,
    changes: dict[int, dict[str, Any]],
) -> TermOutcome:
    """Another ward or another party: the one ends, the other begins, on the day and no earlier."""
    became = Became.MOVED if now.ward != said.ward else Became.PARTY
    party = said.party or now.party
    since: dt.date | bool | None = day
    if said.start is not None and now.start < said.start < day:
        # The file's term began in between: a ward changes at an election alone, a party on any day.
        elected = became is Became.MOVED or day - said.start <= FRESH
        asked = Asked(Past.SINCE, now, said.start if elected else day, sure=sure or elected)
        since = answers.get(Past.SINCE, asked)  # type: ignore[arg-type]
    elif not sure and day not in (now.start, said.start):
        asked = Asked(Past.SINCE, now, day)
        since = answers.get(Past.SINCE, asked)  # type: ignore[arg-type]
    if isinstance(since, Asked):
        return TermOutcome(became, asked=since)
    if not isinstance(since, dt.date) or since <= now.start:
        values: dict[str, Any] = {"ward": said.ward, "party": party}
        changed = {name: value for name, value in values.items() if getattr(now, name) != value}
        changes[now.number] = changes.get(now.number, {}) | changed
        if said.end is not None and said.end != now.end:
            changes[now.number]["end"] = said.end
        return TermOutcome(became, changes, before=now)
    changes.setdefault(now.number, {})["end"] = since - DAY
    following = next((term for term in terms if now.end and term.start == now.end + DAY), None)
    if following is not None and following.ward == said.ward and following.party == party:
        changes[following.number] = {"start": since}  # the register knew of it from a later day
        return TermOutcome(became, changes, before=now)
    return TermOutcome(became, changes, Listed(said.ward, party, since, _until(now, said, since)), now)
