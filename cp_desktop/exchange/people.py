"""Whose name this is: a councillor as spreadsheets spell one, found in the register and never guessed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Councillor, Term, Ward, normalise, table_of
from cp_desktop.model.values import key, quoted

from .names import bare

_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


@dataclass
class Person:
    """What tells one councillor from another."""

    id: int
    name: str
    email: str | None = None
    member_id: str | None = None
    wards: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.name} ({', '.join(self.wards)})" if self.wards else self.name

    def may_be_called(self, name: str) -> bool:
        """Whether a name shares a word with this one's: a marriage changes one word, a mix-up of numbers all."""
        return bool(set(normalise(bare(name)).split()) & set(normalise(bare(self.name)).split()))


@dataclass(frozen=True)
class Found:
    """One councillor, or those it may be: `sure` is False where a person has to say which."""

    people: list[Person]
    sure: bool
    why: str = ""


def name_key(name: str) -> str:
    """What names are compared by: "Cllr Siân O’Hara-Łukasz, MBE" and "sian ohara lukasz" meet."""
    return key(bare(name))


@lru_cache(maxsize=65_536)
def ward_key(ward: str) -> str:
    """What wards are compared by: "St Mary's & Quay Ward" and "St Marys and Quay" meet."""
    return re.sub("(ward|division|electoraldivision)$", "", key(ward.replace("&", " and ")))


def _sorted_words(name: str) -> str:
    return " ".join(sorted(normalise(bare(name)).split()))


class People:
    """Every councillor of the register, found by name, e-mail or member ID."""

    def __init__(self, session: Session) -> None:
        person, term, ward = table_of(Councillor).c, table_of(Term).c, table_of(Ward).c
        self.known: dict[int, Person] = {}
        self._by: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._words: defaultdict[str, list[Person]] | None = None  # by the words in any order, once they are needed
        rows = session.execute(select(person.id, person.forename, person.surname, person.email, person.member_id))
        people = [Person(row.id, f"{row.forename} {row.surname}", row.email, row.member_id) for row in rows]
        for one in people:
            self.known[one.id] = one
        seats = select(term.councillor_id, ward.name).join_from(table_of(Term), table_of(Ward)).distinct()
        for councillor_id, name in session.execute(seats):
            self.known[councillor_id].wards.append(name)
        for one in people:
            self._index(one)

    def add(self, person: Person) -> None:
        """Takes in a councillor whom the file itself brings."""
        self.known[person.id] = person
        self._index(person)

    def _index(self, person: Person) -> None:
        self._by["name", name_key(person.name)].append(person)
        if self._words is not None:
            self._words[_sorted_words(person.name)].append(person)
        if person.email:
            self._by["email", person.email.casefold()].append(person)
        if person.member_id:
            self._by["id", key(person.member_id)].append(person)

    def with_name(self, name: str) -> list[Person]:
        """Those of exactly that name, in either order of its words."""
        if found := self._by.get(("name", name_key(name))):
            return found
        return self._in_any_order().get(_sorted_words(name), [])

    def _in_any_order(self) -> dict[str, list[Person]]:
        if self._words is None:
            self._words = defaultdict(list)
            for one in self.known.values():
                self._words[_sorted_words(one.name)].append(one)
        return self._words

    def with_email(self, email: str | None) -> list[Person]:
        return self._by.get(("email", email.strip().casefold()), []) if email else []

    def with_id(self, member_id: str | None) -> list[Person]:
        return self._by.get(("id", key(member_id)), []) if member_id else []

    def find(self, name: str, ward: str | None = None, email: str | None = None, member_id: str | None = None) -> Found:
        """Who is meant: by member ID, else by e-mail and name together, told apart by ward.

        When several fit, or one fits except for the ward, or none but similar names, `sure` is False and the
        people are those to ask about.
        """
        by_email, by_name = self.with_email(email), self.with_name(name) if name else []
        if by_id := self.with_id(member_id):
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
                return Found(part, False, f"that is no whole name; it could be {_either(part)}")
            return Found(self.similar(name), False, "nobody of that name is in the register")
        if len(fitting) > 1 and not ward and (bracketed := _IN_BRACKETS.search(name)):
            # "Rhys Ng (Soho)", as our own question puts it; what else brackets may say tells nobody apart.
            seats = {ward_key(seat) for one in fitting for seat in one.wards}
            ward = bracketed[1] if ward_key(bracketed[1]) in seats else None
        if ward and not by_email:
            there = [one for one in fitting if any(ward_key(ward) == ward_key(seat) for seat in one.wards)]
            if not there:
                return Found(fitting, False, f"nobody of that name sits for {quoted(ward)} in the register")
            fitting = there
        return Found(fitting, len(fitting) == 1, "several councillors bear that name")

    def with_part(self, name: str) -> list[Person]:
        """Those whose names have every word of this one: of "Bethan" all who are called so, first or last."""
        said = set(normalise(bare(name)).split())
        if not said:
            return []
        return [one for words, people in self._in_any_order().items() if said <= {*words.split()} for one in people]

    def with_word_like(self, name: str) -> list[Person]:
        """Those whose names have a word nearly like this one, if it is one word alone."""
        from rapidfuzz import fuzz

        said = normalise(bare(name))
        if not said or " " in said:
            return []
        known = self._in_any_order().items()
        return [
            p
            for words, people in known
            if any(fuzz.ratio(said, w, score_cutoff=80) for w in words.split())
            for p in people
        ]

    def similar(self, name: str) -> list[Person]:
        """Up to three councillors whose names are nearly this one."""
        from rapidfuzz import fuzz, process

        known = self._in_any_order()
        near = process.extract(_sorted_words(name), known.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=70)
        return [one for words, _, _ in near for one in known[words]][:3]


MOST_NAMED = 6  # of those whom a name may mean, in one sentence

_MAIL = re.compile(r"<?\s*([^\s<>,;\"']+@[^\s<>,;\"']+)\s*>?")
_BULLET = re.compile(r"^\s*(?:[-*•·–]|\d{1,3}[.)])\s+")
_APART = re.compile(r"\s+and\s+|[&/+]")
_HEADINGS = {"name", "fullname", "attendee", "attendees", "participant", "participants"}


@dataclass(frozen=True)
class Named:
    """A name as it was pasted, and who is meant."""

    text: str
    found: Found


def named(people: People, pasted: str) -> list[Named]:
    """Who is on a pasted list of names, in its order: nobody twice in the same words, and nobody guessed.

    The list may have a name a line, or names apart by semicolons or commas; each as "Surname, Forename" or with title,
    e-mail address and ward ("Cllr Ben Twin (Mill) <ben@example.org>"); or it may be the table of an online meeting's
    attendance with its e-mail addresses in another column.
    """
    found: dict[str, Named] = {}
    for line in pasted.splitlines():
        if "\t" in line:
            mail = _MAIL.search(line)
            name = next((cell.strip() for cell in line.split("\t") if cell.strip()), "")
            parts = [f"{name} <{mail[1]}>" if mail and mail[1] not in name else name]
        else:
            # Between two names with addresses a comma stands where a semicolon should.
            parts = re.split(r";|(?<=>)\s*,", line)
        for part in parts:
            for text in _names(people, _BULLET.sub("", part).strip(" \t,\"'")):
                if text and key(text) not in _HEADINGS and text.casefold() not in found:
                    mail = _MAIL.search(text)
                    name = _MAIL.sub(" ", text).strip(" \"'")
                    found[text.casefold()] = Named(text, people.find(name, email=mail[1] if mail else None))
    return list(found.values())


def _names(people: People, part: str) -> Iterator[str]:
    """The names that stand in a part of a list: "Twin, Ben" is one, "Ada Dean, Ben Twin" are two."""
    if "<" in part or people.with_name(part):
        yield part
        return
    words = [word.strip() for word in part.split(",") if word.strip()]
    while words:
        first = words.pop(0)
        if words:
            both = f"{first}, {words[0]}"
            lone = all(len(bare(one).split()) == 1 and "@" not in one for one in (first, words[0]))
            # Two forenames alone are two people; a forename of nobody's belongs to the surname before it.
            lone = lone and not (people.with_part(first) and people.with_part(words[0]) and not people.with_part(both))
            if people.with_name(both) or (lone and not people.with_name(first)):
                words.pop(0)
                yield both
                continue
        if people.with_name(first):
            yield first
        else:
            yield from (name.strip() for name in _APART.split(first) if name.strip())


def _either(people: Sequence[Person]) -> str:
    """Whom of some a name may mean, in words."""
    *first, last = [one.label for one in people[:MOST_NAMED]]
    if len(people) > MOST_NAMED:
        first, last = [*first, last], f"one of {len(people) - MOST_NAMED} more"
    return f"{', '.join(first)} or {last}" if first else last


def labels(people: Iterable[Person]) -> list[tuple[int, str]]:
    return [(person.id, person.label) for person in people]
