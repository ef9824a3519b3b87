"""What each column of a file means: a line for each, and the one choice that changes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.disclosure import PUBLIC
from cp_desktop.exchange.plan import WHY_LEFT_OUT, ColumnUse, Understood
from cp_desktop.ui import theme
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.labels import Secondary

NOT_USED = "Not used"
HEADINGS = ("Column in the file", "Taken for", "Its first values", "Why")
MOST_ROWS = 5  # shown at once, before one scrolls


class ColumnsPanel(QWidget):
    """The columns of a file as they are understood. `chosen` says for a heading which field it means, "" for none."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[ColumnUse] = ()
        self.said = Secondary("", wrap=True)
        self.table = PlainTable("Columns of the file", PUBLIC)  # they came from outside
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.chosen.connect(lambda *_: self._open())
        self.means = QComboBox()
        name_choice(self.means, "The marked column is taken for")
        self.means.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.means.activated.connect(self._choose)
        self.label = QLabel("The marked &column is taken for")
        self.label.setBuddy(self.means)
        line = QHBoxLayout()
        line.setSpacing(SPACE.small)
        line.addWidget(self.label)
        line.addWidget(self.means)
        line.addStretch(1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(self.said)
        stack.addWidget(self.table, 1)
        stack.addLayout(line)

    def show_columns(self, understood: Understood) -> None:
        """Shows the columns of a file, those that are not used last, and stands where it stood."""
        before = self._current()
        self._columns = sorted(understood.columns, key=lambda one: not is_used(one))
        unused = [one.heading or "a column without a heading" for one in self._columns if not is_used(one)]
        self.said.setText(said_of(len(self._columns) - len(unused), unused))
        self.means.clear()
        self.means.addItem(NOT_USED, "")
        for name, label in understood.fields:
            self.means.addItem(label, name)
        self.table.set_rows(HEADINGS, [_row(one) for one in self._columns], widest=36)
        same = [place for place, one in enumerate(self._columns) if before and one.place == before.place]
        if self._columns:
            self.table.setCurrentIndex(self.table.model().index(same[0] if same else 0, 0))
        self._show_current()
        height = (min(max(len(self._columns), 2), MOST_ROWS) + 1) * theme.row_height()
        self.table.setMinimumHeight(min(height, 3 * theme.row_height()))

    def wanted_height(self) -> int:
        """The height at which so many columns are seen as should be at once."""
        rows: int = min(max(len(self._columns), 2), MOST_ROWS)
        others: int = self.said.sizeHint().height() + self.means.sizeHint().height() + 2 * SPACE.tight
        height: int = (rows + 1) * theme.row_height() + others + 2 * self.table.frameWidth() + SPACE.small
        return height

    def _current(self) -> ColumnUse | None:
        place = self.table.currentIndex().row()
        return self._columns[place] if 0 <= place < len(self._columns) else None

    def _show_current(self, _: QModelIndex | None = None) -> None:
        column = self._current()
        self.means.setEnabled(column is not None and bool(column.heading))
        if column is not None:
            held = self.means.findData(column.field)
            if not column.field and is_used(column):
                held = -1  # for what it is taken is no field of the list: an item of the menu
                self.means.setPlaceholderText(column.label)
            self.means.setCurrentIndex(held)

    def _open(self) -> None:
        if self.means.isEnabled():
            self.means.setFocus()
            self.means.showPopup()

    def _choose(self) -> None:
        column = self._current()
        if (column is not None and self.means.currentData() != column.field) or (column and is_used(column)):
            assert column is not None
            self.chosen.emit(column.heading, self.means.currentData())


def is_used(column: ColumnUse) -> bool:
    """Whether anything of a column is read."""
    return bool(column.field or column.reason)


def said_of(used: int, unused: Sequence[str]) -> str:
    """How many columns are used, and which are not, in a sentence."""
    said = f"{used:,} {'column is' if used == 1 else 'columns are'} used"
    if not unused:
        return f"{said}, every one there is."
    return f"{said}; not used: {', '.join(unused)}."


def _row(column: ColumnUse) -> tuple[str, ...]:
    means = column.label if is_used(column) else NOT_USED
    return (
        column.heading or "(no heading)",
        means,
        ", ".join(column.samples),
        column.reason
        or ("This program's own remark" if column.heading == WHY_LEFT_OUT else "Nothing known by that name"),
    )
