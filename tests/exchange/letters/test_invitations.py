"""The invitation to a planned visit: whom it goes to, what it says and never says, and the appointment with it."""

import datetime as dt
import email
import email.policy
from typing import Any

import pytest

from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.invitations import Invitation, invitation
from cp_desktop.exchange.letters.mail import as_eml
from cp_desktop.model import (
    Council,
    Councillor,
    DocumentText,
    Home,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register

MADE = dt.datetime(2018, 1, 31, 9, 5, tzinfo=dt.UTC)
PEOPLE = (("Zoë", "O'Hara", "zoe@example.org"), ("Rhys", "Ng", "rhys@example.org"), ("Una", "Ellis", None))


@pytest.fixture
def council(register: Register) -> Register:
    with register.operation("Set up") as session:
        council = session.get_one(Council, 1)
        council.coordinator, council.email = "Priya Shaw", "priya@example.org"
        session.add(Home(id=1, name="Larkrise", address="1 Hidden Lane"))
        mill = Ward(name="Mill")
        for id, (forename, surname, mail) in enumerate(PEOPLE, 1):
            terms = [Term(ward=mill, start=dt.date(2014, 5, 22))]
            session.add(Councillor(id=id, forename=forename, surname=surname, email=mail, terms=terms))
    return register


def plan(
    register: Register, *who: int, kind: VisitKind = VisitKind.MONITORING, starts_at: str | None = "14:00"
) -> None:
    with register.operation("Plan") as session:
        visit = Visit(
            id=1, home_id=1, visited_on=dt.date(2018, 2, 14), starts_at=starts_at, kind=kind, status=VisitStatus.PLANNED
        )
        visit.visitors = [Visitor(councillor_id=one) for one in who]
        session.add(visit)


def made(register: Register) -> Invitation:
    with register.reading() as session:
        return invitation(session, 1, MADE)


def test_it_goes_to_the_councillors_with_the_appointment(council: Register) -> None:
    plan(council, 1, 2)
    found = made(council)
    assert found.without_address == ()
    letter = email.message_from_bytes(as_eml(found.message), policy=email.policy.default)
    assert str(letter["To"]) == "Rhys Ng <rhys@example.org>, Zoë O'Hara <zoe@example.org>"
    assert letter["Subject"] == "Visit to Larkrise on Wednesday 14 Feb 2018"
    body = letter.get_body()
    assert body is not None
    text = "\n".join(body.get_content().splitlines())
    assert text.startswith("Dear Cllr Rhys Ng and Cllr Zoë O'Hara,")
    assert "on Wednesday 14 Feb 2018 at 14:00 (monitoring visit)" in text
    assert "your report within 14 days of the visit" in text
    assert text.endswith("Priya Shaw\nNorthborough City Council\npriya@example.org")
    [calendar] = letter.iter_attachments()
    assert (calendar.get_content_type(), calendar.get_filename()) == ("text/calendar", "visit.ics")
    content = calendar.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert b"DTSTART;TZID=Europe/London:20180214T140000" in content
    assert b"SUMMARY:Monitoring visit: Larkrise" in content
    assert b"METHOD:REQUEST" in content
    assert calendar.get_param("method") == "REQUEST"
    assert found.moves


def test_neither_the_address_nor_an_open_placeholder_is_in_it(council: Register) -> None:
    plan(council, 1, kind=VisitKind.BUDDY, starts_at=None)
    message = made(council).message
    whole = message.text + message.subject + message.enclosures[0].content.decode()
    assert "Hidden" not in whole
    assert "{" not in whole
    assert "at a time to be agreed (buddy visit)" in message.text
    assert "report within" not in message.text  # whose kind takes no step


def test_who_has_no_address_is_named(council: Register) -> None:
    plan(council, 3, 1)
    found = made(council)
    assert found.message.to == ("Zoë O'Hara <zoe@example.org>",)
    assert found.without_address == ("Cllr Una Ellis",)


def test_the_councils_own_words_take_its_place(council: Register) -> None:
    with council.operation("Edit text") as session:
        session.add(
            DocumentText(
                year_id=1, document="letters", section="20-invitation", body="# {home}\n\nPlease go, {councillors}."
            )
        )
    plan(council, 2)
    message = made(council).message
    assert (message.subject, message.text) == ("Larkrise", "Please go, Cllr Rhys Ng.\n")


def calendar_of(register: Register) -> dict[str, str]:
    """The lines of the appointment enclosed, by their names."""
    [enclosed] = made(register).message.enclosures
    lines = enclosed.content.decode().replace("\r\n ", "").split("\r\n")
    return {line.partition(":")[0]: line.partition(":")[2] for line in lines} | {"mime": enclosed.mime}


def edit(register: Register, **said: Any) -> None:
    with register.operation("Edit") as session:
        for name, value in said.items():
            setattr(session.get_one(Visit, 1), name, value)


def test_a_visit_that_moved_is_the_same_appointment_with_a_higher_number(council: Register) -> None:
    with council.operation("Rename") as session:
        session.get_one(Home, 1).name = "Larkrise House"  # before there was a visit: of no account
    plan(council, 1, 2)
    first = calendar_of(council)
    assert (first["SEQUENCE"], first["METHOD"]) == ("0", "REQUEST")
    edit(council, reason="Not told", capacity="ward councillors")
    with council.operation("Another visit") as session:
        session.add(Visit(id=2, place="Elsewhere", visited_on=dt.date(2018, 3, 1), status=VisitStatus.PLANNED))
    assert calendar_of(council) == first, "what diaries do not show moves nothing"
    numbers = [0]
    for said in ({"visited_on": dt.date(2018, 2, 21)}, {"starts_at": "15:00"}, {"kind": VisitKind.BUDDY}):
        edit(council, **said)
        numbers.append(int(calendar_of(council)["SEQUENCE"]))
    council.undo()
    numbers.append(int(calendar_of(council)["SEQUENCE"]))
    with council.operation("Somebody else") as session:
        visit = session.get_one(Visit, 1)
        visit.visitors.pop()
    numbers.append(int(calendar_of(council)["SEQUENCE"]))
    with council.operation("Rename") as session:
        session.get_one(Home, 1).name = "Lark Rise"
    moved = calendar_of(council)
    assert [*numbers, int(moved["SEQUENCE"])] == [0, 1, 2, 3, 4, 5, 6]
    assert moved["UID"] == first["UID"]
    assert moved["DTSTART;TZID=Europe/London"] == "20180221T150000"


def test_a_cancelled_visit_is_called_off(council: Register) -> None:
    plan(council, 1)
    before = calendar_of(council)
    edit(council, status=VisitStatus.CANCELLED)
    after = calendar_of(council)
    assert (after["METHOD"], after["STATUS"], after["mime"]) == ("CANCEL", "CANCELLED", "text/calendar; method=CANCEL")
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], "1")
    letter = made(council)
    assert letter.message.subject == "Cancelled: visit to Larkrise on Wednesday 14 Feb 2018"
    assert letter.file_name == "Cancellation Larkrise 14 Feb 2018"
    assert "will not take place" in letter.message.text
    assert "{" not in letter.message.text


def test_a_visit_that_was_made_has_no_invitation(council: Register) -> None:
    plan(council, 1)
    edit(council, status=VisitStatus.MADE)
    with pytest.raises(UserError, match="Only a visit that is planned or cancelled"):
        made(council)


def test_without_the_coordinators_address_the_appointment_cannot_move(council: Register) -> None:
    plan(council, 1)
    with council.operation("Edit settings") as session:
        session.get_one(Council, 1).email = None
    assert calendar_of(council)["METHOD"] == "PUBLISH"
    assert not made(council).moves


def test_without_anybody_to_go_there_is_no_letter(council: Register) -> None:
    plan(council)
    with pytest.raises(UserError, match="Choose who goes"):
        made(council)
