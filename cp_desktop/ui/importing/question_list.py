"""The questions of a file in a list, under what they are asked for; beside it the answer to the one it stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter

from cp_desktop.disclosure import PUBLIC
from cp_desktop.exchange import Question
from cp_desktop.ui.importing.answer_panel import AnswerPanel, begun_large
from cp_desktop.ui.importing.answering import GivenAnswers, causes
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.plain_table import Row as Cells

LEAST_QUESTION = 24  # letters
NARROW = 90  # letters across, below which the answer stands under the list
Entry = tuple[str, Question | None]  # a cause, and a question of it; the cause alone heads its questions


class QuestionList(QSplitter):
    """All questions and their answers; `answered` comes when somebody gave one.

    Up and Down go through them, and a digit gives the answer of that number: then the next open one is gone to.
    """

    answered = Signal()

    def __init__(self, given: GivenAnswers, cells_of: Callable[[str], Cells], headings: Callable[[], Cells]) -> None:
        """`cells_of` gives the cells of a row of the file, by what it is called; `headings` those over them."""
        super().__init__(Qt.Orientation.Horizontal)
        self.given = given
        self._entries: list[Entry] = []
        self.list = _Questions("Questions")
        self.panel = AnswerPanel(given, cells_of, headings)
        self.addWidget(self.list)
        self.addWidget(self.panel)
        self.setStretchFactor(0, 5)
        self.setStretchFactor(1, 6)
        self.setChildrenCollapsible(False)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.list.number.connect(self.panel.choose)
        self.list.chosen.connect(lambda *_: self.panel.focus_first())
        self.panel.answered.connect(self._answered)

    def show_questions(self) -> None:
        """Shows the questions there are, and stands on the first that is open."""
        self._entries = []
        for cause, questions in causes(self.given.questions).items():
            self._entries += [(cause, None), *((cause, one) for one in questions)]
        self._fill()
        self._go_to(self._next_open(-1) or 1 if self._entries else None)

    def _fill(self) -> None:
        self.list.set_rows(("Question", "Rows", "Answer"), [self._row(*entry) for entry in self._entries], widest=42)
        self.list.fit_questions()

    def _row(self, cause: str, question: Question | None) -> Cells:
        if question is None:
            those = [one for one in self.given.questions if one.cause == cause]
            still = sum(map(self.given.is_open, those))
            said = f"{len(those):,} {'question' if len(those) == 1 else 'questions'}"
            return (f"{cause}: {said}, {f'{still:,} open' if still else 'all answered'}",)
        sign = "?" if self.given.is_open(question) else "✓"
        rows = question.rows
        where = rows[0] if len(rows) == 1 else f"{len(rows):,} rows" if rows else ""
        return (f"{sign}  {begun_large(question.said)}", where, self.given.words(question))

    # -- going through them

    def _next_open(self, after: int) -> int | None:
        places = [*range(after + 1, len(self._entries)), *range(0, after)]
        waiting = ((place, self._entries[place][1]) for place in places)
        return next((place for place, one in waiting if one is not None and self.given.is_open(one)), None)

    def _go_to(self, place: int | None) -> None:
        if place is None:
            self.panel.clear()
            return
        self.list.setCurrentIndex(self.list.model().index(place, 0))
        self._show_entry(place)

    def _show_current(self, current: QModelIndex) -> None:
        if current.isValid():
            self._show_entry(current.row())

    def _show_entry(self, place: int) -> None:
        cause, question = self._entries[place]
        if question is None:
            self.panel.show_group(cause, [one for _, one in self._entries if one is not None and one.cause == cause])
        else:
            self.panel.show_question(question)

    def _answered(self, go_on: bool) -> None:
        place, focus = self.list.currentIndex().row(), self.window().focusWidget()
        in_panel = focus is not None and self.panel.isAncestorOf(focus)
        self._fill()
        following = self._next_open(place) if go_on else None
        self._go_to(place if following is None else following)
        if in_panel:
            self.panel.focus_first()
        self.answered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * NARROW
        self.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)


class _Questions(PlainTable):
    """A table in which a digit answers the question it stands on."""

    number = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name, PUBLIC)  # what a file from outside says, and what becomes of it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_questions()

    def fit_questions(self) -> None:
        """Gives the questions the room that the other columns leave."""
        room = self.viewport().width() - self.columnWidth(1)
        self.setColumnWidth(0, max(room * 2 // 3, self.fontMetrics().averageCharWidth() * LEAST_QUESTION))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in tuple("123456789") and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.number.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


def described(questions: Sequence[Question]) -> str:
    """How many questions there are, in words."""
    return f"{len(questions):,} {'question' if len(questions) == 1 else 'questions'}"
