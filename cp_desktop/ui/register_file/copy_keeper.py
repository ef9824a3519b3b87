"""Has the copies of the open register kept while she works, off the window's thread."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cp_desktop.figures.attention import Safekeeping
from cp_desktop.services import second_place

if TYPE_CHECKING:
    from cp_desktop.register.store import Copy
    from cp_desktop.ui.app_session import AppSession

SOON = 3_000  # milliseconds after a change: what is done in one go is in one copy
LOOK_EVERY = 5 * 60_000  # whether an hour of work is over


class CopyKeeper(QObject):
    """Keeps what copies are due; `kept` after each. What prevents one is said in the window."""

    kept = Signal()

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._app, self._own = app, app.register.own_copies
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._often = QTimer(self, interval=LOOK_EVERY)
        self._often.timeout.connect(self._look)
        if self._own is None:
            return
        # Both may come from another thread: a signal crosses over by itself.
        self._own.told = lambda sentence: app.message.emit(sentence, "warning", "")
        self._own.listeners.append(lambda _: self.kept.emit())
        app.changed.connect(self._changed)
        self._often.start()
        if self._own.problem:
            QTimer.singleShot(0, self, self._tell)

    def safekeeping(self, copies: list[Copy]) -> Safekeeping:
        """What is to be said of the copies. Looks at no drive, and may be asked from any thread."""
        if self._own is None:
            return Safekeeping()
        today, place = dt.date.today(), second_place.known(self._app.uid)
        # Not on the first day: who only looks around is not asked.
        ask = place.wanted_on(today) and len({copy.made.date() for copy in copies}) > 1
        return Safekeeping(self._own.problem or "", place.folder, place.away_since(today), ask)

    def _tell(self) -> None:
        if self._own is not None and self._own.problem:
            self._own.told(self._own.problem)

    def _changed(self) -> None:
        if self._own is not None and self._own.due() and not self._soon.isActive():
            self._soon.start(SOON)

    def _look(self) -> None:
        second_place.bring_soon(self._app.uid)  # it may be there again
        if self._own is not None and self._own.due():
            self._app.do_quietly(self._own.keep_due)
