"""What was chosen for a file that comes in, and what is asked about it: a question always has answers."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cp_desktop.errors import UserError
from cp_desktop.model.formats import listed
from cp_desktop.model.values import key as folded

MOST_NAMED = 10  # of many alike, in one sentence
LEFT_OUT, BLANK = "leave-out", "blank"  # answers that many questions have


@dataclass(frozen=True)
class Option:
    """One answer that a question has: `value` is how it is given to `read`, `label` how it is shown."""

    value: str
    label: str


LEAVE_OUT = Option(LEFT_OUT, "Leave the row out")
TAKE_AS_BLANK = Option(BLANK, "Take it as blank")


@dataclass
class Question:
    """Something about a file that somebody has to say, or has said, or may say otherwise.

    `key` is the same from one reading to the next, and the answer is given under it; for one row alone under
    `key @row`. `given` is the answer in force: hers, or one that holds until she says otherwise; while it is None the
    question is open and keeps the file out. `proposed` is what the program would answer. `takes` says that a "date" or
    a "text" of her own is an answer too. `cause` heads the questions that are looked at together.
    """

    key: str
    cause: str
    said: str
    answers: tuple[Option, ...]
    file: str = ""
    proposed: str | None = None
    given: str | None = None
    takes: str | None = None
    column: str | None = None
    rows: list[str] = field(default_factory=list)  # as the file numbers them, "Sheet 2!7" where it has several sheets
    exceptions: dict[str, str] = field(default_factory=dict)  # answers for single rows
    chosen: bool = False  # whether somebody gave the answer, and not the program

    @property
    def open(self) -> bool:
        """Whether it waits for an answer: for all its rows, or for one of them at least."""
        return self.given is None and (not self.rows or any(row not in self.exceptions for row in self.rows))

    @property
    def keys(self) -> list[str]:
        """The keys under which it can be answered: for all its rows, for each alone, and those that leave one out."""
        return [self.key, *(f"{self.key} @{row}" for row in self.rows), *(f"row {row}" for row in self.rows)]

    @property
    def sentence(self) -> str:
        """What is asked, with the file, the rows and the column."""
        return f"{', '.join(filter(None, [self.file, *self._where]))}: {self.said}"

    @property
    def where_and_what(self) -> str:
        """What is asked, with the rows and the column, without a full stop."""
        said = f"{', '.join(self._where)}: {self.said}" if self._where else self.said
        return f"{said[:1].upper()}{said[1:]}".rstrip(".?")

    @property
    def _where(self) -> list[str]:
        return [*filter(None, [rows_named(self.rows)]), *([f"column {self.column}"] if self.column else [])]

    def label(self, value: str | None) -> str:
        """An answer in words."""
        return next((one.label for one in self.answers if one.value == value), value or "")

    def accepts(self, said: str) -> str | None:
        """The value of an answer that was given by its value or its label, or as a text where it takes one; or None."""
        for one in self.answers:
            if one.value == said:
                return said
        for one in self.answers:
            if folded(one.label) == folded(said):
                return one.value
        return said if self.takes and said.strip() else None

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "cause": self.cause,
            "question": self.sentence,
            "answers": [vars(one) for one in self.answers],
            "takes": self.takes,
            "proposed": self.proposed,
            "given": self.given,
            "exceptions": self.exceptions,
            "rows": self.rows,
            "column": self.column,
            "open": self.open,
        }


def rows_named(rows: Iterable[str]) -> str:
    """Rows in words: "row 3", "rows 3, 4 and 9", at most so many of them; "" for none."""
    every = list(rows)
    return f"{'row' if len(every) == 1 else 'rows'} {some_named(every)}" if every else ""


def some_named(names: Iterable[str]) -> str:
    """Names in one sentence, at most so many of them, with the number of the others."""
    every = list(names)
    more = len(every) - MOST_NAMED
    return listed([*every[:MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])])


@dataclass(frozen=True)
class ImportChoices:
    """Everything about one file that was chosen and not guessed.

    `columns` gives for a heading the field that it means, "" for none; `words` for a word, or for "heading: word", the
    value that it means, "" for none; `answers` those to questions, by their keys. `date` is the day that the list is
    true on, and from which counts what it does not date; `complete` says that whoever is not in it is no more.
    With `proposed` every question takes the answer that is proposed.
    """

    kind: str | None = None
    sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    year: str | None = None
    date: dt.date | None = None
    complete: bool = False
    proposed: bool = False


def answers_in(path: Path) -> dict[str, str]:
    """The answers in a file of JSON: an object of keys and answers, or what an import said of itself with `--json`,
    whose questions have an answer under "given". Raises UserError."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(said, dict) and isinstance(said.get("questions"), list):
            every = {str(one["key"]): str(one["given"]) for one in said["questions"] if one.get("given") is not None}
            single = {
                f"{one['key']} @{row}": str(answer)
                for one in said["questions"]
                for row, answer in one.get("exceptions", {}).items()
            }
            return every | single
        if isinstance(said, dict) and all(isinstance(value, str) for value in said.values()):
            return {str(name): str(value) for name, value in said.items()}
    except (OSError, UnicodeError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise UserError(
        f"{path} holds no answers to an import. Nothing was imported. It has to be JSON: an object with the key of "
        "each question and its answer, or what the import printed with --json, with the answers under “given”."
    )
