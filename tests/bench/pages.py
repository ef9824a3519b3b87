"""Every page of the window on 10,000 visits and on 100: opening one may take twice the time at most."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from . import worlds
from .clock import SMALL, pairs


def lines(folder: Path) -> Iterator[str]:
    """A ratio for each page."""
    few, many = worlds.with_visits(folder, 100), worlds.with_visits(folder, 200 if SMALL else 10_000)
    # In a process of its own: a page that has been shown once is warm.
    words = [sys.executable, "-m", "tests.bench.pages", str(few), str(many)]
    yield subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ).stdout.rstrip()


def _pages(few: Path, many: Path) -> Iterator[str]:
    from PySide6.QtWidgets import QApplication

    from cp_desktop.register import Register
    from cp_desktop.ui import theme
    from cp_desktop.ui.app import application
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.pages import PAGES, PageEntry

    app = application()
    theme.apply(app)

    def opening(entry: PageEntry, path: Path) -> float:
        app = AppSession(Register.open(path, write=False), worlds.AS_AT)
        start = time.perf_counter()
        page = entry.kind(app)
        page.resize(1080, 740)
        page.show()
        QApplication.processEvents()
        while app.busy:
            QApplication.processEvents()
        page.grab()
        taken = time.perf_counter() - start
        page.close()
        app.close()
        return taken

    for entry in PAGES:
        ratio = pairs(lambda e=entry: opening(e, many), lambda e=entry: opening(e, few), 5)  # type: ignore[misc]
        yield ratio.line(f"{entry.title}: with 10,000 visits / with 100", 2)


if __name__ == "__main__":
    for line in _pages(Path(sys.argv[1]), Path(sys.argv[2])):
        print(line)
