"""The model of the grid of councillors and items: names, states and totals.

Keys of all rows are held as in every table; names and states are read in blocks as they come into sight.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt

from cp_desktop import figures
from cp_desktop.figures.commitment_grid import GridItem
from cp_desktop.model import Listing, show
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.listing_model import BLOCK, BLOCKS_KEPT, ID_ROLE, Index, ListingModel
from cp_desktop.ui.widgets import glyphs

STATE_WORDS = {
    glyphs.COMMITTED: "Committed",
    glyphs.UNDERTAKEN: "Undertaken",
    glyphs.NOT_YET: "Not yet undertaken",
    glyphs.UNDERTAKEN_UNCOMMITTED: "Undertaken without a commitment",
    glyphs.KNOWN: "Known to the coordinator",
}
ITEM_TOTALS = {"commitments": "Commitments, all", "undertaken_known": "Undertaken, all known"}
ROW_TOTALS = (("Committed", "Commitments of this councillor"), ("Undertaken", "Items known to be undertaken"))


@dataclass
class GridBlock:
    """What is shown of some neighbouring rows."""

    names: dict[int, tuple[str, str]] = field(default_factory=dict)  # councillor and ward
    pairs: dict[tuple[int, int], figures.Pair] = field(default_factory=dict)
    totals: dict[int, tuple[int, int]] = field(default_factory=dict)


class GridModel(ListingModel):
    """Councillors down, items across, and two columns for what each councillor's row comes to."""

    def __init__(self, app: AppSession, parent: QObject | None = None) -> None:
        super().__init__(app, parent)
        self.items: list[GridItem] = []
        self.item_totals: dict[int, dict[str, int]] = {}
        self._seen: OrderedDict[int, GridBlock] = OrderedDict()

    def show_grid(self, items: list[GridItem], listing: Listing) -> None:
        """Turns to a menu and to the councillors of a listing."""
        if items != self.items:
            self.beginResetModel()
            self.items, self.item_totals = items, {}
            self._seen.clear()
            self.endResetModel()
        self.show_listing(listing)

    def set_item_totals(self, totals: dict[int, dict[str, int]]) -> None:
        """Takes the numbers of each item, from `figures.grid_totals`."""
        self.item_totals = totals
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.items) - 1, 0))

    def refresh_cells(self, councillor_ids: Iterable[int] | None = None) -> None:
        """Reads the states of the same rows again: of all, or of those councillors and their neighbours."""
        if councillor_ids is None:
            self._seen.clear()
        for id in councillor_ids or ():
            self._seen.pop(self.row_of(id) // BLOCK, None)
        if self.ids and self.items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, self.columnCount() - 1))

    def _arrived(self, ids: list[int]) -> None:
        self._seen.clear()
        if self.loaded and ids == list(self.ids):  # nobody loses her place for nothing
            self._blocks.clear()
            self.refresh_cells()
            self.counted.emit()
        else:
            super()._arrived(ids)

    # -- what is where

    def block(self, row: int) -> GridBlock:
        """The block of rows that a row stands in."""
        number = row // BLOCK
        found = self._seen.get(number)
        if found is None:
            found = self._seen[number] = self._read(list(self.ids[number * BLOCK : (number + 1) * BLOCK]))
            if len(self._seen) > BLOCKS_KEPT:
                self._seen.popitem(last=False)
        return found

    def _read(self, ids: list[int]) -> GridBlock:
        scope = self._app.scope
        rows = self.listing.rows(ids, self.listing.columns[:2])

        def query(session: Any) -> GridBlock:
            names = {id: (name, ward or "") for id, name, ward in session.execute(rows)}
            pairs = figures.grid(session, scope.edition_id, scope.as_at, ids)
            return GridBlock(names, pairs, figures.row_totals(ids, pairs))

        return self._app.read(query)

    def item(self, column: int) -> GridItem | None:
        """The item of a column, None for the columns of totals."""
        return self.items[column] if 0 <= column < len(self.items) else None

    def pair(self, row: int, column: int) -> figures.Pair | None:
        """The state of a cell, None where there is nothing to tell."""
        item = self.item(column)
        return None if item is None else self.block(row).pairs.get((self.ids[row], item.id))

    def name(self, row: int) -> tuple[str, str]:
        """The councillor of a row and the ward."""
        return self.block(row).names.get(self.ids[row], ("", ""))

    def promised(self, row: int, column: int) -> bool:
        """Whether the councillor's commitment to the item stands."""
        pair = self.pair(row, column)
        return pair is not None and pair.promised

    def cell_text(self, row: int, column: int) -> str:
        """A cell in words."""
        pair = self.pair(row, column)
        if pair is None:
            return "Nothing yet" if self.item(column) else show(self._total(row, column))
        flag = f", {STATE_WORDS[glyphs.KNOWN].lower()}" if pair.known else ""
        return STATE_WORDS[pair.state] + flag

    def _total(self, row: int, column: int) -> int:
        return self.block(row).totals.get(self.ids[row], (0, 0))[column - len(self.items)]

    # -- as Qt asks for it

    def columnCount(self, parent: Index | None = None) -> int:
        nothing = not self.items or (parent is not None and parent.isValid())
        return 0 if nothing else len(self.items) + len(ROW_TOTALS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        item = self.item(column)
        if role == ID_ROLE:
            return self.ids[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return None if item else show(self._total(row, column))
        if role == Qt.ItemDataRole.ToolTipRole and item:
            return f"{self.name(row)[0]}, item {item.number}: {self.cell_text(row, column)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            what = f"item {item.number}" if item else ROW_TOTALS[column - len(self.items)][0]
            return f"{self.name(row)[0]}, {what}: {self.cell_text(row, column)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole and section < len(self.ids):
                return self.name(section)[0]
            whole = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
            return " · ".join(filter(None, self.name(section))) if role in whole else None
        item = self.item(section)
        if item is None:
            words = ROW_TOTALS[section - len(self.items)] if section < self.columnCount() else ("", "")
            roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            return dict(zip(map(int, roles), words, strict=True)).get(int(role))
        if role == Qt.ItemDataRole.DisplayRole:
            return str(item.number)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{item.number} {item.wording}"
        return self._heard(item) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _heard(self, item: GridItem) -> str:
        """The head of an item's column in words."""
        totals = self.item_totals.get(item.id, {})
        sums = (f"{words}: {show(totals.get(key))}" for key, words in ITEM_TOTALS.items())
        return ". ".join(filter(None, (item.group, f"Item {item.number}, {item.wording}", *sums)))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The grid keeps the order of its listing."""
