"""Papers as they were tabled: with their SHA-256 and the state of the register, and given out as they were."""

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import TabledPaper, show, table_of

from . import contents
from .file import Register
from .history import Operation


@dataclass(frozen=True)
class RenderedDocument:
    """A document as it was drawn: its bytes and all they came from.

    `state` is the number of the last entry of the history then, `told` what the document was told besides year and
    day (as JSON). `guarded` says that safeguarding facts are in it, `about_person` that it is for one person alone.
    `left_out` is the sentence for whoever prints it of what the fonts have no shape for, "" where all is in it.
    """

    content: bytes
    title: str
    document: str
    edition: str
    year: str
    as_at: dt.date
    state: int
    told: str = "{}"
    guarded: bool = False
    about_person: bool = False
    left_out: str = ""

    @property
    def name(self) -> str:
        """What it is called in a sentence: "Survey summary 2017/18 as at 31 Jan 2018"."""
        return f"{self.title} {self.year} as at {show(self.as_at)}"

    @property
    def facts(self) -> dict[str, Any]:
        """What is kept of it beside its bytes, by the names of a tabled paper's columns."""
        return {name: getattr(self, name) for name in FACTS}

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


# What a document and a tabled paper both have.
FACTS = tuple(one.name for one in fields(RenderedDocument) if one.name in table_of(TabledPaper).c)


@dataclass(frozen=True)
class Tabled(RenderedDocument):
    """A paper that was kept: also when (UTC), and where it went."""

    id: int = 0
    made_at: dt.datetime = dt.datetime.min
    where_to: str | None = None


def state_of(session: Session) -> int:
    """The number of the last entry of the history, which names the state of the register that the session sees."""
    return session.scalar(select(func.max(Operation.id))) or 0


def again(register: Register, id: int) -> Tabled:
    """A tabled paper, byte for byte as it was. Raises UserError if it is not kept, or its SHA-256 no longer fits."""
    with register.reading() as session:
        paper = session.get(TabledPaper, id)
        content = None if paper is None else contents.held(session, paper.content_id)
        if paper is None or content is None:
            raise UserError(f"No paper {id} was tabled from this register. Nothing was opened. Choose one of the list.")
        found = Tabled(
            content=content,
            **{name: getattr(paper, name) for name in FACTS},
            id=paper.id,
            made_at=paper.made_at,
            where_to=paper.where_to,
        )
        kept = paper.sha256
    if found.sha256 != kept:
        raise UserError(
            f"{found.name} is no longer what was tabled: the SHA-256 of what is kept does not match. Nothing was "
            "opened. The register file was changed outside this program: look for the paper in an earlier copy."
        )
    return found
