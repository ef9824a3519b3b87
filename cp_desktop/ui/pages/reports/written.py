"""What of a document can be written by the coordinator: its sections, the sentences that its figures give, and what
is told of members' involvement. Each knows how it stands in the list, and how it is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import DocumentText, Home, Item, fold
from cp_desktop.register.edited import (
    INVOLVEMENT,
    drop_sentence,
    involvements,
    keep_involvement,
    keep_sentence,
    sentences_of,
)
from cp_desktop.register.texts import Drafts, Section, sections
from cp_desktop.reports.sentences import SUMMARY, Sentence, sentences
from cp_desktop.ui.desk import Scope

MARKS = (
    "**bold**, *italic*, [words](https://address), a line that begins with - or 1. is a list, with ## a heading. "
    "Words in braces, as {council}, are filled in. Never a child's name."
)
LETTERS = "letters"  # the texts of what is sent by e-mail: a document without pages
LETTER_MARKS = (
    "The first line, after the #, is the subject. Letters are plain text: no bold, no links. Words in braces, as "
    "{name}, are filled in for each letter. Never a child's name."
)
SENTENCE_MARKS = (
    "The sentence changes with its figures until you write it in your own words. Then you are told when a figure in "
    "it changes. **bold** and *italic* as in the texts."
)
INVOLVEMENT_MARKS = (
    "What councillors did for this item, as the committee is to read it: numbers and occasions. Never a child's name, "
    "nor a home's."
)


NO_SENTENCE = Sentence("", "", "")


@dataclass(frozen=True)
class Written:
    """One text of a document. `key` is its own within the document; `group` is the heading over it in the list."""

    key: str
    title: str
    text: str
    own: bool
    group: str = ""
    marks: str = MARKS

    # The words of its buttons and states.
    saves = "Edit text"
    saved_own, not_own = "Your own words.", "The built-in text."
    backs, back = "Back to the built-in text", "&Back to the built-in text"
    back_said = "The built-in text is back."
    suggests = False

    @property
    def label(self) -> str:
        """How it stands in the list."""
        return self.title + (" (your own words)" if self.own else "")

    @property
    def notice(self) -> str:
        """What is to be seen before it is printed, "" for nothing."""
        return ""

    @property
    def heading(self) -> str:
        """The heading in the pages under which it stands, as far as it is known."""
        return self.title

    def drafts(self, text: str) -> Drafts:
        """A text that is not kept yet, for pages that show it all the same."""
        raise NotImplementedError

    def keep(self, session: Session, scope: Scope, text: str) -> None:
        """Keeps a text in its place."""
        raise NotImplementedError

    def drop(self, session: Session, scope: Scope) -> None:
        """Takes the coordinator's own words away."""
        raise NotImplementedError


@dataclass(frozen=True)
class SectionText(Written):
    """A section; without words of the coordinator's own it is the built-in text."""

    document: str = ""

    def drafts(self, text: str) -> Drafts:
        return {(self.document, self.key): text}

    def keep(self, session: Session, scope: Scope, text: str) -> None:
        found = self._kept(session, scope)
        if found is None:
            found = DocumentText(year_id=scope.year_id, document=self.document, section=self.key)
            session.add(found)
        found.body = text

    def drop(self, session: Session, scope: Scope) -> None:
        found = self._kept(session, scope)
        if found is not None:
            session.delete(found)

    def _kept(self, session: Session, scope: Scope) -> DocumentText | None:
        query = select(DocumentText).where(
            DocumentText.year_id == scope.year_id,
            DocumentText.document == self.document,
            DocumentText.section == self.key,
        )
        return session.scalars(query).first()


@dataclass(frozen=True)
class SentenceText(Written):
    """A sentence from the figures, in its own or in the coordinator's words."""

    sentence: Sentence = NO_SENTENCE

    saves = "Edit sentence"
    not_own = "As the figures give it."
    back_said = "The sentence is again as the figures give it."

    @property
    def saved_own(self) -> str:  # type: ignore[override]
        if not self.sentence.stale:
            return "Your own words, for the figures of this day."
        return "Your words are printed until you choose." if self.sentence.composed else "Your words are not printed."

    @property
    def backs(self) -> str:  # type: ignore[override]
        return (
            "Take the new sentence"
            if self.sentence.stale and self.sentence.composed
            else "Back to the sentence of the figures"
        )

    @property
    def back(self) -> str:  # type: ignore[override]
        return "Take the &new sentence" if self.sentence.stale and self.sentence.composed else "&Back to the figures'"

    @property
    def label(self) -> str:
        before = "Figure changed: " if self.sentence.stale else "Your own words: " if self.own else ""
        return before + " ".join(self.text.replace("**", "").split())

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

    def keep(self, session: Session, scope: Scope, text: str) -> None:
        keep_sentence(session, scope.year_id, SUMMARY, self.sentence.key, self.sentence.composed, text)

    def drop(self, session: Session, scope: Scope) -> None:
        drop_sentence(session, scope.year_id, SUMMARY, self.sentence.key)


@dataclass(frozen=True)
class InvolvementText(Written):
    """What is told of members' involvement in an item."""

    item_id: int = 0

    saves = "Edit member involvement"
    saved_own, not_own = "Printed in the table of member involvement.", "Nothing is told of this item."
    backs, back = "Take away member involvement", "&Take it away"
    back_said = "Nothing is told of this item any more."
    suggests = True

    @property
    def label(self) -> str:
        return ("Written: " if self.own else "") + self.title

    @property
    def heading(self) -> str:
        return "Member involvement in the area"

    def drafts(self, text: str) -> Drafts:
        return {(INVOLVEMENT, str(self.item_id)): text}

    def keep(self, session: Session, scope: Scope, text: str) -> None:
        keep_involvement(session, self.item_id, text)

    def drop(self, session: Session, scope: Scope) -> None:
        keep_involvement(session, self.item_id, "")


def written(session: Session, scope: Scope, document: str) -> list[Written]:
    """All that can be written of a document, in the order of the list."""
    return [*_sections(session, scope, document), *(_of_summary(session, scope) if document == SUMMARY else ())]


def has_texts(session: Session, scope: Scope, document: str) -> bool:
    """Whether a document has anything that can be written."""
    return bool(sections(session, document, scope.year))


def _sections(session: Session, scope: Scope, document: str) -> Iterator[Written]:
    marks = LETTER_MARKS if document == LETTERS else MARKS
    for one in sections(session, document, scope.year):
        yield SectionText(one.key, one.title, whole(one), one.edited, marks=marks, document=document)


def _of_summary(session: Session, scope: Scope) -> Iterator[Written]:
    for one in sentences(session, scope.year, scope.as_at):
        yield SentenceText(
            f"sentence {one.key}",
            one.where,
            one.words or one.composed,
            one.words is not None,
            "Sentences from the figures",
            SENTENCE_MARKS,
            one,
        )
    told = involvements(session, scope.edition_id)
    items = select(Item.id, Item.number, Item.wording).where(Item.edition_id == (scope.edition_id or 0))
    for id, number, wording in session.execute(items.order_by(Item.number)):
        yield InvolvementText(
            f"involvement {id}",
            f"{number} {wording}",
            told.get(id, ""),
            id in told,
            "Member involvement",
            INVOLVEMENT_MARKS,
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
    return " " + " ".join(_WORD.findall(fold(text))) + " "
