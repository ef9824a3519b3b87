"""The same definitions a second time, on purpose: in plain Python over plain rows, so that `check` can prove the SQL.

Nothing here shares a line with the statements it checks, and nothing else may use it: it reads the whole register.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Edition,
    Home,
    Item,
    MunicipalYear,
    Reply,
    Survey,
    Term,
    Visit,
    Visitor,
    Ward,
    table_of,
)

from . import counts, coverage
from .coverage import Window, window
from .measures import CHANGE_MEASURES, HOME_MEASURES, MEASURES, PAIR_MEASURES, Figure

_Figures = dict[tuple[str | None, int | str | None], dict[str, Figure]]


class ReferenceCounts:
    """The plain rows of a register, counted by hand."""

    def __init__(self, session: Session) -> None:
        def rows(kind: Any) -> list[Any]:
            return list(session.execute(select(table_of(kind))))

        self.terms, self.items, self.wards = rows(Term), rows(Item), {ward.id: ward for ward in rows(Ward)}
        self.commitments, self.activities = rows(Commitment), rows(Activity)
        self.surveys, self.replies, self.answers = rows(Survey), rows(Reply), rows(Answer)
        self.homes, self.children_counts = rows(Home), rows(ChildrenCount)
        self.visits, self.visitors = rows(Visit), rows(Visitor)

    def numbers(self, edition_id: int | None, day: dt.date, by: str | None = None) -> dict[Any, dict[str, int]]:
        """By part, the number of every measure: what `totals` and `breakdown` must say. None is the whole council."""
        seat = self._seats(day)
        items = {item.id: item for item in self.items if item.edition_id == edition_id}
        sets = self._sets(seat, items, self._latest_replies(edition_id, day, seat), day)

        def part(councillor: int, item: int | None) -> Any:
            match by:
                case None:
                    return None
                case "item":
                    return item
                case "group":
                    return items[item].group if item else None
                case "party":
                    return seat[councillor].party
                case "ward":
                    return seat[councillor].ward_id
            return self.wards[seat[councillor].ward_id].district_id

        measures = PAIR_MEASURES if by in ("item", "group") else MEASURES
        found: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(measures, 0))
        for measure in measures:
            for councillor, item in sets[measure]:
                found[part(councillor, item)][measure] += 1
        return dict(found)

    def _seats(self, day: dt.date) -> dict[int, Any]:
        """The term of each councillor who has one on a day."""
        terms = sorted(self.terms, key=lambda term: term.id)
        return {one.councillor_id: one for one in terms if one.start <= day and (one.end is None or day <= one.end)}

    def _latest_replies(self, edition_id: int | None, day: dt.date, seat: dict[int, Any]) -> dict[int, int]:
        """The reply of each member that counts on a day."""
        surveys = {survey.id for survey in self.surveys if survey.edition_id == edition_id}
        latest = {}
        for reply in sorted(self.replies, key=lambda reply: (reply.answered_at, reply.id)):
            if reply.survey_id in surveys and reply.answered_at.date() <= day and reply.councillor_id in seat:
                latest[reply.councillor_id] = reply.id
        return latest

    def _sets(
        self, seat: dict[int, Any], items: dict[int, Any], latest: dict[int, int], day: dt.date
    ) -> dict[str, set[tuple[int, int | None]]]:
        """What each measure counts: pairs of a councillor and an item, or of a councillor and None."""

        def ours(row: Any) -> bool:
            return row.item_id in items and row.councillor_id in seat

        standing: set[tuple[int, int | None]] = {
            (row.councillor_id, row.item_id)
            for row in self.commitments
            if ours(row) and row.made_on <= day and not (row.withdrawn_on is not None and row.withdrawn_on <= day)
        }
        councillor_of = {reply: councillor for councillor, reply in latest.items()}
        says: dict[str, set[tuple[int, int | None]]] = defaultdict(set)
        for answer in self.answers:
            if answer.reply_id in councillor_of and answer.item_id in items:
                says[answer.done].add((councillor_of[answer.reply_id], answer.item_id))
        recorded = {(row.councillor_id, row.item_id) for row in self.activities if ours(row) and row.done_on <= day}

        repliers_own = {pair for pair in standing if pair[0] in latest}
        not_yet = repliers_own - says["undertaken"]
        every = says["undertaken"] | recorded
        return {
            "members": {(councillor, None) for councillor in seat},
            "menu_returns": {(councillor, None) for councillor, _ in standing},
            "commitments": standing,
            "replies": {(councillor, None) for councillor in latest},
            "replies_with_return": {(councillor, None) for councillor, _ in repliers_own},
            "repliers_commitments": repliers_own,
            "undertaken_replies": says["undertaken"],
            "undertaken_replies_committed": says["undertaken"] & standing,
            "undertaken_replies_uncommitted": says["undertaken"] - standing,
            "undertaken_known": every,
            "undertaken_known_committed": every & standing,
            "undertaken_known_uncommitted": every - standing,
            "not_yet_replies": not_yet,
            "not_yet_said": not_yet & says["not_yet"],
            "not_yet_no_answer": not_yet - says["not_yet"],
            "active_members": {(councillor, None) for councillor, _ in every},
        }

    def home_numbers(self, days: Window, by: str | None = None) -> dict[Any, dict[str, int]]:
        """By part, the number of every measure of homes: what `homes`, `homes_changed` and `homes_breakdown` must say.

        Lives through every day from the first that anything is known of, and looks around on the last.
        """
        happened = self._happened()
        lived = _HomesLivedThrough(happened, days)
        held: set[int] = set()
        unknown = {home.id for home in self.homes if home.opened_on is None}  # open before, and not counted by then
        lived.live_through(dt.date.min)
        day = min((day for day in happened if day > dt.date.min), default=days.as_at)
        while day <= days.as_at:
            if day == days.since:
                held, unknown = lived.holding(), lived.standing - lived.children.keys()
            lived.live_through(day)
            day += dt.timedelta(days=1)
        if days.since > days.as_at:
            held, unknown = lived.holding(), set()

        found: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys((*HOME_MEASURES, *CHANGE_MEASURES), 0))
        now = lived.holding()
        for home in self.homes:
            ward = self.wards.get(home.ward_id)
            part = None if by is None or ward is None else ward.id if by == "ward" else ward.district_id
            there, visited, lived_in = home.id in lived.standing, home.id in lived.seen["visited"], home.id in now
            true = {
                "open": there,
                "visited": there and visited,
                "not_visited": there and not visited,
                "with_children": there and lived_in,
                "without_children": there and not lived_in,
                "visited_with_children": there and visited and lived_in,
                "not_visited_with_children": there and not visited and lived_in,
                "not_visited_without_children": there and not visited and not lived_in,
                "opened": home.id in lived.seen["opened"],
                "closed": home.id in lived.seen["closed"],
                "came_to_hold": home.id in now - held - unknown,
                "ceased_to_hold": home.id in held - now,
            }
            for measure, holds in true.items():
                found[part][measure] += holds
        return dict(found)

    def _happened(self) -> dict[dt.date, list[tuple[str, Any]]]:
        """What befell homes, by its day: what it was, and the row that tells of it."""
        happened: dict[dt.date, list[tuple[str, Any]]] = defaultdict(list)
        for home in self.homes:
            happened[home.opened_on or dt.date.min].append(("opened", home))
            if home.closed_on:
                happened[home.closed_on].append(("closed", home))
        for count in self.children_counts:
            happened[count.counted_on].append(("counted", count))
        accompanied = {visitor.visit_id for visitor in self.visitors}
        for visit in self.visits:
            if visit.status == "made" and visit.id in accompanied:
                happened[visit.visited_on].append(("visited", visit))
        return happened

    def differences(self, session: Session, edition_id: int | None, day: dt.date, called: str) -> Iterator[str]:
        """A sentence for each number of one edition and day in which the two counts differ; none is right.

        `called` names the edition in the sentences.
        """
        said: _Figures = {(None, None): counts.totals(session, edition_id, day)}
        for by in counts.BYS:
            said |= {(by, line.key): line.figures for line in counts.breakdown(session, edition_id, day, by)}
        ours: dict[Any, dict[str, int]] = {}
        for part in (None, *counts.BYS):
            ours |= {(part, key): numbers for key, numbers in self.numbers(edition_id, day, part).items()}
        yield from _compared(said, ours, f"{called}, as at {day.isoformat()}")

    def home_differences(self, session: Session, days: Window) -> Iterator[str]:
        """The same for the figures of homes in a window."""
        since, until, as_at = days.since, days.until, days.as_at
        measured = coverage.homes(session, as_at, since, until) | coverage.homes_changed(session, as_at, since, until)
        said: _Figures = {(None, None): measured}
        for by in coverage.HOMES_BYS:
            lines = coverage.homes_breakdown(session, as_at, since, by, until)
            said |= {(by, line.key): line.figures for line in lines}
        ours: dict[Any, dict[str, int]] = {}
        for part in (None, *coverage.HOMES_BYS):
            ours |= {(part, key): numbers for key, numbers in self.home_numbers(days, part).items()}
        where = f"homes, {since.isoformat()} to {until.isoformat()}, as at {as_at.isoformat()}"
        yield from _compared(said, ours, where)


class _HomesLivedThrough:
    """How homes stand after the days that were lived through, and which a window has seen opened, closed, visited."""

    def __init__(self, happened: dict[dt.date, list[tuple[str, Any]]], days: Window) -> None:
        self._happened, self._days = happened, days
        self.standing: set[int] = set()
        self.children: dict[int, int] = {}
        self.seen: dict[str, set[int]] = {"opened": set(), "closed": set(), "visited": set()}

    def live_through(self, day: dt.date) -> None:
        today, days = self._happened.get(day, []), self._days
        for what, home in today:
            if what == "opened":
                self.standing.add(home.id)
        for what, home in today:
            if what == "closed":
                self.standing.discard(home.id)
            if what in ("opened", "closed") and day >= days.since:
                self.seen[what].add(home.id)
        for what, row in today:
            if what == "counted":
                self.children[row.home_id] = row.children
            if what == "visited" and days.since <= day <= days.until and row.home_id in self.standing:
                self.seen["visited"].add(row.home_id)

    def holding(self) -> set[int]:
        """The open homes in which children were at the last count."""
        return {home for home in self.standing if self.children.get(home)}


def _compared(said: _Figures, ours: dict[Any, dict[str, int]], where: str) -> Iterator[str]:
    for by, key in sorted(said.keys() | ours.keys(), key=str):
        figures, numbers = said.get((by, key), {}), ours.get((by, key), {})
        for measure in sorted(figures.keys() | numbers.keys()):
            shown = figures[measure].numerator if measure in figures else 0
            counted = numbers.get(measure, 0)
            if shown != counted:
                part = f" of {by} {key}" if by else ""
                yield f"{measure}{part} ({where}): the figures say {shown}, a second count says {counted}."


def check(session: Session) -> list[str]:
    """Counts everything twice, for each menu on its year's first and last day, a day between and today.

    Returns a sentence for each difference: an empty list is the proof that all figures are right.
    """
    reference_counts, today = ReferenceCounts(session), dt.date.today()
    found: list[str] = []
    years = session.execute(
        select(MunicipalYear.label, MunicipalYear.first_day, MunicipalYear.last_day, Edition.id).join(
            Edition, Edition.year_id == MunicipalYear.id, isouter=True
        )
    )
    for label, first, last, edition in years:
        for day in sorted({first, first + (last - first) * 2 // 3, last, min(last, today)}):
            found += reference_counts.differences(session, edition, day, label)
            found += reference_counts.home_differences(session, window(day))
            found += reference_counts.home_differences(session, window(last, first, day))
    return found
