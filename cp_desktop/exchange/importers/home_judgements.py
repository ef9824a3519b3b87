"""Ofsted's judgements of homes in a list: the latest full inspection counts, whatever else the list tells of."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cp_desktop.model import show
from cp_desktop.model.homes import Judgement
from cp_desktop.model.values import UnreadableError, key, quoted

from ..cells import line
from ..choices import BLANK, Option
from ..importer import ImportContext
from ..readers import Row
from .days import ask_day
from .ofsted import grade_of, says_a_grade
from .own_rows import OwnRows

_EVER = dt.date.min
_LEFT = Option("left", "Leave it as it is")


@dataclass(frozen=True)
class _Judged:
    """The latest judgement that a list has of a home, as it is written there."""

    said: str
    day: dt.date | None


class Judgements:
    """What a list says of how homes were judged."""

    def __init__(self, context: ImportContext, own: OwnRows) -> None:
        self.context, self.own = context, own
        self.judged, self.several = self._latest()

    def _latest(self) -> tuple[dict[str, _Judged], bool]:
        """The latest judgement of each home of ours, and whether homes have several rows: a list of inspections."""
        context, found, rows = self.context, dict[str, _Judged](), dict[str, int]()
        grade, day = context.place("home.judgement"), context.place("home.judged_on")
        for row in context.table.rows:
            if grade is None or not self.own.has(row):
                continue
            home = self._key(row)
            rows[home] = rows.get(home, 0) + 1
            said = line(row.cells[grade])
            judged = _Judged(said, None if day is None else context.day(row, day))
            if says_a_grade(said) and (home not in found or (judged.day or _EVER) > (found[home].day or _EVER)):
                found[home] = judged
        return found, any(count > 1 for count in rows.values())

    def _key(self, row: Row) -> str:
        for name in ("home.urn", "home.name"):
            place = self.context.place(name)
            if place is not None and (said := line(row.cells[place])):
                return key(said)
        return ""

    def of(self, row: Row, stored: Any) -> dict[str, Any]:
        """The judgement to enter with the first row of a home: the latest in the list, unless the register has a later
        one."""
        context = self.context
        day = context.value(row, "home.judged_on")  # one that cannot be read is told, on whichever row it stands
        judged = self.judged.get(self._key(row))
        if judged is None:
            if day and not self.own.of_england:  # Ofsted's lists have days of visits that gave no grade
                context.note("Days of inspections without a judgement beside them are not taken.")
            return {}
        try:
            grade = grade_of(judged.said)
        except UnreadableError:
            place = context.place("home.judgement")
            assert place is not None
            given = context.decide_word(row, place, judged.said, [Option(one.value, one.label) for one in Judgement])
            grade = Judgement(given) if given and given != BLANK else None  # type: ignore[call-arg]
        if grade is None:
            return {}
        if stored is None or not stored.judgement:
            return {"judgement": grade} | ({"judged_on": judged.day} if judged.day else {})
        if judged.day is None:
            return {} if stored.judgement == grade else self._undated(row, grade, stored)
        if stored.judged_on and stored.judged_on > judged.day:
            return {}
        return {"judgement": grade, "judged_on": judged.day}

    def _undated(self, row: Row, grade: Judgement, stored: Any) -> dict[str, Any]:
        """A judgement that says no day, where the register has another."""
        if not stored.judged_on:
            return {"judgement": grade}
        day = ask_day(
            self.context,
            f"judged: {stored.urn or stored.name}",
            f"the list says “{grade.label}” of {quoted(stored.name)} without the day of the inspection; the register "
            f"has “{stored.judgement.label}” of {show(stored.judged_on)}. When was it judged so?",
            [_LEFT],
            cause="Judgements without a day",
            row=row,
            column="home.judgement",
            proposed=_LEFT.value,
        )
        return {"judgement": grade, "judged_on": day} if day else {}
