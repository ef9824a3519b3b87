"""The coverage of each ward or district in a table, the whole in its last line."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from cp_desktop.figures import Figure, HomesBy, Line
from cp_desktop.model import show
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.figures_by import FiguresByCard

# The columns: a measure's heading, and whether its share is shown.
COLUMNS = {
    "open": ("Open", False),
    "visited": ("Visited", True),
    "with_children": ("With our children", False),
    "visited_with_children": ("Of these visited", True),
    "not_visited_with_children": ("Due", False),
    "not_visited_without_children": ("Others not visited", False),
    "opened": ("Opened", False),
    "closed": ("Closed", False),
}


class PartsCard(FiguresByCard):
    """`asked` comes with a measure, and how and of which part it is asked: (measure, by or None, key)."""

    asked = Signal(str, object, object)

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self._parts: Mapping[HomesBy, Sequence[Line]] = {}
        self._whole: Mapping[str, Figure] = {}
        self.by.activated.connect(lambda _: self._show())
        self.table.chosen.connect(self._ask)

    def show_parts(self, parts: Mapping[HomesBy, Sequence[Line]], whole: Mapping[str, Figure]) -> None:
        """Shows the lines of each breakdown, and the whole council's figures below."""
        self._parts, self._whole = parts, whole
        words = self._app.terms
        self.offer([(words.district, "district"), (words.ward, "ward")])
        self._show()

    def _show(self) -> None:
        rows = [self._row(line.label, line.figures) for line in self._parts[self.by.currentData()]]
        rows.append(self._row("All homes", self._whole))
        self.show_figures([heading for heading, _ in COLUMNS.values()], rows)

    def _row(self, label: str, figures: Mapping[str, Figure]) -> list[str]:
        def cell(figure: Figure, shared: bool) -> str:
            if not shared or not figure.denominator:
                return show(figure.numerator)
            return f"{show(figure.numerator)} of {show(figure.denominator)} ({figure.percent()})"

        return [label, *(cell(figures[key], shared) for key, (_, shared) in COLUMNS.items())]

    def _ask(self, row: int, column: int) -> None:
        measure, by = list(COLUMNS)[max(column - 1, 0)], self.by.currentData()
        lines = self._parts[by]
        if row < len(lines):
            self.asked.emit(measure, by, lines[row].key)
        else:
            self.asked.emit(measure, None, None)
