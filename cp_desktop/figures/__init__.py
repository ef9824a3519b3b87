"""Every count, with its definition, numerator, denominator and the rows behind it."""

from .behind import behind
from .counts import (
    BYS,
    By,
    HomesBy,
    Line,
    Pair,
    breakdown,
    default_as_at,
    grid,
    grid_totals,
    homes,
    homes_breakdown,
    reply_progress,
    row_totals,
    totals,
    totals_and_items,
)
from .ground import twelve_months
from .measures import ALL_MEASURES, HOME_MEASURES, MEASURES, PAIR_MEASURES, Figure, Measure, how_counted

__all__ = [
    "ALL_MEASURES",
    "BYS",
    "HOME_MEASURES",
    "MEASURES",
    "PAIR_MEASURES",
    "By",
    "Figure",
    "HomesBy",
    "Line",
    "Measure",
    "Pair",
    "behind",
    "breakdown",
    "default_as_at",
    "grid",
    "grid_totals",
    "homes",
    "homes_breakdown",
    "how_counted",
    "reply_progress",
    "row_totals",
    "totals",
    "totals_and_items",
    "twelve_months",
]
