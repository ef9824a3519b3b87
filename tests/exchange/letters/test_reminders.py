"""Reminders: who gets which, what they say, and what they never say."""

import datetime as dt

from sqlalchemy import select

from cp_desktop.exchange.letters import reminders
from cp_desktop.exchange.letters.mail import Enclosure
from cp_desktop.exchange.letters.reminders import ReminderDraft
from cp_desktop.figures import desks
from cp_desktop.model import (
    DocumentText,
    MunicipalYear,
    Visit,
)
from cp_desktop.register import Register

AS_AT = dt.date(2018, 1, 31)


def drafted(register: Register, *wanted: str, **options: object) -> dict[str, ReminderDraft]:
    """The drafts for every row of the board, or for those of some desks, by desk."""
    with register.reading() as session:
        listing = desks.desks(AS_AT)
        rows = session.execute(listing.rows(None, [listing.column("Desk")])).all()
        steps = [desks.visit_and_step(key) for key, desk in rows if not wanted or desk in wanted]
        return {draft.desk: draft for draft in reminders.drafts(session, steps, AS_AT, **options)}  # type: ignore[arg-type]


def test_a_letter_for_each_desk_with_all_its_reports(chased: Register) -> None:
    found = drafted(chased)
    assert set(found) == {
        "Assistant Director",
        "Service Manager",
        "The manager of Maple House",
        "The manager of Oak House",
        "Cllr Bo Lee and Cllr Ann O'Lee",
    }
    director = found["Assistant Director"]
    assert director.message.to == ("Zoë Brøøm <zoe@example.org>",)
    assert director.without == ()
    assert director.message.subject == "Reminder: 2 reports of visits"
    text = director.message.text
    assert text.startswith("Dear Zoë Brøøm,\n")
    assert (
        "- Maple House, visit of 1 Dec 2017. With you since 13 Dec 2017: 49 days, 14 allowed. "
        "Next step: Assistant Director answered.\n- Oak House," in text
    )
    assert text.endswith("Pat Doe\nNorthborough City Council\npat@example.org\n")
    assert "{" not in text
    assert len(director.reports) == 2


def test_councillors_who_went_together_get_one_letter(chased: Register) -> None:
    letter = drafted(chased)["Cllr Bo Lee and Cllr Ann O'Lee"]
    assert letter.message.to == ("Cllr Ann O'Lee <ann@example.org>",)
    assert letter.without == ("Cllr Bo Lee",)
    assert letter.message.subject == "Reminder: the report of the visit to Ash House on 1 Dec 2017"


def test_who_has_no_address_gets_a_draft_without_one(chased: Register) -> None:
    found = drafted(chased)
    assert found["Service Manager"].message.to == ()
    assert found["Service Manager"].without == ("Sam Post",)
    assert found["Service Manager"].sent_to == "Service Manager"
    assert found["The manager of Oak House"].without == ("The manager of Oak House",)


def test_nothing_of_the_story_or_of_a_concern_leaves_with_a_letter(chased: Register) -> None:
    for draft in drafted(chased).values():
        letter = draft.message.subject + draft.message.text
        for word in ("secret", "concern", "safeguarding", "adult's", "duty team"):
            assert word not in letter.lower()


def test_the_report_goes_along_once(chased: Register) -> None:
    with chased.reading() as session:
        visits = session.scalars(select(Visit.id).order_by(Visit.id)).all()
    report = Enclosure("Report.pdf", "application/pdf", b"%PDF")
    found = drafted(chased, enclosures={visits[0]: report})
    assert found["Assistant Director"].message.enclosures == (report,)
    assert found["The manager of Oak House"].message.enclosures == ()


def test_the_councils_own_words_are_used(chased: Register) -> None:
    with chased.operation("Own words") as session:
        year = session.scalars(select(MunicipalYear)).one()
        body = "# On your desk\n\nHello {name}\n{reports}\n{unknown}"
        session.add(DocumentText(year_id=year.id, document="letters", section="10-chaser", body=body))
    message = drafted(chased)["Service Manager"].message
    assert message.subject == "On your desk"
    assert message.text.startswith("Hello Sam Post\n- Maple House")
    assert message.text.endswith("{unknown}\n")
