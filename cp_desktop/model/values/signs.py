"""Signs that nobody sees: which of them belong to a text, which go, and which refuse it.

Some are letters' own: the joiners of Persian, Urdu, Sinhala or Malayalam names and of some pictures, the marks of
direction in Arabic and Hebrew. Those stay where they do something. What does nothing goes, or two of a name would be
kept apart by it. What would break a line, a file or the order of letters refuses the text, in a sentence.
"""

import re

from .unreadable import TURNING, UnreadableError

# No text needs these: blanks without width, hyphens that may come, fillers, marks for programs alone.
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]")
# The joiners shape the letters of Persian, Urdu or Sinhala names, and some pictures; after our own letters they do
# nothing.
_IDLE_JOINERS = re.compile("(?<![\u0590-\u1dff\u2c00-\U0010ffff])[\u200c\u200d]")
# Tags say of which country a black flag is (England, Wales), and nothing after anything else.
_IDLE_TAGS = re.compile("(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+")
# Marks of direction do nothing where no letter runs from right to left.
_MARKS = re.compile("[\u061c\u200e\u200f]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_NOTHING_SEEN = re.compile("[\\s\u034f\u061c\u115f\u1160\u200c-\u200f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
# How typewriters, old systems and Unicode begin a line besides: Word's own line break is the first.
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_OVERRIDES = re.compile("[\u202d\u202e]")
# Controls, halves of a letter, and what is no letter and never will be: no workbook and no web page can hold these.
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def visible(text: str) -> str:
    """A text without signs that do nothing, its odd and double spaces made plain ones and its line breaks one sign."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _IDLE_TAGS.sub("", _IDLE_JOINERS.sub("", _UNSEEN.sub("", _BREAKS.sub("\n", text))))
    if not _RIGHT_TO_LEFT.search(text):
        text = _MARKS.sub("", text)
    return "" if _NOTHING_SEEN.fullmatch(text) else _SPACES.sub(" ", text).strip()


def refuse_unseen(text: str, one_line: bool) -> None:
    """Raises UnreadableError for controls, and for signs that turn the order of letters round: in several lines only
    those that override it, for a quotation in Arabic may have the others.
    """
    if text.isascii() and text.isprintable():
        return
    if found := (TURNING if one_line else _OVERRIDES).search(text):
        does = "turns the order of its letters round; type it by hand"
    elif found := _CONTROLS.search(text):
        does = "is no letter, and no file could hold it; type it by hand"
    else:
        return
    because = f"an unseen sign in it (U+{ord(found[0]):04X}) {does}"
    raise UnreadableError(text, "a text that reads as it is written", because)
