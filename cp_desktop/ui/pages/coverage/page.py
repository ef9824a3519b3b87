"""Coverage: which homes were visited in any window of dates, which are due, and who should go."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure, Line, Window
from cp_desktop.figures.goals import HOW_GOALS, GoalProgress, goals
from cp_desktop.model import Home, Listing, show
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages.coverage.goals import GoalsCard
from cp_desktop.ui.pages.coverage.parts import PartsCard
from cp_desktop.ui.pages.coverage.period import PeriodChooser
from cp_desktop.ui.pages.coverage.who_should_go import WhoShouldGo
from cp_desktop.ui.pages.overview import HOME_MEASURES, HOME_STATES
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.charts import HomeBlocks
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.key_figure import KeyFigure
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.scrolling import UprightArea
from cp_desktop.ui.widgets.surfaces import Card, EmptyState, stacked

# The key figures: what each is called here, and its base in the fewest words.
CARDS = {
    "open": ("Homes open", ""),
    "with_children": ("With our children", "of {} homes"),
    "visited": ("Visited by a councillor", "of {} homes"),
    "not_visited_with_children": ("Due: not visited", "of {} with our children"),
    "not_visited_without_children": ("Not visited, none of ours", "of {} without ours"),
}
CHANGES = {
    "opened": "{} opened",
    "closed": "{} closed",
    "came_to_hold": "{} came to hold our children",
    "ceased_to_hold": "{} ceased to hold our children",
}
DUE_ROWS = 11  # rows of homes due that are seen without scrolling their table


@dataclass(frozen=True)
class CoverageFigures:
    """All that the page shows but the homes due, read in one go."""

    days: Window
    there: bool  # whether the register has any home at all
    homes: dict[str, Figure]
    changed: dict[str, Figure]
    parts: dict[figures.HomesBy, list[Line]]
    names: dict[tuple[str, int | None], list[str]]  # of the homes in the picture, by measure and district
    goals: list[GoalProgress]


class CoveragePage(Page):
    """The window at the top; then its figures, the homes by district, the goals, the homes due, and any part."""

    shortcuts = (
        ("Enter or Space on a number", "How the figure is counted, with the homes behind it"),
        ("In the picture: arrow keys, Enter", "The homes of one district, or those in one state"),
        ("In the dates: T, Up, Down, Alt+Down", "Today, a day on or back, the calendar"),
        ("Enter on a home that is due", "Who should go there"),
        ("Space on a councillor, then Ctrl+Enter", "Plan the visit with them and draft the invitation"),
        ("Ctrl+F", "Search the homes that are due"),
        ("Ctrl+N", "A new goal"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.glance: CoverageFigures | None = None
        self.how_button = push_button("How this is &counted", "help")
        self.how_button.setCheckable(True)
        self.how_button.toggled.connect(self._show_how)
        self.print_button = push_button("Pri&nt", "print")
        self.print_button.clicked.connect(lambda _: self._print())
        self.tools.addWidget(self.how_button)
        self.tools.addWidget(self.print_button)
        self.period = PeriodChooser(app.scope)
        self.period.chosen.connect(self.refresh)
        self.area = UprightArea()
        self.area.setWidget(self._contents())
        self.empty = self._empty_state()
        self.stack = stacked(self.area, self.empty)
        self.body.addWidget(self.period)
        self.body.addWidget(self.stack, 1)

    # -- what stands where

    def _contents(self) -> QWidget:
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, SPACE.small, SPACE.small)
        whole.setSpacing(SPACE.medium)
        whole.addWidget(self._how_card())
        row = QHBoxLayout()
        row.setSpacing(SPACE.medium)
        self.cards = {key: KeyFigure(label) for key, (label, _) in CARDS.items()}
        for key, card in self.cards.items():
            card.activated.connect(partial(self._explain, key))
            row.addWidget(card, 1)
        whole.addLayout(row)
        changes = FlowLayout()
        changes.setSpacing(SPACE.medium)
        self.changes = {key: link_button("") for key in CHANGES}
        before = Secondary("In the period:")
        before.setMinimumHeight(self.changes["opened"].sizeHint().height())
        changes.addWidget(before)
        for key, link in self.changes.items():
            link.clicked.connect(partial(self._explain, key))
            changes.addWidget(link)
        whole.addLayout(changes)
        pair = QHBoxLayout()
        pair.setSpacing(SPACE.medium)
        self.goals = GoalsCard(self.app)
        self.goals.asked.connect(self._explain_goal)
        self.goals.turned.connect(self._follow_goals)
        pair.addWidget(self._picture_card(), 5)
        pair.addWidget(self.goals, 4)
        whole.addLayout(pair)
        going = QHBoxLayout()
        going.setSpacing(SPACE.medium)
        going.addWidget(self._due_card(), 5)
        self.who = WhoShouldGo(self.app)
        who = Card()
        who.body.addWidget(self.who)
        going.addWidget(who, 4)
        self.due.moved.connect(self.who.show_home)
        whole.addLayout(going)
        self.parts = PartsCard(self.app)
        self.parts.asked.connect(self._explain_part)
        whole.addWidget(self.parts)
        whole.addStretch(1)
        return content

    def _how_card(self) -> Card:
        self._how = Card()
        self._how.body.addWidget(SubHeading("How this is counted"))
        self.how = QLabel()
        self.how.setTextFormat(Qt.TextFormat.PlainText)
        self.how.setWordWrap(True)
        self.how.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._how.body.addWidget(self.how)
        self._how.hide()
        return self._how

    def _picture_card(self) -> Card:
        card = Card()
        self._picture_title = SubHeading("")
        self.picture = HomeBlocks("Homes by district", HOME_STATES)
        self.picture.activated.connect(self._explain_block)
        card.body.addWidget(self._picture_title)
        card.body.addWidget(glyphs.StateKey(list(HOME_STATES.items())))
        card.body.addWidget(self.picture)
        card.body.addStretch(1)
        return card

    def _due_card(self) -> Card:
        card = Card()
        self._due_title = SubHeading("Homes due")
        self.others_button = push_button("&Others not visited too")
        self.others_button.setCheckable(True)
        self.others_button.setToolTip("Homes that hold none of our children too: a visit is encouraged, no duty")
        head = QHBoxLayout()
        head.addWidget(self._due_title, 1)
        head.addWidget(self.others_button)
        self.due = RecordTable(self.app, "Homes due", self.listing)
        self.due.setMinimumHeight(theme.row_height() * (DUE_ROWS + 4))
        self.others_button.toggled.connect(lambda _: self.due.refresh())
        self.due.opened.connect(self._ask_who)
        self.due.arrived.connect(self._due_arrived)
        card.body.addLayout(head)
        card.body.addWidget(self.due)
        return card

    def _empty_state(self) -> EmptyState:
        actions = (
            [
                ("Import homes", lambda: self.wants_import.emit("homes")),
                ("Add the first home", lambda: self.wants_new.emit("homes", {})),
            ]
            if self.app.can_write
            else []
        )
        return EmptyState(
            self.entry.icon,
            "Here it is seen which homes a councillor visited in any period, which are due, and who should go. Begin "
            "with the list of homes and how many of our children live in each.",
            actions,
        )

    # -- what it shows

    def tables(self) -> frozenset[str]:
        return frozenset(("home", "children_count", "visit", "visitor", "ward", "district", "goal", "council"))

    def listing(self) -> Listing:
        """The homes due, in the window on the screen."""
        return figures.homes_due(self.period.days, self.others_button.isChecked())

    def refresh(self) -> None:
        words = self.app.terms
        self.period.turn_to(self.app.scope)
        self._picture_title.setText(f"Homes by {words.district}")
        self.how.setText(words.said(f"{figures.HOW_COVERAGE}\n\nGoals: {HOW_GOALS}"))
        self.app.ask(self, partial(self._read, self.period.days), self._show)
        self.due.refresh()

    def _read(self, days: Window, session: Session) -> CoverageFigures:
        dates = days.as_at, days.since, days.until
        return CoverageFigures(
            days,
            session.scalar(select(Home.id).limit(1)) is not None,
            figures.homes(session, *dates),
            figures.homes_changed(session, *dates),
            {by: figures.homes_breakdown(session, days.as_at, days.since, by, days.until) for by in figures.HOMES_BYS},
            figures.named_homes(session, days, [HOME_MEASURES[state] for state in HOME_STATES]),
            goals(session, self.app.scope.as_at),
        )

    def _show(self, glance: CoverageFigures) -> None:
        self.glance = glance
        self.stack.setCurrentWidget(self.area if glance.there else self.empty)
        self.period.setVisible(glance.there)
        for button in (self.how_button, self.print_button):
            button.setVisible(glance.there)
        days, visited = glance.days, glance.homes["visited"]
        sentence = f"{visited.sentence()} visited by a councillor from {show(days.since)} to {show(days.until)}"
        self.sentence.setText(f"{sentence}, as at {show(days.as_at)}." if glance.there else "")
        for key, figure in glance.homes.items():
            if key in CARDS:
                self._show_card(key, figure)
        for key, figure in glance.changed.items():
            link = self.changes[key]
            link.setText(CHANGES[key].format(show(figure.numerator)))
            link.setAccessibleDescription(f"In the period: {figure.sentence()}")
        self.picture.set_rows(
            [
                (line.label, {state: line.figures[HOME_MEASURES[state]].numerator for state in HOME_STATES})
                for line in self._districts()
            ]
        )
        self.picture.set_names(
            {
                (row, state): glance.names.get((HOME_MEASURES[state], line.key), [])  # type: ignore[arg-type]
                for row, line in enumerate(self._districts())
                for state in HOME_STATES
            }
        )
        self.goals.show_goals(glance.goals)
        self.period.offer([(goal.title, goal.starts_on, goal.due_on) for goal in glance.goals])
        self.parts.show_parts(glance.parts, glance.homes | glance.changed)

    def _districts(self) -> list[Line]:
        """Those that have an open home: a district's last that closed leaves no block."""
        assert self.glance is not None
        return [line for line in self.glance.parts["district"] if line.figures["open"].numerator]

    def _show_card(self, key: str, figure: Figure) -> None:
        words, share = "", None
        if figure.denominator is not None:
            words = CARDS[key][1].format(show(figure.denominator))
            if figure.denominator:
                words, share = f"{words} ({figure.percent()})", figure.numerator / figure.denominator
        else:
            words = f"as at {show(figure.as_at)}"
        self.cards[key].set_figure(show(figure.numerator), words, share)

    # -- the homes due

    def _due_arrived(self) -> None:
        everything = self.others_button.isChecked()
        self._due_title.setText("Homes not visited" if everything else "Homes due")
        here = self.due.table.current_id()
        if here is None and self.due.model.ids:
            here = self.due.model.ids[0]
            self.due.table.go_to(here)
        self.who.show_home(here)

    def _ask_who(self, id: int) -> None:
        self.who.show_home(id)
        self.who.people.setFocus()
        self.area.ensureWidgetVisible(self.who)

    # -- as a page does

    def new(self, **values: Any) -> None:
        if self.glance is not None and self.glance.there:
            self.goals.new()

    def search(self) -> None:
        self.due.enter_search()
        self.area.ensureWidgetVisible(self.due)

    def save(self) -> None:
        self.goals.form.save()

    def commit_pending(self) -> bool:
        return self.goals.form.commit_pending()

    def go_to(self, id: int) -> None:
        self.due.table.go_to(id)
        self.who.show_home(id)
        self.area.ensureWidgetVisible(self.due)

    def _print(self) -> None:
        days = self.period.days
        self.wants_document.emit("coverage", {"since": days.since, "until": days.until})

    def _follow_goals(self) -> None:
        goals = self.goals
        seen = goals.add_button if goals.form.isHidden() else goals.form
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(seen))  # once it has its place

    def _show_how(self, on: bool) -> None:
        self._how.setVisible(on)
        if on:
            self.area.verticalScrollBar().setValue(0)

    # -- where a number leads

    def _explain(self, measure: str, *_: object) -> None:
        explain(self.app, self, measure, days=self.period.days)

    def _explain_part(self, measure: str, by: figures.HomesBy | None, key: int | None) -> None:
        explain(self.app, self, measure, by, key, self.period.days)

    def _explain_goal(self, goal: GoalProgress) -> None:
        explain(self.app, self, goal.figure.measure.key, days=goal.days)

    def _explain_block(self, row: int, state: str) -> None:
        if self.glance is not None:
            key = self._districts()[row].key
            explain(self.app, self, HOME_MEASURES[state], "district", key, self.period.days)
