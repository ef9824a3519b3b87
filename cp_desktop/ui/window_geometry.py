"""Where the window stands on the screen and how large it is, from one day to the next."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QStyle, QWidget

from cp_desktop.ui.ui_settings import recall, remember

_KEY = "window/geometry"


def restore(window: QWidget) -> None:
    """Gives a window the place and size it was left with, or one that fits the screen."""
    kept = recall(_KEY)
    if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
        return
    screen = window.screen().availableGeometry()
    wide, high = max(screen.width() * 7 // 8, 1280), max(screen.height() * 7 // 8, 800)
    title_bar = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)  # the system puts it on top
    window.resize(min(wide, screen.width()), min(high, screen.height() - title_bar))


def keep(window: QWidget) -> None:
    """Keeps a window's place and size for the next start."""
    remember(_KEY, window.saveGeometry())
