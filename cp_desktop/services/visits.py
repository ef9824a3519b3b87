"""Logging, planning and changing a visit."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.desk_holders import route_steps
from cp_desktop.model import Home, Visit, VisitKind, Visitor, VisitStatus, show
from cp_desktop.model.names import display_name
from cp_desktop.model.visits import CONCERN_FACTS
from cp_desktop.register import Register

from . import records
from .records import Record


def save(register: Register, record: Record, today: dt.date | None = None) -> int:
    """Saves a visit with its councillors, actions and the steps its report has taken, and returns its key.

    A visit without a concern keeps no facts of one; a concern was raised on the day of the visit unless another is
    given. A planned visit was planned today unless another day is given. A step newly done keeps with which post the
    report lay until then. Raises UserError, with the field where there is one.
    """
    values = record.values
    if not values.get("concern"):
        values.update(dict.fromkeys(CONCERN_FACTS))
    elif values.get("concern_raised_on") is None:
        values["concern_raised_on"] = values["visited_on"]
    if values["status"] == VisitStatus.PLANNED and values.get("planned_on") is None:
        values["planned_on"] = usual_planned_on(values["visited_on"], today)
    with register.reading() as session:
        _note_posts(session, record)
        planned = values["status"] == VisitStatus.PLANNED
        verb = "Edit" if record.id is not None else "Plan" if planned else "Log"
        label = f"{verb} visit: {visit_name(session, record)}"
    return records.save(register, record, label)


def plan(
    register: Register,
    home_id: int,
    day: dt.date,
    starts_at: str | None,
    kind: VisitKind,
    councillor_ids: Sequence[int],
    as_at: dt.date,
) -> int:
    """Plans a visit to a home by councillors, on a day seen from `as_at`, and returns its key. Raises UserError."""
    if not councillor_ids:
        raise UserError("Nobody is ticked. Nothing was planned. Tick the councillors who should go.")
    if day < as_at:
        raise UserError(
            f"{show(day)} is past. Nothing was planned. Choose a day from {show(as_at)} on; "
            "a visit that was made is logged among the visits."
        )
    visit = records.blank(
        Visit,
        home_id=home_id,
        visited_on=day,
        starts_at=starts_at,
        kind=kind,
        status=VisitStatus.PLANNED,
        # In a year looked at afterwards, as the demo is, it is planned on the day looked at.
        planned_on=usual_planned_on(day) or as_at,
    )
    visit.owned["visitors"] = [records.blank(Visitor, councillor_id=one) for one in councillor_ids]
    return save(register, visit)


def usual_planned_on(visited_on: dt.date | None, today: dt.date | None = None) -> dt.date | None:
    """The day on which a visit counts as planned unless another is given: today, None for a visit before today."""
    today = today or dt.date.today()
    return today if visited_on is not None and visited_on >= today else None


def visit_name(session: Session, visit: Record) -> str:
    """What a visit is called, saved or not: "Oak House, 4 Sep 2017"."""
    return f"{place(session, visit)}, {show(visit.values['visited_on'])}"


def place(session: Session, visit: Record) -> str:
    """Where a visit was or is to be."""
    home = visit.values.get("home_id")
    return show(visit.values.get("place")) if home is None else display_name(session, Home, home)


def _note_posts(session: Session, visit: Record) -> None:
    """Notes with which post the report lay, on the steps that are newly done."""
    new = [done for done in visit.owned.get("steps", ()) if done.id is None]
    if not new:
        return
    home = session.get(Home, visit.values["home_id"]) if visit.values.get("home_id") else None
    steps = {step.id: step for step in route_steps(session)}
    for done in new:
        step = steps.get(done.values["step_id"])
        done.values["post_id"] = step.waits_with(home.manager_id if home else None) if step else None
