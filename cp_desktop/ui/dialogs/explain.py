""" "How this is counted": a figure with its base and its definition, and the rows behind it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure
from cp_desktop.model import Councillor, Home, Listing
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.looks import theme
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Secondary, SubHeading, link_button, push_button
from cp_desktop.ui.page import Page
from cp_desktop.ui.records.record_table import RecordTable

PAGE_OF = {Councillor: "councillors", Home: "homes"}


@dataclass(frozen=True)
class _Told:
    """A figure, the part it is of in words ("" for the whole), and the figures that are a part of it."""

    figure: Figure
    scope: str
    parts: list[Figure]


class ExplainDialog(QDialog):
    """One figure and the rows behind it; its parts are links that turn the dialog to them."""

    def __init__(
        self,
        desk: Desk,
        figure_key: str,
        by: figures.By | None = None,
        key: int | str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`by` and `key` name a part, as in `figures.behind`; without them it is the whole council's figure."""
        super().__init__(parent)
        self._desk, self._by, self._key = desk, by, key
        self.figure_key = figure_key
        self.setWindowTitle("How this is counted")
        self.resize(theme.row_height() * 32, theme.row_height() * 22)
        self.title = SubHeading("", wrap=True)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName("How this is counted")
        self.parts = QHBoxLayout()
        self.parts.setSpacing(SPACE.small)
        self.rows = RecordTable(desk, "Rows behind this figure", self.listing)
        self.rows.opened.connect(self._open)
        self.opens = Secondary("")
        close = push_button("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.opens, 1)
        foot.addWidget(close)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.title)
        stack.addWidget(self.words)
        stack.addLayout(self.parts)
        stack.addWidget(self.rows, 1)
        stack.addLayout(foot)
        self.show_figure(figure_key)
        self.rows.table.setFocus()

    def listing(self) -> Listing:
        """The rows behind the figure, as many as its numerator."""
        scope = self._desk.scope
        return figures.behind(self.figure_key, scope.edition_id, scope.as_at, self._by, self._key)

    def show_figure(self, figure_key: str) -> None:
        """Turns to another figure of the same part."""
        self.figure_key = figure_key
        self.rows.refresh()
        self._desk.ask(self, self._query, self._tell)
        record = self.listing().record
        page = "home" if record is Home else "councillor"
        self.opens.setText(f"Enter opens the {page}. Ctrl+C copies the selected rows.")

    def _query(self, session: Session) -> _Told:
        scope, by = self._desk.scope, self._by
        of_homes = self.figure_key in figures.HOME_MEASURES
        if by is None:
            found = (
                figures.homes(session, scope.as_at)
                if of_homes
                else figures.totals(session, scope.edition_id, scope.as_at)
            )
            name = ""
        else:
            if of_homes:
                lines = figures.homes_breakdown(session, scope.as_at, None, "ward" if by == "ward" else "district")
            else:
                lines = figures.breakdown(session, scope.edition_id, scope.as_at, by)
            line = next(line for line in lines if line.key == self._key)
            found, name = line.figures, f"item {line.label}" if by == "item" else line.label
        parts = [figure for figure in found.values() if figure.measure.of_which == self.figure_key]
        return _Told(found[self.figure_key], name, parts)

    def _tell(self, told: _Told) -> None:
        since = None
        if self.figure_key in figures.HOME_MEASURES and "visit" in self.figure_key:
            since = figures.twelve_months(self._desk.scope.as_at)
        title, _, definition = figures.how_counted(told.figure, told.scope, since).partition("\n\n")
        self.title.setText(self._desk.words.said(title))
        self.words.setText(self._desk.words.said(definition).replace("\n\n", "\n"))
        while (item := self.parts.takeAt(0)) is not None:
            link = item.widget()
            if link is not None:
                link.deleteLater()
        for part in told.parts:
            button = link_button(f"{part.measure.label}: {part.numerator:,}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=part.measure.key: self.show_figure(key))
            self.parts.addWidget(button)
        self.parts.addStretch(1)

    def _open(self, id: int) -> None:
        page, listing = _page_of(self.parentWidget()), self.listing()
        if page is not None and listing.record in PAGE_OF:
            key = self._desk.read(lambda session: session.scalar(listing.record_of(id)))
            self.accept()
            page.wants_page.emit(PAGE_OF[listing.record], key)


def _page_of(widget: QWidget | None) -> Page | None:
    while widget is not None and not isinstance(widget, Page):
        widget = widget.parentWidget()
    return widget


def explain(
    desk: Desk,
    parent: QWidget,
    key: str,
    by: figures.By | None = None,
    key_value: int | str | None = None,
) -> ExplainDialog:
    """Opens "how this is counted" over `parent`, which stands on a page: opening a row goes from there."""
    dialog = ExplainDialog(desk, key, by, key_value, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
