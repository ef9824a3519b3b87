"""What the fonts can show of a document's texts: for a letter that none has stands a box, another sign is left out.

Either is noted, with where it stands, and told to whoever prints.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cp_desktop.reports.blocks import Quotation, Run, Text, plain

from . import style

BOX = "□"  # for a letter that no font has
_SELECTORS = re.compile("[\ufe00-\ufe0f]")  # only ask for another look of the letter before them


class Lettering:
    """The texts of one document as its pages show them, and a note of what they cannot show."""

    def __init__(self) -> None:
        self.left_out: list[str] = []  # what was left out because no font has it, where, and whose words it was

    def words(self, text: str) -> str:
        """A text as it can be set; what is left out of it is noted."""
        return plain(self.text((Run(text),)))

    def text(self, text: Text, whose: str = "") -> Text:
        """The same for one of several runs. A box stands for each letter, and where nothing would be left, so that
        nobody takes a name for whole that is not."""
        whole = plain(text)
        if whole.isascii():
            return text
        shown = style.settable(whole)
        missing = style.undrawable(shown)
        letters = [sign for sign in missing if style.is_letter(sign)]
        signs = [sign for sign in missing if not style.is_letter(sign)]
        if letters:
            self._leave_out(letters, shown, f"printed as {BOX}")
        if signs:
            self._leave_out(signs, shown, f"words of {whose}" if whose else "")
        kept = (replace(run, text=_without(_boxed(style.settable(run.text), letters), signs)) for run in text)
        fitting = tuple(run for run in kept if run.text)
        return fitting if plain(fitting).strip() or not whole.strip() else (Run(BOX),)

    def quotation(self, quotation: Quotation) -> Text:
        """Somebody's own words in quotation marks, with their name. Words with a letter that no font has, and words of
        nothing that a font has, are left out whole: nothing is given back."""
        words = quotation.words
        shown = style.settable(words)
        missing = style.undrawable(shown)
        if any(style.is_letter(sign) for sign in missing) or not shown.strip("".join(missing) + " "):
            at = next((sign for sign in missing if sign in words), words[:1])
            self._note("a whole example", at, words, f"words of {quotation.whose}" if quotation.whose else "")
            return ()
        said = plain(self.text((Run(words),), quotation.whose)).strip()
        return (Run(f"“{said}”" + (f" – {self.words(quotation.by)}" if quotation.by else "")),)

    def _leave_out(self, signs: Sequence[str], text: str, more: str) -> None:
        self._note(", ".join(f"“{sign}”" for sign in signs), signs[0], text, more)

    def _note(self, what: str, sign: str, text: str, more: str) -> None:
        said = f"{what} (in “{_around(sign, text)}”{f', {more}' if more else ''})"
        if said not in self.left_out:
            self.left_out.append(said)


def undrawable(text: str) -> dict[str, str]:
    """The signs of a text that no font has, each with where it stands."""
    text = style.settable(text)
    return {sign: _around(sign, text) for sign in style.undrawable(text)}


def complaint(signs: Mapping[str, str]) -> str:
    """What is wrong with a text that is being typed: its signs that no font has, each with where it stands."""
    shown = [f"“{sign}” (in “{where}”)" for sign, where in list(signs.items())[:5]]
    more = len(signs) - len(shown)
    return (
        f"The printed papers' font has no shape for {', '.join(shown)}{f' and {more} more' if more > 0 else ''}. "
        "Nothing was printed. Write it with other letters, then print again."
    )


def _boxed(text: str, letters: Sequence[str]) -> str:
    """A text with a box for each of some letters; a mark on one goes with it."""
    if not letters or text.isascii():
        return text
    marks = "".join(letter for letter in letters if unicodedata.category(letter)[0] == "M")
    return re.sub(f"[{re.escape(''.join(letters))}]{f'[{re.escape(marks)}]*' if marks else ''}", BOX, text)


def _without(text: str, signs: Iterable[str]) -> str:
    """A text without some signs, and without the double blanks that their going leaves."""
    if text.isascii():
        return text
    kept = text.translate({ord(sign): None for sign in signs})
    return _SELECTORS.sub("", re.sub(r"(?<=\S) {2,}", " ", kept) if signs else kept)


def _around(sign: str, text: str) -> str:
    """Enough of a text to find a sign in it."""
    at = text.index(sign)
    return text[max(0, at - 30) : at + 30].strip()
