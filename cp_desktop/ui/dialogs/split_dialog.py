"""The dialog that makes two councillors of one: which of the records go to the new one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.errors import UserError
from cp_desktop.model import Councillor, Term, fields
from cp_desktop.services import councillors
from cp_desktop.services.councillors import HeldRecord
from cp_desktop.services.records import load
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import TextEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.reading_order import ReadingOrder

ASKED = ("forename", "surname", "member_id", "email")  # of the new one
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class SplitDialog(ReadingOrder, QDialog):
    """One councillor under whom two people were recorded. `divided` tells the key of the new one, once it is done."""

    divided = Signal(int)

    def __init__(self, app: AppSession, parent: QWidget, id: int, held: list[HeldRecord]) -> None:
        """`held` are the councillor's records, as `held_records` gives them."""
        super().__init__(parent)
        self._app, self._id = app, id
        record = app.read(lambda session: load(session, Councillor, id))
        self.setWindowTitle(f"Split {record.display_name}")
        side = theme.row_height()
        self.resize(side * 26, side * 19)
        self.editors: dict[str, TextEditor] = {}
        self.items: dict[tuple[str, int], QTreeWidgetItem] = {}
        self.records = QTreeWidget()
        self.records.setAccessibleName("Records for the new councillor")
        self.records.setHeaderLabels(["For the new one"])
        self._fill(held)
        self.records.itemChanged.connect(lambda *_: self._count())
        self.count = Secondary("", wrap=True)
        self.error = ErrorLabel()
        buttons = QDialogButtonBox()
        self.split_button = buttons.addButton("&Split", QDialogButtonBox.ButtonRole.ActionRole)
        self.split_button.setProperty("primary", True)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.split_button.clicked.connect(lambda _: self.split())
        buttons.rejected.connect(self.reject)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        said = (
            "Tick what is the other person's: it goes to a new councillor. Space ticks; a heading ticks all below it."
        )
        stack.addWidget(Secondary(said, wrap=True))
        stack.addLayout(self._fields(record.values["forename"], record.values["surname"]))
        stack.addWidget(self.records, 1)
        stack.addWidget(self.count)
        stack.addWidget(self.error)
        stack.addWidget(buttons)
        self._count()
        self.records.setFocus()

    def _fields(self, forename: str, surname: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.medium)
        grid.setVerticalSpacing(SPACE.tight)
        asked = [(name, column, said) for name, column, said in fields(Councillor) if name in ASKED]
        for place, (name, column, said) in enumerate(sorted(asked, key=lambda one: ASKED.index(one[0]))):
            editor = self.editors[name] = TextEditor(column.type)
            label = QLabel(f"{said.label} of the new one")
            label.setBuddy(editor)
            editor.name_for(label.text())
            editor.edited.connect(lambda: self.error.end())
            row, column_place = divmod(place, 2)
            grid.addWidget(label, 2 * row, column_place)
            grid.addWidget(editor, 2 * row + 1, column_place)
        self.editors["forename"].set_value(forename)
        self.editors["surname"].set_value(surname)
        return grid

    def _fill(self, held: list[HeldRecord]) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for one in held:
            group = groups.get(one.kind)
            if group is None:
                group = groups[one.kind] = QTreeWidgetItem([one.kind])
                group.setFlags(group.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
                self.records.addTopLevelItem(group)
            item = QTreeWidgetItem(group, [one.words])
            item.setCheckState(0, _OFF)
            self.items[one.key] = item
            item.setToolTip(0, literal(one.words))
        for kind, group in groups.items():
            group.setText(0, f"{kind} ({group.childCount():,})")
        self.records.expandAll()
        if first := self.records.topLevelItem(0):
            self.records.setCurrentItem(first)

    def chosen(self) -> set[tuple[str, int]]:
        """Table and key of the records that are ticked."""
        return {key for key, item in self.items.items() if item.checkState(0) is _ON}

    def _count(self) -> None:
        chosen = self.chosen()
        self.error.end()
        said = f"{len(chosen):,} of {len(self.items):,} go to the new councillor."
        ticked, terms = ({key for key in keys if key[0] == Term.__tablename__} for keys in (chosen, self.items))
        if chosen and ticked in (set(), terms):
            said += " Each of the two needs a term of office: both get all of them."
        self.count.setText(said)
        self.split_button.setEnabled(bool(chosen) and self._app.can_write)

    def split(self) -> None:
        """Does it: one operation, which Undo takes back."""
        chosen = self.chosen()
        try:
            values = {name: editor.value() for name, editor in self.editors.items()}
            new = councillors.split(self._app.register, self._id, chosen, values)
        except UserError as problem:
            self.error.say(str(problem))
            return
        self.accept()
        self.divided.emit(new)
        gone = "1 record went" if len(chosen) == 1 else f"{len(chosen):,} records went"
        self._app.message.emit(f"Split: {gone} to a new councillor.", "info", "Undo")
