"""Calendar files against the rules of RFC 5545 and RFC 5546, read as a calendar reads them."""

import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from cp_desktop.exchange.letters.calendar import Appointment, calendar_file

MADE = dt.datetime(2018, 1, 31, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2018, 6, 5)
PRIYA, ZOE, BEN = ("Priya Shaw", "priya@example.org"), ("Cllr Zoë Price", "zoe@example.org"), ("Cllr Ben Twin", None)
VISIT = Appointment("visit-7@register", 0, DAY, "14:30", 90, "Visit", "", "", PRIYA, (ZOE,))


def made(summary: str = "Visit", place: str = "", description: str = "", starts_at: str | None = "14:30") -> bytes:
    visit = replace(VISIT, starts_at=starts_at, summary=summary, place=place, description=description, attendees=())
    return calendar_file(visit, MADE)


def lines(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(content: bytes) -> dict[str, str]:
    """Every line of the file by its name, unfolded and unescaped; the last of a name holds."""
    found = {}
    for line in lines(content):
        name, _, value = line.partition(":")
        read, signs = "", iter(value)
        for sign in signs:
            read += {"n": "\n"}.get(after := next(signs), after) if sign == "\\" else sign
        found[name] = read
    return found


def test_an_afternoon() -> None:
    found = values(made("Visit to Maple House", "1 Mill Road, Northborough"))
    assert found["DTSTART;TZID=Europe/London"] == "20180605T143000"
    assert found["DTEND;TZID=Europe/London"] == "20180605T160000"
    assert found["DTSTAMP"] == "20180131T090000Z"
    assert found["UID"] == "visit-7@register"
    assert found["LOCATION"] == "1 Mill Road, Northborough"
    assert found["TZID"] == "Europe/London"


def test_without_a_time_it_is_the_whole_day() -> None:
    content = made(starts_at=None)
    found = values(content)
    assert found["DTSTART;VALUE=DATE"] == "20180605"
    assert found["DTEND;VALUE=DATE"] == "20180606"
    assert b"TZID" not in content


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        *((dt.date(2018, 3, 24), 0), (dt.date(2018, 3, 25), 1), (dt.date(2018, 10, 27), 1), (dt.date(2018, 10, 28), 0)),
        *((dt.date(2027, 3, 27), 0), (dt.date(2027, 3, 28), 1), (dt.date(2027, 10, 30), 1), (dt.date(2027, 10, 31), 0)),
    ],
)
def test_the_clock_is_londons_on_the_days_on_which_it_changes(day: dt.date, hours: int) -> None:
    """As another program's reader of calendars understands the rules in the file, which knows no London of its own."""
    content = calendar_file(replace(VISIT, day=day), MADE)
    zone = tzical(io.StringIO(content.decode().replace("\r\n", "\n"))).get()
    [start] = re.findall(rb"DTSTART;TZID=Europe/London:(\d{8}T\d{6})\r", content)
    assert dt.datetime.strptime(start.decode(), "%Y%m%dT%H%M%S").replace(tzinfo=zone).utcoffset() == dt.timedelta(
        hours=hours
    )


def test_it_asks_the_councillors_for_an_answer_to_the_coordinator() -> None:
    content = calendar_file(replace(VISIT, sequence=3, attendees=(ZOE, BEN), description="Please come."), MADE)
    found = values(content)
    assert (found["METHOD"], found["SEQUENCE"], found["STATUS"]) == ("REQUEST", "3", "CONFIRMED")
    assert 'ORGANIZER;CN="Priya Shaw":mailto:priya@example.org' in lines(content)
    asked = 'ATTENDEE;CN="Cllr Zoë Price";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:zoe@example.org'
    assert [line for line in lines(content) if line.startswith("ATTENDEE")] == [asked]
    assert found["DESCRIPTION"] == "Please come.\n\nWith: Cllr Zoë Price (zoe@example.org); Cllr Ben Twin"


def test_one_that_is_called_off_is_taken_out_of_diaries() -> None:
    content = calendar_file(replace(VISIT, sequence=4, cancelled=True), MADE)
    found = values(content)
    assert (found["METHOD"], found["SEQUENCE"], found["STATUS"]) == ("CANCEL", "4", "CANCELLED")
    assert (found["UID"], found["DTSTART;TZID=Europe/London"]) == ("visit-7@register", "20180605T143000")
    assert 'ATTENDEE;CN="Cllr Zoë Price";ROLE=REQ-PARTICIPANT:mailto:zoe@example.org' in lines(content)
    assert any(line.startswith("ORGANIZER") for line in lines(content))


@pytest.mark.parametrize("visit", [replace(VISIT, organiser=("Priya Shaw", None)), replace(VISIT, attendees=(BEN,))])
def test_without_addresses_it_is_only_made_known(visit: Appointment) -> None:
    """A request without its organiser, or without attendees, is none (RFC 5546, 3.2.2)."""
    content = calendar_file(visit, MADE)
    assert values(content)["METHOD"] == "PUBLISH"
    assert b"ATTENDEE" not in content
    assert b"ORGANIZER" not in content


def test_names_and_addresses_of_all_kinds_stay_in_their_places() -> None:
    content = calendar_file(
        replace(
            VISIT, attendees=(('Ann "Nan" O;Hara:\r\nX', "o'hara+cp@example.org"), ("عائشہ", "zoë@münchen.example"))
        ),
        MADE,
    )
    people = [line for line in lines(content) if line.startswith("ATTENDEE")]
    assert people[0].startswith("ATTENDEE;CN=\"Ann 'Nan' O;Hara:X\";ROLE=")
    assert people[0].endswith(":mailto:o'hara+cp@example.org")
    assert people[1].endswith(":mailto:zo%C3%AB@xn--mnchen-3ya.example")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from(",;\\\né€𝔸"), max_size=300))
def test_any_text_arrives_and_no_line_is_too_long(text: str) -> None:
    content = made(text, text, text)
    assert values(content)["SUMMARY"] == text
    if text:
        assert values(content)["DESCRIPTION"] == text == values(content)["LOCATION"]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is split


@pytest.mark.parametrize("words", ["a\r\nATTENDEE:mailto:x@example.org", "a\rEND:VEVENT", "a\x00b\x85c"])
def test_nothing_slips_in_as_a_line_of_its_own(words: str) -> None:
    names = [line.partition(b":")[0] for line in made(words).split(b"\r\n")]
    assert names.count(b"END") == 5
    assert b"ATTENDEE" not in names
