"""What visits and events are evidence of, and what becomes of it when the coordinator says yes, no, or yes and no."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import BigInteger, select

from cp_desktop import figures
from cp_desktop.disclosure import PUBLIC
from cp_desktop.figures.evidence import (
    EvidenceCounts,
    confirmed,
    evidence,
    evidence_counts,
    key_of,
    left_aside,
    source_of,
)
from cp_desktop.model import (
    Activity,
    Answer,
    Attendance,
    Commitment,
    Councillor,
    Done,
    Edition,
    Event,
    EventKind,
    Home,
    Item,
    ItemEventKind,
    ItemVisitKind,
    MunicipalYear,
    Reply,
    SetAside,
    Survey,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.services import evidence as said

DAY = dt.date(2018, 1, 31)
VISITED, HELD = dt.date(2018, 1, 12), dt.date(2017, 12, 1)
ASH, BECK, COLE = 1, 2, 3
VISITING, CELEBRATING, LAST_YEARS = 1, 2, 9
Told = tuple[str, int, str, dt.date]


class Scene:
    """Three councillors, a home, and a menu whose items name the visits and events that are evidence for them."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.add(
            MunicipalYear(id=2, label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)),
            Ward(id=1, name="Elm"),
            Home(id=1, name="Rose House"),
        )
        self.add(Edition(id=1, year_id=1, title="Menu"), Edition(id=2, year_id=2, title="Last year's menu"))
        monitoring, home = VisitKind.MONITORING, EventKind.HOME
        self.add(
            Item(id=VISITING, edition_id=1, number=2, wording="Visit", visit_kinds=[ItemVisitKind(kind=monitoring)]),
            Item(
                id=CELEBRATING,
                edition_id=1,
                number=16,
                wording="Celebrate",
                event_kinds=[ItemEventKind(kind=EventKind.CELEBRATION), ItemEventKind(kind=home)],
            ),
            Item(id=3, edition_id=1, number=5, wording="Ask", event_kinds=[ItemEventKind(kind=EventKind.LISTENING)]),
            Item(id=LAST_YEARS, edition_id=2, number=1, wording="V", visit_kinds=[ItemVisitKind(kind=monitoring)]),
        )
        for id, surname in ((ASH, "Ash"), (BECK, "Beck"), (COLE, "Cole")):
            self.add(Councillor(id=id, forename="Asha", surname=surname))
            self.add(Term(councillor_id=id, ward_id=1, start=dt.date(2015, 5, 7)))

    def add(self, *rows: Any) -> None:
        with self.register.operation("Add") as session:
            session.add_all(rows)

    def visit(self, *who: int, on: dt.date = VISITED, **more: Any) -> None:
        visitors = [Visitor(councillor_id=one) for one in who]
        self.add(Visit(home_id=1, visited_on=on, visitors=visitors, **more))

    def event(
        self, *who: int, on: dt.date = HELD, kind: EventKind = EventKind.CELEBRATION, name: str = "Awards"
    ) -> None:
        self.add(Event(name=name, held_on=on, kind=kind, attendances=[Attendance(councillor_id=one) for one in who]))

    def keys(self, as_at: dt.date = DAY, edition: int = 1) -> list[int]:
        with self.register.reading() as session:
            return list(session.scalars(evidence(edition, as_at).ids()))

    def shown(self, *columns: str, as_at: dt.date = DAY, edition: int = 1) -> list[tuple[Any, ...]]:
        return self.rows_of(evidence(edition, as_at), *columns)

    def rows_of(self, listing: Any, *columns: str) -> list[tuple[Any, ...]]:
        with self.register.reading() as session:
            rows = session.execute(listing.rows(columns=[listing.column(label) for label in columns]))
            return [tuple(row)[1:] for row in rows]

    def confirm(self, keys: Sequence[int]) -> int:
        return said.confirm(self.register, keys).number

    def counts(self) -> EvidenceCounts:
        with self.register.reading() as session:
            return evidence_counts(session, 1, DAY)

    def known(self) -> tuple[int, int]:
        """Items known to be undertaken, and members with any."""
        with self.register.reading() as session:
            totals = figures.totals(session, 1, DAY)
        return totals["undertaken_known"].numerator, totals["active_members"].numerator


@pytest.fixture
def scene(register: Register) -> Scene:
    return Scene(register)


def test_each_councillor_item_and_source_is_one_row(scene: Scene) -> None:
    scene.visit(ASH, BECK)
    scene.event(BECK)
    assert scene.shown("Councillor", "No.", "Evidence", "Date", "Place or event") == [
        ("Asha Ash", 2, "Monitoring visit", VISITED, "Rose House"),
        ("Asha Beck", 2, "Monitoring visit", VISITED, "Rose House"),
        ("Asha Beck", 16, "Celebration event", HELD, "Awards"),
    ]
    assert len(set(scene.keys())) == 3
    assert scene.counts() == EvidenceCounts(3, 1, 1, 0, 0, mapped=True)
    listing = evidence(1, DAY)
    assert [column.label for column in listing.columns if column.disclosure > PUBLIC] == ["Place or event"]
    assert {"visit", "visitor", "attendance", "event", "activity", "set_aside", "item_event_kind", "term"} <= (
        listing.tables
    )


def test_no_evidence(scene: Scene) -> None:
    scene.visit(ASH, status=VisitStatus.PLANNED)
    scene.visit(ASH, status=VisitStatus.REFUSED)
    scene.visit(ASH, kind=VisitKind.SCHOOL)  # no item names it
    scene.visit(ASH, on=DAY + dt.timedelta(days=1))
    scene.visit(ASH, on=dt.date(2017, 5, 22))  # last year's
    scene.event(ASH, kind=EventKind.TRAINING)
    scene.add(Councillor(id=4, forename="Lev", surname="Left"))
    scene.add(Term(councillor_id=4, ward_id=1, start=dt.date(2015, 5, 7), end=dt.date(2018, 1, 30)))
    scene.visit(4)
    assert scene.shown("Councillor") == []
    assert scene.shown("Councillor", as_at=dt.date(2018, 1, 30)) == [("Lev Left",)]
    assert scene.shown("Councillor", "Date", edition=2) == [("Asha Ash", dt.date(2017, 5, 22))]


def test_confirmed_pairs_count_at_once_and_once(scene: Scene) -> None:
    scene.visit(ASH)
    scene.visit(ASH, on=dt.date(2017, 9, 1))
    scene.event(BECK)
    before = scene.known()
    assert before == (0, 0)
    keys = scene.keys()
    assert scene.confirm(keys[:1]) == 1
    assert scene.known() == (1, 1)
    assert scene.shown("Councillor", "Already known") == [("Asha Beck", False), ("Asha Ash", True)]
    assert scene.keys() == keys[1:]  # the others keep their keys
    assert scene.confirm(keys) == 2  # the first is confirmed already
    assert scene.confirm(keys) == 0
    assert scene.known() == (2, 2)  # two visits of one councillor support one item
    assert scene.shown("Councillor") == []
    for _ in range(3):  # the last, which changed nothing, left nothing to undo
        scene.register.undo()
        if scene.known() == before:
            break
    assert scene.known() == before
    assert scene.keys() == keys


def test_what_is_recorded_says_the_day_and_never_the_home(scene: Scene) -> None:
    scene.visit(ASH)
    scene.event(BECK)
    scene.event(COLE, kind=EventKind.HOME, name="Barbecue at Rose House")
    scene.confirm(scene.keys())
    assert scene.rows_of(confirmed(1, DAY), "Councillor", "No.", "What was done", "Date", "Still so") == [
        ("Asha Ash", 2, "Monitoring visit on 12 Jan 2018", VISITED, True),
        ("Asha Beck", 16, "Awards on 1 Dec 2017", HELD, True),
        ("Asha Cole", 16, "Event of a home on 1 Dec 2017", HELD, True),
    ]
    with scene.register.operation("Not made") as session:
        session.scalars(select(Visit)).one().status = VisitStatus.CANCELLED
    assert [still for (still,) in scene.rows_of(confirmed(1, DAY), "Still so")] == [False, True, True]


def test_a_withdrawn_confirmation_is_offered_again_and_stays_in_the_history(scene: Scene) -> None:
    scene.visit(ASH, BECK)
    scene.add(Activity(councillor_id=COLE, item_id=VISITING, done_on=VISITED, what="Told me"))
    keys = scene.keys()
    scene.confirm(keys)
    listing = confirmed(1, DAY)
    with scene.register.reading() as session:
        first, _ = session.scalars(listing.ids())  # what she knew otherwise is not among them
    assert said.withdraw(scene.register, [first, 999]).number == 1
    assert scene.keys() == keys[:1]
    assert scene.known() == (2, 2)
    assert [entry.label for entry in scene.register.entries()][-2:] == [
        "Confirm: 2 pieces of evidence",
        "Withdraw: 2 pieces of evidence",
    ]
    scene.register.undo()
    assert scene.keys() == []


def test_what_is_set_aside_is_not_offered_until_it_is_brought_back(scene: Scene) -> None:
    scene.visit(ASH)
    scene.event(ASH)
    keys = scene.keys()
    for expected in (2, 0):
        assert said.set_aside(scene.register, keys).number == expected
    assert scene.keys() == []
    assert scene.counts() == EvidenceCounts(0, 0, 0, 0, 2, mapped=True)
    listing = left_aside(1)
    assert scene.rows_of(listing, "Evidence", "Place or event") == [
        ("Monitoring visit", "Rose House"),
        ("Celebration event", "Awards"),
    ]
    with scene.register.reading() as session:
        ids = list(session.scalars(listing.ids()))
    assert said.bring_back(scene.register, ids[:1]).number == 1
    assert scene.keys() == keys[:1]


def test_commitments_and_replies_stand_beside_the_evidence(scene: Scene) -> None:
    scene.visit(ASH, BECK, COLE)
    scene.add(
        Commitment(councillor_id=ASH, item_id=VISITING, made_on=dt.date(2017, 7, 1)),
        Commitment(councillor_id=BECK, item_id=VISITING, made_on=dt.date(2017, 7, 1), withdrawn_on=dt.date(2017, 8, 1)),
        Survey(id=1, edition_id=1, title="Survey"),
    )
    answers = [Answer(item_id=VISITING, done=Done.UNDERTAKEN)]
    scene.add(Reply(survey_id=1, councillor_id=BECK, answered_at=dt.datetime(2017, 12, 5, 10, 30), answers=answers))
    assert scene.shown("Councillor", "Committed", "Already known") == [
        ("Asha Ash", True, False),
        ("Asha Beck", False, True),
        ("Asha Cole", False, False),
    ]
    listing = evidence(1, DAY)
    with scene.register.reading() as session:
        new = list(session.scalars(listing.ids(filters={"Already known": {False}, "Committed": {True}})))
    scene.confirm(new)
    assert scene.known() == (2, 2)


def test_evidence_leads_to_its_visit_or_event(scene: Scene) -> None:
    scene.visit(ASH)
    scene.event(BECK)
    visit, event = scene.keys()
    with scene.register.reading() as session:
        assert source_of(session, visit) == (Visit, 1)
        assert source_of(session, event) == (Event, 1)
        assert source_of(session, key_of(77, VISITING, of_event=True)) is None
    # Who is gone meanwhile is passed over, and so is an item that is.
    assert scene.confirm([visit + 2 * 40, key_of(77, VISITING, of_event=False)]) == 0


def test_a_menu_that_names_no_kinds(scene: Scene) -> None:
    with scene.register.operation("Empty") as session:
        for kind in (ItemVisitKind, ItemEventKind):
            for row in session.scalars(select(kind)):
                session.delete(row)
    assert scene.counts() == EvidenceCounts(0, 0, 0, 0, 0, mapped=False)
    with scene.register.reading() as session:
        assert evidence_counts(session, None, DAY) == EvidenceCounts(0, 0, 0, 0, 0, mapped=False)


@pytest.mark.parametrize("seed", range(8))
def test_the_same_as_going_through_it_by_hand(scene: Scene, seed: int) -> None:
    dice = random.Random(seed)

    def some_day() -> dt.date:
        return dt.date(2017, 5, 1) + dt.timedelta(days=dice.randrange(300))

    def some_people() -> list[int]:
        return dice.sample((ASH, BECK, COLE), dice.randrange(4))

    with scene.register.operation("Kinds") as session:
        for item in session.scalars(select(Item)).all():
            item.visit_kinds, item.event_kinds = [], []
            session.flush()
            item.visit_kinds = [ItemVisitKind(kind=kind) for kind in dice.sample(list(VisitKind), 2)]
            item.event_kinds = [ItemEventKind(kind=kind) for kind in dice.sample(list(EventKind), 2)]
    for _ in range(12):
        kind, status = dice.choice(list(VisitKind)), dice.choice([*VisitStatus, VisitStatus.MADE])
        scene.visit(*some_people(), on=some_day(), kind=kind, status=status)
        scene.event(*some_people(), on=some_day(), kind=dice.choice(list(EventKind)), name="Fair")
    keys = scene.keys()
    said.confirm(scene.register, dice.sample(keys, len(keys) // 4))
    said.set_aside(scene.register, dice.sample(keys, len(keys) // 4))
    columns = ("Councillor", "No.", "Evidence", "Date")
    counted = scene.shown(*columns)
    assert sorted(counted) == sorted(by_hand(scene.register))
    assert scene.counts().suggestions == len(counted)


def by_hand(register: Register) -> list[Told]:
    """Every piece of evidence, found the slow way."""
    found = []
    with register.reading() as session:
        marks = {
            (one.councillor_id, one.item_id, one.visit_id, one.event_id)
            for kind in (Activity, SetAside)
            for one in session.scalars(select(kind))
        }
        for item in session.scalars(select(Item).where(Item.edition_id == 1)):
            year = item.edition.year
            last = min(DAY, year.last_day)
            kinds = {one.kind for one in (*item.visit_kinds, *item.event_kinds)}
            for visit in session.scalars(select(Visit)):
                made = visit.status == VisitStatus.MADE and year.first_day <= visit.visited_on <= last
                found += [
                    (one.councillor.name, item.number, visit.kind.label, visit.visited_on)
                    for one in visit.visitors
                    if made
                    and visit.kind in {kind for kind in kinds if isinstance(kind, VisitKind)}
                    and (one.councillor_id, item.id, visit.id, None) not in marks
                ]
            for event in session.scalars(select(Event)):
                found += [
                    (one.councillor.name, item.number, event.kind.label, event.held_on)
                    for one in event.attendances
                    if year.first_day <= event.held_on <= last
                    and event.kind in {kind for kind in kinds if isinstance(kind, EventKind)}
                    and (one.councillor_id, item.id, None, event.id) not in marks
                ]
    return found


def test_a_register_that_has_grown_old_keeps_its_evidence_apart(scene: Scene) -> None:
    """Keys are worked out from keys: at visitor 1,024 they leave 32 bits, and another database would refuse them."""
    scene.add(
        Visit(id=40_000, home_id=1, visited_on=VISITED, visitors=[Visitor(id=70_001, councillor_id=ASH)]),
        Event(
            id=50_000,
            name="Awards",
            held_on=HELD,
            kind=EventKind.CELEBRATION,
            attendances=[Attendance(id=70_001, councillor_id=ASH)],
        ),
    )
    keys = scene.keys()
    assert min(keys) > 2**32
    assert isinstance(evidence(1, DAY).id.type, BigInteger)
    with scene.register.reading() as session:
        assert [source_of(session, key) for key in keys] == [(Visit, 40_000), (Event, 50_000)]
    assert scene.confirm(keys) == 2
    assert scene.keys() == []
