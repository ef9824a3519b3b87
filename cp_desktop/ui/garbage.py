"""Python's garbage is collected on the window's thread alone.

Python collects on whichever thread asks for memory next, also on one that reads the register. Parts of the window that
it ends there take their timers with them, which only their own thread may stop: the program would be killed.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 500  # milliseconds


class GarbageCollector(QObject):
    """Collects now and then, by Python's own thresholds, for as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > thresholds[generation]]
        if due:
            gc.collect(max(due))
