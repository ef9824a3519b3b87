"""What becomes of the records of two councillors who are one: which move, and how those meet that clash.

Nothing is written here: `meet` says what is to be written, and what is to be told before. Classes that refer to a
councillor are found from the mapped tables; those for which two rows are one only by their own sense (terms, roles,
commitments, replies) have a function each, and all others go by what their tables allow once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Date, DateTime, Index, UniqueConstraint, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column

from cp_desktop.disclosure import GUARDED
from cp_desktop.exchange.parties import Parties
from cp_desktop.model import (
    Answer,
    Base,
    Commitment,
    Councillor,
    Reply,
    RoleHeld,
    Term,
    fields,
    records,
    show,
    table_of,
)
from cp_desktop.model.formats import listed, normalise
from cp_desktop.model.values import quoted
from cp_desktop.register.changes import Describer

Kind = type[Base]
Row = Mapping[str, Any]  # its values by column name
DAY = dt.timedelta(days=1)


@dataclass
class Steps:
    """What is to be written: rows that go, rows that change, rows that are new, rows that move (by the column that
    refers to the councillor); and what of it is told before, each clash in a sentence."""

    dropped: list[tuple[Kind, int]] = field(default_factory=list)
    changed: list[tuple[Kind, int, dict[str, Any]]] = field(default_factory=list)
    added: list[tuple[Kind, dict[str, Any]]] = field(default_factory=list)
    moved: list[tuple[Kind, str, int]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def references() -> list[tuple[Kind, Column[Any]]]:
    """Every column that refers to a councillor, with the class that has it."""
    key = table_of(Councillor).c.id
    return [(kind, column) for kind in records() for column in table_of(kind).columns if column.references(key)]


def rows_of(session: Session, kind: Kind, column: Column[Any], id: int) -> list[Row]:
    """The rows of a class that refer to a councillor by a column, in the order in which they were recorded."""
    found = session.execute(select(table_of(kind)).where(column == id).order_by(table_of(kind).c.id))
    return [dict(row._mapping) for row in found]


class Wording:
    """Tells rows that refer to a councillor in a line each."""

    def __init__(self, session: Session) -> None:
        self._describer = Describer(session)

    def row(self, kind: Kind, row: Row) -> str:
        """What a row says, but for whose it is: "Mill, Labour, from 22 May 2014"."""
        said = []
        for name, column, declared in fields(kind):
            value = row[column.name]
            mine = column.references(table_of(Councillor).c.id)
            if value is None or value == "" or mine or (declared.disclosure is GUARDED and not column.foreign_keys):
                continue
            if isinstance(column.type, Date | DateTime):
                whole_day = isinstance(value, dt.datetime) and value.time() == dt.time()
                said.append(f"{declared.label.lower()} {show(value.date() if whole_day else value)}")
            else:
                said.append(self.value(kind, name, value))
        return ", ".join(said)

    def value(self, kind: Kind, column: str, value: Any) -> str:
        """A value as people read it; of a key, what it leads to."""
        mapped = table_of(kind).c[column]
        return quoted(self._describer.referred(mapped, value) if mapped.foreign_keys else show(value))


@dataclass
class Meeting:
    """The rows of one class that refer to both councillors by one column: of the one who is kept, and of the other."""

    kind: Kind
    column: str
    keep: int
    mine: Sequence[Row]
    theirs: Sequence[Row]
    wording: Wording
    steps: Steps = field(default_factory=Steps)

    def move(self, row: Row) -> None:
        self.steps.moved.append((self.kind, self.column, row["id"]))

    def drop(self, row: Row) -> None:
        self.steps.dropped.append((self.kind, row["id"]))

    def change(self, row: Row, **values: Any) -> None:
        """Gives a row other values, where they differ."""
        if changed := {name: value for name, value in values.items() if row[name] != value}:
            self.steps.changed.append((self.kind, row["id"], changed))

    def tell(self, row: Row, what: str) -> None:
        self.steps.told.append(f"{self.kind.one.capitalize()} ({self.wording.row(self.kind, row)}): {what}")

    def once(self, row: Row, other: Row) -> None:
        """Keeps one row for two: what it leaves blank is filled from the other, of two days on which something happened
        the earlier stands, and what else the other has differently is told."""
        values, lost = {}, []
        for _, column, said in fields(self.kind):
            mine, theirs = row[column.name], other[column.name]
            if column.name == self.column or theirs in (None, "", mine):
                continue
            if mine in (None, ""):
                values[column.name] = theirs
            elif said.happened:
                values[column.name] = min(mine, theirs)
            else:
                lost.append(f"{said.label} {self.wording.value(self.kind, column.name, theirs)}")
        self.change(row, **values)
        self.drop(other)
        self.tell(row, f"both have it; it stays once{f', without the other’s {listed(lost)}' if lost else ''}.")


def meet(session: Session, keep: int, other: int) -> Steps:
    """What becomes of all that refers to the other councillor, and of what it meets at the one who is kept."""
    steps, wording = Steps(), Wording(session)
    for kind, column in references():
        mine, theirs = (rows_of(session, kind, column, id) for id in (keep, other))
        meeting = Meeting(kind, column.name, keep, mine, theirs, wording, steps)
        if theirs:
            MEETINGS.get(kind, _only_once)(session, meeting)
    return steps


def _only_once(_: Session, meeting: Meeting) -> None:
    """What the table allows once stays once, and so do rows that say the same."""
    whole = [name for name in (column.name for column in table_of(meeting.kind).columns) if name != "id"]
    kept = list(meeting.mine)
    for other in meeting.theirs:
        for names in (*_allowed_once(meeting.kind, meeting.column), whole):
            shared = [name for name in names if name != meeting.column]
            same = next((row for row in kept if all(row[name] == other[name] for name in shared)), None)
            if same is not None:
                meeting.once(same, other)
                break
        else:
            meeting.move(other)


def _allowed_once(kind: Kind, column: str) -> Iterator[list[str]]:
    """The sets of columns, that one among them, of which a table holds the same values once."""
    table = table_of(kind)
    for rule in (*table.constraints, *table.indexes):
        unique = isinstance(rule, UniqueConstraint) or (isinstance(rule, Index) and rule.unique)
        if unique and column in rule.columns:
            yield [one.name for one in rule.columns]


# -- from one day to another


@dataclass
class _Span:
    """A time that a row holds, both days included; None is open. `mine` says that it is of the one who is kept."""

    row: Row
    start: dt.date | None
    end: dt.date | None
    mine: bool
    values: dict[str, Any] = field(default_factory=dict)  # what the row is to have besides

    @property
    def first(self) -> dt.date:
        return self.start or dt.date.min

    @property
    def last(self) -> dt.date:
        return self.end or dt.date.max

    def overlaps(self, other: "_Span") -> bool:
        return self.first <= other.last and other.first <= self.last

    def meets(self, other: "_Span") -> bool:
        """Whether the two overlap, or one begins on the day after the other ends."""
        early, late = sorted((self, other), key=lambda one: one.first)
        return self.overlaps(other) or late.first == early.last + DAY


def _joined(meeting: Meeting, same: Callable[[Row, Row], dict[str, Any] | None]) -> list[_Span]:
    """The spans of both; those that say the same of times that meet are joined to one. `same` gives what the one that
    stays has besides, None where the two do not say the same."""
    spans = [_Span(row, row["start"], row["end"], True) for row in meeting.mine]
    for row in meeting.theirs:
        span = _Span(row, row["start"], row["end"], False)
        while (other := next((one for one in spans if one.mine and _one_span(one, span, same)), None)) is not None:
            spans.remove(other)
            meeting.drop(span.row)
            first, last = min(span.first, other.first), max(span.last, other.last)
            start, end = (None if day in (dt.date.min, dt.date.max) else day for day in (first, last))
            values = other.values | span.values | (same(other.row, span.row) or {})
            span = _Span(other.row, start, end, True, values)
            meeting.tell(row, f"both have it; it becomes one, {_days(span)}.")
        spans.append(span)
    return spans


def _one_span(span: _Span, other: _Span, same: Callable[[Row, Row], dict[str, Any] | None]) -> bool:
    """Whether two become one; two of the one who is kept, such as before and after an election, where they overlap."""
    near = span.overlaps(other) if other.mine else span.meets(other)
    return near and same(span.row, other.row) is not None


def _days(span: _Span) -> str:
    since = f"from {show(span.start)}" if span.start else "without a first day"
    return f"{since} {f'until {show(span.end)}' if span.end else 'on'}"


def _write_spans(meeting: Meeting, spans: Sequence[_Span]) -> None:
    """Notes what rows become of spans: a row's first one is the row, the others are new, and a row without one goes."""
    written: set[int] = set()
    for span in spans:
        values = {"start": span.start, "end": span.end, **span.values}
        if span.row["id"] in written:
            copied = {name: value for name, value in span.row.items() if name != "id"}
            meeting.steps.added.append((meeting.kind, copied | values | {meeting.column: meeting.keep}))
            continue
        written.add(span.row["id"])
        meeting.change(span.row, **values)
        if span.row in meeting.theirs:
            meeting.move(span.row)
    gone = {id for kind, id in meeting.steps.dropped if kind is meeting.kind}
    for row in (*meeting.mine, *meeting.theirs):
        if row["id"] not in written | gone:
            meeting.drop(row)


def _roles(_: Session, meeting: Meeting) -> None:
    def same(row: Row, other: Row) -> dict[str, Any] | None:
        alike = row["role"] == other["role"] and normalise(row["detail"]) == normalise(other["detail"])
        return {} if alike else None

    _write_spans(meeting, _joined(meeting, same))


def _terms(session: Session, meeting: Meeting) -> None:
    """Terms of the same ward and party that meet become one. Of others that overlap, the one that starts later holds
    from its first day; of two that start on one day, that of the one who is kept."""

    parties = Parties(session)

    def same(row: Row, other: Row) -> dict[str, Any] | None:
        party = row["party"] or other["party"]
        one_party = not other["party"] or parties.same(party, other["party"])
        return {"party": party} if row["ward_id"] == other["ward_id"] and one_party else None

    waiting = sorted(_joined(meeting, same), key=lambda one: (one.first, one.mine))
    apart: list[_Span] = []
    while waiting:
        span = waiting.pop(0)
        while apart and apart[-1].last >= span.first:
            before = apart.pop()
            if before.last > span.last:
                waiting.append(replace(before, start=span.last + DAY))
                waiting.sort(key=lambda one: (one.first, one.mine))
            cut = replace(before, end=span.first - DAY)
            _tell_cut(meeting, before, cut, span)
            if cut.first <= cut.last:
                apart.append(cut)
        apart.append(span)
    _write_spans(meeting, apart)


def _tell_cut(meeting: Meeting, before: _Span, cut: _Span, span: _Span) -> None:
    other = dict.fromkeys(span.row) | {name: span.row[name] for name in ("ward_id", "party")}
    seat = meeting.wording.row(meeting.kind, other)
    goes_on = f"goes on from {show(span.last + DAY)}" if before.last > span.last else ""
    if cut.first <= cut.last:
        ends = f"it ends on {show(cut.end)}, as that for {seat} begins on the next day"
        meeting.tell(before.row, f"{ends}{f', and {goes_on}' if goes_on else ''}.")
    else:
        meeting.tell(before.row, f"it {goes_on or 'is left out'}, as that for {seat} begins on the same day.")


# -- commitments and replies


def _commitments(_: Session, meeting: Meeting) -> None:
    """A councillor and an item count once: what both promised for times that meet is one promise, from the first day
    until the last."""
    by_item: dict[int, list[Row]] = defaultdict(list)
    for row in (*meeting.mine, *meeting.theirs):
        by_item[row["item_id"]].append(row)
    for rows in by_item.values():
        group: list[Row] = []
        for row in sorted(rows, key=lambda one: one["made_on"]):
            if group and row["made_on"] > max(one["withdrawn_on"] or dt.date.max for one in group):
                _one_promise(meeting, group)
                group = []
            group.append(row)
        _one_promise(meeting, group)


def _one_promise(meeting: Meeting, group: Sequence[Row]) -> None:
    mine = [row for row in group if row in meeting.mine]
    theirs = [row for row in group if row in meeting.theirs]
    if not mine:
        for row in theirs:
            meeting.move(row)
    if not mine or not theirs:
        return
    stays, *others = *mine, *theirs
    withdrawn = [row["withdrawn_on"] for row in group]
    words = list(dict.fromkeys(row["own_words"] for row in (*mine, *theirs) if row["own_words"]))
    values = {
        "made_on": min(row["made_on"] for row in group),
        "withdrawn_on": None if None in withdrawn else max(withdrawn),
        "own_words": "; ".join(words) or None,
    }
    meeting.change(stays, **values)
    for row in others:
        meeting.drop(row)
    until = f" until {show(values['withdrawn_on'])}" if values["withdrawn_on"] else ""
    meeting.tell(stays, f"both have it; it counts once, from {show(values['made_on'])}{until}.")


def _replies(session: Session, meeting: Meeting) -> None:
    """All replies are kept, and the latest counts; of two of one moment, that of the one who is kept."""
    taken = {(row["survey_id"], row["answered_at"]): row for row in (*meeting.theirs, *meeting.mine)}
    surveys = {row["survey_id"] for row in meeting.mine}
    for other in meeting.theirs:
        survey, moment = other["survey_id"], other["answered_at"]
        same = taken[survey, moment]
        if same is other:
            meeting.move(other)
            if survey in surveys:
                meeting.tell(other, "both replied to this survey; all replies stay, and the latest counts.")
        elif _answers(session, same) == _answers(session, other):
            meeting.once(same, other)
        else:
            later = moment
            while (survey, later) in taken:
                later += dt.timedelta(seconds=1)
            taken[survey, later] = same
            meeting.change(same, answered_at=later)
            meeting.move(other)
            meeting.tell(other, "both replied then; both replies stay, and that of the one who is kept counts.")


def _answers(session: Session, reply: Row) -> dict[int, tuple[Any, ...]]:
    answer = table_of(Answer)
    said = [column for column in answer.columns if column.name not in ("id", "reply_id", "item_id")]
    rows = session.execute(select(answer.c.item_id, *said).where(answer.c.reply_id == reply["id"]))
    return {item: tuple(values) for item, *values in rows}


MEETINGS: dict[Kind, Callable[[Session, Meeting], None]] = {
    Term: _terms,
    RoleHeld: _roles,
    Commitment: _commitments,
    Reply: _replies,
}
