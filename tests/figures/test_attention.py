"""What needs attention: concerns first, then desks and plans, each leading to where it is dealt with."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures.attention import Need, Safekeeping, attention
from cp_desktop.model import (
    ConcernKind,
    Councillor,
    Edition,
    Home,
    Item,
    ItemVisitKind,
    Step,
    StepDone,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register

DAY = dt.date(2018, 1, 31)  # a Wednesday


def needs(register: Register, day: dt.date = DAY) -> list[Need]:
    with register.reading() as session:
        totals, homes = figures.totals(session, None, day), figures.homes(session, day)
        return attention(session, 1, None, day, totals, homes, day, day)


def sentences(register: Register, page: str, day: dt.date = DAY) -> list[str]:
    return [need.sentence for need in needs(register, day) if need.page == page]


def visit(session: Session, day: dt.date, /, **values: object) -> Visit:
    home = session.scalars(select(Home)).first() or Home(name="Oak House")
    made = Visit(home=home, visited_on=day, **{"kind": VisitKind.MONITORING, "status": VisitStatus.MADE, **values})
    session.add(made)
    return made


@pytest.mark.parametrize(
    ("kind", "raised", "sentence"),
    [
        (ConcernKind.ADULT, dt.date(2018, 1, 30), "is not reported yet. It is to be reported today, 31 Jan 2018."),
        (ConcernKind.ADULT, dt.date(2018, 1, 26), "It was to be reported by 29 Jan 2018: 2 working days late."),
        (ConcernKind.HARM, DAY, "is not reported yet. It is to be reported today, 31 Jan 2018."),
        # Over Christmas: Friday, then two bank holidays.
        (ConcernKind.ADULT, dt.date(2017, 12, 22), "It was to be reported by 27 Dec 2017: 24 working days late."),
    ],
)
def test_an_unreported_concern_comes_first_with_its_clock(
    register: Register, kind: ConcernKind, raised: dt.date, sentence: str
) -> None:
    with register.operation("Log") as session:
        visit(session, raised, concern=True, concern_kind=kind, seen="a story")
    first = needs(register)[0]
    assert (first.page, first.id) == ("visits", 1)
    assert sentence in first.sentence
    assert "Oak House" not in first.sentence
    with register.operation("Report") as session:
        reported = session.get_one(Visit, 1)
        reported.concern_reported_on, reported.concern_reported_to, reported.concern_reported_by = DAY, "LADO", "Ann"
    assert needs(register)[0].sentence.endswith("is reported, but not yet fully recorded.")
    with register.operation("Report fully") as session:
        session.get_one(Visit, 1).concern_reference = "R-1"
    assert not any("concern" in need.sentence for need in needs(register))


def test_late_desks_are_told_one_by_one_while_they_are_few(register: Register) -> None:
    with register.operation("Log") as session:
        visit(session, dt.date(2018, 1, 17))  # to be received by today
        visit(session, dt.date(2018, 1, 16))
        visit(session, dt.date(2017, 12, 1)).steps.append(StepDone(step_id=1, done_on=dt.date(2018, 1, 28)))
        visit(session, dt.date(2017, 12, 1), kind=VisitKind.SCHOOL)
        visit(session, dt.date(2017, 12, 1), status=VisitStatus.CANCELLED)
    assert sentences(register, "visits") == [
        "“Report received” was due on 30 Jan 2018: the visit to Oak House on 16 Jan 2018.",
        "“Sent to Children's Commissioning” was due on 30 Jan 2018: the visit to Oak House on 1 Dec 2017.",
    ]
    with register.operation("Log more") as session:
        for day in (1, 2, 3):
            visit(session, dt.date(2018, 1, day))
    assert sentences(register, "desks") == ["5 reports are late on somebody's desk, the longest since 15 Jan 2018."]
    assert sentences(register, "visits") == []


def test_three_managers_who_do_not_answer_are_one_report(register: Register) -> None:
    with register.operation("Log") as session:
        late = visit(session, dt.date(2017, 12, 1))
        for step in session.scalars(select(Step).where(Step.position < 4)):
            late.steps.append(StepDone(step=step, done_on=dt.date(2017, 12, 5)))
    assert len(sentences(register, "visits")) == 1


def test_a_plan_that_is_past_is_asked_about(register: Register) -> None:
    with register.operation("Plan") as session:
        visit(session, dt.date(2018, 1, 30), status=VisitStatus.PLANNED)
        visit(session, DAY, status=VisitStatus.PLANNED)
    assert sentences(register, "visits") == ["Was the visit to Oak House, planned for 30 Jan 2018, made?"]


def test_evidence_to_be_confirmed_is_told_once(register: Register) -> None:
    with register.operation("A year") as session:
        item = Item(number=2, wording="Visit", visit_kinds=[ItemVisitKind(kind=VisitKind.MONITORING)])
        edition = Edition(year_id=1, title="Menu", items=[item])
        councillor = Councillor(
            forename="Asha", surname="Ash", terms=[Term(ward=Ward(name="Elm"), start=dt.date(2015, 5, 7))]
        )
        session.add_all([edition, councillor])
        visit(session, dt.date(2018, 1, 30)).visitors.append(Visitor(councillor=councillor))
        session.flush()
        menu = edition.id
    with register.reading() as session:
        totals, homes = figures.totals(session, menu, DAY), figures.homes(session, DAY)
        sentences = attention(session, 1, menu, DAY, totals, homes, DAY, DAY)
    assert [need.sentence for need in sentences if need.page == "evidence"] == [
        "1 suggestion waits to be confirmed as evidence for what was promised."
    ]


def test_what_becomes_of_the_copies_needs_attention(register: Register) -> None:
    def needs(**known: object) -> list[tuple[str, str, str]]:
        with register.reading() as session:
            totals, homes_ = figures.totals(session, None, DAY), figures.homes(session, DAY)
            told = attention(session, 1, None, DAY, totals, homes_, DAY, DAY, Safekeeping(**known))  # type: ignore[arg-type]
        return [(need.sentence, need.page, need.section) for need in told if need.page == "settings"]

    assert needs() == []
    assert needs(problem="No copy could be kept. The disk is full.") == [
        ("No copy could be kept. The disk is full.", "settings", "Copies")
    ]
    assert needs(second_place="E:\\", away_since=dt.date(2018, 1, 3)) == [
        ("The second place for copies, E:\\, was not reached since 3 Jan 2018. Connect it.", "settings", "Copies")
    ]
    [(asked, _, _)] = needs(ask=True)
    assert asked.startswith("Copies of this register are on this computer alone. Choose a second place")
