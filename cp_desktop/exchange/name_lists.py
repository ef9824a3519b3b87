"""What a list of names tells of itself: its surnames and forenames, and which of them it has first."""

from collections.abc import Iterable
from dataclasses import replace

from cp_desktop.model import normalise

from .known_names import FEW, KnownNames
from .names import split_name
from .spelling import letters


def learn_names(texts: Iterable[str], surnames: Iterable[str] = (), forenames: Iterable[str] = ()) -> KnownNames:
    """What a list of names tells of itself, with the surnames and forenames of the register.

    Names that tell their own order ("Bell, Ann", "PATEL Dev", "J. Smith") give surnames and forenames; by these and
    those of the register the others are told apart, and how many of them have the surname first.
    """
    last = {normalise(name): name for name in surnames}
    first = {normalise(word) for name in forenames for word in name.split()}
    open_names = []
    for text in dict.fromkeys(texts):
        name = split_name(text)
        if name.ordered and name.forename and name.surname and name.sure:
            last.setdefault(normalise(name.surname), name.surname)
            first |= {normalise(word) for word in name.forename.split() if letters(word) > 1}
        elif name.forename and name.surname and not name.ordered:
            open_names.append(name.name.split())
    known = KnownNames(last, frozenset(first))
    told = [known.evidence(words) for words in open_names]
    turned, ordinary = sum(b > a for a, b in told), sum(a > b for a, b in told)
    share = turned / (turned + ordinary) if turned > 1 else 0.0
    if share < FEW:
        first |= {normalise(words[0]) for words in open_names}
    return replace(known, forenames=frozenset(first), turned=share)
