"""What councillors chose from the menu, what they withdrew, and what the coordinator knows they did."""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, backref, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, field, in_order, rule, table_of
from .council import after_the_year, before_the_year
from .councillors import Councillor
from .events import Event
from .listing import Column, Listing
from .menu import Edition, Item
from .rules import Rule
from .sql import unique_where
from .visits import Visit

CHOOSE_A_DAY = "Choose a day in the year of the menu."


class MenuReturn(Base):
    """The day a councillor's filled-in menu came back, and how."""

    __tablename__ = "menu_return"
    __table_args__ = (UniqueConstraint("edition_id", "councillor_id"),)
    one, many = "menu return", "menu returns"
    display_attribute = "received_on"

    edition_id: Mapped[int] = field("Menu", PUBLIC, references="edition.id")
    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    received_on: Mapped[dt.date | None] = field("Received on", PUBLIC, happened=True)
    note: Mapped[str | None] = field("Note", INTERNAL)

    edition: Mapped[Edition] = relationship()
    councillor: Mapped[Councillor] = relationship()


def _outside_the_year(commitment: "Commitment") -> str | None:
    made_on, year = commitment.made_on, commitment.item.edition.year
    return before_the_year("The commitment", made_on, year) or after_the_year("The commitment", made_on, year)


class Commitment(Base):
    """A councillor's promise to do one item. A withdrawn one is kept; the pair may be promised again later.

    It stands on a day when it was made by then and not withdrawn by then.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        in_order("made_on", "withdrawn_on", "It is withdrawn before it is made."),
        unique_where("ix_commitment_standing", "item_id", "councillor_id", condition="withdrawn_on IS NULL"),
        # What stands on a day, item by item, is counted from this alone.
        Index("ix_commitment_pair", "item_id", "councillor_id", "made_on", "withdrawn_on"),
    )
    rules = (
        Rule(
            "in_its_year",
            "made_on",
            ("item_id", "made_on"),
            _outside_the_year,
            above=("item.edition.year.first_day", "item.edition.year.last_day"),
            remedy=CHOOSE_A_DAY,
        ),
    )
    one, many = "commitment", "commitments"
    display_attribute = "made_on"

    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id", index=None)
    made_on: Mapped[dt.date] = field("Made on", PUBLIC, happened=True, headings=("date", "committed on"))
    withdrawn_on: Mapped[dt.date | None] = field("Withdrawn on", PUBLIC, happened=True)
    own_words: Mapped[str | None] = field("In own words", PUBLIC, help="Never a child's name")

    councillor: Mapped[Councillor] = relationship()
    item: Mapped[Item] = relationship()


class Activity(Base):
    """Something the coordinator knows a councillor did for an item, whatever the survey says."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_pair", "item_id", "councillor_id", "done_on"),)
    one, many = "activity", "activities"
    display_attribute = "done_on"

    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id", index=None)
    done_on: Mapped[dt.date] = field("Date", PUBLIC, happened=True, headings=("done on", "date of activity"))
    what: Mapped[str | None] = field(
        "What was done", PUBLIC, headings=("description", "note"), help="Never a child's name"
    )
    # Where it was confirmed from; neither for what the coordinator knew otherwise.
    visit_id: Mapped[int | None] = field("Visit", PUBLIC, references="visit.id", listed=False)
    event_id: Mapped[int | None] = field("Event", PUBLIC, references="event.id", listed=False)

    councillor: Mapped[Councillor] = relationship()
    item: Mapped[Item] = relationship()
    visit: Mapped[Visit | None] = relationship()
    event: Mapped[Event | None] = relationship()


class SetAside(Base):
    """A visit or event of which the coordinator said that it is no evidence for a councillor's item after all."""

    __tablename__ = "set_aside"
    __table_args__ = (
        rule("one_source", "(visit_id IS NULL) <> (event_id IS NULL)", "It is of a visit or of an event.", "visit_id"),
        UniqueConstraint("councillor_id", "item_id", "visit_id", "event_id"),
    )
    one, many = "evidence set aside", "pieces of evidence set aside"
    display_attribute = "councillor_id"

    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id", index=None)
    item_id: Mapped[int] = field("Item", PUBLIC, references="item.id")
    visit_id: Mapped[int | None] = field("Visit", PUBLIC, references="visit.id")
    event_id: Mapped[int | None] = field("Event", PUBLIC, references="event.id")

    councillor: Mapped[Councillor] = relationship()
    item: Mapped[Item] = relationship()
    # It goes with its visit or event: there is nothing left to be suggested.
    visit: Mapped[Visit | None] = relationship(backref=backref("set_aside", cascade="all, delete-orphan"))
    event: Mapped[Event | None] = relationship(backref=backref("set_aside", cascade="all, delete-orphan"))


def activities(edition_id: int) -> Listing:
    """What the coordinator knows was done for one edition's items, the latest first."""
    activity = table_of(Activity).c
    return Listing(
        key="activities",
        title="Known activities",
        record=Activity,
        id=activity.id,
        source=select(Activity.id).join(Activity.councillor).join(Activity.item).where(Item.edition_id == edition_id),
        columns=(
            Column.of(Activity.done_on),
            Column.of(Activity.councillor_id, expression=Councillor.name.expression),
            Column.of(Item.number, filterable=True),
            Column.of(Item.wording),
            Column.of(Activity.what),
        ),
        order=(activity.done_on.desc(),),
    )
