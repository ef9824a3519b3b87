"""Making and withdrawing commitments, and recording what was undertaken.

A commitment made or withdrawn counts from the day that is shown, kept within the municipal year of its menu: what was
clicked is what is seen. Withdrawn ones stay in the register.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.commitment_grid import CouncillorItem
from cp_desktop.model import Activity, Commitment, Councillor, Edition, Item, MenuReturn, MunicipalYear, table_of
from cp_desktop.model.commitments import CHOOSE_A_DAY
from cp_desktop.model.council import before_the_year
from cp_desktop.register import Register

from .outcome import Outcome

SOME = 400


def commit(register: Register, as_at: dt.date, wanted: Mapping[CouncillorItem, str | None]) -> Outcome:
    """Lets commitments stand from a day on, each with its own words if it has any; the outcome counts the new ones.

    One that stands on the day is left, but takes the words given. One that was made after the day is moved back to
    it: a pair stands only once at a time. Whoever has no menu return yet gets one, received on the day. All items are
    of one menu. Raises UserError for a day before its year.
    """
    with register.operation("Commit") as session:
        label = session.info["label"] = _label(session, "Commit", "to", wanted)
        return Outcome(label, _commit(session, as_at, wanted))


def paste(register: Register, as_at: dt.date, wanted: Mapping[CouncillorItem, str | None]) -> Outcome:
    """Commits as `commit` does, what was pasted from a spreadsheet: one entry of the history, however much it is."""
    with register.operation("Paste commitments") as session:
        new = _commit(session, as_at, wanted)
        label = session.info["label"] = f"Paste {new:,} commitment{'s' if new != 1 else ''}"
        return Outcome(label, new)


def withdraw(register: Register, as_at: dt.date, pairs: Collection[CouncillorItem]) -> Outcome:
    """Withdraws what stands on a day, from that day on. The rows stay. Raises UserError for a day before the year."""
    with register.operation("Withdraw") as session:
        label = session.info["label"] = _label(session, "Withdraw", "from", pairs)
        year = _year(session, pairs)
        if year is not None and (sentence := before_the_year("The day", as_at, year)):
            raise UserError(f"{sentence} Nothing was changed. {CHOOSE_A_DAY}")
        day = _counting_day(as_at, year)
        number = 0
        for rows in _stored(session, list(pairs)).values():
            for row in rows:
                if _stands(row, day):
                    _change(session, row.id, withdrawn_on=day)
                    number += 1
        return Outcome(label, number)


def record_activity(
    register: Register, councillor_id: int, item_id: int, done_on: dt.date, what: str | None
) -> Outcome:
    """Records that the coordinator knows a councillor did something for an item, and what, if she says so."""
    with register.operation("Record an activity") as session:
        name, number = _names(session, (councillor_id, item_id))
        label = session.info["label"] = f"Record that {name} undertook item {number}"
        session.add(Activity(councillor_id=councillor_id, item_id=item_id, done_on=done_on, what=what))
        return Outcome(label, 1)


def _commit(session: Session, as_at: dt.date, wanted: Mapping[CouncillorItem, str | None]) -> int:
    day = _counting_day(as_at, _year(session, wanted))
    stored = _stored(session, list(wanted))
    fresh: list[dict[str, Any]] = []
    moved = 0
    for (councillor_id, item_id), words in wanted.items():
        rows = stored.get((councillor_id, item_id), [])
        standing = next((row for row in rows if _stands(row, day)), None)
        later = min((row for row in rows if row.made_on > day), key=lambda row: row.made_on, default=None)
        if standing is not None:
            if words:
                _change(session, standing.id, own_words=words)
        elif later is not None:
            _change(session, later.id, made_on=day, **({"own_words": words} if words else {}))
            moved += 1
        else:
            fresh.append({"councillor_id": councillor_id, "item_id": item_id, "made_on": day, "own_words": words})
    if fresh:
        session.execute(insert(table_of(Commitment)), fresh)
    _receive_menus(session, day, wanted)
    return len(fresh) + moved


def _year(session: Session, pairs: Collection[CouncillorItem]) -> MunicipalYear | None:
    """The municipal year of the menu that these items are of."""
    return session.scalar(select(MunicipalYear).join(Edition).join(Item).where(Item.id == _an_item(pairs)))


def _counting_day(as_at: dt.date, year: MunicipalYear | None) -> dt.date:
    """The day from which something done on a day counts: not after the year."""
    return min(as_at, year.last_day) if year else as_at


def _an_item(pairs: Collection[CouncillorItem]) -> int:
    return next((item_id for _, item_id in pairs), 0)


def _stands(row: Any, day: dt.date) -> bool:
    return bool(row.made_on <= day and (row.withdrawn_on is None or row.withdrawn_on > day))


def _stored(session: Session, pairs: Sequence[CouncillorItem]) -> dict[CouncillorItem, list[Any]]:
    c = table_of(Commitment).c
    found: dict[CouncillorItem, list[Any]] = {}
    for start in range(0, len(pairs), SOME):
        some = pairs[start : start + SOME]
        query = select(c.id, c.councillor_id, c.item_id, c.made_on, c.withdrawn_on)
        for row in session.execute(query.where(tuple_(c.councillor_id, c.item_id).in_(some))):
            found.setdefault((row.councillor_id, row.item_id), []).append(row)
    return found


def _change(session: Session, id: int, **values: Any) -> None:
    table = table_of(Commitment)
    session.execute(update(table).where(table.c.id == id).values(**values))


def _receive_menus(session: Session, day: dt.date, pairs: Collection[CouncillorItem]) -> None:
    """Gives everybody of these pairs who has no menu return yet one of the day."""
    edition_id = session.scalar(select(Item.edition_id).where(Item.id == _an_item(pairs)))
    councillors = sorted({councillor_id for councillor_id, _ in pairs})
    back = table_of(MenuReturn)
    for start in range(0, len(councillors), SOME):
        some = councillors[start : start + SOME]
        there = select(back.c.councillor_id).where(back.c.edition_id == edition_id, back.c.councillor_id.in_(some))
        missing = set(some) - set(session.scalars(there))
        if missing:
            rows = [{"edition_id": edition_id, "councillor_id": one, "received_on": day} for one in sorted(missing)]
            session.execute(insert(back), rows)


def _label(session: Session, verb: str, preposition: str, pairs: Collection[CouncillorItem]) -> str:
    if len(pairs) != 1:
        return f"{verb} {len(pairs):,} commitments"
    [pair] = pairs
    name, number = _names(session, pair)
    return f"{verb} {name} {preposition} item {number}"


def _names(session: Session, pair: CouncillorItem) -> tuple[str, int]:
    """What the councillor is called and the item's number. Raises UserError when one of them is gone."""
    name = session.scalar(select(Councillor.name).where(Councillor.id == pair[0]))
    number = session.scalar(select(Item.number).where(Item.id == pair[1]))
    if name is None or number is None:
        raise UserError(
            "This councillor or item is no longer in the register. Nothing was changed. Was it deleted? See History."
        )
    return name, number
