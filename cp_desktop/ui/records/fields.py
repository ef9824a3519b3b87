"""The fields of one record: for each declared column a label, its editor, its help and what is wrong with it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy import Boolean, Date, Integer
from sqlalchemy.schema import Column as SchemaColumn

from cp_desktop.disclosure import GUARDED
from cp_desktop.errors import UserError
from cp_desktop.model import Base, Council, Field, Paragraphs, fields, record_named, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import (
    ChoiceEditor,
    DateEditor,
    Editor,
    NumberEditor,
    ParagraphsEditor,
    TextEditor,
    YesNoEditor,
)
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary
from cp_desktop.ui.widgets.letters import literal

NEVER_A_NAME = "Never a child's name."


class FieldBox(QWidget):
    """A label, its editor, its help, and the sentence that says what is wrong with what was typed."""

    def __init__(self, app: AppSession, column: SchemaColumn[Any], declared: Field, compact: bool = False) -> None:
        super().__init__()
        self.declared, self._app = declared, app
        self._plain = column.table is table_of(Council)
        self.editor: Editor = editor_for(app, column, declared)
        self.required = not column.nullable and column.default is None and not compact
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight // 2)
        self.label = QLabel()
        if not isinstance(self.editor, YesNoEditor):
            self.label.setBuddy(self.editor)
            stack.addWidget(self.label)
        self._reword()
        app.terms_changed.connect(self._reword)
        stack.addWidget(self.editor)
        help = declared.help
        if isinstance(column.type, Paragraphs):
            help = f"{help}. {NEVER_A_NAME}" if help else NEVER_A_NAME
        if help and not compact:
            stack.addWidget(Secondary(help, wrap=True))
        self.error = ErrorLabel()
        stack.addWidget(self.error)
        self.editor.edited.connect(self.end_complaint)

    def _reword(self) -> None:
        # Where the council says its own terms, "Word for a ward" must go on asking for the word for a ward.
        words = self.declared.label if self._plain else self._app.terms.said(self.declared.label)
        self.label.setText(literal(words) + (" (required)" if self.required else ""))
        if isinstance(self.editor, YesNoEditor):
            self.editor.box.setText(literal(words))
        self.editor.name_for(words, self.declared.help)

    def complain(self, sentence: str) -> None:
        """Shows what is wrong, or nothing for ""."""
        self.error.say(sentence)
        self.editor.describe(sentence or self.declared.help)

    def end_complaint(self) -> None:
        """What was wrong is so no longer, or is being mended."""
        self.error.end()
        self.editor.describe(self.declared.help)


class RecordFields(QWidget):
    """The editors of one record, without its belongings. `compact` puts them side by side, for rows of an owner."""

    edited = Signal()

    def __init__(self, app: AppSession, kind: type[Base], leave_out: Sequence[str] = (), compact: bool = False) -> None:
        super().__init__()
        self.boxes: dict[str, FieldBox] = {}
        layout = QHBoxLayout(self) if compact else QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.small if compact else SPACE.medium - 4)
        for name, column, declared in fields(kind):
            if name in leave_out:
                continue
            box = FieldBox(app, column, declared, compact)
            box.editor.edited.connect(self.edited)
            small = isinstance(box.editor, DateEditor | NumberEditor)
            if compact:
                layout.addWidget(box, 2 if small else 3)
            else:
                if small:
                    box.editor.setMaximumWidth(box.fontMetrics().averageCharWidth() * 32)
                layout.addWidget(box)
            self.boxes[name] = box

    def fill(self, record: Record) -> None:
        """Shows a record's values."""
        for name, box in self.boxes.items():
            box.complain("")
            box.editor.set_value(record.values.get(name))

    def collect(self, record: Record) -> None:
        """Puts what was typed into the record. Raises UserError, shown beside its field, for what cannot be read."""
        first: UserError | None = None
        for name, box in self.boxes.items():
            try:
                record.values[name] = box.editor.value()
                box.complain("")
            except UserError as problem:
                box.complain(str(problem))
                first = first or UserError(str(problem), name)
        if first:
            raise first

    def set_read_only(self, read_only: bool) -> None:
        for box in self.boxes.values():
            box.editor.set_read_only(read_only)


def editor_for(app: AppSession, column: SchemaColumn[Any], declared: Field) -> Editor:
    """The editor that suits a column, with its accessible name."""
    editor = _editor_for(app, column, declared)
    editor.name_for(declared.label, declared.help)
    return editor


def _editor_for(app: AppSession, column: SchemaColumn[Any], declared: Field) -> Editor:
    guarded = declared.disclosure is GUARDED
    for key in column.foreign_keys:
        return LookupEditor(app, record_named(key.column.table.name))
    match column.type:
        case ChoiceType(choices=choices):
            return ChoiceEditor([(choice, choice.label) for choice in choices], bool(column.nullable))
        case Boolean():
            if column.nullable:
                return ChoiceEditor([(True, "Yes"), (False, "No")], True)
            return YesNoEditor(declared.label)
        case Date():
            return DateEditor(guarded=guarded)
        case Integer():
            return NumberEditor()
        case Paragraphs():
            return ParagraphsEditor(guarded=guarded)
        case kind:
            return TextEditor(kind, guarded=guarded)
