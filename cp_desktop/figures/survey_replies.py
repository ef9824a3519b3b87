"""Who has replied to the survey, who has not, and where those can be reminded."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import case, select, type_coerce
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PUBLIC
from cp_desktop.model import Choice, Column, Councillor, Listing, table_of
from cp_desktop.model.base import ChoiceType
from cp_desktop.model.sql import day_of, sort_keys

from .commitment_grid import standing_column
from .drill_down import drill_down


class Replied(Choice):
    """Whether a councillor has answered the survey."""

    YES = "yes", "Replied"
    NO = "no", "Not yet"


STATUS = "Survey"  # the label of that column


def survey_rows(edition_id: int | None, as_at: dt.date) -> Listing:
    """The members with whether they returned the menu and when they replied."""
    listing = drill_down("members", edition_id, as_at)
    replied = listing.column("Replied")
    state = case((replied.expression.is_(None), Replied.NO.value), else_=Replied.YES.value)
    name, ward, district, party = listing.columns[:4]
    columns = (
        name,
        ward,
        Column(STATUS, type_coerce(state, ChoiceType(Replied)), declared=PUBLIC, filterable=True),
        replace(replied, label="Replied on", expression=day_of(replied.expression)),
        party,
        replace(district, listed=False),
        standing_column(edition_id, as_at),
    )
    return replace(listing, key="survey", title="Survey", columns=columns)


def addresses_of(session: Session, listing: Listing, words: str, filters: dict[str, set[Any]]) -> tuple[list[str], int]:
    """The e-mail addresses of those rows who have not replied, and how many of them have none."""
    who = listing.ids(words, {**filters, STATUS: {Replied.NO}}).order_by(None)
    c = table_of(Councillor).c
    query = select(c.email).where(c.id.in_(who)).order_by(*sort_keys(c.surname, c.forename))
    found = list(session.scalars(query))
    return [address for address in found if address], sum(not address for address in found)
