"""What every importer works with: the rows of its table as typed values, and one place for all that it asks."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Date, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Edition, Item, MunicipalYear, Paragraphs, fields, show, table_of
from cp_desktop.model.values import FIRST_DAY, UnreadableError, quoted, read
from cp_desktop.register import edition_of
from cp_desktop.register.rules import Broken, Written, broken, broken_constraints

from .choices import LEAVE_OUT, LEFT_OUT, Option, some_named
from .headings import Table
from .importers.wards import Wards
from .kind import Kind
from .people import Found, People
from .person import Person
from .plan import ASSUMED_DAY, WHY_LEFT_OUT, Draft, Plan, Progress
from .readers import Row
from .reading import TableReading

NOBODY = Option("nobody", "Leave this name out")
WHO, DAYS, RULES = "Who is who", "Days that the file does not give", "What the register does not hold"


class ImportContext(TableReading):
    """One import being planned.

    An importer goes through `rows`; where it asks something that nobody has answered, or the answer is to leave the row
    out, `stopped` is true from then on, and it goes on to the next row.
    """

    def __init__(
        self,
        session: Session,
        kind: Kind,
        table: Table,
        plan: Plan,
        remembered: Mapping[tuple[str, str], str],
        out: Mapping[str, str],
        progress: Progress | None,
    ) -> None:
        super().__init__(kind, table, plan, remembered, out, progress)
        self.session = session
        self.draft: Draft = plan.draft
        self.taken: set[int] = set()  # places of the columns without a known heading that are read all the same
        self.meant: dict[int, str] = {}  # what those mean, in place of the name of a heading
        self.besides: dict[str, str] = {}  # what a column may mean besides the headings: values and labels
        self._undated: dict[str, None] = {}  # names, each once and in their order
        self._found: dict[tuple[str, str, str, str], Found] = {}

    @property
    def complete(self) -> bool:
        """Whether the list is said to be everybody, or everything, by whoever imports it or by its own format."""
        return self.choices.complete or bool(self.plan.file and self.plan.file.complete)

    @property
    def date(self) -> dt.date | None:
        """The day given for the whole file."""
        return self.choices.date

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
        before = {name: getattr(stored, name) for name in changes}
        return describe_changes(kind, changes, keys, before)

    # -- days

    def plausible(self, name: str) -> Callable[[dt.date], bool] | None:
        """Days that have happened are not still to come, and those of a year's list are in the year."""
        declared = self.kind.declared.get(name)
        if declared is None or not declared.happened:
            return None
        first = self.year.first_day if self.kind.of_a_year else FIRST_DAY
        last = min(dt.date.today(), self.year.last_day) if self.kind.of_a_year else dt.date.today()
        return lambda day: first <= day <= last

    # -- days that the file does not give

    @cached_property
    def assumed_day(self) -> dt.date:
        """The day from which counts what the file does not date: that given for the whole file or as an answer, else
        the file's own where it lies in the year, else the year's first.

        Whoever takes it tells `assume_day`, for none is filled in unseen.
        """
        if self.date:
            return self.date
        if said := self.choices.answers.get(ASSUMED_DAY):
            try:
                day = read(said, Date())
            except UnreadableError as problem:
                raise UserError(f"The answer to “day” is no day: {problem}. Nothing was imported.") from problem
            assert isinstance(day, dt.date)
            return day
        own = self.plan.file.modified if self.plan.file else None
        if own and self.year.first_day <= own <= min(self.year.last_day, dt.date.today()):
            return own
        first: dt.date = self.year.first_day
        return first

    def assume_day(self, whom: str) -> str:
        """Notes that the assumed day was taken for somebody; returns which it is and why, in words."""
        self._undated.setdefault(whom)
        return f"{show(self.assumed_day)}, {self._why_assumed()}"

    def _why_assumed(self) -> str:
        if self.date or ASSUMED_DAY in self.choices.answers:
            return "the day given for the whole file"
        if self.assumed_day == self.year.first_day:
            return f"the first day of {self.year.label}"
        return "the day of the file itself"

    def note_assumed_day(self) -> None:
        """Says for whom the assumed day was taken, if for anybody, and has it changed by who knows better."""
        if not (whom := list(self._undated)):
            return
        names = some_named(whom)
        self.note(f"The file gives no day for {names}: counted from {self.assume_day(whom[0])}.")
        if not self.date:
            own = self.plan.file.modified if self.plan.file else None
            days = {self.assumed_day: self._why_assumed(), self.year.first_day: f"the first day of {self.year.label}"}
            if own:
                days.setdefault(own, "the day of the file itself")
            answers = [Option(day.isoformat(), f"{show(day)}, {why}") for day, why in days.items()]
            held = self.assumed_day.isoformat()
            said = f"the file gives no day for {names}; from which day do they count?"
            self.ask(ASSUMED_DAY, said, answers, cause=DAYS, proposed=held, default=held, takes="date")

    def note_unread(self) -> None:
        """Notes what is not taken: columns, districts of wards, words said to mean something."""
        others = [(place, said) for place, said in self.table.others.items() if place not in self.taken]
        set_aside = [said for place, said in others if self.table.chosen.get(place) == ""]
        unread = [said for _, said in others if said not in set_aside and said != WHY_LEFT_OUT]
        for why, headings in (("for no such column is known", unread), ("by choice", set_aside)):
            if headings:
                self.note(f"Not read, {why}: {some_named([f'“{quoted(said)}”' for said in headings])}.")
        if "wards" in self.__dict__ and self.wards.elsewhere:
            said = some_named(self.wards.elsewhere)
            self.note(
                f"The list has {said}, which the register has elsewhere and leaves there: a list of wards moves it."
            )
        if absent := self.words_absent():
            self.note(
                f"Said to mean something, and nowhere in it: {some_named([f'“{quoted(one)}”' for one in absent])}."
            )

    # -- the rules of the register

    def keep_rules(self) -> None:
        """Asks about each drafted row that breaks a rule its table declares, once nothing else is open."""
        if self.plan.open:
            return
        rows = {self.mark(row): row for row in self.table.rows}
        for one in self._broken():
            mark, place = self.draft.origin[one.kind].get(one.id, ("", None))
            if place is None:
                place = self.table.columns.get(f"{one.kind.__tablename__}.{one.at}", self.table.columns.get(one.at))
            row = rows.get(mark)
            key = f"row {mark}: {one.sentence}" if row else f"rule: {one.sentence}"
            answers, proposed = ([LEAVE_OUT], LEFT_OUT) if row else ([], None)
            self.ask(key, one.sentence, answers, cause=RULES, row=row, column=place, proposed=proposed)

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

    # -- the register's own words

    @cached_property
    def people(self) -> People:
        return People(self.session)

    @cached_property
    def year(self) -> MunicipalYear:
        return edition_of(self.session, self.choices.year)[0]

    @cached_property
    def edition(self) -> Edition:
        """The menu of the year. Raises UserError when there is none yet."""
        year, edition = edition_of(self.session, self.choices.year)
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
        self,
        row: Row,
        name: str,
        ward: str = "",
        email: str = "",
        member_id: str = "",
        column: str | None = None,
        one_of_several: bool = False,
        day: dt.date | None = None,
    ) -> int | None:
        """The councillor meant, or None: then it is asked, or the answer was to leave the row out, or, where it is
        `one_of_several` in a cell, this name.

        With a `day` a surname alone is whoever alone has it, of all or of those in office then: that is told, and may
        be said otherwise.
        """
        said = (name, ward, email, member_id)
        found = self._found.get(said)
        if found is None:
            found = self._found[said] = self.people.find(*said)
        if found.sure:
            return found.people[0].id
        who = quoted(name or email or member_id)
        if found.people:
            sentence = f"“{who}”" + (f" of {quoted(ward)}" if ward else "") + f": {found.why}; who is it?"
        else:
            sentence = f"no councillor “{who}” is in the register; expected one of its councillors"
        answers = [Option(f"councillor:{person.id}", person.full_label) for person in found.people]
        key = "councillor: " + " | ".join(filter(None, said))
        out = [NOBODY, LEAVE_OUT] if one_of_several else [LEAVE_OUT]
        proposed = f"councillor:{found.likely.id}" if found.likely else None if found.people else out[0].value
        held = None
        if day and (only := self._only_surname(name, day)):
            held = proposed = f"councillor:{only[0].id}"
            key += only[1]
        answer = self.ask(
            key, sentence, [*answers, *out], cause=WHO, row=row, column=column, proposed=proposed, default=held
        )
        return int(answer.partition(":")[2]) if answer and answer != NOBODY.value else None

    def _only_surname(self, name: str, day: dt.date) -> tuple[Person, str] | None:
        """Whoever alone has a surname, and what tells this question from that of another day."""
        if only := self.people.only_surname(name):
            return only, ""
        only = self.people.only_surname(name, day)
        return (only, f" | {day.isoformat()}") if only else None

    @cached_property
    def wards(self) -> Wards:
        return Wards(self.session, self.draft)


def describe_changes(
    record: type[Base],
    changes: Mapping[str, Any],
    keys: Mapping[str, str] | None = None,
    before: Mapping[str, Any] | None = None,
) -> list[str]:
    """Changes in words: "Places: 4 → 9", "E-mail: ..."; of safeguarding fields only that there are some.

    `keys` has the words for keys of other records, which come first; `before` has what was there, which is told of
    lines and not of paragraphs.
    """
    keys, before = keys or {}, before or {}
    said = {name: declared for name, _, declared in fields(record)}

    def words(name: str, value: Any) -> str:
        if said[name].safeguarding:
            return "Safeguarding"
        old = before.get(name)
        if old in (None, "") or isinstance(table_of(record).c[name].type, Paragraphs):
            return f"{said[name].label}: {show(value)}"
        return f"{said[name].label}: {show(old)} → {show(value)}"

    others = [words(name, value) for name, value in changes.items() if name not in keys]
    return list(dict.fromkeys([*(keys[name] for name in keys if name in changes), *others]))
