"""Reminders: who gets which, what they say, and what they never say."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.exchange import chasers
from cp_desktop.exchange.mail import Enclosure
from cp_desktop.figures import desks
from cp_desktop.model import (
    Chaser,
    ConcernKind,
    Council,
    Councillor,
    DocumentText,
    Home,
    MunicipalYear,
    Officer,
    Post,
    Step,
    StepDone,
    Visit,
    Visitor,
)
from cp_desktop.register import Register

AS_AT = dt.date(2018, 1, 31)


@pytest.fixture
def chased(register: Register) -> Register:
    """Two reports wait for three answers; one is still with its two councillors, one with the coordinator."""
    with register.operation("A week") as session:
        council = session.get_one(Council, 1)
        council.coordinator, council.email = "Pat Doe", "pat@example.org"
        posts = {post.title: post for post in session.scalars(select(Post))}
        posts["Assistant Director"].officers = [
            Officer(name="Old Hand", email="old@example.org", end=dt.date(2017, 12, 31)),
            Officer(name="Zoë Brøøm", email="zoe@example.org", start=dt.date(2018, 1, 1)),
        ]
        posts["Service Manager"].officers = [Officer(name="Sam Post")]
        ann = Councillor(forename="Ann", surname="O'Lee", email="ann@example.org")
        bo = Councillor(forename="Bo", surname="Lee")
        steps = session.scalars(select(Step).where(Step.position <= 3)).all()
        for name, done in (("Maple House", 3), ("Oak House", 3), ("Ash House", 0), ("Elm House", 1)):
            visit = Visit(home=Home(name=name), visited_on=dt.date(2017, 12, 1), seen="A secret story", concern=True)
            visit.concern_kind, visit.concern_reported_to = ConcernKind.ADULT, "The duty team"
            visit.visitors = [Visitor(councillor=ann), Visitor(councillor=bo)]
            visit.steps = [StepDone(step=step, done_on=dt.date(2017, 12, 10 + step.position)) for step in steps[:done]]
            session.add(visit)
    return register


def drafted(register: Register, *wanted: str, **options: object) -> dict[str, chasers.Draft]:
    """The drafts for every row of the board, or for those of some desks, by desk."""
    with register.reading() as session:
        listing = desks.desks(AS_AT)
        rows = session.execute(listing.rows(None, [listing.column("Desk")])).all()
        keys = [key for key, desk in rows if not wanted or desk in wanted]
        return {draft.desk: draft for draft in chasers.drafts(session, keys, AS_AT, **options)}  # type: ignore[arg-type]


def test_a_letter_for_each_desk_with_all_its_reports(chased: Register) -> None:
    found = drafted(chased)
    assert set(found) == {
        "Assistant Director",
        "Service Manager",
        "The manager of Maple House",
        "The manager of Oak House",
        "Cllr Ann O'Lee and Cllr Bo Lee",
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
    letter = drafted(chased)["Cllr Ann O'Lee and Cllr Bo Lee"]
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


def test_drafts_never_take_the_place_of_others(chased: Register, tmp_path: Path) -> None:
    found = drafted(chased, "Assistant Director", "Service Manager").values()
    first = chasers.save_all(found, tmp_path / "drafts", AS_AT)
    assert sorted(path.name for path in first) == [
        "Reminder Assistant Director 31 Jan 2018.eml",
        "Reminder Service Manager 31 Jan 2018.eml",
    ]
    second = chasers.save_all(found, tmp_path / "drafts", AS_AT)
    assert not set(first) & set(second)
    assert len(list((tmp_path / "drafts").iterdir())) == 4


def test_only_what_was_sent_is_kept(chased: Register) -> None:
    found = drafted(chased, "Assistant Director")
    with chased.reading() as session:
        assert session.scalars(select(Chaser)).all() == []
    with chased.operation("Reminders sent") as session:
        chasers.record_sent(session, found.values(), AS_AT)
    with chased.reading() as session:
        board = [row for row in desks.board(session, AS_AT) if row["desk"] == "Assistant Director"]
        assert [row["chased"] for row in board] == [1, 1]
        assert {row.sent_to for row in session.scalars(select(Chaser))} == {"Zoë Brøøm <zoe@example.org>"}
    chased.undo()
    with chased.reading() as session:
        assert {row["chased"] for row in desks.board(session, AS_AT)} == {0}
