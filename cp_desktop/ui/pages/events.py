"""Events that councillors attend besides visits: what, when and where, and who was there."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import RelationshipProperty

from cp_desktop.model import Event, Listing, events
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.dialogs.paste_names import PasteNamesDialog
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.owned import OwnedChips
from cp_desktop.ui.widgets.buttons import link_button


class Attendees(OwnedChips):
    """Who was there: councillors one by one, or as a pasted list of names."""

    def __init__(self, app: AppSession, link: RelationshipProperty[Any]) -> None:
        super().__init__(app, link, "councillor_id")
        self.paste_button = link_button("&Paste names…")
        self.paste_button.setToolTip("From an attendance list of Outlook, Teams or a spreadsheet")
        self.paste_button.clicked.connect(self.paste)
        stack = self.layout()
        assert isinstance(stack, QVBoxLayout)
        stack.addWidget(self.paste_button, 0, Qt.AlignmentFlag.AlignLeft)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.paste_button.setVisible(not read_only)

    def paste(self) -> None:
        """Opens the box for a list of names."""
        dialog = PasteNamesDialog(self._app, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda ids: self.add(*ids))
        dialog.open()


class EventForm(RecordForm):
    """One event with its attendance."""

    draft_name = "event"

    def make_owned(self, link: RelationshipProperty[Any]) -> Attendees:
        return Attendees(self._app, link)


class EventsPage(ListPage):
    """Every event, the latest first."""

    kind = Event
    purpose = (
        "Here stand celebrations, recruitment events, training and other events with the councillors who attended. "
        "Attendance is evidence for items of the menu, and who attended a training counts as trained for visits."
    )
    shortcuts = (
        ("Ctrl+N", "A new event"),
        ("Ctrl+S", "Save the event"),
        ("Alt+P", "Paste the names of those who attended"),
        ("Ctrl+Enter", "Add the names found in the box"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.sentence.setText("What councillors attended besides visits, and who was there.")

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return events()

    def make_form(self) -> RecordForm:
        return EventForm(self.app, Event)

    def defaults(self) -> dict[str, Any]:
        return {"held_on": self.app.scope.as_at}
