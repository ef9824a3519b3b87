"""The same figures a year earlier, on the day that is as many days into that year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Commitment, Edition, Item, MunicipalYear

from .counts import totals
from .coverage import homes
from .measures import Figure

HOW_COMPARED = (
    "Both columns count the same way: the earlier year's menu, members and homes are those of the day that is as many "
    "days into that year, and no later than its last. A difference of two shares is in percentage points, worked out "
    "before rounding; there is none where the two are shares of different things, or of nothing."
)


@dataclass(frozen=True)
class Earlier:
    """An earlier year, the day of it that is compared, how many days into the year that is, and the figures."""

    label: str
    day: dt.date
    days: int
    whole: bool  # it is the year's last day
    totals: Mapping[str, Figure]
    homes: Mapping[str, Figure]


def earlier_year(session: Session, year: MunicipalYear, as_at: dt.date) -> Earlier | None:
    """The latest year before this one in which councillors committed to a menu; None if there is none in the register,
    or this one has not begun by the day."""
    days = (as_at - year.first_day).days
    if days < 0:
        return None
    found = session.execute(
        select(MunicipalYear, Edition.id)
        .join(Edition, Edition.year_id == MunicipalYear.id)
        .where(MunicipalYear.first_day < year.first_day)
        .where(select(Commitment.id).join(Item).where(Item.edition_id == Edition.id).exists())
        .order_by(MunicipalYear.first_day.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    before, edition_id = found
    whole = as_at >= year.last_day
    day = before.last_day if whole else min(before.first_day + dt.timedelta(days=days), before.last_day)
    into = (day - before.first_day).days
    return Earlier(
        before.label, day, into, day == before.last_day, totals(session, edition_id, day), homes(session, day)
    )


def points(now: Figure, before: Figure) -> str:
    """By how many percentage points a share has changed: "+4.9", "-0.3", "0.0"; "" where they cannot be compared."""
    same = now.base is not None and before.base is not None and now.base.key == before.base.key
    if not same or not now.denominator or not before.denominator:
        return ""
    shares = [Decimal(one.numerator) * 100 / Decimal(one.denominator or 1) for one in (now, before)]
    return signed((shares[0] - shares[1]).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def signed(number: int | Decimal) -> str:
    """A difference with its sign, nothing before nought."""
    sign = "+" if number > 0 else "-" if number < 0 else ""
    return f"{sign}{abs(number)}"
