"""The sentences of a paper that are composed from its figures, each of which may be put into words of one's own.

The paper prints, and the window lists, what stands here: both see the same sentences.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.register import edition_of
from cp_desktop.register.edited import Edited, edited

from .documents.summary_sentences import SummarySentences

SUMMARY = "survey-summary"
GONE = "No longer in the paper"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paper: its name, the heading it stands under, and what the figures make of it.

    `words` are the coordinator's own, None where there are none, and `was` is the sentence that the figures gave when
    she wrote or confirmed them. `composed` is empty, and the words are not printed, where the figures give no such
    sentence any more.
    """

    key: str
    where: str
    composed: str
    words: str | None = None
    was: str | None = None

    @property
    def stale(self) -> bool:
        """Whether a figure has changed since her words were written."""
        return self.words is not None and self.was != self.composed

    @property
    def text(self) -> str:
        """What is printed."""
        return self.words if self.words is not None and self.composed else self.composed


def sentences(session: Session, year: str | None = None, as_at: dt.date | None = None) -> list[Sentence]:
    """The sentences of the survey summary of a municipal year (the latest without one) as at a day, in their order.

    Without a menu there are none but edited ones. Raises UserError for an unknown year.
    """
    municipal, edition = edition_of(session, year)
    own = edited(session, SUMMARY, municipal.label)
    if edition is None:
        return joined((), own)
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    return joined(SummarySentences(session, municipal, edition.id, day).sentences(), own)


def joined(composed: Iterable[tuple[str, str, str]], own: Mapping[str, Edited]) -> list[Sentence]:
    """Composed sentences (name, heading, words) with the edited ones in their places; at the end those that the
    figures give no longer."""
    found = []
    for key, where, words in composed:
        mine = own.get(key)
        found.append(Sentence(key, where, words, mine.words, mine.composed) if mine else Sentence(key, where, words))
    there = {sentence.key for sentence in found}
    return found + [
        Sentence(key, GONE, "", mine.words, mine.composed) for key, mine in sorted(own.items()) if key not in there
    ]
