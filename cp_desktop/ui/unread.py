"""What could not be read: the page or the dialog that asked says why, in one sentence, and it is read again.

The register's file may be gone, locked, damaged, or its drive away. What stood on a page stays there as it was, and
marked as old; a page that was never read, or for another day, is covered: it must not look as if there were nothing.
Everything is read again after a while, when somebody comes back to the window, and on a button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Council
from cp_desktop.register.store import RegisterReplacedError
from cp_desktop.ui.widgets.surfaces import Banner, EmptyState

if TYPE_CHECKING:
    from cp_desktop.errors import UserError
    from cp_desktop.ui.app_session import AppSession, Scope

SOON = 50  # milliseconds: what fails while something is painted must not change the layout then
WAITS = (3_000, 6_000, 12_000, 15_000)  # milliseconds between tries: the last of them again and again
TRY_AGAIN = "Try again"
READ_BEFORE = "What stands below was read before."
TOLD_ABOVE = "This page could not be read: the line at the top says why."


class ReadingPlace:
    """A page, which has room for the sentence in its layout, after so many rows. Every dialog is such a place, too."""

    notice_row: ClassVar[int] = 1


@dataclass(frozen=True)
class _Part:
    """One question without an answer: whose, why, how it is asked again, and whether what stands there is false."""

    owner: QObject
    problem: UserError
    again: Callable[[], object]
    scope: Scope
    false: bool


class UnreadParts(QObject):
    """The questions of one session that found no answer, until they do."""

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self._app = app
        self._parts: dict[tuple[int, str], _Part] = {}
        self._whole: WeakKeyDictionary[QWidget, Scope] = WeakKeyDictionary()  # places, for what they were read last
        self._notices: WeakKeyDictionary[QWidget, UnreadNotice] = WeakKeyDictionary()
        self._tried = 0
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._probe)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._show)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._state_changed)

    # -- what happened

    def add(
        self, owner: QObject, topic: str, problem: UserError, again: Callable[[], object], *, false: bool = False
    ) -> None:
        """Notes a question of an owner that found no answer, for the place that the owner is in.

        `false` says that what stands there in its stead is not true. Outside every page and dialog, it is said in the
        window's line for messages.
        """
        if _place_of(owner) is None:
            self._app.message.emit(str(problem), "error", "")
            return
        self._parts[id(owner), topic] = _Part(owner, problem, again, self._app.scope, false)
        self._soon.start()
        if not self._clock.isActive():
            self._clock.start(WAITS[min(self._tried, len(WAITS) - 1)])

    def answered(self, owner: QObject, topic: str) -> None:
        """Notes that a question has its answer."""
        part = self._parts.pop((id(owner), topic), None)
        place = _place_of(owner)
        if place is not None and not self._asking(place) and not self._at(place):
            self._whole[place] = self._app.scope
        if part is not None:
            self._soon.start()

    def forget(self, owner: QObject) -> None:
        """Drops all questions of an owner: it has begun anew."""
        for key in [key for key, part in self._parts.items() if part.owner is owner]:
            del self._parts[key]
            self._soon.start()

    def waits_at(self, place: QWidget) -> bool:
        """Whether anything of a place could not be read."""
        return bool(self._at(place))

    # -- reading again

    def try_again(self) -> None:
        """Asks again, in all places on the screen, what nobody asks just now."""
        self._tried = 0
        self._again()

    def _again(self) -> None:
        for key, part in list(self._parts.items()):
            place = _place_of(part.owner) if shiboken6.isValid(part.owner) else None
            if place is None or part.scope != self._app.scope:  # its page asks anew for the new day
                self._parts.pop(key, None)
            elif place.isVisible() and not self._app.is_asking(part.owner, key[1]):
                part.again()
        self._soon.start()
        self._go_on()

    def _go_on(self) -> None:
        if self._parts:
            self._clock.start(WAITS[min(self._tried, len(WAITS) - 1)])
        else:
            self._clock.stop()
            self._tried = 0

    def _probe(self) -> None:
        """Looks off this thread whether there is any use in reading: the window must not wait for a drive that is away.

        `probed` is told by a question of its own, which has no place and complains of nothing.
        """
        self._tried += 1
        self._app.ask(self, _can_be_read, self._probed, "probe")

    def _probed(self, readable: bool) -> None:
        if readable:
            self._again()
        else:
            self._go_on()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._parts:
            self._tried = 0
            self._probe()

    # -- saying it

    def _at(self, place: QWidget) -> list[_Part]:
        return [part for part in self._parts.values() if _place_of(part.owner) is place]

    def _asking(self, place: QWidget) -> bool:
        return any(_place_of(owner) is place for owner in self._app.asking())

    def _show(self) -> None:
        for place, notice in list(self._notices.items()):
            if shiboken6.isValid(place) and not self._at(place):
                notice.end()
        places = {_place_of(part.owner) for part in self._parts.values()}
        for place in filter(None, places):
            self._say(place, self._at(place))

    def _say(self, place: QWidget, parts: list[_Part]) -> None:
        notice = self._notices.get(place)
        if notice is None:
            notice = self._notices[place] = UnreadNotice(place, self.try_again)
        page = isinstance(place, ReadingPlace)
        covered = page and (self._whole.get(place) != self._app.scope or any(part.false for part in parts))
        problem = parts[-1].problem
        sentence = TOLD_ABOVE if page and isinstance(problem, RegisterReplacedError) else str(problem)
        notice.say(sentence, covered)


class UnreadNotice(QObject):
    """The sentence of one place: a line over what was read before, or in place of what could not be."""

    def __init__(self, place: QWidget, again: Callable[[], object]) -> None:
        super().__init__(place)
        self._place, self._again = place, again
        layout = place.layout()
        assert isinstance(layout, QVBoxLayout)
        self._row = place.notice_row if isinstance(place, ReadingPlace) else 0
        self._layout = layout
        self.line = Banner()
        self.line.acted.connect(again)
        layout.insertWidget(self._row, self.line)
        self.cover: EmptyState | None = None
        self._had_keyboard: QWidget | None = None
        place.installEventFilter(self)

    def say(self, sentence: str, covered: bool) -> None:
        """Says a sentence, over the place's content or, `covered`, in its stead."""
        if covered:
            self.line.hide()
            if self.cover is None or self.cover.accessibleName() != sentence:
                self._cover(sentence)
            return
        self._uncover()
        words = f"{sentence} {READ_BEFORE}"
        if self.line.isHidden() or self.line.text() != words:
            self.line.say(words, "error", action=TRY_AGAIN, closable=False)

    def end(self) -> None:
        """Says nothing any more."""
        self.line.hide()
        self._uncover()

    def _cover(self, sentence: str) -> None:
        had = self._had_keyboard if self.cover is not None else self._place.window().focusWidget()
        self._uncover()
        cover = EmptyState("warning", sentence, [(TRY_AGAIN, self._again)], self._place)
        cover.setAutoFillBackground(True)
        self.cover = cover
        self._arrange()
        cover.show()
        cover.raise_()
        if had is not None and self._is_covered(had):
            self._had_keyboard = had
            cover.buttons[0].setFocus()

    def _is_covered(self, widget: QWidget) -> bool:
        assert self.cover is not None
        return self._place.isAncestorOf(widget) and self.cover.geometry().contains(
            widget.mapTo(self._place, widget.rect().center())
        )

    def _uncover(self) -> None:
        cover, self.cover = self.cover, None
        if cover is None:
            return
        had, self._had_keyboard = self._had_keyboard, None
        has_keyboard = any(button.hasFocus() for button in cover.buttons)
        cover.hide()
        cover.deleteLater()
        if has_keyboard and had is not None and shiboken6.isValid(had):
            had.setFocus()

    def _arrange(self) -> None:
        head = self._layout.itemAt(self._row - 1)
        area = self._place.rect()
        if head is not None:
            area.setTop(head.geometry().bottom() + 1)
        if self.cover is not None:
            self.cover.setGeometry(area)
            self.cover.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.cover is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._arrange)
        return super().eventFilter(watched, event)


def _place_of(owner: QObject) -> QWidget | None:
    """The page or the dialog that somebody who asked is on."""
    place: QObject | None = owner if shiboken6.isValid(owner) else None
    while place is not None and not isinstance(place, ReadingPlace | QDialog):
        place = place.parent()
    return place if isinstance(place, QWidget) else None


def _can_be_read(session: Session) -> bool:
    try:
        return session.scalar(select(Council.id)) is not None
    except Exception:  # whatever it is: who asks for more is told
        return False
