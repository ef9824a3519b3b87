"""What becomes of a form whose record is changed meanwhile by another form, an import, Undo or another program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.services import records
from cp_desktop.services.records import ChangedMeanwhileError, Conflict, Record
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import ScaledLabel
from cp_desktop.ui.widgets.letters import literal

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.records.form import RecordForm

LONGEST = 60  # letters of a value on a button; its tip has all


class ConflictChoice(QFrame):
    """A line for each field: what was typed, and what stands in the register. `chosen` comes with the field's name and
    whether what was typed stands; the line goes by then. Hidden while there is nothing to choose."""

    chosen = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "warning")
        self._sentence = ScaledLabel(wrap=True)
        self._lines: dict[str, QWidget] = {}
        self.conflicts: Sequence[Conflict] = ()
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        self._stack.setSpacing(SPACE.tight)
        self._stack.addWidget(self._sentence)
        self.hide()

    def offer(self, sentence: str, conflicts: Sequence[Conflict]) -> None:
        """Asks which of two values stands, once for each field; the keyboard goes to the first."""
        self.forget()
        self.conflicts = conflicts
        self._sentence.setText(sentence)
        for at in dict.fromkeys(conflict.at for conflict in conflicts):
            self._add(at, [conflict for conflict in conflicts if conflict.at == at])
        self.show()
        self.setAccessibleName(f"Warning: {sentence}")
        announce(self, self.accessibleName())
        next(iter(self._lines.values())).setFocus()

    def forget(self) -> None:
        """Asks nothing any more."""
        for line in self._lines.values():
            line.hide()
            line.deleteLater()
        self._lines = {}
        self.hide()

    @property
    def open(self) -> bool:
        """Whether something is still to be chosen."""
        return bool(self._lines)

    def _add(self, at: str, conflicts: Sequence[Conflict]) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        label = ", ".join(dict.fromkeys(conflict.label for conflict in conflicts))
        row.addWidget(QLabel(literal(label)))
        sides = (("Yours", True, [one.mine for one in conflicts]), ("Theirs", False, [one.theirs for one in conflicts]))
        for whose, mine, values in sides:
            value = "; ".join(one or "nothing" for one in values)
            short = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
            button = push_button(literal(f"{whose}: {short}"))
            button.setToolTip(value)
            button.setAccessibleName(f"{label}: {whose.lower()}, {value}")
            button.clicked.connect(lambda _=False, mine=mine: self._choose(at, mine))
            row.addWidget(button)
            if mine:
                line.setFocusProxy(button)
        row.addStretch(1)
        self._stack.addWidget(line)
        self._lines[at] = line

    def _choose(self, at: str, mine: bool) -> None:
        line = self._lines.pop(at)
        following = next(iter(self._lines.values()), None)
        if following is not None:
            following.setFocus()
        line.hide()
        line.deleteLater()
        if not self._lines:
            self.hide()
        self.chosen.emit(at, mine)


class ChangedMeanwhile(QObject):
    """Lets a form take in what is new in the fields nobody typed in, and asks for the others when it is saved."""

    def __init__(self, form: RecordForm, app: AppSession) -> None:
        super().__init__(form)
        self._form, self._app = form, app
        self.as_shown: dict[str, Any] = {}  # what stood in each field before anybody typed
        self.choice = ConflictChoice()
        self.choice.chosen.connect(self._choose)

    def shown(self) -> None:
        """The form shows a record as it is saved."""
        self.choice.forget()
        self.as_shown = self._form.typed_state()

    def take_in(self, fresh: Record, *wanted: str) -> None:
        """Shows what the register has by now in the fields nobody typed in, and in those that are wanted."""
        form, state = self._form, self._form.typed_state()
        record = form.record
        assert record is not None
        assert record.as_read is not None
        assert fresh.as_read is not None
        for name, value in fresh.values.items():
            box = form.fields.boxes.get(name)
            if box is not None and name not in wanted and state[name] != self.as_shown[name]:
                if value != record.as_read.values.get(name):
                    box.complain("This was changed in the register meanwhile. Saving asks which value stands.")
                continue
            record.values[name] = record.as_read.values[name] = value
            if box is not None:
                box.complain("")
                box.editor.set_value(value)
        for key, rows in form.owned.items():
            if key in wanted or state[key] == self.as_shown[key]:
                record.owned[key], record.as_read.owned[key] = fresh.owned[key], fresh.as_read.owned[key]
                rows.fill(fresh.owned[key])
        form.taken_in()
        still = form.typed_state()
        self.as_shown |= {name: still[name] for name in still if name in wanted or state[name] == self.as_shown[name]}

    def offer(self, problem: ChangedMeanwhileError) -> None:
        """Asks which value stands, field by field."""
        self.choice.offer(str(problem), problem.conflicts)

    def _choose(self, at: str, mine: bool) -> None:
        """Lets what was typed in a field stand, or takes the register's value in; after the last choice it is saved."""
        record = self._form.record
        if record is None or record.id is None:
            return
        kind, id = record.kind, record.id
        if mine:
            for conflict in self.choice.conflicts:
                if conflict.at == at:
                    conflict.keep_mine()
        else:
            fresh = self._app.try_(lambda: self._app.read(lambda session: records.load(session, kind, id)))
            if fresh is None:
                return
            self.take_in(fresh, at)
        if not self.choice.open:
            self._form.save()
