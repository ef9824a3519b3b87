"""The survey summary: the paper that tells the committee what was promised, what was done and what is to come."""

import datetime as dt

from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures import ALL_MEASURES, Figure, Line
from cp_desktop.model import Council, Edition, MunicipalYear, show
from cp_desktop.register import edition_of, texts
from cp_desktop.register.texts import Section

from .paper import Column, Paper
from .style import COMMITTED, NOT_YET, UNCOMMITTED, UNDERTAKEN, State
from .wording import are, base_of, capital, have, in_words, out_of, plural, several, written

NO_REPLY = State("Committed, no reply yet", COMMITTED.colour, COMMITTED.pattern)
VISITED = State("Visited", UNDERTAKEN.colour, UNDERTAKEN.pattern)
NOT_VISITED = State("Not visited", NOT_YET.colour, NOT_YET.pattern)

# What needs a definition: the paper's other figures are parts or remainders of these and say so by their names.
DEFINED = (
    "members",
    "menu_returns",
    "commitments",
    "replies",
    "undertaken_replies",
    "undertaken_known",
    "not_yet_replies",
    "active_members",
    "visited",
    "with_children",
)
# The paper's own parts stand after the text that explains how the survey was done.
BEFORE_FIGURES = ("purpose", "background", "method")


def compose(session: Session, year: str | None = None, as_at: dt.date | None = None) -> Paper:
    """The paper for a municipal year as at a day. Raises UserError for a year without a menu."""
    municipal, edition = edition_of(session, year)
    if edition is None:
        raise UserError(
            f"The year {municipal.label} has no menu yet, so there is nothing to sum up. Nothing was printed. "
            "Import or enter the menu of that year first."
        )
    council = session.get_one(Council, 1)
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    return _Summary(session, council, municipal, edition, day).composed()


class _Summary:
    def __init__(
        self, session: Session, council: Council, year: MunicipalYear, edition: Edition, as_at: dt.date
    ) -> None:
        self.council, self.year, self.edition, self.as_at = council, year, edition, as_at
        self.sections = texts.sections(session, "survey-summary", year.label)
        self.values = texts.placeholders(council, year.label)
        self.totals, self.items = figures.totals_and_items(session, edition.id, as_at)
        self.homes = figures.homes(session, as_at)
        self.paper = Paper(
            "Survey summary",
            council=council.name,
            as_at=as_at,
            subject=f"Corporate parenting: commitments and activity of councillors, {year.label}",
            author=council.coordinator or council.name,
            expected_pages=5,
        )

    def composed(self) -> Paper:
        self._head()
        for section in self.sections:
            if section.subject in BEFORE_FIGURES:
                self._section(section)
        self._responses()
        self._homes()
        self._by_item()
        for section in self.sections:
            if section.subject not in BEFORE_FIGURES:
                self._section(section)
        return self.paper

    def _section(self, section: Section) -> None:
        self.paper.heading(texts.filled(section.title, self.values))
        self.paper.markdown(texts.filled(section.body, self.values))
        if section.subject == "definitions":
            self._definitions()

    def _count(self, key: str) -> int:
        return self.totals[key].numerator

    def _head(self) -> None:
        coordinator = self.council.coordinator
        self.paper.title_block(
            [
                ("Report of", coordinator or "The corporate parenting coordinator"),
                ("To", self.council.committee or "The committee for corporate parenting"),
                ("Figures as at", show(self.as_at)),
                ("Subject", f"Corporate parenting: what councillors committed to and undertook in {self.year.label}"),
            ]
        )
        returned, replied = self.totals["menu_returns"], self.totals["replies"]
        known = self.totals["undertaken_known"]
        self.paper.figures(
            [
                (show(returned.numerator), "councillors committed", base_of(returned)),
                (show(self._count("commitments")), plural(self._count("commitments"), "commitment"), self._each()),
                (show(replied.numerator), "replied to the survey", base_of(replied)),
                (
                    show(known.numerator),
                    "known to be undertaken",
                    f"{show(self._count('undertaken_replies'))} of them from the replies",
                ),
            ]
        )

    def _each(self) -> str:
        items = len(self.items)
        return f"to {show(items)} {plural(items, 'item')} on the menu"

    # -- the figures in words

    def _responses(self) -> None:
        paper, totals = self.paper, self.totals
        paper.heading("What councillors promised and did")
        members, returned, commitments = (totals[key] for key in ("members", "menu_returns", "commitments"))
        day = show(self.as_at)
        if not members.numerator:
            paper.text(f"On {day} the register held no councillors in office, so there is nothing to count.")
            return
        menu = f"the menu of {self.year.label}"
        if not commitments.numerator:
            paper.text(
                f"On {day} there {are(members.numerator)} {several(members, 'councillor')} in office. "
                f"None of them had committed to an item of {menu} by then."
            )
        else:
            paper.text(
                f"On {day} there {_were(members.numerator)} {several(members, 'councillor')} in office. "
                f"Of these, **{show(returned.numerator)} of {show(members.numerator)}** ({returned.percent()}) "
                f"had committed to at least one item of {menu}, and together they had made "
                f"**{several(commitments, 'commitment')}**."
            )
        replied = totals["replies"]
        if not replied.numerator:
            paper.text("No councillor has replied to the survey yet.")
        else:
            besides = replied.numerator - self._count("replies_with_return")
            paper.text(
                f"**{several(replied, 'councillor')}** replied to the survey: "
                + (
                    f"{_share(replied.of(members))} in office. {show(besides)} of them had not returned the menu."
                    if besides
                    else f"{_share(replied)} who had returned the menu, and {_share(replied.of(members))} in office."
                )
            )
            self._replies()
        self._known()

    def _replies(self) -> None:
        totals = self.totals
        own, not_yet = totals["repliers_commitments"], totals["not_yet_replies"]
        done, committed = totals["undertaken_replies"], totals["undertaken_replies_committed"]
        extra = totals["undertaken_replies_uncommitted"]
        said, blank = totals["not_yet_said"], totals["not_yet_no_answer"]
        self.paper.text(
            f"Those who replied had made {several(own, 'commitment')}. Their replies say:"
            if own.numerator
            else "Those who replied had no standing commitments. Their replies say:"
        )
        lines = [
            f"**{several(done, 'item')} undertaken**, counting each councillor and item once"
            + (
                f": {show(committed.numerator)} that had been committed to ({_share(committed)} "
                f"commitments of those who replied) and {show(extra.numerator)} that had not "
                f"({_share(extra)} undertaken);"
                if done.numerator
                else ";"
            ),
            f"**{several(not_yet, 'commitment')} not undertaken yet**"
            + (
                f" ({_share(not_yet)} commitments of those who replied): of {show(said.numerator)} the reply says "
                f"“not yet”, of {show(blank.numerator)} it gives no answer."
                if not_yet.numerator
                else "."
            ),
        ]
        self.paper.bullets(lines)

    def _known(self) -> None:
        known, extra = self.totals["undertaken_known"], self.totals["undertaken_known_uncommitted"]
        replies, active = self.totals["undertaken_replies"], self.totals["active_members"]
        added = known.numerator - replies.numerator
        if not known.numerator:
            self.paper.text("Nothing else is known to have been undertaken.")
            return
        start = (
            f"The coordinator knows of {show(added)} more, so that **{several(known, 'item')}** "
            f"{are(known.numerator)} known to be undertaken in all"
            if added
            else f"The coordinator knows of no more than the replies say: **{several(known, 'item')}** "
            f"{are(known.numerator)} known to be undertaken"
        )
        self.paper.text(
            f"{start}; {show(extra.numerator)} of them ({_share(extra)}) without a commitment. "
            f"**{several(active, 'councillor')}** ({_share(active)} in office) {have(active.numerator)} "
            "undertaken at least one."
        )

    # -- homes

    def _homes(self) -> None:
        paper, homes = self.paper, self.homes
        paper.heading("Visits to children's homes")
        everything, duty = homes["visited"], homes["visited_with_children"]
        if not homes["open"].numerator:
            paper.text(f"The register held no homes that were open on {show(self.as_at)}.")
            return
        since = show(figures.twelve_months(self.as_at))
        missed = homes["not_visited_with_children"].numerator
        others = homes["not_visited_without_children"].numerator
        unvisited = (
            f" {capital(in_words(missed))} {plural(missed, 'home')} with {self.council.children} and "
            f"{in_words(others)} without them {have(missed + others)} had no visit in that time."
        )
        paper.text(
            f"The duty to visit covers the homes where {self.council.children} live; visits to the rest are "
            f"encouraged. In the twelve months from {since} to {show(self.as_at)} councillors visited "
            f"**{out_of(duty, 'home')}** with {self.council.children}, and **{out_of(everything, 'home')}** "
            f"that were open in all.{unvisited if missed or others else ''}"
        )
        bare = homes["without_children"].numerator
        paper.bars(
            "Chart 1: homes visited by a councillor in the twelve months",
            [
                (
                    f"With {self.council.children}",
                    [(VISITED, duty.numerator), (NOT_VISITED, missed)],
                    written(duty.numerator, duty),
                ),
                (
                    f"Without {self.council.children}",
                    [(VISITED, bare - others), (NOT_VISITED, others)],
                    f"{show(bare - others)} of {show(bare)}",
                ),
            ],
            [VISITED, NOT_VISITED],
        )

    # -- item by item

    def _by_item(self) -> None:
        paper = self.paper
        paper.heading("Item by item")
        if not self.items:
            paper.text("The menu has no items yet.")
            return
        keys = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
        paper.caption("Table 1: commitments and what became of them, by item of the menu", room=320)
        paper.table(
            [
                Column("No.", 6, number=True),
                Column("Item", 61),
                Column("Commitments", 9, number=True),
                Column("Undertaken (replies)", 9, number=True),
                Column("Undertaken (all known)", 9, number=True),
                Column("Not yet (replies)", 9, number=True),
            ],
            [[line.number, line.wording, *(line.figures[key].numerator for key in keys)] for line in self.items],
            ["", "All items", *(self._count(key) for key in keys)],
        )
        replied = self.totals["replies"].numerator
        paper.note(
            f"“Replies” are those of {show(replied)} {plural(replied, 'councillor')}. “Undertaken” counts items that "
            "had not been committed to as well; “not yet” counts commitments of those who replied."
        )
        if self._count("commitments") or self._count("undertaken_replies"):
            paper.bars(
                "Chart 2: what the replies say of the commitments, item by item",
                [(f"{line.number}  {line.wording}", _parts(line), "") for line in self.items],
                [UNDERTAKEN, NOT_YET, NO_REPLY, UNCOMMITTED],
            )
            paper.note(
                "The first three parts of a bar are the commitments to that item; what was undertaken without a "
                "commitment comes on top of them."
            )

    # -- definitions

    def _definitions(self) -> None:
        rows = [[ALL_MEASURES[key].label, ALL_MEASURES[key].definition] for key in DEFINED]
        self.paper.caption("Table 2: what each figure counts")
        self.paper.table([Column("Figure", 22), Column("Definition", 78)], rows)


def _parts(line: Line) -> list[tuple[State, int]]:
    """The bar of an item: its commitments in three parts that do not overlap, then what came without one."""
    committed = line.figures["commitments"].numerator
    done = line.figures["undertaken_replies_committed"].numerator
    not_yet = line.figures["not_yet_replies"].numerator
    extra = line.figures["undertaken_replies_uncommitted"].numerator
    return [(UNDERTAKEN, done), (NOT_YET, not_yet), (NO_REPLY, committed - done - not_yet), (UNCOMMITTED, extra)]


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _share(figure: Figure) -> str:
    """A percentage with both its numbers, the numerator standing before it: "87.5% of the 120"."""
    return f"{figure.percent()} of the {show(figure.denominator or 0)}" if figure.denominator else "of none"
