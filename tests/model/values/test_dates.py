"""Days, months, times and moments: what is read, and what is refused rather than guessed."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cp_desktop.model.values import (
    MONTHS,
    WEEKDAYS,
    UnreadableError,
    read_day,
    read_moment,
    read_month,
    read_time,
    show,
    write_day,
    write_moment,
    write_month,
    write_time,
    write_weekday_and_day,
)

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "18/10/17",
        "18/10/2017",
        "18 / 10 / 2017",
        "18/ 10/2017",
        "18 /10/ 2017",
        "18. 10. 2017",
        "18 - Oct - 2017",
        "2017 - 10 - 18",
        "18.10.2017",
        "18.10.17",
        "18-10-2017",
        "18 10 2017",
        "18 Oct 2017",
        "18 OCT. 2017",
        "18-Oct-17",
        "18/Oct/2017",
        "18Oct2017",
        "18 Oct '17",
        "18 Oct ’17",
        "18 October 2017",
        "18 October, 2017",
        "18th October 2017",
        "18th of October 2017",
        "the 18th of October 2017",
        "Wed 18 Oct 2017",
        "Wed. 18/10/17",
        "Weds 18 Oct 2017",
        "Wednesday, 18 October 2017",
        "Wednesday the 18th of October, 2017",
        "2017-10-18",
        "2017/10/18",
        "2017.10.18",
        "2017-10-18T00:00:00",
        "18/10/2017 00:00",
        "2017-10-18 00:00:00",
        "2017-10-18T00:00:00Z",
        "2017-10-17T23:00:00Z",
        "2017-10-18T00:00:00+01:00",
        "2017-10-18T00:00:00-05:00",
        " 18\u00a0Oct\u20032017 ",
        "18‑10‑2017",
    ],
)
def test_a_day_is_read_as_officers_write_it(text: str) -> None:
    assert read_day(text) == dt.date(2017, 10, 18)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("18 Octuary 2017", ": there is no month “Octuary”"),
        ("18 Octo 2017", ": there is no month “Octo”"),
        ("18 Ionawr 2018", ": there is no month “Ionawr”"),
        ("31/02/2017", ": February 2017 has 28 days"),
        ("29 Feb 2100", ": February 2100 has 28 days"),
        ("31 Apr 2017", ": April 2017 has 30 days"),
        ("32/12/2017", ": December 2017 has 31 days"),
        ("0/10/2017", ": there is no day 0"),
        ("18/10/0000", ": there is no year 0"),
        ("Tue 18 Oct 2017", ": 18 Oct 2017 is a Wednesday"),
        ("Thursday, 18/10/2017", ": 18 Oct 2017 is a Wednesday"),
        ("Wen 18 Oct 2017", ": “Wen” is no weekday"),
        ("18nd October 2017", ": one writes 18th"),
        ("32/12/9999", ": December 9999 has 31 days"),
        ("10/18/2017", ": there is no month 18, and the day comes before the month"),
        ("2017-13-18", ": there is no month 13"),
        ("October 18, 2017", ": the day comes before the month"),
        ("Oct 18th 17", ": the day comes before the month"),
        ("18 Oct", ": the year is missing"),
        ("18th of October", ": the year is missing"),
        ("18/10", ": the year is missing"),
        ("Oct 2017", ": the day is missing"),
        ("10/2017", ": the day is missing"),
        ("1/1/1899", ": years are read between 1900 and 2100"),
        ("2101-01-01", ": years are read between 1900 and 2100"),
        ("1900-01-01T00:00+14:00", ": years are read between 1900 and 2100"),
        ("2100-12-31T23:00-05:00", ": years are read between 1900 and 2100"),
        ("0001-01-01T00:00+14:00", ": years are read between 1900 and 2100"),
        ("9999-12-31T23:59-14:00", ": years are read between 1900 and 2100"),
        ("2017-10-18 14:30", ": it has a time of day (14:30), and only the day is kept here"),
        ("18/10/2017 2pm", ": it has a time of day (14:00), and only the day is kept here"),
        ("18 Oct 2017 at noon", ": it has a time of day (12:00), and only the day is kept here"),
        ("2017-10-18T00:00+14:00", ": it has a time of day (11:00), and only the day is kept here"),
        ("18 Oct 2017 midnight", ": midnight may be where the day begins or where it ends"),
        ("18 Oct 2017 or so", ": “or so” is no time of day"),
        ("18 Oct 2017 25:00", ": “25:00” is no time of day"),
        ("18 Oct 2017 10:00-11:00", ": “10:00-11:00” is no time of day"),
        ("18 Oct 2017 14:30 EST", ": “14:30 EST” is no time of day"),
        ("18 10 20 17", ": “17” is no time of day"),
        ("Oct 17", ""),
        ("18/10-2017", ""),
        ("18 10/2017", ""),
        ("18/ 10", ": the year is missing"),
        ("18/10/217", ""),
        ("18/10/20178", ""),
        ("18 Oct 2017,", ""),
        ("18--10--2017", ""),
        ("about 18 Oct 2017", ": “about” is no weekday"),
        ("on or about 18 Oct 2017", ""),
        ("20171018", ""),
        ("43026", ""),
        ("٣/10/2017", ""),
        ("today", ""),
        ("", ""),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text: str, because: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_day(text)
    assert str(refused.value) == f"“{text}” is not a date{because}. Write it like 18 Oct 2017 or 18/10/2017."


def test_the_day_always_comes_before_the_month() -> None:
    assert read_day("10/11/12") == dt.date(2012, 11, 10)
    assert read_day("2/1/2017") == dt.date(2017, 1, 2)


@pytest.mark.parametrize(("two", "year"), [("00", 2000), ("68", 2068), ("69", 2069), ("70", 1970), ("99", 1999)])
@pytest.mark.parametrize("form", ["18/10/{}", "18.10.{}", "18 Oct {}", "18-Oct-{}", "18th October ’{}"])
def test_two_digits_of_a_year_mean_1970_to_2069(form: str, two: str, year: int) -> None:
    assert read_day(form.format(two)) == dt.date(year, 10, 18)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:05", (9, 5)),
        ("09:05", (9, 5)),
        ("9.05", (9, 5)),
        ("0905", (9, 5)),
        ("930", (9, 30)),
        ("930pm", (21, 30)),
        ("1430", (14, 30)),
        ("14:30", (14, 30)),
        ("14:30:00", (14, 30)),
        ("1430hrs", (14, 30)),
        ("14.30 hours", (14, 30)),
        ("14:30 pm", (14, 30)),
        ("2:30 pm", (14, 30)),
        ("2.30pm", (14, 30)),
        ("2.30 P.M.", (14, 30)),
        ("2pm", (14, 0)),
        ("12:30 pm", (12, 30)),
        ("12:30 am", (0, 30)),
        ("12 am", (0, 0)),
        ("0:30 am", (0, 30)),
        ("noon", (12, 0)),
        ("12 noon", (12, 0)),
        ("Midday", (12, 0)),
        ("14", (14, 0)),
        ("0:00", (0, 0)),
        ("23:59", (23, 59)),
    ],
)
def test_a_time_of_day_is_read_as_officers_write_it(text: str, time: tuple[int, int]) -> None:
    assert read_time(text) == dt.time(*time)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "25:00",
            "24:00",
            "14:60",
            "13 am",
            "14:30 am",
            "0:30 pm",
            "0:60 am",
            "960",
            "2.3",
            "9:5",
            "-1:00",
            "half past two",
        ),
        *("14:30 sharp", "about 14:30", "14:30-15:30", "14:30 or 15:30", "12345", "", "１４:30"),
    ],
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_time(text)
    assert str(refused.value) == f"“{text}” is not a time of day. Write it like 14:30 or 2.30 pm."


@pytest.mark.parametrize("text", ["midnight", "Midnight", "12 midnight"])
def test_midnight_is_of_two_days_and_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_time(text)
    because = "midnight may be where the day begins or where it ends"
    assert str(refused.value) == f"“{text}” is not a time of day: {because}. Write it like 14:30 or 2.30 pm."


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("18 Oct 2017", (2017, 10, 18)),
        ("18 Oct 2017 14:30", (2017, 10, 18, 14, 30)),
        ("18/10/2017 2.30 pm", (2017, 10, 18, 14, 30)),
        ("18 October 2017 at 2.30pm", (2017, 10, 18, 14, 30)),
        ("Wed 18 Oct 2017, 1430", (2017, 10, 18, 14, 30)),
        ("18/10/17 noon", (2017, 10, 18, 12)),
        ("18/10/17 930", (2017, 10, 18, 9, 30)),
        ("1899-12-31T23:30-05:00", (1900, 1, 1, 4, 30)),
        ("05/12/2017 04:09 PM", (2017, 12, 5, 16, 9)),
        ("2017-12-05T16:09:30", (2017, 12, 5, 16, 9, 30)),
        ("2017-12-05T16:09:30.123456Z", (2017, 12, 5, 16, 9, 30)),
        # A clock elsewhere, as London's showed it then: an hour on from UTC while it was summer there.
        ("2017-07-01T13:00Z", (2017, 7, 1, 14)),
        ("2017-07-01 13:00:00 UTC", (2017, 7, 1, 14)),
        ("2017-07-01T13:00:00+01:00", (2017, 7, 1, 13)),
        ("2017-07-01 13:00:00+0100", (2017, 7, 1, 13)),
        ("2017-07-01T23:30:00Z", (2017, 7, 2, 0, 30)),
        ("2017-07-01T08:00:00-05:00", (2017, 7, 1, 14)),
        ("1 Jul 2017 13:00 BST", (2017, 7, 1, 13)),
        ("2017/10/18 2:30:15 pm GMT+1", (2017, 10, 18, 14, 30, 15)),
        ("2017-03-26T00:59Z", (2017, 3, 26, 0, 59)),
        ("2017-03-26T01:00Z", (2017, 3, 26, 2, 0)),
        ("2017-10-29T00:59Z", (2017, 10, 29, 1, 59)),
        ("2017-10-29T01:00Z", (2017, 10, 29, 1, 0)),
    ],
)
def test_a_moment_is_read_with_its_time(text: str, moment: tuple[int, ...]) -> None:
    assert read_moment(text) == dt.datetime(*moment)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Oct 2017", "October 2017", "Oct. '17", "October - 2017", "10/ 2017", "2017-10"])
def test_a_month_is_read_where_a_month_will_do(text: str) -> None:
    assert read_month(text) == dt.date(2017, 10, 1)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Oct 17", ": it may be a month of a year, or a day of a month"),
        ("Octuary 2017", ": there is no month “Octuary”"),
        ("2017-13", ": there is no month 13"),
        ("13/2017", ": there is no month 13"),
        ("0/2017", ": there is no month 0"),
        ("10/0000", ": years are read between 1900 and 2100"),
        ("Oct 1899", ": years are read between 1900 and 2100"),
        ("2017", ""),
        ("18 Oct 2017", ""),
    ],
)
def test_what_is_no_month_is_refused(text: str, because: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_month(text)
    assert str(refused.value) == f"“{text}” is not a month{because}. Write it like Oct 2017 or 2017-10."


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 12, 31, 23, 59)))
def test_what_the_writers_write_the_readers_read_back(moment: dt.datetime) -> None:
    to_the_minute = moment.replace(second=0, microsecond=0)
    day = moment.date()
    assert read_moment(write_moment(moment)) == read_moment(show(moment)) == to_the_minute
    assert read_day(write_day(day)) == read_day(show(day)) == read_day(write_weekday_and_day(day)) == day
    assert read_month(write_month(day)) == day.replace(day=1)
    assert read_time(write_time(moment.time())) == to_the_minute.time()
    assert read_moment(moment.isoformat()) == moment.replace(microsecond=0)
    assert read_day(day.isoformat()) == day


SMALL_WORDS = ("of", "the", "at", "noon", "am", "pm", "st", "nd", "rd", "th", "T", "Z", "GMT", "UTC", "BST", "hrs")
NAMES = (*MONTHS, *WEEKDAYS, *(name[:3] for name in (*MONTHS, *WEEKDAYS)))
WORDS = st.sampled_from((*NAMES, *SMALL_WORDS, "Octuary", "'", "foo"))
NUMBERS = st.one_of(st.integers(0, 60), st.integers(1890, 2110), st.integers(0, 99_999)).map(str)
SIGNS = st.sampled_from([" ", "/", "-", ".", ":", ",", ", ", "", "+"])


@st.composite
def jumbles(draw: st.DrawFn) -> str:
    """Parts of dates and times in any order."""
    parts = draw(st.lists(st.one_of(WORDS, NUMBERS), max_size=7))
    return "".join(part + draw(SIGNS) for part in parts)


OTHER_WORDS = ("tues", "weds", "thurs", "sept", "midday", "hours", "p.m", "a.m")
KNOWN = re.compile("|".join(sorted({*NAMES, *SMALL_WORDS, *OTHER_WORDS}, key=len, reverse=True)), re.IGNORECASE)


@given(st.one_of(jumbles(), st.text(max_size=30)))
def test_no_jumble_passes_silently(text: str) -> None:
    """What is read as a moment says all of it: day, month and year stand there, and no word that is none of a date."""
    try:
        moment = read_moment(text)
    except UnreadableError:
        return
    assert not [sign for sign in KNOWN.sub("", text) if sign.isalpha()]
    numbers = [int(number) for number in re.findall(r"\d+", re.sub(r"(:\d\d:\d\d)\.\d+", r"\1", text))]
    assert len(numbers) >= 2
    zoned = re.search(r"z|gmt|utc|bst|\+", text, re.IGNORECASE)
    if not zoned:
        assert moment.day in numbers
        assert {moment.year, moment.year % 100} & set(numbers)
        assert moment.month in numbers or MONTHS[moment.month - 1][:3].lower() in text.lower()
        hours = {moment.hour, moment.hour % 12, moment.hour % 12 or 12}  # by either clock; 0:30 am is 12:30 am
        clock = hours | {moment.minute, moment.second} | {hour * 100 + moment.minute for hour in hours}
        assert set(numbers) <= {moment.year, moment.year % 100, moment.month, moment.day} | clock


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_passes_only_with_its_own_date(day: dt.date, weekday: str) -> None:
    text = f"{weekday} {write_day(day)}"
    if weekday == WEEKDAYS[day.weekday()]:
        assert read_day(text) == day
    else:
        with pytest.raises(UnreadableError, match=f"is a {WEEKDAYS[day.weekday()]}"):
            read_day(text)
