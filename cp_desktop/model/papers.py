"""What belongs to the printed papers: sentences edited by hand, what councillors did item by item, papers as tabled."""

import datetime as dt

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, field, table_of
from .council import MunicipalYear
from .listing import Column, Listing
from .menu import Item
from .sql import local_time


class EditedSentence(Base):
    """A sentence of a paper in the coordinator's own words, instead of the one composed from the figures.

    `composed` is the sentence the figures gave when it was edited: where they give another one by now, the figure has
    changed and the edited sentence is to be looked at again.
    """

    __tablename__ = "edited_sentence"
    __table_args__ = (UniqueConstraint("year_id", "document", "sentence"),)
    one, many = "edited sentence", "edited sentences"
    display_attribute = "sentence"

    year_id: Mapped[int] = field("Year", PUBLIC, references="municipal_year.id")
    document: Mapped[str] = field("Document", PUBLIC)
    sentence: Mapped[str] = field("Sentence", PUBLIC, help="Its name in the document")
    composed: Mapped[str] = field("As the figures gave it", PUBLIC, paragraphs=True)
    words: Mapped[str] = field("In our own words", PUBLIC, paragraphs=True)

    year: Mapped[MunicipalYear] = relationship()


class Involvement(Base):
    """How members were involved in an item, as the coordinator tells the committee."""

    __tablename__ = "involvement"
    one, many = "member involvement", "member involvements"
    display_attribute = "item_id"

    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id", unique=True, index=None)
    words: Mapped[str] = field("Member involvement in the area", PUBLIC, paragraphs=True)

    item: Mapped[Item] = relationship()


class TabledPaper(Base):
    """A paper as it was printed or saved: its bytes, their SHA-256, and the state of the register they came from.

    Only ever added: what was tabled was tabled, and neither Undo nor anybody takes it back.
    """

    __tablename__ = "tabled_paper"
    __table_args__ = ({"info": {"append_only": True}},)
    one, many = "tabled paper", "tabled papers"
    display_attribute = "title"

    title: Mapped[str] = field("Paper", PUBLIC)
    document: Mapped[str] = field("Document", PUBLIC, listed=False)
    told: Mapped[str] = field("Told", INTERNAL, help="What it was told besides year and day, as JSON", listed=False)
    edition: Mapped[str] = field("Edition", PUBLIC, help="Standard or large print", filterable=True)
    year: Mapped[str] = field("Year", PUBLIC, filterable=True)
    as_at: Mapped[dt.date] = field("Figures as at", PUBLIC)
    made_at: Mapped[dt.datetime] = field("Printed", PUBLIC, help="In UTC")
    where_to: Mapped[str | None] = field("Where to", INTERNAL, help="The file it was saved as, or the printer")
    state: Mapped[int] = field("Register as of entry", PUBLIC, help="The last entry of the history it was printed from")
    sha256: Mapped[str] = field("SHA-256", PUBLIC)
    content_id: Mapped[int] = field("Content", PUBLIC, references="content.id")


def tabled_papers() -> Listing:
    """Every paper that was printed or saved, the latest first."""
    paper = table_of(TabledPaper).c
    return Listing(
        key="tabled_papers",
        title="Tabled papers",
        record=TabledPaper,
        id=paper.id,
        source=select(TabledPaper.id),
        columns=(
            Column("Printed", local_time(paper.made_at)),
            Column.of(TabledPaper.title),
            Column.of(TabledPaper.edition),
            Column.of(TabledPaper.year),
            Column.of(TabledPaper.as_at),
            Column.of(TabledPaper.where_to),
            Column.of(TabledPaper.state),
            Column.of(TabledPaper.sha256),
        ),
        order=(paper.id.desc(),),
    )
