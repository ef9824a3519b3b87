"""The printed papers. Nothing of the typesetter is imported before something is printed."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register, edition_of, tabled, texts
from cp_desktop.register.tabled import Made, Tabled
from cp_desktop.register.texts import Drafts

from .blocks import Appearance, Document
from .progress import Cancelled, Progress

DOCUMENTS: dict[str, str] = {
    "survey-summary": "Survey summary",
    "handbook": "Handbook",
    "visit-form": "Blank visit form",
    "visit-report": "Visit report",
    "coverage": "Coverage of homes",
}

FORMATS: dict[str, str] = {".pdf": "PDF", ".html": "Web page"}  # by how the name of the file ends


@dataclass(frozen=True)
class Options:
    """What a document can be told besides its year and day; each takes what is meant for it.

    `visit` is the key of the visit that is reported, or for which the form is taken along (its home, day and
    councillors are filled in). `concern` prints the safeguarding facts in the report: whoever asks for them has put
    their opening into the history first. `home` is the name that stands on the form. `since` and `until` are the
    first and last day on which visits count for the coverage. `by` names the tables that the survey summary has
    besides the one by item: of "group", "district" and "ward". `large` is the large-print edition: 18 points, and
    nothing below 16.
    """

    visit: int | None = None
    concern: bool = False
    home: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    by: tuple[str, ...] = ()
    large: bool = False

    @property
    def edition(self) -> str:
        """What the edition is called."""
        return "Large print" if self.large else "Standard"

    def as_json(self) -> str:
        """What differs from the usual, to be kept with a tabled paper."""
        told = {name: value for name, value in asdict(self).items() if value != getattr(USUAL, name)}
        return json.dumps(told, default=dt.date.isoformat, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` kept; what this version of the program does not know is left out."""
        told: dict[str, Any] = json.loads(text)
        for name, value in told.items():
            if isinstance(value, list):  # JSON knows no tuples and no dates
                told[name] = tuple(value)
            elif name in ("since", "until"):
                told[name] = dt.date.fromisoformat(value)
        return cls(**{field.name: told[field.name] for field in fields(cls) if field.name in told})


USUAL = Options()


def make(
    register: Register,
    name: str,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
    drafts: Drafts | None = None,
) -> Made:
    """A document for a municipal year (the latest without one) as at a day (today, or the year's last day).

    The same register at the same day with the same options gives the same bytes. `progress(done, total, what)` is
    told of every page (total 0 while it is not known); when `cancelled()` says so, UserError is raised. Texts in
    `drafts` stand in the pages as if they were saved. Raises UserError too for an unknown document, year or visit, for
    safeguarding facts of a visit that has none, for a window that ends before it begins, and for a letter that
    cannot be drawn. What was left out because it cannot be drawn, the result's `left_out` says.
    """
    from .pdf.drawer import draw
    from .pdf.lettering import complaint, undrawable

    # What is being typed can be mended where it is typed: it is told at once, and nothing is left out of it.
    if beyond := {sign: where for text in (drafts or {}).values() for sign, where in undrawable(text).items()}:
        raise UserError(complaint(beyond))
    with register.reading() as session:
        texts.draft(session, drafts or {})
        document, appearance = composed(session, name, year, as_at, options)
        label, state = edition_of(session, year)[0].label, tabled.state_of(session)
    drawn = draw(document, appearance, progress, cancelled)
    return Made(
        content=drawn.content,
        title=DOCUMENTS[name],
        document=name,
        edition=options.edition,
        year=label,
        as_at=document.as_at,
        state=state,
        told=options.as_json(),
        guarded=options.concern,
        left_out=_left_out(drawn.left_out),
    )


def composed(
    session: Session, name: str, year: str | None, as_at: dt.date | None, options: Options
) -> tuple[Document, Appearance]:
    """What stands in a document, and in what looks it is drawn. Raises UserError, as `make`."""
    if name not in DOCUMENTS:
        raise UserError(f"There is no document “{name}”. Nothing was printed. Choose one of: {', '.join(DOCUMENTS)}.")
    from .documents import coverage, handbook, survey_summary, visit_form, visit_report

    council = session.get_one(Council, 1)
    match name:
        case "survey-summary":
            document = survey_summary.compose(session, year, as_at, options.by)
        case "handbook":
            document = handbook.compose(session, year, as_at)
        case "visit-form":
            document = visit_form.compose(session, year, as_at, options.visit, options.home)
        case "visit-report":
            document = visit_report.compose(session, year, as_at, options.visit, options.concern)
        case _:
            document = coverage.compose(session, year, as_at, options.since, options.until)
    return document, Appearance(council.accent, council.logo, options.large)


def _left_out(what: Sequence[str]) -> str:
    if not what:
        return ""
    more = f" and {len(what) - 5} more" if len(what) > 5 else ""
    return f"Left out, because the printed papers' font has no shape for it: {'; '.join(what[:5])}{more}."


def render(
    register: Register,
    name: str,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> bytes:
    """A document as a PDF; otherwise as `make`."""
    return make(register, name, year, as_at, progress, cancelled, options).content


def today(
    register: Register, paper: Tabled, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Made:
    """The document that was tabled, made again from the register as it is now. Raises UserError, as `make`."""
    options = Options.from_json(paper.told)
    return make(register, paper.document, paper.year, paper.as_at, progress, cancelled, options)


def make_as(
    register: Register,
    name: str,
    ending: str,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> bytes:
    """A document in the format of FORMATS that files of this ending have; otherwise as `make`.

    Raises UserError too for an ending that no format has.
    """
    match ending.lower():
        case ".pdf":
            return make(register, name, year, as_at, progress, cancelled, options).content
        case ".html" | ".htm":
            from .html.page import draw
        case _:
            known = ", ".join(FORMATS)
            raise UserError(
                f"A paper cannot be written as “{ending}”. Nothing was written. Let the file's name end in one of: "
                f"{known}."
            )
    with register.reading() as session:
        document, appearance = composed(session, name, year, as_at, options)
    return draw(document, appearance, progress, cancelled).content


def write(
    register: Register,
    name: str,
    out: Path,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> Made | None:
    """Writes a document to a file, whole or not at all, and returns it; otherwise as `make`.

    Where the file is not called .pdf it is what `make_as` gives, and None comes back: only pages of paper are kept as
    tabled. Raises UserError.
    """
    _over_papers_alone(out)
    if out.suffix.lower() != ".pdf":
        save(make_as(register, name, out.suffix, year, as_at, progress, cancelled, options), out)
        return None
    made = make(register, name, year, as_at, progress, cancelled, options)
    save(made.content, out)
    return made


def save(content: bytes, out: Path) -> None:
    """Writes a document that was made to a file, whole or not at all; never over a file that is no paper (a register,
    say). Raises UserError."""
    _over_papers_alone(out)
    try:
        private_files.folder(out.parent)
        private_files.write(out, content)
    except OSError as problem:
        raise UserError(
            f"{out} could not be written ({problem.strerror or problem}). Nothing was changed there. "
            "Close the file if it is open, or choose another place."
        ) from problem


def _over_papers_alone(out: Path) -> None:
    """Raises UserError where a file is there that is no paper."""
    try:
        with out.open("rb") as there:
            known = there.read(9).lower().startswith((b"%pdf", b"<!doctype", b"<html"))
    except OSError:
        known = True  # there is none, or writing it will say why not
    if not known:
        raise UserError(f"{out.name} is there already, is no paper, and was left as it is. Choose another name.")
