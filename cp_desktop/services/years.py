"""Adding a municipal year, and how a year comes by its menu: an empty one, or a copy of an earlier year's."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Edition, MunicipalYear
from cp_desktop.register import Register

from .outcome import Outcome
from .records import Record, write


def latest_menu(session: Session, before: dt.date | None = None) -> tuple[int, str] | None:
    """The key of the latest menu, and its year's label; with a day, the latest of the years that began before it."""
    query = select(Edition.id, MunicipalYear.label).join(Edition.year).order_by(MunicipalYear.first_day.desc()).limit(1)
    if before is not None:
        query = query.where(MunicipalYear.first_day < before)
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def next_year(session: Session) -> dict[str, Any]:
    """What a new municipal year begins with, by its columns: it follows the latest."""
    latest = select(MunicipalYear).order_by(MunicipalYear.first_day.desc()).limit(1)
    return session.scalars(latest).one().following()


def start_menu(register: Register, year_id: int) -> Outcome:
    """Gives a year an empty menu."""
    with register.operation("Start a menu") as session:
        year = session.get_one(MunicipalYear, year_id)
        label = session.info["label"] = f"Start the menu of {year.label}"
        session.add(Edition(year=year, title=f"Menu of involvement {year.label}"))
        return Outcome(label, 1)


def copy_menu(register: Register, edition_id: int, year_id: int) -> Outcome:
    """Gives a year a copy of another year's menu; the outcome counts its items. Raises UserError when that is gone."""
    with register.operation("Copy a menu") as session:
        year = session.get_one(MunicipalYear, year_id)
        label = session.info["label"] = f"Copy a menu for {year.label}"
        return Outcome(label, len(_copied(session, edition_id, year).items))


def add_year(register: Register, record: Record, edition_id: int) -> int:
    """Adds a municipal year together with a copy of a menu, as one operation; returns the year's key.

    Raises UserError, with the field where there is one, for a value that is missing or breaks a rule.
    """
    with register.operation(f"Add municipal year: {record.display_name}, with its menu") as session:
        year = write(session, record)
        assert isinstance(year, MunicipalYear)
        _copied(session, edition_id, year)
        return year.id


def _copied(session: Session, edition_id: int, year: MunicipalYear) -> Edition:
    edition = session.get(Edition, edition_id)
    if edition is None:
        raise UserError("The menu to be copied is no longer in the register. Nothing was changed. See History.")
    copy = edition.renewed(year)
    session.add(copy)
    return copy
