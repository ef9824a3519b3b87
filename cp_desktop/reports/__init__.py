"""The printed papers. Nothing of the typesetter is imported before something is printed."""

import datetime as dt
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register, contents, edition_of, tabled, texts
from cp_desktop.register.tabled import RenderedDocument, Tabled
from cp_desktop.register.texts import Drafts

from .blocks import Appearance, Document, DrawnDocument
from .progress import Cancelled, Progress

DOCUMENTS: dict[str, str] = {
    "survey-summary": "Survey summary",
    "handbook": "Handbook",
    "visit-form": "Blank visit form",
    "visit-report": "Visit report",
    "coverage": "Coverage of homes",
}

PDF = ".pdf"
# How the names of files end, and what their format is called.
FORMATS: dict[str, str] = {PDF: "PDF", ".html": "Web page", ".docx": "Word document"}


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
        given = {name: value for name, value in asdict(self).items() if value != getattr(USUAL, name)}
        return json.dumps(given, default=dt.date.isoformat, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `as_json` kept; what this version of the program does not know is left out."""
        given: dict[str, Any] = json.loads(text)
        for name, value in given.items():
            if isinstance(value, list):  # JSON knows no tuples and no dates
                given[name] = tuple(value)
            elif name in ("since", "until"):
                given[name] = dt.date.fromisoformat(value)
        return cls(**{field.name: given[field.name] for field in fields(cls) if field.name in given})


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
    ending: str = PDF,
) -> RenderedDocument:
    """A document for a municipal year (the latest without one) as at a day (today, or the year's last day), in the
    format of FORMATS that files of this ending have.

    The same register at the same day with the same options gives the same bytes. `progress(done, total, what)` is
    told of every page (total 0 while it is not known); when `cancelled()` says so, UserError is raised. Texts in
    `drafts` stand in the pages as if they were saved. Raises UserError too for an unknown document, year or visit, for
    safeguarding facts of a visit that has none, for a window that ends before it begins, and for a letter that
    cannot be drawn. What was left out because it cannot be drawn, the result's `left_out` says.
    """
    ending = ending_of(Path(f"paper{ending}"))
    if drafts:
        from .pdf.lettering import complaint, undrawable

        # What is being typed can be mended where it is typed: it is told at once, and nothing is left out of it.
        if beyond := {sign: where for text in drafts.values() for sign, where in undrawable(text).items()}:
            raise UserError(complaint(beyond))
    with register.reading() as session:
        texts.draft(session, drafts or {})
        document, appearance = composed(session, name, year, as_at, options)
        label, state = edition_of(session, year)[0].label, tabled.state_of(session)
        template = _template(session) if ending == ".docx" else None
    drawn = _drawn(document, appearance, template, ending, progress, cancelled)
    return RenderedDocument(
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


def _template(session: Session) -> bytes | None:
    """The council's own document for Word, None where it has none."""
    return contents.held(session, session.get_one(Council, 1).word_template_id)


def _drawn(
    document: Document,
    appearance: Appearance,
    template: bytes | None,
    ending: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> DrawnDocument:
    match ending:
        case ".html":
            from .html import page

            return page.draw(document, appearance, progress, cancelled)
        case ".docx":
            from .pdf.pictures import chart_pictures
            from .word import drawer as word

            return word.draw(document, appearance, chart_pictures, template, progress, cancelled)
        case _:
            from .pdf import drawer as pdf

            return pdf.draw(document, appearance, progress, cancelled)


def ending_of(out: Path) -> str:
    """The ending in FORMATS that a file's name has. Raises UserError for another one, or none."""
    ending = {".htm": ".html"}.get(out.suffix.lower(), out.suffix.lower())
    if ending not in FORMATS:
        *first, last = FORMATS
        raise UserError(
            f"“{out.name}” does not say in which format the paper is wanted. Nothing was written. Let the name end "
            f"in {', '.join(first)} or {last}."
        )
    return ending


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
) -> RenderedDocument:
    """The document that was tabled, made again from the register as it is now. Raises UserError, as `make`."""
    options = Options.from_json(paper.told)
    return make(register, paper.document, paper.year, paper.as_at, progress, cancelled, options)


def write(
    register: Register,
    name: str,
    out: Path,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> RenderedDocument:
    """Writes a document to a file, whole or not at all, in the format that its ending says, and returns it; otherwise
    as `make`."""
    ending = ending_of(out)
    _over_papers_alone(out)
    made = make(register, name, year, as_at, progress, cancelled, options, ending=ending)
    save(made.content, out)
    return made


def save(content: bytes, out: Path) -> None:
    """Writes a document that was made to a file, whole or not at all; never over a file that is no paper (a register,
    say). Raises UserError."""
    _over_papers_alone(out)
    private_files.hand_out(out, content)


def _over_papers_alone(out: Path) -> None:
    """Raises UserError where a file is there that is no paper."""
    if not _is_paper(out):
        raise UserError(f"{out.name} is there already, is no paper, and was left as it is. Choose another name.")


def _is_paper(there: Path) -> bool:
    """Whether a file may be written over: a paper of any format, or none at all (or writing will say why not)."""
    try:
        with there.open("rb") as file:
            begin = file.read(9).lower()
        if begin.startswith(b"pk\x03\x04"):
            with zipfile.ZipFile(there) as archive:
                return "word/document.xml" in archive.namelist()
    except OSError:
        return True
    except zipfile.BadZipFile:
        return False
    return begin.startswith((b"%pdf", b"<!doctype", b"<html"))
