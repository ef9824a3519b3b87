"""What a file was taken for, in one look: the kind of list and why, its sheets, its year, its day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.exchange import KINDS
from cp_desktop.ui import theme
from cp_desktop.ui.importing.incoming import Incoming
from cp_desktop.ui.records.editors import DateEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal

DATE_WIDTH = 20  # letters


class UnderstoodPanel(QWidget):
    """What may be said of a file as a whole. `changed` comes when she said something else of it."""

    changed = Signal()

    def __init__(self, years: Sequence[str]) -> None:
        super().__init__()
        self._one: Incoming | None = None
        self.name = SubHeading(wrap=True)
        self.place = Secondary("")
        self.kind = QComboBox()
        name_choice(self.kind, "Kind of list")
        for key, kind in KINDS.items():
            self.kind.addItem(kind.label, key)
        self.kind.setPlaceholderText("Choose…")
        self.kind.activated.connect(self._choose_kind)
        self.why = Secondary("", wrap=True)
        self.year = QComboBox()
        name_choice(self.year, "Municipal year")
        self.year.addItems(list(years))
        self.year.activated.connect(self._choose_year)
        self.complete = QCheckBox()
        self.complete.clicked.connect(self._choose_complete)
        self.date = DateEditor()
        self.date.setFixedWidth(self.fontMetrics().averageCharWidth() * DATE_WIDTH + theme.row_height())
        self.date.line.editingFinished.connect(self._date_left)
        self.date.edited.connect(lambda: None if self.date.line.hasFocus() else self._date_left())
        self.complete.setMinimumHeight(self.date.sizeHint().height())
        self.date_label = QLabel()
        self.error = ErrorLabel()
        self.sheets = FlowLayout()
        self.sheet_boxes: list[QCheckBox] = []
        self._build()

    def _build(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self.name, 1)
        title.addWidget(self.place)
        kind_label, year_label = QLabel("&Kind of list"), QLabel("Municipal &year")
        kind_label.setBuddy(self.kind)
        year_label.setBuddy(self.year)
        kind = QHBoxLayout()
        kind.setSpacing(SPACE.small)
        kind.addWidget(kind_label)
        kind.addWidget(self.kind)
        kind.addWidget(self.why, 1)
        options = FlowLayout()
        options.setSpacing(SPACE.small)
        self._year, self._date = side_by_side(year_label, self.year), side_by_side(self.date_label, self.date)
        for part in (self._year, self.complete, self._date):
            options.addWidget(part)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addLayout(title)
        stack.addLayout(kind)
        stack.addLayout(options)
        stack.addWidget(self.error)
        stack.addLayout(self.sheets)

    # -- showing

    def show_file(self, one: Incoming, place: str) -> None:
        """Shows what is known of a file; `place` is which it is of several."""
        self._one = one
        plan = one.plan
        key = plan.kind if plan else one.kind or one.guess
        self.name.setText(one.path.name)
        self.place.setText(place)
        self.place.setVisible(bool(place))
        self.kind.setCurrentIndex(self.kind.findData(key) if key else -1)
        self.why.setText(_because(plan.mapping.reason) if plan and plan.mapping else "")
        kind = KINDS.get(key or "")
        of_a_year = bool(kind and kind.of_a_year)
        self._year.setVisible(of_a_year)
        self.year.setCurrentText(one.year or "")
        self.complete.setVisible(bool(kind and kind.complete))
        dated = bool(kind and (kind.dated or kind.complete))
        self._date.setVisible(dated)
        if kind is not None:
            words = f"{kind.complete} on" if kind.complete else ""
            self.complete.setText(literal(words))
            label = kind.dated or "Day"
            self.date_label.setText(label)
            self.date_label.setVisible(not one.complete)
            self.date.name_for(words if one.complete else label, kind.dated_help)
            self.date.setToolTip(kind.dated_help)
        self.complete.setChecked(one.complete)
        if not self.date.line.hasFocus():
            self.date.set_value(one.date)
        self._show_sheets(one)

    def _show_sheets(self, one: Incoming) -> None:
        self.sheets.clear()
        self.sheet_boxes = []
        uses = one.plan.mapping.sheets if one.plan and one.plan.mapping else ()
        names = list(dict.fromkeys(use.name for use in uses))
        if len(names) < 2:
            return
        self.sheets.addWidget(QLabel("Sheets that are read:"))
        for name in names:
            those = [use for use in uses if use.name == name]
            rows = sum(use.rows for use in those)
            box = QCheckBox(literal(f"{name} ({rows:,} {'row' if rows == 1 else 'rows'})"))
            box.setChecked(any(use.used for use in those))
            box.clicked.connect(self._choose_sheets)
            box.setProperty("sheet", name)
            self.sheet_boxes.append(box)
            self.sheets.addWidget(box)

    # -- changing

    def _choose_kind(self) -> None:
        if self._one is not None and self.kind.currentData() != (self._one.plan.kind if self._one.plan else None):
            self._one.take_for(self.kind.currentData())
            self.changed.emit()

    def _choose_year(self) -> None:
        if self._one is not None and self.year.currentText() != self._one.year:
            self._one.year, self._one.touched = self.year.currentText(), True
            self.changed.emit()

    def _choose_complete(self) -> None:
        if self._one is not None:
            self._one.complete, self._one.touched = self.complete.isChecked(), True
            self.changed.emit()

    def _choose_sheets(self) -> None:
        chosen = tuple(str(box.property("sheet")) for box in self.sheet_boxes if box.isChecked())
        if self._one is not None and chosen:
            self._one.sheets, self._one.touched = chosen, True
            self.changed.emit()
        elif self._one is not None:
            self._show_sheets(self._one)  # one at least is read

    def _date_left(self) -> None:
        if self._one is None:
            return
        try:
            day = self.date.value()
        except UserError as problem:
            self.error.say(str(problem))
            return
        self.error.say("")
        if day != self._one.date:
            self._one.date, self._one.touched = day, True
            self.changed.emit()

    def date_is_readable(self) -> bool:
        """Whether the day that is typed, if any is, can be read; says so beside it where not."""
        self._date_left()
        return not self.error.text()


def side_by_side(label: QLabel, editor: QWidget) -> QWidget:
    """A label and its editor, which stay together where lines are broken."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, SPACE.small, 0)
    row.setSpacing(SPACE.small)
    row.addWidget(label)
    row.addWidget(editor)
    return whole


def _because(reason: str) -> str:
    """Why it was taken for that kind of list, as a sentence of its own."""
    return "Chosen by you" if reason == "chosen" else f"{reason[:1].upper()}{reason[1:]}"
