"""Looks at the register's file when somebody comes back to the window, each minute, and every few seconds while it is
not the one that was opened: what was done to it elsewhere is told before she goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.register.history import OPERATION

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession

EVERY, IN_TROUBLE = 60_000, 3_000  # milliseconds


class FileWatch(QObject):
    """Watches the file of one open register.

    What others did to it is announced as an operation of its own is, and said. `changed` comes when the register's
    `trouble` has changed; when it has ended, all pages read again.
    """

    changed = Signal()
    looked = Signal()  # and found the register that was opened

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._app, self._register = app, app.register
        self._known: int = app.read(_last_number)
        self._followed = self._register.followed
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        self._register.trouble_listeners.append(self.changed.emit)
        # Not at once: it may come from the middle of a reading, and pages would read within that.
        self.changed.connect(self._turned, Qt.ConnectionType.QueuedConnection)
        self._application = QGuiApplication.instance()
        assert isinstance(self._application, QGuiApplication)
        self._application.applicationStateChanged.connect(self._state_changed)

    def look(self) -> None:
        """Looks at it now, off this thread: a drive that is away may take its time to say so."""
        self._app.ask(self, _look, self._looked)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _turned(self) -> None:
        if self._register.trouble is None:
            self._clock.start(EVERY)
            self._app.read_again()
            self.look()
        else:
            self._clock.start(IN_TROUBLE)

    def _looked(self, number: int | None) -> None:
        if number is None:  # its listeners have been told
            return
        self.looked.emit()
        known = max(self._known, self._register.last_done)
        self._known = max(known, number)
        followed, self._followed = self._followed, self._register.followed
        if number > known:
            self._app.read_again()
            did = "One thing was" if number == known + 1 else f"{number - known:,} things were"
            self._say(f"{did} done in this register elsewhere. The pages show it now.")
        elif self._register.followed > followed:
            self._say("The register's file was replaced by another that holds the same. You go on with that one.")

    def _say(self, sentence: str) -> None:
        self._app.message.emit(sentence, "info", "")


def _last_number(session: Session) -> int:
    return session.scalar(select(func.max(OPERATION.c.id))) or 0


def _look(session: Session) -> int | None:
    try:
        return _last_number(session)
    except Exception:  # whatever it is: what was read stands there still, and whoever reads next is told
        return None
