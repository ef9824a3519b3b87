"""The invitation to a planned visit, drafted for the coordinator to look at and send."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cp_desktop.exchange.letters import mail
from cp_desktop.exchange.letters.invitations import invitation
from cp_desktop.register import Register


@dataclass(frozen=True)
class DraftedInvitation:
    """Where the draft is, and whose e-mail address is not known."""

    path: Path
    without_address: tuple[str, ...]


def draft(register: Register, visit_id: int, folder: Path, year: str | None = None) -> DraftedInvitation:
    """Writes the invitation to a visit into a folder, over an earlier one of the same home and day.

    Its words are those for a municipal year (the latest without one). Raises UserError.
    """
    with register.reading() as session:
        letter = invitation(session, visit_id, dt.datetime.now().astimezone(), year)
    path = folder / f"{letter.file_name}.eml"
    mail.save(letter.message, path)
    return DraftedInvitation(path, letter.without_address)
