"""Reminders: drafted beside others, with the reports that were received, and noted once they were sent."""

import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.figures import desks
from cp_desktop.model import Reminder
from cp_desktop.register import Register
from cp_desktop.services import reminders

AS_AT = dt.date(2018, 1, 31)


def on_desks(register: Register, *wanted: str) -> list[tuple[int, int]]:
    """The reports on some desks, by visit and step."""
    with register.reading() as session:
        listing = desks.desks(AS_AT)
        rows = session.execute(listing.rows(None, [listing.column("Desk")])).all()
    return [desks.visit_and_step(key) for key, desk in rows if desk in wanted]


def test_drafts_never_take_the_place_of_others(chased: Register, tmp_path: Path) -> None:
    steps, folder = on_desks(chased, "Assistant Director", "Service Manager"), tmp_path / "drafts"
    drafts = reminders.draft(chased, steps, AS_AT, folder, with_reports=False)
    assert [draft.not_enclosed for draft in drafts] == [(), ()]  # none was asked for
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == {
        "Reminder Assistant Director 31 Jan 2018-internal.eml",
        "Reminder Service Manager 31 Jan 2018-internal.eml",
    }
    reminders.draft(chased, steps, AS_AT, folder, with_reports=False)
    assert len(list(folder.iterdir())) == 4
    assert {name: (folder / name).read_bytes() for name in first} == first


def test_the_reports_that_were_received_go_along(chased: Register, tmp_path: Path) -> None:
    steps = on_desks(chased, "Assistant Director", "Visiting councillors")
    with_papers = reminders.draft(chased, steps, AS_AT, tmp_path)
    assert {draft.desk: len(draft.message.enclosures) for draft in with_papers} == {
        "Assistant Director": 2,
        "Cllr Bo Lee and Cllr Ann O'Lee": 0,  # theirs is still to be received
    }
    assert {draft.desk: draft.not_enclosed for draft in with_papers} == {
        "Assistant Director": (),
        "Cllr Bo Lee and Cllr Ann O'Lee": ("Ash House, visit of 1 Dec 2017",),
    }
    letter = message_from_bytes(
        (tmp_path / "Reminder Assistant Director 31 Jan 2018-internal.eml").read_bytes(), policy=policy.default
    )
    names = [part.get_filename() for part in letter.walk() if part.get_filename()]
    assert sorted(names) == [
        "Report visit to Maple House on 1 Dec 2017.pdf",
        "Report visit to Oak House on 1 Dec 2017.pdf",
    ]


def test_a_cancelled_drafting_leaves_no_letter(chased: Register, tmp_path: Path) -> None:
    steps = on_desks(chased, "Assistant Director")
    with pytest.raises(UserError, match="No letter was made"):
        reminders.draft(chased, steps, AS_AT, tmp_path / "drafts", cancelled=lambda: True)
    assert not (tmp_path / "drafts").exists()


def test_only_what_was_sent_is_noted(chased: Register, tmp_path: Path) -> None:
    drafts = reminders.draft(chased, on_desks(chased, "Assistant Director"), AS_AT, tmp_path, with_reports=False)
    with chased.reading() as session:
        assert session.scalars(select(Reminder)).all() == []
    assert reminders.note_sent(chased, drafts, AS_AT).label == "Sent: 1 reminder"
    with chased.reading() as session:
        board = [row for row in desks.board(session, AS_AT) if row["desk"] == "Assistant Director"]
        assert [row["chased"] for row in board] == [1, 1]
        assert {row.sent_to for row in session.scalars(select(Reminder))} == {"Zoë Brøøm <zoe@example.org>"}
    chased.undo()
    with chased.reading() as session:
        assert {row["chased"] for row in desks.board(session, AS_AT)} == {0}
