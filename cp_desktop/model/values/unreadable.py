"""The one refusal of a text that does not hold what its field keeps."""

import re

from cp_desktop.errors import UserError

# Signs that turn round the order in which letters are shown: what is read is then not what is written.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNFIT = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # what would break its line, or no screen shows
_LONGEST_QUOTED = 60


def quoted(text: str) -> str:
    """A text as a sentence may quote it: not too long, in one line, without signs that would turn the sentence round.

    Every sentence that repeats what somebody wrote has it from here.
    """
    text = _UNFIT.sub(" ", TURNING.sub("", text))
    return text if len(text) <= _LONGEST_QUOTED else text[: _LONGEST_QUOTED - 3] + "..."


class UnreadableError(UserError):
    """A text that is not the value its field keeps.

    The sentence is the same wherever it was written, in a form, a spreadsheet or a command: what was found, what was
    expected, the reason where there is one to give, and how to write it.
    """

    def __init__(self, found: str, expected: str, reason: str = "", write: str = "") -> None:
        sentence = f"“{quoted(found)}” is not {expected}" + (f": {reason}" if reason else "") + "."
        super().__init__(f"{sentence} Write it like {write}." if write else sentence)
