"""Letters as .eml files: drafts that Outlook and Thunderbird open ready to read, change and send.

The program never sends anything itself. The lines of the header are written here and not by the standard library,
whose folding of long names and subjects loses or adds blanks.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

from cp_desktop.disclosure import GUARDED, Disclosure
from cp_desktop.errors import UserError
from cp_desktop.model.values import quoted
from cp_desktop.model.values.addresses import ascii_host, why_no_address

_LINE = 76  # octets, RFC 2047
_CHUNK = 42  # octets of text in one encoded word, which makes 68 of a line
_NAMED = re.compile(r'\s*"?(?P<name>[^<>]*?)"?\s*<(?P<address>[^<>]*)>\s*')


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter: its name, its kind ("application/pdf", "text/calendar; method=CANCEL"), its
    bytes."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """A letter. `to` are addresses, "zoe@example.org" or "Zoë Price <zoe@example.org>"; none where none is known.

    `disclosure` says whom what is in it may be told; one that does not say is let out by no road.
    """

    to: tuple[str, ...]
    subject: str
    text: str
    enclosures: tuple[Enclosure, ...] = ()
    disclosure: Disclosure = GUARDED


def as_eml(message: Message, sender: str | None = None) -> bytes:
    """The letter as a draft: RFC 5322 with MIME, no date, and nobody it is from unless `sender` is given.

    Its header is ASCII but for what letters of other scripts stand before an address's @: those are UTF-8 (RFC 6532).

    Raises UserError for what is no e-mail address, and for a subject, address or file name with a line break in it.
    """
    head = ["X-Unsent: 1"]
    if sender:
        head += _lines("From", [_address(sender)])
    if message.to:
        head += _lines("To", [_address(to) for to in message.to])
    head += _lines("Subject", [list(_subject(message.subject))])
    body = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    body.set_content(message.text.replace("\r\n", "\n").replace("\r", "\n"), cte="quoted-printable")
    for enclosure in message.enclosures:
        mime, *parameters = enclosure.mime.split("; ")
        main, _, sub = mime.partition("/")
        name = _one_line(enclosure.name, "file name")
        # Always as bytes: an enclosed letter or text must arrive as it is, line ends and all.
        body.add_attachment(enclosure.content, maintype="application", subtype="octet-stream", filename=name)
        attached = list(body.iter_attachments())[-1]
        if sub and main not in ("message", "multipart"):
            attached.set_type(f"{main}/{sub}")
            for name, _, value in (one.partition("=") for one in parameters):
                attached.set_param(name, value)
    return "".join(f"{line}\r\n" for line in head).encode() + body.as_bytes()


def address(name: str, email: str | None) -> str | None:
    """A person's address for `Message.to`, None for somebody whose e-mail address is not known or is none."""
    if not email or not email.strip():
        return None
    whole = f"{' '.join(name.split())} <{email.strip()}>" if name.strip() else email.strip()
    try:
        _address(whole)
    except UserError:
        return None
    return whole


def _one_line(text: str, what: str) -> str:
    """The text, without blanks at its ends. Raises UserError where more than one line or a control sign is in it."""
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in text.strip()):
        raise UserError(f"The {what} “{' '.join(text.split())}” has a line break in it. No letter was made. Mend it.")
    return text.strip()


def _address(text: str) -> list[str]:
    """The words of an address in a header. Raises UserError."""
    text = _one_line(text, "address")
    named = _NAMED.fullmatch(text)
    name, where = (named["name"], named["address"].strip()) if named else ("", text)
    if because := why_no_address(where):
        raise UserError(
            f"“{quoted(where)}” is not an e-mail address: {because}. No letter was made. Correct it, or leave it empty."
        )
    local, _, host = where.rpartition("@")
    where = f"{local}@{ascii_host(host)}"  # what stands before the @ no mail server but the last may rewrite
    name = name.replace('\\"', '"')
    if not name:
        return [where]
    if _plain(name):
        return [*str(Address(name)).removesuffix(" <>").split(" "), f"<{where}>"]
    return [*_encoded(name), f"<{where}>"]


def _subject(text: str) -> list[str]:
    text = _one_line(text, "subject")
    return text.split(" ") if _plain(text) else list(_encoded(text))


def _plain(text: str) -> bool:
    """Whether a header takes the text as it is: ASCII, single blanks, no word too long for a line."""
    return text.isascii() and "=?" not in text and "  " not in text and all(len(w) < 60 for w in text.split(" "))


def _encoded(text: str) -> Iterator[str]:
    """The text as encoded words (RFC 2047), none of which ends within a letter."""
    chunk = b""
    for sign in text:
        octets = sign.encode()
        if len(chunk) + len(octets) > _CHUNK:
            yield f"=?utf-8?B?{base64.b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    if chunk:
        yield f"=?utf-8?B?{base64.b64encode(chunk).decode()}?="


def _lines(name: str, values: list[list[str]]) -> Iterator[str]:
    """A header, folded between words; several values are parted by commas."""
    line = f"{name}:"
    for number, words in enumerate(values, 1):
        words = [*words[:-1], words[-1] + ("," if number < len(values) else "")] if words else words
        for word in words:
            if len(line) + 1 + len(word) > _LINE and line != f"{name}:":
                yield line
                line = ""
            line += f" {word}"
    yield line
