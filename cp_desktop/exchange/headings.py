"""What the headings of a table say: which of its columns is which."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cp_desktop.model.values import key, quoted

from .cells import DAY_ZERO, Cell, line
from .readers import Row
from .tables import HEADING_ROWS

_LIKE = 88  # out of 100: from here a heading is taken for one that is known, and said to be


@dataclass(frozen=True)
class Heading:
    """A column that is looked for: by any of its titles, or by how its title ends. `titles[0]` is its label."""

    name: str
    titles: tuple[str, ...]
    ending: str | None = None


@dataclass
class Table:
    """The rows under the headings. `columns` gives the place of each heading found, `others` what else is there, and
    `repeats` for a column that says again what an earlier one says the place of that. `reasons` says for the place of
    a column why it is taken for what it is."""

    path: Path
    heading_row: int
    headings: list[str]
    columns: dict[str, int]
    others: dict[int, str]
    repeats: dict[int, int]
    reasons: dict[int, str]
    rows: list[Row]
    day_zero: dt.datetime = DAY_ZERO  # from which its days are counted
    several: bool = False  # whether its rows come from several sheets
    chosen: dict[int, str] = field(default_factory=dict)  # of others, what was said of them: an item, "" for nothing

    def mark(self, row: Row) -> str:
        """What a row is called: its number, with the sheet where there are several."""
        return f"{row.sheet}!{row.number}" if self.several else str(row.number)

    def use(self, place: int, name: str, reason: str) -> None:
        """Takes a column without a known heading for that one."""
        self.columns[name] = place
        self.reasons[place] = reason
        del self.others[place]


class HeadingMatcher:
    """The headings that a kind of list is known by."""

    def __init__(self, headings: Sequence[Heading], needs: Sequence[tuple[str, ...]], numbered: bool) -> None:
        self.headings = {heading.name: heading for heading in headings}
        self.needs, self.numbered = needs, numbered
        self.titles: dict[str, str] = {}
        for heading in headings:
            for title in heading.titles:
                self.titles.setdefault(key(title), heading.name)
        self.endings = {key(h.ending): h.name for h in headings if h.ending}

    def match(
        self, row: Sequence[Cell], chosen: dict[str, str] | None = None
    ) -> tuple[dict[str, int], dict[int, str], dict[int, int]]:
        """The places of the columns that are known, of the others, and of those that repeat an earlier one.

        `chosen` says of folded headings what they mean, "" for nothing.
        """
        columns: dict[str, int] = {}
        others: dict[int, str] = {}
        repeats: dict[int, int] = {}
        items: dict[str, int] = {}  # columns of an item's number, by heading: others may have the same one each
        chosen = chosen or {}
        said = [line(cell) for cell in row]
        for place, (text, plain) in enumerate(zip(said, without_codes(said), strict=True)):
            if not text:
                continue
            folded = key(text)
            name = chosen[folded] if folded in chosen else self.named(folded)
            if name is None and plain != text and folded not in chosen:
                name = self.named(key(plain))
            if name in columns:
                repeats[place] = columns[name]
            elif name and name in self.headings:
                columns[name] = place
            elif folded in items:
                repeats[place] = items[folded]
            else:
                others[place] = text
                if self.numbered and item_number(text) is not None:
                    items[folded] = place
        return columns, others, repeats

    def named(self, folded: str) -> str | None:
        """The column of exactly that (folded) heading."""
        return self.titles.get(folded) or next(
            (name for end, name in self.endings.items() if folded.endswith(end)), None
        )

    def like(self, heading: str) -> tuple[str, str] | None:
        """The column whose heading is nearly that one, and its title; words in another order count as the same."""
        from rapidfuzz import fuzz, process, utils

        if len(key(heading)) < 4 or (self.numbered and item_number(heading)):
            return None
        titles = {title: one.name for one in self.headings.values() for title in one.titles if len(key(title)) > 3}
        near = process.extractOne(
            heading, titles.keys(), scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=_LIKE
        )
        return (titles[near[0]], near[0]) if near else None

    def score(self, row: Sequence[Cell]) -> float:
        """How much a row looks like the row of headings."""
        columns, others, _ = self.match(row)
        found = len(columns) + sum(any(name in columns for name in group) for group in self.needs)
        if self.numbered and found:
            found += sum(item_number(text) is not None for text in others.values())
        return found

    def missing(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        """The groups of columns, one of each of which has to be there, that are not."""
        return [group for group in self.needs if not any(name in columns for name in group)]

    def title(self, name: str) -> str:
        return self.headings[name].titles[0]

    def refusal(self, path: Path, what: str, seen: Sequence[str]) -> str:
        wanted = " and ".join(" or ".join(map(self.title, group)) for group in self.needs)
        found = ", ".join(f"“{quoted(text[:40])}”" for text in seen[:6])
        return (
            f"{path.name} has no table of {what}: none of its first {HEADING_ROWS} rows has the headings {wanted}. "
            + (f"Its first row says {found}. " if found else "It is empty. ")
            + "Nothing was imported. Choose the right file, or say what its columns mean."
        )


ITEM = re.compile(r"item (\d{1,3})")  # what a column of a menu's items may be said to mean
_NUMBER = re.compile(r"(?:item|no\.?|q)? ?(\d{1,3})(?:\b|(?=[a-z]))[ .):–-]*(.*)", re.I | re.S)


# A question's number or code before its text: "3. Your name", "Q3. Your name", and as LimeSurvey writes all of them,
# "submitdate. Date submitted", "Q01[SQ002]. Which of these? [Some answer]".
_NUMBERED = re.compile(r"q?\d{1,3}[.):]\s+(?=\D)", re.I)
_CODED = re.compile(r"[a-z_]\w*(?:\[\w+\])*\.\s+(?=\S)", re.I)
_CODES = re.compile(r"(?:id\. response id|submitdate\. .+|\w+(?:\[\w+\])+\. .*)", re.I | re.S)


def has_codes(headings: Sequence[str]) -> bool:
    """Whether headings begin with the codes of a survey's questions, which then are no numbers of items."""
    return any(_CODES.fullmatch(text) for text in headings)


def without_codes(headings: Sequence[str]) -> list[str]:
    """Headings without the numbers or codes of questions before them."""
    coded = _CODED if has_codes(headings) else _NUMBERED
    return [coded.sub("", text, count=1) if coded.match(text) else text for text in headings]


def item_number(heading: str) -> tuple[int, str] | None:
    """The item a heading begins with and what it says after the number; None for other headings."""
    found = _NUMBER.fullmatch(heading)
    return (int(found[1]), found[2].strip()) if found else None
