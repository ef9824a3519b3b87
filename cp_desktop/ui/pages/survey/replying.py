"""A councillor's replies as the survey page reads and saves them; each save is the work of one operation."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Date, case, func, select, type_coerce
from sqlalchemy.orm import Session, selectinload

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures.ground import ground
from cp_desktop.model import (
    Answer,
    Choice,
    Column,
    Councillor,
    Done,
    Listing,
    Reason,
    Reply,
    Survey,
    show,
    table_of,
)
from cp_desktop.model.base import ChoiceType
from cp_desktop.ui.desk import Scope
from cp_desktop.ui.pages.commitments.committing import GridItem, items_of
from cp_desktop.ui.pages.commitments.grid_model import PROMISED, STANDING, menu_state


class Replied(Choice):
    """Whether a councillor has answered the survey."""

    YES = "yes", "Replied"
    NO = "no", "Not yet"


STATUS = "Survey"  # the label of that column


@dataclass(frozen=True)
class Said:
    """What a reply says of one item."""

    done: Done = Done.NO_ANSWER
    reason: Reason | None = None
    example: str | None = None
    may_be_quoted: bool = False
    may_be_named: bool = False

    @property
    def blank(self) -> bool:
        return self.done == Done.NO_ANSWER and not self.example


@dataclass(frozen=True)
class Kept:
    """A reply that is in the register; `counts` is true of the one that counts on the day."""

    id: int
    answered_at: dt.datetime
    source: str | None
    counts: bool
    answers: dict[int, Said]


@dataclass(frozen=True)
class Sheet:
    """All that the page shows of one councillor: her commitments first, then the other items, her replies latest
    first."""

    councillor_id: int
    name: str
    committed: list[GridItem]
    others: list[GridItem]
    replies: list[Kept]


def survey_rows(scope: Scope) -> Listing:
    """The members with whether they returned the menu and when they replied."""
    listing = figures.behind("members", scope.edition_id, scope.as_at)
    replied = listing.column("Replied")
    state = case((replied.expression.is_(None), Replied.NO.value), else_=Replied.YES.value)
    name, ward, district, party = listing.columns[:4]
    columns = (
        name,
        ward,
        Column(STATUS, type_coerce(state, ChoiceType(Replied)), filterable=True),
        replace(replied, label="Replied on", expression=func.date(replied.expression, type_=Date)),
        party,
        replace(district, listed=False),
        Column(STANDING, menu_state(scope), listed=False, filterable=True),
    )
    return replace(listing, key="survey", title="Survey", columns=columns)


def sheet_of(session: Session, scope: Scope, councillor_id: int) -> Sheet | None:
    """Reads one councillor's sheet; None when she is gone."""
    councillor = session.get(Councillor, councillor_id)
    if councillor is None or scope.edition_id is None:
        return None
    pairs = figures.grid(session, scope.edition_id, scope.as_at, [councillor_id])
    promised = {item for (_, item), pair in pairs.items() if pair.state in PROMISED}
    items = items_of(session, scope.edition_id)
    g = ground(scope.edition_id, scope.as_at, [councillor_id])
    counting = session.scalar(select(g.member.c.reply_id))
    query = (
        select(Reply)
        .join(Reply.survey)
        .where(Survey.edition_id == scope.edition_id, Reply.councillor_id == councillor_id)
        .order_by(Reply.answered_at.desc(), Reply.id.desc())
        .options(selectinload(Reply.answers))
    )
    kept = [
        Kept(
            reply.id,
            reply.answered_at,
            reply.source,
            reply.id == counting,
            {
                one.item_id: Said(one.done, one.reason, one.example, one.may_be_quoted, one.may_be_named)
                for one in reply.answers
            },
        )
        for reply in session.scalars(query)
    ]
    return Sheet(
        councillor_id,
        councillor.name,
        [item for item in items if item.id in promised],
        [item for item in items if item.id not in promised],
        kept,
    )


def save_reply(
    session: Session,
    scope: Scope,
    councillor_id: int,
    said: dict[int, Said],
    day: dt.date,
    source: str | None,
    reply_id: int | None = None,
) -> int:
    """Saves a new reply of a day, or what one of the register says now; returns its key.

    A second one of the same day is put a minute after the first, so that the later counts. Makes the edition's
    survey if there is none. Raises UserError when nothing is answered.
    """
    if all(one.blank for one in said.values()):
        raise UserError("Nothing is answered yet. Nothing was saved. Press U or N on an item.")
    if reply_id is None:
        survey = _survey(session, scope)
        reply = Reply(survey_id=survey, councillor_id=councillor_id, answered_at=dt.datetime.min)
        session.add(reply)
    else:
        found = session.get(Reply, reply_id)
        if found is None:
            raise UserError("This reply is no longer in the register. Nothing was saved. Enter it as a new one.")
        reply = found
    if reply_id is None or reply.answered_at.date() != day:
        with session.no_autoflush:
            reply.answered_at = _moment(session, reply.survey_id, councillor_id, day)
    reply.source = source
    there = {answer.item_id: answer for answer in reply.answers}
    for item_id, one in said.items():
        answer = there.get(item_id)
        if one.blank:
            if answer is not None:
                reply.answers.remove(answer)
            continue
        if answer is None:
            answer = Answer(item_id=item_id)
            reply.answers.append(answer)
        answer.done, answer.example = one.done, one.example
        answer.reason = one.reason if one.done == Done.NOT_YET else None
        answer.may_be_quoted = one.may_be_quoted and bool(one.example)
        answer.may_be_named = one.may_be_named and answer.may_be_quoted
    session.flush()
    return reply.id


def _survey(session: Session, scope: Scope) -> int:
    c = table_of(Survey).c
    found = session.scalar(select(c.id).where(c.edition_id == scope.edition_id).order_by(c.id.desc()).limit(1))
    if found is not None:
        return int(found)
    survey = Survey(edition_id=scope.edition_id, title=f"Survey {scope.year}")
    session.add(survey)
    session.flush()
    return survey.id


def _moment(session: Session, survey_id: int, councillor_id: int, day: dt.date) -> dt.datetime:
    """A moment of the day after every reply of hers on it."""
    c = table_of(Reply).c
    start = dt.datetime.combine(day, dt.time())
    mine = select(c.answered_at).where(
        c.survey_id == survey_id,
        c.councillor_id == councillor_id,
        c.answered_at >= start,
        c.answered_at < start + dt.timedelta(days=1),
    )
    last: Any = session.scalar(mine.order_by(c.answered_at.desc()).limit(1))
    return start if last is None else min(last + dt.timedelta(minutes=1), start + dt.timedelta(hours=24, seconds=-1))


def addresses_of(session: Session, listing: Listing, words: str, filters: dict[str, set[Any]]) -> tuple[list[str], int]:
    """The e-mail addresses of those rows who have not replied, and how many of them have none."""
    who = listing.ids(words, {**filters, STATUS: {Replied.NO}}).order_by(None)
    c = table_of(Councillor).c
    query = select(c.email).where(c.id.in_(who)).order_by(c.surname, c.forename)
    found = list(session.scalars(query))
    return [address for address in found if address], sum(not address for address in found)


def in_words(reply: Kept) -> str:
    """A reply's heading: when it was given, and whether it counts."""
    source = f", {reply.source}" if reply.source else ""
    counts = "this one counts" if reply.counts else "kept; another counts on this day"
    return f"Reply of {show(reply.answered_at.date())}{source}: {counts}"
