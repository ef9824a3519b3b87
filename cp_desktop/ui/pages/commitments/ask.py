"""A line on the page that asks for a few words, and for a date if wanted, before something is done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from cp_desktop.errors import UserError
from cp_desktop.model.rules import missing
from cp_desktop.ui.records.editors import DateEditor, TextEditor
from cp_desktop.ui.records.fields import NEVER_A_NAME
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary


class Ask(QFrame):
    """A line that asks for a few words, and for a date if wanted, before something is done. Esc puts it away and
    keeps what was typed for the next time."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self.question = QLabel()
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setWordWrap(True)
        self.date, self.words = DateEditor(), TextEditor()
        self.date.setMaximumWidth(self.fontMetrics().averageCharWidth() * 24)
        self.date.name_for("Date")
        self.error = QLabel()
        self.error.setProperty("tone", "error")
        self.error.setWordWrap(True)
        self.done = push_button("Save", primary=True)
        self.cancel = push_button("Cancel")
        self.done.clicked.connect(lambda _: self.finish())
        self.cancel.clicked.connect(lambda _: self.put_away())
        self.words.line.returnPressed.connect(self.finish)
        self.date.line.returnPressed.connect(self.finish)
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        row.addWidget(self.date)
        row.addWidget(self.words, 1)
        row.addWidget(self.done)
        row.addWidget(self.cancel)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(self.question)
        stack.addLayout(row)
        stack.addWidget(Secondary(NEVER_A_NAME))
        stack.addWidget(self.error)
        self._then: Callable[[Any, str | None], bool] | None = None
        self._kept: dict[object, str] = {}
        self._about: object = None
        self.hide()

    def ask(
        self,
        about: object,
        question: str,
        hint: str,
        then: Callable[[Any, str | None], bool],
        words: str = "",
        date: Any = None,
    ) -> None:
        """Asks; `then` gets the date and the words and says whether it was done. `about` names what it is for."""
        self._about, self._then = about, then
        self.question.setText(question)
        self.words.set_hint(hint)
        self.words.name_for(hint)
        self.words.set_value(self._kept.pop(about, "") or words)
        self.date.setVisible(date is not None)
        self.date.set_value(date)
        self.error.hide()
        self.show()
        (self.words if date is None else self.date).setFocus()
        announce(self, question)

    @property
    def begun(self) -> bool:
        """Whether words wait in it."""
        return self.isVisible() and self._then is not None and bool(self.words.value())

    def finish(self) -> bool:
        """Does what was asked for; False, with the sentence shown, if it cannot be done."""
        if self._then is None:
            return True
        try:
            date = self.date.value() if not self.date.isHidden() else None
            if not self.date.isHidden() and date is None:
                raise missing("Date", "done_on")
            done = self._then(date, self.words.value())
        except UserError as problem:
            self.error.setText(str(problem))
            self.error.show()
            return False
        if done:
            self._close()
        return done

    def put_away(self) -> None:
        """Closes it and keeps what was typed."""
        if self.words.value():
            self._kept[self._about] = self.words.value()
        self._close()

    def discard(self) -> None:
        """Closes it and forgets what was typed."""
        self._close()

    def _close(self) -> None:
        self._then = None
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
