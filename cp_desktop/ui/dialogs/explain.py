""" "How this is counted": a figure with its base and its definition, and the rows behind it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure
from cp_desktop.model import Councillor, Home, Listing
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

PAGE_OF = {Councillor: "councillors", Home: "homes"}


@dataclass(frozen=True)
class _Explanation:
    """A figure, the part it is of in words ("" for the whole), and the figures that are a part of it."""

    figure: Figure
    scope: str
    parts: list[Figure]


class ExplainDialog(ReadingOrder, QDialog):
    """One figure and the rows behind it; its parts are links that turn the dialog to them."""

    def __init__(
        self,
        app: AppSession,
        figure_key: str,
        by: figures.By | None = None,
        key: int | str | None = None,
        parent: QWidget | None = None,
        days: figures.Window | None = None,
    ) -> None:
        """`by` and `key` name a part, as in `figures.behind`; without them it is the whole council's figure. `days`
        is the window of a figure of homes, the twelve months to the day the pages speak of unless told otherwise."""
        super().__init__(parent)
        self._app, self._by, self._key = app, by, key
        self._days = days or figures.window(app.scope.as_at)
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
        self.parts = QHBoxLayout()
        self.parts.setSpacing(SPACE.small)
        self.rows = RecordTable(app, "Rows behind this figure", self.listing)
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
        days, edition = self._days, self._app.scope.edition_id
        return figures.drill_down(self.figure_key, edition, days.as_at, self._by, self._key, days.since, days.until)

    def show_figure(self, figure_key: str) -> None:
        """Turns to another figure of the same part."""
        self.figure_key = figure_key
        self.rows.refresh()
        self._app.ask(self, self._query, self._show)
        record = self.listing().record
        page = "home" if record is Home else "councillor"
        self.opens.setText(f"Enter opens the {page}. Ctrl+C copies the selected rows.")

    def _query(self, session: Session) -> _Explanation:
        found, name = self._found_homes(session) if self._of_homes else self._found(session)
        parts = [figure for figure in found.values() if figure.measure.of_which == self.figure_key]
        return _Explanation(found[self.figure_key], name, parts)

    @property
    def _of_homes(self) -> bool:
        return self.figure_key in figures.HOME_MEASURES or self.figure_key in figures.CHANGE_MEASURES

    def _found(self, session: Session) -> tuple[dict[str, Figure], str]:
        scope, by = self._app.scope, self._by
        if by is None:
            return figures.totals(session, scope.edition_id, scope.as_at), ""
        line = self._line(figures.breakdown(session, scope.edition_id, scope.as_at, by))
        return line.figures, f"item {line.label}" if by == "item" else line.label

    def _found_homes(self, session: Session) -> tuple[dict[str, Figure], str]:
        days = self._days
        dates = days.as_at, days.since, days.until
        if self._by is None:
            return figures.homes(session, *dates) | figures.homes_changed(session, *dates), ""
        by: figures.HomesBy = "ward" if self._by == "ward" else "district"
        line = self._line(figures.homes_breakdown(session, days.as_at, days.since, by, days.until))
        return line.figures, line.label

    def _line(self, lines: list[figures.Line]) -> figures.Line:
        return next(line for line in lines if line.key == self._key)

    def _show(self, explanation: _Explanation) -> None:
        since, until = None, None
        if self._of_homes and ("visit" in self.figure_key or self.figure_key in figures.CHANGE_MEASURES):
            since, until = self._days.since, self._days.until
        title, _, definition = figures.how_counted(explanation.figure, explanation.scope, since, until).partition(
            "\n\n"
        )
        self.title.setText(self._app.terms.said(title))
        self.words.setText(self._app.terms.said(definition).replace("\n\n", "\n"))
        while (item := self.parts.takeAt(0)) is not None:
            link = item.widget()
            if link is not None:
                link.deleteLater()
        for part in explanation.parts:
            button = link_button(f"{part.measure.label}: {part.numerator:,}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=part.measure.key: self.show_figure(key))
            self.parts.addWidget(button)
        self.parts.addStretch(1)

    def _open(self, id: int) -> None:
        page, listing = _page_of(self.parentWidget()), self.listing()
        if page is not None and listing.record in PAGE_OF:
            key = self._app.read(lambda session: session.scalar(listing.record_of(id)))
            self.accept()
            page.wants_page.emit(PAGE_OF[listing.record], key)


def _page_of(widget: QWidget | None) -> Page | None:
    while widget is not None and not isinstance(widget, Page):
        widget = widget.parentWidget()
    return widget


def explain(
    app: AppSession,
    parent: QWidget,
    key: str,
    by: figures.By | None = None,
    key_value: int | str | None = None,
    days: figures.Window | None = None,
) -> ExplainDialog:
    """Opens "how this is counted" over `parent`, which stands on a page: opening a row goes from there."""
    dialog = ExplainDialog(app, key, by, key_value, parent, days)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
