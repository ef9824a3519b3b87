"""The line in which words are looked for in the pages."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.pages.reports.pages_view import PagesView
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import tool_button
from cp_desktop.ui.widgets.labels import Secondary


class FindBar(QWidget):
    """Words, how often they are there, and the way from one to the next; Esc closes it."""

    def __init__(self, view: PagesView) -> None:
        super().__init__()
        self._view = view
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find in the pages")
        self.line.setAccessibleName("Find in the pages")
        self.line.setClearButtonEnabled(True)
        self.line.addAction(theme.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setMaximumWidth(self.fontMetrics().averageCharWidth() * 40)
        self.count = Secondary("")
        self.before = tool_button("chevron-left", "The one before (Shift+F3)")
        self.next = tool_button("chevron-right", "The next one (F3)")
        self.close_button = tool_button("close", "Close (Esc)")
        self.before.clicked.connect(lambda: view.next_place(-1))
        self.next.clicked.connect(lambda: view.next_place())
        self.close_button.clicked.connect(self.shut)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.line, 1)
        for widget in (self.before, self.next, self.count):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self._typing = QTimer(self, singleShot=True, interval=120)
        self._typing.timeout.connect(lambda: view.look_for(self.line.text()))
        self.line.textChanged.connect(lambda _: self._typing.start())
        view.found.connect(self._found)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether what was typed is still being looked for."""
        return self._typing.isActive() or self._view.searching

    def open(self) -> None:
        """Shows the bar with the keyboard in it."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        if self.line.text():
            self._view.look_for(self.line.text())

    def shut(self) -> None:
        """Hides the bar and the marks in the pages; the keyboard goes to these."""
        self._typing.stop()
        self.hide()
        self._view.look_for("")
        self._view.setFocus()

    def step(self, by: int = 1) -> None:
        """Goes to the next place found, or with -1 to the one before."""
        if not self.isVisible():
            self.open()
        elif self._typing.isActive():
            self._typing.stop()
            self._view.look_for(self.line.text())
        else:
            self._view.next_place(by)

    def _found(self, number: int, count: int) -> None:
        looked_for = bool(self.line.text().strip()) and self.isVisible()
        words = "" if not looked_for else f"{number} of {count}" if count else "Not found"
        if words != self.count.text():
            self.count.setText(words)
            announce(self, words)
        for button in (self.before, self.next):
            button.setEnabled(count > 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.shut()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case _:
                super().keyPressEvent(event)
