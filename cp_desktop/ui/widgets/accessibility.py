"""For those who use the keyboard or a screen reader: the focus ring, and sentences spoken aloud."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QComboBox, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.widgets.focus_ring import by_keyboard


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader, if one is running, speak a sentence."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # slow to load, seldom needed

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def name_choice(box: QComboBox, name: str) -> None:
    """Names a list to choose from, and the list that opens. On Linux Qt gives what is chosen for the name: so the name
    is its description too."""
    box.setAccessibleName(name)
    box.setAccessibleDescription(name)
    box.view().setAccessibleName(name)


def paint_focus(painter: QPainter, rect: QRect | QRectF, radius: float = 6, role: str = "focus") -> None:
    """The focus ring, for widgets that paint themselves and have the focus: just inside `rect`, while it is to be
    seen at all."""
    if not by_keyboard():
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.current().color(role), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()
