"""Ward facts: the numbers of each ward on a day, typed, pasted and saved as one operation; the monthly letters."""

import datetime as dt
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop.app_data import forget_draft, keep_draft, read_draft
from cp_desktop.errors import UserError
from cp_desktop.figures.ward_facts import CountCell, days_counted, totals_of, ward_facts
from cp_desktop.model import WardMeasure, show
from cp_desktop.services.ward_facts import save
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages.ward_facts.grid import FactsGrid
from cp_desktop.ui.pages.ward_facts.grid_model import CellKind, Facts, FactsModel
from cp_desktop.ui.records.clipboard import cells_of
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.records.record_table import SearchBox
from cp_desktop.ui.remark import Remark
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button, tool_button
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.surfaces import EmptyState


class WardFactsPage(Page):
    """The day, the grid, and the line that tells of the current cell."""

    shortcuts = (
        ("Digits", "Type a number over what stands in the cell"),
        ("Enter, arrows", "Take it and go on: Enter goes down"),
        ("F2", "Change what stands there"),
        ("Delete", "Clear what was counted on this day"),
        ("Ctrl+V", "Paste from a spreadsheet: with headings and names of wards, or as a block from here on"),
        ("Ctrl+C", "Copy the selected block with headings"),
        ("Ctrl+Z", "Take back what was typed and is not saved yet"),
        ("Ctrl+S", "Save"),
        ("Ctrl+N", "Another day"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._kept = self._read_draft()
        self.day = self._kept[0] if self._kept else None  # None: the latest by the day of all pages
        self.days: dict[dt.date, int] = {}
        self.facts = FactsModel(app, self)
        self.grid = FactsGrid(self.facts)
        self.letters_button = push_button("Monthly &letters…", "letters")
        self.letters_button.clicked.connect(lambda _: self.open_letters())
        self.save_button = push_button("&Save", "save", primary=True)
        self.save_button.clicked.connect(lambda _: self.save())
        for button in (self.letters_button, self.save_button):
            self.tools.addWidget(button)
        self.save_button.setVisible(app.can_write)
        self.content = QWidget()
        stack = QVBoxLayout(self.content)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addLayout(self._make_bar())
        stack.addWidget(self.grid, 1)
        stack.addLayout(self._make_foot())
        self.nothing = EmptyState(
            self.entry.icon,
            app.terms.said(
                "Here stand the numbers of each ward: children in care, care leavers and the like, each with the day "
                "it was counted on. The monthly letter tells them to its councillors. No ward stands on this day: they "
                "come with the list of councillors."
            ),
            [("Import councillors", lambda: self.wants_import.emit("councillors"))],
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.content)
        self.stack.addWidget(self.nothing)
        self.body.addWidget(self.stack, 1)
        self.grid.went.connect(self._show_cell)
        self.grid.pasted.connect(self.paste)
        self.facts.typed_changed.connect(self._typed)
        self._refusal, self._recovery = Remark(app), Remark(app)
        self.facts.refused.connect(self._refusal.say)
        self.facts.modelAboutToBeReset.connect(self._keep_place)
        self.facts.modelReset.connect(self._back_to_place)
        self._place: tuple[str, int] | None = None
        self._column, self._saving = 1, False
        self._scope_day = app.scope.as_at

    def _make_bar(self) -> QHBoxLayout:
        self.search_box = SearchBox(self.app.terms.wards)
        self.search_box.textChanged.connect(self._filter)
        self.search_box.descended.connect(self._descend)
        self.date = DateEditor()
        self.date.name_for("Counted on", "The day the numbers are of")
        self.date.setFixedWidth(self.fontMetrics().averageCharWidth() * 22)
        self.date.line.editingFinished.connect(self._day_chosen)
        self.date.edited.connect(self._day_picked)
        label = QLabel("&Counted on")
        label.setBuddy(self.date.line)
        self.days_button = tool_button("history", "&Days counted", words=True)
        self.days_button.clicked.connect(lambda _: self._open_days())
        bar = QHBoxLayout()
        bar.setSpacing(SPACE.small)
        bar.addWidget(self.search_box)
        bar.addStretch(1)
        for widget in (label, self.date, self.days_button):
            bar.addWidget(widget)
        return bar

    def _make_foot(self) -> QHBoxLayout:
        self.cell_words = Secondary("")
        self.unsaved = Secondary("")
        self.forget_button = link_button("Forget them")
        self.forget_button.clicked.connect(lambda _: self.facts.forget())
        kept = self.forget_button.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the grid above stays as high as it is
        self.forget_button.setSizePolicy(kept)
        foot = QHBoxLayout()
        foot.addWidget(self.cell_words, 1)
        foot.addWidget(self.unsaved)
        foot.addWidget(self.forget_button)
        return foot

    def tables(self) -> frozenset[str]:
        return frozenset({"ward_count", "ward", "district", "council"})

    # -- reading

    def refresh(self) -> None:
        scope_day = self.app.scope.as_at
        if scope_day != self._scope_day and not self.facts.typed:
            self.day = None  # another day for all pages: the latest counts by then
        self._scope_day = scope_day
        self.app.ask(self, self._query(), self._arrived, "facts")

    def _query(self) -> Callable[[Session], tuple[Facts, dict[dt.date, int]]]:
        scope_day, day, council = self.app.scope.as_at, self.day, self.app.terms.council

        def query(session: Session) -> tuple[Facts, dict[dt.date, int]]:
            days = days_counted(session)
            shown = day or next((one for one in days if one <= scope_day), scope_day)
            wards = ward_facts(session, shown)
            before = {ward.key: ward.counts for ward in ward_facts(session, shown - dt.timedelta(days=1))}
            return Facts(shown, wards, before, totals_of(session, wards, council)), days

        return query

    def _arrived(self, found: tuple[Facts, dict[dt.date, int]]) -> None:
        facts, self.days = found
        self.grid.finish()
        self.day = facts.day
        self.date.set_value(facts.day)
        self.facts.show_facts(facts)
        self.stack.setCurrentWidget(self.content if facts.wards else self.nothing)
        if self._kept is not None:
            (_, typed), self._kept = self._kept, None
            self.facts.take(typed)
            if self.facts.typed:
                said = f"What you had typed for {show(facts.day)} is back. It is not saved yet."
                self._recovery.say(said, "warning")

    def _changed(self, tables: frozenset[str]) -> None:
        if not self._saving:  # else it is read at once: the next number may be under way already
            super()._changed(tables)

    def _keep_place(self) -> None:
        row = self.grid.currentIndex().row()
        self._column = max(self.grid.currentIndex().column(), 1)
        self._place = self.facts.rows[row].key if 0 <= row < len(self.facts.rows) else None

    def _back_to_place(self) -> None:
        rows = [place for place, area in enumerate(self.facts.rows) if area.key == self._place]
        rows += [place for place in range(len(self.facts.rows)) if self.facts.ward(place)]
        if rows:
            self.grid.stand_on(rows[0], self._column)
        self._show_cell()

    def _filter(self, words: str) -> None:
        if self.facts.facts is not None:
            self.grid.finish()
            self.facts.filter(words)

    def _descend(self) -> None:
        self.grid.setFocus()

    def search(self) -> None:
        self.search_box.setFocus()
        self.search_box.selectAll()

    def _show_cell(self) -> None:
        index = self.grid.currentIndex()
        if not index.isValid() or index.row() >= len(self.facts.rows):
            self.cell_words.setText("")
            return
        name = self.facts.rows[index.row()].name
        if index.column():
            name += (
                f", {self.facts.heading(index.column()).lower()}: {self.facts.cell_text(index.row(), index.column())}"
            )
        self.cell_words.setText(name)

    # -- the day

    def new(self, **values: Any) -> None:
        self.date.line.setFocus()
        self.date.line.selectAll()

    def _open_days(self) -> None:
        menu = self.days_menu()
        menu.exec(self.days_button.mapToGlobal(self.days_button.rect().bottomLeft()))
        menu.deleteLater()

    def days_menu(self) -> QMenu:
        """The days on which wards were counted, the latest first."""
        menu = QMenu(self)
        for day, number in self.days.items():
            words = f"{show(day)}\t{show(number)} number{'s' if number != 1 else ''}"
            action = menu.addAction(words, partial(self.show_day, day))
            action.setCheckable(True)
            action.setChecked(day == self.day)
        if not self.days:
            menu.addAction("None yet").setEnabled(False)
        return menu

    def _day_picked(self) -> None:
        if not self.date.line.hasFocus():
            self._day_chosen()

    def _day_chosen(self) -> None:
        try:
            day = self.date.value()
        except UserError as problem:
            self.app.message.emit(str(problem), "warning", "")
            day = None
        if day is None or not self.show_day(day):
            self.date.set_value(self.day)

    def show_day(self, day: dt.date) -> bool:
        """Turns to the numbers of another day, after saving what was typed; False if that cannot be saved."""
        if day != self.day:
            if not self.commit_pending():
                return False
            self.day = day
            self.refresh()
        return True

    # -- typing and saving

    def _typed(self) -> None:
        number, facts = len(self.facts.typed), self.facts.facts
        assert facts is not None
        self.save_button.setEnabled(number > 0)
        self.unsaved.setText(f"{number} number{'s' if number != 1 else ''} typed, not saved yet." if number else "")
        self.forget_button.setVisible(number > 0)
        tally = self.facts.tally()
        own, all_ = tally[CellKind.OF_THE_DAY] + tally[CellKind.TYPED], sum(tally.values())
        earlier = " Slanted ones still hold from an earlier day." if tally[CellKind.STILL_HOLDS] else ""
        words = f"Numbers of each ward on {show(facts.day)}: {show(own)} of {show(all_)} counted on that day.{earlier}"
        self.sentence.setText(self.app.terms.said(words))
        self._show_cell()
        if not number:  # saved by now, or forgotten
            self._recovery.take_back()
        if self.app.can_write:
            self._keep_draft()

    def save(self) -> None:
        self.commit_pending()

    def commit_pending(self) -> bool:
        if not self.grid.finish():
            return False
        typed, day = dict(self.facts.typed), self.day
        if not typed or day is None:
            return True

        self._saving = True
        try:
            done = self.app.try_(lambda: save(self.app.register, day, typed))
        finally:
            self._saving = False
        if done:
            self.facts.forget()
            self._arrived(self.app.read(self._query()))
        return done is not None

    def paste(self, text: str) -> None:
        """Takes a block from a spreadsheet, whole or not at all, to be saved with the rest."""
        from cp_desktop.exchange.pasted_counts import read_block  # brings the whole exchange: only when somebody pastes

        lines, facts = cells_of(text), self.facts.facts
        if not self.app.can_write or not lines or facts is None:
            return
        index = self.grid.currentIndex()
        below = self.facts.wards_from(max(index.row(), 0))

        def read() -> None:
            block = read_block(lines, facts.wards, facts.totals, below, max(index.column() - 1, 0))
            self.facts.take(block.numbers)
            wards = len({ward for ward, _ in block.numbers})
            words = self.app.terms
            said = f"Pasted {show(len(block.numbers))} numbers for {wards} {words.wards if wards != 1 else words.ward}."
            left = f" Left out: {', '.join(block.left_out)}." if block.left_out else ""
            self.app.message.emit(f"{said}{left} Save to keep them.", "warning" if left else "info", "")

        self.app.try_(read)

    # -- what was typed survives a crash

    @property
    def _draft(self) -> str:
        return f"{self.app.uid}/ward-facts"

    def _keep_draft(self) -> None:
        if self.facts.typed and self.day:
            typed = [[ward, measure.value, number] for (ward, measure), number in self.facts.typed.items()]
            keep_draft(self._draft, json.dumps({"day": self.day.isoformat(), "typed": typed}))
        else:
            forget_draft(self._draft)

    def _read_draft(self) -> tuple[dt.date, dict[CountCell, int | None]] | None:
        kept = read_draft(self._draft) if self.app.can_write else None
        try:
            found = json.loads(kept or "")
            typed: dict[CountCell, int | None] = {
                (ward, next(one for one in WardMeasure if one == measure)): number
                for ward, measure, number in found["typed"]
            }
            return dt.date.fromisoformat(found["day"]), typed
        except (ValueError, KeyError, TypeError, StopIteration):  # nothing, or of another release
            return None

    # -- letters

    def open_letters(self) -> None:
        """Asks for the month and the folder of the monthly letters, and writes them."""
        from cp_desktop.ui.pages.ward_facts.letters import MonthlyLettersDialog

        if self.commit_pending():
            MonthlyLettersDialog(self.app, self).open()
