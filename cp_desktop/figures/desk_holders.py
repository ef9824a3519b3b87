"""Who sits at the desks on which a visit's report lies: councillors, the coordinator, the officers of posts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cp_desktop.model import Council, Councillor, Holder, Home, Officer, Post, Step
from cp_desktop.model.base import sort_columns
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.report_route import RouteStep, RouteStop
from cp_desktop.model.sql import sort_keys


@dataclass(frozen=True)
class DeskPerson:
    """Somebody on whose desk a report lies: a councillor, or an officer who holds the post."""

    name: str
    email: str | None


@dataclass(frozen=True)
class DeskHolders:
    """Who sits at the desks of one visit: the councillors, the coordinator, the post of the home's manager; every post
    by its title, and by those who hold it on a day."""

    councillors: str = ""
    coordinator: str = ""
    manager_id: int | None = None
    posts: Mapping[int, str] | None = None
    officers: Mapping[int, Sequence[DeskPerson]] | None = None

    def named(self, stop: RouteStop) -> str:
        """Whose desk a step waits on, by who sits there now; whose it was, by the post: officers come and go."""
        if stop.post_id is not None:
            title = (self.posts or {}).get(stop.post_id, "an officer")
            sitting = () if stop.done_on else (self.officers or {}).get(stop.post_id, ())
            names = ", ".join(officer.name for officer in sitting)
            return f"{names} ({title})" if names else title
        match stop.step.holder:
            case Holder.COUNCILLOR:
                return self.councillors or "the visiting councillor"
            case Holder.MANAGER:
                return "the manager of the home"
            case _:
                return self.coordinator or "the coordinator"


def route_steps(session: Session) -> list[RouteStep]:
    """All steps of the route of reports, in their order."""
    rows = session.scalars(select(Step).options(selectinload(Step.kinds)).order_by(Step.position, Step.id))
    return [RouteStep.of(row) for row in rows]


def desk_holders(session: Session, home_id: int | None, councillor_ids: Iterable[int], as_at: dt.date) -> DeskHolders:
    """The desks of a visit to a home by councillors, as held on a day."""
    named = select(Councillor.name).where(Councillor.id.in_(list(councillor_ids)))
    councillors = ", ".join(session.scalars(named.order_by(*sort_keys(*sort_columns(Councillor)), Councillor.id)))
    coordinator = session.scalar(select(Council.coordinator))
    manager = session.scalar(select(Home.manager_id).where(Home.id == home_id)) if home_id else None
    posts = {row.id: row.title for row in session.execute(select(Post.id, Post.title))}
    return DeskHolders(councillors, coordinator or "", manager, posts, post_holders(session, as_at))


def post_holders(session: Session, as_at: dt.date) -> dict[int, list[DeskPerson]]:
    """The officers who hold a post on a day, by post, in the order in which they were entered."""
    found: dict[int, list[DeskPerson]] = {}
    holding = select(Officer.post_id, Officer.name, Officer.email).where(valid_on(Officer.start, Officer.end, as_at))
    for post_id, name, email in session.execute(holding.order_by(Officer.id)):
        found.setdefault(post_id, []).append(DeskPerson(name, email))
    return found
