"""The rows of a listing as Qt's tables read them, sorted, searched and filtered by SQL, fetched as they are looked at.

The model holds the keys of all rows in their order, and the values only of the blocks that were seen, so a
hundred thousand rows open as fast as a hundred.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from cp_desktop.disclosure import Disclosure
from cp_desktop.model import Column, Listing, show
from cp_desktop.model.sql import keys_in
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.clipboard import put

Index = QModelIndex | QPersistentModelIndex
BLOCK = 100
BLOCKS_KEPT = 50
ID_ROLE = Qt.ItemDataRole.UserRole
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1


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
        self.only: Collection[int] | None = None  # the keys of the rows picked out; None for all
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
        if self.only is not None:
            query = query.where(self._listing.id.in_(keys_in(self.only)))
        self._app.ask(self, lambda session: list(session.scalars(query)), self._arrived)

    def _arrived(self, ids: list[int]) -> None:
        self._app.unread.forget(self)  # rows that could not be read: they are read anew
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

    @property
    def narrowed(self) -> bool:
        """Whether some rows are not shown: by words, by filters, or because others were picked out."""
        return bool(self.words or self.filters) or self.only is not None

    def row_of(self, id: int) -> int:
        """Where a key's row stands, -1 if it is not shown."""
        return self._places.get(id, -1)

    def values(self, row: int) -> Sequence[Any]:
        """The typed values of a row, in the order of the columns."""
        block = row // BLOCK
        if block not in self._blocks:
            ids = self._ids[block * BLOCK : (block + 1) * BLOCK]
            query = self.listing.rows(ids)
            self._blocks[block] = self._app.read_part(
                self, f"rows {block}", lambda session: {r[0]: r[1:] for r in session.execute(query)}, {}, self.refresh
            )
            if len(self._blocks) > BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        gone: tuple[Any, ...] = (None,) * len(self._columns)
        found: Sequence[Any] = self._blocks[block].get(self._ids[row], gone)
        return found

    def shown_as(self, places: Iterable[int]) -> list[Column]:
        """The columns at these places, with the headings that they have here."""
        return [replace(self._columns[place], label=self.heading(self._columns[place])) for place in places]

    def copy(self, rows: Sequence[int], places: Sequence[int]) -> None:
        """Puts rows on the clipboard, with the columns at these places, as the gate lets them out."""
        from cp_desktop.services import disclosure  # brings every importer: only when somebody copies

        if self._listing is None:
            return
        ids, columns = [self._ids[row] for row in rows], self.shown_as(places)
        released = self._app.try_(
            lambda: self._app.read(lambda session: disclosure.copied(session, self.listing, ids, columns))
        )
        if released is None:
            return
        put(released)
        if stayed := disclosure.left_out(self.listing, columns, Disclosure.PRIVATE):
            self._app.message.emit(f"Not copied, because it stays in the register: {', '.join(stayed)}.", "info", "")

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
        value = self.values(index.row())[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{show(value)} (later)" if self._later(column, value) else show(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{show(value)}: {self._when_later()}" if self._later(column, value) else show(value)
        if role == VALUE_ROLE:
            return value
        if role == Qt.ItemDataRole.AccessibleTextRole:
            later = f", {self._when_later()}" if self._later(column, value) else ""
            return f"{self.heading(column)}: {show(value) or 'empty'}{later}"
        return None

    def _later(self, column: Column, value: Any) -> bool:
        """Whether it happened after the day of all pages, where that is not today: no figure counts it."""
        as_at = self._app.scope.as_at
        if not isinstance(value, dt.date) or as_at >= self._app.today:
            return False
        day = value.date() if isinstance(value, dt.datetime) else value
        return day > as_at and self.listing.tells_what_happened(column)

    def _when_later(self) -> str:
        return f"after {show(self._app.scope.as_at)}, and in no figure as at that day"

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
