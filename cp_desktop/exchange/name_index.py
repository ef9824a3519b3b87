"""People by the words of their names, and by words nearly like them, without looking at everybody each time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from .likeness import near, other_forms
from .person import Person

MOST_ALIKE = 500  # that are looked at for one word or name


class NameIndex:
    """What is filed under the words of a name, each folded as `normalise` does."""

    def __init__(self) -> None:
        self._filed: list[tuple[Person, frozenset[str]]] = []
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._halves: defaultdict[tuple[int, bool, str], list[str]] | None = None
        self._near: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._filed)

    def add(self, person: Person, words: Collection[str]) -> None:
        for word in (own := frozenset(words)):
            if word not in self._by_word and self._halves is not None:
                self._file_halves(word)
                self._near.clear()
            self._by_word[word].append(len(self._filed))
        self._filed.append((person, own))

    @property
    def words(self) -> Collection[str]:
        return self._by_word.keys()

    def with_word(self, word: str) -> list[Person]:
        return [self._filed[place][0] for place in self._by_word.get(word, ())]

    def with_all(self, words: Collection[str]) -> list[Person]:
        """Those whose names have every one of some words."""
        if not words or not all(word in self._by_word for word in words):
            return []
        fewest = min((self._by_word[word] for word in words), key=len)
        wanted = set(words)
        return [person for person, own in map(self._filed.__getitem__, fewest) if wanted <= own]

    def alike(self, words: Sequence[str]) -> Iterator[Person]:
        """Those of whose names every word, or every word of this one, has its like in the other; two at least.

        A word's like is the same, another form of the forename, one slip apart, or its initial.
        """
        likes = [frozenset(self._likes(word)) for word in words if len(word) > 1]
        if len(words) < 2 or not likes:
            return
        likes.sort(key=lambda one: sum(len(self._by_word[like]) for like in one))
        # Whoever shares two words is filed under one of any that leave out a single one: the commonest.
        looked_at = likes[:-1] if len(likes) == len(words) else likes
        initials = [word for word in words if len(word) == 1]
        seen: set[int] = set()
        for place in (place for one in looked_at for like in one for place in self._by_word[like]):
            if place in seen:
                continue
            if len(seen) == MOST_ALIKE:
                return
            seen.add(place)
            person, own = self._filed[place]
            met = sum(not one.isdisjoint(own) for one in likes)
            met += sum(any(other[0] == letter for other in own) for letter in initials)
            if met >= 2 and met >= min(len(words), len(own)):
                yield person

    def _likes(self, word: str) -> Iterator[str]:
        yield from (form for form in (*other_forms(word), word[0]) if form in self._by_word)
        yield from self.near(word)

    def near(self, word: str) -> list[str]:
        """The known words that are one slip from this one, and it itself where it is known."""
        if word not in self._near:
            self._near[word] = list(dict.fromkeys(self._find_near(word)))
        return self._near[word]

    def _find_near(self, word: str) -> Iterator[str]:
        """A word one slip away has this one's first half or its second: only those are compared."""
        if self._halves is None:
            self._halves = defaultdict(list)
            for known in self._by_word:
                self._file_halves(known)
        if word in self._by_word:
            yield word
        for length in range(max(len(word) - 1, 3), len(word) + 2):
            half = length // 2
            rest = length - half
            for key in ((length, True, word[:half]), (length, False, word[-rest:])):
                yield from (known for known in self._halves.get(key, ())[:MOST_ALIKE] if near(word, known))

    def _file_halves(self, word: str) -> None:
        assert self._halves is not None
        half = len(word) // 2
        self._halves[len(word), True, word[:half]].append(word)
        self._halves[len(word), False, word[half:]].append(word)
