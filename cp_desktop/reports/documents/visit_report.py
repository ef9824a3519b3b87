"""The report of one visit, for those whom it concerns: what was seen, what was agreed, and the way it has come.

It is never published. Of a safeguarding concern it tells nothing, not even whether there is one, unless asked to.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Boolean, inspect, select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures.desk_holders import route_steps
from cp_desktop.model import (
    Council,
    Councillor,
    NeedsMet,
    Paragraphs,
    Post,
    Term,
    Visit,
    VisitAction,
    Visitor,
    VisitStatus,
    Ward,
    fields,
    show,
)
from cp_desktop.model.base import sort_columns
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.report_route import RouteStop, report_route
from cp_desktop.model.sql import sort_keys
from cp_desktop.register import edition_of
from cp_desktop.reports.blocks import Document
from cp_desktop.reports.builder import DocumentBuilder, column

from .visit_form import labels


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
    visit: int | None = None,
    concern: bool = False,
) -> Document:
    """The report of a visit, or of the latest one made by the day; its steps as they stood on that day.

    With `concern` the facts that the register keeps of its safeguarding concern stand at the end. Raises UserError
    where there is no such visit, or no concern to tell of.
    """
    municipal, _ = edition_of(session, year)
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    found = reported(session, day, visit)
    if concern and not found.concern:
        raise UserError(
            "This visit has no safeguarding concern, so there are no facts of one to print. Nothing was printed. "
            "Print the report without them."
        )
    return _Report(session, found, day).composed(concern)


def reported(session: Session, as_at: dt.date, visit: int | None = None) -> Visit:
    """The visit of that key, or the latest one made by the day. Raises UserError where there is none."""
    if visit is None:
        made = select(Visit).where(Visit.status == VisitStatus.MADE, Visit.visited_on <= as_at)
        found = session.scalars(made.order_by(Visit.visited_on.desc(), Visit.id.desc()).limit(1)).first()
    else:
        found = session.get(Visit, visit)
    if found is None:
        raise UserError(
            f"No visit was made by {show(as_at)}, so there is nothing to report. Nothing was printed. "
            "Log the visit first, or choose a later day."
            if visit is None
            else f"The register has no visit {visit}. Nothing was printed. Choose another on the Visits page."
        )
    return found


class _Report:
    def __init__(self, session: Session, visit: Visit, as_at: dt.date) -> None:
        self.session, self.visit, self.as_at = session, visit, as_at
        self.council = session.get_one(Council, 1)
        self.asked = labels(Visit)
        self.paper = DocumentBuilder(
            "Report of a visit",
            council=self.council.name,
            as_at=as_at,
            subject="A visit by councillors as corporate parents",
            author=self.council.coordinator or self.council.name,
            expected_pages=2,
            mark="Internal: not for publication",
        )

    def composed(self, concern: bool) -> Document:
        self._head()
        self._found()
        self._actions()
        self._route()
        if concern:
            self._concern()
        return self.paper.document()

    def _head(self) -> None:
        visit = self.visit
        when = ", ".join(part for part in (show(visit.visited_on), show(visit.starts_at)) if part)
        said = {
            self.asked["home_id" if visit.home else "place"].label: visit.where,
            self.asked["visited_on"].label: when,
            self.asked["kind"].label: show(visit.kind),
            "Councillors": self._councillors(),
        }
        if visit.status != VisitStatus.MADE:
            said |= {self.asked[name].label: show(getattr(visit, name)) for name in ("status", "reason")}
        said |= {self.asked[name].label: show(getattr(visit, name)) for name in ("announced", "capacity", "met")}
        said["Steps and actions as at"] = show(self.as_at)
        self.paper.title_block(list(said.items()))

    def _councillors(self) -> str:
        """Who visited, each with the ward on the day of the visit."""
        on_the_day = valid_on(Term.start, Term.end, self.visit.visited_on)
        query = (
            select(Councillor.title, Councillor.name, Ward.name)
            .join(Visitor, Visitor.councillor_id == Councillor.id)
            .outerjoin(Term, (Term.councillor_id == Councillor.id) & on_the_day)
            .outerjoin(Ward, Ward.id == Term.ward_id)
            .where(Visitor.visit_id == self.visit.id)
            .order_by(*sort_keys(*sort_columns(Councillor)), Visitor.councillor_id)
        )
        return "; ".join(
            " ".join(part for part in (title, name, f"({ward})" if ward else "") if part)
            for title, name, ward in self.session.execute(query)
        )

    def _found(self) -> None:
        paper, visit = self.paper, self.visit
        written = [
            (declared.label, text)
            for name, column, declared in fields(Visit)
            if isinstance(column.type, Paragraphs) and not declared.safeguarding and (text := getattr(visit, name))
        ]
        if not written and visit.needs_met is None:
            paper.heading("What the councillors found")
            paper.text("Nothing was written.")
            return
        if written:
            paper.heading("What the councillors found")
        for label, text in written:
            paper.heading(label, 2)
            paper.plain(text)
        if visit.needs_met is not None:
            paper.heading(self.asked["needs_met"].label)
            steps = ", ".join(choice.label for choice in NeedsMet)
            paper.text(f"In the councillors' judgement: **{show(visit.needs_met)}**.")
            paper.note(f"The four steps of the judgement are: {steps}.")

    def _actions(self) -> None:
        asked = labels(VisitAction)
        if not self.visit.actions:
            return
        self.paper.heading(inspect(Visit).relationships["actions"].info["label"])
        shares = {"what": 48, "owner": 22, "due_on": 15, "done_on": 15}
        self.paper.table(
            [column(asked[name].label, share) for name, share in shares.items()],
            [
                [action.what, action.owner, action.due_on, action.done_on if self._by_now(action.done_on) else None]
                for action in self.visit.actions
            ],
        )

    def _by_now(self, day: dt.date | None) -> bool:
        return day is not None and day <= self.as_at

    def _route(self) -> None:
        visit = self.visit
        manager_id = visit.home.manager_id if visit.home else None
        lay_with = {step.step_id: step.post_id for step in visit.steps}
        days = {step.step_id: step.done_on for step in visit.steps if self._by_now(step.done_on)}
        steps = route_steps(self.session)
        stops = report_route(steps, visit.kind, visit.status, visit.visited_on, days, self.as_at, manager_id, lay_with)
        if not stops or visit.status != VisitStatus.MADE:
            return
        self.paper.heading("The way of this report")
        rows = [[stop.step.label, self._desk(stop), show(stop.done_on) or "not yet"] for stop in stops]
        self.paper.table([column("Step", 46), column("Until then on the desk of", 36), column("Done on", 18)], rows)

    def _desk(self, stop: RouteStop) -> str:
        """With whom the report lies, or lay, until the step is done: posts, for officers come and go."""
        if stop.post_id is None:
            return show(stop.step.holder)
        return self.session.get_one(Post, stop.post_id).title

    def _concern(self) -> None:
        self.paper.heading("Safeguarding concern")
        said = {
            name: (declared.label, getattr(self.visit, name))
            for name, column, declared in fields(Visit)
            if declared.safeguarding and not isinstance(column.type, Boolean)
        }
        label, raised_on = said["concern_raised_on"]
        said["concern_raised_on"] = label, raised_on or self.visit.visited_on
        self.paper.table(
            [column("", 35), column("In the register", 65)],
            [[label, self._fact(value)] for label, value in said.values()],
        )
        self.paper.note("The register keeps these facts and not the story. Hand them to nobody who need not know them.")

    def _fact(self, value: Any) -> Any:
        """A fact of a concern: a day after that of the paper is marked, for by then it had not happened."""
        if value is None:
            return "not recorded"
        return f"{show(value)} (later)" if isinstance(value, dt.date) and not self._by_now(value) else value
