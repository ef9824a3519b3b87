"""Imports visits: where, when, of what kind, by whom, what was agreed, and what became of the report."""

import datetime as dt
from typing import Any

from sqlalchemy import Date, select

from cp_desktop.figures.desk_holders import route_steps
from cp_desktop.model import (
    Home,
    Stage,
    StepDone,
    Visit,
    VisitAction,
    VisitKind,
    Visitor,
    show,
    table_of,
)
from cp_desktop.model.report_route import RouteStep
from cp_desktop.model.values import key, quoted

from ..choices import LEAVE_OUT, Option
from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .attendees import attendees
from .known_homes import Homes


def plan(context: ImportContext) -> None:
    run = context.session.execute
    homes = Homes(list(run(select(table_of(Home)))))
    visits = _Visits(context)
    for row in context.rows():
        said = context.values(row, Visit, but=("kind",))
        if kind := _kind(context, row):
            said["kind"] = kind
        home = _home(context, homes, row)
        if home:
            said["home_id"] = home
        elif not said.get("place") and not context.stopped:
            context.missing(row, "home", label="Home, by its name or URN,")
        if "visited_on" not in said and not context.stopped:
            context.missing(row, "visit.visited_on")
        people = attendees(context, row, context.lines(row, "visitors"), "visitors", said.get("visited_on"))
        passed = {stage: day for stage in STAGES if (day := context.value(row, stage, Date()))}
        if context.stopped:
            continue
        if people or not context.text(row, "visitors"):
            visits.put(row, said, people, passed)
        else:  # somebody answered to leave them out
            context.line(row, context.text(row, "visitors"), LEFT, "Left out")


WHICH = "Which home"
LIKELY = 85  # of 100: from here a name that is nearly a home's is proposed for it
# What spreadsheets call the stages of a report that they know of.
STAGES = {
    Stage.RECEIVED: (
        "Report received",
        "Report received on",
        "Report rec'd",
        "Date report received",
        "Date report rec'd",
        "Received",
        "Date received",
    ),
    Stage.SENT: (
        "Report sent",
        "Report sent on",
        "Report sent to Commissioning",
        "Report sent to Children's Commissioning",
        "Date report sent",
        "Sent to Commissioning",
        "Sent to Children's Commissioning",
        "Sent on",
        "Date sent",
    ),
    Stage.RETURNED: (
        "Report returned",
        "Report returned on",
        "Report returned to councillor",
        "Report back",
        "Date report returned",
        "Returned",
        "Returned to councillor",
        "Returned to Cllr",
        "Date returned",
    ),
}

KIND = Kind(
    name="visits",
    label="Visits",
    what="visits",
    plan=plan,
    needs=(("visit.visited_on",), ("home", "urn", "visit.place"), ("visitors",)),
    records=(Visit,),
    headings=(
        Heading("home", ("Home", "Name of home", "Home name", "Home visited", "Place", "Venue", "Where")),
        Heading("urn", ("URN", "Ofsted URN")),
        *(Heading(stage, names) for stage, names in STAGES.items()),
        Heading("actions", ("Actions", "Action", "Actions agreed", "Agreed actions")),
        Heading(
            "visitors",
            (
                "Councillors",
                "Visiting councillors",
                "Councillor",
                "Councillors visiting",
                "Visiting Cllrs",
                "Visiting Cllr",
                "Cllrs visiting",
                "Cllrs",
                "Cllr",
                "Elected members",
                "Visiting members",
                "Members",
                "Member",
                "Visited by",
                "Visit by",
                "Visitors",
                "Visitor",
                "Who visited",
                "Names of councillors",
            ),
        ),
    ),
)


def _home(context: ImportContext, homes: Homes, row: Row) -> int | None:
    urn, name = context.text(row, "urn"), context.text(row, "home")
    if not urn and not name:
        return None
    found = homes.find(urn or None, name)
    if not found and urn and name:
        found = homes.find(None, name)
        if found:
            # A name alone is not enough when the file says that it is another home.
            stored = homes.stored[found[0]]
            asked = f"“{quoted(name)}” has the URN {quoted(urn)} here and {stored.urn} in the register."
            return _which(context, row, f"home: {urn} | {name}", asked, [(stored.id, stored.name)])
    named = homes.names.get(key(name), []) if urn and name else []
    if named and found and found[0] not in named:
        stored = homes.stored[found[0]]
        asked = f"the URN {quoted(urn)} is that of {quoted(stored.name)} in the register, and not of “{quoted(name)}”."
        both = [(number, homes.stored[number].name) for number in (*found, *named)]
        return _which(context, row, f"home: {urn} | {name}", asked, both)
    if len(found) == 1:
        return found[0]
    if found:
        context.trouble(row, "home", f"several homes are called “{quoted(name)}”; expected the URN of the one meant")
        return None
    from rapidfuzz import fuzz, process

    near = process.extract(key(name), homes.names.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=70) if name else []
    if not near:
        column = "urn" if urn else "home"
        context.trouble(row, column, f"no home “{quoted(urn or name)}” is in the register; expected one of its homes")
        return None
    candidates = [(number, str(homes.stored[number].name)) for same, _, _ in near for number in homes.names[same]]
    asked = f"no home “{quoted(name)}” is in the register."
    return _which(context, row, f"home: {urn} | {name}", asked, candidates, near[0][1] >= LIKELY and not urn)


def _which(
    context: ImportContext, row: Row, key: str, asked: str, homes: list[tuple[int, str]], likely: bool = False
) -> int | None:
    """The home that is answered to be meant; the first is proposed where it is `likely`, and not to have the row."""
    answers = [Option(f"home:{number}", name) for number, name in homes]
    proposed = answers[0].value if likely else LEAVE_OUT.value
    answer = context.ask(key, asked, [*answers, LEAVE_OUT], cause=WHICH, row=row, column="home", proposed=proposed)
    return int(answer.partition(":")[2]) if answer else None


def _kind(context: ImportContext, row: Row) -> VisitKind | None:
    """What a visit was; one that is called another's (Regulation 44) is ours only by an answer, not by its cell."""
    said = context.text(row, "visit.kind")
    because = VisitKind.why_not(said)
    if not because:
        kind: VisitKind | None = context.value(row, "visit.kind")
        return kind
    sentence = (
        f"“{quoted(said)}” is not {because.partition('. ')[0]}; was it a visit by councillors, as its other cells say?"
    )
    answers = [Option(VisitKind.MONITORING.value, f"Yes, a {VisitKind.MONITORING.label.lower()} of theirs")]
    answer = context.trouble(row, "visit.kind", sentence, answers)
    return VisitKind.MONITORING if answer else None


class _Visits:
    """The visits of the register, with those the file adds: one for each home, day and kind."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        run, visitor = context.session.execute, table_of(Visitor).c
        self.stored: dict[Any, Any] = {}
        for row in run(select(table_of(Visit))):
            self.stored[self._mark(row._mapping)] = row
        self.visitors: dict[int, set[int]] = {}
        for visit, councillor in run(select(visitor.visit_id, visitor.councillor_id)):
            self.visitors.setdefault(visit, set()).add(councillor)
        self.new: dict[Any, int] = {}
        self.seen: dict[Any, dict[Any, Any]] = {}  # what the rows of the file said of each
        done, action, home = table_of(StepDone).c, table_of(VisitAction).c, table_of(Home).c
        self.route = route_steps(context.session)
        # Two steps may pass the same stage: a spreadsheet's column means the first.
        self.steps = {step.stage: step for step in reversed(self.route)}
        homes = list(run(select(home.id, home.name, home.manager_id)))
        self.managers = {row.id: row.manager_id for row in homes}
        self.homes = {row.id: row.name for row in homes}
        # By visit and step: the stored row, or the key of one that is drafted.
        self.done: dict[tuple[int, int], Any] = {
            (row.visit_id, row.step_id): row for row in run(select(table_of(StepDone)).order_by(done.id))
        }
        self.actions = {(row.visit_id, key(row.what)) for row in run(select(action.visit_id, action.what))}

    @staticmethod
    def _mark(said: Any) -> Any:
        kind = said.get("kind") or VisitKind.MONITORING
        return said.get("home_id") or key(said.get("place") or ""), said["visited_on"], kind

    def put(self, row: Row, said: dict[str, Any], people: list[int], passed: dict[Stage, dt.date]) -> None:
        draft, mark = self.context.draft, self._mark(said)
        if not self._agrees(row, mark, said | passed):
            return
        verdict, details = LEFT, []
        if mark in self.new:
            number = self.new[mark]
            draft.change(Visit, number, said)
        elif mark in self.stored:
            stored = self.stored[mark]
            number = stored.id
            details = self.context.update(Visit, stored, said)
            verdict = CHANGED if details else LEFT
        else:
            number = self.new[mark] = draft.add(Visit, **said)
            verdict = ADDED
        there = self.visitors.setdefault(number, set())
        for councillor in people:
            new = draft.add_once(there, councillor, Visitor, visit_id=number, councillor_id=councillor)
            if new and mark not in self.new:
                details.append(f"with {self.context.people.known[councillor].name}")
                verdict = CHANGED
        kind = said.get("kind") or (self.stored[mark].kind if mark in self.stored else VisitKind.MONITORING)
        home = said.get("home_id") or (self.stored[mark].home_id if mark in self.stored else None)
        manager = self.managers.get(home) if home else None
        known = {step.stage for step in self.route if (number, step.id) in self.done}
        more = [*self._follow(number, manager, passed), *self._agree(number, self.context.lines(row, "actions"))]
        self._imply(number, manager, kind, {stage: day for stage, day in passed.items() if stage not in known})
        if more and verdict == LEFT:
            verdict = CHANGED
        details += [] if mark in self.new else more
        what = self.homes[home] if home else said.get("place")
        self.context.line(row, f"{what}, {show(said['visited_on'])}", verdict, "; ".join(details))

    def _agrees(self, row: Row, mark: Any, said: dict[Any, Any]) -> bool:
        """Whether a second row of one visit says nothing else than an earlier one; asked where it does."""
        before = self.seen.setdefault(mark, said)
        if all(before.get(name, value) == value for name, value in said.items()):
            self.seen[mark] = before | said
            return True
        self.context.trouble(row, None, "an earlier row says other things of the same visit; expected it once")
        return False

    def _follow(self, visit: int, manager: int | None, passed: dict[Stage, dt.date]) -> list[str]:
        """Drafts the steps that the report of a visit has taken; what is new or other, in words."""
        details = []
        for stage, day in passed.items():
            self.context.draft.place = self.context.place(stage)
            step = self.steps.get(stage)
            if step is None:
                self.context.note(f"No step of a report is “{stage.label}” by the settings: its dates are left out.")
                continue
            stored = self.done.get((visit, step.id))
            if stored is None:
                self._pass(visit, step, manager, day)
            elif isinstance(stored, int) or stored.done_on == day:
                self.context.draft.count_unchanged(StepDone)
                continue
            else:
                self.context.draft.change(StepDone, stored.id, {"done_on": day})
            details.append(f"{stage.label}: {show(day)}")
        self.context.draft.place = None
        return details

    def _pass(self, visit: int, step: RouteStep, manager: int | None, day: dt.date) -> None:
        """Drafts that a step was done, with the post that the report lay with until then."""
        self.done[visit, step.id] = self.context.draft.add(
            StepDone, visit_id=visit, step_id=step.id, done_on=day, post_id=step.waits_with(manager)
        )

    def _imply(self, visit: int, manager: int | None, kind: VisitKind, passed: dict[Stage, dt.date]) -> None:
        """Drafts the steps that a stage implies and the file has no column for: a report that came back has passed all
        that its kind needs and is done with, one that was sent on has been received. They take the stage's day.

        `passed` are the stages that were not known before: what the register holds of an older one stays as it is."""
        for stage, implied in ((Stage.RETURNED, set(Stage)), (Stage.SENT, {Stage.RECEIVED})):
            day = passed.get(stage)
            if day is None:
                continue
            self.context.draft.place = self.context.place(stage)
            for step in self.route:
                if kind in step.kinds and step.stage in implied and (visit, step.id) not in self.done:
                    self._pass(visit, step, manager, day)
                    self.context.note(
                        f"Where a report was {stage.label.lower()} and the file has no day for “{step.label}”, that is "
                        "taken for done on the same day."
                    )
        self.context.draft.place = None

    def _agree(self, visit: int, text: str) -> list[str]:
        """Drafts the actions agreed, one a line; what is new, in words."""
        details = []
        for what in filter(None, (line.strip(" -•*") for line in text.splitlines())):
            if self.context.draft.add_once(self.actions, (visit, key(what)), VisitAction, visit_id=visit, what=what):
                details.append(f"Action: {what}")
        return details
