"""Councillors: who sits for which ward, with terms and roles."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout

from cp_desktop.model import Councillor, Listing, councillors, show
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.dialogs.personal_data import PersonButtons
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.widgets.buttons import push_button


class CouncillorForm(RecordForm):
    """A councillor, with what can be asked about the person."""

    def lay_out(self, stack: QVBoxLayout) -> None:
        super().lay_out(stack)
        self.person = PersonButtons(self._app)
        stack.addWidget(self.person)

    def _show(self, record: Record) -> None:
        super()._show(record)
        self.person.show_person(f"councillor:{record.id}" if record.id else "", record.display_name)


class CouncillorsPage(ListPage):
    """Councillors in office on the day; everybody ever recorded on request."""

    kind = Councillor
    purpose = (
        "Here stand the councillors with their wards, parties and roles, each from one day to another. "
        "Import the list from Democratic Services, or add them one by one."
    )

    everybody = False

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.everybody_button = push_button("Former ones too")
        self.everybody_button.setCheckable(True)
        self.everybody_button.toggled.connect(self._toggle)
        self.add_tool(self.everybody_button)

    def make_form(self) -> RecordForm:
        return CouncillorForm(self.app, Councillor)

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return councillors(scope.as_at, everybody=True)

    def listing(self) -> Listing:
        return councillors(self.app.scope.as_at, self.everybody)

    def refresh(self) -> None:
        super().refresh()
        self.sentence.setText(f"In office on {show(self.app.scope.as_at)}, with ward and party as on that day.")

    def _toggle(self, on: bool) -> None:
        self.everybody = on
        self.refresh()

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        return [("Import a list", lambda: self.wants_import.emit("councillors")), *super().empty_actions()]
