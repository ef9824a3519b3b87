"""Dated counts of the council's children and places by ward, for the monthly letter to councillors."""

import datetime as dt

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, relationship

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .base import Base, Choice, field, rule, table_of
from .council import Ward
from .listing import Column, Listing


class WardMeasure(Choice):
    """What is counted in a ward."""

    IN_CARE = "in_care", "Children in care", ("Looked-after children", "Children looked after")
    FOSTER_HOMES = "foster_homes", "Foster homes", ("Foster carers",)
    SUPPORTED = "supported", "In supported accommodation", ("Supported accommodation",)
    CARE_LEAVERS = "care_leavers", "Care leavers"
    AT_SCHOOL = "at_school", "At school in the ward", ("School",)
    OUTSIDE = "outside", "From the ward, living outside the boundary", ("Outside the boundary", "Out of area")


NOT_NEGATIVE = rule("number_not_negative", "number >= 0", "A count cannot be less than none.", "number")


class WardCount(Base):
    """One number of a ward on a day. The latest by a day holds for it."""

    __tablename__ = "ward_count"
    __table_args__ = (
        UniqueConstraint("ward_id", "measure", "counted_on"),
        NOT_NEGATIVE,
    )
    one, many = "ward fact", "ward facts"
    display_attribute = "counted_on"

    ward_id: Mapped[int] = field("Ward", PUBLIC, references="ward.id", index=None)
    measure: Mapped[WardMeasure] = field("What is counted", PUBLIC, choices=WardMeasure)
    counted_on: Mapped[dt.date] = field("Counted on", PUBLIC, happened=True, index=True)
    number: Mapped[int] = field("Number", INTERNAL)

    ward: Mapped[Ward] = relationship()


def ward_facts() -> Listing:
    """Every count of every ward on every day, for this office alone: small numbers point at children."""
    count, ward = table_of(WardCount).c, table_of(Ward).c
    return Listing(
        key="ward-facts",
        title="Ward facts",
        id=count.id,
        source=select(WardCount.id).join(Ward, WardCount.ward_id == Ward.id),
        columns=(
            Column.of(Ward.name),
            Column.of(WardCount.measure),
            Column.of(WardCount.counted_on),
            Column.of(WardCount.number),
        ),
        order=(ward.name, ward.start, count.counted_on, count.measure),
    )
