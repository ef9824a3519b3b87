"""Starts the window: painted first, the register opened after, and bugs kept in a log instead of lost."""

from __future__ import annotations

import datetime as dt
import sys
import traceback
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from . import theme
from .memory import recall
from .window import MainWindow, recent_registers


def run(path: Path | None = None, as_at: dt.date | None = None) -> int:
    """Opens the window, on a register or on the one used last, and returns the exit code when it closes."""
    app = application()
    window = MainWindow()
    sys.excepthook = Crash(window)

    def open_first() -> None:
        chosen = path or next(iter(recent_registers()), None)
        if chosen is None or not window.open_register(chosen, as_at):
            window.show_welcome()

    window.painted.connect(open_first)
    window.show()
    return app.exec()


def application() -> QApplication:
    """The application with its looks, made once."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("CP Desktop")
    app.setDesktopFileName("cp-desktop")
    theme.apply(app, str(recall("window/scheme", "system")))  # type: ignore[arg-type]
    return app


class Crash:
    """What happens on a bug: it is written to the log, and the user is told that nothing saved is lost."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._telling = False

    def __call__(self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, problem, trace))
        sys.stderr.write(text)
        log = write_log(text)
        if self._telling or issubclass(kind, KeyboardInterrupt):
            return
        self._telling = True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("CP Desktop")
        box.setText("Something went wrong inside the program.")
        box.setInformativeText(
            "What you had saved is safe in the register. The last step may not have been done: look before you "
            f"repeat it. The details are in {log}; please send them to whoever looks after the program."
        )
        box.setDetailedText(text)
        box.finished.connect(self._told)
        QTimer.singleShot(0, box.open)

    def _told(self) -> None:
        self._telling = False


def write_log(text: str) -> Path:
    """Appends a bug's details to the log and returns its path."""
    log = user_log_path("CP Desktop", appauthor=False, ensure_exists=True) / "cp-desktop.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    return log
