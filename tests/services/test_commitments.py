"""Commitments as any road makes them: from which day they count, what stands already, what the history calls it."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Activity, Commitment, MenuReturn
from cp_desktop.register import Register
from cp_desktop.services import commitments
from tests.services.conftest import Menu

BEFORE, FIRST, DAY, LAST = dt.date(2017, 5, 22), dt.date(2017, 5, 23), dt.date(2017, 10, 2), dt.date(2018, 5, 21)


@pytest.fixture
def pairs(menu: Menu) -> list[tuple[int, int]]:
    """Two councillors with the first item of the menu, then the first of them with the second item."""
    (ada, ben), (one, two) = menu.councillors, menu.items
    return [(ada, one), (ben, one), (ada, two)]


def stored(register: Register) -> list[tuple[int, int, dt.date, dt.date | None, str | None]]:
    query = select(Commitment).order_by(Commitment.id)
    with register.reading() as session:
        return [
            (one.councillor_id, one.item_id, one.made_on, one.withdrawn_on, one.own_words)
            for one in session.scalars(query)
        ]


def test_one_pair_is_named_in_the_history_and_many_are_counted(
    register: Register, pairs: list[tuple[int, int]]
) -> None:
    done = commitments.commit(register, DAY, {pairs[0]: None})
    assert (done.label, done.number) == ("Commit Ada Ashdown to item 1", 1)
    done = commitments.commit(register, DAY, dict.fromkeys(pairs))
    assert (done.label, done.number) == ("Commit 3 commitments", 2), "one stood already"
    done = commitments.withdraw(register, DAY, pairs[2:])
    assert (done.label, done.number) == ("Withdraw Ada Ashdown from item 2", 1)
    labels = [entry.label for entry in register.entries()]
    assert labels[-3:] == [
        "Commit Ada Ashdown to item 1",
        "Commit 3 commitments",
        "Withdraw Ada Ashdown from item 2",
    ]


def test_what_is_pasted_is_called_so(register: Register, pairs: list[tuple[int, int]]) -> None:
    assert commitments.paste(register, DAY, {pairs[0]: None}).label == "Paste 1 commitment"
    assert commitments.paste(register, DAY, dict.fromkeys(pairs)).label == "Paste 2 commitments"
    assert register.undoable()[0] == "Paste 2 commitments"


def test_a_commitment_counts_within_the_year_of_its_menu(register: Register, pairs: list[tuple[int, int]]) -> None:
    commitments.commit(register, LAST + dt.timedelta(days=40), {pairs[0]: None})
    commitments.commit(register, FIRST, {pairs[1]: None})
    assert [(row[0], row[2]) for row in stored(register)] == [(pairs[0][0], LAST), (pairs[1][0], FIRST)]
    before = len(register.entries())
    for refused in (
        lambda: commitments.commit(register, BEFORE, {pairs[2]: None}),
        lambda: commitments.paste(register, BEFORE, {pairs[2]: None}),
        lambda: commitments.withdraw(register, BEFORE, pairs),
    ):
        with pytest.raises(UserError, match=r"22 May 2017, and the year 2017/18 begins on 23 May 2017. Nothing was"):
            refused()
    assert len(register.entries()) == before


def test_what_stands_takes_the_words_given_and_a_later_one_moves_back(
    register: Register, pairs: list[tuple[int, int]]
) -> None:
    who, what = pairs[0]
    later = DAY + dt.timedelta(days=30)
    commitments.commit(register, later, {pairs[0]: None})
    assert commitments.commit(register, DAY, {pairs[0]: "Read aloud"}).number == 1
    assert stored(register) == [(who, what, DAY, None, "Read aloud")]
    assert commitments.commit(register, later, {pairs[0]: "Read aloud weekly"}).number == 0
    assert stored(register) == [(who, what, DAY, None, "Read aloud weekly")]
    assert commitments.commit(register, later, {pairs[0]: None}).number == 0
    assert stored(register) == [(who, what, DAY, None, "Read aloud weekly")], "no words take none away"


def test_what_was_withdrawn_stays_and_may_be_promised_again(register: Register, pairs: list[tuple[int, int]]) -> None:
    who, what = pairs[0]
    commitments.commit(register, FIRST, {pairs[0]: None})
    commitments.withdraw(register, DAY, [pairs[0]])
    assert commitments.withdraw(register, DAY, [pairs[0]]).number == 0, "nothing stands from that day on"
    commitments.commit(register, DAY, {pairs[0]: None})
    assert stored(register) == [(who, what, FIRST, DAY, None), (who, what, DAY, None, None)]


def test_the_first_commitment_receives_the_menu_and_a_later_one_leaves_its_day(
    register: Register, pairs: list[tuple[int, int]]
) -> None:
    commitments.commit(register, FIRST, {pairs[0]: None})
    commitments.commit(register, DAY, dict.fromkeys(pairs))
    with register.reading() as session:
        received = {one.councillor_id: one.received_on for one in session.scalars(select(MenuReturn))}
    assert received == {pairs[0][0]: FIRST, pairs[1][0]: DAY}


def test_an_activity_is_recorded_under_its_name_and_a_lost_councillor_is_said(
    register: Register, pairs: list[tuple[int, int]]
) -> None:
    done = commitments.record_activity(register, *pairs[0], DAY, "Helped at a fair")
    assert done.label == register.undoable()[0] == "Record that Ada Ashdown undertook item 1"
    with register.reading() as session:
        [kept] = session.scalars(select(Activity))
        assert (kept.councillor_id, kept.item_id, kept.done_on, kept.what) == (*pairs[0], DAY, "Helped at a fair")
    with pytest.raises(UserError, match=r"no longer in the register. Nothing was changed"):
        commitments.record_activity(register, 999, pairs[0][1], DAY, None)
    with pytest.raises(UserError, match=r"no longer in the register. Nothing was changed"):
        commitments.commit(register, DAY, {(pairs[0][0], 999): None})
