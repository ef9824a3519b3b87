"""The sentences of the survey summary: right for none, one, two and many, and the coordinator's own words in their
place, with a flag when a figure has changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Councillor,
    Done,
    EditedSentence,
    Edition,
    Home,
    Item,
    MunicipalYear,
    Reply,
    Survey,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
)
from cp_desktop.register import Register
from cp_desktop.reports.sentences import Sentence, sentences
from cp_desktop.services.texts import edit_sentence

from .conftest import AS_AT

DONE, NOT_YET, BLANK = Done.UNDERTAKEN, Done.NOT_YET, Done.NO_ANSWER
JUNE = dt.date(2017, 6, 1)


def world(
    session: Session,
    people: int = 0,
    items: int = 0,
    promised: Sequence[tuple[int, int]] = (),
    replies: Mapping[int, Mapping[int, Done]] | None = None,
    known: Sequence[tuple[int, int]] = (),
    homes: Sequence[tuple[int, bool]] = (),
    year: int = 1,
    since: dt.date = JUNE,
) -> None:
    """Councillors and items by their numbers; who promised which, what who replied of which, what the coordinator
    knows, and homes with how many children, visited or not."""
    edition = Edition(year_id=year, title="Menu")
    ward = session.scalars(select(Ward)).first() or Ward(name="Ash")
    session.add_all([edition, ward])
    session.flush()
    there = list(session.scalars(select(Councillor).order_by(Councillor.id)))
    new = [
        Councillor(forename="Ann", surname=f"Ash {n}", terms=[Term(ward_id=ward.id, start=dt.date(2014, 5, 22))])
        for n in range(len(there), people)
    ]
    listed = [Item(edition_id=edition.id, number=n, wording=f"Item {n}") for n in range(1, items + 1)]
    survey = Survey(edition_id=edition.id, title="Survey")
    session.add_all([*new, *listed, survey])
    session.flush()
    who = [person.id for person in [*there, *new]]
    which = [item.id for item in listed]
    for person, item in promised:
        session.add(Commitment(councillor_id=who[person - 1], item_id=which[item - 1], made_on=since))
    for person, answers in (replies or {}).items():
        session.add(
            Reply(
                survey_id=survey.id,
                councillor_id=who[person - 1],
                answered_at=dt.datetime.combine(since, dt.time()) + dt.timedelta(days=200 + person),
                answers=[Answer(item_id=which[item - 1], done=done) for item, done in answers.items()]
                or [Answer(item_id=which[0], done=Done.NO_ANSWER, example="Ask me again")],
            )
        )
    for person, item in known:
        session.add(Activity(councillor_id=who[person - 1], item_id=which[item - 1], done_on=since))
    for number, (children, visited) in enumerate(homes):
        home = Home(name=f"Zebrawood {number}")
        session.add(home)
        session.flush()
        session.add(ChildrenCount(home_id=home.id, counted_on=since, children=children))
        if visited:
            there_was = [Visitor(councillor_id=who[0])]
            session.add(
                Visit(home_id=home.id, visited_on=dt.date(2017, 9, 1), kind=VisitKind.MONITORING, visitors=there_was)
            )


def found(register: Register, as_at: dt.date = AS_AT) -> dict[str, Sentence]:
    with register.reading() as session:
        return {one.key: one for one in sentences(session, as_at=as_at)}


def said(register: Register, as_at: dt.date = AS_AT) -> dict[str, str]:
    """What is printed, by key, without the signs of bold."""
    return {key: one.text.replace("**", "") for key, one in found(register, as_at).items()}


NOT_SAID = dict.fromkeys(("chosen", "undertaken", "not-yet", "active", "visited", "not-visited", "compared"))
ONE_DUTY = "The duty to visit covers the homes where Northborough children live; visits to the rest are encouraged."
IN_TIME = f"{ONE_DUTY} In the twelve months that end with the day of these figures, councillors visited"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (
            {},
            {
                "committed": "There were no councillors in office, so there is nothing to count.",
                "visited-duty": "The register held no homes that were open.",
                **NOT_SAID,
            },
        ),
        (
            {"people": 1, "items": 1},
            {
                "committed": "There was 1 councillor in office, who had not committed to an item of the menu of "
                "2017/18.",
                "replied": "No councillor has replied to the survey yet.",
                "known": "Nothing is known to have been undertaken yet.",
                "visited-duty": "The register held no homes that were open.",
                **NOT_SAID,
            },
        ),
        (
            {"people": 1, "items": 2, "promised": [(1, 1)], "replies": {1: {1: DONE}}, "homes": [(1, True)]},
            {
                "committed": "There was 1 councillor in office, who had made 1 commitment to an item of the menu of "
                "2017/18.",
                "chosen": "Item 1 was chosen most often, by 1 councillor; item 2 by nobody.",
                "replied": "1 councillor replied to the survey: 100.0% of the one who had returned the menu, and "
                "100.0% of the one in office.",
                "undertaken": "By the one reply, 1 item was undertaken, each councillor and item counted once: it had "
                "been committed to (100.0% of the one commitment of those who replied).",
                "not-yet": "The one commitment of those who replied was undertaken.",
                "known": "The coordinator knows of no more than the replies say: 1 item is known to be undertaken, "
                "with a commitment.",
                "active": "1 councillor (100.0% of the one in office) has undertaken at least one item, as far as is "
                "known.",
                "visited-duty": f"{IN_TIME} 1 of 1 home (100.0%) with Northborough children.",
                "not-visited": "Every open home was visited in that time.",
            },
        ),
        (
            {"people": 1, "items": 2, "promised": [(1, 1)], "replies": {1: {2: DONE}}, "homes": [(0, False)]},
            {
                "undertaken": "By the one reply, 1 item was undertaken, each councillor and item counted once: it had "
                "not been committed to.",
                "not-yet": "The one commitment of those who replied is not undertaken yet: the reply gives no answer.",
                "known": "The coordinator knows of no more than the replies say: 1 item is known to be undertaken, "
                "without a commitment.",
                "visited-duty": f"{ONE_DUTY} No open home is known to have Northborough children living there.",
                "visited": "Counting every home that was open, councillors visited 0 of 1 home (0.0%), and 0 of 1 home "
                "without Northborough children.",
                "not-visited": "1 home without Northborough children has had no visit in that time.",
            },
        ),
        (
            {"people": 2, "items": 2, "replies": {1: {}}, "known": [(1, 1)], "homes": [(0, True)]},
            {
                "committed": "There were 2 councillors in office, none of whom had committed to an item of the menu of "
                "2017/18.",
                "replied": "1 councillor replied to the survey: 50.0% of the 2 in office. That councillor had not "
                "returned the menu.",
                "undertaken": "By the one reply, nothing has been undertaken yet.",
                "not-yet": "Those who replied had no commitments that stand, so none is left to be undertaken.",
                "known": "From the coordinator's record alone, 1 item is known to be undertaken, without a commitment.",
                "active": "1 councillor (50.0% of the 2 in office) has undertaken at least one item, as far as is "
                "known.",
            },
        ),
        (
            {
                "people": 2,
                "items": 2,
                "promised": [(1, 1), (2, 1), (2, 2)],
                "replies": {1: {1: DONE}, 2: {1: DONE, 2: NOT_YET}},
                "homes": [(1, False), (0, False)],
            },
            {
                "committed": "There were 2 councillors in office. Of these, 2 of 2 (100.0%) had committed to at least "
                "one item of the menu of 2017/18, and together they had made 3 commitments.",
                "chosen": "Item 1 was chosen most often, by 2 councillors; item 2 least often, by 1 councillor.",
                "undertaken": "By their replies, 2 items were undertaken, each councillor and item counted once: both "
                "of them had been committed to (66.7% of the 3 commitments of those who replied).",
                "not-yet": "Of the 3 commitments of those who replied, 1 (33.3%) is not undertaken yet: the reply says "
                "“not yet”.",
                "known": "The coordinator knows of no more than the replies say: 2 items are known to be undertaken, "
                "both of them with a commitment.",
                "active": "2 councillors (100.0% of the 2 in office) have undertaken at least one item, as far as is "
                "known.",
                "visited": "Counting every home that was open, councillors visited 0 of 2 homes (0.0%), and 0 of 1 "
                "home without Northborough children.",
                "not-visited": "1 home with Northborough children and 1 home without them have had no visit in that "
                "time.",
            },
        ),
        (
            {
                "people": 3,
                "items": 6,
                "promised": [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2)],
                "replies": {1: {1: DONE, 2: DONE, 3: BLANK, 4: NOT_YET, 6: DONE}},
                "known": [(1, 1), (2, 2), (3, 3)],
                "homes": [(1, False), (1, False), (2, True)],
            },
            {
                "committed": "There were 3 councillors in office. Of these, 2 of 3 (66.7%) had committed to at least "
                "one item of the menu of 2017/18, and together they had made 6 commitments.",
                "chosen": "Items 1 and 2 were chosen most often, by 2 councillors each; items 5 and 6 by nobody.",
                "replied": "1 councillor replied to the survey: 50.0% of the 2 who had returned the menu, and 33.3% of "
                "the 3 in office.",
                "undertaken": "By the one reply, 3 items were undertaken, each councillor and item counted once: 2 had "
                "been committed to (50.0% of the 4 commitments of those who replied) and 1 had not (33.3% of the 3 "
                "undertaken).",
                "not-yet": "Of the 4 commitments of those who replied, 2 (50.0%) are not undertaken yet: of 1 the "
                "reply says “not yet”, of 1 it gives no answer.",
                "known": "The coordinator knows of 2 more than the replies say, so that 5 items are known to be "
                "undertaken in all; 2 of them (40.0% of the 5) without a commitment.",
                "visited-duty": f"{IN_TIME} 1 of 3 homes (33.3%) with Northborough children.",
                "not-visited": "2 homes with Northborough children have had no visit in that time.",
            },
        ),
        (
            {"people": 2, "items": 5, "promised": [(1, n) for n in range(1, 6)]},
            {
                "committed": "There were 2 councillors in office. Of these, 1 of 2 (50.0%) had committed to at least "
                "one item of the menu of 2017/18, and that councillor had made 5 commitments.",
                "chosen": "Every item was chosen equally often, by 1 councillor each.",
            },
        ),
        (
            {"people": 2, "items": 5, "promised": [(1, 1), (1, 2), (1, 3), (1, 4)]},
            {"chosen": "4 items were chosen most often, by 1 councillor each; item 5 by nobody."},
        ),
    ],
)
def test_none_one_two_and_many_read_right(register: Register, case: dict[str, Any], expected: dict[str, str]) -> None:
    with register.operation("A world") as session:
        world(session, **case)
    got = said(register)
    assert {key: got.get(key) for key in expected} == expected


def test_a_year_without_a_menu_has_no_sentences(register: Register) -> None:
    assert found(register) == {}
    with register.reading() as session, pytest.raises(UserError, match="no municipal year 1999/00"):
        sentences(session, "1999/00")


# -- in the coordinator's own words


def write(register: Register, key: str, words: str, as_at: dt.date = AS_AT) -> None:
    edit_sentence(register, 1, found(register, as_at)[key], words)


def test_her_words_are_printed_and_flagged_when_a_figure_changes(year: Register) -> None:
    was = found(year)["committed"].composed
    write(year, "committed", "  Two in three of us signed up.  ")
    one = found(year)["committed"]
    assert (one.text, one.composed, one.stale) == ("Two in three of us signed up.", was, False)
    with year.operation("One more") as session:
        person, item = session.scalars(select(Councillor.id)).all()[4], session.scalars(select(Item.id)).all()[0]
        session.add(Commitment(councillor_id=person, item_id=item, made_on=JUNE))
    one = found(year)["committed"]
    assert (one.text, one.was, one.stale) == ("Two in three of us signed up.", was, True)
    assert "5 of 6 (83.3%)" in one.composed
    assert not any(other.stale for key, other in found(year).items() if key != "committed")
    write(year, "committed", "Two in three of us signed up.")  # right for the new figure too
    assert not found(year)["committed"].stale
    year.undo()
    assert found(year)["committed"].stale
    assert edit_sentence(year, 1, found(year)["committed"], None).label == f"Take the new sentence: {one.where}"
    assert found(year)["committed"] == Sentence("committed", one.where, one.composed)


def test_another_day_with_the_same_figures_flags_nothing(year: Register) -> None:
    for key in found(year):
        write(year, key, f"Ours for {key}.")
    later = found(year, dt.date(2018, 2, 15))
    assert [key for key, one in later.items() if one.stale] == []
    assert {one.text for one in later.values()} == {f"Ours for {key}." for key in later}
    before = found(year, dt.date(2017, 5, 30))  # nobody had committed yet: the figures of that day are others
    assert before["committed"].stale
    assert before["undertaken"].text == ""
    assert before["undertaken"].stale


def test_the_composed_words_or_none_are_not_kept_as_her_own(year: Register) -> None:
    composed = found(year)["known"].composed
    for words in (composed, "", "  "):
        write(year, "known", "Mine.")
        write(year, "known", words)
        with year.reading() as session:
            assert session.scalar(select(EditedSentence.id)) is None


def test_words_for_a_sentence_that_the_figures_give_no_longer_are_told(year: Register) -> None:
    write(year, "not-visited", "Two homes are left.")
    with year.operation("Homes go") as session:
        for home in session.scalars(select(Home)):
            home.closed_on = dt.date(2018, 1, 1)
    one = found(year)["not-visited"]
    assert (one.text, one.words, one.stale) == ("", "Two homes are left.", True)
    assert list(found(year))[-1] == "not-visited"


def test_words_are_of_one_year(year: Register) -> None:
    write(year, "known", "Ours.")
    with year.operation("Next year") as session:
        session.add(MunicipalYear(label="2018/19", first_day=dt.date(2018, 5, 22), last_day=dt.date(2019, 5, 20)))
        session.flush()
        world(session, people=6, items=2, promised=[(1, 1)], year=2, since=dt.date(2018, 6, 1))
    assert found(year, dt.date(2018, 7, 1))["known"].words is None


# -- compared with an earlier year


def test_the_year_before_is_told_of_the_same_day_of_its_year(register: Register) -> None:
    with register.operation("Two years") as session:
        session.add(MunicipalYear(label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)))
        session.flush()
        promised = [(n, 1) for n in range(1, 4)]
        world(session, people=4, items=1, promised=promised, year=2, since=dt.date(2016, 6, 1))
        world(session, people=4, items=1, promised=[(1, 1), (2, 1)], known=[(1, 1)])
    assert said(register)["compared"] == (
        "At the same point of 2016/17, 3 of 4 councillors (75.0%) had returned the menu; now it is 2 of 4 (50.0%). "
        "Commitments have fallen from 3 to 2, and items known to be undertaken have risen from 0 to 1."
    )
    assert said(register, dt.date(2018, 5, 21))["compared"].startswith(
        "At the end of 2016/17, 3 of 4 councillors (75.0%)"
    )
    early = said(register, dt.date(2017, 5, 29))["compared"]  # six days in, none had committed in either year
    assert early.endswith("Commitments are 0, as then, and items known to be undertaken are 0, as then.")
    assert "compared" not in found(register, dt.date(2017, 5, 20))  # this year has not begun
