"""The plan of a list of councillors: what becomes of each row, and of whoever is not in the list."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from cp_desktop.disclosure import PRIVATE
from cp_desktop.model import Councillor, fields, show, table_of

from ...choices import Option, some_named
from ...importer import DAYS, ImportContext, describe_changes
from ...names import split_name
from ...parties import Parties
from ...people import name_key
from ...plan import ADDED, CHANGED, LEFT
from ...spelling import richer
from ..days import day_answered
from .boundaries import election_day
from .entries import Entry, MemberList, read_member_list
from .leavers import Leavers
from .newcomers import plan_training
from .office import DAY, FRESH, Became, TermOutcome, seat_on
from .roles import RolesHeld
from .several_terms import ask_about_ends, part_terms
from .terms import Terms, Turn
from .wards import ListedWards
from .who import WhoIsWho


class CouncillorList:
    """One list being planned."""

    def __init__(self, context: ImportContext) -> None:
        self.context, self.draft = context, context.draft
        self.stored = {row.id: row for row in context.session.execute(select(table_of(Councillor)))}
        self.parties = Parties(context.session)
        self.complete = context.complete
        self.labels: dict[str, str] = {}  # of parties in the file, and what the register calls each
        self.newcomers: dict[dt.date, list[str]] = {}

    def plan(self) -> None:
        context = self.context
        listing = read_member_list(context)
        self.terms = Terms(context, self.parties)
        everybody = self.terms.everybody()
        self.day, self.sure = self._day(bool(everybody), listing)
        self.terms.day, self.terms.sure = self.day, self.sure
        starts = [entry.start for entry in listing.entries]
        self.elected = election_day(starts, self.day) if self.complete else None
        first = self.elected or self.day
        self.established = any(seat_on(seats, first - DAY) for seats in everybody.values())
        self.older = any(seat.start > self.day for seats in everybody.values() for seat in seats)
        self.wards = ListedWards(context, listing, first, everybody)
        if self.complete and not self.older:
            self.wards.redraw()
        self.who = WhoIsWho(context, self.parties)
        self.who.identify(listing.entries)
        self.who.mention(listing.unread)
        self.roles = RolesHeld(context, self.day, ends=self.complete and self.sure)
        self._entries(listing.entries)
        if self.labels:
            told = [f"“{label}” as {party}" for label, party in self.labels.items()]
            context.note(f"Labels of parties are taken for one party each: {some_named(told)}.")
        self.wards.tell_vacant(listing)
        self._those_not_listed()

    def _day(self, anybody: bool, listing: MemberList) -> tuple[dt.date, bool]:
        """The day on which the list is true, and whether somebody said so: a list of everybody needs one."""
        context = self.context
        if context.date or "day" in context.choices.answers or not (self.complete and anybody):
            return context.assumed_day, bool(context.date or "day" in context.choices.answers)
        own = context.plan.file.modified if context.plan.file else None
        starts = [entry.start for entry in listing.entries]
        latest = max((start for start in starts if start and start <= dt.date.today()), default=None)
        elected = election_day(starts, latest) if latest else None
        days = {elected: "the first day of most terms in it"} if elected else {}
        if own:
            days.setdefault(own, "the day of the file itself")
        answers = [Option(day.isoformat(), f"{show(day)}, {why}") for day, why in days.items() if day]
        said = "who is not in the list left office the day before it was true, and the file does not say when that is"
        proposed = answers[0].value if answers else None
        answer = context.ask(
            "day", f"{said}; on which day was this everybody?", answers, cause=DAYS, proposed=proposed, takes="date"
        )
        day = day_answered(context, "day", answer)
        context.assumed_day = day or own or context.assumed_day
        return context.assumed_day, True  # while it is open nothing goes in

    # -- those in the list

    def _entries(self, entries: list[Entry]) -> None:
        """Goes through the list: everybody's first row, then second rows, for one may build upon another."""
        of_one: dict[int, list[Entry]] = {}
        for place, entry in enumerate(entries):
            if (number := self.who.found.get(place)) is not None:
                of_one.setdefault(number, []).append(entry)
        for rows in of_one.values():
            rows.sort(key=lambda entry: entry.start or dt.date.min)
        part_terms(self.context, list(of_one.values()))
        ask_about_ends(self.context, [rows[-1] for rows in of_one.values()], self.day, self.complete)
        for at in range(max(map(len, of_one.values()), default=0)):
            turns = [self._turn(rows[at], number) for number, rows in of_one.items() if len(rows) > at]
            for turn in self.terms.ask_about_the_past(turns):
                self._row(turn, of_one[turn.number], at)

    def _turn(self, entry: Entry, number: int) -> Turn:
        self.context.begin(entry.row)
        ward = self.wards.ward_of(entry.ward, entry.district, entry.start or self.day)
        self.terms.wards.setdefault(ward, entry.ward)
        return self.terms.turn(entry, number, ward)

    def _row(self, turn: Turn, rows: list[Entry], at: int) -> None:
        entry, number, context = turn.entry, turn.number, self.context
        context.begin(entry.row)
        changed = self._update(entry, number) if number in self.stored else []
        renamed = any(detail.startswith(("Forename", "Surname")) for detail in changed)
        outcome, words = self.terms.write(turn)
        if number < 0 and not at and entry.split:
            words.insert(0, f"Forename and surname: {entry.said['forename']} | {entry.said['surname']}")
        roles: list[str] = []
        if not at:
            said = list(dict.fromkeys(text for one in rows for text in one.roles))
            since = None if number < 0 and outcome.new and outcome.new.start != self.day else self.day
            roles = self.roles.listed(number, entry.name, said, since if self.sure else None, context.has("roles"))
            if roles:
                roles = ["roles: " + ", ".join(roles)]
        verdict, group = LEFT, outcome.became.value
        if number < 0 and (outcome.new or not at):
            verdict = ADDED
        elif changed or roles or outcome.changes or outcome.new:
            verdict = CHANGED
        if entry is not rows[-1] and entry.start is not None:
            group = "Earlier terms"
        elif number < 0 and outcome.became is not Became.LEFT:
            group = Became.JOINED.value
        elif self.terms.only_redrawn(outcome):
            group = "Elected again"
        elif outcome.became in (Became.STAYED, Became.CORRECTED):
            group = "Renamed" if renamed else "Changed" if verdict == CHANGED else group
            if turn.said.party is not None and entry.party != turn.said.party:
                group = "Relabelled" if verdict == LEFT else group
        if turn.said.party is not None and entry.party is not None and turn.said.party != entry.party:
            self.labels.setdefault(entry.party, turn.said.party)
            if group == "Relabelled":
                words.append(f"“{entry.party}” is {turn.said.party}")
        context.line(entry.row, f"{entry.name} ({entry.ward})", verdict, "; ".join([*changed, *words, *roles]), group)
        self._greet(entry, outcome)

    def _greet(self, entry: Entry, outcome: TermOutcome) -> None:
        new = outcome.new if outcome.became is Became.JOINED else None
        if new and new.start and new.end is None and new.start >= self.day - FRESH:
            self.newcomers.setdefault(new.start, []).append(entry.name)

    def _update(self, entry: Entry, number: int) -> list[str]:
        """Drafts what a row says otherwise of somebody; returns it in words, with what the register had."""
        stored, said = self.stored[number], dict(entry.said)
        for part in ("forename", "surname"):
            said[part] = richer(getattr(stored, part), said[part])
        known, name = f"{stored.forename} {stored.surname}", f"{said['forename']} {said['surname']}"
        if name_key(known) == name_key(name) and split_name(known).name and not self._same_parts(stored, said):
            # A name in one cell does not say where the surname begins: the register knows.
            said |= {"forename": stored.forename, "surname": stored.surname}
        elif _is_initial(said["forename"], stored.forename) and said["surname"] == stored.surname:
            said["forename"] = stored.forename
        if (title := said.get("title")) and set(title.split()) < set((stored.title or "").split()):
            said["title"] = stored.title
        if (own := said.get("member_id")) and own.lstrip("0") == (stored.member_id or "").lstrip("0"):
            said["member_id"] = stored.member_id  # a spreadsheet took the zeros off its front
        changes = {name: value for name, value in said.items() if getattr(stored, name) != value}
        if not changes:
            self.draft.count_unchanged(Councillor)
            return []
        self.draft.change(Councillor, number, changes)
        return _told(stored, changes)

    def _same_parts(self, stored: Any, said: dict[str, Any]) -> bool:
        return all(name_key(getattr(stored, part)) == name_key(said[part]) for part in ("forename", "surname"))

    # -- those who are not

    def _those_not_listed(self) -> None:
        context = self.context
        context.begin(None)
        names = {number: f"{row.forename} {row.surname}" for number, row in self.stored.items()}
        leavers = Leavers(context, self.terms, names, set(self.who.seen), self.who.maybe)
        self.roles.end_those_gone()
        if not self.complete:
            leavers.leave_as_they_are()
            return
        leavers.end(len(self.who.seen), self.elected, self.older)
        self.wards.end_those_gone(self.older)
        self.wards.tell_begun()
        if not self.wards.redrawn:
            leavers.tell_vacancies()
        if self.established and self.sure and not self.older:
            plan_training(context, self.newcomers)


def _told(stored: Any, changes: dict[str, Any]) -> list[str]:
    """Changes in words; of private contacts and notes only that there are some."""
    before = {name: getattr(stored, name) for name in changes}
    private = {name: said.label for name, _, said in fields(Councillor) if said.disclosure >= PRIVATE}
    return [
        private.get(name) or describe_changes(Councillor, {name: value}, before=before)[0]
        for name, value in changes.items()
    ]


def _is_initial(said: str, stored: str) -> bool:
    first = said.replace(".", "").strip()
    return len(first) == 1 and stored.casefold().startswith(first.casefold()) and len(stored) > 1
