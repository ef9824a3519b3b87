"""Letters as drafts, read back by a reader of e-mail that is not ours."""

import email
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cp_desktop.disclosure import PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.mail import Enclosure, Message, address, as_eml
from cp_desktop.services.drafts import save

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"))
WORDS = st.text(LETTERS | st.just(" "), max_size=200).map(lambda text: " ".join(text.split()))


def read(made: bytes) -> EmailMessage:
    found = email.message_from_bytes(made, _class=EmailMessage, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def text_of(found: EmailMessage) -> str:
    body = found.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_draft_says_to_whom_and_what() -> None:
    made = as_eml(
        Message(
            ("Zoë Łukasz-O'Hara <zoe@example.org>", "ben@example.org"),
            "Visit to Maple House: the report of 18 Oct 2017 – überfällig",
            "Dear Zoë,\n\nthe report is £5 away.\n" + "word " * 400 + "\n.\nFrom here\n",
        )
    )
    assert b"\r\n" in made
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert made.isascii()
    assert all(len(line) <= 78 for line in made.split(b"\r\n"))
    found = read(made)
    assert found["X-Unsent"] == "1"
    assert found["Date"] is None
    assert found["From"] is None
    people = [(person.display_name, person.addr_spec) for person in found["To"].addresses]
    assert people == [("Zoë Łukasz-O'Hara", "zoe@example.org"), ("", "ben@example.org")]
    assert found["Subject"] == "Visit to Maple House: the report of 18 Oct 2017 – überfällig"
    assert text_of(found) == "Dear Zoë,\n\nthe report is £5 away.\n" + "word " * 400 + "\n.\nFrom here\n"


def test_a_draft_without_an_address_is_still_one() -> None:
    found = read(as_eml(Message((), "A chaser", "Text")))
    assert found["To"] is None
    assert found["Subject"] == "A chaser"


@given(WORDS, WORDS.map(lambda name: "".join(sign for sign in name if sign not in '<>"\\').strip()))
def test_any_subject_and_name_arrive_as_written(subject: str, name: str) -> None:
    to = address(name, "a.b@example.org")
    assert to
    made = as_eml(Message((to,), subject, "x"))
    assert all(len(line) <= 998 for line in made.split(b"\r\n"))
    found = read(made)
    assert (found["Subject"] or "") == subject
    assert found["To"].addresses[0].addr_spec == "a.b@example.org"
    # By the older reader: the newer one puts a blank between two encoded words of a name.
    raw = email.message_from_bytes(made)["To"]
    assert str(make_header(decode_header(parseaddr(raw)[0]))) == " ".join(name.split())


def test_an_address_of_another_script_is_written_as_mail_programs_read_it() -> None:
    content = as_eml(Message(("Zoë <zoë@münchen.example>", "ada@straße.example", "ben@example.org"), "S", "T"))
    assert "zoë@xn--mnchen-3ya.example>,".encode() in content
    assert b"ada@xn--strae-oqa.example" in content, "straße is not strasse"
    addresses = read(content)["To"].addresses
    assert [one.domain for one in addresses] == ["xn--mnchen-3ya.example", "xn--strae-oqa.example", "example.org"]


@given(st.binary(max_size=300), st.sampled_from(["application/pdf", "text/calendar", "text/plain", "message/rfc822"]))
def test_enclosures_arrive_octet_for_octet(content: bytes, mime: str) -> None:
    name = "Bericht über Maple House, 18 Oct 2017.pdf"
    made = as_eml(Message((), "S", "T", (Enclosure(name, mime, content), Enclosure("b.bin", "x/y", b"\0\r\n\n"))))
    first, second = read(made).iter_attachments()
    assert first.get_filename() == name
    assert first.get_payload(decode=True) == content
    assert second.get_payload(decode=True) == b"\0\r\n\n"


def test_an_enclosure_keeps_its_kind() -> None:
    made = as_eml(Message((), "S", "T", (Enclosure("a.pdf", "application/pdf", b"%PDF"),)))
    assert next(iter(read(made).iter_attachments())).get_content_type() == "application/pdf"


@pytest.mark.parametrize(
    "message",
    [
        Message((), "A chaser\r\nBcc: all@example.org", "T"),
        Message((), "A chaser\u2028more", "T"),
        Message(("Zoë\nBcc: x@example.org <zoe@example.org>",), "S", "T"),
        Message(("zoe@example.org\r\nBcc: all@example.org",), "S", "T"),
        Message(("zoe@example.org, all@example.org",), "S", "T"),
        Message(("zoe",), "S", "T"),
        Message(("Zoë <zoe@>",), "S", "T"),
        Message((), "S", "T", (Enclosure("a\r\nX: y", "text/plain", b""),)),
    ],
)
def test_nothing_slips_into_the_header(message: Message) -> None:
    with pytest.raises(UserError, match="No letter was made"):
        as_eml(message)


def test_a_name_with_a_comma_is_one_person() -> None:
    found = read(as_eml(Message(("Price, Zoe (Cllr) <zoe@example.org>",), "S", "T")))
    assert [person.display_name for person in found["To"].addresses] == ["Price, Zoe (Cllr)"]


def test_no_address_no_recipient() -> None:
    assert address("Zoë", None) is None
    assert address("Zoë", " ") is None
    assert address("", "zoe@example.org") == "zoe@example.org"
    assert address("Zoë", "zoe at example.org") is None


def test_a_draft_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    save(Message((), "S", "T", disclosure=PUBLIC), tmp_path / "new folder" / "a.eml")
    assert read((tmp_path / "new folder" / "a.eml").read_bytes())["Subject"] == "S"
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="could not be written"):
        save(Message((), "S", "T", disclosure=PUBLIC), tmp_path / "file" / "a.eml")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.eml", "file", "new folder"]
