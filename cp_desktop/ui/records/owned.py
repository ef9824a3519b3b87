"""The rows that belong to a record, edited on its own form."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.schema import Column as SchemaColumn

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Choice, fields, record_named
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.names import display_name
from cp_desktop.services import records
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.fields import RecordFields
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.records.typed import all_typed, retype, retype_all, typed
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import Chip, link_button, tool_button
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.labels import ErrorLabel, SubHeading


class Owned(QWidget):
    """What edits the rows of one kind that belong to a record. `edited` comes when a person changed something."""

    edited = Signal()

    def fill(self, rows: Sequence[Record]) -> None:
        """Shows the rows."""
        raise NotImplementedError

    def collect(self) -> list[Record]:
        """The rows as typed. Raises UserError, shown where it belongs."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        raise NotImplementedError

    def typed(self) -> Any:
        """What stands there, finished or not, as JSON can keep it for a draft."""
        raise NotImplementedError

    def retype(self, state: Any) -> None:
        """Puts back what `typed` gave."""
        raise NotImplementedError


def owned_for(app: AppSession, link: RelationshipProperty[Any]) -> Owned:
    """Chips where each row only names another record (who visited), boxes to tick where it only names one of a closed
    list (which kinds), else a line of fields for each."""
    match _only_said(link):
        case (name, column) if column.foreign_keys:
            return OwnedChips(app, link, name)
        case (name, column) if isinstance(column.type, ChoiceType):
            return OwnedTicks(link, name, column.type.choices)
    return OwnedRows(app, link)


def _only_said(link: RelationshipProperty[Any]) -> tuple[str, SchemaColumn[Any]] | None:
    """The one attribute that the rows have besides their owner's key; None when they say more than that."""
    [owner] = link.remote_side
    said = [(name, column) for name, column, _ in fields(link.mapper.class_) if name != owner.key]
    return said[0] if len(said) == 1 else None


class OwnedRows(Owned):
    """The rows that belong to a record, each on a line of its own, with a button to add and to remove one."""

    def __init__(self, app: AppSession, link: RelationshipProperty[Any]) -> None:
        super().__init__()
        self._app, self._kind = app, link.mapper.class_
        [key] = link.remote_side
        self._leave_out = (str(key.key),)
        self._lines: list[tuple[Record, RecordFields, QWidget]] = []
        self._read_only = False
        self._label = link.info["label"]
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, SPACE.small, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading(self._label))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.tight)
        stack.addLayout(self._rows)
        self.add_button = link_button(f"Add {self._kind.one}")
        self.add_button.clicked.connect(self._add_blank)
        stack.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, rows: Sequence[Record]) -> None:
        """Shows the rows."""
        for *_, line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        for row in rows:
            self._add(row)

    def collect(self) -> list[Record]:
        """The rows as typed. Raises UserError, shown beside its field."""
        for record, editors, _ in self._lines:
            editors.collect(record)
        return [record for record, *_ in self._lines]

    def lines(self) -> list[RecordFields]:
        """The fields of each row, from the first to the last."""
        return [editors for _, editors, _ in self._lines]

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self.add_button.setVisible(not read_only)

    def typed(self) -> Any:
        return [{"id": record.id, "typed": all_typed(editors)} for record, editors, _ in self._lines]

    def retype(self, state: Any) -> None:
        saved = {record.id: record for record, *_ in self._lines if record.id is not None}
        self.fill([saved.get(row["id"]) or records.blank(self._kind) for row in state])
        for (_, editors, _), row in zip(self._lines, state, strict=True):
            retype_all(editors, self._app, row["typed"])

    def _add_blank(self) -> None:
        editors = self._add(records.blank(self._kind))
        next(iter(editors.boxes.values())).editor.setFocus()
        self.edited.emit()

    def _add(self, record: Record) -> RecordFields:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        editors = RecordFields(self._app, self._kind, self._leave_out, compact=True)
        editors.fill(record)
        editors.set_read_only(self._read_only)
        editors.edited.connect(self.edited)
        remove = tool_button("trash", f"Remove this {self._kind.one}")
        if self._read_only:
            remove.hide()
        remove.clicked.connect(lambda: self._remove(line))
        row.addWidget(editors, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        self._rows.addWidget(line)
        self._lines.append((record, editors, line))
        return editors

    def _remove(self, gone: QWidget) -> None:
        self._lines = [entry for entry in self._lines if entry[2] is not gone]
        gone.hide()
        gone.deleteLater()
        self.add_button.setFocus()
        self.edited.emit()


class OwnedChips(Owned):
    """Rows that only name other records: type a few letters and Enter for each, Backspace removes the last."""

    def __init__(self, app: AppSession, link: RelationshipProperty[Any], name: str) -> None:
        super().__init__()
        self._app, self._kind, self._name = app, link.mapper.class_, name
        [key] = self._kind.__table__.c[name].foreign_keys
        self._other: type[Base] = record_named(key.column.table.name)
        self._rows: list[Record] = []
        self._read_only = False
        self.lookup = LookupEditor(app, self._other)
        self.lookup.name_for(link.info["label"], "Enter adds one, Backspace removes the last")
        self.lookup.chosen.connect(self.add)
        self.lookup.edited.connect(self.edited)
        self.lookup.edited.connect(self.end_complaint)
        self.lookup.line.installEventFilter(self)
        self.setFocusProxy(self.lookup)
        label = QLabel(link.info["label"])
        label.setBuddy(self.lookup)
        self._chips = FlowLayout()
        self.error = ErrorLabel()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(label)
        stack.addLayout(self._chips)
        stack.addWidget(self.lookup)
        stack.addWidget(self.error)

    def fill(self, rows: Sequence[Record]) -> None:
        self._rows = list(rows)
        self.lookup.clear()
        self.complain("")
        self._show()

    def collect(self) -> list[Record]:
        self.complain("")
        try:
            self.lookup.value()  # takes the only one that fits what was typed
        except UserError as problem:
            self.complain(str(problem))
            raise
        return list(self._rows)

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self.lookup.setVisible(not read_only)

    def typed(self) -> Any:
        return {"names": [row.values[self._name] for row in self._rows], "typed": typed(self.lookup)}

    def retype(self, state: Any) -> None:
        saved = {row.values[self._name]: row for row in self._rows}
        there = self._app.read(lambda session: [id for id in state["names"] if session.get(self._other, id)])
        self.fill([saved.get(id) or records.blank(self._kind, **{self._name: id}) for id in there])
        retype(self.lookup, self._app, state["typed"])

    def complain(self, sentence: str) -> None:
        """Shows what is wrong, or nothing for ""."""
        self.error.say(sentence)

    def end_complaint(self) -> None:
        """What was wrong is so no longer, or is being mended."""
        self.error.end()

    def add(self, *ids: int) -> None:
        """Adds the records of these keys that are not among them yet."""
        self.lookup.clear()
        self.end_complaint()
        there = {row.values[self._name] for row in self._rows}
        self._rows += [records.blank(self._kind, **{self._name: id}) for id in dict.fromkeys(ids) if id not in there]
        self._show()
        self.edited.emit()

    def _remove(self, gone: Record) -> None:
        self._rows = [row for row in self._rows if row is not gone]
        self._show()
        self.lookup.line.setFocus()
        self.edited.emit()

    def _show(self) -> None:
        self._chips.clear()
        ids = [row.values[self._name] for row in self._rows]
        names = self._app.read(lambda session: [display_name(session, self._other, id) for id in ids])
        for row, name in zip(self._rows, names, strict=True):
            chip = Chip(name)
            chip.setAccessibleName(f"Remove {name}")
            chip.setToolTip(f"Remove {name}")
            chip.setEnabled(not self._read_only)
            chip.removed.connect(lambda row=row: self._remove(row))
            self._chips.addWidget(chip)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Backspace
            and not self.lookup.line.text()
            and self._rows
        ):
            self._remove(self._rows[-1])
            return True
        return super().eventFilter(watched, event)


class OwnedTicks(Owned):
    """Rows that only name one of a closed list: a box for each that there is, ticked where the record has it."""

    def __init__(self, link: RelationshipProperty[Any], name: str, choices: type[Choice]) -> None:
        super().__init__()
        self._kind, self._name = link.mapper.class_, name
        self._rows: dict[Choice, Record] = {}  # as saved: a box ticked again is the same row again
        label: str = link.info["label"]
        self.boxes = {choice: QCheckBox(choice.label) for choice in choices}
        flow = FlowLayout()
        flow.setSpacing(SPACE.small)
        for box in self.boxes.values():
            box.setAccessibleDescription(label)
            box.clicked.connect(lambda _: self.edited.emit())
            flow.addWidget(box)
        self.setFocusProxy(next(iter(self.boxes.values())))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(QLabel(label))
        stack.addLayout(flow)

    def fill(self, rows: Sequence[Record]) -> None:
        self._rows = {row.values[self._name]: row for row in rows}
        for choice, box in self.boxes.items():
            box.setChecked(choice in self._rows)

    def collect(self) -> list[Record]:
        ticked = [choice for choice, box in self.boxes.items() if box.isChecked()]
        return [self._rows.get(one) or records.blank(self._kind, **{self._name: one}) for one in ticked]

    def set_read_only(self, read_only: bool) -> None:
        for box in self.boxes.values():
            box.setEnabled(not read_only)

    def typed(self) -> Any:
        return [choice for choice, box in self.boxes.items() if box.isChecked()]

    def retype(self, state: Any) -> None:
        for choice, box in self.boxes.items():
            box.setChecked(choice in state)
