"""What belongs to the council's one row beside its fields: the logo on its papers."""

from cp_desktop.model import Council
from cp_desktop.register import Register

from .outcome import Outcome


def set_logo(register: Register, png: bytes | None) -> Outcome:
    """Keeps a picture as the logo of the papers; None removes it."""
    label = "Choose a logo" if png else "Remove the logo"
    with register.operation(label) as session:
        session.get_one(Council, 1).logo = png
    return Outcome(label, 1)
