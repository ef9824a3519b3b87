"""Reads ticks pasted onto the grid of councillors and items: a block of cells, or a whole sheet with names."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Boolean
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.commitment_grid import CouncillorItem, GridItem
from cp_desktop.model.values import UnreadableError, key

from .cells import line, tick, typed
from .menu_words import MenuWords
from .people import People
from .ticks import TICK_LETTERS, letters_in, read_tick

_YES_OR_NO = Boolean()

Wanted = dict[CouncillorItem, str | None]  # what is to be committed, with own words where they stand for a tick


def read_ticks(
    session: Session,
    lines: list[list[str]],
    items: Sequence[GridItem],
    below: Sequence[int],
    onward: Sequence[GridItem],
) -> Wanted:
    """What pasted lines ask for: a whole sheet with headings and names, or else a block laid on the grid.

    `below` are the councillors from the cursor down, `onward` the items from it to the right; both are empty where
    there is no cursor. Raises UserError, and nothing is to be changed, for what does not fit or cannot be read.
    """
    columns = headed_columns(lines, items)
    if columns:
        return _read_sheet(session, lines, columns)
    if not below:
        raise UserError("Nothing was pasted. Stand on the cell where the block begins, and paste again.")
    return _read_block(lines, below, onward)


def headed_columns(lines: list[list[str]], items: Sequence[GridItem]) -> dict[int, GridItem]:
    """The items by column, if the first line is a heading that has items' numbers or wordings; else nothing."""
    if len(lines) < 2:
        return {}
    numbered = {item.number: item for item in items}
    words = MenuWords(numbered)
    heading, found = lines[0], dict[int, GridItem]()
    if not heading[0].strip() or _number(heading[0]) is not None:
        return {}  # the first column of a whole sheet holds the names
    for place, cell in enumerate(heading):
        number = _number(cell)
        named = words.one(line(cell)) if number is None and place else None
        item = numbered.get(number) if number is not None else named.item if named else None
        if item is not None and item not in found.values():
            found[place] = item
    return found


def _number(heading: str) -> int | None:
    match = re.match(r"\s*(?:item\s*|no\.?\s*)?(\d{1,3})(?!\d)", heading, re.I)
    return int(match[1]) if match else None


def _read_block(lines: list[list[str]], councillor_ids: Sequence[int], items: Sequence[GridItem]) -> Wanted:
    """What a block of ticks asks for, laid on these councillors and items. Raises UserError if it does not fit."""
    if len(lines) > len(councillor_ids):
        raise UserError(
            f"The block has {len(lines):,} lines, and only {len(councillor_ids):,} councillors stand from here down. "
            "Nothing was changed. Start further up, or take the filters away."
        )
    wanted: Wanted = {}
    letters = letters_in(cell for cells in lines for place, cell in enumerate(cells) if _ticked(items, place))
    for at, (cells, councillor_id) in enumerate(zip(lines, councillor_ids, strict=False), 1):
        for place, cell in enumerate(cells):
            if place >= len(items):
                if cell.strip():
                    raise UserError(
                        f"The block is wider than the {len(items)} items from here on. Nothing was changed. "
                        "Start further to the left."
                    )
                continue
            _take(wanted, councillor_id, items[place], cell, f"Line {at}", letters)
    return wanted


def _ticked(items: Sequence[GridItem], place: int) -> bool:
    """Whether a column is of an item that is only ticked."""
    return place < len(items) and not items[place].own_words


def _read_sheet(session: Session, lines: list[list[str]], columns: dict[int, GridItem]) -> Wanted:
    """What a whole sheet asks for: councillors by name in its first column, told apart by ward or e-mail if it has
    such columns. Raises UserError, naming them, for councillors who are not found for certain."""
    titles = {key(title): place for place, title in enumerate(lines[0]) if place not in columns}
    ticked = [place for place, item in columns.items() if not item.own_words]
    letters = letters_in(cells[place] for cells in lines[1:] for place in ticked if place < len(cells))

    def cell_under(cells: list[str], *names: str) -> str | None:
        place = next((titles[name] for name in names if name in titles), None)
        return cells[place].strip() or None if place is not None and place < len(cells) else None

    people, unknown = People(session), []
    wanted: Wanted = {}
    for at, cells in enumerate(lines[1:], 2):
        name = cells[0].strip() if cells else ""
        if not name:
            continue
        ward, email = (
            cell_under(cells, "ward", "division", "electoraldivision"),
            cell_under(cells, "email", "emailaddress"),
        )
        found = people.find(name, ward, email, cell_under(cells, "memberid", "councillorid"))
        if not found.sure:
            unknown.append(f"{name} ({found.why})" if found.people else name)
            continue
        for place, item in columns.items():
            if place < len(cells):
                _take(wanted, found.people[0].id, item, cells[place], f"Line {at} ({name})", letters)
    if unknown:
        some = "; ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        raise UserError(
            f"Not found for certain among the councillors: {some}. Nothing was changed. Mend the names, or add a "
            "column with the ward or the e-mail address."
        )
    return wanted


def _take(wanted: Wanted, councillor_id: int, item: GridItem, cell: str, where: str, letters: AbstractSet[str]) -> None:
    """Takes what a cell asks for, read as in a file. A remark beside a tick has no place on the grid: it is refused."""
    read: bool | str | None
    try:
        if cell.strip() in letters:
            read = cell.strip() in TICK_LETTERS
        else:
            read = tick(cell) if item.own_words else typed(cell, _YES_OR_NO)
    except UnreadableError as problem:
        raise UserError(
            f"{where}, item {item.number}: {problem} Nothing was changed. Write Yes, or leave it empty."
        ) from None
    if isinstance(read, str) and (said := read_tick(read)) is not None:
        read = said.yes and (said.remark or True)
    if isinstance(read, str):
        wanted[councillor_id, item.id] = read
    elif read:
        wanted.setdefault((councillor_id, item.id), None)
