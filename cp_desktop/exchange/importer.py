"""What every importer works with: the rows of its table as typed values, and one place for all it finds out."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import (
    Base,
    Edition,
    Field,
    Item,
    MunicipalYear,
    Paragraphs,
    fields,
    show,
    table_of,
)
from cp_desktop.model.formats import listed
from cp_desktop.model.rules import required
from cp_desktop.model.values import UnreadableError, quoted
from cp_desktop.register import edition_of
from cp_desktop.register.rules import Broken, Written, broken, broken_constraints

from .cells import clean, line, tick, typed
from .importers.wards import Wards
from .people import Found, People, labels
from .plan import Draft, Plan, PlanLine, Problem, Progress, Question
from .spreadsheet import Heading, Row, Table

_TEXT, _LINES = String(), Paragraphs()
LEAVE_OUT = (0, "Leave it out")
MOST_NAMED = 10  # of many alike, in one sentence


@dataclass(frozen=True)
class Kind:
    """One importer: what it reads, by which headings, and how it plans.

    `records` are the mapped classes whose declared columns it takes, under the labels and headings that they
    declare; `headings` are those it knows besides. `needs` names, group by group, what has to be there.
    """

    name: str
    label: str  # as a menu offers it
    what: str  # as sentences name it
    plan: Callable[["ImportContext"], None]
    needs: tuple[tuple[str, ...], ...]
    records: tuple[type[Base], ...] = ()
    headings: tuple[Heading, ...] = ()
    numbered: bool = False  # whether columns are headed by the numbers of items

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The column types of the declared columns, by heading name: "councillor.email"."""
        return {name: column.type for name, column, _ in self._declared()}

    def all_headings(self) -> list[Heading]:
        declared = [Heading(name, (said.label, *said.headings)) for name, _, said in self._declared()]
        # What an importer names itself comes first: "Home" on a visit is a name, whatever else is called so.
        return [*self.headings, *declared]

    def _declared(self) -> Iterator[tuple[str, Any, Field]]:
        for record in self.records:
            for name, column, said in fields(record):
                if not column.foreign_keys:
                    yield f"{record.__tablename__}.{name}", column, said


class ImportContext:
    """One import being planned."""

    def __init__(self, session: Session, kind: Kind, table: Table, plan: Plan, progress: Progress | None) -> None:
        self.session, self.kind, self.table, self.plan = session, kind, table, plan
        self.draft: Draft = plan.draft
        self.answers: Mapping[str, int] = plan.answers
        self._progress = progress
        self.taken: set[int] = set()  # places of the columns without a known heading that are read all the same
        self._asked: dict[str, int | None] = {}
        self._undated: dict[str, None] = {}  # names, each once and in their order
        self._noted: set[Problem] = set()
        self._unreadable: set[tuple[int, int]] = set()  # cells, by row and place
        self._found: dict[tuple[str, str, str, str], int | None] = {}

    # -- reading rows

    def rows(self) -> Iterator[Row]:
        """The rows of the table, telling how far the reading has come."""
        total = len(self.table.rows)
        for done, row in enumerate(self.table.rows):
            if self._progress and done % 500 == 0:
                self._progress(done, total, f"Reading {self.table.path.name}")
            self.draft.row = row.number
            yield self._once(row) if self.table.repeats else row

    def _once(self, row: Row) -> Row:
        """A row in which what two columns say of the same stands in the first; a problem where they disagree."""
        cells = list(row.cells)
        for place, first in self.table.repeats.items():
            here, there = line(cells[place]), line(cells[first])
            if here and not there:
                cells[first] = cells[place]
            elif here and here != there:
                heading = self.table.headings[first]
                said = f"this says “{quoted(here)}”, and the column {heading} says “{quoted(there)}” of the same"
                self.problem(row, place, f"{said}; expected one column, or the same in both")
        return Row(row.number, cells)

    def has(self, name: str) -> bool:
        return name in self.table.columns

    def text(self, row: Row, name: str) -> str:
        """A cell as one line of text, "" when it is blank or there is no such column."""
        return self.value(row, name, _TEXT) or ""

    def lines(self, row: Row, place: int | str) -> str:
        """The cell under a heading, or in a place, as text of several lines, otherwise as `text`."""
        found = self.place(place) if isinstance(place, str) else place
        return "" if found is None else self.at(row, found, _LINES) or ""

    def value(self, row: Row, name: str, kind: Any = None) -> Any:
        """A cell typed as its declared column (or as `kind`); None when blank or, with a problem noted, unreadable."""
        place = self.table.columns.get(name)
        return None if place is None else self.at(row, place, kind or self.kind.columns[name])

    def at(self, row: Row, place: int, kind: Any) -> Any:
        """The cell in that place, otherwise as `value`."""
        cell = row.cells[place]
        if cell == "" or cell is None:
            return None
        try:
            return typed(cell, kind, self.table.day_zero)
        except UnreadableError as problem:
            self._cannot_read(row, place, problem)
            return None

    def ticked(self, row: Row, place: int) -> bool | str | None:
        """Yes, no, the text of a cell that says something else; None when blank or (a problem then) unreadable."""
        cell = row.cells[place]
        try:
            return tick(cell if isinstance(cell, str) else clean(cell))
        except UnreadableError as problem:
            self._cannot_read(row, place, problem)
            return None

    def values(self, row: Row, record: type[Base]) -> dict[str, Any]:
        """What a row says of a record: the declared columns that the file has and that are not blank here."""
        prefix = f"{record.__tablename__}."
        found = {}
        for name in self.table.columns:
            if name.startswith(prefix):
                value = self.value(row, name)
                if value is not None:
                    found[name.removeprefix(prefix)] = value
        return found

    # -- drafting rows

    def update(
        self, kind: type[Base], stored: Any, said: Mapping[str, Any], keys: Mapping[str, str] | None = None
    ) -> list[str]:
        """Drafts what the file says otherwise of a stored row; returns it in words, as `describe_changes` does.

        What the file leaves blank stays as it is. A row that it agrees with counts as unchanged.
        """
        changes = {name: value for name, value in said.items() if getattr(stored, name) != value}
        if not changes:
            self.draft.count_unchanged(kind)
            return []
        self.draft.change(kind, stored.id, changes)
        return describe_changes(kind, changes, keys)

    # -- days that the file does not give

    @property
    def assumed_day(self) -> dt.date:
        """The day from which counts what the file does not date: that given for the whole file, else the year's first.

        Whoever takes it tells `assume_day`, for none is filled in unseen.
        """
        return self.plan.date or self.year.first_day

    def assume_day(self, whom: str) -> str:
        """Notes that the assumed day was taken for somebody; returns which it is and why, in words."""
        self._undated.setdefault(whom)
        why = "the day given for the whole file" if self.plan.date else f"the first day of {self.year.label}"
        return f"{show(self.assumed_day)}, {why}"

    def note_assumed_day(self) -> None:
        """Notes for whom the assumed day was taken, if for anybody."""
        if whom := list(self._undated):
            more = len(whom) - MOST_NAMED
            names = listed([*whom[:MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])])
            self.note(f"The file gives no day for {names}: counted from {self.assume_day(whom[0])}.")

    def note_unread(self) -> None:
        """Notes which columns of the file are not read."""
        unread = [heading for place, heading in self.table.others.items() if place not in self.taken]
        if unread:
            more = len(unread) - MOST_NAMED
            names = [f"“{quoted(heading)}”" for heading in unread[:MOST_NAMED]]
            self.note(f"Not read, for no such column is known: {listed([*names, *([f'{more:,} more'] * (more > 0))])}.")

    # -- saying things

    def place(self, name: str) -> int | None:
        return self.table.columns.get(name)

    def problem(self, row: Row | None, column: int | str | None, said: str) -> None:
        """Notes what keeps the file out; without a row it is about the row of headings."""
        number = row.number if row else self.table.heading_row
        self._problem(number, self.place(column) if isinstance(column, str) else column, said)

    def _cannot_read(self, row: Row, place: int, problem: UnreadableError) -> None:
        self.problem(row, place, str(problem))
        self._unreadable.add((row.number, place))

    def missing(self, row: Row, column: str, label: str | None = None) -> None:
        """Notes that a value is not there that has to be; it is called as its column is, unless by another `label`."""
        titles = {heading.name: heading.titles[0] for heading in self.kind.all_headings()}
        self.problem(row, column, required(label or titles[column]))

    def _problem(self, number: int, place: int | None, said: str) -> None:
        if place is not None and (number, place) in self._unreadable:
            return  # what cannot be read is not said to be missing as well
        heading = self.table.headings[place] if place is not None else None
        where = f"{self.table.path.name}, row {number}" + (f", column {quoted(heading)}" if heading else "")
        problem = Problem(number, heading, f"{where}: {said.rstrip('.')}.")
        if problem not in self._noted:  # a cell may be read twice
            self._noted.add(problem)
            self.plan.problems.append(problem)

    def keep_rules(self) -> None:
        """Notes a problem for each drafted row that breaks a rule its table declares."""
        if self.plan.problems or self.plan.questions:
            return
        for one in self._broken():
            row, place = self.draft.origin[one.kind].get(one.id, (self.table.heading_row, None))
            if place is None:
                place = self.table.columns.get(f"{one.kind.__tablename__}.{one.at}", self.table.columns.get(one.at))
            self._problem(row, place, one.sentence)
        self.plan.problems.sort(key=lambda problem: problem.row)

    def _broken(self) -> Iterator[Broken]:
        added, changed = self.draft.added, self.draft.changed
        kinds = {*added, *changed}
        drafted = {kind: {**changed[kind], **added[kind]} for kind in kinds}
        written = Written(
            {
                kind: {**{id: frozenset(said) for id, said in changed[kind].items()}, **dict.fromkeys(added[kind])}
                for kind in kinds
            },
            drafted=drafted,
        )
        yield from broken_constraints(self.session, drafted)
        yield from broken(self.session.connection(), written)

    def note(self, said: str) -> None:
        """Says something about the whole file that keeps nothing out."""
        if said not in self.plan.notes:
            self.plan.notes.append(said)

    def line(self, row: Row, what: str, verdict: str, detail: str = "") -> None:
        self.plan.lines.append(PlanLine(row.number, what, verdict, detail))

    def ask(self, key: str, row: Row | None, said: str, candidates: list[tuple[int, str]]) -> int | None:
        """The answer to a question, None while it is open. Each question is asked once for the whole file."""
        if key in self._asked:
            return self._asked[key]
        answer = self.answers.get(key)
        if answer is not None and answer not in dict(candidates):
            answer = None
        if answer is None:
            number = row.number if row else self.table.heading_row
            choices = "; ".join(label for _, label in candidates)
            sentence = f"{self.table.path.name}, row {number}: {said} Which is it: {choices}?"
            self.plan.questions.append(Question(key, sentence, candidates))
        self._asked[key] = answer
        return answer

    # -- the register's own words

    @cached_property
    def people(self) -> People:
        return People(self.session)

    @cached_property
    def year(self) -> MunicipalYear:
        return edition_of(self.session, self.plan.year)[0]

    @cached_property
    def edition(self) -> Edition:
        """The menu of the year. Raises UserError when there is none yet."""
        year, edition = edition_of(self.session, self.plan.year)
        if edition is None:
            raise UserError(
                f"The register has no menu for {year.label} yet, so that {self.kind.what} cannot be read. "
                "Nothing was imported. Import the menu first."
            )
        return edition

    @cached_property
    def items(self) -> dict[int, Any]:
        """The items of the year's menu by number."""
        item = table_of(Item).c
        query = select(item.id, item.number, item.wording, item.own_words).where(item.edition_id == self.edition.id)
        return {row.number: row for row in self.session.execute(query)}

    def councillor(
        self, row: Row, name: str, ward: str = "", email: str = "", member_id: str = "", column: str | None = None
    ) -> int | None:
        """The councillor meant, or None: then a question or a problem is noted, or the answer was to leave it out."""
        said = (name, ward, email, member_id)
        if said not in self._found:
            self._found[said] = self._councillor(row, said, self.people.find(*said), column)
        elif self._found[said] is None and self._unknown(said):
            self.problem(row, column, f"no councillor “{quoted(name or email)}” is in the register")
        return self._found[said]

    def _unknown(self, said: tuple[str, str, str, str]) -> bool:
        return "councillor: " + " | ".join(filter(None, said)) not in self._asked

    def _councillor(self, row: Row, said: tuple[str, str, str, str], found: Found, column: str | None) -> int | None:
        if found.sure:
            return found.people[0].id
        name = said[0] or said[2] or said[3]
        if not found.people:
            self.problem(
                row, column, f"no councillor “{quoted(name)}” is in the register; expected one of its councillors"
            )
            return None
        question = f"“{quoted(name)}”" + (f" of {quoted(said[1])}" if said[1] else "") + f": {found.why}."
        answer = self.ask(
            "councillor: " + " | ".join(filter(None, said)), row, question, [*labels(found.people), LEAVE_OUT]
        )
        return answer or None

    @cached_property
    def wards(self) -> Wards:
        return Wards(self.session, self.draft)


def describe_changes(
    record: type[Base], changes: Mapping[str, Any], keys: Mapping[str, str] | None = None
) -> list[str]:
    """Changes in words: "Party: Independent", "E-mail: ..."; of safeguarding fields only that there are some.

    `keys` has the words for keys of other records, which come first.
    """
    keys = keys or {}
    said = {name: declared for name, _, declared in fields(record)}

    def words(name: str, value: Any) -> str:
        return "Safeguarding" if said[name].safeguarding else f"{said[name].label}: {show(value)}"

    others = [words(name, value) for name, value in changes.items() if name not in keys]
    return list(dict.fromkeys([*(keys[name] for name in keys if name in changes), *others]))
