"""What each row of a list of councillors says: a name in its parts, a seat, roles, and what is remarked besides."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cp_desktop.model import Councillor, Term, show, table_of
from cp_desktop.model.values import quoted

from ...choices import LEAVE_OUT, LEFT_OUT, Option, some_named
from ...importer import ImportContext
from ...name_lists import learn_names
from ...names import WrittenName, split_name
from ...people import member_number
from ...readers import Row
from ...remarks import read_remark
from ...spelling import cased, is_placeholder, is_vacancy
from ..days import day_answered
from .asked import STAY
from .roles import roles_in

NAMES, REMARKS, TERMS = "How names come apart", "Remarks beside names", "Terms that cannot be as they stand"
_TURNED = "turned"
BAR = " | "  # between forename and surname, where a split is shown or answered


@dataclass
class Entry:
    """What one row says. `said` has the values of the councillor, `split` whether the name stood in one cell."""

    row: Row
    said: dict[str, Any]
    ward: str
    district: str = ""
    party: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    roles: list[str] = field(default_factory=list)
    split: bool = False
    sure: bool = True  # whether the split of the name is more than a guess

    @property
    def name(self) -> str:
        return f"{self.said['forename']} {self.said['surname']}"


@dataclass
class MemberList:
    """What a whole list says."""

    entries: list[Entry] = field(default_factory=list)
    vacant: list[tuple[Row, str]] = field(default_factory=list)  # the rows of vacant seats, with their wards
    unread: list[str] = field(default_factory=list)  # the names in rows that are open or left out


def read_member_list(context: ImportContext) -> MemberList:
    """Reads every row, and asks where a name, a day or a remark leaves something open."""
    return _ListReading(context).read()


class _ListReading:
    def __init__(self, context: ImportContext) -> None:
        self.context = context
        person = table_of(Councillor)
        known = [(row.surname, row.forename) for row in context.session.execute(person.select())]
        texts = [context.text(row, "name") for row in context.table.rows] if context.has("name") else []
        self.names = learn_names(filter(None, texts), (one for one, _ in known), (one for _, one in known))
        split = [split_name(text, self.names) for text in dict.fromkeys(texts) if text]
        self.guessed = [one for one in split if not one.sure and one.forename]

    def read(self) -> MemberList:
        listing = MemberList()
        for row in self.context.rows():
            entry = self._entry(row, listing)
            if entry is not None and not self.context.stopped:
                listing.entries.append(entry)
            elif entry is not None:
                listing.unread.append(entry.name)
        listing.unread += self._left_out()
        return listing

    def _left_out(self) -> Iterator[str]:
        """The names in rows that an answer left out: whoever is left out of a list has not left office."""
        for row in self.context.table.rows:
            if self.context.mark(row) in self.context.out_before and not row.struck:
                names = [self.context.text(row, name) for name in ("name", "councillor.forename", "councillor.surname")]
                if name := split_name(" ".join(filter(None, names)), self.names).name:
                    yield name

    def _entry(self, row: Row, listing: MemberList) -> Entry | None:
        context = self.context
        written, said = self._name(row)
        ward, party = context.text(row, "ward"), self._text(row, "term.party")
        if self._vacant(row, written, said):
            listing.vacant.append((row, ward))
            return None
        if not said.get("surname") or not said.get("forename"):
            part = next(p for p in ("surname", "forename") if not said.get(p))
            column = f"councillor.{part}" if context.has(f"councillor.{part}") else "name"
            context.missing(row, column, label=part.capitalize())
            return None
        entry = Entry(row, said, ward, context.text(row, "district"), party, split=context.has("name"))
        if not ward or is_placeholder(ward):
            context.missing(row, "ward")
            return entry
        entry.roles = [*roles_in(context.lines(row, "roles")), *written.roles]
        entry.sure = written.sure
        dates = context.values(row, Term)
        entry.start, entry.end = dates.get("start"), dates.get("end")
        self._remark(entry, written)
        if entry.start and entry.end and entry.end < entry.start:
            self._wrong_way_round(entry)
        return entry

    def _text(self, row: Row, name: str) -> str | None:
        text = self.context.text(row, name)
        return None if not text or is_placeholder(text) else text

    def _name(self, row: Row) -> tuple[WrittenName, dict[str, Any]]:
        """The name of a row, from one cell or from two, with what else is said of the person."""
        context = self.context
        said = {name: value for name, value in context.values(row, Councillor).items() if not _says_nothing(value)}
        if number := said.get("member_id"):
            said["member_id"] = member_number(number)
        whole = context.text(row, "name")
        if not whole:
            parts = [said.get(part) or "" for part in ("forename", "surname")]
            # A word in each of two cells is a name and nothing besides, be it Mayor.
            plain = all(map(str.isalpha, parts))
            written = WrittenName() if plain else split_name(" ".join(parts), self.names)
            if written.remark is None and not written.roles:
                named = {part: text for part, text in zip(("forename", "surname"), parts, strict=True) if text}
                said |= named
                said |= {part: cased(text) for part, text in named.items() if text.isupper()}
                return WrittenName(forename=parts[0], surname=parts[1]), said
            return written, said | {"forename": written.forename, "surname": written.surname}
        written = split_name(whole, self.names)
        forename, surname = self._split(row, whole, written)
        if written.title and "title" not in said:
            said["title"] = written.title
        return written, {"forename": forename, "surname": surname} | said

    def _split(self, row: Row, whole: str, written: WrittenName) -> tuple[str, str]:
        """Forename and surname of a name in one cell, which an answer may put otherwise."""
        if not written.name:
            return "", ""
        key, held = f"name: {whole}", f"{written.forename}{BAR}{written.surname}"
        if (written.sure and key not in self.context.choices.answers) or not written.forename:
            return written.forename, written.surname
        turned = f"{written.surname}{BAR}{written.forename}"
        words = f"{written.forename} {written.surname}".split()
        others = [f"{' '.join(words[:at])}{BAR}{' '.join(words[at:])}" for at in range(1, len(words))]
        answers = [Option(way, way) for way in dict.fromkeys([held, turned, *others])]
        said = f"“{quoted(whole)}” is taken as {held}: {written.why or 'so it seems'}; which is the surname?"
        for_all = self._ask_for_all(written.order_guessed)
        follows = turned if for_all == _TURNED else held
        answer = self.context.ask(
            key,
            said,
            answers,
            cause=NAMES,
            row=row,
            column="name",
            proposed=follows,
            # How many words a surname has is shown; which of them it is nobody takes unasked.
            default=follows if for_all or not written.order_guessed else None,
            takes="text",
        )
        forename, bar, surname = (answer or held).partition(BAR.strip())
        if not bar or not forename.strip() or not surname.strip():
            self.context.reopen(key, f"“{quoted(answer or '')}” is no name in two parts: write it like {held}")
            return written.forename, written.surname
        return forename.strip(), surname.strip()

    def _ask_for_all(self, of_order: bool) -> str | None:
        """Asks in one question about all names whose surname is a guess, if there are several: which word it is, or
        how many.
        """
        names = [f"{one.forename}{BAR}{one.surname}" for one in self.guessed if one.order_guessed == of_order]
        if len(names) < 2:
            return None
        guess = "which word is the surname" if of_order else "how many words the surname has"
        answers = [
            Option("taken", "As they are taken, but for those answered alone"),
            Option(_TURNED, "All the other way"),
        ]
        return self.context.ask(
            "names: order" if of_order else "names",
            f"{guess} is a guess for {len(names):,} names, taken as {some_named(names)}; is that right?",
            answers,
            cause=NAMES,
            proposed="taken",
            default=None if of_order else "taken",
        )

    def _vacant(self, row: Row, written: WrittenName, said: dict[str, Any]) -> bool:
        named = [said.get("forename") or "", said.get("surname") or ""]
        whole = self.context.text(row, "name") or " ".join(filter(None, named))
        if is_vacancy(whole) or any(map(is_vacancy, filter(None, named))):
            return True
        if written.remark and written.remark.kind == "vacant":
            return True
        return not any(named) and is_vacancy(self.context.text(row, "term.party"))

    # -- remarks and terms

    def _remark(self, entry: Entry, written: WrittenName) -> None:
        """Asks what a remark beside a name is to mean, and takes a day that it names."""
        remark = written.remark
        notes = entry.said.get("notes")
        if remark is None and notes and (noted := read_remark(notes)).kind == "left" and len(notes) < 60:
            remark = noted
        if remark is None or not remark.text.strip():
            return
        key = f"remark: {entry.name}: {remark.text}"
        stays = Option(STAY, "In office: take the name without the remark")
        day = remark.day or (_month_end(remark.month) if remark.month else None)
        answers, proposed = [stays, LEAVE_OUT], STAY
        asked = "is the name without it enough"
        if remark.kind == "left":
            proposed = LEFT_OUT
            asked = "which was the last day in office"
            if day:
                answers, proposed = (
                    [Option(day.isoformat(), f"The term ended on {show(day)}"), *answers],
                    day.isoformat(),
                )
        elif remark.kind == "joined" and day and entry.start is None:
            answers = [Option(day.isoformat(), f"In office from {show(day)}"), *answers]
            asked, proposed = "did the term begin then", day.isoformat()
        said = f"“{quoted(remark.text)}” stands beside {entry.name}; {asked}?"
        answer = self.context.ask(
            key, said, answers, cause=REMARKS, row=entry.row, column="name", proposed=proposed, takes="date"
        )
        if found := day_answered(self.context, key, answer):
            if remark.kind == "joined":
                entry.start = found
            else:
                entry.end = found

    def _wrong_way_round(self, entry: Entry) -> None:
        assert entry.start
        assert entry.end
        said = f"the term would end on {show(entry.end)}, before it begins on {show(entry.start)}"
        answers = [
            Option("no-end", "Take the end as not given"),
            Option("no-start", "Take the start as not given"),
            Option("swap", "The other way round"),
        ]
        answer = self.context.ask(
            f"term: {said}",
            said,
            [*answers, LEAVE_OUT],
            cause=TERMS,
            row=entry.row,
            column="term.end",
            proposed="no-end",
        )
        if answer == "no-end":
            entry.end = None
        elif answer == "no-start":
            entry.start = None
        elif answer == "swap":
            entry.start, entry.end = entry.end, entry.start


def _says_nothing(value: Any) -> bool:
    """Whether a cell stands for nothing; a short surname as Na or Tba stands for somebody."""
    return isinstance(value, str) and is_placeholder(value) and not (value.isalpha() and value.istitle())


def _month_end(first: dt.date) -> dt.date:
    return (first.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
