"""The parts of the board: a counter for each desk, and days against those allowed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import QPushButton, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from cp_desktop.figures import desks
from cp_desktop.model import Listing, show
from cp_desktop.ui import theme
from cp_desktop.ui.records.listing_model import VALUE_ROLE
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.letters import literal

Index = QModelIndex | QPersistentModelIndex


class Counters(QWidget):
    """How many steps of reports wait on each desk, and how many too long; each filters the board by its desk."""

    chosen = Signal(str)  # the desk, "" for all

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._row = FlowLayout()
        self.setLayout(self._row)

    def show_counts(self, counts: Sequence[desks.DeskCount], whole: desks.DeskCount) -> None:
        """Shows every desk with its numbers, and first all of them."""
        shown = {count.desk: count for count in (whole, *counts)}
        if list(shown) != list(self.buttons):
            at = next((desk for desk, button in self.buttons.items() if button.hasFocus()), None)
            self._row.clear()
            self.buttons = {}
            for desk in shown:
                button = self.buttons[desk] = push_button("")
                button.setCheckable(True)
                button.clicked.connect(lambda on, desk=desk: self.chosen.emit(desk if on else ""))
                self._row.addWidget(button)
            if at is not None:
                self.buttons.get(at, self.buttons[""]).setFocus()
        for desk, count in shown.items():
            button = self.buttons[desk]
            late = f", {count.late:,} late" if count.late else ""
            words = f"{desk or 'All desks'}  {count.steps:,}{late}"
            button.setText(literal(words))
            button.setToolTip(
                "" if desk else "The steps that reports wait for: a report may lie on several desks at once"
            )
            button.setIcon(theme.icon("warning", "not_yet") if late else QIcon())
            button.setIconSize(theme.icon_size())

    def mark(self, only: set[Any]) -> None:
        """Marks the desks that the board is filtered by."""
        for desk, button in self.buttons.items():
            button.setChecked(desk in only if desk else not only)


def set_day_columns(table: QTableView, board: Listing) -> None:
    """Gives the columns of days their bar and their words."""
    labels = [column.label for column in board.columns]
    table.setItemDelegateForColumn(labels.index("Days"), _Days(table, labels.index("Allowed")))
    table.setItemDelegateForColumn(labels.index("Days late"), _Late(table))


class _Late(QStyledItemDelegate):
    """Days over the days allowed in words, the late ones in the tone of a warning."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return f"{value} late" if str(value) != "0" else "in time"

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        late = bool(index.data(VALUE_ROLE))
        option.palette.setColor(QPalette.ColorRole.Text, theme.current().color("not_yet" if late else "secondary"))
        option.font.setBold(late)


class _Days(QStyledItemDelegate):
    """The days on the desk of those allowed, over a small bar: full when all are used."""

    def __init__(self, table: QTableView, allowed: int) -> None:
        super().__init__(table)
        self._allowed = allowed  # the place of the column that says how many

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = f"{option.text} of {show(self._of(index))}"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        days, allowed = index.data(VALUE_ROLE), self._of(index)
        if days is None or allowed is None:
            return  # it went while it was looked at
        share = min(days / allowed, 1.0) if allowed else 1.0
        thick = SPACE.tight - 1
        bar = QRectF(option.rect).adjusted(SPACE.small, 0, -SPACE.small, 0)
        bar.setTop(option.rect.bottom() - thick - 2)
        bar.setHeight(thick)
        palette = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("hairline"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        bar.setWidth(bar.width() * share)
        painter.setBrush(palette.color("not_yet" if days > allowed else "accent"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.restore()

    def _of(self, index: Index) -> int | None:
        allowed: int | None = index.model().index(index.row(), self._allowed).data(VALUE_ROLE)
        return allowed
