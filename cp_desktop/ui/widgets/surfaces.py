"""What stands on a page: cards, the banner, and what takes the place of an empty page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import shiboken6
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import link_button, push_button, tool_button
from cp_desktop.ui.widgets.labels import ScaledLabel
from cp_desktop.ui.widgets.letters import literal

Kind = Literal["info", "warning", "error"]


class Card(QFrame):
    """A raised surface; put a layout's worth of widgets into `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE.medium, SPACE.medium, SPACE.medium, SPACE.medium)
        self.body.setSpacing(SPACE.small)


class Banner(QFrame):
    """A sentence across the page: what happened, what was not changed, what to do.

    Hidden until `say`; Escape closes it when the focus is inside. Never takes the focus by itself: `enter` does.
    What is only for information goes by itself after `info_for` milliseconds, if any are given, but not while the
    mouse or the keyboard is on it.
    """

    acted = Signal()
    acted_otherwise = Signal()
    closed = Signal()

    _ICONS: Final = {"info": "info", "warning": "warning", "error": "warning"}
    _SPOKEN: Final = {"info": "Note", "warning": "Warning", "error": "Error"}

    def __init__(self, parent: QWidget | None = None, *, info_for: int | None = None) -> None:
        super().__init__(parent)
        self._closing = QTimer(self, singleShot=True)
        self._closing.timeout.connect(self._time_is_up)
        self.said = 0  # how many sentences, so that one can tell whether another was said meanwhile
        self._came_from: QWidget | None = None
        self._info_for = info_for
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = link_button("")
        self._action.clicked.connect(self.acted)
        self._other = link_button("")
        self._other.clicked.connect(self.acted_otherwise)
        self._close = tool_button("close", "Close this message")
        self._close.clicked.connect(self.dismiss)
        links = QHBoxLayout()
        links.setSpacing(SPACE.medium)
        links.addWidget(self._action)
        links.addWidget(self._other)
        links.addStretch()
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(SPACE.small)
        self._words.addWidget(self._text, 1)
        self._words.addLayout(links)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.medium, SPACE.tight, SPACE.small, SPACE.tight)
        row.setSpacing(SPACE.small)
        row.addWidget(self._sign)
        row.addLayout(self._words, 1)
        row.addWidget(self._close)
        self._kind: Kind = "info"
        self.hide()

    def say(
        self, sentence: str, kind: Kind = "info", *, action: str = "", other: str = "", closable: bool = True
    ) -> None:
        """Show a sentence, and an `action` as a link (`acted` is emitted when it is chosen), perhaps with an `other`
        one (`acted_otherwise`)."""
        self.said += 1
        self._kind = kind
        self.setProperty("surface", kind)
        self._text.setText(sentence)
        for link, words in ((self._action, action), (self._other, other)):
            link.setText(words)
            link.setVisible(bool(words))
        # Two stand under the sentence: beside it they would leave it a narrow column in a small window.
        down = QBoxLayout.Direction.TopToBottom if other else QBoxLayout.Direction.LeftToRight
        self._words.setDirection(down)
        self._close.setVisible(closable)
        self.setAccessibleName(f"{self._SPOKEN[kind]}: {sentence}")
        self._restyle()
        self.show()
        self._closing.stop()
        if self._info_for is not None and kind == "info":
            self._closing.start(self._info_for)
        announce(self, self.accessibleName())

    def dismiss(self) -> None:
        """Hide the banner, as its close button does; the keyboard goes back to where it came from."""
        if self._has_keyboard() and self._came_from is not None and shiboken6.isValid(self._came_from):
            self._came_from.setFocus()
        self._came_from = None
        self._closing.stop()
        self.hide()
        self.closed.emit()

    def take_back(self, sentence: str) -> None:
        """Hide the banner if it still says this sentence."""
        if not self.isHidden() and self.text() == sentence:
            self.dismiss()

    def enter(self) -> None:
        """Bring the keyboard to what can be done about the message; nothing while there is none."""
        if self.isVisible() and not self._has_keyboard():
            self._came_from = self.window().focusWidget()
            first = next((one for one in (self._action, self._other, self._close) if not one.isHidden()), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def kind(self) -> Kind:
        """The kind of the sentence last said."""
        return self._kind

    def least_height(self) -> int:
        """The height that its buttons need, whatever is said."""
        margins: int = self.contentsMargins().top() + self.contentsMargins().bottom() + 2 * SPACE.tight
        highest: int = max(self._close.sizeHint().height(), self._action.sizeHint().height())
        return highest + margins

    def _has_keyboard(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and not self.isWindow()  # nobody else could have it

    def _time_is_up(self) -> None:
        if self.underMouse() or self._has_keyboard():
            self._closing.start()
        else:
            self.dismiss()

    def text(self) -> str:
        """The sentence last said."""
        return self._text.text()

    def _restyle(self) -> None:
        ink = f"{self._kind}_ink"
        self._sign.setPixmap(
            theme.icon(self._ICONS[self._kind], ink).pixmap(theme.icon_size(), self.devicePixelRatioF())
        )
        self._close.setIcon(theme.icon("close", ink))
        for widget in (self, self._text, self._action, self._other):  # a changed property needs polishing to be seen
            self.style().unpolish(widget)
            self.style().polish(widget)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._text.text():
            ink = f"{self._kind}_ink"
            self._sign.setPixmap(
                theme.icon(self._ICONS[self._kind], ink).pixmap(theme.icon_size(), self.devicePixelRatioF())
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._close.isVisible():
            self.dismiss()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """What stands in a page's place while it has nothing to show: what it is for, and the next step."""

    _LINE, _SHORTEST_LINE = 60, 24  # letters

    def __init__(
        self,
        icon: str,
        sentence: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`actions` are up to four (words, what they do); the first is the one to recommend."""
        if len(actions) > 4:
            raise ValueError("an empty page offers at most four steps")
        super().__init__(parent)
        self._icon = icon
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = ScaledLabel(sentence, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = [push_button(literal(text), primary=not place) for place, (text, _) in enumerate(actions)]
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        row.addStretch()
        for button, (_, action) in zip(self.buttons, actions, strict=True):
            button.clicked.connect(lambda _=False, do=action: do())
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        column.setSpacing(SPACE.medium)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(3)
        self.setAccessibleName(sentence)
        self._draw()

    def _draw(self) -> None:
        side = QFontMetrics(theme.font()).height() * 3
        icon = theme.icon(self._icon, "accent")
        self._sign.setPixmap(icon.pixmap(QSize(side, side), self.devicePixelRatioF()))
        self._fit_words()

    def _fit_words(self) -> None:
        letter: int = QFontMetrics(self._words.font()).averageCharWidth()
        width = max(min(self.width() - 2 * SPACE.large, letter * self._LINE), letter * self._SHORTEST_LINE)
        self._words.setFixedSize(width, self._words.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        buttons = sum(button.minimumSizeHint().width() + SPACE.small for button in self.buttons)
        letter: int = QFontMetrics(self._words.font()).averageCharWidth()
        return QSize(max(buttons, letter * self._SHORTEST_LINE) + 2 * SPACE.large, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._draw()
        return done


def stacked(*pages: QWidget) -> QStackedWidget:
    """Widgets in one place, the first in front: content, and what stands there while there is none."""
    stack = QStackedWidget()
    for page in pages:
        stack.addWidget(page)
    return stack
