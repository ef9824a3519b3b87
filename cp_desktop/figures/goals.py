"""How far the council's own deadlines for visiting homes have come: "all homes with our children by 31 July"."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.model import Goal, GoalHomes, Home, Visit, show
from cp_desktop.model.sql import running_total

from .coverage import CONDITIONS, Window, homes, homes_on, visit_counts
from .measures import Figure

HOW_GOALS = (
    "A goal is about the homes that are open (and hold the council's children, where it says so) on the day the "
    "figures are as at, or on the day it was due once that is past. Visits count as anywhere, from the day the goal "
    "names to the day it is due: one made later does not count for the goal."
)
# What a goal counts and, of the same homes, those that are left.
_MEASURES = {
    GoalHomes.ALL: ("open", "visited", "not_visited"),
    GoalHomes.WITH_CHILDREN: ("with_children", "visited_with_children", "not_visited_with_children"),
}


@dataclass(frozen=True)
class GoalProgress:
    """A goal as it stood on a day. `figure` is the homes visited of those it is about, `left` those that were not;
    `steps` says of each day on which that number grew how far it came; `days` are the window they are counted in."""

    id: int
    title: str
    starts_on: dt.date
    due_on: dt.date
    as_at: dt.date
    days: Window
    figure: Figure
    left: Figure
    steps: list[tuple[dt.date, int]]

    @property
    def reached(self) -> bool:
        """Whether every home it is about was visited in time."""
        return bool(self.figure.denominator) and not self.left.numerator

    @property
    def words(self) -> str:
        """How it stands against its day, in a sentence."""
        to_go = "1 home to go" if self.left.numerator == 1 else f"{show(self.left.numerator)} homes to go"
        days = (self.due_on - self.as_at).days
        if self.as_at < self.starts_on:
            return f"It begins on {show(self.starts_on)} and is due on {show(self.due_on)}."
        if not self.figure.denominator:
            return f"There is no home to visit. It is due on {show(self.due_on)}."
        if self.reached:
            early = (self.due_on - self.steps[-1][0]).days
            when = f"{_days(early)} before it was due" if early else "the day it was due"
            return f"Reached on {show(self.steps[-1][0])}, {when}."
        if days < 0:
            missed = "1 home was" if self.left.numerator == 1 else f"{show(self.left.numerator)} homes were"
            return f"Due on {show(self.due_on)}, {_days(-days)} ago: {missed} not visited by then."
        if days == 0:
            return f"Due today, {show(self.due_on)}: {to_go}."
        return f"{_days(days)} left, to {show(self.due_on)}: {to_go}."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{show(number)} days"


def goals(session: Session, as_at: dt.date) -> list[GoalProgress]:
    """Every goal as it stood on a day: those still running first, the soonest due before the others; then those that
    are past, the latest first."""
    found = session.execute(select(Goal.id, Goal.title, Goal.homes, Goal.starts_on, Goal.due_on)).all()
    all_goals = [_progress(session, as_at, *goal) for goal in found]
    by_due_day = sorted(all_goals, key=lambda goal: (goal.due_on, goal.id))
    running = [goal for goal in by_due_day if goal.due_on >= as_at]
    past = [goal for goal in by_due_day if goal.due_on < as_at]
    return running + past[::-1]


def _progress(
    session: Session, as_at: dt.date, id: int, title: str, which: GoalHomes, starts_on: dt.date, due_on: dt.date
) -> GoalProgress:
    day = min(due_on, as_at)
    days = Window(starts_on, due_on, day)
    about, visited, left = _MEASURES[which]
    measured = homes(session, day, starts_on, due_on)
    counted = homes_on(day, days.since, days.last, days.eve)
    first = (
        select(func.min(Visit.visited_on)).where(visit_counts(Home, days.since, days.last)).correlate(Home)
    ).scalar_subquery()
    came = (
        select(first.label("day"))
        .select_from(Home)
        .join(counted, counted.c.id == Home.id)
        .where(CONDITIONS[about](counted.c), counted.c.last_visit.is_not(None))
        .subquery()
    )
    by_day = select(came.c.day, running_total(func.count(), came.c.day)).group_by(came.c.day)
    steps = [(day, number) for day, number in session.execute(by_day.order_by(came.c.day))]
    return GoalProgress(id, title, starts_on, due_on, as_at, days, measured[visited], measured[left], steps)
