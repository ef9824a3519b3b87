"""What an import would do to the register: shown before a service does it as one operation."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, show, table_of

Progress = Callable[[int, int, str], None]
ADDED, CHANGED, LEFT = "added", "changed", "left"


@dataclass(frozen=True)
class PlanLine:
    """What becomes of one row of the file; `verdict` is added, changed or left."""

    row: int
    what: str
    verdict: str
    detail: str = ""


@dataclass(frozen=True)
class Problem:
    """A place in the file that keeps all of it out of the register. `sentence` names file, row and column too."""

    row: int
    column: str | None
    sentence: str


@dataclass(frozen=True)
class Question:
    """Something the file leaves open. The answer is the number of a candidate, given to `read` under `key`."""

    key: str
    sentence: str
    candidates: list[tuple[int, str]]


class Draft:
    """Rows to add and rows to change, worked out against the register before anything is written.

    New rows get keys below zero here, so that rows may refer to one another. Their own they get from the store when
    they are written, for by then somebody else may have written too.
    """

    def __init__(self) -> None:
        self.added: defaultdict[type[Base], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.changed: defaultdict[type[Base], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.left: Counter[type[Base]] = Counter()
        self.row = 0  # the row of the file that is being read
        self.place: int | None = None  # and its column, where a row of the register comes from that alone
        # Of which row and column each is.
        self.origin: defaultdict[type[Base], dict[int, tuple[int, int | None]]] = defaultdict(dict)
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
    """What an import would do, row by row and in total. Nothing goes in while there are problems or questions."""

    kind: str
    path: Path
    label: str
    draft: Draft
    year: str | None = None
    date: dt.date | None = None
    answers: Mapping[str, int] = field(default_factory=dict)
    state: int = 0  # the number of the register's last operation when this was worked out
    again: Callable[[Session], "Plan"] | None = None
    lines: list[PlanLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

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
    def ready(self) -> bool:
        """Whether it can be applied."""
        return not self.problems and not self.questions

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
        return "; ".join([*parts, *([] if parts else ["Nothing to add"])]) + "." + "".join(f" {n}" for n in self.notes)

    def refusal(self) -> str:
        """Why nothing can go in, with the first few reasons in full."""
        reasons = [problem.sentence for problem in self.problems] or [asked.sentence for asked in self.questions]
        more = len(self.problems) + len(self.questions) - len(reasons[:3])
        return " ".join(
            [*reasons[:3], *([f"There are {more} more like this."] if more else []), "Nothing was imported."]
        )

    def to_json(self) -> dict[str, Any]:
        """The whole plan in values that JSON holds."""
        return {
            "kind": self.kind,
            "file": self.path.name,
            "label": self.label,
            "ready": self.ready,
            "summary": self.summary(),
            "added": self.added,
            "changed": self.changed,
            "left": self.left,
            "notes": self.notes,
            "lines": [vars(one) for one in self.lines],
            "problems": [vars(one) for one in self.problems],
            "questions": [vars(one) for one in self.questions],
        }

    def refuse(self) -> None:
        """Raises UserError unless the plan is ready."""
        if not self.ready:
            raise UserError(self.refusal())
