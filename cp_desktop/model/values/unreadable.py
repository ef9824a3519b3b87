"""The one refusal of a text that does not hold what its field keeps."""

import re

from cp_desktop.errors import UserError

# Signs that turn round the order in which letters are shown: what is read is then not what is written.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LONGEST_QUOTED = 60


class UnreadableError(UserError):
    """A text that is not the value its field keeps.

    The sentence is the same wherever it was written, in a form, a spreadsheet or a command: what was found, what was
    expected, the reason where there is one to give, and how to write it.
    """

    def __init__(self, found: str, expected: str, reason: str = "", write: str = "") -> None:
        found = TURNING.sub("", found)  # or the sentence itself would be turned round
        if len(found) > _LONGEST_QUOTED:
            found = found[: _LONGEST_QUOTED - 3] + "..."
        sentence = f"“{found}” is not {expected}" + (f": {reason}" if reason else "") + "."
        super().__init__(f"{sentence} Write it like {write}." if write else sentence)
