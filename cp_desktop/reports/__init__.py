"""The printed papers. Nothing of the typesetter is imported before something is printed."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register, contents, edition_of, tabled, texts
from cp_desktop.register.tabled import RenderedDocument, Tabled
from cp_desktop.register.texts import Drafts

from .blocks import Appearance, Document, DrawnDocument
from .catalogue import PAPERS
from .files import FORMATS, PDF, ending_of, named, require_writable, save
from .options import USUAL, Options
from .progress import Cancelled, Progress

__all__ = [
    "DOCUMENTS",
    "FORMATS",
    "PDF",
    "USUAL",
    "Options",
    "composed",
    "ending_of",
    "make",
    "named",
    "render",
    "require_writable",
    "save",
    "today",
]

DOCUMENTS: dict[str, str] = {key: paper.title for key, paper in PAPERS.items() if not paper.about_person}


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
    safeguarding facts of a visit that has none, for a window that ends before it begins, and for a draft with a
    letter that cannot be drawn. What was left out because it cannot be drawn, the result's `left_out` says.
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
        title=PAPERS[name].title,
        document=name,
        edition=options.edition,
        year=label,
        as_at=document.as_at,
        state=state,
        told=options.as_json(),
        guarded=options.concern,
        about_person=PAPERS[name].about_person,
        left_out=_left_out(drawn.left_out, ending),
    )


def composed(
    session: Session, name: str, year: str | None, as_at: dt.date | None, options: Options
) -> tuple[Document, Appearance]:
    """What stands in a document, and in what looks it is drawn. Raises UserError, as `make`."""
    if name not in PAPERS:
        raise UserError(f"There is no document “{name}”. Nothing was printed. Choose one of: {', '.join(DOCUMENTS)}.")
    document = PAPERS[name].compose(session, year, as_at, options)
    council = session.get_one(Council, 1)
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
        case ".pdf":
            from .pdf import drawer as pdf

            return pdf.draw(document, appearance, progress, cancelled)
        case _:
            raise LookupError(f"nothing draws {ending}")


def _left_out(what: Sequence[str], ending: str) -> str:
    """What no font of the program's own has, said of a paper; its formats but PDF leave their words to the reader's."""
    if not what:
        return ""
    more = f" and {len(what) - 5} more" if len(what) > 5 else ""
    where = "Left out" if ending == PDF else "Left out of the pictures of charts, and of nothing else"
    advice = " Word documents and web pages show it." if ending == PDF else ""
    return f"{where}, because the printed papers' font has no shape for it: {'; '.join(what[:5])}{more}.{advice}"


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
