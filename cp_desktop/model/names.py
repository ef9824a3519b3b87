"""What the rows of the register are called, and finding them by it: in choices, in the history, in searches."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from .base import Base, sort_columns
from .formats import normalise
from .sql import holds_words, match_rank, sort_keys
from .values import show


def find_by_name(
    session: Session, kind: type[Base], words: str = "", limit: int | None = None, *only: ColumnElement[bool]
) -> list[tuple[int, str]]:
    """(key, what it is called) of the rows whose name, or what tells them apart, holds every word: those first whose
    name it is, then in the order of their pages.

    `only` are conditions that the rows must hold besides. Words are normalised: "ohara" finds O'Hara. Two of one name
    come with what tells them apart: "Rhys Ng (Aston)".
    """
    called = getattr(kind, kind.display_attribute)
    hint = getattr(kind, kind.disambiguator) if kind.disambiguator else literal("")
    as_text = cast(called, String)  # some are called by a day, or told apart by it
    whole = as_text.concat(" ").concat(func.coalesce(cast(hint, String), ""))
    best = [match_rank(as_text, words)] if words else []
    query = select(kind.id, called, hint).where(*only, holds_words(whole, words))
    query = query.order_by(*best, *sort_keys(*sort_columns(kind), hint), kind.id)
    return [(key, _disambiguated(name, apart)) for key, name, apart in session.execute(query.limit(limit))]


def name_order(row: Any) -> tuple[str, ...]:
    """By what rows at hand are put in order, for `sorted`: as `sort_keys` does it of those in the register."""
    return tuple(normalise(show(getattr(row, name))) for name in row.sort_attributes or (row.display_attribute,))


def display_name(session: Session, kind: type[Base], id: int) -> str:
    """What `find_by_name` calls the row of that key; "" when it is gone."""
    name = getattr(kind, kind.display_attribute)
    hint = getattr(kind, kind.disambiguator) if kind.disambiguator else literal("")
    row = session.execute(select(name, hint).where(kind.id == id)).first()
    return "" if row is None else _disambiguated(*row)


def _disambiguated(name: Any, apart: Any) -> str:
    return f"{show(name)} ({show(apart)})" if apart else show(name)
