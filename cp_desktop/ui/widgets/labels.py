"""Words on a page, at a step of the type scale."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QLabel,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import TYPE
from cp_desktop.ui.widgets.accessibility import announce


class ScaledLabel(QLabel):
    """Text at one step of the type scale; follows the application's font."""

    _factor: float = TYPE.body
    _strong = False

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names from a register are never markup
        self.setWordWrap(wrap)
        self._scale()

    def _scale(self) -> None:
        self.setFont(theme.font(self._factor, strong=self._strong))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationFontChange:  # never reaches changeEvent
            self._scale()
        return super().event(event)


class PageHeading(ScaledLabel):
    """The title of a page."""

    _factor = TYPE.title
    _strong = True


class SubHeading(ScaledLabel):
    """The title of a section of a page."""

    _factor = TYPE.section
    _strong = True


class ErrorLabel(QLabel):
    """The sentence that says what is wrong with what was typed; hidden while nothing is.

    It is over as soon as something else is typed (`end`). Its room then stays, until what is shown is another: a field
    below must not move from under the mouse that is on its way there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("tone", "error")
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str) -> None:
        """Shows a sentence, or nothing for ""."""
        self.setMinimumHeight(0)
        self.setText(sentence)
        self.setVisible(bool(sentence))

    def end(self) -> None:
        """What it says holds no longer."""
        if self.text():
            self.setMinimumHeight(self.height() if self.isVisible() else 0)
            self.clear()


class NoteLabel(QLabel):
    """A sentence to be read before one goes on, spoken when it comes; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("tone", "warning")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str) -> None:
        """Shows a sentence, or nothing for ""."""
        if sentence and sentence != self.text():
            announce(self, sentence)
        self.setText(sentence)
        self.setVisible(bool(sentence))


class Secondary(ScaledLabel):
    """Text that explains other text: quieter and a little smaller."""

    _factor = TYPE.secondary

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(text, parent, wrap=wrap)
        self.setProperty("tone", "secondary")
