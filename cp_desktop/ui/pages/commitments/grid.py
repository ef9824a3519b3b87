"""The grid of councillors and items: names frozen at the left, numbers and totals at the top, a sign in each cell."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPixmap,
    QPixmapCache,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cp_desktop import figures
from cp_desktop.disclosure import PUBLIC
from cp_desktop.figures.commitment_grid import GridItem, grid_rows, tick_columns
from cp_desktop.model import Column, Listing
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.commitments.grid_headers import Corner, ItemHeader, NameHeader
from cp_desktop.ui.pages.commitments.grid_model import GridModel
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.records.listing_model import Index
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table import ListingTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.accessibility import paint_focus

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Signs(QStyledItemDelegate):
    """Paints a state's sign, drawn once and kept; a number in the columns of totals."""

    def __init__(self, table: "GridTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette, rect = theme.current(), option.rect
        model = self._table.grid
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color("selected"))
        elif index.row() == self._table.currentIndex().row():
            painter.fillRect(rect, palette.color("hover"))
        painter.setPen(palette.color("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        item = model.item(index.column())
        if item is None:
            painter.setPen(palette.color("secondary"))
            painter.drawText(rect.adjusted(0, 0, -SPACE.small - 2, 0), _RIGHT, str(index.data() or ""))
        else:
            following = model.item(index.column() + 1)
            if following is None or following.group != item.group:
                painter.drawLine(rect.topRight(), rect.bottomRight())
            pair = model.pair(index.row(), index.column())
            if pair is not None:
                side = min(rect.width(), rect.height()) - (SPACE.tight if pair.known else SPACE.small)
                place = QRect(0, 0, side, side)
                place.moveCenter(rect.center())
                painter.drawPixmap(place, self._sign(pair, side))
        if self._table.hasFocus() and index == self._table.currentIndex():
            paint_focus(painter, rect, 4)

    def _sign(self, pair: figures.Pair, side: int) -> QPixmap:
        scale = self._table.devicePixelRatioF()
        key = f"cp-sign/{pair.state}/{pair.known}/{side}@{scale}/{theme.current().dark}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        pixmap = QPixmap(QSize(side, side) * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            glyphs.paint_state(painter, QRect(0, 0, side, side), pair.state, theme.current(), known=pair.known)
        QPixmapCache.insert(key, pixmap)
        return pixmap


class GridTable(ListingTable):
    """The grid on the screen: arrows and clicks go to a cell; Space, Enter or a double click changes it; letters
    search; Ctrl+C and Ctrl+V."""

    toggled = Signal(int, int)  # row, column
    pasted = Signal(str)
    menu_wanted = Signal(QPoint)  # on the screen
    councillor_wanted = Signal(int)
    item_wanted = Signal(int)  # the column whose heading was clicked
    went = Signal()  # to another cell

    def __init__(self, model: GridModel, name: str) -> None:
        super().__init__(model, name)
        self.grid = model
        self._kept_column = 0
        self.doubleClicked.disconnect()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.items_header = ItemHeader(self)
        self.setHorizontalHeader(self.items_header)
        self.names_header = NameHeader(self)
        self.setVerticalHeader(self.names_header)
        self.setCornerButtonEnabled(False)
        self._corner = Corner(self, self.items_header)
        self.setItemDelegate(Signs(self))
        self.names_header.sectionClicked.connect(lambda row: self.councillor_wanted.emit(model.ids[row]))
        self.items_header.sectionClicked.connect(self.item_wanted)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.items_header.viewport().update())

    def show_grid(self, items: list[GridItem], listing: Listing) -> None:
        """Turns to a menu and to the councillors of a listing."""
        self.grid.show_grid(items, listing)
        self._size_columns()

    def show_listing(self, listing: Listing) -> None:
        self.grid.show_listing(listing)

    def _size_columns(self) -> None:
        narrow = self.fontMetrics().horizontalAdvance("8,888")
        for column in range(self.grid.columnCount()):
            side = max(theme.row_height(), narrow if max(len(self.grid.ids), 1) >= 10_000 else 0)
            self.setColumnWidth(column, side + 2 if self.grid.item(column) else side + SPACE.small)

    def shown_columns(self) -> list[int]:
        return list(range(self.grid.columnCount()))

    # -- where it is

    def cell(self) -> tuple[int, int] | None:
        """Row and column of the current cell, None where it is no councillor's item."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() and self.grid.item(index.column()) else None

    def chosen(self) -> list[tuple[int, int]]:
        """The selected cells of items; the current one if none is."""
        cells = [
            (row, column)
            for part in self._parts()
            for row in range(part.top(), part.bottom() + 1)
            for column in range(part.left(), min(part.right(), len(self.grid.items) - 1) + 1)
        ]
        here = self.cell()
        return cells or ([here] if here else [])

    def _parts(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def go_to(self, id: int | None) -> bool:
        row = -1 if id is None else self.grid.row_of(id)
        if row < 0 or not self.grid.items:
            return False
        index = self.grid.index(
            row, min(max(self.currentIndex().column(), self._kept_column, 0), len(self.grid.items) - 1)
        )
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        return True

    def _keep_place(self) -> None:
        super()._keep_place()
        self._kept_column = max(self.currentIndex().column(), 0)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not hasattr(self, "names_header"):  # Qt calls this while the table is being made
            return
        self.viewport().update()  # the row's tint
        self.names_header.viewport().update()
        self.items_header.viewport().update()
        self.went.emit()

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cell = self.cell()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif plain and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if cell:
                self.toggled.emit(*cell)
        else:
            QAbstractItemView.keyPressEvent(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        cell = self.cell()
        if left and plain and cell and self.indexAt(event.position().toPoint()) == self.currentIndex():
            self.toggled.emit(*cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(self.viewport().mapToGlobal(rect.center()))
            return
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        self.menu_wanted.emit(event.globalPos())

    def copy(self) -> None:
        """Copies the selected block with its headings: names, wards, and Yes where a commitment stands."""
        parts = self._parts()
        if not parts:
            return
        rows = range(min(part.top() for part in parts), max(part.bottom() for part in parts) + 1)
        columns = range(min(part.left() for part in parts), max(part.right() for part in parts) + 1)
        from cp_desktop.services import disclosure  # brings every importer: only when somebody copies

        put(disclosure.copied_rows(self._headings(columns), [self._line(row, columns) for row in rows], PUBLIC))

    def _headings(self, columns: Sequence[int]) -> list[str]:
        words = [self.grid.headerData(c, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) for c in columns]
        return ["Councillor", "Ward", *words]

    def _line(self, row: int, columns: Sequence[int]) -> list[str]:
        def cell(column: int) -> str:
            if self.grid.item(column) is None:
                return self.grid.cell_text(row, column)
            return "Yes" if self.grid.promised(row, column) else ""

        return [*self.grid.name(row), *(cell(column) for column in columns)]

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_corner()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_corner()

    def _place_corner(self) -> None:
        if hasattr(self, "_corner"):
            edge = self.frameWidth()
            self._corner.setGeometry(edge, edge, self.names_header.width(), self.items_header.height())
            self._corner.raise_()


class GridRows(RecordTable):
    """Search, filters, grid and count; an export holds a Yes for each commitment that stands."""

    def __init__(self, app: AppSession) -> None:
        self.grid = GridModel(app)
        super().__init__(
            app,
            "Councillors",
            lambda: grid_rows(app.scope.edition_id, app.scope.as_at),
            GridTable(self.grid, "Councillors and items"),
        )
        self.grid.setParent(self)
        self.columns_button.hide()

    def exported(self, listing: Listing) -> list[Column]:
        scope = self._app.scope
        return [*listing.columns[:2], *tick_columns(scope.edition_id, scope.as_at, self.grid.items)]
