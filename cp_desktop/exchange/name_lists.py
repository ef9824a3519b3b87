"""What a list of names tells of itself: its surnames and forenames, and which of them it has first."""

from collections.abc import Iterable, Sequence

from cp_desktop.model import normalise

from .known_names import FEW, KnownNames
from .likeness import FORENAMES
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
    share = _share_turned(KnownNames(last, frozenset(first)), open_names)
    if share < FEW:
        first |= {normalise(words[0]) for words in open_names}
    else:
        # A list that is not in the usual order: forms of forenames tell more of it. Many are surnames as well, so that
        # they do not speak against the usual order by themselves.
        first |= FORENAMES
        share = _share_turned(KnownNames(last, frozenset(first)), open_names)
    return KnownNames(last, frozenset(first), share)


def _share_turned(known: KnownNames, names: Sequence[Sequence[str]]) -> float:
    """Which share of the names that can be told has the surname first; 0 where one alone would say so."""
    told = [known.evidence(words) for words in names]
    turned, ordinary = sum(b > a for a, b in told), sum(a > b for a, b in told)
    return turned / (turned + ordinary) if turned > 1 else 0.0
