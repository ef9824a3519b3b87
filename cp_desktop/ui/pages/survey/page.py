"""Survey: who has replied and who has not, and one councillor's reply at a time."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from cp_desktop import figures
from cp_desktop.disclosure import PUBLIC
from cp_desktop.figures.commitment_grid import STANDING, MenuStanding
from cp_desktop.figures.survey_replies import STATUS, Replied, addresses_of, survey_rows
from cp_desktop.model import Listing, show
from cp_desktop.services import disclosure, replies
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.pages.survey.reply_form import ReplyForm
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.records.listing_model import ID_ROLE
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table import point_below
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.scrolling import lay_out_now
from cp_desktop.ui.widgets.surfaces import EmptyState, stacked


class SurveyPage(TablePage):
    """The members at the left, with when each replied; the reply of one at the right."""

    shortcuts = (
        ("Enter", "Go from the list to the reply"),
        ("U or Y, N, 0 or Space", "Undertaken, not yet, no answer"),
        ("1 to 5", "Why not yet"),
        ("E, Q, M", "Write the example; it may be quoted; with the name"),
        ("Enter, Down, Up", "The next item, the one before"),
        ("Ctrl+Enter, Ctrl+S", "Save the reply and go on to the next councillor without one"),
        ("Esc", "Back to the list; what was entered stays"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.rows = RecordTable(app, "Councillors", self.listing)
        self.form = ReplyForm(app)
        self.form.hide()
        self.waiting = push_button("Not &replied yet")
        self.waiting.setCheckable(True)
        self.waiting.clicked.connect(lambda _: self.rows.chips.toggle(STATUS, Replied.NO))
        self.rows.chips.changed.connect(
            lambda: self.waiting.setChecked(Replied.NO in self.rows.chips.filters.get(STATUS, ()))
        )
        self.addresses = push_button("&Copy e-mail addresses", "copy")
        self.addresses.setToolTip("Of those in the list who have not replied, for a reminder")
        self.addresses.clicked.connect(lambda _: self._open_addresses())
        self.tools.addWidget(self.waiting)
        self.tools.addWidget(self.addresses)
        self.counted = link_button("How this is counted")
        self.counted.clicked.connect(lambda _: explain(app, self, "replies"))
        left = QWidget()
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, SPACE.small, 0)
        stack.addWidget(self.rows, 1)
        stack.addWidget(self.counted, 0, Qt.AlignmentFlag.AlignLeft)
        self.choose = EmptyState(
            "survey", "Choose a councillor and press Enter. The reply is entered here, the commitments first."
        )
        self.right = stacked(self.choose, self.form)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([500, 560])
        self.nothing = EmptyState(
            "survey",
            "Here the replies to the follow-up survey are entered and counted. It asks about the items of the year's "
            "menu, and this year has none yet.",
            [("Import the menu", lambda: self.wants_import.emit("menu"))],
        )
        self.stack = stacked(splitter, self.nothing)
        self.body.addWidget(self.stack, 1)
        self._opening: tuple[int, bool] | None = None
        self.rows.opened.connect(lambda id: self.show_councillor(id, enter=True))
        self.rows.moved.connect(lambda id: self.show_councillor(id))
        self.rows.table.clicked.connect(lambda index: self.show_councillor(index.data(ID_ROLE)))
        self.rows.arrived.connect(self._arrived)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self.rows.table.setFocus)

    def listing(self) -> Listing:
        """The members, as at the day."""
        return survey_rows(self.app.scope.edition_id, self.app.scope.as_at)

    def tables(self) -> frozenset[str]:
        # Beside the list's, those of a reply and of the figure above.
        return self.listing().tables | {"survey", "reply", "answer", "commitment", "activity", "item", "edition"}

    # -- reading

    def refresh(self) -> None:
        scope = self.app.scope
        self.stack.setCurrentIndex(1 if scope.edition_id is None else 0)
        self.rows.refresh()
        self.app.ask(self, lambda s: figures.totals(s, scope.edition_id, scope.as_at), self._show_totals, "totals")
        if self.form.sheet is not None:
            self._read(self.form.sheet.councillor_id)

    def _show_totals(self, totals: dict[str, figures.Figure]) -> None:
        self.sentence.setText(f"{totals['replies'].sentence()} have replied, as at {show(self.app.scope.as_at)}.")

    def _arrived(self) -> None:
        if self._opening is not None:
            (id, enter), self._opening = self._opening, None
            self.rows.table.go_to(id)
            self.show_councillor(id, enter)

    def show_councillor(self, id: int, enter: bool = False) -> None:
        """Shows a councillor's reply; `enter` puts the keyboard into it."""
        shown = self.form.sheet
        if shown is None or shown.councillor_id != id:
            if not self.form.commit_pending():
                if shown is not None:
                    self.rows.table.go_to(shown.councillor_id)
                return
            had_focus = self.rows.table.hasFocus()
            self._read(id)
            if had_focus and not enter:
                self.rows.table.setFocus()
        if enter:
            self.form.focus_first()

    def _read(self, id: int) -> None:
        scope = self.app.scope
        sheet = self.app.read(lambda session: replies.load(session, scope.edition_id, scope.as_at, id))
        if self.form.dirty and self.form.sheet is not None and self.form.sheet.councillor_id == id:
            if sheet is not None:
                self.form.take_in(sheet)
        elif sheet is None:
            self.form.sheet = None
            self.right.setCurrentWidget(self.choose)
        elif sheet != self.form.sheet:
            here = self.focusWidget()
            self.form.open(sheet)
            self.right.setCurrentWidget(self.form)
            lay_out_now()
            if here is not None and not self.form.isAncestorOf(here):
                here.setFocus()

    def go_to(self, id: int) -> None:
        self._opening = (id, False)
        if self.rows.model.loaded:
            self._arrived()

    # -- saving

    def save(self) -> None:
        if self.form.dirty:
            self.form.save(onward=True)

    def commit_pending(self) -> bool:
        return self.form.commit_pending()

    def _saved(self, id: int, onward: bool) -> None:
        name = self.form.sheet.name if self.form.sheet else ""
        following = self._next(id) if onward else None
        self._read(id)
        if following is None:
            self.app.message.emit(f"Saved the reply of {name}.", "info", "Undo")
            if onward:
                self.rows.table.setFocus()
        else:
            self._opening = (following, True)
            self.rows.refresh()

    def _next(self, id: int) -> int | None:
        """The next councillor in the list without a reply, from the top again after the last."""
        model = self.rows.model
        status = next(place for place, column in enumerate(model.columns) if column.label == STATUS)
        here = max(model.row_of(id), 0)
        rows = [*range(here + 1, len(model.ids)), *range(here)]
        return next((model.ids[row] for row in rows if model.values(row)[status] == Replied.NO), None)

    # -- reminders

    def _open_addresses(self) -> None:
        menu = QMenu(self)
        menu.addAction("Of those who returned the menu", lambda: self.copy_addresses(True))
        menu.addAction("Of all members", lambda: self.copy_addresses(False))
        menu.exec(point_below(self.addresses))
        menu.deleteLater()

    def copy_addresses(self, returned: bool) -> None:
        """Copies the e-mail addresses of those in the list who have not replied, for Outlook's Bcc line."""
        listing, words = self.listing(), self.rows.model.words
        filters: dict[str, set[Any]] = dict(self.rows.chips.filters)
        if returned:
            filters[STANDING] = {MenuStanding.SOME}
        found, without = self.app.read(lambda session: addresses_of(session, listing, words, filters))
        if not found:
            self.app.message.emit("No address to copy: nobody in the list is without a reply and has one.", "info", "")
            return
        put(disclosure.words("; ".join(found), PUBLIC))
        lacking = f" {without:,} more have no address in the register." if without else ""
        whose = "councillor who has" if len(found) == 1 else "councillors who have"
        self.app.message.emit(f"Copied the addresses of {len(found):,} {whose} not replied.{lacking}", "info", "")
