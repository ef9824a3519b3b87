"""Questions that a list leaves open, each with the answers there are to choose from."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from cp_desktop.exchange import Question
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.letters import literal


class QuestionGrid(QWidget):
    """A line for each question; `choices` has its answers by its key, None for the one that is not chosen yet."""

    def __init__(self, questions: Sequence[Question] = (), answers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.choices: dict[str, QComboBox] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, SPACE.small, 0)
        grid.setVerticalSpacing(SPACE.small)
        for row, question in enumerate(questions):
            words = QLabel(literal(question.sentence))
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            choice = QComboBox()
            name_choice(choice, question.sentence)
            choice.addItem("Choose…", None)
            for answer in question.answers:
                choice.addItem(answer.label, answer.value)
            held = (answers or {}).get(question.key, question.given)
            choice.setCurrentIndex(max(0, choice.findData(held)))
            words.setBuddy(choice)
            grid.addWidget(words, row, 0)
            grid.addWidget(choice, row, 1)
            self.choices[question.key] = choice
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(len(questions), 1)
