"""A safeguarding concern is opened on purpose, and whoever opens it is noted."""

from dataclasses import dataclass

from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Visit, show
from cp_desktop.register import Register


@dataclass(frozen=True)
class Opening:
    """That the concern of a visit was opened, as it is noted: `label` is the entry's in the history."""

    visit_id: int
    label: str


def note_opening(register: Register, visit_id: int) -> Opening:
    """Puts into the history that the concern of a visit was opened, and by whom; Undo passes the entry by.

    Raises UserError where there is none, and where the register cannot be written: what cannot be noted is not
    opened.
    """
    with register.reading() as session:
        day = session.scalar(select(Visit.visited_on).where(Visit.id == visit_id, Visit.concern))
    if day is None:
        raise UserError(f"Visit {visit_id} has no safeguarding concern on record. Nothing was opened. Is it another?")
    if not register.can_write:
        raise UserError(
            "The safeguarding concern was not opened: opening it is noted in the history, and this register cannot be "
            f"written ({register.read_only_because}). Open the register where it can be written."
        )
    label = f"Open the safeguarding concern of the visit on {show(day)}"
    with register.operation(label, reversible=False, keep_empty=True):
        return Opening(visit_id, label)
