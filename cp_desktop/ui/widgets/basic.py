"""The small parts that every page is put together from.

All of them read the theme when they paint, hold for any font size, can be reached and used by keyboard alone,
and have an accessible name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.letters import literal, plain

Kind = Literal["info", "warning", "error"]

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader, if one is running, speak a sentence."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # slow to load, seldom needed

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def paint_focus(painter: QPainter, rect: QRect | QRectF, radius: float = 6, role: str = "focus") -> None:
    """The focus ring, for widgets that paint themselves: just inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.current().color(role), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


# Words


class _Scaled(QLabel):
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


class Heading(_Scaled):
    """The title of a page."""

    _factor = TYPE.title
    _strong = True


class SubHeading(_Scaled):
    """The title of a section of a page."""

    _factor = TYPE.section
    _strong = True


class Secondary(_Scaled):
    """Text that explains other text: quieter and a little smaller."""

    _factor = TYPE.secondary

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(text, parent, wrap=wrap)
        self.setProperty("tone", "secondary")


# Buttons


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


# Surfaces


class Card(QFrame):
    """A raised surface; put a layout's worth of widgets into `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE.medium, SPACE.medium, SPACE.medium, SPACE.medium)
        self.body.setSpacing(SPACE.small)


class Banner(QFrame):
    """A sentence across the page: what happened, what was not changed, what to do.

    Hidden until `say`; Escape closes it when the focus is inside. Never takes the focus by itself.
    """

    acted = Signal()
    closed = Signal()

    _ICONS: Final = {"info": "info", "warning": "warning", "error": "warning"}
    _SPOKEN: Final = {"info": "Note", "warning": "Warning", "error": "Error"}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = link_button("")
        self._action.clicked.connect(self.acted)
        self._close = tool_button("close", "Close this message")
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.medium, SPACE.tight, SPACE.small, SPACE.tight)
        row.setSpacing(SPACE.small)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._kind: Kind = "info"
        self.hide()

    def say(self, sentence: str, kind: Kind = "info", *, action: str = "", closable: bool = True) -> None:
        """Show a sentence, and an `action` as a link (`acted` is emitted when it is chosen)."""
        self._kind = kind
        self.setProperty("surface", kind)
        self._text.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._close.setVisible(closable)
        self.setAccessibleName(f"{self._SPOKEN[kind]}: {sentence}")
        self._restyle()
        self.show()
        announce(self, self.accessibleName())

    def dismiss(self) -> None:
        """Hide the banner, as its close button does."""
        self.hide()
        self.closed.emit()

    def text(self) -> str:
        """The sentence last said."""
        return self._text.text()

    def _restyle(self) -> None:
        ink = f"{self._kind}_ink"
        self._sign.setPixmap(
            theme.icon(self._ICONS[self._kind], ink).pixmap(theme.icon_size(), self.devicePixelRatioF())
        )
        self._close.setIcon(theme.icon("close", ink))
        for widget in (self, self._text, self._action):  # a changed property needs polishing to be seen
            self.style().unpolish(widget)
            self.style().polish(widget)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._text.text():
            ink = f"{self._kind}_ink"
            self._sign.setPixmap(
                theme.icon(self._ICONS[self._kind], ink).pixmap(theme.icon_size(), self.devicePixelRatioF())
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._close.isVisible():
            self.dismiss()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """What stands in a page's place while it has nothing to show: what it is for, and the next step."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`actions` are up to three (words, what they do); the first is the one to recommend."""
        if len(actions) > 3:
            raise ValueError("an empty page offers at most three steps")
        super().__init__(parent)
        self._icon = icon
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = _Scaled(sentence, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = [push_button(literal(text), primary=not place) for place, (text, _) in enumerate(actions)]
        row = QHBoxLayout()
        row.setSpacing(SPACE.small)
        row.addStretch()
        for button, (_, action) in zip(self.buttons, actions, strict=True):
            button.clicked.connect(lambda _=False, do=action: do())
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        column.setSpacing(SPACE.medium)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addWidget(self._words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(3)
        self.setAccessibleName(sentence)
        self._draw()

    def _draw(self) -> None:
        side = QFontMetrics(theme.font()).height() * 3
        icon = theme.icon(self._icon, "accent")
        self._sign.setPixmap(icon.pixmap(QSize(side, side), self.devicePixelRatioF()))
        width = QFontMetrics(self._words.font()).averageCharWidth() * 60
        self._words.setFixedSize(width, self._words.heightForWidth(width))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationFontChange):
            self._draw()
        return done


class Painted(QAbstractButton):
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


class Chip(Painted):
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


class KeyFigure(Painted):
    """A number with its label, its base in words and a small bar; activating it asks how it is counted."""

    activated = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._base = "\N{EN DASH}", ""
        self._share: float | None = None
        self.setText(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.activated)
        self.set_figure(self._number)

    def set_figure(self, number: str, base: str = "", share: float | None = None) -> None:
        """Show a number, its base ("105 of 120 councillors") and the bar's share, 0 to 1; None draws no bar."""
        self._number, self._base = number, base
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        self.setAccessibleName(f"{self.text()}: {number}" + (f", {base}" if base else ""))
        self.setAccessibleDescription("How this is counted")
        self.setToolTip(f"{self.text()}: {base}" if base else self.text())
        self.updateGeometry()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        return theme.font(), theme.font(TYPE.figure, strong=True), theme.font(TYPE.secondary)

    def sizeHint(self) -> QSize:
        label, number, base = (QFontMetrics(f) for f in self._fonts())
        widest = max(
            label.horizontalAdvance(self.text()),
            number.horizontalAdvance(self._number),
            base.horizontalAdvance(self._base),
        )
        height = label.height() + number.height() + base.height() + SPACE.small + SPACE.tight
        return QSize(widest + 2 * SPACE.medium + 2, height + 2 * SPACE.medium)

    def minimumSizeHint(self) -> QSize:
        number = QFontMetrics(self._fonts()[1])
        narrow = max(number.horizontalAdvance(self._number), number.averageCharWidth() * 5)
        return QSize(narrow + 2 * SPACE.medium, self.sizeHint().height())

    def _paint(self, painter: QPainter) -> None:
        palette = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.color("border" if self.underMouse() else "hairline"))
        painter.setBrush(palette.color("hover" if self.isDown() else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        inner = self.rect().adjusted(SPACE.medium, SPACE.medium, -SPACE.medium, -SPACE.medium)
        y = inner.top()
        lines = zip(
            (self.text(), self._number, self._base),
            self._fonts(),
            ("secondary", "text", "secondary"),
            strict=True,
        )
        for words, font, ink in lines:
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(palette.color(ink))
            line = QRect(inner.left(), y, inner.width(), metrics.height())
            painter.drawText(line, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width()))
            y += metrics.height()
        if self._share is not None:
            bar = QRectF(inner.left(), y + SPACE.small, inner.width(), SPACE.tight)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("hairline"))
            painter.drawRoundedRect(bar, 2, 2)
            if self._share > 0:
                bar.setWidth(max(bar.width() * self._share, SPACE.tight))
                painter.setBrush(palette.color("accent"))
                painter.drawRoundedRect(bar, 2, 2)
        if self.hasFocus():
            paint_focus(painter, self.rect(), 7)


class StackedBars(QWidget):
    """Rows of horizontal bars, each stacked from counts by state; all on one scale.

    Up and Down choose a row, Left and Right a part of it, Enter or Space or a click activates it. A part says
    its state by pattern and sign as well as by colour, and its count in figures where they fit.
    """

    activated = Signal(int, str)  # the row, and the state; "" means the row as a whole

    def __init__(self, title: str, labels: Mapping[str, str], parent: QWidget | None = None) -> None:
        """`labels` names each state in the council's words, in the order the parts are stacked."""
        super().__init__(parent)
        self._labels = dict(labels)
        self._rows: list[tuple[str, dict[str, int]]] = []
        self._at = (0, "")
        self._under: tuple[int, str] | None = None
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_rows(self, rows: Sequence[tuple[str, Mapping[str, int]]]) -> None:
        """Show rows of (label, {state: count}); ValueError for a state that has no label."""
        for _, counts in rows:
            if strange := set(counts) - set(self._labels):
                raise ValueError(f"no label for {sorted(strange)}")
        self._rows = [(label, dict(counts)) for label, counts in rows]
        self._at, self._under = (0, ""), None
        self.setAccessibleDescription("; ".join(self.sentence(row) for row in range(len(rows))))
        self.updateGeometry()
        self.update()

    def sentence(self, row: int, state: str = "") -> str:
        """A row's counts, or one of them, in words."""
        label, counts = self._rows[row]
        if state:
            return f"{label}: {self._labels[state]} {counts[state]}"
        parts = ", ".join(f"{self._labels[s]} {counts[s]}" for s in self._labels if s in counts)
        return f"{label}, {sum(counts.values())} in all" + (f": {parts}" if parts else "")

    def current(self) -> tuple[int, str]:
        """The row and state that the keyboard stands on."""
        return self._at

    # Geometry

    def _line(self) -> int:
        return theme.row_height()

    def _columns(self) -> tuple[int, int]:
        """The width of the labels and of the totals."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(label) for label, _ in self._rows), default=0)
        totals = max((metrics.horizontalAdvance(str(sum(c.values()))) for _, c in self._rows), default=0)
        return min(widest + 1, self.width() * 2 // 5), totals + 1

    def part_rect(self, row: int, state: str = "") -> QRect:
        """Where a part is drawn; for "" the whole row, for a state with no count an empty rectangle."""
        line = self._line()
        if not state:
            return QRect(0, row * line, self.width(), line)
        labels, totals = self._columns()
        left = SPACE.tight + labels + SPACE.medium
        room = self.width() - left - totals - 2 * SPACE.small
        longest = max((sum(c.values()) for _, c in self._rows), default=0)
        x = float(left)
        for each in self._labels:
            count = self._rows[row][1].get(each, 0)
            width = room * count / longest if longest else 0.0
            if each == state:
                if not count:
                    break
                # A part of one must still be seen, between its neighbours' edges.
                return QRect(
                    round(x),
                    row * line + SPACE.tight,
                    max(round(x + width) - round(x), 3),
                    line - SPACE.small,
                )
            x += width
        return QRect()

    def _part_at(self, point: QPoint) -> tuple[int, str] | None:
        row = point.y() // self._line()
        if not 0 <= row < len(self._rows):
            return None
        for state in self._labels:
            if self.part_rect(row, state).contains(point):
                return row, state
        return row, ""

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 80, self._line() * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 30, self._line() * len(self._rows))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        first = event.rect().top() // self._line()
        last = min(event.rect().bottom() // self._line(), len(self._rows) - 1)
        with QPainter(self) as painter:
            for row in range(first, last + 1):
                self._paint_row(painter, row)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        palette, metrics = theme.current(), self.fontMetrics()
        label, counts = self._rows[row]
        whole = self.part_rect(row)
        if self._under and self._under[0] == row:
            painter.fillRect(whole, palette.color("hover"))
        labels, totals = self._columns()
        painter.setFont(self.font())
        painter.setPen(palette.color("text"))
        painter.drawText(
            QRect(SPACE.tight, whole.top(), labels, whole.height()),
            _LEFT,
            metrics.elidedText(label, Qt.TextElideMode.ElideRight, labels),
        )
        for state in self._labels:
            if counts.get(state):
                self._paint_part(painter, self.part_rect(row, state), state, str(counts[state]))
        painter.setPen(palette.color("secondary"))
        painter.drawText(
            QRect(whole.right() - SPACE.small - totals, whole.top(), totals, whole.height()),
            _RIGHT,
            str(sum(counts.values())),
        )
        if self.hasFocus() and self._at[0] == row:
            state = self._at[1]
            paint_focus(
                painter,
                self.part_rect(row, state).adjusted(-2, -2, 2, 2) if state else whole,
                3 if state else 6,
                "text" if state else "focus",  # seen beside the colour of every state
            )

    def _paint_part(self, painter: QPainter, rect: QRect, state: str, figures: str) -> None:
        palette, metrics = theme.current(), self.fontMetrics()
        solid = state == glyphs.UNDERTAKEN
        colour = palette.color(state)
        edge = QRectF(rect).adjusted(0.5, 0.5, -1.5, -0.5)  # a gap of one to the next part
        painter.setPen(colour)
        painter.setBrush(colour if solid else palette.mixed(state, 0.14))
        painter.drawRect(edge)
        words, sign = metrics.horizontalAdvance(figures), metrics.ascent()
        needed = words if rect.width() < words + sign + 3 * SPACE.tight else words + sign + SPACE.tight
        fits = rect.width() >= needed + SPACE.small
        if state == glyphs.NOT_YET:
            hatch = palette.mixed(state, 0.55)
            painter.setPen(hatch)
            start = rect.left() + (needed + SPACE.small if fits else 0)
            painter.save()
            painter.setClipRect(QRectF(start, edge.top(), max(edge.right() - start, 0), edge.height()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for x in range(rect.left() - rect.height(), rect.right(), 6):
                painter.drawLine(x, rect.bottom(), x + rect.height(), rect.top())
            painter.restore()
        if not fits:
            return
        x = rect.left() + SPACE.tight
        if needed > words:
            box = QRect(x, rect.top() + (rect.height() - sign) // 2, sign, sign)
            glyphs.paint_state(painter, box, state, palette)
            x = box.right() + 1 + SPACE.tight
        painter.setPen(palette.color("card" if solid else "text"))
        painter.drawText(QRect(x, rect.top(), words + 1, rect.height()), _LEFT, figures)

    # Use

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._rows:
            super().keyPressEvent(event)
            return
        row, state = self._at
        steps = ["", *(s for s in self._labels if self._rows[row][1].get(s))]
        place = steps.index(state) if state in steps else 0
        match event.key():
            case Qt.Key.Key_Up:
                self._move(max(row - 1, 0), state)
            case Qt.Key.Key_Down:
                self._move(min(row + 1, len(self._rows) - 1), state)
            case Qt.Key.Key_Home:
                self._move(0, state)
            case Qt.Key.Key_End:
                self._move(len(self._rows) - 1, state)
            case Qt.Key.Key_Left:
                self._move(row, steps[max(place - 1, 0)])
            case Qt.Key.Key_Right:
                self._move(row, steps[min(place + 1, len(steps) - 1)])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.activated.emit(row, state)
            case _:
                super().keyPressEvent(event)

    def _move(self, row: int, state: str) -> None:
        if not self._rows[row][1].get(state):
            state = ""
        self._at = (row, state)
        self.update()
        announce(self, self.sentence(row, state))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position().toPoint())
        if part and event.button() == Qt.MouseButton.LeftButton:
            self._at = part
            self.update()
            self.activated.emit(*part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._part_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def _hover(self, part: tuple[int, str] | None) -> None:
        if part != self._under:
            self._under = part
            self.setCursor(Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor)
            self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self._part_at(event.pos())
            QToolTip.showText(event.globalPos(), self.sentence(*part) if part else "", self)
            return True
        return super().event(event)
