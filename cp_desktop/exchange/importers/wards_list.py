"""Imports wards and districts as a list of their own: ONS's lookups with their codes, or "Ward, District"."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from cp_desktop.model import District, Term, Ward, show, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.values import key, quoted

from ..cells import line
from ..choices import Option
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..people import ward_key
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .authorities import authority_words
from .days import ask_day, on_the_day
from .own_rows import OwnRows
from .wards import stood_on

_PERIODS = "Wards of another time"
_ENDED, _LEFT = "Wards that are no more", Option("left", "It stands as before")
_CORRECT = Option("correct", "The same wards: take the list's codes")
_YES, _NO = Option("yes", "Yes: they are our districts"), Option("no", "No: leave the districts as they are")
_RENAME = Option("rename", "It is called otherwise now: take the new name")
_SAME = Option("same", "Yes: the same wards, as they were")


def plan(context: ImportContext) -> None:
    own = OwnRows(context, keep=False)
    if own.known:
        wards = _WardList(context, own)
        wards.read()
        if context.complete and context.date:
            wards.end_others(context.date)
        own.tell()


class _WardList:
    """The rows of a list as wards, each in the period in which it stood."""

    def __init__(self, context: ImportContext, own: OwnRows) -> None:
        self.context, self.own = context, own
        run, district = context.session.execute, table_of(District).c
        self.stored: dict[int, Any] = {row.id: row for row in run(select(table_of(Ward)))}
        self.districts: dict[str, int] = {ward_key(row.name): row.id for row in run(select(district.id, district.name))}
        self.called = bool(self.districts)  # whether the register has districts already
        self.codes = {key(ward.code): ward.id for ward in self.stored.values() if key(ward.code or "")}
        self.names: dict[str, list[int]] = {}
        for ward in self.stored.values():
            self.names.setdefault(ward_key(ward.name), []).append(ward.id)
        self.seen: dict[tuple[str, str, Any], tuple[int, str]] = {}
        self.coded: dict[str, str] = {}  # the names that this file gives its codes
        self.in_list: set[int] = set()
        self.repeated = 0

    def read(self) -> None:
        context = self.context
        for row in context.rows():
            if self.own.takes(row):
                self._row(row)
        if self.repeated:
            context.note(f"{show(self.repeated)} rows name a ward once more: read once.")

    def _row(self, row: Row) -> None:
        context = self.context
        said = context.values(row, Ward)
        name, district = said.get("name"), self._district_said(row)
        if not name:
            context.missing(row, "ward.name")
        if context.stopped or not name:
            return
        mark = ward_key(name), key(said.get("code", "")), said.get("start")
        if mark in self.seen:
            self._again(row, name, district, *self.seen[mark])
            return
        self._check_code(row, name, said.get("code"))
        stored, start = self._find(row, said)
        if context.stopped:
            return
        if district:
            said["district_id"] = self._district(district)
        if stored is None:
            if start and "start" not in said:
                said["start"] = start
            number = context.draft.add(Ward, **said)
            begins = f"from {show(said['start'])}" if said.get("start") else ""
            context.line(row, name, ADDED, "; ".join(filter(None, [begins, district])), group="New wards")
        else:
            number = stored.id
            if ward_key(stored.name) == ward_key(name):
                said.pop("name")  # "&" and "and" are one name, and the register has its own spelling
            changed = context.update(Ward, stored, said, {"district_id": f"District: {district}"})
            context.line(row, stored.name, CHANGED if changed else LEFT, "; ".join(changed))
        self.in_list.add(number)
        self.seen[mark] = number, district

    def _again(self, row: Row, name: str, district: str, number: int, before: str) -> None:
        """A ward that an earlier row had: a lookup of smaller areas names each many times."""
        if district and before and ward_key(district) != ward_key(before):
            said = f"{quoted(name)} lies in {quoted(before)} by one row and in {quoted(district)} by another"
            self.context.trouble(row, "district.name", said)
            return
        self.repeated += 1
        self.in_list.add(number)

    # -- which ward it is

    def _check_code(self, row: Row, name: str, code: str | None) -> None:
        """Asks about a code that two wards have, here or in the register."""
        folded = key(code or "")
        if not folded:
            return
        before = self.coded.setdefault(folded, name)
        if ward_key(before) != ward_key(name):
            said = f"the code {quoted(code or '')} is said of two wards, {quoted(before)} and {quoted(name)}"
            self.context.trouble(row, "ward.code", said)
        elif folded in self.codes and ward_key(stored := self.stored[self.codes[folded]].name) != ward_key(name):
            said = f"{quoted(code or '')} is {quoted(stored)} in the register, and the list calls it {quoted(name)}"
            self.context.trouble(row, "ward.name", said, [_RENAME], proposed=_RENAME.value)

    def _find(self, row: Row, said: dict[str, Any]) -> tuple[Any, dt.date | None]:
        """The ward of the register that a row means, None for another one; and from when that stands."""
        context, code = self.context, said.get("code")
        if code and key(code) in self.codes:
            return self.stored[self.codes[key(code)]], None
        same = [self.stored[one] for one in self.names.get(ward_key(said["name"]), [])]
        if "start" in said or (same and context.has("ward.start")):
            exact = [one for one in same if one.start == said.get("start")]
            return (exact[0] if exact else None), None
        then = [one for one in same if _stands(one, context.date)]
        if not then:
            return None, context.date if self.stored else None
        [stored, *_] = sorted(then, key=lambda one: one.start or dt.date.min, reverse=True)
        if code and stored.code:
            return self._other_code(row, stored)
        if code and context.date and context.complete and not self._same_wards(row):
            return None, context.date
        return stored, None

    def _other_code(self, row: Row, stored: Any) -> tuple[Any, dt.date | None]:
        """A ward of a known name with another code: ONS gives one to each new boundary."""
        day = self.context.date
        held = day.isoformat() if day and self.context.complete else None
        answers = [*on_the_day(day, "They stand from"), _CORRECT]
        start = ask_day(
            self.context,
            "other codes",
            "the list has other codes than the register for wards of these names, which stand for other boundaries; "
            "from which day do they stand?",
            answers,
            cause=_PERIODS,
            row=row,
            column="ward.code",
            proposed=held or (answers[0].value if day else None),
            default=held,
        )
        if start is None:
            return stored, None
        self._end(stored, start - dt.timedelta(days=1))
        return None, start

    def _same_wards(self, row: Row) -> bool:
        """Whether wards of the register without a code are those of the same name in a complete list."""
        day = self.context.date
        stand, gone = self._stand_and_gone
        proposed = _SAME.value if gone * 4 <= stand else "new"
        given = self.context.ask(
            "same wards",
            f"{show(gone)} of the {show(stand)} wards of the register are not in the list. Are those of the same name "
            "the same wards, or were the boundaries drawn anew?",
            [_SAME, Option("new", f"New wards from {show(day)}: the old ones end the day before")],
            cause=_PERIODS,
            row=row,
            column="ward.code",
            proposed=proposed,
        )
        return given != "new"

    @cached_property
    def _stand_and_gone(self) -> tuple[int, int]:
        """How many wards of the register stand on the day of the list, and how many of them it does not name."""
        names = {ward_key(name) for name in self._column("ward.name")}
        stand = [one for one in self.stored.values() if _stands(one, self.context.date)]
        return len(stand), sum(ward_key(one.name) not in names for one in stand)

    def _column(self, name: str) -> list[str]:
        """What our rows say in a column."""
        place = self.context.table.columns[name]
        return [line(row.cells[place]) for row in self.context.table.rows if self.own.has(row)]

    def _end(self, ward: Any, day: dt.date) -> None:
        if ward.end is None or ward.end > day:
            self.context.draft.change(Ward, ward.id, {"end": day})
            self.context.line(None, ward.name, CHANGED, f"Until: {show(day)}", group="Wards that end")

    def end_others(self, day: dt.date) -> None:
        """Ends the wards that a complete list of a day does not have, unless she says otherwise."""
        context, last = self.context, day - dt.timedelta(days=1)
        ended = []
        for ward in sorted(self.stored.values(), key=lambda one: str(one.name)):
            gone = ward.id not in self.in_list and ward.id not in context.draft.changed[Ward]
            if gone and (ward.start is None or ward.start < day) and (ward.end is None or ward.end >= day):
                answers = [*on_the_day(last, "It ended on"), _LEFT]
                closed = ask_day(
                    context,
                    f"gone: {ward.name}",
                    f"{quoted(ward.name)} is not in the list",
                    answers,
                    cause=_ENDED,
                    proposed=answers[0].value,
                    default=answers[0].value,
                )
                if closed:
                    self._end(ward, closed)
            if ward.id in context.draft.changed[Ward] and "end" in context.draft.changed[Ward][ward.id]:
                ended.append(ward.id)
        self._note_seats(ended, day)

    def _note_seats(self, ended: list[int], day: dt.date) -> None:
        """Says how many hold a seat of a ward that ends: their terms are the business of a list of councillors."""
        term = table_of(Term).c
        query = select(func.count()).where(term.ward_id.in_(ended), (term.end.is_(None)) | (term.end >= day))
        if ended and (seats := self.context.session.scalar(query)):
            hold = "1 councillor holds a seat" if seats == 1 else f"{show(seats)} councillors hold seats"
            self.context.note(f"{hold} of wards that end: their terms stay until a list of councillors says otherwise.")

    # -- districts

    def _district_said(self, row: Row) -> str:
        """The district that a row names: its own, or the constituency where these are the council's districts."""
        context = self.context
        if context.has("district.name"):
            return context.text(row, "district.name")
        name = context.text(row, "constituency")
        if not name:
            return ""
        given = context.ask(
            "constituencies",
            f"the list says in which constituency a ward lies, such as {listed(self._constituencies[:3])}. Are these "
            "the council's districts?",
            [_YES, _NO],
            cause="Districts",
            row=row,
            column="constituency",
            proposed=self._proposed_districts,
        )
        name = self._without_council(name)
        return name if given == _YES.value else ""

    @cached_property
    def _constituencies(self) -> list[str]:
        return sorted({self._without_council(name) for name in self._column("constituency") if name})

    @cached_property
    def _proposed_districts(self) -> str:
        known = sum(ward_key(name) in self.districts for name in self._constituencies)
        return _YES.value if not self.called or known * 2 >= len(self._constituencies) else _NO.value

    def _without_council(self, name: str) -> str:
        """ "Birmingham, Ladywood" and "Birmingham Ladywood" are the Ladywood of Birmingham."""
        first, comma, rest = name.partition(",")
        if comma and authority_words(first) == self.own.words:
            return rest.strip()
        first, _, rest = name.partition(" ")
        return rest if rest and authority_words(first) == self.own.words else name

    def _district(self, name: str) -> int:
        folded = ward_key(name)
        if folded not in self.districts:
            self.districts[folded] = self.context.draft.add(District, name=name)
        return self.districts[folded]


def _stands(ward: Any, day: dt.date | None) -> bool:
    """Whether a ward stands on a day; without one, whether it has no end."""
    return ward.end is None if day is None else stood_on(ward, day)


def _of_years(form: str) -> tuple[str, ...]:
    """The headings of ONS, which have the year in them: WD17NM."""
    return tuple(form.format(year) for year in ("", *(f"{year:02}" for year in range(9, 40))))


_WARD = ("Ward", "Ward name", "Division", "Electoral division", "Name of ward")


def _wards_alone(headings: Sequence[str]) -> frozenset[str]:
    """That a list of nothing but wards needs no other column."""
    said = [key(heading) for heading in headings if heading]
    return frozenset({"ward.code"} if len(said) == 1 and said[0] in set(map(key, _WARD)) else ())


KIND = Kind(
    name="wards",
    label="Wards and districts",
    what="wards and districts",
    plan=plan,
    needs=(("ward.name",), ("ward.code", "district.name", "constituency", "ward.start", "ward.end")),
    stands_for=_wards_alone,
    records=(Ward, District),
    headings=(
        Heading("ward.name", (*_WARD, *_of_years("WD{}NM"))),
        Heading("ward.name", ("Ward", *_of_years("CED{}NM"))),
        Heading(
            "ward.code", ("ONS code", "Ward code", "Code", "GSS code", *_of_years("WD{}CD"), *_of_years("CED{}CD"))
        ),
        Heading("district.name", ("District", "District name", "Area", "Neighbourhood", "Locality", "Committee area")),
        Heading("constituency", ("Constituency", "Parliamentary constituency", *_of_years("PCON{}NM"))),
        Heading("authority", ("Local authority", "Local authority name", "LA", *_of_years("LAD{}NM"))),
        Heading("ward.start", ("From", "Start", "Start date")),
        Heading("ward.end", ("Until", "To", "End", "End date")),
    ),
    dated="The wards are as on",
    dated_help="New wards begin on this day",
    complete="These are all wards there are",
)
