"""Marks in every private and guarded text of a register, for tests of what leaves it."""

from sqlalchemy import String, cast, literal, select, true, update

from cp_desktop.model import ChildrenCount, ConcernKind, Home, Post, Visit, fields, records, table_of
from cp_desktop.register import Register

PRIVATE, GUARDED = "Planted-private", "Planted-guarded"
CHILDREN = 3  # in every home that holds any: a number that is hidden


def plant(register: Register) -> set[str]:
    """Puts a mark into each private or guarded text of each row, makes every number of children small, and returns
    the columns that were marked."""
    marked = set()
    with register.operation(f"Edit home: {PRIVATE}") as session:
        for record in records():
            table = table_of(record)
            if table.info.get("append_only"):
                continue
            for name, column, said in fields(record):
                if (said.private or said.guarded) and isinstance(column.type, String):
                    mark = literal(f"{GUARDED if said.guarded else PRIVATE} {table.name}.{name} ")
                    values = {column.name: mark.concat(cast(table.c.id, String))}
                    # Of posts only managers' are private: the others are printed as contacts.
                    some = table.c.id.in_(select(Home.manager_id)) if record is Post else true()
                    session.execute(update(table).where(some).values(values))
                    marked.add(f"{table.name}.{name}")
        session.execute(update(Visit).values(concern=True, concern_kind=next(iter(ConcernKind))))
        session.execute(update(ChildrenCount).values(children=CHILDREN).where(ChildrenCount.children > 0))
    return marked
