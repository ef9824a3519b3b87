"""Starts the window: painted first, the register opened after, and bugs kept in a log instead of lost."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from cp_desktop.app_data import recent_registers, write_log
from cp_desktop.places import Place
from cp_desktop.ui.garbage import GarbageCollector
from cp_desktop.ui.records.clipboard import ListCopying
from cp_desktop.ui.single_window import WindowServer, bring_to_front
from cp_desktop.ui.widgets.focus_ring import FocusRing
from cp_desktop.ui.window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType

    from cp_desktop.errors import UserError


def run(place: Place | None = None, as_at: dt.date | None = None) -> int:
    """Opens the window, on a register or on the one used last, and returns the exit code when it closes.

    Where another window of ours has that register open already, that one comes to the front instead.
    """
    app = application()
    chosen = place or next(iter(recent_registers()), None)
    if chosen is not None and bring_to_front(chosen):
        return 0
    window = MainWindow()
    sys.excepthook = Crash(window)
    window.painted.connect(partial(_build_and_open, window, chosen, as_at))
    window.show()
    return app.exec()


def application() -> QApplication:
    """The application, made once."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("CP Desktop")
    app.setDesktopFileName("cp-desktop")
    if app.findChild(FocusRing) is None:
        FocusRing(app)
        ListCopying(app)
        GarbageCollector(app)
    if sys.platform == "win32":  # the task bar keeps our windows together, under our icon and not Python's
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("CPDesktop.Register")
    return app


def _build_and_open(window: MainWindow, place: Place | None, as_at: dt.date | None) -> None:
    window.build_ui()
    window.repaint()  # the shell shows before the register is opened
    QTimer.singleShot(0, partial(_open_first, window, place, as_at))


def _open_first(window: MainWindow, chosen: Place | None, as_at: dt.date | None) -> None:
    _answer_other_starts(window)
    if chosen is None or not window.open_register(chosen, as_at):
        window.show_welcome()
    # What is there by now stays: looking through it again and again would hold up the window while she types.
    gc.collect()
    gc.freeze()


def _answer_other_starts(window: MainWindow) -> None:
    server = WindowServer(window)
    server.asked.connect(window.come_to_front)

    def listen() -> None:
        if window.app is not None and window.app.can_write:
            server.listen(window.app.register.place)
        else:
            server.close()

    window.ready.connect(listen)


class Crash:
    """What happens on a bug: it is written to the log, and the user is told that nothing saved is lost.

    A sentence that nobody below said, the window says.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._message_open = False

    def __call__(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        from cp_desktop.bug_details import details, say
        from cp_desktop.errors import UserError

        if isinstance(problem, UserError):  # such as a register that cannot be read: no bug
            self._say(problem)
            return
        text = f"{_facts()}\n{details(problem.with_traceback(trace))}"
        say(text)
        log = write_log(text)
        if self._message_open or issubclass(kind, KeyboardInterrupt):
            return
        from cp_desktop.ui.dialogs.crash_box import CrashBox

        self._message_open = True
        box = CrashBox(text, log, self._window)
        box.finished.connect(self._message_closed)
        QTimer.singleShot(0, box.open)

    def _say(self, problem: UserError) -> None:
        from cp_desktop.register.store import RegisterUnreadableError

        page = self._window.page()
        if page is not None and isinstance(problem, RegisterUnreadableError):
            page.not_read(problem)  # it reads again by and by
        else:
            self._window.say(str(problem), "error")

    def _message_closed(self) -> None:
        self._message_open = False


def _facts() -> str:
    from cp_desktop.ui.dialogs.help import facts

    with suppress(Exception):  # what is wrong may be just this
        return facts()
    return ""
