"""The small charts of the overview, painted from figures that were counted elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cp_desktop.model import show
from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.accessibility import paint_focus
from cp_desktop.ui.widgets.buttons import PaintedButton
from cp_desktop.ui.widgets.stacked_bars import StackedBars

VISITED, DUE, OTHER = glyphs.UNDERTAKEN, glyphs.NOT_YET, glyphs.COMMITTED


class HomeBlocks(StackedBars):
    """Rows of homes, a block each: VISITED filled with a tick, DUE half filled, OTHER outlined.

    With `set_names` a part says which homes its blocks are.
    """

    _names: Mapping[tuple[int, str], Sequence[str]] = {}

    def set_names(self, names: Mapping[tuple[int, str], Sequence[str]]) -> None:
        """The homes of a row's part, by row and state; for the rows set before."""
        self._names = names

    def sentence(self, row: int, state: str = "") -> str:
        words, names = super().sentence(row, state), self._names.get((row, state), ()) if state else ()
        return f"{words} ({', '.join(names)})" if names else words

    def _side(self) -> float:
        """The side of a block with its gap: smaller where a row would not find room."""
        labels, totals = self._columns()
        room = self.width() - labels - totals - SPACE.tight - SPACE.medium - 2 * SPACE.small
        longest = max((sum(counts.values()) for _, counts in self._rows), default=1)
        side: float = min(self._line() - SPACE.small + 2, room / max(longest, 1))
        return side

    def part_rect(self, row: int, state: str = "") -> QRect:
        line, side = self._line(), self._side()
        if not state:
            return super().part_rect(row)
        counts = self._rows[row][1]
        if not counts.get(state):
            return QRect()
        before = 0
        for each in self._labels:
            if each == state:
                break
            before += counts.get(each, 0)
        left = SPACE.tight + self._columns()[0] + SPACE.medium
        x, end = round(left + before * side), round(left + (before + counts[state]) * side)
        return QRect(x, row * line + (line - round(side)) // 2, end - x, round(side))

    def _paint_part(self, painter: QPainter, rect: QRect, state: str, figures: str) -> None:
        palette, side = theme.current(), self._side()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        solid = state == VISITED
        for place in range(int(figures)):
            box = QRectF(rect.x() + place * side + 0.5, rect.y() + 1.5, side - 3, side - 3)
            painter.setPen(palette.color(state))
            painter.setBrush(palette.color(state) if solid else palette.mixed(state, 0.12))
            painter.drawRoundedRect(box, 3, 3)
            if side >= 10:
                inset = box.width() * 0.18
                glyphs.paint_state(painter, box.adjusted(inset, inset, -inset, -inset), state, palette)
        painter.restore()


class StepLine(PaintedButton):
    """How a number grew day by day up to a goal; activating it asks how it is counted."""

    def __init__(self, title: str, nothing: str = "No replies yet", parent: QWidget | None = None) -> None:
        """`nothing` stands there while there is no step."""
        super().__init__(parent)
        self._steps: list[tuple[dt.date, int]] = []
        self._nothing = nothing
        self._until = self._begins = self._ends = dt.date.min
        self._goal = 0
        self.setText(title)
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(
        self,
        steps: Sequence[tuple[dt.date, int]],
        until: dt.date,
        goal: int,
        sentence: str,
        begins: dt.date | None = None,
        ends: dt.date | None = None,
    ) -> None:
        """Shows (day, number by its end) up to a day, against a goal; `sentence` says the same in words.

        Left and right edge are the first step and the day, unless told otherwise.
        """
        self._steps, self._until, self._goal = list(steps), until, goal
        self._begins = begins or (steps[0][0] if steps else until)
        self._ends = max(ends or until, *(day for day, _ in steps[-1:]), until)
        self.setAccessibleName(f"{self.text()}: {sentence}")
        self.setAccessibleDescription(f"From {show(self._begins)} to {show(self._ends)}. How this is counted")
        self.setToolTip(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 40, theme.row_height() * 5)

    def _paint(self, painter: QPainter) -> None:
        palette = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(TYPE.secondary)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        last = self._steps[-1][1] if self._steps else 0
        labels = metrics.horizontalAdvance(str(max(self._goal, last))) + SPACE.small
        plot = QRectF(self.rect()).adjusted(
            SPACE.tight, metrics.height() / 2 + SPACE.tight, -labels - SPACE.tight, -metrics.height() - SPACE.tight
        )
        painter.setPen(palette.color("secondary"))
        if not self._steps:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._nothing)
        else:
            self._paint_line(painter, plot, metrics, labels)
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def _paint_line(self, painter: QPainter, plot: QRectF, metrics: QFontMetrics, labels: int) -> None:
        palette = theme.current()
        first, last = self._begins - dt.timedelta(days=1), max(self._until, self._steps[-1][0])
        days = max((self._ends - first).days, 1)
        most = max(self._goal, self._steps[-1][1], 1)

        def place(day: dt.date, number: int) -> QPointF:
            return QPointF(
                plot.left() + plot.width() * (day - first).days / days,
                plot.bottom() - plot.height() * number / most,
            )

        painter.setPen(QPen(palette.color("border"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(place(first, self._goal), place(self._ends, self._goal))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        path = QPainterPath(place(first, 0))
        number = 0
        for day, following in self._steps:
            path.lineTo(place(day, number))
            path.lineTo(place(day, following))
            number = following
        path.lineTo(place(last, number))
        area = QPainterPath(path)
        area.lineTo(place(last, 0))
        area.closeSubpath()
        tint = palette.color("accent")
        tint.setAlphaF(0.12)
        painter.fillPath(area, tint)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.color("accent"), 2))
        painter.drawPath(path)
        painter.setPen(palette.color("text"))
        line, goal = place(last, number).y(), place(last, self._goal).y()
        numbers = [(number, line)] + ([(self._goal, goal)] if abs(line - goal) > metrics.height() else [])
        for value, y in numbers:
            at = QRectF(plot.right() + SPACE.tight, y - metrics.height() / 2, labels, metrics.height())
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(value))
        painter.setPen(palette.color("secondary"))
        foot = QRectF(plot.left(), plot.bottom() + SPACE.tight / 2, plot.width(), metrics.height())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, show(self._begins))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, show(self._ends))


class LinkLine(PaintedButton):
    """A sentence that leads somewhere, with a sign before it; it wraps where it must."""

    def __init__(self, sentence: str, icon: str, role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._role = icon, role
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _words(self, width: int) -> QRect:
        left = SPACE.tight + theme.icon_size().width() + SPACE.small
        room = QRect(left, SPACE.tight, max(width - left - SPACE.small, 1), 10_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words: int = self._words(width).height() + 2 * SPACE.tight
        return max(words, theme.row_height())

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().averageCharWidth() * 45
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 20, theme.row_height())

    def _paint(self, painter: QPainter) -> None:
        palette = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        side = theme.icon_size().width()
        words = self._words(self.width())
        words.moveTop((self.height() - words.height()) // 2)
        sign = QRect(SPACE.tight, words.top() + (self.fontMetrics().height() - side) // 2, side, side)
        theme.paint_icon(painter, sign, self._icon, getattr(palette, self._role))
        painter.setPen(palette.color("accent" if self.underMouse() else "text"))
        words.setWidth(self.width() - words.left())
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self.text())
        if self.hasFocus():
            paint_focus(painter, self.rect())
