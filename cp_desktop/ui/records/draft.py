"""What is typed in a form and not saved yet, kept for the day the program is stopped in the midst of it.

One small file for each form and record, of a register known by its own number, in the user's own folder and readable
by nobody else. It holds only the fields that differ from what was saved, both ways: as they were and as typed.

It comes back when the form next shows that record (or a new one). Where the record was changed since, in a field that
was typed in, or is another one by now, nothing is put in by itself: the draft is offered, and taking it touches no
other field.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from cp_desktop.app_data import forget_draft, keep_draft, read_draft
from cp_desktop.model import show
from cp_desktop.ui.records.typed import retype_all
from cp_desktop.ui.widgets.surfaces import Banner

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.records.form import RecordForm

SOON = 400  # milliseconds from the first key to the file


class FormDraft(QObject):
    """The draft of a form, with the banner that says it is back. The form tells it what happens."""

    def __init__(self, form: RecordForm, app: AppSession, name: str) -> None:
        super().__init__(form)
        self._form, self._app, self._name = form, app, name
        self._begun = ""
        self._offered: dict[str, Any] | None = None
        self.banner = Banner()
        self.banner.acted.connect(self._acted)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SOON)
        self._timer.timeout.connect(self.keep)

    def waiting(self) -> bool:
        """Whether something new was begun, and never saved."""
        return self._app.can_write and self._read(None) is not None

    def shown(self) -> None:
        """The form shows a record as it is saved: what was typed in it before comes back, or is offered."""
        self._timer.stop()
        self.banner.hide()
        self._begun, self._offered = "", None
        record = self._form.record
        if record is None or not self._app.can_write:
            return
        kept = self._read(record.id)
        if kept is None:
            return
        if record.id is None:
            one = record.kind.one
            a = "An" if one[0] in "aeiou" else "A"
            self._bring_back(kept, f"{a} {one} you had begun on {_when(kept)} is back.")
        elif kept["of"] == self._form.title.text() and kept["before"].items() <= self._form.meanwhile.as_shown.items():
            self._bring_back(kept, f"What you had changed here on {_when(kept)} is back.")
        else:
            self._offered = kept
            self.banner.say(
                f"You had begun to change “{kept['of']}” on {_when(kept)}, and it was changed since. "
                "What you typed is kept, and not put in.",
                "warning",
                action="Put it in",
            )

    def touched(self) -> None:
        """Something was typed."""
        if self._app.can_write and not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Writes down what is typed by now."""
        self._timer.stop()
        record = self._form.record
        if record is None or not self._form.dirty or self._offered:
            return
        state = self._form.typed_state()
        differing = [name for name, value in state.items() if value != self._form.meanwhile.as_shown.get(name)]
        if not differing:
            forget_draft(self._file(record.id))
            return
        self._begun = self._begun or dt.datetime.now().isoformat(timespec="minutes")
        kept = {
            "begun": self._begun,
            "of": self._form.title.text(),
            "before": {name: self._form.meanwhile.as_shown.get(name) for name in differing},
            "typed": {name: state[name] for name in differing},
        }
        keep_draft(self._file(record.id), json.dumps(kept))

    def forget(self) -> None:
        """What was typed is saved by now, or not wanted. A draft that was offered and not taken is offered again."""
        self._timer.stop()
        self.banner.hide()
        if self._form.record is not None and self._offered is None:
            forget_draft(self._file(self._form.record.id))

    def _acted(self) -> None:
        if self._offered:
            kept, self._offered = self._offered, None
            self._bring_back(kept, f"What you had changed on {_when(kept)} is put in.")
        else:
            self._form.start_again()

    def _bring_back(self, kept: dict[str, Any], sentence: str) -> None:
        self._begun = kept["begun"]
        typed = kept["typed"]
        retype_all(self._form.fields, self._app, typed)
        for key, rows in self._form.owned.items():
            if key in typed:
                rows.retype(typed[key])
        self.banner.say(f"{sentence} It is not saved yet.", "info", action="Forget it")
        self._form.fields.edited.emit()

    def _file(self, id: int | None) -> str:
        return f"{self._app.uid}/{self._name}-{'new' if id is None else id}"

    def _read(self, id: int | None) -> dict[str, Any] | None:
        text = read_draft(self._file(id))
        try:
            kept = json.loads(text) if text else None
        except ValueError:
            return None
        whole = isinstance(kept, dict) and {"begun", "of", "before", "typed"} <= kept.keys()
        return kept if whole else None


def _when(kept: dict[str, Any]) -> str:
    return show(dt.datetime.fromisoformat(kept["begun"]))
