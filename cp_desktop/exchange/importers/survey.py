"""Imports the follow-up survey: one row a reply, for each item whether it was undertaken and an example."""

import re
from dataclasses import dataclass

from sqlalchemy import Boolean
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Answer, Done, Reply, answer_values, show
from cp_desktop.model.values import key

from ..choices import ImportChoices, Option
from ..headings import Heading, Table
from ..importer import ImportContext
from ..kind import Kind
from ..plan import ADDED, LEFT, number_of
from ..readers import Row
from .item_choices import ItemChoices
from .item_columns import ITEMS, ItemColumns, item_columns
from .item_tables import like_replies, prepare, refuse_anonymous
from .survey_cells import AnswerCells, reason_in, reason_of
from .survey_replies import Replies

_NOT_DONE = re.compile(r"\bnot\b|n['’]t\b|\bunable\b|\bplan(ned|ning)?\b|\bstill to\b|\bwill you\b", re.I)
EACH = Option("each", "Keep it with each of them")
FIRST = Option("first", "Keep it with the first of them alone")
NONE = Option("none", "Leave it out")


@dataclass
class Told:
    """What a reply says of one item."""

    done: Done = Done.NO_ANSWER
    example: str = ""
    word: str = ""  # what the cell itself says, which may give a reason
    quoted: bool | None = None
    named: bool | None = None


def plan(context: ImportContext) -> None:
    columns = item_columns(context)
    if not columns and not context.plan.open:
        raise UserError(
            f"{context.table.path.name} has no columns about items: expected headings that begin with an item's "
            "number, like “2. Make monitoring visits: have you undertaken this?” and “2. Please give an example”, or "
            "are an item's wording, or a column that names the items undertaken. Nothing was imported."
        )
    replies, reading = Replies(context), _Reading(context, columns)
    for row in context.rows():
        name, email = _who(context, row)
        if not name and not email:
            context.missing(row, "name", label="Name or e-mail")
            continue
        at = replies.answered_at(row)
        if at is None or context.stopped:
            continue
        councillor = context.councillor(row, name, context.text(row, "ward"), email, column="name")
        if councillor is None or context.stopped:
            continue
        if not replies.fresh(councillor, at):
            context.draft.count_unchanged(Reply)
            context.line(row, name or email, LEFT, f"The reply of {show(at)} is there already")
            continue
        told = reading.read(row)
        if context.stopped:
            continue
        replies.names[name or email] += 1
        reply = context.draft.add(
            Reply,
            survey_id=replies.survey(at),
            councillor_id=councillor,
            answered_at=at,
            source=context.table.path.name,
        )
        said = sum(_add(context, reply, number, one) for number, one in sorted(told.items()))
        context.line(row, name or email, ADDED, number_of(said, Answer))
    replies.note_several()


def _who(context: ImportContext, row: Row) -> tuple[str, str]:
    """The name and the e-mail address that a row gives; none where it says that it is anonymous."""
    name, email = context.text(row, "name"), context.text(row, "email")
    name = name or " ".join(filter(None, (context.text(row, part) for part in ("forename", "surname"))))
    return ("" if key(name) == "anonymous" else name, "" if key(email) in ("anonymous", "notgiven") else email)


class _Reading:
    """What the rows of a table say of the items."""

    def __init__(self, context: ImportContext, columns: ItemColumns) -> None:
        self.context, self.columns = context, columns
        self.cells = AnswerCells(context, columns.places, Done.UNDERTAKEN, Done.NOT_YET)
        self.choices = ItemChoices(context)

    def read(self, row: Row) -> dict[int, Told]:
        told: dict[int, Told] = {}
        for number, parts in self.columns.parts.items():
            if (one := self._item(row, number, parts)) is not None:
                told[number] = one
        for place in self.columns.chosen:
            done = self._chosen(row, place)
            for number, words in (self.choices.read(row, place) if done else {}).items():
                if told.setdefault(number, Told()).done is Done.NO_ANSWER and done:
                    told[number].done = done
                told[number].example = told[number].example or words or ""
        self._about_all(row, told)
        return told

    def _item(self, row: Row, number: int, parts: dict[str, int]) -> Told | None:
        """What the columns of one item say; None where they say nothing."""
        place = parts["done"]
        said = self.cells.answer(row, place, self.context.items[number])
        if said is None:
            return None
        example = self.context.lines(row, parts["example"]) if "example" in parts else ""
        example = "\n".join(dict.fromkeys(filter(None, (said.remark, example))))
        if (said.value is None or said.value is Done.NO_ANSWER) and not example:
            return None
        quoted, named = (self._leave(row, parts.get(part)) for part in ("quote", "name"))
        word = "" if said.value is None else self.context.lines(row, place)
        return Told(said.value or Done.NO_ANSWER, example, word, quoted, named)

    def _leave(self, row: Row, place: int | None) -> bool | None:
        return None if place is None else bool(self.context.at(row, place, Boolean()))

    def _chosen(self, row: Row, place: int) -> Done | None:
        """What the items named in a column are: undertaken, as a rule. It is shown, and may be said otherwise."""
        heading = self.context.table.headings[place]
        held = Done.NOT_YET if _NOT_DONE.search(heading) else Done.UNDERTAKEN
        answers = [Option(str(done.value), done.label) for done in (Done.UNDERTAKEN, Done.NOT_YET)]
        answer = self.context.ask(
            f"chosen: {heading}",
            "are the items named in these cells undertaken, or not yet?",
            answers,
            cause=ITEMS,
            row=row if self.context.lines(row, place) else None,
            column=place,
            proposed=str(held.value),
            default=str(held.value),
        )
        return next((done for done in Done if done.value == answer), None)

    def _about_all(self, row: Row, told: dict[int, Told]) -> None:
        """Gives to the items what a row says of all of them: an example, the leave to quote it."""
        general = self.columns.general
        done = [number for number in sorted(told) if told[number].done is Done.UNDERTAKEN] or sorted(told)
        example = self.context.lines(row, general["example"]) if "example" in general else ""
        if example:
            for number in self._with_which(row, general["example"], done):
                told[number].example = told[number].example or example
        quoted, named = (self._leave(row, general.get(part)) for part in ("quote", "name"))
        for one in told.values():
            one.quoted = quoted if one.quoted is None else one.quoted
            one.named = named if one.named is None else one.named

    def _with_which(self, row: Row, place: int, done: list[int]) -> list[int]:
        if not done:
            self.context.line(row, "", LEFT, "An example without an item is left out", group="Examples")
            return []
        if len(done) == 1:
            return done
        heading = self.context.table.headings[place]
        answer = self.context.ask(
            f"example: {heading}",
            "one example is given for several items; with which is it kept?",
            [EACH, FIRST, NONE],
            cause=ITEMS,
            row=row,
            column=place,
            proposed=EACH.value,
            default=EACH.value,
        )
        return done if answer == EACH.value else done[:1] if answer == FIRST.value else []


def _add(context: ImportContext, reply: int, number: int, told: Told) -> bool:
    """Drafts what a reply says of one item; False when it says nothing."""
    if told.done is Done.NO_ANSWER and not told.example:
        return False
    # Where a file asks for the name alone ("May we quote you by name?"), a yes is leave for the words as well.
    quoted = bool(told.named if told.quoted is None else told.quoted)
    reason = reason_in(told.word) or reason_of(told.example)
    values = answer_values(told.done, reason, told.example, quoted, bool(told.named))
    context.draft.add(Answer, reply_id=reply, item_id=context.items[number].id, **values)
    return True


def _prepare(kind: Kind, session: Session, table: Table, choices: ImportChoices) -> None:
    prepare(kind, session, table, choices)
    refuse_anonymous(table, choices)


KIND = Kind(
    name="survey",
    label="Survey replies",
    what="survey replies",
    plan=plan,
    needs=(("name", "email", "forename"), ("reply.answered_at", "started", "sent")),
    records=(Reply,),
    headings=(
        Heading("name", ("Name", "Councillor", "Your name", "Full name", "Councillor name")),
        Heading("email", ("E-mail", "Email address", "Username", "Your e-mail")),
        Heading("forename", ("First name", "Forename")),
        Heading("surname", ("Last name", "Surname")),
        Heading("ward", ("Ward", "Your ward", "Division")),
        Heading("reply.answered_at", ("Answered", "End date", "End", "Submitted", "Date of reply")),
        Heading("started", ("Start time", "Date started", "Start date", "Start")),
        Heading("sent", ("Submission time", "Last modified time", "Date last action")),
        Heading("number", ("ID", "Response ID", "Respondent ID")),
    ),
    numbered=True,
    of_a_year=True,
    shapes=like_replies,
    prepare=_prepare,
)
