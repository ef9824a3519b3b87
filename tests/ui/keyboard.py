"""A keyboard for the tests of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot


class Keyboard:
    """Presses keys where the keyboard is, in what has the focus or in the list that popped up over it; counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pressed = 0
        self._qtbot = qtbot

    def press(
        self,
        *keys: Qt.Key | str,
        times: int = 1,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        for key in keys * times:
            self._qtbot.keyClick(self._place(), key, modifier)
            self.pressed += 1
            QApplication.processEvents()

    def type(self, words: str) -> None:
        self.press(*words)

    def _place(self) -> QWidget:
        if QApplication.activePopupWidget() is None and QApplication.focusWidget() is None:
            # No window manager gives it back after a list popped up.
            window = next(one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow())
            window.activateWindow()
            self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        place = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert place is not None
        return place


def focusable(root: QWidget) -> list[QWidget]:
    """What a person could want to reach: found without asking the order that is to be shown."""
    found = []
    for one in root.findChildren(QWidget):
        tab = bool(one.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
        group = one.group() if isinstance(one, QAbstractButton) else None
        if group is not None and group.exclusive() and group.checkedButton() not in (None, one):
            continue  # the arrow keys reach it, from the one that is chosen
        if tab and one.focusProxy() is None and one.isVisible() and one.isEnabled() and one.window() is root.window():
            found.append(one)
    return found
