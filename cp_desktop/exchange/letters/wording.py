"""The words of letters: the built-in texts or the coordinator's own, for the municipal year of a day."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import MunicipalYear
from cp_desktop.register import texts

DOCUMENT = "letters"


def letter_text(session: Session, subject: str, year: str | None) -> tuple[str, str]:
    """Subject line and body of the letter about a subject, for a municipal year (the latest without one).

    Raises UserError where it is missing.
    """
    for section in texts.sections(session, DOCUMENT, year):
        if section.subject == subject:
            return section.title, section.body
    raise UserError("The text of the letter is missing. No letter was made. Install the program again.")


def year_of(session: Session, day: dt.date) -> str | None:
    """The label of the municipal year that a day is in."""
    query = select(MunicipalYear.label).where(MunicipalYear.first_day <= day, MunicipalYear.last_day >= day)
    return session.scalars(query).first()


def one_line(subject: str) -> str:
    """A subject without the blanks and line breaks that empty placeholders leave."""
    return " ".join(subject.split())
