"""One question of a file in full, with the rows it is about and its answers; or one answer for all like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from textwrap import wrap

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from cp_desktop.disclosure import PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.exchange import Option, Question
from cp_desktop.exchange.choices import rows_named
from cp_desktop.ui import theme
from cp_desktop.ui.importing.answering import GivenAnswers, shared_answers
from cp_desktop.ui.records.editors import DateEditor, NumberEditor, TextEditor
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.plain_table import Row as Cells
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import ErrorLabel, ScaledLabel, Secondary
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.scrolling import UprightArea, put_in

AS_PROPOSED = ""  # the answer to many questions that takes for each what is proposed
MOST_BUTTONS = 9  # answers, beyond which they are chosen from a list
MOST_SHOWN = 200  # rows of the file under a question, and rows that may be answered one by one
LINE = 60  # letters of an answer on one line
KINDS_TYPED = {
    "date": ("a date", DateEditor),
    "number": ("a number", NumberEditor),
    "text": ("something else", TextEditor),
}


def begun_large(sentence: str) -> str:
    """A sentence that stands alone, where it was made to follow a colon."""
    return sentence[:1].upper() + sentence[1:]


class AnswerPanel(UprightArea):
    """The answers to one question or to many; `answered` says whether to go on to the next."""

    answered = Signal(bool)

    def __init__(self, given: GivenAnswers, cells_of: Callable[[str], Cells], headings: Callable[[], Cells]) -> None:
        super().__init__()
        self._given, self._cells_of, self._headings = given, cells_of, headings
        self.buttons = QButtonGroup(self)
        self.editor: DateEditor | NumberEditor | TextEditor | None = None
        self.whom: QComboBox | None = None
        self.choices: QComboBox | None = None
        self.error = ErrorLabel()
        self._values: list[str] = []
        self._take: Callable[[str], None] = lambda _: None
        self.setAccessibleName("The answer")

    # -- what is shown

    def serve(self, given: GivenAnswers) -> None:
        """Is about the questions of another file from now on."""
        self._given = given

    def clear(self) -> None:
        """Shows that nothing is asked."""
        self._fill([Secondary("Nothing is asked about this file.", wrap=True)])

    def show_group(self, cause: str, questions: Sequence[Question]) -> None:
        """Shows the answers that all questions of one cause have: chosen, they go to all of them."""
        shared = shared_answers(questions)
        if any(one.proposed is not None for one in questions):
            shared.insert(0, Option(AS_PROPOSED, "For each what is proposed"))
        many = len(questions) > 1
        said = f"One answer for all {len(questions):,} of them, or go through them one by one." if many else ""
        heading = ScaledLabel(cause, wrap=True)
        heading.setFont(theme.font(strong=True))
        words = [
            heading,
            Secondary(said if shared else "Go through them one by one." if many else "Answer it below.", wrap=True),
        ]

        def take(value: str) -> None:
            self._given.give_all(questions, None if value == AS_PROPOSED else value)
            self.answered.emit(True)

        held = {self._given.in_force(one) for one in questions}
        self._offer(words, f"{cause}: for all", shared, held.pop() if len(held) == 1 else None, None, take)

    def show_question(self, question: Question, row: str | None = None) -> None:
        """Shows a question, its rows and its answers: for all its rows, or for one alone."""
        sentence = ScaledLabel(begun_large(question.said), wrap=True)
        sentence.setFont(theme.font(strong=True))
        where = ", ".join(
            filter(None, (rows_named(question.rows), f"column {question.column}" if question.column else ""))
        )
        words: list[QWidget] = [sentence]
        if where:
            words.append(Secondary(f"{where[:1].upper()}{where[1:]}", wrap=True))
        self.whom = None
        if len(question.rows) > 1:
            words.append(self._whom(question, row))

        def take(value: str) -> None:
            goes_on = row is None and self._given.is_open(question)
            self._given.give(question, value, row)
            self.answered.emit(goes_on)
            if row is not None:
                self.show_question(question, row)

        held = self._given.in_force(question, row)
        after = [self._rows_of(question, row)] if question.rows and self._headings() else []  # below the answers
        self._offer(words, question.said, question.answers, held, question, take, after)

    def focus_first(self) -> None:
        """Brings the keyboard to the answers."""
        buttons = self.buttons.buttons()
        target = self.buttons.checkedButton() or (buttons[0] if buttons else self.choices or self.editor)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def choose(self, number: int) -> None:
        """Gives the answer of that number, as it stands in the list of answers."""
        if number <= len(self._values):
            self._take(self._values[number - 1])

    # -- how it is made

    def _rows_of(self, question: Question, row: str | None) -> PlainTable:
        table = PlainTable("The rows of the file", PUBLIC, fitted=True)  # they came from outside
        marks = question.rows[:3] if row is None else [row]
        table.set_rows(("Row", *self._headings()), [(mark, *self._cells_of(mark)) for mark in marks], widest=24)
        return table

    def _whom(self, question: Question, row: str | None) -> QWidget:
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        box = self.whom = QComboBox()
        box.addItem(f"All {len(question.rows):,} rows like it", None)
        for mark in question.rows[:MOST_SHOWN]:
            cells = " ".join(filter(None, self._cells_of(mark)))[:60]
            box.addItem(f"Row {mark} alone: {cells}", mark)
        box.setCurrentIndex(max(0, box.findData(row)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(20)
        name_choice(box, "Answer for")
        box.activated.connect(lambda _: self.show_question(question, box.currentData()))
        label = QLabel("Answer &for")
        label.setBuddy(box)
        line.addWidget(label)
        line.addWidget(box, 1)
        return whole

    def _offer(
        self,
        words: Sequence[QWidget],
        name: str,
        answers: Sequence[Option],
        held: str | None,
        question: Question | None,
        take: Callable[[str], None],
        after: Sequence[QWidget] = (),
    ) -> None:
        """Shows words, a button for each answer, a line for one of her own, and what comes `after` them."""
        self._values, self._take = [one.value for one in answers], take
        for button in self.buttons.buttons():
            self.buttons.removeButton(button)
        parts = list(words)
        proposed = question.proposed if question is not None else None
        labels = [f"{one.label} (proposed)" if one.value == proposed else one.label for one in answers]
        self.choices = None
        if len(answers) > MOST_BUTTONS:
            parts.append(self._many(name, labels, held))
        else:
            parts += [self._button(name, number, label, held) for number, label in enumerate(labels)]
        self.editor = None
        if question is not None and question.takes:
            parts.append(self._own_answer(question, held))
        self._fill([*parts, *after])

    def _button(self, name: str, place: int, label: str, held: str | None) -> QRadioButton:
        value = self._values[place]
        # A button breaks no lines and cuts what is longer than it: who somebody is takes a line and more.
        words = f"{place + 1}   {label}"
        button = QRadioButton(literal("\n".join(wrap(words, LINE, subsequent_indent=" " * 6))))
        button.setAccessibleName(words)
        button.setAccessibleDescription(name)
        button.setToolTip(label)
        self.buttons.addButton(button)
        button.setChecked(value == held)
        button.clicked.connect(lambda: self._take(value))
        if place and held not in self._values:
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # as with one chosen: the arrows go to the others
        return button

    def _many(self, name: str, labels: Sequence[str], held: str | None) -> QComboBox:
        """Answers too many for buttons: letters go to the one that begins with them."""
        values, self._values = self._values, []  # which no digit takes
        box = self.choices = QComboBox()
        box.addItems(labels)
        box.setPlaceholderText("Choose…")
        box.setCurrentIndex(values.index(held) if held in values else -1)
        name_choice(box, name)
        box.activated.connect(lambda place: self._take(values[place]))
        return box

    def _own_answer(self, question: Question, held: str | None) -> QWidget:
        what, kind = KINDS_TYPED[question.takes or "text"]
        editor = self.editor = kind()
        editor.name_for(f"Or {what}")
        if held is not None and held not in [one.value for one in question.answers]:
            self._show_held(editor, held)
        self.error = ErrorLabel()
        editor.edited.connect(self.error.end)
        button = push_button("&Take it")
        button.clicked.connect(self.take_typed)
        editor.line.returnPressed.connect(self.take_typed)
        label = QLabel(f"Or {what}")
        whole = QWidget()
        stack = QVBoxLayout(whole)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        line = QHBoxLayout()
        line.addWidget(editor, 1)
        line.addWidget(button)
        stack.addWidget(label)
        stack.addLayout(line)
        stack.addWidget(self.error)
        return whole

    def _show_held(self, editor: TextEditor, held: str) -> None:
        if isinstance(editor, DateEditor):
            try:
                editor.set_value(dt.date.fromisoformat(held))
                return
            except ValueError:
                pass
        editor.line.setText(held)

    def take_typed(self) -> None:
        """Takes what was typed for the answer, or says why it cannot."""
        if self.editor is None:
            return
        try:
            value = self.editor.value()
        except UserError as problem:
            self._refuse(str(problem))
            return
        if value is None:
            self._refuse("Nothing is typed yet. Type it here, or choose an answer above.")
            return
        self._take(value.isoformat() if isinstance(value, dt.date) else str(value))

    def _refuse(self, why: str) -> None:
        """Says why what was typed is no answer, where it is seen without scrolling."""
        self.error.say(why)
        inside = self.widget()
        if inside is not None and (layout := inside.layout()) is not None:
            layout.activate()  # else it is gone to where it stood before it had a height
            inside.resize(self.viewport().width(), max(layout.totalHeightForWidth(self.viewport().width()), 1))
        self.ensureWidgetVisible(self.error)

    def _fill(self, parts: Sequence[QWidget]) -> None:
        inside = QWidget()
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(SPACE.medium, SPACE.tight, SPACE.small, SPACE.small)
        stack.setSpacing(SPACE.small)
        for part in parts:
            stack.addWidget(part)
        stack.addStretch(1)
        put_in(self, inside)
