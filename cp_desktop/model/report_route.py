"""The route of a visit's report: the steps its kind needs, whose desk each waits on, which are open, what each took.

This is the rule for one visit, saved or still being typed. `figures.desks` says the same in SQL for all visits at once,
and the tests hold the two together. Days are calendar days, from the latest day on which an earlier step was done, or
from the visit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from .steps import Holder, Stage, Step, VisitKind
from .visits import VisitStatus

_NOTHING_NOTED: Mapping[int, int | None] = {}


@dataclass(frozen=True)
class RouteStep:
    """A step as the settings have it."""

    id: int
    position: int
    label: str
    stage: Stage
    holder: Holder
    post_id: int | None
    days: int
    kinds: frozenset[VisitKind]

    @classmethod
    def of(cls, step: Step) -> "RouteStep":
        """A step of the register."""
        kinds = frozenset(needed.kind for needed in step.kinds)
        return cls(step.id, step.position, step.label, step.stage, step.holder, step.post_id, step.days, kinds)

    def waits_with(self, manager_id: int | None) -> int | None:
        """The key of the post on whose desk a report lies until this step is done; see `Holder.waits_with`."""
        return self.holder.waits_with(self.post_id, manager_id)


class StepState(Enum):
    """How a step stands."""

    DONE = "done"
    OPEN = "on a desk"
    LATE = "late"
    WAITING = "to come"


@dataclass(frozen=True)
class RouteStop:
    """A step of one visit: when its desk had the report, and how many days it took, or has taken so far.

    `post_id` is the post on whose desk it lies, or lay until it was done; None where it is no officer's, or not known.
    `needed` is False for one that was done though its kind of visit does not need it (any more); `early` is True for
    one that was done before an earlier step was.
    """

    step: RouteStep
    state: StepState
    done_on: dt.date | None
    since: dt.date
    days: int | None
    needed: bool
    early: bool
    post_id: int | None

    @property
    def open(self) -> bool:
        """Whether the report lies on this step's desk."""
        return self.state in (StepState.OPEN, StepState.LATE)

    @property
    def late(self) -> int:
        """By how many days it took longer than allowed, 0 if it did not."""
        return max((self.days or 0) - self.step.days, 0)


def report_route(
    steps: Iterable[RouteStep],
    kind: VisitKind | None,
    status: VisitStatus,
    visited_on: dt.date,
    done: Mapping[int, dt.date],
    as_at: dt.date,
    manager_id: int | None = None,
    lay_with: Mapping[int, int | None] = _NOTHING_NOTED,
) -> list[RouteStop]:
    """The steps a visit of a kind needs, and those done besides, each as it stands; only of one that was made is any
    open.

    `done` gives the days of those that are done, by the step's key, and counts whatever day it is; `lay_with` the post
    that was noted with each. `manager_id` is the post that manages the home visited.
    """
    mine = [step for step in steps if kind in step.kinds or step.id in done]
    undone = [step.position for step in mine if step.id not in done]
    first = min(undone, default=None) if status == VisitStatus.MADE else None
    stops = []
    for step in mine:
        noted = lay_with.get(step.id) if step.id in done else None
        post_id = step.waits_with(manager_id) if noted is None else noted
        stops.append(_stop(step, mine, kind, visited_on, done, as_at, first, post_id))
    return stops


def _stop(
    step: RouteStep,
    mine: Iterable[RouteStep],
    kind: VisitKind | None,
    visited_on: dt.date,
    done: Mapping[int, dt.date],
    as_at: dt.date,
    first: int | None,
    post_id: int | None,
) -> RouteStop:
    before = [other for other in mine if other.position < step.position]
    done_on = done.get(step.id)
    days_before = [done[other.id] for other in before if other.id in done]
    if done_on is not None:
        since = max((day for day in days_before if day <= done_on), default=visited_on)
        early = len(days_before) < len(before) or any(day > done_on for day in days_before)
        return RouteStop(
            step, StepState.DONE, done_on, since, (done_on - since).days, kind in step.kinds, early, post_id
        )
    since = max(days_before, default=visited_on)
    if step.position != first:
        return RouteStop(step, StepState.WAITING, None, since, None, True, False, post_id)
    days = max((as_at - since).days, 0)
    state = StepState.LATE if days > step.days else StepState.OPEN
    return RouteStop(step, state, None, since, days, True, False, post_id)
