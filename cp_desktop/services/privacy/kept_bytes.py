"""Deleting files that are kept with visits, with their bytes."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cp_desktop.model import Attachment, Content, Council, TabledPaper, table_of


def delete_files(session: Session, content_ids: Collection[int], only: Collection[int] | None = None) -> None:
    """Deletes the attachments that have some bytes (or `only` those of these keys), and the bytes that nothing has
    then: no attachment, no tabled paper, not the council's template. Within `Store.unprotected`."""
    attachment, content = table_of(Attachment), table_of(Content)
    unwanted = attachment.c.content_id.in_(content_ids) if only is None else attachment.c.id.in_(only)
    session.execute(delete(attachment).where(unwanted))
    elsewhere = select(TabledPaper.content_id).union(
        select(Attachment.content_id),
        select(Council.word_template_id).where(Council.word_template_id.is_not(None)),
    )
    session.execute(delete(content).where(content.c.id.in_(content_ids), content.c.id.not_in(elsewhere)))
