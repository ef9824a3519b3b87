"""Two councillors who are one become one, and one who is two becomes two: nothing is lost, or counted twice."""

import datetime as dt
import random
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import (
    Activity,
    Answer,
    Attendance,
    Commitment,
    Councillor,
    Done,
    Edition,
    Erasure,
    Event,
    Home,
    Item,
    MenuReturn,
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
from cp_desktop.services import councillors
from cp_desktop.services.merging import references
from tests.conftest import RegisterWith

ANN, NAN, BEN = 1, 2, 3
ELECTED, DAY, LATER = dt.date(2014, 5, 22), dt.date(2017, 9, 1), dt.date(2017, 11, 1)
OWN = {"operation", "change"}


def fill(session: Session) -> None:
    """Ann Bell is in the register twice, and both times things were recorded of her."""
    mill, abbey = Ward(id=1, name="Mill"), Ward(id=2, name="Abbey")
    ann = Councillor(id=ANN, forename="Ann", surname="Bell", member_id="7", notes="Prefers post.")
    nan = Councillor(id=NAN, forename="Ann", surname="Bell", email="a.bell@north.example", notes="Not on Mondays.")
    ben = Councillor(id=BEN, forename="Ben", surname="Cole", terms=[Term(ward=mill, start=ELECTED)])
    ann.terms = [Term(ward=mill, party="Labour", start=ELECTED, end=dt.date(2018, 5, 6))]
    nan.terms = [Term(ward=mill, party="Labour", start=DAY)]
    ann.roles = [RoleHeld(role=Role.GOVERNOR, detail="Oak School", start=ELECTED)]
    nan.roles = [RoleHeld(role=Role.GOVERNOR, detail="oak school"), RoleHeld(role=Role.CHAIR)]
    items = [Item(id=number, number=number, wording=f"Wording {number}") for number in range(1, 5)]
    edition = Edition(id=1, year_id=1, title="Menu", items=items)
    survey = Survey(id=1, edition=edition, title="Survey")
    fair, party = Event(id=1, name="Fair", held_on=DAY), Event(id=2, name="Party", held_on=LATER)
    visit = Visit(id=1, home=Home(name="Oak House"), visited_on=DAY)
    session.add_all([ann, nan, ben, abbey, edition, survey, fair, party, visit])
    session.flush()
    session.add_all(
        [
            Commitment(councillor_id=ANN, item_id=1, made_on=LATER, own_words="I listen"),
            Commitment(councillor_id=NAN, item_id=1, made_on=DAY, own_words="I hear"),
            Commitment(councillor_id=NAN, item_id=2, made_on=DAY),
            MenuReturn(councillor_id=ANN, edition_id=1, received_on=LATER),
            MenuReturn(councillor_id=NAN, edition_id=1, received_on=DAY, note="By e-mail"),
            Attendance(councillor_id=ANN, event_id=1),
            Attendance(councillor_id=NAN, event_id=1),
            Attendance(councillor_id=NAN, event_id=2),
            Visitor(councillor_id=ANN, visit_id=1),
            Visitor(councillor_id=NAN, visit_id=1),
            Activity(councillor_id=ANN, item_id=3, done_on=DAY, what="Read aloud"),
            Activity(councillor_id=NAN, item_id=3, done_on=DAY, what="Read aloud"),
            Activity(councillor_id=NAN, item_id=3, done_on=LATER),
            SetAside(councillor_id=ANN, item_id=4, visit_id=1),
            SetAside(councillor_id=NAN, item_id=4, visit_id=1),
            Reply(
                councillor_id=ANN,
                survey_id=1,
                answered_at=dt.datetime(2018, 1, 10),
                answers=[Answer(item_id=1, done=Done.UNDERTAKEN)],
            ),
            Reply(
                councillor_id=NAN,
                survey_id=1,
                answered_at=dt.datetime(2018, 1, 10),
                answers=[Answer(item_id=1, done=Done.NOT_YET)],
            ),
        ]
    )


@pytest.fixture
def twice(register_with: RegisterWith) -> Register:
    return register_with("Twice", fill)


def rows(register: Register, kind: Any, *names: str) -> list[Any]:
    columns = [table_of(kind).c[name] for name in names]
    with register.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


def everything(register: Register) -> dict[str, list[Any]]:
    """Every row of the register, but for the history itself."""
    kinds = [kind for kind in records() if kind.__tablename__ not in OWN]
    return {kind.__tablename__: rows(register, kind, *table_of(kind).c.keys()) for kind in kinds}


def test_all_that_is_recorded_of_the_other_moves_and_what_both_have_stands_once(twice: Register) -> None:
    before = everything(twice)
    plan = councillors.plan_merge(twice, ANN, NAN)
    assert everything(twice) == before, "a plan writes nothing"
    done = councillors.merge(twice, ANN, NAN)
    assert done.label == "Merge councillor Ann Bell (Mill) into Ann Bell (Mill)"
    assert rows(twice, Councillor, "id", "member_id", "email", "notes") == [
        (ANN, "7", "a.bell@north.example", "Prefers post.\n\nNot on Mondays."),
        (BEN, None, None, None),
    ]
    assert rows(twice, Term, "councillor_id", "ward_id", "party", "start", "end")[:1] == [
        (ANN, 1, "Labour", ELECTED, None)
    ]
    assert len(rows(twice, Term, "id")) == 2
    assert rows(twice, RoleHeld, "councillor_id", "role", "detail", "start", "end") == [
        (ANN, Role.CHAIR, None, None, None),
        (ANN, Role.GOVERNOR, "Oak School", None, None),
    ]
    assert rows(twice, Commitment, "councillor_id", "item_id", "made_on", "own_words") == [
        (ANN, 1, DAY, "I listen; I hear"),
        (ANN, 2, DAY, None),
    ]
    assert rows(twice, MenuReturn, "councillor_id", "received_on", "note") == [(ANN, DAY, "By e-mail")]
    assert rows(twice, Attendance, "councillor_id", "event_id") == [(ANN, 1), (ANN, 2)]
    assert rows(twice, Visitor, "councillor_id", "visit_id") == [(ANN, 1)]
    assert rows(twice, Activity, "councillor_id", "item_id", "done_on") == [(ANN, 3, DAY), (ANN, 3, LATER)]
    assert rows(twice, SetAside, "councillor_id", "item_id") == [(ANN, 4)]
    # Both replies are kept, and that of the one who is kept counts: it is the latest.
    assert rows(twice, Reply, "councillor_id", "answered_at") == [
        (ANN, dt.datetime(2018, 1, 10)),
        (ANN, dt.datetime(2018, 1, 10, 0, 0, 1)),
    ]
    with twice.reading() as session:
        latest = session.scalars(select(Reply).order_by(Reply.answered_at.desc())).first()
        assert latest is not None
        assert [answer.done for answer in latest.answers] == [Done.UNDERTAKEN]
    assert done.number == 5
    # It was told before, and taken back it is as it was.
    assert plan.filled == [("E-mail", "a.bell@north.example"), ("Notes", "Prefers post. Not on Mondays.")]
    assert plan.moving == {
        "1 activity": ["Wording 3 (item 3), date 1 Nov 2017"],
        "1 attendance": ["Party (1 Nov 2017)"],
        "1 commitment": ["Wording 2 (item 2), made on 1 Sep 2017"],
        "1 reply": ["Survey, answered 10 Jan 2018"],
        "1 role": ["Committee chair"],
    }
    assert plan.clashes == [
        "Activity (Wording 3 (item 3), date 1 Sep 2017, Read aloud): both have it; it stays once.",
        "Attendance (Fair (1 Sep 2017)): both have it; it stays once.",
        "Commitment (Wording 1 (item 1), made on 1 Nov 2017, I listen): both have it; it counts once, from 1 Sep 2017.",
        "Menu return (Menu, received on 1 Nov 2017): both have it; it stays once.",
        "Reply (Survey, answered 10 Jan 2018): both replied then; both replies stay, and that of the one who is kept "
        "counts.",
        "Role (School governor, oak school): both have it; it becomes one, without a first day on.",
        "Evidence set aside (Wording 4 (item 4), Oak House, 1 Sep 2017): both have it; it stays once.",
        "Term of office (Mill, Labour, from 1 Sep 2017): both have it; it becomes one, from 22 May 2014 on.",
        "Visiting councillor (Oak House, 1 Sep 2017): both have it; it stays once.",
    ]
    twice.undo()
    assert everything(twice) == before
    twice.redo()
    assert rows(twice, Councillor, "id") == [(ANN,), (BEN,)]


SEATS = [  # keep's terms, the other's, what becomes of them: (ward, party, from, until), in years
    ([(1, "Labour", 2014, 2018)], [(2, "Labour", 2018, None)], [(1, "Labour", 2014, 2018), (2, "Labour", 2018, None)]),
    ([(1, "Labour", 2014, None)], [(1, "Green", 2016, None)], [(1, "Labour", 2014, 2016), (1, "Green", 2016, None)]),
    ([(1, "Green", 2014, None)], [(1, None, 2012, 2015)], [(1, "Green", 2012, None)]),
    (
        [(1, "Labour", 2014, None)],
        [(2, "Labour", 2016, 2018)],
        [(1, "Labour", 2014, 2016), (2, "Labour", 2016, 2018), (1, "Labour", 2018, None)],
    ),
    ([(1, "Labour", 2014, 2018)], [(2, "Labour", 2014, None)], [(1, "Labour", 2014, 2018), (2, "Labour", 2018, None)]),
    ([(1, "Labour", 2014, None)], [(2, "Labour", 2014, 2018)], [(1, "Labour", 2014, None)]),
    ([(2, "Labour", 2014, 2018)], [(1, "Labour", 2014, None)], [(2, "Labour", 2014, 2018), (1, "Labour", 2018, None)]),
    # Re-elected, and the other knows of the first of the two terms alone: they stay two.
    (
        [(1, "Labour", 2014, 2018), (1, "Labour", 2018, None)],
        [(1, "The Labour Party", 2015, 2016)],
        [(1, "Labour", 2014, 2018), (1, "Labour", 2018, None)],
    ),
    ([(1, "Labour", 2014, 2018), (1, "Labour", 2018, None)], [(1, "Labour", 2014, None)], [(1, "Labour", 2014, None)]),
    ([(1, "Labour", 2014, 2018)], [(1, "Labour", 2018, None)], [(1, "Labour", 2014, None)]),
]


def day_of(year: int) -> dt.date:
    return dt.date(year, 5, 10)


def terms(spans: Iterable[tuple[int, str | None, int, int | None]]) -> list[Term]:
    return [
        Term(ward_id=ward, party=party, start=day_of(first), end=last and day_of(last) - dt.timedelta(days=1))
        for ward, party, first, last in spans
    ]


@pytest.mark.parametrize(("mine", "theirs", "result"), SEATS)
def test_terms_that_meet_are_joined_and_others_end_where_the_later_begins(
    twice: Register, mine: Any, theirs: Any, result: Any
) -> None:
    with twice.operation("Other terms") as session:
        session.get_one(Councillor, ANN).terms = terms(mine)
        session.get_one(Councillor, NAN).terms = terms(theirs)
    councillors.merge(twice, ANN, NAN)
    expected = [(one.ward_id, one.party, one.start, one.end) for one in terms(result)]
    with twice.reading() as session:
        query = select(Term).where(Term.councillor_id == ANN).order_by(Term.start)
        assert [(one.ward_id, one.party, one.start, one.end) for one in session.scalars(query)] == expected


def days_held(register: Register, councillor: int, kind: Any, *names: str) -> set[tuple[Any, ...]]:
    """Each day (of some) with what held on it: in office, or a commitment that stood."""
    start, end = names
    days = [dt.date(2017, 5, 23) + dt.timedelta(days=10 * place) for place in range(40)]
    what = [] if kind is Term else ["item_id"]
    return {
        (day, *value)
        for owner, first, last, *value in rows(register, kind, "councillor_id", start, end, *what)
        for day in days
        if owner == councillor and first <= day and (last is None or (last >= day if kind is Term else last > day))
    }


def random_past(session: Session, chance: random.Random) -> None:
    """Other records of the two, as they may have come together in years."""

    def days(number: int) -> list[dt.date]:
        return sorted(dt.date(2017, 5, 23) + dt.timedelta(days=one) for one in chance.sample(range(360), number))

    session.delete(session.get_one(Visit, 1))
    session.flush()
    for kind, column in references():
        for row in session.scalars(select(kind).where(column.in_((ANN, NAN)))):
            session.delete(row)
    session.flush()
    for who in (ANN, NAN):
        marks = days(2 * chance.randint(1, 3))
        for place in range(0, len(marks), 2):
            last = place == len(marks) - 2 and chance.random() < 0.5
            term = Term(councillor_id=who, ward_id=chance.randint(1, 2), party=chance.choice(["Green", "Labour", None]))
            term.start, term.end = marks[place], None if last else marks[place + 1]
            session.add(term)
        for item in (1, 2, 3):
            marks = days(2 * chance.randint(0, 2))
            for place in range(0, len(marks), 2):
                last = place == len(marks) - 2 and chance.random() < 0.5
                one = Commitment(councillor_id=who, item_id=item, made_on=marks[place])
                one.withdrawn_on = None if last else marks[place + 1]
                session.add(one)
        session.add_all(Attendance(councillor_id=who, event_id=event) for event in (1, 2) if chance.random() < 0.5)


@pytest.mark.parametrize("seed", range(8))
def test_on_every_day_the_one_has_what_either_of_the_two_had(twice: Register, seed: int) -> None:
    with twice.operation("Another past") as session:
        random_past(session, random.Random(seed))
    before = everything(twice)
    lasting = ((Term, "start", "end"), (Commitment, "made_on", "withdrawn_on"))
    had = [days_held(twice, ANN, *one) | days_held(twice, NAN, *one) for one in lasting]
    attended = {event for who, event in rows(twice, Attendance, "councillor_id", "event_id") if who in (ANN, NAN)}
    councillors.merge(twice, ANN, NAN)
    assert [days_held(twice, ANN, *one) for one in lasting] == had
    assert {event for _, event in rows(twice, Attendance, "councillor_id", "event_id")} == attended
    with twice.reading() as session:
        for kind, column in references():
            assert session.scalars(select(kind).where(column == NAN)).all() == []
    twice.undo()
    assert everything(twice) == before


def test_nobody_is_merged_with_himself_with_one_who_is_gone_or_was_erased(twice: Register) -> None:
    before = everything(twice)
    with pytest.raises(UserError, match=r"one and the same councillor. Nothing was changed"):
        councillors.merge(twice, ANN, ANN)
    with pytest.raises(UserError, match=r"no longer in the register. Nothing was changed"):
        councillors.plan_merge(twice, ANN, 99)
    assert everything(twice) == before
    with twice.operation("As an erasure leaves it") as session:
        session.add(Erasure(table_name="councillor", row_key=NAN, erased_on=DAY, entries=""))
    with pytest.raises(UserError, match=r"was erased: who it was is not known any more. Nothing was changed"):
        councillors.merge(twice, ANN, NAN)


def test_a_councillor_is_split_again(twice: Register) -> None:
    councillors.merge(twice, ANN, NAN)
    held = councillors.held_records(twice, ANN)
    assert {one.table for one in held} == {
        "activity", "attendance", "commitment", "menu_return", "reply", "role_held", "set_aside", "term", "visitor",
    }  # fmt: skip
    chosen = [one.key for one in held if one.table in ("reply", "attendance")]
    new = councillors.split(twice, ANN, chosen, {"forename": "Anna", "email": "anna@north.example"})
    assert rows(twice, Councillor, "id", "forename", "surname", "email")[-1] == (
        new,
        "Anna",
        "Bell",
        "anna@north.example",
    )
    assert [who for who, _ in rows(twice, Attendance, "councillor_id", "event_id")] == [new, new]
    assert [who for who, _ in rows(twice, Reply, "councillor_id", "id")] == [new, new]
    # No term was chosen, and each needs a seat: both have it.
    assert rows(twice, Term, "councillor_id", "ward_id", "start") == [
        (ANN, 1, ELECTED),
        (BEN, 1, ELECTED),
        (new, 1, ELECTED),
    ]
    assert history_label(twice) == "Split councillor Ann Bell (Mill): 4 records to a new one"
    twice.undo()
    assert rows(twice, Councillor, "id") == [(ANN,), (BEN,)]


def test_terms_are_divided_where_some_are_chosen(twice: Register) -> None:
    with twice.operation("Another term") as session:
        ann = session.get_one(Councillor, ANN)
        ann.terms.append(Term(ward_id=2, start=dt.date(2018, 5, 7)))
    [_, second] = [one for one in councillors.held_records(twice, ANN) if one.table == "term"]
    new = councillors.split(twice, ANN, [second.key], {})
    assert [(who, ward) for who, ward in rows(twice, Term, "councillor_id", "ward_id") if who in (ANN, new)] == [
        (ANN, 1),
        (new, 2),
    ]


def test_a_split_of_nothing_and_of_anothers_records_is_refused(twice: Register) -> None:
    before = everything(twice)
    [theirs] = [one for one in councillors.held_records(twice, BEN) if one.table == "term"]
    with pytest.raises(UserError, match=r"Nothing is chosen. Nothing was changed."):
        councillors.split(twice, ANN, [], {})
    with pytest.raises(UserError, match=r"no longer this councillor's. Nothing was changed."):
        councillors.split(twice, ANN, [theirs.key], {})
    assert everything(twice) == before


def history_label(register: Register) -> str:
    return register.entries()[-1].label
