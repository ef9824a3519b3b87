"""A small year with everything that a printed paper can trip over, and what must never be printed."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.bundled import RESOURCES
from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Council,
    Councillor,
    Done,
    Edition,
    Fact,
    Home,
    Item,
    ItemContact,
    Officer,
    Post,
    Reply,
    SubPoint,
    Survey,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.reports.blocks import Document
from tests.conftest import RegisterWith
from tests.reports.writing import write_paper

AS_AT = dt.date(2018, 1, 31)
# All papers, and those of them that tell nothing of one visit, or begin with texts that the coordinator may change.
EVERY = pytest.mark.parametrize("name", list(reports.DOCUMENTS))
PUBLISHED = pytest.mark.parametrize("name", [name for name in reports.DOCUMENTS if name != "visit-report"])
WITH_TEXTS = pytest.mark.parametrize(
    "name", [name for name in reports.DOCUMENTS if (RESOURCES / "texts" / name).is_dir()]
)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft"
PRIVATE = {
    "home": "Zebrawood Cottage",
    "address": "17 Quince Passage",
    "seen": "Nightjar narrative",
    "concern": "LADO-REF-5512",
    "phone": "07700 900417",
    "notes": "prefers evenings",
    "unquoted": "Albatross remark",
}


def fill(session: Session) -> None:
    """Six councillors, three items, two replies (one of them twice), three homes, and private words everywhere."""
    council = session.get_one(Council, 1)
    council.coordinator = "Siân O'Hara-Łukasz"
    council.email = "sian@northborough.example"
    council.committee = "Children & <b>Families</b> Committee"
    ward = Ward(name="Quarry <i>&amp; Edge")
    posts = [
        Post(
            title="Virtual School Head",
            officers=[
                Officer(name="Earlier Holder", end=dt.date(2017, 12, 31)),
                Officer(name=LONG_NAME, email="vsh@northborough.example", phone="0000 000 0104", start=AS_AT),
            ],
        ),
        Post(title="Vacant Post"),
    ]
    edition = Edition(year_id=1, title="Menu")
    session.add_all([ward, *posts, edition])
    session.flush()
    items = [
        Item(
            edition_id=edition.id,
            number=number,
            group="As a councillor",
            wording=wording,
            meaning="It **means** *this*: 1 < 2 & <b>3</b> > **2.",
            questions="- Who is asked?\n- [Read](https://example.org/?a=1&b=2) on",
            counts_as_done="Done once.",
        )
        for number, wording in enumerate(("Listen to children", "Visit <b>&</b> report", "Something else"), 1)
    ]
    items[1].condition = "school governors"
    items[1].sub_points = [SubPoint(position=0, wording="Ask what the school does")]
    items[1].contacts = [ItemContact(post=posts[0])]
    people = [
        Councillor(
            forename=forename,
            surname=surname,
            phone=PRIVATE["phone"],
            notes=PRIVATE["notes"],
            terms=[Term(ward_id=ward.id, start=dt.date(2014, 5, 22))],
        )
        for forename, surname in (
            ("Ann", "Ash"),
            ("Ben", "Birch"),
            ("Cath", "Cedar"),
            ("Dev", "Dogwood"),
            ("Eve", "Elm"),
            ("Flo", "Fir"),
        )
    ]
    survey = Survey(edition_id=edition.id, title="Survey")
    session.add_all([*items, *people, survey])
    session.flush()
    one, two, three = items
    for person, chosen in ((0, (one, two)), (1, (one,)), (2, (two, three)), (3, (one,))):
        for item in chosen:
            commitment = Commitment(councillor_id=people[person].id, item_id=item.id, made_on=dt.date(2017, 6, 1))
            session.add(commitment)

    def reply(person: int, day: dt.datetime, *answers: Answer) -> None:
        session.add(Reply(survey_id=survey.id, councillor_id=people[person].id, answered_at=day, answers=list(answers)))

    done = Done.UNDERTAKEN
    reply(
        0, dt.datetime(2017, 12, 1), Answer(item_id=one.id, done=done, example="Superseded words", may_be_quoted=True)
    )
    reply(
        0,
        dt.datetime(2018, 1, 5),
        Answer(item_id=one.id, done=done, example="Heard <em>them</em> & **acted**", may_be_quoted=True),
        Answer(item_id=two.id, done=Done.NOT_YET),
        Answer(item_id=three.id, done=done, example=PRIVATE["unquoted"]),
    )
    reply(
        1,
        dt.datetime(2018, 1, 9),
        Answer(item_id=one.id, done=done, example="I went with Cath Cedar", may_be_quoted=True),
        Answer(item_id=two.id, done=done, example=f"Saw {PRIVATE['home'].upper()}", may_be_quoted=True),
    )
    session.add(Activity(councillor_id=people[2].id, item_id=two.id, done_on=dt.date(2017, 11, 1)))
    homes = [
        Home(name=PRIVATE["home"], address=PRIVATE["address"], notes=PRIVATE["notes"]),
        Home(name="Zitherwood Lodge"),
        Home(name="Zephyrwood House"),
    ]
    session.add_all(homes)
    session.flush()
    session.add_all([ChildrenCount(home_id=home.id, counted_on=dt.date(2017, 3, 31), children=2) for home in homes[:2]])
    session.add(
        Visit(
            home_id=homes[0].id,
            visited_on=dt.date(2017, 9, 1),
            kind=VisitKind.MONITORING,
            seen=PRIVATE["seen"],
            went_well=PRIVATE["seen"],
            concern=True,
            concern_reference=PRIVATE["concern"],
            visitors=[Visitor(councillor_id=people[0].id)],
        )
    )
    session.add(Fact(label="Children in our care", value="1,742", as_at=dt.date(2017, 3, 31), source="Yearly <return>"))


@pytest.fixture
def year(register_with: RegisterWith) -> Register:
    return register_with("A small year", fill)


@pytest.fixture(scope="module")
def demonstration(demo_file: Path) -> Iterator[Register]:
    opened = Register.open(demo_file, write=False)
    yield opened
    opened.close()


def printed(register: Register, name: str, tmp_path: Path, **options: Any) -> pypdf.PdfReader:
    """A document printed as at the day of the small year, read back from its file."""
    out = tmp_path / f"{name}.pdf"
    write_paper(register, name, out, as_at=AS_AT, options=reports.Options(**options))
    return pypdf.PdfReader(out)


def tree(register: Register, name: str, **options: Any) -> Document:
    """What stands in a document as at the day of the small year."""
    with register.reading() as session:
        return reports.composed(session, name, None, AS_AT, reports.Options(**options))[0]


def words(paper: pypdf.PdfReader) -> str:
    """All text of a paper, its lines joined by single blanks."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in paper.pages))


def letters(text: str) -> str:
    """A text without its white space: what remains when long words are broken over lines."""
    return re.sub(r"\s+", "", text)


def outside(paper: pypdf.PdfReader) -> list[str]:
    """The pieces of text that begin or end beyond the margins."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from cp_desktop.reports.pdf import style

    found: list[str] = []
    for number, page in enumerate(paper.pages, 1):

        def visit(
            text: str, cm: list[float], tm: list[float], font: dict[str, str] | None, size: float, number: int = number
        ) -> None:
            piece = text.strip("\n")
            if font is None or not piece.strip() or "\n" in piece:
                return
            x, y = tm[4] + cm[4], tm[5] + cm[5]
            family, _, which = font["/BaseFont"].partition("+")[2].partition("-")
            if family != style.FACE:
                return
            face = style.face(which)
            end = x + stringWidth(piece.strip(), face, size)
            inside = x >= style.LEFT - 1 and end <= style.PAGE[0] - style.RIGHT + 1.5 and 20 < y < style.PAGE[1] - 20
            if not inside:
                found.append(f"page {number}: {piece!r} at {x:.0f}-{end:.0f}, {y:.0f}")

        page.extract_text(visitor_text=visit)
    return found
