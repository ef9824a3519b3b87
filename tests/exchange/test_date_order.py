"""Months or days first: the column decides, or it is asked; a day is read in the order of its column."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Date, DateTime

from cp_desktop.exchange.cells import typed
from cp_desktop.exchange.date_order import (
    ComesFirst,
    DateOrder,
    days_of,
    order_of,
    other_way,
    turned_round,
    without_zone,
)
from cp_desktop.model.values import UnreadableError

DAY, MONTH, UNDECIDED = ComesFirst.DAY_FIRST, ComesFirst.MONTH_FIRST, ComesFirst.UNDECIDED
AMERICAN = DateOrder(MONTH)


def winter(day: dt.date) -> bool:
    return dt.date(2017, 12, 1) <= day <= dt.date(2018, 3, 31)


def ever(_: dt.date) -> bool:
    return True


@pytest.mark.parametrize(
    ("cells", "plausible", "order", "why"),
    [
        (["5/22/2014", "5/6/2014"], None, MONTH, "“5/22/2014” can only be 22 May 2014"),
        (["5/6/2014", "22/5/2014"], None, DAY, "“22/5/2014” can only be 22 May 2014"),
        (["8/21/2019 13:10:31", "8/2/2019 9:00:00"], None, MONTH, "“8/21/2019” can only be 21 Aug 2019"),
        (["12-4-17", "12-25-17"], None, MONTH, "“12-25-17” can only be 25 Dec 2017"),
        # A weekday decides: 4 Dec 2017 was a Monday, 12 Apr a Wednesday.
        (["Mon 12/4/2017", "1/2/2018"], None, MONTH, "“Mon 12/4/2017” can only be 4 Dec 2017"),
        (["Wed, 12/4/2017"], None, DAY, "“Wed, 12/4/2017” can only be 12 Apr 2017"),
        # No cell decides, the days that such a list may be of do.
        (["12/4/2017", "1/2/2018", "3/5/2018"], winter, MONTH, "“12/4/2017” would be 12 Apr 2017 in the other order"),
        (["4/12/2017", "2/1/2018"], winter, DAY, "“4/12/2017” would be 12 Apr 2017 in the other order"),
        (["1/2/2018", "2/1/2018"], winter, DAY, "as in Britain"),
        (["6/7/2019", "7/6/2019"], winter, DAY, "as in Britain"),  # out of the question either way
        # Nothing decides: as in Britain, unless the file looks American.
        (["12/4/2017", "1/2/2018"], None, DAY, "as in Britain"),
        (["12/4/2017", "1/2/2018"], ever, DAY, "as in Britain"),
        (["04/12/2017 13:10:31", "01/02/2018 09:00:00"], ever, DAY, "as in Britain"),
        (["12/4/2017 13:10:31", "1/2/2018 9:00:00"], ever, UNDECIDED, "the file looks American"),
        (["12/04/2017 1:10:31 PM"], None, UNDECIDED, "the file looks American"),
        (["12/04/2017 2.30pm"], None, DAY, "as in Britain"),
        # Nothing to decide.
        (["4/4/2014", "2017-12-04", "2017/04/12", "4 Dec 2017", "", None, 7, "none", "32/13/2017"], None, DAY, ""),
        ([], None, DAY, ""),
        # One slip among many is a slip; as many of the one as of the other is no order.
        (["5/22/2014", *[f"{day}/5/2014" for day in range(13, 23)]], None, DAY, "“13/5/2014” can only be"),
        (["5/22/2014", "22/5/2014", "5/6/2014"], None, UNDECIDED, "“22/5/2014” has the day first and “5/22/2014” the"),
    ],
)
def test_the_column_decides(
    cells: Sequence[object], plausible: Callable[[dt.date], bool] | None, order: ComesFirst, why: str
) -> None:
    found = order_of(cells, plausible)
    assert found.order is order
    assert found.why.startswith(why) if why else found.why == ""


def test_another_column_may_say_that_the_file_is_american() -> None:
    assert order_of(["12/4/2017"], american=True).order is UNDECIDED
    assert order_of(["12/4/2017", "13/4/2017"], american=True).order is DAY
    assert order_of(["12/4/2017"], winter, american=True).order is MONTH


def test_what_can_be_read_in_two_ways_is_shown_in_both() -> None:
    assert order_of(["4/4/2014", "12/4/2017 10:00"]).example == (
        "12/4/2017",
        dt.date(2017, 4, 12),
        dt.date(2017, 12, 4),
    )
    assert order_of(["4/4/2014"]).example is None


EARLY = [dt.date(2017, 4, 12), dt.datetime(2017, 9, 6, 10, 30), dt.date(2018, 1, 2)]


@pytest.mark.parametrize(
    ("cells", "turned"),
    [
        # A British program took 12/4/2017 for 12 April, and left 12/25/2017 as text.
        ([*EARLY, "12/25/2017"], True),
        ([*EARLY, "25/12/2017"], True),
        ([*EARLY, "25/12/2017", "1/2/2018"], False),  # it takes all that it can
        ([*EARLY, dt.date(2017, 4, 13), "12/25/2017"], False),
        ([dt.date(2017, 5, 4), dt.date(2018, 5, 3), "12/25/2017"], False),  # two election days
        (EARLY, False),
    ],
)
def test_dates_that_another_program_turned_round_are_noticed(cells: Sequence[object], turned: bool) -> None:
    assert order_of(cells).kept_turned is turned


def test_dates_turned_round_are_read_the_other_way() -> None:
    order = DateOrder(MONTH, kept_turned=True)
    read = [typed(cell, DateTime(), order=order) for cell in (*EARLY, dt.date(2017, 4, 13), "12/25/2017")]
    assert read == [
        dt.datetime(2017, 12, 4),
        dt.datetime(2017, 6, 9, 10, 30),
        dt.datetime(2018, 2, 1),
        dt.datetime(2017, 4, 13),
        dt.datetime(2017, 12, 25),
    ]
    assert turned_round(dt.date(2017, 4, 13)) is None


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("12/4/2017", AMERICAN, dt.datetime(2017, 12, 4)),
        ("12/4/2017", DateOrder(DAY), dt.datetime(2017, 4, 12)),
        ("12/4/2017 1:10:31 PM", AMERICAN, dt.datetime(2017, 12, 4, 13, 10, 31)),
        ("Mon, 12/04/17 09:00", AMERICAN, dt.datetime(2017, 12, 4, 9)),
        ("2017-12-04", AMERICAN, dt.datetime(2017, 12, 4)),
        ("4 Dec 2017", AMERICAN, dt.datetime(2017, 12, 4)),
        # A month's name, a zone, in whatever order the column is.
        ("May 22, 2014", DateOrder(DAY), dt.datetime(2014, 5, 22)),
        ("Thursday, May 22nd 2014 1:10 PM", DateOrder(DAY), dt.datetime(2014, 5, 22, 13, 10)),
        ("Sept 5, 2017", AMERICAN, dt.datetime(2017, 9, 5)),
        ("2022/06/22 11:07:29 AM AST", DateOrder(DAY), dt.datetime(2022, 6, 22, 11, 7, 29)),
        ("12/4/2017 13:10:31 EST", AMERICAN, dt.datetime(2017, 12, 4, 13, 10, 31)),
        ("2017-10-23T05:40:39.000-04:00", AMERICAN, dt.datetime(2017, 10, 23, 10, 40, 39)),
        ("2018/06/04 6:48:10 pm GMT+1", AMERICAN, dt.datetime(2018, 6, 4, 18, 48, 10)),
    ],
)
def test_a_text_is_read_in_the_order_of_its_column(text: str, order: DateOrder, value: dt.datetime) -> None:
    assert typed(text, DateTime(), order=order) == value
    if value.time() == dt.time():
        assert typed(text, Date(), order=order) == value.date()


@pytest.mark.parametrize(
    ("text", "order", "said"),
    [
        ("22/5/2014", AMERICAN, "“22/5/2014” is not a date: in this column the month comes before the day."),
        ("5/22/2014", DateOrder(DAY), "“5/22/2014” is not a date: there is no month 22, and the day comes before"),
        ("Wednesday, May 22, 2014", DateOrder(DAY), "22 May 2014 is a Thursday"),
        ("May 2017", DateOrder(DAY), "the day is missing"),
    ],
)
def test_what_is_no_day_in_its_order_is_refused_as_it_is_written(text: str, order: DateOrder, said: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        typed(text, Date(), order=order)
    assert said in str(refused.value)


def test_what_it_would_be_the_other_way_can_be_offered() -> None:
    assert other_way("5/22/2014") == dt.date(2014, 5, 22)
    assert other_way("22/5/2014 10:00", AMERICAN) == dt.date(2014, 5, 22)
    assert other_way("31/31/2014") is None
    assert other_way("22 May 2014") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("May 2017", dt.date(2017, 5, 1), dt.date(2017, 5, 31)),
        ("Mar-16", dt.date(2016, 3, 1), dt.date(2016, 3, 31)),
        ("Aug 17", dt.date(2017, 8, 1), dt.date(2017, 8, 31)),
        ("2/2016", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("December 2017", dt.date(2017, 12, 1), dt.date(2017, 12, 31)),
    ],
)
def test_a_month_without_a_day_offers_its_first_and_last(text: str, first: dt.date, last: dt.date) -> None:
    assert days_of(text) == [first, last]


@pytest.mark.parametrize("text", ["Ongoing", "Spring 2017", "2017", "16-Mar", "", "22 May 2017"])
def test_other_texts_are_no_month(text: str) -> None:
    assert days_of(text) == []


def test_a_zone_that_is_not_known_is_told_apart() -> None:
    assert without_zone("2022/06/22 11:07:29 AM AST") == ("2022/06/22 11:07:29 AM", "AST")
    assert without_zone("2018/01/04 6:48:10 pm GMT") == ("2018/01/04 6:48:10 pm GMT", "")
    assert without_zone("18 Oct 2017") == ("18 Oct 2017", "")
