"""Who of the register a row of somebody's list may be about, by points for what agrees and what does not.

Nobody is taken for certain by the name alone: it takes the source's own number, the e-mail address, or the ward, and
nothing that speaks against it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cp_desktop.model import normalise, show
from cp_desktop.model.values import key

from .likeness import FORM, SAME, SLIP, likeness
from .names import split_name
from .parties import Parties
from .person import Person

LIKELY = 60  # points from which somebody is proposed
POSSIBLE = 30  # points from which it is worth a question
MOST = 6  # candidates that a question names
_ID, _ZEROS, _OTHER_ID = 60, 45, -35
_EMAIL, _OTHER_EMAIL = 50, -10
_WARD, _PARTY, _OTHER_PARTY, _SINCE, _ONLY_ONE = 30, 10, -5, 10, 10


@dataclass(frozen=True)
class PersonSaid:
    """What a row says of a person."""

    name: str
    ward: str | None = None
    email: str | None = None
    member_id: str | None = None
    party: str | None = None
    since: dt.date | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a row may be about: with points, and with what speaks for it and against it, in words.

    `certain` is True for one at most of those of a row.
    """

    person: Person
    score: int
    certain: bool
    likely: bool  # whether this one is worth proposing; what is certain is likely too
    reasons: tuple[str, ...]


class _Weighing:
    """One person held against what a row says."""

    def __init__(self, said: PersonSaid, person: Person, parties: Parties) -> None:
        self.said, self.person = said, person
        self.score = 0
        self.reasons: list[str] = []
        name = split_name(said.name)
        parts = normalise(name.forename).split(), normalise(name.surname).split()
        self.name, why = likeness(parts, person.parts)
        if self.name < FORM and name.known_as:
            called, _ = likeness((normalise(name.known_as).split(), parts[1]), person.parts)
            self.name, why = max((self.name, why), (min(called, FORM), f"known as {name.known_as}"))
        self.count(self.name, why)
        number, known = key(said.member_id or ""), key(person.member_id or "")
        self.same_id = bool(number) and number == known
        self.zeros = bool(number) and not self.same_id and number.lstrip("0") == known.lstrip("0")
        self.other_id = bool(number and known) and not self.same_id and not self.zeros
        self.count(_ID * self.same_id, "the same member ID")
        self.count(_ZEROS * self.zeros, f"member ID {person.member_id} but for zeros")
        self.count(_OTHER_ID * self.other_id, f"another member ID ({person.member_id})")
        self.same_email = bool(said.email and person.email) and _folded(said.email) == _folded(person.email)
        self.other_email = bool(said.email and person.email) and not self.same_email
        self.count(_EMAIL * self.same_email, "the same e-mail address")
        self.count(_OTHER_EMAIL * self.other_email, f"another e-mail address ({person.email})")
        self.same_ward = bool(said.ward) and person.sits_for(said.ward or "")
        self.count(_WARD * self.same_ward, "the same ward")
        if said.ward and not self.same_ward:
            self.reasons.append(f"another ward ({', '.join(person.wards)})" if person.wards else "no ward")
        self.other_party = False
        if said.party and person.party:
            self.other_party = not parties.same(said.party, person.party)
            self.count(
                _OTHER_PARTY if self.other_party else _PARTY,
                f"another party ({person.party})" if self.other_party else "the same party",
            )
        same_start = bool(said.since) and any(seat.start == said.since for seat in person.seats)
        self.count(_SINCE * same_start, f"in office since {show(said.since)}" if said.since else "")

    def count(self, points: int, why: str) -> None:
        """Adds points, with the reason; of none nothing is said."""
        if points:
            self.score += points
            self.reasons.append(why)

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY and self.name >= SLIP

    @property
    def is_possible(self) -> bool:
        if self.same_id or self.zeros or self.same_email:
            return True
        return self.name >= SLIP and self.score >= POSSIBLE

    def is_certain(self, rivals: int) -> bool:
        """Whether it can be nobody else: `rivals` are others of the same name who fit as well."""
        if self.same_id:
            return self.name > 0 or not self.said.name or self.person.may_be_called(self.said.name)
        if self.other_id:
            return False
        if self.zeros and self.same_ward and self.name:
            return True
        if self.same_email:
            return self.name > 0 or not self.said.name
        of_this_file = self.person.id < 0
        if of_this_file and (self.other_party or self._other_start()):
            return False
        return self.name == SAME and self.same_ward and not rivals and not self.other_email

    def _other_start(self) -> bool:
        since = self.said.since
        return bool(since and self.person.seats) and all(seat.start != since for seat in self.person.seats)


def candidates_of(said: PersonSaid, people: Iterable[Person], parties: Parties) -> list[Candidate]:
    """Those people weighed, the likeliest first and none who has nothing of it; see `People.candidates`."""
    weighed = [_Weighing(said, one, parties) for one in people]
    named = [one for one in weighed if one.name == SAME]
    if len(named) == 1 and not named[0].other_id:
        named[0].count(_ONLY_ONE, "nobody else of that name")
    fitting = [one for one in named if one.same_ward]
    certain = [one for one in weighed if one.is_certain(len(fitting) - (one in fitting))]
    best = max(certain, key=lambda one: (one.same_id, one.zeros, one.same_email), default=None)
    if best and not best.same_id and sum(one.same_id for one in weighed):
        best = None  # the number is somebody else's
    found = [
        Candidate(one.person, max(one.score, 0), one is best, one is best or one.is_likely, tuple(one.reasons))
        for one in weighed
        if one.is_possible
    ]
    return sorted(found, key=lambda one: (not one.certain, -one.score, one.person.name))[:MOST]


def _folded(email: str | None) -> str:
    return (email or "").strip().casefold()
