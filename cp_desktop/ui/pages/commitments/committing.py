"""What the register knows of a cell of the grid, and what a block from a spreadsheet asks for."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.ground import ground
from cp_desktop.model import Activity, Answer, Commitment, Item, Reply, show, table_of
from cp_desktop.services.commitments import CouncillorItem

# -- what the register knows of a cell


def own_words_of(session: Session, pair: CouncillorItem) -> str | None:
    """The own words of the commitment that stands, if it has any."""
    c = table_of(Commitment).c
    query = select(c.own_words).where(c.councillor_id == pair[0], c.item_id == pair[1], c.withdrawn_on.is_(None))
    return session.scalar(query)


def evidence(session: Session, pair: CouncillorItem, edition_id: int | None, as_at: dt.date) -> list[str]:
    """What the register knows of a councillor and an item by a day, in short phrases."""
    councillor_id, item_id = pair
    g = ground(edition_id or 0, as_at, [councillor_id])
    c, a = table_of(Commitment).c, table_of(Activity).c
    facts = []
    made = select(c.made_on, c.withdrawn_on, c.own_words).where(
        c.councillor_id == councillor_id, c.item_id == item_id, c.made_on <= as_at
    )
    for made_on, withdrawn_on, own_words in session.execute(made.order_by(c.made_on, c.id)):
        gone = f", withdrawn on {show(withdrawn_on)}" if withdrawn_on and withdrawn_on <= as_at else ""
        facts.append(f"committed on {show(made_on)}{gone}" + (f" (“{own_words}”)" if own_words else ""))
    said = (
        select(Answer.done, Answer.reason, Reply.answered_at)
        .join(Answer.reply)
        .where(Answer.reply_id == select(g.member.c.reply_id).scalar_subquery(), Answer.item_id == item_id)
    )
    for done, reason, answered_at in session.execute(said):
        why = f" ({show(reason).lower()})" if reason else ""
        facts.append(f"the reply of {show(answered_at.date())} says {show(done).lower()}{why}")
    known = select(a.done_on, a.what).where(a.councillor_id == councillor_id, a.item_id == item_id, a.done_on <= as_at)
    for done_on, what in session.execute(known.order_by(a.done_on)):
        facts.append(f"recorded for {show(done_on)}" + (f": {what}" if what else ""))
    return facts


# -- a block from a spreadsheet


@dataclass(frozen=True)
class GridItem:
    """An item as the grid's column."""

    id: int
    number: int
    wording: str
    group: str | None
    own_words: bool


def items_of(session: Session, edition_id: int | None) -> list[GridItem]:
    """The items of an edition in the menu's order."""
    c = table_of(Item).c
    query = select(c.id, c.number, c.wording, c.group, c.own_words).where(c.edition_id == edition_id)
    return [GridItem(*row) for row in session.execute(query.order_by(c.number))]


def headed(lines: list[list[str]], items: Sequence[GridItem]) -> dict[int, GridItem]:
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


def block(
    lines: list[list[str]], councillor_ids: Sequence[int], items: Sequence[GridItem]
) -> dict[CouncillorItem, str | None]:
    """What a block of ticks asks for, laid on these councillors and items. Raises UserError if it does not fit."""
    if len(lines) > len(councillor_ids):
        raise UserError(
            f"The block has {len(lines):,} lines, and only {len(councillor_ids):,} councillors stand from here down. "
            "Nothing was changed. Start further up, or take the filters away."
        )
    wanted: dict[CouncillorItem, str | None] = {}
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


def sheet(session: Session, lines: list[list[str]], columns: dict[int, GridItem]) -> dict[CouncillorItem, str | None]:
    """What a whole sheet asks for: councillors by name in its first column, told apart by ward or e-mail if it has
    such columns. Raises UserError, naming them, for councillors who are not found for certain."""
    from cp_desktop.exchange.people import People  # brings the whole exchange: only when somebody pastes
    from cp_desktop.exchange.values import key

    titles = {key(title): place for place, title in enumerate(lines[0]) if place not in columns}

    def told(line: list[str], *names: str) -> str | None:
        place = next((titles[name] for name in names if name in titles), None)
        return line[place].strip() or None if place is not None and place < len(line) else None

    people, unknown = People(session), []
    wanted: dict[CouncillorItem, str | None] = {}
    for at, line in enumerate(lines[1:], 2):
        name = line[0].strip() if line else ""
        if not name:
            continue
        ward, email = told(line, "ward", "division", "electoraldivision"), told(line, "email", "emailaddress")
        found = people.find(name, ward, email, told(line, "memberid", "councillorid"))
        if not found.sure:
            unknown.append(name)
            continue
        for place, item in columns.items():
            if place < len(line):
                _take(wanted, found.people[0].id, item, line[place], f"Line {at} ({name})")
    if unknown:
        some = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        raise UserError(
            f"Not found for certain among the councillors: {some}. Nothing was changed. Mend the names, or add a "
            "column with the ward or the e-mail address."
        )
    return wanted


def _take(wanted: dict[CouncillorItem, str | None], councillor_id: int, item: GridItem, cell: str, where: str) -> None:
    from cp_desktop.exchange.values import UnreadableError, yes_or_no

    text = " ".join(cell.split())
    if not text:
        return
    try:
        if yes_or_no(text):
            wanted.setdefault((councillor_id, item.id), None)
    except UnreadableError:
        if not item.own_words:
            raise UserError(
                f"{where}, item {item.number}: “{text[:60]}” is neither a tick nor a blank. Nothing was changed. "
                "Write Yes, or leave it empty."
            ) from None
        wanted[councillor_id, item.id] = text
