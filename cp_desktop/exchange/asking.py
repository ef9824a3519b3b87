"""The questions that a file raises while it is planned, and what becomes of the rows that they are about."""

from collections.abc import Mapping, Sequence

from .cells import Cell, line
from .choices import LEAVE_OUT, LEFT_OUT, ImportChoices, Option, Question
from .headings import Table
from .plan import OUT, LeftOut, Plan, PlanLine
from .readers import Row


class Asking:
    """Asks about a table, takes the answers out of the choices, and keeps the rows that are left out.

    Where a question about a row has no answer, or the answer is to leave the row out, `stopped` is true from then on.
    """

    def __init__(self, table: Table, plan: Plan, out: Mapping[str, str] | None = None) -> None:
        self.table, self.plan = table, plan
        self.out_before: Mapping[str, str] = out or {}  # rows that are known to be left out, and why
        self.choices: ImportChoices = plan.choices
        self.stopped = False
        self._asked: dict[str, Question] = {}
        self.out: dict[str, str] = {}  # the rows left out, and why

    def mark(self, row: Row) -> str:
        """What a row is called: its number, with the sheet where there are several."""
        return self.table.mark(row)

    def place(self, name: str) -> int | None:
        return self.table.columns.get(name)

    def ask(
        self,
        key: str,
        said: str,
        answers: Sequence[Option],
        *,
        cause: str,
        row: Row | None = None,
        column: int | str | None = None,
        proposed: str | None = None,
        default: str | None = None,
        takes: str | None = None,
    ) -> str | None:
        """The answer to a question, None while it is open: then this row goes no further.

        Each question is asked once for the whole file and collects its rows; what is said must not name them. With
        `default` it is answered at once, and shown to whoever would have it otherwise. An answer to leave the row out
        is done here, and None comes back.
        """
        question = self._asked.get(key)
        if question is None:
            question = self._question(key, said, answers, cause, column, proposed, default, takes)
        answer = question.given
        if row is not None:
            mark = self.mark(row)
            if not question.rows or question.rows[-1] != mark:
                question.rows.append(mark)
            own = self.choices.answers.get(f"{key} @{mark}")
            if own is not None and (own := question.accepts(own)) is not None:
                answer = question.exceptions[mark] = own
            if answer is None:
                self.stopped = True
            elif answer == LEFT_OUT and LEAVE_OUT in question.answers:
                self.leave_out(row, question.said)
                return None
        return answer

    def _question(
        self,
        key: str,
        said: str,
        answers: Sequence[Option],
        cause: str,
        column: int | str | None,
        proposed: str | None,
        default: str | None,
        takes: str | None,
    ) -> Question:
        place = self.place(column) if isinstance(column, str) else column
        heading = self.table.headings[place] if place is not None else None
        question = Question(
            key, cause, f"{said.rstrip('.')}.", tuple(answers), self.table.path.name, proposed, None, takes, heading
        )
        if question.said.endswith("?."):
            question.said = question.said[:-1]
        given = self.choices.answers.get(key)
        question.given = question.accepts(given) if given is not None else None
        question.chosen = question.given is not None
        if question.given is None and self.choices.proposed:
            question.given = proposed
        if question.given is None:
            question.given = default
        self._asked[key] = question
        self.plan.questions.append(question)
        return question

    def offers(self, key: str, answer: str) -> bool:
        """Whether an answer is one of those that a question offers, and not a value of somebody's own."""
        return key in self._asked and any(one.value == answer for one in self._asked[key].answers)

    def reopen(self, key: str, why: str) -> None:
        """Asks again what was answered with something that does not do."""
        question = self._asked[key]
        question.given, question.exceptions = None, {}
        question.said = f"{question.said.rstrip('.')}; and {why.rstrip('.')}."
        self.stopped = True

    def leave_out(self, row: Row, why: str) -> None:
        """Leaves a row out of what goes in, and says why."""
        self.stopped = True
        mark, why = self.mark(row), why.rstrip(".?")
        if mark not in self.out:
            self.out[mark] = why
            self.plan.left_out.append(LeftOut(mark, tuple(self.cells_left_out(row)), why))
            self.line(row, " ".join(filter(None, map(line, row.cells[:6])))[:80], OUT, why, group="Left out")

    def cells_left_out(self, row: Row) -> Sequence[Cell]:
        """The cells of a row as they are kept for whoever mends it."""
        return row.cells

    def note(self, said: str) -> None:
        """Says something about the whole file that keeps nothing out."""
        if said not in self.plan.notes:
            self.plan.notes.append(said)

    def line(self, row: Row | None, what: str, verdict: str, detail: str = "", group: str = "") -> None:
        """Says what becomes of a row, or of what is in no row."""
        self.plan.lines.append(PlanLine(self.mark(row) if row else "", what, verdict, detail, group))
