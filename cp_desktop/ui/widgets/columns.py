"""Numbers side by side as columns, such as the months of some years."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.accessibility import announce, paint_focus


@dataclass(frozen=True)
class Bar:
    """One column: its label of three letters, the `group` of neighbours it stands in, and what it says in words."""

    label: str
    group: str
    number: int
    sentence: str


class Columns(QWidget):
    """Numbers side by side as columns on one scale.

    Left and Right, Home and End walk through them; `pointed` follows the keyboard and the mouse.
    """

    pointed = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[Bar] = []
        self._at, self._under = 0, -1
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Shows columns; the keyboard stands on the last one."""
        self._bars = list(bars)
        self._at, self._under = max(len(bars) - 1, 0), -1
        self.setAccessibleDescription("; ".join(bar.sentence for bar in bars))
        self.updateGeometry()
        self.update()
        if bars:
            self.pointed.emit(self._at)

    def current(self) -> int:
        """The column that the keyboard stands on."""
        return self._at

    def bar_rect(self, place: int) -> QRectF:
        """Where a column is drawn: of a number of none, nothing above the line at the foot."""
        plot = self._plot()
        step = plot.width() / max(len(self._bars), 1)
        most = max((bar.number for bar in self._bars), default=0)
        height = plot.height() * self._bars[place].number / most if most else 0.0
        gap = min(step * 0.25, SPACE.small)
        return QRectF(plot.left() + place * step + gap / 2, plot.bottom() - height, max(step - gap, 1.0), height)

    def _plot(self) -> QRectF:
        line = QFontMetrics(theme.font(TYPE.secondary)).height()
        return QRectF(self.rect()).adjusted(SPACE.tight, line + SPACE.tight, -SPACE.tight, -2 * line - SPACE.tight)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 60, theme.row_height() * 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 30, theme.row_height() * 5)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(theme.font(TYPE.secondary))
            if self._bars:
                self._paint_background(painter)
                letters = self._letters(painter.fontMetrics())
                for place in range(len(self._bars)):
                    self._paint_bar(painter, place, letters)

    def _paint_background(self, painter: QPainter) -> None:
        """The line at the foot, and the names of the groups with a line where each begins."""
        palette, plot, metrics = theme.current(), self._plot(), painter.fontMetrics()
        painter.setPen(palette.color("border"))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        line, step = metrics.height(), plot.width() / len(self._bars)
        foot = plot.bottom() + line + SPACE.tight / 2
        taken = plot.right()
        most = str(max(bar.number for bar in self._bars))
        if metrics.horizontalAdvance(most) > step:  # no room for numbers over the columns: the scale says it
            painter.setPen(palette.color("hairline"))
            painter.drawLine(plot.topLeft(), plot.topRight())
            painter.setPen(palette.color("secondary"))
            painter.drawText(QRectF(plot.left(), 0, plot.width(), plot.top() - 1), Qt.AlignmentFlag.AlignLeft, most)
        # From the right, so that the last group has its name however few its columns are.
        for place in reversed(range(len(self._bars))):
            group = self._bars[place].group
            if place and self._bars[place - 1].group == group:
                continue
            left, words = plot.left() + place * step, metrics.horizontalAdvance(group)
            if place:
                painter.setPen(palette.color("hairline"))
                painter.drawLine(QPointF(left, plot.top()), QPointF(left, plot.bottom() + line))
            at = min(left + SPACE.tight, taken - words)
            if at >= plot.left():
                painter.setPen(palette.color("secondary"))
                painter.drawText(QRectF(at, foot, words + 1, line), Qt.AlignmentFlag.AlignLeft, group)
                taken = at - SPACE.small

    def _paint_bar(self, painter: QPainter, place: int, letters: int) -> None:
        palette, plot, metrics = theme.current(), self._plot(), painter.fontMetrics()
        bar, rect = self._bars[place], self.bar_rect(place)
        step = plot.width() / len(self._bars)
        whole = QRectF(plot.left() + place * step, 0, step, plot.bottom() + metrics.height() + SPACE.tight)
        if place == self._under:
            painter.fillRect(whole, palette.color("hover"))
        if bar.number:
            painter.fillRect(rect, palette.color("accent"))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        figures = str(bar.number)
        if bar.number and metrics.horizontalAdvance(figures) <= step:
            painter.setPen(palette.color("text"))
            painter.drawText(QRectF(whole.left(), 0, step, rect.top() - 1), middle, figures)
        painter.setPen(palette.color("secondary"))
        painter.drawText(QRectF(whole.left(), plot.bottom(), step, metrics.height()), middle, bar.label[:letters])
        if self.hasFocus() and place == self._at:
            paint_focus(painter, whole, 4)

    def _letters(self, metrics: QFontMetrics) -> int:
        """How many letters of the labels find room under every column."""
        step = self._plot().width() / len(self._bars)
        widths = {n: max(metrics.horizontalAdvance(bar.label[:n]) for bar in self._bars) for n in (3, 1)}
        return next((letters for letters, width in widths.items() if width + 2 <= step), 0)

    # Use

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        steps = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if self._bars and event.key() in steps:
            self._at = min(max(steps[Qt.Key(event.key())], 0), last)
            self.update()
            announce(self, self._bars[self._at].sentence)
            self.pointed.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place >= 0:
            self._at = place
            self.update()
            self.pointed.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, place: int) -> None:
        if place != self._under:
            self._under = place
            self.setToolTip(self._bars[place].sentence if place >= 0 else "")
            self.update()

    def _place_at(self, point: QPointF) -> int:
        plot = self._plot()
        if not self._bars or not plot.left() <= point.x() < plot.right():
            return -1
        return int((point.x() - plot.left()) * len(self._bars) / plot.width())
