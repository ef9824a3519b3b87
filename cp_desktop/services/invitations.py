"""The invitation to a planned visit, or the letter that calls one off, drafted for the coordinator to look at and
send."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cp_desktop.exchange.letters.invitations import invitation
from cp_desktop.model import Councillor, Visitor
from cp_desktop.register import Register
from cp_desktop.register.revisions import were_once

from . import drafts


@dataclass(frozen=True)
class DraftedInvitation:
    """Where the draft is, whose e-mail address is not known, and whether their diaries can move the appointment.

    `taken_off` are those who were to go once, and are not now: whether a letter was sent to them, no register knows.
    """

    path: Path
    without_address: tuple[str, ...]
    moves: bool
    taken_off: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Where it is, and what it lacks."""
        said = f"The letter is a draft in {self.path}: open it, read it, send it."
        said += "".join(f" No e-mail address is known of {name}." for name in self.without_address)
        if not self.moves:
            said += " Diaries will not move it with the visit: the settings have no e-mail address of yours."
        said += "".join(
            f" {name} was taken off this visit, and nothing is drafted to them: if you had invited them, tell them "
            "yourself."
            for name in self.taken_off
        )
        return said


def draft(register: Register, visit_id: int, folder: Path, year: str | None = None) -> DraftedInvitation:
    """Writes the letter about a visit as it stands into a folder, over an earlier one of the same home and day.

    Its words are those for a municipal year (the latest without one). Raises UserError.
    """
    with register.reading() as session:
        letter = invitation(session, visit_id, dt.datetime.now().astimezone(), year)
        go = set(session.scalars(select(Visitor.councillor_id).where(Visitor.visit_id == visit_id)))
        gone = were_once(session, Visitor, {"visit_id": visit_id}, "councillor_id") - go
        names = tuple(sorted(one.name for one in session.scalars(select(Councillor).where(Councillor.id.in_(gone)))))
    path = drafts.save(letter.message, folder / f"{letter.file_name}.eml")
    return DraftedInvitation(path, letter.without_address, letter.moves, names)
