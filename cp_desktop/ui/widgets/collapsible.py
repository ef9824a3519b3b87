"""A section of a form that can be folded away: its title stays, and Tab passes what is folded."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.letters import literal


class CollapsibleSection(QWidget):
    """A title to click, or Enter or Space on it, and what it folds away; put widgets into `body`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.by_hand: bool | None = None  # how somebody left it, since the form was made
        self.toggle = _Toggle()
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggle.setFont(theme.font(TYPE.section, strong=True))
        side = theme.icon_size().width()
        self.toggle.setIconSize(QSize(side, side))
        self.toggle.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.toggle.clicked.connect(self._turn)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE.small)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, SPACE.tight, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.toggle)
        stack.addWidget(self._inside)
        self.set_open(True)

    def set_open(self, is_open: bool, aside: str = "") -> None:
        """Unfolds or folds it; `aside` stands beside the title."""
        words = f"{self._title} ({aside})" if aside else self._title
        self._inside.setVisible(is_open)
        self.toggle.setText(literal(words))
        self.toggle.setIcon(theme.icon("chevron-down" if is_open else "chevron-right"))
        self.toggle.setAccessibleName(f"{words}, {'unfolded' if is_open else 'folded'}")

    @property
    def is_open(self) -> bool:
        return not self._inside.isHidden()

    def _turn(self) -> None:
        self.by_hand = not self.is_open
        self.set_open(self.by_hand)


class _Toggle(QToolButton):
    """A flat button that takes Enter as it takes Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
