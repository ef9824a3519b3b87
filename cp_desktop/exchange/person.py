"""What tells one councillor from another: names, wards, parties, days and addresses."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from cp_desktop.model import normalise
from cp_desktop.model.values import key

from .likeness import SLIP, likeness, other_forms
from .names import bare, split_name
from .titles import may_stand_round


@lru_cache(maxsize=65_536)
def ward_key(ward: str) -> str:
    """What wards are compared by: "St Mary's & Quay Ward" and "St Marys and Quay" meet."""
    return re.sub("(ward|division|electoraldivision)$", "", key(ward.replace("&", " and ")))


_DAY = dt.timedelta(days=1)


class Seat(NamedTuple):
    """A term of office as it tells people apart."""

    ward: str
    party: str | None
    start: dt.date
    end: dt.date | None = None

    def held_on(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass
class Person:
    """A councillor of the register, or one whom a file brings (then `id` is below 0).

    `wards` are all whom the person ever sat for; `seats`, where they are known, in the order of their first days.
    """

    id: int
    name: str
    email: str | None = None
    member_id: str | None = None
    wards: list[str] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    surname: str = ""  # where it is known which words it is

    @property
    def label(self) -> str:
        return f"{self.name} ({', '.join(self.wards)})" if self.wards else self.name

    @property
    def full_label(self) -> str:
        """With all that tells two of a name apart: "Ann Bell (Mill, Labour, since 2014, ann@example.org)"."""
        said = [self.seats[-1].ward if self.seats else ", ".join(self.wards), self.party, self._time(), self.email]
        return f"{self.name} ({', '.join(filter(None, said))})" if any(said) else self.name

    def _time(self) -> str:
        if self.since is None:
            return ""
        left = self.seats[-1].end
        return f"since {self.since.year}" if left is None else f"{self.since.year} to {left.year}"

    @property
    def party(self) -> str | None:
        return self.seats[-1].party if self.seats else None

    @property
    def since(self) -> dt.date | None:
        """The first day of the unbroken time in office that ended last, or has not ended."""
        day = None
        for seat in reversed(self.seats):
            if day and seat.end != day - _DAY:
                break
            day = seat.start
        return day

    def in_office(self, day: dt.date) -> bool:
        return any(seat.held_on(day) for seat in self.seats)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name, folded; without titles and honours, should the register have them in it."""
        words = normalise(self.name).split()
        if "".join(words).isalnum() and not any(map(may_stand_round, words)):
            return tuple(words)
        return tuple(normalise(bare(self.name)).split())

    @cached_property
    def parts(self) -> tuple[list[str], list[str]]:
        """The folded words of the forenames and of the surname."""
        surname = normalise(self.surname).split()
        if surname and tuple(surname) == self.words[-len(surname) :]:
            return list(self.words[: -len(surname)]), surname
        said = split_name(self.name)
        return normalise(said.forename).split(), normalise(said.surname).split()

    def may_be_called(self, name: str) -> bool:
        """Whether a name shares a word with this one's: a marriage changes one word, a mix-up of numbers all."""
        said = {form for word in normalise(bare(name)).split() for form in other_forms(word)}
        return not said.isdisjoint(self.words)

    def is_called_like(self, name: str) -> bool:
        """Whether a name may be this one's: by initials, by another form of the forename, or with a slip."""
        said = split_name(name)
        return likeness((normalise(said.forename).split(), normalise(said.surname).split()), self.parts)[0] >= SLIP

    def sits_for(self, ward: str) -> bool:
        return any(ward_key(ward) == ward_key(seat) for seat in self.wards)
