"""What the coordinator says in her own words in a paper: instead of a composed sentence, and of members' involvement.

These write, each with the session of an operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import EditedSentence, Involvement, Item, MunicipalYear

from .texts import drafted

INVOLVEMENT = "involvement"  # the name under which drafts of what is told of items go


@dataclass(frozen=True)
class Edited:
    """Her words, and the sentence that the figures gave when she wrote or confirmed them."""

    words: str
    composed: str


def edited(session: Session, document: str, year: str) -> dict[str, Edited]:
    """The edited sentences of a document for a municipal year, by their names."""
    query = (
        select(EditedSentence.sentence, EditedSentence.words, EditedSentence.composed)
        .join(MunicipalYear, MunicipalYear.id == EditedSentence.year_id)
        .where(EditedSentence.document == document, MunicipalYear.label == year)
    )
    found = {key: Edited(words, composed) for key, words, composed in session.execute(query)}
    for key, words in drafted(session, sentences_of(document)).items():
        if words.strip():
            found[key] = Edited(words.strip(), found[key].composed if key in found else "")
        else:
            found.pop(key, None)
    return found


def sentences_of(document: str) -> str:
    """The name under which drafts of a document's sentences go."""
    return f"sentences of {document}"


def keep_sentence(session: Session, year_id: int, document: str, key: str, composed: str, words: str) -> None:
    """Keeps her words for a sentence, and what the figures give now: by that they are found to be out of date later.

    Words that are the composed sentence again are none of her own and are not kept.
    """
    words = words.strip()
    found = _kept(session, year_id, document, key)
    if not words or words == composed:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(EditedSentence(year_id=year_id, document=document, sentence=key, composed=composed, words=words))
    else:
        found.composed, found.words = composed, words


def drop_sentence(session: Session, year_id: int, document: str, key: str) -> None:
    """Takes her words away, so that the sentence is again the one that the figures give."""
    found = _kept(session, year_id, document, key)
    if found is not None:
        session.delete(found)


def _kept(session: Session, year_id: int, document: str, key: str) -> EditedSentence | None:
    query = select(EditedSentence).where(
        EditedSentence.year_id == year_id, EditedSentence.document == document, EditedSentence.sentence == key
    )
    return session.scalars(query).first()


def involvements(session: Session, edition_id: int | None) -> Mapping[int, str]:
    """What is told of members' involvement, by item of an edition."""
    query = select(Involvement.item_id, Involvement.words).join(Item, Item.id == Involvement.item_id)
    told = dict(session.execute(query.where(Item.edition_id == (edition_id or 0))).tuples().all())
    told |= {int(item_id): words.strip() for item_id, words in drafted(session, INVOLVEMENT).items()}
    return {item_id: words for item_id, words in told.items() if words}


def keep_involvement(session: Session, item_id: int, words: str) -> None:
    """Keeps what is told of an item; empty words take it away."""
    words = words.strip()
    found = session.scalars(select(Involvement).where(Involvement.item_id == item_id)).first()
    if found is None:
        if words:
            session.add(Involvement(item_id=item_id, words=words))
    elif words:
        found.words = words
    else:
        session.delete(found)
