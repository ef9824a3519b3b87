"""Bytes that the register keeps, once for each different file: attachments, tabled papers, the Word template."""

import hashlib

from sqlalchemy import LargeBinary, cast, select
from sqlalchemy.orm import Session

from cp_desktop.model import Content


def kept(session: Session, held: bytes) -> int:
    """Keeps bytes, within an operation, and returns their key: that of the same bytes where they are there already."""
    sha256 = hashlib.sha256(held).hexdigest()
    found = session.scalar(select(Content.id).where(Content.sha256 == sha256))
    if found is not None:
        return found
    content = Content(sha256=sha256, held=held)
    session.add(content)
    session.flush()
    return content.id


def held(session: Session, content_id: int | None) -> bytes | None:
    """The bytes of a key, whatever a stranger made of the column; None where there are none."""
    return session.scalar(select(cast(Content.held, LargeBinary)).where(Content.id == content_id))
