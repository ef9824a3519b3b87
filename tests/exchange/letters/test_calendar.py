"""Calendar files against the rules of RFC 5545, read as a calendar reads them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cp_desktop.exchange.letters.calendar import appointment

MADE = dt.datetime(2018, 1, 31, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2018, 6, 5)


def made(summary: str = "Visit", place: str = "", description: str = "", starts_at: str | None = "14:30") -> bytes:
    return appointment("visit-7@register", DAY, starts_at, 90, summary, place, description, (), MADE)


def values(content: bytes) -> dict[str, str]:
    """Every line of the file by its name, unfolded and unescaped; the last of a name holds."""
    lines = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    found = {}
    for line in lines:
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
    assert found["METHOD"] == "PUBLISH"
    assert found["LOCATION"] == "1 Mill Road, Northborough"
    assert found["TZID"] == "Europe/London"


def test_without_a_time_it_is_the_whole_day() -> None:
    content = made(starts_at=None)
    found = values(content)
    assert found["DTSTART;VALUE=DATE"] == "20180605"
    assert found["DTEND;VALUE=DATE"] == "20180606"
    assert b"TZID" not in content


def test_who_comes_stands_in_the_description() -> None:
    people = [("Zoë Price", "zoe@example.org"), ("Ben Twin", None)]
    content = appointment("u", DAY, None, 0, "Visit", "", "Please come.", people, MADE)
    assert values(content)["DESCRIPTION"] == "Please come.\n\nWith: Zoë Price (zoe@example.org); Ben Twin"
    assert b"ATTENDEE" not in content


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
