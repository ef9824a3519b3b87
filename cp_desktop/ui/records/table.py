"""The one table: any listing of the register, its columns placed, sized, sorted and hidden by who looks at it."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStyleOptionHeader, QTableView, QWidget

from cp_desktop.model import Listing
from cp_desktop.ui import theme
from cp_desktop.ui.records import table_state
from cp_desktop.ui.records.listing_model import BLOCK, ID_ROLE, ListingModel
from cp_desktop.ui.widgets.letters import literal

WIDEST = 60  # letters of a column that nobody has sized, where there is room for them
NARROWEST = 16  # letters that it keeps, if it holds so many, so that all columns are in sight
SCROLLED = 34  # letters of such a column where even that is too much, so that there is a scroll bar anyway
_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


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
        self._sized: set[int] = set()  # places of the columns that somebody gave a width
        self._wanted: dict[int, tuple[int, int]] = {}  # of each other one: the least width it reads in, and the best
        self._sharing = False
        self.setModel(model)
        self.setHorizontalHeader(Header(self))
        self.setAccessibleName(name)
        theme.style_table(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self.column_menu().exec(header.mapToGlobal(place)))
        header.setSortIndicatorClearable(True)
        header.sectionResized.connect(self._resized)
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
        left = table_state.recalled(listing.key)
        order = [column.label for column in left.columns if column.label in labels]
        known = {column.label: column for column in left.columns}
        for place, label in enumerate(labels):
            if label not in known:
                order.insert(order.index(labels[place - 1]) + 1 if place else 0, label)
        for visual, label in enumerate(order):
            header.moveSection(header.visualIndex(labels.index(label)), visual)
        self._sized, self._wanted = set(), {}
        for place, column in enumerate(listing.columns):
            was = known.get(column.label)
            self.setColumnHidden(place, not column.listed if was is None else was.hidden)
            if was is not None and was.width:
                self.setColumnWidth(place, was.width)
                self._sized.add(place)
        sorted_by = labels.index(left.sorted_by) if left.sorted_by in labels else -1
        header.setSortIndicator(sorted_by, _DESCENDING if left.descending else _ASCENDING)

    def _fit(self) -> None:
        """Finds what the columns that nobody has sized need, by the first rows, and shares out the room; for later ones
        they only grow."""
        if not self.listing_model.ids:
            return
        metrics = self.fontMetrics()
        letter = metrics.horizontalAdvance("n")
        for place, column in enumerate(self.listing_model.columns):
            if place not in self._sized and not self.isColumnHidden(place):
                heading = metrics.horizontalAdvance(self.listing_model.heading(column) + "xxxx")
                best = max(heading, min(self.sizeHintForColumn(place) + letter, letter * WIDEST))
                short = min(best, letter * NARROWEST) if column.searchable else best  # a number is read whole or not
                least = max(heading, short)
                before = self._wanted.get(place, (0, 0))
                self._wanted[place] = max(least, before[0]), max(best, before[1])
        self._share_room()

    def _share_room(self) -> None:
        """Gives the columns that nobody has sized their best width, or as much of it as the table has room for.

        Where not even the least of all has room, the table scrolls, and nothing is won by cutting words short.
        """
        if self._sharing:
            return  # a scroll bar came or went by what is being done here
        key, self._key, self._sharing = self._key, "", True
        for _ in range(2):  # once more if a scroll bar takes room in the end, or leaves it
            width = self.viewport().width()
            for place, share in self._shares(width).items():
                self.setColumnWidth(place, share)
            if self.viewport().width() == width:
                break
        self._key, self._sharing = key, False

    def _shares(self, width: int) -> dict[int, int]:
        """The width of each column that nobody has sized in a table of a width."""
        shown = self.shown_columns()
        wanted = {place: self._wanted[place] for place in shown if place in self._wanted}
        room = width - sum(self.columnWidth(place) for place in shown if place not in wanted)
        least = sum(narrow for narrow, _ in wanted.values())
        best = sum(wide for _, wide in wanted.values())
        if best <= room:
            return {place: wide for place, (_, wide) in wanted.items()}
        if least > room:
            scrolled = self.fontMetrics().horizontalAdvance("n") * SCROLLED
            return {place: max(narrow, min(wide, scrolled)) for place, (narrow, wide) in wanted.items()}
        part = (room - least) / (best - least)
        return {place: narrow + int((wide - narrow) * part) for place, (narrow, wide) in wanted.items()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _resized(self, place: int, _was: int, _width: int) -> None:
        if self._key and place != self.shown_columns()[-1]:  # the last one has the room that is left
            self._sized.add(place)
            self._wanted.pop(place, None)
        self._remember()

    def _remember(self, *_: object) -> None:
        if self._key:
            header, columns, shown = self.horizontalHeader(), self.listing_model.columns, self.shown_columns()
            left = [
                table_state.ColumnState(
                    columns[place].label, header.sectionSize(place) if place in self._sized else 0, place not in shown
                )
                for place in (header.logicalIndex(visual) for visual in range(header.count()))
            ]
            sort = header.sortIndicatorSection()
            by = columns[sort].label if 0 <= sort < len(columns) else None
            descending = header.sortIndicatorOrder() == _DESCENDING
            table_state.keep(self._key, table_state.TableState(left, by, descending))

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
        """Copies the selected rows, with the headings of the columns on the screen, for a spreadsheet."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        self.listing_model.copy(rows, self.shown_columns())

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
