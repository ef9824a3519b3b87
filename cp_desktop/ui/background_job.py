"""Work off the window's thread: what it brings, or what went wrong, arrives back on the window's."""

from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Signal

T = TypeVar("T")


class JobSignals(QObject):
    """`arrived` brings the result and the problem, one of them None; `moved` how far the work is: done, total, what."""

    arrived = Signal(object, object)
    moved = Signal(int, int, str)


class BackgroundJob(QRunnable, Generic[T]):
    """One piece of work for a thread pool. Whoever starts it keeps it until it has arrived.

    The work is given the job itself, may emit `signals.moved` and looks at `cancelled`: what a job does that nobody
    wants any more, it knows best.
    """

    def __init__(self, work: Callable[["BackgroundJob[T]"], T]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it: Qt deleting it under the signal's feet would crash
        self.signals = JobSignals()
        self.cancelled = False
        self._work = work

    def run(self) -> None:
        result: T | None = None
        problem: BaseException | None = None
        try:
            result = self._work(self)
        except BaseException as raised:  # whatever it is, it belongs on the window's thread
            problem = raised
        with suppress(RuntimeError):  # the window closed meanwhile: nobody waits for this any more
            self.signals.arrived.emit(result, problem)
