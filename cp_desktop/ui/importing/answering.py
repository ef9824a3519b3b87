"""What she answers to the questions of a file, before the file is worked out again with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cp_desktop.exchange import Option, Question
from cp_desktop.exchange.choices import LEFT_OUT

NOT_ANSWERED = "Not answered yet"
BY_DEFAULT = "By default: "  # holds until she says otherwise


class GivenAnswers:
    """Her answers by the keys of the questions; `fresh` while the file was not worked out with all of them.

    An answer for one row alone stands under "key @row".
    """

    def __init__(self) -> None:
        self.by_key: dict[str, str] = {}
        self.fresh = False
        self.questions: Sequence[Question] = ()

    def ask(self, questions: Sequence[Question]) -> None:
        """Takes the questions of a plan that was made with all answers there are."""
        self.questions, self.fresh = questions, False

    def forget(self) -> None:
        """Lets all answers go: they were about something else."""
        self.by_key, self.questions, self.fresh = {}, (), False

    def give(self, question: Question, value: str, row: str | None = None) -> None:
        """Answers a question, for all its rows or for one alone."""
        self.by_key[_key(question, row)] = value
        self.fresh = True

    def give_all(self, questions: Iterable[Question], value: str | None) -> None:
        """Gives one answer to several questions, or to each what is proposed for it; who has no such answer stays."""
        for one in questions:
            taken = one.proposed if value is None else value
            if taken is not None and (value is None or any(answer.value == value for answer in one.answers)):
                self.give(one, taken)

    def leave_out(self, row: str, out: bool) -> None:
        """Leaves a row of the file out by choice, whatever is asked about it, or does so no longer."""
        self.by_key.pop(f"row {row}", None)
        if out:
            self.by_key[f"row {row}"] = LEFT_OUT
        self.fresh = True

    def leaves_out(self, row: str) -> bool:
        """Whether a row was left out by choice."""
        return self.by_key.get(f"row {row}") == LEFT_OUT

    def in_force(self, question: Question, row: str | None = None) -> str | None:
        """The answer to a question, or to it for one row; None while it is open."""
        if row is not None:
            own = self.by_key.get(_key(question, row), question.exceptions.get(row))
            if own is not None:
                return own
        return self.by_key.get(question.key, question.given)

    def is_hers(self, question: Question) -> bool:
        """Whether somebody answered it, and it does not only hold until somebody does."""
        return question.key in self.by_key

    @property
    def open(self) -> list[Question]:
        """The questions that are not answered, for each of their rows at least."""
        return [one for one in self.questions if self.is_open(one)]

    def is_open(self, question: Question) -> bool:
        if self.in_force(question) is not None:
            return False
        return not question.rows or any(self.in_force(question, row) is None for row in question.rows)

    @property
    def leavable(self) -> list[Question]:
        """The open questions that leaving their rows out would answer."""
        return [one for one in self.open if any(answer.value == LEFT_OUT for answer in one.answers)]

    @property
    def proposed(self) -> list[Question]:
        """The open questions for which an answer is proposed."""
        return [one for one in self.open if one.proposed is not None]

    def words(self, question: Question) -> str:
        """The answer in force as a list shows it."""
        value = self.in_force(question)
        exceptions = {row for row in question.rows if self.in_force(question, row) != value}
        said = NOT_ANSWERED if self.is_open(question) else question.label(value) or "Row by row"
        if exceptions and value is not None:
            said += f"; {len(exceptions):,} otherwise"
        return f"{BY_DEFAULT}{said}" if value is not None and not self.is_hers(question) else said


def causes(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions under what they are asked for, in the order in which they came."""
    found: dict[str, list[Question]] = {}
    for one in questions:
        found.setdefault(one.cause, []).append(one)
    return found


def shared_answers(questions: Sequence[Question]) -> list[Option]:
    """The answers that all of several questions have."""
    if not questions:
        return []
    values = set.intersection(*({answer.value for answer in one.answers} for one in questions))
    return [answer for answer in questions[0].answers if answer.value in values]


def _key(question: Question, row: str | None) -> str:
    return question.key if row is None else f"{question.key} @{row}"
