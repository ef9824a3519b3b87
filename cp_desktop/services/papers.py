"""Keeping a paper that was printed, saved or sent, so that it can be proved later what was tabled."""

import datetime as dt

from cp_desktop.errors import UserError
from cp_desktop.model import TabledPaper
from cp_desktop.register import Register, contents
from cp_desktop.register.tabled import Made, Tabled


def table(register: Register, made: Made, where_to: str | None) -> int:
    """Keeps a paper that was printed or saved, as one entry of the history, and returns its key.

    Undo passes it by, as what was tabled was tabled; the same bytes are kept once. Raises UserError, and the paper
    is not kept, where the register cannot be written, and for safeguarding facts: they would lie open in the list.
    """
    if made.guarded:
        raise UserError(
            "The paper was not kept among the tabled papers, because safeguarding facts are in it: "
            "opening them is noted each time. Print it again from the visit when it is needed."
        )
    if not register.can_write:
        raise UserError(
            f"The paper was not kept among the tabled papers: this register cannot be written "
            f"({register.read_only_because}). Print it again where it can be, if it is to be proved later."
        )
    label = f"Table {made.name} (SHA-256 {made.sha256[:12]}…)"
    with register.operation(label, reversible=False, keep_empty=True) as session:
        paper = TabledPaper(
            title=made.title,
            document=made.document,
            told=made.told,
            edition=made.edition,
            year=made.year,
            as_at=made.as_at,
            made_at=dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0),
            where_to=where_to,
            state=made.state,
            sha256=made.sha256,
            content_id=contents.kept(session, made.content),
        )
        session.add(paper)
        session.flush()
        return paper.id


def keep_printed(register: Register, made: Made, where_to: str) -> str:
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
