"""The way of one visit's report as it is being typed: what each step took, and which are open.

By the same rules as `figures.desks`, which counts what is saved; this one knows what stands in a form. Days are
calendar days, from the latest day on which an earlier step was done, or from the visit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cp_desktop.model import Council, Councillor, Holder, Home, Officer, Post, Step, VisitKind
from cp_desktop.model.councillors import valid_on


@dataclass(frozen=True)
class WayStep:
    """A step as the settings have it."""

    id: int
    position: int
    label: str
    holder: Holder
    post_id: int | None
    days: int
    kinds: frozenset[VisitKind]


class State(Enum):
    """How a step stands."""

    DONE = "done"
    OPEN = "on a desk"
    LATE = "late"
    WAITING = "to come"


@dataclass(frozen=True)
class Stop:
    """A step of a visit: when its desk had the report, and how many days it took, or has taken so far.

    `needed` is False for one that was done though its kind of visit does not need it (any more); `early` is True for
    one that was done before an earlier step was.
    """

    step: WayStep
    state: State
    done_on: dt.date | None
    since: dt.date
    days: int | None
    needed: bool
    early: bool

    @property
    def late(self) -> int:
        """By how many days it took longer than allowed, 0 if it did not."""
        return max((self.days or 0) - self.step.days, 0)


def steps_of(session: Session) -> list[WayStep]:
    """All steps, in their order."""
    rows = session.scalars(select(Step).options(selectinload(Step.kinds)).order_by(Step.position, Step.id))
    return [
        WayStep(
            row.id,
            row.position,
            row.label,
            row.holder,
            row.post_id,
            row.days,
            frozenset(kind.kind for kind in row.kinds),
        )
        for row in rows
    ]


def stops(
    steps: Iterable[WayStep], kind: VisitKind | None, visited_on: dt.date, done: Mapping[int, dt.date], as_at: dt.date
) -> list[Stop]:
    """The steps a visit of a kind needs, and those done besides, each as it stands.

    `done` gives the days of those that are done, by the step's key, and counts whatever day it is.
    """
    mine = [step for step in steps if kind in step.kinds or step.id in done]
    undone = [step.position for step in mine if kind in step.kinds and step.id not in done]
    first = min(undone, default=None)
    return [_stop(step, mine, kind, visited_on, done, as_at, first) for step in mine]


def _stop(
    step: WayStep,
    mine: Iterable[WayStep],
    kind: VisitKind | None,
    visited_on: dt.date,
    done: Mapping[int, dt.date],
    as_at: dt.date,
    first: int | None,
) -> Stop:
    before = [other for other in mine if other.position < step.position]
    done_on = done.get(step.id)
    days_before = [done[other.id] for other in before if other.id in done]
    if done_on is not None:
        since = max((day for day in days_before if day <= done_on), default=visited_on)
        early = len(days_before) < sum(kind in other.kinds or other.id in done for other in before) or any(
            day > done_on for day in days_before
        )
        return Stop(step, State.DONE, done_on, since, (done_on - since).days, kind in step.kinds, early)
    since = max(days_before, default=visited_on)
    if step.position != first:
        return Stop(step, State.WAITING, None, since, None, True, False)
    days = max((as_at - since).days, 0)
    return Stop(step, State.LATE if days > step.days else State.OPEN, None, since, days, True, False)


@dataclass(frozen=True)
class Desks:
    """Who sits at the desks of one visit: the councillors, the coordinator, the post of the home's manager; every post
    by its title, and by those who hold it on a day."""

    councillors: str
    coordinator: str
    manager_id: int | None
    posts: Mapping[int, str]
    officers: Mapping[int, str]

    def post_of(self, step: WayStep) -> int | None:
        """The post whose desk a step waits on, None where it is no officer's."""
        return self.manager_id if step.holder == Holder.MANAGER else step.post_id

    def named(self, step: WayStep, post_id: int | None = None) -> str:
        """Whose desk a step waits on, by who sits there now; with the post it lay with, by that post: officers come
        and go."""
        if post_id is not None:
            return self.posts.get(post_id, "an officer")
        post_id = self.post_of(step)
        if post_id is not None:
            title = self.posts.get(post_id, "an officer")
            return f"{self.officers[post_id]} ({title})" if post_id in self.officers else title
        match step.holder:
            case Holder.COUNCILLOR:
                return self.councillors or "the visiting councillor"
            case Holder.MANAGER:
                return "the manager of the home"
            case _:
                return self.coordinator or "the coordinator"


def desks_of(session: Session, home_id: int | None, councillor_ids: Iterable[int], as_at: dt.date) -> Desks:
    """The desks of a visit to a home by councillors, as held on a day."""
    names = session.scalars(select(Councillor.name).where(Councillor.id.in_(list(councillor_ids))))
    councillors = ", ".join(sorted(names))
    coordinator = session.scalar(select(Council.coordinator))
    manager = session.scalar(select(Home.manager_id).where(Home.id == home_id)) if home_id else None
    posts = dict(session.execute(select(Post.id, Post.title)).tuples().all())
    officers: dict[int, str] = {}
    holding = select(Officer.post_id, Officer.name).where(valid_on(Officer.start, Officer.end, as_at))
    for post_id, name in session.execute(holding.order_by(Officer.id)):
        officers[post_id] = f"{officers[post_id]}, {name}" if post_id in officers else name
    return Desks(councillors, coordinator or "", manager, posts, officers)
