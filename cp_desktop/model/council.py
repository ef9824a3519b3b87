"""The council: its name and words, its years, its wards and districts, its officers."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, column, or_, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, EmailAddress, PersonColumns, Reference, YearLabel, field, in_order, owned, rule, table_of
from .formats import READABLE, contrast
from .listing import Column, Listing
from .rules import Rule
from .sql import like_pattern
from .values import show


def _too_light(council: "Council") -> str | None:
    if not council.accent or (found := contrast(council.accent, "#FFFFFF")) >= READABLE:
        return None
    return (
        f"The colour {council.accent} is too light: white letters on it have a contrast of {found:.1f} to 1, and need "
        f"{READABLE} to 1. Choose a darker colour, or leave the field empty."
    )


MOST_HIDDEN = 100


def _no_threshold(council: "Council") -> str | None:
    if 0 <= council.suppress_below <= MOST_HIDDEN:
        return None
    return f"Counts of children are hidden below a number from 0, which hides none, to {MOST_HIDDEN}."


class Council(Base):
    """The council whose register this is: one row, the settings that belong to the file and not to the desk."""

    __tablename__ = "council"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        rule(
            "accent_is_colour",
            or_(column("accent").is_(None), like_pattern(column("accent"), "#" + 6 * "[0-9A-Fa-f]")),
            "Write the colour like #0B5C63.",
            "accent",
        ),
    )
    rules = (
        Rule("accent_carries_white", "accent", ("accent",), _too_light, alone=True),
        Rule("threshold_can_be", "suppress_below", ("suppress_below",), _no_threshold, alone=True),
    )
    one, many = "council", "councils"
    person = PersonColumns(  # its coordinator
        name=("coordinator",),
        pseudonym=("Former coordinator {}",),
        emptied=("email", "phone"),
        left_on=lambda _: None,
        stays=(
            "name",
            "children",
            "ward_word",
            "wards_word",
            "district_word",
            "districts_word",
            "suppress_below",
            "committee",
            "accent",
            "word_template",
            "register_uid",
            "ofsted_authority",
        ),
    )

    name: Mapped[str] = field("Council", PUBLIC)
    children: Mapped[str] = field(
        "What its children are called", PUBLIC, help='How papers name them, for example "Northborough children"'
    )
    ward_word: Mapped[str] = field("Word for a ward", PUBLIC, default="ward", help='"electoral division" in counties')
    wards_word: Mapped[str] = field("Word for wards", PUBLIC, default="wards")
    district_word: Mapped[str] = field("Word for a district", PUBLIC, default="district")
    districts_word: Mapped[str] = field("Word for districts", PUBLIC, default="districts")
    suppress_below: Mapped[int] = field(
        "Hide counts of children below",
        PUBLIC,
        default=5,
        help="Published papers, letters and exports to hand on show no count of children smaller than this",
    )
    coordinator: Mapped[str | None] = field("Coordinator", PUBLIC)
    email: Mapped[str | None] = field("Coordinator's e-mail", PUBLIC, type=EmailAddress())
    phone: Mapped[str | None] = field("Coordinator's telephone", PUBLIC)
    committee: Mapped[str | None] = field("Committee that receives the papers", PUBLIC)
    accent: Mapped[str | None] = field(
        "Colour of the papers",
        PUBLIC,
        help="As #0B5C63; dark enough for white letters on it. Empty: the usual deep teal",
    )
    logo: Mapped[bytes | None] = field("Logo", PUBLIC, listed=False, deferred=True)
    word_template: Mapped[str | None] = field("Word template", INTERNAL, help="The file it was made from", listed=False)
    word_template_id: Mapped[int | None] = field(
        "Word template's content", PUBLIC, references="content.id", listed=False
    )
    register_uid: Mapped[str] = field("Register's own number", INTERNAL, listed=False)
    ofsted_authority: Mapped[str | None] = field(
        "Local authority in Ofsted's lists",
        PUBLIC,
        help="As Ofsted writes it: of a list of all England, the homes of this authority are taken",
        listed=False,
    )


def year_label(first_day: dt.date) -> str:
    """What the municipal year that begins on a day is called: "2017/18"."""
    return f"{first_day.year}/{(first_day.year + 1) % 100:02}"


def _otherwise_called(year: "MunicipalYear") -> str | None:
    label, days = year_label(year.first_day), f"from {show(year.first_day)} to {show(year.last_day)}"
    if year.last_day.year != year.first_day.year + 1:
        return f"A municipal year ends in the year after it begins, and this one would run {days}."
    return f"The year {days} is {label}, not {year.label}." if year.label != label else None


def _years_overlap(year: Any) -> str | None:
    for other in year.others():
        if other.first_day <= year.last_day and year.first_day <= other.last_day:
            days = f"{show(other.first_day)} to {show(other.last_day)}"
            return f"The year {year.label} overlaps the year {other.label}, which runs from {days}."
    return None


class MunicipalYear(Base):
    """From one annual meeting to the day before the next: no fixed calendar dates."""

    __tablename__ = "municipal_year"
    __table_args__ = (in_order("first_day", "last_day"),)
    rules = (
        Rule("called_by_its_days", "label", ("label", "first_day", "last_day"), _otherwise_called, alone=True),
        Rule("years_apart", "first_day", ("first_day", "last_day"), _years_overlap),
    )
    one, many = "municipal year", "municipal years"
    display_attribute = "label"

    label: Mapped[str] = field("Year", PUBLIC, type=YearLabel(), unique=True, help='Written as "2017/18"')
    first_day: Mapped[dt.date] = field("First day", PUBLIC, help="The day of the council's annual meeting")
    last_day: Mapped[dt.date] = field("Last day", PUBLIC)

    def following(self) -> dict[str, Any]:
        """What the next year is likely to be: from the day after this one, for as long, and its label."""
        first = self.last_day + dt.timedelta(days=1)
        return {"label": year_label(first), "first_day": first, "last_day": first + dt.timedelta(days=364)}


def before_the_year(what: str, day: dt.date, year: Any) -> str | None:
    """What to say of something dated before the municipal year to which it belongs; None of what is not."""
    if day >= year.first_day:
        return None
    when = f"it is dated {show(day)}, and the year {year.label} begins on {show(year.first_day)}"
    return f"{what} lies before the municipal year: {when}."


def after_the_year(what: str, day: dt.date, year: Any) -> str | None:
    """What to say of something dated after the municipal year to which it belongs; None of what is not."""
    if day <= year.last_day:
        return None
    when = f"it is dated {show(day)}, and the year {year.label} ended on {show(year.last_day)}"
    return f"{what} lies after the municipal year: {when}."


class District(Base):
    """An internal area of the council that groups wards."""

    __tablename__ = "district"
    one, many = "district", "districts"

    name: Mapped[str] = field("District", PUBLIC, unique=True)


class Ward(Base):
    """A ward as it stood in one period: boundaries and names change at elections."""

    __tablename__ = "ward"
    __table_args__ = (
        UniqueConstraint("name", "start"),
        in_order("start", "end"),
    )
    one, many = "ward", "wards"

    name: Mapped[str] = field("Ward", PUBLIC)
    code: Mapped[str | None] = field("ONS code", PUBLIC, type=Reference(), help="For example E05001178")
    district_id: Mapped[int | None] = field("District", PUBLIC, references="district.id")
    start: Mapped[dt.date | None] = field("From", PUBLIC)
    end: Mapped[dt.date | None] = field("Until", PUBLIC, help="Its last day, if the ward was abolished")

    district: Mapped[District | None] = relationship()


def wards() -> Listing:
    """Every ward in every period in which it stood, with its district."""
    ward = table_of(Ward).c
    return Listing(
        key="wards",
        title="Wards and districts",
        id=ward.id,
        source=select(Ward.id).join(District, Ward.district_id == District.id, isouter=True),
        columns=(
            Column.of(Ward.name),
            Column.of(Ward.code),
            Column.of(District.name, filterable=True),
            Column.of(Ward.start),
            Column.of(Ward.end),
        ),
        order=(ward.name, ward.start),
    )


class Post(Base):
    """An officer's post. Menu items name posts, so that a change of officer rewrites no history."""

    __tablename__ = "post"
    one, many = "post", "posts"
    display_attribute = "title"

    title: Mapped[str] = field("Post", INTERNAL, unique=True)  # a manager's names the home
    officers: Mapped[list["Officer"]] = owned("Held by", back_populates="post", order_by="Officer.start")


class Officer(Base):
    """Somebody who holds a post, from one day to another."""

    __tablename__ = "officer"
    __table_args__ = (in_order("start", "end"),)
    one, many = "officer", "officers"
    person = PersonColumns(
        name=("name",),
        pseudonym=("Former officer {}",),
        emptied=("email", "phone"),
        left_on=lambda officer: officer.end,
        through=("post_id",),
    )

    post_id: Mapped[int] = field("Post", PUBLIC, references="post.id")
    name: Mapped[str] = field("Name", PUBLIC)
    email: Mapped[str | None] = field("E-mail", PUBLIC, type=EmailAddress())
    phone: Mapped[str | None] = field("Telephone", PUBLIC)
    start: Mapped[dt.date | None] = field("From", PUBLIC)
    end: Mapped[dt.date | None] = field("Until", PUBLIC)

    post: Mapped[Post] = relationship(back_populates="officers")


def officers() -> Listing:
    """Everybody who holds or held a post, by post."""
    officer, post = table_of(Officer).c, table_of(Post).c
    return Listing(
        key="officers",
        title="Officers and their posts",
        id=officer.id,
        source=select(Officer.id).join(Post, Officer.post_id == Post.id),
        columns=(
            Column.of(Post.title),
            Column.of(Officer.name),
            Column.of(Officer.email),
            Column.of(Officer.phone),
            Column.of(Officer.start),
            Column.of(Officer.end),
        ),
        order=(post.title, officer.start),
    )


class Fact(Base):
    """A figure about the council's children that the coordinator types in for the handbook, with its source."""

    __tablename__ = "fact"
    one, many = "fact", "facts"
    display_attribute = "label"

    position: Mapped[int] = field("Order", PUBLIC, default=0)
    label: Mapped[str] = field("What it says", PUBLIC, help='For example "Children in our care"')
    value: Mapped[str] = field("Figure", PUBLIC, help="Never so small that it points at one child")
    as_at: Mapped[dt.date | None] = field("As at", PUBLIC, happened=True)
    source: Mapped[str | None] = field("Source", PUBLIC)


class DocumentText(Base):
    """A section of a printed document in the coordinator's own words, instead of the built-in text."""

    __tablename__ = "document_text"
    __table_args__ = (UniqueConstraint("year_id", "document", "section"),)
    one, many = "text", "texts"
    display_attribute = "section"

    year_id: Mapped[int] = field("Year", PUBLIC, references="municipal_year.id")
    document: Mapped[str] = field("Document", PUBLIC)
    section: Mapped[str] = field("Section", PUBLIC)
    body: Mapped[str] = field("Text", PUBLIC, paragraphs=True)
