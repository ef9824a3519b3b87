"""The letter that goes with a paper when it is sent by e-mail."""

from sqlalchemy.orm import Session

from cp_desktop import file_names
from cp_desktop.disclosure import Disclosure
from cp_desktop.errors import UserError
from cp_desktop.model import Council, show
from cp_desktop.register import texts
from cp_desktop.register.tabled import RenderedDocument

from .mail import Enclosure, Message
from .wording import letter_text, one_line

LETTER = "paper"  # the section of the letters


def covering_letter(session: Session, made: RenderedDocument, name: str, disclosure: Disclosure) -> Message:
    """A draft to nobody yet, with the paper, which is of a class, enclosed under a name without its ending. Raises
    UserError."""
    if made.guarded:
        raise UserError(
            "A report with the safeguarding facts is not sent by e-mail from here. No letter was made. Close them, or "
            "print the report and hand it over."
        )
    subject, text = letter_text(session, LETTER, made.year)
    values = texts.placeholders(session.get_one(Council, 1), made.year)
    # In the middle of a sentence, so without its capital.
    paper = {"paper": made.title[:1].lower() + made.title[1:], "day": show(made.as_at), "sha256": made.sha256}
    subject = texts.filled(subject, values | paper | {"paper": f"{made.title} {made.year}"})
    text = texts.filled(text, values | paper)
    enclosure = Enclosure(f"{file_names.safe(name)}.pdf", "application/pdf", made.content)
    return Message((), one_line(subject), text.strip() + "\n", (enclosure,), disclosure)
