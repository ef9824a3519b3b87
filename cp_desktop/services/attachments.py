"""The files kept with a visit, such as its report as it was e-mailed: taken in, given out, never opened here."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import Attachment, Visit, show
from cp_desktop.model.values import read_text
from cp_desktop.model.visits import ATTACHMENT_LIMIT
from cp_desktop.register import Register, contents
from cp_desktop.register.file_errors import translate_errors

from .outcome import Outcome


@dataclass(frozen=True)
class Kept:
    """A file kept with a visit: its key, its name, its bytes and the day on which it came."""

    id: int
    name: str
    size: int
    added_on: dt.date


def of_visit(session: Session, visit_id: int) -> list[Kept]:
    """The files kept with a visit, in the order in which they came."""
    query = select(Attachment.id, Attachment.name, Attachment.size, Attachment.added_on)
    rows = session.execute(query.where(Attachment.visit_id == visit_id).order_by(Attachment.id))
    return [Kept(*row) for row in rows]


def attach(register: Register, visit_id: int, path: Path) -> int:
    """Keeps a copy of a file with a visit, as one operation, and returns its key. The same bytes are kept once.

    Raises UserError for one that is missing, unreadable, empty, a folder, too large, or there already, and for a name
    with signs that turn its reading.
    """
    held, name = _read(path), read_text(path.name, one_line=True)
    with register.operation(f"Attach {name}") as session:
        visit = session.get(Visit, visit_id)
        if visit is None:
            raise UserError("This visit is no longer in the register. Nothing was attached. Was it deleted?")
        session.info["label"] = f"Attach {name} to the visit on {show(visit.visited_on)}"
        content_id = contents.kept(session, held)
        same = select(Attachment.name).where(Attachment.visit_id == visit_id, Attachment.content_id == content_id)
        there = session.scalar(same)
        if there is not None:
            raise UserError(f"{name} is kept with this visit already, as {there}. Nothing was attached.")
        kept = Attachment(visit=visit, name=name, size=len(held), added_on=dt.date.today(), content_id=content_id)
        session.add(kept)
        session.flush()
        return kept.id


def save_as(register: Register, attachment_id: int, path: Path) -> Path:
    """Writes a kept file to a place outside the register, whole or not at all, and returns that; what is there is
    replaced.

    Raises UserError when it cannot be written, or is kept no longer.
    """
    with register.reading() as session:
        content_id = session.scalar(select(Attachment.content_id).where(Attachment.id == attachment_id))
        held = contents.held(session, content_id)
    if held is None:
        raise UserError("This file is no longer kept with the visit. Nothing was written. See History.")
    from . import disclosure  # brings every importer: only when somebody saves

    register.store.must_not_replace(path)
    with translate_errors():
        private_files.write_released(path, disclosure.kept_file(held))
    return path


def remove(register: Register, attachment_id: int) -> Outcome:
    """Takes a file away from its visit, as one operation; undoing that brings it back."""
    with register.operation("Remove an attachment") as session:
        kept = session.get(Attachment, attachment_id)
        if kept is None:
            raise UserError("This file is no longer kept with the visit. Nothing was changed. See History.")
        label = session.info["label"] = f"Remove {kept.name} from the visit on {show(kept.visit.visited_on)}"
        session.delete(kept)
        return Outcome(label, 1)


def _read(path: Path) -> bytes:
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a path is too long
        raise UserError(f"{path.name} is a folder. Nothing was attached. Choose the files in it.")
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - as above
        raise UserError(f"{path.name} is a pipe or a device. Nothing was attached. Choose a file.")
    with translate_errors(), path.open("rb") as file:
        held = file.read(ATTACHMENT_LIMIT + 1)  # one that is still growing is not read to its end
    if len(held) > ATTACHMENT_LIMIT:
        raise UserError(
            f"{path.name} is larger than {ATTACHMENT_LIMIT // 2**20} MB, the most that can be kept with a visit. "
            "Nothing was attached. Keep it where it is, or make it smaller."
        )
    if not held:
        raise UserError(f"{path.name} is empty. Nothing was attached. Choose another file.")
    return held
