"""The coverage of homes: the paper that tells the committee which share of them councillors visited, and what is due.

It is published: no home is named, no count of children stands in it, and where the homes lie that hold the council's
children is told by district and not by ward.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure, Line, Window
from cp_desktop.figures.goals import HOW_GOALS, goals
from cp_desktop.model import Council, show
from cp_desktop.register import edition_of, texts
from cp_desktop.reports.blocks import ChartState, Document
from cp_desktop.reports.builder import DocumentBuilder, Parts, column
from cp_desktop.reports.palette import COMMITTED, NOT_YET, UNDERTAKEN
from cp_desktop.reports.text import capital

from .wording import are, base_of, have, out_of, plural, several, written

VISITED = ChartState("Visited", UNDERTAKEN.colour, UNDERTAKEN.pattern)
TO_VISIT = ChartState("Still to be visited", NOT_YET.colour, NOT_YET.pattern)
BEFORE_FIGURES = ("purpose", "background")


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Document:
    """The paper for a window of dates: to the as-at day unless it ends elsewhere, of twelve months unless it begins
    elsewhere. Without an as-at day, homes are looked at on the window's last day.

    Raises UserError for a window that ends before it begins.
    """
    municipal, _ = edition_of(session, year)
    day = as_at or until or figures.default_as_at(municipal, dt.date.today())
    days = figures.window(day, since, until)
    return _Coverage(session, days, municipal.label).composed()


class _Coverage:
    def __init__(self, session: Session, days: Window, year: str) -> None:
        self.session, self.days = session, days
        self.council = session.get_one(Council, 1)
        self.sections = texts.sections(session, "coverage", year)
        self.period = f"from {show(days.since)} to {show(days.until)}"
        self.values = texts.placeholders(self.council, year) | {
            "since": show(days.since),
            "until": show(days.until),
            "day": show(days.as_at),
        }
        self.homes = figures.homes(session, days.as_at, days.since, days.until)
        self.paper = DocumentBuilder(
            "Coverage of homes",
            council=self.council.name,
            as_at=days.as_at,
            subject=f"Visits by councillors to children's homes {self.period}",
            author=self.council.coordinator or self.council.name,
            expected_pages=4,
        )
        self.states = states_of(self.council.children)

    def composed(self) -> Document:
        self._head()
        self._texts(before=True)
        self._visits()
        if self.homes["open"].numerator:
            self._by_district()
            self._by_ward()
        set_itself = self._goals()
        self._changes()
        self.paper.heading("How this is counted")
        self.paper.markdown(figures.HOW_COVERAGE)
        if set_itself:
            self.paper.markdown(HOW_GOALS)
        self._texts(before=False)
        return self.paper.document()

    def _texts(self, before: bool) -> None:
        for section in self.sections:
            if (section.subject in BEFORE_FIGURES) == before:
                self.paper.heading(texts.filled(section.title, self.values))
                self.paper.markdown(texts.filled(section.body, self.values))

    def _head(self) -> None:
        council, homes = self.council, self.homes
        self.paper.title_block(
            [
                ("Report of", council.coordinator or "The corporate parenting coordinator"),
                ("To", council.committee or "The committee for corporate parenting"),
                ("Figures as at", show(self.days.as_at)),
                ("Subject", f"Visits by councillors to children's homes {self.period}"),
            ]
        )
        shown = (
            ("visited", "homes visited"),
            ("visited_with_children", "visited, as is our duty"),
            ("not_visited_with_children", "due a visit"),
            ("not_visited_without_children", "others not visited"),
        )
        self.paper.key_figures([(show(homes[key].numerator), label, base_of(homes[key])) for key, label in shown])

    # -- visited, due, not visited

    def _visits(self) -> None:
        paper, homes, children = self.paper, self.homes, self.council.children
        paper.heading("Homes visited and homes due")
        if not homes["open"].numerator:
            paper.text(f"The register held no homes that were open on {show(self.days.as_at)}.")
            return
        due, others = homes["not_visited_with_children"].numerator, homes["not_visited_without_children"].numerator
        left = [
            f"{show(due)} {plural(due, 'home')} with {children} {are(due)} due a visit" if due else "",
            f"{show(others)} {plural(others, 'home')} without them {have(others)} not been visited" if others else "",
        ]
        rest = capital(", and ".join(part for part in left if part) or "every home that was open has been visited")
        paper.text(
            f"{capital(self.period)} councillors visited **{out_of(homes['visited_with_children'], 'home')}** with "
            f"{children}, and **{out_of(homes['visited'], 'home')}** that were open on {show(self.days.as_at)} in all. "
            f"{rest}."
        )

    def _lines(self, by: figures.HomesBy) -> list[Line]:
        days = self.days
        lines = figures.homes_breakdown(self.session, days.as_at, days.since, by, days.until)
        return [line for line in lines if line.figures["open"].numerator]

    def _by_district(self) -> None:
        paper, lines = self.paper, self._lines("district")
        paper.squares(
            f"Every open home, by {self.council.district_word}",
            [(line.label, parts_of(self.states, line.figures), visited_of(line.figures)) for line in lines],
            self.states,
        )
        keys = ("open", "visited", "with_children", "visited_with_children", "not_visited_with_children")
        paper.table(
            [
                column(capital(self.council.district_word), 28),
                column("Homes open", 12, number=True),
                column("Visited", 12, number=True),
                column(f"With {self.council.children}", 22, number=True),
                column("Visited of these", 14, number=True),
                column("Due", 12, number=True),
            ],
            [[line.label, *(line.figures[key].numerator for key in keys)] for line in lines],
            ["All homes", *(self.homes[key].numerator for key in keys)],
            caption=f"Table 1: homes and visits by {self.council.district_word}",
        )

    def _by_ward(self) -> None:
        word = self.council.ward_word
        keys = ("open", "visited", "not_visited")
        self.paper.table(
            [
                column(capital(word), 52),
                column("Homes open", 16, number=True),
                column("Visited", 16, number=True),
                column("Not visited", 16, number=True),
            ],
            [[line.label, *(line.figures[key].numerator for key in keys)] for line in self._lines("ward")],
            ["All homes", *(self.homes[key].numerator for key in keys)],
            caption=f"Table 2: homes and visits by {word}",
            remark=f"Where the homes with {self.council.children} lie is told by {self.council.district_word} only.",
        )

    # -- goals and changes

    def _goals(self) -> bool:
        """What the council has set itself, and how far it has come; False where there is nothing to tell."""
        found = goals(self.session, self.days.as_at)
        if not found:
            return False
        self.paper.heading("Goals")
        self.paper.bullets(f"**{goal.title}:** {goal.words}" for goal in found)
        self.paper.bars(
            "Homes visited for each goal",
            [
                (
                    goal.title,
                    [(VISITED, goal.figure.numerator), (TO_VISIT, goal.left.numerator)],
                    written(goal.figure.numerator, goal.figure),
                )
                for goal in found
            ],
            [VISITED, TO_VISIT],
        )
        return True

    def _changes(self) -> None:
        days, children = self.days, self.council.children
        measured = figures.homes_changed(self.session, days.as_at, days.since, days.until)
        self.paper.heading("What changed in the period")
        if not any(figure.numerator for figure in measured.values()):
            self.paper.text(f"No home opened, closed, or came to hold or ceased to hold {children} in the period.")
            return
        words = {
            "opened": "opened",
            "closed": "closed",
            "came_to_hold": f"came to hold {children}",
            "ceased_to_hold": f"ceased to hold {children}",
        }
        self.paper.bullets(
            f"{several(figure, 'home')} {words[key]}." for key, figure in measured.items() if figure.numerator
        )


def states_of(children: str) -> list[ChartState]:
    """The three states of an open home."""
    return [
        VISITED,
        ChartState(f"Due: not visited, {children} live there", NOT_YET.colour, NOT_YET.pattern),
        ChartState("Not visited, none of them live there", COMMITTED.colour, COMMITTED.pattern),
    ]


def parts_of(states: Sequence[ChartState], measured: Mapping[str, Figure]) -> Parts:
    """How many homes are in each state."""
    keys = ("visited", "not_visited_with_children", "not_visited_without_children")
    return [(state, measured[key].numerator) for state, key in zip(states, keys, strict=True)]


def visited_of(measured: Mapping[str, Figure]) -> str:
    """ "5 of 6" """
    return f"{show(measured['visited'].numerator)} of {show(measured['open'].numerator)}"
