"""The follow-up survey: each councillor's replies, and what they say item by item."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, Choice, field, in_order, owned, table_of
from .council import before_the_year
from .councillors import Councillor
from .listing import Column, Listing
from .menu import Edition, Item
from .rules import Rule


class Done(Choice):
    """What a reply says of one item. A blank is no answer: it does not say "not yet"."""

    UNDERTAKEN = "undertaken", "Undertaken", ("Yes", "Done", "Completed", "I have")
    NOT_YET = "not_yet", "Not yet", ("No", "Not undertaken", "Not done", "Not yet undertaken", "Not started")
    NO_ANSWER = "no_answer", "No answer", ("Not answered",)


class Reason(Choice):
    """Why an item has not been undertaken yet."""

    NO_OPPORTUNITY = "no_opportunity", "No opportunity has arisen"
    POSTPONED = "postponed", "The event was postponed"
    PLANNED = "planned", "Planned"
    IMPOSSIBLE = "impossible", "No longer possible"
    OTHER = "other", "Another reason"


class Survey(Base):
    """One round of questions about an edition's items."""

    __tablename__ = "survey"
    __table_args__ = (in_order("opens_on", "closes_on", "The survey closes before it opens."),)
    one, many = "survey", "surveys"
    display_attribute = "title"

    edition_id: Mapped[int] = field("Menu", PUBLIC, references="edition.id")
    title: Mapped[str] = field("Title", PUBLIC)
    opens_on: Mapped[dt.date | None] = field("Opens on", PUBLIC)
    closes_on: Mapped[dt.date | None] = field("Closes on", PUBLIC)

    edition: Mapped[Edition] = relationship()

    @staticmethod
    def usual_title(year: str) -> str:
        """What the survey of a municipal year is called that nobody has named."""
        return f"Follow-up survey {year}"


def says_nothing(answer: Any) -> bool:
    """Whether of an item neither is said whether it was undertaken, nor anything in words."""
    return answer.done == Done.NO_ANSWER and not answer.example


def _answers_nothing(reply: "Reply") -> str | None:
    return "Nothing is answered yet." if all(map(says_nothing, reply.answers)) else None


def _before_the_year(reply: "Reply") -> str | None:
    return before_the_year("The reply", reply.answered_at.date(), reply.survey.edition.year)


class Reply(Base):
    """A councillor's reply. All are kept; on any day the latest by then counts."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("survey_id", "councillor_id", "answered_at"),)
    rules = (
        Rule("answers_something", "answers", (), _answers_nothing, below=("answers",), remedy="Answer an item."),
        Rule(
            "in_its_year",
            "answered_at",
            ("survey_id", "answered_at"),
            _before_the_year,
            above=("survey.edition.year.first_day",),
        ),
    )
    one, many = "reply", "replies"
    display_attribute = "answered_at"

    survey_id: Mapped[int] = field("Survey", PUBLIC, references="survey.id", index=None)
    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    answered_at: Mapped[dt.datetime] = field(
        "Answered", PUBLIC, happened=True, headings=("completion time", "date submitted", "timestamp")
    )
    source: Mapped[str | None] = field(
        "Source", PUBLIC, help="On paper, by telephone, or the file it was read from", filterable=True
    )

    survey: Mapped[Survey] = relationship()
    councillor: Mapped[Councillor] = relationship()
    answers: Mapped[list["Answer"]] = owned("Answers", back_populates="reply")


class Answer(Base):
    """What one reply says of one item."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_reply_item", "reply_id", "item_id", unique=True),)
    one, many = "answer", "answers"
    display_attribute = "done"

    reply_id: Mapped[int] = field("Reply", PUBLIC, references="reply.id", index=None)
    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id")
    done: Mapped[Done] = field("Undertaken?", PUBLIC, choices=Done)
    reason: Mapped[Reason | None] = field("Why not yet", PUBLIC, choices=Reason)
    example: Mapped[str | None] = field("Example or remark", INTERNAL, paragraphs=True)
    may_be_quoted: Mapped[bool] = field("May be quoted", PUBLIC, default=False)
    may_be_named: Mapped[bool] = field("May be quoted with the name", PUBLIC, default=False)

    reply: Mapped[Reply] = relationship(back_populates="answers")
    item: Mapped[Item] = relationship()


def survey_of(surveys: Sequence[Any], day: dt.date) -> Any | None:
    """Which of an edition's surveys (rows with the columns of Survey, in their order) a reply of that day belongs to.

    The one that was open then, else the latest; None where there is none yet.
    """
    for one in surveys:
        if one.opens_on and one.closes_on and one.opens_on <= day <= one.closes_on:
            return one
    return surveys[-1] if surveys else None


def answer_values(
    done: Choice, reason: Reason | None, example: str | None, may_be_quoted: bool, may_be_named: bool
) -> dict[str, Any]:
    """What an answer keeps of what was said, by its columns.

    A reason belongs to "not yet" alone; only words that are there may be quoted, and only with them goes the name.
    """
    quoted = may_be_quoted and bool(example)
    return {
        "done": done,
        "reason": reason if done is Done.NOT_YET else None,
        "example": example or None,
        "may_be_quoted": quoted,
        "may_be_named": quoted and may_be_named,
    }


def replies(edition_id: int) -> Listing:
    """Every reply to an edition's surveys, the latest first."""
    reply = table_of(Reply).c
    return Listing(
        key="replies",
        title="Replies",
        record=Reply,
        id=reply.id,
        source=select(Reply.id).join(Reply.councillor).join(Reply.survey).where(Survey.edition_id == edition_id),
        columns=(
            Column.of(Reply.councillor_id, expression=Councillor.name.expression),
            Column.of(Reply.answered_at),
            Column.of(Reply.survey_id, expression=table_of(Survey).c.title, filterable=True),
            Column.of(Reply.source),
        ),
        order=(reply.answered_at.desc(),),
    )
