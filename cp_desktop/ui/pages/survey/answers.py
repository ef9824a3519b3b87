"""One item of a councillor's reply: what it says, why not yet, an example; entered by single keys."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.figures.commitment_grid import GridItem
from cp_desktop.model import Done, Reason, show
from cp_desktop.services.replies import ItemAnswer
from cp_desktop.ui import theme
from cp_desktop.ui.records.editors import ChoiceEditor, YesNoEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.accessibility import announce, paint_focus
from cp_desktop.ui.widgets.labels import Secondary

REASONS = tuple(Reason)


class Sign(QWidget):
    """The sign of what is said of an item."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ""
        side = theme.icon_size().height()
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.state:
                glyphs.paint_state(painter, QRect(0, 0, self.width(), self.height()), self.state, theme.current())


EXAMPLE_HINT = "Example or remark. Never a child's name."


class ExampleBox(QPlainTextEdit):
    """A few words about what was done. Enter goes on to the next item, Shift+Enter begins a line."""

    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setPlaceholderText(EXAMPLE_HINT)
        self.setAccessibleDescription(EXAMPLE_HINT)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 2 + SPACE.medium)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finished.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class AnswerRow(QFrame):
    """One item. U or Y: undertaken; N: not yet; Space or 0: no answer; 1 to 5: why not yet; E: the example; Q: it may
    be quoted; M: with the name; Enter and Down: the next item."""

    edited = Signal()
    stepped = Signal(int)  # rows to go on, or back

    def __init__(self, item: GridItem, committed: bool, read_only: bool = False) -> None:
        super().__init__()
        self.item, self._committed, self._read_only = item, committed, read_only
        self._done = Done.NO_ANSWER
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._sign = Sign()
        number = QLabel(str(item.number))
        number.setFont(theme.font(strong=True))
        number.setFixedWidth(number.fontMetrics().horizontalAdvance("888"))
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        words = QLabel(item.wording)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.choices: dict[Done, QPushButton] = {}
        line = QHBoxLayout()
        line.setSpacing(SPACE.small)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        for done, label in ((Done.UNDERTAKEN, "Undertaken"), (Done.NOT_YET, "Not yet")):
            button = QPushButton(label, self)
            button.setHidden(read_only)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row itself takes the keys
            button.setAccessibleName(f"Item {item.number}: {label}")
            button.clicked.connect(lambda on, done=done: self._choose(done if on else Done.NO_ANSWER))
            self.choices[done] = button
            if not read_only:
                line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.reason = ChoiceEditor([(one, f"{place}  {one.label}") for place, one in enumerate(REASONS, 1)], True)
        self.reason.name_for(f"Item {item.number}: why not yet")
        self.reason_label = QLabel("Why not yet")
        self.reason_label.setBuddy(self.reason.box)
        self.example = ExampleBox()
        self.example.setAccessibleName(f"Item {item.number}: example or remark")
        self.quote = YesNoEditor("May be quoted")
        self.quote.name_for(f"Item {item.number}: May be quoted")
        self.named = YesNoEditor("With the name")
        self.named.name_for(f"Item {item.number}: May be quoted, With the name")
        self._kept_words = Secondary("", wrap=True)
        self._kept_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail = self._make_detail(number.width() + self._sign.width() + 2 * SPACE.small)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.small, SPACE.tight, SPACE.small, SPACE.tight)
        stack.setSpacing(SPACE.tight)
        stack.addLayout(line)
        stack.addWidget(self._detail)
        self.reason.edited.connect(self.edited)
        self.quote.edited.connect(self._permission_edited)
        self.named.edited.connect(self._permission_edited)
        self.example.textChanged.connect(self._typed)
        self.example.finished.connect(lambda: self.stepped.emit(1))
        self._loading = False
        self._show_state()

    def _make_detail(self, inset: int) -> QWidget:
        """What an answer can say more, under its wording."""
        widget = QWidget()
        detail = QVBoxLayout(widget)
        detail.setContentsMargins(inset, 0, 0, 0)
        detail.setSpacing(SPACE.tight)
        detail.addWidget(self._kept_words)
        why = QHBoxLayout()
        why.setSpacing(SPACE.small)
        why.addWidget(self.reason_label)
        why.addWidget(self.reason, 1)
        detail.addLayout(why)
        words_said = QHBoxLayout()
        words_said.setSpacing(SPACE.small)
        words_said.addWidget(self.example, 1)
        permissions = QVBoxLayout()
        permissions.setSpacing(SPACE.tight)
        permissions.addWidget(self.quote)
        permissions.addWidget(self.named)
        permissions.addStretch(1)
        words_said.addLayout(permissions)
        detail.addLayout(words_said)
        return widget

    # -- what it says

    def answer(self) -> ItemAnswer:
        """What was entered."""
        example = self.example.toPlainText().strip() or None
        reason = self.reason.value() if self._done == Done.NOT_YET else None
        quoted = bool(self.quote.value()) and example is not None
        return ItemAnswer(self._done, reason, example, quoted, quoted and bool(self.named.value()))

    def set_answer(self, answer: ItemAnswer) -> None:
        """Shows an answer, without `edited`."""
        self._loading = True
        self._done = answer.done
        self.reason.set_value(answer.reason)
        self.example.setPlainText(answer.example or "")
        self.quote.set_value(answer.may_be_quoted)
        self.named.set_value(answer.may_be_named)
        self._loading = False
        self._show_state()

    def _choose(self, done: Done) -> None:
        if self._read_only:
            return
        self._done = done
        self._show_state()
        self.edited.emit()
        announce(self, f"Item {self.item.number}: {show(done)}")

    def _permission_edited(self) -> None:
        """There is no name without the words: leave for the name goes with the leave to quote."""
        self.named.setEnabled(bool(self.quote.value()))
        if not self.quote.value():
            self.named.set_value(False)
        self.edited.emit()

    def _typed(self) -> None:
        if not self._loading:
            self.edited.emit()

    def _show_state(self) -> None:
        done = self._done
        undertaken = glyphs.UNDERTAKEN if self._committed else glyphs.UNDERTAKEN_UNCOMMITTED
        waiting = glyphs.COMMITTED if self._committed else ""
        self._sign.state = {Done.UNDERTAKEN: undertaken, Done.NOT_YET: glyphs.NOT_YET}.get(done, waiting)
        self._sign.update()
        for choice, button in self.choices.items():
            button.setChecked(choice == done)
        words = self.answer().detail if self._read_only else ""
        entering = not self._read_only
        self._kept_words.setText(words)
        self._kept_words.setVisible(bool(words))
        for widget in (self.reason_label, self.reason):
            widget.setVisible(entering and done == Done.NOT_YET)
        self.example.setVisible(entering)
        self.quote.setVisible(entering)
        self.named.setVisible(entering)
        self.named.setEnabled(bool(self.quote.value()))
        text = bool(self.example.toPlainText())
        self._detail.setVisible(bool(words) or (entering and (text or done != Done.NO_ANSWER)))
        self.setAccessibleName(f"Item {self.item.number}, {self.item.wording}: {show(done)}")
        if not self._read_only:
            self.setAccessibleDescription(
                "U undertaken, N not yet, 0 no answer, E example, Q may be quoted, M with the name"
            )

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Up: -1}
        key, plain = (
            Qt.Key(event.key()),
            event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
                Qt.KeyboardModifier.ShiftModifier,
            ),
        )
        if not plain or not self._take(key):
            if plain and key in steps:
                self.stepped.emit(steps[key])
            else:
                super().keyPressEvent(event)

    def _take(self, key: Qt.Key) -> bool:
        if self._read_only:
            return False
        match key:
            case Qt.Key.Key_U | Qt.Key.Key_Y:
                self._choose(Done.UNDERTAKEN)
            case Qt.Key.Key_N:
                self._choose(Done.NOT_YET)
            case Qt.Key.Key_Space | Qt.Key.Key_0 | Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._choose(Done.NO_ANSWER)
            case Qt.Key.Key_E | Qt.Key.Key_Right:
                self._detail.show()
                self.example.setFocus()
            case Qt.Key.Key_Q:
                self.quote.set_value(not self.quote.value())
                self._permission_edited()
            case Qt.Key.Key_M:
                self.named.set_value(not (self.quote.value() and self.named.value()))
                if self.named.value():
                    self.quote.set_value(True)
                self._permission_edited()
            case _ if 1 <= key - Qt.Key.Key_0 <= len(REASONS):
                self.reason.set_value(REASONS[key - Qt.Key.Key_1])
                self._choose(Done.NOT_YET)
            case _:
                return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            palette = theme.current()
            if self.hasFocus():
                painter.fillRect(self.rect(), palette.color("selected"))
                paint_focus(painter, self.rect(), 4)
            else:
                painter.setPen(palette.color("hairline"))
                painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
