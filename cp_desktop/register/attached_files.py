"""Whether a file kept with a visit names a person: looked for in its bytes, never opened by another program.

Texts, e-mails and what Office programs write can be looked into. A PDF or a picture cannot: that is told.
"""

import email
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from enum import Enum
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Attachment, Visit, table_of

from . import contents
from .history import CHANGE
from .naming import Naming

MOST = 64 * 1024 * 1024  # bytes unpacked of one file
_TAG = re.compile(r"<[^>]*>")
_PACKED = (b"PK\x03\x04",)
_UNREADABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"II*\x00", b"MM\x00*")


class NamedIn(Enum):
    """Whether a file names a person."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "it cannot be looked into"


@dataclass(frozen=True)
class KeptFile:
    """A file that is or was kept with a visit: the key of its bytes, its name, the day of the visit ("" of one that is
    gone), and whether its bytes name the person."""

    content_id: int
    name: str
    visit: str
    names: NamedIn


def kept_files(session: Session, naming: Naming) -> list[KeptFile]:
    """Every file kept with a visit, or taken away from one since, with whether it names a person."""
    by_content: dict[int, tuple[str, int]] = {}
    query = select(CHANGE.c.before, CHANGE.c.after).where(CHANGE.c.table_name == Attachment.__tablename__)
    for change in session.execute(query.order_by(CHANGE.c.id)):
        for image in (json.loads(one) for one in change if one):
            by_content[image["content_id"]] = image["name"], image["visit_id"]
    for row in session.execute(select(table_of(Attachment))):
        by_content[row.content_id] = row.name, row.visit_id
    found = []
    for content_id, (name, visit_id) in sorted(by_content.items()):
        held = contents.held(session, content_id)
        day = session.scalar(select(Visit.visited_on).where(Visit.id == visit_id))
        if held is not None:
            found.append(KeptFile(content_id, name, day.isoformat() if day else "", names_in(held, naming)))
    return found


def names_in(held: bytes, naming: Naming) -> NamedIn:
    """Whether the words in a file's bytes have a person's full name."""
    if held.startswith(_UNREADABLE):
        return NamedIn.UNKNOWN
    try:
        return NamedIn.YES if any(naming.names_fully(text) for text in _texts(held)) else NamedIn.NO
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, NotImplementedError, RuntimeError):
        return NamedIn.UNKNOWN


def _texts(held: bytes) -> Iterator[str]:
    if held.startswith(_PACKED):
        yield from _unpacked(held)
        return
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
        yield held.decode(encoding, errors="ignore")
    message = email.message_from_bytes(held, policy=policy.default)
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield unescape(_TAG.sub("", str(part.get_content())))
        elif part is not message and not part.is_multipart():
            payload = part.get_payload(decode=True)
            yield from _texts(payload) if isinstance(payload, bytes) and payload.startswith(_PACKED) else ()


def _unpacked(held: bytes) -> Iterator[str]:
    """The words of a workbook, a document and the like, each paragraph in one piece."""
    left = MOST
    with zipfile.ZipFile(io.BytesIO(held)) as packed:
        for name in packed.namelist():
            with packed.open(name) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise ValueError("it unpacks to more than is looked into")
            text = content.decode("utf-8", errors="ignore")
            yield unescape(_TAG.sub("", text))
            yield unescape(_TAG.sub(" ", text))
