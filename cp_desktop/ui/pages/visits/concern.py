"""The strip of a safeguarding concern: loud until it is reported, then quiet and closed until somebody opens it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.model.concerns import DUTIES, ConcernKind, clock
from cp_desktop.model.formats import listed
from cp_desktop.model.visits import CONCERN_FACTS
from cp_desktop.ui import theme
from cp_desktop.ui.records.fields import FieldBox
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading

NEEDED = {
    "concern_reported_on": "when",
    "concern_reported_to": "to whom",
    "concern_reported_by": "by whom it was reported",
    "concern_reference": "the outside reference",
}
LINES = (CONCERN_FACTS[:1], CONCERN_FACTS[1:3], CONCERN_FACTS[3:5], CONCERN_FACTS[5:])


class ConcernStrip(QFrame):
    """What the register keeps of a safeguarding concern: that it was reported, not the story.

    `wanted` comes when somebody asks to open one that is closed.
    """

    wanted = Signal()

    def __init__(self, boxes: Mapping[str, FieldBox]) -> None:
        super().__init__()
        self._loud = False
        self._sign = QLabel()
        self.duty, self.missing, self.clock = (self._words() for _ in range(3))
        self.clock.setFont(theme.font(strong=True))
        self.closed_words = self._words()
        self.open_button = push_button("&Open it")
        self.open_button.setAccessibleDescription("That it was opened stands in the history")
        self.open_button.clicked.connect(self.wanted)
        head = QHBoxLayout()
        head.setSpacing(SPACE.small)
        head.addWidget(self._sign)
        self._title = SubHeading("Safeguarding concern")
        head.addWidget(self._title, 1)
        head.addWidget(self.closed_words, 1)
        head.addWidget(self.open_button)
        self.fields = QWidget()
        inside = QVBoxLayout(self.fields)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE.small)
        for words in (self.clock, self.duty, self.missing):
            inside.addWidget(words)
        for names in LINES:
            line = QHBoxLayout()
            line.setSpacing(SPACE.small)
            for name in names:
                line.addWidget(boxes[name], 1, Qt.AlignmentFlag.AlignTop)
            inside.addLayout(line)
        inside.addWidget(Secondary("The story is not kept here, and never a name.", wrap=True))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        stack.setSpacing(SPACE.small)
        stack.addLayout(head)
        stack.addWidget(self.fields)
        self._restyle(True)

    @staticmethod
    def _words() -> QLabel:
        words = QLabel()
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        return words

    def show_open(self, kind: ConcernKind | None, raised_on: dt.date, as_at: dt.date, missing: Sequence[str]) -> None:
        """Shows the fields, who must be told, by when, seen from a day, and what is missing: loud until nothing is."""
        self._title.show()
        self.closed_words.hide()
        self.open_button.hide()
        self.fields.show()
        if kind is None:
            self.duty.setText("Say what it is about: then it stands here who must be told. In danger: 999 first.")
        else:
            self.duty.setText(f"Tell: {DUTIES[kind].tell}")
        self.clock.setText(clock(kind, raised_on, as_at))
        self.clock.setVisible(bool(missing))
        self.missing.setText(f"Still to fill in: {listed(missing)}." if missing else "Reported.")
        self._restyle(bool(missing))

    def show_closed(self, may_open: bool) -> None:
        """Shows no more than that there is one."""
        self._title.hide()
        self.fields.hide()
        self.closed_words.show()
        words = "A safeguarding concern is recorded."
        if not may_open:
            words += " It cannot be opened here: that somebody opened it could not be noted in the history."
        self.closed_words.setText(words)
        self.open_button.setVisible(may_open)
        self._restyle(False)

    def _restyle(self, loud: bool) -> None:
        self._loud = loud
        self.setProperty("surface", "error" if loud else "card")
        self._draw()
        for widget in (self, *self.findChildren(QLabel)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _draw(self) -> None:
        icon = theme.icon("concern", "error_ink" if self._loud else "concern")
        self._sign.setPixmap(icon.pixmap(theme.icon_size(1.3), self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._draw()
