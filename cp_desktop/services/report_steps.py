"""The steps that reports take: marked as done."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Step, StepDone, Visit, show
from cp_desktop.register import Register

from .outcome import Outcome

VisitStep = tuple[int, int]  # the keys of a visit and of a step of its report


def mark_done(register: Register, steps: Sequence[VisitStep], done_on: dt.date) -> Outcome:
    """Keeps that steps of visits' reports were done on a day, each with the post that it lay with until then.

    One that is done already, on another day than that, takes the day. Raises UserError for a day before the visit.
    """
    with register.operation("Step done") as session:
        names = [_mark_done(session, visit_id, step_id, done_on) for visit_id, step_id in steps]
        what = names[0] if len(names) == 1 else f"{len(names)} reports"
        label = session.info["label"] = f"Step done: {what}"
        return Outcome(label, len(names))


def _mark_done(session: Session, visit_id: int, step_id: int, done_on: dt.date) -> str:
    """Marks one step, and returns what it is called. Raises UserError."""
    visit, step = session.get(Visit, visit_id), session.get(Step, step_id)
    if visit is None or step is None:
        raise UserError("This report is no longer in the register. Nothing was changed. Was it deleted? See History.")
    done = next((done for done in visit.steps if done.step_id == step_id), None)
    if done is None:
        done = StepDone(step=step, post=visit.waits_with(step))
        visit.steps.append(done)
    done.done_on = done_on
    return f"{step.label}, {visit.where}, {show(visit.visited_on)}"
