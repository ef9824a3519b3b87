"""Taking a file in: what it would do is shown first, row by row; then it goes in whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.disclosure import PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.exchange import KINDS, ImportChoices, Plan, Question, read
from cp_desktop.exchange.plan import ADDED, CHANGED, LEFT, OUT
from cp_desktop.services import imports
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.dialogs.questions import QuestionGrid
from cp_desktop.ui.records.editors import ChoiceEditor, DateEditor
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder
from cp_desktop.ui.widgets.surfaces import Banner

FILTER = "Lists (*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.ods);;All files (*)"
OF_A_YEAR = ("menu", "commitments", "survey", "activity")
DATED = {
    "commitments": "Commitments count from",
    "homes": "Children were counted on",
    "councillors": "True from",
}
DATE_HELP = {
    "commitments": "Where the file gives no day; empty: the first day of the year",
    "homes": "Where the file gives no day",
    "councillors": "Wards and parties that differ change on this day; empty: as the file says",
}
VERDICTS = {"": "All rows", ADDED: "Added", CHANGED: "Changed", LEFT: "Left as they are", OUT: "Left out"}


def choose_and_import(app: AppSession, kind: str, parent: QWidget) -> None:
    """Asks for a file of that kind, shows what it would change, and takes it in."""
    if not app.can_write:
        return
    folder = str(recall("import/folder", str(Path.home())))
    name, _ = QFileDialog.getOpenFileName(parent, f"Import {KINDS[kind].what}", folder, FILTER)
    if name:
        remember("import/folder", str(Path(name).parent))
        ImportDialog(app, kind, Path(name), parent).open()


class ImportDialog(ReadingOrder, QDialog):
    """What a file would do: the sum of it, its problems or questions, and its rows. Import does it as one operation."""

    def __init__(self, app: AppSession, kind: str, path: Path, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._app, self._kind, self._path = app, kind, path
        self.plan: Plan | None = None
        self.answers: dict[str, str] = {}
        self.choices: dict[str, QComboBox] = {}
        self.busy = False
        self.setWindowTitle(f"Import {KINDS[kind].what}")
        side = theme.row_height()
        self.resize(side * 32, side * 22)
        self.banner = Banner()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.questions = QuestionGrid()
        self.verdict = QComboBox()
        self.verdict.setAccessibleName("Which rows are shown")
        for value, label in VERDICTS.items():
            self.verdict.addItem(label, value)
        self.verdict.activated.connect(lambda _: self._show_rows())
        self.rows = PlainTable("Rows of the file", PUBLIC)  # they came from outside, and go back to who made them
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading(path.name))
        stack.addLayout(self._options())
        stack.addWidget(self.banner)
        stack.addWidget(self.summary)
        self._question_area = QScrollArea()
        self._question_area.setWidgetResizable(True)
        self._question_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._question_area.setWidget(self.questions)
        self._question_area.hide()
        stack.addWidget(self._question_area, 1)
        tools = QHBoxLayout()
        tools.addWidget(self.verdict)
        tools.addStretch(1)
        tools.addWidget(Secondary("Ctrl+C copies the marked rows, Ctrl+A marks all"))
        stack.addLayout(tools)
        stack.addWidget(self.rows, 2)
        buttons = QDialogButtonBox()
        self.import_button = buttons.addButton("&Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.import_button.setProperty("primary", True)
        self.close_button = buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.take_in)
        buttons.rejected.connect(self.reject)
        stack.addWidget(buttons)
        self._ready(False)
        self.read()

    # -- what may be chosen

    def _options(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        self.year: ChoiceEditor | None = None
        self.date: DateEditor | None = None
        if self._kind in OF_A_YEAR:
            self.year = ChoiceEditor([(year, year) for year in self._app.years()], optional=False)
            self.year.set_value(self._app.scope.year)
            self.year.name_for("Municipal year")
            self.year.edited.connect(self.read)
            row.addWidget(_label("Municipal &year", self.year))
            row.addWidget(self.year)
        if self._kind in DATED:
            self.date = DateEditor()
            self.date.name_for(DATED[self._kind], DATE_HELP[self._kind])
            self.date.line.editingFinished.connect(self._date_left)
            self.date.edited.connect(lambda: None if self.date and self.date.line.hasFocus() else self._date_left())
            row.addWidget(_label(DATED[self._kind], self.date))
            row.addWidget(self.date)
            row.addWidget(Secondary(DATE_HELP[self._kind]))
        row.addStretch(1)
        return row

    def _date_left(self) -> None:
        try:
            day = self.date.value() if self.date else None
        except UserError as problem:
            self._complain(problem)
            return
        if self.plan is None or day != self.plan.choices.date:
            self.read()

    # -- reading

    def read(self) -> None:
        """Reads the file off this thread and shows what it would do."""
        self._ready(False)
        try:
            day = self.date.value() if self.date else None
        except UserError as problem:
            self._complain(problem)
            return
        year = self.year.value() if self.year else None
        register, kind, path, answers = self._app.register, self._kind, self._path, dict(self.answers)
        self.summary.setText("Reading the file…")
        self.busy = True

        def job(progress: Progress, cancelled: Cancelled) -> Plan:
            def step(done: int, total: int, what: str) -> None:
                if cancelled():
                    raise UserError("Reading was stopped. Nothing was imported.")
                progress(done, total, what)

            return read(register, kind, path, ImportChoices(answers=answers, year=year, date=day), progress=step)

        self._app.work(self, f"Reading {path.name}", job, self._planned, self._complain)

    def _planned(self, plan: Plan) -> None:
        self.busy = False
        self.plan = plan
        self.banner.hide()
        self._show_questions(plan.open)
        if plan.open:
            self.summary.setText("The file leaves something open. Answer, and see then what it would do.")
        else:
            self.summary.setText(plan.summary())
        self.verdict.setCurrentIndex(0)
        self._show_rows()
        self._ready(plan.ready and bool(plan.added or plan.changed))
        if self.import_button.isEnabled():
            self.import_button.setFocus()

    def _show_rows(self) -> None:
        if self.plan is None:
            return
        wanted = self.verdict.currentData()
        self.rows.set_rows(
            ("Row", "What becomes of it", "What it is", "Detail"),
            [
                (line.row, VERDICTS[line.verdict], line.what, line.detail)
                for line in self.plan.lines
                if not wanted or line.verdict == wanted
            ],
        )

    def _show_questions(self, questions: Sequence[Question]) -> None:
        self.questions = QuestionGrid(questions)
        self.choices = self.questions.choices
        self._question_area.setWidget(self.questions)
        self._question_area.setVisible(bool(questions))
        for choice in self.choices.values():
            choice.activated.connect(lambda _: self._ready(self._answered()))
        if questions:
            next(iter(self.choices.values())).setFocus()

    def _answered(self) -> bool:
        return all(choice.currentData() is not None for choice in self.choices.values())

    # -- taking it in

    def take_in(self) -> None:
        """Puts the file into the register, once it is read with every answer."""
        plan = self.plan
        if plan is None:
            return
        if self.choices:
            self.answers |= {key: choice.currentData() for key, choice in self.choices.items()}
            self.read()
            return
        register = self._app.register
        self._ready(False)
        self.busy = True
        self._app.work(
            self,
            plan.label,
            lambda progress, cancelled: imports.apply(register, plan, progress, cancelled),
            self._taken_in,
            self._complain,
        )

    def _taken_in(self, plan: Plan) -> None:
        self.busy = False
        self._app.message.emit(f"{plan.label}. {plan.summary()}", "info", "Undo")
        self.accept()

    def _ready(self, ready: bool) -> None:
        self.import_button.setEnabled(ready)
        self.import_button.setText("&Go on" if self.choices else "&Import")

    def reject(self) -> None:
        if not self.busy:  # the progress in front of it has a Cancel of its own
            super().reject()

    def _complain(self, problem: UserError) -> None:
        self.busy = False
        self.summary.setText("")
        self.banner.say(str(problem), "error", closable=False)
        self._ready(self.plan is not None and self.plan.ready)


def _label(words: str, editor: QWidget) -> QLabel:
    label = QLabel(words)
    label.setBuddy(editor)
    return label
