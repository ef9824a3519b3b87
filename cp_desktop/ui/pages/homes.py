"""Children's homes: where they are, how many of the council's children live there, when they were last visited."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from cp_desktop.model import Home, Listing, homes, show, visits
from cp_desktop.services.records import Record
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.listing_model import ListingModel
from cp_desktop.ui.records.table import ListingTable
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading

VISITS_SHOWN = 5  # rows of a home's visits that are seen without scrolling


class HomeForm(RecordForm):
    """One home, with its visits below."""

    visit_chosen = Signal(object)  # its key
    log_wanted = Signal(object)  # the key of the home

    def lay_out(self, stack: QVBoxLayout) -> None:
        super().lay_out(stack)
        self._visits_title = SubHeading("Visits")
        self._none = Secondary("No visit is recorded yet.")
        self._model = ListingModel(self._app, self)
        self._model.counted.connect(self._counted)
        self.visits = ListingTable(self._model, "Visits to this home")
        self.visits.setFixedHeight(theme.row_height() * (VISITS_SHOWN + 1) + 4)
        self.visits.opened.connect(self.visit_chosen)
        self.log_button = link_button("Log a visit here")
        self.log_button.clicked.connect(self._log)
        for widget in (self._visits_title, self._none, self.visits):
            stack.addWidget(widget)
        stack.addWidget(self.log_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _show(self, record: Record) -> None:
        super()._show(record)
        saved = record.id is not None
        for widget in (self._visits_title, self._none, self.visits):
            widget.setVisible(saved)
        self.log_button.setVisible(saved and self._app.can_write)
        if saved:
            self.visits.show_listing(visits(record.id))
            self.visits.setColumnHidden(1, True)  # the place: this home

    def _counted(self) -> None:
        there = bool(self._model.ids)
        self.visits.setVisible(there)
        self._none.setVisible(not there)

    def _log(self) -> None:
        if self.record is not None and self.record.id is not None:
            self.log_wanted.emit(self.record.id)


class HomesPage(ListPage):
    """Homes open on the day, with the latest count of children and the last visit by then."""

    kind = Home
    purpose = (
        "Here stand the homes where the council's children live or may live: who runs them, how many children were "
        "counted on which day, and who visited when. Import the list from Commissioning, or add them one by one."
    )
    shortcuts = (("Enter on a visit of a home", "Open that visit"), ("Ctrl+N", "A new home"))

    everything = False

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.everything_button = push_button("&Closed and not yet opened too")
        self.everything_button.setCheckable(True)
        self.everything_button.toggled.connect(self._toggle)
        self.add_tool(self.everything_button)

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return homes(scope.as_at, everything=True)

    def tables(self) -> frozenset[str]:
        return super().tables() | visits().tables  # which stand below a home

    def listing(self) -> Listing:
        return homes(self.app.scope.as_at, self.everything)

    def make_form(self) -> RecordForm:
        form = HomeForm(self.app, Home)
        form.visit_chosen.connect(lambda id: self.wants_page.emit("visits", id))
        form.log_wanted.connect(lambda id: self.wants_new.emit("visits", {"home_id": id}))
        return form

    def refresh(self) -> None:
        super().refresh()
        which = "All homes on record" if self.everything else f"Open on {show(self.app.scope.as_at)}"
        self.sentence.setText(f"{which}, with the children counted and the last visit by then.")

    def _toggle(self, on: bool) -> None:
        self.everything = on
        self.refresh()

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        if not self.app.can_write:
            return []
        return [("Import a list", lambda: self.wants_import.emit("homes")), *super().empty_actions()]
