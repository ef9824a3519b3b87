"""Marks in every text of a register that is not public, by class, for tests of what leaves it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal, select, true, update

from cp_desktop.disclosure import PUBLIC, Disclosure
from cp_desktop.model import (
    Answer,
    Attachment,
    Base,
    ChildrenCount,
    ConcernKind,
    Home,
    Post,
    Visit,
    fields,
    records,
    table_of,
)
from cp_desktop.register import Register, contents

PLANTED = "Planted-"  # with which each mark begins
INTERNAL, PRIVATE, GUARDED = (f"{PLANTED}{kind.name.lower()}" for kind in Disclosure if kind > PUBLIC)
CHILDREN = 3  # in every home that holds any: a number that is hidden
# By these a register and a text are found: they are no words.
_KEPT = {"council.register_uid"}
# Rows of the others are public by rule: contacts that papers print, words that may be quoted.
_SOME: Mapping[type[Base], ColumnElement[bool]] = {
    Post: table_of(Post).c.id.in_(select(Home.manager_id)),
    Answer: ~table_of(Answer).c.may_be_quoted,
}


def mark(disclosure: Disclosure, field: str) -> str:
    """How the mark of a field ("home.name") begins."""
    return f"{PLANTED}{disclosure.name.lower()} {field} "


def plant(register: Register) -> set[str]:
    """Puts a mark into each text of each row that is not public, makes every number of children small, keeps a file
    with a visit, and returns the columns that were marked."""
    marked = set()
    with register.operation(f"Attach {GUARDED} file.pdf to the visit on 3 Jan 2018") as session:
        visit = session.scalars(select(Visit)).first()
        kept: dict[str, Any] = {"size": 5, "added_on": dt.date(2018, 1, 3)}
        content = contents.kept(session, f"{GUARDED} bytes".encode())
        session.add(Attachment(visit=visit, name="file.pdf", content_id=content, **kept))
    with register.operation(f"Edit home: {INTERNAL}") as session:
        for record in records():
            table = table_of(record)
            if table.info.get("append_only"):
                continue
            for name, column, said in fields(record):
                called = f"{table.name}.{name}"
                if said.disclosure > PUBLIC and isinstance(column.type, String) and called not in _KEPT:
                    words = literal(mark(said.disclosure, called)).concat(cast(table.c.id, String))
                    session.execute(update(table).where(_SOME.get(record, true())).values({column.name: words}))
                    marked.add(called)
        session.execute(update(Visit).values(concern=True, concern_kind=next(iter(ConcernKind))))
        session.execute(update(ChildrenCount).values(children=CHILDREN).where(ChildrenCount.children > 0))
    return marked
