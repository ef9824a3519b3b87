"""What the grid of wards and measures shows of a day: what was counted on it, what still holds, what was typed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from cp_desktop.errors import UserError
from cp_desktop.figures.ward_facts import COUNCIL, MEASURES, Area, Count, CountCell, added_up
from cp_desktop.model import WardMeasure, normalise, show
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.listing_model import Index


class CellKind(Enum):
    """What stands in a cell."""

    NOTHING = auto()
    OF_THE_DAY = auto()
    STILL_HOLDS = auto()
    TYPED = auto()
    SUM = auto()


@dataclass(frozen=True)
class Facts:
    """What the register has for a day: its wards with what holds on it and held before it, and the totals over them."""

    day: dt.date
    wards: Sequence[Area]
    before: Mapping[tuple[str, int], Mapping[WardMeasure, Count]]
    totals: Sequence[Area]  # districts, and last the council


class FactsModel(QAbstractTableModel):
    """Wards under their districts; the name, then a column for each measure.

    What is typed stays here, over what the register has, until it is saved. `typed_changed` follows every change of it.
    """

    typed_changed = Signal()
    refused = Signal(str)  # a sentence about what could not be read

    def __init__(self, app: AppSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.facts: Facts | None = None
        self.rows: list[Area] = []  # wards and districts as shown
        self.typed: dict[CountCell, int | None] = {}
        self.totals: dict[tuple[str, int], Area] = {}
        self._undone: list[dict[CountCell, int | None]] = []  # what was typed before each step
        self._words = ""

    # -- what it shows

    def show_facts(self, facts: Facts) -> None:
        """Turns to a day, or to the same one as the register has it now; what was typed stays where it differs."""
        self.beginResetModel()
        if self.facts is None or facts.day != self.facts.day:
            self.typed.clear()
            self._undone.clear()
        self.facts = facts
        self.typed = {cell: number for cell, number in self.typed.items() if self._differs(cell, number)}
        self._arrange()
        self._add_up()
        self.endResetModel()
        self.typed_changed.emit()

    def filter(self, words: str) -> None:
        """Shows only wards whose name, or whose district's, holds every word."""
        self.beginResetModel()
        self._words = words
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        assert self.facts is not None
        self.rows, words = [], normalise(self._words).split()
        names = {total.key: total.name for total in self.facts.totals}

        def fits(ward: Area) -> bool:
            district = names[ward.within] if ward.within and ward.within != COUNCIL else ""
            text = normalise(f"{ward.name} {district}")
            return all(word in text for word in words)

        for total in self.facts.totals:
            wards = [ward for ward in self.facts.wards if ward.within == total.key and fits(ward)]
            if wards:
                self.rows += wards if total.key == COUNCIL else [total, *wards]

    # -- cells

    def ward(self, row: int) -> Area | None:
        """The ward of a row, None for a district's."""
        area = self.rows[row] if 0 <= row < len(self.rows) else None
        return area if area and area.key[0] == "ward" else None

    def ward_name(self, row: int) -> str:
        """What a row is called where it stands alone: a district and one of its wards may have one name."""
        name = self.rows[row].name
        return name if self.ward(row) else f"{name} ({self._app.terms.district})"

    def cell(self, row: int, column: int) -> CountCell | None:
        """The ward and measure of a place, None where nothing can be typed."""
        ward = self.ward(row)
        return (ward.key[1], MEASURES[column - 1]) if ward and 1 <= column <= len(MEASURES) else None

    def wards_from(self, row: int) -> list[Area]:
        """The wards shown from a row on."""
        return [ward for place in range(row, len(self.rows)) if (ward := self.ward(place))]

    def count(self, row: int, column: int) -> tuple[CellKind, Count | None]:
        """What stands in a place of the grid."""
        measure, area = MEASURES[column - 1], self.rows[row]
        if self.ward(row) is None:
            return CellKind.SUM, self.totals[area.key].counts.get(measure)
        return self._of_ward(area, measure)

    def _of_ward(self, ward: Area, measure: WardMeasure) -> tuple[CellKind, Count | None]:
        assert self.facts is not None
        day, cell = self.facts.day, (ward.key[1], measure)
        count = ward.counts.get(measure)
        if cell in self.typed:
            number = self.typed[cell]
            if number is not None:
                return CellKind.TYPED, Count(number, day, day)
            count = self.facts.before.get(ward.key, {}).get(measure)
        if count is None:
            return CellKind.NOTHING, None
        return (CellKind.OF_THE_DAY if count.since == day else CellKind.STILL_HOLDS), count

    def cell_text(self, row: int, column: int) -> str:
        """A cell in words."""
        assert self.facts is not None
        kind, count = self.count(row, column)
        day = show(self.facts.day)
        if count is None:
            return f"Not counted by {day}."
        match kind:
            case CellKind.SUM:
                since, until = show(count.since), show(count.until)
                when = f"counted on {since}" if since == until else f"counted from {since} to {until}"
                area = self.rows[row]
                return f"{show(count.number)}, {when}, in {count.wards} of {area.wards} {self._app.terms.wards}."
            case CellKind.STILL_HOLDS:
                return f"{show(count.number)}, counted on {show(count.since)}, still holds on {day}."
            case CellKind.TYPED:
                return f"{show(count.number)}, typed for {day} and not saved yet."
        return f"{show(count.number)}, counted on {day}."

    # -- typing

    def take(self, cells: Mapping[CountCell, int | None]) -> None:
        """Puts numbers (None clears) over what the register has for the day."""
        before = dict(self.typed)
        for cell, number in cells.items():
            if self._differs(cell, number):
                self.typed[cell] = number
            else:
                self.typed.pop(cell, None)
        if self.typed != before:
            self._undone.append(before)
            self._typed_changed()

    def take_back(self) -> bool:
        """Takes back the last step of typing; False when there is none."""
        if not self._undone:
            return False
        self.typed = self._undone.pop()
        self._typed_changed()
        return True

    @property
    def can_take_back(self) -> bool:
        return bool(self._undone)

    def forget(self) -> None:
        """Everything typed is gone, or saved by now."""
        self.typed = {}
        self._undone.clear()
        self._typed_changed()

    def _typed_changed(self) -> None:
        self._add_up()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(MEASURES)))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(MEASURES))
        self.typed_changed.emit()

    def _differs(self, cell: CountCell, number: int | None) -> bool:
        assert self.facts is not None
        ward = next((ward for ward in self.facts.wards if ward.key[1] == cell[0]), None)
        count = ward.counts.get(cell[1]) if ward else None
        own = count.number if count and count.since == self.facts.day else None
        return ward is not None and number != own

    def _add_up(self) -> None:
        """The totals over the numbers as they would be saved."""
        assert self.facts is not None
        wards = []
        for ward in self.facts.wards:
            counts = {measure: self._of_ward(ward, measure)[1] for measure in MEASURES}
            wards.append(replace(ward, counts={measure: count for measure, count in counts.items() if count}))
        self.totals = {total.key: total for total in added_up(wards, self.facts.totals)}

    def tally(self) -> dict[CellKind, int]:
        """How many cells of wards, shown or not, hold a number of each kind."""
        assert self.facts is not None
        found = dict.fromkeys(CellKind, 0)
        for ward in self.facts.wards:
            for measure in MEASURES:
                found[self._of_ward(ward, measure)[0]] += 1
        return found

    # -- as Qt asks for it

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(MEASURES) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._app.can_write and self.cell(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == 0:
            shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
            return self.rows[row].name if role in shown else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                count = self.count(row, column)[1]
                return "" if count is None else show(count.number)
            case Qt.ItemDataRole.ToolTipRole:
                return self.cell_text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.rows[row].name}, {self.heading(column)}: {self.cell_text(row, column)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        from cp_desktop.exchange.pasted_counts import read_number  # brings the whole exchange: only when somebody types

        cell = self.cell(index.row(), index.column())
        if cell is None or role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value)
        if text == self.data(index):
            self.refused.emit("")
            return True
        try:
            number = read_number(text, f"{self.rows[index.row()].name}, {self.heading(index.column())}")
        except UserError as problem:
            self.refused.emit(str(problem))
            return False
        self.refused.emit("")
        self.take({cell: number})
        return True

    def heading(self, column: int) -> str:
        """What stands over a column, in the council's terms."""
        words = self._app.terms
        return words.said(MEASURES[column - 1].label if column else "Ward")

    def total(self, column: int) -> str:
        """What a column comes to for the council."""
        if not column:
            return f"{self._app.terms.council}"
        council = self.totals.get(COUNCIL)
        count = council.counts.get(MEASURES[column - 1]) if council else None
        return show(count.number) if count else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.heading(section)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ": ".join(filter(None, (self.heading(section), self.total(section))))
        return None

    def blank(self, cells: Iterable[tuple[int, int]]) -> None:
        """Clears what the day itself has in these places."""
        self.take({cell: None for place in cells if (cell := self.cell(*place))})
