"""Visits: logged in under half a minute by keyboard, then followed until their report has come back."""

from collections.abc import Callable, Sequence
from typing import Any

from cp_desktop.model import Listing, Visit, VisitStatus, visits
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.pages.visits.form import VisitForm
from cp_desktop.ui.pages.visits.log_form import LogVisitForm
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.remark import Remark
from cp_desktop.ui.widgets.buttons import push_button


class VisitsPage(ListPage):
    """Every visit, and the quick form to log one."""

    kind = Visit
    purpose = (
        "Here stand the visits councillors made to homes and elsewhere, and where each report is. "
        "Log one as soon as you hear of it, or import a list."
    )
    shortcuts = (
        ("Ctrl+N", "Log a visit; with a day still to come, plan it"),
        ("Ctrl+S", "Log it, and begin the next of the same day"),
        ("Enter after a few letters", "Take the home or councillor marked in the list"),
        ("Backspace in an empty line of councillors", "Take the last one away"),
        ("Enter on a visit", "To the day of the first open step of its report"),
        ("T in an empty date", "Today"),
        ("Enter or Space on a section's title", "Fold it, or unfold it"),
        ("Alt+P", "On a visit: its report, to print"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.log = LogVisitForm(app)
        self.list.add_form(self.log)
        self.list.new_form = self.log
        self.add_button.setText("&Log a visit")
        self.plan_button = push_button("Pla&n a visit", "calendar")
        self.plan_button.clicked.connect(lambda _: self.new(status=VisitStatus.PLANNED))
        if app.can_write:
            self.add_tool(self.plan_button)
        self.sentence.setText("The latest first, with the way of each report.")
        self._said, self._recovery = False, Remark(app)

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return visits()

    def tables(self) -> frozenset[str]:
        return super().tables() | {"step_kind", "officer", "council"}  # what the line of a visit is read from besides

    def make_form(self) -> RecordForm:
        form = VisitForm(self.app)
        form.paper_wanted.connect(lambda document, id: self.wants_document.emit(document, {"visit": id}))
        return form

    def refresh(self) -> None:
        super().refresh()
        if not self._said:
            self._said = True
            if self.log.draft is not None and self.log.draft.waiting():
                self._recovery.say("A visit you had begun was never logged. Ctrl+N brings it back.", "warning")

    def new(self, **values: Any) -> None:
        super().new(**values)
        if self.list.front is self.log:  # which says itself that it is back
            self._recovery.take_back()

    def can_close(self) -> bool:
        if self.log.dirty:
            self.wants_page.emit("visits", None)
            self.list.show_form(self.log)
            if not self.log.ask():
                return False
        return self.commit_pending()

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        if not self.app.can_write:
            return []
        return [("Log a visit", self.new), ("Import a list", lambda: self.wants_import.emit("visits"))]
