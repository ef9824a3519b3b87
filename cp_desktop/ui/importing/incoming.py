"""The files that come in together: what each is, what was chosen for it, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from cp_desktop.exchange import KINDS, ImportChoices, Plan
from cp_desktop.exchange.readers import ImportFile
from cp_desktop.ui.importing.answering import GivenAnswers


class Fate(Enum):
    """What became of a file."""

    WAITING = "to come"
    DONE = "imported"
    NOTHING_NEW = "nothing new in it"
    SKIPPED = "not imported"
    REFUSED = "cannot be read"


@dataclass
class Incoming:
    """One file, or a list that was pasted, with all that was chosen for it."""

    path: Path
    kind: str | None = None  # chosen; else it is guessed
    file: ImportFile | None = None
    guess: str | None = None
    sheets: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    given: GivenAnswers = field(default_factory=GivenAnswers)
    year: str | None = None
    date: dt.date | None = None
    complete: bool = False
    plan: Plan | None = None
    fate: Fate = Fate.WAITING
    said: str = ""  # what it did, or why it could not be read
    touched: bool = False  # whether anything was chosen by hand

    def choices(self) -> ImportChoices:
        """All that was chosen, as reading takes it."""
        return ImportChoices(
            kind=self.kind,
            sheets=self.sheets,
            columns=dict(self.columns),
            answers=dict(self.given.by_key),
            year=self.year,
            date=self.date,
            complete=self.complete,
        )

    def take_for(self, kind: str) -> None:
        """Has it read as another kind of list: what was chosen before was about something else."""
        self.kind, self.columns, self.complete = kind, {}, False
        self.given.forget()
        self.touched = True

    @property
    def nothing_new(self) -> str:
        """What is said after the sum of a file of which the register has every row; else nothing."""
        plan = self.plan
        if plan is None or not plan.ready or plan.added or plan.changed or plan.left_out:
            return ""
        return " Nothing in it is new: the window can be closed."

    @property
    def is_open(self) -> bool:
        return self.fate in (Fate.WAITING, Fate.REFUSED)

    @property
    def kind_words(self) -> str:
        """What kind of list it is, as far as that is known."""
        key = self.plan.kind if self.plan else self.kind or self.guess
        return KINDS[key].label if key in KINDS else "not known yet"


def in_order(files: Iterable[Incoming]) -> list[Incoming]:
    """Files in the order in which they go in: people, menu and homes before what refers to them."""
    order = list(KINDS)

    def place(one: Incoming) -> int:
        kind = one.kind or one.guess
        return order.index(kind) if kind in order else len(order)

    return sorted(files, key=place)


def next_open(files: Sequence[Incoming], after: Incoming | None) -> Incoming | None:
    """The next file that may still go in, after one of them or from the start again."""
    start = next((place for place, one in enumerate(files) if one is after), -1) + 1
    ahead = [*files[start:], *files[:start]]
    waiting = [one for one in ahead if one.fate is Fate.WAITING and one is not after]
    return waiting[0] if waiting else None
