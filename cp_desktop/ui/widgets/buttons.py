"""Buttons: with words, as a link, for tool bars, and those that paint themselves.

All can be used by keyboard alone, and have an accessible name.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import paint_focus
from cp_desktop.ui.widgets.letters import plain

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def push_button(text: str, icon: str = "", *, primary: bool = False) -> QPushButton:
    """A button with words; at most one on a page is `primary`."""
    button = QPushButton(text)
    button.setProperty("primary", primary)
    if icon:
        button.setIcon(theme.icon(icon, "on_accent" if primary else "text"))
        button.setIconSize(theme.icon_size())
    return button


def link_button(text: str) -> QPushButton:
    """A button that reads as a link inside a sentence or a list."""
    button = QPushButton(text)
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    font = QFont()  # underlined only: the rest goes on following the application's font
    font.setUnderline(True)
    button.setFont(font)
    return button


def tool_button(icon: str, label: str, *, words: bool = False) -> QToolButton:
    """A flat button for tool bars; without `words` the label is its tool tip and accessible name only."""
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(theme.icon_size())
    button.setText(label)
    button.setToolTip("" if words else plain(label))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if words:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


class PaintedButton(QAbstractButton):
    """A button that paints itself, by `_paint`: Enter works as Space does, hovering repaints, an & is only an &."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setShortcut(QKeySequence())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ended even when painting fails: Qt aborts otherwise
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)


class Chip(PaintedButton):
    """One filter in force, as "Ward: Aston"; a click, Enter, Space or Delete takes it away."""

    removed = Signal()

    _LONGEST = 40  # characters, beyond which the words are cut

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(f"Remove filter {text}")
        self.setToolTip(f"Remove filter {text}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.removed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = metrics.averageCharWidth() * self._LONGEST
        words = min(metrics.horizontalAdvance(self.text()) + 1, widest)
        return QSize(words + metrics.height() + 3 * SPACE.small, metrics.height() + SPACE.small)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self.fontMetrics().height() * 5), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter) -> None:
        palette, metrics = theme.current(), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.height() / 2
        painter.setPen(palette.color("accent") if self.underMouse() else palette.mixed("accent", 0.4))
        painter.setBrush(palette.color("selected"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        cross = metrics.height() * 3 // 4
        sign = QRect(self.width() - SPACE.small - cross, (self.height() - cross) // 2, cross, cross)
        theme.paint_icon(painter, sign, "close", palette.accent if self.underMouse() else palette.text)
        words = self.rect().adjusted(SPACE.small + SPACE.tight, 0, sign.left() - self.width() - SPACE.tight, 0)
        painter.setPen(palette.color("text"))
        painter.drawText(words, _LEFT, metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width()))
        if self.hasFocus():
            paint_focus(painter, self.rect(), radius - 1)
