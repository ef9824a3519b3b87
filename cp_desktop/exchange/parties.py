"""Which party a label means: lists of councils, ballot papers and news each call the same party otherwise."""

import re
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.model import PartyAlias, Term, normalise, table_of

from .spelling import cased, is_placeholder

# What labels have before and behind the name of a party, and what they shorten.
_BEFORE = re.compile(r"^(?:the|local|welsh|scottish)\s+")
_BEHIND = re.compile(r"\s+(?:party|candidates?|councillors?|members?|focus team|team)$")
_OF_A_GROUP = re.compile(r"(?<!independent)(?<!independents)\s+group$")
_PERSONAL = re.compile(r"(independent) (?:councillor|cllr|member)\b.*")
_SHORT = {
    "con": "conservative",
    "cons": "conservative",
    "conservatives": "conservative",
    "conservative and unionist": "conservative",
    "conservative unionist": "conservative",
    "lab": "labour",
    "ld": "liberal democrat",
    "lib dem": "liberal democrat",
    "libdem": "liberal democrat",
    "lib dems": "liberal democrat",
    "libdems": "liberal democrat",
    "lib democrat": "liberal democrat",
    "liberal democrats": "liberal democrat",
    "grn": "green",
    "greens": "green",
    "ind": "independent",
    "indep": "independent",
    "independents": "independent",
    "uk independence": "ukip",
    "uk independence (ukip)": "ukip",
    "plaid": "plaid cymru",
    "plaid cymru the of wales": "plaid cymru",
}
MOST_INITIALS = 5  # letters of a label that capitals shorten: UKIP


@lru_cache(maxsize=4_096)
def party_key(label: str) -> str:
    """What labels of parties are compared by: "The Labour Party Candidate" and "LABOUR" meet.

    An independent's own name, which some councils put behind the word, tells no party apart.
    """
    said = " ".join(normalise(label.replace("&", " and ")).split())
    before = None
    while said != before:
        before = said
        for pattern in (_BEFORE, _BEHIND, _OF_A_GROUP):
            said = pattern.sub("", said) or said
    if personal := _PERSONAL.fullmatch(said):
        said = personal[1]
    return _SHORT.get(said, said)


class Parties:
    """The parties of the register, and what else they are called."""

    def __init__(self, session: Session) -> None:
        alias, term = table_of(PartyAlias).c, table_of(Term).c
        self._by_label: dict[str, str] = {}
        self._by_key: dict[str, str] = {}
        used = select(term.party).where(term.party.is_not(None)).group_by(term.party).order_by(func.count())
        for (party,) in session.execute(used):  # the commonest comes last and stands
            self._by_key[party_key(party)] = party
        for label, party in session.execute(select(alias.label, alias.party).order_by(alias.id)):
            self._by_label[normalise(label)] = party
            self._by_key.setdefault(party_key(label), party)
            self._by_key[party_key(party)] = party

    def party_of(self, label: str | None) -> str | None:
        """The one party that a label means, as the register calls it.

        By the labels that she keeps, then by what the register has; a label of neither stays as it is written, one in
        capitals in small letters. None for what stands for nothing.
        """
        said = " ".join((label or "").split())
        if is_placeholder(said):
            return None
        if found := self._by_label.get(normalise(said)) or self._by_key.get(party_key(said)):
            return found
        if party_key(said) == "independent":
            return "Independent"
        return cased(said) if said.isupper() and len(said) > MOST_INITIALS else said

    def same(self, one: str | None, other: str | None) -> bool:
        """Whether two labels mean one party: to write it otherwise is no change of party."""
        first, second = self.party_of(one), self.party_of(other)
        if first is None or second is None:
            return first is second
        return party_key(first) == party_key(second)
