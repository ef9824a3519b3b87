"""Erasing one who left: the name and what leads to it go, the figures stay.

The row itself stays, under a pseudonym, with all that figures count. Gone are the name and the contacts, in the row, in
texts elsewhere, in all that the history keeps, in files kept with visits, and in what this computer keeps beside the
register. What was tabled stays as it was: it was published.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cp_desktop import app_data
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Erasure, TabledPaper, fields, normalise, record_named, show, table_of
from cp_desktop.register import Register, chain
from cp_desktop.register.attached_files import KeptFile, NamedIn, kept_files
from cp_desktop.register.mentions import Mention, Mentions, Place
from cp_desktop.register.naming import Naming
from cp_desktop.register.people import Subject, people, subject_of
from cp_desktop.register.store import Copy, store_of

from .history_images import Rewriting
from .kept_bytes import delete_files
from .kept_elsewhere import told_elsewhere


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure would do, told before anything is done.

    `texts` are the columns of the person's own row that it empties, by label. Of `mentions` and `files` she decides,
    one by one; `entries` counts the entries of the history whose own words name the person. `tabled` counts the papers
    that stay as they were tabled, `drafts` what is kept on this computer of texts half typed. `copies` are those made
    before: they hold the name still. `elsewhere` says what else may: where this program deletes nothing, and
    other records of that name.
    """

    subject: Subject
    texts: list[str]
    mentions: list[Mention]
    files: list[KeptFile]
    unread: list[KeptFile]
    entries: int
    tabled: int
    drafts: list[str]
    copies: list[Copy]
    elsewhere: list[str]


@dataclass(frozen=True)
class ErasureChoices:
    """Which mentions are replaced by the pseudonym, and which files are deleted (by the key of their bytes)."""

    mentions: frozenset[Place]
    files: frozenset[int]


def usual_choices(plan: ErasurePlan) -> ErasureChoices:
    """What is chosen unless she says otherwise: the full name goes; what may be somebody else, and what is kept of a
    safeguarding concern, stays."""
    return ErasureChoices(
        frozenset(one.place for one in plan.mentions if one.fully and not one.guarded),
        frozenset(file.content_id for file in plan.files),
    )


def plan_erasure(register: Register, key: str, today: dt.date | None = None) -> ErasurePlan:
    """What erasing a person would do; `key` names them as `subject_of` reads it. Nothing is changed.

    Raises UserError for nobody, for who is in office still, and for who was erased before.
    """
    with register.reading() as session:
        subject = subject_of(session, key)
        _may_be_erased(subject, today or dt.date.today())
        search = Mentions(session, subject)
        files = kept_files(session, search.naming)
        uid = session.scalar(select(Council.register_uid)) or ""
        plan = ErasurePlan(
            subject,
            _own_texts(subject),
            search.all(),
            [file for file in files if file.names is NamedIn.YES],
            [file for file in files if file.names is NamedIn.UNKNOWN],
            len(search.entries()),
            session.scalar(select(func.count()).select_from(table_of(TabledPaper))) or 0,
            [name for name, text in app_data.drafts_of(uid) if search.naming.may_name(text)],
            [],
            _deleted_records(session, subject),
        )
    elsewhere = [*plan.elsewhere, *told_elsewhere(register, uid)]
    outside = {"copies": register.store.copies(), "elsewhere": elsewhere}
    return ErasurePlan(**{**vars(plan), **outside})


def _may_be_erased(subject: Subject, today: dt.date) -> None:
    if subject.erased_on is not None:
        raise UserError(
            f"{subject.name} was erased on {show(subject.erased_on)}. Nothing was changed. What is left names nobody."
        )
    if subject.left_on is None or subject.left_on >= today:
        until = "" if subject.left_on is None else f" until {show(subject.left_on)}"
        raise UserError(
            f"{subject.name} is still in office{until}: who is at work for the council is not erased. Nothing was "
            f"changed. Give the last day first, as the {subject.one}'s record has it."
        )


def _deleted_records(session: Session, subject: Subject) -> list[str]:
    """Says which deleted records of that name the history holds, such as of one who was merged with another."""
    names = set(map(normalise, subject.names))
    return [
        f"The history holds another record of that name, {one.key}, which is erased by itself."
        for one in people(session)
        if one.gone and one.erased_on is None and one.key != subject.key and names & set(map(normalise, one.names))
    ]


def _own_texts(subject: Subject) -> list[str]:
    own = (*subject.person.name, *subject.person.emptied)
    return [said.label for name, _, said in fields(subject.kind) if name in own]


def erase(
    register: Register,
    key: str,
    choices: ErasureChoices | None = None,
    today: dt.date | None = None,
    copies: Sequence[Copy] = (),
) -> str:
    """Erases a person, and says what was done; without `choices`, as `usual_choices`. It cannot be taken back.
    The `copies` made before that are given are deleted afterwards.

    One operation, of which the history says that somebody was erased, when and by whom, and not whose name it was. The
    history is sealed anew from the first entry on that held something of it, and the file is written anew, so that
    nothing is left in it of what was replaced. Raises UserError as `plan_erasure`, and where somebody changed the
    history outside this program; then nothing is changed.
    """
    plan = plan_erasure(register, key, today)
    chosen = choices or usual_choices(plan)
    subject = plan.subject
    with register.operation(f"Erase a {subject.one} who left: now {subject.pseudonym}", reversible=False) as session:
        search = Mentions(session, subject)
        mentioning = [one for one in plan.mentions if one.place in chosen.mentions]
        if not subject.gone:
            table = table_of(subject.kind)
            session.execute(update(table).where(table.c.id == subject.id).values(subject.person.erased(subject.id)))
        connection = session.connection()
        with store_of(session).unprotected(connection):
            _replace(session, search.naming, subject.pseudonym, [one for one in mentioning if not one.earlier])
            delete_files(session, chosen.files)
            rewriting = Rewriting(subject, search, {one.place: not one.fully for one in mentioning}, chosen.files)
            erasure = Erasure(
                table_name=subject.kind.__tablename__,
                row_key=subject.id,
                erased_on=dt.date.today(),
                entries=rewriting.entries(session),
            )
            session.add(erasure)
            session.flush()
        with chain.rewriting_history(session):
            rewriting.rewrite(session)
    for draft in plan.drafts:
        app_data.forget_draft(draft)
    app_data.forget_registers(search.naming.names_fully)
    return _said(register, plan, copies)


def _replace(session: Session, naming: Naming, by: str, mentions: Sequence[Mention]) -> None:
    for one in mentions:
        table_name, id, column = one.place
        table = table_of(record_named(table_name))
        text = session.scalar(select(table.c[column]).where(table.c.id == id))
        if text is not None:
            words = naming.replaced(text, by, loosely=not one.fully)
            session.execute(update(table).where(table.c.id == id).values({column: words}))


def _said(register: Register, plan: ErasurePlan, unwanted: Sequence[Copy]) -> str:
    subject = plan.subject
    said = [f"Erased: the {subject.one} is “{subject.pseudonym}” now."]
    with register.reading() as session:
        left = len(Mentions(session, subject).all())
    if left:
        said.append(f"{left} {'text' if left == 1 else 'texts'} may name them still, and were left as they are.")
    try:
        register.store.overwrite_deleted()
    except UserError as problem:
        said.append(f"But what was erased can still be found in the bytes of the file: {problem}")
    try:
        register.store.remove_copies(unwanted)
    except UserError as problem:
        said.append(f"Not every copy could be deleted: {problem}")
    left_over = [copy for copy in plan.copies if copy.path.exists()]
    if left_over:
        said.append(f"{copies_said(left_over)} the name still: delete them when you no longer need them.")
    return " ".join((*said, *plan.elsewhere))


def copies_said(copies: Sequence[Copy]) -> str:
    """How many copies hold what was erased after they were made, and from when: "2 copies made from ... hold"."""
    days = sorted(copy.made.date() for copy in copies)
    when = f"on {show(days[0])}" if days[0] == days[-1] else f"from {show(days[0])} to {show(days[-1])}"
    return f"1 copy made {when} holds" if len(copies) == 1 else f"{len(copies)} copies made {when} hold"
