"""The one table: any listing of the register, sorted, searched and filtered by SQL, fetched as it is looked at.

The model holds the keys of all rows in their order, and the values only of the blocks that were seen, so a
hundred thousand rows open as fast as a hundred.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStyleOptionHeader, QTableView, QWidget

from cp_desktop.model import Column, Listing, show
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.clipboard import copy_rows
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.letters import literal

Index = QModelIndex | QPersistentModelIndex
BLOCK = 100
BLOCKS_KEPT = 50
WIDEST = 34  # letters of a column that nobody has sized
_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
ID_ROLE = Qt.ItemDataRole.UserRole
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class _Column:
    """How a column was left: its width, 0 where nobody has sized it."""

    label: str
    width: int
    hidden: bool


@dataclass(frozen=True)
class _Layout:
    """How a table was left: its columns from left to right, and the one it was sorted by."""

    columns: Sequence[_Column] = ()
    sorted_by: str | None = None
    descending: bool = False


def _recalled(key: str) -> _Layout:
    try:
        found = json.loads(recall(f"tables/{key}", ""))
        sorted_by, descending = found["sort"]
        return _Layout([_Column(*column) for column in found["columns"]], sorted_by, descending)
    except (TypeError, ValueError, KeyError):
        return _Layout()  # never seen, or of another release


class ListingModel(QAbstractTableModel):
    """The rows of a listing that hold the words and filters asked for. `counted` follows every arrival of rows."""

    counted = Signal()

    def __init__(self, app: AppSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._listing: Listing | None = None
        self._columns: tuple[Column, ...] = ()
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._blocks: OrderedDict[int, dict[int, Any]] = OrderedDict()
        self.words = ""
        self.filters: dict[str, set[Any]] = {}
        self.sorted_by: str | None = None
        self.descending = False
        self.loaded = False
        app.terms_changed.connect(self._reword)

    # -- what it shows

    @property
    def listing(self) -> Listing:
        assert self._listing is not None
        return self._listing

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def ids(self) -> Sequence[int]:
        """The keys of all rows, in their order."""
        return self._ids

    def show_listing(self, listing: Listing) -> None:
        """Turns to a listing (again, when the year or the day changed) and reads its rows."""
        labels = [column.label for column in listing.columns]
        if labels != [column.label for column in self._columns]:
            self.beginResetModel()
            self._columns, self._ids, self._places = listing.columns, [], {}
            self.sorted_by, self.descending = None, False  # the column may not be among these
            self._blocks.clear()
            self.endResetModel()
        self._listing, self._columns = listing, listing.columns
        self.refresh()

    def refresh(self) -> None:
        """Reads the keys again, off this thread; rows on the screen stay until they are there."""
        if self._listing is None:
            return
        query = self._listing.ids(self.words, self.filters, self.sorted_by, self.descending)
        self._app.ask(self, lambda session: list(session.scalars(query)), self._arrived)

    def _arrived(self, ids: list[int]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._places = {key: place for place, key in enumerate(ids)}
        self._blocks.clear()
        self.loaded = True
        self.endResetModel()
        self.counted.emit()

    def heading(self, column: Column) -> str:
        """What stands over a column: its label in the council's terms."""
        return self._app.terms.said(column.label)

    def _reword(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def row_of(self, id: int) -> int:
        """Where a key's row stands, -1 if it is not shown."""
        return self._places.get(id, -1)

    def values(self, row: int) -> Sequence[Any]:
        """The typed values of a row, in the order of the columns."""
        block = row // BLOCK
        if block not in self._blocks:
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            query = self.listing.rows(ids)
            self._blocks[block] = self._app.read(lambda session: {r[0]: r[1:] for r in session.execute(query)})
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        gone: tuple[Any, ...] = (None,) * len(self._columns)
        found: Sequence[Any] = self._blocks[block].get(self._ids[row], gone)
        return found

    # -- as Qt asks for it

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return show(self.values(index.row())[index.column()])
        if role == VALUE_ROLE:
            return self.values(index.row())[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.heading(column)}: {show(self.values(index.row())[index.column()]) or 'empty'}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heading(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or self.heading(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        label = self._columns[column].label if 0 <= column < len(self._columns) else None
        descending = order == Qt.SortOrder.DescendingOrder
        if (label, descending) != (self.sorted_by, self.descending):
            self.sorted_by, self.descending = label, descending
            self.refresh()


class Header(QHeaderView):
    """A header whose words stand clear of the sort arrow; the context menu chooses columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setStretchLastSection(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setResizeContentsPrecision(BLOCK // 2)  # a column is fitted to its first rows: Qt would fetch a thousand

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        super().paintSection(painter, rect, logical)
        if self.isSortIndicatorShown() and logical == self.sortIndicatorSection():
            side = theme.icon_size(0.7).width()
            box = QRect(rect.right() - side - 2, rect.center().y() - side // 2, side, side)
            painter.save()
            if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder:
                painter.translate(box.center())
                painter.rotate(180)
                painter.translate(-box.center())
            theme.paint_icon(painter, box, "chevron-down", theme.current().accent)
            painter.restore()

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logical: int) -> None:
        super().initStyleOptionForIndex(option, logical)
        option.sortIndicator = QStyleOptionHeader.SortIndicator.None_


class ListingTable(QTableView):
    """A table of records: Enter opens, Ctrl+C copies with headings, typing searches."""

    opened = Signal(object)  # the key of the row that is to open; a councillor and item's is past 32 bits
    typed = Signal(str)  # letters typed into the table, for the search box

    def __init__(self, model: ListingModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing_model = model
        self._key = ""
        self._kept_id: int | None = None
        self._unfitted: set[int] = set()  # places of the columns that wait for rows to be fitted to
        self.setModel(model)
        self.setHorizontalHeader(Header(self))
        self.setAccessibleName(name)
        theme.dress_table(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self.column_menu().exec(header.mapToGlobal(place)))
        header.setSortIndicatorClearable(True)
        header.sectionResized.connect(self._remember)
        header.sectionMoved.connect(self._remember)
        header.sortIndicatorChanged.connect(self._remember)
        self.setSortingEnabled(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ID_ROLE)))
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._back_to_place)
        model.counted.connect(self._fit)
        copy = QAction("Copy", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)

    def show_listing(self, listing: Listing) -> None:
        """Turns to a listing, its columns as they were left the last time."""
        fresh = self._key != listing.key
        self._key = ""  # nothing is remembered while it is being set up
        if fresh:
            self.setSortingEnabled(False)
            self.listing_model.show_listing(listing)
            self._lay_out(listing)
            self.setSortingEnabled(True)
        else:
            self.listing_model.show_listing(listing)
        self._key = listing.key

    def _lay_out(self, listing: Listing) -> None:
        """Gives each column the place, the width and the sorting it was left with, by its label.

        One that was not there then stands as it is declared, behind the column it is declared behind.
        """
        header, labels = self.horizontalHeader(), [column.label for column in listing.columns]
        left = _recalled(listing.key)
        order = [column.label for column in left.columns if column.label in labels]
        known = {column.label: column for column in left.columns}
        for place, label in enumerate(labels):
            if label not in known:
                order.insert(order.index(labels[place - 1]) + 1 if place else 0, label)
        for visual, label in enumerate(order):
            header.moveSection(header.visualIndex(labels.index(label)), visual)
        self._unfitted = set()
        for place, column in enumerate(listing.columns):
            was = known.get(column.label)
            self.setColumnHidden(place, not column.listed if was is None else was.hidden)
            if was is not None and was.width:
                self.setColumnWidth(place, was.width)
            else:
                self._unfitted.add(place)
        sorted_by = labels.index(left.sorted_by) if left.sorted_by in labels else -1
        header.setSortIndicator(sorted_by, _DESCENDING if left.descending else _ASCENDING)

    def _fit(self) -> None:
        """Fits the columns that nobody has sized to the first rows that come."""
        if not self._unfitted or not self.listing_model.ids:
            return
        key, self._key = self._key, ""
        metrics = self.fontMetrics()
        letter = metrics.horizontalAdvance("n")
        for place, column in enumerate(self.listing_model.columns):
            if place in self._unfitted and not self.isColumnHidden(place):
                heading = metrics.horizontalAdvance(self.listing_model.heading(column) + "xxxx")
                cells = min(self.sizeHintForColumn(place) + letter, letter * WIDEST)
                self.setColumnWidth(place, max(heading, cells))
                self._unfitted.discard(place)
        self._key = key

    def _remember(self, *_: object) -> None:
        if self._key:
            header, columns, shown = self.horizontalHeader(), self.listing_model.columns, self.shown_columns()
            sized = set(shown[:-1]) - self._unfitted  # the last one has the room that is left, not a width of its own
            left = [
                (columns[place].label, header.sectionSize(place) if place in sized else 0, place not in shown)
                for place in (header.logicalIndex(visual) for visual in range(header.count()))
            ]
            sort = header.sortIndicatorSection()
            by = columns[sort].label if 0 <= sort < len(columns) else None
            descending = header.sortIndicatorOrder() == _DESCENDING
            remember(f"tables/{self._key}", json.dumps({"columns": left, "sort": [by, descending]}))

    def column_menu(self) -> QMenu:
        """A menu that shows and hides columns."""
        menu = QMenu(self)
        for place, column in enumerate(self.listing_model.columns):
            action = menu.addAction(literal(self.listing_model.heading(column)))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
        return menu

    def _show_column(self, place: int, shown: bool) -> None:
        self.setColumnHidden(place, not shown)
        self._fit()
        self._remember()

    def shown_columns(self) -> list[int]:
        """The places of the columns on the screen, from left to right."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [place for place in order if not header.isSectionHidden(place)]

    def current_id(self) -> int | None:
        """The key of the current row."""
        index = self.currentIndex()
        return index.data(ID_ROLE) if index.isValid() else None

    def go_to(self, id: int | None) -> bool:
        """Makes a key's row current and shows it; False when it is not among the rows."""
        row = -1 if id is None else self.listing_model.row_of(id)
        if row < 0:
            return False
        index = self.listing_model.index(row, self.shown_columns()[0] if self.shown_columns() else 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def copy(self) -> None:
        """Copies the selected rows, as they read on the screen, with their headings, for a spreadsheet."""
        model, places = self.listing_model, self.shown_columns()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        headings = [model.heading(model.columns[place]) for place in places]
        copy_rows(headings, ([model.values(row)[place] for place in places] for row in rows))

    def _keep_place(self) -> None:
        self._kept_id = self.current_id()

    def _back_to_place(self) -> None:
        self.go_to(self._kept_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id() is not None:
            self.opened.emit(self.current_id())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # Qt would swallow it: it is for whatever the table stands in
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and event.modifiers() == _CTRL:
            # Qt would only move the frame there, and leave another row chosen.
            row = 0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.model().index(row, max(self.currentIndex().column(), 0)), flags)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt's own would fetch row after row to look for a match: the search box asks the register instead.
        self.typed.emit(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        index = self.indexAt(event.pos())
        if index.isValid():
            menu.addAction("Open", lambda: self.opened.emit(index.data(ID_ROLE)))
            menu.addAction("Copy", self.copy)
            menu.addSeparator()
        columns = self.column_menu()
        columns.setTitle("Columns")
        menu.addMenu(columns)
        menu.exec(event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(480, 320)


_CTRL = Qt.KeyboardModifier.ControlModifier


def point_below(widget: QWidget) -> QPoint:
    """Where a menu opens below a button."""
    return widget.mapToGlobal(QPoint(0, widget.height()))
