"""Every count, with its definition, numerator, denominator and the rows behind it.

Whatever screens and papers list or show of more than one table is asked here too: this floor reads, services write.
"""

from .counts import (
    BYS,
    By,
    Line,
    Pair,
    breakdown,
    default_as_at,
    grid,
    grid_totals,
    reply_progress,
    row_totals,
    totals,
    totals_and_items,
)
from .coverage import (
    HOMES_BYS,
    HOW_COVERAGE,
    HomesBy,
    Window,
    coverage_json,
    homes,
    homes_breakdown,
    homes_changed,
    homes_due,
    named_homes,
    window,
)
from .drill_down import drill_down
from .measures import (
    ALL_MEASURES,
    CHANGE_MEASURES,
    HOME_MEASURES,
    MEASURES,
    PAIR_MEASURES,
    Figure,
    Measure,
    how_counted,
)
from .population import twelve_months

__all__ = [
    "ALL_MEASURES",
    "BYS",
    "CHANGE_MEASURES",
    "HOMES_BYS",
    "HOME_MEASURES",
    "HOW_COVERAGE",
    "MEASURES",
    "PAIR_MEASURES",
    "By",
    "Figure",
    "HomesBy",
    "Line",
    "Measure",
    "Pair",
    "Window",
    "breakdown",
    "coverage_json",
    "default_as_at",
    "drill_down",
    "grid",
    "grid_totals",
    "homes",
    "homes_breakdown",
    "homes_changed",
    "homes_due",
    "how_counted",
    "named_homes",
    "reply_progress",
    "row_totals",
    "totals",
    "totals_and_items",
    "twelve_months",
    "window",
]
