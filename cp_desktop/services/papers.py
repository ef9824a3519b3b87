"""What becomes of a paper: saved, printed or sent, and kept, so that it can be proved later what was tabled."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cp_desktop import reports
from cp_desktop.disclosure import PUBLIC, Released, says_internal
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.covering import covering_letter
from cp_desktop.model import TabledPaper
from cp_desktop.register import Register, contents
from cp_desktop.register.tabled import RenderedDocument, Tabled
from cp_desktop.register.texts import Drafts
from cp_desktop.reports import USUAL, Options
from cp_desktop.reports.progress import Cancelled, Progress

from . import disclosure
from .concerns import Opening, note_opening
from .drafts import save_beside


@dataclass(frozen=True)
class PaperOrder:
    """A document that is wanted: its name, for which municipal year (the latest without one), as at which day (today,
    or the year's last day), and what it is told besides.

    Where it is told to print safeguarding facts, their opening is noted whenever it is made, unless whoever orders it
    has opened them and hands over that `opening`.
    """

    document: str
    year: str | None = None
    as_at: dt.date | None = None
    options: Options = USUAL
    opening: Opening | None = None


Paper = PaperOrder | Tabled  # to be made from the register as it is, or one that was tabled, as it was


def make(
    register: Register,
    paper: Paper,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    drafts: Drafts | None = None,
) -> RenderedDocument:
    """The paper as pages, to be looked at. Raises UserError, as `reports.make`."""
    if isinstance(paper, Tabled):
        return paper
    _note_opening(register, paper)
    return reports.make(register, paper.document, paper.year, paper.as_at, progress, cancelled, paper.options, drafts)


def _note_opening(register: Register, order: PaperOrder) -> None:
    """Has it noted that the safeguarding facts that an order asks for are opened. Raises UserError."""
    options, opening = order.options, order.opening
    if not options.concern:
        return
    if options.visit is None:
        raise UserError(
            "Nothing was printed: safeguarding facts are of one visit, and none was named. Name it (on the "
            "command line, with --visit)."
        )
    if opening is None or opening.visit_id != options.visit:
        note_opening(register, options.visit)


def print_out(
    register: Register,
    paper: Paper,
    send: Callable[[Released], bool],
    where_to: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> str | None:
    """Makes a paper, hands its pages to `send`, which prints them and says whether all went, and keeps it as tabled.

    Returns what is to be said of it besides, as `save`; None where not all went: then it is not kept. Raises
    UserError.
    """
    made = make(register, paper, progress, cancelled)
    return keep_printed(register, made, where_to) if send(disclosure.paper(made)) else None


def save(
    register: Register,
    paper: Paper,
    path: Path,
    table: bool | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    replace: bool = False,
) -> str:
    """Writes a paper to a file, in the format that its ending names, and keeps it as tabled if it is a PDF: no other
    is ever kept.

    With `table` somebody asks for that, and is told where it cannot be; with False it is not kept. Over a paper that
    somebody else wrote or changed it is written only if `replace` says so. Returns what is to be said of it besides:
    what it lacks, why it was not kept. Raises UserError where it cannot be made or written; then nothing is kept.
    """
    if isinstance(paper, Tabled):
        if reports.ending_of(path) != reports.PDF:
            raise UserError(
                f"A tabled paper is given out as it was, which is a PDF. Nothing was written to {path.name}. Let the "
                f"name end in {reports.PDF}."
            )
        reports.save(disclosure.paper(paper), path, replace)
        return _unnamed(paper.document, path)
    reports.require_writable(path, replace)  # refused before an opening is noted
    _note_opening(register, paper)
    ending = reports.ending_of(path)
    made = reports.make(
        register, paper.document, paper.year, paper.as_at, progress, cancelled, paper.options, ending=ending
    )
    reports.save(disclosure.paper(made), path, replace)
    told = "" if made.about_person else _unnamed(paper.document, path)
    if table is not False and not made.about_person and ending == reports.PDF:
        return f"{keep_printed(register, made, str(path.absolute()))} {told}".strip()
    why = " Only a PDF is kept among the tabled papers: print that as well." if table else ""
    return f"{made.left_out}{why} {told}".strip()


def _unnamed(document: str, path: Path) -> str:
    """What to say of a file that is not for publication and whose name does not say so."""
    if disclosure.paper_class(document) is PUBLIC or says_internal(path.stem):
        return ""
    return f"It is internal, not for publication, which its pages say and its name {path.name} does not."


def draft_mail(
    register: Register,
    paper: Paper,
    folder: Path,
    name: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Path, str]:
    """Writes a letter to nobody yet with a paper enclosed into a folder, beside what is there, and keeps the paper.

    `name` is what both files are called, without an ending. Returns where the letter is, and what is to be said
    besides, as `save`. Raises UserError, also for a paper with safeguarding facts.
    """
    made = make(register, paper, progress, cancelled)
    with register.reading() as session:
        message = covering_letter(session, made, name, disclosure.paper_class(made.document))
    path = save_beside(message, folder, name)
    return path, keep_printed(register, made, str(path))


def table(register: Register, made: RenderedDocument, where_to: str | None) -> int:
    """Keeps a paper that was printed or saved, as one entry of the history, and returns its key.

    Undo passes it by, as what was tabled was tabled; the same bytes are kept once. Raises UserError, and the paper
    is not kept, where the register cannot be written, and for safeguarding facts: they would lie open in the list.
    """
    if made.guarded:
        raise UserError(
            "The paper was not kept among the tabled papers, because safeguarding facts are in it: "
            "opening them is noted each time. Print it again from the visit when it is needed."
        )
    if made.about_person:
        raise UserError(
            "The paper was not kept among the tabled papers: what is held about a person is for that person alone. "
            "Print it again when it is asked for."
        )
    if not register.can_write:
        raise UserError(
            f"The paper was not kept among the tabled papers: this register cannot be written "
            f"({register.read_only_because}). Print it again where it can be, if it is to be proved later."
        )
    label = f"Table {made.name} (SHA-256 {made.sha256[:12]}…)"
    with register.operation(label, reversible=False, keep_empty=True) as session:
        paper = TabledPaper(
            **made.facts,
            made_at=dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0),
            where_to=where_to,
            sha256=made.sha256,
            content_id=contents.kept(session, made.content),
        )
        session.add(paper)
        session.flush()
        return paper.id


def keep_printed(register: Register, made: RenderedDocument, where_to: str) -> str:
    """Tables a paper that has gone out, and returns what is to be said of it: what it lacks, why it was not kept.

    It has gone out whatever becomes of that, so nothing is raised; one that was tabled before stays what it is.
    """
    if isinstance(made, Tabled):
        return ""
    try:
        table(register, made, where_to)
    except UserError as problem:
        return f"{made.left_out} {problem}".strip()
    return made.left_out
