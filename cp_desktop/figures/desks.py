"""Whose desk every open report is on, since when, and how that stands against the days allowed.

A report is on its way while its visit was made and a step its kind needs is not done. It lies on the desks of the
first of those steps, several where they share a position, since the latest day on which a step before them was done,
or since the visit. What was done after the day asked for is not known on that day.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CTE, Date, Select, String, case, func, literal, or_, select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import (
    Column,
    Council,
    Holder,
    Home,
    Listing,
    Officer,
    Post,
    Reminder,
    Step,
    StepDone,
    StepKind,
    Visit,
    VisitStatus,
    normalise,
    show,
    table_of,
)
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.sql import count_where, days_after, days_between, joined, keys_in, larger, materialized, wide
from cp_desktop.model.visits import visitors_named

COUNCILLORS, COORDINATOR, MANAGERS = "Visiting councillors", "Coordinator", "Home managers"
_KEY = 1 << 16  # a row's key is the visit's times this, and the step's


def open_steps(day: dt.date, visits: Collection[int] | None = None) -> Select[Any]:
    """Selects visit_id, step_id, since and due_on (its last day allowed) of each desk an open report is on, on a day.

    This is the one definition of where a report lies: boards, figures and reminders are all built on it. With
    `visits` only theirs are looked at, which spares reading through all that were ever made.
    """
    among = _perhaps_open(day) if visits is None else keys_in(sorted(visits))
    done, before = table_of(StepDone).alias("done"), table_of(Step).alias("before")
    undone = (
        select(
            Visit.id.label("visit_id"),
            Visit.visited_on,
            Step.id.label("step_id"),
            Step.position,
            Step.days,
            func.min(Step.position).over(partition_by=Visit.id).label("first"),
        )
        .join(StepKind, StepKind.kind == Visit.kind)
        .join(Step, Step.id == StepKind.step_id)
        .where(Visit.status == VisitStatus.MADE, Visit.visited_on <= day, Visit.id.in_(among))
        .where(
            ~select(done.c.id)
            .where(done.c.visit_id == Visit.id, done.c.step_id == StepKind.step_id, done.c.done_on <= day)
            .correlate(Visit, StepKind)
            .exists()
        )
        .subquery("undone")
        .c
    )
    reached = (
        select(func.max(done.c.done_on))
        .join(before, before.c.id == done.c.step_id)
        .where(done.c.visit_id == undone.visit_id, done.c.done_on <= day, before.c.position < undone.position)
        .scalar_subquery()
    )
    lying = (
        select(
            undone.visit_id,
            undone.step_id,
            undone.days,
            func.coalesce(reached, undone.visited_on, type_=Date()).label("since"),
        )
        .where(undone.position == undone.first)
        .subquery("lying")
        .c
    )
    due_on = days_after(lying.since, lying.days)
    return select(lying.visit_id, lying.step_id, lying.since, due_on.label("due_on"))


def _perhaps_open(day: dt.date) -> Select[Any]:
    """Selects the visits that may have an open step: most are closed, and counting their steps tells it soonest.

    A visit with as many steps done as its kind needs is closed, unless some were done after the day, or are steps
    that its kind does not need (any more).
    """
    visit, done = table_of(Visit).alias("closed"), table_of(StepDone).alias("counted")
    needs = materialized(select(StepKind.kind, func.count().label("steps")).group_by(StepKind.kind), "needs")
    needed = select(StepKind.id).where(StepKind.step_id == Step.id, StepKind.kind == needs.c.kind)
    spare = materialized(select(Step.id, needs.c.kind).join_from(Step, needs, ~needed.exists()), "spare")
    steps_done = select(func.count()).where(done.c.visit_id == visit.c.id).scalar_subquery()
    spared = select(spare.c.id).join(done, done.c.step_id == spare.c.id)
    return (
        select(visit.c.id)
        .join(needs, needs.c.kind == visit.c.kind)
        .where(
            or_(
                steps_done < needs.c.steps,
                visit.c.id.in_(select(done.c.visit_id).where(done.c.done_on > day)),
                spared.where(spare.c.kind == visit.c.kind, done.c.visit_id == visit.c.id).correlate(visit).exists(),
            )
        )
    )


def _lying(day: dt.date, visits: Collection[int] | None = None) -> CTE:
    """Open steps, worked out once a question."""
    return materialized(open_steps(day, visits), "open_step")


def _late(due_on: Any, day: dt.date) -> Any:
    """By how many days a report is over the time allowed, 0 if it is not."""
    return larger(days_between(due_on, day), 0)


# Every post in short; whom exactly it is held by stands beside it.
_DESK = case(
    (Step.holder == Holder.COUNCILLOR, COUNCILLORS),
    (Step.holder == Holder.COORDINATOR, COORDINATOR),
    (Step.holder == Holder.MANAGER, MANAGERS),
    else_=func.coalesce(Post.title, ""),
)
# The post that holds a report, None where it is no officer.
POST_OF = case((Step.holder == Holder.MANAGER, Home.manager_id), else_=Step.post_id)


def _with(day: dt.date) -> Any:
    """Selects by name who has the report on a day: councillors, the coordinator, the officer, or else the post."""
    officers = (
        select(Officer.name)
        .where(Officer.post_id == POST_OF, valid_on(Officer.start, Officer.end, day))
        .correlate(Step, Home)
    )
    manager = table_of(Post).alias("manager")
    title = select(manager.c.title).where(manager.c.id == Home.manager_id, Step.holder == Holder.MANAGER)
    return case(
        (Step.holder == Holder.COUNCILLOR, visitors_named()),
        (Step.holder == Holder.COORDINATOR, select(Council.coordinator).scalar_subquery()),
        else_=func.coalesce(joined(officers, "; ", Officer.id), title.correlate(Step, Home).scalar_subquery()),
    )


@dataclass(frozen=True)
class Board(Listing):
    """The board of a day. Rows that are asked for by key are found without looking for all the others."""

    as_at: dt.date = dt.date.max

    def rows(self, ids: Sequence[int] | None = None, columns: Sequence[Column] | None = None) -> Select[Any]:
        if ids is None:
            return super().rows(None, columns)
        few = desks(self.as_at, {visit_and_step(id)[0] for id in ids})
        wanted = None if columns is None else [few.column(column.label) for column in columns]
        return super(Board, few).rows(ids, wanted)


def desks(as_at: dt.date, visits: Collection[int] | None = None) -> Board:
    """A row for each open report and desk it is on, what is latest first. It opens as its visit.

    Of the visit no more than place and day: this list is shown, sent and printed. With `visits`, only theirs.
    """
    lying = _lying(as_at, visits)
    visit, step, at = table_of(Visit).c, table_of(Step).c, lying.c
    chased = select(Reminder.id).where(
        Reminder.visit_id == at.visit_id, Reminder.step_id == at.step_id, Reminder.sent_on <= as_at
    )
    kind = replace(Column.of(Visit.kind), listed=False)
    days, over = days_between(at.since, as_at), _late(at.due_on, as_at)
    return Board(
        as_at=as_at,
        key="desks",
        title="Reports on desks",
        record=Visit,
        id=(wide(at.visit_id) * _KEY + at.step_id).label("id"),
        leads_to=at.visit_id,
        source=(
            select(at.visit_id)
            .join(Visit, visit.id == at.visit_id)
            .join(Step, step.id == at.step_id)
            .join(Home, Home.id == Visit.home_id, isouter=True)
            .join(Post, Post.id == Step.post_id, isouter=True)
        ),
        columns=(
            Column("Desk", _DESK, filterable=True, published=True),  # the managers' is one for all homes
            Column("With", _with(as_at), "Who has it, as at the day"),
            Column("Place", func.coalesce(Home.name, Visit.place, type_=String())),
            Column.of(Visit.visited_on),
            Column("Days late", over, "Days over the days allowed, 0 while it is in time"),
            Column("Days", days, "Days on this desk, weekends included"),
            Column("Allowed", Step.days.expression, "Days allowed on this desk, weekends included", listed=False),
            Column(
                "Chased",
                chased.with_only_columns(func.count()).scalar_subquery(),
                "How often it was chased there",
                declared=PUBLIC,
            ),
            Column("Waits for", Step.label.expression, "The step to be done there", filterable=True),
            Column("Since", at.since, "The day on which it came to this desk"),
            Column("Last chased", chased.with_only_columns(func.max(Reminder.sent_on)).scalar_subquery()),
            kind,
            Column("Councillors", visitors_named(), listed=False),
        ),
        order=(over.desc(), days.desc()),
    )


def key_of(visit_id: int, step_id: int) -> int:
    """The key of the row of the board about a visit and a step."""
    return visit_id * _KEY + step_id


def visit_and_step(key: int) -> tuple[int, int]:
    """The visit and the step that a row of the board is about, by its key."""
    return divmod(key, _KEY)


@dataclass(frozen=True)
class DeskCount:
    """How many open reports lie on one desk, the steps they wait for there, and how many of these are late.

    A report may wait for several steps at once, on several desks. The rows of the board are the steps.
    """

    desk: str
    reports: int
    steps: int
    late: int


def desk_counts(session: Session, as_at: dt.date) -> tuple[list[DeskCount], DeskCount]:
    """Every desk with reports on it on a day, the one with most late steps first; and all desks together."""
    lying = _lying(as_at)
    at = lying.c
    numbers = func.count(at.visit_id.distinct()), func.count(), count_where(at.due_on < as_at)
    by_desk = (
        select(_DESK.label("desk"), *numbers)
        .select_from(lying)
        .join(Step, Step.id == at.step_id)
        .join(Post, Post.id == Step.post_id, isouter=True)
        .group_by(_DESK)
    )
    whole = select(literal(""), *numbers).select_from(lying)
    counts = [DeskCount(*row) for row in session.execute(whole.union_all(by_desk))]
    return sorted(counts[1:], key=lambda count: (-count.late, -count.steps, normalise(count.desk))), counts[0]


def board(session: Session, as_at: dt.date) -> list[dict[str, Any]]:
    """The rows of the board as plain values, dates as ISO text: what `desks --json` writes. Internal: homes by name."""
    listing = desks(as_at)
    names = {
        "place": "Place",
        "visited_on": Visit.visited_on.property.columns[0].info["field"].label,
        "kind": Visit.kind.property.columns[0].info["field"].label,
        "councillors": "Councillors",
        "step": "Waits for",
        "desk": "Desk",
        "with": "With",
        "since": "Since",
        "days": "Days",
        "allowed": "Allowed",
        "over": "Days late",
        "chased": "Chased",
        "last_chased": "Last chased",
    }
    columns = [listing.column(label) for label in names.values()]
    return [
        {"visit": visit_and_step(key)[0]} | {name: _plain(value) for name, value in zip(names, values, strict=True)}
        for key, *values in session.execute(listing.rows(None, columns))
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def lines(session: Session, as_at: dt.date) -> Iterator[str]:
    """The board in plain text: a heading a desk, a line a report."""
    rows = board(session, as_at)
    if not rows:
        yield f"No report is on its way on {show(as_at)}."
    for count in desk_counts(session, as_at)[0]:
        reports = "1 report" if count.reports == 1 else f"{count.reports} reports"
        yield f"{count.desk}: {reports}, {count.late} late"
        for row in rows:
            if row["desk"] == count.desk:
                visited, since = (show(dt.date.fromisoformat(row[name])) for name in ("visited_on", "since"))
                late = f", {row['over']} late" if row["over"] else ""
                late += _chased(row["chased"], row["last_chased"])
                whom = f" ({row['with']})" if row["with"] else ""
                yield (
                    f"  {row['place']}, {visited}{whom}: {row['step']}; "
                    f"since {since}, {row['days']} of {row['allowed']} days{late}"
                )


def _chased(times: int, last: str | None) -> str:
    if not last:
        return ""
    day = show(dt.date.fromisoformat(last))
    return f"; chased once, on {day}" if times == 1 else f"; chased {times} times, last on {day}"
