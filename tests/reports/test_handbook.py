"""The handbook: what it tells of each item, of visiting, of the year's days, and of what is new since the last one."""

import datetime as dt
import io
import re
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.model import (
    Answer,
    Council,
    Councillor,
    DocumentText,
    Done,
    Edition,
    Event,
    EventKind,
    Home,
    Item,
    ItemContact,
    ItemEventKind,
    ItemVisitKind,
    MunicipalYear,
    Officer,
    Post,
    Reply,
    Step,
    Survey,
    VisitKind,
)
from cp_desktop.model.concerns import DUTIES
from cp_desktop.register import Register
from cp_desktop.reports.documents import handbook_changes
from tests.reports.writing import write_paper

from .conftest import AS_AT, PRIVATE, printed, words
from .drawing import begun, pdf_of

BOX = "Promise no secrecy; look into nothing yourself."


def pages(paper: pypdf.PdfReader) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in paper.pages]


def page_of(paper: pypdf.PdfReader, heading: str) -> str:
    """The text of the page on which a heading of the outline stands."""

    def entries(of: list[object]) -> list[pypdf.generic.Destination]:
        return [one for part in of for one in (entries(part) if isinstance(part, list) else [part])]  # type: ignore[misc]

    [at] = [paper.get_destination_page_number(one) for one in entries(paper.outline) if one.title == heading]  # type: ignore[arg-type]
    assert at is not None
    return pages(paper)[at]


def item(session: Session, number: int) -> Item:
    return session.scalars(select(Item).where(Item.number == number)).one()


# -- the page of an item


def test_an_item_tells_whom_to_contact_on_the_day(year: Register, tmp_path: Path) -> None:
    with year.operation("Ways to begin") as session:
        item(session, 2).how_to = "- One\n- Two\n- Three"
        item(session, 3).how_to = "- One\n- Two"
    paper = printed(year, "handbook", tmp_path)
    two, three = page_of(paper, "2. Visit <b>&</b> report"), page_of(paper, "3. Something else")
    assert "Three ways to begin • One • Two • Three" in two
    assert "How to begin • One • Two" in three
    assert re.search(r"Whom to contact: Virtual School Head \(Wolfe.*vsh@northborough\.example, 0000 000 0104\)", two)
    assert "Whom to contact: the coordinator (Siân O'Hara-Łukasz, sian@northborough.example)" in three
    early = tmp_path / "early.pdf"
    write_paper(year, "handbook", early, as_at=dt.date(2018, 1, 5))
    assert "Virtual School Head (the post is vacant: ask the coordinator)" in words(pypdf.PdfReader(early))


def test_a_name_stands_beside_words_only_with_leave(year: Register, tmp_path: Path) -> None:
    with year.operation("Leave for the name") as session:
        for answer in session.scalars(select(Answer).where(Answer.example.like("Heard%"))):
            answer.may_be_named = True
        for answer in session.scalars(select(Answer).where(Answer.example.like("I went with%"))):
            answer.example, answer.may_be_named = "Ben Birch was glad to come", True
        session.add(
            Reply(
                survey_id=1,
                councillor_id=4,
                answered_at=dt.datetime(2018, 1, 12),
                answers=[Answer(item_id=3, done=Done.UNDERTAKEN, example="Mended bicycles", may_be_quoted=True)],
            )
        )
    text = words(printed(year, "handbook", tmp_path))
    assert "“Heard <em>them</em> & **acted**” – Cllr Ann Ash" in text
    assert "“Ben Birch was glad to come” – Cllr Ben Birch" in text  # her own name is hers to give
    assert "“Mended bicycles”" in text
    assert "Dev Dogwood" not in text


def test_safeguarding_stands_where_children_are_met(year: Register, tmp_path: Path) -> None:
    with year.operation("Evidence") as session:
        item(session, 1).event_kinds = [ItemEventKind(kind=EventKind.LISTENING)]
        item(session, 2).visit_kinds = [ItemVisitKind(kind=VisitKind.MONITORING)]
        item(session, 3).event_kinds = [ItemEventKind(kind=EventKind.RECRUITMENT)]
    paper = printed(year, "handbook", tmp_path)
    boxed = {
        name: BOX in page_of(paper, name)
        for name in (
            "1. Listen to children",
            "2. Visit <b>&</b> report",
            "3. Something else",
            "Visiting a home",
            "The rules of visiting",
            "Your first visit",
            "Questions to ask",
            "Our pledge",
        )
    }
    assert [name for name, there in boxed.items() if not there] == ["3. Something else", "Our pledge"]
    got = page_of(paper, "If you are worried about a child")
    for kind, duty in DUTIES.items():
        assert f"{kind.label} {duty.tell}" in got


def test_no_box_without_its_text(year: Register, tmp_path: Path) -> None:
    with year.operation("Own words") as session:
        session.add(
            DocumentText(year_id=1, document="handbook", section="52-safeguarding-box", body="# Worried?\n\nRing Ada.")
        )
    text = words(printed(year, "handbook", tmp_path))
    assert "Worried?: Ring Ada." in text
    assert BOX not in text


# -- days and steps


def test_days_to_come_name_no_home(year: Register, tmp_path: Path) -> None:
    day, later = dt.date(2018, 1, 30), dt.date(2018, 3, 6)
    with year.operation("Days") as session:
        item(session, 1).event_kinds = [ItemEventKind(kind=EventKind.CELEBRATION), ItemEventKind(kind=EventKind.HOME)]
        session.add_all(
            [
                Event(
                    name="Visiting well",
                    held_on=later,
                    kind=EventKind.TRAINING,
                    place="Council House",
                    note="Kumquat note",
                ),
                Event(name="At a home", held_on=later, kind=EventKind.TRAINING, place=f"In {PRIVATE['home']}"),
                Event(name="Near it", held_on=later, kind=EventKind.TRAINING, place=PRIVATE["address"].lower()),
                Event(name="Held before", held_on=day, kind=EventKind.TRAINING),
                Event(name="Of another year", held_on=dt.date(2017, 5, 1), kind=EventKind.TRAINING),
                Event(name="Spring awards", held_on=AS_AT, kind=EventKind.CELEBRATION, place="Town Hall"),
                Event(name="Past awards", held_on=day, kind=EventKind.CELEBRATION),
                Event(name="Garden party", held_on=later, kind=EventKind.HOME, place=PRIVATE["home"]),
                Event(name=f"Tea at {PRIVATE['home']}", held_on=later, kind=EventKind.CELEBRATION),
            ]
        )
    paper = printed(year, "handbook", tmp_path)
    text, training = words(paper), page_of(paper, "Training")
    coming, _, held = training.partition("Training held so far in 2017/18")
    assert "Visiting well 6 Mar 2018 Council House" in coming
    assert coming.count("ask the coordinator where") == 2
    assert "Held before 30 Jan 2018" in held
    assert "Days to keep free: 31 Jan 2018, Spring awards, Town Hall" in page_of(paper, "1. Listen to children")
    for absent in ("Of another year", "Past awards", "Garden party", "Tea at", "Kumquat", PRIVATE["home"], "quince"):
        assert absent.casefold() not in text.casefold(), absent


def test_the_way_of_a_report_is_the_councils_own(year: Register, tmp_path: Path) -> None:
    with year.operation("Other steps") as session:
        session.execute(update(Step).where(Step.label == "Sent to the managers").values(label="Handed on", days=1))
        for step in session.scalars(select(Step).where(Step.label == "Closed")):
            step.kinds = [kind for kind in step.kinds if kind.kind == VisitKind.SUPPORTED]
    text = words(printed(year, "handbook", tmp_path))
    first, second = (text.index(f"The way of a report: {kind}") for kind in ("monitoring visit", "supported"))
    assert first < second
    assert "3 Handed on Children's Commissioning 1 day 4 Home Manager answered the manager of the home 14 days" in text
    assert "4 Service Manager answered Service Manager 14 days" in text
    assert "6 Closed the coordinator 7 days" not in text[first:second]
    assert "6 Closed the coordinator 7 days" in text[second:]
    assert "After other visits (introductory visit, event at a home, buddy visit" in text


def test_figures_of_homes_have_their_bases(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, "handbook", tmp_path))
    source = "31 Jan 2018 The council's own register"
    assert f"Children's homes that are open 3 {source}" in text
    assert f"Homes visited by a councillor in twelve months 1 of 3 (33.3%) {source}" in text
    assert f"Visited of those where Northborough children live 1 of 2 (50.0%) {source}" in text


# -- the card to fold


def _places(page: pypdf.PageObject) -> dict[str, tuple[float, float]]:
    """Where each line of a page begins."""
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            found[text.strip()] = (tm[4] + cm[4], tm[5] + cm[5])

    page.extract_text(visitor_text=visit)
    return found


def test_the_checklist_folds_into_quarters(year: Register, tmp_path: Path) -> None:
    paper = printed(year, "handbook", tmp_path)
    [page] = [page for page in paper.pages if "1. Before you go" in page.extract_text()]
    width, height = page.mediabox.width, page.mediabox.height
    at = _places(page)
    quarters = {1: (False, True), 2: (True, True), 3: (False, False), 4: (True, False)}
    for number, title in enumerate(("Before you go", "While I am there", "Afterwards", "If I am worried"), 1):
        [(x, y)] = [place for text, place in at.items() if text.startswith(f"{number}. {title}")]
        assert (x > width / 2, y > height / 2) == quarters[number]
    assert page.rotation == 0


def test_a_checklist_too_long_to_fold_loses_nothing(year: Register, tmp_path: Path) -> None:
    lines = [f"point{n}" for n in range(150)]
    body = "How to.\n\n## First\n\n" + "\n".join(f"- {line}" for line in lines) + "\n\n## Second\n\n- last"
    with year.operation("Own words") as session:
        session.add(DocumentText(year_id=1, document="handbook", section="43-checklist", body=body))
    text = words(printed(year, "handbook", tmp_path))
    assert set(re.findall(r"point\d+", text)) == set(lines)
    assert "Second • last" in text


def test_a_full_page_leaves_no_empty_one_behind() -> None:
    for lines in range(32, 48):  # so that a box ends everywhere about the foot of the page
        paper = begun("Full")
        for _ in range(lines):
            paper.text("One line.", "small")
        paper.callout("Done", "At the foot.")
        paper.page_break()
        paper.heading("Next")
        made = pypdf.PdfReader(io.BytesIO(pdf_of(paper)))
        assert all(re.search("One line|At the foot|Next", page.extract_text()) for page in made.pages), lines


def test_two_layings_out_do(year: Register) -> None:
    got: list[str] = []
    reports.render(year, "handbook", as_at=AS_AT, progress=lambda done, total, what: got.append(what))
    assert [what for what in got if what.endswith("page 1")] == ["Laying out page 1", "Page numbers: page 1"]


# -- what is new


@pytest.fixture
def two_years(year: Register) -> Register:
    """The small year with one before it: another menu, another text, and words of last year."""
    with year.operation("Last year") as session:
        last = MunicipalYear(label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22))
        session.add(last)
        session.flush()
        then = Edition(
            year_id=last.id,
            title="Menu",
            items=[
                Item(number=1, wording="Collect stamps for the mayor"),
                Item(number=2, wording="LISTEN to children", meaning="Other guidance", group="As a councillor"),
                Item(number=3, wording="Visit <b>&</b> reports", group="As somebody"),
            ],
        )
        survey = Survey(edition=then, title="Survey")
        session.add(survey)
        session.flush()
        stamps, listen, visit = then.items
        session.add(
            Reply(
                survey_id=survey.id,
                councillor_id=session.scalars(select(Councillor.id).where(Councillor.surname == "Elm")).one(),
                answered_at=dt.datetime(2017, 3, 1),
                answers=[
                    Answer(item_id=one.id, done=Done.UNDERTAKEN, example=f"Last year's {what}", may_be_quoted=True)
                    for one, what in ((stamps, "stamps"), (listen, "listening"), (visit, "visit"))
                ],
            )
        )
        session.add(DocumentText(year_id=last.id, document="handbook", section="25-pledge", body="We promised less."))
        session.add(DocumentText(year_id=last.id, document="handbook", section="26-song", body="# Our song\n\nLa."))
        session.add(DocumentText(year_id=1, document="handbook", section="27-dance", body="# Our dance\n\nHop."))
    return year


def test_what_is_new_since_the_last_edition(two_years: Register, tmp_path: Path) -> None:
    got = page_of(printed(two_years, "handbook", tmp_path), "What is new since 2016/17")
    for sentence in (
        "New on the menu • 3. Something else",
        "No longer on the menu • Collect stamps for the mayor (number 1 in 2016/17)",
        "Items that had another number in 2016/17: 1 was 2; 2 was 3.",
        "now under “As a councillor”, in 2016/17 under “As somebody”",
        "The pages of these items have new guidance: 1, 2.",
        "New chapter: Our dance",
        "Rewritten: Our pledge",
        "No longer in this handbook: Our song",
        "2 Visit <b>&</b> report Visit <b>&</b> reports",
    ):
        assert sentence in got
    assert "Questions to ask" not in got


def test_the_first_edition_has_no_list_of_changes(year: Register, two_years: Register, tmp_path: Path) -> None:
    out = tmp_path / "last.pdf"
    write_paper(two_years, "handbook", out, year="2016/17")
    text = words(pypdf.PdfReader(out))
    assert "What is new since" not in text
    assert "We promised less." in text


def test_nothing_new_is_said(register: Register, tmp_path: Path) -> None:
    with register.operation("Two years of one menu") as session:
        last = MunicipalYear(label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22))
        for of in ({"year": last}, {"year_id": 1}):
            session.add(Edition(title="Menu", items=[Item(number=1, wording="Listen")], **of))
    text = words(printed(register, "handbook", tmp_path))
    assert "Nothing has changed since 2016/17, on the menu or in the chapters." in text


def test_last_years_words_follow_this_years(two_years: Register, tmp_path: Path) -> None:
    paper = printed(two_years, "handbook", tmp_path)
    one = page_of(paper, "1. Listen to children")
    assert one.index("“Heard <em>them</em>") < one.index("“Last year's listening”")
    assert "“Last year's visit”" in page_of(paper, "2. Visit <b>&</b> report")
    assert "stamps”" not in words(paper)


def _menu(*wordings: tuple[int, str]) -> list[Item]:
    return [Item(id=number * 10 + len(wording), number=number, wording=wording) for number, wording in wordings]


def test_items_are_paired_by_their_wording_before_their_number() -> None:
    before = _menu((1, "Visit homes and report"), (2, "Attend award events"), (3, "Support fostering stalls"))
    now = _menu((1, "Attend award events"), (2, "Visit homes, and report within a week"), (3, "Learn to juggle"))
    pairs = [(old.number, new.number) for old, new in handbook_changes.paired(before, now)]
    assert pairs == [(2, 1), (1, 2)]


def test_the_same_number_pairs_what_is_half_alike_and_another_number_does_not() -> None:
    was, is_now = "Visit children's homes", "Visit homes of the city's children"
    assert len(handbook_changes.paired(_menu((1, was)), _menu((1, is_now)))) == 1
    assert handbook_changes.paired(_menu((1, was)), _menu((2, is_now))) == []


def test_two_alike_items_are_not_taken_for_one() -> None:
    before = _menu((1, "Visit a home"))
    now = _menu((1, "Visit a homes"), (2, "Visit a home or two"))
    assert [(old.number, new.number) for old, new in handbook_changes.paired(before, now)] == [(1, 1)]


def test_the_council_may_have_no_coordinator_yet(register: Register, tmp_path: Path) -> None:
    with register.operation("A menu") as session:
        session.add(Edition(year_id=1, title="Menu", items=[Item(number=1, wording="Listen")]))
        session.execute(update(Council).values(coordinator=None, email=None, phone=None))
    assert "Whom to contact: the coordinator" in words(printed(register, "handbook", tmp_path))


def test_the_post_of_a_homes_manager_is_named_nowhere(year: Register, tmp_path: Path) -> None:
    """Its title names the home, whatever the menu or the steps of a report say."""
    with year.operation("A manager") as session:
        home = session.scalars(select(Home)).first()
        assert home is not None
        home.manager = Post(title="Manager of Quagmire Grange", officers=[Officer(name="Mo Marsh")])
        item = session.scalars(select(Item).where(Item.number == 1)).one()
        item.contacts = [ItemContact(post=home.manager)]
        step = session.scalars(select(Step).where(Step.position == 3)).one()
        step.post = home.manager
    text = words(printed(year, "handbook", tmp_path))
    assert "Quagmire" not in text
    assert "Mo Marsh" not in text
