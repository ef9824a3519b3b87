"""A council that drifts over five years, read from five complete lists, is in the register as it was on every day."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from sqlalchemy import select

from cp_desktop.exchange.plan import Plan
from cp_desktop.model import Councillor, Term, Ward
from cp_desktop.model.councillors import valid_on
from cp_desktop.register import Register

DAY = dt.timedelta(days=1)
FIRST, YEAR = dt.date(2014, 5, 22), dt.timedelta(days=364)
PARTIES = {
    "Labour": ["Labour", "Labour Party", "LABOUR", "The Labour Party Candidate"],
    "Conservative": ["Conservative", "Conservative Party", "Con"],
    "Liberal Democrat": ["Liberal Democrat", "Liberal Democrats", "Lib Dem"],
    "Independent": ["Independent", "Independents"],
}
FORENAMES = ["Ada", "Bryn", "Cem", "Dee", "Eve", "Finn", "Gwen", "Huw", "Ines", "Jo", "Kit", "Lou", "Mo", "Nia", "Oz"]
SURNAMES = ["Abbott", "Birch", "Cole", "Dale", "Ellis", "Frost", "Gale", "Heath", "Ives", "Jarvis", "Keen", "Lake"]
WARDS = ["Mill", "Quay", "Hill", "Lock", "Market", "Abbey"]
REDRAWN = ["Mill", "Abbey", "Riverside", "Northfield", "Station", "Orchard", "Castle"]


@dataclass(frozen=True)
class Member:
    number: int
    name: tuple[str, str]
    party: str
    ward: str
    since: dt.date


class Council:
    """A council of the random: what is true of it, list by list."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.wards, self.known = WARDS, 0
        self.names = [(first, last) for first in FORENAMES for last in SURNAMES]
        self.chance.shuffle(self.names)
        self.members = [self.joined(ward, FIRST) for ward in WARDS for _ in range(3)]
        self.former: list[Member] = []

    def joined(self, ward: str, day: dt.date) -> Member:
        self.known += 1
        party = self.chance.choice(list(PARTIES))
        return Member(self.known, self.names[self.known], party, ward, day)

    def drift(self, last: dt.date, day: dt.date) -> None:
        """A year goes by: on the day some are no longer there, or are of another party, ward or name; others came in
        at by-elections since the last list."""
        stayed = []
        for one in self.members:
            luck = self.chance.random()
            if luck < 0.12:
                self.former.append(one)
                continue
            if luck < 0.2:
                one = replace(one, party=self.chance.choice(list(PARTIES)))
            elif luck < 0.25:
                one = replace(one, name=(one.name[0], f"{one.name[1]}-{self.chance.choice(SURNAMES)}"))
            stayed.append(one)
        for ward in self.wards:
            vacant = 3 - sum(one.ward == ward for one in stayed)
            for _ in range(vacant):
                since = last + DAY * self.chance.randint(1, (day - last).days)
                if self.chance.random() < 0.5:
                    stayed.append(self.joined(ward, since))
                elif self.former and self.chance.random() < 0.3:
                    back = self.former.pop(0)
                    stayed.append(replace(back, ward=ward, since=day))
        self.members = stayed

    def redraw(self, day: dt.date) -> None:
        """A review of boundaries: an election of everybody, in other wards of which some keep their names."""
        self.chance.shuffle(self.members)
        elected = [replace(one, since=day) for one in self.members[: len(self.members) // 2]]
        self.former += self.members[len(self.members) // 2 :]
        self.wards = REDRAWN
        seats = [ward for ward in REDRAWN for _ in range(2)]
        old = [replace(one, ward=ward) for one, ward in zip(elected, seats, strict=False)]
        self.former += elected[len(old) :]
        self.members = old + [self.joined(ward, day) for ward in seats[len(old) :]]

    def listed(self, starts: bool) -> str:
        """The list as somebody else keeps it: parties under any of their labels, seats without a member as vacant."""
        lines = ["Member ID,Forename,Surname,Party,Ward,Term start"]
        for one in self.members:
            label = self.chance.choice(PARTIES[one.party])
            since = one.since.isoformat() if starts else ""
            lines.append(",".join([f"{one.number:04}", *one.name, label, one.ward, since]))
        sat = {one.ward for one in self.members}
        lines += [f",Vacant,,,{ward}," for ward in self.wards if ward not in sat]
        self.chance.shuffle(lines[1:])
        return "\n".join(lines) + "\n"


def truth(members: list[Member]) -> dict[str, tuple[str, str]]:
    return {f"{one.number:04}": (one.ward, one.party) for one in members}


def in_register(register: Register, day: dt.date) -> dict[str | None, tuple[str, str | None]]:
    query = select(Councillor.member_id, Ward, Term.party).select_from(Councillor).join(Term).join(Ward)
    with register.reading() as session:
        rows = session.execute(query.where(valid_on(Term.start, Term.end, day))).all()
        assert all((ward.start or day) <= day <= (ward.end or day) for _, ward, _ in rows), f"a ward not there on {day}"
        found = {number: (ward.name, party) for number, ward, party in rows}
        assert len(found) == len(rows), f"somebody sits twice on {day}"
        return found


@pytest.mark.parametrize("seed", range(4))
def test_five_lists_of_a_drifting_council_are_its_five_years(
    register: Register, bring: Callable[..., Plan], seed: int
) -> None:
    council, starts = Council(seed), bool(seed % 2)
    days = [FIRST + YEAR * at + DAY * council.chance.randint(0, 60) * bool(at) for at in range(5)]
    review = council.chance.randint(1, 4)
    states: list[list[Member]] = []
    for at, day in enumerate(days):
        if at:
            council.drift(days[at - 1], day)
        if at == review:
            council.redraw(day)
        text = council.listed(starts)
        plan = bring("councillors", text, complete=True, date=day, proposed=True)
        assert plan.ready, plan.summary()
        told = {line.what for line in plan.lines if line.group == "Left office"}
        gone = {f"{one.name[0]} {one.name[1]} ({one.ward})" for one in states[-1]} if states else set()
        assert told <= gone
        states.append(council.members)
        assert in_register(register, day) == truth(council.members)
        again = bring("councillors", text, complete=True, date=day)
        assert again.ready, again.summary()
        assert (again.added, again.changed) == ({}, {}), again.summary()
    assert in_register(register, FIRST - DAY) == {}
    for (state, day), (following, next_day) in pairwise(zip(states, days, strict=True)):
        # Between two lists: as the first has it, but for those of whom the second says since when they are there.
        known = {one.number for one in state}
        for on in sorted({day, next_day - DAY, *(one.since for one in following if day < one.since < next_day)}):
            came = [one for one in following if starts and one.number not in known and one.since <= on]
            assert in_register(register, on) == truth([*state, *came]), on
