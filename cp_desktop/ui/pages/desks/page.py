"""Desks: where every open report is, what is latest first; steps done, and reminders drafted for one or many."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from cp_desktop.exchange.letters.reminders import ReminderDraft
from cp_desktop.figures import desks
from cp_desktop.model import Listing, show
from cp_desktop.services import reminders, report_steps
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.dialogs.drafts_folder import choose_drafts_folder, drafts_folder
from cp_desktop.ui.pages.desks.board import Counters, set_day_columns
from cp_desktop.ui.pages.desks.sent import SentStrip
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.surfaces import EmptyState, stacked


class DesksPage(TablePage):
    """A counter for each desk, which filters; below it the reports, what is latest first."""

    shortcuts = (
        ("Enter", "Open the visit"),
        ("Shift+Up, Shift+Down, Ctrl+A", "Choose several reports"),
        ("Alt+O", "Their step is done, on the day that stands beside it"),
        ("Alt+M", "Draft a reminder to each desk they are on"),
        ("Alt+W", "With or without the report attached"),
        ("Alt+T", "The reminders were sent"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._row = 0
        self.rows = RecordTable(app, "Reports", self.listing)
        set_day_columns(self.rows.table, self.listing())
        self.counters = Counters()
        self.counters.chosen.connect(self._only)
        self.sent = SentStrip()
        self.sent.answered.connect(self._answered)
        self.empty = EmptyState(
            self.entry.icon,
            "Here stands on whose desk every report of a visit is, and for how long. "
            "No report is on its way: log a visit, and its report appears here until it is closed.",
            [("Go to Visits", lambda: self.wants_page.emit("visits", None))],
        )
        board = QWidget()
        stack = QVBoxLayout(board)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.counters)
        stack.addWidget(self.rows, 1)
        self.stack = stacked(board, self.empty)
        self._make_tools()  # before what stands below them: Tab goes that way
        self.body.addWidget(self.sent)
        self.body.addWidget(self.stack, 1)
        self.rows.opened.connect(self._open)
        self.rows.table.selectionModel().selectionChanged.connect(lambda *_: self._fit())
        self.rows.arrived.connect(self._arrived)
        self.rows.chips.changed.connect(self._mark)

    def _make_tools(self) -> None:
        self.with_report = QCheckBox("&With the report attached")
        self.with_report.setToolTip("Where a report was received, it goes with the reminder as a PDF")
        self.with_report.setChecked(True)
        self.done_on = DateEditor()
        self.done_on.name_for("Step done on", "The day on which the step was done")
        self.done_on.setMaximumWidth(self.fontMetrics().averageCharWidth() * 22)
        self.done_button = push_button("Step d&one on", "tick")
        self.done_button.setToolTip("The step that the chosen reports wait for was done on this day")
        self.done_button.clicked.connect(lambda _: self.step_done())
        self.draft_button = push_button("Draft a re&minder", "page", primary=True)
        self.draft_button.setToolTip(
            "A letter to each desk that the chosen reports are on, drafted for your e-mail program"
        )
        self.draft_button.clicked.connect(lambda _: self.draft())
        for widget in (self.done_button, self.done_on, self.with_report, self.draft_button):
            self.tools.addWidget(widget)
            widget.setVisible(self.app.can_write)

    def listing(self) -> Listing:
        """The board as at the scope's day."""
        return desks.desks(self.app.scope.as_at)

    def tables(self) -> frozenset[str]:
        return self.listing().tables

    def refresh(self) -> None:
        day = self.app.scope.as_at
        self.done_on.set_value(day)
        self.rows.refresh()
        self.app.ask(self, lambda session: desks.desk_counts(session, day), self._counted)

    def _counted(self, found: tuple[list[desks.DeskCount], desks.DeskCount]) -> None:
        counts, whole = found
        underway = "1 report is on the way" if whole.reports == 1 else f"{whole.reports:,} reports are on the way"
        if whole.steps > whole.reports:
            underway += f" and wait for {whole.steps:,} steps, some for several at once: {whole.late:,} steps are late."
        else:
            underway += f", {whole.late:,} late on a desk."
        self.sentence.setText(underway if whole.reports else "")
        self.counters.show_counts(counts, whole)
        self._mark()
        self.stack.setCurrentIndex(0 if whole.reports else 1)
        self._fit()

    def _only(self, desk: str) -> None:
        self.rows.chips.set_only({"Desk": {desk}} if desk else {})

    def _mark(self) -> None:
        self.counters.mark(self.rows.chips.filters.get("Desk", set()))

    def _arrived(self) -> None:
        ids, table = self.rows.model.ids, self.rows.table
        if ids and table.current_id() is None:
            table.go_to(ids[min(self._row, len(ids) - 1)])  # where the one stood that is gone
        self._fit()

    def _fit(self) -> None:
        row = self.rows.table.currentIndex().row()
        self._row = self._row if row < 0 else row
        chosen = bool(self.chosen()) and self.stack.currentIndex() == 0
        self.done_button.setEnabled(chosen)
        self.draft_button.setEnabled(chosen)

    def go_to(self, id: int) -> None:
        """Stands on a row, by its key."""
        self.rows.table.go_to(id)

    def chosen(self) -> list[int]:
        """The keys of the rows chosen, from the top."""
        ids = self.rows.model.ids
        return [ids[index.row()] for index in sorted(self.rows.table.selectionModel().selectedRows())]

    def _open(self, key: int) -> None:
        self.wants_page.emit("visits", desks.visit_and_step(key)[0])

    # -- a step is done

    def step_done(self) -> None:
        """Keeps that the step the chosen reports wait for was done on the day in the box."""
        chosen = self.chosen()
        day = self.app.try_(self.done_on.value)
        if not chosen or day is None or not self.app.can_write:
            return
        steps = [desks.visit_and_step(key) for key in chosen]
        done = self.app.try_(lambda: report_steps.mark_done(self.app.register, steps, day))
        if done is not None:
            what = done.label.partition(": ")[2]
            self.app.message.emit(f"Done on {show(day)}: {what}.", "info", "Undo")
        self.rows.table.setFocus()

    # -- reminders

    def draft(self) -> None:
        """Writes a reminder to each desk that the chosen reports are on into the folder for drafts."""
        chosen, day = self.chosen(), self.app.scope.as_at
        folder = (drafts_folder() or choose_drafts_folder(self)) if chosen and self.app.can_write else None
        if folder is None:
            return
        with_report = self.with_report.isChecked()

        steps, register = [desks.visit_and_step(key) for key in chosen], self.app.register

        def job(progress: Progress, cancelled: Cancelled) -> list[ReminderDraft]:
            return reminders.draft(register, steps, day, folder, with_report, progress, cancelled)

        self.app.work(self, "Drafting reminders", job, partial(self._drafted, folder))

    def _drafted(self, folder: Path, drafted: list[ReminderDraft]) -> None:
        if drafted:
            self.sent.ask(drafted, folder)
        else:
            self.app.message.emit("Those reports are on your own desk: there is nobody to remind.", "info", "")

    def _answered(self, drafted: Sequence[ReminderDraft]) -> None:
        """Keeps the reminders that were sent; nothing of those that were not."""
        if drafted:
            day = self.app.scope.as_at
            noted = self.app.try_(lambda: reminders.note_sent(self.app.register, drafted, day))
            if noted is not None:
                number = noted.label.partition(": ")[2]
                self.app.message.emit(f"Kept: {number} sent on {show(day)}.", "info", "Undo")
        self.rows.table.setFocus()

    def can_close(self) -> bool:
        if self.sent.drafted:
            self.wants_page.emit("desks", None)
            self.app.message.emit("Say first whether the reminders you drafted were sent.", "warning", "")
            return False
        return super().can_close()
