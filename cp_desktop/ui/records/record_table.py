"""The table of a listing with all that goes with it: search, filters as chips, columns, copy, export, the count."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget
from sqlalchemy import Select

from cp_desktop import file_names
from cp_desktop.disclosure import internal_name
from cp_desktop.figures.attention import Need
from cp_desktop.model import Column, Listing, normalise, show
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.listing_model import ListingModel
from cp_desktop.ui.records.table import ListingTable, point_below
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import Chip, tool_button
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.letters import literal

FILTER_VALUES_SHOWN = 60


class SearchBox(QLineEdit):
    """Words to look for; Down goes to the table, Esc empties it."""

    descended = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setPlaceholderText(f"Search {what}")
        self.setAccessibleName(f"Search {what}")
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 26)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.descended.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class FilterChips(QWidget):
    """The filters in force as chips that can be taken away, and the menu that adds one."""

    changed = Signal()

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self._listing: Callable[[], Listing] | None = None
        self.filters: dict[str, set[Any]] = {}
        self.only: Collection[int] | None = None  # the keys of the rows picked out, which `_called` names
        self._called = ""
        self.button = tool_button("filter", "F&ilter", words=True)
        self.button.clicked.connect(self._open_menu)
        self._row = FlowLayout()
        self.setLayout(self._row)
        self.hide()

    def serve(self, listing: Callable[[], Listing]) -> None:
        """Says which listing is filtered."""
        self._listing = listing

    def toggle(self, label: str, value: Any) -> None:
        """Adds a value to a column's filter, or takes it away."""
        values = self.filters.setdefault(label, set())
        values ^= {value}
        if not values:
            del self.filters[label]
        self._show_chips()
        self.changed.emit()

    def set_only(self, filters: dict[str, set[Any]]) -> None:
        """Puts other filters in force, and shows all the rows that hold them."""
        self.pick(None, "", filters)

    def pick(self, only: Collection[int] | None, called: str, filters: dict[str, set[Any]]) -> None:
        """Shows the rows of these keys only, on a chip that says what they are called; with other filters in force."""
        self.only, self._called, self.filters = only, called, filters
        self._show_chips()
        self.changed.emit()

    def _open_menu(self) -> None:
        if self._listing is None:
            return
        listing = self._listing()
        menu = QMenu(self)
        for column in listing.columns:
            if not column.filterable:
                continue
            query = listing.values(column.label)
            values = self._values(query)
            part = menu.addMenu(literal(self._app.terms.said(column.label)))
            for value in values[:FILTER_VALUES_SHOWN]:
                action = part.addAction(literal(show(value) or "(none)"))
                action.setCheckable(True)
                action.setChecked(value in self.filters.get(column.label, ()))
                action.triggered.connect(lambda _=False, at=(column.label, value): self.toggle(*at))
            if len(values) > FILTER_VALUES_SHOWN:
                part.addAction(f"{len(values) - FILTER_VALUES_SHOWN} more: type in the search box").setEnabled(False)
        if self.filters or self.only is not None:
            menu.addSeparator()
            menu.addAction("Remove all filters", lambda: self.set_only({}))
        menu.exec(point_below(self.button))

    def _values(self, query: Select[Any]) -> list[Any]:
        return self._app.read(lambda session: list(session.scalars(query)))

    def _show_chips(self) -> None:
        self._row.clear()
        if self.only is not None:
            chip = Chip(self._called)
            chip.removed.connect(lambda: self.pick(None, "", self.filters))
            self._row.addWidget(chip)
        for label, values in self.filters.items():
            for value in sorted(values, key=lambda value: normalise(show(value))):
                chip = Chip(f"{self._app.terms.said(label)}: {show(value) or '(none)'}")
                chip.removed.connect(lambda at=(label, value): self.toggle(*at))
                self._row.addWidget(chip)
        self.setVisible(bool(self.filters) or self.only is not None)


class RecordTable(QWidget):
    """Search box, filters, table and count of one listing; whoever holds it says what opening a row does."""

    opened = Signal(object)  # as keys go past 32 bits
    moved = Signal(object)  # the row that became the current one
    arrived = Signal()  # rows were read

    def __init__(
        self, app: AppSession, name: str, listing: Callable[[], Listing], table: ListingTable | None = None
    ) -> None:
        super().__init__()
        self._app, self.listing = app, listing
        self.table = table or ListingTable(ListingModel(app, self), name)
        self.model = self.table.listing_model
        self.search = SearchBox(name.lower())
        self.chips = FilterChips(app)
        self.chips.serve(listing)
        self.count = Secondary("")
        self._typing = QTimer(self, singleShot=True, interval=120)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.descended.connect(self._descend)
        self.chips.changed.connect(self._filter)
        self.table.opened.connect(self.opened)
        self.table.typed.connect(self._type_ahead)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.model.counted.connect(self._counted)
        self.columns_button = tool_button("columns", "Choose columns")
        self.columns_button.clicked.connect(lambda: self.table.column_menu().exec(point_below(self.columns_button)))
        self.export_button = tool_button("export", "Copy or export")
        self.export_button.clicked.connect(self._export_menu)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE.tight)
        tools.addWidget(self.search, 1)
        for button in (self.chips.button, self.columns_button, self.export_button):
            tools.addWidget(button)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addLayout(tools)
        stack.addWidget(self.chips)
        stack.addWidget(self.table, 1)
        stack.addWidget(self.count)
        self.chips.button.setVisible(any(column.filterable for column in listing().columns))

    def refresh(self) -> None:
        """Reads the rows again."""
        self.table.show_listing(self.listing())

    def attend(self, need: Need) -> None:
        """Shows the rows that a need is about, and no others."""
        self.search.clear()
        filters = {label: set(values) for label, values in need.filters.items()}
        self.chips.pick(need.rows or None, need.called, filters)

    def enter_search(self) -> None:
        """Puts the keyboard into the search box, so that typing replaces what stands there."""
        self.search.setFocus()
        self.search.selectAll()

    def _search(self) -> None:
        self.model.words = self.search.text()
        self.model.refresh()

    def _filter(self) -> None:
        self.model.filters, self.model.only = self.chips.filters, self.chips.only
        self.model.refresh()

    def _descend(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self._search()
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.ids:
            self.table.go_to(self.model.ids[0])

    def _type_ahead(self, letters: str) -> None:
        self.search.setFocus()
        self.search.setText(letters)

    def _selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        id = self.table.current_id()
        if id is not None and self.table.hasFocus():
            self.moved.emit(id)
        self._counted(arrived=False)

    def _counted(self, arrived: bool = True) -> None:
        shown, chosen = len(self.model.ids), len(self.table.selectionModel().selectedRows())
        words = f"{shown:,} shown" if self.model.narrowed else f"{shown:,}"
        self.count.setText(words + (f", {chosen:,} selected" if chosen > 1 else ""))
        if arrived:
            self.arrived.emit()

    def _export_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(theme.icon("copy"), "&Copy all rows", self._copy_all)
        menu.addAction(theme.icon("export"), "&Export to Excel or CSV…", self.export)
        if self._private():
            menu.addAction("Export with &private columns, for this office only…", lambda: self.export(internal=True))
        menu.exec(point_below(self.export_button))

    def _private(self) -> str:
        """The headings of the private columns on the screen, "" without any."""
        from cp_desktop.services import disclosure

        listing = self.listing()
        return ", ".join(column.label for column in disclosure.inside_columns(listing, self.exported(listing)))

    def _copy_all(self) -> None:
        self.table.selectAll()
        self.table.copy()
        said = f"Copied {len(self.model.ids):,} rows with their headings."
        if kept := self._private():
            said += f" They hold private columns, for this office only: {kept}."
        self._app.message.emit(said, "info", "")

    def export(self, internal: bool = False) -> None:
        """Writes the rows and columns on the screen to a spreadsheet or CSV file the user names; private columns only
        where it is `internal`."""
        from cp_desktop.services import disclosure

        listing = self.listing()
        title = f"Export {listing.title.lower()}"
        if internal:
            title += f", for this office only: with {self._private()}"
        elif without := ", ".join(disclosure.left_out(listing, self.exported(listing))):
            title += f" to hand on: without {without}"
        path = Path(str(recall("export/folder", str(Path.home())))) / file_names.safe(listing.title, ending=".xlsx")
        name, _ = QFileDialog.getSaveFileName(
            self,
            title,
            str(internal_name(path) if internal else path),
            "Excel workbook (*.xlsx);;CSV for any program (*.csv)",
        )
        if name:
            self.export_to(Path(name), internal)

    def exported(self, listing: Listing) -> list[Column]:
        """The columns on the screen, with the headings they have there: those that an export may write."""
        shown = (listing.columns[place] for place in self.table.shown_columns())
        return [replace(column, label=self.model.heading(column)) for column in shown]

    def export_to(self, path: Path, internal: bool = False) -> None:
        """Writes the rows and columns on the screen to a file, those that are private only where it is `internal`."""
        from cp_desktop.services import disclosure

        remember("export/folder", str(path.parent))
        listing, ids = self.listing(), list(self.model.ids)
        columns = self.exported(listing)

        def job(progress: Any, cancelled: Any) -> disclosure.Exported:
            return self._app.read(
                lambda session: disclosure.export(
                    session, listing, path, ids, columns, progress, cancelled, internal=internal
                )
            )

        def say(done: disclosure.Exported) -> None:
            added = "" if done.path == path else f" “internal” was added to the name {path.name}."
            self._app.message.emit(done.sentence + added, "info", "")

        self._app.work(self, f"Exporting {listing.title.lower()}", job, say)
