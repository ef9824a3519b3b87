"""The names at hand, of the register and the file itself: they tell surnames from forenames where nothing else does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cp_desktop.model import normalise

FEW, MOST = 0.1, 0.9  # shares of a list's names that are slips, or all but slips


@dataclass(frozen=True)
class KnownNames:
    """Surnames and forenames at hand, by how `normalise` folds them.

    `turned` is the share of the list's names that have the surname first, of those that what is at hand can tell.
    """

    surnames: Mapping[str, str] = field(default_factory=dict)  # folded -> as it is spelled
    forenames: frozenset[str] = frozenset()
    turned: float = 0.0

    def surname_at_end(self, words: Sequence[str]) -> int:
        """Where the longest known surname begins with which a name ends; 0 for none."""
        if not self.surnames:
            return 0
        return next((at for at in range(1, len(words)) if normalise(" ".join(words[at:])) in self.surnames), 0)

    def surname_at_start(self, words: Sequence[str]) -> int:
        """How many words the longest known surname has with which a name begins; 0 for none."""
        if not self.surnames:
            return 0
        return next((at for at in range(len(words) - 1, 0, -1) if normalise(" ".join(words[:at])) in self.surnames), 0)

    def evidence(self, words: Sequence[str]) -> tuple[int, int]:
        """What speaks for the forename first, and for the surname first: from 0 to 2 each."""
        start, end = self.surname_at_start(words), self.surname_at_end(words)
        first, last = normalise(words[0]), normalise(words[max(start, 1)])
        return (first in self.forenames) + bool(end), bool(start) + (last in self.forenames)

    def is_turned(self, words: Sequence[str]) -> tuple[bool, bool]:
        """Whether a name has its surname first, and whether that is more than a guess.

        One known word does not speak against the usual order: James may be a surname, and is a forename. Two do.
        In a list that has turned names nothing goes without saying.
        """
        ordinary, turned = self.evidence(words)
        if self.turned < FEW:
            return turned - ordinary == 2, True
        if ordinary == turned:
            return self.turned > 0.5, False
        return turned > ordinary, abs(turned - ordinary) == 2 or (self.turned > MOST and turned > ordinary)

    def all_forenames(self, words: Sequence[str]) -> bool:
        """Whether the words after the first are known as forenames, or stand between Sikh forenames and surnames."""
        return all(normalise(word) in self.forenames or normalise(word) in _MIDDLE for word in words[1:])


_MIDDLE = frozenset({"singh", "kaur"})
NOTHING_KNOWN = KnownNames()
