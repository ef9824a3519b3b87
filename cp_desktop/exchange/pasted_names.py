"""Who is on a list of names that somebody pasted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cp_desktop.model.values import key

from .names import bare
from .people import Found, People

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
