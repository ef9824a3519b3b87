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

from . import counts
from .ground import twelve_months
from .measures import HOME_MEASURES, MEASURES, PAIR_MEASURES, Figure

_Told = dict[tuple[str | None, int | str | None], dict[str, Figure]]


class Twin:
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
        seat = {}
        for term in sorted(self.terms, key=lambda term: term.id):
            if term.start <= day and (term.end is None or day <= term.end):
                seat[term.councillor_id] = term
        items = {item.id: item for item in self.items if item.edition_id == edition_id}

        def ours(row: Any) -> bool:
            return row.item_id in items and row.councillor_id in seat

        standing = {
            (row.councillor_id, row.item_id)
            for row in self.commitments
            if ours(row) and row.made_on <= day and not (row.withdrawn_on is not None and row.withdrawn_on <= day)
        }
        surveys = {survey.id for survey in self.surveys if survey.edition_id == edition_id}
        latest = {}
        for reply in sorted(self.replies, key=lambda reply: (reply.answered_at, reply.id)):
            if reply.survey_id in surveys and reply.answered_at.date() <= day and reply.councillor_id in seat:
                latest[reply.councillor_id] = reply.id
        councillor_of = {reply: councillor for councillor, reply in latest.items()}
        says: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for answer in self.answers:
            if answer.reply_id in councillor_of and answer.item_id in items:
                says[answer.done].add((councillor_of[answer.reply_id], answer.item_id))
        recorded = {(row.councillor_id, row.item_id) for row in self.activities if ours(row) and row.done_on <= day}

        repliers_own = {pair for pair in standing if pair[0] in latest}
        not_yet = repliers_own - says["undertaken"]
        every = says["undertaken"] | recorded
        sets: dict[str, set[Any]] = {
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

        told = PAIR_MEASURES if by in ("item", "group") else MEASURES
        found: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(told, 0))
        for measure in told:
            for councillor, item in sets[measure]:
                found[part(councillor, item)][measure] += 1
        return dict(found)

    def home_numbers(self, day: dt.date, since: dt.date, by: str | None = None) -> dict[Any, dict[str, int]]:
        """By part, the number of every measure of homes: what `homes` and `homes_breakdown` must say."""
        accompanied = {visitor.visit_id for visitor in self.visitors}
        visited = {
            visit.home_id
            for visit in self.visits
            if visit.status == "made" and since <= visit.visited_on <= day and visit.id in accompanied
        }
        children: dict[int, int] = {}
        for count in sorted(self.children_counts, key=lambda count: count.counted_on):
            if count.counted_on <= day:
                children[count.home_id] = count.children
        found: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(HOME_MEASURES, 0))
        for home in self.homes:
            if (home.opened_on and home.opened_on > day) or (home.closed_on and home.closed_on <= day):
                continue
            ward = self.wards.get(home.ward_id)
            part = None if by is None or ward is None else ward.id if by == "ward" else ward.district_id
            seen, lived_in = home.id in visited, children.get(home.id, 0) > 0
            true = {
                "open": True,
                "visited": seen,
                "not_visited": not seen,
                "with_children": lived_in,
                "without_children": not lived_in,
                "visited_with_children": seen and lived_in,
                "not_visited_with_children": not seen and lived_in,
                "not_visited_without_children": not seen and not lived_in,
            }
            for measure, holds in true.items():
                found[part][measure] += holds
        return dict(found)

    def differences(self, session: Session, edition_id: int | None, day: dt.date, called: str) -> Iterator[str]:
        """A sentence for each number of one edition and day in which the figures and the twin differ; none is right.

        `called` names the edition in the sentences.
        """
        said: _Told = {(None, None): counts.totals(session, edition_id, day)}
        for by in counts.BYS:
            said |= {(by, line.key): line.figures for line in counts.breakdown(session, edition_id, day, by)}
        ours: dict[Any, dict[str, int]] = {}
        for part in (None, *counts.BYS):
            ours |= {(part, key): numbers for key, numbers in self.numbers(edition_id, day, part).items()}
        yield from _compared(said, ours, f"{called}, as at {day.isoformat()}")

    def home_differences(self, session: Session, day: dt.date) -> Iterator[str]:
        """The same for the figures of homes, twelve months back from a day."""
        said: _Told = {(None, None): counts.homes(session, day)}
        bys: tuple[counts.HomesBy, ...] = ("ward", "district")
        for by in bys:
            said |= {(by, line.key): line.figures for line in counts.homes_breakdown(session, day, None, by)}
        ours: dict[Any, dict[str, int]] = {}
        for part in (None, *bys):
            found = self.home_numbers(day, twelve_months(day), part)
            ours |= {(part, key): numbers for key, numbers in found.items()}
        yield from _compared(said, ours, f"homes, as at {day.isoformat()}")


def _compared(said: _Told, ours: dict[Any, dict[str, int]], where: str) -> Iterator[str]:
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
    twin, today = Twin(session), dt.date.today()
    found: list[str] = []
    years = session.execute(
        select(MunicipalYear.label, MunicipalYear.first_day, MunicipalYear.last_day, Edition.id).join(
            Edition, Edition.year_id == MunicipalYear.id, isouter=True
        )
    )
    for label, first, last, edition in years:
        for day in sorted({first, first + (last - first) * 2 // 3, last, min(last, today)}):
            found += twin.differences(session, edition, day, label)
            found += twin.home_differences(session, day)
    return found
