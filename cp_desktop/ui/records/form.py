"""The one form: any record of the register, with the rows that belong to it, built from the declarations."""

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import RelationshipProperty

from cp_desktop.errors import UserError
from cp_desktop.model import Base
from cp_desktop.services import records
from cp_desktop.services.records import ChangedMeanwhileError, Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.draft import FormDraft
from cp_desktop.ui.records.fields import FieldBox, RecordFields
from cp_desktop.ui.records.leaving import Leaving, ask_leaving
from cp_desktop.ui.records.meanwhile import ChangedMeanwhile
from cp_desktop.ui.records.owned import Owned, OwnedChips, OwnedRows, owned_for
from cp_desktop.ui.records.typed import all_typed
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button, tool_button
from cp_desktop.ui.widgets.labels import ErrorLabel, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder
from cp_desktop.ui.widgets.scrolling import scrolled


class RecordForm(ReadingOrder, QFrame):
    """One record: its fields, its belongings, Save and Delete.

    Nothing typed is lost without a word: leaving saves; where that cannot be, and at Esc, it asks whether to go on or
    to discard it. Enter goes to the next field. A subclass that names its `draft_name` keeps what is typed through a
    crash. What is said against a field ends when that is edited; against the record, when anything is: for that, and
    for its draft, there is a place above Save, so that no field moves.
    """

    saved = Signal(int)
    deleted = Signal()
    left = Signal()  # Esc, with nothing typed, or once that is saved
    discarded = Signal()  # something new was begun, and is not wanted
    closed = Signal()  # the button that puts it away
    draft_name: ClassVar[str] = ""

    def __init__(self, app: AppSession, kind: type[Base], leave_out: Sequence[str] = (), lone: bool = False) -> None:
        """`leave_out` names fields and belongings that it does not show; the form of a `lone` row, the only one of
        its kind, neither deletes it nor is put away."""
        super().__init__()
        self.setProperty("surface", "card")
        self._app, self._kind = app, kind
        self.record: Record | None = None
        self._dirty, self._lone = False, lone
        self._saving = False  # what is announced meanwhile is what was typed here
        self._problem = ""  # why it could not be saved, as last said
        self._refused: FieldBox | OwnedChips | None = None  # where the register's refusal of the record is said
        self.title = SubHeading("")
        self.title.setWordWrap(True)
        self.error = ErrorLabel()
        self.meanwhile = ChangedMeanwhile(self, app)
        self.fields = RecordFields(app, kind, leave_out)
        self.fields.edited.connect(self._edited)
        self.owned: dict[str, Owned] = {}
        inside = QWidget()
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.medium)
        stack.setSpacing(SPACE.small)
        for link in records.belongings(kind):
            if link.key not in leave_out:
                rows = self.make_owned(link)
                rows.edited.connect(self._edited)
                self.owned[link.key] = rows
        self.lay_out(stack)
        stack.addStretch(1)
        self.area = scrolled(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._make_head())
        whole.addWidget(self.area, 1)
        whole.addLayout(self._make_messages())
        whole.addLayout(self._make_foot())
        self.wrote = False  # whether the last saving changed anything

    def _make_head(self) -> QHBoxLayout:
        close = tool_button("close", "Close this record")
        if self._lone:
            close.hide()  # to show what has no parent yet would open a window of its own
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE.medium, SPACE.small, SPACE.small, 0)
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _make_messages(self) -> QVBoxLayout:
        self.draft = FormDraft(self, self._app, self.draft_name) if self.draft_name else None
        self.messages = QVBoxLayout()
        self.messages.setContentsMargins(SPACE.medium, 0, SPACE.medium, 0)
        self.messages.setSpacing(SPACE.tight)
        self.messages.addWidget(self.error)
        self.messages.addWidget(self.meanwhile.choice)
        if self.draft:
            self.messages.addWidget(self.draft.banner)
        return self.messages

    def _make_foot(self) -> QHBoxLayout:
        self.save_button = push_button("&Save", "save", primary=True)
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.delete_button = push_button("Delete", "trash")
        self.delete_button.clicked.connect(self.delete)
        self.foot = foot = QHBoxLayout()
        foot.setSpacing(SPACE.small)
        foot.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(self.delete_button)
        return foot

    # -- what a subclass may want otherwise

    def make_owned(self, link: RelationshipProperty[Any]) -> Owned:
        """What edits the rows of one kind that belong to the record."""
        return owned_for(self._app, link)

    def lay_out(self, stack: QVBoxLayout) -> None:
        """Puts fields and belongings one below the other."""
        stack.addWidget(self.fields)
        for rows in self.owned.values():
            stack.addWidget(rows)

    def heading(self, record: Record) -> str:
        """What stands above the form."""
        return record.display_name if record.id else self._app.terms.said(f"New {self._kind.one}")

    def label(self, record: Record) -> str | None:
        """The history's word for saving a record; None for the usual one."""
        return None

    def write(self, record: Record) -> int:
        """Saves a record as one operation and returns its key. Raises UserError."""
        return records.save(self._app.register, record, self.label(record))

    def success_message(self, id: int) -> tuple[str, str]:
        """What is said after saving, and its kind."""
        return "Saved.", "info"

    def saved_message(self, id: int) -> tuple[str, str, str]:
        """What is to be said of saving: with Undo only where something was written, or it would undo something else."""
        if self.wrote:
            return *self.success_message(id), "Undo"
        return "Nothing had changed, and nothing was written.", "info", ""

    def taken_in(self) -> None:
        """What it does when fields took in what somebody else changed."""

    def after_save(self, id: int) -> None:
        """What it shows after saving."""
        self.open(id)

    # -- opening and saving

    @property
    def dirty(self) -> bool:
        """Whether something typed has not been saved."""
        return self._dirty

    def open(self, id: int) -> bool:
        """Shows a saved record; False, with the sentence said, where it cannot be read: then it shows none."""

        def shown() -> bool:
            self._show(self._app.read(lambda session: records.load(session, self._kind, id)))
            return True

        if self._app.try_(shown):
            return True
        self.put_away()  # half of its fields may be filled
        return False

    def reopen(self) -> bool:
        """Reads its record again: all of it, or what nobody typed in; False when the record is gone and nothing was."""
        if self.record is None or self.record.id is None or self._saving:
            return True
        id = self.record.id
        if self._app.read(lambda session: session.get(self._kind, id)) is None:
            if self._dirty:
                self._complain(
                    f"This {self._kind.one} was deleted meanwhile. What you typed is not saved, and cannot be here. "
                    "Undo what deleted it in History, then save."
                )
            return self._dirty
        if self._dirty:
            self.meanwhile.take_in(self._app.read(lambda session: records.load(session, self._kind, id)))
        else:
            self.open(id)
        return True

    def typed_state(self) -> dict[str, Any]:
        """What stands in each field, finished or not, as JSON keeps it."""
        state = all_typed(self.fields) | {key: rows.typed() for key, rows in self.owned.items()}
        plain: dict[str, Any] = json.loads(json.dumps(state))
        return plain

    def put_away(self) -> None:
        """Forgets the record it shows."""
        self.record, self._dirty = None, False
        self.meanwhile.choice.forget()

    def open_new(self, **values: Any) -> None:
        """Shows an empty record with the declared defaults and these values, ready for typing."""
        self._show(records.blank(self._kind, **values))
        self.focus_first()

    def focus_first(self) -> None:
        """Puts the keyboard into the first field."""
        next(iter(self.fields.boxes.values())).editor.setFocus()

    def _show(self, record: Record) -> None:
        self.record = record
        self.title.setText(self.heading(record))
        self._complain("")
        read_only = not self._app.can_write
        self.fields.fill(record)
        self.fields.set_read_only(read_only)
        for key, rows in self.owned.items():
            rows.set_read_only(read_only)
            rows.fill(record.owned[key])
        record.owned = {key: rows for key, rows in record.owned.items() if key in self.owned}
        self.save_button.setVisible(not read_only)
        self.delete_button.setVisible(not read_only and record.id is not None and not self._lone)
        self._dirty = False
        self.meanwhile.shown()
        self.area.verticalScrollBar().setValue(0)
        if self.draft:
            self.draft.shown()

    def start_again(self) -> None:
        """Forgets what was typed since it was saved."""
        if not self._show_saved():
            self.open_new()

    def _edited(self) -> None:
        self._dirty = True
        self.error.end()
        if self._refused is not None:  # what was refused is no longer what stands there
            self._refused.end_complaint()
            self._refused = None
        if self.draft:
            self.draft.touched()

    def _forget_typed(self) -> None:
        self._dirty = False
        if self.draft:
            self.draft.forget()

    def save(self) -> bool:
        """Saves what was typed; False, with the sentence shown, when it cannot be."""
        if self.record is None:
            return True
        if not self._dirty and self.record.id is not None:
            return True
        before = self._app.operations
        try:
            self._collect(self.record)
        except UserError as problem:
            self._show_problem(problem)
            return False
        self._saving = True
        try:
            id = self.write(self.record)
        except UserError as problem:
            self._show_problem(problem)
            name = problem.field or ""
            chips = self.owned.get(name)
            self._refused = chips if isinstance(chips, OwnedChips) else self.fields.boxes.get(name)
            return False
        finally:
            self._saving = False
        self.meanwhile.choice.forget()
        self.wrote = self._app.operations > before
        self._forget_typed()
        self.saved.emit(id)
        return True

    def _collect(self, record: Record) -> None:
        self.fields.collect(record)
        for key, rows in self.owned.items():
            record.owned[key] = rows.collect()

    def _show_problem(self, problem: UserError) -> None:
        self._problem = str(problem)
        if isinstance(problem, ChangedMeanwhileError):
            self.meanwhile.offer(problem)
            return
        box = self.fields.boxes.get(problem.field or "")
        rows = self.owned.get(problem.field or "")
        if isinstance(rows, OwnedChips):
            rows.complain(str(problem))
            rows.setFocus()
            self.area.ensureWidgetVisible(rows)
        elif isinstance(rows, OwnedRows):
            self._complain(str(problem))
            rows.add_button.setFocus()
            self.area.ensureWidgetVisible(rows.add_button)
        elif box:
            box.complain(str(problem))
            box.editor.setFocus()
            self.area.ensureWidgetVisible(box)
        else:
            self._complain(str(problem))

    def _complain(self, sentence: str) -> None:
        self.error.say(sentence)

    def commit_pending(self) -> bool:
        """Saves what was typed before something else is shown; False when that must wait for a mend."""
        if self.record is None or not self._dirty:
            return True
        return self.save() or self._decide(self._problem)

    def ask(self) -> bool:
        """Asks what becomes of what was typed; False when it stays as it is."""
        if self.record is None or not self._dirty:
            return True
        try:
            self._collect(self.record)
        except UserError as problem:
            self._show_problem(problem)
            return self._decide(str(problem))
        return self._decide()

    def _decide(self, problem: str = "") -> bool:
        match ask_leaving(self, f"“{self.title.text()}”", problem):
            case Leaving.DISCARD:
                self.discard()
                return True
            case Leaving.SAVE:
                return self.save()
        return False

    def discard(self) -> None:
        """Lets go what was typed: a saved record is shown as it is saved, a new one is put away."""
        if not self._show_saved():
            self.put_away()
            self.discarded.emit()

    def _show_saved(self) -> bool:
        """Forgets what was typed and shows the record as it is saved; False for one that never was."""
        self._forget_typed()
        if self.record is None or self.record.id is None:
            return False
        self.open(self.record.id)
        return True

    def delete(self) -> None:
        """Deletes the record. No question is asked: Undo brings it back."""
        if self.record is None or self.record.id is None:
            return
        id, name = self.record.id, self.record.display_name
        try:
            records.delete(self._app.register, self._kind, id)
        except UserError as problem:
            self._complain(str(problem))
            return
        self._forget_typed()
        self.record = None
        self.deleted.emit()
        self._app.message.emit(f"Deleted {self._kind.one}: {name}", "info", "Undo")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.ask() and not self._lone and self.record is not None:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            self.focusWidget(), QLineEdit | QComboBox | QCheckBox
        ):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
