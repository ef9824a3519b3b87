"""The rows of a file beside what becomes of them, in groups to look through one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from cp_desktop.disclosure import PRIVATE, PUBLIC
from cp_desktop.exchange import Plan, PlanLine
from cp_desktop.exchange.plan import ADDED, CHANGED, LEFT, OUT
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.plain_table import Row as Cells
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary

ASKED, NOTHING = "asked", "nothing"  # of rows that no line speaks of
VERDICTS = {
    ADDED: "Added",
    CHANGED: "Changed",
    LEFT: "Left as it is",
    OUT: "Left out",
    ASKED: "Asked about",
    NOTHING: "Nothing in it to take in",
}
ALL = "All"
LEAVE, TAKE_AGAIN = "Leave the &marked rows out", "Take the &marked rows again"
NOT_IN_FILE = ("not in the file",)


class PlanRows(QWidget):
    """Groups of rows at the left; of the chosen one each row as the file has it, and beside it what becomes of it."""

    wants_left_out = Signal()  # the rows that are left out, as a file
    leaving = Signal(list)  # the rows that are marked are to be left out, or taken again

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, list[PlanLine]] = {}
        self._cells_of: Callable[[str], Cells] = lambda _: ()
        self._headings: Cells = ()
        self._marking = False
        self.groups = QListWidget()
        self.groups.setAccessibleName("Which rows are shown")
        self.groups.currentRowChanged.connect(lambda _: self._show_rows())
        self.file = PlainTable("Rows as the file has them", PUBLIC)  # they came from outside
        self.becomes = PlainTable("What becomes of them", PRIVATE)  # with what the register says now
        self.becomes.verticalScrollBar().valueChanged.connect(self.file.verticalScrollBar().setValue)
        self.file.verticalScrollBar().valueChanged.connect(self.becomes.verticalScrollBar().setValue)
        self.file.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for table, other in ((self.file, self.becomes), (self.becomes, self.file)):
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # or their rows would part
            table.selectionModel().currentRowChanged.connect(lambda now, _, other=other: _follow(other, now))
            table.selectionModel().selectionChanged.connect(lambda *_, one=table, other=other: self._mark(one, other))
        self.both = QSplitter(Qt.Orientation.Horizontal)
        self.both.addWidget(self.file)
        self.both.addWidget(self.becomes)
        self.both.setChildrenCollapsible(False)
        self.save_button = push_button("Sa&ve the rows left out…", "export")
        self.save_button.clicked.connect(self.wants_left_out)
        self.left_by_choice: Callable[[str], bool] = lambda _: False
        self.leave_button = push_button(LEAVE)
        self.leave_button.clicked.connect(lambda: self.leaving.emit(self._marked()))
        self.hint = Secondary("Ctrl+C copies the marked rows, Ctrl+A marks all", wrap=True)
        tools = QHBoxLayout()
        tools.addWidget(self.hint, 1)
        tools.addWidget(self.leave_button)
        tools.addWidget(self.save_button)
        side = QVBoxLayout()
        side.setSpacing(SPACE.tight)
        side.addWidget(self.both, 1)
        side.addLayout(tools)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.groups)
        row.addLayout(side, 1)

    def show_plan(self, plan: Plan, headings: Cells, marks: Sequence[str], cells_of: Callable[[str], Cells]) -> None:
        """Shows what a plan does with the rows of the file, called `marks`, in the group that was shown before."""
        before = self._chosen()
        self._headings, self._cells_of = headings, cells_of
        lines = [*plan.lines, *_without_a_line(plan, marks)]
        self._groups = {ALL: sorted(lines, key=_place_by(marks)), **_grouped(lines)}
        self.save_button.setVisible(bool(plan.left_out))
        self.groups.clear()
        for name, rows in self._groups.items():
            item = QListWidgetItem(f"{name} ({len(rows):,})")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.groups.addItem(item)
        width = self.groups.sizeHintForColumn(0) + 2 * self.groups.frameWidth() + SPACE.medium
        self.groups.setFixedWidth(min(width, self.fontMetrics().averageCharWidth() * 30))
        names = list(self._groups)
        self.groups.setCurrentRow(names.index(before) if before in names else 0)
        self._show_rows()

    def _mark(self, table: PlainTable, other: PlainTable) -> None:
        """Marks in the other table the rows that are marked in one."""
        if self._marking:
            return
        self._marking = True
        rows, last = QItemSelection(), other.model().columnCount() - 1
        marked = table.selectionModel().selection()
        for part in map(marked.at, range(marked.count())):
            rows.select(other.model().index(part.top(), 0), other.model().index(part.bottom(), last))
        other.selectionModel().select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._marking = False
        self._show_leaving()

    def _marked(self) -> list[str]:
        """The rows of the file that are marked."""
        lines = self._groups.get(self._chosen(), [])
        places = sorted(index.row() for index in self.file.selectionModel().selectedRows())
        return list(dict.fromkeys(lines[place].row for place in places if place < len(lines) and lines[place].row))

    def _show_leaving(self) -> None:
        marked = self._marked()
        self.leave_button.setEnabled(bool(marked))
        self.leave_button.setText(TAKE_AGAIN if marked and all(map(self.left_by_choice, marked)) else LEAVE)

    def _chosen(self) -> str:
        item = self.groups.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ALL

    def _show_rows(self) -> None:
        lines = self._groups.get(self._chosen(), [])
        cells = _FileRows(lines, self._cells_of, len(self._headings))
        self.file.set_rows(("Row", *self._headings), cells, widest=22, headed=False)
        said = [(VERDICTS.get(one.verdict, one.verdict), one.what, one.detail or one.group) for one in lines]
        self.becomes.set_rows(("What becomes of it", "What it is", "Detail"), said, widest=34, headed=False)
        self.both.setSizes([self.both.width() * 45 // 100, self.both.width() * 55 // 100])
        if lines:  # one is marked always, so that what can be done with it does not come and go
            self.file.setCurrentIndex(self.file.model().index(0, 0))
        self._show_leaving()


class _FileRows(Sequence[Cells]):
    """The cells of the rows that lines speak of, looked up as they are shown."""

    def __init__(self, lines: Sequence[PlanLine], cells_of: Callable[[str], Cells], width: int) -> None:
        self._lines, self._cells_of, self._width = lines, cells_of, width

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> Cells:  # type: ignore[override]
        mark = self._lines[place].row
        cells = self._cells_of(mark) if mark else NOT_IN_FILE
        return (mark, *cells, *[""] * (self._width - len(cells)))


def _grouped(lines: Sequence[PlanLine]) -> dict[str, list[PlanLine]]:
    found: dict[str, list[PlanLine]] = {}
    for one in lines:
        found.setdefault(one.group or VERDICTS.get(one.verdict, one.verdict), []).append(one)
    return found


def _without_a_line(plan: Plan, marks: Sequence[str]) -> Iterator[PlanLine]:
    """A line for each row of the file that the plan says nothing of: what is asked of it, or that nothing is."""
    told = {one.row for one in plan.lines}
    asked = {mark: one.said for one in plan.open for mark in one.rows}
    for mark in marks:
        if mark in told:
            continue
        if mark in asked:
            yield PlanLine(mark, "", ASKED, asked[mark])
        elif plan.ready:
            yield PlanLine(mark, "", NOTHING)


def _place_by(marks: Sequence[str]) -> Callable[[PlanLine], int]:
    places = {mark: place for place, mark in enumerate(marks)}
    return lambda line: places.get(line.row, len(places))


def _follow(other: PlainTable, now: QModelIndex) -> None:
    if now.isValid() and other.currentIndex().row() != now.row():
        other.setCurrentIndex(other.model().index(now.row(), max(0, other.currentIndex().column())))
