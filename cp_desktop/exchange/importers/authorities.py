"""Local authorities by whatever name a list gives them."""

import re
from collections.abc import Iterable

from cp_desktop.model import normalise

# Of the name of a council: what its authority is called by is the rest.
_OFFICE = frozenset(
    {"city", "county", "borough", "district", "metropolitan", "unitary", "royal", "london", "council", "authority"}
    | {"corporation", "cyngor", "sir", "mbc", "mdc", "bc", "cc", "dc", "lb", "the", "of", "and"}
)


def authority_words(name: str) -> frozenset[str]:
    """What an authority is known by: of "Bristol City Council", "Bristol" and "Bristol, City of" it is the same."""
    words = frozenset(re.sub(r"[^\w]+", " ", normalise(name.replace("&", " and "))).split())
    return words - _OFFICE or words - {"of", "the", "council", "corporation", "authority"}


def like_council(authorities: Iterable[str], council: str) -> str | None:
    """Which of the authorities in a file bears the council's name; None where none does, or several do."""
    if not council:
        return None
    wanted = authority_words(council)
    found = [name for name in authorities if authority_words(name) == wanted]
    return found[0] if len(found) == 1 else None
