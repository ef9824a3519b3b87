"""Councillors: who they are, and from when to when they held a seat and other roles."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Mapped, column_property, relationship

from cp_desktop.disclosure import PRIVATE, PUBLIC

from .base import Base, Choice, EmailAddress, PersonColumns, field, in_order, labelled, owned, sort_columns, table_of
from .council import District, Ward
from .listing import Column, Listing, declared
from .rules import Rule
from .sql import joined
from .values import show


class Role(Choice):
    """What a councillor may be besides a member for a ward."""

    CABINET = "cabinet", "Cabinet member", ("Member of the Cabinet", "Portfolio holder")
    COMMITTEE = "committee", "Committee member"
    CHAIR = "chair", "Committee chair"
    CHAMPION = "champion", "Corporate parent champion", ("Corporate parenting champion",)
    GOVERNOR = "governor", "School governor", ("Governor",)
    BOARD = (
        "board",
        "Corporate Parenting Board member",
        ("Corporate Parenting Board", "Member of the Corporate Parenting Board"),
    )
    OTHER = "other", "Other role"


def _no_seat(councillor: "Councillor") -> str | None:
    if councillor.terms:
        return None
    name = f"{councillor.forename} {councillor.surname}"
    return f"{name} has no term of office, and would be in office on no day: add one, with the ward and its first day."


def _left_office(councillor: "Councillor") -> dt.date | None:
    ends = [term.end for term in councillor.terms]
    return max((end for end in ends if end is not None), default=None) if None not in ends else None


class Councillor(Base):
    """A person who is or was a councillor, with one term of office or more."""

    __tablename__ = "councillor"
    rules = (Rule("has_a_seat", "terms", (), _no_seat, below=("terms",), remedy="Add it and save again."),)
    one, many = "councillor", "councillors"
    disambiguator = "latest_ward"
    sort_attributes = ("surname", "forename")  # "de Souza" and "van der Berg" stand under d and v, as they are entered
    person = PersonColumns(
        name=("forename", "surname"),
        pseudonym=("Former", "councillor {}"),
        emptied=("member_id", "title", "email", "phone", "notes"),
        left_on=_left_office,
    )

    member_id: Mapped[str | None] = field(
        "Member ID", PUBLIC, unique=True, help="The council's own number for this member", headings=("councillor id",)
    )
    title: Mapped[str | None] = field("Title", PUBLIC, default="Cllr", listed=False)
    forename: Mapped[str] = field("Forename", PUBLIC, headings=("first name", "given name"), listed=False)
    surname: Mapped[str] = field("Surname", PUBLIC, headings=("last name", "family name"), listed=False, index=True)
    email: Mapped[str | None] = field("E-mail", PUBLIC, type=EmailAddress(), headings=("email", "email address"))
    phone: Mapped[str | None] = field("Private telephone", PRIVATE, listed=False, help="Never published")
    notes: Mapped[str | None] = field("Notes", PRIVATE, paragraphs=True)

    name: Mapped[str] = column_property(forename + " " + surname)
    if TYPE_CHECKING:
        latest_ward: Mapped[str | None]

    terms: Mapped[list["Term"]] = owned("Terms of office", back_populates="councillor", order_by="Term.start")
    roles: Mapped[list["RoleHeld"]] = owned("Roles", back_populates="councillor", order_by="RoleHeld.start")


def _overlaps(term: "Term") -> str | None:
    for other in term.councillor.terms:
        first, second = (term, other) if term.start <= other.start else (other, term)
        if other.id != term.id and (first.end is None or first.end >= second.start):
            name = f"{term.councillor.forename} {term.councillor.surname}"
            day = show(second.start)
            return f"Two terms of office of {name} overlap: one starts on {day}, before the other has ended."
    return None


class Term(Base):
    """A seat: this ward, this party, from the first to the last day in office (both included)."""

    __tablename__ = "term"
    __table_args__ = (in_order("start", "end"),)
    rules = (Rule("terms_apart", "start", ("councillor_id", "start", "end"), _overlaps),)
    one, many = "term of office", "terms of office"
    display_attribute = "start"

    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    ward_id: Mapped[int] = field("Ward", PUBLIC, references="ward.id")
    party: Mapped[str | None] = field(
        "Party",
        PUBLIC,
        headings=("political party", "party name", "political group", "group", "party affiliation"),
        filterable=True,
    )
    start: Mapped[dt.date] = field(
        "From", PUBLIC, headings=("term start", "elected", "date elected", "elected on", "election date", "start date")
    )
    end: Mapped[dt.date | None] = field(
        "Until", PUBLIC, headings=("term end", "end date", "date left", "left office"), help="Last day in office"
    )

    councillor: Mapped[Councillor] = relationship(back_populates="terms")
    ward: Mapped[Ward] = relationship()


class RoleHeld(Base):
    """A role besides the seat, from the first to the last day (both included)."""

    __tablename__ = "role_held"
    __table_args__ = (in_order("start", "end"),)
    one, many = "role", "roles"
    display_attribute = "role"

    councillor_id: Mapped[int] = field("Councillor", PUBLIC, references="councillor.id")
    role: Mapped[Role] = field("Role", PUBLIC, choices=Role)
    detail: Mapped[str | None] = field("Of what", PUBLIC, help="The portfolio, committee, district or school")
    start: Mapped[dt.date | None] = field("From", PUBLIC)
    end: Mapped[dt.date | None] = field("Until", PUBLIC)

    councillor: Mapped[Councillor] = relationship(back_populates="roles")


def valid_on(start: Any, end: Any, day: dt.date) -> ColumnElement[bool]:
    """Whether a from-to pair of columns (both days included, either may be empty) holds a day."""
    return and_(or_(start.is_(None), start <= day), or_(end.is_(None), end >= day))


def councillors(as_at: dt.date, everybody: bool = False) -> Listing:
    """Councillors in office on a day with ward and party as on that day; with `everybody`, all ever recorded."""
    in_office = and_(Term.councillor_id == Councillor.id, valid_on(Term.start, Term.end, as_at))
    roles = (
        select(labelled(RoleHeld.role))
        .where(RoleHeld.councillor_id == Councillor.id, valid_on(RoleHeld.start, RoleHeld.end, as_at))
        .correlate(Councillor)
    )
    return Listing(
        key="councillors",
        title="Councillors",
        record=Councillor,
        id=table_of(Councillor).c.id,
        source=(
            select(Councillor.id)
            .join(Term, in_office, isouter=everybody)
            .join(Ward, Term.ward_id == Ward.id, isouter=True)
            .join(District, Ward.district_id == District.id, isouter=True)
        ),
        columns=(
            Column("Councillor", Councillor.name.expression),
            Column.of(Ward.name, filterable=True),
            Column.of(District.name, filterable=True),
            Column.of(Term.party),
            Column(
                "Roles",
                joined(roles, ", ", RoleHeld.id),
                filterable=True,
                holds=_holds_role(as_at),
                offers=_roles_on(as_at),
            ),
            *declared(Councillor),
            Column("In office since", table_of(Term).c.start, listed=False),
        ),
        order=sort_columns(Councillor),
    )


def _roles_on(day: dt.date) -> Select[Any]:
    return select(RoleHeld.role).where(valid_on(RoleHeld.start, RoleHeld.end, day)).distinct().order_by(RoleHeld.role)


def _holds_role(day: dt.date) -> Callable[[Sequence[Any]], ColumnElement[bool]]:
    return lambda roles: Councillor.roles.any(
        and_(RoleHeld.role.in_(roles), valid_on(RoleHeld.start, RoleHeld.end, day))
    )


# Two councillors of one name are told apart by the ward each last sat for.
Councillor.latest_ward = column_property(
    select(Ward.name)
    .join(Term, Term.ward_id == Ward.id)
    .where(Term.councillor_id == Councillor.id)
    .order_by(Term.start.desc())
    .limit(1)
    .correlate_except(Term, Ward)
    .scalar_subquery(),
    deferred=True,
)
