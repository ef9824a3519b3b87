"""Work off the window's thread: what it brings, or what went wrong, arrives back on the window's."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from cp_desktop.errors import UserError

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


class BackgroundReader(QObject):
    """Reads for one widget what may take a while, off the window's thread, where no register need be open.

    A later question of the same topic makes an unanswered earlier one void, and so does the widget's end.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)  # its end waits for what is under way
        self._pool.setMaxThreadCount(1)
        self._asked: dict[str, BackgroundJob[Any]] = {}

    def ask(
        self,
        topic: str,
        work: Callable[[BackgroundJob[T]], T],
        then: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> BackgroundJob[T]:
        """Does the work; `then` gets its result, `failed` what the user can mend. The job can be `cancelled`."""
        job = BackgroundJob(work)
        earlier = self._asked.get(topic)
        if earlier is not None:
            earlier.cancelled = True

        def arrived(result: T, problem: BaseException | None) -> None:
            if not shiboken6.isValid(self) or self._asked.get(topic) is not job:
                return
            del self._asked[topic]
            if problem is None:
                then(result)
            elif failed is not None and isinstance(problem, UserError):
                failed(problem)
            else:
                raise problem

        self._asked[topic] = job
        job.signals.arrived.connect(arrived, Qt.ConnectionType.QueuedConnection)
        self._pool.start(job)
        return job

    @property
    def busy(self) -> bool:
        """Whether anything asked for is still on its way."""
        return bool(self._asked)
