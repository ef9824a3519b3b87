"""Everything held about one person, for that person: all rows, mentions, files and history, and nothing guarded."""

import datetime as dt
import io
from pathlib import Path

import pypdf
import pytest
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import (
    Activity,
    Answer,
    Attendance,
    Commitment,
    Councillor,
    Done,
    Edition,
    Event,
    Home,
    Item,
    MenuReturn,
    MunicipalYear,
    Officer,
    Post,
    Reply,
    Role,
    RoleHeld,
    SetAside,
    Survey,
    Term,
    Visit,
    Visitor,
    Ward,
    records,
    table_of,
)
from cp_desktop.register import Register
from cp_desktop.register.people import subject_of
from cp_desktop.register.personal_data import PersonalData
from cp_desktop.reports import Options
from cp_desktop.services import papers
from cp_desktop.services.privacy import order_about
from tests.conftest import RegisterWith

NAME = "Wilhelmina Quarrington"


def of_everything(session: Session) -> None:
    """A councillor with a row of every kind that refers to one, and an officer who manages a home."""
    edition = Edition(year=session.get_one(MunicipalYear, 1), title="Menu", items=[Item(number=1, wording="Listen")])
    survey = Survey(edition=edition, title="Survey")
    day = dt.date(2017, 10, 18)
    person = Councillor(
        forename="Wilhelmina",
        surname="Quarrington",
        notes="Prefers evenings.",
        terms=[Term(ward=Ward(name="Abbey"), party="Independent", start=dt.date(2014, 5, 22))],
        roles=[RoleHeld(role=Role.GOVERNOR, detail="Abbey School")],
    )
    post = Post(title="Manager of Oak House", officers=[Officer(name="Konstantin Drewe", email="k.drewe@x.example")])
    home = Home(name="Oak House", manager=post, notes=f"{NAME} knows the garden.")
    visit = Visit(home=home, visited_on=day, seen=f"{NAME} spoke of a secret.", concern=True)
    visit.concern_reported_by = NAME
    visit.visitors = [Visitor(councillor=person)]
    event = Event(name="Fair", held_on=day, attendances=[Attendance(councillor=person)])
    item = edition.items[0]
    said = Answer(item=item, done=Done.UNDERTAKEN, example="I planted a tree.")
    session.add_all(
        [
            person,
            visit,
            event,
            MenuReturn(edition=edition, councillor=person, received_on=day),
            Commitment(councillor=person, item=item, made_on=day, own_words="With the gardeners"),
            Activity(councillor=person, item=item, done_on=day, what="Dug a pond"),
            SetAside(councillor=person, item=item, visit=visit),
            Reply(survey=survey, councillor=person, answered_at=dt.datetime(2018, 1, 9, 10), answers=[said]),
        ]
    )


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def whole(register_with: RegisterWith) -> Register:
    return register_with("Set up one of everything", of_everything)


def test_every_table_that_refers_to_a_councillor_is_told(whole: Register) -> None:
    key = table_of(Councillor).c.id
    referring = {kind for kind in records() if any(column.references(key) for column in table_of(kind).columns)}
    with whole.reading() as session:
        told = PersonalData(session, subject_of(session, NAME)).referring()
    assert {one.kind for one in told} == referring | {Answer}  # and what belongs to those


def test_the_paper_tells_all_but_what_is_guarded(whole: Register) -> None:
    with whole.operation("Edit councillor: Wilhelmina Quarrington") as session:
        session.get_one(Councillor, 1).email = "w.q@council.example"
    words = text_of(papers.make(whole, order_about(NAME)).content)
    for told in (
        "Private: for Wilhelmina Quarrington alone",
        "Prefers evenings.",
        "Independent",
        "Abbey School",
        "With the gardeners",
        "Dug a pond",
        "I planted a tree.",
        "Fair",
        "Wilhelmina Quarrington knows the garden.",
        "E-mail: nothing → w.q@council.example",
        "Concern reported by",
    ):
        assert told in words, told
    assert "secret" not in words  # the narrative of a visit is named, and not printed


def test_the_manager_of_a_home_is_told_of_it_through_the_post(whole: Register) -> None:
    words = text_of(papers.make(whole, order_about("Konstantin Drewe")).content)
    assert "Homes, through the post" in words
    assert "k.drewe@x.example" in words
    assert NAME not in words.replace("knows", "")


@pytest.mark.parametrize("ending", [".pdf", ".html", ".docx"])
def test_it_is_written_in_every_format_and_never_tabled(whole: Register, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"about{ending}"
    before = len(whole.entries())
    assert papers.save(whole, order_about(NAME), out) == ""
    assert out.stat().st_size > 1000
    assert len(whole.entries()) == before
    with pytest.raises(UserError, match="for that person alone"):
        papers.table(whole, papers.make(whole, order_about(NAME)), None)


def test_it_is_in_no_list_of_papers_and_needs_somebody(whole: Register) -> None:
    assert "personal-data" not in reports.DOCUMENTS
    with pytest.raises(UserError, match="Nobody was named"):
        reports.make(whole, "personal-data", options=Options())
