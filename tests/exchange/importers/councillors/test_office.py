"""What a list changes in one person's terms: from values to values, without a register."""

import datetime as dt
import itertools
import random
from dataclasses import replace

import pytest

from cp_desktop.exchange.importers.councillors.boundaries import KnownWard, compare_wards, election_day
from cp_desktop.exchange.importers.councillors.office import (
    DAY,
    Answers,
    Became,
    HeldTerm,
    Listed,
    Past,
    TermOutcome,
    leave,
    seat_on,
    settle,
)

MILL, QUAY = 1, 2
MAY_2014, JUNE_2017, OCTOBER_2017 = dt.date(2014, 5, 22), dt.date(2017, 6, 1), dt.date(2017, 10, 1)


def written(terms: list[HeldTerm], outcome: TermOutcome) -> list[HeldTerm]:
    """The terms after an outcome went in."""
    assert outcome.asked is None
    after = [replace(term, **outcome.changes.get(term.number, {})) for term in terms]
    if outcome.new:
        new = outcome.new
        assert new.start
        after.append(HeldTerm(100 + len(after), new.ward, new.party, new.start, new.end))
    after.sort(key=lambda term: term.start)
    for first, then in itertools.pairwise(after):
        assert first.end
        assert first.end < then.start, "terms overlap"
    assert all(term.end is None or term.start <= term.end for term in after)
    return after


def after(
    terms: list[HeldTerm], said: Listed, day: dt.date, sure: bool = True, answers: Answers | None = None
) -> list[HeldTerm]:
    return written(terms, settle(terms, said, day, sure, answers))


def test_another_party_begins_on_the_day_whatever_start_the_file_repeats() -> None:
    blue = [HeldTerm(1, MILL, "Blue", MAY_2014)]
    for start in (None, MAY_2014):
        green = after(blue, Listed(MILL, "Green", start), OCTOBER_2017)
        assert [(t.party, t.start, t.end) for t in green] == [
            ("Blue", MAY_2014, dt.date(2017, 9, 30)),
            ("Green", OCTOBER_2017, None),
        ]
        again = settle(green, Listed(MILL, "Green", start), OCTOBER_2017, True)
        assert again.became is Became.STAYED
        assert not again.changes
        assert not again.new


def test_without_a_day_it_is_asked_before_the_past_is_another() -> None:
    blue, said = [HeldTerm(1, MILL, "Blue", MAY_2014)], Listed(MILL, "Green", MAY_2014)
    asked = settle(blue, said, OCTOBER_2017, False)
    assert asked.asked
    assert asked.asked.past is Past.SINCE
    assert asked.asked.likely == OCTOBER_2017
    assert not asked.asked.sure
    assert not asked.changes
    assert not asked.new
    since = after(blue, said, OCTOBER_2017, False, {Past.SINCE: JUNE_2017})
    assert [(t.party, t.start) for t in since] == [("Blue", MAY_2014), ("Green", JUNE_2017)]
    always = after(blue, said, OCTOBER_2017, False, {Past.SINCE: None})
    assert [(t.party, t.start, t.end) for t in always] == [("Green", MAY_2014, None)]


def test_a_party_nobody_said_is_filled_in_and_changes_nothing_else() -> None:
    found = after([HeldTerm(1, MILL, None, MAY_2014)], Listed(MILL, "Green"), OCTOBER_2017)
    assert found == [HeldTerm(1, MILL, "Green", MAY_2014)]
    assert after(found, Listed(MILL), OCTOBER_2017) == found  # and a list without parties takes none away


def test_elected_again_on_the_day_that_the_file_names() -> None:
    elected = dt.date(2018, 5, 3)
    old = [HeldTerm(1, MILL, "Blue", MAY_2014, dt.date(2018, 5, 7))]  # its scheduled end, four days after the poll
    outcome = settle(old, Listed(MILL, "Blue", elected), dt.date(2018, 5, 20), True)
    assert outcome.became is Became.ELECTED_AGAIN
    assert [(t.start, t.end) for t in written(old, outcome)] == [(MAY_2014, dt.date(2018, 5, 2)), (elected, None)]
    moved = settle(old, Listed(QUAY, "Blue", elected), dt.date(2018, 5, 6), True)
    assert moved.asked
    assert moved.asked.likely == elected
    assert moved.asked.sure
    moved = settle(old, Listed(QUAY, "Blue", elected), dt.date(2018, 5, 6), True, {Past.SINCE: elected})
    assert [(t.ward, t.start) for t in written(old, moved)] == [(MILL, MAY_2014), (QUAY, elected)]


def test_a_party_that_the_file_dates_back_years_is_asked_about() -> None:
    found = settle(
        [HeldTerm(1, MILL, "Blue", MAY_2014)], Listed(MILL, "Green", dt.date(2015, 5, 7)), OCTOBER_2017, True
    )
    assert found.asked
    assert found.asked.likely == OCTOBER_2017


def test_an_earlier_start_is_asked_about_and_fills_no_gap_in_silence() -> None:
    now = [HeldTerm(2, MILL, "Blue", JUNE_2017)]
    said = Listed(MILL, "Blue", MAY_2014)
    assert (asked := settle(now, said, OCTOBER_2017, True).asked)
    assert asked.likely is True
    assert not asked.sure
    assert after(now, said, OCTOBER_2017, True, {Past.EARLIER: False}) == now
    assert after(now, said, OCTOBER_2017, True, {Past.EARLIER: True}) == [HeldTerm(2, MILL, "Blue", MAY_2014)]
    away = [HeldTerm(1, MILL, "Blue", MAY_2014, dt.date(2016, 5, 4)), *now]
    asked = settle(away, said, OCTOBER_2017, True).asked
    assert asked
    assert asked.likely is False
    assert asked.sure


def test_who_left_and_is_listed_again_returns_on_the_day() -> None:
    left = [HeldTerm(1, MILL, "Blue", MAY_2014, dt.date(2016, 5, 4))]
    outcome = settle(left, Listed(QUAY, "Blue"), OCTOBER_2017, True)
    assert outcome.became is Became.RETURNED
    assert [(t.ward, t.start, t.end) for t in written(left, outcome)][1] == (QUAY, OCTOBER_2017, None)
    said = Listed(MILL, "Blue", MAY_2014)
    asked = settle(left, said, OCTOBER_2017, True).asked
    assert asked
    assert asked.past is Past.NEVER_LEFT
    assert asked.likely is False
    assert asked.sure
    back = after(left, said, OCTOBER_2017, True, {Past.NEVER_LEFT: False})
    assert back[1].start == OCTOBER_2017
    assert after(back, said, OCTOBER_2017, True, {Past.EARLIER: False}) == back
    never = after(left, said, OCTOBER_2017, True, {Past.NEVER_LEFT: True})
    assert never == [HeldTerm(1, MILL, "Blue", MAY_2014)]


def test_an_end_to_come_is_no_leaver_and_one_that_is_past_is() -> None:
    now = [HeldTerm(1, MILL, "Blue", MAY_2014)]
    to_come = settle(now, Listed(MILL, "Blue", MAY_2014, dt.date(2018, 5, 7)), OCTOBER_2017, True)
    assert to_come.became is Became.CORRECTED
    assert written(now, to_come)[0].end == dt.date(2018, 5, 7)
    past = settle(now, Listed(MILL, "Green", None, dt.date(2017, 9, 3)), OCTOBER_2017, True)
    assert past.became is Became.LEFT
    assert written(now, past) == [replace(now[0], end=dt.date(2017, 9, 3))]
    unknown = settle([], Listed(MILL, "Blue", None, dt.date(2017, 9, 3)), OCTOBER_2017, True)
    assert unknown.asked
    assert unknown.asked.past is Past.BEGAN
    begun = after([], Listed(MILL, "Blue", None, dt.date(2017, 9, 3)), OCTOBER_2017, True, {Past.BEGAN: MAY_2014})
    assert (begun[0].start, begun[0].end) == (MAY_2014, dt.date(2017, 9, 3))


def test_an_older_list_read_later_moves_the_day_of_a_change_forward() -> None:
    known = [HeldTerm(1, MILL, "Blue", MAY_2014, dt.date(2017, 9, 30)), HeldTerm(2, MILL, "Green", OCTOBER_2017)]
    assert [(t.party, t.start) for t in after(known, Listed(MILL, "Green"), JUNE_2017)] == [
        ("Blue", MAY_2014),
        ("Green", JUNE_2017),
    ]
    joined = [HeldTerm(2, MILL, "Green", OCTOBER_2017)]
    assert (asked := settle(joined, Listed(MILL, "Green"), JUNE_2017, True).asked)
    assert asked.past is Past.EARLIER
    earlier = after(joined, Listed(MILL, "Green"), JUNE_2017, True, {Past.EARLIER: True})
    assert earlier == [HeldTerm(2, MILL, "Green", JUNE_2017)]


def test_leaving_ends_the_day_before_and_never_before_the_beginning() -> None:
    now = [HeldTerm(1, MILL, "Blue", MAY_2014)]
    gone = leave(now, OCTOBER_2017)
    assert gone
    assert written(now, gone)[0].end == dt.date(2017, 9, 30)
    named = leave(now, OCTOBER_2017, dt.date(2017, 8, 3))
    assert named
    assert written(now, named)[0].end == dt.date(2017, 8, 3)
    assert leave(now, MAY_2014) is None
    assert leave([], OCTOBER_2017) is None


def _truth(chance: random.Random, days: list[dt.date]) -> dict[dt.date, Listed | None]:
    """What is true of one person from each of some days on: a life that drifts."""
    truth: dict[dt.date, Listed | None] = {}
    seat: Listed | None = None
    for day in days:
        if seat is None:
            if chance.random() < 0.6:
                seat = Listed(chance.choice([MILL, QUAY]), chance.choice(["Blue", "Green"]), day)
        elif (luck := chance.random()) < 0.2:
            seat = None
        elif luck < 0.4:
            seat = replace(seat, ward=chance.choice([MILL, QUAY]), start=day)
        elif luck < 0.6:
            seat = replace(seat, party=chance.choice(["Blue", "Green", "Red"]))
        truth[day] = seat
    return truth


@pytest.mark.parametrize("starts", [True, False], ids=["with the first day of terms", "without"])
def test_a_life_read_list_by_list_is_that_life(starts: bool) -> None:
    chance = random.Random(5)
    for _ in range(400):
        days = [MAY_2014 + at * dt.timedelta(days=chance.randint(100, 300)) for at in range(1, 6)]
        terms: list[HeldTerm] = []
        truth = _truth(chance, sorted(days))
        for day, seat in truth.items():
            for again in (False, True):
                if seat is None:
                    outcome = leave(terms, day)
                    terms = written(terms, outcome) if outcome else terms
                    assert not (again and outcome)
                else:
                    said = seat if starts else replace(seat, start=None)
                    outcome = settle(terms, said, day, True)
                    terms = written(terms, outcome)
                    assert not (again and (outcome.changes or outcome.new)), "the same list twice changes something"
        until = dict(zip(truth, [*list(truth)[1:], days[-1] + 900 * DAY], strict=False))
        for day, seat in truth.items():
            for on in (day, until[day] - DAY):
                found = seat_on(terms, on)
                assert (found and (found.ward, found.party)) == (seat and (seat.ward, seat.party)), (truth, terms, on)
            assert seat_on(terms, min(truth) - DAY) is None


def _known(*names: str, start: dt.date | None = None, sat: bool = True) -> list[KnownWard]:
    return [KnownWard(at, name, name, start, sat) for at, name in enumerate(names, 1)]


def test_wards_are_redrawn_where_many_are_new_at_once() -> None:
    old = _known("mill", "quay", "hill", "dale")
    redrawn = compare_wards(["mill", "north", "south", "dale"], old, OCTOBER_2017)
    assert redrawn.redrawn
    assert redrawn.new == ("north", "south")
    assert [w.name for w in redrawn.kept] == ["mill", "dale"]
    assert [w.name for w in redrawn.gone] == ["quay", "hill"]
    assert not compare_wards(["mill", "quay", "hill", "north"], old, OCTOBER_2017).redrawn  # one of another name
    assert not compare_wards(["mill", "quay"], old, OCTOBER_2017).redrawn  # seats that are vacant
    again = _known("mill", "north", "south", "dale", start=OCTOBER_2017)
    assert compare_wards(["mill", "north", "south", "dale"], again, OCTOBER_2017).kept == ()


def test_the_day_of_an_election_is_the_first_day_of_most_terms() -> None:
    elected, listed = dt.date(2018, 5, 3), dt.date(2018, 5, 20)
    assert election_day([elected, elected, None], listed) == elected
    assert election_day([elected, None, None], listed) is None
    assert election_day([MAY_2014, MAY_2014], listed) is None  # elected, but not now
    assert election_day([], listed) is None
