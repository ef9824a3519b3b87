"""The window: its start, and a table of 1,000 and of 120,000 councillors."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from . import worlds
from .clock import Ratio, pairs, python

# Each ends as soon as it has painted: taking a program down is no part of its start.
_BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
app = QApplication([])
bare = Bare()
bare.resize(1280, 800)
bare.show()
app.exec()
"""

_PAINTED = """
import os
from cp_desktop.ui.app import application
from cp_desktop.ui.window import MainWindow
app = application()
window = MainWindow()
window.painted.connect(lambda: os._exit(0))
window.show()
app.exec()
"""

_OVERVIEW = """
import datetime, os, sys
from PySide6.QtCore import QTimer
from cp_desktop.places import place_at
from cp_desktop.ui import app
made = app.MainWindow
def watch():
    window = next((w for w in app.QApplication.topLevelWidgets() if isinstance(w, made)), None)
    if window and window.app and window.page() and not window.app.busy:
        window.repaint()
        os._exit(0)
timer = QTimer
application = app.application()
watcher = QTimer()
watcher.timeout.connect(watch)
watcher.start(5)
app.run(place_at(sys.argv[1]), datetime.date(2018, 1, 31))
"""


def lines(folder: Path) -> Iterator[str]:
    """The ratios of the start, and of the large table to the small one."""
    small, large = worlds.thousandfold(folder, 9), worlds.thousandfold(folder)
    demo = str(worlds.demo_register(folder))
    yield pairs(lambda: python(_PAINTED), lambda: python(_BARE), 11).line(
        "first painted window / a bare Qt window", 1.2
    )
    yield pairs(lambda: python(_OVERVIEW, demo), lambda: python(_BARE), 11).line(
        "the demo's overview shown / a bare Qt window", 2.6
    )
    # In a process of its own: a table that has been shown once is warm.
    words = [sys.executable, "-m", "tests.bench.window", str(small), str(large)]
    yield subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ).stdout.rstrip()


def _tables(small: Path, large: Path) -> Iterator[str]:
    from PySide6.QtWidgets import QApplication

    from cp_desktop.register import Register
    from cp_desktop.ui import theme
    from cp_desktop.ui.app import application
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.pages.councillors import CouncillorsPage

    app = application()
    theme.apply(app)

    def until(done: Callable[[], bool]) -> None:
        while not done():
            QApplication.processEvents()

    def first_paint(path: Path) -> float:
        app = AppSession(Register.open(path, write=False), worlds.AS_AT)
        page = CouncillorsPage(app)
        page.resize(1000, 700)
        start = time.perf_counter()
        page.show()
        until(lambda: page.rows.model.loaded and not app.busy)
        page.grab()
        taken = time.perf_counter() - start
        page.close()
        app.close()
        return taken

    def keystroke(path: Path) -> float:
        app = AppSession(Register.open(path, write=False), worlds.AS_AT)
        page = CouncillorsPage(app)
        page.show()
        until(lambda: page.rows.model.loaded and not app.busy)
        worst = 0.0
        for letters in ("o", "oh", "oha", "ohar", "ohara"):
            start = time.perf_counter()
            page.rows.model.words = letters
            page.rows.model.refresh()
            until(lambda: not app.busy)
            page.grab()
            worst = max(worst, time.perf_counter() - start)
        page.close()
        app.close()
        return worst

    for what, measure in (("first paint", first_paint), ("worst filter keystroke", keystroke)):
        ratio: Ratio = pairs(lambda m=measure: m(large), lambda m=measure: m(small), 3)  # type: ignore[misc]
        yield ratio.line(f"table of 120,000 / of 1,080 councillors: {what}")


if __name__ == "__main__":
    for line in _tables(Path(sys.argv[1]), Path(sys.argv[2])):
        print(line)
