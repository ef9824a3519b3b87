"""What a cell of a reply says of an item: undertaken, not yet or no answer, with the words that stand beside it."""

import re
from typing import Any

from cp_desktop.model import Done, Reason, normalise, show
from cp_desktop.model.values import UnreadableError, key, read_choice

from ..choices import BLANK, LEAVE_OUT, TAKE_AS_BLANK, Option
from ..readers import Row
from ..reading import WORDS
from .item_cells import NOTHING, ItemCells, Said

# What a reason for "not yet" speaks of, tried in this order; anything else said is another reason.
_REASONS = (
    (Reason.IMPOSSIBLE, r"no longer|not possible|impossible|has closed|was closed|withdrawn"),
    (Reason.POSTPONED, r"postpone|put off|cancel|rearrang|reschedul|delayed"),
    (Reason.PLANNED, r"\bplan|booked|arranged|scheduled|diary|will be|intend|going to|next (month|week|year|term)"),
    (Reason.NO_OPPORTUNITY, r"opportunit|has not come up|has not arisen|none has|no applications?|not been asked"),
)
# What other words for an answer are likely to mean; "partly" and "in progress" may mean either.
_LIKELY = (
    (
        Done.NOT_YET,
        r"\bplan|booked|arranged|scheduled|intend|going to|will (do|be)|\bnever|not at all|\bnot\b|later|soon",
    ),
    (Done.NO_ANSWER, r"unsure|not sure|cannot say|cant say|no opinion|no view"),
    (Done.UNDERTAKEN, r"^(fully|always|often|very often|regularly|frequently|several times|once|twice|many times)$"),
    (Done.UNDERTAKEN, r"\bdone\b|complete|achieved|undertaken|^did"),
)
ANSWERS = [Option(done.value, done.label) for done in Done]
# Other words for "Undertaken" and "Not yet" than yes and no: taken for them, and shown to be.
_SYNONYMS = {
    key(word): done
    for done in (Done.UNDERTAKEN, Done.NOT_YET)
    for word in done.others
    if key(word) not in ("yes", "no")
}


class AnswerCells(ItemCells):
    """Cells in which replies say of one item each whether it was undertaken."""

    def answer(self, row: Row, place: int, item: Any) -> Said | None:
        """What a cell says, its value one of Done; None where it is asked and open, or the row is left out."""
        text, said = self.read(row, place, item, _reads)
        word = _SYNONYMS.get(key(text)) if said is not None and not said.remark else None
        if word is not None:
            return self._decided(row, place, text, f"“{text}” is taken for {word.label}", word, word)
        if said is not None:
            return said
        if self.is_error(row, place, text):
            return None
        if (day := self.day(row, place)) is not None:
            return self._in_words(row, "days for ticks", "these cells have a day for an answer", show(day))
        if item.own_words and not self.stands_elsewhere(text):
            why = "these cells say in words what was done, as the item asks"
            return self._in_words(row, "own words", why, text, Done.UNDERTAKEN)
        if self.is_prose(text):
            return self._in_words(row, "prose", "these cells say in words what was done, and not whether it was", text)
        try:
            read_choice(text, Done)
        except UnreadableError as problem:
            plain = normalise(text)
            likely = next((done for done, signs in _LIKELY if re.search(signs, plain)), None)
            return self._decided(row, place, text, str(problem), likely)
        return NOTHING

    def _decided(
        self, row: Row, place: int, text: str, said: str, proposed: Done | None, default: Done | None = None
    ) -> Said | None:
        answer = self.decide(
            row, place, text, ANSWERS, said, proposed and str(proposed.value), default and str(default.value)
        )
        return None if answer is None else NOTHING if answer == BLANK else Said(read_choice(answer, Done))

    def _in_words(self, row: Row, asked: str, why: str, text: str, default: Done | None = None) -> Said | None:
        """What becomes of cells in words: one question for all of them; the words are kept as example or remark."""
        answers = [Option(str(done.value), f"{done.label}, and the words are kept with it") for done in Done]
        held = str((default or Done.UNDERTAKEN).value)
        answer = self.context.ask(
            asked,
            why,
            [*answers, TAKE_AS_BLANK, LEAVE_OUT],
            cause=WORDS,
            row=row,
            proposed=held,
            default=held if default else None,
        )
        return None if answer is None else NOTHING if answer == BLANK else Said(read_choice(answer, Done), text)


def _reads(text: str) -> Said | None:
    """A word that is one of the answers, by its label or another of its names."""
    try:
        return Said(read_choice(text, Done))
    except UnreadableError:
        return None


def reason_of(text: str) -> Reason | None:
    """The reason a remark beside "not yet" gives; None when nothing is said."""
    return (reason_in(text) or Reason.OTHER) if text else None


def reason_in(text: str) -> Reason | None:
    """The reason that words speak of; None where they give none."""
    said = normalise(text)
    return next((reason for reason, signs in _REASONS if re.search(signs, said)), None)
