"""Whom each row of a list of councillors is about: somebody of the register, somebody new, or a question."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cp_desktop.model import Councillor
from cp_desktop.model.values import key, quoted

from ...choices import LEAVE_OUT, Option, some_named
from ...importer import WHO, ImportContext
from ...parties import Parties
from ...people import Candidate, Person, name_key, ward_key
from .entries import Entry

NEW = Option("new", "Somebody new")
SAME, NEW_ALL = Option("same", "The same people"), Option("all-new", "All of them are new")
EACH = Option("each", "Ask about each")
ONE, TWO = Option("one", "One councillor, listed twice"), Option("two", "Two councillors of one name")


class WhoIsWho:
    """The councillor of each entry, by its place in the list: a key of the register, or below 0 for a new one.

    Whoever is open or left out is not there. `seen` are all who are meant, and `maybe` those who may be.
    """

    def __init__(self, context: ImportContext, parties: Parties) -> None:
        self.context, self.draft, self.parties = context, context.draft, parties
        self.found: dict[int, int] = {}
        self.seen: dict[int, Entry] = {}
        self.maybe: set[int] = set()
        self._new: dict[tuple[str, ...], int] = {}

    def identify(self, entries: Sequence[Entry]) -> None:
        """Who is certain goes first, so that nobody else is asked whether it is they."""
        weighed = [self._candidates(entry) for entry in entries]
        for place, (entry, found) in enumerate(zip(entries, weighed, strict=True)):
            if found and found[0].certain and not self._is_second(entry, found[0].person.id):
                self._take(place, entry, found[0].person.id)
        others = [(place, entries[place], weighed[place]) for place in range(len(entries)) if place not in self.found]
        for_all = self._ask_for_all([(entry, found) for _, entry, found in others])
        for place, entry, found in others:
            self.context.begin(entry.row)
            number = self._who(entry, found, for_all)
            if number is None:
                self.maybe |= {one.person.id for one in found}
            else:
                self._take(place, entry, number)
        self._tell_numbers_apart(entries)

    def _tell_numbers_apart(self, entries: Sequence[Entry]) -> None:
        """Asks about a number that two councillors of the list have; whoever is open is not found."""
        owners: dict[str, tuple[int, Entry]] = {}
        for place, number in sorted(self.found.items()):
            entry = entries[place]
            own = entry.said.get("member_id")
            if own is None:
                continue
            owner, first = owners.setdefault(own, (number, entry))
            if owner != number:
                self.context.begin(entry.row)
                if not self._takes_no_number(entry, first, "councillor.member_id"):
                    del self.found[place]
                    self.maybe.add(number)

    def _ask_for_all(self, others: Sequence[tuple[Entry, list[Candidate]]]) -> dict[int, str | None]:
        """Asks in one question about all who are likely somebody of the register; returns the answer to take for each,
        by the key of that person. Whoever two entries may be is asked about alone.
        """
        likely = [(entry, one) for entry, found in others for one in found[:1] if one.likely and self._asks(one, entry)]
        counted = Counter(one.person.id for _, one in likely)
        likely = [(entry, one) for entry, one in likely if counted[one.person.id] == 1]
        if len(likely) < 2:
            return {}
        every = some_named(_beside(entry, one.person) for entry, one in likely)
        said = (
            f"{len(likely):,} are likely to be councillors whom the register has already: {every}; are they the same?"
        )
        answer = self.context.ask(
            "same: all who are likely", said, [SAME, NEW_ALL, EACH], cause=WHO, proposed=SAME.value
        )
        if answer == EACH.value:
            return {}
        return {one.person.id: NEW.value if answer == NEW_ALL.value else _value(one) for _, one in likely}

    def mention(self, names: Iterable[str]) -> None:
        """Takes in the names of rows that are open or left out: those people may be in office all the same."""
        for name in names:
            self.maybe |= {one.person.id for one in self.context.people.candidates(name)}

    def _take(self, place: int, entry: Entry, number: int) -> None:
        self.found[place] = number
        self.seen.setdefault(number, entry)

    def _candidates(self, entry: Entry) -> list[Candidate]:
        said = entry.said
        return self.context.people.candidates(
            entry.name, entry.ward, said.get("email"), said.get("member_id"), entry.party, entry.start
        )

    def _is_second(self, entry: Entry, number: int) -> bool:
        """Whether another row is this councillor already, and not in the same words."""
        first = self.seen.get(number)
        return first is not None and not self._alike(first, entry)

    def _alike(self, first: Entry, entry: Entry) -> bool:
        """Whether two rows are plainly about one person: of one name, with nothing that tells two apart."""
        if name_key(first.name) != name_key(entry.name) or ward_key(first.ward) != ward_key(entry.ward):
            return False
        same_party = None in (first.party, entry.party) or self.parties.same(first.party, entry.party)
        of_one = bool(first.said.get("member_id")) and first.said.get("member_id") == entry.said.get("member_id")
        return (
            of_one or (same_party and None in (first.start, entry.start)) or (same_party and first.start == entry.start)
        )

    def _who(self, entry: Entry, found: list[Candidate], for_all: Mapping[int, str | None]) -> int | None:
        said, again = entry.said, self._listed_before(entry, found)
        if again is not None:
            number, first = again
            if self._alike(first, entry):
                return number
            if said.get("member_id") and said.get("member_id") == first.said.get("member_id"):
                return self._one_number_twice(entry, first, "councillor.member_id")
            if said.get("email") and key(said["email"]) == key(first.said.get("email") or ""):
                return self._one_number_twice(entry, first, "councillor.email")
            sentence = (
                f"“{quoted(entry.name)}” of {quoted(entry.ward)} is listed twice, and not alike; is that one councillor"
            )
            answer = self.context.ask(
                f"twice: {entry.name} | {entry.ward}",
                f"{sentence}, or two?",
                [ONE, TWO, LEAVE_OUT],
                cause=WHO,
                row=entry.row,
                column="name" if entry.split else "councillor.surname",
            )
            if answer is None:
                return None
            if answer == ONE.value:
                return number
        likely = [one for one in found if self._asks(one, entry)]
        return self._ask(entry, likely, for_all.get(likely[0].person.id)) if likely else self._add(entry)

    def _asks(self, one: Candidate, entry: Entry) -> bool:
        """Whether somebody of the register is still to be asked about: not taken, and not told apart by a number."""
        if one.person.id in self.seen:
            return False
        # One with another number is another person, whatever the name.
        own, known = key(entry.said.get("member_id") or ""), key(one.person.member_id or "")
        return not (own and known) or own.lstrip("0") == known.lstrip("0")

    def _listed_before(self, entry: Entry, found: list[Candidate]) -> tuple[int, Entry] | None:
        """The councillor of an earlier row that this one may be about again."""
        for sign in _signs(entry):
            if (number := self._new.get(sign)) is not None:
                return number, self.seen[number]
        certain = [one for one in found if one.certain and one.person.id in self.seen]
        return (certain[0].person.id, self.seen[certain[0].person.id]) if certain else None

    def _one_number_twice(self, entry: Entry, first: Entry, column: str) -> int | None:
        return self._add(entry) if self._takes_no_number(entry, first, column) else None

    def _takes_no_number(self, entry: Entry, first: Entry, column: str) -> bool:
        """Asks whether an entry goes without a number, or an address, that another row has."""
        said = f"row {self.context.mark(first.row)} has the same but another name; expected each councillor's own"
        answer = self.context.trouble(entry.row, column, said, [Option("without", "Somebody else: take it as blank")])
        if answer is None:
            return False
        entry.said.pop(column.removeprefix("councillor."), None)
        return True

    def _ask(self, entry: Entry, likely: list[Candidate], held: str | None) -> int | None:
        best, number = likely[0], entry.said.get("member_id")
        answers = [*(Option(_value(one), _told(one)) for one in likely), NEW, LEAVE_OUT]
        said = f"“{quoted(entry.name)}” of {quoted(entry.ward)} may be a councillor the register has already"
        if number and key(number) == key(best.person.member_id or ""):
            said = f"{number} is {best.person.name} in the register, and {entry.name} in the file"
        answer = self.context.ask(
            f"same: {entry.name} | {entry.ward}",
            f"{said}; who is it?",
            answers,
            cause=WHO,
            row=entry.row,
            column="name" if entry.split else "councillor.surname",
            proposed=held or (answers[0].value if best.likely else None),
            default=held,
        )
        if answer is None:
            return None
        if answer != NEW.value:
            return int(answer.partition(":")[2])
        if self.context.people.with_id(number):
            entry.said.pop("member_id", None)  # it is another's
        return self._add(entry)

    def _add(self, entry: Entry) -> int:
        number = self.draft.add(Councillor, **entry.said)
        for sign in _signs(entry):
            self._new.setdefault(sign, number)
        return number


def _beside(entry: Entry, known: Person) -> str:
    """Somebody of the register beside what the list says: "Ben Twin (Mill → Hill)"."""
    if name_key(known.name) == name_key(entry.name) and known.wards:
        return f"{entry.name} ({known.wards[-1]} → {entry.ward})"
    return f"{known.label} → {entry.name} ({entry.ward})"


def _value(one: Candidate) -> str:
    return f"councillor:{one.person.id}"


def _told(one: Candidate) -> str:
    return f"{one.person.full_label}: {', '.join(one.reasons)}" if one.reasons else one.person.full_label


def _signs(entry: Entry) -> list[tuple[str, ...]]:
    """What two rows of one file share when they are about one new councillor."""
    said = entry.said
    own = [(name, key(said[name])) for name in ("member_id", "email") if said.get(name)]
    return [*own, ("name", name_key(entry.name), ward_key(entry.ward))]
