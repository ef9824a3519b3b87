"""The monthly letter to every councillor: the homes and the numbers of her ward, as drafts to look at and send.

The letters are internal, and marked so whatever their text says. Small numbers are hidden once for the whole
council, so that councillors who lay their letters side by side learn no more than from one.
"""

import calendar
import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.figures.population import population
from cp_desktop.figures.ward_facts import (
    COUNCIL,
    Area,
    Count,
    Hidden,
    HomeFact,
    Key,
    hidden,
    homes_of_wards,
    totals_of,
    ward_facts,
)
from cp_desktop.model import Council, Councillor, MunicipalYear, Ward, WardMeasure, show
from cp_desktop.model.values import write_month
from cp_desktop.register import Register, texts

from . import mail
from .plan import Progress

MARKED = "INTERNAL: for the councillor it is addressed to. Not for publication."


@dataclass(frozen=True)
class Written:
    """The drafts, ordered by ward and name; the councillors whose e-mail address is missing or is none.

    `others` are drafts that lay in the folder before and are not of this time: perhaps an earlier month's, perhaps
    to somebody who has moved to another ward since.
    """

    day: dt.date
    paths: tuple[Path, ...]
    without_address: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class _Addressee:
    title: str | None
    name: str
    surname: str
    email: str | None
    ward_id: int
    ward: str


@dataclass(frozen=True)
class _Month:
    """What the letters of a month tell, read once for all of them."""

    below: int  # the setting
    values: Mapping[str, str]
    subject: str
    body: str
    areas: Mapping[Key, Area]
    homes: Mapping[int, Sequence[HomeFact]]
    hidden: Hidden


def month_end(month: dt.date) -> dt.date:
    """The last day of the month of a day."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def letters(
    register: Register,
    month: dt.date,
    out: Path,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Writes a draft for each councillor in office on the last day of the month of `month`, as at that day.

    All are written or none: drafts of the same name in the folder `out` are replaced, other files there stay. The
    same register gives the same bytes. Raises UserError if nobody is in office, when the folder cannot be written
    or `cancelled` says so.
    """
    day = month_end(month)
    with register.reading() as session:
        addressees = _in_office(session, day)
        told = _read(session, day)
    if not addressees:
        raise UserError(f"Nobody was in office on {show(day)}. No letter was written. Choose another month.")
    drafts: dict[str, bytes] = {}
    without: list[str] = []
    names = _names(f"{one.ward}, {one.name}, {day:%Y-%m}" for one in addressees)
    for done, (one, name) in enumerate(zip(addressees, names, strict=True)):
        if cancelled and cancelled():
            raise UserError(f"Stopped at {done} of {len(addressees)} letters. None was put into {out}.")
        if progress:
            progress(done, len(addressees), f"Letter to {one.name}")
        drafts[name], addressed = _draft(told, one)
        if not addressed:
            without.append(one.name)
    others = _put(drafts, out.absolute())
    return Written(day, tuple(out / name for name in drafts), tuple(without), others)


def _in_office(session: Session, day: dt.date) -> list[_Addressee]:
    member = population(0, day).member
    query = (
        select(Councillor.title, Councillor.name, Councillor.surname, Councillor.email, Ward.id, Ward.name)
        .join(member, member.c.councillor_id == Councillor.id)
        .join(Ward, Ward.id == member.c.ward_id)
        .order_by(Councillor.id)
    )
    found = [_Addressee(*row) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.ward.casefold(), one.surname.casefold(), one.name.casefold()))


def _read(session: Session, day: dt.date) -> _Month:
    council = session.get_one(Council, 1)
    in_year = select(MunicipalYear.label).where(MunicipalYear.first_day <= day, MunicipalYear.last_day >= day)
    year = session.scalars(in_year).first()
    text = next(one for one in texts.sections(session, "letters", year) if one.subject == "monthly-letter")
    wards = ward_facts(session, day)
    areas = [*wards, *totals_of(session, wards, council.name)]
    homes: dict[int, list[HomeFact]] = {}
    everywhere = homes_of_wards(session, day)
    for home in everywhere:
        homes.setdefault(home.ward_id, []).append(home)
    return _Month(
        council.suppress_below,
        {
            **texts.placeholders(council, year or ""),
            "month": write_month(day),
            "day": show(day),
        },
        text.title,
        text.body,
        {area.key: area for area in areas},
        homes,
        hidden(areas, everywhere, council.suppress_below),
    )


# -- one letter


def _draft(told: _Month, one: _Addressee) -> tuple[bytes, bool]:
    """The letter to a councillor, and whether it has her address."""
    keys, homes = _keys(told, one), told.homes.get(one.ward_id, ())
    hides = any(key in keys for key, _ in told.hidden.numbers) or any(home.id in told.hidden.homes for home in homes)
    values = {
        **told.values,
        "councillor": f"{one.title or 'Councillor'} {one.surname}",
        "ward_name": one.ward,
        "homes": "\n".join(_homes(told, one)),
        "facts": "\n".join(_facts(told, one)),
        "small_numbers": _why_hidden(told.below) if hides else "",
    }
    subject = " ".join(texts.filled(told.subject, values).split())
    if "internal" not in subject.casefold():
        subject = f"INTERNAL: {subject}"
    paragraphs = [part.strip() for part in texts.filled(told.body, values).split("\n\n")]
    text = "\n\n".join([MARKED, *filter(None, paragraphs)]) + "\n"
    to = mail.address(f"{one.title or ''} {one.name}".strip(), one.email)
    if to is not None:
        try:
            return mail.as_eml(mail.Message((to,), subject, text)), True
        except UserError:  # what stands there is no address: told of with those who have none
            pass
    return mail.as_eml(mail.Message((), subject, text)), False


def _keys(told: _Month, one: _Addressee) -> tuple[Key, ...]:
    """Her ward, and the district it is in."""
    ward = told.areas.get(("ward", one.ward_id))
    if ward is None:
        return ()
    return (ward.key,) if ward.within in (None, COUNCIL) else (ward.key, ward.within)


def _homes(told: _Month, one: _Addressee) -> Iterator[str]:
    homes = told.homes.get(one.ward_id, ())
    if not homes:
        yield f"There is no children's home or supported accommodation on record in {one.ward}."
        return
    yield f"Homes in {one.ward}, and how many {told.values['children']} lived there:"
    for home in homes:
        if home.children is None or home.counted_on is None:
            number = "not counted yet"
        else:
            number = f"{told.hidden.homes.get(home.id, show(home.children))} (as at {show(home.counted_on)})"
        yield f"- {home.name}, {home.kind.label.lower()}: {number}"


def _facts(told: _Month, one: _Addressee) -> Iterator[str]:
    areas = [told.areas[key] for key in _keys(told, one)]
    measures = [measure for measure in WardMeasure if any(measure in area.counts for area in areas)]
    if not measures:
        yield f"No numbers have been recorded for {one.ward} yet."
        return
    word, wider = told.values["ward"], told.values["district"]
    beside = f", and in the whole {wider} of {areas[1].name}" if len(areas) > 1 else ""
    yield f"Numbers for {one.ward}{beside}:"
    for measure in measures:
        parts = [(area, area.counts.get(measure)) for area in areas]
        said = [
            told.hidden.numbers.get((area.key, measure), show(count.number) if count else "not counted yet")
            for area, count in parts
        ]
        dates = [_dates(area, count, told.values["wards"]) for area, count in parts]
        label = measure.label.replace("ward", word)
        if len(parts) == 1:
            yield f"- {label}: {said[0]}{dates[0]}"
        elif dates[0] == dates[1]:
            yield f"- {label}: {said[0]}; {wider} {said[1]}{dates[1]}"
        else:
            yield f"- {label}: {said[0]}{dates[0]}; {wider} {said[1]}{dates[1]}"


def _dates(area: Area, count: Count | None, wards: str) -> str:
    """When a number was counted, and of how many wards where some are missing."""
    if count is None:
        return ""
    days = f"as at {show(count.since)}"
    if count.since != count.until:
        days = f"counted {show(count.since)} to {show(count.until)}"
    missing = f", {count.wards} of {area.wards} {wards}" if count.wards < area.wards else ""
    return f" ({days}{missing})"


def _why_hidden(below: int) -> str:
    small = f"Numbers from 1 to {below - 1} are" if below > 2 else "A single child is"
    return (
        f"{small} not given, so that nobody can be recognised; a number that would give one of them away is not shown "
        "either."
    )


# -- into the folder


def _names(wanted: Iterable[str]) -> Iterator[str]:
    """Names of files, no two alike even where capitals make no difference."""
    taken: set[str] = set()
    for words in wanted:
        name, again = mail.file_name(words), 1
        while (full := f"{name}.eml" if again == 1 else f"{name} ({again}).eml").casefold() in taken:
            again += 1
        taken.add(full.casefold())
        yield full


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _put(drafts: Mapping[str, bytes], out: Path) -> tuple[str, ...]:
    """Puts all the files into a folder, or none; returns the names of other drafts there. Raises UserError."""
    beside = out / f".{os.getpid()}.part"
    try:
        with ExitStack() as cleared:
            if not out.exists():
                private_files.folder(out)
                cleared.callback(_remove_if_empty, out)
            cleared.callback(shutil.rmtree, beside, ignore_errors=True)
            new, old = beside / "new", beside / "old"
            for folder in (new, old):
                private_files.folder(folder)
            for name, content in drafts.items():
                private_files.write(new / name, content)
            with ExitStack() as undone:
                there = {path.name for path in out.glob("*.eml")}
                for name in drafts:
                    if name in there:
                        (out / name).replace(old / name)
                        undone.callback((old / name).replace, out / name)
                    (new / name).replace(out / name)
                    if name not in there:
                        undone.callback((out / name).unlink)
                undone.pop_all()
    except OSError as problem:
        raise UserError(
            f"The letters could not be written into {out} ({problem.strerror or problem}). None was put there. Close "
            "those that are open, or choose another folder."
        ) from problem
    return tuple(sorted(there - drafts.keys()))
