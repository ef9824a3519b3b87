"""What is kept for a time and then cleared: texts of visits, addressees of reminders, files, earlier values.

People who left are not cleared in one go: each is erased by itself (`erasure`), and what names them is looked at.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures import retention
from cp_desktop.model import Attachment, Erasure, Reminder, Retention, RetentionKind, Visit, show, table_of
from cp_desktop.register import Register, chain
from cp_desktop.register.history import CHANGE, OPERATION
from cp_desktop.register.store import store_of

from .history_images import rooted, take_back_no_more, written
from .kept_bytes import delete_files

GONE_FILE = "Erased file"


def clear(register: Register, kind: RetentionKind, today: dt.date | None = None) -> str:
    """Clears what of a kind is kept longer than its period, and says so. It cannot be taken back.

    What is cleared goes from the history too, which says that it was cleared, when and by whom. Raises UserError where
    the kind has no period, is of people, or nothing is due; then nothing is changed.
    """
    today = today or dt.date.today()
    if kind in retention.PEOPLE:
        raise UserError("People are erased one by one. Nothing was changed. Choose who is to be erased.")
    with register.operation(f"Clear: {kind.label}", reversible=False) as session:
        period = session.scalars(select(Retention).where(Retention.kind == kind)).first()
        if period is None:
            raise UserError(f"“{kind.label}” has no retention period. Nothing was changed. Set one in the settings.")
        first = period.kept_from(today)
        session.info["label"] = f"Clear what is older than {show(first)}: {kind.label}"
        number = _clear(session, kind, first)
        if not number:
            raise UserError(f"Nothing of “{kind.label}” is older than {show(first)}. Nothing was changed.")
    register.store.overwrite_deleted()
    return f"Cleared what is older than {show(first)}: {kind.label} ({number})."


def _clear(session: Session, kind: RetentionKind, first: dt.date) -> int:
    """Clears what is older than a day, in the rows and in the history, and returns how many rows it was."""
    if kind is RetentionKind.HISTORY:
        return _clear_history(session, first)
    table, keys, blank = _to_blank(session, kind, first)
    if keys:
        names = (
            []
            if kind is not RetentionKind.ATTACHMENTS
            else list(session.scalars(select(table.c.name).where(table.c.id.in_(keys))))
        )
        with store_of(session).unprotected(session.connection()):
            if kind is RetentionKind.ATTACHMENTS:
                contents = session.scalars(select(Attachment.content_id).where(Attachment.id.in_(keys)))
                delete_files(session, frozenset(contents), keys)
            else:
                session.execute(update(table).where(table.c.id.in_(keys)).values(blank))
            images = {
                change.id: made
                for change in session.execute(
                    select(CHANGE).where(CHANGE.c.table_name == table.name, CHANGE.c.row_id.in_(keys))
                )
                if (made := (_blanked(change.before, blank), _blanked(change.after, blank)))
                != (change.before, change.after)
            }
            entries = _note(
                session, kind, set(session.scalars(select(CHANGE.c.operation_id).where(CHANGE.c.id.in_(images))))
            )
        with chain.rewriting_history(session):
            for id, (before, after) in images.items():
                session.execute(CHANGE.update().where(CHANGE.c.id == id).values(before=before, after=after))
            if names:
                _unname(session, entries, names)
            take_back_no_more(session, entries)
    return len(keys)


def _unname(session: Session, entries: Collection[int], names: Collection[str]) -> None:
    """Takes the names of files out of the words of entries: "Attach report.docx to the visit on ..."."""
    for id, label in session.execute(select(OPERATION.c.id, OPERATION.c.label).where(OPERATION.c.id.in_(entries))):
        words = label
        for name in names:
            words = words.replace(name, GONE_FILE)
        session.execute(update(OPERATION).where(OPERATION.c.id == id).values(label=words))


def _to_blank(session: Session, kind: RetentionKind, first: dt.date) -> tuple[Any, list[int], dict[str, Any]]:
    """The table in which rows are cleared, the keys of the rows, and what is then in which columns."""
    visit, reminder, attachment = table_of(Visit), table_of(Reminder), table_of(Attachment)
    match kind:
        case RetentionKind.NARRATIVES:
            blank: dict[str, Any] = dict.fromkeys(retention.narratives())
        case RetentionKind.MESSAGES:
            blank = {"sent_to": None}
        case _:
            blank = {"name": GONE_FILE}
    table = {RetentionKind.NARRATIVES: visit, RetentionKind.MESSAGES: reminder}.get(kind, attachment)
    return table, list(session.scalars(retention.past(kind, first))), blank


def _blanked(image: str | None, blank: Mapping[str, Any]) -> str | None:
    if image is None:
        return None
    values = json.loads(image)
    return written(image, values, values | {name: value for name, value in blank.items() if values.get(name)})


def _clear_history(session: Session, first: dt.date) -> int:
    changes = session.execute(select(CHANGE).where(CHANGE.c.id.in_(retention.earlier_values(first)))).all()
    if not changes:
        return 0
    last = set(session.scalars(retention.last_changes()))
    entries = _note(session, RetentionKind.HISTORY, {change.operation_id for change in changes})
    with chain.rewriting_history(session):
        for change in changes:
            if change.id in last and change.after is not None:  # what the row is checked against
                session.execute(CHANGE.update().where(CHANGE.c.id == change.id).values(before=change.after))
            else:
                session.execute(delete(CHANGE).where(CHANGE.c.id == change.id))
        take_back_no_more(session, entries)
    return len(changes)


def _note(session: Session, kind: RetentionKind, operations: Collection[int]) -> set[int]:
    """Keeps that something was cleared, and returns the entries of the history that held it."""
    entries = rooted(session, operations)
    session.add(
        Erasure(
            table_name=kind.value, row_key=0, erased_on=dt.date.today(), entries=",".join(map(str, sorted(entries)))
        )
    )
    session.flush()
    return entries
