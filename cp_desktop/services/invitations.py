"""The invitation to a planned visit, or the letter that calls one off, drafted for the coordinator to look at and
send."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cp_desktop.exchange.letters.invitations import invitation
from cp_desktop.register import Register

from . import drafts


@dataclass(frozen=True)
class DraftedInvitation:
    """Where the draft is, whose e-mail address is not known, and whether their diaries can move the appointment."""

    path: Path
    without_address: tuple[str, ...]
    moves: bool

    @property
    def sentence(self) -> str:
        """Where it is, and what it lacks."""
        said = f"The letter is a draft in {self.path}: open it, read it, send it."
        said += "".join(f" No e-mail address is known of {name}." for name in self.without_address)
        if not self.moves:
            said += " Diaries will not move it with the visit: the settings have no e-mail address of yours."
        return said


def draft(register: Register, visit_id: int, folder: Path, year: str | None = None) -> DraftedInvitation:
    """Writes the letter about a visit as it stands into a folder, over an earlier one of the same home and day.

    Its words are those for a municipal year (the latest without one). Raises UserError.
    """
    with register.reading() as session:
        letter = invitation(session, visit_id, dt.datetime.now().astimezone(), year)
    path = drafts.save(letter.message, folder / f"{letter.file_name}.eml")
    return DraftedInvitation(path, letter.without_address, letter.moves)
