"""Keeping the numbers that were counted in wards on a day."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update

from cp_desktop.figures.ward_facts import CountCell
from cp_desktop.model import Council, WardCount, show, table_of
from cp_desktop.register import Register

from .outcome import Outcome


def save(register: Register, day: dt.date, numbers: Mapping[CountCell, int | None]) -> Outcome:
    """Keeps the numbers of a day, and takes away those of the day that are None. Raises UserError."""
    table = table_of(WardCount)
    c = table.c
    with register.operation("Ward facts") as session:
        word = session.get_one(Council, 1).ward_word
        label = session.info["label"] = f"{word[:1].upper()}{word[1:]} facts of {show(day)}"
        there = {
            (ward_id, measure): id
            for id, ward_id, measure in session.execute(select(c.id, c.ward_id, c.measure).where(c.counted_on == day))
        }
        fresh = []
        for cell, number in numbers.items():
            id = there.get(cell)
            if number is None:
                session.execute(delete(table).where(c.id == id))
            elif id is not None:
                session.execute(update(table).where(c.id == id).values(number=number))
            else:
                fresh.append({"ward_id": cell[0], "measure": cell[1], "counted_on": day, "number": number})
        if fresh:
            session.execute(insert(table), fresh)
    return Outcome(label, len(numbers))
