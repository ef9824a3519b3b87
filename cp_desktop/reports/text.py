"""Text as every paper takes it: letters composed with their accents, nothing invisible but blanks and joiners."""

import re
import unicodedata

ARABIC = "\u0600-\u06ff\u0750-\u077f"  # as in a pattern
BENGALI = "\u0964\u0965\u0980-\u09ff"
GURMUKHI = "\u0a00-\u0a7f"
JOINERS = "\u200c\u200d"  # say whether letters join; mean nothing outside the scripts that do

_JOINING = re.compile(f"[{ARABIC}{BENGALI}{GURMUKHI}]")
_BLANKS = "\t\n\r\u2028\u2029\u0085\u3000"
_INVISIBLE = ("Cc", "Cf", "Cs", "Cn", "Co")


def clean(text: str) -> str:
    """A text of one line as it can be set, whatever was typed: what breaks a line becomes a blank."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    joiners = JOINERS if _JOINING.search(text) else ""
    kept = (" " if letter in _BLANKS else letter for letter in text)
    return "".join(letter for letter in kept if letter in joiners or unicodedata.category(letter) not in _INVISIBLE)


def folded(term: str) -> str:
    """A term of the index as it is looked for: capitals and breaks do not matter."""
    return " ".join(clean(term).split()).casefold()


# Nobody looks a chapter up in an index under such a word.
_NOT_SOUGHT = ("a ", "the ", "what ", "who ", "how ", "if ", "our ", "your ", "words ", "contents", "index")


def index_entry(title: str) -> str:
    """What an index calls a heading: its title without its number, with a capital; "" where nobody would look for
    it."""
    subject = re.sub(r"^\d+\.\s+", "", title)
    return "" if subject.casefold().startswith(_NOT_SOUGHT) else capital(subject)


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
