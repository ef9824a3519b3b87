"""Two versions of one register, operation by operation: what only one of them has, and which to go on with."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from cp_desktop.disclosure import PRIVATE
from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.places import Place
from cp_desktop.register import Register
from cp_desktop.register.changes import describe_operation
from cp_desktop.register.history import local
from cp_desktop.register.versions import Comparison, VersionOperation
from cp_desktop.services.versions import count
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.changes_table import ChangesTable
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder


class VersionsDialog(ReadingOrder, QDialog):
    """The open register and another version of it. What she chooses is told by `chose_this` or `chose_other`."""

    chose_this = Signal()
    chose_other = Signal()

    def __init__(self, app: AppSession, place: Place, other: Register, comparison: Comparison, parent: QWidget) -> None:
        """`other` is open until the dialog has finished; `place` is where it really is."""
        super().__init__(parent)
        self.setWindowTitle("Two versions of this register")
        self.resize(theme.row_height() * 36, theme.row_height() * 23)
        here = app.register.name
        self.here = self._list(f"Only in {here}", comparison.here, partial(self._describe, app.register))
        self.there = self._list(f"Only in {place.name}", comparison.there, partial(self._describe, other))
        self.what = SubHeading("", wrap=True)
        self.changes = ChangesTable(app)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading(_title(place, comparison), wrap=True))
        stack.addWidget(Secondary(_common(comparison), wrap=True))
        lists = QGridLayout()
        lists.setSpacing(SPACE.small)
        lists.setColumnStretch(0, 1)
        lists.setColumnStretch(1, 1)
        for column, (name, table, operations) in enumerate(
            ((here, self.here, comparison.here), (place.name, self.there, comparison.there))
        ):
            lists.addWidget(SubHeading(f"Only in {name}: {count(operations)}", wrap=True), 0, column)
            lists.addWidget(table, 1, column)
        stack.addLayout(lists, 3)
        stack.addWidget(self.what)
        stack.addWidget(self.changes, 2)
        stack.addWidget(
            Secondary(
                "The one you do not choose is kept beside it, under a name that says that it was set aside. Nothing is "
                "deleted: what it has and the other has not can be typed in again from it.",
                wrap=True,
            )
        )
        stack.addWidget(self._buttons(app))
        first = self.there if comparison.there else self.here
        first.selectRow(0)
        first.setFocus()

    def _buttons(self, app: AppSession) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.this_button = buttons.addButton("&Go on with the one that is open", QDialogButtonBox.ButtonRole.ActionRole)
        self.other_button = buttons.addButton("Go on with the &other one", QDialogButtonBox.ButtonRole.ActionRole)
        for button, chosen in ((self.this_button, self.chose_this), (self.other_button, self.chose_other)):
            button.setEnabled(app.can_write)
            if not app.can_write:
                button.setToolTip(f"You can look at this register but not change it: {app.register.read_only_because}.")
            button.clicked.connect(self.accept)
            button.clicked.connect(chosen)
        buttons.addButton("&Leave both", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _list(
        self, name: str, operations: Sequence[VersionOperation], describe: Callable[[VersionOperation], None]
    ) -> PlainTable:
        table = PlainTable(name, PRIVATE)
        table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        rows = [(show(local(one.at)), one.label, one.who) for one in operations]
        table.set_rows(("When", "What was done", "Who"), rows)

        def chosen() -> None:
            for index in table.selectionModel().selectedRows():
                describe(operations[index.row()])
                for other in (self.here, self.there):
                    if other is not table:
                        other.clearSelection()

        table.selectionModel().selectionChanged.connect(chosen)
        return table

    def _describe(self, register: Register, operation: VersionOperation) -> None:
        self.what.setText(operation.label)
        try:
            with register.reading() as session:
                description = describe_operation(session, operation.number)
        except UserError as problem:
            self.changes.show_changes(())
            self.what.setText(str(problem))
            return
        self.changes.show_changes(description.changes if description else ())


def _title(place: Place, comparison: Comparison) -> str:
    if not comparison.here:
        return f"{place.name} has all that is in this register, and {count(comparison.there)} more"
    return f"{place.name} is another version of this register"


def _common(comparison: Comparison) -> str:
    if not comparison.both:
        return "Nothing of their histories is the same."
    last = comparison.both[-1]
    return f"Both begin with the same {count(comparison.both)}, the last on {show(local(last.at))}: {last.label}. " + (
        "Then things were done in one and not in the other, as when two people saved at the same time."
        if comparison.here and comparison.there
        else f"To go on with {'the one that is open' if comparison.here else 'the other one'} loses nothing."
    )
