"""What was done to the register, by whom and when; each operation shown in full, undone and redone from here."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from cp_desktop.model import show
from cp_desktop.register import operations
from cp_desktop.register.changes import ChangeDescription, describe_operation
from cp_desktop.register.history import local
from cp_desktop.services import history
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.changes_table import ChangesTable
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading


class HistoryPage(TablePage):
    """Operations at the left, what the chosen one changed at the right."""

    shortcuts = (
        ("Up, Down", "Another operation, and what it changed"),
        ("Enter", "To what it changed"),
        ("Alt+D", "Undo this operation, or do it again"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.sentence.setText("Everything done to this register. Undoing is kept too: nothing is ever lost.")
        self.shown: ChangeDescription | None = None
        self._wanted: int | None = None
        self._newest: int | None = None  # as the rows last came
        self.rows = RecordTable(app, "History", operations)
        self.rows.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.rows.arrived.connect(self._arrived)
        self.rows.opened.connect(lambda _: self.changes.setFocus())
        self.detail = self._make_detail()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.rows)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 16)
        self.splitter.setStretchFactor(1, 9)
        sizes = [int(size) for size in recall("pages/HistoryPage/splitter", [])]
        self.splitter.setSizes(sizes or [640, 360])  # wide enough to see the state of each
        self.splitter.splitterMoved.connect(lambda *_: remember("pages/HistoryPage/splitter", self.splitter.sizes()))
        self.body.addWidget(self.splitter, 1)

    def _make_detail(self) -> QWidget:
        detail = QWidget()
        self.what = SubHeading("", wrap=True)
        self.when = QLabel()
        self.when.setTextFormat(Qt.TextFormat.PlainText)
        self.when.setWordWrap(True)
        self.undo_button = push_button("Un&do this", "undo")
        self.undo_button.clicked.connect(partial(self._turn, True))
        self.redo_button = push_button("&Do this again", "redo")
        self.redo_button.clicked.connect(partial(self._turn, False))
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo_button)
        buttons.addWidget(self.redo_button)
        buttons.addStretch(1)
        self.changes = ChangesTable(self.app)
        self.more = Secondary("", wrap=True)
        stack = QVBoxLayout(detail)
        stack.setContentsMargins(SPACE.medium, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.what)
        stack.addWidget(self.when)
        stack.addLayout(buttons)
        stack.addWidget(self.changes, 1)
        stack.addWidget(self.more)
        detail.hide()
        return detail

    def refresh(self) -> None:
        self.rows.refresh()

    def go_to(self, id: int) -> None:
        """Shows one operation, by its number."""
        self._wanted = id
        if self.rows.model.loaded:
            self._arrived()

    def _arrived(self) -> None:
        wanted, self._wanted = self._wanted, None
        before, self._newest = self._newest, next(iter(self.rows.model.ids), None)
        if wanted is not None:
            self.rows.table.go_to(wanted)
        elif self.rows.table.current_id() in (None, before):  # nobody chose another: what was done since comes first
            self.rows.table.go_to(self._newest)
        self._show_current()

    def _show_current(self) -> None:
        number = self.rows.table.current_id()
        if number is None:
            self.detail.hide()
        else:
            self.app.ask(self, lambda session: describe_operation(session, number), self._show)

    def _show(self, description: ChangeDescription | None) -> None:
        self.shown = description
        self.detail.setVisible(description is not None)
        if description is None:
            return
        self.what.setText(description.label)
        lines = [f"{description.who}, {show(local(description.at))}"]
        lines += [
            f"{'Undone' if place % 2 == 0 else 'Done again'} by {who}, {show(local(at))}"
            for place, (at, who, _) in enumerate(description.turns)
        ]
        if not description.reversible and description.total:
            lines.append("This cannot be undone: everything else stands on it.")
        elif not description.reversible:
            lines.append("It changed nothing: that it was done is noted here.")
        self.when.setText("\n".join(lines))
        can_turn = self.app.can_write and description.reversible
        self.undo_button.setVisible(can_turn and description.stands)
        self.redo_button.setVisible(can_turn and not description.stands)
        self.changes.show_changes(description.changes)
        left = description.total - len(description.changes)
        self.more.setText(
            f"These are the first {len(description.changes):,} records; {left:,} more were changed." if left else ""
        )
        self.more.setVisible(left > 0)

    def _turn(self, back: bool) -> None:
        if self.shown is None:
            return
        turn, number = history.undo if back else history.redo, self.shown.number
        reversal = self.app.try_(partial(turn, self.app.register, number))
        if reversal:
            self.app.message.emit(reversal.sentence, "info", "")
