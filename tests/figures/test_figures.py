"""What the figures say in the cases people ask about: the late, the leaver, the withdrawn, the asked twice."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from cp_desktop import figures
from cp_desktop.figures import reference_counts
from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Councillor,
    District,
    Done,
    Edition,
    Home,
    HomeKind,
    Item,
    MunicipalYear,
    Reply,
    Survey,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.register import Register

DAY = dt.date(2018, 1, 31)
MADE = dt.date(2017, 7, 11)
REPLIED = dt.datetime(2017, 12, 5, 10, 30)
ASH, BECK, COLE, DALE = 1, 2, 3, 4
LISTEN, VISIT, SPEAK, LAST_YEARS = 1, 2, 3, 9


class Scene:
    """A small council; each method adds what one sentence of a test says."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.add(
            District(id=1, name="North"),
            MunicipalYear(id=2, label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)),
        )
        self.add(Ward(id=1, name="Elm", district_id=1), Ward(id=2, name="Oak"))
        self.add(Edition(id=1, year_id=1, title="Menu"), Edition(id=2, year_id=2, title="Last year's menu"))
        self.add(
            Item(id=LISTEN, edition_id=1, number=1, group="Ward", wording="Listen"),
            Item(id=VISIT, edition_id=1, number=2, group="Ward", wording="Visit"),
            Item(id=SPEAK, edition_id=1, number=3, group="City", wording="Speak"),
            Item(id=LAST_YEARS, edition_id=2, number=1, wording="Listen"),
            Survey(id=1, edition_id=1, title="Survey"),
        )
        for id, surname in ((ASH, "Ash"), (BECK, "Beck"), (COLE, "Cole")):
            self.councillor(id, surname)

    def add(self, *rows: Any) -> None:
        with self.register.operation("Add") as session:
            session.add_all(rows)

    def councillor(self, id: int, surname: str, start: dt.date = dt.date(2015, 5, 7), end: Any = None) -> None:
        self.add(Councillor(id=id, forename="Asha", surname=surname))
        party = "Green" if id != BECK else None
        self.add(Term(councillor_id=id, ward_id=1 if id != COLE else 2, party=party, start=start, end=end))

    def commits(self, who: int, *items: int, made: dt.date = MADE, withdrawn: dt.date | None = None) -> None:
        self.add(*(Commitment(councillor_id=who, item_id=item, made_on=made, withdrawn_on=withdrawn) for item in items))

    def replies(self, who: int, at: dt.datetime = REPLIED, survey: int = 1, **said: Done) -> None:
        items = {"listen": LISTEN, "visit": VISIT, "speak": SPEAK, "last_years": LAST_YEARS}
        answers = [Answer(item_id=items[item], done=done) for item, done in said.items()]
        self.add(Reply(survey_id=survey, councillor_id=who, answered_at=at, answers=answers))

    def recorded(self, who: int, item: int, on: dt.date = MADE) -> None:
        self.add(Activity(councillor_id=who, item_id=item, done_on=on))

    def numbers(self, as_at: dt.date = DAY) -> dict[str, int]:
        with self.register.reading() as session:
            counted = reference_counts.ReferenceCounts(session)
            assert not list(counted.differences(session, 1, as_at, "2017/18"))
            return {key: figure.numerator for key, figure in figures.totals(session, 1, as_at).items()}

    def homes(self, as_at: dt.date = DAY, since: dt.date | None = None) -> dict[str, int]:
        with self.register.reading() as session:
            return {key: figure.numerator for key, figure in figures.homes(session, as_at, since).items()}

    def shown(self, measure: str, *columns: str, **part: Any) -> list[tuple[Any, ...]]:
        listing = figures.drill_down(measure, 1, DAY, **part)
        with self.register.reading() as session:
            rows = session.execute(listing.rows(columns=[listing.column(label) for label in columns]))
            return [tuple(row)[1:] for row in rows]


@pytest.fixture
def scene(register: Register) -> Iterator[Scene]:
    return Scene(register)


def test_the_late_and_the_leaver(scene: Scene) -> None:
    scene.councillor(DALE, "Dale", start=dt.date(2017, 10, 1), end=dt.date(2017, 12, 31))
    scene.commits(DALE, LISTEN, made=dt.date(2017, 10, 1))
    scene.replies(DALE, listen=Done.UNDERTAKEN)
    scene.recorded(DALE, VISIT, on=dt.date(2017, 10, 2))
    before, first, last, after = (
        scene.numbers(day)
        for day in (dt.date(2017, 9, 30), dt.date(2017, 10, 1), dt.date(2017, 12, 31), dt.date(2018, 1, 1))
    )
    assert (before["members"], first["members"], last["members"], after["members"]) == (3, 4, 4, 3)
    assert (before["commitments"], first["commitments"], last["commitments"], after["commitments"]) == (0, 1, 1, 0)
    assert (last["replies"], last["undertaken_known"], last["active_members"]) == (1, 2, 1)
    assert (after["replies"], after["undertaken_known"], after["active_members"]) == (0, 0, 0)


def test_a_withdrawn_commitment_stands_until_the_day_and_may_be_made_again(scene: Scene) -> None:
    withdrawn, again = dt.date(2017, 10, 1), dt.date(2017, 11, 1)
    scene.commits(ASH, LISTEN, withdrawn=withdrawn)
    scene.commits(ASH, LISTEN, made=again)
    got = [
        scene.numbers(day)["commitments"]
        for day in (MADE - dt.timedelta(1), MADE, withdrawn - dt.timedelta(1), withdrawn, again)
    ]
    assert got == [0, 1, 1, 0, 1]


def test_a_pair_promised_twice_at_once_counts_once(scene: Scene) -> None:
    scene.commits(ASH, LISTEN, withdrawn=dt.date(2018, 3, 1))
    scene.commits(ASH, LISTEN, made=dt.date(2017, 9, 1))
    scene.commits(BECK, LISTEN, withdrawn=dt.date(2018, 4, 1))
    scene.commits(BECK, LISTEN, withdrawn=dt.date(2018, 5, 1))
    assert scene.numbers()["commitments"] == 2
    assert len(scene.shown("commitments", "Councillor")) == 2


def test_of_two_replies_the_latest_by_the_day_counts(scene: Scene) -> None:
    scene.add(Survey(id=2, edition_id=1, title="Reminder"))
    scene.commits(ASH, LISTEN, VISIT)
    scene.replies(ASH, listen=Done.NOT_YET, visit=Done.UNDERTAKEN)
    scene.replies(ASH, at=dt.datetime(2018, 1, 31, 23, 59), survey=2, listen=Done.UNDERTAKEN)
    early, late = scene.numbers(dt.date(2018, 1, 30)), scene.numbers(dt.date(2018, 1, 31))
    assert (early["replies"], early["undertaken_replies"], early["not_yet_said"]) == (1, 1, 1)
    assert (late["replies"], late["undertaken_replies"], late["not_yet_said"]) == (1, 1, 0)
    assert (late["not_yet_replies"], late["not_yet_no_answer"]) == (1, 1)
    assert scene.shown("undertaken_replies", "Wording") == [("Listen",)]


def test_a_pair_counts_once_however_many_records_support_it(scene: Scene) -> None:
    scene.commits(ASH, LISTEN)
    scene.replies(ASH, listen=Done.UNDERTAKEN, speak=Done.UNDERTAKEN)
    for item in (LISTEN, VISIT, VISIT):
        scene.recorded(ASH, item)
    got = scene.numbers()
    assert (got["undertaken_replies"], got["undertaken_replies_uncommitted"]) == (2, 1)
    assert (got["undertaken_known"], got["undertaken_known_uncommitted"]) == (3, 2)
    assert got["undertaken_replies_committed"] == 1


def test_a_blank_is_no_answer_and_a_reply_of_blanks_is_a_reply(scene: Scene) -> None:
    scene.commits(ASH, LISTEN, VISIT, SPEAK)
    scene.commits(BECK, LISTEN)
    scene.replies(ASH, listen=Done.NO_ANSWER, visit=Done.NOT_YET)
    got = scene.numbers()
    assert (got["replies"], got["repliers_commitments"], got["not_yet_replies"]) == (1, 3, 3)
    assert (got["not_yet_said"], got["not_yet_no_answer"]) == (1, 2)
    assert scene.shown("not_yet_said", "Wording", "Reply says") == [("Visit", "Not yet")]


def test_a_reply_without_a_menu_return_makes_the_share_one_of_members(scene: Scene) -> None:
    scene.commits(ASH, LISTEN)
    scene.replies(ASH, listen=Done.UNDERTAKEN)

    def got() -> figures.Figure:
        with scene.register.reading() as session:
            return figures.totals(session, 1, DAY)["replies"]

    assert got().sentence() == "1 of 1 member who returned the menu (100.0%)"
    scene.replies(BECK, visit=Done.UNDERTAKEN)
    assert got().sentence() == "2 of 3 members (66.7%)"
    assert "of all members where somebody replied who has not returned the menu" in figures.how_counted(got())
    assert scene.numbers()["replies_with_return"] == 1
    assert scene.shown("replies_with_return", "Councillor") == [("Asha Ash",)]


def test_another_years_items_and_replies_do_not_count(scene: Scene) -> None:
    scene.add(Survey(id=3, edition_id=2, title="Last year's survey"))
    scene.commits(ASH, LAST_YEARS, made=dt.date(2016, 7, 1))
    scene.replies(ASH, survey=3, last_years=Done.UNDERTAKEN)
    scene.replies(BECK, last_years=Done.UNDERTAKEN)  # a stray answer in this year's reply
    scene.recorded(ASH, LAST_YEARS)
    got = scene.numbers()
    assert got["replies"] == 1
    assert {got[key] for key in ("commitments", "menu_returns", "undertaken_known", "active_members")} == {0}


def test_an_empty_register_counts_nothing_and_divides_by_nothing(register: Register) -> None:
    with register.reading() as session:
        got = figures.totals(session, None, DAY)
        assert got.keys() == figures.MEASURES.keys()
        assert {figure.numerator for figure in got.values()} == {0}
        assert got["menu_returns"].percent() == "n/a"
        assert got["menu_returns"].sentence() == "0 of 0 members"
        assert [figures.breakdown(session, None, DAY, by) for by in figures.BYS] == [[], [], [], [], []]
        assert figures.grid(session, None, DAY, [1]) == {}
        assert figures.reply_progress(session, None, DAY) == []
        assert {figure.numerator for figure in figures.homes(session, DAY).values()} == {0}


def test_breakdowns_come_in_the_order_people_expect(scene: Scene) -> None:
    scene.add(Ward(id=3, name="Ash Vale", start=dt.date(2017, 1, 1)), Ward(id=4, name="Old", end=dt.date(2016, 1, 1)))
    scene.commits(COLE, VISIT)
    with scene.register.reading() as session:

        def lines(by: figures.By) -> list[tuple[str, Any]]:
            return [(line.label, line.key) for line in figures.breakdown(session, 1, DAY, by)]

        assert lines("item") == [("1 Listen", 1), ("2 Visit", 2), ("3 Speak", 3)]
        assert lines("group") == [("Ward", "Ward"), ("City", "City")]
        assert lines("ward") == [("Ash Vale", 3), ("Elm", 1), ("Oak", 2)]
        assert lines("district") == [("North", 1), ("No district recorded", None)]
        assert lines("party") == [("Green", "Green"), ("No party recorded", None)]
        [_, _, oak] = figures.breakdown(session, 1, DAY, "ward")
        assert oak.figures["menu_returns"].sentence() == "1 of 1 member (100.0%)"


def test_the_grid_tells_each_state(scene: Scene) -> None:
    scene.commits(ASH, LISTEN, VISIT, SPEAK)
    scene.commits(COLE, LISTEN)
    scene.replies(ASH, listen=Done.UNDERTAKEN, visit=Done.NOT_YET)
    scene.recorded(COLE, LISTEN)
    scene.recorded(COLE, SPEAK)
    scene.replies(BECK, visit=Done.NOT_YET)
    with scene.register.reading() as session:
        pairs = figures.grid(session, 1, DAY, [ASH, BECK, COLE])
        rows = figures.row_totals([ASH, BECK, COLE], pairs)
        foot = figures.grid_totals(session, 1, DAY)
    assert {key: (pair.state, pair.known) for key, pair in pairs.items()} == {
        (ASH, LISTEN): ("undertaken", False),
        (ASH, VISIT): ("not_yet", False),
        (ASH, SPEAK): ("committed", False),
        (COLE, LISTEN): ("undertaken", True),
        (COLE, SPEAK): ("undertaken_uncommitted", True),
    }
    assert rows == {ASH: (3, 1), BECK: (0, 0), COLE: (1, 2)}
    assert {item: (got["commitments"], got["undertaken_known"]) for item, got in foot.items()} == {
        LISTEN: (2, 2),
        VISIT: (1, 0),
        SPEAK: (1, 1),
    }


def test_replies_come_in_day_by_day(scene: Scene) -> None:
    scene.replies(ASH, at=dt.datetime(2017, 12, 5, 9))
    scene.replies(BECK, at=dt.datetime(2017, 12, 5, 18))
    scene.replies(ASH, at=dt.datetime(2017, 12, 7, 9))
    scene.replies(COLE, at=dt.datetime(2017, 12, 9, 9))
    with scene.register.reading() as session:
        got = figures.reply_progress(session, 1, dt.date(2017, 12, 9))
        assert got == [(dt.date(2017, 12, 5), 2), (dt.date(2017, 12, 9), 3)]
        assert figures.reply_progress(session, 1, dt.date(2017, 12, 8)) == got[:1]


def test_the_rows_behind_a_figure_show_the_evidence(scene: Scene) -> None:
    scene.commits(ASH, LISTEN)
    scene.replies(ASH, listen=Done.UNDERTAKEN)
    scene.recorded(COLE, SPEAK, on=dt.date(2017, 8, 1))
    scene.recorded(COLE, SPEAK, on=dt.date(2017, 9, 1))
    columns = ("Councillor", "Ward", "Wording", "Committed on", "Reply says", "Replied", "Recorded activity")
    assert scene.shown("undertaken_known", *columns) == [
        ("Asha Ash", "Elm", "Listen", MADE, "Undertaken", REPLIED, None),
        ("Asha Cole", "Oak", "Speak", None, None, None, dt.date(2017, 8, 1)),
    ]
    assert scene.shown("undertaken_known", "Councillor", by="item", key=SPEAK) == [("Asha Cole",)]
    assert scene.shown("undertaken_known_committed", "Councillor", "Wording") == [("Asha Ash", "Listen")]
    assert scene.shown("undertaken_known", "Councillor", by="district", key=None) == [("Asha Cole",)]
    assert scene.shown("active_members", "Councillor", "Commitments") == [("Asha Ash", 1), ("Asha Cole", 0)]
    with pytest.raises(ValueError, match="by item"):
        figures.drill_down("members", 1, DAY, "item", LISTEN)


def test_homes_need_a_visit_that_was_made_by_somebody_within_the_window(scene: Scene) -> None:
    def home(id: int, children: int | None, **more: Any) -> None:
        counts = [ChildrenCount(counted_on=dt.date(2017, 3, 31), children=children)] if children is not None else []
        scene.add(Home(id=id, name=f"Home {id}", kind=HomeKind.HOME, counts=counts, **more))

    def visit(home_id: int, on: dt.date, status: VisitStatus = VisitStatus.MADE, by: int | None = ASH) -> None:
        visitors = [] if by is None else [Visitor(councillor_id=by)]
        scene.add(Visit(home_id=home_id, visited_on=on, status=status, visitors=visitors))

    home(1, 3)  # visited on the window's first day
    visit(1, dt.date(2017, 2, 1))
    home(2, 2)  # visited the day before it
    visit(2, dt.date(2017, 1, 31))
    home(3, 0)  # turned away, planned, and by no councillor
    visit(3, DAY, VisitStatus.REFUSED)
    visit(3, DAY, VisitStatus.PLANNED)
    visit(3, DAY, by=None)
    home(4, None)  # never counted; visited by two on the last day
    scene.add(Visit(home_id=4, visited_on=DAY, visitors=[Visitor(councillor_id=ASH), Visitor(councillor_id=BECK)]))
    home(5, 4, closed_on=DAY)  # closed on the day
    home(6, 4, opened_on=DAY + dt.timedelta(1))  # not open yet
    scene.add(ChildrenCount(home_id=2, counted_on=DAY + dt.timedelta(1), children=0))  # a later count
    assert scene.homes() == {
        "open": 4,
        "visited": 2,
        "not_visited": 2,
        "with_children": 2,
        "without_children": 2,
        "visited_with_children": 1,
        "not_visited_with_children": 1,
        "not_visited_without_children": 1,
    }
    assert scene.homes(since=dt.date(2017, 1, 31))["visited"] == 3
    assert figures.twelve_months(dt.date(2016, 2, 29)) == dt.date(2015, 3, 1)
    assert scene.shown("not_visited_with_children", "Home", "Last visit") == [("Home 2", None)]


def test_a_figure_is_never_without_its_base() -> None:
    measures = figures.ALL_MEASURES
    menu_returns = figures.Figure(measures["menu_returns"], 105, 120, measures["members"], DAY)
    replies = figures.Figure(measures["replies"], 30, 105, measures["menu_returns"], DAY)
    members = figures.Figure(measures["members"], 120, None, None, DAY)
    assert menu_returns.sentence() == "105 of 120 members (87.5%)"
    assert menu_returns.sentence(places=0) == "105 of 120 members (88%)"
    assert replies.sentence() == "30 of 105 members who returned the menu (28.6%)"
    assert replies.of(members).sentence() == "30 of 120 members (25.0%)"
    assert members.sentence() == "120 members"
    assert members.percent() == ""
    got = figures.how_counted(menu_returns, "Elm ward")
    for part in ("(Elm ward)", "105 of 120 members (87.5%)", "31 Jan 2018", "standing commitment", "in office"):
        assert part in got


def test_every_base_and_whole_is_a_measure_itself() -> None:
    for measure in figures.ALL_MEASURES.values():
        assert {measure.base, measure.of_which, measure.within, measure.wider} <= {None, *figures.ALL_MEASURES}


def test_figures_are_as_at_today_or_a_past_years_last_day() -> None:
    year = MunicipalYear(label="2017/18", first_day=dt.date(2017, 5, 23), last_day=dt.date(2018, 5, 21))
    assert figures.default_as_at(year, dt.date(2018, 1, 31)) == dt.date(2018, 1, 31)
    assert figures.default_as_at(year, dt.date(2020, 1, 1)) == dt.date(2018, 5, 21)
