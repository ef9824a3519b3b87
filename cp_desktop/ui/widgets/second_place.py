"""The second place for the copies of the open register: chosen, put off or not wanted, and whether it was reached."""

import datetime as dt
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from cp_desktop.model import show
from cp_desktop.services import second_place
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading

LOOK_EVERY = 2_000  # milliseconds, at what is written down of it


class SecondPlaceRow(QWidget):
    """What is known of the second place, and what can be done about it."""

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self.app = app
        self.sentence = Secondary("", wrap=True)
        self.choose_button = push_button("&Choose a folder…")
        self.choose_button.clicked.connect(self.choose)
        self.later_button = push_button("Ask me &later")
        self.later_button.clicked.connect(lambda: self._answered(second_place.later(app.uid, dt.date.today())))
        self.never_button = push_button("&No second place")
        self.never_button.clicked.connect(lambda: self._answered(second_place.never(app.uid)))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.small)
        for button in (self.choose_button, self.later_button, self.never_button):
            buttons.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(SubHeading("A second place"))
        words.addWidget(self.sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addLayout(buttons)
        self._clock = QTimer(self, interval=LOOK_EVERY)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self.refresh()

    def refresh(self) -> None:
        """Says what is known. Nothing is looked at: a drive that is away holds nobody up."""
        place = second_place.known(self.app.uid)
        self.sentence.setText(_words(place, second_place.is_slow(self.app.uid)))
        self.choose_button.setText("&Choose another folder…" if place.folder else "&Choose a folder…")
        self.later_button.setVisible(place.wanted_on(dt.date.today()))
        self.never_button.setVisible(not place.unwanted)

    def choose(self) -> None:
        """Asks for a folder."""
        name = QFileDialog.getExistingDirectory(self, "A second place for copies")
        if name:
            uid, council = self.app.uid, self.app.terms.council
            choose = lambda *_: second_place.choose(uid, Path(name), council)  # noqa: E731
            self.app.work(self, "Trying the folder", choose, self._answered)

    def _answered(self, sentence: str) -> None:
        self.refresh()
        self.app.message.emit(sentence, "info", "")
        self.app.changed.emit(frozenset())  # what needs attention is another now


def _words(place: second_place.SecondPlace, slow: bool) -> str:
    if not place.folder:
        words = "Copies are on this computer alone. A network drive or a stick keeps them when it is lost."
        return f"{words} None is wanted." if place.unwanted else words
    if slow:
        return f"{place.folder} does not answer. Copies are brought there when it does."
    reached = f"reached on {show(dt.datetime.fromisoformat(place.reached))}" if place.reached else "not reached yet"
    return f"{place.folder}: {reached}.{f' {place.problem}' if place.problem else ''}"
