"""A list of people to tick, each with the reasons below the name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cp_desktop.figures.who_should_go import Suggestion
from cp_desktop.ui import theme
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.accessibility import paint_focus

Index = QModelIndex | QPersistentModelIndex
_ID = Qt.ItemDataRole.UserRole
_REASONS = Qt.ItemDataRole.UserRole + 1
ROWS = 10  # of a table, that it is high at least
LONG = 40  # letters
_WORDS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Candidates(QListWidget):
    """Councillors who could go: Space or a click ticks one, `ticked` follows."""

    ticked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription("Space ticks a councillor")
        self.setItemDelegate(_Delegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: the words are measured for the room beside it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumHeight(theme.row_height() * ROWS)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.can_tick = True
        self.itemChanged.connect(lambda _: self.ticked.emit())

    def fill(self, people: Sequence[Suggestion], chosen: Sequence[int] = ()) -> None:
        """Shows people, the `chosen` of them ticked; whoever the keyboard stood on keeps it, if still there."""
        stood = self.currentItem().data(_ID) if self.currentItem() else None
        self.blockSignals(True)
        self.clear()
        for one in people:
            item = QListWidgetItem(one.name)
            reasons = "\N{NO-BREAK SPACE}\N{MIDDLE DOT} ".join(map(_together, one.reasons))
            item.setData(_ID, one.councillor_id)
            item.setData(_REASONS, reasons)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name}: {', '.join(one.reasons)}")
            if self.can_tick:
                is_chosen = one.councillor_id in chosen
                item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
            self.addItem(item)
            if one.councillor_id == stood:
                self.setCurrentItem(item)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.ticked.emit()

    def chosen(self) -> list[int]:
        """The keys of those ticked, in the order of the list."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(_ID) for item in items if self.can_tick and item.checkState() == Qt.CheckState.Checked]

    def stand_on(self, councillor_id: int) -> None:
        """Puts the keyboard on somebody of the list."""
        for row in range(self.count()):
            if self.item(row).data(_ID) == councillor_id:
                self.setCurrentRow(row)


class _Delegate(QStyledItemDelegate):
    """Paints a box to tick, the name, and the reasons on as many lines as they take."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self._view()
        width = view.viewport().width()
        name, reasons = _fonts()
        room = QRect(0, 0, max(width - self._left(), 1), 10_000)
        words = QFontMetrics(reasons).boundingRect(room, _WORDS, index.data(_REASONS))
        return QSize(width, QFontMetrics(name).height() + words.height() + 2 * SPACE.tight + 2)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        palette, view = theme.current(), self._view()
        rect: QRect = option.rect
        painter.save()
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, palette.color("hover"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        name, reasons = _fonts()
        top = rect.top() + SPACE.tight
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            self._paint_box(painter, rect, top + QFontMetrics(name).height() // 2, index)
        left = rect.left() + self._left() - SPACE.small
        width = rect.right() - left - SPACE.small
        painter.setFont(name)
        painter.setPen(palette.color("text"))
        line = QFontMetrics(name).height()
        painter.drawText(QRect(left, top, width, line), Qt.AlignmentFlag.AlignLeft, index.data())
        painter.setFont(reasons)
        painter.setPen(palette.color("secondary"))
        painter.drawText(QRect(left, top + line, width, rect.bottom() - top - line), _WORDS, index.data(_REASONS))
        if state & QStyle.StateFlag.State_HasFocus and view.hasFocus():
            paint_focus(painter, rect, 4)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRect, middle: int, index: Index) -> None:
        palette, side = theme.current(), self._side()
        box = QRect(rect.left() + SPACE.small, middle - side // 2, side, side)
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.color("accent" if ticked else "border"))
        painter.setBrush(palette.color("accent" if ticked else "card"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if ticked:
            theme.paint_icon(painter, box, "tick", palette.on_accent)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        # The whole row ticks, not only the small box.
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            state = index.data(Qt.ItemDataRole.CheckStateRole)
            if event.button() != Qt.MouseButton.LeftButton or state is None:
                return False
            ticked = Qt.CheckState(state) == Qt.CheckState.Checked
            turned = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
            return model.setData(index, turned, Qt.ItemDataRole.CheckStateRole)
        return super().editorEvent(event, model, option, index)

    def _side(self) -> int:
        return QFontMetrics(theme.font()).ascent() + 2

    def _left(self) -> int:
        """The room beside the words: the box and the air around it."""
        room: int = self._side() + 3 * SPACE.small
        return room

    def _view(self) -> Candidates:
        view = self.parent()
        assert isinstance(view, Candidates)
        return view


def _together(reason: str) -> str:
    """A reason that does not end its line in the middle, unless it is long."""
    return reason if len(reason) > LONG else reason.replace(" ", "\N{NO-BREAK SPACE}")


def _fonts() -> tuple[Any, Any]:
    return theme.font(strong=True), theme.font(TYPE.secondary)
