"""Reads ticks pasted onto the grid of councillors and items: a block of cells, or a whole sheet with names."""

import re
from collections.abc import Sequence

from sqlalchemy import Boolean
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.commitment_grid import CouncillorItem, GridItem
from cp_desktop.model.values import UnreadableError, key

from .cells import tick, typed
from .people import People

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
    """The items by column, if the first line is a heading whose columns begin with items' numbers; else nothing."""
    if len(lines) < 2:
        return {}
    numbered = {item.number: item for item in items}
    heading, found = lines[0], dict[int, GridItem]()
    if not heading[0].strip() or _number(heading[0]) is not None:
        return {}  # the first column of a whole sheet holds the names
    for place, cell in enumerate(heading):
        number = _number(cell)
        if number in numbered and numbered[number] not in found.values():
            found[place] = numbered[number]
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
    for at, (line, councillor_id) in enumerate(zip(lines, councillor_ids, strict=False), 1):
        for place, cell in enumerate(line):
            if place >= len(items):
                if cell.strip():
                    raise UserError(
                        f"The block is wider than the {len(items)} items from here on. Nothing was changed. "
                        "Start further to the left."
                    )
                continue
            _take(wanted, councillor_id, items[place], cell, f"Line {at}")
    return wanted


def _read_sheet(session: Session, lines: list[list[str]], columns: dict[int, GridItem]) -> Wanted:
    """What a whole sheet asks for: councillors by name in its first column, told apart by ward or e-mail if it has
    such columns. Raises UserError, naming them, for councillors who are not found for certain."""
    titles = {key(title): place for place, title in enumerate(lines[0]) if place not in columns}

    def cell_under(line: list[str], *names: str) -> str | None:
        place = next((titles[name] for name in names if name in titles), None)
        return line[place].strip() or None if place is not None and place < len(line) else None

    people, unknown = People(session), []
    wanted: Wanted = {}
    for at, line in enumerate(lines[1:], 2):
        name = line[0].strip() if line else ""
        if not name:
            continue
        ward, email = (
            cell_under(line, "ward", "division", "electoraldivision"),
            cell_under(line, "email", "emailaddress"),
        )
        found = people.find(name, ward, email, cell_under(line, "memberid", "councillorid"))
        if not found.sure:
            unknown.append(f"{name} ({found.why})" if found.people else name)
            continue
        for place, item in columns.items():
            if place < len(line):
                _take(wanted, found.people[0].id, item, line[place], f"Line {at} ({name})")
    if unknown:
        some = "; ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        raise UserError(
            f"Not found for certain among the councillors: {some}. Nothing was changed. Mend the names, or add a "
            "column with the ward or the e-mail address."
        )
    return wanted


def _take(wanted: Wanted, councillor_id: int, item: GridItem, cell: str, where: str) -> None:
    try:
        said = tick(cell) if item.own_words else typed(cell, _YES_OR_NO)
    except UnreadableError as problem:
        raise UserError(
            f"{where}, item {item.number}: {problem} Nothing was changed. Write Yes, or leave it empty."
        ) from None
    if isinstance(said, str):
        wanted[councillor_id, item.id] = said
    elif said:
        wanted.setdefault((councillor_id, item.id), None)
