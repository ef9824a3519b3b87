"""The one refusal of a text that does not hold what its field keeps."""

from cp_desktop.errors import UserError

_LONGEST_QUOTED = 60


class UnreadableError(UserError):
    """A text that is not the value its field keeps.

    The sentence is the same wherever it was written, in a form, a spreadsheet or a command: what was found, what was
    expected, the reason where there is one to give, and how to write it.
    """

    def __init__(self, found: str, expected: str, reason: str = "", write: str = "") -> None:
        if len(found) > _LONGEST_QUOTED:
            found = found[: _LONGEST_QUOTED - 3] + "..."
        sentence = f"“{found}” is not {expected}" + (f": {reason}" if reason else "") + "."
        super().__init__(f"{sentence} Write it like {write}." if write else sentence)
