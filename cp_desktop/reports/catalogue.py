"""The papers there are, a line each: the command line, the window and the tests go through this list."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy.orm import Session

from .blocks import Document
from .options import Options


@dataclass(frozen=True)
class PaperType:
    """A kind of paper: what it is called, the module in `documents` whose `compose` writes it, and which of the
    `Options` it takes besides year and day."""

    title: str
    module: str
    takes: tuple[str, ...] = ()

    def compose(self, session: Session, year: str | None, as_at: dt.date | None, options: Options) -> Document:
        """What stands in the paper. Raises UserError where it cannot be made."""
        # Only what is printed is imported.
        compose = import_module(f".documents.{self.module}", __package__).compose
        document: Document = compose(session, year, as_at, **{name: getattr(options, name) for name in self.takes})
        return document


PAPERS: dict[str, PaperType] = {
    "survey-summary": PaperType("Survey summary", "survey_summary", ("by",)),
    "handbook": PaperType("Handbook", "handbook"),
    "visit-form": PaperType("Blank visit form", "visit_form", ("visit", "home")),
    "visit-report": PaperType("Visit report", "visit_report", ("visit", "concern")),
    "coverage": PaperType("Coverage of homes", "coverage", ("since", "until")),
}
