"""The year at a glance: four figures, what needs attention, the items, the homes, the replies, and any part."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure, Line
from cp_desktop.figures.attention import CHECK, Need, attention, item_states
from cp_desktop.figures.counts import State
from cp_desktop.model import show
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.records.figures_by import FiguresByCard
from cp_desktop.ui.register_file.check_banner import last_check
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.charts import DUE, OTHER, VISITED, HomeBlocks, LinkLine, StepLine
from cp_desktop.ui.widgets.key_figure import KeyFigure
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.scrolling import UprightArea
from cp_desktop.ui.widgets.stacked_bars import StackedBars
from cp_desktop.ui.widgets.surfaces import Card, EmptyState, stacked

ITEM_STATES: dict[str, str] = {
    glyphs.UNDERTAKEN: "Undertaken",
    glyphs.NOT_YET: "Not yet",
    glyphs.COMMITTED: "Committed",
    glyphs.UNDERTAKEN_UNCOMMITTED: "Undertaken, not committed to",
}
# What a part of a bar asks about: its item's figure, whose parts the explanation names in turn.
ITEM_MEASURES = {
    "": "commitments",
    glyphs.UNDERTAKEN: "undertaken_known_committed",
    glyphs.NOT_YET: "not_yet_said",
    glyphs.COMMITTED: "commitments",
    glyphs.UNDERTAKEN_UNCOMMITTED: "undertaken_known_uncommitted",
}
HOME_STATES = {
    VISITED: "Visited",
    DUE: "Not visited, our children live there",
    OTHER: "Not visited, none of our children",
}
HOME_MEASURES = {
    "": "open",
    VISITED: "visited",
    DUE: "not_visited_with_children",
    OTHER: "not_visited_without_children",
}
CARDS = {
    "menu_returns": "Menu returns",
    "undertaken_known": "Items undertaken, as far as known",
    "replies": "Replies to the survey",
    "visited": "Homes visited in twelve months",
}


@dataclass(frozen=True)
class Glance:
    """All that the page shows, read in one go."""

    totals: dict[str, Figure]
    homes: dict[str, Figure]
    items: list[Line]
    states: dict[int, dict[State, int]]
    replies: list[tuple[dt.date, int]]
    districts: list[Line]
    needs: list[Need]

    @property
    def empty(self) -> bool:
        return not (self.totals["members"].numerator or self.items or self.homes["open"].numerator)


class OverviewPage(Page):
    """The year at a glance. Every number opens how it is counted; every need leads to where it is dealt with."""

    shortcuts = (
        ("Tab, then Enter", "How a figure is counted, with the rows behind it"),
        ("In a chart: arrow keys, Enter", "One bar, or one part of it, and how it is counted"),
        ("In the table: Enter", "How the number in the cell is counted"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.glance: Glance | None = None
        self._part_lines: list[Line] = []
        self._part_keys: list[str] = []
        self.area = UprightArea()
        self.area.setWidget(self._contents())
        self.empty = self._empty_state()
        self.stack = stacked(self.area, self.empty)
        app.checked.connect(self.read_again)
        self.body.addWidget(self.stack, 1)

    # -- what stands where

    def _contents(self) -> QWidget:
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, SPACE.small, SPACE.small)
        whole.setSpacing(SPACE.medium)
        row = QHBoxLayout()
        row.setSpacing(SPACE.medium)
        self.cards = {key: KeyFigure(label) for key, label in CARDS.items()}
        for key, card in self.cards.items():
            card.activated.connect(partial(self._explain, key))
            row.addWidget(card, 1)
        whole.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(SPACE.medium)
        left = QVBoxLayout()
        left.setSpacing(SPACE.medium)
        left.addWidget(self._needs_card())
        left.addWidget(self._homes_card())
        left.addWidget(self._replies_card())
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._items_card())
        right.addStretch(1)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 5)
        whole.addLayout(grid)
        whole.addWidget(self._parts_card())
        whole.addStretch(1)
        return content

    def _needs_card(self) -> Card:
        card = Card()
        card.body.addWidget(SubHeading("Needs attention"))
        self.nothing = Secondary("Nothing needs your attention on this day.", wrap=True)
        self.nothing.hide()
        card.body.addWidget(self.nothing)
        self.needs: list[LinkLine] = []
        self._needs_column = QVBoxLayout()
        self._needs_column.setSpacing(0)
        card.body.addLayout(self._needs_column)
        return card

    def _homes_card(self) -> Card:
        self._homes = Card()
        self._homes_title = SubHeading("")
        self.homes = HomeBlocks("Homes by district", HOME_STATES)
        self.homes.activated.connect(self._explain_homes)
        self._homes.body.addWidget(self._homes_title)
        self._homes.body.addWidget(glyphs.StateKey(list(HOME_STATES.items())))
        self._homes.body.addWidget(self.homes)
        return self._homes

    def _replies_card(self) -> Card:
        self._replies = Card()
        self._replies.body.addWidget(SubHeading("Replies to the survey"))
        self._replied = Secondary("", wrap=True)
        self._replies.body.addWidget(self._replied)
        self.replies = StepLine("Replies to the survey")
        self.replies.clicked.connect(partial(self._explain, "replies"))
        self._replies.body.addWidget(self.replies)
        return self._replies

    def _items_card(self) -> Card:
        self._items = Card()
        self._items.body.addWidget(SubHeading("Commitments by item"))
        self._items.body.addWidget(glyphs.StateKey(list(ITEM_STATES.items())))
        self.items = StackedBars("Commitments by item", ITEM_STATES)
        self.items.activated.connect(self._explain_item)
        self._items.body.addWidget(self.items)
        return self._items

    def _parts_card(self) -> Card:
        self._parts = FiguresByCard()
        self.by, self.parts = self._parts.by, self._parts.table
        self.by.activated.connect(lambda _: self._read_parts())
        self.parts.chosen.connect(self._explain_part)
        return self._parts

    def _empty_state(self) -> EmptyState:
        def of(kind: str) -> partial[None]:
            return partial(self.wants_import.emit, kind)

        actions = (
            [("Import councillors", of("councillors")), ("Import a menu", of("menu"))] if self.app.can_write else []
        )
        return EmptyState(
            "overview",
            "Here the year is seen at a glance: who has committed to what, what was done, which homes were visited, "
            "and what needs your attention. Begin with the list of councillors and this year's menu.",
            [*actions, ("See the demo", self.wants_demo.emit)],
        )

    # -- what it shows

    def refresh(self) -> None:
        words = self.app.terms
        self._homes_title.setText(f"Homes by {words.district}")
        self._parts.offer(
            [
                (words.district, "district"),
                (words.ward, "ward"),
                ("party", "party"),
                ("group of items", "group"),
            ]
        )
        self.app.ask(self, self._read, self._show)
        self._read_parts()

    def _read(self, session: Session) -> Glance:
        scope = self.app.scope
        edition, day = scope.edition_id, scope.as_at
        totals, items = figures.totals_and_items(session, edition, day)
        homes = figures.homes(session, day)
        copies = self.app.register.store.copies()
        return Glance(
            totals,
            homes,
            items,
            item_states(session, edition, day),
            figures.reply_progress(session, edition, day),
            figures.homes_breakdown(session, day, None, "district"),
            attention(
                session,
                scope.year_id,
                edition,
                day,
                totals,
                homes,
                copies[0].made.date() if copies else None,
                dt.date.today(),
                self.app.copy_keeper.safekeeping(copies),
                last_check(self.app.uid),
            ),
        )

    def _show(self, glance: Glance) -> None:
        self.glance = glance
        self.stack.setCurrentWidget(self.empty if glance.empty else self.area)
        day = show(self.app.scope.as_at)
        returns = glance.totals["menu_returns"]
        if self.app.scope.edition_id is None:
            self.sentence.setText(f"{self.app.scope.year} has no menu yet. Figures are as at {day}.")
        else:
            self.sentence.setText(
                f"{show(returns.numerator)} of {show(returns.denominator)} councillors have committed "
                f"({returns.percent()}), as at {day}."
            )
        for key in ("menu_returns", "replies"):
            self._show_card(key, glance.totals[key])
        self._show_card("visited", glance.homes["visited"])
        undertaken, besides = glance.totals["undertaken_known"], glance.totals["undertaken_known_uncommitted"]
        self.cards["undertaken_known"].set_figure(
            show(undertaken.numerator),
            f"{show(besides.numerator)} of them not committed to ({besides.percent()})" if undertaken.numerator else "",
            besides.numerator / undertaken.numerator if undertaken.numerator else None,
        )
        self._show_needs(glance.needs)
        self.items.set_rows([(line.label, self._states(line)) for line in glance.items])
        self._items.setVisible(bool(glance.items))
        self.homes.set_rows(
            [
                (line.label, {state: line.figures[HOME_MEASURES[state]].numerator for state in HOME_STATES})
                for line in glance.districts
            ]
        )
        self._homes.setVisible(bool(glance.districts))
        replies = glance.totals["replies"]
        self._replied.setText(replies.sentence())
        self.replies.set_steps(glance.replies, self.app.scope.as_at, replies.denominator or 0, replies.sentence())
        self._replies.setVisible(bool(glance.replies))
        self._parts.setVisible(not glance.empty)

    def _show_card(self, key: str, figure: Figure) -> None:
        base = figure.base.label.lower() if figure.base else ""
        share = figure.numerator / figure.denominator if figure.denominator else None
        words = f"of {show(figure.denominator)} {base}"
        self.cards[key].set_figure(
            show(figure.numerator), f"{words} ({figure.percent()})" if figure.denominator else words, share
        )

    def _states(self, line: Line) -> dict[str, int]:
        assert self.glance is not None
        found = self.glance.states.get(int(line.key or 0), {})
        return {str(state): number for state, number in found.items() if number}

    def _show_needs(self, needs: list[Need]) -> None:
        self.nothing.setVisible(not needs)
        if [line.text() for line in self.needs] == [need.sentence for need in needs]:
            return  # whoever stands on a line stays there
        for line in self.needs:
            self._needs_column.removeWidget(line)
            line.deleteLater()
        self.needs = []
        icons = {entry.key: entry.icon for entry in PAGES} | {"": "backup", CHECK: "warning"}
        for need in needs:
            concern = need.weight == 100
            line = LinkLine(
                need.sentence, "concern" if concern else icons[need.page], "concern" if concern else "accent"
            )
            line.clicked.connect(partial(self._attend, need))
            self._needs_column.addWidget(line)
            self.needs.append(line)

    # -- where it leads

    def _attend(self, need: Need) -> None:
        if need.measure is not None:
            self._explain(need.measure)
        elif need.page == CHECK:
            self.wants_check.emit()
        elif need.page:
            self.wants_page.emit(need.page, need if need.several or need.section else need.id)
        else:
            self.wants_backup.emit()

    def _explain(self, key: str) -> None:
        explain(self.app, self, key)

    def _explain_item(self, row: int, state: str) -> None:
        if self.glance is not None:
            explain(self.app, self, ITEM_MEASURES[state], "item", self.glance.items[row].key)

    def _explain_homes(self, row: int, state: str) -> None:
        if self.glance is not None:
            explain(self.app, self, HOME_MEASURES[state], "district", self.glance.districts[row].key)

    # -- the figures of each part

    def _read_parts(self) -> None:
        by: figures.By = self.by.currentData()
        scope = self.app.scope
        self.app.ask(
            self,
            lambda session: (by, figures.breakdown(session, scope.edition_id, scope.as_at, by)),
            self._show_parts,
            "parts",
        )

    def _show_parts(self, found: tuple[str, list[Line]]) -> None:
        by, self._part_lines = found
        keys = figures.PAIR_MEASURES if by == "group" else tuple(figures.MEASURES)
        # What begins with "of which" is found in the explanation of the figure it is a part of.
        self._part_keys = [key for key in keys if not figures.MEASURES[key].label.startswith("of which")]
        rows = [
            [line.label, *(show(line.figures[key].numerator) for key in self._part_keys)] for line in self._part_lines
        ]
        self._parts.show_figures([figures.MEASURES[key].label for key in self._part_keys], rows)

    def _explain_part(self, row: int, column: int) -> None:
        key = self._part_keys[max(column - 1, 0)]
        explain(self.app, self, key, self.by.currentData(), self._part_lines[row].key)
