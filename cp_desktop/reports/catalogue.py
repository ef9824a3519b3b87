"""The papers there are, a line each: the command line, the window and the tests go through this list."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy.orm import Session

from cp_desktop.disclosure import GUARDED, INTERNAL, PRIVATE, PUBLIC, Disclosure

from .blocks import Document
from .options import Options


@dataclass(frozen=True)
class PaperType:
    """A kind of paper: what it is called, the module in `documents` whose `compose` writes it, and which of the
    `Options` it takes besides year and day.

    `disclosure` says whom it is for, `tells` the tables of which it tells what is for fewer, by a rule of its own: the
    handbook which events are to come, without those of homes and what names one; a visit's report what was found.
    One `about_person` is for whoever is named alone: it is in no list of papers, and never kept among the tabled ones.
    """

    title: str
    module: str
    disclosure: Disclosure = GUARDED
    takes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    about_person: bool = False

    def compose(self, session: Session, year: str | None, as_at: dt.date | None, options: Options) -> Document:
        """What stands in the paper. Raises UserError where it cannot be made."""
        # Only what is printed is imported.
        compose = import_module(f".documents.{self.module}", __package__).compose
        document: Document = compose(session, year, as_at, **{name: getattr(options, name) for name in self.takes})
        return document


PAPERS: dict[str, PaperType] = {
    "survey-summary": PaperType("Survey summary", "survey_summary", PUBLIC, ("by",)),
    "handbook": PaperType("Handbook", "handbook", PUBLIC, tells=("event",)),
    "visit-form": PaperType("Blank visit form", "visit_form", INTERNAL, ("visit", "home")),
    "visit-report": PaperType(
        "Visit report", "visit_report", INTERNAL, ("visit", "concern"), ("visit", "visit_action")
    ),
    "coverage": PaperType("Coverage of homes", "coverage", PUBLIC, ("since", "until")),
    "personal-data": PaperType(
        "Everything held about a person", "personal_data", PRIVATE, ("person",), about_person=True
    ),
}
