"""The letter in a button, menu or label that Alt reaches it by: Qt takes the one after an & for it."""

import re
from collections.abc import Iterable


def literal(text: str) -> str:
    """Words for a button, a menu or the label of an editor in which an & is only an &: names, the council's terms."""
    return text.replace("&", "&&")


def plain(text: str) -> str:
    """What is read of words that mark a letter."""
    return re.sub(r"&(.)", r"\1", text)


def lettered(words: Iterable[str]) -> list[str]:
    """The same words, each with a letter of its own marked: its first one that none before it has, if there is one."""
    taken: set[str] = set()
    found = []
    for text in words:
        place = next((at for at, letter in enumerate(text) if letter.isalpha() and letter.lower() not in taken), None)
        if place is None:
            found.append(literal(text))
            continue
        taken.add(text[place].lower())
        found.append(f"{literal(text[:place])}&{literal(text[place:])}")
    return found
