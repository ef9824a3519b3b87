"""What stands in an editor, finished or not, for drafts: unlike `value()`, to ask for it settles nothing."""

from collections.abc import Mapping
from typing import Any

from cp_desktop.model.names import display_name
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import ChoiceEditor, Editor, ParagraphsEditor, TextEditor, YesNoEditor
from cp_desktop.ui.records.fields import RecordFields
from cp_desktop.ui.records.lookup_editor import LookupEditor


def typed(editor: Editor) -> Any:
    """What stands in an editor, as JSON can keep it."""
    match editor:
        case LookupEditor():
            return editor.line.text() if editor.key is None else editor.key
        case TextEditor():
            return editor.line.text()
        case ParagraphsEditor():
            return editor.box.toPlainText()
        case YesNoEditor() | ChoiceEditor():
            return editor.value()
    raise TypeError(f"a draft does not know how to keep {type(editor).__name__}")


def retype(editor: Editor, app: AppSession, state: Any) -> None:
    """Puts back what `typed` gave. A record that is gone since leaves its field empty."""
    match editor:
        case LookupEditor() if isinstance(state, int):
            kind, id = editor.kind, state
            editor.set_value(id if app.read(lambda session: display_name(session, kind, id)) else None)
        case LookupEditor():
            editor.set_value(None)
            editor.line.setText(state)
        case TextEditor():
            editor.line.setText(state)
        case ParagraphsEditor() | YesNoEditor() | ChoiceEditor():
            editor.set_value(state)


def all_typed(fields: RecordFields) -> dict[str, Any]:
    """What stands in the editors of a record, by attribute name."""
    return {name: typed(box.editor) for name, box in fields.boxes.items()}


def retype_all(fields: RecordFields, app: AppSession, state: Mapping[str, Any]) -> None:
    """Puts back what `all_typed` gave, as far as it knows the fields."""
    for name, box in fields.boxes.items():
        if name in state:
            retype(box.editor, app, state[name])
