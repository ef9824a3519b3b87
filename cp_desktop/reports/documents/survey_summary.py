"""The survey summary: the paper that tells the committee what was promised, what was done and what is to come.

It has the shape of a scrutiny report: chapters and paragraphs with numbers, by which the committee refers to them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import count

from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures import ALL_MEASURES, By, Figure, Line
from cp_desktop.figures.last_year import HOW_COMPARED, Earlier, points, signed
from cp_desktop.model import Edition, MunicipalYear, show
from cp_desktop.register import edition_of, texts
from cp_desktop.register.edited import edited, involvements
from cp_desktop.register.texts import Section
from cp_desktop.reports.blocks import ChartState, Document, TableColumn
from cp_desktop.reports.builder import DocumentBuilder, column
from cp_desktop.reports.palette import COMMITTED, NOT_YET, UNCOMMITTED, UNDERTAKEN
from cp_desktop.reports.sentences import SUMMARY, joined
from cp_desktop.reports.text import capital

from . import coverage
from .summary_sentences import HOMES, KNOWN, PROMISED, REPLIED, SummarySentences
from .wording import base_of, plural, written

NO_REPLY = ChartState("Committed, no reply yet", COMMITTED.colour, COMMITTED.pattern)
HAVE_REPLIED = ChartState("Replied", UNDERTAKEN.colour, UNDERTAKEN.pattern)
TO_REPLY = ChartState("No reply by then", COMMITTED.colour, COMMITTED.pattern)

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
# The findings stand after the text that explains how the survey was done, the definitions at the very end.
BEFORE_SENTENCES = ("purpose", "recommendations", "background", "method")
LAST = ("definitions",)

ON_REQUEST: tuple[By, ...] = ("group", "district", "ward")
OF_PAIRS = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
OF_MEMBERS = ("members", "menu_returns", "commitments", "replies", "undertaken_known")
COMPARED_MEASURES = (
    *("members", "menu_returns", "commitments", "replies"),
    *("undertaken_replies", "not_yet_replies", "undertaken_known", "active_members"),
)
COMPARED_HOMES = ("open", "visited_with_children", "visited")

MOST_STEPS = 10  # of the chart of replies
STEPS = (1, 2, 7, 14, 28, 91, 182, 364, 1820)  # days


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
    by: Collection[str] = (),
) -> Document:
    """The paper for a municipal year as at a day, with tables `by` more than the item: some of ON_REQUEST.

    Raises UserError for a year without a menu, and for a table that there is not.
    """
    municipal, edition = edition_of(session, year)
    if edition is None:
        raise UserError(
            f"The year {municipal.label} has no menu yet, so there is nothing to sum up. Nothing was printed. "
            "Import or enter the menu of that year first."
        )
    unknown = next((one for one in by if one not in ON_REQUEST), None)
    if unknown is not None:
        raise UserError(
            f"The survey summary has no table by “{unknown}”. Nothing was printed. "
            f"Choose some of: {', '.join(ON_REQUEST)}."
        )
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    return _Summary(session, municipal, edition, day, by).composed()


class _Summary:
    def __init__(
        self,
        session: Session,
        year: MunicipalYear,
        edition: Edition,
        as_at: dt.date,
        by: Collection[str],
    ) -> None:
        self.session, self.edition, self.as_at, self.by = session, edition, as_at, by
        self.found = SummarySentences(session, year, edition.id, as_at)
        self.council, self.year = self.found.council, year.label
        self.sections = texts.sections(session, SUMMARY, year.label)
        self.values = texts.placeholders(self.council, year.label)
        self.sentences: dict[str, list[str]] = defaultdict(list)
        for sentence in joined(self.found.sentences(), edited(session, SUMMARY, year.label)):
            if sentence.composed:
                self.sentences[sentence.where].append(sentence.text)
        self.chapters, self.tables, self.charts = count(1), count(1), count(1)
        self.chapter, self.paragraphs = 0, count(1)
        self.paper = DocumentBuilder(
            "Survey summary",
            council=self.council.name,
            as_at=as_at,
            subject=f"Corporate parenting: commitments and activity of councillors, {year.label}",
            author=self.council.coordinator or self.council.name,
            expected_pages=7,
        )

    def composed(self) -> Document:
        self._head()
        self._texts(lambda subject: subject in BEFORE_SENTENCES)
        self._summary_sentences()
        self._by_item()
        for by in ON_REQUEST:
            if by in self.by:
                self._by(by)
        self._involvement()
        self._homes()
        self._compared()
        self._texts(lambda subject: subject not in (*BEFORE_SENTENCES, *LAST))
        self._texts(lambda subject: subject in LAST)
        self._definitions()
        return self.paper.document()

    # -- chapters, paragraphs, tables and charts have numbers

    def _heading(self, title: str) -> None:
        self.chapter, self.paragraphs = next(self.chapters), count(1)
        self.paper.heading(f"{self.chapter}. {title}")

    def _say(self, where: str) -> None:
        """The sentences under a heading."""
        for sentence in self.sentences[where]:
            self._paragraph(sentence)

    def _paragraph(self, text: str) -> None:
        self.paper.numbered(f"{self.chapter}.{next(self.paragraphs)}", text)

    def _texts(self, wanted: Callable[[str], bool]) -> None:
        for section in self.sections:
            if wanted(section.subject):
                self._section(section)

    def _section(self, section: Section) -> None:
        self._heading(texts.filled(section.title, self.values))
        self.paper.numbered_text(self.chapter, texts.filled(section.body, self.values))

    # -- the head

    def _head(self) -> None:
        coordinator = self.council.coordinator
        self.paper.title_block(
            [
                ("Report of", coordinator or "The corporate parenting coordinator"),
                ("To", self.council.committee or "The committee for corporate parenting"),
                ("Figures as at", show(self.as_at)),
                ("Subject", f"Corporate parenting: what councillors committed to and undertook in {self.year}"),
            ]
        )
        totals, items = self.found.totals, len(self.found.items)
        commitments, from_replies = totals["commitments"].numerator, totals["undertaken_replies"].numerator
        self.paper.key_figures(
            [
                (show(totals["menu_returns"].numerator), "councillors committed", base_of(totals["menu_returns"])),
                (
                    show(commitments),
                    plural(commitments, "commitment"),
                    f"to {show(items)} {plural(items, 'item')} on the menu",
                ),
                (show(totals["replies"].numerator), "replied to the survey", base_of(totals["replies"])),
                (
                    show(totals["undertaken_known"].numerator),
                    "known to be undertaken",
                    f"{show(from_replies)} of them from the replies",
                ),
            ]
        )

    # -- what was found

    def _summary_sentences(self) -> None:
        self._heading("What councillors promised and did")
        for title in (PROMISED, REPLIED, KNOWN):
            if self.sentences[title]:
                self.paper.heading(title, 2)
                self._say(title)
                if title == REPLIED:
                    self._reply_progress()

    def _reply_progress(self) -> None:
        replied = self.found.totals["replies"]
        progress = figures.reply_progress(self.session, self.edition.id, self.as_at)
        if not progress or not replied.denominator or replied.base is None:
            return
        whole = replied.denominator
        rows = [
            (
                f"By {show(day)}",
                [(HAVE_REPLIED, number), (TO_REPLY, whole - number)],
                f"{show(number)} of {show(whole)}",
            )
            for day, number in _steps(progress, self.as_at)
        ]
        self.paper.bars(f"Chart {next(self.charts)}: how the replies came in", rows, [HAVE_REPLIED, TO_REPLY])
        noun = replied.base.one if whole == 1 else replied.base.many
        self.paper.note(f"Each councillor counts from the first reply on. The base is the {show(whole)} {noun}.")

    # -- item by item, and by what else was asked for

    def _by_item(self) -> None:
        paper, totals, items = self.paper, self.found.totals, self.found.items
        self._heading("Item by item")
        if not items:
            self._paragraph("The menu has no items yet.")
            return
        replied = totals["replies"].numerator
        self._paragraph(
            f"“Replies” here are those of {show(replied)} {plural(replied, 'councillor')}. “Undertaken” counts "
            "items that had not been committed to as well; “not yet” counts commitments of those who replied."
        )
        paper.table(
            [column("No.", 6, number=True), column("Item", 61), *_pair_columns()],
            [[line.number, line.wording, *_numbers(line, OF_PAIRS)] for line in items],
            ["", "All items", *(totals[key].numerator for key in OF_PAIRS)],
            caption=self._numbered("commitments and what became of them, by item of the menu"),
            room=270,
        )
        if totals["commitments"].numerator or totals["undertaken_replies"].numerator:
            paper.bars(
                f"Chart {next(self.charts)}: what the replies say of the commitments, item by item",
                [(f"{line.number}  {line.wording}", _parts(line), "") for line in items],
                [UNDERTAKEN, NOT_YET, NO_REPLY, UNCOMMITTED],
            )
            paper.note(
                "The first three parts of a bar are the commitments to that item; what was undertaken without a "
                "commitment comes on top of them."
            )

    def _numbered(self, caption: str) -> str:
        return f"Table {next(self.tables)}: {caption}"

    def _by(self, by: By) -> None:
        lines = figures.breakdown(self.session, self.edition.id, self.as_at, by)
        keys: Sequence[str]
        if not lines:
            return
        if by == "group":
            caption = "commitments and what became of them, by group of the menu"
            keys, columns, whole = OF_PAIRS, _pair_columns(), "All groups"
            word = "Group"
        else:
            word = self.council.ward_word if by == "ward" else self.council.district_word
            caption = f"councillors, commitments and activity by {word}"
            keys, columns, whole = OF_MEMBERS, _member_columns(), "Whole council"
        self.paper.table(
            [column(capital(word), 40), *columns],
            [[line.label, *_numbers(line, keys)] for line in lines],
            [whole, *(self.found.count(key) for key in keys)],
            caption=self._numbered(caption),
        )
        if by != "group":
            self.paper.note(f"A councillor counts in the {word} for which they sat on the day of the figures.")

    # -- members' involvement

    def _involvement(self) -> None:
        involvement = involvements(self.session, self.edition.id)
        self._heading("Member involvement in the area")
        items = [line for line in self.found.items if line.key in involvement]
        if not items:
            self._paragraph("No involvement recorded.")
            return
        self._paragraph("What councillors did for the items of the menu, as the coordinator knows it.")
        self.paper.table(
            [column("No.", 6, number=True), column("Item", 36), column("Member involvement", 58)],
            [[line.number, line.wording, involvement[int(line.key or 0)]] for line in items],
            caption=self._numbered("member involvement by item of the menu"),
            room=130,
        )

    # -- homes

    def _homes(self) -> None:
        self._heading(HOMES)
        self._say(HOMES)
        if not self.found.homes["open"].numerator:
            return
        lines = figures.homes_breakdown(self.session, self.as_at, None, "district")
        lines = [line for line in lines if line.figures["open"].numerator]
        states = coverage.states_of(self.council.children)
        self.paper.squares(
            f"Chart {next(self.charts)}: every open home, by {self.council.district_word}",
            [
                (line.label, coverage.parts_of(states, line.figures), coverage.visited_of(line.figures))
                for line in lines
            ],
            states,
        )
        self.paper.note(
            f"A square is a home. Visits count from {show(figures.twelve_months(self.as_at))} to {show(self.as_at)}."
        )

    # -- the year before

    def _compared(self) -> None:
        earlier = self.found.earlier
        if earlier is None:
            return
        self._heading(self.found.compared)
        self._say(self.found.compared)
        now, before = show(self.as_at), show(earlier.day)
        rows = [self._change(earlier, key) for key in (*COMPARED_MEASURES, *COMPARED_HOMES)]
        self.paper.table(
            [
                column("Figure", 34),
                column(f"{earlier.label}, at {before}", 24, number=True),
                column(f"{self.year}, at {now}", 24, number=True),
                column("Difference", 18, number=True),
            ],
            rows,
            caption=self._numbered(f"{earlier.label} and {self.year} compared"),
            room=260,
        )
        same = "its last day" if earlier.whole else f"{show(earlier.days)} {plural(earlier.days, 'day')} into the year"
        self.paper.note(f"The day in {earlier.label} is {same}. {HOW_COMPARED}")

    def _change(self, earlier: Earlier, key: str) -> list[str]:
        of_homes = key in COMPARED_HOMES
        then = (earlier.homes if of_homes else earlier.totals)[key]
        now = (self.found.homes if of_homes else self.found.totals)[key]
        change = points(now, then)
        difference = signed(now.numerator - then.numerator) + (f" ({change} points)" if change else "")
        return [now.measure.title, _with_base(then), _with_base(now), difference]

    # -- definitions

    def _definitions(self) -> None:
        rows = [[ALL_MEASURES[key].label, ALL_MEASURES[key].definition] for key in DEFINED]
        self.paper.table(
            [column("Figure", 22), column("Definition", 78)], rows, caption=self._numbered("what each figure counts")
        )


def _pair_columns() -> list[TableColumn]:
    titles = ("Commitments", "Undertaken (replies)", "Undertaken (all known)", "Not yet (replies)")
    return [column(title, 9, number=True) for title in titles]


def _member_columns() -> list[TableColumn]:
    titles = ("Members", "Returned the menu", "Commitments", "Replied", "Undertaken (all known)")
    return [column(title, 12, number=True) for title in titles]


def _numbers(line: Line, keys: Sequence[str]) -> list[int]:
    return [line.figures[key].numerator for key in keys]


def _with_base(figure: Figure) -> str:
    return show(figure.numerator) if figure.denominator is None else written(figure.numerator, figure)


def _parts(line: Line) -> list[tuple[ChartState, int]]:
    """The bar of an item: its commitments in three parts that do not overlap, then what came without one."""
    committed = line.figures["commitments"].numerator
    done = line.figures["undertaken_replies_committed"].numerator
    not_yet = line.figures["not_yet_replies"].numerator
    extra = line.figures["undertaken_replies_uncommitted"].numerator
    return [(UNDERTAKEN, done), (NOT_YET, not_yet), (NO_REPLY, committed - done - not_yet), (UNCOMMITTED, extra)]


def _steps(progress: Sequence[tuple[dt.date, int]], until: dt.date) -> list[tuple[dt.date, int]]:
    """How many had replied by the end of equal steps of days, of which the last ends on the last reply or after it."""
    first, last = progress[0][0], progress[-1][0]
    length = next((days for days in STEPS if (last - first).days <= days * (MOST_STEPS - 1)), STEPS[-1])
    made: list[tuple[dt.date, int]] = []
    day = first
    while not made or made[-1][0] < last:
        end = min(day, until)
        made.append((end, max(number for at, number in progress if at <= end)))
        day += dt.timedelta(days=length)
    return made
