"""Commitments: the grid of councillors and items, and making and withdrawing commitments in it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from cp_desktop import figures
from cp_desktop.figures.attention import item_states
from cp_desktop.figures.commitment_grid import (
    STANDING,
    CouncillorItem,
    GridItem,
    MenuStanding,
    cell_facts,
    grid_rows,
    items_of,
    own_words_of,
)
from cp_desktop.model import show
from cp_desktop.services import Outcome, commitments
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.pages.commitments.ask import Ask
from cp_desktop.ui.pages.commitments.change_line import ChangeLine
from cp_desktop.ui.pages.commitments.grid import GridRows, GridTable
from cp_desktop.ui.pages.commitments.grid_model import STATE_WORDS
from cp_desktop.ui.records.clipboard import cells_of
from cp_desktop.ui.records.leaving import Leaving, ask_leaving
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.surfaces import EmptyState, stacked


class CommitmentsPage(TablePage):
    """The grid with its filters, its key, and the line that tells of the current cell."""

    shortcuts = (
        ("Arrows", "Move from cell to cell"),
        ("Space, Enter or a double click", "Commit, or withdraw what stands"),
        ("Letters", "Search councillors"),
        ("Ctrl+C", "Copy the selected block with headings"),
        ("Ctrl+V", "Paste ticks from a spreadsheet: a block from here on, or a whole sheet with names"),
        ("Menu key", "Everything that can be done with the cell"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.rows = GridRows(app)
        self.table: GridTable = self.rows.table  # type: ignore[assignment]
        self.grid = self.rows.grid
        self.none_yet = push_button("&None yet")
        self.none_yet.setCheckable(True)
        self.none_yet.setToolTip("Only councillors without any standing commitment")
        self.none_yet.clicked.connect(lambda _: self.rows.chips.toggle(STANDING, MenuStanding.NONE))
        self.rows.chips.changed.connect(self._mark_none_yet)
        self.tools.addWidget(self.none_yet)
        self.key = QHBoxLayout()
        self.cell_words = Secondary("", wrap=True)
        self.cell_words.setMinimumHeight(self.cell_words.fontMetrics().height() * 2 + SPACE.tight)
        self.cell_words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.change_line = ChangeLine()
        self.change_line.undone.connect(self._undo)
        self.ask = Ask()
        self.ask.closed.connect(self.table.setFocus)
        content = QWidget()
        stack = QVBoxLayout(content)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addLayout(self.key)
        stack.addWidget(self.rows, 1)
        stack.addWidget(self.ask)
        stack.addWidget(self.change_line)
        stack.addWidget(self.cell_words)
        self.no_menu = EmptyState(
            "commitments",
            "Here every councillor stands with what was chosen from the menu of this year. The year has no menu yet: "
            "import its items, or write them.",
            [
                ("Import the menu", lambda: self.wants_import.emit("menu")),
                ("Write the menu", lambda: self.wants_page.emit("menu", None)),
            ],
        )
        self.nobody = EmptyState(
            "councillors",
            "Here every councillor stands with what was chosen from the menu. No councillor is in office on this day: "
            "import the list of councillors, or choose another day at the top.",
            [("Import councillors", lambda: self.wants_import.emit("councillors"))],
        )
        self.stack = stacked(content, self.no_menu, self.nobody)
        self.body.addWidget(self.stack, 1)
        self._commitments = content
        self._own: set[int] | None = None  # whose commitments are being changed here
        self._opening: int | None = None
        self.rows.arrived.connect(self._arrived)
        self.table.went.connect(self._show_cell)
        self.table.toggled.connect(self.toggle)
        self.table.pasted.connect(self.paste)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.councillor_wanted.connect(lambda id: self.wants_page.emit("councillors", id))
        self.table.item_wanted.connect(self._explain_item)

    def tables(self) -> frozenset[str]:
        # Beside those of the rows, the ones that the cells and the totals are counted from.
        counted = {"commitment", "menu_return", "activity", "survey", "reply", "answer", "item", "edition"}
        return self.rows.listing().tables | counted

    # -- reading

    def refresh(self) -> None:
        scope = self.app.scope
        items = self.app.read(lambda session: items_of(session, scope.edition_id))
        self.table.show_grid(items, grid_rows(scope.edition_id, scope.as_at))
        if not items:
            self.stack.setCurrentWidget(self.no_menu)
        self._count()

    def _count(self) -> None:
        scope = self.app.scope
        self.app.ask(self, lambda s: figures.totals(s, scope.edition_id, scope.as_at), self._show_totals, "totals")
        self.app.ask(self, lambda s: item_states(s, scope.edition_id, scope.as_at), self._show_states, "key")
        self.app.ask(
            self, lambda s: figures.grid_totals(s, scope.edition_id, scope.as_at), self.grid.set_item_totals, "items"
        )

    def _show_totals(self, totals: dict[str, figures.Figure]) -> None:
        returns, commitments = totals["menu_returns"], totals["commitments"]
        self.sentence.setText(
            f"{returns.sentence()} have committed to something: {commitments.sentence()} in all, "
            f"as at {show(self.app.scope.as_at)}."
        )

    def _show_states(self, states: dict[int, dict[Any, int]]) -> None:
        while (item := self.key.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        counts = {state: sum(one.get(state, 0) for one in states.values()) for state in glyphs.STATES}
        entries = [(state, f"{STATE_WORDS[state]} {counts[state]:,}") for state in glyphs.STATES]
        self.key.addWidget(glyphs.StateKey([*entries, (glyphs.KNOWN, STATE_WORDS[glyphs.KNOWN])]), 1)

    def _changed(self, tables: frozenset[str]) -> None:
        # What was toggled here leaves every row in its place, even one that no longer fits the filters.
        if self._own is not None and self.isVisible():
            self.grid.refresh_cells(self._own)
            self._count()
            self._show_cell()
        else:
            self.change_line.clear()  # its Undo would take back something else by now
            super()._changed(tables)

    def _arrived(self) -> None:
        filtered = self.grid.narrowed
        if self.grid.items:
            self.stack.setCurrentWidget(self._commitments if self.grid.ids or filtered else self.nobody)
        if self._opening is not None:
            id, self._opening = self._opening, None
            if not self.table.go_to(id) and filtered:
                self._opening = id
                self.rows.search.clear()
                self.rows.chips.set_only({})
        elif not self.table.currentIndex().isValid() and self.grid.ids:
            self.table.go_to(self.grid.ids[0])
        self._show_cell()

    def _mark_none_yet(self) -> None:
        self.none_yet.setChecked(MenuStanding.NONE in self.rows.chips.filters.get(STANDING, ()))

    def go_to(self, id: int) -> None:
        self._opening = id
        if self.grid.loaded:
            self._arrived()

    def save(self) -> None:
        self.commit_pending()

    def commit_pending(self) -> bool:
        if not self.ask.begun or self.ask.finish():
            return True
        if ask_leaving(self, "What you began to say of a commitment", self.ask.error.text()) is not Leaving.DISCARD:
            return False
        self.ask.discard()
        return True

    # -- the current cell

    def _show_cell(self) -> None:
        cell = self.table.cell()
        if cell is None or not self.grid.ids:
            self.cell_words.setText("")
            return
        row, column = cell
        item = self.grid.items[column]
        pair, scope = (self.grid.ids[row], item.id), self.app.scope
        head = f"Item {item.number}: {item.wording}\n{self.grid.name(row)[0]}: "
        state = self.grid.cell_text(row, column).lower()
        self.cell_words.setText(f"{head}{state}.")

        def tell(facts: list[str]) -> None:
            self.cell_words.setText(head + ("; ".join(facts) or state) + ".")

        self.app.ask(self, lambda session: cell_facts(session, pair, scope.edition_id, scope.as_at), tell, "cell")

    # -- changing

    def toggle(self, row: int, column: int) -> None:
        """Commits a councillor to an item, or withdraws her from it."""
        if not self.app.can_write:
            return
        item = self.grid.items[column]
        if self.grid.promised(row, column):
            self.withdraw([(row, column)])
        elif item.own_words:
            self._ask_words(row, column)
        else:
            self.commit([(row, column)])

    def commit(self, cells: list[tuple[int, int]], words: str | None = None) -> bool:
        """Commits the councillors of cells to their items, as one operation."""
        pairs = {self._pair(cell): words for cell in cells if not self.grid.promised(*cell)}
        return not pairs or self._commit(pairs)

    def withdraw(self, cells: list[tuple[int, int]]) -> None:
        """Withdraws the commitments of cells, as one operation."""
        pairs = [self._pair(cell) for cell in cells if self.grid.promised(*cell)]
        if pairs:
            register, day = self.app.register, self.app.scope.as_at
            self._do({pair[0] for pair in pairs}, lambda: commitments.withdraw(register, day, pairs))

    def _commit(self, wanted: dict[CouncillorItem, str | None]) -> bool:
        register, day = self.app.register, self.app.scope.as_at
        whose = {pair[0] for pair in wanted}
        return self._do(whose, lambda: commitments.commit(register, day, wanted)) is not None

    def _do(self, whose: set[int], service: Callable[[], Outcome]) -> Outcome | None:
        """Has something done to the commitments of these councillors, and says what."""
        self._own = whose
        try:
            done = self.app.try_(service)
        finally:
            self._own = None
        if done is not None:
            self.change_line.say(f"Done: {done.label}.")
        return done

    def _undo(self) -> None:
        self.table.setFocus()  # the button goes with what it undid
        self.app.undo()

    def _pair(self, cell: tuple[int, int]) -> CouncillorItem:
        return self.grid.ids[cell[0]], self.grid.items[cell[1]].id

    def _ask_words(self, row: int, column: int) -> None:
        item, pair = self.grid.items[column], self._pair((row, column))
        name = self.grid.name(row)[0]
        stored = self.app.read(lambda session: own_words_of(session, pair))

        def then(_: Any, words: str | None) -> bool:
            return self._commit({pair: words})

        self.ask.ask(
            pair,
            f"{name} and item {item.number}: {item.wording}",
            "What the councillor will do, in their own words",
            then,
            stored or "",
        )

    def _ask_activity(self, row: int, column: int) -> None:
        item, (councillor_id, item_id) = self.grid.items[column], self._pair((row, column))
        name = self.grid.name(row)[0]

        def then(date: Any, words: str | None) -> bool:
            record = partial(commitments.record_activity, self.app.register, councillor_id, item_id, date, words)
            return self._do({councillor_id}, record) is not None

        self.ask.ask(
            ("activity", councillor_id, item_id),
            f"{name} has undertaken item {item.number}: {item.wording}. When, and what was done?",
            "What was done",
            then,
            date=min(self.app.scope.as_at, self.app.scope.last_day),
        )

    def paste(self, text: str) -> None:
        """Commits as a block of ticks, or a whole sheet with names, says: one operation, whole or not at all."""
        lines, cell = cells_of(text), self.table.cell()
        if not self.app.can_write or not lines:
            return
        wanted = self.app.try_(lambda: self._wanted(lines, cell))
        if wanted is None:
            return
        register, day = self.app.register, self.app.scope.as_at
        whose = {councillor_id for councillor_id, _ in wanted}
        done = self._do(whose, lambda: commitments.paste(register, day, wanted))
        if done is not None:
            new, before = done.number, len(wanted) - done.number
            stood = f"; {before:,} stood already" if before else ""
            people = "1 councillor" if len(whose) == 1 else f"{len(whose):,} councillors"
            self.app.message.emit(
                f"Pasted {new:,} commitment{'s' if new != 1 else ''} of {people}{stood}.", "info", "Undo"
            )

    def _wanted(self, lines: list[list[str]], cell: tuple[int, int] | None) -> dict[CouncillorItem, str | None]:
        """What pasted lines ask for, as a whole sheet or laid on the grid from a cell on. Raises UserError."""
        from cp_desktop.exchange.pasted_ticks import read_ticks  # brings the whole exchange: only when somebody pastes

        items = self.grid.items
        below, onward = (list(self.grid.ids[cell[0] :]), items[cell[1] :]) if cell else ([], [])
        return self.app.read(lambda session: read_ticks(session, lines, items, below, onward))

    # -- menus

    def _open_menu(self, place: QPoint) -> None:
        menu = self.cell_menu()
        menu.exec(place)
        menu.deleteLater()

    def cell_menu(self) -> QMenu:
        """What can be done with the selected cells."""
        menu, cells, here = QMenu(self), self.table.chosen(), self.table.cell()
        promised = [cell for cell in cells if self.grid.promised(*cell)]
        if self.app.can_write and here:
            own_words = self.grid.items[here[1]].own_words
            add = menu.addAction("Commit", partial(self._menu_commit, cells, here))
            add.setEnabled(len(promised) < len(cells))
            take = menu.addAction("Withdraw", lambda: self.withdraw(promised))
            take.setEnabled(bool(promised))
            if own_words and self.grid.promised(*here):
                menu.addAction("Change the own words…", lambda: self._ask_words(*here))
            menu.addAction("Record that it was undertaken…", lambda: self._ask_activity(*here))
            menu.addAction(theme.icon("import"), "Paste from a spreadsheet", self._paste_clipboard)
            menu.addSeparator()
        menu.addAction(theme.icon("copy"), "Copy with headings", self.table.copy)
        if here:
            menu.addSeparator()
            menu.addAction("How this is counted", lambda: self._explain_cell(here))
            id = self.grid.ids[here[0]]
            menu.addAction(
                literal(f"Open {self.grid.name(here[0])[0]}"), lambda: self.wants_page.emit("councillors", id)
            )
        return menu

    def _menu_commit(self, cells: list[tuple[int, int]], here: tuple[int, int]) -> None:
        if len(cells) == 1 and self.grid.items[here[1]].own_words:
            self._ask_words(*here)
        else:
            self.commit(cells)

    def _paste_clipboard(self) -> None:
        from PySide6.QtGui import QGuiApplication

        self.paste(QGuiApplication.clipboard().text())

    def _explain_cell(self, cell: tuple[int, int]) -> None:
        pair = self.grid.pair(*cell)
        done = pair is not None and not pair.promised
        self._explain(self.grid.items[cell[1]], "undertaken_known" if done else "commitments")

    def _explain_item(self, column: int) -> None:
        item = self.grid.item(column)
        if item:
            self._explain(item, "commitments")

    def _explain(self, item: GridItem, measure: str) -> None:
        explain(self.app, self, measure, "item", item.id)
