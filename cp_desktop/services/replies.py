"""A councillor's replies to the survey: loaded with all that can be said of them, and saved."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures.commitment_grid import GridItem, items_of
from cp_desktop.figures.population import population
from cp_desktop.model import (
    Answer,
    Councillor,
    Done,
    Edition,
    MunicipalYear,
    Paragraphs,
    Reason,
    Reply,
    Survey,
    answer_values,
    show,
    survey_of,
    table_of,
)
from cp_desktop.model.survey import says_nothing
from cp_desktop.model.values import read
from cp_desktop.register import Register


@dataclass(frozen=True)
class ItemAnswer:
    """What a reply says of one item."""

    done: Done = Done.NO_ANSWER
    reason: Reason | None = None
    example: str | None = None
    may_be_quoted: bool = False
    may_be_named: bool = False

    @property
    def blank(self) -> bool:
        return says_nothing(self)


@dataclass(frozen=True)
class StoredReply:
    """A reply that is in the register; `counts` is true of the one that counts on the day."""

    id: int
    answered_at: dt.datetime
    source: str | None
    counts: bool
    answers: dict[int, ItemAnswer]

    @property
    def heading(self) -> str:
        """When it was given, and whether it counts."""
        source = f", {self.source}" if self.source else ""
        counts = "this one counts" if self.counts else "kept; another counts on this day"
        return f"Reply of {show(self.answered_at.date())}{source}: {counts}"


@dataclass(frozen=True)
class ReplySheet:
    """All that is asked of one councillor: her commitments first, then the other items; her replies, latest first."""

    councillor_id: int
    name: str
    committed: list[GridItem]
    others: list[GridItem]
    replies: list[StoredReply]


def load(session: Session, edition_id: int | None, as_at: dt.date, councillor_id: int) -> ReplySheet | None:
    """Reads one councillor's sheet; None when she is gone."""
    councillor = session.get(Councillor, councillor_id)
    if councillor is None or edition_id is None:
        return None
    pairs = figures.grid(session, edition_id, as_at, [councillor_id])
    promised = {item for (_, item), pair in pairs.items() if pair.promised}
    items = items_of(session, edition_id)
    counting = session.scalar(select(population(edition_id, as_at, [councillor_id]).member.c.reply_id))
    query = (
        select(Reply)
        .join(Reply.survey)
        .where(Survey.edition_id == edition_id, Reply.councillor_id == councillor_id)
        .order_by(Reply.answered_at.desc(), Reply.id.desc())
        .options(selectinload(Reply.answers))
    )
    stored = [
        StoredReply(
            reply.id,
            reply.answered_at,
            reply.source,
            reply.id == counting,
            {
                one.item_id: ItemAnswer(one.done, one.reason, one.example, one.may_be_quoted, one.may_be_named)
                for one in reply.answers
            },
        )
        for reply in session.scalars(query)
    ]
    return ReplySheet(
        councillor_id,
        councillor.name,
        [item for item in items if item.id in promised],
        [item for item in items if item.id not in promised],
        stored,
    )


def save(
    register: Register,
    edition_id: int,
    councillor_id: int,
    answers: Mapping[int, ItemAnswer],
    day: dt.date,
    source: str | None,
    reply_id: int | None = None,
) -> int:
    """Saves a new reply of a day, or what one of the register says now; returns its key.

    A second one of the same day is put a minute after the first, so that the later counts. Makes the edition's
    survey if there is none. Raises UserError when nothing is answered, or the day is before the municipal year.
    """
    with register.operation("Save a reply") as session:
        councillor = session.get(Councillor, councillor_id)
        if councillor is None:
            raise UserError("This councillor is no longer in the register. Nothing was saved. See History.")
        session.info["label"] = f"{'Change' if reply_id else 'Record'} the reply of {councillor.name}"
        year = session.scalars(select(MunicipalYear).join(Edition).where(Edition.id == edition_id)).one()
        reply = _reply(session, edition_id, year.label, councillor_id, day, reply_id)
        reply.source = source
        _answer(reply, answers)
        session.flush()
        return reply.id


def _reply(
    session: Session, edition_id: int, year: str, councillor_id: int, day: dt.date, reply_id: int | None
) -> Reply:
    """The reply of that key, or a new one, with its moment on the day."""
    if reply_id is None:
        survey_id = _survey(session, edition_id, year, day)
        reply = Reply(survey_id=survey_id, councillor_id=councillor_id, answered_at=dt.datetime.min)
        session.add(reply)
    else:
        found = session.get(Reply, reply_id)
        if found is None:
            raise UserError("This reply is no longer in the register. Nothing was saved. Enter it as a new one.")
        reply = found
    if reply_id is None or reply.answered_at.date() != day:
        with session.no_autoflush:
            reply.answered_at = _moment(session, reply.survey_id, councillor_id, day)
    return reply


def _answer(reply: Reply, answers: Mapping[int, ItemAnswer]) -> None:
    there = {answer.item_id: answer for answer in reply.answers}
    for item_id, one in answers.items():
        answer = there.get(item_id)
        if one.blank:
            if answer is not None:
                reply.answers.remove(answer)
            continue
        if answer is None:
            answer = Answer(item_id=item_id)
            reply.answers.append(answer)
        example = read(one.example or "", Paragraphs())
        values = answer_values(one.done, one.reason, example, one.may_be_quoted, one.may_be_named)
        for name, value in values.items():
            setattr(answer, name, value)


def _survey(session: Session, edition_id: int, year: str, day: dt.date) -> int:
    surveys = session.scalars(select(Survey).where(Survey.edition_id == edition_id).order_by(Survey.id)).all()
    found = survey_of(surveys, day)
    if found is None:
        found = Survey(edition_id=edition_id, title=Survey.usual_title(year))
        session.add(found)
        session.flush()
    return found.id


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
