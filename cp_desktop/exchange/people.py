"""Whose name this is: a councillor as spreadsheets spell one, found in the register and never guessed."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Councillor, Term, Ward, normalise, table_of
from cp_desktop.model.values import key, quoted

from .candidates import Candidate, PersonSaid, candidates_of
from .name_index import NameIndex
from .names import bare, split_name
from .parties import Parties
from .person import Person, Seat, ward_key

__all__ = ["Candidate", "Found", "People", "Person", "member_number", "name_key", "ward_key"]

MOST_NAMED = 6  # of those whom a name may mean, in one sentence
FEW = 300  # people of whom everybody may be looked at for each name
_JOINED_TO_NEXT = ("o", "d", "mc", "mac")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
_IN_ADDRESS = re.compile(
    r"[?&](?:uid|id|councillorid|memberid|personid)=(\w+)|/(?:councillors?|members?|id)/(\d+)", re.I
)


@dataclass(frozen=True)
class Found:
    """One councillor, or those it may be: `sure` is False where a person has to say which.

    `likely` is the one of them to propose, where there is one.
    """

    people: list[Person]
    sure: bool
    why: str = ""
    likely: Person | None = None


def name_key(name: str) -> str:
    """What names are compared by: "Cllr Siân O’Hara-Łukasz, MBE" and "sian ohara lukasz" meet."""
    return key(bare(name))


def member_number(text: str) -> str:
    """The number that a source has for a member: 117, also of ".../mgUserInfo.aspx?UID=117"."""
    found = _IN_ADDRESS.search(text) if "/" in text else None
    return (found[1] or found[2]) if found else text.strip()


def _sorted_words(words: Sequence[str]) -> str:
    return " ".join(sorted(words))


def _said_words(name: str) -> list[str]:
    return normalise(bare(name)).split()


def _joined(words: Sequence[str]) -> list[str]:
    """Words of a name with what an apostrophe would have joined: "a o hara" is "a ohara", "mc nab" mcnab."""
    found: list[str] = []
    for at, word in enumerate(words):
        if at and words[at - 1] in _JOINED_TO_NEXT and len(word) > 2:
            found[-1] += word
        else:
            found.append(word)
    return found


class People:
    """Every councillor of the register, found by name, e-mail or member ID."""

    def __init__(self, session: Session) -> None:
        person, term, ward = table_of(Councillor).c, table_of(Term).c, table_of(Ward).c
        self.parties = Parties(session)
        self.known: dict[int, Person] = {}
        self._in_order: dict[str, list[Person]] = {}  # by the words in the alphabet's order, once they are needed
        self._by: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        rows = session.execute(select(person.id, person.forename, person.surname, person.email, person.member_id))
        for id, forename, surname, email, member_id in rows:
            self.known[id] = Person(id, f"{forename} {surname}", email, member_id, surname=surname)
        seats = select(term.councillor_id, ward.name, term.party, term.start, term.end)
        seats = seats.join_from(table_of(Term), table_of(Ward)).order_by(term.start)
        for councillor_id, *seat in session.execute(seats):
            one = self.known[councillor_id]
            one.seats.append(Seat(*seat))
            if seat[0] not in one.wards:
                one.wards.append(seat[0])
        for one in self.known.values():
            self._index(one)

    def add(self, person: Person) -> None:
        """Takes in a councillor whom the file itself brings; by its seat a second row may be told from it."""
        self.known[person.id] = person
        self._index(person)
        if "_names" in self.__dict__:
            self._file(self._names, person)
        self.__dict__.pop("_surnames", None)

    def _index(self, person: Person) -> None:
        whole = "".join(person.words)
        self._by["name", whole if whole.isalnum() else key(whole)].append(person)
        if person.email:
            self._by["email", person.email.casefold()].append(person)
        if person.member_id:
            number = key(member_number(person.member_id))
            self._by["id", number].append(person)
            self._by["number", number.lstrip("0")].append(person)

    @cached_property
    def _names(self) -> NameIndex:
        """Everybody by the words of their names, once they are needed."""
        index = NameIndex()
        for one in self.known.values():
            self._file(index, one)
        return index

    @cached_property
    def _surnames(self) -> dict[str, list[Person]]:
        found = defaultdict(list)
        for one in self.known.values():
            found[" ".join(one.parts[1])].append(one)
        return found

    def _file(self, index: NameIndex, person: Person) -> None:
        index.add(person, person.words)
        self._in_order.setdefault(_sorted_words(person.words), []).append(person)

    def with_name(self, name: str) -> list[Person]:
        """Those of exactly that name, in either order of its words."""
        if found := self._by.get(("name", name_key(name))):
            return found
        words = _said_words(name)
        return self._in_order.get(_sorted_words(words), []) if self._names and words else []

    def with_email(self, email: str | None) -> list[Person]:
        return self._by.get(("email", email.strip().casefold()), []) if email else []

    def with_id(self, member_id: str | None) -> list[Person]:
        """Those of that number, which may stand in the address of a page."""
        return self._by.get(("id", key(member_number(member_id))), []) if member_id else []

    def with_id_but_for_zeros(self, member_id: str | None, name: str, ward: str | None) -> list[Person]:
        """Those whose number a spreadsheet has made this one by taking zeros off its front: 0007 and 7.

        Only those whom name and ward bear out, for zeros alone are thin.
        """
        number = key(member_number(member_id)).lstrip("0") if member_id else ""
        alike = self._by.get(("number", number), []) if number else []
        return [one for one in alike if name and one.may_be_called(name) and (not ward or one.sits_for(ward))]

    def candidates(
        self,
        name: str,
        ward: str | None = None,
        email: str | None = None,
        member_id: str | None = None,
        party: str | None = None,
        since: dt.date | None = None,
    ) -> list[Candidate]:
        """Who may be meant, the likeliest first: whoever is worth a question, and at most one who is `certain`.

        Nobody is certain by the name alone. Empty for somebody new.
        """
        said = PersonSaid(name, ward, email, member_number(member_id) if member_id else None, party, since)
        pool = [*self.with_id(member_id), *self.with_id_but_for_zeros(member_id, name, ward), *self.with_email(email)]
        if name:
            pool += self.with_name(name)
            pool += self._alike(_said_words(name))
            if called := split_name(name).known_as:
                pool += self.with_name(f"{called} {split_name(name).surname}")
        return candidates_of(said, {one.id: one for one in pool}.values(), self.parties)

    def only_surname(self, name: str, day: dt.date | None = None) -> Person | None:
        """The one councillor of that surname, where a list has no more than it: in office on a day, if one is given.

        None where nobody or more than one has it, or where there is more than a surname.
        """
        words = " ".join(_said_words(name))
        found = self._surnames.get(words, []) if words else []
        if day:
            found = [one for one in found if one.in_office(day)]
        return found[0] if len(found) == 1 else None

    def find(self, name: str, ward: str | None = None, email: str | None = None, member_id: str | None = None) -> Found:
        """Who is meant: by member ID, else by e-mail and name together, told apart by ward.

        When several fit, or one fits except for the ward, or none but similar names, `sure` is False and the
        people are those to ask about.
        """
        by_email, by_name = self.with_email(email), self.with_name(name) if name else []
        if by_id := self.with_id(member_id) or self.with_id_but_for_zeros(member_id, name, ward):
            if name and not any(one.may_be_called(name) for one in by_id):
                return Found([*by_id, *by_name], False, "the member ID is one councillor's, the name another's")
            return Found(by_id, len(by_id) == 1)
        both = [one for one in by_name if one in by_email]
        if by_email and by_name and not both:
            return Found([*by_email, *by_name], False, "the e-mail address is one councillor's, the name another's")
        fitting = both or by_email or by_name
        if not fitting:
            part = self.with_part(name) or self.with_word_like(name)
            if part:
                why = f"that is no whole name; it could be {_either(part)}"
                return Found(part, False, why, self.only_surname(name))
            near = self.similar(name)
            return Found(near, False, "nobody of that name is in the register", self._only_alike(name, ward, near))
        if len(fitting) > 1 and not ward and (bracketed := _IN_BRACKETS.search(name)):
            # "Rhys Ng (Soho)", as our own question puts it; what else brackets may say tells nobody apart.
            seats = {ward_key(seat) for one in fitting for seat in one.wards}
            ward = bracketed[1] if ward_key(bracketed[1]) in seats else None
        if ward and not by_email:
            there = [one for one in fitting if one.sits_for(ward)]
            if not there:
                return Found(fitting, False, f"nobody of that name sits for {quoted(ward)} in the register")
            fitting = there
        return Found(fitting, len(fitting) == 1, "several councillors bear that name")

    def _alike(self, words: list[str]) -> list[Person]:
        joined = _joined(words)
        return [*self._names.alike(words), *(self._names.alike(joined) if joined != words else ())]

    def _only_alike(self, name: str, ward: str | None, near: Sequence[Person]) -> Person | None:
        """The one of those of nearly that name whose name this may be: short, or with a slip; and the ward agrees."""
        alike = [one for one in near if one.is_called_like(name)]
        if len(alike) != 1 or (ward and not alike[0].sits_for(ward)):
            return None
        return alike[0]

    def with_part(self, name: str) -> list[Person]:
        """Those whose names have every word of this one: of "Bethan" all who are called so, first or last."""
        return self._names.with_all(_said_words(name))

    def with_word_like(self, name: str) -> list[Person]:
        """Those whose names have a word nearly like this one, if it is one word alone."""
        said = _said_words(name)
        return (
            [one for word in self._names.near(said[0]) for one in self._names.with_word(word)] if len(said) == 1 else []
        )

    def similar(self, name: str) -> list[Person]:
        """Up to three councillors whose names are nearly this one, also by initials and other forms of a forename."""
        from rapidfuzz import fuzz, process

        words = _said_words(name)
        said, known = _sorted_words(words), {one.id: one for one in self._alike(words)}
        if known:
            by_name = {id: _sorted_words(one.words) for id, one in known.items()}
            return [known[id] for _, _, id in process.extract(said, by_name, scorer=fuzz.ratio, limit=3)]
        if len(self.known) > FEW:
            return []
        near = process.extract(said, self._in_order.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=70)
        return [one for found, _, _ in near for one in self._in_order[found]][:3]


def _either(people: Sequence[Person]) -> str:
    """Whom of some a name may mean, in words."""
    *first, last = [one.label for one in people[:MOST_NAMED]]
    if len(people) > MOST_NAMED:
        first, last = [*first, last], f"one of {len(people) - MOST_NAMED} more"
    return f"{', '.join(first)} or {last}" if first else last
