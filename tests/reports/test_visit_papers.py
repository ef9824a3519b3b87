"""The form to take along and the report of a visit: every question, every answer, and nothing of a concern."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import (
    ConcernKind,
    Council,
    Councillor,
    Home,
    NeedsMet,
    Paragraphs,
    Step,
    StepDone,
    Term,
    Visit,
    VisitAction,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
    fields,
)
from cp_desktop.model.concerns import DUTIES
from cp_desktop.register import Register

from .conftest import AS_AT, LONG_NAME, letters, outside, printed, words

DAY = dt.date(2018, 1, 15)
ASKED = {
    name: declared
    for name, column, declared in fields(Visit)
    if isinstance(column.type, Paragraphs) and not declared.safeguarding
}
CONCERN = {
    "concern": True,
    "concern_kind": ConcernKind.MISSING,
    "concern_raised_on": dt.date(1999, 9, 9),
    "concern_reported_on": dt.date(1999, 9, 10),
    "concern_reported_to": "Duty team Umbrella",
    "concern_reported_by": "Cllr Vervain",
    "concern_reference": "REF-77-XYZZY",
}


def test_the_concern_of_these_tests_has_every_guarded_field() -> None:
    assert set(CONCERN) == {name for name, _, declared in fields(Visit) if declared.safeguarding}


def add_visit(register: Register, **values: Any) -> int:
    """A visit to the first home by the first two councillors, logged with these values; its key."""

    def add(session: Session) -> int:
        home = session.scalars(select(Home).order_by(Home.id)).first()
        people = session.scalars(select(Councillor.id).order_by(Councillor.id).limit(2)).all()
        assert home is not None
        visit = Visit(
            **{
                "home_id": home.id,
                "visited_on": DAY,
                "visitors": [Visitor(councillor_id=person) for person in people],
                **values,
            }
        )
        session.add(visit)
        session.flush()
        return visit.id

    with register.operation("Log a visit") as session:
        return add(session)


def test_the_form_asks_everything_that_the_register_asks(year: Register, tmp_path: Path) -> None:
    paper = printed(year, "visit-form", tmp_path)
    text = words(paper)
    assert len(ASKED) >= 7
    for declared in ASKED.values():
        assert declared.label in text
        assert declared.help in text
    for choice in NeedsMet:
        assert choice.label in text
    for duty in DUTIES.values():
        assert duty.tell in text
    for words_ in ("Home", "Date of visit", "Time", "Announced Yes No", "In what capacity", "Who was met", "Who By"):
        assert words_ in text
    assert "Siân O'Hara-Łukasz · sian@northborough.example" in text
    assert "Never a child's name" in text
    with year.reading() as session:
        for step in session.scalars(select(Step)):
            assert f"{step.label} ({step.days} days)" in text
    assert "Zebrawood" not in text


def test_the_form_is_one_sheet_of_paper(year: Register, tmp_path: Path) -> None:
    assert len(printed(year, "visit-form", tmp_path).pages) == 2


def test_the_form_draws_its_boxes_and_lines(year: Register, tmp_path: Path) -> None:
    pages = printed(year, "visit-form", tmp_path).pages
    drawn = "".join(
        contents.get_data().decode("latin-1") for page in pages if (contents := page.get_contents()) is not None
    )
    assert drawn.count(" 9 9 re S") == 2 + len(NeedsMet)
    assert drawn.count(" l S") >= 3 * len(ASKED)


def test_the_form_for_a_planned_visit_is_filled_in(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year, status=VisitStatus.PLANNED, visited_on=dt.date(2018, 3, 9), starts_at="16:30")
    text = words(printed(year, "visit-form", tmp_path, visit=visit))
    assert "Home Zebrawood Cottage" in text
    assert "Date of visit 9 Mar 2018 Time 16:30" in text
    assert "Visiting councillors Ann Ash; Ben Birch" in text
    assert "Home Elsewhere House" in words(printed(year, "visit-form", tmp_path, home="Elsewhere House"))
    with pytest.raises(UserError, match="no visit 999"):
        printed(year, "visit-form", tmp_path, visit=999)


def test_what_was_written_is_reported_and_the_rest_left_out(year: Register, tmp_path: Path) -> None:
    visit = add_visit(
        year,
        seen="Rooms **as typed**, 1 < 2 & <b>3</b>\n# 4 of them\n\nA garden.",
        starts_at="16:30",
        kind=VisitKind.SUPPORTED,
        announced=False,
        capacity="Buddies",
        met="manager, 3 young people",
        needs_met=NeedsMet.PARTLY,
        actions=[VisitAction(what="Mend the lock", owner="Manager", due_on=dt.date(2018, 2, 1), done_on=AS_AT)],
    )
    text = words(printed(year, "visit-report", tmp_path, visit=visit))
    for said in (
        "Home Zebrawood Cottage",
        "Date of visit 15 Jan 2018, 16:30",
        "Kind Supported accommodation visit",
        "Cllr Ann Ash (Quarry <i>&amp; Edge); Cllr Ben Birch (Quarry <i>&amp; Edge)",
        "Announced No",
        "In what capacity Buddies",
        "Who was met manager, 3 young people",
        "What it is like to live there Rooms **as typed**, 1 < 2 & <b>3</b> # 4 of them A garden.",
        "judgement: Partly.",
        "Mend the lock Manager 1 Feb 2018 31 Jan 2018",
    ):
        assert said in text
    for name in set(ASKED) - {"seen"}:
        assert ASKED[name].label not in text
    assert "Nothing was written" not in text


def test_a_bare_visit_says_that_nothing_was_written(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, "visit-report", tmp_path, visit=add_visit(year)))
    assert "Nothing was written." in text
    assert "Actions" not in text


def test_the_ward_is_that_of_the_day_of_the_visit(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year)
    with year.operation("A move") as session:
        new = Ward(name="Newer Ward")
        session.add(new)
        session.flush()
        person = session.scalars(select(Councillor).where(Councillor.surname == "Ash")).one()
        person.terms[0].end = DAY
        session.add(Term(councillor_id=person.id, ward_id=new.id, start=DAY + dt.timedelta(days=1)))
    assert "Ann Ash (Quarry <i>&amp; Edge)" in words(printed(year, "visit-report", tmp_path, visit=visit))


def test_the_way_of_the_report_is_that_of_the_day(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year)
    with year.operation("Two steps") as session:
        first, second = session.scalars(select(Step).order_by(Step.position).limit(2))
        session.add(StepDone(visit_id=visit, step_id=first.id, done_on=dt.date(2018, 1, 29)))
        session.add(StepDone(visit_id=visit, step_id=second.id, done_on=AS_AT + dt.timedelta(days=1)))
    text = words(printed(year, "visit-report", tmp_path, visit=visit))
    assert "Report received The visiting councillor 29 Jan 2018" in text
    assert "Sent to Children's Commissioning The coordinator not yet" in text
    assert "Home Manager answered The manager of the home not yet" in text
    event = add_visit(year, kind=VisitKind.EVENT)
    assert "way of this report" not in words(printed(year, "visit-report", tmp_path, visit=event))


def test_without_a_visit_the_latest_one_made_is_reported(year: Register, tmp_path: Path) -> None:
    add_visit(year, visited_on=dt.date(2018, 1, 20), place="The Latest", home_id=None)
    add_visit(year, visited_on=dt.date(2018, 1, 25), place="Refused", home_id=None, status=VisitStatus.REFUSED)
    add_visit(year, visited_on=AS_AT + dt.timedelta(days=1), place="After the day", home_id=None)
    assert "Other place The Latest" in words(printed(year, "visit-report", tmp_path))
    with pytest.raises(UserError, match="no visit 999"):
        printed(year, "visit-report", tmp_path, visit=999)


def test_a_register_without_visits_says_so(register: Register, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No visit was made by 31 Jan 2018"):
        printed(register, "visit-report", tmp_path)
    assert len(printed(register, "visit-form", tmp_path).pages) == 2


def test_refused_entry_is_told_with_its_reason(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year, status=VisitStatus.REFUSED, reason="Nobody answered")
    text = words(printed(year, "visit-report", tmp_path, visit=visit))
    assert "Status Entry refused Reason Nobody answered" in text
    assert "way of this report" not in text


def test_nothing_of_a_concern_is_in_the_report(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year, seen="A warm house", **CONCERN)
    paper = printed(year, "visit-report", tmp_path, visit=visit)
    text = letters(words(paper) + str(paper.metadata)).casefold()
    for said in ("Umbrella", "Vervain", "XYZZY", "1999", "concern", "safeguarding", ConcernKind.MISSING.label):
        assert letters(said).casefold() not in text
    # Not even that there is one: the same bytes as for a visit without.
    with_one = reports.render(year, "visit-report", as_at=AS_AT, options=reports.Options(visit=visit))
    with year.operation("No concern") as session:
        for name in CONCERN:
            setattr(session.get_one(Visit, visit), name, False if name == "concern" else None)
    assert reports.render(year, "visit-report", as_at=AS_AT, options=reports.Options(visit=visit)) == with_one
    with pytest.raises(UserError, match="no safeguarding concern"):
        printed(year, "visit-report", tmp_path, visit=visit, concern=True)


def test_the_facts_of_a_concern_stand_there_when_asked_for(year: Register, tmp_path: Path) -> None:
    visit = add_visit(year, **CONCERN)
    text = words(printed(year, "visit-report", tmp_path, visit=visit, concern=True))
    for said in (
        "Concern raised on 9 Sep 1999",
        "Concern reported on 10 Sep 1999",
        "Concern reported to Duty team Umbrella",
        "Concern reported by Cllr Vervain",
        "Outside reference REF-77-XYZZY",
    ):
        assert said in text


def test_a_concern_was_raised_on_the_day_of_the_visit_unless_it_says_otherwise(year: Register, tmp_path: Path) -> None:
    text = words(printed(year, "visit-report", tmp_path, visit=add_visit(year, concern=True), concern=True))
    assert "Concern raised on 15 Jan 2018 Concern reported on not recorded" in text


@pytest.mark.parametrize("name", ["visit-form", "visit-report"])
def test_every_page_says_that_it_is_internal(year: Register, tmp_path: Path, name: str) -> None:
    visit = add_visit(year, **{name: f"word {name} " * 900 for name in ASKED})
    paper = printed(year, name, tmp_path, visit=visit)
    assert len(paper.pages) >= 2
    for page in paper.pages:
        assert "Internal" in page.extract_text()


def test_monstrous_names_and_texts_lose_nothing(year: Register, tmp_path: Path) -> None:
    long_text = " ".join(f"w{n:04}" for n in range(2500))
    with year.operation("Monstrous names") as session:
        council = session.get_one(Council, 1)
        council.name = council.coordinator = LONG_NAME
        session.scalars(select(Home).order_by(Home.id)).first().name = LONG_NAME  # type: ignore[union-attr]
        for person in session.scalars(select(Councillor)):
            person.forename = person.surname = LONG_NAME
        session.scalars(select(Step)).first().label = LONG_NAME  # type: ignore[union-attr]
    visit = add_visit(
        year,
        seen=long_text,
        culture="x" * 5000,
        capacity=LONG_NAME * 3,
        met=LONG_NAME,
        actions=[VisitAction(what=long_text, owner=LONG_NAME), VisitAction(what="x" * 300)],
        **CONCERN | {"concern_reported_to": LONG_NAME * 4},
    )
    for name in ("visit-form", "visit-report"):
        paper = printed(year, name, tmp_path, visit=visit, concern=True)
        assert outside(paper) == []
        assert letters(words(paper)).count(LONG_NAME) >= 6
    text = words(paper)
    assert text.count("w2499") == 2
