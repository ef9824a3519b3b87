"""What the coordinator says in a paper in her own words: instead of a composed sentence, and of involvement."""

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


def involvements(session: Session, edition_id: int | None) -> Mapping[int, str]:
    """What is told of members' involvement, by item of an edition."""
    query = select(Involvement.item_id, Involvement.words).join(Item, Item.id == Involvement.item_id)
    rows = session.execute(query.where(Item.edition_id == (edition_id or 0)))
    involvement: dict[int, str | None] = {row.item_id: row.words for row in rows}
    involvement |= {int(item_id): words.strip() for item_id, words in drafted(session, INVOLVEMENT).items()}
    return {item_id: words for item_id, words in involvement.items() if words}
