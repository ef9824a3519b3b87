"""Appointments as .ics files (RFC 5545) that ask for an answer, move and are called off (RFC 5546)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from cp_desktop.model.values.addresses import ascii_host, why_no_address

_LINE = 75  # octets, RFC 5545 section 3.1
_IN_MAILTO = "!$&'*+-./=^_`{|}~"

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

Person = tuple[str, str | None]  # a name, and an e-mail address where one is known


@dataclass(frozen=True)
class Appointment:
    """What is to stand in other people's diaries; without `starts_at` ("14:30") it is for the whole day.

    `uid` stays the same and `sequence` grows when the appointment changes: so a calendar moves what it has. One that
    is `cancelled` is taken out again.
    """

    uid: str
    sequence: int
    day: dt.date
    starts_at: str | None
    minutes: int
    summary: str
    place: str
    description: str
    organiser: Person
    attendees: tuple[Person, ...]
    cancelled: bool = False

    @property
    def method(self) -> str:
        """How a calendar is to take it. Without an organiser's address, or anybody's else, it is only made known: a
        calendar then takes it in, and moves nothing."""
        if not _addressed(self.organiser) or not any(map(_addressed, self.attendees)):
            return "PUBLISH"
        return "CANCEL" if self.cancelled else "REQUEST"


def calendar_file(appointment: Appointment, made: dt.datetime) -> bytes:
    """The calendar file of an appointment, made at a moment. Whoever has no e-mail address is named in its text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CP Desktop//Visits//EN",
        f"METHOD:{appointment.method}",
        *(_LONDON if appointment.starts_at else ()),
        "BEGIN:VEVENT",
        f"UID:{_text(appointment.uid)}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{made.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        *_when(appointment),
        f"STATUS:{'CANCELLED' if appointment.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(appointment.summary)}",
        *_texts(appointment),
        *_people(appointment),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _when(appointment: Appointment) -> Iterator[str]:
    day = appointment.day
    if not appointment.starts_at:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
        return
    start = dt.datetime.combine(day, dt.time.fromisoformat(appointment.starts_at))
    end = start + dt.timedelta(minutes=appointment.minutes)
    yield from (f"DT{name};TZID=Europe/London:{at:%Y%m%dT%H%M%S}" for name, at in (("START", start), ("END", end)))


def _texts(appointment: Appointment) -> Iterator[str]:
    if appointment.place:
        yield f"LOCATION:{_text(appointment.place)}"
    people = "; ".join(f"{name} ({email})" if email else name for name, email in appointment.attendees)
    description = f"{appointment.description}\n\nWith: {people}".strip() if people else appointment.description
    if description:
        yield f"DESCRIPTION:{_text(description)}"


def _people(appointment: Appointment) -> Iterator[str]:
    if appointment.method == "PUBLISH":  # which has no attendees (RFC 5546, 3.2.1)
        return
    yield f"ORGANIZER;CN={_parameter(appointment.organiser[0])}:{_mailto(appointment.organiser)}"
    for one in filter(_addressed, appointment.attendees):
        asked = "" if appointment.cancelled else ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        yield f"ATTENDEE;CN={_parameter(one[0])};ROLE=REQ-PARTICIPANT{asked}:{_mailto(one)}"


def _addressed(person: Person) -> bool:
    return person[1] is not None and why_no_address(person[1].strip()) is None


def _mailto(person: Person) -> str:
    """An address as a link (RFC 6068)."""
    local, _, host = (person[1] or "").strip().rpartition("@")
    return f"mailto:{quote(local, safe=_IN_MAILTO)}@{ascii_host(host)}"


def _parameter(words: str) -> str:
    """A value of a parameter: in quotation marks, of which it has none itself (RFC 5545, 3.2)."""
    return f'"{" ".join(_printed(words.replace(chr(34), chr(39))).split())}"'


def _text(words: str) -> str:
    """A value of type TEXT: its signs escaped, control signs left out (RFC 5545, 3.3.11)."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    words = words.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _printed(words)


def _printed(words: str) -> str:
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
