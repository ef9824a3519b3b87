"""What of a document the coordinator can put into her own words, and keeping it.

Its sections, the sentences that its figures give, and members' involvement in each item. `load` gives them as they
stand in a list and an editor; each of them saves itself by one of the three services.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, DocumentText, EditedSentence, Home, Involvement, Item, MunicipalYear, normalise
from cp_desktop.model.values import read_text
from cp_desktop.register import Register
from cp_desktop.register.edited import INVOLVEMENT, involvements, sentences_of
from cp_desktop.register.texts import Drafts, Section, placeholder_names, sections, unfilled
from cp_desktop.reports.sentences import SUMMARY, Sentence, sentences

from .outcome import Outcome

LETTERS = "letters"  # the texts of what is sent by e-mail: a document without pages

NO_SENTENCE = Sentence("", "", "")
NO_SECTION = Section("", "", "", False)


def edit_section(register: Register, year_id: int, document: str, section: Section, body: str | None) -> Outcome:
    """Keeps a section of a document in her words for a municipal year; None takes them away: back to the built-in.

    `section` is it as she read it. Raises UserError when it was changed since.
    """
    verb = "Back to the built-in text" if body is None else "Edit text"
    label = f"{verb}: {section.title}"
    query = select(DocumentText).where(
        DocumentText.year_id == year_id, DocumentText.document == document, DocumentText.section == section.key
    )
    with register.operation(label) as session:
        year = session.get_one(MunicipalYear, year_id).label
        now = next((one for one in sections(session, document, year) if one.key == section.key), section)
        _must_be_as_read(whole(now), whole(section), body)
        new = DocumentText(year_id=year_id, document=document, section=section.key)
        return Outcome(label, _keep(session, query, new, None if body is None else {"body": body}))


def edit_sentence(register: Register, year_id: int, sentence: Sentence, words: str | None) -> Outcome:
    """Keeps her words for a sentence of the survey summary, and what the figures give now: by that they are found to
    be out of date later. None takes her words away.

    Words that are the composed sentence again are none of her own and are not kept. `sentence` is it as she read it:
    raises UserError when its words were changed since.
    """
    words = words if words is None else words.strip()
    label = f"{_back_to_the_figures(sentence) if words is None else 'Edit sentence'}: {sentence.where}"
    query = select(EditedSentence).where(
        EditedSentence.year_id == year_id,
        EditedSentence.document == SUMMARY,
        EditedSentence.sentence == sentence.key,
    )
    own = {"composed": sentence.composed, "words": words} if words and words != sentence.composed else None
    with register.operation(label) as session:
        _must_be_as_read(session.scalar(query.with_only_columns(EditedSentence.words)), sentence.words, words)
        new = EditedSentence(year_id=year_id, document=SUMMARY, sentence=sentence.key)
        return Outcome(label, _keep(session, query, new, own))


def edit_involvement(register: Register, item_id: int, words: str, as_read: str | None = None) -> Outcome:
    """Keeps what is told of members' involvement in an item; empty words take it away.

    Raises UserError when the item is gone, or its words are no longer as they were read, where that is given.
    """
    words = words.strip()
    with register.operation("Edit member involvement") as session:
        item = session.get(Item, item_id)
        if item is None:
            raise UserError("This item is no longer on the menu. Nothing was saved. Was it deleted? See History.")
        verb = "Edit member involvement" if words else "Take away member involvement"
        label = session.info["label"] = f"{verb}: {item.number} {item.wording}"
        query = select(Involvement).where(Involvement.item_id == item_id)
        if as_read is not None:
            _must_be_as_read(session.scalar(query.with_only_columns(Involvement.words)) or "", as_read, words)
        return Outcome(label, _keep(session, query, Involvement(item_id=item_id), {"words": words} if words else None))


def _must_be_as_read(now: str | None, as_read: str | None, wanted: str | None) -> None:
    if now not in (as_read, wanted):
        raise UserError(
            "This text was changed meanwhile. Nothing was saved, and what you typed is still here. See what "
            "stands now, then choose."
        )


def _keep(session: Session, query: Select[Any], new: Base, values: Mapping[str, Any] | None) -> int:
    """Gives the row that a query finds these values, or the new one if it finds none; without any the row goes.

    Returns how many rows it made, changed or took away.
    """
    row = session.scalars(query).first()
    if values is None:
        if row is not None:
            session.delete(row)
        return int(row is not None)
    if row is None:
        row = new
        session.add(row)
    for name, value in values.items():
        setattr(row, name, read_text(value))
    return 1


def _back_to_the_figures(sentence: Sentence) -> str:
    new = sentence.stale and sentence.composed
    return "Take the new sentence" if new else "Back to the sentence of the figures"


@dataclass(frozen=True)
class EditableText:
    """One text of a document. `key` is its own within the document; `group` is the heading over it in the list."""

    key: str
    title: str
    text: str
    own: bool
    group: str = ""

    @property
    def notice(self) -> str:
        """What is to be seen before it is printed, "" for nothing."""
        return ""

    @property
    def heading(self) -> str:
        """The heading in the pages under which it stands, as far as it is known."""
        return self.title

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What is filled in where it stands in braces."""
        return ()

    def unfilled(self, text: str) -> list[str]:
        """What stands in braces in a text for its place and is not filled in, as it was typed."""
        return unfilled(text, self.placeholders)

    def drafts(self, text: str) -> Drafts:
        """A text that is not kept yet, for pages that show it all the same."""
        raise NotImplementedError

    def save(self, register: Register, year_id: int, text: str) -> Outcome:
        """Keeps a text in its place. Raises UserError."""
        raise NotImplementedError

    def take_back(self, register: Register, year_id: int) -> Outcome:
        """Takes the coordinator's own words away. Raises UserError."""
        raise NotImplementedError


@dataclass(frozen=True)
class SectionText(EditableText):
    """A section; without words of the coordinator's own it is the built-in text."""

    document: str = ""
    section: Section = NO_SECTION

    @property
    def placeholders(self) -> tuple[str, ...]:
        return placeholder_names(self.document, self.section.subject)

    def drafts(self, text: str) -> Drafts:
        return {(self.document, self.key): text}

    def save(self, register: Register, year_id: int, text: str) -> Outcome:
        return edit_section(register, year_id, self.document, self.section, text)

    def take_back(self, register: Register, year_id: int) -> Outcome:
        return edit_section(register, year_id, self.document, self.section, None)


@dataclass(frozen=True)
class SentenceText(EditableText):
    """A sentence from the figures, in its own or in the coordinator's words."""

    sentence: Sentence = NO_SENTENCE

    @property
    def notice(self) -> str:
        sentence = self.sentence
        if not sentence.stale:
            return ""
        was = f"It was: “{_bare_words(sentence.was or '')}”"
        if not sentence.composed:
            return f"The figures give no such sentence any more, and your words are not printed.\n{was}"
        return f"A figure in this sentence has changed.\n{was}\nNow it is: “{_bare_words(sentence.composed)}”"

    def drafts(self, text: str) -> Drafts:
        return {(sentences_of(SUMMARY), self.sentence.key): text}

    def save(self, register: Register, year_id: int, text: str) -> Outcome:
        return edit_sentence(register, year_id, self.sentence, text)

    def take_back(self, register: Register, year_id: int) -> Outcome:
        return edit_sentence(register, year_id, self.sentence, None)


@dataclass(frozen=True)
class InvolvementText(EditableText):
    """What is told of members' involvement in an item."""

    item_id: int = 0

    @property
    def heading(self) -> str:
        return "Member involvement in the area"

    def drafts(self, text: str) -> Drafts:
        return {(INVOLVEMENT, str(self.item_id)): text}

    def save(self, register: Register, year_id: int, text: str) -> Outcome:
        return edit_involvement(register, self.item_id, text, self.text)

    def take_back(self, register: Register, year_id: int) -> Outcome:
        return edit_involvement(register, self.item_id, "", self.text)


def load(session: Session, document: str, year: str, edition_id: int | None, as_at: dt.date) -> list[EditableText]:
    """All that can be written of a document in a municipal year, in the order of the list."""
    return [
        *_sections(session, document, year),
        *(_of_summary(session, year, edition_id, as_at) if document == SUMMARY else ()),
    ]


def has_texts(session: Session, document: str, year: str) -> bool:
    """Whether a document has anything that can be written."""
    return bool(sections(session, document, year))


def _sections(session: Session, document: str, year: str) -> Iterator[EditableText]:
    for one in sections(session, document, year):
        yield SectionText(one.key, one.title, whole(one), one.edited, document=document, section=one)


def _of_summary(session: Session, year: str, edition_id: int | None, as_at: dt.date) -> Iterator[EditableText]:
    for one in sentences(session, year, as_at):
        yield SentenceText(
            f"sentence {one.key}",
            one.where,
            one.words or one.composed,
            one.words is not None,
            "Sentences from the figures",
            one,
        )
    written = involvements(session, edition_id)
    items = select(Item.id, Item.number, Item.wording).where(Item.edition_id == (edition_id or 0))
    for id, number, wording in session.execute(items.order_by(Item.number)):
        yield InvolvementText(
            f"involvement {id}",
            f"{number} {wording}",
            written.get(id, ""),
            id in written,
            "Member involvement",
            id,
        )


def whole(section: Section) -> str:
    """A section as it is written: its title, and its text."""
    return f"# {section.title}\n\n{section.body}"


def _bare_words(text: str) -> str:
    return text.replace("**", "")


_WORD = re.compile(r"[^\W_]+")


def home_names(session: Session) -> list[tuple[str, str]]:
    """The name of every home, as it is looked for in a text and as it is written."""
    return [(_bare(name), name) for name in session.scalars(select(Home.name)) if _bare(name).strip()]


def home_named(text: str, names: list[tuple[str, str]]) -> str:
    """The name of a home that a text has in it, "" for none."""
    bare = _bare(text)
    return next((name for looked_for, name in names if looked_for in bare), "")


def _bare(text: str) -> str:
    return " " + " ".join(_WORD.findall(normalise(text))) + " "
