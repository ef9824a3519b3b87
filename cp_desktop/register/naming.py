"""Where a text names a person: by the full name, whatever its case and accents, or perhaps by the surname alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cp_desktop.model import normalise

_WORD = re.compile(r"\w+(?:['’‘.\-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_BETWEEN, _TURNED = re.compile(r"[\s.]*"), re.compile(r"[\s.,]*")
_AROUND = 60  # letters told on either side


@dataclass(frozen=True)
class _TextWord:
    """A word of a text as it is compared, and where it stands."""

    text: str
    start: int
    end: int


class Naming:
    """Knows a person by all names and contacts that the register ever had of them.

    `tokens` are texts, as `normalise` gives them, one of which is in every text that names the person.
    """

    def __init__(self, names: Sequence[str], contacts: Sequence[str] = ()) -> None:
        self._full = [words for name in names if (words := normalise(name).split())]
        self._turned = [[*words[-1:], *words[:-1]] for words in self._full if len(words) > 1]
        self._surnames = {word for name in names if (word := name.split()[-1] if name.split() else "")}
        marks = [re.escape(contact) for contact in sorted(contacts, key=len, reverse=True)]
        self._contacts = re.compile(rf"(?<![\w.@+-])(?:{'|'.join(marks)})(?![\w@-])", re.IGNORECASE) if marks else None
        self.tokens = sorted({words[-1] for words in self._full} | {normalise(contact) for contact in contacts} - {""})

    def names_fully(self, text: str | None) -> bool:
        """Whether the full name stands in a text, or a contact of the person."""
        return bool(text) and next(self._fully(text or ""), None) is not None

    def may_name(self, text: str | None) -> bool:
        """Whether a text names the person, or somebody of the same surname."""
        return bool(text) and next(self._spans(text or "", loosely=True), None) is not None

    def replaced(self, text: str, by: str, loosely: bool = False) -> str:
        """A text with another name in the place of the full one; with `loosely`, of the surname alone as well."""
        made, done = [], 0
        for start, end in sorted(self._spans(text, loosely)):
            if start >= done:
                made += [text[done:start], by]
                done = end
        return "".join([*made, text[done:]])

    def excerpt(self, text: str) -> str:
        """The words round the first place where a text names the person, in one line."""
        start, end = min(self._spans(text, loosely=True), default=(0, 0))
        first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
        words = " ".join(text[first:last].split())
        return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"

    def _spans(self, text: str, loosely: bool) -> Iterator[tuple[int, int]]:
        yield from self._fully(text)
        if loosely:
            words = _words(text)
            for form in self._turned:
                yield from _sequences(text, words, form, _TURNED)
            yield from (
                (word.start(), word.start() + len(surname))
                for word in _WORD.finditer(text)
                for surname in self._surnames
                if _POSSESSIVE.sub("", word[0]) == surname
            )

    def _fully(self, text: str) -> Iterator[tuple[int, int]]:
        words = _words(text)
        for form in self._full:
            yield from _sequences(text, words, form, _BETWEEN)
        if self._contacts:
            yield from (found.span() for found in self._contacts.finditer(text))


def _words(text: str) -> list[_TextWord]:
    found = []
    for match in _WORD.finditer(text):
        own = _POSSESSIVE.sub("", match[0])
        for part in normalise(own).split():
            found.append(_TextWord(part, match.start(), match.start() + len(own)))
    return found


def _sequences(text: str, words: list[_TextWord], form: list[str], gap: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where words follow each other with nothing between them but what a `gap` may hold."""
    for at in range(len(words) - len(form) + 1):
        found = words[at : at + len(form)]
        if [word.text for word in found] == form:
            gaps = (text[one.end : other.start] for one, other in pairwise(found))
            if all(map(gap.fullmatch, gaps)):
                yield found[0].start, found[-1].end
