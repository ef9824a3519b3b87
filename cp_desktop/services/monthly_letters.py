"""The monthly letters to all councillors in office: written as drafts, all or none."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from cp_desktop import file_names, private_files
from cp_desktop.disclosure import Released
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.monthly import draft, in_office, month_end, read_month
from cp_desktop.exchange.plan import Progress
from cp_desktop.figures.ward_facts import days_counted
from cp_desktop.model import Council, show
from cp_desktop.register import Register

from . import disclosure


@dataclass(frozen=True)
class LettersToWrite:
    """What the letters of a month will be: how many, as at which day, and of which day the latest numbers of the wards
    are that they tell; None where nothing had been counted by then."""

    day: dt.date
    number: int
    counted_on: dt.date | None
    ward_word: str

    @property
    def without_numbers(self) -> str:
        """The sentence for letters that can tell no numbers of a ward, "" for others."""
        if self.counted_on is not None:
            return ""
        letters = "the letter tells" if self.number == 1 else f"all {show(self.number)} letters tell"
        return f"No {self.ward_word} had been counted by {show(self.day)}: {letters} of the homes only."


@dataclass(frozen=True)
class WrittenLetters:
    """The drafts, ordered by ward and name; the councillors whose e-mail address is missing or is none.

    `others` are drafts that lay in the folder before and are not of this time: perhaps an earlier month's, perhaps
    to somebody who has moved to another ward since.
    """

    letters: LettersToWrite
    paths: tuple[Path, ...]
    without_address: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def day(self) -> dt.date:
        return self.letters.day


def foresee(session: Session, month: dt.date) -> LettersToWrite:
    """What the letters of a month will be, before any is written."""
    day = month_end(month)
    return _foreseen(session, day, len(in_office(session, day)))


def _foreseen(session: Session, day: dt.date, number: int) -> LettersToWrite:
    counted_on = next((one for one in days_counted(session) if one <= day), None)
    return LettersToWrite(day, number, counted_on, session.get_one(Council, 1).ward_word)


def write(
    register: Register,
    month: dt.date,
    out: Path,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WrittenLetters:
    """Writes a draft for each councillor in office on the last day of the month of `month`, as at that day.

    All are written or none: drafts of the same name in the folder `out` are replaced, other files there stay. The
    same register gives the same bytes. Raises UserError if nobody is in office, when the folder cannot be written
    or `cancelled` says so.
    """
    day = month_end(month)
    with register.reading() as session:
        addressees = in_office(session, day)
        letters = _foreseen(session, day, len(addressees))
        facts = read_month(session, day)
    if not addressees:
        raise UserError(f"Nobody was in office on {show(day)}. No letter was written. Choose another month.")
    drafts: dict[str, Released] = {}
    without: list[str] = []
    names = _names(f"{one.ward}, {one.name}, {day:%Y-%m}, internal" for one in addressees)
    for done, (one, name) in enumerate(zip(addressees, names, strict=True)):
        if cancelled and cancelled():
            raise UserError(f"Stopped at {done} of {len(addressees)} letters. None was put into {out}.")
        if progress:
            progress(done, len(addressees), f"Letter to {one.name}")
        message, addressed = draft(facts, one)
        drafts[name] = disclosure.letter(message)
        if not addressed:
            without.append(one.name)
    others = _put(drafts, out.absolute())
    return WrittenLetters(letters, tuple(out / name for name in drafts), tuple(without), others)


def _names(wanted: Iterable[str]) -> Iterator[str]:
    """Names of files, no two alike even where capitals make no difference."""
    taken: set[str] = set()
    for words in wanted:
        name, again = file_names.safe(words), 1
        while (full := f"{name}.eml" if again == 1 else f"{name} ({again}).eml").casefold() in taken:
            again += 1
        taken.add(full.casefold())
        yield full


def _put(drafts: Mapping[str, Released], out: Path) -> tuple[str, ...]:
    """Puts all the files into a folder, or none; returns the names of other drafts there. Raises UserError."""
    try:
        there = {path.name for path in out.glob("*.eml")}
        private_files.put_all(out, drafts)
    except OSError as problem:
        raise UserError(
            f"The letters could not be written into {out} ({problem.strerror or problem}). None was put there. Close "
            "those that are open, or choose another folder."
        ) from problem
    return tuple(sorted(there - drafts.keys()))
