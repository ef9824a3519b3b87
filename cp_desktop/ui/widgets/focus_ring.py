"""The focus ring is for those who use the keyboard: it comes with the first key, and goes with a click of the mouse.

Whatever brings the focus to a widget, the ring follows how the window was last used. Qt's own widgets show it by the
property `ring` (see the style sheet), those that paint themselves by `paint_focus`. A field that letters are typed in
always shows that it has the keyboard.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
_state = SimpleNamespace(by_keyboard=True)


def by_keyboard() -> bool:
    """Whether the keyboard was used last, and not the mouse."""
    return bool(_state.by_keyboard)


def used(keyboard: bool) -> None:
    """The window was used by the keyboard, or by the mouse: the ring comes or goes."""
    if keyboard != _state.by_keyboard:
        _state.by_keyboard = keyboard
        focus = QApplication.focusWidget()
        if focus is not None:
            _show(focus, keyboard)


def has_ring(widget: QWidget) -> bool:
    """Whether the focus ring is round a widget."""
    return by_keyboard() and widget.hasFocus()


class FocusRing(QObject):
    """Moves the ring: made once, with the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._moved)
        app.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # once: Qt puts a filter that is there already only to the front

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            used(keyboard=False)
        elif event.type() in _KEYS:
            used(keyboard=True)
        return False

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            _show(old, False)
        if new is not None:
            _show(new, by_keyboard())


def _show(widget: QWidget, ring: bool) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractScrollArea, QComboBox

    styled = isinstance(widget, QAbstractButton | QComboBox | QAbstractItemView)
    if styled and bool(widget.property("ring")) != ring:
        widget.setProperty("ring", ring)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    (widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget).update()
