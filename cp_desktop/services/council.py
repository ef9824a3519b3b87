"""What belongs to the council's one row beside its fields: the logo on its papers, and the template for Word."""

from cp_desktop.model import Council
from cp_desktop.register import Register, contents

from .outcome import Outcome


def set_logo(register: Register, png: bytes | None) -> Outcome:
    """Keeps a picture as the logo of the papers; None removes it."""
    label = "Choose a logo" if png else "Remove the logo"
    with register.operation(label) as session:
        session.get_one(Council, 1).logo = png
    return Outcome(label, 1)


def set_word_template(register: Register, name: str, document: bytes | None) -> Outcome:
    """Keeps a Word document, as the sandbox made it of the file of that name, as the template of papers for Word; None
    removes it. Raises UserError for one in which no paper can be drawn."""
    if document is not None:
        from cp_desktop.reports.word.drawer import try_template  # not before it is needed

        try_template(document)
    label = "Choose a Word template" if document else "Remove the Word template"
    with register.operation(label) as session:
        council = session.get_one(Council, 1)
        council.word_template = name if document else None
        council.word_template_id = contents.kept(session, document) if document else None
    return Outcome(label, 1)
