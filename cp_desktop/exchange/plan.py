"""What an import would do to the register: shown before a service does it as one operation."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, show, table_of

from .cells import Cell
from .choices import LEFT_OUT, ImportChoices, Question, rows_named
from .headings import Table
from .readers import ImportFile

Progress = Callable[[int, int, str], None]
ADDED, CHANGED, LEFT, OUT = "added", "changed", "left", "out"
ASSUMED_DAY = "day"  # the key of the question which day counts where the file gives none
MOST_TOLD = 3  # questions of one cause that were answered by the program, one by one
WHY_LEFT_OUT = "Why it was left out"  # the heading of the reasons in a file of rows left out; it is not read again


@dataclass(frozen=True)
class PlanLine:
    """What becomes of one row of the file; `verdict` is added, changed, left or out. `group` heads what is looked
    through together ("Joined", "Changed party")."""

    row: str
    what: str
    verdict: str
    detail: str = ""
    group: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A row of the file that does not go in, and why."""

    row: str
    cells: tuple[Cell, ...]
    why: str


@dataclass(frozen=True)
class ColumnUse:
    """What a column of the file is taken for. `field` is "" for one that is not used."""

    heading: str
    place: int
    field: str
    label: str
    reason: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class SheetUse:
    """A table that was found in the file, and whether it is read."""

    name: str
    rows: int
    used: bool
    hidden: bool = False
    why: str = "whose headings are others."  # it is not read, where it is not


@dataclass(frozen=True)
class Understood:
    """What a file was taken for: the kind of list and why, its tables, its columns, what a column may mean."""

    kind: str
    reason: str
    sheets: tuple[SheetUse, ...]
    columns: tuple[ColumnUse, ...]
    fields: tuple[tuple[str, str], ...]
    shape: str  # a digest of the headings, by which the next file of the same make is known

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "reason": self.reason,
            "sheets": [vars(one) for one in self.sheets],
            "columns": [vars(one) for one in self.columns],
            "fields": dict(self.fields),
        }


class Draft:
    """Rows to add and rows to change, worked out against the register before anything is written.

    New rows get keys below zero here, so that rows may refer to one another. Their own they get from the store when
    they are written, for by then somebody else may have written too.
    """

    def __init__(self) -> None:
        self.added: defaultdict[type[Base], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.changed: defaultdict[type[Base], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.left: Counter[type[Base]] = Counter()
        self.row = ""  # the row of the file that is being read
        self.place: int | None = None  # and its column, where a row of the register comes from that alone
        # Of which row and column each is.
        self.origin: defaultdict[type[Base], dict[int, tuple[str, int | None]]] = defaultdict(dict)
        self._blank: dict[type[Base], dict[str, Any]] = {}

    def add(self, kind: type[Base], /, **values: Any) -> int:
        """Adds a row with the declared defaults under `values`; returns the key by which others may refer to it."""
        if kind not in self._blank:
            columns = table_of(kind).columns
            self._blank[kind] = {column.name: getattr(column.default, "arg", None) for column in columns}
        number = -len(self.added[kind]) - 1
        row = self._blank[kind] | values
        row["id"] = number
        self.added[kind][number] = row
        self.origin[kind][number] = self.row, self.place
        return number

    def add_once(self, known: set[Any], mark: Any, kind: type[Base], /, **values: Any) -> bool:
        """Adds a row unless `known` has its mark, and has it known from then on; returns whether it did. Otherwise the
        row counts as unchanged.
        """
        if mark in known:
            self.count_unchanged(kind)
            return False
        known.add(mark)
        self.add(kind, **values)
        return True

    def change(self, kind: type[Base], number: int, values: dict[str, Any]) -> None:
        """Changes some values of a row of the register, or of one just added."""
        self.origin[kind][number] = self.row, self.place
        fresh = self.added[kind].get(number)
        if fresh is not None:
            fresh.update(values)
        else:
            self.changed[kind].setdefault(number, {}).update(values)

    def count_unchanged(self, kind: type[Base], count: int = 1) -> None:
        """Counts rows of the file that the register holds already."""
        self.left[kind] += count


def number_of(count: int, kind: type[Base]) -> str:
    """A count in words: "1 commitment", "911 commitments"."""
    return f"{show(count)} {kind.one if count == 1 else kind.many}"


@dataclass
class Plan:
    """What an import would do, row by row and in total. Nothing goes in while a question is open."""

    kind: str
    path: Path
    label: str
    draft: Draft
    choices: ImportChoices = field(default_factory=ImportChoices)
    file: ImportFile | None = None
    mapping: Understood | None = None
    state: int = 0  # the number of the register's last operation when this was worked out
    again: Callable[[Session], "Plan"] | None = None
    lines: list[PlanLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    table: Table | None = None  # whose rows are read
    learned: dict[tuple[str, str], str] = field(default_factory=dict)  # (subject, what is said): what it means

    @property
    def headings(self) -> list[str]:
        """The headings of the table that is read."""
        return self.table.headings if self.table else []

    @property
    def rows(self) -> dict[str, Sequence[Cell]]:
        """The rows of the file by what they are called, each with its cells under the headings."""
        return {self.table.mark(row): row.cells for row in self.table.rows} if self.table else {}

    @property
    def added(self) -> dict[str, int]:
        """How many rows would be added, by the subject's word: {"commitments": 911}."""
        return {kind.many: len(rows) for kind, rows in self.draft.added.items() if rows}

    @property
    def changed(self) -> dict[str, int]:
        return {kind.many: len(rows) for kind, rows in self.draft.changed.items() if rows}

    @property
    def left(self) -> dict[str, int]:
        """How many rows of the file are in the register already, by the subject's word."""
        return {kind.many: count for kind, count in self.draft.left.items() if count}

    @property
    def open(self) -> list[Question]:
        """The questions that keep the file out."""
        return [one for one in self.questions if one.open]

    @property
    def ready(self) -> bool:
        """Whether it can be applied."""
        return not self.open

    def summary(self) -> str:
        """What it comes to, in a sentence or a few."""
        if not self.ready:
            return self.refusal()
        added = {kind: len(rows) for kind, rows in self.draft.added.items()}
        changed = {kind: len(rows) for kind, rows in self.draft.changed.items()}
        parts = [
            f"{verdict}: " + ", ".join(number_of(count, kind) for kind, count in counts.items() if count)
            for verdict, counts in (("Added", added), ("changed", changed), ("left as they are", self.draft.left))
            if any(counts.values())
        ]
        said = "; ".join([*parts, *([] if parts else ["Nothing to add"])]) + "."
        return " ".join([said, *self.notes, *self._answered(), *self._left_out()])

    def _answered(self) -> list[str]:
        """What the program answered of itself, but for rows left out and days assumed, which are told besides."""
        causes: dict[str, list[Question]] = {}
        for one in self.questions:
            if one.given not in (None, LEFT_OUT) and not one.chosen and one.key != ASSUMED_DAY:
                causes.setdefault(one.cause, []).append(one)
        told = []
        for cause, questions in causes.items():
            if len(questions) > MOST_TOLD:
                told.append(f"{cause}: {len(questions):,} questions were answered as proposed.")
            else:
                told += [f"{one.where_and_what} (taken: {one.label(one.given)})." for one in questions]
        return told

    def _left_out(self) -> list[str]:
        """The rows that were left out, by their reasons."""
        reasons: dict[str, list[str]] = {}
        for one in self.left_out:
            reasons.setdefault(one.why, []).append(one.row)
        return [f"Left out, {rows_named(rows)}: {why.rstrip('.')}." for why, rows in reasons.items()]

    def refusal(self) -> str:
        """Why nothing can go in, with the first few questions in full."""
        asked = [one.sentence for one in self.open]
        more = len(asked) - len(asked[:3])
        return " ".join(
            [*asked[:3], *([f"There are {more:,} more questions."] if more else []), "Nothing was imported."]
        )

    def to_json(self) -> dict[str, Any]:
        """The whole plan in values that JSON holds."""
        return {
            "kind": self.kind,
            "file": self.path.name,
            "label": self.label,
            "ready": self.ready,
            "summary": self.summary(),
            "mapping": self.mapping.to_json() if self.mapping else None,
            "added": self.added,
            "changed": self.changed,
            "left": self.left,
            "notes": self.notes,
            "lines": [vars(one) for one in self.lines],
            "left_out": [{"row": one.row, "why": one.why} for one in self.left_out],
            "questions": [one.to_json() for one in self.questions],
        }

    def refuse(self) -> None:
        """Raises UserError unless the plan is ready."""
        if not self.ready:
            raise UserError(self.refusal())
