"""Taking files in: what each was taken for, what is asked about it, and what it would do; then it goes in whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QTabWidget, QWidget

from cp_desktop.errors import UserError
from cp_desktop.exchange import Plan, importing, read
from cp_desktop.exchange.cells import Cell, line
from cp_desktop.exchange.choices import LEFT_OUT
from cp_desktop.services import disclosure, imports
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.dialogs.confirm import may_go
from cp_desktop.ui.dialogs.replacing import may_replace
from cp_desktop.ui.importing.answer_panel import begun_large
from cp_desktop.ui.importing.columns_panel import ColumnsPanel
from cp_desktop.ui.importing.import_frame import ImportFrame
from cp_desktop.ui.importing.incoming import Fate, Incoming, in_order, next_open
from cp_desktop.ui.importing.plan_rows import PlanRows
from cp_desktop.ui.importing.question_list import QuestionList, described
from cp_desktop.ui.importing.understood_panel import UnderstoodPanel
from cp_desktop.ui.records.plain_table import Row as Cells
from cp_desktop.ui.ui_settings import recall
from cp_desktop.ui.widgets.reading_order import ReadingOrder

STOPPED = "Reading was stopped. Nothing was imported."
T = TypeVar("T")


class ImportDialog(ReadingOrder, QDialog):
    """One file in front, or one of several. Import does it as one operation, then the next comes to the front."""

    def __init__(self, app: AppSession, files: Sequence[Incoming], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._app, self.files = app, list(files)
        self.one = self.files[0]
        self.busy = False
        self._all = False  # whether each file goes in as long as nothing is asked about it
        self._rows_by_mark: dict[str, Sequence[Cell]] = {}
        self.setWindowTitle("Import")
        self.understood = UnderstoodPanel(app.years())
        self.columns = ColumnsPanel()
        self.questions = QuestionList(self.one.given, self._cells, self._headings)
        self.rows = PlanRows()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.questions, "")
        self.tabs.addTab(self.rows, "")
        self.frame = ImportFrame(self, self.understood, self.columns, self.tabs, several=len(self.files) > 1)
        self.banner, self.summary, self.file_list = self.frame.banner, self.frame.summary, self.frame.file_list
        self.import_button, self.all_button = self.frame.import_button, self.frame.all_button
        self.understood.changed.connect(self.plan_again)
        self.columns.chosen.connect(self._choose_column)
        self.questions.answered.connect(self._answered)
        self.rows.wants_left_out.connect(self.save_left_out)
        self.rows.leaving.connect(self.leave_rows)
        self.tabs.currentChanged.connect(self._tab_turned)
        self.frame.proposed_button.clicked.connect(self.take_proposed)
        self.frame.leave_button.clicked.connect(self.leave_open_out)
        self.frame.skip_button.clicked.connect(self.skip)
        self.import_button.clicked.connect(self.take_in)
        self.all_button.clicked.connect(self.take_all_in)
        self.frame.close_button.clicked.connect(self.reject)
        self.file_list.chosen.connect(self._go_to_file)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.take_in)
        for one in self.files:
            one.year = one.year or app.scope.year
        self._show_file()
        self._begin()

    # -- reading

    def _begin(self) -> None:
        """Reads every file off this thread, finds out what each is, and shows the first."""
        waiting = [one for one in self.files if one.file is None]
        several = len(self.files) > 1
        register = self._app.register

        def job(progress: Progress, cancelled: Cancelled) -> None:
            for one in self.files:
                try:
                    if one in waiting:
                        one.file = importing.read_list(one.path, _step(progress, cancelled))
                    assert one.file is not None
                    if several and one.kind is None:
                        one.guess = importing.recognise(register, one.file)
                    one.complete = one.complete or one.file.complete
                except UserError as problem:
                    if cancelled():
                        raise
                    one.fate, one.said = Fate.REFUSED, str(problem)

        def done(_: None) -> None:
            self.files = in_order(self.files)
            self.one = next_open(self.files, None) or self.files[0]
            self.plan_again()

        title = f"Reading {len(self.files)} files" if several else f"Reading {self.one.path.name}"
        self._work(title, job, done)

    def plan_again(self) -> None:
        """Works out what the file in front would do, with all that was chosen for it."""
        one, register = self.one, self._app.register
        self._show_file()
        if one.file is None:
            self._refused(UserError(one.said))
            return
        choices, file = one.choices(), one.file

        def job(progress: Progress, cancelled: Cancelled) -> Plan:
            return read(register, choices.kind, one.path, choices, file, _step(progress, cancelled))

        self._work(f"Reading {one.path.name}", job, self._planned, self._refused)

    def _work(
        self,
        title: str,
        job: Callable[[Progress, Cancelled], T],
        then: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        self.busy = True
        self.frame.set_busy(True)

        def over(result: T) -> None:
            self.busy = False
            self.frame.set_busy(False)
            then(result)

        def stopped(problem: UserError) -> None:
            self.busy = False
            self.frame.set_busy(False)
            (failed or self._refused)(problem)

        self._app.work(self, title, job, over, stopped)

    def _planned(self, plan: Plan) -> None:
        one = self.one
        one.plan, one.fate, one.said = plan, Fate.WAITING, ""
        self._rows_by_mark = plan.rows
        one.given.ask(plan.questions)
        self.banner.hide()
        self._show_file()
        self._show_plan(plan)
        if self._all:
            self._go_on_by_itself(plan)
        elif self.import_button.isEnabled():
            self.import_button.setFocus()
        elif one.given.open:
            self.questions.list.setFocus()

    def _refused(self, problem: UserError) -> None:
        self._all = False
        one = self.one
        one.plan, one.said = None, str(problem)
        self._show_file()
        self.frame.show_parts(False)
        self.banner.say(str(problem), "error", closable=False)
        self._show_buttons()

    # -- showing

    def _show_file(self) -> None:
        place = self.files.index(self.one) + 1
        self.understood.show_file(self.one, f"File {place} of {len(self.files)}" if len(self.files) > 1 else "")
        self.file_list.show_files(self.files, self.one)
        self._show_buttons()

    def _show_plan(self, plan: Plan) -> None:
        self.frame.show_parts(True)
        if plan.mapping is not None:
            self.columns.show_columns(plan.mapping)
        self.questions.given = self.one.given
        self.questions.panel.serve(self.one.given)
        self.questions.show_questions()
        self.rows.show_plan(plan, self._headings(), list(self._rows_by_mark), self._cells)
        self.rows.left_by_choice = self.one.given.leaves_out
        self.tabs.setTabVisible(0, bool(plan.questions))
        self.tabs.setCurrentIndex(0 if plan.open else 1)
        self.tabs.setTabText(1, f"What becomes of it ({len(self._rows_by_mark):,})")
        self._show_buttons()
        self.frame.arrange(self.columns.wanted_height())

    def _show_buttons(self) -> None:
        one, given = self.one, self.one.given
        still = given.open if one.plan else []
        self.tabs.setTabText(
            0, f"Questions ({len(still):,} open)" if still else f"Questions ({len(given.questions):,})"
        )
        does = one.plan is not None and one.plan.ready and bool(one.plan.added or one.plan.changed)
        if one.plan is None:
            self.summary.setText("Reading…" if self.busy or not one.said else "")
        elif still:
            verb, those = ("is", "it is") if len(still) == 1 else ("are", "they are")
            self.summary.setText(f"{described(still)} {verb} open. Nothing goes in until {those} answered.")
        elif given.fresh:
            self.summary.setText("Every question is answered. Go on, to see what it does.")
        else:
            self.summary.setText(begun_large(one.plan.summary()) + one.nothing_new)
        waiting = sum(other.fate is Fate.WAITING for other in self.files)
        self.frame.show_buttons(
            ready=(does or (given.fresh and not still)) and not self.busy,
            fresh=given.fresh,
            proposed=len(given.proposed) if still else 0,
            leavable=len(given.leavable) if still else 0,
            more=waiting - 1,
            over=not waiting,
        )

    def _cells(self, mark: str) -> Cells:
        return [line(cell) for cell in self._rows_by_mark.get(mark, ())]

    def _headings(self) -> Cells:
        return self.one.plan.headings if self.one.plan else ()

    def _tab_turned(self, place: int) -> None:
        if place == 1 and self.one.given.fresh and not self.busy:
            self.plan_again()

    # -- answers

    def _choose_column(self, heading: str, field: str) -> None:
        self.one.columns[heading] = field
        self.one.touched = True
        self.plan_again()

    def _answered(self) -> None:
        self.one.touched = True
        if self.one.given.open:
            self._show_buttons()
        else:
            QTimer.singleShot(0, self, self.plan_again)

    def take_proposed(self) -> None:
        """Answers every open question as it is proposed."""
        self.one.given.give_all(self.one.given.proposed, None)
        self._after_many()

    def leave_open_out(self) -> None:
        """Leaves out every row about which a question is open: the rest can go in."""
        self.one.given.give_all(self.one.given.leavable, LEFT_OUT)
        self._after_many()

    def leave_rows(self, marks: Sequence[str]) -> None:
        """Leaves rows out by choice, or takes those again that were."""
        again = all(self.one.given.leaves_out(mark) for mark in marks)
        for mark in marks:
            self.one.given.leave_out(mark, not again)
        self._after_many()

    def _after_many(self) -> None:
        self.one.touched = True
        self.plan_again()

    # -- taking it in

    def take_in(self) -> None:
        """Puts the file into the register, once it was worked out with every answer."""
        plan = self.one.plan
        if self.busy or plan is None or not self.import_button.isEnabled() or not self.understood.date_is_readable():
            return
        if self.one.given.fresh:
            self.plan_again()
        elif not self.busy:
            self._apply(plan)

    def take_all_in(self) -> None:
        """Takes in this file and those behind it, up to the first about which something is asked."""
        self._all = True
        self.take_in()

    def _apply(self, plan: Plan) -> None:
        register = self._app.register

        def job(progress: Progress, cancelled: Cancelled) -> Plan:
            return imports.apply(register, plan, progress, cancelled)

        def failed(problem: UserError) -> None:
            self._all = False
            self.banner.say(str(problem), "error", closable=False)
            self._show_buttons()

        self._work(plan.label, job, self._taken_in, failed)

    def _taken_in(self, plan: Plan) -> None:
        self.one.fate, self.one.said, self.one.touched = Fate.DONE, plan.summary(), False
        if len(self.files) == 1:
            self._app.message.emit(f"{plan.label}. {plan.summary()}", "info", "Undo")
            self.accept()
            return
        self._next()

    def _go_on_by_itself(self, plan: Plan) -> None:
        if plan.open:
            self._all = False
            self.questions.list.setFocus()
        elif plan.added or plan.changed:
            self._apply(plan)
        else:
            self.one.fate, self.one.said = Fate.NOTHING_NEW, plan.summary()
            self._next()

    def skip(self) -> None:
        """Leaves the file in front as it is and goes to the next."""
        self.one.fate, self.one.said, self.one.touched = Fate.SKIPPED, "", False
        self._next()

    def _next(self) -> None:
        following = next_open(self.files, self.one)
        if following is not None:
            self._go_to_file(following)
            return
        self._all = False
        self._show_file()
        self.frame.show_outcome(self.files, "Each file that went in is one step: Undo takes back the last one first.")
        self.frame.close_button.setFocus()

    def _go_to_file(self, one: Incoming) -> None:
        if self.busy or (one is self.one and one.plan is not None and one.fate is Fate.WAITING):
            return
        self.one = one
        if one.is_open:
            self.plan_again()
        else:
            self._show_file()
            self.frame.show_outcome([one])

    # -- leaving

    def save_left_out(self) -> None:
        """Asks where to, and writes the rows that are left out, with the reason of each."""
        plan = self.one.plan
        if plan is None:
            return
        folder = Path(str(recall("import/folder", str(Path.home()))))
        name, chosen = QFileDialog.getSaveFileName(
            self,
            "Save the rows left out",
            str(folder / f"{plan.path.stem} left out.xlsx"),
            "Excel workbook (*.xlsx);;CSV for any program (*.csv)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name and not Path(name).suffix:
            name += ".csv" if "*.csv" in chosen else ".xlsx"
        if not name or not may_replace(self, Path(name)):
            return
        try:
            path = self._app.read(lambda session: disclosure.rows_left_out(session, plan, Path(name)))
        except UserError as problem:
            self.banner.say(str(problem), "error")
            return
        rows = f"{len(plan.left_out):,} {'row is' if len(plan.left_out) == 1 else 'rows are'}"
        self.banner.say(f"{rows} in {path}: mend them there, and import it again.", "info")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frame.fit(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button it stands on, and no other: in a field it must import nothing."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button := self.focusWidget(), QPushButton):
            button.click()

    def reject(self) -> None:
        if self.busy:  # the progress in front of it has a Cancel of its own
            return
        begun = [one.path.name for one in self.files if one.touched and one.is_open]
        if begun:
            said, more = f"{begun[0]} is not imported yet.", "What you answered and chose would be lost."
            leave = "&Close without importing"
            if not may_go(self, "Not imported yet", said, more, leave, keep_verb="&Go on", warns=False):
                return
        super().reject()

    def done(self, result: int) -> None:
        several = [one for one in self.files if one.fate is Fate.DONE]
        if len(self.files) > 1 and several:
            count = f"{len(several)} {'file is' if len(several) == 1 else 'files are'} imported"
            self._app.message.emit(f"{count}. Undo takes back {several[-1].path.name}.", "info", "Undo")
        super().done(result)


def _step(progress: Progress, cancelled: Cancelled) -> Progress:
    """Tells how far it is, and stops where that is wanted."""

    def step(done: int, total: int, what: str) -> None:
        if cancelled():
            raise UserError(STOPPED)
        progress(done, total, what)

    return step
