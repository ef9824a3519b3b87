"""A number of the overview with its base: a button that asks how it is counted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
)
from PySide6.QtWidgets import (
    QSizePolicy,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.accessibility import paint_focus
from cp_desktop.ui.widgets.buttons import PaintedButton

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class KeyFigure(PaintedButton):
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
