"""The letter that goes with a paper: read back by the standard library as any mail program would."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update

from cp_desktop.disclosure import INTERNAL, PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.covering import covering_letter
from cp_desktop.model import Council, DocumentText
from cp_desktop.register import Register
from cp_desktop.register.tabled import RenderedDocument
from cp_desktop.services.drafts import save_beside

MADE = RenderedDocument(
    b"%PDF \r\n\x00 bytes", "Survey summary", "survey-summary", "Standard", "2017/18", dt.date(2018, 1, 31), 1
)


def drafted(register: Register, folder: Path) -> EmailMessage:
    with register.reading() as session:
        message = covering_letter(session, MADE, "Survey summary 2017/18", PUBLIC)
    path = save_beside(message, folder, "Survey summary 2017/18")
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def test_the_paper_is_enclosed_as_it_is_in_a_draft_to_nobody_yet(register: Register, tmp_path: Path) -> None:
    with register.operation("Ours") as session:
        session.execute(update(Council).values(coordinator="Siân Łukasz"))
    letter = drafted(register, tmp_path)
    assert letter["X-Unsent"] == "1"
    assert letter["To"] is None
    assert letter["Subject"] == "Survey summary 2017/18, as at 31 Jan 2018"
    [enclosed] = letter.iter_attachments()
    assert enclosed.get_content_type() == "application/pdf"
    assert enclosed.get_filename() == "Survey summary 2017 18.pdf"
    assert enclosed.get_content() == MADE.content
    body = letter.get_body()
    assert body is not None
    text = body.get_content()
    assert "I enclose the survey summary of Northborough City Council for 2017/18." in text
    assert "Its figures are as at 31 Jan 2018." in text
    assert MADE.sha256 in text
    assert "Siân Łukasz" in text
    assert "{" not in text


def test_ones_own_words_go_out_and_an_earlier_draft_stays(register: Register, tmp_path: Path) -> None:
    with register.operation("Our words") as session:
        session.add(DocumentText(year_id=1, document="letters", section="40-paper", body="# Papers\n\nHere: {paper}."))
    letters = [drafted(register, tmp_path) for _ in range(2)]
    assert letters[0]["Subject"] == "Papers"
    body = letters[0].get_body()
    assert body is not None
    assert body.get_content().strip() == "Here: survey summary."
    assert sorted(path.name for path in tmp_path.glob("*.eml")) == [
        "Survey summary 2017 18 (2).eml",
        "Survey summary 2017 18.eml",
    ]


def test_safeguarding_facts_are_not_sent_along(register: Register) -> None:
    with register.reading() as session, pytest.raises(UserError, match="not sent by e-mail"):
        covering_letter(session, replace(MADE, guarded=True), "Visit report", INTERNAL)
