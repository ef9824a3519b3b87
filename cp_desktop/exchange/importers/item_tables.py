"""Lists with items of a menu as they come: how much one looks like it, and the same turned over."""

import re
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Item, table_of
from cp_desktop.register import edition_of

from ..cells import line, says_nothing
from ..choices import ImportChoices
from ..headings import Table, has_codes, without_codes
from ..kind import Kind
from ..menu_words import MenuWords
from ..people import People
from ..readers import Row
from ..tables import RawTable
from ..ticks import TICK_LETTERS, read_tick

WHO = ("councillor", "name", "email", "member_id", "forename")
SHARE = 0.6  # of the cells of a column, or of headings
DIFFERENT = 0.9  # of the cells of a column of names: few reply twice
LOOKED_AT = 100
_DONE = re.compile(r"\b(have|has|did|do) (you|councillor)\b|\bundertak\w*|\bwhat did you\b", re.I)
_WILL = re.compile(
    r"\b(will|would|do|shall) you (like to )?(commit|choose|pledge|take|pick|undertake)|\bcommit(ted|ting|ments?)?\b|"
    r"\bhave you (chosen|committed|pledged)|\bi (will|shall|commit|pledge)\b|\bpledges?\b",
    re.I,
)
_TELLS = re.compile(r"\bwhat (was|has been|they) d(one|id)\b|\bdone on\b|\bdate of activity\b", re.I)
_PAIRS = re.compile(r"\breply says\b|\brecorded activity\b|\bundertaken\b|\breplied\b", re.I)
_STAMP = re.compile(r"timestamp|completion time|start time|date submitted|submitted( at| on)?|end ?date", re.I)
_NAME = re.compile(r"(?:[^\W\d_][\w'’.-]*,? ){1,4}[^\W\d_][\w'’.-]*")


def asks_what_was_done(heading: str) -> bool:
    """Whether a heading asks what was undertaken, not what somebody will do."""
    return bool(_DONE.search(heading)) and not _WILL.search(heading)


def tells_what_was_done(headings: Sequence[str]) -> bool:
    """Whether a list has a column of what was done: then its items are activities."""
    return any(_TELLS.search(heading) for heading in headings)


def tells_of_pairs(headings: Sequence[str]) -> bool:
    """Whether a list has, beside what was committed to, what a reply says of it or is known of it."""
    return any(_PAIRS.search(heading) for heading in headings)


def like_commitments(raw: RawTable) -> float:
    """How much a table looks like commitments besides its headings: it asks for them, or is a grid of ticks."""
    asks = any(_WILL.search(heading) for heading in raw.headings)
    return 2.0 * asks + 1.5 * (_ticks(raw) == {True})


def like_replies(raw: RawTable) -> float:
    """How much a table looks like replies to a survey: it asks what was done, has the codes of its questions, or says
    yes and no at a moment."""
    asks = any(map(asks_what_was_done, raw.headings))
    stamped = any(_STAMP.fullmatch(heading) for heading in without_codes(raw.headings))
    return 2.0 * asks + has_codes(raw.headings) + stamped * (0.5 + (_ticks(raw) == {True, False}))


def _ticks(raw: RawTable) -> set[bool]:
    """What the cells say in a table most of whose columns hold yes, no and blanks alone."""
    rows = raw.rows[:LOOKED_AT]
    columns = [{line(row.cells[place]) for row in rows} - {""} for place in range(len(raw.headings))]
    read = [[read_tick(text, TICK_LETTERS) for text in column] for column in columns if column]
    said = [{tick.yes for tick in column if tick} - {None} for column in read if all(column)]
    ticked = [one for one in said if one]
    if len(ticked) < 2 or len(ticked) * 2 < len(read):
        return set()
    return {yes for one in ticked for yes in one if yes is not None}


def prepare(kind: Kind, session: Session, table: Table, choices: ImportChoices) -> None:
    """Turns a table whose councillors stand in its headings, so that they stand in its rows."""
    if any(name in table.columns for name in WHO):
        return
    menu = _menu(session, choices)
    people = People(session)
    named = [place for place, text in enumerate(table.headings) if text and people.with_name(text)]
    for place in range(min(3, len(table.headings))):
        cells = [text for row in table.rows if (text := line(row.cells[place]))]
        if len(cells) < 2:
            continue
        others = [at for at, text in enumerate(table.headings) if text and at != place]
        if len(named) >= SHARE * len(others) and _share(cells, lambda text: menu.one(text) is not None) >= SHARE:
            _turn(kind, table, place, others)
            return
        if place in table.columns.values() and _share(cells, lambda text: bool(people.with_name(text))) >= SHARE:
            _call(table, place, "councillor" if "councillor" in kind.matcher.headings else "name")
            return


def _menu(session: Session, choices: ImportChoices) -> MenuWords:
    edition = edition_of(session, choices.year)[1]
    if edition is None:
        return MenuWords({})
    item = table_of(Item).c
    query = select(item.id, item.number, item.wording).where(item.edition_id == edition.id)
    return MenuWords({row.number: row for row in session.execute(query)})


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, cells)) / len(cells)


def _turn(kind: Kind, table: Table, place: int, others: Sequence[int]) -> None:
    """Makes the headings of a table its first column, and the column in that place its headings."""
    who = kind.matcher.title("councillor" if "councillor" in kind.matcher.headings else "name")
    headings = [who, *(line(row.cells[place]) for row in table.rows)]
    rows = [Row(at + 1, [table.headings[at], *(row.cells[at] for row in table.rows)]) for at in others]
    table.headings, table.rows, table.chosen = headings, rows, {}
    table.columns, table.others, table.repeats = kind.matcher.match(headings)
    table.reasons = {0: "the list was turned: its councillors stood in the headings"}


def _call(table: Table, place: int, name: str) -> None:
    """Takes a column for the councillors that it has, whatever its heading says."""
    for known in [known for known, at in table.columns.items() if at == place]:
        del table.columns[known]
    table.columns[name] = place
    table.reasons[place] = "its cells are councillors of the register"


def refuse_anonymous(table: Table, choices: ImportChoices) -> None:
    """Raises UserError for replies in which nothing says whose they are, or could."""
    if "column: name" in choices.answers:
        return
    places = [table.columns[name] for name in WHO if name in table.columns]
    places += [place for place, first in table.repeats.items() if first in places]
    if any(not says_nothing(line(row.cells[place])) for place in places for row in table.rows):
        return
    if not places and any(_may_be_names(table, place) for place in table.others):
        return
    raise UserError(
        f"{table.path.name} has replies without a name: whose they are cannot be known. Nothing was imported. Have the "
        "survey ask for the name, or say which column has it."
    )


def _may_be_names(table: Table, place: int) -> bool:
    """Whether a column might say who replied: most of its cells look like names, and are different ones."""
    cells = [text for row in table.rows[:LOOKED_AT] if (text := line(row.cells[place]))]
    alike = [
        text for text in cells if "@" in text or (len(text) < 50 and _NAME.fullmatch(text) and text != text.lower())
    ]
    return len(alike) >= SHARE * len(cells) > 0 and len(set(cells)) >= DIFFERENT * len(cells)
