"""Imports the follow-up survey: one row a reply, for each item whether it was undertaken and an example."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import Boolean, DateTime, select

from cp_desktop.errors import UserError
from cp_desktop.model import Answer, Done, Reason, Reply, Survey, answer_values, normalise, show, survey_of, table_of
from cp_desktop.model.values import UnreadableError, key, read_choice

from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, LEFT, number_of
from ..readers import Row
from .item_columns import item_columns, same_item

# What a reason for "not yet" speaks of, tried in this order; anything else said is another reason.
_REASONS = (
    (Reason.IMPOSSIBLE, r"no longer|not possible|impossible|has closed|was closed|withdrawn"),
    (Reason.POSTPONED, r"postpone|put off|cancel|rearrang|reschedul|delayed"),
    (Reason.PLANNED, r"\bplan|booked|arranged|scheduled|diary|will be|intend|going to|next (month|week|year|term)"),
    (Reason.NO_OPPORTUNITY, r"opportunit|has not come up|has not arisen|none has|no applications?|not been asked"),
)
_NAME = re.compile(
    r"\b(may|can|could|shall) (we|you|i|be)\b.*\bnam(e|ed)\b|\b(with|by|under|use|give) (my|your|their|the)? ?names?\b",
    re.I,
)
_QUOTE = re.compile(r"\bquot", re.I)
_EXAMPLE = re.compile(r"\b(example|comment|describe|details?|tell us|reason|why|remark|what did you)", re.I)


def plan(context: ImportContext) -> None:
    columns: dict[int, dict[str, int]] = {}
    for number, places in item_columns(context).items():
        parts = _parts(places)
        done = parts.get("done")
        if done is not None and same_item(context, done, _question(context, done), context.items[number]):
            columns[number] = parts
    if not columns and not context.plan.open:
        raise UserError(
            f"{context.table.path.name} has no columns about items: expected headings that begin with an item's "
            "number, like “2. Make monitoring visits: have you undertaken this?” and “2. Please give an example”. "
            "Nothing was imported."
        )
    replies = _Replies(context)
    for row in context.rows():
        name, email = context.text(row, "name"), context.text(row, "email")
        if key(email) in ("anonymous", "notgiven"):
            email = ""
        if not name and not email:
            context.missing(row, "name", label="Name or e-mail")
            continue
        at = context.value(row, "reply.answered_at") or context.value(row, "started", DateTime())
        if at is None:
            if not context.stopped:
                context.missing(row, "reply.answered_at")
            continue
        councillor = context.councillor(row, name, context.text(row, "ward"), email, column="name")
        if councillor is None or context.stopped:
            continue
        if not replies.fresh(councillor, at):
            context.draft.count_unchanged(Reply)
            context.line(row, name or email, LEFT, f"The reply of {show(at)} is there already")
        else:
            reply = context.draft.add(
                Reply,
                survey_id=replies.survey(at),
                councillor_id=councillor,
                answered_at=at,
                source=context.table.path.name,
            )
            said = sum(_answer(context, row, reply, number, parts) for number, parts in columns.items())
            context.line(row, name or email, ADDED, number_of(said, Answer))


KIND = Kind(
    name="survey",
    label="Survey replies",
    what="survey replies",
    plan=plan,
    needs=(("name", "email"), ("reply.answered_at", "started")),
    records=(Reply,),
    headings=(
        Heading("name", ("Name", "Councillor", "Your name", "Full name", "Councillor name")),
        Heading("email", ("E-mail", "Email address", "Username")),
        Heading("ward", ("Ward", "Your ward", "Division")),
        Heading("started", ("Start time", "Date started")),
        Heading("number", ("ID", "Response ID")),
    ),
    numbered=True,
    of_a_year=True,
)


def _parts(places: list[tuple[int, str]]) -> dict[str, int]:
    """Which of an item's columns asks whether it was done, which for an example, which whether it may be quoted, and
    which whether with the name."""
    parts: dict[str, int] = {}
    for place, said in places:
        signs = (("name", _NAME), ("quote", _QUOTE), ("example", _EXAMPLE))
        part = next((part for part, sign in signs if sign.search(said)), "done")
        parts.setdefault(part, place)
    return parts


def _question(context: ImportContext, place: int) -> str:
    """The item's wording out of a question's heading: without the number and without what is asked about it."""
    heading = re.sub(r"^\W*\d+\W*", "", context.table.headings[place])
    return re.sub(r"\W*\b(have|did|has) you\b.*$", "", heading, flags=re.I | re.S)


class _Replies:
    """The edition's surveys, and the replies that are there."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        survey, reply = table_of(Survey).c, table_of(Reply).c
        query = select(table_of(Survey)).where(survey.edition_id == context.edition.id).order_by(survey.id)
        self.surveys: list[Any] = list(context.session.execute(query))
        known = select(reply.councillor_id, reply.answered_at).where(
            reply.survey_id.in_([one.id for one in self.surveys])
        )
        self.known = {(row.councillor_id, row.answered_at) for row in context.session.execute(known)}
        self.new: int | None = None

    def fresh(self, councillor: int, at: dt.datetime) -> bool:
        """Whether this reply is not there yet; it is from now on."""
        if (councillor, at) in self.known:
            return False
        self.known.add((councillor, at))
        return True

    def survey(self, at: dt.datetime) -> int:
        """The survey that was open then, else the latest, else a new one."""
        found = survey_of(self.surveys, at.date())
        if found is not None:
            return int(found.id)
        if self.new is None:
            title = Survey.usual_title(self.context.year.label)
            self.new = self.context.draft.add(Survey, edition_id=self.context.edition.id, title=title)
        return self.new


def _answer(context: ImportContext, row: Row, reply: int, number: int, parts: dict[str, int]) -> bool:
    """Adds what a row says of one item; False when it says nothing."""
    said = context.ticked(row, parts["done"])
    example = context.lines(row, parts["example"]) if "example" in parts else ""
    if isinstance(said, str):
        try:
            done = read_choice(said, Done)
        except UnreadableError as problem:
            context.trouble(row, parts["done"], str(problem))
            return False
    else:
        done = Done.NO_ANSWER if said is None else Done.UNDERTAKEN if said else Done.NOT_YET
    if done is Done.NO_ANSWER and not example:
        return False
    quote, name = (context.at(row, parts[part], Boolean()) if part in parts else None for part in ("quote", "name"))
    # Where a file asks for the name alone ("May we quote you by name?"), a yes is leave for the words as well.
    quoted = bool(quote if "quote" in parts else name)
    values = answer_values(done, reason_of(example), example, quoted, bool(name))
    context.draft.add(Answer, reply_id=reply, item_id=context.items[number].id, **values)
    return True


def reason_of(text: str) -> Reason | None:
    """The reason a remark beside "not yet" gives; None when nothing is said."""
    if not text:
        return None
    said = normalise(text)
    return next((reason for reason, signs in _REASONS if re.search(signs, said)), Reason.OTHER)
