"""The council's own steps of the route of a report, in order, each with the desk it waits on and its days."""

import re
from typing import TypeVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import PUBLIC

from .base import Base, Choice, field, owned, rule
from .council import Post
from .rules import Rule

P = TypeVar("P")  # a post, or its key


class VisitKind(Choice):
    """What a visit was. A monitoring visit is the councillors' own, never the monthly one of an independent person."""

    MONITORING = "monitoring", "Monitoring visit"
    INTRODUCTORY = "introductory", "Introductory visit", ("Intro", "Intro visit", "Introduction")
    EVENT = "event", "Event at a home"
    SUPPORTED = "supported", "Supported accommodation visit", ("Supported accommodation",)
    BUDDY = "buddy", "Buddy visit", ("Buddying",)
    SCHOOL = "school", "School visit"
    TEAM = "team", "Social work team visit", ("Social work team",)

    @classmethod
    def why_not(cls, text: str) -> str | None:
        if re.search(r"\br(eg(ulation)?s?)?\W*44\b", text, re.I):
            return (
                "a councillors' visit: under Regulation 44 an independent person visits every month, for Ofsted. "
                "Leave such visits out, and if councillors made this one, write"
            )
        return None


class Stage(Choice):
    """What a step does with the report. The council words its steps; this is what is counted and imported."""

    RECEIVED = "received", "Received from the councillor"
    SENT = "sent", "Sent on"
    ANSWERED = "answered", "Answered"
    RETURNED = "returned", "Returned to the councillor"
    CLOSED = "closed", "Closed"


class Holder(Choice):
    """On whose desk the report lies until a step is done."""

    COUNCILLOR = "councillor", "The visiting councillor"
    COORDINATOR = "coordinator", "The coordinator"
    MANAGER = "manager", "The manager of the home"
    POST = "post", "An officer's post"

    def waits_with(self, post: P | None, manager: P | None) -> P | None:
        """The post on whose desk a report lies until a step is done: the step's own, or the one that manages the home
        visited; None where it is no officer's, or not known. Posts or their keys: what goes in comes out."""
        return manager if self == Holder.MANAGER else post


MOST_DAYS = 3_650


def _too_long(step: "Step") -> str | None:
    return f"The days allowed are {MOST_DAYS:,} at most, which is ten years." if step.days > MOST_DAYS else None


class Step(Base):
    """One step of the route. Steps of one position go side by side: several posts answer at the same time.

    A report lies on the desks of the first steps that are not done yet, since the last day on which an earlier one
    was done (or since the visit).
    """

    __tablename__ = "step"
    __table_args__ = (
        rule("days_not_negative", "days >= 0", "The days allowed cannot be fewer than none.", "days"),
        rule(
            "whose_post",
            "(holder = 'post') = (post_id IS NOT NULL)",
            "Name the post on whose desk the report lies, and only where it lies with a post.",
            "post_id",
        ),
    )
    rules = (Rule("days_of_ten_years", "days", ("days",), _too_long, alone=True),)
    one, many = "step of a report", "steps of a report"
    display_attribute = "label"

    position: Mapped[int] = field("Order", PUBLIC, help="Steps with the same number go side by side")
    label: Mapped[str] = field(
        "Step", PUBLIC, help='As the line of a visit shows it, for example "Sent to Commissioning"'
    )
    stage: Mapped[Stage] = field("What it does", PUBLIC, choices=Stage)
    holder: Mapped[Holder] = field("On the desk of", PUBLIC, choices=Holder, default=Holder.COORDINATOR)
    post_id: Mapped[int | None] = field(
        "Post", PUBLIC, references="post.id", help="Where it lies with an officer's post"
    )
    days: Mapped[int] = field(
        "Days allowed", PUBLIC, default=5, help="Days from when it reaches the desk, weekends included"
    )

    post: Mapped[Post | None] = relationship()
    kinds: Mapped[list["StepKind"]] = owned(
        "Kinds of visit that need it", back_populates="step", order_by="StepKind.id"
    )


class StepKind(Base):
    """A kind of visit whose report takes a step."""

    __tablename__ = "step_kind"
    __table_args__ = (UniqueConstraint("step_id", "kind"),)
    one, many = "kind of visit", "kinds of visit"
    display_attribute = "kind"

    step_id: Mapped[int] = field("Step", PUBLIC, references="step.id", index=None)
    kind: Mapped[VisitKind] = field("Kind", PUBLIC, choices=VisitKind)

    step: Mapped[Step] = relationship(back_populates="kinds")


def usual_steps(posts: dict[str, Post]) -> list[Step]:
    """The steps a new register begins with, for monitoring and supported accommodation visits.

    `posts` are those there are, by title; the three that steps lie with are added to it where they are missing.
    """

    def post(title: str) -> Post:
        return posts.setdefault(title, Post(title=title))

    def step(position: int, label: str, stage: Stage, holder: Holder, days: int, title: str | None = None) -> Step:
        kinds = [StepKind(kind=kind) for kind in (VisitKind.MONITORING, VisitKind.SUPPORTED)]
        whose = post(title) if title else None
        return Step(position=position, label=label, stage=stage, holder=holder, days=days, post=whose, kinds=kinds)

    commissioning, service, director = "Children's Commissioning", "Service Manager", "Assistant Director"
    return [
        step(1, "Report received", Stage.RECEIVED, Holder.COUNCILLOR, 14),
        step(2, f"Sent to {commissioning}", Stage.SENT, Holder.COORDINATOR, 2),
        step(3, "Sent to the managers", Stage.SENT, Holder.POST, 5, commissioning),
        step(4, "Home Manager answered", Stage.ANSWERED, Holder.MANAGER, 14),
        step(4, f"{service} answered", Stage.ANSWERED, Holder.POST, 14, service),
        step(4, f"{director} answered", Stage.ANSWERED, Holder.POST, 14, director),
        step(5, "Returned to the councillor", Stage.RETURNED, Holder.COORDINATOR, 5),
        step(6, "Closed", Stage.CLOSED, Holder.COORDINATOR, 7),
    ]
