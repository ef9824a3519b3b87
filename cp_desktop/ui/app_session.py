"""The session of the app: the open register as every page sees it.

Pages read through `read` or, for anything that may take a while, `ask`; they write by services, called in `try_`; long
work goes through `work`, off the window's thread, with progress and cancel. What any of it touched is announced once,
by `changed`, and pages that show it read again.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Council, Edition, MunicipalYear, show
from cp_desktop.places import Place
from cp_desktop.register import Announcement, Register
from cp_desktop.services import history, registers
from cp_desktop.services.history import Reversal
from cp_desktop.ui.background_job import BackgroundJob
from cp_desktop.ui.council_terms import CouncilTerms, council_terms
from cp_desktop.ui.register_file.copy_keeper import CopyKeeper
from cp_desktop.ui.remark import Remark
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.unread import UnreadParts

MINUTE = 60_000  # milliseconds: a machine that slept over midnight is noticed as soon
T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Scope:
    """The year and the day the pages speak of. `edition_id` is None while the year has no menu."""

    year_id: int
    year: str
    first_day: dt.date
    last_day: dt.date
    edition_id: int | None
    as_at: dt.date


class AppSession(QObject):
    """One open register, one chosen year and day."""

    changed = Signal(frozenset)  # names of the tables that an operation touched
    scope_changed = Signal()
    years_changed = Signal()  # there are others, or they are called otherwise
    terms_changed = Signal()  # the council's own terms
    message = Signal(str, str, str)  # a sentence, its kind (info, warning, error), the words of its action
    checked = Signal()  # the register, as a whole
    over = Signal(str)  # a sentence said before that holds no longer

    def __init__(
        self,
        register: Register,
        as_at: dt.date | None = None,
        parent: QObject | None = None,
        calendar: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        """`as_at` is a day to begin with that somebody chose; without one it is today, as the `calendar` says."""
        super().__init__(parent)
        self.register = register
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._asked: dict[tuple[int, str], tuple[QObject, BackgroundJob[Any]]] = {}
        self._jobs: set[BackgroundJob[Any]] = set()
        self._terms = self.read(council_terms)
        self._other_terms = False  # whether they have changed since
        self.unread = UnreadParts(self)
        self.operations = 0  # since the register was opened, by whichever road
        self.uid = self.read(lambda session: session.get_one(Council, 1).register_uid)
        self._chose_day = as_at is not None  # else the pages follow the calendar
        self._calendar, self._today = calendar, calendar()
        self.scope = self._first_scope(as_at)
        self._clock = QTimer(self, interval=MINUTE)
        self._clock.timeout.connect(self.follow_calendar)
        self._clock.start()
        self.copy_keeper = CopyKeeper(self)
        register.listeners.append(self._announced)

    # -- what the pages speak of

    @property
    def can_write(self) -> bool:
        return self.register.can_write

    @property
    def terms(self) -> CouncilTerms:
        """The council's name and terms; as they were, where they cannot be read: every page needs them to say so."""
        if self._other_terms:
            with suppress(UserError):
                self._terms = self.read(council_terms)
                self._other_terms = False
        return self._terms

    def years(self) -> list[str]:
        """The labels of all municipal years, the latest first."""
        query = select(MunicipalYear.label).order_by(MunicipalYear.first_day.desc())
        return self.read(lambda session: list(session.scalars(query)))

    @property
    def today(self) -> dt.date:
        """The day it is, as the calendar says."""
        return self._calendar()

    def choose_year(self, label: str) -> None:
        """Turns every page to another municipal year, as at its last day or today if that is earlier."""
        self._chose_day = False
        self._set_scope(self._scope_of(label, None))

    def choose_day(self, as_at: dt.date) -> None:
        """Turns every page to another day, which stays for this session; today's own is followed from then on."""
        today = min(self._calendar(), self.scope.last_day)
        self._chose_day = as_at != today
        self._set_scope(replace(self.scope, as_at=as_at))

    def follow_calendar(self) -> None:
        """Turns every page to the new day once one has begun, and says so, unless another was chosen."""
        today = self._calendar()
        if today == self._today:
            return
        try:
            scope = self._scope_of(self.scope.year, None)
        except UserError:  # the pages say so; the day is followed once it can be
            return
        self._today = today
        if not self._chose_day and scope.as_at != self.scope.as_at:
            self._set_scope(scope)
            self.message.emit(f"A new day has begun: every page is now as at {show(scope.as_at)}.", "info", "")

    def _set_scope(self, scope: Scope) -> None:
        if scope != self.scope:
            self.scope = scope
            self._remember_scope()
            self.scope_changed.emit()

    def _first_scope(self, as_at: dt.date | None) -> Scope:
        years = self.years()
        label = recall(self._memory_key("year"), years[0])
        return self._scope_of(label if label in years else years[0], as_at)

    def _remember_scope(self) -> None:
        remember(self._memory_key("year"), self.scope.year)

    def _memory_key(self, name: str) -> str:
        return f"registers/{self.uid}/{name}"

    def _scope_of(self, label: str, as_at: dt.date | None) -> Scope:
        def query(session: Session) -> Scope:
            year = session.scalars(select(MunicipalYear).where(MunicipalYear.label == label)).one()
            edition = session.scalars(select(Edition.id).where(Edition.year_id == year.id)).first()
            day = as_at or min(self._calendar(), year.last_day)
            return Scope(year.id, year.label, year.first_day, year.last_day, edition, day)

        return self.read(query)

    # -- reading

    def read(self, query: Callable[[Session], T]) -> T:
        """The answer to a quick question, at once. Raises UserError where the register cannot be read."""
        with self.register.reading() as session:
            return query(session)

    def read_part(
        self, owner: QObject, topic: str, query: Callable[[Session], T], otherwise: T, again: Callable[[], object]
    ) -> T:
        """The answer to a quick question while something is painted; `otherwise` where the register cannot be read.

        Then the page or dialog of the owner says so, over what is painted, until that is read `again`.
        """
        try:
            answer = self.read(query)
        except UserError as problem:
            self.unread.add(owner, topic, problem, again, false=True)
            return otherwise
        self.unread.answered(owner, topic)
        return answer

    def ask(self, owner: QObject, query: Callable[[Session], T], then: Callable[[T], None], topic: str = "") -> None:
        """Answers a question on another thread and hands the answer to `then` on this one.

        A later question of the same owner and topic makes an unanswered earlier one void, and so does the
        owner's end. Where the register cannot be read, the owner's page or dialog says so, and it is asked again.
        """
        key = (id(owner), topic)
        job: BackgroundJob[T] = BackgroundJob(lambda _: self.read(query))

        def arrived(result: T, problem: BaseException | None) -> None:
            self._jobs.discard(job)
            if self._asked.get(key) != (owner, job) or not shiboken6.isValid(owner):
                return
            del self._asked[key]
            try:
                if problem is not None:
                    raise problem
                then(result)
            except UserError as unread:
                self.unread.add(owner, topic, unread, partial(self.ask, owner, query, then, topic))
                return
            self.unread.answered(owner, topic)
            lay_out_at_once()

        self._asked[key] = owner, job
        self._start(job, arrived)

    def asking(self) -> list[QObject]:
        """Who waits for an answer."""
        return [owner for owner, _ in self._asked.values() if shiboken6.isValid(owner)]

    def is_asking(self, owner: QObject, topic: str) -> bool:
        """Whether an owner waits for the answer to its question about a topic."""
        return (id(owner), topic) in self._asked

    @property
    def busy(self) -> bool:
        """Whether anything asked for is still on its way."""
        return bool(self._jobs)

    # -- writing

    def try_(self, action: Callable[[], T], remark: Remark | None = None) -> T | None:
        """Runs an action; what the user can mend is said in the banner, and None comes back.

        By a `remark`, it can be taken back once it is mended; else it stands until the next thing is done.
        """
        try:
            return action()
        except UserError as problem:
            (remark or Remark(self)).say(str(problem))
            return None

    def undoable(self) -> tuple[str | None, str | None] | None:
        """The labels of what Undo and Redo would do now; None where that cannot be read: pages say why."""
        try:
            return self.register.undoable() if self.can_write else (None, None)
        except UserError:
            return None

    def undo(self) -> None:
        """Takes back the latest operation and says which."""
        self._turn(history.undo)

    def redo(self) -> None:
        """Does again what was undone last and says what."""
        self._turn(history.redo)

    def _turn(self, turn: Callable[[Register], Reversal]) -> None:
        reversal = self.try_(partial(turn, self.register))
        if reversal:
            self.message.emit(reversal.sentence, "info", reversal.back)

    # -- long work

    def work(
        self,
        parent: QWidget,
        title: str,
        job: Callable[[Progress, Cancelled], T],
        then: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Runs long work off this thread, with a progress dialog that can cancel it; `then` gets its result.

        The work is given `progress(done, total, what)` and `cancelled()`; it looks at the latter and raises
        UserError to stop, having changed nothing.
        """
        dialog = QProgressDialog(title, "Cancel", 0, 0, parent)
        dialog.setWindowTitle(title)
        dialog.setAccessibleName(title)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(400)
        dialog.setAutoClose(False)
        dialog.setAutoReset(False)
        running: BackgroundJob[T] = BackgroundJob(lambda self_: job(self_.signals.moved.emit, lambda: self_.cancelled))

        def moved(done: int, total: int, what: str) -> None:
            dialog.setMaximum(total)
            dialog.setValue(done)
            dialog.setLabelText(what or title)

        def cancel() -> None:
            running.cancelled = True
            dialog.setLabelText("Stopping. Nothing will be changed.")

        def arrived(result: T, problem: BaseException | None) -> None:
            self._jobs.discard(running)
            dialog.canceled.disconnect(cancel)
            dialog.close()
            dialog.deleteLater()
            if problem is None:
                then(result)
            elif failed and isinstance(problem, UserError):
                failed(problem)
            else:
                self._complain(problem)

        dialog.canceled.connect(cancel)
        running.signals.moved.connect(moved)
        self._start(running, arrived)

    def do_quietly(self, work: Callable[[], None]) -> None:
        """Does what nobody waits for, off this thread; closing the register waits for it."""
        job: BackgroundJob[None] = BackgroundJob(lambda _: work())

        def arrived(_: None, problem: BaseException | None) -> None:
            self._jobs.discard(job)
            if problem is not None:
                self._complain(problem)

        self._start(job, arrived)

    def _start(self, job: BackgroundJob[Any], arrived: Callable[[Any, BaseException | None], None]) -> None:
        self._jobs.add(job)
        job.signals.arrived.connect(arrived, Qt.ConnectionType.QueuedConnection)
        self._pool.start(job)

    def _complain(self, problem: BaseException) -> None:
        if not isinstance(problem, UserError):
            raise problem
        self.message.emit(str(problem), "error", "")

    # -- the end

    def close(self) -> None:
        """Waits for what is under way and closes the register. Closing it once more does nothing."""
        if self._closed:
            return
        self._closed = True
        for job in self._jobs:
            job.cancelled = True
        self._asked.clear()
        for timer in self.findChildren(QTimer):
            timer.stop()  # by this thread: what is left of them may be taken away by another
        self._pool.waitForDone()
        for part in self.children():  # now: Python might end them on another thread, where no timer can be stopped
            part.deleteLater()
        self.register.close()

    def read_again(self) -> None:
        """Has everything read again: others changed the register, or what is at its place is it again."""
        self._touched(frozenset(Base.metadata.tables))

    def _announced(self, announcement: Announcement) -> None:
        self.operations += 1
        self._touched(announcement.tables)

    def _touched(self, tables: frozenset[str]) -> None:
        # May come from a worker's thread: a signal crosses over by itself.
        if tables & {"municipal_year", "edition"}:
            QTimer.singleShot(0, self, self._rescope)
        if "council" in tables:
            self._other_terms = True
            self.terms_changed.emit()
        self.changed.emit(tables)

    def _rescope(self) -> None:
        """Stays in the year that was chosen, whatever it is called by now; in the latest, once that one is gone."""
        query = select(MunicipalYear.label).where(MunicipalYear.id == self.scope.year_id)
        label = self.read(lambda session: session.scalar(query))
        self._set_scope(self._scope_of(label or self.years()[0], self.scope.as_at))
        self.years_changed.emit()


def open_session(place: Place | Path, as_at: dt.date | None, parent: QObject) -> tuple[AppSession, str]:
    """Opens a register for the window, and says what there is to say of its upgrade. Raises UserError."""
    register, upgraded = registers.open_register(place)
    try:
        return AppSession(register, as_at, parent), upgraded
    except BaseException:
        register.close()
        raise


def lay_out_at_once() -> None:
    """Gives all that was changed its new place and size before it is painted.

    Qt does that by a round of events for each widget inside another, and paints in between: words cut to the size of
    what stood there before. What grows in one round moves in the next what stands round it.
    """
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
