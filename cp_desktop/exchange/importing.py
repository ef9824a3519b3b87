"""Reading a file for the register: planned first, for anybody to look at, before a service does it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model.values import key
from cp_desktop.register import Register
from cp_desktop.register.history import Operation

from .choices import ImportChoices
from .importer import ImportContext
from .importers import (
    activity,
    commitments,
    councillors,
    events,
    homes,
    menu,
    officers,
    survey,
    training,
    visits,
    ward_facts,
    wards_list,
)
from .kind import Kind
from .mapping import ask_for_columns, understand
from .plan import Draft, Plan, Progress
from .readers import ImportFile, read_file

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        councillors,
        wards_list,
        menu,
        commitments,
        survey,
        activity,
        homes,
        visits,
        events,
        training,
        ward_facts,
        officers,
    )
}


def read(
    register: Register,
    kind: str | None,
    path: Path,
    choices: ImportChoices | None = None,
    file: ImportFile | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Works out what importing a file would do, and changes nothing.

    `kind` is one of KINDS, None to have it guessed; `choices` is what was chosen for the file; `file` the file as it
    was read before (`Plan.file`), so that other choices do not read it again.
    Raises UserError for a file that cannot be read or is no such list.
    """
    if kind is not None and kind not in KINDS:
        raise UserError(f"“{kind}” is no kind of import. Nothing was imported. Choose one of: {', '.join(KINDS)}.")
    choices, path = replace(choices or ImportChoices(), kind=kind), Path(path)
    if file is None:
        file = read_list(path, progress)
    with register.reading() as session:
        return _plan(session, file, choices, progress)


def read_list(path: Path, progress: Progress | None = None) -> ImportFile:
    """What a file holds. Raises UserError for what cannot be read as tables, or is no file."""
    if not path.is_file():  # what is no file might never end, or never begin
        what = f"{path} is a folder" if path.is_dir() else f"{path} is a pipe or a device" if path.exists() else ""
        said = f"{what}, not a list" if what else f"There is no file {path}"
        raise UserError(f"{said}. Nothing was imported. Choose the file itself.")
    return read_file(path, partial(progress, 0, 0, f"Reading {path.name}") if progress else None)


def recognise(register: Register, file: ImportFile) -> str | None:
    """Which kind of list a file is, as far as it shows; None where nobody can tell yet."""
    with register.reading() as session:
        try:
            return understand(session, file, ImportChoices(), KINDS).kind.name
        except UserError:
            return None


def as_it_is_now(session: Session, plan: Plan) -> Plan:
    """A plan inside the operation that is to do it: made afresh when the register has changed since it was made."""
    if plan.again and _state(session, before_this=True) != plan.state:
        return plan.again(session)
    return plan


def _plan(
    session: Session,
    file: ImportFile,
    choices: ImportChoices,
    progress: Progress | None,
    out: Mapping[str, str] | None = None,
    earlier: Plan | None = None,
) -> Plan:
    """Plans a file. What is left out after something of it was drafted is planned again without it: then `out` are the
    rows known to be left out and why, and `earlier` the plan whose answers did that."""
    mapped = understand(session, file, choices, KINDS)
    if not mapped.table.rows:
        empty = f"{file.path.name} has headings and not one row under them. Nothing was imported."
        raise UserError(" ".join([*file.notes, empty]))
    label = f"Import {mapped.kind.name} from {file.path.name}"
    plan = Plan(mapped.kind.name, file.path, label, Draft(), choices, file, state=_state(session))
    plan.notes += [*file.notes, *mapped.unread()]
    if mapped.kind.prepare:
        mapped.kind.prepare(mapped.kind, session, mapped.table, choices)
    plan.table = mapped.table
    plan.learned |= {("column", key(heading)): means for heading, means in choices.columns.items()}
    ask_for_columns(mapped, plan)
    context = ImportContext(session, mapped.kind, mapped.table, plan, mapped.remembered, out or {}, progress)
    if not plan.open:
        mapped.kind.plan(context)
        context.note_assumed_day()
        context.keep_rules()
    if earlier:
        asked = {one.key for one in plan.questions}
        plan.questions += [one for one in earlier.questions if one.key not in asked and not one.open]
    drafted = {mark for rows in plan.draft.origin.values() for mark, _ in rows.values()}
    if drafted & set(context.out):
        return _plan(session, file, choices, progress, context.out, plan)
    context.note_unread()
    plan.mapping = mapped.understood(context.taken, context.meant, context.besides)
    plan.again = lambda session: _plan(session, file, choices, None)
    return plan


def _state(session: Session, before_this: bool = False) -> int:
    """The number of the last operation; inside one, of the last before it."""
    found = session.scalars(select(Operation.id).order_by(Operation.id.desc()).limit(2)).all()
    return int(found[before_this]) if len(found) > before_this else 0
