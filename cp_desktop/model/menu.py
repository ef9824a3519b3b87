"""The menu of involvement: one edition a year, any number of items, each with its contacts and its guidance."""

import datetime as dt
from typing import Any

from sqlalchemy import UniqueConstraint, inspect, literal, select
from sqlalchemy.orm import Mapped, column_property, relationship

from cp_desktop.disclosure import PUBLIC

from .base import Base, field, fields, owned, table_of
from .council import MunicipalYear, Post
from .events import EventKind
from .listing import Column, Listing
from .rules import Rule
from .sql import joined
from .steps import VisitKind


class Edition(Base):
    """One year's menu. Commitments belong to an edition's items, so that history survives a rewording."""

    __tablename__ = "edition"
    one, many = "menu", "menus"
    display_attribute = "title"

    year_id: Mapped[int] = field("Year", PUBLIC, references="municipal_year.id", unique=True, index=None)
    title: Mapped[str] = field("Title", PUBLIC)
    agreed_on: Mapped[dt.date | None] = field("Agreed by full council on", PUBLIC, happened=True)
    introduction: Mapped[str | None] = field("Introduction", PUBLIC, paragraphs=True)

    year: Mapped[MunicipalYear] = relationship()
    items: Mapped[list["Item"]] = owned("Items", back_populates="edition", order_by="Item.number")

    def renewed(self, year: MunicipalYear) -> "Edition":
        """A copy of it for another year: all items with their guidance, sub-points and contacts, not agreed yet."""
        title = self.title.replace(self.year.label, year.label)
        return Edition(year=year, title=title, introduction=self.introduction, items=[_copy(one) for one in self.items])


LAST_NUMBER = 999  # three digits: what the headings of people's lists are read for


def _no_number(item: "Item") -> str | None:
    return None if 1 <= item.number <= LAST_NUMBER else f"The number of an item is one from 1 to {LAST_NUMBER}."


class Item(Base):
    """One thing a councillor may choose to do this year."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)
    rules = (Rule("number_in_headings", "number", ("number",), _no_number, alone=True),)
    one, many = "item", "items"
    display_attribute = "wording"
    disambiguator = "numbered"

    edition_id: Mapped[int] = field("Menu", PUBLIC, references="edition.id")
    number: Mapped[int] = field("No.", PUBLIC, headings=("no", "number", "item"))
    group: Mapped[str | None] = field("Group", PUBLIC, help="The heading it stands under on the menu", filterable=True)
    wording: Mapped[str] = field("Wording", PUBLIC, headings=("item wording", "text", "activity"))
    condition: Mapped[str | None] = field("Only for", PUBLIC, help='For example "school governors"', filterable=True)
    own_words: Mapped[bool] = field(
        "Own words wanted",
        PUBLIC,
        default=False,
        headings=("own words",),
        help="Whoever chooses it says in her own words what she will do",
        listed=False,
    )
    meaning: Mapped[str | None] = field("What it means", PUBLIC, paragraphs=True)
    how_to: Mapped[str | None] = field("How to do it", PUBLIC, paragraphs=True, headings=("guidance",))
    examples: Mapped[str | None] = field("Examples", PUBLIC, paragraphs=True)
    questions: Mapped[str | None] = field("Questions worth asking", PUBLIC, paragraphs=True)
    counts_as_done: Mapped[str | None] = field("What counts as done", PUBLIC, paragraphs=True)

    # An item is looked up by its number as much as by its wording.
    numbered: Mapped[str] = column_property(literal("item ").concat(number), deferred=True)

    edition: Mapped[Edition] = relationship(back_populates="items")
    sub_points: Mapped[list["SubPoint"]] = owned("Sub-points", back_populates="item", order_by="SubPoint.position")
    contacts: Mapped[list["ItemContact"]] = owned("Contacts", back_populates="item", order_by="ItemContact.id")
    # Which visits and events are evidence that a councillor did it.
    visit_kinds: Mapped[list["ItemVisitKind"]] = owned(
        "Visits that are evidence for it", back_populates="item", order_by="ItemVisitKind.id"
    )
    event_kinds: Mapped[list["ItemEventKind"]] = owned(
        "Events that are evidence for it", back_populates="item", order_by="ItemEventKind.id"
    )


class SubPoint(Base):
    """A part of an item that spells out what it asks."""

    __tablename__ = "sub_point"
    one, many = "sub-point", "sub-points"
    display_attribute = "wording"

    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id")
    position: Mapped[int] = field("Order", PUBLIC, default=0)
    wording: Mapped[str] = field("Wording", PUBLIC)

    item: Mapped[Item] = relationship(back_populates="sub_points")


class ItemContact(Base):
    """A post to turn to about an item."""

    __tablename__ = "item_contact"
    __table_args__ = (UniqueConstraint("item_id", "post_id"),)
    one, many = "contact", "contacts"
    display_attribute = "post_id"

    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id")
    post_id: Mapped[int] = field("Post", PUBLIC, references="post.id")

    item: Mapped[Item] = relationship(back_populates="contacts")
    post: Mapped[Post] = relationship()


class ItemVisitKind(Base):
    """A kind of visit that is evidence for an item."""

    __tablename__ = "item_visit_kind"
    __table_args__ = (UniqueConstraint("item_id", "kind"),)
    one, many = "kind of visit", "kinds of visit"
    display_attribute = "kind"

    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id", index=None)
    kind: Mapped[VisitKind] = field("Kind of visit", PUBLIC, choices=VisitKind)

    item: Mapped[Item] = relationship(back_populates="visit_kinds")


class ItemEventKind(Base):
    """A kind of event that is evidence for an item, for those who attended."""

    __tablename__ = "item_event_kind"
    __table_args__ = (UniqueConstraint("item_id", "kind"),)
    one, many = "kind of event", "kinds of event"
    display_attribute = "kind"

    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id", index=None)
    kind: Mapped[EventKind] = field("Kind of event", PUBLIC, choices=EventKind)

    item: Mapped[Item] = relationship(back_populates="event_kinds")


def _copy(row: Any) -> Any:
    """A row with what belongs to it, as a new one that belongs to nothing yet."""
    kind = type(row)
    owner = {key.name for link in inspect(kind).relationships if link.back_populates for key in link.local_columns}
    said = {name: getattr(row, name) for name, _, _ in fields(kind) if name not in owner}
    belongings = (link.key for link in inspect(kind).relationships if "label" in link.info)
    return kind(**said, **{key: [_copy(one) for one in getattr(row, key)] for key in belongings})


def menu_items(edition_id: int) -> Listing:
    """The items of one edition, in the menu's order."""
    item = table_of(Item).c
    posts = (
        select(Post.title)
        .join(ItemContact, ItemContact.post_id == Post.id)
        .where(ItemContact.item_id == Item.id)
        .correlate(Item)
    )
    return Listing(
        key="menu",
        title="Menu of involvement",
        record=Item,
        id=item.id,
        source=select(Item.id).where(Item.edition_id == edition_id),
        columns=(
            Column.of(Item.number),
            Column.of(Item.wording),
            Column.of(Item.group),
            Column.of(Item.condition),
            Column("Contacts", joined(posts, "; ", ItemContact.post_id), published=True),  # the handbook prints them
            Column.of(Item.own_words),
        ),
        order=(item.number,),
    )
