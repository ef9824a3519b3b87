"""One window a register: a second start on a register that a window has open brings that window to the front.

The window listens on a local socket whose name is made of the register's true place; only its user can reach it. A
program that was killed leaves at most a dead socket's file, which nobody answers and the next window takes away.
"""

import os
import sys
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from cp_desktop.places import Place

PATIENCE = 2000  # milliseconds


def bring_to_front(register: Place) -> bool:
    """Asks the window that has a register open to come to the front; False where none answers."""
    if not register.is_open():
        return False  # nobody has it open, and the start need not wait for a part of Qt that it may never need
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(_name(register))
    if not socket.waitForConnected(PATIENCE):
        return False
    if sys.platform == "win32":  # only who has the keyboard may pass it on
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    return True  # to be connected is to ask: there is nothing else to be said


def _name(register: Place) -> str:
    import getpass  # both on first use only: most starts find no lock beside the register
    import hashlib

    words = register.identity
    with suppress(OSError, KeyError, ImportError):  # no password database; the socket is its user's alone in any case
        words += f"\n{getpass.getuser()}"
    return f"cp-desktop-{hashlib.sha256(os.fsencode(words)).hexdigest()[:24]}"


class WindowServer(QObject):
    """Listens for other starts on one register; `asked` when one wants its window."""

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def listen(self, register: Place) -> None:
        """Listens on this register from now on. Where that cannot be, only comfort is lost."""
        name = _name(register)
        if self._server.isListening() and self._server.serverName() == name:
            return
        self._server.close()
        if not self._server.listen(name):
            self._server.removeServer(name)  # left by a program that was killed
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.asked.emit()
