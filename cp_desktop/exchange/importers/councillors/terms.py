"""The terms of office that a list changes: worked out for everybody, asked about where the past is, and drafted."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from cp_desktop.model import Term, Ward, show, table_of

from ...choices import LEAVE_OUT, Option, some_named
from ...importer import ImportContext
from ...parties import Parties, party_key
from ...people import ward_key
from ..days import day_answered
from .entries import Entry
from .office import Became, HeldTerm, Listed, Past, TermOutcome, leave, settle

CAUSES = {
    Past.EARLIER: "Terms that begin earlier in the file",
    Past.SINCE: "Since when a seat is another",
    Past.NEVER_LEFT: "Listed again",
    Past.OTHER_END: "Terms that end on another day in the file",
    Past.BEGAN: "Left before the day of the list",
}
_YES, _NO, _FILE, _ALWAYS = "yes", "no", "file", "always"


@dataclass
class Turn:
    """One entry and what it says of the seat of a councillor, with what was answered about the past so far."""

    entry: Entry
    number: int
    said: Listed
    answers: dict[Past, dt.date | bool | None]


class Terms:
    """The terms of everybody, as the register has them and as they are drafted."""

    day: dt.date  # on which the list is true
    sure: bool  # whether somebody said so

    def __init__(self, context: ImportContext, parties: Parties) -> None:
        self.context, self.draft, self.parties = context, context.draft, parties
        self.wards: dict[int, str] = {}
        self._seats: dict[int, list[HeldTerm]] = {}
        self._called: dict[str, str] = {}  # parties of the file that the register does not know
        ward, term = table_of(Ward).c, table_of(Term).c
        for id, name in context.session.execute(select(ward.id, ward.name)):
            self.wards[id] = name
        query = select(term.councillor_id, term.id, term.ward_id, term.party, term.start, term.end)
        for councillor, *seat in context.session.execute(query.order_by(term.start)):
            self._seats.setdefault(councillor, []).append(HeldTerm(*seat))

    def of(self, number: int) -> list[HeldTerm]:
        return self._seats.get(number, [])

    def everybody(self) -> Mapping[int, list[HeldTerm]]:
        return self._seats

    def turn(self, entry: Entry, number: int, ward: int) -> Turn:
        """What an entry says of a seat, its party called as the register calls it."""
        party = self.parties.party_of(entry.party)
        if party is not None:
            party = self._called.setdefault(party_key(party), party)
        now = [seat for seat in self.of(number) if seat.party and self.parties.same(seat.party, party)]
        if now:
            party = now[-1].party  # another label is no other party
        return Turn(entry, number, Listed(ward, party, entry.start, entry.end), {})

    # -- the past

    def ask_about_the_past(self, turns: list[Turn]) -> list[Turn]:
        """Asks what only somebody can say before days of the past are another, all of a kind at once; returns the
        turns that have their answers.
        """
        waiting, settled = list(turns), list[Turn]()
        while waiting:
            asked: dict[Past, list[tuple[Turn, TermOutcome]]] = {}
            for turn in waiting:
                outcome = settle(self.of(turn.number), turn.said, self.day, self.sure, turn.answers)
                if outcome.asked is None:
                    settled.append(turn)
                else:
                    asked.setdefault(outcome.asked.past, []).append((turn, outcome))
            waiting = []
            for past, those in asked.items():
                said = self._sentence(past, [self._wording(past, turn, outcome) for turn, outcome in those])
                waiting += [turn for turn, outcome in those if self._answered(past, said, turn, outcome)]
        order = {id(turn): at for at, turn in enumerate(turns)}
        return sorted(settled, key=lambda turn: order[id(turn)])

    def _wording(self, past: Past, turn: Turn, outcome: TermOutcome) -> str:
        assert outcome.asked
        name, seat, said = turn.entry.name, outcome.asked.seat, turn.said
        if past is Past.BEGAN or seat is None:
            return f"{name} (until {show(said.end)})"
        if past is Past.SINCE:
            return f"{name} ({'; '.join(self._differences(seat, said))})"
        if past is Past.NEVER_LEFT:
            return f"{name} (until {show(seat.end)})"
        if past is Past.OTHER_END:
            return f"{name} ({show(seat.end)} → {show(said.end)})"
        return f"{name} ({show(seat.start)} → {show(said.start or self.day)})"

    def _sentence(self, past: Past, names: list[str]) -> str:
        every = some_named(names)
        return {
            Past.EARLIER: f"terms begin earlier in the file: {every}; are the days before rewritten?",
            Past.SINCE: f"the file has another seat, and does not say since when: {every}; since when is it so?",
            Past.NEVER_LEFT: f"listed as if they had not left, and the register has an end: {every}; did they return?",
            Past.OTHER_END: f"terms of the past end on another day in the file: {every}; are they rewritten?",
            Past.BEGAN: f"left before {show(self.day)}, and no first day is given: {every}; since when?",
        }[past]

    def _answered(self, past: Past, said: str, turn: Turn, outcome: TermOutcome) -> bool:
        """Asks about one turn among those of its kind, and notes its answer; False while it is open."""
        assert outcome.asked
        asked, context, key = outcome.asked, self.context, f"past: {past.name.lower().replace('_', ' ')}"
        since = turn.said.start
        yes, no = Option(_YES, "Yes: as the file says"), Option(_NO, "No: as the register has it")
        takes, proposed = None, _YES if asked.likely else _NO
        if past is Past.NEVER_LEFT:
            yes, no = (
                Option(_YES, "They never left: the end is taken away"),
                Option(_NO, f"They return on {show(self.day)}"),
            )
        answers = [yes, no, LEAVE_OUT]
        if past is Past.SINCE:
            answers = [
                *(Option(day, f"From {show(dt.date.fromisoformat(day))}, {why}") for day, why in self._days().items()),
                *([Option(_FILE, "From the day on which the file begins the term")] if since else []),
                Option(_ALWAYS, "As long as the term: the register was wrong"),
                LEAVE_OUT,
            ]
            proposed, takes = (_FILE if asked.likely == since else next(iter(self._days()))), "date"
            key += f" {outcome.became.value.casefold()}"
        elif past is Past.BEGAN:
            first = context.year.first_day
            before = turn.said.end is not None and first <= turn.said.end
            answers, takes = (
                [
                    *(
                        [Option(first.isoformat(), f"{show(first)}, the first day of {context.year.label}")]
                        if before
                        else []
                    ),
                    LEAVE_OUT,
                ],
                "date",
            )
            proposed = answers[0].value
        context.begin(turn.entry.row)
        answer = context.ask(
            key,
            said,
            answers,
            cause=CAUSES[past],
            row=turn.entry.row,
            proposed=proposed,
            default=proposed if asked.sure else None,
            takes=takes,
        )
        if answer is None:
            return False
        known: dict[str, dt.date | bool | None] = {_YES: True, _NO: False, _FILE: since, _ALWAYS: None}
        found = known[answer] if answer in known else day_answered(context, key, answer)
        if answer not in known and found is None:
            return False
        turn.answers[past] = found
        return True

    def _days(self) -> dict[str, str]:
        """The days from which a seat may be another, the likeliest first, and what each is."""
        if self.sure:
            return {self.day.isoformat(): "the day of the list"}
        own = self.context.plan.file.modified if self.context.plan.file else None
        days = {own.isoformat(): "the day of the file itself"} if own else {}
        days.setdefault(self.day.isoformat(), "the day from which counts what the file does not date")
        return days

    # -- drafting

    def write(self, turn: Turn) -> tuple[TermOutcome, list[str]]:
        """Drafts what a turn comes to, and returns it with the words for it."""
        outcome = settle(self.of(turn.number), turn.said, self.day, self.sure, turn.answers)
        assert outcome.asked is None
        words = self._words(turn, outcome)
        self.put(turn.number, outcome)
        if not outcome.changes and not outcome.new:
            self.draft.count_unchanged(Term)
        return outcome, words

    def end(self, number: int, last: dt.date) -> TermOutcome | None:
        """Ends the seat that somebody holds on the day of the list; None where it cannot end on that day."""
        outcome = leave(self.of(number), self.day, last)
        if outcome:
            self.put(number, outcome)
        return outcome

    def put(self, number: int, outcome: TermOutcome) -> None:
        seats = self._seats.setdefault(number, [])
        for at, seat in enumerate(seats):
            if changes := outcome.changes.get(seat.number):
                self.draft.change(Term, seat.number, {_COLUMNS.get(name, name): new for name, new in changes.items()})
                seats[at] = replace(seat, **changes)
        if new := outcome.new:
            assert new.start is not None
            values = {"ward_id": new.ward, "party": new.party, "start": new.start, "end": new.end}
            added = self.draft.add(Term, councillor_id=number, **values)
            seats.append(HeldTerm(added, new.ward, new.party, new.start, new.end))
            seats.sort(key=lambda seat: seat.start)

    def only_redrawn(self, outcome: TermOutcome) -> bool:
        """Whether somebody sits for a ward of the same name as before, in other boundaries."""
        before, new = outcome.before, outcome.new
        if outcome.became is not Became.MOVED or before is None or new is None:
            return False
        return ward_key(self.wards[before.ward]) == ward_key(self.wards[new.ward])

    def _differences(self, seat: HeldTerm, said: Listed) -> list[str]:
        found = []
        if seat.ward != said.ward:
            before, after = self.wards[seat.ward], self.wards[said.ward]
            same = ward_key(before) == ward_key(after)
            found.append(f"Ward: {after} in its new boundaries" if same else f"Ward: {before} → {after}")
        if said.party is not None and seat.party != said.party:
            found.append(f"Party: {seat.party or 'none'} → {said.party}")
        return found

    def _words(self, turn: Turn, outcome: TermOutcome) -> list[str]:
        new, before, words = outcome.new, outcome.before, list[str]()
        seats = {seat.number: seat for seat in self.of(turn.number)}
        if new is None and before is not None and outcome.became in (Became.MOVED, Became.PARTY):
            words += self._differences(before, turn.said)
        if new is not None and new.start is not None:
            dated = turn.said.start is not None or new.start != self.day
            dated = dated or (before is not None and outcome.became is not Became.RETURNED)
            begins = (
                show(new.start) if dated else f"{self.context.assume_day(turn.entry.name)}, for the file gives none"
            )
            if before is not None and outcome.became in (Became.MOVED, Became.PARTY):
                words.append(f"{', '.join(self._differences(before, new))} from {begins}")
            else:
                words.append(f"{self.wards[new.ward]} from {begins}")
            if new.end:
                words.append(f"until {show(new.end)}")
        for number, changes in outcome.changes.items():
            words += self._changed(seats[number], changes, ended_by=new)
        return words

    def _changed(self, seat: HeldTerm, changes: Mapping[str, Any], ended_by: Listed | None) -> list[str]:
        words = []
        if "start" in changes:
            words.append(f"From: {show(seat.start)} → {show(changes['start'])}")
        if "end" in changes:
            if ended_by and changes["end"]:
                words.append(f"the term from {show(seat.start)} ends on {show(changes['end'])}")
            else:
                words.append(f"Until: {show(seat.end) if seat.end else 'open'} → {show(changes['end']) or 'open'}")
        if "party" in changes and seat.party is None:
            words.append(f"Party: {changes['party']}")
        return words


_COLUMNS = {"ward": "ward_id"}
