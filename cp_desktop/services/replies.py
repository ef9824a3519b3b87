"""A councillor's replies to the survey: loaded with all that can be said of them, and saved.

As with other records, what differs from how a reply was read is written, and nothing else.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
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
    Item,
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
from cp_desktop.model.sql import keys_in
from cp_desktop.model.survey import says_nothing
from cp_desktop.model.values import read
from cp_desktop.register import Register

from .records import ChangedMeanwhileError, Conflict


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

    @property
    def detail(self) -> str:
        """What it says beside whether the item was done: "Not enough time. “We tried” (may be quoted)"."""
        quoted = " (may be quoted)" if self.may_be_quoted else ""
        if self.may_be_named:
            quoted = " (may be quoted with the name)"
        example = f"“{self.example}”{quoted}" if self.example else ""
        return ". ".join(filter(None, (show(self.reason), example)))

    @property
    def in_words(self) -> str:
        return ". ".join(filter(None, (show(self.done), self.detail)))


@dataclass
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

    def answer(self, item_id: int) -> ItemAnswer:
        """What it says of an item."""
        return self.answers.get(item_id, ItemAnswer())

    def part(self, at: str) -> Any:
        """What a conflict is about: its day, its source, or by the item's key an answer."""
        match at:
            case "answered_on":
                return self.answered_at.date()
            case "source":
                return self.source
        return self.answer(int(at))

    def take(self, other: "StoredReply", at: str) -> None:
        """Makes one part that of another reply."""
        match at:
            case "answered_on":
                self.answered_at = other.answered_at
            case "source":
                self.source = other.source
            case _:
                self.answers[int(at)] = other.answer(int(at))


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
    stored = [_stored(reply, reply.id == counting) for reply in session.scalars(query)]
    return ReplySheet(
        councillor_id,
        councillor.name,
        [item for item in items if item.id in promised],
        [item for item in items if item.id not in promised],
        stored,
    )


def _stored(reply: Reply, counts: bool) -> StoredReply:
    answers = {
        one.item_id: ItemAnswer(one.done, one.reason, one.example, one.may_be_quoted, one.may_be_named)
        for one in reply.answers
    }
    return StoredReply(reply.id, reply.answered_at, reply.source, counts, answers)


def save(
    register: Register,
    edition_id: int,
    councillor_id: int,
    answers: Mapping[int, ItemAnswer],
    day: dt.date,
    source: str | None,
    as_read: StoredReply | None = None,
) -> int:
    """Saves a new reply of a day, or what one of the register, `as_read` before, says now; returns its key.

    A second one of the same day is put a minute after the first, so that the later counts. Makes the edition's
    survey if there is none. Raises UserError when nothing is answered, or the day is before the municipal year, and
    ChangedMeanwhileError for what was changed on both sides since the reply was read.
    """
    with register.operation("Save a reply") as session:
        councillor = session.get(Councillor, councillor_id)
        if councillor is None:
            raise UserError("This councillor is no longer in the register. Nothing was saved. See History.")
        session.info["label"] = f"{'Change' if as_read else 'Record'} the reply of {councillor.name}"
        if as_read is None:
            year = session.scalars(select(MunicipalYear).join(Edition).where(Edition.id == edition_id)).one()
            survey_id = _survey(session, edition_id, year.label, day)
            reply = Reply(survey_id=survey_id, councillor_id=councillor_id, answered_at=dt.datetime.min, source=source)
            session.add(reply)
        else:
            found = session.get(Reply, as_read.id)
            if found is None:
                raise UserError("This reply is no longer in the register. Nothing was saved. Enter it as a new one.")
            reply = found
            answers = _changed(session, reply, as_read, answers, day, source)
        if reply.answered_at.date() != day and (as_read is None or as_read.answered_at.date() != day):
            with session.no_autoflush:
                reply.answered_at = _moment(session, reply.survey_id, councillor_id, day)
        if as_read is None or source != as_read.source:
            reply.source = source
        _answer(reply, answers)
        session.flush()
        return reply.id


def _changed(
    session: Session,
    reply: Reply,
    as_read: StoredReply,
    answers: Mapping[int, ItemAnswer],
    day: dt.date,
    source: str | None,
) -> dict[int, ItemAnswer]:
    """The answers that differ from how the reply was read. Raises ChangedMeanwhileError."""
    mine = replace(as_read, answered_at=dt.datetime.combine(day, dt.time()), source=source, answers=dict(answers))
    now = _stored(reply, as_read.counts)
    conflicts = list(_conflicts(session, as_read, mine, now))
    if conflicts:
        raise ChangedMeanwhileError("reply", conflicts)
    return {item: one for item, one in answers.items() if one != as_read.answer(item)}


def _conflicts(session: Session, as_read: StoredReply, mine: StoredReply, now: StoredReply) -> Iterator[Conflict]:
    """What differs in all three: how it was read, what was entered, and what the register holds by now."""
    labels = {"answered_on": "Answered on", "source": "Source"}
    items = select(Item.id, Item.number).where(Item.id.in_(keys_in(mine.answers.keys() | now.answers.keys())))
    labels |= {str(id): f"Item {number}" for id, number in session.execute(items.order_by(Item.number))}
    for at, label in labels.items():
        before, entered, stands = (one.part(at) for one in (as_read, mine, now))
        if before not in (entered, stands) and entered != stands:
            yield Conflict(at, label, _words(entered), _words(stands), partial(as_read.take, now, at))


def _words(part: Any) -> str:
    return part.in_words if isinstance(part, ItemAnswer) else show(part)


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
