"""What an index lists: the headings by which somebody would look, and terms with the parts in which they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol, TypeVar

from cp_desktop.model import normalise

from .blocks import Document, Index, Run, SectionHeading, plain
from .text import capital, folded, index_entry


class Heard(Protocol):
    """A heading under which something is said, as an index goes through them; `key` is "" before the first heading."""

    title: str
    key: str
    listed: bool
    words: list[str]


HeardType = TypeVar("HeardType", bound=Heard)


@dataclass
class IndexedSection:
    """A heading by its place among all headings of the document (part_1...), and what is said up to the next one."""

    title: str = ""
    key: str = ""
    listed: bool = False
    words: list[str] = field(default_factory=list)


def sections(document: Document) -> list[IndexedSection]:
    """A document by its headings; the first section is what stands before them."""
    found = [IndexedSection()]
    for block in document.walk():
        if isinstance(block, SectionHeading):
            found.append(IndexedSection(plain(block.text), f"part_{len(found)}", block.listed))
        elif not isinstance(block, Index):
            found[-1].words += _words(block)
    return found


def _words(part: Any) -> Iterator[str]:
    """The texts in a block, each whole."""
    if isinstance(part, tuple) and part and all(isinstance(run, Run) for run in part):
        yield plain(part)
    elif isinstance(part, tuple):
        for inner in part:
            yield from _words(inner)
    elif isinstance(part, str):
        yield part
    elif is_dataclass(part) and not isinstance(part, SectionHeading):
        for one in fields(part):
            yield from _words(getattr(part, one.name))


def entries(found: Sequence[HeardType], terms: Iterable[str]) -> list[tuple[str, list[HeardType]]]:
    """Each entry in alphabetical order, with the listed sections in which it stands."""
    known = {folded(term): term for term in terms}
    longest = sorted(known, key=len, reverse=True)
    looked_for = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest)) or '(?!)'})\b")
    entered: dict[str, tuple[str, dict[str, HeardType]]] = {}
    home: HeardType | None = None
    for section in found:
        if section.listed:
            home = section
            if subject := index_entry(section.title):
                entered.setdefault(subject.casefold(), (subject, {}))[1][section.key] = section
        if home is not None:
            for match in looked_for.finditer(folded(" ".join([section.title, *section.words]))):
                term = capital(known[match[0]])
                entered.setdefault(term.casefold(), (term, {}))[1][home.key] = home
    in_order = sorted(entered.items(), key=lambda entry: normalise(entry[0]))
    return [(term, list(parts.values())) for _, (term, parts) in in_order]
