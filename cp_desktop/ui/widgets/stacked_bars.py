"""Bars stacked from counts by state, for the mouse, the keyboard and the ear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QSizePolicy,
    QToolTip,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.accessibility import announce, paint_focus

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


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
