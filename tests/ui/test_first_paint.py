"""No page paints its words cut to the size of what stood there before: it is laid out before it is painted."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle


class PaintedSizes(QObject):
    """Keeps of each painting of a widget of a page how large it was and what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[tuple[QAbstractButton, str, int, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QAbstractButton):
            self.painted.append((watched, watched.text(), watched.width(), watched.height()))
        return False

    def cut(self) -> list[str]:
        """What was painted narrower or lower than the same words came to need and to have."""
        found = []
        for button, text, *was in self.painted:
            if isValid(button) and button.isVisible() and button.text() == text:
                now, wanted = (button.width(), button.height()), button.sizeHint()
                needed = min(now[0], wanted.width()), min(now[1], wanted.height())
                if was[0] < needed[0] or was[1] < needed[1]:
                    found.append(f"{text!r} in {was}, not {now}")
        return found


def test_no_page_is_painted_before_it_is_laid_out(window: MainWindow, qtbot: QtBot) -> None:
    sizes, wrong = PaintedSizes(), []
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(sizes)
    for entry in PAGES:
        sizes.painted = []
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        qtbot.wait(50)
        assert sizes.painted or entry.key == "settings", entry.key
        wrong += [f"{entry.key}: {one}" for one in sizes.cut()]
    application.removeEventFilter(sizes)
    assert not wrong, "\n".join(wrong)
