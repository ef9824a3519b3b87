"""Children's homes, and how many of the council's children lived there on a day."""

import datetime as dt

from sqlalchemy import ColumnElement, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, aliased, relationship

from cp_desktop.disclosure import INTERNAL, PRIVATE, PUBLIC

from .base import Base, Choice, Reference, field, in_order, owned, rule, table_of
from .council import District, Post, Ward
from .listing import Column, Listing, declared


class HomeKind(Choice):
    """What a place is registered as."""

    HOME = "home", "Children's home", ("Residential", "Residential home", "Residential children's home")
    SHORT_BREAKS = "short_breaks", "Short breaks home", ("Short breaks", "Short break", "Respite")
    SUPPORTED = "supported", "Supported accommodation", ("Supported housing",)


class Judgement(Choice):
    """Ofsted's judgement of a home at its latest full inspection: today's grades, those given until 2015 and earlier,
    and the three that supported accommodation is given instead.
    """

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = (
        "requires_improvement",
        "Requires improvement to be good",
        ("Requires improvement",),
    )
    INADEQUATE = "inadequate", "Inadequate"
    ADEQUATE = "adequate", "Adequate"
    SATISFACTORY = "satisfactory", "Satisfactory"
    CONSISTENT = "consistent", "Consistently strong delivery"
    INCONSISTENT = "inconsistent", "Inconsistent delivery"
    WEAKNESSES = "weaknesses", "Serious or widespread weaknesses"


class Home(Base):
    """A place where the council's children live or may live. Its name and address are never published."""

    __tablename__ = "home"
    __table_args__ = (
        rule("places_not_negative", "places IS NULL OR places >= 0", "Places cannot be fewer than none.", "places"),
        in_order("opened_on", "closed_on", "The home closes before it opens."),
    )
    one, many = "home", "homes"

    urn: Mapped[str | None] = field(
        "URN", PUBLIC, type=Reference(), unique=True, help="Ofsted's number, for example SC012345"
    )
    name: Mapped[str] = field("Home", INTERNAL, headings=("name", "home name"))
    provider: Mapped[str | None] = field("Provider", PUBLIC, filterable=True)
    kind: Mapped[HomeKind] = field("Kind", PUBLIC, choices=HomeKind, default=HomeKind.HOME)
    ward_id: Mapped[int | None] = field("Ward", PUBLIC, references="ward.id")
    other_area: Mapped[str | None] = field(
        "Outside the area", PUBLIC, help="The other council, if the home is not here", filterable=True
    )
    address: Mapped[str | None] = field("Address", INTERNAL, paragraphs=True)
    places: Mapped[int | None] = field("Places", PUBLIC)
    manager_id: Mapped[int | None] = field(
        "Manager's post", PUBLIC, references="post.id", help="Who holds the post, and from when, stands in the settings"
    )
    opened_on: Mapped[dt.date | None] = field("Opened on", PUBLIC, headings=("opened",), listed=False)
    closed_on: Mapped[dt.date | None] = field("Closed on", PUBLIC, headings=("closed",))
    # Ofsted publishes both; beside a ward and its places they would tell which home it is.
    judgement: Mapped[Judgement | None] = field("Ofsted's judgement", INTERNAL, choices=Judgement, listed=False)
    judged_on: Mapped[dt.date | None] = field(
        "Judged on", INTERNAL, help="The day of the inspection", happened=True, listed=False
    )
    notes: Mapped[str | None] = field("Notes", PRIVATE, paragraphs=True)

    ward: Mapped[Ward | None] = relationship()
    manager: Mapped[Post | None] = relationship()
    counts: Mapped[list["ChildrenCount"]] = owned(
        "Children counted", back_populates="home", order_by="ChildrenCount.counted_on"
    )


class ChildrenCount(Base):
    """How many of the council's children lived in a home on one day. The latest count by a day holds for it."""

    __tablename__ = "children_count"
    __table_args__ = (
        UniqueConstraint("home_id", "counted_on"),
        rule("children_not_negative", "children >= 0", "Children cannot be fewer than none.", "children"),
    )
    one, many = "count of children", "counts of children"
    display_attribute = "counted_on"

    home_id: Mapped[int] = field("Home", INTERNAL, references="home.id", index=None)
    counted_on: Mapped[dt.date] = field("Counted on", PUBLIC, happened=True)
    children: Mapped[int] = field("Our children", INTERNAL, headings=("children",), counts_children=True)

    home: Mapped[Home] = relationship(back_populates="counts")


def homes(as_at: dt.date, everything: bool = False) -> Listing:
    """Homes open on a day, with the latest count of the council's children and the last visit by then.

    With `everything`, closed ones and those not opened yet as well.
    """
    home, count = table_of(Home).c, table_of(ChildrenCount).c
    visit = Base.metadata.tables["visit"].c  # visits know homes, not the other way round
    other = aliased(ChildrenCount)
    latest = (
        select(func.max(other.counted_on))
        .where(other.home_id == Home.id, other.counted_on <= as_at)
        .correlate(Home)
        .scalar_subquery()
    )
    last_visit = (
        select(func.max(visit.visited_on))
        .where(visit.home_id == Home.id, visit.status == "made", visit.visited_on <= as_at)
        .correlate(Home)
        .scalar_subquery()
    )
    source = (
        select(Home.id)
        .join(Ward, Home.ward_id == Ward.id, isouter=True)
        .join(District, Ward.district_id == District.id, isouter=True)
        .join(ChildrenCount, and_(count.home_id == home.id, count.counted_on == latest), isouter=True)
    )
    if not everything:
        source = source.where(is_open(as_at))
    urn, name, *others = declared(Home, ward_id=table_of(Ward).c.name)
    return Listing(
        key="homes",
        title="Homes",
        record=Home,
        id=home.id,
        source=source,
        columns=(
            name,
            Column.of(ChildrenCount.children),
            Column.of(ChildrenCount.counted_on),
            Column("Last visit", last_visit),
            *others,
            Column.of(District.name, filterable=True),
            urn,
        ),
        order=(home.name,),
        hands_on_children=not everything,
    )


def is_open(day: dt.date) -> ColumnElement[bool]:
    """Whether a home is open on a day: opened by then (or always), and not closed on it or before."""
    return and_(
        or_(Home.opened_on.is_(None), Home.opened_on <= day),
        or_(Home.closed_on.is_(None), Home.closed_on > day),
    )
