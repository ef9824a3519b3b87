"""Evidence: the visits and events that show an item was done, confirmed one by one or all at once."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget

from cp_desktop.figures.attention import Need
from cp_desktop.figures.evidence import (
    EvidenceCounts,
    confirmed,
    evidence,
    evidence_counts,
    left_aside,
    source_of,
    source_of_activity,
    source_of_set_aside,
)
from cp_desktop.model import Event, Listing, Visit, show
from cp_desktop.register import Register
from cp_desktop.services import Outcome
from cp_desktop.services.evidence import bring_back, confirm, set_aside, withdraw
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.listing_model import ID_ROLE
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.surfaces import EmptyState

OFFERED, CONFIRMED, ASIDE = "To confirm", "Confirmed", "Set aside earlier"
SOURCES = {OFFERED: source_of, CONFIRMED: source_of_activity, ASIDE: source_of_set_aside}


class EvidencePage(TablePage):
    """What may be confirmed; on request what was confirmed, to be withdrawn, and what was set aside."""

    shortcuts = (
        ("Enter, Space", "Confirm the row and go to the next; bring back what was set aside"),
        ("Delete", "Set the row aside; withdraw what was confirmed"),
        ("Ctrl+A, Shift+Down", "Mark all rows, or several: Enter and Delete are for all that are marked"),
        ("Alt+L", "Confirm all that are shown"),
        ("Alt+O", "Open the visit or event"),
        ("Ctrl+Z", "Take the last of it back"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._counts: EvidenceCounts | None = None
        self._done: set[int] = set()  # rows on the screen that are dealt with already
        self.view = OFFERED
        self.rows = RecordTable(app, "Evidence", self.listing)
        self.open_button = push_button("&Open the visit or event")
        self.open_button.clicked.connect(self.open_source)
        self.no_button = push_button("Set aside")
        self.no_button.clicked.connect(self.no)
        self.all_button = push_button("Confirm a&ll")
        self.all_button.clicked.connect(self.confirm_all)
        self.yes_button = push_button("&Confirm", "tick", primary=True)
        self.yes_button.clicked.connect(self.yes)
        buttons = (self.open_button, self.no_button, self.all_button, self.yes_button)
        for button in buttons:
            self.tools.addWidget(button)
        self.views = {word: self._view_button(word) for word in (OFFERED, CONFIRMED, ASIDE)}
        self.empty: EmptyState | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.rows)
        self.body.addLayout(self._view_row())
        self.body.addWidget(self.stack, 1)
        self.rows.arrived.connect(self._arrived)
        self.rows.model.counted.connect(self._offer)
        self.rows.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        self.rows.opened.connect(lambda _: self.open_source())
        for keys, do in (("Return", self.yes), ("Enter", self.yes), ("Space", self.yes), ("Delete", self.no)):
            QShortcut(QKeySequence(keys), self.rows.table, do, context=Qt.ShortcutContext.WidgetShortcut)

    def _view_button(self, word: str) -> QPushButton:
        button = push_button(word)
        button.setCheckable(True)
        button.setChecked(word == self.view)
        button.clicked.connect(partial(self.choose, word))
        return button

    def _view_row(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE.tight)
        for button in self.views.values():
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- what it shows

    def listing(self) -> Listing:
        """What is offered, was confirmed or was set aside."""
        scope = self.app.scope
        if self.view == CONFIRMED:
            return confirmed(scope.edition_id, scope.as_at)
        if self.view == ASIDE:
            return left_aside(scope.edition_id)
        return evidence(scope.edition_id, scope.as_at)

    def tables(self) -> frozenset[str]:
        scope = self.app.scope
        return evidence(scope.edition_id, scope.as_at).tables | {"edition", "municipal_year"}

    def choose(self, view: str, *_: object) -> None:
        """Turns to another of the three lists."""
        self.view = view
        self.views[view].setChecked(True)
        self.rows.search.clear()
        self.rows.chips.set_only({})
        self._done.clear()
        self._offer()
        self.refresh()

    def refresh(self) -> None:
        scope = self.app.scope
        self.rows.refresh()
        self.app.ask(self, lambda session: evidence_counts(session, scope.edition_id, scope.as_at), self._show_counts)

    def attend(self, need: Need) -> None:
        self.choose(OFFERED)
        self.rows.attend(need)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rows.table.setFocus()

    def _show_counts(self, counts: EvidenceCounts) -> None:
        self._counts = counts
        offered = _many(counts.suggestions, "suggestion", "suggestions")
        sources = [_many(counts.visits, Visit.one, Visit.many)] if counts.visits or not counts.events else []
        sources += [_many(counts.events, Event.one, Event.many)] if counts.events else []
        self.sentence.setText(f"{offered} from {' and '.join(sources)}; as at {show(self.app.scope.as_at)}.")
        if not counts.suggestions:
            self.sentence.setText(f"No suggestions; as at {show(self.app.scope.as_at)}.")
        for word, number in zip(self.views, (counts.suggestions, counts.confirmed, counts.set_aside), strict=True):
            self.views[word].setText(f"{word} ({number:,})" if number else word)
        self._show_rows_or_empty()

    def _arrived(self) -> None:
        self._done.clear()
        ids = self.rows.model.ids
        if ids and self.rows.table.current_id() is None:
            self.rows.table.go_to(ids[0])
        self._show_rows_or_empty()

    def _offer(self, *_: object) -> None:
        """Says on the buttons what they would do, and to how many rows."""
        number, marked = len(self.rows.model.ids), len(self._marked())
        some = f" {marked:,}" if marked > 1 else ""
        can = self.app.can_write
        self.yes_button.setText(f"Bring &back{some}" if self.view == ASIDE else f"&Confirm{some}")
        self.no_button.setText(f"Withdraw{some}" if self.view == CONFIRMED else f"Set aside{some}")
        self.all_button.setText(f"Confirm a&ll {number:,}" if number else "Confirm a&ll")
        self.yes_button.setVisible(can and self.view != CONFIRMED)
        self.no_button.setVisible(can and self.view != ASIDE)
        self.all_button.setVisible(can and self.view == OFFERED)
        for button in (self.yes_button, self.no_button, self.open_button):
            button.setEnabled(marked > 0)
        self.all_button.setEnabled(number > 0)

    # -- while there is nothing

    def _show_rows_or_empty(self) -> None:
        model = self.rows.model
        if self._counts is None or not model.loaded:
            return
        if model.ids or model.narrowed:
            self.stack.setCurrentWidget(self.rows)
            return
        if self.empty is not None:
            self.stack.removeWidget(self.empty)
            self.empty.deleteLater()
        self.empty = self._make_empty(self._counts)
        self.stack.addWidget(self.empty)
        self.stack.setCurrentWidget(self.empty)

    def _make_empty(self, counts: EvidenceCounts) -> EmptyState:
        year, can = self.app.scope.year, self.app.can_write
        menu = ("Open the menu", lambda: self.wants_page.emit("menu", None))
        if self.app.scope.edition_id is None:
            sentence = f"{year} has no menu yet. With one, visits and events show which of its items were done."
            return EmptyState(self.entry.icon, sentence, [menu])
        if self.view != OFFERED:
            done = "confirmed" if self.view == CONFIRMED else "set aside"
            back = ("What may be confirmed", lambda: self.choose(OFFERED))
            return EmptyState(self.entry.icon, f"Nothing has been {done} for the menu of {year}.", [back])
        if not counts.mapped:
            sentence = (
                f"The menu of {year} does not say yet which visits and events show that an item was done. Open an item "
                "of it and tick what is evidence for it, or import the menu with the columns “Visits that are "
                "evidence” and “Events that are evidence”."
            )
            wanted = ("Import a menu", lambda: self.wants_import.emit("menu"))
            return EmptyState(self.entry.icon, sentence, [menu, wanted] if can else [menu])
        sentence = (
            f"Nothing waits to be confirmed as at {show(self.app.scope.as_at)}. What councillors do at visits and "
            "events comes up here as soon as these are logged."
        )
        steps = [
            ("Log a visit", lambda: self.wants_new.emit("visits", {})),
            ("Add an event", lambda: self.wants_new.emit("events", {})),
        ]
        return EmptyState(self.entry.icon, sentence, steps if can else [])

    # -- what the coordinator says

    def yes(self) -> None:
        """Confirms the marked rows, or brings them back."""
        if self.view == OFFERED:
            self._do("Confirmed", confirm)
        elif self.view == ASIDE:
            self._do("Brought back", bring_back)

    def no(self) -> None:
        """Sets the marked rows aside, or withdraws them."""
        if self.view == OFFERED:
            self._do("Set aside", set_aside)
        elif self.view == CONFIRMED:
            self._do("Withdrawn", withdraw)

    def confirm_all(self) -> None:
        """Confirms every row of the list, as it is searched and filtered."""
        if self.view == OFFERED:
            self._do("Confirmed", confirm, self.rows.model.ids)

    def _do(
        self,
        said: str,
        service: Callable[[Register, Sequence[int]], Outcome],
        rows: Sequence[int] | None = None,
    ) -> None:
        ids = [id for id in (self._marked() if rows is None else rows) if id not in self._done]
        if not ids or not self.app.can_write:
            return
        following = self._after(ids)
        # The cursor goes on at once, so that the next key is for the next row though this one is still to be seen.
        self._done |= set(ids)
        self.rows.table.go_to(following)
        done = self.app.try_(lambda: service(self.app.register, ids))
        if done is None:
            self._done -= set(ids)
            return
        self.rows.table.setFocus()
        self.app.message.emit(f"{said}: {done.label.partition(': ')[2]}.", "info", "Undo")

    def _marked(self) -> list[int]:
        rows = sorted(index.row() for index in self.rows.table.selectionModel().selectedRows())
        return [self.rows.model.index(row, 0).data(ID_ROLE) for row in rows]

    def _after(self, ids: Sequence[int]) -> int | None:
        """The row to go to when these have gone: the next below them that stays, or the nearest above."""
        order = self.rows.model.ids
        last = max(self.rows.model.row_of(id) for id in ids)
        gone = self._done | set(ids)
        return next((id for id in (*order[last + 1 :], *reversed(order[:last])) if id not in gone), None)

    def open_source(self) -> None:
        """Opens the visit or event that the row under the cursor comes from."""
        id = self.rows.table.current_id()
        source = None if id is None else self.app.read(lambda session: SOURCES[self.view](session, id))
        if source is not None:
            self.wants_page.emit("visits" if source[0] is Visit else "events", source[1])


def _many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
