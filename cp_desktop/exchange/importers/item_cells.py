"""What a cell about an item says: a tick in any form, a word that is asked about once for the file, or a remark."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean

from cp_desktop.model.formats import listed
from cp_desktop.model.values import UnreadableError, key, quoted, refuse_error

from ..cells import clean, line
from ..choices import BLANK, LEAVE_OUT, TAKE_AS_BLANK, Option
from ..importer import ImportContext
from ..menu_words import MenuWords
from ..readers import Row
from ..reading import WORDS
from ..ticks import letters_in, parted, read_tick, stands_for_nothing

SMALLEST_DAY = 10_000  # as a number: smaller ones in the place of a tick are something else
MOST_LETTERS, MOST_WORDS = 40, 5  # of what may be one answer of several to choose from
CHOSEN, NOT_CHOSEN = Option("yes", "It is ticked"), Option("no", "It is not ticked")
KEPT = Option("yes", "Ticked, and the words are kept as a remark")
SIGNS, WORD = Option("signs", "They are ticks"), Option("words", "They are words: ask about each")
ON_THAT_DAY, TICKED = Option("day", "Ticked on that day"), Option("yes", "Ticked, on the day of the row")


@dataclass(frozen=True)
class Said:
    """What a cell says of an item: `value` is None where it says nothing; `remark` what it says besides; `day` a day
    that stands in the place of a tick."""

    value: Any = None
    remark: str = ""
    day: dt.date | None = None


NOTHING = Said()
Reader = Callable[[str], Said | None]


class ItemCells:
    """The cells of some columns of a table, which say of one item each whether it was chosen or done.

    `reads` understands a word for certain, and `yes` and `no` are the values that a tick and an empty box have.
    """

    def __init__(self, context: ImportContext, places: Iterable[int], yes: Any = True, no: Any = False) -> None:
        self.context, self.places = context, list(places)
        self.words = MenuWords(context.items)
        self.yes, self.no = yes, no
        self._known: dict[tuple[int, str], Said] = {}
        self._letters: dict[int, set[str]] | None = None
        self._together: set[str] = set()
        self._columns_with: Counter[str] | None = None

    def read(self, row: Row, place: int, item: Any, reads: Reader | None = None) -> tuple[str, Said | None]:
        """A cell as its text, and what that says if it needs no question: a tick, nothing, or what `reads` knows."""
        cell = row.cells[place]
        if cell == "" or cell is None:
            return "", NOTHING
        raw = cell if isinstance(cell, str) else clean(cell)
        known = self._known.get((place, raw))
        if known is not None:
            return raw, known
        meant, text = self.context.meaning(place, cell), line(cell)
        if meant is not None:
            said = NOTHING if meant in ("", BLANK) else self._meant(meant, reads)
        else:
            said = self._plain(row, place, text, item, reads)
        if said is not None and text not in self.letters(place):
            self._known[place, raw] = said
        return text, said

    def _meant(self, meant: str, reads: Reader | None) -> Said | None:
        tick = read_tick(meant)
        return (reads(meant) if reads else None) or (self._said(tick.yes, tick.remark) if tick else None)

    def _plain(self, row: Row, place: int, text: str, item: Any, reads: Reader | None) -> Said | None:
        if stands_for_nothing(text):
            return NOTHING
        if reads is not None and (said := reads(text)) is not None:
            return said
        letters = self.letters(place)
        if text in letters and self._drawn(row, letters) != SIGNS.value:
            letters = set()
        tick = read_tick(text, letters)
        if tick is not None:
            return self._said(tick.yes, tick.remark)
        if reads is not None and (both := parted(text)) and (said := reads(both[0])) is not None:
            return Said(said.value, both[1])
        named = self.words.one(text)
        if named is not None and named.item.id == item.id and named.by != "number":
            return Said(self.yes)  # the answer that was chosen stands in its own column
        return None

    def _said(self, yes: bool | None, remark: str = "") -> Said:
        return NOTHING if yes is None else Said(self.yes if yes else self.no, remark)

    def letters(self, place: int) -> set[str]:
        """The letters that are signs in a column: those of its own, else of all the columns together."""
        if self._letters is None:
            rows = self.context.table.rows
            cells = {at: {line(row.cells[at]) for row in rows} for at in self.places}
            self._together = letters_in({text for texts in cells.values() for text in texts})
            self._letters = {at: letters_in(texts) for at, texts in cells.items()}
        return self._letters.get(place) or self._together

    def _drawn(self, row: Row, letters: set[str]) -> str | None:
        every = listed([f"“{one}”" for one in sorted(letters.union(*(self._letters or {}).values()))])
        said = f"{every} alone in a cell are ticks in another font, such as Wingdings"
        return self.context.ask(
            "letters", said, [SIGNS, WORD], cause=WORDS, row=row, proposed=SIGNS.value, default=SIGNS.value
        )

    # -- what has to be asked

    def is_error(self, row: Row, place: int, text: str) -> bool:
        """Whether a cell is what a spreadsheet shows where a formula went wrong; it is asked about."""
        try:
            refuse_error(text)
        except UnreadableError:
            self.context.at(row, place, Boolean())
            return True
        return False

    def decide(
        self,
        row: Row,
        place: int,
        word: str,
        answers: Sequence[Option],
        said: str,
        proposed: str | None = None,
        default: str | None = None,
    ) -> str | None:
        """What a word means, once for all the columns in which it stands."""
        everywhere = self.stands_elsewhere(word)
        return self.context.decide_word(row, place, word, answers, proposed, default, said, everywhere)

    def stands_elsewhere(self, word: str) -> bool:
        """Whether a word stands in several of the columns."""
        if self._columns_with is None:
            rows = self.context.table.rows
            texts = [{key(line(row.cells[at])) for row in rows} for at in self.places]
            self._columns_with = Counter(text for column in texts for text in column)
        return self._columns_with[key(word)] > 1

    def day(self, row: Row, place: int) -> dt.date | None:
        """The day that stands in the place of a tick."""
        cell = row.cells[place]
        if isinstance(cell, str) and not any(map(str.isdigit, cell)):
            return None
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < SMALLEST_DAY:
            return None
        return self.context.day(row, place)

    def is_prose(self, text: str) -> bool:
        """Whether a cell says something in words, rather than one of the answers that a column has."""
        return len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS

    def ask_about_prose(self, row: Row, answers: Sequence[Option], said: str) -> str | None:
        """What becomes of cells that say something in words: one question for all of them."""
        return self.context.ask("prose", said, [*answers, TAKE_AS_BLANK, LEAVE_OUT], cause=WORDS, row=row)


class TickCells(ItemCells):
    """Cells in which an item is ticked, or, where it wants them, own words stand."""

    def ticked(self, row: Row, place: int, item: Any) -> Said | None:
        """What a cell says of an item; None where it is asked and open, or the row is left out."""
        text, said = self.read(row, place, item)
        if said is not None:
            return said
        if item.own_words:
            own = self.context.ticked(row, place)
            return None if own is None else Said(own) if isinstance(own, bool) else Said(True, own)
        if self.is_error(row, place, text):
            return None
        if (day := self.day(row, place)) is not None:
            return self._dated(row, day)
        if self.is_prose(text):
            answer = self.ask_about_prose(row, [KEPT], "these cells say something in words where a tick is expected")
            return Said(True, text) if answer == KEPT.value else NOTHING if answer == BLANK else None
        said_no = f"“{quoted(text)}” is not Yes or No"
        answer = self.decide(row, place, text, [CHOSEN, NOT_CHOSEN], said_no)
        if answer is None:
            return None
        return NOTHING if answer == BLANK else Said(answer == CHOSEN.value)

    def _dated(self, row: Row, day: dt.date) -> Said | None:
        answer = self.context.ask(
            "days for ticks",
            "these cells have a day in the place of a tick; was it ticked on that day?",
            [ON_THAT_DAY, TICKED, TAKE_AS_BLANK, LEAVE_OUT],
            cause=WORDS,
            row=row,
            proposed=ON_THAT_DAY.value,
        )
        if answer is None:
            return None
        return NOTHING if answer == BLANK else Said(True, day=day if answer == ON_THAT_DAY.value else None)
