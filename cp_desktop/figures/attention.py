"""What needs the coordinator's attention on a day, the most pressing first; and the states a menu's items are in."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Date, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import Choice, Done, Home, MunicipalYear, Step, Survey, Term, Visit, VisitStatus, show
from cp_desktop.model.concerns import clock
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.sql import count_where

from .commitment_grid import STANDING, MenuStanding
from .counts import State
from .desks import key_of, open_steps
from .evidence import evidence
from .measures import Figure
from .population import population, twelve_months
from .retention import past_periods
from .survey_replies import STATUS, Replied

SURVEY_CLOSES_DAYS = 14
TERM_ENDS_DAYS = 60
COPY_OLD_DAYS = 7
COPIES, PEOPLES_DATA = "Copies", "People's data"  # sections of the settings
CHECK = "check"  # the page of a need that the check of the register tells more of
EACH = 3  # so many have a line of their own; more are told in one

_PLACE = func.coalesce(Home.name, Visit.place, type_=String())


@dataclass(frozen=True)
class Need:
    """One thing to attend to.

    `page` is the key of the page where it is done and `id` the record there, None for several. Of several, the page
    shows no others: those that hold `filters` (values by the label of a column), or the ones of these keys, `rows`,
    which together are called `called`. They are as many as the sentence says. `measure` is the figure whose rows are
    meant, where there is one. The greater the `weight`, the more pressing.
    """

    sentence: str
    page: str
    weight: int
    id: int | None = None
    measure: str | None = None
    filters: Mapping[str, frozenset[Choice]] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    called: str = ""
    section: str = ""  # of the page, by its title, where it is about none of its rows

    @property
    def several(self) -> bool:
        """Whether it is about rows that its page shows without others."""
        return bool(self.filters or self.rows)


@dataclass(frozen=True)
class Safekeeping:
    """What is known of the copies of the register, beside when the last one was made.

    `problem` says why none could be kept. `second_place` is where they are brought to as well and `away_since` the day
    on which that was reached last, if that is too long ago; `ask` says that a second place is to be asked for.
    """

    problem: str = ""
    second_place: str = ""
    away_since: dt.date | None = None
    ask: bool = False


def attention(
    session: Session,
    year_id: int,
    edition_id: int | None,
    as_at: dt.date,
    totals: Mapping[str, Figure],
    homes: Mapping[str, Figure],
    last_copy: dt.date | None,
    today: dt.date,
    safekeeping: Safekeeping | None = None,
    last_check: tuple[dt.date, int] | None = None,
) -> list[Need]:
    """What needs attention on the day, the most pressing first. `totals` and `homes` are that day's figures.

    `last_copy` is the day of the newest copy of the register, None if there is none, which is judged by `today`.
    `last_check` is the day of the last check of the register and how much it found amiss, None where there was none.
    """
    needs = [
        *_concerns(session, as_at),
        *_check(last_check),
        *_menu(session, year_id, edition_id),
        *_unvisited(session, as_at, homes),
        *_reports(session, as_at),
        *_planned(session, as_at),
        *_survey(session, edition_id, as_at, totals),
        *_uncommitted(edition_id, totals),
        *_evidence(session, edition_id, as_at),
        *_copies(last_copy, today),
        *_safekeeping(safekeeping or Safekeeping()),
        *_terms(session, as_at),
        *_past_periods(session, today),
    ]
    return sorted(needs, key=lambda need: -need.weight)


def _concerns(session: Session, as_at: dt.date) -> Iterator[Need]:
    # Neither the place nor the story: somebody may look over the coordinator's shoulder.
    said = (Visit.concern_reported_on, Visit.concern_reported_to, Visit.concern_reported_by, Visit.concern_reference)
    missing = or_(*(func.trim(func.coalesce(cast(column, String), "")) == "" for column in said))
    raised = func.coalesce(Visit.concern_raised_on, Visit.visited_on, type_=Date)
    query = select(Visit.id, Visit.visited_on, raised, Visit.concern_kind, Visit.concern_reported_on).where(
        Visit.concern, raised <= as_at, missing
    )
    for id, day, since, kind, reported in session.execute(query.order_by(raised)):
        how = "is reported, but not yet fully recorded." if reported else "is not reported yet."
        when = "" if reported else f" {clock(kind, since, as_at)}"
        yield Need(f"The safeguarding concern of the visit on {show(day)} {how}{when}", "visits", 100, id)


def _check(last: tuple[dt.date, int] | None) -> Iterator[Need]:
    if last and last[1]:
        yield Need(unsound(*last), CHECK, 95)


def unsound(on: dt.date, findings: int) -> str:
    """The sentence for a register in which the check of a day found something amiss."""
    things = "one thing" if findings == 1 else f"{show(findings)} things"
    return f"This register is not sound: the check of {show(on)} found {things} amiss."


def _menu(session: Session, year_id: int, edition_id: int | None) -> Iterator[Need]:
    if edition_id is None:
        year = session.get_one(MunicipalYear, year_id).label
        yield Need(f"There is no menu for {year} yet.", "menu", 90)


def _unvisited(session: Session, as_at: dt.date, homes: Mapping[str, Figure]) -> Iterator[Need]:
    measure = "not_visited_with_children"
    number = homes[measure].numerator
    if number:
        since = show(twelve_months(as_at))
        yield Need(
            f"{homes[measure].sentence()} {have(number)} had no visit by a councillor since {since}.",
            "homes",
            80,
            None,
            measure,
        )


def _reports(session: Session, as_at: dt.date) -> Iterator[Need]:
    lying = open_steps(as_at).subquery().c
    late = (
        select(Visit.id, Visit.visited_on, _PLACE, Step.label, lying.due_on, Step.id)
        .join(lying.visit_id.table, lying.visit_id == Visit.id)
        .join(Step, Step.id == lying.step_id)
        .join(Home, Home.id == Visit.home_id, isouter=True)
        .where(lying.due_on < as_at)
        .order_by(lying.due_on, Visit.id)
    )
    rows = session.execute(late).all()
    reports = list({row[0]: row for row in rows}.values())
    if len(reports) > EACH:
        what = f"{len(rows)} steps of {len(reports)}" if len(rows) > len(reports) else f"{len(reports)}"
        sentence = f"{what} reports are late on somebody's desk, the longest since {show(reports[0][4])}."
        keys = tuple(key_of(row[0], row[5]) for row in rows)
        yield Need(sentence, "desks", 70, rows=keys, called="Late on a desk")
        return
    for id, day, place, label, due, _ in reports:
        yield Need(f"“{label}” was due on {show(due)}: the visit to {place} on {show(day)}.", "visits", 70, id)


def _planned(session: Session, as_at: dt.date) -> Iterator[Need]:
    query = (
        select(Visit.id, Visit.visited_on, _PLACE)
        .join(Home, Home.id == Visit.home_id, isouter=True)
        .where(Visit.status == VisitStatus.PLANNED, Visit.visited_on < as_at)
        .order_by(Visit.visited_on)
    )
    visits = session.execute(query).all()
    if len(visits) > EACH:
        sentence = f"{len(visits)} planned visits are past, and not said to be made or cancelled."
        keys = tuple(visit[0] for visit in visits)
        yield Need(sentence, "visits", 65, rows=keys, called="Planned and past")
        return
    for id, day, place in visits:
        yield Need(f"Was the visit to {place}, planned for {show(day)}, made?", "visits", 65, id)


def _survey(session: Session, edition_id: int | None, as_at: dt.date, totals: Mapping[str, Figure]) -> Iterator[Need]:
    going = and_(Survey.edition_id == edition_id, valid_on(Survey.opens_on, Survey.closes_on, as_at))
    survey = session.execute(select(Survey.closes_on).where(going).order_by(Survey.closes_on)).first()
    if survey is None:
        return
    figure = totals["replies"].of(totals["members"])
    if figure.numerator == figure.denominator:
        return
    waiting = (figure.denominator or 0) - figure.numerator
    missing = f"{show(waiting)} of {show(figure.denominator)} councillors {have(waiting)} not replied to the survey"
    filters = {STATUS: frozenset({Replied.NO})}
    days = None if survey.closes_on is None else (survey.closes_on - as_at).days
    if days is None or days > SURVEY_CLOSES_DAYS:
        yield Need(f"{missing}.", "survey", 45, filters=filters)
    else:
        when = f"{'today,' if days == 0 else 'on'} {show(survey.closes_on)}"
        yield Need(f"{missing}, which closes {when}.", "survey", 60, filters=filters)


def _uncommitted(edition_id: int | None, totals: Mapping[str, Figure]) -> Iterator[Need]:
    number = totals["members"].numerator - totals["menu_returns"].numerator
    if edition_id is not None and number:
        words = f"{'councillor' if number == 1 else 'councillors'} {have(number)}"
        filters = {STANDING: frozenset({MenuStanding.NONE})}
        yield Need(f"{show(number)} {words} not committed to anything yet.", "commitments", 50, filters=filters)


def _evidence(session: Session, edition_id: int | None, as_at: dt.date) -> Iterator[Need]:
    keys = () if edition_id is None else tuple(session.scalars(evidence(edition_id, as_at).ids()))
    if keys:
        what = "1 suggestion waits" if len(keys) == 1 else f"{show(len(keys))} suggestions wait"
        sentence = f"{what} to be confirmed as evidence for what was promised."
        yield Need(sentence, "evidence", 35, rows=keys, called="To confirm")


def _copies(last_copy: dt.date | None, today: dt.date) -> Iterator[Need]:
    if last_copy is None:
        yield Need("There is no copy of this register. File > Back up makes one.", "", 40)
    elif (today - last_copy).days > COPY_OLD_DAYS:
        yield Need(f"The last copy of this register is from {show(last_copy)}. File > Back up makes a new one.", "", 40)


def _safekeeping(known: Safekeeping) -> Iterator[Need]:
    if known.problem:
        yield Need(known.problem, "settings", 75, section=COPIES)
    if known.away_since is not None:
        since = show(known.away_since)
        sentence = f"The second place for copies, {known.second_place}, was not reached since {since}. Connect it."
        yield Need(sentence, "settings", 42, section=COPIES)
    if known.ask:
        sentence = (
            "Copies of this register are on this computer alone. Choose a second place: a network drive, a stick."
        )
        yield Need(sentence, "settings", 20, section=COPIES)


def _terms(session: Session, as_at: dt.date) -> Iterator[Need]:
    soon = as_at + dt.timedelta(days=TERM_ENDS_DAYS)
    ending = and_(Term.start <= as_at, Term.end.between(as_at, soon))
    terms = session.execute(select(Term.councillor_id, Term.end).where(ending).order_by(Term.end)).all()
    if terms:
        words = "1 term of office ends" if len(terms) == 1 else f"{show(len(terms))} terms of office end"
        keys = tuple(dict.fromkeys(councillor for councillor, _ in terms))
        yield Need(f"{words} by {show(terms[-1][1])}.", "councillors", 30, rows=keys, called="Term of office ends")


def _past_periods(session: Session, today: dt.date) -> Iterator[Need]:
    # Judged by the real day: a register turned to a past one keeps what it keeps all the same.
    for one in past_periods(session, today):
        what = f"{one.kind.label}: {show(one.number)} past the retention period, which ended on {show(one.until)}."
        yield Need(what, "settings", 25, section=PEOPLES_DATA)


def have(number: int) -> str:
    return "has" if number == 1 else "have"


def item_states(session: Session, edition_id: int | None, as_at: dt.date) -> dict[int, dict[State, int]]:
    """By item, how many councillors are in each state of the grid: every pair once, in one state."""
    if edition_id is None:
        return {}
    g = population(edition_id, as_at)
    standing, said, known = g.standing.c, g.answer.c, g.known.c
    done = or_(g.says(standing.reply_id, standing.item_id), g.recorded(standing.councillor_id, standing.item_id))
    answered = g.says(standing.reply_id, standing.item_id, Done.NOT_YET)
    promised = select(standing.item_id, func.count(), count_where(done), count_where(and_(~done, answered)))
    states: dict[int, dict[State, int]] = {}
    for item, all_, undertaken, not_yet in session.execute(promised.group_by(standing.item_id)):
        states[item] = {"committed": all_ - undertaken - not_yet, "undertaken": undertaken, "not_yet": not_yet}
    by_reply = select(said.councillor_id, said.item_id).where(said.done == Done.UNDERTAKEN)
    besides = by_reply.union(select(known.councillor_id, known.item_id)).subquery().c
    unasked = select(besides.item_id, func.count()).where(~g.committed(besides.councillor_id, besides.item_id))
    for item, number in session.execute(unasked.group_by(besides.item_id)):
        states.setdefault(item, {})["undertaken_uncommitted"] = number
    return states
