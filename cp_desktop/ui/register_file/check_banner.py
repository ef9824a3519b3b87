"""What stands over the pages once a check found that the register is not sound; and the checks themselves: at its
opening, once a week in the background, on demand."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QThread, QThreadPool, QTimer, Signal

from cp_desktop.errors import UserError
from cp_desktop.ui.background_job import BackgroundJob
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.surfaces import Banner

if TYPE_CHECKING:
    from cp_desktop.register.soundness import Soundness
    from cp_desktop.ui.app_session import AppSession

SHOW, CHECK = "Show…", "Check the register…"
TITLE = "Checking the register"
FIRST_AFTER, LOOK_EVERY = 20_000, 3_600_000  # milliseconds: opening comes first; a window may stay open for weeks


class CheckBanner(Banner):
    """Stands until a check finds the register sound. Closed, it comes again at the next opening."""

    progressed = Signal(str)  # how far the check in the background is, "" when it has ended

    def __init__(self) -> None:
        super().__init__()
        self._app: AppSession | None = None
        self._found: Soundness | None = None
        self._job: BackgroundJob[Soundness] | None = None
        self._tried = False
        self._pool = QThreadPool(self)  # of its own: pages do not wait for it
        self._pool.setMaxThreadCount(1)
        self._pool.setThreadPriority(QThread.Priority.LowestPriority)
        self._due = QTimer(self)
        self._due.timeout.connect(self.check_if_due)
        self.acted.connect(self._show_found)

    def serve(self, app: AppSession | None) -> None:
        """Looks after the register of a session; None when none is open any more: a check under way is stopped."""
        if self._job is not None:
            self._job.cancelled = True
            self._pool.waitForDone()
        self._app, self._found, self._job, self._tried = app, None, None, False
        self._due.stop()
        self.progressed.emit("")
        self.hide()
        if app is not None:
            self._due.start(FIRST_AFTER)
            self._say()

    # -- in the background

    def check_if_due(self) -> None:
        """Starts the whole check in the background, where none was done for a week or the opening found something."""
        from cp_desktop.services import checking

        self._due.start(LOOK_EVERY)
        app = self._app
        if app is None or self._job is not None or self._tried or app.register.trouble is not None:
            return
        last, week = last_check(app.uid), dt.timedelta(checking.DAYS_BETWEEN)
        if last is not None and dt.date.today() - last[0] < week and not app.register.doubts:
            return
        self._tried = True
        job: BackgroundJob[Soundness] = BackgroundJob(
            lambda self_: checking.check(app.register, self_.signals.moved.emit, lambda: self_.cancelled)
        )
        self._job = job
        job.signals.moved.connect(self._moved)
        job.signals.arrived.connect(partial(self._arrived, job), Qt.ConnectionType.QueuedConnection)
        self._pool.start(job)

    def _moved(self, done: int, total: int, what: str) -> None:
        if self._job is not None:
            self.progressed.emit(f"{TITLE}: {what[:1].lower()}{what[1:]}, {done * 100 // total} %")

    def _arrived(self, job: BackgroundJob[Soundness], found: Soundness | None, problem: BaseException | None) -> None:
        if self._app is None or self._job is not job:  # of a register that was closed meanwhile
            return
        self._job = None
        self.progressed.emit("")
        if found is not None:
            self._keep(found)
        elif isinstance(problem, UserError):
            self._app.message.emit(f"The weekly check of the register could not be done. {problem}", "warning", "")
        elif problem is not None:
            raise problem

    # -- on demand

    def check_now(self) -> None:
        """Checks the register while somebody waits, and shows what was found."""
        from cp_desktop.services import checking

        if self._app is not None:
            register = self._app.register
            self._app.work(
                self.window(), TITLE, lambda moved, stop: checking.check(register, moved, stop), self._keep_and_show
            )

    def _keep_and_show(self, found: Soundness) -> None:
        self._keep(found)
        self._show_found()

    def _show_found(self) -> None:
        from cp_desktop.ui.dialogs.check_dialog import CheckDialog

        if self._found is None:
            self.check_now()
        elif self._app is not None:
            CheckDialog(self._app, self._found, self.window()).open()

    # -- what is known

    def _keep(self, found: Soundness) -> None:
        assert self._app is not None
        self._found = found
        remember_check(self._app.uid, len(found.damage))
        self._say()
        self._app.checked.emit()

    def _say(self) -> None:
        """Says what the last check found, or the opening where none was done since."""
        from cp_desktop.figures.attention import unsound
        from cp_desktop.services import registers

        assert self._app is not None
        last = last_check(self._app.uid)
        if self._found is None and self._app.register.doubts:
            sentence = registers.doubtful(self._app.register)
        else:
            sentence = unsound(*last) if last and last[1] else ""
        if sentence:
            self.say(sentence, "error", action=SHOW if self._found else CHECK)
        else:
            self.hide()


# -- remembered from day to day: how many findings, none of them


def last_check(uid: str) -> tuple[dt.date, int] | None:
    """The day of the last whole check of the register of that number, and how many findings of damage it had."""
    try:
        day = dt.date.fromisoformat(str(recall(f"registers/{uid}/checked", "")))
        return day, int(recall(f"registers/{uid}/amiss", 0))
    except ValueError:
        return None


def remember_check(uid: str, findings: int) -> None:
    """Keeps that the register was checked today."""
    remember(f"registers/{uid}/checked", dt.date.today().isoformat())
    remember(f"registers/{uid}/amiss", findings)
