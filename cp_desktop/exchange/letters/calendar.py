"""Appointments as .ics files (RFC 5545), as every calendar takes them."""

import datetime as dt
from collections.abc import Iterator, Sequence

_LINE = 75  # octets, RFC 5545 section 3.1

# The United Kingdom's rules since 1996 (the last Sundays of March and October, at 01:00 UTC).
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
END:VTIMEZONE""".splitlines()


def appointment(
    uid: str,
    day: dt.date,
    starts_at: str | None,
    minutes: int,
    summary: str,
    place: str,
    description: str,
    attendees: Sequence[tuple[str, str | None]],
    made: dt.datetime,
) -> bytes:
    """A calendar file with one appointment; without `starts_at` ("14:30") it is for the whole day.

    `uid` stays the same when the appointment changes, so that a calendar replaces it; `made` is when the file was
    made. The attendees, with their e-mail addresses, stand in the description: to calendars a published appointment
    has none (RFC 5546, 3.2.1), and asking for answers would make it somebody's meeting.
    """
    if attendees:
        people = "; ".join(f"{name} ({email})" if email else name for name, email in attendees)
        description = f"{description}\n\nWith: {people}".strip()
    if starts_at:
        start = dt.datetime.combine(day, dt.time.fromisoformat(starts_at))
        end = start + dt.timedelta(minutes=minutes)
        when = [f"DT{name};TZID=Europe/London:{at:%Y%m%dT%H%M%S}" for name, at in (("START", start), ("END", end))]
    else:
        after = day + dt.timedelta(days=1)
        when = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}", "TRANSP:TRANSPARENT"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CP Desktop//Visits//EN",
        "METHOD:PUBLISH",
        *(_LONDON if starts_at else ()),
        "BEGIN:VEVENT",
        f"UID:{_text(uid)}",
        f"DTSTAMP:{made.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        *when,
        f"SUMMARY:{_text(summary)}",
        *([f"LOCATION:{_text(place)}"] if place else ()),
        *([f"DESCRIPTION:{_text(description)}"] if description else ()),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _text(words: str) -> str:
    """A value of type TEXT: its signs escaped, control signs left out (RFC 5545, 3.3.11)."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    words = words.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in words if sign >= " " and sign != "\x7f")


def _folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most 75 octets, no letter split; those that go on begin with a blank."""
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > _LINE:
            yield part
            part = b" "
        part += octets
    yield part
