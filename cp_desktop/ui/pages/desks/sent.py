"""The strip that asks whether the reminders drafted were sent."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from cp_desktop.exchange.letters.reminders import ReminderDraft
from cp_desktop.model.formats import listed
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import link_button, push_button

MOST_NAMED = 4


class SentStrip(QFrame):
    """After drafting: where the letters are, and the question whether they were sent. It stays until it is answered."""

    answered = Signal(object)  # the drafts that were sent, none for "not sent"

    def __init__(self) -> None:
        super().__init__()
        self.drafted: list[ReminderDraft] = []
        self._folder = Path()
        self.setProperty("surface", "info")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.sent_button = push_button("&They were sent", primary=True)
        self.not_sent_button = push_button("Not sent")
        self.folder_button = link_button("Show the folder")
        self.sent_button.clicked.connect(lambda _: self._answer(sent=True))
        self.not_sent_button.clicked.connect(lambda _: self._answer(sent=False))
        self.folder_button.clicked.connect(lambda _: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        row.setSpacing(SPACE.small)
        row.addWidget(self.words, 1)
        for button in (self.folder_button, self.sent_button, self.not_sent_button):
            row.addWidget(button)
        self.hide()

    def ask(self, drafted: Sequence[ReminderDraft], folder: Path) -> None:
        """Says where these drafts are, beside those not answered for yet, and asks whether they were sent."""
        self.drafted += drafted
        self._folder = folder
        number = len(self.drafted)
        words = f"1 draft is in {folder}." if number == 1 else f"{number} drafts are in {folder}."
        without = list(dict.fromkeys(name for draft in self.drafted for name in draft.without))
        if without:
            words += f" No e-mail address is known for {listed(without)}: type it in the draft."
        not_enclosed = list(dict.fromkeys(name for draft in self.drafted for name in draft.not_enclosed))
        if not_enclosed:
            words += f" Not attached, as no report was received yet: {_some(not_enclosed)}."
        words += " Open and send from your e-mail program, then say so here."
        self.words.setText(words)
        self.setAccessibleName(words)
        self.show()
        announce(self, words)
        self.folder_button.setFocus()

    def _answer(self, sent: bool) -> None:
        drafted, self.drafted = self.drafted, []
        self.hide()
        self.answered.emit(drafted if sent else [])


def _some(names: Sequence[str]) -> str:
    """Names one after the other, the first few of many: the strip is to be read, not scrolled."""
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
