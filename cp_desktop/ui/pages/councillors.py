"""Councillors: who sits for which ward, with terms and roles."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout

from cp_desktop.model import Councillor, Listing, councillors, show
from cp_desktop.services.councillors import held_records
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.dialogs.merge_dialog import MergeDialog
from cp_desktop.ui.dialogs.personal_data import PersonButtons
from cp_desktop.ui.dialogs.split_dialog import SplitDialog
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.listing_model import ID_ROLE
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

    shortcuts = (
        ("Shift+Down, or Ctrl+Down and Ctrl+Space", "Mark a second councillor, to merge the two"),
        ("Ctrl+N", "A new councillor"),
    )

    everybody = False

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.everybody_button = push_button("Former ones too")
        self.everybody_button.setCheckable(True)
        self.everybody_button.toggled.connect(self._toggle)
        self.merge_button = push_button("Merge…")
        self.merge_button.setToolTip("Make one of two who are the same person: mark both with Ctrl, or choose there")
        self.merge_button.clicked.connect(lambda _: self.ask_merging())
        self.split_button = push_button("Split…")
        self.split_button.setToolTip("Make two of the one that is marked, under whom two people were recorded")
        self.split_button.clicked.connect(lambda _: self.ask_splitting())
        for button in (self.everybody_button, self.merge_button, self.split_button):
            self.add_tool(button)
        for button in (self.merge_button, self.split_button):
            button.setVisible(app.can_write)

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

    def marked(self) -> list[int]:
        """The councillors whose rows are marked, or the one whose record is open."""
        rows = self.rows.table.selectionModel().selectedRows()
        found = [index.data(ID_ROLE) for index in sorted(rows, key=lambda index: index.row())]
        shown = self.form.record.id if self.list.front and self.form.record else None
        return found or ([shown] if shown else [])

    def ask_merging(self) -> MergeDialog | None:
        """Opens the dialog that merges the two marked, or the one marked with another who is chosen there."""
        marked = self.marked()
        if len(marked) > 2:
            self.app.message.emit("More than two are marked. Mark the two who are the same person.", "warning", "")
            return None
        if not self.commit_pending():
            return None
        keep, other = (*marked, None, None)[:2]
        dialog = MergeDialog(self.app, self.window(), keep, other)
        dialog.merged.connect(self.go_to)
        _open(dialog)
        return dialog

    def ask_splitting(self) -> SplitDialog | None:
        """Opens the dialog that splits the one marked."""
        marked = self.marked()
        if len(marked) != 1:
            self.app.message.emit("Mark the one councillor that is to be split.", "warning", "")
            return None
        if not self.commit_pending():
            return None
        [id] = marked
        held = self.app.try_(lambda: held_records(self.app.register, id))
        if held is None:
            return None
        dialog = SplitDialog(self.app, self.window(), id, held)
        dialog.divided.connect(self.go_to)
        _open(dialog)
        return dialog

    def _toggle(self, on: bool) -> None:
        self.everybody = on
        self.refresh()

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        return [("Import a list", lambda: self.wants_import.emit("councillors")), *super().empty_actions()]


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
