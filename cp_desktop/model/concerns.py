"""Safeguarding concerns: which kinds there are, who must be told of each, and by when.

The register keeps that a concern was raised, when, to whom and by whom it was reported, and the outside reference:
never the story. The duties are those of Working Together to Safeguard Children (the local authority designated
officer, LADO, within one working day of a concern about an adult who works with children) and of the Children's
Homes (England) Regulations 2015.
"""

import datetime as dt
from dataclasses import dataclass

from .base import Choice
from .values import show
from .working_days import working_day_after, working_days_between


class ConcernKind(Choice):
    """What a concern is about, as far as it decides who must be told."""

    ADULT = "adult", "An adult's conduct", ("Conduct of an adult", "Allegation")
    HARM = "harm", "A child may be at risk of harm", ("Risk of harm",)
    MISSING = "missing", "A child is missing", ("Missing from home",)
    CARE = "care", "Quality of care, or the building", ("Quality of care",)
    OTHER = "other", "Something else"


@dataclass(frozen=True)
class Duty:
    """Who must be told of a kind of concern, and within how many working days of its being raised: 0 is at once."""

    tell: str
    working_days: int


DUTIES = {
    ConcernKind.ADULT: Duty(
        "The LADO (local authority designated officer), within one working day; the head of service at once. "
        "In danger: 999 first.",
        1,
    ),
    ConcernKind.HARM: Duty(
        "Children's social care (the duty team) at once, and the home's manager unless the concern is about them. "
        "In danger: 999 first.",
        0,
    ),
    ConcernKind.MISSING: Duty(
        "The police (101, or 999 in danger) and the child's social worker or duty team, at once.", 0
    ),
    ConcernKind.CARE: Duty("Children's Commissioning and the registered provider, within one working day.", 1),
    ConcernKind.OTHER: Duty("The head of service, within one working day: they decide who else is told.", 1),
}


def report_by(kind: ConcernKind | None, raised_on: dt.date) -> dt.date:
    """The last day to report a concern. One whose kind is not known yet is to be reported at once."""
    days = DUTIES[kind].working_days if kind else 0
    return working_day_after(raised_on, days) if days else raised_on


def clock(kind: ConcernKind | None, raised_on: dt.date, as_at: dt.date) -> str:
    """How the time for reporting a concern stands on a day, in a sentence. The last of all is named with its date: the
    day looked at need not be today."""
    last = report_by(kind, raised_on)
    if as_at > last:
        late = working_days_between(last, as_at)
        days = "1 working day" if late == 1 else f"{late} working days"
        return (
            f"It was to be reported by {show(last)}: {days} late."
            if late
            else f"It was to be reported by {show(last)}."
        )
    if as_at == last:
        return f"It is to be reported today, {show(last)}."
    return f"It is to be reported by {show(last)}."
