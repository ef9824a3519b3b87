"""A small table of words and numbers that are at hand already: read, walked through, copied."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cp_desktop.ui.looks import theme
from cp_desktop.ui.records.table import as_tsv


class PlainTable(QTableView):
    """Rows of text under headings. Enter or a double click activates a cell; Ctrl+C copies with the headings.

    `fitted` makes it as high as its rows, for a page that scrolls as a whole.
    """

    chosen = Signal(int, int)  # row and column that were activated

    def __init__(self, name: str, *, fitted: bool = False) -> None:
        super().__init__()
        self._fitted = fitted
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        theme.dress_table(self)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(self._choose)
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_rows(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False, widest: int = 40
    ) -> None:
        """Shows rows of cells; with `numbers` all columns but the first stand at the right.

        A row of one cell is a heading of those that follow, right across. No column
        becomes wider than `widest` letters by itself; the last takes the room that is left.
        """
        self.clearSpans()
        self._model.clear()
        self._model.setHorizontalHeaderLabels(list(headings))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in rows:
            items = [QStandardItem(cell) for cell in row]
            for place, item in enumerate(items):
                item.setToolTip(item.text())
                item.setData(f"{headings[place]}: {item.text() or 'empty'}", Qt.ItemDataRole.AccessibleTextRole)
                if numbers and place:
                    item.setTextAlignment(right)
            self._model.appendRow(items)
            if len(row) == 1 < len(headings):
                items[0].setFont(theme.font(strong=True))
                self.setSpan(self._model.rowCount() - 1, 0, 1, len(headings))
        if numbers:
            for place in range(1, len(headings)):
                self._model.horizontalHeaderItem(place).setTextAlignment(right)
        letter = self.fontMetrics().horizontalAdvance("n")
        for place in range(len(headings)):
            heading = self.fontMetrics().horizontalAdvance(headings[place] + "xxxx")
            words = (row[place] for row in rows if len(row) > place and len(row) > 1)
            cells = min(max(map(self.fontMetrics().horizontalAdvance, words), default=0) + 3 * letter, widest * letter)
            self.setColumnWidth(place, max(heading, cells))
        self.horizontalHeader().setStretchLastSection(not numbers)
        self.updateGeometry()

    def copy(self) -> None:
        """Copies the selected rows, or all if none is, with the headings, for a spreadsheet."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        columns = range(self._model.columnCount())
        lines = [[str(self._model.headerData(place, Qt.Orientation.Horizontal)) for place in columns]]
        lines += [
            [item.text() for item in (self._model.item(row, place) for place in columns) if item is not None]
            for row in chosen or range(self._model.rowCount())
        ]
        QGuiApplication.clipboard().setText(as_tsv(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row(), index.column())

    def sizeHint(self) -> QSize:
        if not self._fitted:
            return super().sizeHint()
        header = self.horizontalHeader().sizeHint().height()
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), header + self._model.rowCount() * theme.row_height() + bar + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height() if self._fitted else 0)
