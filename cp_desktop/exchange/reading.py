"""The rows of a table as typed values, with what is asked where a cell is none, is missing or may mean many things."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, String

from cp_desktop.figures.suppression import hides_number
from cp_desktop.model import Base, Paragraphs, show
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.rules import required
from cp_desktop.model.values import UnreadableError, key, quoted

from .asking import Asking
from .cells import Cell, clean, line, says_nothing, tick, typed
from .choices import BLANK, LEAVE_OUT, LEFT_OUT, TAKE_AS_BLANK, Option, Question
from .date_columns import DateColumns
from .date_order import BRITISH
from .footers import looks_like_footer
from .headings import Table
from .kind import Kind
from .plan import Plan, Progress
from .readers import Row

KEPT_LETTERS, MOST_KEPT = 80, 50_000  # of cells that were read
_TEXT, _LINES = String(), Paragraphs()
CELLS, WORDS = "Cells that cannot be read", "What words mean"
ROWS = "Rows that may not belong to the list"


class TableReading(Asking):
    """The rows of a table that belong to the list, and what their cells say as values of the columns meant."""

    def __init__(
        self,
        kind: Kind,
        table: Table,
        plan: Plan,
        remembered: Mapping[tuple[str, str], str],
        out: Mapping[str, str],
        progress: Progress | None,
    ) -> None:
        super().__init__(table, plan, out)
        self.kind = kind
        self._progress = progress
        self._words = _words(self.choices.words, remembered, table.headings)
        self._unreadable: set[tuple[str, int]] = set()  # cells, by row and place
        self._met: set[tuple[str, str]] = set()  # words whose meaning was asked for
        self._kept: dict[Any, Any] = {}  # what short cells were read as
        self._dates = DateColumns(self, self.plausible)

    def rows(self) -> Iterator[Row]:
        """The rows of the table that belong to the list, telling how far the reading has come."""
        total = len(self.table.rows)
        for done, row in enumerate(self.table.rows):
            if self._progress and done % 500 == 0:
                self._progress(done, total, f"Reading {self.table.path.name}")
            self.begin(row)
            if self._belongs(row):
                yield self._once(row) if self.table.repeats else row

    def begin(self, row: Row | None) -> None:
        """Says which row what follows is about, for an importer that goes through them again; None: about none."""
        self.plan.draft.row, self.stopped = self.mark(row) if row else "", False

    def _belongs(self, row: Row) -> bool:
        """Whether a row is to be read; what the program leaves out of itself is told, and may be taken all the same."""
        mark = self.mark(row)
        if why := self.out_before.get(mark):
            self.leave_out(row, why)
        elif self.choices.answers.get(f"row {mark}") == LEFT_OUT:
            self.leave_out(row, "left out by choice")
        if self.stopped:
            return False
        for looks, name, said, held in (
            (row.struck, "struck", "struck out in the file", LEFT_OUT),
            (row.hidden, "hidden", "hidden in the file, by a filter perhaps", "take"),
            (looks_like_footer(row.cells), "footers", "a total or a note, by its words", LEFT_OUT),
        ):
            if looks:
                take = Option("take", "Take it like the other rows")
                self.ask(f"{name} rows", said, [LEAVE_OUT, take], cause=ROWS, row=row, proposed=held, default=held)
        return not self.stopped

    def _once(self, row: Row) -> Row:
        """A row in which what two columns say of the same stands in the first; asked where they disagree."""
        cells = list(row.cells)
        for place, first in self.table.repeats.items():
            here, there = line(cells[place]), line(cells[first])
            if here and not there:
                cells[first] = cells[place]
            elif here and here != there:
                heading, other = self.table.headings[first], self.table.headings[place]
                said = f"this says “{quoted(here)}”, and the column {heading} says “{quoted(there)}” of the same"
                said += "; expected one column, or the same in both"
                key = f"two columns: {heading} | {other} ({place + 1})"
                answers = [Option("first", "Take the first column"), Option("second", "Take the second column")]
                if self.ask(key, said, [*answers, LEAVE_OUT], cause=CELLS, row=row, column=place) == "second":
                    cells[first] = cells[place]
        return Row(row.number, cells, row.sheet, row.hidden, row.struck)

    def has(self, name: str) -> bool:
        return name in self.table.columns

    def text(self, row: Row, name: str) -> str:
        """A cell as one line of text, "" when it is blank or there is no such column."""
        return self.value(row, name, _TEXT) or ""

    def lines(self, row: Row, place: int | str) -> str:
        """The cell under a heading, or in a place, as text of several lines, otherwise as `text`."""
        found = self.place(place) if isinstance(place, str) else place
        return "" if found is None else self.at(row, found, _LINES) or ""

    def value(self, row: Row, name: str, kind: Any = None) -> Any:
        """A cell typed as its declared column (or as `kind`); None when blank or, having been asked about, open."""
        place = self.table.columns.get(name)
        return None if place is None else self.at(row, place, kind or self.kind.columns[name])

    def at(self, row: Row, place: int, kind: Any) -> Any:
        """The cell in that place, otherwise as `value`."""
        cell = row.cells[place]
        if cell == "" or cell is None:
            return None
        # Long columns say the same few things again and again.
        mark = (place, type(kind), cell) if isinstance(cell, str) and len(cell) < KEPT_LETTERS else None
        if mark in self._kept:
            return self._kept[mark]
        if isinstance(cell, str) and _stands_for_nothing(cell, kind):
            return None
        if self._words and (means := self.meaning(place, cell)) is not None:
            if not means:
                return None
            cell = means
        order = self._dates.order(row, place) if isinstance(kind, Date | DateTime) else BRITISH
        if order is None:
            return None
        try:
            value = typed(cell, kind, self.table.day_zero, order)
        except UnreadableError as problem:
            if isinstance(kind, Integer) and hides_number(line(cell)):
                said = f"Numbers that are hidden in the file (“{quoted(line(cell))}”)"
                self.note(f"{said} are left as they are in the register.")
                return None
            return self._ask_for_cell(row, place, cell, kind, problem)
        if mark and len(self._kept) < MOST_KEPT and not self._dates.is_asked(place):  # a question collects its rows
            self._kept[mark] = value
        return value

    def day(self, row: Row, place: int) -> dt.date | None:
        """The cell in that place as a day in the order of its column; None for what is none, which is not asked."""
        order = self._dates.order(row, place) or BRITISH
        try:
            day = typed(row.cells[place], Date(), self.table.day_zero, order)
        except UnreadableError:
            return None
        return day if isinstance(day, dt.date) else None

    def ticked(self, row: Row, place: int) -> bool | str | None:
        """Yes, no, the text of a cell that says something else; None when blank or, having been asked about, open."""
        cell = row.cells[place]
        if self._words and (means := self.meaning(place, cell)) is not None:
            cell = means
        try:
            return tick(cell if isinstance(cell, str) else clean(cell))
        except UnreadableError as problem:
            answered: bool | None = self._ask_for_cell(row, place, cell, Boolean(), problem)
            return answered

    def meaning(self, place: int, cell: Cell) -> str | None:
        """What a word of a column was said to mean, now or for an earlier file of this make: "" for nothing."""
        heading, word = self.table.headings[place], _folded(line(cell))
        own, means = self._words.get((key(heading), word)), self._words.get(("", word))
        if own is None and means is not None:  # said of any column, now: of this one it is remembered
            self.plan.learned[f"word: {heading}", line(cell)] = means
        if own is not None or means is not None:
            self._met |= {(key(heading), word), ("", word)}
        return means if own is None else own

    def words_absent(self) -> list[str]:
        """The words that were said to mean something for this file and stand nowhere in what was read of it."""
        said = self.choices.words
        places = [next(iter(_said_words({one: ""}, self.table.headings))) for one in said]
        return [one for one, place in zip(said, places, strict=True) if place not in self._met]

    def values(self, row: Row, record: type[Base], but: Collection[str] = ()) -> dict[str, Any]:
        """What a row says of a record: the declared columns that the file has and that are not blank here, `but` some
        that the importer reads itself."""
        prefix = f"{record.__tablename__}."
        found = {}
        for name in self.table.columns:
            if name.startswith(prefix) and name.removeprefix(prefix) not in but:
                value = self.value(row, name)
                if value is not None:
                    found[name.removeprefix(prefix)] = value
        return found

    def plausible(self, name: str) -> Callable[[dt.date], bool] | None:
        """Whether a day can be one of that column of such a list; None where any can."""
        return None

    def _ask_for_cell(self, row: Row, place: int, cell: Cell, kind: Any, problem: UnreadableError) -> Any:
        """What a cell that cannot be read is answered to be, None where it is blank then or the question is open."""
        heading, word = self.table.headings[place], line(cell)
        takes = "date" if isinstance(kind, Date | DateTime) else "number" if isinstance(kind, Integer) else "text"
        days = self._dates.meant_by(word, place) if takes == "date" else []
        needed = any(
            [self.table.columns[name] for name in group if name in self.table.columns] == [place]
            for group in self.kind.needs
        )
        answer = self.ask(
            f"word: {heading}: {word}",
            str(problem),
            [*(Option(day.isoformat(), show(day)) for day in days), TAKE_AS_BLANK, LEAVE_OUT],
            cause=CELLS,
            row=row,
            column=place,
            proposed=LEFT_OUT if needed else BLANK,
            takes=takes,
        )
        if answer == BLANK:
            return None
        if answer is not None:
            try:
                value = typed(answer, kind)
            except UnreadableError as again:
                self.reopen(f"word: {heading}: {word}", str(again))
            else:
                self.plan.learned[f"word: {heading}", word] = answer
                return value
        self._unreadable.add((self.mark(row), place))
        return None

    def cells_left_out(self, row: Row) -> Sequence[Cell]:
        return self._dates.dated(row.cells, self.table.day_zero)

    # -- what is wrong with rows, and what words mean

    def trouble(
        self,
        row: Row,
        column: int | str | None,
        said: str,
        answers: Sequence[Option] = (),
        proposed: str | None = LEFT_OUT,
        takes: str | None = None,
    ) -> str | None:
        """Asks what becomes of a row with which something is wrong; leaving it out is always an answer.

        Rows of which the same is said of the same column are asked about once. None while it is open and where the row
        is left out.
        """
        place = self.place(column) if isinstance(column, str) else column
        if place is not None and (self.mark(row), place) in self._unreadable:
            return None  # what cannot be read is not said to be missing as well
        heading = self.table.headings[place] if place is not None else "the row"
        return self.ask(
            f"{heading}: {said}",
            said,
            [*answers, LEAVE_OUT],
            cause=ROWS if place is None else CELLS,
            row=row,
            column=place,
            proposed=proposed,
            takes=takes,
        )

    def missing(self, row: Row, column: str, label: str | None = None, takes: str | None = None) -> str | None:
        """As `trouble`, of a value that is not there and has to be, called as its column is or by another `label`."""
        titles = {heading.name: heading.titles[0] for heading in self.kind.all_headings()}
        return self.trouble(row, column, required(label or titles[column]), takes=takes)

    def decide_word(
        self,
        row: Row,
        place: int,
        word: str,
        answers: Sequence[Option],
        proposed: str | None = None,
        default: str | None = None,
        said: str = "",
        everywhere: bool = False,
    ) -> str | None:
        """What a word of a column means: asked once for the whole file, and known for the next one of its make.

        `said` is what is wrong with it, or what is asked, in a sentence. `everywhere` is for a word that means the same
        in all columns in which it stands. With `default` it is answered at once, as `ask`.
        Returns the value of one of the answers, "blank" for nothing.
        """
        heading = "" if everywhere else self.table.headings[place]
        known = self.meaning(place, word)
        if known is not None:
            offered = Question("", "", "", tuple(answers))
            if (value := BLANK if not known else offered.accepts(known)) is not None:
                return value
        answer = self.ask(
            f"word: {heading}: {word}" if heading else f"word: {word}",
            said or f"“{quoted(word)}” may mean several things; which is it?",
            [*answers, TAKE_AS_BLANK, LEAVE_OUT],
            cause=WORDS,
            row=row,
            column=None if everywhere else place,
            proposed=proposed,
            default=default,
        )
        if answer is not None:
            self.plan.learned[f"word: {heading}", word] = "" if answer == BLANK else answer
        return answer


def _stands_for_nothing(text: str, kind: Any) -> bool:
    """Whether a cell is as good as blank: "N/A", "TBC", "-". Choices and ticks have their own words for it, and "none"
    is a number.
    """
    if isinstance(kind, ChoiceType | Boolean):
        return False
    return says_nothing(text) and not (isinstance(kind, Integer) and key(text) == "none")


def _words(
    chosen: Mapping[str, str], remembered: Mapping[tuple[str, str], str], headings: Sequence[str]
) -> dict[tuple[str, str], str]:
    """What words mean, by folded heading ("" for any) and folded word; what was chosen goes before what is known."""
    known = {
        (key(subject.removeprefix("word: ")), _folded(said)): means
        for (subject, said), means in remembered.items()
        if subject.startswith("word: ")
    }
    return known | {place: "" if means == BLANK else means for place, means in _said_words(chosen, headings).items()}


def _said_words(chosen: Mapping[str, str], headings: Sequence[str]) -> dict[tuple[str, str], str]:
    """What was said of words, by folded heading and word: "heading: word" is of that column, all else of any."""
    said = {}
    for one, means in chosen.items():
        heading = max((h for h in headings if h and one.startswith(f"{h}: ")), key=len, default="")
        said[key(heading), _folded(one.removeprefix(f"{heading}: ") if heading else one)] = means
    return said


def _folded(word: str) -> str:
    """What words are compared by; of a sign alone, by itself."""
    return key(word) or word.strip()
