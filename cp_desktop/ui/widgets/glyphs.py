"""The five states of a commitment as drawn signs: each has its own shape, so colour is never needed to tell.

An outlined dot is committed, a ticked disc undertaken, a half-filled dot not yet, a star undertaken without a
commitment; a small flag beside any of them, or alone, says that the coordinator knows of the activity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cp_desktop.ui import theme
from cp_desktop.ui.palette import Palette

COMMITTED: Final = "committed"
UNDERTAKEN: Final = "undertaken"
NOT_YET: Final = "not_yet"
UNDERTAKEN_UNCOMMITTED: Final = "undertaken_uncommitted"
KNOWN: Final = "known"

STATES: Final = (COMMITTED, UNDERTAKEN, NOT_YET, UNDERTAKEN_UNCOMMITTED)

_TICK = (QPointF(0.27, 0.52), QPointF(0.44, 0.68), QPointF(0.74, 0.34))
_STAR = (  # ten points on two circles about the middle of the unit square
    (0.500, 0.000),
    (0.632, 0.348),
    (1.000, 0.367),
    (0.714, 0.599),
    (0.809, 0.956),
    (0.500, 0.755),
    (0.191, 0.956),
    (0.286, 0.599),
    (0.000, 0.367),
    (0.368, 0.348),
)


def paint_state(painter: QPainter, rect: QRect | QRectF, state: str, palette: Palette, *, known: bool = False) -> None:
    """Draw one state's sign, as large as fits, in the middle of `rect`.

    `state` is one of STATES, or KNOWN for the flag alone, or "" for nothing but the flag if `known`.
    """
    if state not in (*STATES, KNOWN, ""):
        raise ValueError(f"no commitment state {state!r}")
    area = QRectF(rect)
    side = float(int(min(area.width(), area.height())))
    # Whole pixels: a ring that starts between two of them is grey on both.
    box = QRectF(round(area.center().x() - side / 2), round(area.center().y() - side / 2), side, side).adjusted(
        1, 1, -1, -1
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state in STATES:
        if known:
            flag = QRectF(0, 0, side * 0.44, side * 0.54)
            flag.moveTopRight(QPointF(box.right() + 1, box.top() - 0.5))
            _paint_flag(painter, flag, palette.color(KNOWN))
            around = QPainterPath()
            around.addRect(area)
            gap = QPainterPath()
            gap.addRect(flag.adjusted(-0.5, -side, side, 0.5))
            painter.setClipPath(around.subtracted(gap), Qt.ClipOperation.IntersectClip)
            box.adjust(-0.5, side * 0.18, -side * 0.18 - 0.5, 0)
        _paint_sign(painter, box, state, palette)
    elif state == KNOWN or known:
        _paint_flag(painter, box, palette.color(KNOWN))
    painter.restore()


def _paint_sign(painter: QPainter, box: QRectF, state: str, palette: Palette) -> None:
    colour = palette.color(state)
    width = max(1.5, box.width() * 0.13)
    ring = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.setPen(QPen(colour, width))
    match state:
        case "committed":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring)
        case "undertaken":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(box)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(_round_pen(palette.color("card"), max(1.5, box.width() * 0.14)))
            painter.drawPolyline(QPolygonF([_within(box, p) for p in _TICK]))
        case "not_yet":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPie(ring, 90 * 16, 180 * 16)
        case "undertaken_uncommitted":
            painter.setPen(_round_pen(colour, box.width() * 0.06))
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([_within(box, QPointF(x, y)) for x, y in _STAR]))


def _paint_flag(painter: QPainter, box: QRectF, colour: QColor) -> None:
    width = max(1.25, box.width() * 0.12)
    painter.setPen(_round_pen(colour, width))
    top, foot = _within(box, QPointF(0.15, 0.08)), _within(box, QPointF(0.15, 0.92))
    painter.drawLine(top, foot)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([top, _within(box, QPointF(1.0, 0.34)), _within(box, QPointF(0.15, 0.62))]))


def _within(box: QRectF, unit: QPointF) -> QPointF:
    return QPointF(box.x() + unit.x() * box.width(), box.y() + unit.y() * box.height())


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class StateKey(QWidget):
    """The key to the signs: each with its label, in a row that wraps where it must."""

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`entries` are (state, label), in the order shown."""
        super().__init__(parent)
        self._entries = tuple(entries)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Key: " + ", ".join(label for _, label in self._entries))

    def _places(self, width: int) -> list[QRect]:
        """Where each entry stands when the whole is `width` wide."""
        metrics = QFontMetrics(theme.font(theme.TYPE.secondary))
        line = metrics.height() + theme.SPACE.tight
        places: list[QRect] = []
        x = y = 0
        for _, label in self._entries:
            needed = line + theme.SPACE.tight + metrics.horizontalAdvance(label) + 1
            if x and x + needed > width:
                x, y = 0, y + line + theme.SPACE.tight
            places.append(QRect(x, y, needed, line))
            x += needed + theme.SPACE.medium
        return places

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        places = self._places(1_000_000)
        return QSize(places[-1].right() + 1, places[-1].bottom() + 1) if places else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        widest = max((place.width() for place in self._places(1_000_000)), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # the height follows from the width

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.TYPE.secondary))
        palette = theme.current()
        for (state, label), place in zip(self._entries, self._places(self.width()), strict=True):
            side = place.height() - theme.SPACE.tight
            sign = QRect(place.x(), place.y() + theme.SPACE.tight // 2, side, side)
            paint_state(painter, sign, state, palette)
            painter.setPen(palette.color("secondary"))
            words = place.adjusted(place.height() + theme.SPACE.tight, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
