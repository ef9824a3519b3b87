"""A table of words and numbers that are at hand already: read, walked through, copied."""

from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cp_desktop.disclosure import Disclosure
from cp_desktop.ui import theme
from cp_desktop.ui.records.clipboard import put

Row = Sequence[str]
Index = QModelIndex | QPersistentModelIndex
MEASURED = 500  # rows that a column's width is taken from


class PlainTable(QTableView):
    """Rows of text under headings. Enter or a double click activates a cell; Ctrl+C copies with the headings.

    `disclosure` says whom they may be told; of rows that may not leave, `stayed` says that they were not copied.
    `fitted` makes it as high as its rows, for a page that scrolls as a whole.
    """

    chosen = Signal(int, int)  # row and column that were activated
    stayed = Signal(str)

    def __init__(self, name: str, disclosure: Disclosure, *, fitted: bool = False) -> None:
        super().__init__()
        self._fitted, self._disclosure = fitted, disclosure
        self._guarded: Collection[int] = ()
        self._model = _TextModel(self)
        self.setModel(self._model)
        theme.style_table(self)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(self._choose)
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        copy = QAction("Copy", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_rows(
        self,
        headings: Row,
        rows: Sequence[Row],
        *,
        numbers: bool = False,
        widest: int = 40,
        guarded: Collection[int] = (),
        headed: bool = True,
    ) -> None:
        """Shows rows of cells; with `numbers` all columns but the first stand at the right. `guarded` are the places of
        rows that are not copied.

        A row of one cell is a heading of those that follow, right across, but not where none is `headed`: then the
        rows are only read as they come into sight. No column becomes wider than `widest` letters by itself; the last
        takes the room that is left.
        """
        self._guarded = guarded
        self.clearSpans()
        self._model.fill(headings, rows, numbers)
        if headed and len(headings) > 1:
            for place, row in enumerate(rows):
                if len(row) == 1:
                    self.setSpan(place, 0, 1, len(headings))
        width = self.fontMetrics().horizontalAdvance
        letter = width("n")
        for place, heading in enumerate(headings):
            words = (row[place] for row in islice(rows, MEASURED) if len(row) > max(place, 1))
            cells = min(max(map(width, words), default=0) + 3 * letter, widest * letter)
            self.setColumnWidth(place, max(width(heading + "xxxx"), cells))
        self.horizontalHeader().setStretchLastSection(not numbers)
        self.updateGeometry()

    def texts(self) -> list[Row]:
        """All rows, as they read."""
        return list(self._model.rows)

    def copy(self) -> None:
        """Copies the selected rows, or all if none is, with the headings, for a spreadsheet."""
        from cp_desktop.services import disclosure  # brings every importer: only when somebody copies

        rows = sorted(index.row() for index in self.selectionModel().selectedRows()) or range(len(self._model.rows))
        out = [self._model.rows[row] for row in rows if row not in self._guarded]
        if out or not rows:
            put(disclosure.copied_rows(self._model.headings, out, self._disclosure))
        if left := len(rows) - len(out):
            said = "1 row stays" if left == 1 else f"{left:,} rows stay"
            self.stayed.emit(f"{said} in the register and {'was' if left == 1 else 'were'} not copied.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # Qt would swallow it: it is for whatever the table stands in
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row(), index.column())

    def sizeHint(self) -> QSize:
        if not self._fitted:
            return super().sizeHint()
        header = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), header + len(self._model.rows) * theme.row_height() + bar + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height() if self._fitted else 0)


class _TextModel(QAbstractTableModel):
    """The rows, as Qt asks for them."""

    def __init__(self, parent: PlainTable) -> None:
        super().__init__(parent)
        self.headings: Row = ()
        self.rows: Sequence[Row] = ()
        self._numbers = False

    def fill(self, headings: Row, rows: Sequence[Row], numbers: bool) -> None:
        self.beginResetModel()
        self.headings, self.rows, self._numbers = headings, rows, numbers
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.column() >= len(self.rows[index.row()]):
            return None
        row = self.rows[index.row()]
        cell = row[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return cell
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headings[index.column()]}: {cell or 'empty'}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column())
            case Qt.ItemDataRole.FontRole if len(row) == 1 < len(self.headings):
                return theme.font(strong=True)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.headings):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.headings[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self._numbers and column else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
