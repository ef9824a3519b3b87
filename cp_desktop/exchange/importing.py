"""Reading a file for the register: planned first, for anybody to look at, before a service does it."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.register import Register
from cp_desktop.register.history import Operation

from .importer import ImportContext, Kind
from .importers import activity, commitments, councillors, homes, menu, survey, visits
from .plan import Draft, Plan, Progress
from .spreadsheet import Table, read_table

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (councillors, menu, commitments, survey, activity, homes, visits)
}


def read(
    register: Register,
    kind: str,
    path: Path,
    year: str | None = None,
    date: dt.date | None = None,
    answers: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Works out what importing a file would do, and changes nothing.

    `kind` is one of KINDS; `year` the municipal year whose menu is meant (the latest without it); `date` the day
    from which things count that the file does not date; `answers` those to the questions of an earlier plan.
    Raises UserError for a file that cannot be read or is no such list.
    """
    if kind not in KINDS:
        raise UserError(f"“{kind}” is no kind of import. Nothing was imported. Choose one of: {', '.join(KINDS)}.")
    importer, path = KINDS[kind], Path(path)
    if not path.is_file():  # what is no file might never end, or never begin
        what = f"{path} is a folder" if path.is_dir() else f"{path} is a pipe or a device" if path.exists() else ""
        said = f"{what}, not a list" if what else f"There is no file {path}"
        raise UserError(f"{said}. Nothing was imported. Choose the file itself.")
    waiting = partial(progress, 0, 0, f"Reading {path.name}") if progress else None
    table = read_table(path, importer.what, importer.all_headings(), importer.needs, importer.numbered, waiting)
    if not table.rows:
        raise UserError(f"{path.name} has headings and not one row under them. Nothing was imported.")
    with register.reading() as session:
        return _plan(session, importer, table, Plan(kind, path, "", Draft(), year, date, answers or {}), progress)


def as_it_is_now(session: Session, plan: Plan) -> Plan:
    """A plan inside the operation that is to do it: made afresh when the register has changed since it was made."""
    if plan.again and _state(session, before_this=True) != plan.state:
        return plan.again(session)
    return plan


def _plan(session: Session, kind: Kind, table: Table, plan: Plan, progress: Progress | None) -> Plan:
    plan.label = f"Import {kind.name} from {table.path.name}"
    plan.state = _state(session)
    context = ImportContext(session, kind, table, plan, progress)
    kind.plan(context)
    context.note_assumed_day()
    context.note_unread()
    context.keep_rules()

    def again(session: Session) -> Plan:
        afresh = Plan(plan.kind, plan.path, "", Draft(), plan.year, plan.date, plan.answers)
        return _plan(session, kind, table, afresh, None)

    plan.again = again
    return plan


def _state(session: Session, before_this: bool = False) -> int:
    """The number of the last operation; inside one, of the last before it."""
    found = session.scalars(select(Operation.id).order_by(Operation.id.desc()).limit(2)).all()
    return int(found[before_this]) if len(found) > before_this else 0
