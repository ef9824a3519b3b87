"""Visits over the years: a month's visits, days until reports are returned, who was never visited, who never went."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.figures import trends
from cp_desktop.figures.trends import Month, Never, Returns
from cp_desktop.model import Listing, percent, show
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.buttons import link_button
from cp_desktop.ui.widgets.columns import Bar, Columns
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.surfaces import Card, EmptyState, stacked

YEARS = 3  # shown at first
LISTS = {
    "homes": ("Homes never visited", trends.HOW_HOMES),
    "most": ("Councillors who visit most", trends.HOW_MOST),
    "never": ("Councillors who have never visited", trends.HOW_NEVER),
}


@dataclass(frozen=True)
class _Seen:
    """All that the page shows, read in one go. Without a visit there is only `never`."""

    first_visit: dt.date | None
    months: list[Month]
    reports: list[Returns]
    all_reports: Returns | None
    never: Never


class TrendsPage(Page):
    """Some years of visits in numbers, each with how it is counted, as at the day looked at."""

    shortcuts = (
        ("In the chart: Left, Right, Home, End", "One month after another, in words below"),
        ("In a list: Enter", "Open that home or councillor"),
        ("In a table: Ctrl+C", "Copy the selected rows, with the headings, for a spreadsheet"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.seen: _Seen | None = None
        self._years: tuple[int, int] | None = None  # those chosen; None while it is the latest
        self.first, self.last = QComboBox(), QComboBox()
        self._year_tools: list[QWidget] = []
        for box, label in ((self.first, "From"), (self.last, "To")):
            name_choice(box, f"{label} year")
            box.activated.connect(partial(self._choose_years, box))
            self._year_tools += [Secondary(label), box]
        for widget in self._year_tools:
            self.tools.addWidget(widget)
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.medium)
        grid.addWidget(self._months_card(), 0, 0)
        grid.addWidget(self._returns_card(), 0, 1)
        grid.addWidget(self._lists_card(), 1, 0, 1, 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for row, share in ((0, 5), (1, 6)):
            grid.setRowStretch(row, share)
        self.empty = self._empty_state()
        self.stack = stacked(content, self.empty)
        self.body.addWidget(self.stack, 1)

    # -- what stands where

    def _months_card(self) -> Card:
        self.month = Secondary("", wrap=True)
        self.months = Columns("Visits a month")
        self.months.pointed.connect(self._say_month)
        card = _card("Visits a month", trends.HOW_MONTHS)
        card.body.addWidget(self.months, 1)
        card.body.addWidget(self.month)
        return card

    def _returns_card(self) -> Card:
        self.every = QComboBox()
        name_choice(self.every, "Every quarter or year")
        self.every.addItem("by quarter", "quarter")
        self.every.addItem("by year", "year")
        self.every.activated.connect(lambda _: self.refresh())
        self.reports = PlainTable("Days until reports are returned", PUBLIC)
        card = _card("Days until reports are returned", trends.HOW_RETURNS, self.every)
        card.body.addWidget(self.reports, 1)
        return card

    def _lists_card(self) -> Card:
        self.which = QComboBox()
        name_choice(self.which, "Which list")
        self.lists: dict[str, RecordTable] = {}
        self.tables_shown = QStackedWidget()
        for key, (title, _) in LISTS.items():
            self.which.addItem(title, key)
            rows = RecordTable(self.app, title, partial(self.listing, key))
            rows.opened.connect(partial(self._open, key))
            self.lists[key] = rows
            self.tables_shown.addWidget(rows)
        self.which.activated.connect(lambda _: self._show_list())
        self.list_how = Secondary("", wrap=True)
        card = Card()
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addWidget(self.list_how, 1)
        card.body.addLayout(head)
        card.body.addWidget(self.tables_shown, 1)
        return card

    def _empty_state(self) -> EmptyState:
        actions = [
            ("Log a visit", lambda: self.wants_new.emit("visits", {})),
            ("Import a list of visits", lambda: self.wants_import.emit("visits")),
        ]
        return EmptyState(
            "trends",
            "Here stands how visits went over the years: how many were made each month, how long reports took to be "
            "returned, which homes were never visited, and which councillors visit most and never. No visit is "
            "recorded yet.",
            actions if self.app.can_write else [],
        )

    # -- what it shows

    def tables(self) -> frozenset[str]:
        lists = (self.listing(key).tables for key in LISTS)
        return frozenset({"step", "step_kind", "step_done"}).union(*lists)

    def listing(self, key: str) -> Listing:
        """One of the lists, as at the day."""
        as_at = self.app.scope.as_at
        if key == "most":
            return trends.councillors_most(*self._span(), as_at)
        return trends.homes_never_visited(as_at) if key == "homes" else trends.councillors_never(as_at)

    def _span(self) -> tuple[dt.date, dt.date]:
        """From the first day of the first year shown to the last of the last."""
        last = self.app.scope.as_at.year
        first, last = self._years or (last - YEARS + 1, last)
        return dt.date(first, 1, 1), dt.date(last, 12, 31)

    def refresh(self) -> None:
        self.app.ask(self, self._read, self._show)
        self._show_list()

    def _read(self, session: Session) -> _Seen:
        as_at = self.app.scope.as_at
        first_visit = trends.first_visit(session, as_at)
        counted = trends.never(session, as_at)
        if first_visit is None:
            return _Seen(None, [], [], None, counted)
        first, last = self._span()
        begun = max(first, first_visit)
        months = trends.visits_by_month(session, begun.replace(month=1, day=1), last, as_at)
        whole, reports = trends.returns(session, begun, last, as_at, self.every.currentData())
        return _Seen(first_visit, months, reports, whole, counted)

    def _show(self, seen: _Seen) -> None:
        self.seen = seen
        there = seen.first_visit is not None
        for widget in self._year_tools:
            widget.setVisible(there)
        if seen.first_visit is None or seen.all_reports is None:
            self.stack.setCurrentWidget(self.empty)
            self.sentence.setText("")
            return
        self._offer_years(seen.first_visit.year)
        self.stack.setCurrentIndex(0)
        made = sum(month.visits for month in seen.months)
        years = f"{self.first.currentText()} to {self.last.currentText()}"
        if self.first.currentText() == self.last.currentText():
            years = self.first.currentText()
        self.sentence.setText(
            f"{_visits(made)} made in {years}, as at {show(self.app.scope.as_at)}. Never visited: "
            f"{_share(seen.never.homes, seen.never.homes_open, 'open homes')}. "
            f"Never went: {_share(seen.never.councillors, seen.never.members, 'councillors in office')}."
        )
        self.months.set_bars([_bar(month) for month in seen.months])
        self.reports.set_rows(
            ("Visits of", "Visits", "Returned", "Not yet", "Median", "Nine in ten"),
            [_row(replace(seen.all_reports, label=years)), *map(_row, reversed(seen.reports))],
            numbers=True,
        )

    def _offer_years(self, first: int) -> None:
        chosen_first, chosen_last = (day.year for day in self._span())
        years = range(self.app.scope.as_at.year, first - 1, -1)
        for box, chosen in ((self.first, chosen_first), (self.last, chosen_last)):
            box.clear()
            box.addItems([str(year) for year in years])
            box.setCurrentText(str(min(max(chosen, first), years[0])))

    def _choose_years(self, box: QComboBox, _: int) -> None:
        first, last = int(self.first.currentText()), int(self.last.currentText())
        if first > last:  # the year just chosen holds
            first = last = int(box.currentText())
        self._years = first, last
        self.refresh()

    def _say_month(self, place: int) -> None:
        if self.seen is not None:
            self.month.setText(_bar(self.seen.months[place]).sentence)

    def _show_list(self) -> None:
        key = self.which.currentData()
        self.tables_shown.setCurrentWidget(self.lists[key])
        self.list_how.setText(LISTS[key][1])
        self.lists[key].refresh()

    def _open(self, key: str, id: int) -> None:
        self.wants_page.emit("homes" if key == "homes" else "councillors", id)


def _card(title: str, definition: str, *tools: QWidget) -> Card:
    """A card with its title, its tools and a link that shows how what stands in it is counted."""
    card = Card()
    link, words = link_button("How this is counted"), Secondary(definition, wrap=True)
    link.setCheckable(True)
    link.setAccessibleName(f"How this is counted: {title}")
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.hide()
    link.toggled.connect(words.setVisible)
    head = QHBoxLayout()
    head.addWidget(SubHeading(title), 1)
    for tool in tools:
        head.addWidget(tool)
    head.addWidget(link)
    stack = QVBoxLayout()
    stack.setSpacing(SPACE.tight)
    stack.addLayout(head)
    stack.addWidget(words)
    card.body.addLayout(stack)
    return card


def _bar(month: Month) -> Bar:
    name, year = show(month.first_day).split(" ")[1:]
    kinds = sorted(month.kinds.items(), key=lambda pair: (-pair[1], pair[0].label))
    parts = ", ".join(f"{kind.label} {number}" for kind, number in kinds)
    sentence = f"{name} {year}: {_visits(month.visits)}." + (f" {parts}." if parts else "")
    return Bar(name, year, month.visits, sentence)


def _row(line: Returns) -> tuple[str, ...]:
    counts = (line.visits, line.returned, line.not_returned)
    days = ("\N{EN DASH}" if number is None else show(number) for number in (line.median, line.slowest))
    return (line.label, *map(show, counts), *days)


def _visits(number: int) -> str:
    return "1 visit" if number == 1 else f"{show(number) if number else 'no'} visits"


def _share(number: int, whole: int, noun: str) -> str:
    return f"{show(number)} of {show(whole)} {noun}" + (f" ({percent(number, whole)})" if whole else "")
